//! What the columns of text files hold, and the typed columns made of them.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanBuilder, Float64Builder, Int64Builder, StringBuilder, TimestampNanosecondBuilder,
};
use plant::{Plant, Problem, RecordsSource};

use super::Columns;
use super::sheet::Sheet;
use crate::history::find_column;
use crate::report::{FileReport, Reason};
use crate::scan::{Field, Lines};
use crate::times::{self, Candidates, FoldResolver, TimeReader, Undecided};
use crate::{number, problems, words};

/// The zone of every time column; an offset, because that is read without a zone database.
pub(super) const UTC: &str = "+00:00";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Integer,
    Number,
    Boolean,
    Time,
    Text,
}

/// What the cells of a column are.
#[derive(Default)]
struct Census {
    integers: u64,
    numbers: u64,
    booleans: [u64; 4],
    times: u64,
    texts: u64,
    /// Numbers that a number would spoil: `00123`, a serial number of 20 digits.
    codes: u64,
}

/// The typed columns of all sheets together, by name.
pub(super) fn typed(
    plant: &Plant,
    source: &RecordsSource,
    sheets: &[Sheet],
    reports: &mut [FileReport],
) -> Result<Columns, Problem> {
    let mut names: Vec<String> = Vec::new();
    for name in sheets.iter().flat_map(|sheet| &sheet.dialect.columns) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    let time = source.time.as_ref().and_then(|name| find_column(&names, name));
    let mut columns = Columns::new();
    for (index, name) in names.iter().enumerate() {
        let parts: Vec<(&Sheet, Option<usize>)> = sheets
            .iter()
            .map(|sheet| (sheet, sheet.dialect.columns.iter().position(|column| column == name)))
            .collect();
        let maker = Maker { plant, source, name, parts };
        let mut kind = maker.census().kind();
        let mut readers = None;
        if time == Some(index) || kind == Kind::Time {
            match maker.time_readers(reports) {
                Ok(found) => {
                    kind = Kind::Time;
                    readers = Some(found);
                }
                // The plant says that these are times: then it must be told how to read them.
                Err(problem) if time == Some(index) => return Err(problem),
                Err(_) => kind = Kind::Text,
            }
        }
        let array = match (kind, readers) {
            (Kind::Time, Some(readers)) => maker.times(readers, time == Some(index), reports),
            (Kind::Integer, _) => maker.integers(),
            (Kind::Number, _) => maker.numbers(reports),
            (Kind::Boolean, _) => maker.booleans(),
            _ => maker.texts(reports),
        };
        columns.push((name.clone(), array));
    }
    Ok(columns)
}

impl Census {
    fn add(&mut self, field: &Field, style: number::NumberStyle) {
        let cell = field.trimmed();
        if words::is_missing(cell) {
            return;
        }
        if let Some((pair, _)) = words::boolean(cell) {
            self.booleans[pair] += 1;
        } else if let Some(value) = number::whole(cell, style) {
            let digits = cell.strip_prefix(b"-").unwrap_or(cell);
            let whole = digits.iter().all(u8::is_ascii_digit);
            if !value.is_finite() || (whole && ((digits[0] == b'0' && digits.len() > 1) || digits.len() > 18))
            {
                self.codes += 1;
            } else if whole {
                self.integers += 1;
            } else {
                self.numbers += 1;
            }
        } else if times::looks_like_time(cell) {
            self.times += 1;
        } else {
            self.texts += 1;
        }
    }

    fn kind(&self) -> Kind {
        let booleans: u64 = self.booleans.iter().sum();
        let numeric = self.integers + self.numbers;
        let words = booleans + self.times + self.texts + self.codes;
        match (numeric, words) {
            (0, 0) => Kind::Text,
            (0, _) if booleans == words && self.booleans.contains(&booleans) => Kind::Boolean,
            (0, _) if self.times == words => Kind::Time,
            (_, 0) if self.numbers == 0 => Kind::Integer,
            (_, 0) => Kind::Number,
            // One text among a hundred numbers is a slip; the numbers stay numbers.
            (_, slips) if self.codes == 0 && numeric >= 100 && slips * 100 <= numeric => Kind::Number,
            _ => Kind::Text,
        }
    }
}

/// One column across all sheets; a sheet without it has nulls there.
struct Maker<'a> {
    plant: &'a Plant,
    source: &'a RecordsSource,
    name: &'a str,
    parts: Vec<(&'a Sheet<'a>, Option<usize>)>,
}

impl Maker<'_> {
    fn census(&self) -> Census {
        let mut census = Census::default();
        for (sheet, column) in &self.parts {
            for field in column.iter().flat_map(|column| sheet.column(*column)) {
                census.add(field, sheet.dialect.number);
            }
        }
        census
    }

    /// Every cell with its sheet and row; `None` for the rows of a sheet without the column.
    fn each(&self, mut take: impl FnMut(&Sheet, usize, Option<&Field>)) {
        for (sheet, column) in &self.parts {
            match column {
                Some(column) => {
                    sheet.column(*column).enumerate().for_each(|(row, field)| take(sheet, row, Some(field)));
                }
                None => (0..sheet.rows.len()).for_each(|row| take(sheet, row, None)),
            }
        }
    }

    fn integers(&self) -> ArrayRef {
        let mut array = Int64Builder::new();
        self.each(|_, _, field| {
            let text = field.and_then(Field::text);
            array.append_option(text.and_then(|text| text.parse().ok()));
        });
        Arc::new(array.finish())
    }

    fn numbers(&self, reports: &mut [FileReport]) -> ArrayRef {
        let mut array = Float64Builder::new();
        let mut aside = Aside::default();
        self.each(|sheet, row, field| {
            let field = field.filter(|field| !words::is_missing(field.bytes));
            let value = field.and_then(|field| number::whole(field.bytes, sheet.dialect.number));
            if let (Some(field), None) = (field, value) {
                aside.push(sheet, row, field, Reason::NotANumber);
            }
            array.append_option(value);
        });
        aside.report(self.name, &self.parts, reports);
        Arc::new(array.finish())
    }

    fn booleans(&self) -> ArrayRef {
        let mut array = BooleanBuilder::new();
        self.each(|_, _, field| {
            array.append_option(field.and_then(|field| words::boolean(field.bytes)).map(|(_, side)| side));
        });
        Arc::new(array.finish())
    }

    fn texts(&self, reports: &mut [FileReport]) -> ArrayRef {
        let mut array = StringBuilder::new();
        let mut aside = Aside::default();
        self.each(|sheet, row, field| {
            let field = field.filter(|field| !is_null_text(field.trimmed()));
            match field.map(|field| (field, field.text())) {
                Some((_, Some(text))) => array.append_value(text),
                Some((field, None)) => {
                    aside.push(sheet, row, field, Reason::NotUtf8);
                    array.append_null();
                }
                None => array.append_null(),
            }
        });
        aside.report(self.name, &self.parts, reports);
        Arc::new(array.finish())
    }

    fn time_readers(&self, reports: &[FileReport]) -> Result<Vec<Option<TimeReader>>, Problem> {
        let zone = self.source.format.timezone.as_ref().unwrap_or(&self.plant.timezone);
        let order = self.source.format.dates;
        self.parts
            .iter()
            .map(|(sheet, column)| {
                let Some(column) = column else { return Ok(None) };
                let cells = || sheet.column(*column).map(|field| field.trimmed());
                match TimeReader::decide(cells, order, sheet.dialect.number, zone) {
                    Ok(reader) => Ok(Some(reader)),
                    Err(Undecided::NoTime) if cells().all(words::is_missing) => Ok(None),
                    Err(why) => Err(problems::undecided(&reports[sheet.report].file, self.name, why)),
                }
            })
            .collect()
    }

    fn times(
        &self,
        readers: Vec<Option<TimeReader>>,
        is_the_time: bool,
        reports: &mut [FileReport],
    ) -> ArrayRef {
        let mut array = TimestampNanosecondBuilder::new();
        let mut aside = Aside::default();
        for ((sheet, column), reader) in self.parts.iter().zip(readers) {
            let (Some(column), Some(mut reader)) = (column, reader) else {
                array.append_nulls(sheet.rows.len());
                continue;
            };
            let mut read: Vec<Option<Candidates>> = Vec::with_capacity(sheet.rows.len());
            for (row, field) in sheet.column(*column).enumerate() {
                let time = reader.read(field.trimmed());
                if let Err(reason) = time
                    && reason != Reason::TimeMissing
                {
                    aside.push(sheet, row, field, reason);
                }
                read.push(time.ok());
            }
            let known = || {
                read.iter().flatten().filter_map(|one| match one {
                    Candidates::One(time) => Some(*time),
                    Candidates::Two(..) => None,
                })
            };
            let mut fold = FoldResolver::new(known().next_back() < known().next());
            let report = &mut reports[sheet.report];
            for candidates in read {
                let time = candidates.map(|candidates| fold.resolve(candidates));
                array.append_option(time);
                if let Some(time) = time.filter(|_| is_the_time) {
                    report.cover(time, time);
                }
            }
        }
        aside.report(self.name, &self.parts, reports);
        Arc::new(array.finish().with_timezone(UTC))
    }
}

/// Cells set aside while a column is made; their rows stay, with a null there.
#[derive(Default)]
struct Aside {
    /// Report of the sheet, place of the row, reason and text.
    cells: Vec<(usize, usize, Reason, Vec<u8>)>,
}

impl Aside {
    fn push(&mut self, sheet: &Sheet, row: usize, field: &Field, reason: Reason) {
        let text = field.bytes[..field.bytes.len().min(1_000)].to_vec();
        self.cells.push((sheet.report, sheet.rows[row], reason, text));
    }

    fn report(self, column: &str, parts: &[(&Sheet, Option<usize>)], reports: &mut [FileReport]) {
        for (sheet, _) in parts {
            let mut lines = Lines::new(sheet.bytes);
            for (_, row_at, reason, text) in self.cells.iter().filter(|cell| cell.0 == sheet.report) {
                let set_aside = &mut reports[sheet.report].set_aside;
                set_aside.push(lines.of(*row_at), Some(column), *reason, text);
            }
        }
    }
}

/// A word such as "none" or "-" may be meant in a column of texts; these never are.
fn is_null_text(cell: &[u8]) -> bool {
    const WORDS: [&[u8]; 6] = [b"null", b"(null)", b"nan", b"#n/a", b"\\n", b"n/a"];
    cell.is_empty() || WORDS.iter().any(|word| cell.eq_ignore_ascii_case(word))
}

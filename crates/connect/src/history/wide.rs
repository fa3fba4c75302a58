//! Wide tables: one column for each tag.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use plant::{Problem, Quality};
use rayon::prelude::*;

use super::columns::{self, Census, Kind, Word, read_time, word};
use super::{Aside, Input, report_aside};
use crate::number;
use crate::report::{ColumnReport, FileReport, Reason};
use crate::scan::{self, fields};
use crate::sink::{SampleSink, Values};
use crate::times::{Candidates, FoldResolver};

/// A longer row is no row; places within a piece fit into 32 bits.
const LONGEST_ROW: usize = 64 << 20;

/// What a column of the file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Skip,
    Date,
    Clock,
    Value(usize),
}

/// A cell of a value column that holds no number.
#[derive(Debug, Clone, Copy)]
struct Odd {
    row: u32,
    /// Where it stands, from the beginning of the piece.
    start: u32,
    end: u32,
    word: Word,
}

/// What one thread read of one piece of the file.
struct Piece {
    base: usize,
    rows_seen: u64,
    times: Vec<i64>,
    /// Rows whose time may be either of two.
    folds: Vec<(u32, Candidates)>,
    /// Where each row begins, from `base`.
    starts: Vec<u32>,
    /// By value column; NaN where there is no number.
    values: Vec<Vec<f64>>,
    odd: Vec<Vec<Odd>>,
    /// By value column.
    census: Vec<Census>,
    aside: Vec<Aside>,
}

struct Table<'a> {
    input: Input<'a>,
    roles: Vec<Role>,
    /// For each value column: its place in the file and its tag.
    values: Vec<(usize, Arc<str>)>,
}

pub(super) fn read(
    input: Input,
    mapped: &BTreeMap<String, String>,
    sink: &mut dyn SampleSink,
    report: &mut FileReport,
) -> Result<(), Problem> {
    let table = assign(input, mapped, report);
    let (bytes, dialect) = (table.input.bytes, table.input.dialect);
    let pieces = scan::pieces(bytes, dialect.body, dialect.delimiter, dialect.quotes);
    let mut pieces: Vec<Piece> = pieces.into_par_iter().map(|range| table.read_piece(range)).collect();
    settle_folds(&mut pieces);
    let mut aside = Vec::new();
    for piece in &mut pieces {
        report.rows += piece.rows_seen;
        aside.append(&mut piece.aside);
        if let (Some(first), Some(last)) = (piece.times.iter().min(), piece.times.iter().max()) {
            report.cover(*first, *last);
        }
    }
    for (index, (column, tag)) in table.values.iter().enumerate() {
        let one = Column { table: &table, index, column: *column, tag };
        let line = one.hand_on(&mut pieces, sink, &mut aside)?;
        report.samples += line.values;
        report.columns.push(line);
    }
    report_aside(bytes, &dialect.columns, aside, report);
    Ok(())
}

/// Gives every column its role, and notes mapped columns that the file does not have.
fn assign<'a>(input: Input<'a>, mapped: &BTreeMap<String, String>, report: &mut FileReport) -> Table<'a> {
    let names = &input.dialect.columns;
    let mut tags: Vec<Option<Arc<str>>> = vec![None; names.len()];
    for (column, tag) in mapped {
        match columns::find(names, column) {
            Some(at) => tags[at] = Some(tag.as_str().into()),
            None => report.notes.push(format!("column \"{column}\" of plant.toml is not in the file")),
        }
    }
    let mut values: Vec<(usize, Arc<str>)> = Vec::new();
    let mut roles = Vec::with_capacity(names.len());
    for (at, name) in names.iter().enumerate() {
        let role = if at == input.times.date {
            Role::Date
        } else if Some(at) == input.times.clock {
            Role::Clock
        } else if name.is_empty() {
            report.notes.push(format!("column {} has no name and is passed over", at + 1));
            Role::Skip
        } else {
            let tag = tags[at].clone().unwrap_or_else(|| input.tags.resolve(name));
            if let Some((other, _)) = values.iter().find(|(_, known)| *known == tag) {
                let other = &names[*other];
                report.notes.push(format!("column \"{name}\" is the tag of \"{other}\" and is passed over"));
                Role::Skip
            } else {
                values.push((at, tag));
                Role::Value(values.len() - 1)
            }
        };
        roles.push(role);
    }
    Table { input, roles, values }
}

impl Table<'_> {
    fn read_piece(&self, range: Range<usize>) -> Piece {
        let dialect = self.input.dialect;
        let bytes = self.input.bytes;
        let mut reader = self.input.time.clone();
        let mut scratch = Vec::new();
        let expected_rows = range.len() / (4 * self.roles.len()).max(8) + 16;
        let mut piece = Piece {
            base: range.start,
            rows_seen: 0,
            times: Vec::with_capacity(expected_rows),
            folds: Vec::new(),
            starts: Vec::with_capacity(expected_rows),
            values: self.values.iter().map(|_| Vec::with_capacity(expected_rows)).collect(),
            odd: vec![Vec::new(); self.values.len()],
            census: Vec::new(),
            aside: Vec::new(),
        };
        let mut at = range.start;
        while at < range.end {
            let start = at;
            let end = scan::record_end(bytes, start, dialect.delimiter, dialect.quotes);
            at = end.next;
            let row = &bytes[start..end.content];
            if row.trim_ascii_start().is_empty() {
                continue;
            }
            piece.rows_seen += 1;
            let quoted = dialect.quotes && memchr::memchr(b'"', row).is_some();
            let read = if row.len() > LONGEST_ROW {
                Err(Reason::FieldCount)
            } else if end.unclosed {
                Err(Reason::UnclosedQuote)
            } else if quoted {
                self.read_quoted(row, start, &mut piece)
            } else {
                self.read_plain(row, start, &mut piece)
            };
            let time = read.and_then(|cells| read_time(&mut reader, cells.date, cells.clock, &mut scratch));
            match time {
                Ok(time) => piece.keep(start, time),
                Err(reason) => {
                    piece.drop_row();
                    let aside = Aside { row_at: start, column: None, reason, start, end: end.content };
                    piece.aside.push(aside);
                }
            }
        }
        self.input.meter.add(range.len(), piece.times.len());
        piece.census = (0..self.values.len()).map(|index| piece.count(index)).collect();
        piece
    }

    /// A row without quotes: numbers are read where they stand.
    #[inline]
    fn read_plain<'r>(
        &self,
        row: &'r [u8],
        row_at: usize,
        piece: &mut Piece,
    ) -> Result<TimeCells<'r>, Reason> {
        let dialect = self.input.dialect;
        let mut cells = TimeCells::default();
        let mut at = 0;
        let mut column = 0;
        loop {
            let rest = &row[at..];
            let role = self.roles.get(column).copied();
            let mut length = None;
            if let Some(Role::Value(index)) = role
                && rest.first().is_none_or(|byte| *byte == dialect.delimiter)
            {
                piece.values[index].push(f64::NAN);
                length = Some(0);
            } else if let Some(Role::Value(index)) = role
                && let Some((value, digits)) = number::leading(rest, dialect.number.decimal)
                && rest.get(digits).is_none_or(|byte| *byte == dialect.delimiter)
            {
                piece.values[index].push(value);
                length = Some(digits);
            }
            let length = match length {
                Some(length) => length,
                None => {
                    let length = memchr::memchr(dialect.delimiter, rest).unwrap_or(rest.len());
                    let cell = &rest[..length];
                    match role {
                        Some(Role::Value(index)) => {
                            piece.take_odd(index, cell, row_at + at - piece.base, dialect.number);
                        }
                        Some(Role::Date) => cells.date = cell,
                        Some(Role::Clock) => cells.clock = Some(cell),
                        Some(Role::Skip) => {}
                        None if cell.trim_ascii().is_empty() => {}
                        None => return Err(Reason::FieldCount),
                    }
                    length
                }
            };
            column += 1;
            at += length + 1;
            if at > row.len() {
                break;
            }
        }
        self.finish_row(column, piece).map(|()| cells)
    }

    fn read_quoted<'r>(
        &self,
        row: &'r [u8],
        row_at: usize,
        piece: &mut Piece,
    ) -> Result<TimeCells<'r>, Reason> {
        let dialect = self.input.dialect;
        let mut cells = TimeCells::default();
        let mut column = 0;
        for field in fields(row, dialect.delimiter) {
            match self.roles.get(column) {
                Some(Role::Value(index)) => {
                    let start = field.bytes.as_ptr() as usize - row.as_ptr() as usize;
                    piece.take_odd(*index, field.bytes, row_at + start - piece.base, dialect.number);
                }
                Some(Role::Date) => cells.date = field.bytes,
                Some(Role::Clock) => cells.clock = Some(field.bytes),
                Some(Role::Skip) => {}
                None if field.trimmed().is_empty() => {}
                None => return Err(Reason::FieldCount),
            }
            column += 1;
        }
        self.finish_row(column, piece).map(|()| cells)
    }

    fn finish_row(&self, columns: usize, piece: &mut Piece) -> Result<(), Reason> {
        if columns < self.input.dialect.width {
            return Err(Reason::FieldCount);
        }
        if columns < self.roles.len() {
            piece.fill_row();
        }
        Ok(())
    }

    /// The cell of a row, again, as text.
    fn cell(&self, piece: &Piece, row: usize, column: usize) -> Option<scan::Field<'_>> {
        let dialect = self.input.dialect;
        let start = piece.base + piece.starts[row] as usize;
        let end = scan::record_end(self.input.bytes, start, dialect.delimiter, dialect.quotes);
        fields(&self.input.bytes[start..end.content], dialect.delimiter).nth(column)
    }
}

/// Where the time of a row stands.
#[derive(Default)]
struct TimeCells<'r> {
    date: &'r [u8],
    clock: Option<&'r [u8]>,
}

impl Piece {
    /// Takes a cell that is no plain number.
    #[cold]
    fn take_odd(&mut self, index: usize, cell: &[u8], start: usize, style: number::NumberStyle) {
        let row = self.times.len() as u32;
        let (value, word) = match number::whole(cell, style) {
            Some(value) if value.is_finite() => (value, Word::Missing),
            Some(_) => (f64::NAN, Word::TooLarge),
            None => (f64::NAN, word(cell)),
        };
        self.values[index].push(value);
        if word != Word::Missing {
            let odd = Odd { row, start: start as u32, end: (start + cell.len()) as u32, word };
            self.odd[index].push(odd);
        }
    }

    #[inline]
    fn keep(&mut self, start: usize, time: Candidates) {
        match time {
            Candidates::One(time) => self.times.push(time),
            Candidates::Two(earlier, _) => {
                self.folds.push((self.times.len() as u32, time));
                self.times.push(earlier);
            }
        }
        self.starts.push((start - self.base) as u32);
    }

    /// Takes back the cells of a row that is set aside.
    fn drop_row(&mut self) {
        let rows = self.times.len();
        for (values, odd) in self.values.iter_mut().zip(&mut self.odd) {
            values.truncate(rows);
            while odd.last().is_some_and(|odd| odd.row as usize >= rows) {
                odd.pop();
            }
        }
    }

    /// Cells that a row leaves out at its end are empty.
    fn fill_row(&mut self) {
        let rows = self.times.len() + 1;
        for values in &mut self.values {
            values.resize(rows, f64::NAN);
        }
    }

    fn count(&self, index: usize) -> Census {
        let numbers = self.values[index].iter().filter(|value| !value.is_nan()).count() as u64;
        let mut census = Census { numbers, ..Census::default() };
        self.odd[index].iter().for_each(|odd| census.count(odd.word));
        census
    }
}

/// Decides between the two instants of times in a repeated hour, by the order of the file.
fn settle_folds(pieces: &mut [Piece]) {
    if pieces.iter().all(|piece| piece.folds.is_empty()) {
        return;
    }
    let first = pieces.iter().find_map(|piece| piece.times.first().copied());
    let last = pieces.iter().rev().find_map(|piece| piece.times.last().copied());
    let mut resolver = FoldResolver::new(last < first);
    for piece in pieces {
        let mut folds = std::mem::take(&mut piece.folds).into_iter().peekable();
        for (row, time) in piece.times.iter_mut().enumerate() {
            let candidates = match folds.next_if(|(at, _)| *at as usize == row) {
                Some((_, candidates)) => candidates,
                None => Candidates::One(*time),
            };
            *time = resolver.resolve(candidates);
        }
    }
}

/// The rows that have a number. Written without a branch: which rows lack one is not foreseen.
pub(super) fn present(times: &[i64], values: &[f64]) -> (Vec<i64>, Vec<f64>) {
    let (mut at, mut kept) = (vec![0; values.len()], vec![0.0; values.len()]);
    let mut count = 0;
    for (time, value) in times.iter().zip(values) {
        at[count] = *time;
        kept[count] = *value;
        count += usize::from(!value.is_nan());
    }
    at.truncate(count);
    kept.truncate(count);
    (at, kept)
}

/// Samples of one piece that are numbers, ready to be handed on.
#[derive(Default)]
struct Numbers<'p> {
    times: Cow<'p, [i64]>,
    values: Cow<'p, [f64]>,
    /// None at all while all are good.
    qualities: Vec<Quality>,
    bad: u64,
    aside: Vec<Aside>,
}

impl Numbers<'_> {
    fn hand_on(
        mut self,
        tag: &Arc<str>,
        sink: &mut dyn SampleSink,
        line: &mut ColumnReport,
        aside: &mut Vec<Aside>,
    ) -> Result<(), Problem> {
        line.values += self.values.len() as u64;
        line.bad += self.bad;
        aside.append(&mut self.aside);
        if self.values.is_empty() {
            return Ok(());
        }
        let qualities = (!self.qualities.is_empty()).then_some(&self.qualities[..]);
        sink.samples(tag, &self.times, Values::Floats(&self.values), qualities)
    }
}

/// One value column, on its way to the sink.
struct Column<'a> {
    table: &'a Table<'a>,
    index: usize,
    column: usize,
    tag: &'a Arc<str>,
}

impl Column<'_> {
    fn hand_on(
        &self,
        pieces: &mut [Piece],
        sink: &mut dyn SampleSink,
        aside: &mut Vec<Aside>,
    ) -> Result<ColumnReport, Problem> {
        let mut census = Census::default();
        pieces.iter().for_each(|piece| census.add(&piece.census[self.index]));
        let kind = census.kind(self.table.input.tags.is_measured(self.tag));
        let mut line = ColumnReport {
            column: self.table.input.dialect.columns[self.column].clone(),
            tag: Some(self.tag.to_string()),
            kind: kind.name(),
            values: 0,
            bad: 0,
        };
        let numbers: Vec<Numbers> = match kind {
            Kind::Number => pieces.par_iter().map(|piece| self.numbers(piece)).collect(),
            _ => Vec::new(),
        };
        let mut numbers = numbers.into_iter();
        for piece in &*pieces {
            match kind {
                Kind::Empty => {}
                Kind::Number => {
                    if let Some(numbers) = numbers.next() {
                        numbers.hand_on(self.tag, sink, &mut line, aside)?;
                    }
                }
                Kind::Boolean => self.booleans(piece, sink, &mut line)?,
                Kind::Text => self.texts(piece, sink, &mut line, aside)?,
            }
        }
        // The memory of a column that is done goes back at once.
        for piece in pieces {
            piece.values[self.index] = Vec::new();
            piece.odd[self.index] = Vec::new();
        }
        Ok(line)
    }

    fn set_aside(&self, piece: &Piece, odd: &Odd, reason: Reason) -> Aside {
        Aside {
            row_at: piece.base + piece.starts[odd.row as usize] as usize,
            column: Some(self.column),
            reason,
            start: piece.base + odd.start as usize,
            end: piece.base + odd.end as usize,
        }
    }

    /// The samples of a column of numbers in one piece.
    fn numbers<'p>(&self, piece: &'p Piece) -> Numbers<'p> {
        let (values, odd) = (&piece.values[self.index], &piece.odd[self.index]);
        if piece.census[self.index].numbers as usize == values.len() {
            let (times, values) = (Cow::Borrowed(&piece.times[..]), Cow::Borrowed(&values[..]));
            return Numbers { times, values, ..Numbers::default() };
        }
        if odd.is_empty() {
            let (times, values) = present(&piece.times, values);
            return Numbers { times: times.into(), values: values.into(), ..Numbers::default() };
        }
        let mut times = Vec::with_capacity(values.len());
        let mut kept = Vec::with_capacity(values.len());
        let (mut qualities, mut bad, mut aside) = (Vec::new(), 0, Vec::new());
        let mut odd = odd.iter().peekable();
        for (row, (time, value)) in piece.times.iter().zip(values).enumerate() {
            let mut quality = Quality::GOOD;
            if value.is_nan() {
                match odd.next_if(|odd| odd.row as usize == row) {
                    None => continue,
                    Some(odd) if odd.word == Word::Status => quality = Quality::BAD,
                    Some(odd) => {
                        let too_large = odd.word == Word::TooLarge;
                        let reason = if too_large { Reason::NumberTooLarge } else { Reason::NotANumber };
                        aside.push(self.set_aside(piece, odd, reason));
                        continue;
                    }
                }
            }
            if quality == Quality::BAD && qualities.is_empty() {
                qualities.resize(kept.len(), Quality::GOOD);
            }
            if quality == Quality::BAD || !qualities.is_empty() {
                qualities.push(quality);
                bad += u64::from(quality == Quality::BAD);
            }
            times.push(*time);
            kept.push(*value);
        }
        Numbers { times: times.into(), values: kept.into(), qualities, bad, aside }
    }

    /// Statuses among booleans are left out: there is no value to mark as bad.
    fn booleans(
        &self,
        piece: &Piece,
        sink: &mut dyn SampleSink,
        line: &mut ColumnReport,
    ) -> Result<(), Problem> {
        let (times, values): (Vec<i64>, Vec<bool>) = piece.odd[self.index]
            .iter()
            .filter_map(|odd| match odd.word {
                Word::Boolean(_, side) => Some((piece.times[odd.row as usize], side)),
                _ => None,
            })
            .unzip();
        line.values += values.len() as u64;
        if values.is_empty() {
            Ok(())
        } else {
            sink.samples(self.tag, &times, Values::Booleans(&values), None)
        }
    }

    fn texts(
        &self,
        piece: &Piece,
        sink: &mut dyn SampleSink,
        line: &mut ColumnReport,
        aside: &mut Vec<Aside>,
    ) -> Result<(), Problem> {
        let (mut times, mut texts) = (Vec::new(), Vec::new());
        for (row, time) in piece.times.iter().enumerate() {
            let Some(field) = self.table.cell(piece, row, self.column) else { continue };
            if crate::words::is_missing(field.bytes) {
                continue;
            }
            match field.text() {
                Some(text) => {
                    times.push(*time);
                    texts.push(text);
                }
                None => {
                    let row_at = piece.base + piece.starts[row] as usize;
                    let start = field.bytes.as_ptr() as usize - self.table.input.bytes.as_ptr() as usize;
                    let end = start + field.bytes.len();
                    let reason = Reason::NotUtf8;
                    aside.push(Aside { row_at, column: Some(self.column), reason, start, end });
                }
            }
        }
        line.values += texts.len() as u64;
        if texts.is_empty() {
            return Ok(());
        }
        let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
        sink.samples(self.tag, &times, Values::Texts(&texts), None)
    }
}

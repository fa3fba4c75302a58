//! Long tables: one row for each sample, with the tag's name in it.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use plant::{Problem, Quality};
use rayon::prelude::*;

use super::columns::{self, Census, Kind, Word, read_time, word};
use super::{Aside, Input, report_aside};
use crate::report::{ColumnReport, FileReport, Reason};
use crate::scan::{self, Field, fields};
use crate::sink::{SampleSink, Values};
use crate::times::{Candidates, FoldResolver};
use crate::{number, problems};

/// A longer row is no row; places within a piece fit into 32 bits.
const LONGEST_ROW: usize = 64 << 20;

/// One sample, its text still in the file.
#[derive(Debug, Clone, Copy)]
struct Row {
    time: Candidates,
    /// NaN where the cell holds no number.
    value: f64,
    quality: Quality,
    /// The row, from the beginning of the piece.
    start: u32,
}

/// What one thread read of one piece of the file.
#[derive(Default)]
struct Piece {
    base: usize,
    rows_seen: u64,
    /// Names of the tags, and the rows of each in the order of the file.
    names: Vec<String>,
    tags: Vec<Vec<Row>>,
    census: Vec<Census>,
    unknown_qualities: u64,
    aside: Vec<Aside>,
}

/// Pieces that hold rows of a tag, and its index there.
type Parts = Vec<(usize, usize)>;

struct Table<'a> {
    input: Input<'a>,
    tag: usize,
    value: usize,
    quality: Option<usize>,
}

pub(super) fn read(
    input: Input,
    [tag, value]: [&str; 2],
    quality: Option<&str>,
    sink: &mut dyn SampleSink,
    report: &mut FileReport,
) -> Result<(), Problem> {
    let columns = &input.dialect.columns;
    let named = |role: &str, name: &str| {
        columns::find(columns, name).ok_or_else(|| problems::no_column(&report.file, role, name, columns))
    };
    let (tag, value) = (named("tag", tag)?, named("value", value)?);
    let quality = quality.map(|name| named("quality", name)).transpose()?;
    let table = Table { input, tag, value, quality };
    let (bytes, dialect) = (table.input.bytes, table.input.dialect);
    let pieces = scan::pieces(bytes, dialect.body, dialect.delimiter, dialect.quotes);
    let mut pieces: Vec<Piece> = pieces.into_par_iter().map(|range| table.read_piece(range)).collect();
    let mut aside = Vec::new();
    let mut unknown_qualities = 0;
    for piece in &mut pieces {
        report.rows += piece.rows_seen;
        unknown_qualities += piece.unknown_qualities;
        aside.append(&mut piece.aside);
    }
    if unknown_qualities > 0 {
        let note =
            format!("{unknown_qualities} qualities are no word or code known; these samples are uncertain");
        report.notes.push(note);
    }
    for (tag, parts) in table.tags(&pieces) {
        let one = OneTag { table: &table, pieces: &pieces, tag, parts };
        one.hand_on(sink, report, &mut aside)?;
    }
    report_aside(bytes, &dialect.columns, aside, report);
    Ok(())
}

impl Table<'_> {
    fn read_piece(&self, range: Range<usize>) -> Piece {
        let dialect = self.input.dialect;
        let bytes = self.input.bytes;
        let mut reader = self.input.time.clone();
        let mut scratch = Vec::new();
        let mut index: HashMap<&[u8], usize> = HashMap::new();
        let mut last: (&[u8], usize) = (&[], usize::MAX);
        let mut piece = Piece { base: range.start, ..Piece::default() };
        let mut at = range.start;
        let mut kept = 0;
        while at < range.end {
            let start = at;
            let end = scan::record_end(bytes, start, dialect.delimiter, dialect.quotes);
            at = end.next;
            let row = &bytes[start..end.content];
            if row.trim_ascii_start().is_empty() {
                continue;
            }
            piece.rows_seen += 1;
            let mut fail = |reason| {
                piece.aside.push(Aside { row_at: start, column: None, reason, start, end: end.content });
            };
            if end.unclosed || row.len() > LONGEST_ROW {
                fail(if end.unclosed { Reason::UnclosedQuote } else { Reason::FieldCount });
                continue;
            }
            let cells = match self.cells(row) {
                Ok(cells) => cells,
                Err(reason) => {
                    fail(reason);
                    continue;
                }
            };
            let name = cells.tag.trimmed();
            if crate::words::is_missing(name) {
                fail(Reason::TagMissing);
                continue;
            }
            let time = match read_time(&mut reader, cells.date, cells.clock, &mut scratch) {
                Ok(time) => time,
                Err(reason) => {
                    fail(reason);
                    continue;
                }
            };
            if last.1 == usize::MAX || last.0 != name {
                let known = index.get(name).copied();
                let tag = match known {
                    Some(tag) => tag,
                    None => match cells.tag.text() {
                        Some(text) => {
                            piece.names.push(text.into_owned());
                            piece.tags.push(Vec::new());
                            piece.census.push(Census::default());
                            index.insert(name, piece.names.len() - 1);
                            piece.names.len() - 1
                        }
                        None => {
                            fail(Reason::NotUtf8);
                            continue;
                        }
                    },
                };
                last = (name, tag);
            }
            let quality = match cells.quality.map(quality) {
                None => Quality::GOOD,
                Some(Some(quality)) => quality,
                Some(None) => {
                    piece.unknown_qualities += 1;
                    Quality::UNCERTAIN
                }
            };
            let number = number::whole(cells.value.bytes, dialect.number);
            let value = number.filter(|value| value.is_finite()).unwrap_or(f64::NAN);
            if number.is_none() {
                piece.census[last.1].count(word(cells.value.bytes));
            } else if !value.is_nan() {
                piece.census[last.1].numbers += 1;
            }
            kept += 1;
            piece.tags[last.1].push(Row { time, value, quality, start: (start - range.start) as u32 });
        }
        self.input.meter.add(range.len(), kept);
        piece
    }

    fn cells<'r>(&self, row: &'r [u8]) -> Result<Cells<'r>, Reason> {
        let nothing = Field { bytes: &[], escaped: false, quoted: false };
        let mut cells = Cells { date: &[], clock: None, tag: nothing, value: nothing, quality: None };
        let mut count = 0;
        for (column, field) in fields(row, self.input.dialect.delimiter).enumerate() {
            count = column + 1;
            if column == self.value {
                cells.value = field;
            } else if column == self.tag {
                cells.tag = field;
            } else if column == self.input.times.date {
                cells.date = field.bytes;
            } else if Some(column) == self.input.times.clock {
                cells.clock = Some(field.bytes);
            } else if Some(column) == self.quality {
                cells.quality = Some(field);
            } else if column >= self.input.dialect.columns.len() && !field.trimmed().is_empty() {
                return Err(Reason::FieldCount);
            }
        }
        if count < self.input.dialect.width { Err(Reason::FieldCount) } else { Ok(cells) }
    }

    /// Every tag of the file, sorted, with the pieces it occurs in and its place there.
    fn tags(&self, pieces: &[Piece]) -> BTreeMap<Arc<str>, Parts> {
        let mut tags: BTreeMap<Arc<str>, Parts> = BTreeMap::new();
        for (at, piece) in pieces.iter().enumerate() {
            for (index, name) in piece.names.iter().enumerate() {
                tags.entry(self.input.tags.resolve(name)).or_default().push((at, index));
            }
        }
        tags
    }
}

struct Cells<'r> {
    date: &'r [u8],
    clock: Option<&'r [u8]>,
    tag: Field<'r>,
    value: Field<'r>,
    quality: Option<Field<'r>>,
}

fn quality(field: Field) -> Option<Quality> {
    let text = field.text()?;
    Quality::parse(&text).or_else(|| {
        let folded = text.to_lowercase();
        match folded.as_str() {
            "ok" | "g" | "valid" | "true" => Some(Quality::GOOD),
            "b" | "invalid" | "false" => Some(Quality::BAD),
            "u" | "questionable" => Some(Quality::UNCERTAIN),
            _ if folded.starts_with("good") => Some(Quality::GOOD),
            _ if folded.starts_with("uncertain") => Some(Quality::UNCERTAIN),
            _ if folded.starts_with("bad") => Some(Quality::BAD),
            _ => None,
        }
    })
}

/// The samples of one tag, on their way to the sink.
struct OneTag<'a> {
    table: &'a Table<'a>,
    pieces: &'a [Piece],
    tag: Arc<str>,
    parts: Parts,
}

impl OneTag<'_> {
    fn hand_on(
        &self,
        sink: &mut dyn SampleSink,
        report: &mut FileReport,
        aside: &mut Vec<Aside>,
    ) -> Result<(), Problem> {
        let mut census = Census::default();
        self.parts.iter().for_each(|(piece, tag)| census.add(&self.pieces[*piece].census[*tag]));
        let kind = census.kind(self.table.input.tags.is_measured(&self.tag));
        let (first_piece, first_tag) = self.parts[0];
        let mut line = ColumnReport {
            column: self.pieces[first_piece].names[first_tag].clone(),
            tag: Some(self.tag.to_string()),
            kind: kind.name(),
            values: 0,
            bad: 0,
        };
        let mut fold = self.fold_resolver();
        for (at, index) in &self.parts {
            let piece = &self.pieces[*at];
            let rows = &piece.tags[*index];
            let times: Vec<i64> = rows.iter().map(|row| fold.resolve(row.time)).collect();
            if let (Some(first), Some(last)) = (times.iter().min(), times.iter().max()) {
                report.cover(*first, *last);
            }
            self.hand_on_piece(kind, piece, rows, &times, sink, &mut line, aside)?;
        }
        report.samples += line.values;
        report.columns.push(line);
        Ok(())
    }

    fn fold_resolver(&self) -> FoldResolver {
        let rows = || self.parts.iter().map(|(piece, tag)| &self.pieces[*piece].tags[*tag]);
        let time = |row: &Row| match row.time {
            Candidates::One(time) | Candidates::Two(time, _) => time,
        };
        let first = rows().find_map(|rows| rows.first()).map(time);
        let last = rows().filter_map(|rows| rows.last()).next_back().map(time);
        FoldResolver::new(last < first)
    }

    #[allow(clippy::too_many_arguments, reason = "one loop over one piece, called from one place")]
    fn hand_on_piece(
        &self,
        kind: Kind,
        piece: &Piece,
        rows: &[Row],
        times: &[i64],
        sink: &mut dyn SampleSink,
        line: &mut ColumnReport,
        aside: &mut Vec<Aside>,
    ) -> Result<(), Problem> {
        let mut kept = Kept::default();
        for (row, time) in rows.iter().zip(times) {
            let mut quality = row.quality;
            if kind == Kind::Number && !row.value.is_nan() {
                kept.numbers.push(row.value);
            } else {
                let Some(field) = self.value_of(piece, row) else { continue };
                match (kind, word(field.bytes)) {
                    (_, Word::Missing) if row.value.is_nan() => {
                        let too_large = number::whole(field.bytes, self.table.input.dialect.number).is_some();
                        if too_large {
                            aside.push(self.set_aside(piece, row, field, Reason::NumberTooLarge));
                        }
                        continue;
                    }
                    (Kind::Number, Word::Status) => {
                        quality = Quality::BAD;
                        kept.numbers.push(f64::NAN);
                    }
                    (Kind::Number, other) => {
                        let too_large = other == Word::TooLarge
                            || number::whole(field.bytes, self.table.input.dialect.number).is_some();
                        let reason = if too_large { Reason::NumberTooLarge } else { Reason::NotANumber };
                        aside.push(self.set_aside(piece, row, field, reason));
                        continue;
                    }
                    (Kind::Boolean, Word::Boolean(_, side)) => kept.booleans.push(side),
                    (Kind::Text, _) => match field.text() {
                        Some(text) => kept.texts.push(text),
                        None => {
                            aside.push(self.set_aside(piece, row, field, Reason::NotUtf8));
                            continue;
                        }
                    },
                    _ => continue,
                }
            }
            kept.times.push(*time);
            kept.qualities.push(quality);
            line.bad += u64::from(quality.is_bad());
        }
        line.values += kept.times.len() as u64;
        kept.hand_on(&self.tag, kind, sink)
    }

    fn value_of<'f>(&'f self, piece: &Piece, row: &Row) -> Option<Field<'f>> {
        let dialect = self.table.input.dialect;
        let start = piece.base + row.start as usize;
        let end = scan::record_end(self.table.input.bytes, start, dialect.delimiter, dialect.quotes);
        fields(&self.table.input.bytes[start..end.content], dialect.delimiter).nth(self.table.value)
    }

    fn set_aside(&self, piece: &Piece, row: &Row, field: Field, reason: Reason) -> Aside {
        let start = field.bytes.as_ptr() as usize - self.table.input.bytes.as_ptr() as usize;
        Aside {
            row_at: piece.base + row.start as usize,
            column: Some(self.table.value),
            reason,
            start,
            end: start + field.bytes.len(),
        }
    }
}

#[derive(Default)]
struct Kept<'f> {
    times: Vec<i64>,
    qualities: Vec<Quality>,
    numbers: Vec<f64>,
    booleans: Vec<bool>,
    texts: Vec<std::borrow::Cow<'f, str>>,
}

impl Kept<'_> {
    fn hand_on(&self, tag: &Arc<str>, kind: Kind, sink: &mut dyn SampleSink) -> Result<(), Problem> {
        if self.times.is_empty() {
            return Ok(());
        }
        let all_good = self.qualities.iter().all(|quality| *quality == Quality::GOOD);
        let qualities = (!all_good).then_some(&self.qualities[..]);
        let texts: Vec<&str>;
        let values = match kind {
            Kind::Boolean => Values::Booleans(&self.booleans),
            Kind::Text => {
                texts = self.texts.iter().map(AsRef::as_ref).collect();
                Values::Texts(&texts)
            }
            Kind::Number | Kind::Empty => Values::Floats(&self.numbers),
        };
        sink.samples(tag, &self.times, values, qualities)
    }
}

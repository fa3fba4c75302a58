//! Long tables: one row for each sample, with the tag's name in it.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use plant::{Problem, Quality};
use rayon::prelude::*;

use super::columns::{self, Census, Kind, Word, read_time, word};
use super::wide::present;
use super::{Aside, Input, report_aside};
use crate::report::{ColumnReport, FileReport, Reason};
use crate::scan::{self, Field, fields};
use crate::sink::{SampleSink, Values};
use crate::times::{Candidates, FoldResolver, TimeReader};
use crate::{number, problems};

/// A longer row is no row; places within a piece fit into 32 bits.
const LONGEST_ROW: usize = 64 << 20;

/// The rows of one tag in one piece, in the order of the file.
#[derive(Default)]
struct TagRows {
    /// The earlier one where a time may be either of two.
    times: Vec<i64>,
    /// Rows whose time may be either of two.
    folds: Vec<(u32, Candidates)>,
    /// NaN where the cell holds no number.
    values: Vec<f64>,
    /// Where each row begins, from the beginning of the piece.
    starts: Vec<u32>,
    /// One for each row, or none while all are good.
    qualities: Vec<Quality>,
    /// Cells without a number that are not simply empty.
    odd: usize,
    census: Census,
}

impl TagRows {
    #[inline]
    fn push(&mut self, time: Candidates, value: f64, quality: Quality, start: usize) {
        if quality != Quality::GOOD && self.qualities.is_empty() {
            self.qualities.resize(self.times.len(), Quality::GOOD);
        }
        if quality != Quality::GOOD || !self.qualities.is_empty() {
            self.qualities.push(quality);
        }
        self.times.push(match time {
            Candidates::One(time) => time,
            Candidates::Two(earlier, _) => {
                self.folds.push((self.times.len() as u32, time));
                earlier
            }
        });
        self.census.numbers += u64::from(!value.is_nan());
        self.values.push(value);
        self.starts.push(start as u32);
    }

    fn quality(&self, row: usize) -> Quality {
        self.qualities.get(row).copied().unwrap_or(Quality::GOOD)
    }
}

/// What one thread read of one piece of the file.
#[derive(Default)]
struct Piece {
    base: usize,
    rows_seen: u64,
    /// Names of the tags, and the rows of each.
    names: Vec<String>,
    tags: Vec<TagRows>,
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
    /// What each column of the file is for.
    roles: Vec<Role>,
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
    let role = |column: usize| match column {
        _ if column == value => Role::Value,
        _ if column == tag => Role::Tag,
        _ if column == input.times.date => Role::Date,
        _ if Some(column) == input.times.clock => Role::Clock,
        _ if Some(column) == quality => Role::Quality,
        _ => Role::Skip,
    };
    let roles = (0..columns.len()).map(role).collect();
    let table = Table { input, tag, value, quality, roles };
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
        let mut habit = Habit::new(self);
        let mut piece = Piece { base: range.start, ..Piece::default() };
        let mut at = range.start;
        let mut kept = 0;
        while at < range.end {
            let start = at;
            if let Some(row) = habit.row(self, &mut reader, &index, start) {
                at = row.next;
                piece.rows_seen += 1;
                kept += 1;
                piece.tags[row.tag].push(
                    Candidates::One(row.time),
                    row.value,
                    row.quality,
                    start - range.start,
                );
                continue;
            }
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
            let tag = match index.get(name).copied() {
                Some(tag) => tag,
                None => match cells.tag.text() {
                    Some(text) => {
                        piece.names.push(text.into_owned());
                        piece.tags.push(TagRows::default());
                        index.insert(name, piece.names.len() - 1);
                        habit.met(name);
                        piece.names.len() - 1
                    }
                    None => {
                        fail(Reason::NotUtf8);
                        continue;
                    }
                },
            };
            habit.follow(tag);
            let quality = match cells.quality.map(|field| (field.bytes, quality(field))) {
                None => Quality::GOOD,
                Some((cell, Some(quality))) => {
                    habit.quality = (cell, quality);
                    quality
                }
                Some((_, None)) => {
                    piece.unknown_qualities += 1;
                    Quality::UNCERTAIN
                }
            };
            let number = number::whole(cells.value.bytes, dialect.number);
            let word = number.map_or_else(|| word(cells.value.bytes), |_| Word::Missing);
            piece.tags[tag].census.count(word);
            let too_large = number.is_some_and(f64::is_infinite);
            piece.tags[tag].odd += usize::from(too_large || word != Word::Missing);
            let value = number.filter(|value| value.is_finite()).unwrap_or(f64::NAN);
            kept += 1;
            piece.tags[tag].push(time, value, quality, start - range.start);
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

/// What a column of the file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Date,
    Clock,
    Tag,
    Value,
    Quality,
    Skip,
}

/// What rows mostly do: tags come in the same turn, neighbours share their time or its date and
/// have the same quality. A row that keeps to it is read in one pass over its bytes; any other
/// is left to the long way, and so is every row of a file with quotes.
struct Habit<'a> {
    bytes: &'a [u8],
    delimiter: u8,
    quick: bool,
    /// The cell of the time of the row before, and that time.
    time: (&'a [u8], i64),
    quality: (&'a [u8], Quality),
    /// Names of the tags met.
    names: Vec<&'a [u8]>,
    /// Which tag came after each when it was there last.
    next: Vec<usize>,
    /// The tag of the row before.
    last: usize,
}

/// A row that kept to the habit.
struct Row {
    time: i64,
    tag: usize,
    value: f64,
    quality: Quality,
    /// Where the next row begins.
    next: usize,
}

impl<'a> Habit<'a> {
    fn new(table: &Table<'a>) -> Self {
        let dialect = table.input.dialect;
        Self {
            bytes: table.input.bytes,
            delimiter: dialect.delimiter,
            quick: !dialect.quotes && table.input.times.clock.is_none(),
            time: (&[], 0),
            quality: (&[], Quality::GOOD),
            names: Vec::new(),
            next: Vec::new(),
            last: 0,
        }
    }

    /// A tag that was not met before; it gets the next number.
    fn met(&mut self, name: &'a [u8]) {
        self.next.push(self.names.len());
        self.names.push(name);
    }

    /// The row just read is this tag's.
    #[inline]
    fn follow(&mut self, tag: usize) {
        if let Some(next) = self.next.get_mut(self.last) {
            *next = tag;
        }
        self.last = tag;
    }

    /// Reads the row at `start`; `None` where it must go the long way.
    #[inline]
    fn row(
        &mut self,
        table: &Table<'a>,
        reader: &mut TimeReader,
        index: &HashMap<&[u8], usize>,
        start: usize,
    ) -> Option<Row> {
        if !self.quick {
            return None;
        }
        let mut row = Row { time: 0, tag: 0, value: f64::NAN, quality: Quality::GOOD, next: start };
        let mut at = start;
        for (column, role) in table.roles.iter().enumerate() {
            let rest = self.bytes.get(at..)?;
            let last = column + 1 == table.roles.len();
            let length = match role {
                Role::Value => match number::leading(rest, table.input.dialect.number.decimal) {
                    Some((value, length)) => {
                        row.value = value;
                        length
                    }
                    // An empty cell; anything else fails at its end.
                    None => 0,
                },
                Role::Date if self.is_there(rest, self.time.0, last) => {
                    row.time = self.time.1;
                    self.time.0.len()
                }
                Role::Date => {
                    let cell = self.cell(rest, last)?;
                    let Ok(Candidates::One(time)) = reader.read(cell) else { return None };
                    self.time = (cell, time);
                    row.time = time;
                    cell.len()
                }
                Role::Tag => {
                    let expected = *self.next.get(self.last)?;
                    let name = self.names[expected];
                    if self.is_there(rest, name, last) {
                        row.tag = expected;
                        name.len()
                    } else {
                        let cell = self.cell(rest, last)?;
                        row.tag = *index.get(cell)?;
                        cell.len()
                    }
                }
                Role::Quality => {
                    let (cell, quality) = self.quality;
                    row.quality = quality;
                    if !self.is_there(rest, cell, last) || cell.is_empty() {
                        return None;
                    }
                    cell.len()
                }
                Role::Skip => self.cell(rest, last)?.len(),
                Role::Clock => return None,
            };
            at += length;
            row.next = match (last, self.bytes.get(at)) {
                (false, Some(byte)) if *byte == self.delimiter => at + 1,
                (true, None) => at,
                (true, Some(b'\n')) => at + 1,
                (true, Some(b'\r')) if self.bytes.get(at + 1) == Some(&b'\n') => at + 2,
                _ => return None,
            };
            at = row.next;
        }
        self.follow(row.tag);
        Some(row)
    }

    /// Whether `rest` begins with this cell.
    #[inline]
    fn is_there(&self, rest: &[u8], cell: &[u8], last: bool) -> bool {
        let end = rest.get(cell.len());
        let ends = if last { matches!(end, Some(b'\n' | b'\r')) } else { end == Some(&self.delimiter) };
        ends && !cell.is_empty() && rest.starts_with(cell)
    }

    /// The cell that `rest` begins with; `None` where the row has no more columns.
    #[inline]
    fn cell(&self, rest: &'a [u8], last: bool) -> Option<&'a [u8]> {
        let end = memchr::memchr2(self.delimiter, b'\n', rest);
        let cell = &rest[..end.unwrap_or(rest.len())];
        match (last, end) {
            (false, Some(end)) if rest[end] == self.delimiter => Some(cell),
            (true, None) => Some(cell),
            (true, Some(end)) if rest[end] == b'\n' => Some(cell.strip_suffix(b"\r").unwrap_or(cell)),
            _ => None,
        }
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
        self.parts.iter().for_each(|(piece, tag)| census.add(&self.pieces[*piece].tags[*tag].census));
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
            let times = match &mut fold {
                Some(fold) => Cow::Owned(settled(rows, fold)),
                None => Cow::Borrowed(&rows.times),
            };
            if let (Some(first), Some(last)) = (times.iter().min(), times.iter().max()) {
                report.cover(*first, *last);
            }
            if kind == Kind::Number && rows.odd == 0 && rows.qualities.is_empty() {
                let (times, values) = match rows.census.numbers as usize == rows.values.len() {
                    true => (times, Cow::Borrowed(&rows.values)),
                    false => {
                        let (times, values) = present(&times, &rows.values);
                        (Cow::Owned(times), Cow::Owned(values))
                    }
                };
                line.values += times.len() as u64;
                if !times.is_empty() {
                    sink.samples(&self.tag, &times, Values::Floats(&values), None)?;
                }
            } else {
                self.hand_on_piece(kind, piece, rows, &times, sink, &mut line, aside)?;
            }
        }
        report.samples += line.values;
        report.columns.push(line);
        Ok(())
    }

    /// What decides between the two instants of a time, where the tag has such.
    fn fold_resolver(&self) -> Option<FoldResolver> {
        let rows = || self.parts.iter().map(|(piece, tag)| &self.pieces[*piece].tags[*tag]);
        rows().find(|rows| !rows.folds.is_empty())?;
        let first = rows().find_map(|rows| rows.times.first());
        let last = rows().filter_map(|rows| rows.times.last()).next_back();
        Some(FoldResolver::new(last < first))
    }

    #[allow(clippy::too_many_arguments, reason = "one loop over one piece, called from one place")]
    fn hand_on_piece(
        &self,
        kind: Kind,
        piece: &Piece,
        rows: &TagRows,
        times: &[i64],
        sink: &mut dyn SampleSink,
        line: &mut ColumnReport,
        aside: &mut Vec<Aside>,
    ) -> Result<(), Problem> {
        let mut kept = Kept::default();
        for (row, (time, value)) in times.iter().zip(&rows.values).enumerate() {
            let mut quality = rows.quality(row);
            if kind == Kind::Number && !value.is_nan() {
                kept.numbers.push(*value);
            } else {
                let start = piece.base + rows.starts[row] as usize;
                let Some(field) = self.value_of(start) else { continue };
                match (kind, word(field.bytes)) {
                    (_, Word::Missing) if value.is_nan() => {
                        let too_large = number::whole(field.bytes, self.table.input.dialect.number).is_some();
                        if too_large {
                            aside.push(self.set_aside(start, field, Reason::NumberTooLarge));
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
                        aside.push(self.set_aside(start, field, reason));
                        continue;
                    }
                    (Kind::Boolean, Word::Boolean(_, side)) => kept.booleans.push(side),
                    (Kind::Text, _) => match field.text() {
                        Some(text) => kept.texts.push(text),
                        None => {
                            aside.push(self.set_aside(start, field, Reason::NotUtf8));
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

    /// The cell of the value in the row that begins at `start`.
    fn value_of(&self, start: usize) -> Option<Field<'_>> {
        let dialect = self.table.input.dialect;
        let end = scan::record_end(self.table.input.bytes, start, dialect.delimiter, dialect.quotes);
        fields(&self.table.input.bytes[start..end.content], dialect.delimiter).nth(self.table.value)
    }

    fn set_aside(&self, row_at: usize, field: Field, reason: Reason) -> Aside {
        let start = field.bytes.as_ptr() as usize - self.table.input.bytes.as_ptr() as usize;
        Aside { row_at, column: Some(self.table.value), reason, start, end: start + field.bytes.len() }
    }
}

/// The times of a tag's rows, each decided.
fn settled(rows: &TagRows, fold: &mut FoldResolver) -> Vec<i64> {
    let mut folds = rows.folds.iter().peekable();
    let times = rows.times.iter().enumerate();
    let decide = |(row, time): (usize, &i64)| match folds.next_if(|(at, _)| *at as usize == row) {
        Some((_, candidates)) => fold.resolve(*candidates),
        None => fold.resolve(Candidates::One(*time)),
    };
    times.map(decide).collect()
}

#[derive(Default)]
struct Kept<'f> {
    times: Vec<i64>,
    qualities: Vec<Quality>,
    numbers: Vec<f64>,
    booleans: Vec<bool>,
    texts: Vec<Cow<'f, str>>,
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

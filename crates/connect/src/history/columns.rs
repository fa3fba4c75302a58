//! Which column holds the time, and which tag a column is.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use jiff::tz::TimeZone;
use plant::{DateOrder, Plant, Problem};

use crate::dialect::Dialect;
use crate::scan::{fields, records};
use crate::times::{self, Candidates, TimeReader};
use crate::{problems, report::Reason};

/// The column of the time; or of the date, with the time of day in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TimeColumns {
    pub date: usize,
    pub clock: Option<usize>,
}

/// Reads a time that stands in one cell or in two.
#[inline]
pub(crate) fn read_time(
    reader: &mut TimeReader,
    date: &[u8],
    clock: Option<&[u8]>,
    scratch: &mut Vec<u8>,
) -> Result<Candidates, Reason> {
    let Some(clock) = clock else { return reader.read(date) };
    scratch.clear();
    scratch.extend_from_slice(date.trim_ascii());
    if !clock.trim_ascii().is_empty() {
        scratch.push(b' ');
        scratch.extend_from_slice(clock.trim_ascii());
    }
    reader.read(scratch)
}

/// The cells of one column, without quotes and blanks.
pub(crate) fn cells<'a>(
    bytes: &'a [u8],
    dialect: &Dialect,
    column: usize,
) -> impl Iterator<Item = &'a [u8]> + use<'a> {
    let delimiter = dialect.delimiter;
    records(bytes, dialect.body, delimiter, dialect.quotes)
        .filter_map(move |(start, end)| fields(&bytes[start..end.content], delimiter).nth(column))
        .map(|field| field.trimmed())
}

const TIME_NAMES: [&str; 22] = [
    "timestamp",
    "time",
    "datetime",
    "date_time",
    "date time",
    "date",
    "ts",
    "t",
    "utc",
    "utc_time",
    "local_time",
    "time_stamp",
    "time stamp",
    "recorded_at",
    "logged_at",
    "zeit",
    "zeitstempel",
    "datum",
    "时间",
    "时间戳",
    "日期",
    "采集时间",
];

/// How likely a column is that of the time by its name alone; less is likelier.
pub(crate) fn time_rank(name: &str) -> Option<usize> {
    let name = name.trim().to_lowercase();
    TIME_NAMES.iter().position(|known| *known == name).or_else(|| {
        let words = ["timestamp", "datetime", "time", "date", "时间", "日期"];
        words.iter().position(|word| name.contains(word)).map(|at| 100 + at)
    })
}

/// Finds the column of the time and decides how it is written.
pub(crate) fn find_times(
    file: &Path,
    bytes: &[u8],
    dialect: &Dialect,
    named: Option<&str>,
    order: Option<DateOrder>,
    zone: &TimeZone,
) -> Result<(TimeColumns, TimeReader), Problem> {
    let date = match named {
        Some(name) => find(&dialect.columns, name),
        None => guess(bytes, dialect),
    };
    let date = date.ok_or_else(|| problems::no_time_column(file, named, &dialect.columns))?;
    let reader = TimeReader::decide(|| cells(bytes, dialect, date), order, dialect.number, zone)
        .map_err(|why| problems::undecided(file, &dialect.columns[date], why))?;
    let clock = clock_column(bytes, dialect, date);
    Ok((TimeColumns { date, clock }, reader))
}

/// A column by its name, letter case and blanks aside.
pub(crate) fn find(columns: &[String], name: &str) -> Option<usize> {
    let folded = |text: &str| text.trim().to_lowercase();
    let exact = columns.iter().position(|column| column == name.trim());
    exact.or_else(|| columns.iter().position(|column| folded(column) == folded(name)))
}

fn guess(bytes: &[u8], dialect: &Dialect) -> Option<usize> {
    let share = |column: usize, test: &dyn Fn(&[u8]) -> bool| {
        let sample: Vec<&[u8]> =
            cells(bytes, dialect, column).filter(|cell| !crate::words::is_missing(cell)).take(50).collect();
        let fit = sample.iter().filter(|cell| test(cell)).count();
        !sample.is_empty() && fit * 2 > sample.len()
    };
    let mut by_name: Vec<(usize, usize)> = dialect
        .columns
        .iter()
        .enumerate()
        .filter_map(|(column, name)| Some((time_rank(name)?, column)))
        .collect();
    by_name.sort_unstable();
    let number = dialect.number;
    by_name
        .iter()
        .map(|(_, column)| *column)
        .find(|column| share(*column, &|cell| times::could_be_time(cell, number)))
        .or_else(|| (0..dialect.columns.len()).find(|column| share(*column, &times::looks_like_time)))
}

/// The column of the time of day, when the dates have none of their own.
fn clock_column(bytes: &[u8], dialect: &Dialect, date: usize) -> Option<usize> {
    let dates_only = cells(bytes, dialect, date).take(50).all(times::is_bare_date);
    if !dates_only {
        return None;
    }
    let timed = |column: &usize| {
        let mut sample = cells(bytes, dialect, *column).take(50).peekable();
        sample.peek().is_some() && sample.all(times::is_time_of_day)
    };
    let by_name = (0..dialect.columns.len()).filter(|column| {
        let name = dialect.columns[*column].to_lowercase();
        *column == date + 1 || name.contains("time") || name.contains("zeit") || name.contains("时间")
    });
    by_name.filter(|column| *column != date).find(timed)
}

/// Finds the tag that a column or a name in a long file is.
pub(crate) struct TagNames {
    ids: HashMap<String, Arc<str>>,
    /// Names and aliases, folded; `None` where several tags share one.
    others: HashMap<String, Option<Arc<str>>>,
    with_unit: std::collections::HashSet<Arc<str>>,
}

impl TagNames {
    pub fn new(plant: &Plant) -> Self {
        let mut names =
            Self { ids: HashMap::new(), others: HashMap::new(), with_unit: std::collections::HashSet::new() };
        for tag in &plant.tags {
            let id: Arc<str> = tag.id.as_str().into();
            if tag.unit.as_ref().is_some_and(|unit| unit.code() != "1") {
                names.with_unit.insert(id.clone());
            }
            for name in tag.aliases.iter().chain([&tag.name]) {
                names
                    .others
                    .entry(name.trim().to_lowercase())
                    .and_modify(|known| {
                        if known.as_ref() != Some(&id) {
                            *known = None;
                        }
                    })
                    .or_insert_with(|| Some(id.clone()));
            }
            names.ids.insert(tag.id.clone(), id);
        }
        names
    }

    /// The tag with this id, else the only one with this name or alias, else one of this name.
    pub fn resolve(&self, name: &str) -> Arc<str> {
        if let Some(id) = self.ids.get(name) {
            return id.clone();
        }
        let known = self.others.get(&name.trim().to_lowercase()).cloned().flatten();
        known.unwrap_or_else(|| name.into())
    }

    /// The plant gives the tag a unit, so it is a number.
    pub fn is_measured(&self, tag: &str) -> bool {
        self.with_unit.contains(tag)
    }
}

/// What the cells of a tag are, taken together.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Census {
    pub numbers: u64,
    pub statuses: u64,
    pub texts: u64,
    /// By pair of words: true/false, on/off, yes/no, y/n.
    pub booleans: [u64; 4],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Empty,
    Number,
    Boolean,
    Text,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Text => "text",
        }
    }
}

impl Census {
    pub fn add(&mut self, other: &Self) {
        self.numbers += other.numbers;
        self.statuses += other.statuses;
        self.texts += other.texts;
        for (sum, more) in self.booleans.iter_mut().zip(other.booleans) {
            *sum += more;
        }
    }

    pub fn count(&mut self, word: Word) {
        match word {
            Word::Status => self.statuses += 1,
            Word::Boolean(pair, _) => self.booleans[pair] += 1,
            Word::Text => self.texts += 1,
            Word::Missing | Word::TooLarge => {}
        }
    }

    /// A column of numbers stays one as long as four in five cells are numbers, and always
    /// when the plant gives it a unit.
    pub fn kind(&self, measured: bool) -> Kind {
        let booleans: u64 = self.booleans.iter().sum();
        let words = self.texts + booleans;
        if self.numbers == 0 {
            return match (words, self.statuses) {
                (0, 0) => Kind::Empty,
                (0, _) => Kind::Number,
                _ if self.texts == 0 && self.booleans.contains(&booleans) => Kind::Boolean,
                _ => Kind::Text,
            };
        }
        if measured || words <= self.numbers / 4 { Kind::Number } else { Kind::Text }
    }
}

/// What a cell is that holds no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    Missing,
    Status,
    Boolean(usize, bool),
    Text,
    TooLarge,
}

pub(crate) fn word(cell: &[u8]) -> Word {
    if crate::words::is_missing(cell) {
        Word::Missing
    } else if let Some((pair, side)) = crate::words::boolean(cell) {
        Word::Boolean(pair, side)
    } else if crate::words::is_status(cell) {
        Word::Status
    } else if is_infinite(cell) {
        Word::TooLarge
    } else {
        Word::Text
    }
}

fn is_infinite(cell: &[u8]) -> bool {
    let cell = cell.trim_ascii();
    let cell = cell.strip_prefix(b"-").or_else(|| cell.strip_prefix(b"+")).unwrap_or(cell);
    [&b"inf"[..], b"infinity", b"1.#inf"].iter().any(|word| cell.eq_ignore_ascii_case(word))
}

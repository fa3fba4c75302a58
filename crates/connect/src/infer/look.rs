//! A first look at a file: whether it holds samples or records, and which column is what.

use std::path::{Path, PathBuf};

use arrow::datatypes::DataType;
use jiff::tz::TimeZone;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use plant::{FileFormat, Problem};

use crate::history::{cells, find_times, time_rank};
use crate::times::Candidates;
use crate::{dialect, files, number, parquet_times, problems, text, times, words};

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    Wide,
    Long { tag: String, value: String, quality: Option<String>, names: Vec<String> },
    Records,
}

/// What a first look at a file tells.
#[derive(Debug, Clone)]
pub(super) struct Look {
    pub path: PathBuf,
    pub role: Role,
    pub columns: Vec<String>,
    pub time: Option<String>,
    /// Columns of values with their unit, where a row of units gives it.
    pub values: Vec<(String, Option<String>)>,
    /// Times of the first and last row.
    pub range: Option<(i64, i64)>,
    pub format: FileFormat,
}

const TAG_NAMES: [&str; 14] = [
    "tag",
    "tagname",
    "tag_name",
    "tag name",
    "point",
    "pointname",
    "sensor",
    "variable",
    "signal",
    "name",
    "item",
    "测点",
    "点名",
    "位号",
];
const VALUE_NAMES: [&str; 6] = ["value", "val", "reading", "measurement", "值", "数值"];
const QUALITY_NAMES: [&str; 4] = ["quality", "status", "质量", "opc_quality"];
/// Rows that are looked at to tell numbers from words.
const SAMPLE: usize = 300;

/// `hint` is the folder below the plant's that the file lies in.
pub(super) fn look(path: &Path, hint: Option<&str>, zone: &TimeZone) -> Result<Look, Problem> {
    let bytes = files::load(path)?;
    if text::is_parquet(&bytes) {
        return look_at_parquet(path, hint);
    }
    let bytes = if bytes.starts_with(b"\x1f\x8b") { text::inflate(path, &bytes)? } else { bytes };
    let text = text::decode(path, bytes)?;
    let format = FileFormat::default();
    let dialect = dialect::sniff(path, &text.bytes, &format, &[])?;
    let found = match find_times(path, &text.bytes, &dialect, None, None, zone) {
        Ok(found) => Some(found),
        // Day and month are open: that is to be asked, not to be taken for no time at all.
        Err(problem) if problem.code == "PW2005" && hint != Some("records") => return Err(problem),
        Err(_) => None,
    };
    let mut kinds = Vec::with_capacity(dialect.columns.len());
    for column in 0..dialect.columns.len() {
        kinds.push(kind_of(cells(&text.bytes, &dialect, column), dialect.number));
    }
    let time_at = found.as_ref().map(|(columns, _)| columns.date);
    let clock_at = found.as_ref().and_then(|(columns, _)| columns.clock);
    for at in time_at.into_iter().chain(clock_at) {
        kinds[at] = Kind::TheTime;
    }
    let mut role = role_of(&dialect.columns, &kinds, hint);
    if let Role::Long { tag, names, .. } = &mut role
        && let Some(at) = dialect.columns.iter().position(|column| column == tag)
    {
        let unique: std::collections::BTreeSet<&[u8]> = cells(&text.bytes, &dialect, at).collect();
        names.extend(
            unique
                .into_iter()
                .take(10_000)
                .filter_map(|name| Some(std::str::from_utf8(name).ok()?.to_owned())),
        );
    }
    let range = found.filter(|_| role != Role::Records).and_then(|(columns, mut reader)| {
        let mut scratch = Vec::new();
        let clock: Vec<&[u8]> =
            columns.clock.map(|at| cells(&text.bytes, &dialect, at).collect()).unwrap_or_default();
        let mut range: Option<(i64, i64)> = None;
        for (row, date) in cells(&text.bytes, &dialect, columns.date).enumerate() {
            let time = crate::history::read_time(&mut reader, date, clock.get(row).copied(), &mut scratch);
            if let Ok(Candidates::One(time) | Candidates::Two(time, _)) = time {
                range = Some(range.map_or((time, time), |(a, b)| (a.min(time), b.max(time))));
            }
        }
        range
    });
    let unit = |at: usize| dialect.units.as_ref().and_then(|units| units.get(at).cloned());
    let values = (0..dialect.columns.len())
        .filter(|at| kinds[*at] != Kind::TheTime && !dialect.columns[*at].is_empty())
        .map(|at| (dialect.columns[at].clone(), unit(at).filter(|unit| !unit.is_empty())))
        .collect();
    let time = time_at.map(|at| dialect.columns[at].clone());
    Ok(Look { path: path.to_owned(), role, columns: dialect.columns, time, values, range, format })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    TheTime,
    Time,
    Number,
    Words,
    Empty,
}

fn kind_of<'a>(cells: impl Iterator<Item = &'a [u8]>, style: number::NumberStyle) -> Kind {
    let (mut numbers, mut timely, mut words_seen) = (0, 0, 0);
    for cell in cells.filter(|cell| !words::is_missing(cell)).take(SAMPLE) {
        if number::whole(cell, style).is_some() || words::is_status(cell) || words::boolean(cell).is_some() {
            numbers += 1;
        } else if times::looks_like_time(cell) {
            timely += 1;
        } else {
            words_seen += 1;
        }
    }
    match numbers + timely + words_seen {
        0 => Kind::Empty,
        all if numbers * 5 >= all * 4 => Kind::Number,
        all if timely * 5 >= all * 4 => Kind::Time,
        _ => Kind::Words,
    }
}

fn role_of(columns: &[String], kinds: &[Kind], hint: Option<&str>) -> Role {
    let count = |kind: Kind| kinds.iter().filter(|known| **known == kind).count();
    if count(Kind::TheTime) == 0 || hint == Some("records") {
        return Role::Records;
    }
    let named = |names: &[&str]| {
        columns.iter().position(|column| names.contains(&column.trim().to_lowercase().as_str()))
    };
    if let (Some(tag), Some(value)) = (named(&TAG_NAMES), named(&VALUE_NAMES))
        && kinds[tag] == Kind::Words
    {
        let quality = named(&QUALITY_NAMES).map(|at| columns[at].clone());
        let (tag, value) = (columns[tag].clone(), columns[value].clone());
        return Role::Long { tag, value, quality, names: Vec::new() };
    }
    let (numbers, others) = (count(Kind::Number), count(Kind::Words) + count(Kind::Time));
    let measured = numbers > 0 && (hint == Some("history") || (numbers > others && count(Kind::Time) == 0));
    if measured { Role::Wide } else { Role::Records }
}

fn look_at_parquet(path: &Path, hint: Option<&str>) -> Result<Look, Problem> {
    let file = std::fs::File::open(path).map_err(|error| problems::unreadable(path, &error))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file)
        .map_err(|error| problems::damaged(path, &error.to_string()))?;
    let schema = builder.schema().clone();
    let columns: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
    let mut kinds: Vec<Kind> = schema
        .fields()
        .iter()
        .map(|field| match field.data_type() {
            DataType::Timestamp(..) | DataType::Date32 | DataType::Date64 => Kind::Time,
            kind if kind.is_numeric() || *kind == DataType::Boolean => Kind::Number,
            _ => Kind::Words,
        })
        .collect();
    let time_at = parquet_times::guess(&schema);
    if let Some(at) = time_at {
        kinds[at] = Kind::TheTime;
    }
    let role = role_of(&columns, &kinds, hint);
    let values = (0..columns.len())
        .filter(|at| kinds[*at] != Kind::TheTime && time_rank(&columns[*at]) != Some(0))
        .map(|at| (columns[at].clone(), None))
        .collect();
    let time = time_at.map(|at| columns[at].clone());
    let format = FileFormat::default();
    Ok(Look { path: path.to_owned(), role, columns, time, values, range: None, format })
}

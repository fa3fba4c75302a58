//! History in Parquet files, wide and long.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, SchemaRef};
use arrow::record_batch::RecordBatch;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use plant::{HistoryLayout, HistorySource, Plant, Problem, Quality};

use super::columns::{self, TagNames};
use crate::parquet_times::{self, ParquetTimes};
use crate::problems;
use crate::report::{ColumnReport, FileReport, Reason};
use crate::sink::{Advance, Progress, SampleSink, Values};

const BATCH_ROWS: usize = 65_536;

pub(super) fn read(
    plant: &Plant,
    source: &HistorySource,
    file: &Path,
    sink: &mut dyn SampleSink,
    progress: &dyn Progress,
) -> Result<FileReport, Problem> {
    let opened = Opened::new(file)?;
    let names: Vec<String> = opened.schema.fields().iter().map(|field| field.name().clone()).collect();
    let time = match &source.time {
        Some(name) => columns::find(&names, name),
        None => parquet_times::guess(&opened.schema),
    };
    let time = time.ok_or_else(|| problems::no_time_column(file, source.time.as_deref(), &names))?;
    let cells = opened.column(time)?;
    let zone = source.format.timezone.as_ref().unwrap_or(&plant.timezone);
    let times = parquet_times::read(&cells, source.format.dates, zone)
        .map_err(|why| problems::undecided(file, &names[time], why))?;
    let mut report = FileReport { file: file.to_owned(), bytes: opened.bytes, ..FileReport::default() };
    report.rows = times.len() as u64;
    for (row, reason) in times.set_aside() {
        report.set_aside.push(row as u64 + 1, Some(&names[time]), reason, b"");
    }
    if let Some((first, last)) = times.range() {
        report.cover(first, last);
    }
    let tags = TagNames::new(plant);
    let mut reading = Reading { names: &names, time, times: &times, tags: &tags, sink, report: &mut report };
    let plan = match &source.layout {
        HistoryLayout::Wide { columns } => Plan::Wide(reading.assign(columns, &opened.schema)),
        HistoryLayout::Long { tag, value, quality } => {
            let named = |role: &str, name: &str| {
                columns::find(&names, name).ok_or_else(|| problems::no_column(file, role, name, &names))
            };
            let quality = quality.as_deref().map(|name| named("quality", name)).transpose()?;
            Plan::Long {
                tag: named("tag", tag)?,
                value: named("value", value)?,
                quality,
                lines: BTreeMap::new(),
            }
        }
    };
    reading.run(plan, &opened, progress)?;
    Ok(report)
}

/// A Parquet file, opened.
struct Opened<'a> {
    file: &'a Path,
    schema: SchemaRef,
    bytes: u64,
}

impl<'a> Opened<'a> {
    fn new(file: &'a Path) -> Result<Self, Problem> {
        let builder = builder(file)?;
        let bytes = std::fs::metadata(file).map_or(0, |meta| meta.len());
        Ok(Self { file, schema: builder.schema().clone(), bytes })
    }

    /// One column of all rows.
    fn column(&self, column: usize) -> Result<Vec<ArrayRef>, Problem> {
        let builder = builder(self.file)?;
        let mask = ProjectionMask::roots(builder.parquet_schema(), [column]);
        let reader = builder.with_projection(mask).with_batch_size(BATCH_ROWS).build();
        let reader = reader.map_err(|error| problems::damaged(self.file, &error.to_string()))?;
        reader
            .map(|batch| match batch {
                Ok(batch) => Ok(batch.column(0).clone()),
                Err(error) => Err(problems::damaged(self.file, &error.to_string())),
            })
            .collect()
    }
}

fn builder(file: &Path) -> Result<ParquetRecordBatchReaderBuilder<File>, Problem> {
    let opened = File::open(file).map_err(|error| problems::unreadable(file, &error))?;
    ParquetRecordBatchReaderBuilder::try_new(opened)
        .map_err(|error| problems::damaged(file, &error.to_string()))
}

enum Plan {
    /// Column, tag and what became of it so far.
    Wide(Vec<(usize, Arc<str>, ColumnReport)>),
    Long {
        tag: usize,
        value: usize,
        quality: Option<usize>,
        lines: BTreeMap<Arc<str>, ColumnReport>,
    },
}

struct Reading<'a> {
    names: &'a [String],
    time: usize,
    times: &'a ParquetTimes,
    tags: &'a TagNames,
    sink: &'a mut dyn SampleSink,
    report: &'a mut FileReport,
}

impl Reading<'_> {
    fn assign(
        &mut self,
        mapped: &BTreeMap<String, String>,
        schema: &SchemaRef,
    ) -> Vec<(usize, Arc<str>, ColumnReport)> {
        let mut tags: HashMap<usize, Arc<str>> = HashMap::new();
        for (column, tag) in mapped {
            match columns::find(self.names, column) {
                Some(at) => {
                    tags.insert(at, tag.as_str().into());
                }
                None => {
                    self.report.notes.push(format!("column \"{column}\" of plant.toml is not in the file"))
                }
            }
        }
        let mut assigned: Vec<(usize, Arc<str>, ColumnReport)> = Vec::new();
        for (at, name) in self.names.iter().enumerate().filter(|(at, _)| *at != self.time) {
            let Some(kind) = kind_of(schema.field(at).data_type()) else {
                let kind = schema.field(at).data_type();
                self.report.notes.push(format!("column \"{name}\" is of type {kind} and is passed over"));
                continue;
            };
            let tag = tags.get(&at).cloned().unwrap_or_else(|| self.tags.resolve(name));
            if assigned.iter().any(|(_, known, _)| *known == tag) {
                self.report.notes.push(format!("column \"{name}\" is the tag of another and is passed over"));
                continue;
            }
            let line = line(name, &tag, kind);
            assigned.push((at, tag, line));
        }
        assigned
    }

    fn run(&mut self, mut plan: Plan, opened: &Opened, progress: &dyn Progress) -> Result<(), Problem> {
        let damaged = |why: String| problems::damaged(opened.file, &why);
        let reader = builder(opened.file)?.with_batch_size(BATCH_ROWS).build();
        let reader = reader.map_err(|error| damaged(error.to_string()))?;
        let mut at = 0;
        for batch in reader {
            let batch = batch.map_err(|error| damaged(error.to_string()))?;
            let rows = batch.num_rows();
            match &mut plan {
                Plan::Wide(columns) => {
                    for (column, tag, line) in columns {
                        let all = (0..rows).collect::<Vec<_>>();
                        self.hand_on(batch.column(*column), &all, at, None, tag, line)?;
                    }
                }
                Plan::Long { tag, value, quality, lines } => {
                    self.long_batch(&batch, at, [*tag, *value], *quality, lines)?;
                }
            }
            at += rows;
            let share = at as f64 / self.times.len().max(1) as f64;
            let bytes = (share * opened.bytes as f64) as u64;
            let rows = at as u64;
            progress.advance(Advance { bytes: bytes.min(opened.bytes), bytes_total: opened.bytes, rows });
        }
        let lines: Vec<ColumnReport> = match plan {
            Plan::Wide(columns) => columns.into_iter().map(|(_, _, line)| line).collect(),
            Plan::Long { lines, .. } => lines.into_values().collect(),
        };
        self.report.samples = lines.iter().map(|line| line.values).sum();
        self.report.columns = lines;
        Ok(())
    }

    fn long_batch(
        &mut self,
        batch: &RecordBatch,
        at: usize,
        [tag, value]: [usize; 2],
        quality: Option<usize>,
        lines: &mut BTreeMap<Arc<str>, ColumnReport>,
    ) -> Result<(), Problem> {
        let Ok(tags) = cast(batch.column(tag), &DataType::Utf8) else {
            let columns = [self.names[tag].clone()];
            return Err(problems::no_column(&self.report.file, "tag", "text", &columns));
        };
        let qualities = quality.and_then(|column| cast(batch.column(column), &DataType::Utf8).ok());
        let mut rows_of: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let tags: &StringArray = tags.as_string();
        for (row, name) in tags.iter().enumerate() {
            match name.map(str::trim).filter(|name| !name.is_empty()) {
                Some(name) => rows_of.entry(name).or_default().push(row),
                None => self.report.set_aside.push((at + row) as u64 + 1, None, Reason::TagMissing, b""),
            }
        }
        let Some(kind) = kind_of(batch.column(value).data_type()) else { return Ok(()) };
        for (name, rows) in rows_of {
            let tag = self.tags.resolve(name);
            let line = lines.entry(tag.clone()).or_insert_with(|| line(name, &tag, kind));
            self.hand_on(batch.column(value), &rows, at, qualities.as_ref(), &tag, line)?;
        }
        Ok(())
    }

    /// Hands on the values of `rows` of one column; `at` is the file's row of the batch's first.
    fn hand_on(
        &mut self,
        column: &ArrayRef,
        rows: &[usize],
        at: usize,
        qualities: Option<&ArrayRef>,
        tag: &Arc<str>,
        line: &mut ColumnReport,
    ) -> Result<(), Problem> {
        let kept: Vec<(usize, i64)> = rows
            .iter()
            .filter(|row| column.is_valid(**row))
            .filter_map(|row| Some((*row, self.times.at(at + row)?)))
            .collect();
        let quality_of = |row: usize| -> Quality {
            let texts: Option<&StringArray> = qualities.map(|array| array.as_string());
            let text = texts.filter(|texts| texts.is_valid(row)).map(|texts| texts.value(row));
            text.map_or(Quality::GOOD, |text| Quality::parse(text).unwrap_or(Quality::UNCERTAIN))
        };
        let mut times: Vec<i64> = kept.iter().map(|(_, time)| *time).collect();
        let mut states: Vec<Quality> = kept.iter().map(|(row, _)| quality_of(*row)).collect();
        let damaged =
            |error: arrow::error::ArrowError| problems::damaged(&self.report.file, &error.to_string());
        let (floats, integers, booleans, texts);
        let text_array;
        let values = match line.kind {
            "boolean" => {
                let array: &BooleanArray = column.as_boolean();
                booleans = kept.iter().map(|(row, _)| array.value(*row)).collect::<Vec<_>>();
                Values::Booleans(&booleans)
            }
            "integer" => {
                let array = cast(column, &DataType::Int64).map_err(damaged)?;
                let array: &Int64Array = array.as_primitive();
                integers = kept.iter().map(|(row, _)| array.value(*row)).collect::<Vec<_>>();
                Values::Integers(&integers)
            }
            "number" => {
                let array = cast(column, &DataType::Float64).map_err(damaged)?;
                let array: &Float64Array = array.as_primitive();
                // NaN is how a column without nulls says that there is no value.
                let mut found = Vec::with_capacity(kept.len());
                let mut at_finite = Vec::with_capacity(kept.len());
                for (index, (row, _)) in kept.iter().enumerate() {
                    let value = array.value(*row);
                    if value.is_infinite() {
                        let text = value.to_string();
                        let line_number = (at + row) as u64 + 1;
                        let name = Some(line.column.as_str());
                        let reason = Reason::NumberTooLarge;
                        self.report.set_aside.push(line_number, name, reason, text.as_bytes());
                    } else if !value.is_nan() {
                        found.push(value);
                        at_finite.push(index);
                    }
                }
                if found.len() < kept.len() {
                    times = at_finite.iter().map(|index| times[*index]).collect();
                    states = at_finite.iter().map(|index| states[*index]).collect();
                }
                floats = found;
                Values::Floats(&floats)
            }
            _ => {
                text_array = cast(column, &DataType::Utf8).map_err(damaged)?;
                let array: &StringArray = text_array.as_string();
                texts = kept.iter().map(|(row, _)| array.value(*row)).collect::<Vec<_>>();
                Values::Texts(&texts)
            }
        };
        line.values += times.len() as u64;
        line.bad += states.iter().filter(|quality| quality.is_bad()).count() as u64;
        if times.is_empty() {
            return Ok(());
        }
        let all_good = states.iter().all(|quality| *quality == Quality::GOOD);
        self.sink.samples(tag, &times, values, (!all_good).then_some(&states[..]))
    }
}

fn line(name: &str, tag: &Arc<str>, kind: &'static str) -> ColumnReport {
    ColumnReport { column: name.to_owned(), tag: Some(tag.to_string()), kind, values: 0, bad: 0 }
}

/// As what values of a type are read; `None` for lists, structs and bytes.
fn kind_of(kind: &DataType) -> Option<&'static str> {
    match kind {
        DataType::Boolean => Some("boolean"),
        DataType::UInt64 => Some("number"),
        kind if kind.is_integer() => Some("integer"),
        kind if kind.is_floating() || matches!(kind, DataType::Decimal128(..) | DataType::Decimal256(..)) => {
            Some("number")
        }
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Some("text"),
        DataType::Dictionary(_, values) => kind_of(values).filter(|kind| *kind == "text"),
        _ => None,
    }
}

//! Time columns of Parquet files.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type, SchemaRef, TimeUnit, TimestampNanosecondType};
use jiff::tz::TimeZone;
use plant::DateOrder;

use crate::history::time_rank;
use crate::number::NumberStyle;
use crate::report::Reason;
use crate::times::{Candidates, FoldResolver, LocalTimes, TimeReader, Undecided};

/// The times of all rows of a file.
pub(crate) struct ParquetTimes {
    times: Vec<Result<i64, Reason>>,
}

impl ParquetTimes {
    pub fn len(&self) -> usize {
        self.times.len()
    }

    pub fn at(&self, row: usize) -> Option<i64> {
        self.times.get(row).and_then(|time| time.ok())
    }

    pub fn set_aside(&self) -> impl Iterator<Item = (usize, Reason)> + '_ {
        self.times.iter().enumerate().filter_map(|(row, time)| Some((row, time.err()?)))
    }

    pub fn range(&self) -> Option<(i64, i64)> {
        let known = || self.times.iter().filter_map(|time| time.ok());
        Some((known().min()?, known().max()?))
    }
}

/// The column most likely to hold the time: of a time's type, else by its name.
pub(crate) fn guess(schema: &SchemaRef) -> Option<usize> {
    let fields = schema.fields();
    let timely =
        |kind: &DataType| matches!(kind, DataType::Timestamp(..) | DataType::Date32 | DataType::Date64);
    let rank = |at: usize| time_rank(fields[at].name()).unwrap_or(usize::MAX);
    let typed = (0..fields.len()).filter(|at| timely(fields[*at].data_type())).min_by_key(|at| rank(*at));
    typed.or_else(|| (0..fields.len()).filter(|at| rank(*at) < usize::MAX).min_by_key(|at| rank(*at)))
}

/// Reads a column that came in batches. Times without a zone are local to `zone`.
pub(crate) fn read(
    cells: &[ArrayRef],
    order: Option<DateOrder>,
    zone: &TimeZone,
) -> Result<ParquetTimes, Undecided> {
    let candidates = match cells.first().map(|array| array.data_type().clone()) {
        None => return Err(Undecided::NoTime),
        Some(DataType::Timestamp(_, Some(_))) => instants(cells)?,
        Some(DataType::Timestamp(_, None) | DataType::Date32 | DataType::Date64) => local(cells, zone)?,
        Some(_) => as_text(cells, order, zone)?,
    };
    let known = || {
        candidates.iter().filter_map(|one| match one {
            Ok(Candidates::One(time)) => Some(*time),
            _ => None,
        })
    };
    let mut fold = FoldResolver::new(known().next_back() < known().next());
    let times = candidates.iter().map(|one| one.map(|candidates| fold.resolve(candidates))).collect();
    Ok(ParquetTimes { times })
}

type Column = Vec<Result<Candidates, Reason>>;

/// Nanoseconds of a timestamp column, whatever its unit; out of range where they do not fit.
fn nanoseconds(array: &ArrayRef) -> Result<Vec<Result<i64, Reason>>, Undecided> {
    let array = match array.data_type() {
        DataType::Date32 | DataType::Date64 => {
            cast(array, &DataType::Timestamp(TimeUnit::Second, None)).map_err(|_| Undecided::NoTime)?
        }
        _ => array.clone(),
    };
    let per_unit = match array.data_type() {
        DataType::Timestamp(TimeUnit::Second, _) => 1_000_000_000,
        DataType::Timestamp(TimeUnit::Millisecond, _) => 1_000_000,
        DataType::Timestamp(TimeUnit::Microsecond, _) => 1_000,
        DataType::Timestamp(TimeUnit::Nanosecond, _) => 1,
        _ => return Err(Undecided::NoTime),
    };
    let whole = cast(&array, &DataType::Int64).map_err(|_| Undecided::NoTime)?;
    Ok(whole
        .as_primitive::<Int64Type>()
        .iter()
        .map(|value| value.ok_or(Reason::TimeMissing)?.checked_mul(per_unit).ok_or(Reason::TimeOutOfRange))
        .collect())
}

fn instants(cells: &[ArrayRef]) -> Result<Column, Undecided> {
    let mut column = Vec::new();
    for array in cells {
        column.extend(nanoseconds(array)?.into_iter().map(|time| time.map(Candidates::One)));
    }
    Ok(column)
}

fn local(cells: &[ArrayRef], zone: &TimeZone) -> Result<Column, Undecided> {
    let mut clock = LocalTimes::new(zone.clone());
    let mut column = Vec::new();
    for array in cells {
        column.extend(nanoseconds(array)?.into_iter().map(|time| clock.resolve(time?)));
    }
    Ok(column)
}

/// Texts and numbers, read as those of a CSV file are.
fn as_text(cells: &[ArrayRef], order: Option<DateOrder>, zone: &TimeZone) -> Result<Column, Undecided> {
    let mut texts: Vec<String> = Vec::new();
    for array in cells {
        if array.data_type().is_floating() {
            let floats = cast(array, &DataType::Float64).map_err(|_| Undecided::NoTime)?;
            texts.extend(
                floats
                    .as_primitive::<Float64Type>()
                    .iter()
                    .map(|value| value.map_or_else(String::new, |value| value.to_string())),
            );
        } else {
            let array = cast(array, &DataType::Utf8).map_err(|_| Undecided::NoTime)?;
            texts.extend(array.as_string::<i32>().iter().map(|text| text.unwrap_or_default().to_owned()));
        }
    }
    let style = NumberStyle::default();
    let mut reader = TimeReader::decide(|| texts.iter().map(|text| text.as_bytes()), order, style, zone)?;
    Ok(texts.iter().map(|text| reader.read(text.trim().as_bytes())).collect())
}

/// A timestamp array of UTC nanoseconds.
pub(crate) fn array(times: &ParquetTimes) -> arrow::array::PrimitiveArray<TimestampNanosecondType> {
    times.times.iter().map(|time| time.ok()).collect()
}

//! Records in Parquet files.

use std::path::Path;
use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::compute::{cast, concat};
use arrow::datatypes::DataType;
use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use plant::{Plant, Problem, RecordsSource};

use super::Columns;
use super::columns::UTC;
use crate::history::find_column;
use crate::parquet_times;
use crate::problems;
use crate::report::FileReport;

pub(super) fn read(
    plant: &Plant,
    source: &RecordsSource,
    file: &Path,
    bytes: Vec<u8>,
    report: &mut FileReport,
) -> Result<Columns, Problem> {
    let damaged = |why: String| problems::damaged(file, &why);
    let builder = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(bytes))
        .map_err(|error| damaged(error.to_string()))?;
    let schema = builder.schema().clone();
    let reader = builder.build().map_err(|error| damaged(error.to_string()))?;
    let batches: Vec<_> = reader.collect::<Result<_, _>>().map_err(|error| damaged(error.to_string()))?;
    report.rows = batches.iter().map(|batch| batch.num_rows() as u64).sum();
    let names: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
    let time = source.time.as_ref().and_then(|name| find_column(&names, name));
    let zone = source.format.timezone.as_ref().unwrap_or(&plant.timezone);
    let mut columns = Columns::new();
    for (index, field) in schema.fields().iter().enumerate() {
        let parts: Vec<ArrayRef> = batches.iter().map(|batch| batch.column(index).clone()).collect();
        let timely =
            matches!(field.data_type(), DataType::Timestamp(..) | DataType::Date32 | DataType::Date64);
        if (timely || time == Some(index)) && !parts.is_empty() {
            let times = parquet_times::read(&parts, source.format.dates, zone)
                .map_err(|why| problems::undecided(file, field.name(), why))?;
            if let Some((first, last)) = times.range().filter(|_| time == Some(index)) {
                report.cover(first, last);
            }
            let array = parquet_times::array(&times).with_timezone(UTC);
            columns.push((field.name().clone(), Arc::new(array)));
            continue;
        }
        let kind = match field.data_type() {
            DataType::Boolean => DataType::Boolean,
            DataType::UInt64 | DataType::Decimal128(..) | DataType::Decimal256(..) => DataType::Float64,
            kind if kind.is_integer() => DataType::Int64,
            kind if kind.is_floating() => DataType::Float64,
            _ => DataType::Utf8,
        };
        let whole: Result<Vec<ArrayRef>, _> = parts.iter().map(|part| cast(part, &kind)).collect();
        let whole = whole.and_then(|parts| {
            let parts: Vec<&dyn arrow::array::Array> = parts.iter().map(AsRef::as_ref).collect();
            if parts.is_empty() { Ok(arrow::array::new_empty_array(&kind)) } else { concat(&parts) }
        });
        match whole {
            Ok(array) => columns.push((field.name().clone(), array)),
            Err(_) => report.notes.push(format!(
                "column \"{}\" is of type {} and is passed over",
                field.name(),
                field.data_type()
            )),
        }
    }
    Ok(columns)
}

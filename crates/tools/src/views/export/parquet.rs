//! Parquet: times as timestamps in UTC, numbers as 64 bit floats.

use std::io::{self, Write};
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, StringArray, TimestampNanosecondArray, UInt32Array};
use arrow::datatypes::{DataType, Field, Schema, TimeUnit};
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use plant::{Sample, Value};

use super::{ExportError, Result, Table};

/// Rows that share a row group: what is held in memory before it is written.
const GROUP_ROWS: usize = 200_000;

pub struct Parquet<W: Write + Send> {
    writer: ArrowWriter<W>,
    schema: Arc<Schema>,
}

impl<W: Write + Send> Parquet<W> {
    /// With `columns` for means, without for samples as recorded.
    pub fn begin(out: W, columns: Option<&[&str]>) -> Result<Self> {
        let time = Field::new("time", DataType::Timestamp(TimeUnit::Nanosecond, Some("UTC".into())), false);
        let fields: Vec<Field> = match columns {
            None => vec![
                Field::new("tag", DataType::Utf8, false),
                time,
                Field::new("value", DataType::Float64, true),
                Field::new("text", DataType::Utf8, true),
                Field::new("quality", DataType::UInt32, false),
            ],
            Some(ids) => std::iter::once(time)
                .chain(ids.iter().map(|id| Field::new(*id, DataType::Float64, true)))
                .collect(),
        };
        let schema = Arc::new(Schema::new(fields));
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_row_count(Some(GROUP_ROWS))
            .build();
        let writer = ArrowWriter::try_new(out, schema.clone(), Some(properties)).map_err(failed)?;
        Ok(Self { writer, schema })
    }

    fn write(&mut self, columns: Vec<ArrayRef>) -> Result<()> {
        let batch = RecordBatch::try_new(self.schema.clone(), columns).map_err(wrong)?;
        self.writer.write(&batch).map_err(failed)
    }
}

impl<W: Write + Send> Table for Parquet<W> {
    fn samples(&mut self, samples: &[Sample]) -> Result<()> {
        let tags: StringArray = samples.iter().map(|sample| Some(&*sample.tag)).collect();
        let times = TimestampNanosecondArray::from_iter_values(samples.iter().map(|sample| sample.time));
        let values: Float64Array = samples.iter().map(|sample| sample.value.as_f64()).collect();
        let texts: StringArray = samples
            .iter()
            .map(|sample| match &sample.value {
                Value::Text(text) => Some(&**text),
                _ => None,
            })
            .collect();
        let quality = UInt32Array::from_iter_values(samples.iter().map(|sample| sample.quality.0));
        self.write(vec![
            Arc::new(tags),
            Arc::new(times.with_timezone("UTC")),
            Arc::new(values),
            Arc::new(texts),
            Arc::new(quality),
        ])
    }

    fn means(&mut self, times: &[i64], columns: &[Vec<f64>]) -> Result<()> {
        let times = TimestampNanosecondArray::from_iter_values(times.iter().copied()).with_timezone("UTC");
        let mut arrays: Vec<ArrayRef> = vec![Arc::new(times)];
        for column in columns {
            let values: Float64Array =
                column.iter().map(|value| (!value.is_nan()).then_some(*value)).collect();
            arrays.push(Arc::new(values));
        }
        self.write(arrays)
    }

    fn finish(self: Box<Self>) -> Result<()> {
        self.writer.close().map_err(failed)?;
        Ok(())
    }
}

fn failed(error: ParquetError) -> ExportError {
    ExportError::Write(io::Error::other(error))
}

fn wrong(error: ArrowError) -> ExportError {
    ExportError::Write(io::Error::other(error))
}

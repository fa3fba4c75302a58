//! `buckets(tag, width [, start [, end]])`: statistics of a tag by time bucket, from the store's
//! roll-ups where they reach. Buckets are those of `time_bucket`; empty ones are left out.

use std::sync::Arc;

use arrow::array::{
    Float64Builder, RecordBatch, StringViewBuilder, TimestampNanosecondBuilder, UInt64Builder,
};
use arrow::datatypes::{DataType, Field, Schema};
use datafusion::catalog::{TableFunctionArgs, TableFunctionImpl, TableProvider};
use datafusion::common::Result;

use super::arguments::{self, Arguments};
use crate::sql::bucketing::Bucketing;
use crate::sql::computed::Computed;
use crate::sql::samples::time_type;
use crate::sql::view::View;

const USAGE: &str = "buckets('chiller-6.power', '15 minutes', '2020-06-10', '2020-06-11')";

#[derive(Debug)]
pub(super) struct Buckets {
    view: Arc<View>,
}

impl Buckets {
    pub(super) fn new(view: Arc<View>) -> Self {
        Self { view }
    }
}

impl TableFunctionImpl for Buckets {
    fn call_with_args(&self, args: TableFunctionArgs) -> Result<Arc<dyn TableProvider>> {
        let mut arguments = Arguments::new(USAGE, args.exprs());
        let tags = self.view.matching(&arguments.text("the tag")?)?;
        let width = arguments.width("the width")?;
        let window = arguments::range(arguments.window(self.view.zone())?);
        let time = time_type(self.view.zone());
        let number = |name: &str| Field::new(name, DataType::Float64, true);
        let schema = Arc::new(Schema::new(vec![
            Field::new("tag", DataType::Utf8View, false),
            Field::new("start", time.clone(), false),
            Field::new("end", time.clone(), false),
            Field::new("samples", DataType::UInt64, false),
            number("mean"),
            number("minimum"),
            number("maximum"),
            number("sum"),
            number("first"),
            number("last"),
        ]));
        let (view, out) = (Arc::clone(&self.view), Arc::clone(&schema));
        Computed::table(schema, &["tag", "start"], move || {
            let mut names = StringViewBuilder::new();
            let mut starts = TimestampNanosecondBuilder::new().with_data_type(time.clone());
            let mut ends = TimestampNanosecondBuilder::new().with_data_type(time.clone());
            let mut samples = UInt64Builder::new();
            let mut numbers: [Float64Builder; 6] = std::array::from_fn(|_| Float64Builder::new());
            let mut bucketing = Bucketing::new(width, view.zone().zone().clone());
            for tag in &tags {
                let Some(held) = view.span(tag)? else { continue };
                for stretch in bucketing.stretches(window.intersect(held)) {
                    for found in view.buckets(tag, stretch)? {
                        let bucket = bucketing.bucket(found.start.max(stretch.range.start));
                        names.append_value(tag);
                        starts.append_value(bucket.start);
                        ends.append_value(bucket.end);
                        samples.append_value(found.count);
                        let row = [
                            found.sum / found.count as f64,
                            found.minimum,
                            found.maximum,
                            found.sum,
                            found.first,
                            found.last,
                        ];
                        for (column, value) in numbers.iter_mut().zip(row) {
                            column.append_option((found.count > 0).then_some(value));
                        }
                    }
                }
            }
            let mut columns: Vec<arrow::array::ArrayRef> = vec![
                Arc::new(names.finish()),
                Arc::new(starts.finish()),
                Arc::new(ends.finish()),
                Arc::new(samples.finish()),
            ];
            for mut column in numbers {
                columns.push(Arc::new(column.finish()));
            }
            Ok(RecordBatch::try_new(Arc::clone(&out), columns)?)
        })
    }
}

//! `gaps(tag, min_seconds [, start [, end]])`: stretches of at least so many seconds without a
//! sample. With a start or an end, what is missing at that edge counts too.

use std::sync::Arc;

use arrow::array::{Float64Builder, RecordBatch, StringViewBuilder, TimestampNanosecondBuilder};
use arrow::datatypes::{DataType, Field, Schema};
use datafusion::catalog::{TableFunctionArgs, TableFunctionImpl, TableProvider};
use datafusion::common::Result;

use super::arguments::{self, Arguments};
use crate::sql::computed::Computed;
use crate::sql::samples::time_type;
use crate::sql::steps;
use crate::sql::view::View;

const USAGE: &str = "gaps('chiller-6.power', 3600, '2020-06-10', '2020-06-11')";

#[derive(Debug)]
pub(super) struct Gaps {
    view: Arc<View>,
}

impl Gaps {
    pub(super) fn new(view: Arc<View>) -> Self {
        Self { view }
    }
}

impl TableFunctionImpl for Gaps {
    fn call_with_args(&self, args: TableFunctionArgs) -> Result<Arc<dyn TableProvider>> {
        let mut arguments = Arguments::new(USAGE, args.exprs());
        let tags = self.view.matching(&arguments.text("the tag")?)?;
        let minimum_s = arguments.number("the shortest gap in seconds")?;
        if minimum_s <= 0.0 {
            return Err(arguments.wrong(format!("the shortest gap is more than 0 seconds, not {minimum_s}")));
        }
        let minimum = (minimum_s * 1e9).min(i64::MAX as f64) as i64;
        let window = arguments.window(self.view.zone())?;
        let time = time_type(self.view.zone());
        let schema = Arc::new(Schema::new(vec![
            Field::new("tag", DataType::Utf8View, false),
            Field::new("start", time.clone(), false),
            Field::new("end", time.clone(), false),
            Field::new("seconds", DataType::Float64, false),
        ]));
        let (view, out) = (Arc::clone(&self.view), Arc::clone(&schema));
        Computed::table(schema, &["tag", "start"], move || {
            let mut names = StringViewBuilder::new();
            let mut starts = TimestampNanosecondBuilder::new().with_data_type(time.clone());
            let mut ends = TimestampNanosecondBuilder::new().with_data_type(time.clone());
            let mut seconds = Float64Builder::new();
            for tag in &tags {
                let times = view.times(tag, arguments::range(window))?;
                for (start, end) in steps::gaps(&times, minimum, window) {
                    names.append_value(tag);
                    starts.append_value(start);
                    ends.append_value(end);
                    seconds.append_value((end as f64 - start as f64) / 1e9);
                }
            }
            Ok(RecordBatch::try_new(
                Arc::clone(&out),
                vec![
                    Arc::new(names.finish()),
                    Arc::new(starts.finish()),
                    Arc::new(ends.finish()),
                    Arc::new(seconds.finish()),
                ],
            )?)
        })
    }
}

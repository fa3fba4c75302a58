//! `episodes(tag, 'above' | 'below' | 'equal', threshold [, start [, end]])`: stretches in which
//! a tag's value stood above, below or at a threshold.

use std::sync::Arc;

use arrow::array::{
    Float64Builder, RecordBatch, StringViewBuilder, TimestampNanosecondBuilder, UInt64Builder,
};
use arrow::datatypes::{DataType, Field, Schema};
use datafusion::catalog::{TableFunctionArgs, TableFunctionImpl, TableProvider};
use datafusion::common::Result;

use super::arguments::{self, Arguments};
use crate::sql::computed::Computed;
use crate::sql::samples::time_type;
use crate::sql::steps;
use crate::sql::view::View;

const USAGE: &str = "episodes('chiller-6.power', 'above', 50, '2020-06-10', '2020-06-11')";

#[derive(Debug)]
pub(super) struct Episodes {
    view: Arc<View>,
}

#[derive(Debug, Clone, Copy)]
enum Side {
    Above,
    Below,
    Equal,
}

impl Episodes {
    pub(super) fn new(view: Arc<View>) -> Self {
        Self { view }
    }
}

impl TableFunctionImpl for Episodes {
    fn call_with_args(&self, args: TableFunctionArgs) -> Result<Arc<dyn TableProvider>> {
        let mut arguments = Arguments::new(USAGE, args.exprs());
        let tags = self.view.matching(&arguments.text("the tag")?)?;
        let side = match arguments.text("the side")?.as_str() {
            "above" | ">" => Side::Above,
            "below" | "<" => Side::Below,
            "equal" | "=" => Side::Equal,
            other => {
                return Err(
                    arguments.wrong(format!("the side is 'above', 'below' or 'equal', not '{other}'"))
                );
            }
        };
        let threshold = arguments.number("the threshold")?;
        let window = arguments.window(self.view.zone())?;
        let time = time_type(self.view.zone());
        let schema = Arc::new(Schema::new(vec![
            Field::new("tag", DataType::Utf8View, false),
            Field::new("start", time.clone(), false),
            Field::new("end", time.clone(), false),
            Field::new("seconds", DataType::Float64, false),
            Field::new("samples", DataType::UInt64, false),
            Field::new("minimum", DataType::Float64, false),
            Field::new("maximum", DataType::Float64, false),
        ]));
        let (view, out) = (Arc::clone(&self.view), Arc::clone(&schema));
        Computed::table(schema, &["tag", "start"], move || {
            let mut names = StringViewBuilder::new();
            let mut starts = TimestampNanosecondBuilder::new().with_data_type(time.clone());
            let mut ends = TimestampNanosecondBuilder::new().with_data_type(time.clone());
            let (mut seconds, mut samples) = (Float64Builder::new(), UInt64Builder::new());
            let (mut minimum, mut maximum) = (Float64Builder::new(), Float64Builder::new());
            for tag in &tags {
                let (times, values) = view.numbers(tag, arguments::range(window))?;
                let holding = |row: usize| match side {
                    Side::Above => values[row] > threshold,
                    Side::Below => values[row] < threshold,
                    Side::Equal => values[row] == threshold,
                };
                for episode in steps::episodes(&times, holding, window.1) {
                    let rows = &values[episode.first..episode.first + episode.samples as usize];
                    names.append_value(tag);
                    starts.append_value(episode.start);
                    ends.append_value(episode.end);
                    seconds.append_value((episode.end - episode.start) as f64 / 1e9);
                    samples.append_value(episode.samples);
                    minimum.append_value(rows.iter().copied().fold(f64::INFINITY, f64::min));
                    maximum.append_value(rows.iter().copied().fold(f64::NEG_INFINITY, f64::max));
                }
            }
            Ok(RecordBatch::try_new(
                Arc::clone(&out),
                vec![
                    Arc::new(names.finish()),
                    Arc::new(starts.finish()),
                    Arc::new(ends.finish()),
                    Arc::new(seconds.finish()),
                    Arc::new(samples.finish()),
                    Arc::new(minimum.finish()),
                    Arc::new(maximum.finish()),
                ],
            )?)
        })
    }
}

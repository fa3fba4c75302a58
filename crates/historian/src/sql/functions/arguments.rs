//! Arguments of table functions: constants, by position.

use arrow::datatypes::{DataType, IntervalUnit, TimeUnit};
use datafusion::common::{DataFusionError, Result, ScalarValue};
use datafusion::logical_expr::Expr;
use plant::{Problem, TimeRange};

use super::zone::Zone;
use crate::sql::bucketing::Width;
use crate::sql::instants;

/// The arguments of one call, read from left to right.
pub(super) struct Arguments<'a> {
    /// How the call is written, for messages.
    usage: &'static str,
    left: std::slice::Iter<'a, Expr>,
}

impl<'a> Arguments<'a> {
    pub(super) fn new(usage: &'static str, given: &'a [Expr]) -> Self {
        Self { usage, left: given.iter() }
    }

    pub(super) fn text(&mut self, what: &str) -> Result<String> {
        match self.constant(what)? {
            ScalarValue::Utf8(Some(text))
            | ScalarValue::Utf8View(Some(text))
            | ScalarValue::LargeUtf8(Some(text)) => Ok(text),
            other => Err(self.wrong(format!("{what} is text in single quotes, not {other}"))),
        }
    }

    pub(super) fn number(&mut self, what: &str) -> Result<f64> {
        let given = self.constant(what)?;
        match given.cast_to(&DataType::Float64) {
            Ok(ScalarValue::Float64(Some(number))) if number.is_finite() => Ok(number),
            _ => Err(self.wrong(format!("{what} is a number, not {given}"))),
        }
    }

    /// A width like `'15 minutes'` or `INTERVAL '1 day'`.
    pub(super) fn width(&mut self, what: &str) -> Result<Width> {
        let given = self.constant(what)?;
        let interval = match given.cast_to(&DataType::Interval(IntervalUnit::MonthDayNano)) {
            Ok(ScalarValue::IntervalMonthDayNano(interval)) => interval,
            _ => None,
        };
        interval
            .and_then(|i| Width::from_interval(i.months, i.days, i.nanoseconds))
            .ok_or_else(|| self.wrong(format!("{what} is a length of time like '15 minutes', not {given}")))
    }

    /// Up to two instants, the window's start and end; either may be left out or NULL.
    pub(super) fn window(&mut self, zone: &Zone) -> Result<(Option<i64>, Option<i64>)> {
        let start = self.instant("the start", zone)?;
        let end = self.instant("the end", zone)?;
        if let Some(more) = self.left.next() {
            return Err(self.wrong(format!("there is one argument too many: {more}")));
        }
        Ok((start, end))
    }

    fn instant(&mut self, what: &str, zone: &Zone) -> Result<Option<i64>> {
        if self.left.len() == 0 {
            return Ok(None);
        }
        let given = self.constant(what)?;
        if given.is_null() {
            return Ok(None);
        }
        // A time without a zone is plant-local, as in every comparison with samples.time.
        if let Some(Some(text)) = given.try_as_str() {
            return match instants::parse(text, zone.zone()) {
                Some(ns) => Ok(Some(ns)),
                None => Err(self.wrong(format!("{what} is a time like '2020-06-10 08:00', not '{text}'"))),
            };
        }
        let local = match given.data_type() {
            DataType::Date32 => given.cast_to(&DataType::Timestamp(TimeUnit::Nanosecond, None))?,
            _ => given.clone(),
        };
        match local.cast_to(&DataType::Timestamp(TimeUnit::Nanosecond, Some(zone.name()))) {
            Ok(ScalarValue::TimestampNanosecond(Some(ns), _)) => Ok(Some(ns)),
            _ => Err(self.wrong(format!("{what} is a time like '2020-06-10 08:00', not {given}"))),
        }
    }

    fn constant(&mut self, what: &str) -> Result<ScalarValue> {
        match self.left.next() {
            Some(Expr::Literal(scalar, _)) => Ok(scalar.clone()),
            Some(Expr::Column(column)) => Err(self.wrong(format!(
                "{what} is a constant, not the column {}; text goes in single quotes",
                column.name
            ))),
            Some(other) => Err(self.wrong(format!("{what} is a constant, not {other}"))),
            None => Err(self.wrong(format!("{what} is missing"))),
        }
    }

    pub(super) fn wrong(&self, message: String) -> DataFusionError {
        DataFusionError::External(Box::new(
            Problem::new("PW5001", message).help(format!("it is written {}", self.usage)),
        ))
    }
}

/// A window with open ends as a range.
pub(super) fn range(window: (Option<i64>, Option<i64>)) -> TimeRange {
    TimeRange::new(window.0.unwrap_or(i64::MIN), window.1.unwrap_or(i64::MAX))
}

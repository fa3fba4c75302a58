//! `time_bucket(width, time [, zone])`: the start of the bucket that a time lies in.

use std::sync::Arc;

use arrow::array::{Array, AsArray, PrimitiveArray};
use arrow::datatypes::{DataType, Field, FieldRef, IntervalUnit, TimeUnit, TimestampNanosecondType};
use datafusion::common::{Result, ScalarValue, exec_err, plan_err};
use datafusion::logical_expr::sort_properties::{ExprProperties, SortProperties};
use datafusion::logical_expr::{
    ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};

use super::zone::{Zone, text_argument};
use crate::sql::bucketing::{Bucketing, Width};

/// The function; holds the plant's time zone.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct TimeBucket {
    zone: Zone,
    signature: Signature,
}

impl TimeBucket {
    pub(super) fn new(zone: Zone) -> Self {
        Self { zone, signature: Signature::user_defined(Volatility::Immutable) }
    }
}

impl ScalarUDFImpl for TimeBucket {
    fn name(&self) -> &str {
        "time_bucket"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        if !(2..=3).contains(&given.len()) {
            return plan_err!(
                "time_bucket takes a width, a time and at most a time zone: time_bucket('15 minutes', time)"
            );
        }
        let width = match &given[0] {
            DataType::Utf8
            | DataType::LargeUtf8
            | DataType::Utf8View
            | DataType::Interval(_)
            | DataType::Duration(_) => DataType::Interval(IntervalUnit::MonthDayNano),
            other => return plan_err!("time_bucket's width is an interval like '15 minutes', not {other}"),
        };
        let time = match &given[1] {
            DataType::Timestamp(_, Some(zone)) => {
                DataType::Timestamp(TimeUnit::Nanosecond, Some(Arc::clone(zone)))
            }
            // A time without a zone is plant-local.
            DataType::Timestamp(_, None)
            | DataType::Utf8
            | DataType::LargeUtf8
            | DataType::Utf8View
            | DataType::Date32
            | DataType::Null => DataType::Timestamp(TimeUnit::Nanosecond, Some(self.zone.name())),
            other => return plan_err!("time_bucket's second argument is a time, not {other}"),
        };
        let mut types = vec![width, time];
        types.extend(given.get(2).map(|_| DataType::Utf8));
        Ok(types)
    }

    fn return_type(&self, _types: &[DataType]) -> Result<DataType> {
        Ok(DataType::Timestamp(TimeUnit::Nanosecond, Some(self.zone.name())))
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs) -> Result<FieldRef> {
        let zone = match args.scalar_arguments.get(2) {
            Some(Some(scalar)) => {
                text_argument(scalar, "time_bucket's time zone")?.map(|name| Zone::parse(&name))
            }
            Some(None) => return plan_err!("time_bucket's time zone is a constant"),
            None => None,
        };
        let zone = zone.transpose()?.unwrap_or_else(|| self.zone.clone());
        let kind = DataType::Timestamp(TimeUnit::Nanosecond, Some(zone.name()));
        Ok(Arc::new(Field::new(self.name(), kind, true)))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let DataType::Timestamp(_, Some(name)) = args.return_type() else {
            return exec_err!("time_bucket gives a time with a zone");
        };
        let (zone, name) = (Zone::parse(name)?, Arc::clone(name));
        let width = match &args.args[0] {
            ColumnarValue::Scalar(ScalarValue::IntervalMonthDayNano(Some(interval))) => {
                Width::from_interval(interval.months, interval.days, interval.nanoseconds)
            }
            ColumnarValue::Scalar(scalar) if scalar.is_null() => {
                return Ok(ColumnarValue::Scalar(ScalarValue::TimestampNanosecond(None, Some(name))));
            }
            _ => return exec_err!("time_bucket's width is a constant"),
        };
        let Some(width) = width else {
            return exec_err!("time_bucket's width is positive, and months do not mix with days or hours");
        };
        let mut bucketing = Bucketing::new(width, zone.zone().clone());
        Ok(match &args.args[1] {
            ColumnarValue::Scalar(ScalarValue::TimestampNanosecond(time, _)) => {
                let start = time.map(|time| bucketing.start(time));
                ColumnarValue::Scalar(ScalarValue::TimestampNanosecond(start, Some(name)))
            }
            ColumnarValue::Array(times) => {
                let times = times.as_primitive::<TimestampNanosecondType>();
                let starts: PrimitiveArray<TimestampNanosecondType> = PrimitiveArray::new(
                    times.values().iter().map(|time| bucketing.start(*time)).collect(),
                    times.nulls().cloned(),
                );
                ColumnarValue::Array(Arc::new(starts.with_timezone(name)))
            }
            ColumnarValue::Scalar(other) => {
                return exec_err!("time_bucket's second argument is a time, not {other}");
            }
        })
    }

    /// Later times never lie in earlier buckets, so sorted input is sorted output.
    fn output_ordering(&self, inputs: &[ExprProperties]) -> Result<SortProperties> {
        let constant =
            |i: usize| inputs.get(i).is_none_or(|input| input.sort_properties == SortProperties::Singleton);
        match inputs.get(1) {
            Some(time) if constant(0) && constant(2) => Ok(time.sort_properties),
            _ => Ok(SortProperties::Unordered),
        }
    }
}

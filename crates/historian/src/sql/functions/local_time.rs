//! `local_time(time [, zone])`: what the clock on the plant's wall shows, without a zone.

use std::sync::Arc;

use arrow::array::{Array, AsArray, PrimitiveArray};
use arrow::datatypes::{DataType, TimeUnit, TimestampNanosecondType};
use datafusion::common::{Result, ScalarValue, exec_err, plan_err};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use jiff::tz::TimeZone;
use plant::TimeRange;

use super::zone::{Zone, text_argument};
use crate::sql::bucketing::constant_offset;

/// The function; holds the plant's time zone.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct LocalTime {
    zone: Zone,
    signature: Signature,
}

impl LocalTime {
    pub(super) fn new(zone: Zone) -> Self {
        Self { zone, signature: Signature::user_defined(Volatility::Immutable) }
    }
}

impl ScalarUDFImpl for LocalTime {
    fn name(&self) -> &str {
        "local_time"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let time = match given.first() {
            Some(DataType::Timestamp(_, Some(zone))) => {
                DataType::Timestamp(TimeUnit::Nanosecond, Some(Arc::clone(zone)))
            }
            // A time without a zone is plant-local.
            Some(
                DataType::Timestamp(_, None)
                | DataType::Utf8
                | DataType::Utf8View
                | DataType::LargeUtf8
                | DataType::Null,
            ) => DataType::Timestamp(TimeUnit::Nanosecond, Some(self.zone.name())),
            _ => return plan_err!("local_time takes a time and at most a time zone: local_time(time)"),
        };
        match given.len() {
            1 => Ok(vec![time]),
            2 => Ok(vec![time, DataType::Utf8]),
            _ => plan_err!("local_time takes a time and at most a time zone: local_time(time)"),
        }
    }

    fn return_type(&self, _types: &[DataType]) -> Result<DataType> {
        Ok(DataType::Timestamp(TimeUnit::Nanosecond, None))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let zone = match args.args.get(1) {
            Some(ColumnarValue::Scalar(scalar)) => match text_argument(scalar, "local_time's time zone")? {
                Some(name) => Zone::parse(&name)?,
                None => self.zone.clone(),
            },
            Some(ColumnarValue::Array(_)) => return exec_err!("local_time's time zone is a constant"),
            None => self.zone.clone(),
        };
        let mut clock = Clock { zone: zone.zone(), known: TimeRange::new(0, 0), offset_ns: 0 };
        Ok(match &args.args[0] {
            ColumnarValue::Scalar(ScalarValue::TimestampNanosecond(time, _)) => {
                let local = time.map(|time| clock.local(time));
                ColumnarValue::Scalar(ScalarValue::TimestampNanosecond(local, None))
            }
            ColumnarValue::Array(times) => {
                let times = times.as_primitive::<TimestampNanosecondType>();
                ColumnarValue::Array(Arc::new(PrimitiveArray::<TimestampNanosecondType>::new(
                    times.values().iter().map(|time| clock.local(*time)).collect(),
                    times.nulls().cloned(),
                )))
            }
            ColumnarValue::Scalar(other) => return exec_err!("local_time takes a time, not {other}"),
        })
    }
}

/// Remembers the stretch of constant offset that the last time lay in.
struct Clock<'a> {
    zone: &'a TimeZone,
    known: TimeRange,
    offset_ns: i64,
}

impl Clock<'_> {
    fn local(&mut self, time: i64) -> i64 {
        if !self.known.contains(time) {
            (self.known, self.offset_ns) = constant_offset(self.zone, time);
        }
        time.saturating_add(self.offset_ns)
    }
}

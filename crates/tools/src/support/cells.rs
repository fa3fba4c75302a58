//! One column of a table of records, by its kind.

use std::borrow::Cow;
use std::cmp::Ordering;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array, StringArray, TimestampNanosecondArray,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, TimeUnit};
use arrow::error::ArrowError;
use jiff::tz::TimeZone;
use plant::time::local_rfc3339;
use serde_json::Value as Json;
use tool::{Cell, ColumnKind};

/// A column in one of five forms; what Arrow knows beyond them is brought to the nearest.
#[derive(Debug, Clone)]
pub enum Cells {
    Number(Float64Array),
    Integer(Int64Array),
    Boolean(BooleanArray),
    Text(StringArray),
    /// ns since the epoch.
    Time(TimestampNanosecondArray),
}

impl Cells {
    /// # Errors
    /// When Arrow has no way from the array's type to text.
    pub fn of(array: &ArrayRef) -> Result<Self, ArrowError> {
        let nanoseconds = || DataType::Timestamp(TimeUnit::Nanosecond, None);
        Ok(match array.data_type() {
            DataType::Boolean => Self::Boolean(array.as_boolean().clone()),
            DataType::Timestamp(TimeUnit::Nanosecond, _) => {
                Self::Time(array.as_primitive::<arrow::datatypes::TimestampNanosecondType>().clone())
            }
            DataType::Timestamp(_, zone) => {
                let finer = cast(array, &DataType::Timestamp(TimeUnit::Nanosecond, zone.clone()))?;
                Self::Time(finer.as_primitive::<arrow::datatypes::TimestampNanosecondType>().clone())
            }
            DataType::Date32 | DataType::Date64 => {
                let finer = cast(array, &nanoseconds())?;
                Self::Time(finer.as_primitive::<arrow::datatypes::TimestampNanosecondType>().clone())
            }
            kind if kind.is_integer() && *kind != DataType::UInt64 => Self::Integer(
                cast(array, &DataType::Int64)?.as_primitive::<arrow::datatypes::Int64Type>().clone(),
            ),
            kind if kind.is_numeric() => Self::Number(
                cast(array, &DataType::Float64)?.as_primitive::<arrow::datatypes::Float64Type>().clone(),
            ),
            _ => Self::Text(cast(array, &DataType::Utf8)?.as_string::<i32>().clone()),
        })
    }

    /// The column as it is stored: one of the five forms, times in UTC.
    pub fn stored(&self) -> ArrayRef {
        match self {
            Self::Number(a) => std::sync::Arc::new(a.clone()),
            Self::Integer(a) => std::sync::Arc::new(a.clone()),
            Self::Boolean(a) => std::sync::Arc::new(a.clone()),
            Self::Text(a) => std::sync::Arc::new(a.clone()),
            Self::Time(a) => std::sync::Arc::new(a.clone().with_timezone("UTC")),
        }
    }

    pub fn kind(&self) -> ColumnKind {
        match self {
            Self::Number(_) => ColumnKind::Number,
            Self::Integer(_) => ColumnKind::Integer,
            Self::Boolean(_) => ColumnKind::Boolean,
            Self::Text(_) => ColumnKind::Text,
            Self::Time(_) => ColumnKind::Time,
        }
    }

    fn array(&self) -> &dyn Array {
        match self {
            Self::Number(a) => a,
            Self::Integer(a) => a,
            Self::Boolean(a) => a,
            Self::Text(a) => a,
            Self::Time(a) => a,
        }
    }

    pub fn len(&self) -> usize {
        self.array().len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// No value, or a text of nothing but spaces.
    pub fn is_null(&self, row: usize) -> bool {
        match self {
            Self::Text(a) => a.is_null(row) || a.value(row).trim().is_empty(),
            Self::Number(a) => a.is_null(row) || a.value(row).is_nan(),
            other => other.array().is_null(row),
        }
    }

    /// The value as it would be written; times as RFC 3339 in UTC.
    pub fn text(&self, row: usize) -> Option<Cow<'_, str>> {
        if self.is_null(row) {
            return None;
        }
        Some(match self {
            Self::Text(a) => Cow::Borrowed(a.value(row)),
            Self::Number(a) => Cow::Owned(a.value(row).to_string()),
            Self::Integer(a) => Cow::Owned(a.value(row).to_string()),
            Self::Boolean(a) => Cow::Borrowed(if a.value(row) { "true" } else { "false" }),
            Self::Time(a) => Cow::Owned(plant::time::timestamp(a.value(row)).to_string()),
        })
    }

    /// The value as a number: booleans count 0 and 1; texts and times have none.
    pub fn number(&self, row: usize) -> Option<f64> {
        if self.is_null(row) {
            return None;
        }
        match self {
            Self::Number(a) => Some(a.value(row)),
            Self::Integer(a) => Some(a.value(row) as f64),
            Self::Boolean(a) => Some(f64::from(u8::from(a.value(row)))),
            Self::Text(_) | Self::Time(_) => None,
        }
    }

    pub fn time(&self, row: usize) -> Option<i64> {
        match self {
            Self::Time(a) if !a.is_null(row) => Some(a.value(row)),
            _ => None,
        }
    }

    /// The value as a field of a result; times as RFC 3339 with the plant's offset.
    pub fn cell(&self, row: usize, zone: &TimeZone) -> Cell {
        if self.is_null(row) {
            return Cell::Null;
        }
        match self {
            Self::Number(a) => Cell::Number(a.value(row)),
            Self::Integer(a) => Cell::Integer(a.value(row)),
            Self::Boolean(a) => Cell::Boolean(a.value(row)),
            Self::Text(a) => Cell::Text(a.value(row).to_owned()),
            Self::Time(a) => Cell::Text(local_rfc3339(a.value(row), zone)),
        }
    }

    /// As [`Cells::cell`], for a value of an answer.
    pub fn json(&self, row: usize, zone: &TimeZone) -> Json {
        match self.cell(row, zone) {
            Cell::Null => Json::Null,
            Cell::Boolean(v) => v.into(),
            Cell::Integer(v) => v.into(),
            Cell::Number(v) => v.into(),
            Cell::Text(v) => v.into(),
        }
    }

    /// Order of two rows; rows without a value stand last.
    pub fn compare(&self, a: usize, b: usize) -> Ordering {
        match (self.is_null(a), self.is_null(b)) {
            (true, true) => return Ordering::Equal,
            (true, false) => return Ordering::Greater,
            (false, true) => return Ordering::Less,
            (false, false) => {}
        }
        match self {
            Self::Number(v) => v.value(a).total_cmp(&v.value(b)),
            Self::Integer(v) => v.value(a).cmp(&v.value(b)),
            Self::Boolean(v) => v.value(a).cmp(&v.value(b)),
            Self::Text(v) => v.value(a).cmp(v.value(b)),
            Self::Time(v) => v.value(a).cmp(&v.value(b)),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::Arc;

    use super::*;
    use arrow::array::{Date32Array, Int32Array, LargeStringArray};

    fn check(array: ArrayRef, kind: ColumnKind, expected: &[Cell]) {
        let cells = Cells::of(&array).unwrap();
        assert_eq!(cells.kind(), kind);
        let got: Vec<Cell> = (0..cells.len()).map(|row| cells.cell(row, &TimeZone::UTC)).collect();
        assert_eq!(got, expected);
        let again = Cells::of(&cells.stored()).unwrap();
        assert_eq!(again.kind(), kind);
    }

    #[test]
    fn every_arrow_type_comes_to_one_of_five() {
        check(
            Arc::new(Int32Array::from(vec![Some(1), None])),
            ColumnKind::Integer,
            &[Cell::Integer(1), Cell::Null],
        );
        check(
            Arc::new(Float64Array::from(vec![1.5, f64::NAN])),
            ColumnKind::Number,
            &[Cell::Number(1.5), Cell::Null],
        );
        check(
            Arc::new(LargeStringArray::from(vec!["a", " "])),
            ColumnKind::Text,
            &[Cell::Text("a".to_owned()), Cell::Null],
        );
        check(
            Arc::new(Date32Array::from(vec![1])),
            ColumnKind::Time,
            &[Cell::Text("1970-01-02T00:00:00+00:00".to_owned())],
        );
    }

    #[test]
    fn rows_without_a_value_stand_last() {
        let cells =
            Cells::of(&(Arc::new(Int32Array::from(vec![None, Some(2), Some(1)])) as ArrayRef)).unwrap();
        let mut rows = vec![0, 1, 2];
        rows.sort_by(|a, b| cells.compare(*a, *b));
        assert_eq!(rows, [2, 1, 0]);
    }
}

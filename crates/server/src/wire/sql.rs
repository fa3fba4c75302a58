//! SQL in, rows out.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type, Schema, TimeUnit, UInt64Type};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use utoipa::ToSchema;

/// A query over `samples`, `tags`, `assets` and every records table; it may only read.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SqlIn {
    #[schema(example = "SELECT id, unit FROM tags ORDER BY id")]
    pub query: String,
    /// At most this many rows; 10,000 without it.
    #[serde(default)]
    pub limit: Option<usize>,
}

/// What a query gave.
#[derive(Debug, Serialize, ToSchema)]
pub struct SqlOut {
    pub columns: Vec<SqlColumn>,
    /// Rows of fields; instants are RFC 3339 UTC.
    #[schema(value_type = Vec<Vec<super::findings::CellShape>>)]
    pub rows: Vec<Vec<Json>>,
    /// Whether the limit cut rows off.
    pub truncated: bool,
    pub took_ms: f64,
    pub limits: SqlLimitsOut,
}

/// What the query could have used; past `seconds` or `memory_bytes` it is refused with `PW5003`,
/// past `rows` it is cut off.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SqlLimitsOut {
    pub rows: usize,
    pub seconds: f64,
    pub memory_bytes: usize,
}

impl From<&historian::SqlLimits> for SqlLimitsOut {
    fn from(limits: &historian::SqlLimits) -> Self {
        Self {
            rows: limits.max_rows,
            seconds: limits.timeout.as_secs_f64(),
            memory_bytes: limits.memory_bytes,
        }
    }
}

/// A column of a result.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SqlColumn {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: ColumnType,
}

/// What a column holds; instants are RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    Number,
    Integer,
    Boolean,
    Time,
    Text,
}

impl From<tool::ColumnKind> for ColumnType {
    fn from(kind: tool::ColumnKind) -> Self {
        match kind {
            tool::ColumnKind::Number => Self::Number,
            tool::ColumnKind::Integer => Self::Integer,
            tool::ColumnKind::Boolean => Self::Boolean,
            tool::ColumnKind::Time => Self::Time,
            tool::ColumnKind::Text => Self::Text,
        }
    }
}

/// The columns of a schema.
pub fn columns(schema: &Schema) -> Vec<SqlColumn> {
    schema
        .fields()
        .iter()
        .map(|field| SqlColumn { name: field.name().clone(), kind: kind(field.data_type()) })
        .collect()
}

fn kind(data_type: &DataType) -> ColumnType {
    match data_type {
        DataType::Boolean => ColumnType::Boolean,
        DataType::Timestamp(..) | DataType::Date32 | DataType::Date64 => ColumnType::Time,
        other if other.is_integer() => ColumnType::Integer,
        other if other.is_numeric() => ColumnType::Number,
        DataType::Dictionary(_, values) => kind(values),
        _ => ColumnType::Text,
    }
}

/// The rows of a batch as JSON fields.
pub fn rows(batch: &RecordBatch) -> Vec<Vec<Json>> {
    let columns: Vec<Vec<Json>> = batch.columns().iter().map(fields).collect();
    let mut columns: Vec<_> = columns.into_iter().map(Vec::into_iter).collect();
    (0..batch.num_rows())
        .map(|_| columns.iter_mut().map(|column| column.next().unwrap_or_default()).collect())
        .collect()
}

fn fields(array: &ArrayRef) -> Vec<Json> {
    let as_type = |data_type: &DataType| cast(array, data_type).ok();
    match array.data_type() {
        DataType::Boolean => array.as_boolean().iter().map(Json::from).collect(),
        DataType::UInt64 => array.as_primitive::<UInt64Type>().iter().map(Json::from).collect(),
        data_type if data_type.is_integer() => match as_type(&DataType::Int64) {
            Some(cast) => cast.as_primitive::<Int64Type>().iter().map(Json::from).collect(),
            None => text_fields(array),
        },
        data_type if data_type.is_numeric() => match as_type(&DataType::Float64) {
            Some(cast) => cast.as_primitive::<Float64Type>().iter().map(Json::from).collect(),
            None => text_fields(array),
        },
        DataType::Timestamp(..) => match as_type(&DataType::Timestamp(TimeUnit::Nanosecond, None))
            .and_then(|instants| cast(&instants, &DataType::Int64).ok())
        {
            Some(cast) => {
                let instant = |ns| ::plant::time::timestamp(ns).to_string();
                cast.as_primitive::<Int64Type>().iter().map(|ns| Json::from(ns.map(instant))).collect()
            }
            None => text_fields(array),
        },
        _ => text_fields(array),
    }
}

/// Whatever the type, as text the way SQL would cast it.
fn text_fields(array: &ArrayRef) -> Vec<Json> {
    match cast(array, &DataType::Utf8) {
        Ok(cast) => cast.as_string::<i32>().iter().map(Json::from).collect(),
        Err(_) => vec![Json::Null; array.len()],
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use arrow::array::{
        BooleanArray, Date32Array, Float64Array, StringArray, TimestampNanosecondArray, UInt64Array,
    };
    use serde_json::json;
    use std::sync::Arc;

    #[test]
    fn fields_keep_their_kind() {
        let batch = RecordBatch::try_from_iter([
            ("n", Arc::new(Float64Array::from(vec![Some(1.5), None])) as ArrayRef),
            ("u", Arc::new(UInt64Array::from(vec![u64::MAX, 1]))),
            ("b", Arc::new(BooleanArray::from(vec![Some(true), None]))),
            (
                "t",
                Arc::new(
                    TimestampNanosecondArray::from(vec![Some(1_500_000_000), None]).with_timezone("UTC"),
                ),
            ),
            ("d", Arc::new(Date32Array::from(vec![Some(1), None]))),
            ("s", Arc::new(StringArray::from(vec![Some("泵"), None]))),
        ])
        .unwrap();
        let kinds: Vec<_> = columns(&batch.schema()).into_iter().map(|column| column.kind).collect();
        use ColumnType::{Boolean, Integer, Number, Text, Time};
        assert_eq!(kinds, [Number, Integer, Boolean, Time, Time, Text]);
        assert_eq!(
            rows(&batch),
            [
                vec![
                    json!(1.5),
                    json!(u64::MAX),
                    json!(true),
                    json!("1970-01-01T00:00:01.5Z"),
                    json!("1970-01-02"),
                    json!("泵")
                ],
                vec![json!(null), json!(1), json!(null), json!(null), json!(null), json!(null)],
            ]
        );
    }
}

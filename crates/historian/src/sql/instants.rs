//! Reads what people write where a time is compared: `time >= '2020-11-01 08:00'`.
//!
//! DataFusion reads text as a time only with seconds, and takes a date for UTC. Here text
//! and dates that are compared with an instant are read as plant-local times, before
//! types are made to fit.

use arrow::datatypes::{DataType, TimeUnit};
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{DFSchema, DataFusionError, Result, ScalarValue};
use datafusion::logical_expr::expr::{Between, Cast, InList};
use datafusion::logical_expr::expr_rewriter::NamePreserver;
use datafusion::logical_expr::utils::merge_schema;
use datafusion::logical_expr::{BinaryExpr, Expr, ExprSchemable, LogicalPlan, Operator, cast, lit};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use plant::Problem;
use plant::time::nanos;

use super::functions::Zone;

/// The instant that a text names: RFC 3339, or a date or time of the zone. A local time that clocks
/// skip is read as the time that much later, one that they repeat as its first occurrence.
pub(super) fn parse(text: &str, zone: &TimeZone) -> Option<i64> {
    let text = text.trim();
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(nanos(instant));
    }
    let civil: DateTime = text.parse().ok()?;
    Some(nanos(zone.to_ambiguous_timestamp(civil).compatible().ok()?))
}

/// The plan with every text and date that is compared with a time read as one.
pub(super) fn read(plan: LogicalPlan, zone: &Zone) -> Result<LogicalPlan> {
    let read = plan.transform_up_with_subqueries(|plan| {
        let schema = merge_schema(&plan.inputs());
        let names = NamePreserver::new(&plan);
        let read = plan.map_expressions(|expr| {
            let name = names.save(&expr);
            Ok(expr
                .transform_up(|expr| compared(expr, &schema, zone))?
                .update_data(|expr| name.restore(expr)))
        })?;
        if read.transformed { read.map_data(LogicalPlan::recompute_schema) } else { Ok(read) }
    })?;
    Ok(read.data)
}

fn compared(expr: Expr, schema: &DFSchema, zone: &Zone) -> Result<Transformed<Expr>> {
    match expr {
        Expr::BinaryExpr(BinaryExpr { left, op, right }) if compares(op) => {
            let (of_left, of_right) = (kind(&left, schema), kind(&right, schema));
            let left = against(*left, of_right.as_ref(), schema, zone)?;
            let right = against(*right, of_left.as_ref(), schema, zone)?;
            let changed = left.transformed || right.transformed;
            let binary = BinaryExpr::new(Box::new(left.data), op, Box::new(right.data));
            Ok(Transformed::new_transformed(Expr::BinaryExpr(binary), changed))
        }
        Expr::Between(between) => {
            let of = kind(&between.expr, schema);
            let low = against(*between.low, of.as_ref(), schema, zone)?;
            let high = against(*between.high, of.as_ref(), schema, zone)?;
            let changed = low.transformed || high.transformed;
            let between =
                Between::new(between.expr, between.negated, Box::new(low.data), Box::new(high.data));
            Ok(Transformed::new_transformed(Expr::Between(between), changed))
        }
        Expr::InList(list) => {
            let of = kind(&list.expr, schema);
            let mut changed = false;
            let mut items = Vec::with_capacity(list.list.len());
            for item in list.list {
                let item = against(item, of.as_ref(), schema, zone)?;
                changed |= item.transformed;
                items.push(item.data);
            }
            let list = InList::new(list.expr, items, list.negated);
            Ok(Transformed::new_transformed(Expr::InList(list), changed))
        }
        Expr::Cast(cast) => {
            Ok(written(&cast, zone).map_or_else(|| Transformed::no(Expr::Cast(cast)), Transformed::yes))
        }
        other => Ok(Transformed::no(other)),
    }
}

/// `TIMESTAMP '2020-11-01 08:00'`: text that is said to be a time, where it can be read as one.
fn written(cast: &Cast, zone: &Zone) -> Option<Expr> {
    let DataType::Timestamp(_, zoned) = cast.field.data_type() else { return None };
    let Expr::Literal(ScalarValue::Utf8(Some(text)), _) = cast.expr.as_ref() else { return None };
    let instant = match zoned {
        Some(_) => ScalarValue::TimestampNanosecond(Some(parse(text, zone.zone())?), Some(zone.name())),
        // With an offset it is an instant; what it is compared with decides how it is read.
        None if text.parse::<Timestamp>().is_ok() => return None,
        None => ScalarValue::TimestampNanosecond(Some(parse(text, &TimeZone::UTC)?), None),
    };
    Some(lit(instant))
}

fn compares(op: Operator) -> bool {
    use Operator::{Eq, Gt, GtEq, IsDistinctFrom, IsNotDistinctFrom, Lt, LtEq, NotEq};
    matches!(op, Eq | NotEq | Lt | LtEq | Gt | GtEq | IsDistinctFrom | IsNotDistinctFrom)
}

fn kind(expr: &Expr, schema: &DFSchema) -> Option<DataType> {
    expr.get_type(schema).ok()
}

/// `expr` as it is compared with something of type `other`.
fn against(
    expr: Expr,
    other: Option<&DataType>,
    schema: &DFSchema,
    zone: &Zone,
) -> Result<Transformed<Expr>> {
    let Some(DataType::Timestamp(_, zoned)) = other else { return Ok(Transformed::no(expr)) };
    if zoned.is_some()
        && let Some(instant) = offset_timestamp(&expr)
    {
        let instant = ScalarValue::TimestampNanosecond(Some(nanos(instant)), Some(zone.name()));
        return Ok(Transformed::yes(lit(instant)));
    }
    if let Expr::Literal(ScalarValue::Utf8(Some(text)) | ScalarValue::Utf8View(Some(text)), _) = &expr {
        // A time without a zone is compared with the clock on the wall, as it stands.
        let read_in = if zoned.is_some() { zone.zone().clone() } else { TimeZone::UTC };
        let Some(ns) = parse(text, &read_in) else { return Err(not_a_time(text)) };
        let zoned = zoned.as_ref().map(|_| zone.name());
        return Ok(Transformed::yes(lit(ScalarValue::TimestampNanosecond(Some(ns), zoned))));
    }
    if zoned.is_some() && matches!(kind(&expr, schema), Some(DataType::Date32 | DataType::Date64)) {
        // Midnight on the plant's wall; from there to the instant in the plant's zone.
        let midnight = cast(expr, DataType::Timestamp(TimeUnit::Nanosecond, None));
        let instant = cast(midnight, DataType::Timestamp(TimeUnit::Nanosecond, Some(zone.name())));
        return Ok(Transformed::yes(instant));
    }
    Ok(Transformed::no(expr))
}

/// `TIMESTAMP '2020-11-01T08:00+03:00'`: its type has no zone, its text names an instant.
fn offset_timestamp(expr: &Expr) -> Option<Timestamp> {
    let Expr::Cast(cast) = expr else { return None };
    let DataType::Timestamp(_, None) = cast.field.data_type() else { return None };
    let Expr::Literal(ScalarValue::Utf8(Some(text)), _) = cast.expr.as_ref() else { return None };
    text.trim().parse().ok()
}

fn not_a_time(text: &str) -> DataFusionError {
    DataFusionError::External(Box::new(
        Problem::new("PW5001", format!("'{text}' is compared with a time and is none"))
            .help("write '2020-06-10 08:00' for plant-local time or '2020-06-10T12:00:00Z' for UTC"),
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn texts_are_read_as_local_times_unless_they_say_otherwise() {
        let zone = TimeZone::get("America/New_York").unwrap();
        for (text, utc) in [
            ("2020-11-01", Some("2020-11-01T04:00:00Z")),
            ("2020-11-01 08:00", Some("2020-11-01T13:00:00Z")),
            ("2020-11-01T08:00:00.5", Some("2020-11-01T13:00:00.5Z")),
            ("2020-11-01 08:00:00Z", Some("2020-11-01T08:00:00Z")),
            ("2020-11-01T08:00+08:00", Some("2020-11-01T00:00:00Z")),
            // repeated: the first; skipped: as much later
            ("2020-11-01 01:30", Some("2020-11-01T05:30:00Z")),
            ("2020-03-08 02:30", Some("2020-03-08T07:30:00Z")),
            ("yesterday", None),
            ("2020-13-01", None),
            ("", None),
        ] {
            let expected = utc.map(|utc| nanos(utc.parse().unwrap()));
            assert_eq!(parse(text, &zone), expected, "{text}");
        }
    }
}

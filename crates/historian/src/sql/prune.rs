//! What of a `WHERE` the store answers by itself: which tags to read and over
//! which time range.

use std::sync::Arc;

use arrow::array::{AsArray, RecordBatch, StringViewArray};
use arrow::datatypes::{DataType, Field, Schema, TimeUnit};
use datafusion::common::tree_node::TreeNode;
use datafusion::common::{Column, DFSchema, Result, ScalarValue};
use datafusion::execution::context::ExecutionProps;
use datafusion::logical_expr::physical_planning_context::PhysicalPlanningContext;
use datafusion::logical_expr::{BinaryExpr, Expr, Operator};
use datafusion::physical_expr::{PhysicalExpr, create_physical_expr};
use plant::TimeRange;

/// How much of one filter the store answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answered {
    /// Exactly: the filter need not be looked at again.
    Fully,
    Not,
}

/// Sorts a filter of `samples`: conditions on `tag` alone are evaluated over the list of tags,
/// comparisons of `time` with constants become a range.
pub(super) fn answered(filter: &Expr) -> Answered {
    if is_about_tags(filter) || time_range(filter).is_some() { Answered::Fully } else { Answered::Not }
}

/// The time range that all filters together leave.
pub(super) fn range(filters: &[Expr]) -> TimeRange {
    filters.iter().filter_map(time_range).fold(TimeRange::ALL, TimeRange::intersect)
}

/// Those of `tags` that pass every filter on `tag` alone; `None` when there is no such filter.
pub(super) fn tags(filters: &[Expr], tags: &[Arc<str>]) -> Result<Option<Vec<Arc<str>>>> {
    let schema = Arc::new(tag_schema());
    let df_schema = DFSchema::try_from(Arc::clone(&schema))?;
    let mut left: Option<Vec<Arc<str>>> = None;
    for filter in filters.iter().filter(|filter| is_about_tags(filter)) {
        let plain = unqualified(filter)?;
        let test = create_physical_expr(
            &plain,
            &df_schema,
            &ExecutionProps::new(),
            &PhysicalPlanningContext::default(),
        )?;
        left = Some(passing(&test, left.as_deref().unwrap_or(tags))?);
    }
    Ok(left)
}

/// The tags that the filters ask for by name: `tag = 'a'`, `tag IN ('a', 'b')`.
pub(super) fn named(filters: &[Expr]) -> Vec<&str> {
    let mut names = Vec::new();
    for filter in filters {
        match filter {
            Expr::BinaryExpr(BinaryExpr { left, op: Operator::Eq, right }) => match (&**left, &**right) {
                (Expr::Column(column), other) | (other, Expr::Column(column)) if column.name == "tag" => {
                    names.extend(text(other));
                }
                _ => {}
            },
            Expr::InList(list) if !list.negated => match &*list.expr {
                Expr::Column(column) if column.name == "tag" => {
                    names.extend(list.list.iter().filter_map(text))
                }
                _ => {}
            },
            _ => {}
        }
    }
    names
}

fn text(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Literal(scalar, _) => scalar.try_as_str().flatten(),
        _ => None,
    }
}

/// Those of `tags` for which a condition over [`tag_schema`] is true.
pub(super) fn passing(test: &Arc<dyn PhysicalExpr>, tags: &[Arc<str>]) -> Result<Vec<Arc<str>>> {
    let names = StringViewArray::from_iter_values(tags.iter());
    let batch = RecordBatch::try_new(Arc::new(tag_schema()), vec![Arc::new(names)])?;
    let passed = test.evaluate(&batch)?.into_array(tags.len())?;
    let passed = passed.as_boolean();
    Ok(tags
        .iter()
        .zip(passed.iter())
        .filter(|(_, pass)| *pass == Some(true))
        .map(|(tag, _)| Arc::clone(tag))
        .collect())
}

/// One column, `tag`, as the table has it.
pub(super) fn tag_schema() -> Schema {
    Schema::new(vec![Field::new("tag", DataType::Utf8View, false)])
}

/// Whether a condition can be decided from the tag's name alone.
pub(super) fn is_about_tags(filter: &Expr) -> bool {
    let columns = filter.column_refs();
    !columns.is_empty()
        && columns.iter().all(|column| column.name == "tag")
        && !filter.is_volatile()
        && !has_subquery(filter)
}

fn has_subquery(filter: &Expr) -> bool {
    filter
        .exists(|expr| {
            Ok(matches!(
                expr,
                Expr::Exists(_)
                    | Expr::InSubquery(_)
                    | Expr::ScalarSubquery(_)
                    | Expr::SetComparison(_)
                    | Expr::OuterReferenceColumn(..)
            ))
        })
        .unwrap_or(true)
}

fn unqualified(filter: &Expr) -> Result<Expr> {
    use datafusion::common::tree_node::Transformed;
    let plain = filter.clone().transform(|expr| {
        Ok(match expr {
            Expr::Column(column) => Transformed::yes(Expr::Column(Column::from_name(column.name))),
            other => Transformed::no(other),
        })
    })?;
    Ok(plain.data)
}

/// The range that a condition on `time` stands for; `None` when it is not one half-open range.
fn time_range(filter: &Expr) -> Option<TimeRange> {
    match filter {
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::And, right }) => {
            Some(time_range(left)?.intersect(time_range(right)?))
        }
        Expr::BinaryExpr(BinaryExpr { left, op, right }) => {
            if is_time(left) {
                half_line(*op, instant(right)?)
            } else if is_time(right) {
                half_line(op.swap()?, instant(left)?)
            } else {
                None
            }
        }
        Expr::Between(between) if !between.negated && is_time(&between.expr) => {
            let from = half_line(Operator::GtEq, instant(&between.low)?)?;
            Some(from.intersect(half_line(Operator::LtEq, instant(&between.high)?)?))
        }
        _ => None,
    }
}

fn half_line(op: Operator, at: i64) -> Option<TimeRange> {
    // Samples at the very last nanosecond of time do not exist; i64::MAX means "no end".
    let after = at.checked_add(1)?;
    Some(match op {
        Operator::GtEq => TimeRange::new(at, i64::MAX),
        Operator::Gt => TimeRange::new(after, i64::MAX),
        Operator::Lt => TimeRange::new(i64::MIN, at),
        Operator::LtEq => TimeRange::new(i64::MIN, after),
        Operator::Eq => TimeRange::new(at, after),
        _ => return None,
    })
}

fn is_time(expr: &Expr) -> bool {
    matches!(expr, Expr::Column(column) if column.name == "time")
}

/// A constant instant, nanoseconds. Without a zone it is not one: the comparison would be civil.
fn instant(expr: &Expr) -> Option<i64> {
    match expr {
        Expr::Literal(scalar, _) => match scalar {
            ScalarValue::TimestampNanosecond(Some(ns), Some(_)) => Some(*ns),
            other => {
                let DataType::Timestamp(_, Some(zone)) = other.data_type() else { return None };
                let nanoseconds = DataType::Timestamp(TimeUnit::Nanosecond, Some(zone));
                match other.cast_to(&nanoseconds).ok()? {
                    ScalarValue::TimestampNanosecond(Some(ns), _) => Some(ns),
                    _ => None,
                }
            }
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use datafusion::logical_expr::{col, lit};

    fn at(ns: i64) -> Expr {
        lit(ScalarValue::TimestampNanosecond(Some(ns), Some("Asia/Shanghai".into())))
    }

    fn check_range(filter: Expr, expected: Option<(i64, i64)>) {
        let expected = expected.map(|(start, end)| TimeRange::new(start, end));
        assert_eq!(time_range(&filter), expected, "{filter}");
    }

    #[test]
    fn comparisons_of_time_become_half_open_ranges() {
        let time = || col("time");
        check_range(time().gt_eq(at(5)), Some((5, i64::MAX)));
        check_range(time().gt(at(5)), Some((6, i64::MAX)));
        check_range(time().lt_eq(at(5)), Some((i64::MIN, 6)));
        check_range(at(5).gt(time()), Some((i64::MIN, 5)));
        check_range(time().eq(at(5)), Some((5, 6)));
        check_range(time().between(at(5), at(9)), Some((5, 10)));
        check_range(time().gt_eq(at(5)).and(time().lt(at(9))), Some((5, 9)));
        check_range(time().not_eq(at(5)), None);
        check_range(time().not_between(at(5), at(9)), None);
        check_range(time().gt_eq(at(5)).or(time().lt(at(3))), None);
        check_range(time().gt_eq(at(i64::MAX)), None);
        check_range(time().gt_eq(lit(ScalarValue::TimestampNanosecond(Some(5), None))), None);
        check_range(col("value").gt_eq(at(5)), None);
    }

    fn check_tags(filters: Vec<Expr>, expected: Option<&[&str]>) {
        let all: Vec<Arc<str>> = ["a.flow", "a.power", "b.flow"].map(Arc::from).to_vec();
        let got = tags(&filters, &all).unwrap();
        let got: Option<Vec<&str>> = got.as_ref().map(|tags| tags.iter().map(|tag| &**tag).collect());
        assert_eq!(got.as_deref(), expected, "{filters:?}");
    }

    #[test]
    fn any_condition_on_tag_alone_chooses_tags() {
        let text = |text: &str| lit(ScalarValue::Utf8View(Some(text.to_owned())));
        check_tags(vec![col("tag").eq(text("a.flow"))], Some(&["a.flow"]));
        check_tags(vec![col("tag").in_list(vec![text("a.flow"), text("x")], false)], Some(&["a.flow"]));
        check_tags(vec![col("tag").like(text("%.flow"))], Some(&["a.flow", "b.flow"]));
        check_tags(vec![col("tag").like(text("%.flow")), col("tag").gt(text("b"))], Some(&["b.flow"]));
        check_tags(vec![col("tag").eq(text("none"))], Some(&[]));
        check_tags(vec![col("value").gt(lit(1.0))], None);
        check_tags(vec![col("tag").eq(col("text"))], None);
        check_tags(vec![], None);
    }

    #[test]
    fn tags_asked_for_by_name_are_known() {
        let text = |text: &str| lit(ScalarValue::Utf8View(Some(text.to_owned())));
        for (filter, names) in [
            (col("tag").eq(text("a")), vec!["a"]),
            (text("a").eq(col("tag")), vec!["a"]),
            (col("tag").in_list(vec![text("a"), text("b")], false), vec!["a", "b"]),
            (col("tag").in_list(vec![text("a")], true), vec![]),
            (col("text").eq(text("a")), vec![]),
            (col("tag").like(text("a")), vec![]),
        ] {
            assert_eq!(named(std::slice::from_ref(&filter)), names, "{filter}");
        }
    }
}

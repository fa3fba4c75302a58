//! How many, or how much, in each group of records.

use plant::{Problem, Unit};
use tool::{AnswerValue, Arguments, Cell, Column, Effect, Evidence, Example, Findings, Spec};

use crate::support::groups::{self, Group, Groups};
use crate::support::records::result_column;
use crate::support::time::local_window;
use crate::support::{Call, Records};
use crate::{Engines, Tool};

pub struct GroupRecords;

impl Tool for GroupRecords {
    fn spec(&self) -> Spec {
        Spec {
            name: "group_records",
            about: "Counts records, or computes a number of them, for each value of columns or each period.",
            effect: Effect::ReadOnly,
            parameters: groups::PARAMETERS,
            example: Example {
                question: "How many work orders were there of each type?",
                arguments: r#"{"table": "work_orders", "by": ["type_code"]}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "group_records", arguments);
        let records = Records::open(&call, call.table("table")?)?;
        let usual = if call.json("by_period").is_some() { "label" } else { "highest" };
        let groups = groups::group(&records, usual)?;
        if call.text("report")?.as_deref() == Some("count") {
            return Ok(counted(&call, groups));
        }
        let values = groups.groups.iter().take(groups.limit).map(|group| AnswerValue {
            window: group.window.map(|window| local_window(window, call.zone())),
            ..AnswerValue::number(group.label.clone(), group.measure, groups.unit.clone())
        });
        let values: Vec<AnswerValue> = values.collect();
        Ok(evidence(&call, groups, values))
    }
}

/// How many groups there are.
pub(crate) fn counted(call: &Call<'_>, groups: Groups) -> Evidence {
    let subject = groups.columns.join(" and ");
    let count = groups.groups.len() as f64;
    let unit = Some(Unit::default());
    call.evidence()
        .query(format!("SELECT count(*) FROM ({})", groups.sql))
        .rows(groups.counted)
        .window_if(groups.selection.window)
        .value(AnswerValue::number(subject.clone(), count, unit.clone()))
        .notes(groups.selection.notes)
        .finish(Findings::Quantity {
            what: "count".to_owned(),
            subject,
            value: count,
            unit,
            details: groups
                .groups
                .iter()
                .take(groups.limit)
                .map(|group| AnswerValue::number(group.label.clone(), group.measure, groups.unit.clone()))
                .collect(),
            episodes: Vec::new(),
        })
}

/// What both tools on groups give, but for the values.
pub(crate) fn evidence(call: &Call<'_>, groups: Groups, values: Vec<AnswerValue>) -> Evidence {
    let count = groups.measure == "count";
    let mut columns: Vec<Column> = groups.columns.iter().map(|name| result_column(name)).collect();
    columns.push(Column { name: "label".to_owned(), unit: None });
    columns.push(Column { name: groups.measure.clone(), unit: groups.unit.clone() });
    let row = |group: &Group| {
        let mut cells = group.cells.clone();
        cells.push(Cell::Text(group.label.clone()));
        cells.push(if count { Cell::Integer(group.records as i64) } else { Cell::Number(group.measure) });
        cells
    };
    let rows = groups.groups.iter().take(groups.limit).map(row).collect();
    let left_out = groups.selection.rows.len() as u64 - groups.counted;
    // Where all are meant, the rest is missing; where a number of them is asked for, it is not.
    let unlisted = match call.json("limit") {
        None => groups.groups.len().saturating_sub(groups.limit),
        Some(_) => 0,
    };
    let mut evidence = call
        .evidence()
        .query(groups.sql)
        .rows(groups.counted)
        .window_if(groups.selection.window)
        .values(values)
        .left_out(unlisted)
        .notes(groups.selection.notes);
    if left_out > 0 {
        evidence = evidence.note(format!(
            "{left_out} records have no {} and stand in no group.",
            groups.columns.join(" or ")
        ));
    }
    evidence.finish(Findings::Table {
        what: groups.measure,
        columns,
        rows,
        total_rows: groups.groups.len() as u64,
    })
}

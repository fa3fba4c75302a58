//! What a table of records holds.

use plant::Problem;
use serde_json::Value as Json;
use tool::{
    AnswerValue, Arguments, Cell, Column, ColumnProfile, Effect, Evidence, Example, Findings, Parameter,
    ParameterKind, Spec,
};

use crate::support::Call;
use crate::support::records::quoted;
use crate::{Engines, Tool};

/// How many of a column's values are shown.
const VALUES_SHOWN: usize = 12;

pub struct DescribeTable;

impl Tool for DescribeTable {
    fn spec(&self) -> Spec {
        Spec {
            name: "describe_table",
            about: "Says what a table of records holds: its columns, what they mean and their usual values.",
            effect: Effect::ReadOnly,
            parameters: const { &[Parameter::required("table", ParameterKind::Table, "the table")] },
            example: Example {
                question: "What do the work orders hold?",
                arguments: r#"{"table": "work_orders"}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "describe_table", arguments);
        let table = call.table("table")?;
        let columns = ["column", "kind", "meaning", "distinct", "values"];
        let mut evidence = call
            .evidence()
            .query(format!("SELECT * FROM {} LIMIT 10", quoted(&table.table)))
            .rows(table.rows)
            .values(
                table.columns.iter().map(|column| AnswerValue::new(meaning(column), column.name.clone())),
            );
        if !table.description.is_empty() {
            evidence = evidence.note(table.description.clone());
        }
        if let Some(time) = &table.time {
            evidence = evidence.note(format!("The time of a record is its {time}."));
        }
        if let Some(asset) = &table.asset {
            evidence = evidence
                .note(format!("The asset of a record is its {asset}; asset_id holds the asset's id."));
        }
        Ok(evidence.finish(Findings::Table {
            what: table.table.clone(),
            columns: columns.iter().map(|name| Column { name: (*name).to_owned(), unit: None }).collect(),
            rows: table.columns.iter().map(row).collect(),
            total_rows: table.columns.len() as u64,
        }))
    }
}

fn meaning(column: &ColumnProfile) -> &str {
    if column.description.is_empty() { &column.name } else { &column.description }
}

fn row(column: &ColumnProfile) -> Vec<Cell> {
    let values: Vec<String> =
        column.values.iter().take(VALUES_SHOWN).map(|(value, count)| format!("{value} ({count})")).collect();
    let kind = serde_json::to_value(column.kind).ok().as_ref().and_then(Json::as_str).map(str::to_owned);
    vec![
        Cell::Text(column.name.clone()),
        Cell::Text(kind.unwrap_or_default()),
        Cell::Text(column.description.clone()),
        Cell::Integer(column.distinct as i64),
        Cell::Text(values.join(", ")),
    ]
}

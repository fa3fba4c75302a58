//! A read-only query in SQL.

use historian::{SqlLimits, SqlResult};
use jiff::tz::TimeZone;
use plant::Problem;
use tool::{
    AnswerValue, Arguments, Cell, Column, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec,
};

use crate::support::{Call, Cells};
use crate::{Engines, Tool};

/// How many rows a result holds.
const MOST: usize = 1000;

pub struct Sql;

impl Tool for Sql {
    fn spec(&self) -> Spec {
        Spec {
            name: "sql",
            about: "Runs a read-only SQL query over samples, tags, assets and every table of records.",
            effect: Effect::ReadOnly,
            parameters: const {
                &[
                    Parameter::required("query", ParameterKind::Text, "one SELECT"),
                    Parameter::optional(
                        "max_rows",
                        ParameterKind::Integer,
                        "how many rows at most, up to 1,000",
                    ),
                ]
            },
            example: Example {
                question: "Run SQL: how many tags has each asset?",
                arguments: r#"{"query": "SELECT asset, count(*) AS tags FROM tags GROUP BY asset ORDER BY asset"}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        self.run_while(engines, arguments, &|| true)
    }

    fn run_while(
        &self,
        engines: &Engines,
        arguments: &Arguments,
        wanted: &dyn Fn() -> bool,
    ) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "sql", arguments);
        let query = call.needed_text("query")?;
        let max_rows = call.count("max_rows", MOST, MOST)?;
        let limits = SqlLimits { max_rows, ..SqlLimits::default() };
        let result = engines.historian().sql_while(&query, limits, wanted)?;
        let rows = rows(&result, call.zone())?;
        let columns: Vec<Column> = result
            .schema
            .fields()
            .iter()
            .map(|field| Column { name: field.name().clone(), unit: None })
            .collect();
        let first = columns.first().map(|column| column.name.clone()).unwrap_or_default();
        let values: Vec<AnswerValue> = rows
            .iter()
            .filter_map(|row| match row.as_slice() {
                [one] => Some(AnswerValue::new(first.clone(), json(one))),
                [label, .., value] => Some(AnswerValue::new(text(label), json(value))),
                [] => None,
            })
            .collect();
        let mut evidence = call.evidence().query(query).rows(rows.len() as u64).values(values);
        if result.truncated {
            evidence = evidence.note(format!("Only the first {max_rows} rows; there are more."));
        }
        let total_rows = rows.len() as u64;
        Ok(evidence.finish(Findings::Table { what: "sql".to_owned(), columns, rows, total_rows }))
    }
}

fn rows(result: &SqlResult, zone: &TimeZone) -> Result<Vec<Vec<Cell>>, Problem> {
    let mut rows = Vec::new();
    for batch in &result.batches {
        let columns: Vec<Cells> =
            batch.columns().iter().map(Cells::of).collect::<Result<_, _>>().map_err(|error| {
                Problem::new("PW5001", format!("a column of the result cannot be shown: {error}"))
            })?;
        rows.extend(
            (0..batch.num_rows()).map(|row| columns.iter().map(|cells| cells.cell(row, zone)).collect()),
        );
    }
    Ok(rows)
}

fn json(cell: &Cell) -> serde_json::Value {
    match cell {
        Cell::Null => serde_json::Value::Null,
        Cell::Boolean(v) => (*v).into(),
        Cell::Integer(v) => (*v).into(),
        Cell::Number(v) => (*v).into(),
        Cell::Text(v) => v.as_str().into(),
    }
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        other => json(other).to_string(),
    }
}

//! What a coded value means.

use plant::Problem;
use tool::{
    AnswerValue, Arguments, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec, TableProfile,
};

use crate::support::find::rows_with;
use crate::support::problems;
use crate::support::records::{ASSET_ID, literal, quoted, result_column};
use crate::support::{Call, Records};
use crate::{Engines, Tool};

/// How many rows with the code a result shows.
const MOST: usize = 50;

pub struct DescribeCode;

impl Tool for DescribeCode {
    fn spec(&self) -> Spec {
        Spec {
            name: "describe_code",
            about: "Says what a code in the records means: its description and what stands beside it.",
            effect: Effect::ReadOnly,
            parameters: const {
                &[
                    Parameter::required("value", ParameterKind::Text, "the code"),
                    Parameter::optional("table", ParameterKind::Table, "where to look; else in every table"),
                    Parameter::optional(
                        "column",
                        ParameterKind::Column,
                        "the column that the code stands in; else found",
                    ),
                ]
            },
            example: Example {
                question: "What does failure code PMP-OHE mean?",
                arguments: r#"{"value": "PMP-OHE"}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "describe_code", arguments);
        let value = call.needed_text("value")?;
        let column = call.text("column")?;
        let tables: Vec<&TableProfile> = match call.text("table")? {
            Some(name) => vec![call.find_table(&name)?],
            None => in_order(&call.catalogue.tables),
        };
        let mut missed = None;
        for table in tables {
            let records = Records::open(&call, table)?;
            match rows_with(&records, column.as_deref(), &value) {
                Ok((column, rows)) => return described(&call, &records, &column, &value, &rows),
                Err(problem) if problem.help.starts_with("Did you mean") => {
                    missed = missed.or(Some(problem.help))
                }
                Err(_) => {}
            }
        }
        let problem = problems::no_record(format!("no table has the code \"{value}\""));
        Err(match missed {
            Some(help) => problem.help(help),
            None => problem,
        })
    }
}

/// Tables that explain before tables of what happened, the smaller first.
fn in_order(tables: &[TableProfile]) -> Vec<&TableProfile> {
    let mut tables: Vec<&TableProfile> = tables.iter().collect();
    tables.sort_by_key(|table| (table.time.is_some(), table.rows));
    tables
}

fn described(
    call: &Call<'_>,
    records: &Records<'_>,
    column: &str,
    value: &str,
    rows: &[usize],
) -> Result<Evidence, Problem> {
    let first = rows.first().copied().unwrap_or_default();
    let code = records.cells(column)?.text(first).unwrap_or_default().into_owned();
    let description = records.describing(column).get(&code).cloned();
    let shown = records.shown(&[])?;
    // What is the same in every row with the code belongs to the code itself.
    let facts: Vec<AnswerValue> = shown
        .iter()
        .filter(|(name, _)| name != column && name != ASSET_ID)
        .filter(|(_, cells)| {
            !cells.is_null(first) && rows.iter().all(|row| cells.text(*row) == cells.text(first))
        })
        .map(|(name, cells)| AnswerValue::new(name.clone(), cells.json(first, call.zone())))
        .collect();
    let answer = description
        .map(|text| AnswerValue::new(code.clone(), text))
        .or_else(|| facts.first().map(|fact| AnswerValue::new(code.clone(), fact.value.clone())))
        .unwrap_or_else(|| AnswerValue::new(code.clone(), code.clone()));
    let evidence = call
        .evidence()
        .query(format!(
            "SELECT * FROM {} WHERE lower({}) = {}",
            quoted(&records.profile.table),
            quoted(column),
            literal(&value.to_lowercase())
        ))
        .rows(rows.len() as u64)
        .value(answer)
        .note(format!("{code} stands in the column {column} of {}.", records.profile.table));
    if rows.len() == 1 {
        return Ok(evidence.finish(Findings::Facts { what: column.to_owned(), subject: code, facts }));
    }
    Ok(evidence.finish(Findings::Table {
        what: format!("{column} {code}"),
        columns: shown.iter().map(|(name, _)| result_column(name)).collect(),
        rows: rows
            .iter()
            .take(MOST)
            .map(|row| shown.iter().map(|(_, cells)| cells.cell(*row, call.zone())).collect())
            .collect(),
        total_rows: rows.len() as u64,
    }))
}

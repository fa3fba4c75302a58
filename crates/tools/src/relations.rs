//! What goes with a value in the plant's tables: which failure codes a rule points to.

use std::collections::HashSet;

use plant::Problem;
use tool::{
    AnswerValue, Arguments, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec, TableProfile,
};

use crate::support::call::find_column;
use crate::support::find::rows_with;
use crate::support::problems::{self, fold};
use crate::support::records::{key_column, literal, quoted, result_column};
use crate::support::{Call, Records};
use crate::{Engines, Tool};

/// How many rows a result shows.
const MOST: usize = 1000;

pub struct Relations;

impl Tool for Relations {
    fn spec(&self) -> Spec {
        Spec {
            name: "relations",
            about: "Follows a value through the plant's tables: which values of another column stand with it.",
            effect: Effect::ReadOnly,
            parameters: const {
                &[
                    Parameter::optional(
                        "from_table",
                        ParameterKind::Table,
                        "the table to look in; else found",
                    ),
                    Parameter::required("column", ParameterKind::Text, "the column that the value stands in"),
                    Parameter::required("value", ParameterKind::Text, "the value to start from"),
                    Parameter::required(
                        "to",
                        ParameterKind::Text,
                        "the column, or the table, whose values are asked for",
                    ),
                ]
            },
            example: Example {
                question: "How is an overheating pump recognised?",
                arguments: r#"{"column": "code", "value": "PMP-OHE", "to": "symptom"}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "relations", arguments);
        let (column, value, to) =
            (call.needed_text("column")?, call.needed_text("value")?, call.needed_text("to")?);
        let tables: Vec<&TableProfile> = match call.text("from_table")? {
            Some(name) => vec![call.find_table(&name)?],
            None => in_order(&call, &to),
        };
        for table in tables.iter().copied() {
            let Some(target) = target(table, &column, &to) else { continue };
            let Some(column) = find_column(table, &column) else { continue };
            let records = Records::open(&call, table)?;
            if let Ok((_, rows)) = rows_with(&records, Some(&column.name), &value) {
                return found(&call, &records, &column.name, std::slice::from_ref(&value), &rows, &target);
            }
        }
        if let Some(evidence) = over_one_table(&call, &tables, &column, &value, &to)? {
            return Ok(evidence);
        }
        Err(problems::no_record(format!("no table has \"{value}\" as {column} together with {to}")))
    }
}

/// Tables in the order to look through: the one that is asked for, then reference tables, then
/// what happened.
fn in_order<'c>(call: &'c Call<'_>, to: &str) -> Vec<&'c TableProfile> {
    let mut tables: Vec<&TableProfile> = call.catalogue.tables.iter().collect();
    tables.sort_by_key(|table| (fold(&table.table) != fold(to), table.time.is_some()));
    tables
}

/// The column of a table that `to` means: by its name, or by the table's own name.
fn target(table: &TableProfile, from: &str, to: &str) -> Option<String> {
    if let Some(column) = find_column(table, to) {
        return Some(column.name.clone());
    }
    if fold(&table.table) != fold(to) {
        return None;
    }
    let key = key_column(table).filter(|key| fold(key) != fold(from));
    key.map(str::to_owned).or_else(|| {
        let stem = fold(from);
        let stem = stem.split(' ').next().unwrap_or_default().to_owned();
        table.columns.iter().map(|column| &column.name).find(|name| !fold(name).starts_with(&stem)).cloned()
    })
}

fn found(
    call: &Call<'_>,
    records: &Records<'_>,
    column: &str,
    wanted: &[String],
    rows: &[usize],
    target: &str,
) -> Result<Evidence, Problem> {
    let cells = records.cells(target)?;
    let described = records.describing(target);
    let mut seen = HashSet::new();
    let values: Vec<AnswerValue> = rows
        .iter()
        .filter_map(|row| {
            let text = cells.text(*row)?.into_owned();
            let label = described.get(&text).cloned().unwrap_or_else(|| target.to_owned());
            seen.insert(text).then(|| AnswerValue::new(label, cells.json(*row, call.zone())))
        })
        .collect();
    let shown = records.shown(&[])?;
    let list: Vec<String> = wanted.iter().map(|value| literal(&value.to_lowercase())).collect();
    Ok(call
        .evidence()
        .query(format!(
            "SELECT DISTINCT {} FROM {} WHERE lower({}) IN ({})",
            quoted(target),
            quoted(&records.profile.table),
            quoted(column),
            list.join(", ")
        ))
        .rows(rows.len() as u64)
        .values(values)
        .finish(Findings::Table {
            what: records.profile.table.clone(),
            columns: shown.iter().map(|(name, _)| result_column(name)).collect(),
            rows: rows
                .iter()
                .take(MOST)
                .map(|row| shown.iter().map(|(_, cells)| cells.cell(*row, call.zone())).collect())
                .collect(),
            total_rows: rows.len() as u64,
        }))
}

/// Through a column that two tables share: the value stands in one, what is asked for in the other.
fn over_one_table(
    call: &Call<'_>,
    tables: &[&TableProfile],
    column: &str,
    value: &str,
    to: &str,
) -> Result<Option<Evidence>, Problem> {
    for first in tables.iter().copied() {
        let Some(start) = find_column(first, column) else { continue };
        let records = Records::open(call, first)?;
        let Ok((_, rows)) = rows_with(&records, Some(&start.name), value) else { continue };
        for second in
            call.catalogue.tables.iter().filter(|table| table.table != first.table && table.time.is_none())
        {
            let Some(target) = target(second, column, to) else { continue };
            let shared = first.columns.iter().find(|shared| {
                shared.name != start.name && shared.name != target && second.column(&shared.name).is_some()
            });
            let Some(shared) = shared else { continue };
            let bridge = records.cells(&shared.name)?;
            let keys: HashSet<String> =
                rows.iter().filter_map(|row| bridge.text(*row)).map(|text| text.to_lowercase()).collect();
            let further = Records::open(call, second)?;
            let cells = further.cells(&shared.name)?;
            let met: Vec<usize> = (0..further.len())
                .filter(|row| cells.text(*row).is_some_and(|text| keys.contains(&text.to_lowercase())))
                .collect();
            if !met.is_empty() {
                let mut keys: Vec<String> = keys.into_iter().collect();
                keys.sort();
                let mut evidence = found(call, &further, &shared.name, &keys, &met, &target)?;
                evidence.notes.push(format!("Through {} of {}.", shared.name, first.table));
                return Ok(Some(evidence));
            }
        }
    }
    Ok(None)
}

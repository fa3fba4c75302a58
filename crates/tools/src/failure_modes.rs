//! The failure modes that the plant knows of a kind of asset.

use std::collections::HashSet;

use plant::{Problem, RecordKind};
use tool::{
    AnswerValue, Arguments, ColumnKind, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec,
    TableProfile,
};

use crate::support::find::{mentions, same_kind, tables_of};
use crate::support::problems::{self, fold};
use crate::support::records::{ASSET_ID, key_column, literal, quoted, result_column};
use crate::support::{Call, Cells, Records};
use crate::{Engines, Tool};

pub struct FailureModes;

impl Tool for FailureModes {
    fn spec(&self) -> Spec {
        Spec {
            name: "failure_modes",
            about: "Lists the known failure modes of an asset, or of a kind of asset.",
            effect: Effect::ReadOnly,
            parameters: const {
                &[
                    Parameter::optional("asset", ParameterKind::Asset, "the asset; its kind decides"),
                    Parameter::optional("kind", ParameterKind::Text, "the kind, in place of an asset"),
                    Parameter::optional(
                        "component",
                        ParameterKind::Text,
                        "only those that mention this part",
                    ),
                ]
            },
            example: Example { question: "How can a pump fail?", arguments: r#"{"kind": "pump"}"# },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "failure_modes", arguments);
        let kinds = kinds(&call)?;
        let component = call.text("component")?;
        let mut known: Vec<String> = Vec::new();
        for table in tables_of(&call.catalogue.tables, RecordKind::FailureMode) {
            let records = Records::open(&call, table)?;
            let Some(mode) = key_column(table) else { continue };
            let kind_column = if kinds.is_empty() { None } else { kind_column(&call, table, &kinds) };
            if kind_column.is_none() && !kinds.is_empty() {
                known.extend(kind_candidates(table, mode));
                continue;
            }
            let rows = rows_of(&records, kind_column.as_deref(), &kinds, component.as_deref())?;
            if !rows.is_empty() {
                return found(&call, &records, mode, kind_column.as_deref(), &kinds, &rows);
            }
        }
        let of = if kinds.is_empty() { "anything".to_owned() } else { kinds.join(" or ") };
        let about = component.map(|part| format!(" that mention {part}")).unwrap_or_default();
        let problem = problems::no_record(format!("the plant knows no failure modes of {of}{about}"));
        known.sort();
        known.dedup();
        Err(if known.is_empty() {
            problem
        } else {
            problem.help(format!("It knows those of {}.", known.join(", ")))
        })
    }
}

/// The words that a failure mode's kind may be written as: the kind asked for, or the asset's
/// kind, id and name.
fn kinds(call: &Call<'_>) -> Result<Vec<String>, Problem> {
    let mut kinds: Vec<String> = call.text("kind")?.into_iter().collect();
    if let Some(asset) = call.asset("asset")? {
        kinds.extend(asset.kind.clone());
        kinds.extend([asset.id.clone(), asset.name.clone()]);
    }
    Ok(kinds)
}

/// The column that has one of the kinds as a value.
fn kind_column(call: &Call<'_>, table: &TableProfile, kinds: &[String]) -> Option<String> {
    let has = |column: &&tool::ColumnProfile| {
        column.values.iter().any(|(value, _)| kinds.iter().any(|kind| same_kind(value, kind)))
    };
    let columns = || table.columns.iter().filter(|column| column.kind == ColumnKind::Text);
    let narrower = |column: &&tool::ColumnProfile| {
        let kind = call.text("kind").ok().flatten();
        kind.is_some_and(|kind| column.values.iter().any(|(value, _)| mentions(&kind, [value.as_str()])))
    };
    let by_asset = table.asset.as_ref().filter(|_| call.json("asset").is_some());
    by_asset
        .and_then(|_| table.column(ASSET_ID))
        .filter(|column| has(column))
        .or_else(|| columns().find(has))
        .or_else(|| columns().find(narrower).filter(|column| fold(&column.name) != "failure mode"))
        .map(|column| column.name.clone())
}

/// The kinds that a table knows: values of its first text that is not the mode itself.
fn kind_candidates(table: &TableProfile, mode: &str) -> Vec<String> {
    let column = table.columns.iter().find(|column| column.kind == ColumnKind::Text && column.name != mode);
    column
        .map(|column| column.values.iter().take(20).map(|(value, _)| value.clone()).collect())
        .unwrap_or_default()
}

fn rows_of(
    records: &Records<'_>,
    kind_column: Option<&str>,
    kinds: &[String],
    component: Option<&str>,
) -> Result<Vec<usize>, Problem> {
    let kind_cells = kind_column.map(|name| records.cells(name)).transpose()?;
    let texts: Vec<Cells> = records
        .shown(&[])?
        .into_iter()
        .filter(|(name, cells)| cells.kind() == ColumnKind::Text && Some(name.as_str()) != kind_column)
        .map(|(_, cells)| cells)
        .collect();
    let exact = kind_cells.as_ref().is_some_and(|cells| {
        (0..records.len()).any(|row| cells.text(row).is_some_and(|text| is_of(&text, kinds, true)))
    });
    Ok((0..records.len())
        .filter(|row| match &kind_cells {
            None => true,
            Some(cells) => cells.text(*row).is_some_and(|text| is_of(&text, kinds, exact)),
        })
        .filter(|row| match component {
            None => true,
            Some(part) => {
                let fields: Vec<_> = texts.iter().filter_map(|cells| cells.text(*row)).collect();
                mentions(part, fields.iter().map(|text| text.as_ref()))
            }
        })
        .collect())
}

/// Whether a failure mode's kind is one of those asked for; a "centrifugal pump" is a pump where
/// nothing is called a pump itself.
fn is_of(written: &str, kinds: &[String], exact: bool) -> bool {
    kinds.iter().any(|kind| same_kind(written, kind) || !exact && mentions(kind, [written]))
}

fn found(
    call: &Call<'_>,
    records: &Records<'_>,
    mode: &str,
    kind_column: Option<&str>,
    kinds: &[String],
    rows: &[usize],
) -> Result<Evidence, Problem> {
    let modes = records.cells(mode)?;
    let mut seen = HashSet::new();
    let values = rows.iter().filter_map(|row| {
        let text = modes.text(*row)?.into_owned();
        seen.insert(text.clone()).then(|| AnswerValue::new(mode, text))
    });
    let values: Vec<AnswerValue> = values.collect();
    let shown = records.shown(&[])?;
    let condition = kind_column.map(|column| {
        let list: Vec<String> = kinds.iter().map(|kind| literal(&kind.to_lowercase())).collect();
        format!(" WHERE lower({}) IN ({})", quoted(column), list.join(", "))
    });
    let subject = call.asset("asset")?.map(|asset| asset.name.clone()).or_else(|| kinds.first().cloned());
    Ok(call
        .evidence()
        .query(format!("SELECT * FROM {}{}", quoted(&records.profile.table), condition.unwrap_or_default()))
        .rows(rows.len() as u64)
        .values(values)
        .finish(Findings::Table {
            what: format!("failure modes of {}", subject.unwrap_or_else(|| call.plant().name.clone())),
            columns: shown.iter().map(|(name, _)| result_column(name)).collect(),
            rows: rows
                .iter()
                .map(|row| shown.iter().map(|(_, cells)| cells.cell(*row, call.zone())).collect())
                .collect(),
            total_rows: rows.len() as u64,
        }))
}

//! The record that has the most or the least of something.

use std::cmp::Ordering;

use plant::Problem;
use tool::{
    AnswerValue, Arguments, ColumnKind, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec,
};

use crate::support::records::{quoted, unit_of_column};
use crate::support::{Call, Records, problems};
use crate::{Engines, Tool};

/// How many records that are equal to the first a note names.
const TIES_NAMED: usize = 5;

pub struct ExtremeRecord;

impl Tool for ExtremeRecord {
    fn spec(&self) -> Spec {
        Spec {
            name: "extreme_record",
            about: "Finds the record with the most, least, earliest or latest of a column.",
            effect: Effect::ReadOnly,
            parameters: const {
                &[
                    Parameter::required("table", ParameterKind::Table, "whose records"),
                    Parameter::optional(
                        "of",
                        ParameterKind::Column,
                        "numbers or times; the record's time when not given",
                    ),
                    Parameter::required(
                        "which",
                        ParameterKind::OneOf(&["max", "min"]),
                        "the most or latest, or the least",
                    ),
                    Parameter::optional("filters", ParameterKind::Filters, "which records"),
                    Parameter::optional("window", ParameterKind::Window, "when they happened"),
                    Parameter::optional(
                        "shift",
                        ParameterKind::Text,
                        "name of a shift: what happened in it alone",
                    ),
                    Parameter::optional(
                        "within",
                        ParameterKind::Windows,
                        "only these stretches of the window",
                    ),
                    Parameter::optional(
                        "asset",
                        ParameterKind::Asset,
                        "of which asset, with everything below it",
                    ),
                    Parameter::optional(
                        "report",
                        ParameterKind::Column,
                        "the column that answers; else what names it",
                    ),
                ]
            },
            example: Example {
                question: "Which work order took the most labour?",
                arguments: r#"{"table": "work_orders", "of": "labour_hours", "which": "max"}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "extreme_record", arguments);
        let records = Records::open(&call, call.table("table")?)?;
        let of = match call.text("of")? {
            Some(name) => records.column(&name)?,
            None => records.column(records.time_column("of")?)?,
        };
        if of.kind == ColumnKind::Text {
            return Err(problems::not_numeric(&format!("{}.{}", records.profile.table, of.name)));
        }
        let most = call.needed_text("which")? == "max";
        let cells = records.cells(&of.name)?;
        let selection = records.select()?;
        let better =
            |a: usize, b: usize| cells.compare(a, b) == if most { Ordering::Greater } else { Ordering::Less };
        let with_value = || selection.rows.iter().map(|row| *row as usize).filter(|row| !cells.is_null(*row));
        let best =
            with_value().reduce(|best, row| if better(row, best) { row } else { best }).ok_or_else(|| {
                problems::no_record(format!(
                    "no record of {} with a {} is meant",
                    records.profile.table, of.name
                ))
            })?;
        let key = records.key().unwrap_or(&of.name);
        let report = match call.text("report")? {
            Some(name) => records.column(&name)?.name.as_str(),
            None => key,
        };
        let key_cells = records.cells(key)?;
        let subject = key_cells.text(best).unwrap_or_default().into_owned();
        let tied: Vec<String> = with_value()
            .filter(|row| *row != best && cells.compare(*row, best) == Ordering::Equal)
            .map(|row| key_cells.text(row).unwrap_or_default().into_owned())
            .collect();
        let time = match of.kind {
            ColumnKind::Time => cells.time(best),
            _ => records.times().and_then(|times| times.time(best)),
        };
        let reported = records.cells(report)?;
        let value = AnswerValue {
            unit: reported.number(best).and_then(|_| unit_of_column(report)),
            time: time.map(|time| call.local(time)),
            ..AnswerValue::new(
                if report == key { key } else { subject.as_str() },
                reported.json(best, call.zone()),
            )
        };
        let facts = records.shown(&[])?.into_iter().map(|(name, cells)| AnswerValue {
            unit: unit_of_column(&name),
            ..AnswerValue::new(name, cells.json(best, call.zone()))
        });
        let direction = if most { "DESC" } else { "ASC" };
        let mut evidence = call
            .evidence()
            .query(format!(
                "{} ORDER BY {} {direction} NULLS LAST LIMIT 1",
                records.sql("*", &selection),
                quoted(&of.name)
            ))
            .rows(selection.rows.len() as u64)
            .window_if(selection.window)
            .value(value)
            .notes(selection.notes.iter().cloned());
        if !tied.is_empty() {
            let named: Vec<&str> = tied.iter().take(TIES_NAMED).map(String::as_str).collect();
            evidence =
                evidence.note(format!("{} more have the same {}: {}", tied.len(), of.name, named.join(", ")));
        }
        Ok(evidence.finish(Findings::Facts {
            what: format!("{} {}", call.needed_text("which")?, of.name),
            subject,
            facts: facts.collect(),
        }))
    }
}

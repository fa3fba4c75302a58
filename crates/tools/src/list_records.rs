//! Records as they stand.

use std::collections::HashMap;

use plant::Problem;
use tool::{AnswerValue, Arguments, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec};

use crate::support::records::{quoted, result_column, unit_of_column};
use crate::support::{Call, Cells, Records};
use crate::{Engines, Tool};

/// How many records one call shows; how many there are is always counted.
const MOST: usize = 1000;

pub struct ListRecords;

impl Tool for ListRecords {
    fn spec(&self) -> Spec {
        Spec {
            name: "list_records",
            about: "Lists records of a table; the value of each is what names it.",
            effect: Effect::ReadOnly,
            parameters: const {
                &[
                    Parameter::required("table", ParameterKind::Table, "whose records"),
                    Parameter::optional("filters", ParameterKind::Filters, "which records"),
                    Parameter::optional("window", ParameterKind::Window, "when they happened"),
                    Parameter::optional("at", ParameterKind::Instant, "begun and not ended at this instant"),
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
                        "columns",
                        ParameterKind::Columns,
                        "which columns to show; all when not given",
                    ),
                    Parameter::optional(
                        "order_by",
                        ParameterKind::Column,
                        "in the order of which column; else as filed",
                    ),
                    Parameter::optional("descending", ParameterKind::Boolean, "the largest or latest first"),
                    Parameter::optional("limit", ParameterKind::Integer, "how many to show, 1,000 at most"),
                ]
            },
            example: Example {
                question: "Which work orders were there last?",
                arguments: r#"{"table": "work_orders", "limit": 5}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "list_records", arguments);
        let records = Records::open(&call, call.table("table")?)?;
        let mut selection = records.select()?;
        let total = selection.rows.len();
        let mut sql = records.sql("*", &selection);
        if let Some(order) = call.text("order_by")? {
            let cells = records.cells(&order)?;
            let descending = call.boolean("descending")?.unwrap_or(false);
            sort(&mut selection.rows, &cells, descending);
            let direction = if descending { " DESC NULLS LAST" } else { " NULLS LAST" };
            sql = format!("{sql} ORDER BY {}{direction}", quoted(&records.column(&order)?.name));
        }
        let limit = call.count("limit", MOST, MOST)?;
        if total > limit {
            sql = format!("{sql} LIMIT {limit}");
        }
        let asked = call.texts("columns")?;
        let shown = records.shown(&asked)?;
        // Of several columns the last is what is asked for, and the first says of what.
        let (naming, answering) = match asked.as_slice() {
            [] => (records.key(), records.key()),
            [first, .., last] => (Some(first.as_str()), Some(last.as_str())),
            [one] => (records.key(), Some(one.as_str())),
        };
        let labels = naming.map(|name| Labels::of(&records, name, naming == answering)).transpose()?;
        let answers = answering.map(|name| records.cells(name)).transpose()?;
        let unit = answering.and_then(unit_of_column);
        let times = records.times();
        let rows = || selection.rows.iter().take(limit).map(|row| *row as usize);
        let values = answers.iter().flat_map(|cells| {
            rows().map(|row| AnswerValue {
                unit: unit.clone().filter(|_| cells.number(row).is_some()),
                time: times.as_ref().and_then(|times| times.time(row)).map(|time| call.local(time)),
                ..AnswerValue::new(
                    labels.as_ref().map(|labels| labels.label(row)).unwrap_or_default(),
                    cells.json(row, call.zone()),
                )
            })
        });
        Ok(call
            .evidence()
            .query(sql)
            .rows(total as u64)
            .window_if(selection.window)
            .values(values)
            .notes(selection.notes.iter().cloned())
            .finish(Findings::Table {
                what: records.profile.table.clone(),
                columns: shown.iter().map(|(name, _)| result_column(name)).collect(),
                rows: rows()
                    .map(|row| shown.iter().map(|(_, cells)| cells.cell(row, call.zone())).collect())
                    .collect(),
                total_rows: total as u64,
            }))
    }
}

/// What an answer is labelled with: the text that names the record, or, where that is the answer
/// itself, what describes it.
struct Labels {
    cells: Cells,
    described: HashMap<String, String>,
    answer: bool,
    column: String,
}

impl Labels {
    fn of(records: &Records<'_>, column: &str, answer: bool) -> Result<Self, Problem> {
        let column = records.column(column)?.name.clone();
        Ok(Self { cells: records.cells(&column)?, described: records.describing(&column), answer, column })
    }

    fn label(&self, row: usize) -> String {
        let Some(text) = self.cells.text(row) else { return self.column.clone() };
        match self.described.get(text.as_ref()) {
            Some(described) if self.answer => described.clone(),
            _ if self.answer => self.column.clone(),
            _ => text.into_owned(),
        }
    }
}

/// Stable; rows without a value stand last either way.
pub(crate) fn sort(rows: &mut [u32], cells: &Cells, descending: bool) {
    rows.sort_by(|a, b| {
        let (a, b) = (*a as usize, *b as usize);
        if descending && !cells.is_null(a) && !cells.is_null(b) {
            cells.compare(b, a)
        } else {
            cells.compare(a, b)
        }
    });
}

//! Records as they stand.

use plant::Problem;
use tool::{AnswerValue, Arguments, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec};

use crate::support::records::{quoted, result_column};
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
                    Parameter::optional("asset", ParameterKind::Asset, "of which asset, with everything below it"),
                    Parameter::optional("columns", ParameterKind::Columns, "which columns to show; all when not given"),
                    Parameter::optional("order_by", ParameterKind::Column, "in the order of which column; else as filed"),
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
        let key = match asked.as_slice() {
            [one] => Some(records.column(one)?.name.as_str()),
            _ => records.key(),
        };
        let key_cells = key.map(|key| records.cells(key)).transpose()?;
        let described = key.map(|key| records.describing(key)).unwrap_or_default();
        let times = records.times();
        let rows = || selection.rows.iter().take(limit).map(|row| *row as usize);
        let values = key_cells.iter().flat_map(|cells| {
            rows().map(|row| {
                let value = cells.json(row, call.zone());
                let label = cells.text(row).and_then(|text| described.get(text.as_ref()).cloned());
                AnswerValue {
                    time: times.as_ref().and_then(|times| times.time(row)).map(|time| call.local(time)),
                    ..AnswerValue::new(label.or_else(|| key.map(str::to_owned)).unwrap_or_default(), value)
                }
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

/// Stable; rows without a value stand last either way.
fn sort(rows: &mut [u32], cells: &Cells, descending: bool) {
    rows.sort_by(|a, b| {
        let (a, b) = (*a as usize, *b as usize);
        if descending && !cells.is_null(a) && !cells.is_null(b) { cells.compare(b, a) } else { cells.compare(a, b) }
    });
}

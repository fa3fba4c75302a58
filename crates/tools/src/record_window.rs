//! The time that a record covers: an experiment's, a batch's, a downtime's.

use plant::{Problem, TimeRange, Unit};
use tool::{
    AnswerValue, Arguments, ColumnKind, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec,
};

use crate::support::cells::Cells;
use crate::support::find::rows_with;
use crate::support::records::{literal, quoted, unit_of_column};
use crate::support::time::local_window;
use crate::support::{Call, Records, problems};
use crate::{Engines, Tool};

const STARTS: &[&str] = &["start", "begin", "raised", "from", "开始"];
const ENDS: &[&str] = &["end", "finish", "stop", "cleared", "until", "结束"];
const SECOND: i64 = 1_000_000_000;

pub struct RecordWindow;

impl Tool for RecordWindow {
    fn spec(&self) -> Spec {
        Spec {
            name: "record_window",
            about: "Gives the time from the start to the end of one record, for other steps to look at.",
            effect: Effect::ReadOnly,
            parameters: const {
                &[
                    Parameter::required("table", ParameterKind::Table, "whose record"),
                    Parameter::required("value", ParameterKind::Text, "what names the record"),
                    Parameter::optional(
                        "column",
                        ParameterKind::Column,
                        "the column that the value stands in; else found",
                    ),
                ]
            },
            example: Example {
                question: "From when to when was the first downtime?",
                arguments: r#"{"table": "downtime", "value": "DT-00001"}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "record_window", arguments);
        let records = Records::open(&call, call.table("table")?)?;
        let value = call.needed_text("value")?;
        let (column, rows) = rows_with(&records, call.text("column")?.as_deref(), &value)?;
        let ends = Ends::of(&records)?;
        let ranges: Vec<TimeRange> =
            rows.iter().filter_map(|row| ends.range(*row, call.catalogue.now)).collect();
        let range = ranges
            .iter()
            .copied()
            .reduce(|a, b| TimeRange::new(a.start.min(b.start), a.end.max(b.end)))
            .ok_or_else(|| problems::no_record(format!("{value} has no start or end")))?;
        let first = rows.first().copied().unwrap_or_default();
        let fields = records.shown(&[])?.into_iter().map(|(name, cells)| AnswerValue {
            unit: unit_of_column(&name),
            ..AnswerValue::new(name, cells.json(first, call.zone()))
        });
        let length =
            ends.seconds(first).map(|seconds| AnswerValue::number("length", seconds, Some(Unit::new("s"))));
        let named = records.cells(&column)?.text(first).unwrap_or_default().into_owned();
        let mut evidence = call
            .evidence()
            .query(format!(
                "SELECT * FROM {} WHERE lower({}) = {}",
                quoted(&records.profile.table),
                quoted(&column),
                literal(&value.to_lowercase())
            ))
            .rows(rows.len() as u64)
            .window(range)
            .value(
                AnswerValue::new(records.profile.table.clone(), named.clone())
                    .over(local_window(range, call.zone())),
            )
            .note("The instant that the record gives as its end lies within the window.");
        if rows.len() > 1 {
            evidence =
                evidence.note(format!("{} records are called that; the window covers them all.", rows.len()));
        }
        Ok(evidence.finish(Findings::Facts {
            what: "record".to_owned(),
            subject: named,
            facts: fields.chain(length).collect(),
        }))
    }
}

/// What says when a record ends.
enum End {
    Time(Cells),
    /// Seconds for one of the column's own unit.
    Duration(Cells, f64),
}

struct Ends {
    start: Cells,
    end: End,
}

impl Ends {
    fn of(records: &Records<'_>) -> Result<Self, Problem> {
        let profile = records.profile;
        let times: Vec<&str> = profile
            .columns
            .iter()
            .filter(|column| column.kind == ColumnKind::Time)
            .map(|column| column.name.as_str())
            .collect();
        let called = |words: &[&str]| {
            times.iter().copied().find(|name| words.iter().any(|word| name.to_lowercase().contains(word)))
        };
        let end = called(ENDS);
        let start = called(STARTS)
            .or(profile.time.as_deref().filter(|time| Some(*time) != end))
            .or_else(|| times.iter().copied().find(|name| Some(*name) != end))
            .ok_or_else(|| {
                problems::not_described(format!("the records of {} have no start", profile.table))
            })?;
        if let Some(end) = end {
            return Ok(Self { start: records.cells(start)?, end: End::Time(records.cells(end)?) });
        }
        let duration =
            profile.columns.iter().filter(|column| column.name.to_lowercase().contains("duration")).find_map(
                |column| {
                    let seconds = unit_of_column(&column.name)?.convert(1.0, &Unit::new("s"))?;
                    Some((column.name.as_str(), seconds))
                },
            );
        match duration {
            Some((name, seconds)) => {
                Ok(Self { start: records.cells(start)?, end: End::Duration(records.cells(name)?, seconds) })
            }
            None => Err(problems::not_described(format!("the records of {} have no end", profile.table))),
        }
    }

    /// The record's window; one that has not ended lasts until now. A file that writes whole
    /// seconds names the last second, which belongs to the record.
    fn range(&self, row: usize, now: i64) -> Option<TimeRange> {
        let start = self.start.time(row)?;
        let end = match &self.end {
            End::Time(cells) => match cells.time(row) {
                Some(end) if end % SECOND == 0 => end.saturating_add(SECOND),
                Some(end) => end.saturating_add(1),
                None => now,
            },
            End::Duration(cells, seconds) => {
                start.saturating_add((cells.number(row)? * seconds * 1e9) as i64)
            }
        };
        Some(TimeRange::new(start, end)).filter(|range| !range.is_empty())
    }

    /// From start to end as the record gives them; none of one that has not ended.
    fn seconds(&self, row: usize) -> Option<f64> {
        match &self.end {
            End::Time(cells) => Some(TimeRange::new(self.start.time(row)?, cells.time(row)?).duration_s()),
            End::Duration(cells, seconds) => Some(cells.number(row)? * seconds),
        }
    }
}

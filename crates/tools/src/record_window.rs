//! The time that a record covers: an experiment's, a batch's, a downtime's.

use plant::{Problem, TimeRange, Unit};
use tool::{AnswerValue, Arguments, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec};

use crate::support::ends::Ends;
use crate::support::find::rows_with;
use crate::support::records::{literal, quoted, unit_of_column};
use crate::support::time::local_window;
use crate::support::{Call, Records, problems};
use crate::{Engines, Tool};

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
                    Parameter::optional(
                        "report",
                        ParameterKind::OneOf(&["record", "start", "end", "length"]),
                        "what is asked: the record (without it), when it began or ended, or how long it lasted",
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
        let answer = match call.text("report")?.as_deref() {
            Some("start") => AnswerValue::new("start", call.local(range.start)),
            Some("end") => {
                let end = rows.iter().filter_map(|row| ends.end(*row)).max();
                let end = end.ok_or_else(|| problems::no_record(format!("{value} has not ended")))?;
                AnswerValue::new("end", call.local(end))
            }
            Some("length") => AnswerValue::number(
                "length",
                rows.iter().filter_map(|row| ends.seconds(*row)).sum(),
                Some(Unit::new("s")),
            ),
            _ => AnswerValue::new(records.profile.table.clone(), named.clone()),
        };
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
            .value(answer.over(local_window(range, call.zone())))
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

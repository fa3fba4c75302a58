//! How many records there are.

use plant::{Problem, Unit};
use tool::{AnswerValue, Arguments, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec};

use crate::support::{Call, Records, problems};
use crate::{Engines, Tool};

pub struct CountRecords;

impl Tool for CountRecords {
    fn spec(&self) -> Spec {
        Spec {
            name: "count_records",
            about: "Counts the records of one table, or of several together.",
            effect: Effect::ReadOnly,
            parameters: const {
                &[
                    Parameter::optional("table", ParameterKind::Table, "whose records"),
                    Parameter::optional("tables", ParameterKind::Tables, "several tables, in place of one"),
                    Parameter::optional("filters", ParameterKind::Filters, "which records; in every table"),
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
                        "claim",
                        ParameterKind::Boolean,
                        "answer yes or no: whether there is any",
                    ),
                ]
            },
            example: Example { question: "How many alarms were there?", arguments: r#"{"table": "alarms"}"# },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "count_records", arguments);
        let mut names = call.texts("tables")?;
        names.extend(call.text("table")?);
        if names.is_empty() {
            return Err(problems::bad_argument("table", "count_records needs it, or tables"));
        }
        let (mut total, mut queries, mut details, mut notes, mut window) =
            (0, Vec::new(), Vec::new(), Vec::new(), None);
        for name in &names {
            let records = Records::open(&call, call.find_table(name)?)?;
            let selection = records.select()?;
            let count = selection.rows.len();
            total += count;
            queries.push(records.sql("count(*) AS n", &selection));
            details.push(AnswerValue::number(
                records.profile.table.clone(),
                count as f64,
                Some(Unit::default()),
            ));
            window = selection.window;
            notes.extend(selection.notes);
        }
        let query = match queries.as_slice() {
            [one] => one.clone(),
            several => format!("SELECT sum(n) FROM ({})", several.join(" UNION ALL ")),
        };
        let subject = names.join(" and ");
        let unit = Some(Unit::default());
        let evidence = call.evidence().query(query).rows(total as u64).window_if(window);
        if call.boolean("claim")? == Some(true) {
            let found = AnswerValue::number("count", total as f64, unit);
            return Ok(evidence.value(AnswerValue::new(subject.clone(), total > 0)).notes(notes).finish(
                Findings::Verdict {
                    what: "any".to_owned(),
                    subject,
                    verdict: total > 0,
                    details: vec![found],
                },
            ));
        }
        Ok(evidence
            .value(AnswerValue { unit: unit.clone(), ..AnswerValue::new(subject.clone(), total as u64) })
            .notes(notes)
            .finish(Findings::Quantity {
                what: "count".to_owned(),
                subject,
                value: total as f64,
                unit,
                details: if names.len() > 1 { details } else { Vec::new() },
                episodes: Vec::new(),
            }))
    }
}

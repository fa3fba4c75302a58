//! One number of a column of records: their total, mean, longest, ...

use plant::Problem;
use tool::{
    AnswerValue, Arguments, ColumnKind, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec,
};

use crate::support::groups::{numeric, sql_statistic, statistic};
use crate::support::records::{Selection, quoted};
use crate::support::{Call, Records, problems};
use crate::{Engines, Tool};

const STATISTICS: &[&str] = &["sum", "mean", "min", "max", "median", "std", "first", "last"];

pub struct RecordsStatistic;

impl Tool for RecordsStatistic {
    fn spec(&self) -> Spec {
        Spec {
            name: "records_statistic",
            about: "Computes the sum, mean, extreme, median, deviation, first or last of a column of records.",
            effect: Effect::ReadOnly,
            parameters: const {
                &[
                    Parameter::required("table", ParameterKind::Table, "whose records"),
                    Parameter::required("of", ParameterKind::Column, "the column of numbers, or of times"),
                    Parameter::required(
                        "statistic",
                        ParameterKind::OneOf(STATISTICS),
                        "what to compute of it",
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
                ]
            },
            example: Example {
                question: "How many hours of labour were booked in total?",
                arguments: r#"{"table": "work_orders", "of": "labour_hours", "statistic": "sum"}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "records_statistic", arguments);
        let records = Records::open(&call, call.table("table")?)?;
        let of = records.column(&call.needed_text("of")?)?;
        let name = call.needed_text("statistic")?;
        let mut selection = records.select()?;
        if matches!(name.as_str(), "first" | "last") {
            in_time(&records, &mut selection);
        }
        if of.kind == ColumnKind::Time {
            return instant(&call, &records, &of.name, &name, &selection);
        }
        let cells = numeric(&records, &of.name)?;
        let numbers: Vec<f64> = selection.rows.iter().filter_map(|row| cells.number(*row as usize)).collect();
        let counted = numbers.len();
        let unit = of.unit.clone();
        let value = statistic(&name, numbers).ok_or_else(|| nothing(&records, &of.name, &name, counted))?;
        let mut evidence = call
            .evidence()
            .query(sql(&records, &of.name, &name, &selection))
            .rows(counted as u64)
            .window_if(selection.window)
            .value(AnswerValue::number(of.name.clone(), value, unit.clone()))
            .notes(selection.notes.iter().cloned());
        let without = selection.rows.len() - counted;
        if without > 0 {
            evidence = evidence.note(format!("{without} records have no {} and do not count.", of.name));
        }
        Ok(evidence.finish(Findings::Quantity {
            what: name,
            subject: format!("{}.{}", records.profile.table, of.name),
            value,
            unit,
            details: vec![AnswerValue::new("records", counted as u64)],
            episodes: Vec::new(),
        }))
    }
}

/// In the order of the records' time; as filed where they have none.
fn in_time(records: &Records<'_>, selection: &mut Selection) {
    if let Some(times) = records.times() {
        selection.rows.sort_by(|a, b| times.compare(*a as usize, *b as usize));
    }
}

fn nothing(records: &Records<'_>, column: &str, statistic: &str, found: usize) -> Problem {
    if found == 0 {
        problems::no_record(format!("no record of {} with a {column} is meant", records.profile.table))
    } else {
        problems::not_enough(statistic, 2, found as u64)
    }
}

fn sql(records: &Records<'_>, of: &str, statistic: &str, selection: &Selection) -> String {
    let column = quoted(of);
    let computed = match (statistic, records.profile.time.as_deref()) {
        ("first", Some(time)) => format!("first_value({column} ORDER BY {})", quoted(time)),
        ("last", Some(time)) => format!("last_value({column} ORDER BY {})", quoted(time)),
        ("first", None) => format!("first_value({column})"),
        ("last", None) => format!("last_value({column})"),
        _ => sql_statistic(statistic, &column),
    };
    records.sql(&computed, selection)
}

/// The first or last instant of a column of times.
fn instant(
    call: &Call<'_>,
    records: &Records<'_>,
    of: &str,
    statistic: &str,
    selection: &Selection,
) -> Result<Evidence, Problem> {
    let cells = records.cells(of)?;
    let times = selection.rows.iter().filter_map(|row| cells.time(*row as usize));
    let (found, function) = match statistic {
        "min" | "first" => (times.min(), "min"),
        "max" | "last" => (times.max(), "max"),
        _ => {
            return Err(problems::bad_argument(
                "statistic",
                format!("{of} holds times: first, last, min or max is needed"),
            ));
        }
    };
    let time = call.local(found.ok_or_else(|| nothing(records, of, statistic, 0))?);
    Ok(call
        .evidence()
        .query(records.sql(&sql_statistic(function, &quoted(of)), selection))
        .rows(selection.rows.len() as u64)
        .window_if(selection.window)
        .value(AnswerValue::new(of, time.clone()).at(time.clone()))
        .notes(selection.notes.iter().cloned())
        .finish(Findings::Instant {
            what: statistic.to_owned(),
            subject: format!("{}.{of}", records.profile.table),
            time,
            value: None,
            unit: None,
        }))
}

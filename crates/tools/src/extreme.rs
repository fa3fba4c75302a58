//! `extreme`: the highest or lowest value of a tag, and when it was.

use analytics::Statistic;
use plant::Problem;
use tool::{AnswerValue, Arguments, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec};

use crate::readings::Readings;
use crate::sql_text::from_samples;
use crate::support::time::sql_windows;
use crate::support::{Call, Conversion, no_window_data};
use crate::{Engines, Tool};

/// The highest or lowest value with its first instant.
pub struct Extreme;

const PARAMETERS: &[Parameter] = &[
    Parameter::required("tag", ParameterKind::Tag, "whose value"),
    Parameter::optional("window", ParameterKind::Window, "when; all of the history without it"),
    Parameter::optional("within", ParameterKind::Windows, "only these stretches of the window"),
    Parameter::required("which", ParameterKind::OneOf(&["max", "min"]), "the highest or the lowest"),
    Parameter::optional("unit", ParameterKind::Unit, "unit of the value"),
    Parameter::optional(
        "report",
        ParameterKind::OneOf(&["value", "time"]),
        "what the answer is: the value (without it) or the instant",
    ),
];

impl Tool for Extreme {
    fn spec(&self) -> Spec {
        Spec {
            name: "extreme",
            about: "The highest or lowest value of a tag in a window, and the first instant at which it stood.",
            effect: Effect::ReadOnly,
            parameters: PARAMETERS,
            example: Example {
                question: "When was the discharge pressure of pump P-101 highest in June?",
                arguments: r#"{"tag": "P-101.discharge_pressure", "window": {"start": "2026-06-01", "end": "2026-07-01"}, "which": "max", "report": "time"}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "extreme", arguments);
        let tag = call.tag("tag")?;
        let which = call.needed_text("which")?;
        let unit = call.unit("unit")?;
        let conversion = Conversion::new(&tag.id, tag.unit.as_ref(), unit.as_ref())?;
        let statistic = if which == "max" { Statistic::Maximum } else { Statistic::Minimum };
        let (window, within) = (call.window("window")?, call.windows("within")?);
        let readings = match within {
            None => Readings::read_for(&call, tag, window, statistic)?,
            Some(_) => Readings::read(&call, tag, window)?,
        };
        let whole = readings.window;
        let parts = match &within {
            None => vec![whole],
            Some(within) => {
                within.iter().map(|part| part.intersect(whole)).filter(|part| !part.is_empty()).collect()
            }
        };
        let (instant, raw) = readings
            .sample_of(statistic, &parts)
            .ok_or_else(|| no_window_data(&call, tag, readings.window))?;
        let value = conversion.value(raw);
        let time = call.local(instant);
        let order = if which == "max" { "DESC" } else { "ASC" };
        let mut from = from_samples([tag.id.as_str()], whole);
        from.extend(within.iter().map(|within| format!(" AND {}", sql_windows("time", within))));
        let evidence = readings
            .evidence(&call)
            .query(format!("SELECT time, value {from} ORDER BY value {order}, time LIMIT 1"));
        if call.text("report")?.as_deref() == Some("time") {
            let finding = Findings::Instant {
                what: which,
                subject: tag.id.clone(),
                time: time.clone(),
                value: Some(value),
                unit: conversion.unit.clone(),
            };
            return Ok(evidence.value(AnswerValue::new(&tag.id, time.clone()).at(time)).finish(finding));
        }
        let finding = Findings::Quantity {
            what: which,
            subject: tag.id.clone(),
            value,
            unit: conversion.unit.clone(),
            details: vec![AnswerValue::new("time", time.clone()).at(time.clone())],
            episodes: Vec::new(),
        };
        Ok(evidence
            .value(AnswerValue::number(&tag.id, value, conversion.unit.clone()).at(time))
            .finish(finding))
    }
}

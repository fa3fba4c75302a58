//! `summarise`: one number of several that an earlier step found, such as the mean of daily totals.

use plant::Problem;
use serde_json::Value as Json;
use tool::{AnswerValue, Arguments, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec};

use crate::support::call::{number_of, unit_of};
use crate::support::groups::statistic;
use crate::support::{Call, problems};
use crate::{Engines, Tool};

const STATISTICS: &[&str] = &["mean", "min", "max", "sum", "median", "std", "range"];

/// One number of several.
pub struct Summarise;

impl Tool for Summarise {
    fn spec(&self) -> Spec {
        Spec {
            name: "summarise",
            about: "One number of several that an earlier step found: the mean of daily totals, the most in a day.",
            effect: Effect::ReadOnly,
            parameters: const {
                &[
                    Parameter::required("values", ParameterKind::Numbers, "what a step found"),
                    Parameter::required("statistic", ParameterKind::OneOf(STATISTICS), "what to compute"),
                    Parameter::optional("unit", ParameterKind::Text, "the unit that the numbers have"),
                    Parameter::optional("what", ParameterKind::Text, "what they are, for the reader"),
                ]
            },
            example: Example {
                question: "How many alarms are there per day on average?",
                arguments: r#"{"values": [4, 2, 3], "statistic": "mean", "what": "alarms per day"}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "summarise", arguments);
        let wrong = || problems::bad_argument("values", "a list of numbers is needed");
        let list = call.json("values").and_then(Json::as_array).ok_or_else(wrong)?;
        let numbers: Vec<f64> = list.iter().map(number_of).collect::<Option<_>>().ok_or_else(wrong)?;
        let name = call.needed_text("statistic")?;
        // Of a step whose numbers have none.
        let unit = call.text("unit")?.filter(|unit| !unit.is_empty() && unit != "1");
        let unit = unit.map(|unit| unit_of("unit", &unit)).transpose()?;
        let what = call.text("what")?.unwrap_or_default();
        let counted = numbers.len();
        let query = sql(&name, &numbers);
        let value = match name.as_str() {
            "range" => {
                statistic("max", numbers.clone()).zip(statistic("min", numbers)).map(|(max, min)| max - min)
            }
            name => statistic(name, numbers),
        };
        let value = value.ok_or_else(|| match counted {
            0 => problems::no_record("there are no numbers to go on with".to_owned()),
            _ => problems::not_enough(&name, 2, counted as u64),
        })?;
        Ok(call.evidence().query(query).value(AnswerValue::number(what.clone(), value, unit.clone())).finish(
            Findings::Quantity {
                what: name,
                subject: what,
                value,
                unit,
                details: vec![AnswerValue::new("numbers", counted as u64)],
                episodes: Vec::new(),
            },
        ))
    }
}

/// The same in SQL.
fn sql(statistic: &str, numbers: &[f64]) -> String {
    let function = match statistic {
        "mean" => "avg(n)",
        "std" => "stddev(n)",
        "range" => "max(n) - min(n)",
        "median" => "median(n)",
        "min" => "min(n)",
        "max" => "max(n)",
        _ => "sum(n)",
    };
    let rows: Vec<String> = numbers.iter().map(|number| format!("({number})")).collect();
    format!("SELECT {function} FROM (VALUES {}) AS numbers(n)", rows.join(", "))
}

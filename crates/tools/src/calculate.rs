//! `calculate`: arithmetic over what earlier steps found - sums, differences, shares, conversions, time gone by.

use plant::{Problem, Unit};
use serde_json::Value as Json;
use tool::{AnswerValue, Arguments, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec};

use crate::support::call::{number_of, unit_of};
use crate::support::time::parse_instant;
use crate::support::{Call, Conversion, problems};
use crate::{Engines, Tool};

/// One number out of one or two others.
pub struct Calculate;

const OPERATIONS: &[&str] = &[
    "sum",
    "difference",
    "product",
    "ratio",
    "percent",
    "percent_of",
    "which",
    "which_lower",
    "left_higher",
    "left_lower",
    "convert",
    "time_since",
];

const PARAMETERS: &[Parameter] = &[
    Parameter::required(
        "operation",
        ParameterKind::OneOf(OPERATIONS),
        "percent: by how much left exceeds right; percent_of: left as a share of right; time_since: from left to now",
    ),
    Parameter::required("left", ParameterKind::Operand, "a number, or what a step found"),
    Parameter::optional("right", ParameterKind::Operand, "the other; convert and time_since need none"),
    Parameter::optional("unit", ParameterKind::Unit, "unit of the result"),
];

/// A number with its unit, or an instant.
struct Operand {
    label: String,
    value: f64,
    unit: Option<Unit>,
    is_instant: bool,
}

impl Operand {
    fn of(call: &Call<'_>, name: &str) -> Result<Self, Problem> {
        let json = call.json(name).ok_or_else(|| problems::bad_argument(name, "is needed"))?;
        let label = json.get("label").and_then(Json::as_str).unwrap_or(name).to_owned();
        let instant = |json: &Json| json.as_str().and_then(|text| parse_instant(text, call.zone()));
        let value = json.get("value").or_else(|| json.get("time"));
        if let Some(at) = value.and_then(instant) {
            return Ok(Self { label, value: at as f64 / 1e9, unit: Some(Unit::new("s")), is_instant: true });
        }
        let number = value.and_then(number_of);
        let value = number.ok_or_else(|| problems::bad_argument(name, "a number or an instant is needed"))?;
        let unit =
            match json.get("unit").and_then(Json::as_str).filter(|unit| !unit.is_empty() && *unit != "1") {
                Some(text) => Some(unit_of(name, text)?),
                None => None,
            };
        Ok(Self { label, value, unit, is_instant: false })
    }

    /// The value in another operand's unit, where both have one.
    fn in_unit_of(&self, other: &Self) -> Result<f64, Problem> {
        match (&self.unit, &other.unit) {
            (Some(own), Some(asked)) => {
                Ok(Conversion::new(&self.label, Some(own), Some(asked))?.value(self.value))
            }
            _ => Ok(self.value),
        }
    }
}

impl Tool for Calculate {
    fn spec(&self) -> Spec {
        Spec {
            name: "calculate",
            about: "Adds, subtracts, divides, compares or converts numbers, such as earlier steps found.",
            effect: Effect::ReadOnly,
            parameters: PARAMETERS,
            example: Example {
                question: "How much is 3.5 bar in psi?",
                arguments: r#"{"operation": "convert", "left": {"value": 3.5, "unit": "bar"}, "unit": "[psi]"}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "calculate", arguments);
        let operation = call.needed_text("operation")?;
        let left = Operand::of(&call, "left")?;
        let asked = call.unit("unit")?;
        if operation == "convert" {
            let conversion = Conversion::new(&left.label, left.unit.as_ref(), asked.as_ref())?;
            let value = conversion.value(left.value);
            return Ok(call.evidence().query(format!("SELECT {value}")).quantity(
                "conversion",
                "",
                value,
                conversion.unit,
            ));
        }
        if operation == "time_since" {
            if !left.is_instant {
                return Err(problems::bad_argument("left", "an instant is needed"));
            }
            let gone = call.catalogue.now as f64 / 1e9 - left.value;
            let query = format!("SELECT {} - {}", call.catalogue.now as f64 / 1e9, left.value);
            let evidence = call.evidence().query(query).quantity(
                "time since",
                &left.label,
                gone.max(0.0),
                Some(Unit::new("s")),
            );
            return Ok(evidence);
        }
        let right = Operand::of(&call, "right")?;
        let joint = format!("{} and {}", left.label, right.label);
        let details = vec![
            AnswerValue::number(left.label.clone(), left.value, left.unit.clone()),
            AnswerValue::number(right.label.clone(), right.value, right.unit.clone()),
        ];
        let right_here = right.in_unit_of(&left);
        let sign = match operation.as_str() {
            "sum" => "+",
            "product" => "*",
            "ratio" | "percent_of" => "/",
            "which" | "left_higher" => ">",
            "which_lower" | "left_lower" => "<",
            _ => "-",
        };
        let query = format!("SELECT {} {sign} {}", left.value, right_here.as_ref().unwrap_or(&right.value));
        let evidence = || call.evidence().query(query.clone());
        let number = |value: f64, unit: Option<Unit>| -> Result<(f64, Option<Unit>), Problem> {
            match (&asked, &unit) {
                (Some(asked), Some(own)) if asked != own => {
                    let conversion = Conversion::new(&joint, Some(own), Some(asked))?;
                    let value = if operation == "difference" {
                        conversion.difference(value)
                    } else {
                        conversion.value(value)
                    };
                    Ok((value, conversion.unit))
                }
                _ => Ok((value, unit)),
            }
        };
        let nonzero = |value: f64| {
            if value == 0.0 {
                Err(problems::bad_argument("right", "nothing can be divided by 0"))
            } else {
                Ok(value)
            }
        };
        let (value, unit) = match operation.as_str() {
            "sum" => number(left.value + right_here?, left.unit.clone().or_else(|| right.unit.clone()))?,
            "difference" => {
                number(left.value - right_here?, left.unit.clone().or_else(|| right.unit.clone()))?
            }
            "product" => number(
                left.value * right.value,
                match (&left.unit, &right.unit) {
                    (unit, None) | (None, unit) => unit.clone(),
                    // Of two units nobody asked for: the number stands alone.
                    _ => None,
                },
            )?,
            "ratio" => {
                let comparable = right_here.as_ref().ok().copied();
                (
                    left.value / nonzero(comparable.unwrap_or(right.value))?,
                    comparable.map(|_| Unit::default()),
                )
            }
            "percent" => {
                let right = nonzero(right_here?)?;
                (100.0 * (left.value - right) / right.abs(), Some(Unit::new("%")))
            }
            "percent_of" => (100.0 * left.value / nonzero(right_here?)?, Some(Unit::new("%"))),
            "which" | "which_lower" => {
                let left_wins = (left.value >= right_here?) == (operation == "which");
                let winner = if left_wins { &left.label } else { &right.label };
                let value = AnswerValue::new(winner.clone(), winner.clone());
                let finding = Findings::Facts { what: operation, subject: winner.clone(), facts: details };
                return Ok(evidence().value(value).finish(finding));
            }
            _ => {
                let right = right_here?;
                let verdict =
                    if operation == "left_higher" { left.value > right } else { left.value < right };
                let value = AnswerValue::new(joint.clone(), verdict);
                let finding = Findings::Verdict { what: operation, subject: joint, verdict, details };
                return Ok(evidence().value(value).finish(finding));
            }
        };
        let answer = AnswerValue::number(joint.clone(), value, unit.clone());
        Ok(evidence().value(answer).finish(Findings::Quantity {
            what: operation,
            subject: joint,
            value,
            unit,
            details,
            episodes: Vec::new(),
        }))
    }
}

//! Arithmetic over results: differences, shares, conversions.

use serde_json::{Value as Json, json};

use super::{Compiled, Compiler, Stop, missing};
use crate::meaning::{SlotKind, Term};

/// Whether an operation computes with the results of others.
pub fn is(name: &str) -> bool {
    matches!(name, "plus" | "minus" | "times" | "ratio" | "percent" | "convert")
}

impl Compiler<'_> {
    pub(super) fn computed(&mut self, meaning: &Term) -> Compiled<String> {
        let [left, right] = meaning.arguments() else {
            return Err(Stop::Unfit("two things are computed with"));
        };
        if meaning.name() == "convert" {
            let number = Self::slot(left, SlotKind::Number).ok_or(missing(SlotKind::Number))?;
            let unit = Self::slot(right, SlotKind::Unit).ok_or(missing(SlotKind::Unit))?;
            let number = self.number(number)?;
            let to = Self::filling(&self.bound.units, unit)?.clone();
            let from = number.unit.clone().ok_or(Stop::Unfit("a number without a unit is not converted"))?;
            if !from.is_comparable(&to) {
                return Err(Stop::Unfit("units that measure different things"));
            }
            return Ok(self.add(
                "calculate",
                [
                    ("operation", json!("convert")),
                    ("left", json!({"value": number.value, "unit": from.code()})),
                    ("unit", json!(to.code())),
                ],
            ));
        }
        let operation = match meaning.name() {
            "plus" => "sum",
            "minus" => "difference",
            "times" => "product",
            "ratio" => "ratio",
            _ => "percent_of",
        };
        let unit = self.unit_option(meaning)?;
        let left = self.operand(left)?;
        let right = self.operand(right)?;
        Ok(self.add(
            "calculate",
            [("operation", json!(operation)), ("left", left), ("right", right), ("unit", unit)],
        ))
    }

    /// Two values of any sort, compared.
    pub(super) fn compared_values(&mut self, left: &Term, right: &Term, report: &str) -> Compiled<String> {
        let operation = if report == "percent" { "percent" } else { report };
        let left = self.operand(left)?;
        let right = self.operand(right)?;
        Ok(self.add("calculate", [("operation", json!(operation)), ("left", left), ("right", right)]))
    }

    /// A number with its unit, of a step's first value or as it is said.
    fn operand(&mut self, term: &Term) -> Compiled<Json> {
        if let Some(slot) = Self::slot(term, SlotKind::Number) {
            let number = self.number(slot)?;
            return Ok(match number.unit {
                Some(unit) => json!({"value": number.value, "unit": unit.code()}),
                None => json!({"value": number.value}),
            });
        }
        if let Term::Number(number) = term {
            return Ok(json!({"value": number}));
        }
        let value = self.value(term)?;
        let Some(from) = value.get("from").cloned() else { return Ok(json!({"value": value})) };
        Ok(json!({
            "value": value,
            "unit": {"from": from, "take": "unit"},
            "label": {"from": from, "take": "label"},
        }))
    }
}

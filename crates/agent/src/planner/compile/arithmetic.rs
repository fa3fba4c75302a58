//! Arithmetic over results: differences, shares, conversions.

use serde_json::{Value as Json, json};

use super::{Compiled, Compiler, Stop, missing};
use crate::meaning::{SlotKind, Term};
use crate::planner::frame::When;

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
        let names = (self.told_apart(left, right), self.told_apart(right, left));
        let mut left = self.operand(left)?;
        let mut right = self.operand(right)?;
        if let (Some(l), Some(r)) = names {
            left["label"] = json!(l);
            right["label"] = json!(r);
        }
        Ok(self.add("calculate", [("operation", json!(operation)), ("left", left), ("right", right)]))
    }

    /// What one side of a comparison is called: the machine, the time or the value that the other side has not.
    fn told_apart(&self, side: &Term, other: &Term) -> Option<String> {
        let differs = |kind: SlotKind| {
            let slot = Self::argument(side, kind)?;
            (Self::argument(other, kind) != Some(slot)).then_some(slot)
        };
        let filter_slot = |term: &Term| {
            let conditions = term.arguments().iter().filter(|argument| argument.name() == "where");
            conditions.filter_map(|condition| Self::argument(condition, SlotKind::Value)).next()
        };
        if let Some(slot) = differs(SlotKind::Asset) {
            let asset = *self.bound.assets.get(slot.place - 1)?;
            return Some(self.catalogue.plant.assets[asset].name.clone());
        }
        if let Some(slot) = differs(SlotKind::Window) {
            let When::Range(range) = self.bound.windows.get(slot.place - 1)? else { return None };
            let zone = &self.catalogue.plant.timezone;
            let date = |ns: i64| zone.to_datetime(plant::time::timestamp(ns)).date();
            let (first, last) = (date(range.start), date(range.end.saturating_sub(1)));
            return Some(if first == last { first.to_string() } else { format!("{first} to {last}") });
        }
        let slot = filter_slot(side).filter(|slot| filter_slot(other) != Some(*slot))?;
        self.bound.values.get(slot.place - 1).map(|(_, filter)| filter.value.clone())
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
        if matches!(term.name(), "when" | "start" | "end") {
            let step = self.whole(term)?;
            return Ok(json!({"time": {"from": step, "take": "time"}}));
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

//! Arithmetic over results: differences, shares, conversions.

use jiff::tz::TimeZone;
use plant::TimeRange;
use serde_json::{Value as Json, json};

use super::{Compiled, Compiler, Stop, missing};
use crate::meaning::{SlotKind, Term};
use crate::planner::frame::When;

const PERIODS: [&str; 4] = ["hour", "day", "week", "month"];

/// How many hours, days, … a window has.
fn periods_in(window: TimeRange, by: &str, zone: &TimeZone) -> f64 {
    let hours = (window.end.saturating_sub(window.start)) as f64 / 3.6e12;
    let date = |ns: i64| zone.to_datetime(plant::time::timestamp(ns)).date();
    let (first, last) = (date(window.start), date(window.end.saturating_sub(1)));
    let months = (i32::from(last.year()) - i32::from(first.year())) * 12 + i32::from(last.month())
        - i32::from(first.month())
        + 1;
    let days = f64::from(first.until(last).map_or(0, |span| span.get_days()) + 1);
    match by {
        "hour" => hours.max(1.0),
        "week" => (days / 7.0).max(1.0),
        "month" => f64::from(months),
        _ => days,
    }
}

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
        // Something as a share of itself.
        if left == right && operation != "sum" && operation != "product" {
            return Err(Stop::Unfit("the same thing twice"));
        }
        Ok(self.add(
            "calculate",
            [("operation", json!(operation)), ("left", left), ("right", right), ("unit", unit)],
        ))
    }

    /// `mean(total(t, w, by=day))`, `max(group(r, w, by=day))`: a statistic of the numbers of all periods, machines, groups.
    pub(super) fn summarised(&mut self, meaning: &Term, inner: &Term) -> Compiled<String> {
        let statistic = meaning.name();
        if !matches!(statistic, "mean" | "min" | "max" | "sum" | "median" | "std" | "range") {
            return Err(Stop::NotYet(format!("{statistic} of several numbers")));
        }
        // What is said of the whole is said of each.
        let mut inner = inner.clone();
        if let Term::Call { options, .. } = &mut inner {
            let said = meaning.options().iter().filter(|(key, _)| !options.iter().any(|(own, _)| own == key));
            let said: Vec<_> = said.cloned().collect();
            options.extend(said);
        }
        let by = inner.option("by").map_or("machine", Term::name).to_owned();
        if inner.name() == "group" {
            match (statistic, by.as_str()) {
                // Groups hold no days without records, and these count in the mean.
                ("mean", by) if PERIODS.contains(&by) => return self.records_per_period(&inner, by),
                ("max" | "sum", "hour" | "day" | "week" | "month" | "asset") => {}
                _ => return Err(Stop::NotYet(format!("{statistic} of records by {by}"))),
            }
            if inner.option("on").is_some() {
                return Err(Stop::NotYet(format!("{statistic} of records of a machine that is found")));
            }
        }
        let step = if inner.name() == "group" { self.grouped(&inner, true)? } else { self.whole(&inner)? };
        Ok(self.add(
            "summarise",
            [
                ("values", json!({"from": step, "take": "values"})),
                ("statistic", json!(statistic)),
                ("unit", json!({"from": step, "take": "unit"})),
            ],
        ))
    }

    /// How many records, or how much of a number of theirs, there were in each period on average.
    fn records_per_period(&mut self, group: &Term, by: &str) -> Compiled<String> {
        let not_yet = |what: &str| Stop::NotYet(format!("records per {by} on average, {what}"));
        let mut arguments = group.arguments().to_vec();
        let of_the_time = arguments.iter().filter(|argument| Self::is_window(argument)).count();
        let (name, measure) = match group.option("measure") {
            None => ("count", None),
            Some(measure) if measure.name() == "sum" => ("stat", Some(measure.clone())),
            Some(_) => return Err(not_yet("of such a number")),
        };
        arguments.extend(measure);
        let kept = |(key, _): &&(String, Term)| !matches!(key.as_str(), "by" | "measure" | "order");
        let options: Vec<(String, Term)> = group.options().iter().filter(kept).cloned().collect();
        let known = options.iter().all(|(key, _)| matches!(key.as_str(), "shift" | "on"));
        let window = match self.bound.windows.as_slice() {
            [When::Range(window)] if known && of_the_time == 1 && self.bound.stretches.is_empty() => *window,
            _ => return Err(not_yet("of such a time")),
        };
        let window = TimeRange::new(window.start, window.end.min(self.catalogue.now));
        if window.is_empty() || !group.arguments().contains(&Term::word("w")) {
            return Err(not_yet("of such a time"));
        }
        let periods = periods_in(window, by, &self.catalogue.plant.timezone);
        let counted = self.whole(&Term::Call { name: name.to_owned(), arguments, options })?;
        Ok(self.add(
            "calculate",
            [
                ("operation", json!("ratio")),
                (
                    "left",
                    json!({
                        "value": {"from": counted, "take": "value"},
                        "unit": {"from": counted, "take": "unit"},
                        "label": {"from": counted, "take": "label"},
                    }),
                ),
                ("right", json!({"value": periods, "label": format!("{by}s")})),
            ],
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn periods_are_those_of_the_calendar() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let at = |text: &str| plant::time::nanos(text.parse::<jiff::Timestamp>().unwrap());
        let check = |start: &str, end: &str, by: &str, expected: f64| {
            let window = TimeRange::new(at(start), at(end));
            assert_eq!(periods_in(window, by, &zone), expected, "{start} to {end} by {by}");
        };
        // March, with the hour that summer time takes.
        check("2025-02-28T23:00:00Z", "2025-03-31T22:00:00Z", "day", 31.0);
        check("2025-02-28T23:00:00Z", "2025-03-31T22:00:00Z", "month", 1.0);
        check("2025-02-28T23:00:00Z", "2025-03-31T22:00:00Z", "hour", 743.0);
        check("2025-03-02T23:00:00Z", "2025-03-16T23:00:00Z", "week", 2.0);
    }
}

//! Every number in an answer's text must be held by its evidence.
//!
//! A number is supported when some number of the evidence equals it, rounds to it, or does so after a
//! change of unit that the text makes (seconds read as minutes, hours or days; a share as per cent).
//! Numbers that are part of a name, of a time that the evidence holds, or of the arguments count as held.

use tool::evidence::{Cell, Findings};
use tool::{AnswerValue, Evidence, Grounding};

use serde_json::Value as Json;

/// Counts the numbers of a text and those that the evidence supports.
///
/// `names` are texts whose digits are not claims: names of tags and assets, the plant's name.
pub fn ground(text: &str, evidence: &[Evidence], names: &[&str]) -> Grounding {
    let mut held = Held::default();
    for item in evidence {
        held.evidence(item);
    }
    let masked = mask(text, names, &held.texts);
    let numbers = numbers_in(&masked);
    let supported = numbers.iter().filter(|number| held.supports(number)).count();
    Grounding { numbers: numbers.len() as u32, supported: supported as u32 }
}

/// A number as it is written.
#[derive(Debug, Clone, PartialEq)]
struct Written {
    value: f64,
    /// Digits after the point.
    decimals: usize,
}

#[derive(Default)]
struct Held {
    numbers: Vec<f64>,
    texts: Vec<String>,
}

impl Held {
    fn evidence(&mut self, evidence: &Evidence) {
        self.number(evidence.rows as f64);
        for value in evidence.arguments.values() {
            self.json(value);
        }
        for text in evidence.window.iter().flatten() {
            self.text(text);
        }
        if let Some(quality) = &evidence.quality {
            for share in [quality.good, quality.uncertain, quality.bad] {
                self.number(share);
            }
        }
        self.number(evidence.values.len() as f64);
        self.values(&evidence.values);
        match &evidence.result {
            Findings::Quantity { subject, value, details, episodes, what, .. } => {
                self.text(subject);
                self.text(what);
                self.number(*value);
                self.values(details);
                self.number(episodes.len() as f64);
                for episode in episodes {
                    self.text(&episode.start);
                    self.text(&episode.end);
                    self.number(episode.seconds);
                }
            }
            Findings::Instant { subject, time, value, .. } => {
                self.text(subject);
                self.text(time);
                value.iter().for_each(|value| self.number(*value));
            }
            Findings::Verdict { subject, details, .. } => {
                self.text(subject);
                self.values(details);
            }
            Findings::Table { columns, rows, total_rows, .. } => {
                self.number(*total_rows as f64);
                self.number(rows.len() as f64);
                for column in columns {
                    self.text(&column.name);
                }
                for cell in rows.iter().flatten() {
                    match cell {
                        Cell::Number(value) => self.number(*value),
                        Cell::Integer(value) => self.number(*value as f64),
                        Cell::Text(text) => self.text(text),
                        Cell::Null | Cell::Boolean(_) => {}
                    }
                }
            }
            Findings::Series { series } => {
                for one in series {
                    self.text(&one.tag);
                    self.text(&one.name);
                    self.number(one.samples as f64);
                    let low = one.points.iter().map(|point| point.min).fold(f64::INFINITY, f64::min);
                    let high = one.points.iter().map(|point| point.max).fold(f64::NEG_INFINITY, f64::max);
                    self.number(low);
                    self.number(high);
                }
                self.number(series.len() as f64);
            }
            Findings::Facts { subject, facts, .. } => {
                self.text(subject);
                self.values(facts);
            }
        }
        for note in &evidence.notes {
            self.text(note);
        }
    }

    fn values(&mut self, values: &[AnswerValue]) {
        for value in values {
            self.text(&value.label);
            self.json(&value.value);
            for text in value.time.iter().chain(value.window.iter().flatten()) {
                self.text(text);
            }
        }
    }

    fn json(&mut self, json: &Json) {
        match json {
            Json::Number(number) => number.as_f64().into_iter().for_each(|value| self.number(value)),
            Json::String(text) => self.text(text),
            Json::Array(items) => items.iter().for_each(|item| self.json(item)),
            Json::Object(map) => map.values().for_each(|item| self.json(item)),
            Json::Null | Json::Bool(_) => {}
        }
    }

    fn number(&mut self, value: f64) {
        if value.is_finite() {
            self.numbers.push(value);
        }
    }

    fn text(&mut self, text: &str) {
        self.texts.push(text.to_owned());
        for number in numbers_in(text) {
            self.number(number.value);
        }
    }

    fn supports(&self, written: &Written) -> bool {
        // Half a unit of the last digit written, or the rounding to four significant digits of a large number.
        let tolerance = 0.5 * 10_f64.powi(-(written.decimals as i32)) + 1e-9 * written.value.abs();
        let significant = if written.decimals == 0 && written.value.abs() >= 10_000.0 {
            written.value.abs() * 5e-5
        } else {
            0.0
        };
        let near = |held: f64| (held.abs() - written.value.abs()).abs() <= tolerance.max(significant);
        self.numbers.iter().any(|held| {
            near(*held)
                || near(held / 60.0)
                || near(held / 3600.0)
                || near(held / 86_400.0)
                || near(held * 100.0)
                || near(held.rem_euclid(3600.0) / 60.0)
                || near((held / 60.0).floor())
                || near((held / 3600.0).floor())
                || near((held / 86_400.0).floor())
                || near(held.rem_euclid(86_400.0) / 3600.0)
                || near((held.rem_euclid(86_400.0) / 3600.0).floor())
                || near((held.rem_euclid(3600.0) / 60.0).floor())
                || near(held.rem_euclid(60.0))
        })
    }
}

/// The text with names (and texts that the evidence holds word for word) blanked, longest first.
fn mask(text: &str, names: &[&str], held: &[String]) -> String {
    let mut masks: Vec<&str> = names
        .iter()
        .copied()
        .chain(held.iter().map(String::as_str))
        .filter(|name| name.bytes().any(|b| b.is_ascii_digit()) && name.chars().any(char::is_alphabetic))
        .collect();
    masks.sort_by_key(|name| std::cmp::Reverse(name.len()));
    masks.dedup();
    let mut masked = text.to_owned();
    for name in masks {
        if masked.contains(name) {
            masked = masked.replace(name, " ");
        }
    }
    masked
}

fn numbers_in(text: &str) -> Vec<Written> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        if !chars[i].is_ascii_digit() || i > 0 && (chars[i - 1].is_ascii_alphabetic() || chars[i - 1] == '_')
        {
            i += 1;
            continue;
        }
        let mut digits = String::new();
        let mut decimals = 0;
        let mut point = false;
        while i < chars.len() {
            let next_digit = chars.get(i + 1).is_some_and(char::is_ascii_digit);
            match chars[i] {
                c if c.is_ascii_digit() => {
                    digits.push(c);
                    decimals += usize::from(point);
                }
                ',' if next_digit && !point => {}
                '.' if next_digit && !point => {
                    point = true;
                    digits.push('.');
                }
                _ => break,
            }
            i += 1;
        }
        if let Ok(value) = digits.parse() {
            found.push(Written { value, decimals });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn quantity(value: f64) -> Evidence {
        serde_json::from_value(json!({
            "id": "s1", "tool": "aggregate", "arguments": {}, "rows": 96,
            "window": ["2020-06-10T04:00:00Z", "2020-06-11T04:00:00Z"],
            "values": [{"label": "chiller-6.power_input", "value": value, "unit": "kW"}],
            "result": {"kind": "quantity", "what": "mean", "subject": "chiller-6.power_input", "value": value, "unit": "kW"}
        }))
        .unwrap()
    }

    fn check(text: &str, value: f64, expected: (u32, u32)) {
        let grounding = ground(text, &[quantity(value)], &["Chiller 6"]);
        assert_eq!((grounding.numbers, grounding.supported), expected, "{text}");
    }

    #[test]
    fn a_rounded_result_is_supported_and_another_number_is_not() {
        check("Chiller 6 drew 825.4 kW on average.", 825.407_076, (1, 1));
        check("Chiller 6 drew 825.5 kW on average.", 825.407_076, (1, 0));
        check("Chiller 6 drew 825.4 kW, 3.7 times as much.", 825.407_076, (2, 1));
    }

    #[test]
    fn seconds_may_be_read_as_hours_and_minutes() {
        check("It took 9 h 30 min (96 samples).", 34_200.0, (3, 3));
        check("It took 13 h.", 34_200.0, (1, 0));
    }

    #[test]
    fn digits_of_dates_support_no_other_number() {
        // The evidence's window ends on the 11th; that is no length of time.
        check("It took 11 h.", 34_200.0, (1, 0));
    }
}

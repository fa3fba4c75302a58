//! Every number in an answer's text must be held by its evidence.
//!
//! A number is supported when some number of the evidence equals it or rounds to it, in the unit that
//! the evidence gives: lengths of time may be told in days, hours and minutes, shares as per cent.
//! Digits of a name, or of an instant or window that the evidence holds and that is written just as
//! the wording writes it, are no claims. A date supports nothing but itself.

mod quoted;

use std::collections::HashSet;

use jiff::tz::TimeZone;
use plant::{Language, Unit};
use serde_json::Value as Json;
use tool::evidence::{Cell, Clue, Findings, Hypothesis};
use tool::{AnswerValue, Evidence, Grounding};

use crate::compose::{instant, window};

/// Counts the numbers of a text and those that the evidence supports.
///
/// `names` are texts whose digits are not claims: names of tags and assets, the plant's name.
/// Instants are looked for as they are written in `zone` and `language`.
pub fn ground(
    text: &str,
    evidence: &[Evidence],
    names: &[&str],
    zone: &TimeZone,
    language: Language,
) -> Grounding {
    let mut held = Held::new(zone, language);
    for item in evidence {
        held.evidence(item);
    }
    held.texts.extend(names.iter().map(|name| (*name).to_owned()));
    let masked = mask(text, &held.texts);
    let numbers = numbers_in(&masked);
    let supported = numbers.iter().filter(|number| held.supports(number)).count();
    Grounding { numbers: numbers.len() as u32, supported: supported as u32 }
}

/// What kind of facts the words of a server outside the plant are.
pub const SAID: &str = "said";

/// What a text of a model rests on. It chose what to look for and how, so less counts than for a text of ours: of a
/// step's arguments only what the asker asked with, of a result nothing that was given to the step or that the model
/// was not told, and words that others wrote only where they are quoted.
#[derive(Debug, Clone, Copy)]
pub struct Basis<'a> {
    pub evidence: &'a [Evidence],
    /// For each piece of evidence, numbers that the model gave to that step.
    pub given: &'a [Vec<f64>],
    /// Numbers that the asker asked with, now or before.
    pub asked: &'a [f64],
    pub names: &'a [&'a str],
    pub zone: &'a TimeZone,
    pub language: Language,
}

impl Basis<'_> {
    /// Whether every number of a text is held; `heard` is what servers outside said, of which the text says so.
    pub fn holds<'e>(&self, text: &str, heard: impl Iterator<Item = &'e Evidence>) -> bool {
        let mut held = Held::new(self.zone, self.language);
        for (at, item) in self.evidence.iter().enumerate() {
            held.rest = Some(Restraint {
                asked: self.asked,
                given: self.given.get(at).map(Vec::as_slice).unwrap_or_default(),
            });
            held.evidence(item);
        }
        for item in heard {
            held.findings(&item.result);
        }
        for name in self.names {
            held.name(name);
        }
        let text = quoted::without_quotes(text, &held.quotes);
        numbers_in(&mask(&text, &held.texts)).iter().all(|number| held.supports(number))
    }
}

/// What does not count of the evidence that is looked at.
#[derive(Debug, Clone, Copy)]
struct Restraint<'a> {
    asked: &'a [f64],
    given: &'a [f64],
}

/// The numbers of a text.
pub fn numbers(text: &str) -> impl Iterator<Item = f64> {
    numbers_in(text).into_iter().map(|number| number.value)
}

/// A number as it is written.
#[derive(Debug, Clone, PartialEq)]
struct Written {
    value: f64,
    /// What half a unit of its last digit is worth.
    rounding: f64,
}

/// What a held number may be told as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Measure {
    Plain,
    /// Also minutes, hours, days, and the parts of `9 h 30 min`.
    Seconds,
    /// Also per cent.
    Share,
}

impl Measure {
    fn of(unit: Option<&Unit>) -> Self {
        match unit.map(Unit::code) {
            Some("s") => Self::Seconds,
            Some("1") => Self::Share,
            _ => Self::Plain,
        }
    }
}

struct Held<'a> {
    numbers: Vec<(f64, Measure)>,
    /// Texts whose digits are no claims where they stand word for word.
    texts: HashSet<String>,
    /// Texts whose digits are no claims where they are quoted.
    quotes: HashSet<String>,
    zone: &'a TimeZone,
    language: Language,
    /// Of a text that a model wrote.
    rest: Option<Restraint<'a>>,
}

impl<'a> Held<'a> {
    fn new(zone: &'a TimeZone, language: Language) -> Self {
        Self {
            numbers: Vec::new(),
            texts: HashSet::new(),
            quotes: HashSet::new(),
            zone,
            language,
            rest: None,
        }
    }

    fn evidence(&mut self, evidence: &Evidence) {
        self.count(evidence.rows);
        for value in evidence.arguments.values() {
            match self.rest {
                None => self.json(value, Measure::Plain),
                Some(rest) => self.argument(value, rest.asked),
            }
        }
        if let Some(window) = &evidence.window {
            self.window(window);
        }
        // How many stretches of the window counted; a model's own list of them supports no number.
        let within = evidence.arguments.get("within").and_then(Json::as_array);
        if let Some(within) = within.filter(|_| self.rest.is_none()) {
            self.count(within.len() as u64);
        }
        // A model is told nothing of it, so it cannot mean it.
        if let Some(quality) = evidence.quality.as_ref().filter(|_| self.rest.is_none()) {
            for share in [quality.good, quality.uncertain, quality.bad] {
                self.number(share, Measure::Share);
            }
        }
        self.count(evidence.values.len() as u64);
        self.values(&evidence.values);
        self.findings(&evidence.result);
        for note in &evidence.notes {
            self.text(note);
        }
    }

    /// Of an argument that a model chose: instants, and numbers that it was asked with.
    fn argument(&mut self, json: &Json, asked: &[f64]) {
        match json {
            Json::Number(number) => {
                let value = number.as_f64().filter(|value| asked.contains(value));
                self.numbers.extend(value.map(|value| (value, Measure::Plain)));
            }
            Json::String(text) if instant(text, self.zone, self.language) != *text => self.text(text),
            Json::Array(items) => items.iter().for_each(|item| self.argument(item, asked)),
            Json::Object(map) => map.values().for_each(|item| self.argument(item, asked)),
            _ => {}
        }
    }

    /// A name of the plant's description; one that says something is quoted.
    fn name(&mut self, name: &str) {
        let kept = if quoted::reads_as_claim(name) { &mut self.quotes } else { &mut self.texts };
        kept.insert(name.to_owned());
    }

    fn findings(&mut self, findings: &Findings) {
        match findings {
            Findings::Quantity { subject, value, details, episodes, what, unit } => {
                self.text(subject);
                self.text(what);
                self.number(*value, Measure::of(unit.as_ref()));
                self.values(details);
                self.count(episodes.len() as u64);
                for episode in episodes {
                    self.text(&episode.start);
                    self.text(&episode.end);
                    self.number(episode.seconds, Measure::Seconds);
                }
            }
            Findings::Instant { subject, time, value, unit, .. } => {
                self.text(subject);
                self.text(time);
                value.iter().for_each(|value| self.number(*value, Measure::of(unit.as_ref())));
            }
            Findings::Verdict { subject, details, .. } => {
                self.text(subject);
                self.values(details);
            }
            Findings::Table { columns, rows, total_rows, .. } => {
                self.count(*total_rows);
                self.count(rows.len() as u64);
                for column in columns {
                    self.text(&column.name);
                }
                for row in rows {
                    for (at, cell) in row.iter().enumerate() {
                        let unit = columns.get(at).and_then(|column| column.unit.as_ref());
                        self.cell(cell, Measure::of(unit));
                    }
                }
            }
            Findings::Series { series } => {
                self.count(series.len() as u64);
                for one in series {
                    self.text(&one.tag);
                    self.text(&one.name);
                    self.count(one.samples);
                    let low = one.points.iter().map(|point| point.min).fold(f64::INFINITY, f64::min);
                    let high = one.points.iter().map(|point| point.max).fold(f64::NEG_INFINITY, f64::max);
                    self.number(low, Measure::of(one.unit.as_ref()));
                    self.number(high, Measure::of(one.unit.as_ref()));
                }
            }
            Findings::Facts { subject, facts, what } => {
                self.text(subject);
                self.values(facts);
                if what == SAID {
                    let said = facts.iter().filter_map(|fact| fact.value.as_str()).flat_map(numbers);
                    self.numbers.extend(said.map(|value| (value, Measure::Plain)));
                }
            }
            Findings::Investigation { subject, premise, steps, hypotheses } => {
                self.text(subject);
                self.clues(std::iter::once(premise).chain(steps));
                for hypothesis in hypotheses {
                    self.text(&hypothesis.subject);
                    let Hypothesis { supports, against, missing, checks, .. } = hypothesis;
                    self.clues([supports, against, missing, checks].into_iter().flatten());
                }
            }
        }
    }

    /// What was found, not how it is told: words support nothing.
    fn clues<'c>(&mut self, clues: impl Iterator<Item = &'c Clue>) {
        for clue in clues {
            self.text(&clue.subject);
            self.values(&clue.values);
        }
    }

    fn values(&mut self, values: &[AnswerValue]) {
        for value in values {
            self.text(&value.label);
            self.json(&value.value, Measure::of(value.unit.as_ref()));
            value.time.iter().for_each(|time| self.text(time));
            value.window.iter().for_each(|window| self.window(window));
        }
    }

    fn cell(&mut self, cell: &Cell, measure: Measure) {
        match cell {
            Cell::Number(value) => self.number(*value, measure),
            Cell::Integer(value) => self.number(*value as f64, measure),
            Cell::Text(text) => self.text(text),
            Cell::Null | Cell::Boolean(_) => {}
        }
    }

    fn json(&mut self, json: &Json, measure: Measure) {
        match json {
            Json::Number(number) => number.as_f64().into_iter().for_each(|value| self.number(value, measure)),
            Json::String(text) => self.text(text),
            Json::Array(items) => items.iter().for_each(|item| self.json(item, measure)),
            Json::Object(map) => map.values().for_each(|item| self.json(item, measure)),
            Json::Null | Json::Bool(_) => {}
        }
    }

    fn count(&mut self, count: u64) {
        self.numbers.push((count as f64, Measure::Plain));
    }

    fn number(&mut self, value: f64, measure: Measure) {
        let is_given = self.rest.is_some_and(|rest| rest.given.contains(&value));
        if value.is_finite() && !is_given {
            self.numbers.push((value, measure));
        }
    }

    /// A text of the evidence: an instant as the wording writes it, a number that was kept as text,
    /// or words that may be repeated.
    fn text(&mut self, text: &str) {
        if !text.bytes().any(|byte| byte.is_ascii_digit()) {
            return;
        }
        if let Ok(number) = text.trim().parse::<f64>() {
            self.number(number, Measure::Plain);
            return;
        }
        let told = instant(text, self.zone, self.language);
        if self.rest.is_some() && told == text && quoted::reads_as_claim(text) {
            self.quotes.insert(text.to_owned());
            return;
        }
        self.texts.insert(told);
        if text.contains('_') {
            self.texts.insert(text.replace('_', " "));
        }
        self.texts.insert(text.to_owned());
    }

    fn window(&mut self, bounds: &[String; 2]) {
        self.texts.extend(window(bounds, self.zone, self.language));
        bounds.iter().for_each(|bound| self.text(bound));
    }

    fn supports(&self, written: &Written) -> bool {
        self.numbers.iter().any(|(held, measure)| match measure {
            Measure::Plain => written.rounds(*held),
            Measure::Share => written.rounds(*held) || written.rounds(held * 100.0),
            Measure::Seconds => {
                let whole = held.abs().round();
                let (days, hours) = (whole / 86_400.0, whole.rem_euclid(86_400.0) / 3600.0);
                let (minutes, rest) = (whole.rem_euclid(3600.0) / 60.0, whole.rem_euclid(60.0));
                [*held, held / 60.0, held / 3600.0, held / 86_400.0].iter().any(|told| written.rounds(*told))
                    || [days.floor(), hours.floor(), minutes.floor(), rest].contains(&written.value)
            }
        })
    }
}

impl Written {
    /// Whether this is how `held` reads when it is rounded; large numbers keep four digits at least.
    fn rounds(&self, held: f64) -> bool {
        let significant =
            if self.rounding >= 0.5 && self.value.abs() >= 10_000.0 { self.value.abs() * 5e-5 } else { 0.0 };
        let tolerance = self.rounding.max(significant) + 1e-9 * self.value.abs();
        (held - self.value).abs() <= tolerance
    }
}

/// The text with what the evidence holds word for word blanked, longest first.
fn mask(text: &str, held: &HashSet<String>) -> String {
    let mut masks: Vec<&str> = held
        .iter()
        .map(String::as_str)
        .filter(|name| name.bytes().any(|byte| byte.is_ascii_digit()) && text.contains(name))
        .collect();
    masks.sort_by_key(|name| (std::cmp::Reverse(name.len()), *name));
    let mut masked = text.to_owned();
    for name in masks {
        masked = blank(&masked, name);
    }
    masked
}

/// `name` out of `text`, where it stands by itself: `P-1` is not in `P-12`.
fn blank(text: &str, name: &str) -> String {
    let mut left = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let (before, after) = (&rest[..at], &rest[at + name.len()..]);
        let ends = |name: Option<char>, beside: Option<char>| {
            let part = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
            !(part(name) && part(beside))
        };
        let preceding = before.chars().next_back().or_else(|| left.chars().next_back());
        left.push_str(before);
        if ends(name.chars().next(), preceding) && ends(name.chars().next_back(), after.chars().next()) {
            left.push(' ');
        } else {
            left.push_str(name);
        }
        rest = after;
    }
    left + rest
}

/// The numbers of a text: `1,234.5`, `-0.3`, `2.000e-6`; not the digits of `PW3101` or `s1`.
fn numbers_in(text: &str) -> Vec<Written> {
    let chars: Vec<char> = text.chars().collect();
    let digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    let mut found = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let in_word = i > 0 && (chars[i - 1].is_ascii_alphabetic() || chars[i - 1] == '_');
        if !digit(i) || in_word {
            i += 1;
            continue;
        }
        // A minus sign, not the dash of a range.
        let minus = i > 0 && chars[i - 1] == '-' && (i == 1 || !chars[i - 2].is_ascii_alphanumeric());
        let mut digits = String::from(if minus { "-" } else { "" });
        let (mut decimals, mut point) = (0, false);
        while i < chars.len() {
            match chars[i] {
                c if c.is_ascii_digit() => {
                    digits.push(c);
                    decimals += i32::from(point);
                }
                ',' if digit(i + 1) && !point => {}
                '.' if digit(i + 1) && !point => {
                    point = true;
                    digits.push('.');
                }
                _ => break,
            }
            i += 1;
        }
        let exponent = exponent(&chars[i..]);
        if let Some((text, length)) = &exponent {
            digits.push_str(text);
            i += length;
        }
        if let Ok(value) = digits.parse() {
            let power = exponent.and_then(|(text, _)| text[1..].parse().ok()).unwrap_or(0);
            found.push(Written { value, rounding: 0.5 * 10_f64.powi(power - decimals) });
        }
    }
    found
}

/// `e-6` at the start, and its length.
fn exponent(chars: &[char]) -> Option<(String, usize)> {
    if chars.first() != Some(&'e') {
        return None;
    }
    let sign = usize::from(chars.get(1) == Some(&'-'));
    let digits = chars.iter().skip(1 + sign).take_while(|c| c.is_ascii_digit()).count();
    (digits > 0).then(|| (chars[..1 + sign + digits].iter().collect(), 1 + sign + digits))
}

#[cfg(test)]
mod tests;

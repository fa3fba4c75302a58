//! `conditions`: whether, when and how long conditions on tags held, together or one of them.

use std::collections::BTreeMap;

use analytics::{Stretch, common, either, stretches, total_seconds};
use plant::{Plant, Problem, TimeRange, Unit};
use serde_json::Value as Json;
use tool::{
    AnswerValue, Arguments, Cell, Column, Effect, Episode, Evidence, Example, Findings, Parameter,
    ParameterKind, Spec,
};

use crate::period::{By, Period, period_of};
use crate::readings::{Readings, joint_evidence};
use crate::sql_text::{held_samples, quoted};
use crate::support::call::{number_of, unit_of};
use crate::support::time::{date_of, day_of, local_window};
use crate::support::{Call, Conversion, problems};
use crate::{Engines, Tool};

/// Episodes that are listed at most.
const MOST_EPISODES: usize = 500;
/// A shift begins at a full minute.
const STEP_BETWEEN_SHIFTS: i64 = 60_000_000_000;
/// How many are handed on to other steps.
const MOST_HANDED_ON: usize = 5_000;

/// Whether, when and how long conditions held.
pub struct Conditions;

const PARAMETERS: &[Parameter] = &[
    Parameter::required(
        "conditions",
        ParameterKind::Conditions,
        "what is to hold; above and below together: between the two",
    ),
    Parameter::optional(
        "combine",
        ParameterKind::OneOf(&["all", "any"]),
        "all hold at once (without it), or any of them",
    ),
    Parameter::optional("window", ParameterKind::Window, "when; all of the history without it"),
    Parameter::optional("within", ParameterKind::Windows, "only these stretches of the window"),
    Parameter::optional("at_least_s", ParameterKind::Number, "only episodes that lasted so many seconds"),
    Parameter::optional(
        "report",
        ParameterKind::OneOf(&[
            "total",
            "longest",
            "count",
            "episodes",
            "share",
            "ever",
            "always",
            "now",
            "first",
            "last",
            "days",
            "day_count",
        ]),
        "total time (without it), an episode, a share, a verdict, an instant, or days",
    ),
    Parameter::optional(
        "by",
        ParameterKind::OneOf(&["hour", "day", "week", "month", "shift"]),
        "the time in each period instead",
    ),
    Parameter::optional(
        "order",
        ParameterKind::OneOf(&["highest", "lowest"]),
        "with by: the periods themselves, in order of the time",
    ),
    Parameter::optional("limit", ParameterKind::Integer, "with order: how many; one without it"),
];

impl Tool for Conditions {
    fn spec(&self) -> Spec {
        Spec {
            name: "conditions",
            about: "Whether, when, how often and how long conditions on tags held, together or one of them.",
            effect: Effect::ReadOnly,
            parameters: PARAMETERS,
            example: Example {
                question: "On how many days in June was the bearing of pump P-101 above 50 °C while its flow was above 20?",
                arguments: r#"{"conditions": [{"tag": "P-101.bearing_temperature", "above": 50, "unit": "Cel"}, {"tag": "P-101.flow", "above": 20}], "window": {"start": "2026-06-01", "end": "2026-07-01"}, "report": "day_count"}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "conditions", arguments);
        let conditions = Condition::all_of(&call)?;
        let report = call.text("report")?.unwrap_or_else(|| "total".to_owned());
        let any = call.text("combine")?.as_deref() == Some("any");
        let window =
            if report == "now" { Some(latest_window(&call, &conditions)?) } else { call.window("window")? };
        let readings: Vec<Readings<'_>> = conditions
            .iter()
            .map(|condition| Readings::read(&call, call.find_tag(&condition.tag)?, window))
            .collect::<Result<_, _>>()?;
        let mut found = Found::of(&conditions, &readings, any)?;
        if let Some(within) = call.windows("within")? {
            let within: Vec<Stretch> =
                within.iter().map(|range| Stretch { start: range.start, end: range.end }).collect();
            found.met = common(&found.met, &either(&within, &[]));
            found.covered = common(&found.covered, &either(&within, &[]));
        }
        if let Some(least) = call.number("at_least_s")? {
            found.met.retain(|stretch| stretch.seconds() >= least);
        }
        let subject = conditions.iter().map(Condition::words).collect::<Vec<_>>().join(if any {
            " or "
        } else {
            " and "
        });
        let told = Told { call: &call, subject, found: &found, conditions: &conditions };
        let evidence = joint_evidence(&call, &readings).query(query(&conditions, &readings)?);
        if let Some(by) = call.text("by")? {
            let (values, finding) = told.in_each(By::of(&by, call.plant())?)?;
            let all =
                if let Findings::Table { total_rows, .. } = &finding { *total_rows as usize } else { 0 };
            let left_out = if call.json("order").is_none() { all.saturating_sub(MOST_HANDED_ON) } else { 0 };
            return Ok(evidence.values(values).left_out(left_out).finish(finding));
        }
        let (values, finding) = told.by(&report, &readings)?;
        let evidence = if found.met.len() > MOST_EPISODES {
            evidence
                .note(format!("Only the first {MOST_EPISODES} of {} episodes are listed.", found.met.len()))
        } else {
            evidence
        };
        let left_out = if report == "episodes" { found.met.len().saturating_sub(MOST_HANDED_ON) } else { 0 };
        Ok(evidence.values(values).left_out(left_out).finish(finding))
    }
}

/// How long each of them held by itself; where they held together is found here.
pub(crate) fn query(conditions: &[Condition], readings: &[Readings<'_>]) -> Result<String, Problem> {
    let one = |(condition, readings): (&Condition, &Readings<'_>)| {
        let held = held_samples(&condition.tag, readings.window, readings.step()?);
        let sides = [(condition.above, ">"), (condition.below, "<")];
        let equal = if condition.inclusive { "=" } else { "" };
        let sides: Vec<String> =
            sides.iter().filter_map(|(at, sign)| at.map(|at| format!("value {sign}{equal} {at}"))).collect();
        let name = quoted(&condition.tag);
        Ok(format!("SELECT {name} AS tag, sum(held) AS seconds FROM ({held}) WHERE {}", sides.join(" AND ")))
    };
    let all: Vec<String> = conditions.iter().zip(readings).map(one).collect::<Result<_, Problem>>()?;
    Ok(all.join(" UNION ALL "))
}

/// One condition, in the tag's own unit.
pub(crate) struct Condition {
    pub tag: String,
    above: Option<f64>,
    below: Option<f64>,
    inclusive: bool,
    /// As it was asked, for people.
    said: Vec<(&'static str, f64, Option<Unit>)>,
}

impl Condition {
    pub fn all_of(call: &Call<'_>) -> Result<Vec<Self>, Problem> {
        let list = call.json("conditions").and_then(Json::as_array).filter(|list| !list.is_empty());
        let list = list.ok_or_else(|| problems::bad_argument("conditions", "at least one is needed"))?;
        list.iter().map(|json| Self::of(call, json)).collect()
    }

    fn of(call: &Call<'_>, json: &Json) -> Result<Self, Problem> {
        let wrong = |why: &str| problems::bad_argument("conditions", why);
        let id = json.get("tag").and_then(Json::as_str).ok_or_else(|| wrong("each needs a tag"))?;
        let tag = call.find_tag(id)?;
        let unit = match json.get("unit").and_then(Json::as_str) {
            Some(text) => Some(unit_of("conditions", text)?),
            None => None,
        };
        let conversion = Conversion::new(&tag.id, tag.unit.as_ref(), unit.as_ref())?;
        let mut said = Vec::new();
        let mut threshold = |name: &'static str| -> Result<Option<f64>, Problem> {
            let Some(json) = json.get(name).filter(|json| !json.is_null()) else { return Ok(None) };
            let number = number_of(json).ok_or_else(|| wrong("a threshold is a number"))?;
            said.push((name, number, unit.clone().or_else(|| tag.unit.clone())));
            Ok(Some(conversion.back(number)))
        };
        let (above, below) = (threshold("above")?, threshold("below")?);
        match (above, below) {
            (None, None) => return Err(wrong("each needs a threshold, above or below")),
            (Some(above), Some(below)) if above > below => {
                return Err(wrong("above must be the lower of the two"));
            }
            _ => {}
        }
        let inclusive = json.get("inclusive").and_then(Json::as_bool).unwrap_or(false);
        Ok(Self { tag: tag.id.clone(), above, below, inclusive, said })
    }

    pub fn is_met(&self, value: f64) -> bool {
        self.above.is_none_or(|above| value > above || self.inclusive && value == above)
            && self.below.is_none_or(|below| value < below || self.inclusive && value == below)
    }

    fn words(&self) -> String {
        let sides: Vec<String> = self
            .said
            .iter()
            .map(|(side, number, unit)| {
                let sign = match (*side, self.inclusive) {
                    ("above", false) => ">",
                    ("above", true) => "≥",
                    (_, false) => "<",
                    (_, true) => "≤",
                };
                let unit = unit.as_ref().map(Unit::symbol).unwrap_or_default();
                format!("{sign} {number} {unit}").trim_end().to_owned()
            })
            .collect();
        format!("{} {}", self.tag, sides.join(" "))
    }
}

/// The last samples of every tag that a condition is on.
pub(crate) fn latest_window(call: &Call<'_>, conditions: &[Condition]) -> Result<TimeRange, Problem> {
    let mut window: Option<TimeRange> = None;
    for condition in conditions {
        let tag = call.find_tag(&condition.tag)?;
        let profile = call.profile(tag);
        let last =
            profile.and_then(|profile| profile.last).ok_or_else(|| problems::no_data_at_all(&tag.id))?;
        let step = profile.and_then(|profile| profile.step_s).unwrap_or(60.0);
        let own = TimeRange::new(last - (2.5 * step * 1e9) as i64, last + 1);
        window = Some(window.map_or(own, |w| TimeRange::new(w.start.min(own.start), w.end.max(own.end))));
    }
    window.ok_or_else(|| problems::bad_argument("conditions", "at least one is needed"))
}

/// Where they held, and where all tags had samples.
struct Found {
    met: Vec<Stretch>,
    covered: Vec<Stretch>,
}

impl Found {
    fn of(conditions: &[Condition], readings: &[Readings<'_>], any: bool) -> Result<Self, Problem> {
        let mut found: Option<Self> = None;
        for (condition, readings) in conditions.iter().zip(readings) {
            let (step, window) = (readings.step()?, readings.window);
            let met =
                stretches(readings.around(), step, window.start, window.end, |value| condition.is_met(value));
            let covered = stretches(readings.around(), step, window.start, window.end, |_| true);
            found = Some(match found {
                None => Self { met, covered },
                Some(so_far) => Self {
                    met: if any { either(&so_far.met, &met) } else { common(&so_far.met, &met) },
                    covered: common(&so_far.covered, &covered),
                },
            });
        }
        found.ok_or_else(|| problems::bad_argument("conditions", "at least one is needed"))
    }
}

/// The parts of stretches in each period, with their lengths in seconds.
fn split(stretches: &[Stretch], by: By, plant: &Plant) -> Vec<(Period, f64)> {
    let mut parts = Vec::new();
    for stretch in stretches {
        let mut at = stretch.start;
        while at < stretch.end {
            // Between two shifts lies a time that belongs to none.
            let Some(period) = period_of(at, by, plant) else {
                at = (at / STEP_BETWEEN_SHIFTS + 1) * STEP_BETWEEN_SHIFTS;
                continue;
            };
            let until = period.range.end.min(stretch.end);
            let part = Stretch { start: at, end: until };
            at = until;
            parts.push((period, part.seconds()));
        }
    }
    parts
}

struct Told<'a> {
    call: &'a Call<'a>,
    subject: String,
    found: &'a Found,
    conditions: &'a [Condition],
}

impl Told<'_> {
    fn seconds(&self, stretch: &Stretch) -> AnswerValue {
        let (start, end) = (self.call.local(stretch.start), self.call.local(stretch.end));
        AnswerValue::number(self.subject.clone(), stretch.seconds(), Some(Unit::new("s")))
            .at(start.clone())
            .over([start, end])
    }

    fn details(&self) -> Vec<AnswerValue> {
        let covered = total_seconds(&self.found.covered);
        let total = total_seconds(&self.found.met);
        let seconds = |label: &str, value: f64| AnswerValue::number(label, value, Some(Unit::new("s")));
        let mut details = Vec::new();
        for condition in self.conditions {
            for (side, number, unit) in &condition.said {
                details.push(AnswerValue::number(format!("{} {side}", condition.tag), *number, unit.clone()));
            }
        }
        details.push(seconds("total", total));
        details.push(seconds("covered", covered));
        details.push(AnswerValue::number("episodes", self.found.met.len() as f64, Some(Unit::default())));
        details
    }

    fn quantity(&self, what: &str, value: f64, unit: &str) -> (Vec<AnswerValue>, Findings) {
        let unit = if unit.is_empty() { Unit::default() } else { Unit::new(unit) };
        let number = AnswerValue::number(self.subject.clone(), value, Some(unit.clone()));
        (vec![number], self.finding(what, value, unit))
    }

    fn finding(&self, what: &str, value: f64, unit: Unit) -> Findings {
        let episodes = self.found.met.iter().take(MOST_EPISODES).map(|stretch| Episode {
            start: self.call.local(stretch.start),
            end: self.call.local(stretch.end),
            seconds: stretch.seconds(),
        });
        Findings::Quantity {
            what: what.to_owned(),
            subject: self.subject.clone(),
            value,
            unit: Some(unit),
            details: self.details(),
            episodes: episodes.collect(),
        }
    }

    fn verdict(&self, what: &str, verdict: bool) -> (Vec<AnswerValue>, Findings) {
        let value = AnswerValue::new(self.subject.clone(), verdict);
        let finding = Findings::Verdict {
            what: what.to_owned(),
            subject: self.subject.clone(),
            verdict,
            details: self.details(),
        };
        (vec![value], finding)
    }

    fn by(&self, report: &str, readings: &[Readings<'_>]) -> Result<(Vec<AnswerValue>, Findings), Problem> {
        let met = &self.found.met;
        let (total, covered) = (total_seconds(met), total_seconds(&self.found.covered));
        Ok(match report {
            "longest" => {
                let longest = met.iter().rev().max_by_key(|stretch| stretch.length());
                let seconds = longest.map_or(0.0, |stretch| stretch.seconds());
                let value = longest.map_or_else(
                    || AnswerValue::number(self.subject.clone(), 0.0, Some(Unit::new("s"))),
                    |stretch| self.seconds(stretch),
                );
                (vec![value], self.finding("longest duration", seconds, Unit::new("s")))
            }
            "count" => self.quantity("episodes", met.len() as f64, ""),
            "share" => self.quantity("share", if covered > 0.0 { 100.0 * total / covered } else { 0.0 }, "%"),
            "episodes" => {
                let values = met.iter().take(MOST_HANDED_ON).map(|stretch| self.seconds(stretch)).collect();
                (values, self.finding("duration", total, Unit::new("s")))
            }
            "ever" => self.verdict("ever", !met.is_empty()),
            "always" => self.verdict("always", covered > 0.0 && total >= covered * (1.0 - 1e-9)),
            "now" => {
                let holds = self.conditions.iter().zip(readings).map(|(condition, readings)| {
                    readings.inside().values.last().is_some_and(|value| condition.is_met(*value))
                });
                let any = self.call.text("combine")?.as_deref() == Some("any");
                let holds: Vec<bool> = holds.collect();
                self.verdict("now", if any { holds.contains(&true) } else { !holds.contains(&false) })
            }
            "first" | "last" => match if report == "first" { met.first() } else { met.last() } {
                Some(stretch) => {
                    let time = self.call.local(stretch.start);
                    let value = AnswerValue::new(self.subject.clone(), time.clone())
                        .at(time.clone())
                        .over([time.clone(), self.call.local(stretch.end)]);
                    let finding = Findings::Instant {
                        what: format!("{report} time"),
                        subject: self.subject.clone(),
                        time,
                        value: None,
                        unit: None,
                    };
                    (vec![value], finding)
                }
                // It never held: that is the answer.
                None => self.verdict("ever", false),
            },
            "days" | "day_count" => {
                let days = self.days();
                if report == "day_count" {
                    self.quantity("days", days.len() as f64, "")
                } else {
                    let values = days.into_iter().collect();
                    (values, self.finding("duration", total, Unit::new("s")))
                }
            }
            _ => self.quantity("duration", total, "s"),
        })
    }

    /// How long it held in each period that has samples, or the periods in order of that.
    fn in_each(&self, by: By) -> Result<(Vec<AnswerValue>, Findings), Problem> {
        let plant = self.call.plant();
        let mut periods: BTreeMap<i64, (Period, f64)> = BTreeMap::new();
        for (stretches, held) in [(&self.found.covered, false), (&self.found.met, true)] {
            for (period, seconds) in split(stretches, by, plant) {
                let own = periods.entry(period.range.start).or_insert((period, 0.0));
                own.1 += if held { seconds } else { 0.0 };
            }
        }
        let mut periods: Vec<(Period, f64)> = periods.into_values().collect();
        let second = Unit::new("s");
        let over = |period: &Period| local_window(period.range, self.call.zone());
        let order = self.call.text("order")?;
        match order.as_deref() {
            Some("lowest") => periods.sort_by(|a, b| a.1.total_cmp(&b.1)),
            Some(_) => periods.sort_by(|a, b| b.1.total_cmp(&a.1)),
            None => {}
        }
        let values = periods.iter().map(|(period, seconds)| {
            let value = match order {
                Some(_) => AnswerValue::new(&period.label, period.label.clone()),
                None => AnswerValue::number(&period.label, *seconds, Some(second.clone())),
            };
            value.over(over(period))
        });
        let limit =
            if order.is_some() { self.call.count("limit", 1, MOST_EPISODES)? } else { MOST_HANDED_ON };
        let values = values.take(limit).collect();
        let rows = periods.iter().take(MOST_EPISODES);
        let finding = Findings::Table {
            what: format!("{} by {}", self.subject, by.word()),
            columns: vec![
                Column { name: by.word().to_owned(), unit: None },
                Column { name: "held".to_owned(), unit: Some(second.clone()) },
            ],
            rows: rows
                .map(|(period, seconds)| vec![Cell::Text(period.label.clone()), Cell::Number(*seconds)])
                .collect(),
            total_rows: periods.len() as u64,
        };
        Ok((values, finding))
    }

    /// Plant-local days on which it held for a while.
    fn days(&self) -> Vec<AnswerValue> {
        let zone = self.call.zone();
        let mut days: Vec<AnswerValue> = Vec::new();
        let mut last = None;
        for stretch in &self.found.met {
            let mut date = date_of(stretch.start, zone);
            let until = date_of(stretch.end.saturating_sub(1), zone);
            while date <= until {
                if last != Some(date) {
                    last = Some(date);
                    let label = date.to_string();
                    let mut value = AnswerValue::new(label.clone(), label);
                    if let Some(range) = day_of(date, zone) {
                        value = value.over(local_window(range, zone));
                    }
                    days.push(value);
                }
                match date.tomorrow() {
                    Ok(next) => date = next,
                    Err(_) => break,
                }
            }
        }
        days
    }
}

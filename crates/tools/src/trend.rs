//! `trend`: whether a tag rises, falls or stays, and how fast.

use analytics::{Direction, Trend as Line};
use plant::{Problem, Unit};
use tool::{AnswerValue, Arguments, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec};

use crate::readings::Readings;
use crate::sql_text::from_samples;
use crate::support::{Call, Conversion, problems};
use crate::{Engines, Tool};

/// From this long on, a slope reads better per day than per hour, s.
const PER_DAY_FROM: f64 = 2.0 * 86_400.0;

/// From this autocorrelation on, the interval of independent samples is much too narrow.
const CLINGING: f64 = 0.3;

/// Least-squares slope, direction, or the verdict on a claim.
pub struct Trend;

const PARAMETERS: &[Parameter] = &[
    Parameter::required("tag", ParameterKind::Tag, "whose course"),
    Parameter::optional("window", ParameterKind::Window, "when; all of the history without it"),
    Parameter::optional("unit", ParameterKind::Unit, "unit of the change, or of the slope (kW/h, Cel/d)"),
    Parameter::optional(
        "claim",
        ParameterKind::OneOf(&["rising", "falling", "steady"]),
        "what the verdict is about",
    ),
    Parameter::optional(
        "report",
        ParameterKind::OneOf(&["slope", "direction", "change", "verdict"]),
        "slope (without it and without a claim), direction in a word, change over the window, or whether the claim holds",
    ),
];

impl Tool for Trend {
    fn spec(&self) -> Spec {
        Spec {
            name: "trend",
            about: "The least-squares trend of a tag over a window: its slope with a 95 % interval, its direction, or whether it rises, falls or stays.",
            effect: Effect::ReadOnly,
            parameters: PARAMETERS,
            example: Example {
                question: "Was the vibration of pump P-101 rising in June?",
                arguments: r#"{"tag": "P-101.vibration", "window": {"start": "2026-06-01", "end": "2026-07-01"}, "claim": "rising", "report": "verdict"}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "trend", arguments);
        let tag = call.tag("tag")?;
        let claim = call.text("claim")?;
        let usual = if claim.is_some() { "verdict" } else { "slope" };
        let report = call.text("report")?.unwrap_or_else(|| usual.to_owned());
        let readings = Readings::read(&call, tag, call.window("window")?)?;
        let line = analytics::trend(readings.inside())
            .ok_or_else(|| problems::not_enough("a trend", 2, readings.count()))?;
        let span_s = span_s(&readings);
        let scale = Scale::of(&tag.id, tag.unit.as_ref(), call.unit("unit")?.as_ref(), span_s)?;
        let evidence = readings
            .evidence(&call)
            .query(format!(
                "SELECT regr_slope(value, CAST(time AS BIGINT) / 1e9) * {} AS slope {}",
                scale.per_s,
                from_samples([tag.id.as_str()], readings.window)
            ))
            .notes(notes(&line));
        let details = scale.details(&line);
        Ok(match report.as_str() {
            "verdict" => {
                let claim = claim.ok_or_else(|| {
                    problems::bad_argument("claim", "a verdict needs a claim: rising, falling or steady")
                })?;
                let verdict = holds(&claim, &line);
                let finding = Findings::Verdict { what: claim, subject: tag.id.clone(), verdict, details };
                evidence.value(AnswerValue::new(&tag.id, verdict)).finish(finding)
            }
            "direction" => {
                let word = word(line.direction());
                let mut facts = vec![AnswerValue::new("direction", word)];
                facts.extend(details);
                let finding =
                    Findings::Facts { what: "direction".to_owned(), subject: tag.id.clone(), facts };
                evidence.value(AnswerValue::new(&tag.id, word)).finish(finding)
            }
            "change" => {
                let (value, unit) =
                    (scale.conversion.difference(line.change()), scale.conversion.unit.clone());
                quantity(evidence, "change along the trend", &tag.id, value, unit, details)
            }
            _ => quantity(evidence, "slope", &tag.id, scale.slope(line.slope), scale.unit.clone(), details),
        })
    }
}

fn quantity(
    evidence: crate::support::EvidenceBuilder,
    what: &str,
    subject: &str,
    value: f64,
    unit: Option<Unit>,
    details: Vec<AnswerValue>,
) -> Evidence {
    evidence.value(AnswerValue::number(subject, value, unit.clone())).finish(Findings::Quantity {
        what: what.to_owned(),
        subject: subject.to_owned(),
        value,
        unit,
        details,
        episodes: Vec::new(),
    })
}

/// A claim holds where [`Line::direction`] says the same: a slope that is lost in the noise rises as little as it falls.
fn holds(claim: &str, line: &Line) -> bool {
    word(line.direction()) == claim
}

fn word(direction: Direction) -> &'static str {
    match direction {
        Direction::Rising => "rising",
        Direction::Falling => "falling",
        Direction::Steady => "steady",
    }
}

fn notes(line: &Line) -> Vec<String> {
    let mut notes = Vec::new();
    if line.is_clear() {
        notes.push(format!(
            "Clearly {}: the 95 % interval of the slope leaves zero out.",
            word(line.direction())
        ));
    } else {
        notes.push("The slope cannot be told from zero with 95 % confidence.".to_owned());
    }
    if line.autocorrelation > CLINGING {
        notes.push(format!(
            "Neighbouring samples resemble each other (autocorrelation {:.2}); the interval allows for that.",
            line.autocorrelation
        ));
    }
    notes
}

fn span_s(readings: &Readings<'_>) -> f64 {
    let times = readings.inside().times;
    times.first().zip(times.last()).map_or(0.0, |(first, last)| (*last as f64 - *first as f64) / 1e9)
}

/// Units of a slope.
struct Scale {
    /// Of a change of the value.
    conversion: Conversion,
    /// Of the slope.
    unit: Option<Unit>,
    /// Seconds of the slope's time.
    per_s: f64,
}

impl Scale {
    /// Per hour or day, whichever reads well over this span; per what the unit asked for says when
    /// that is one of a slope.
    fn of(subject: &str, own: Option<&Unit>, asked: Option<&Unit>, span_s: f64) -> Result<Self, Problem> {
        let as_slope = asked.and_then(|asked| {
            let (change, per) = asked.code().rsplit_once('/')?;
            let per_s = Unit::new(per).convert(1.0, &Unit::new("s"))?;
            let change = Unit::new(change);
            own?.is_comparable(&change).then_some((change, per_s))
        });
        if let (Some((change, per_s)), Some(asked)) = (as_slope, asked) {
            let conversion = Conversion::new(subject, own, Some(&change))?;
            return Ok(Self { conversion, unit: Some(asked.clone()), per_s });
        }
        let conversion = Conversion::new(subject, own, asked)?;
        let (per, per_s) = if span_s >= PER_DAY_FROM { ("d", 86_400.0) } else { ("h", 3600.0) };
        let value = conversion.unit.as_ref().map_or("1", |unit| unit.code());
        Ok(Self { unit: Some(Unit::new(&format!("{value}/{per}"))), conversion, per_s })
    }

    fn slope(&self, per_second: f64) -> f64 {
        self.conversion.difference(per_second * self.per_s)
    }

    fn details(&self, line: &Line) -> Vec<AnswerValue> {
        let slope = |label: &str, value: f64| {
            value.is_finite().then(|| AnswerValue::number(label, self.slope(value), self.unit.clone()))
        };
        let value = |label: &str, value: f64| AnswerValue::number(label, value, self.conversion.unit.clone());
        let mut details: Vec<AnswerValue> = [
            slope("slope", line.slope),
            slope("interval from", line.slope - line.half_width_adjusted),
            slope("interval to", line.slope + line.half_width_adjusted),
        ]
        .into_iter()
        .flatten()
        .collect();
        details.push(value("change", self.conversion.difference(line.change())));
        details.push(value("from", self.conversion.value(line.from)));
        details.push(value("to", self.conversion.value(line.to)));
        details.push(value("std", self.conversion.difference(line.std)));
        details.push(AnswerValue::number("explained", 100.0 * line.r_squared, Some(Unit::new("%"))));
        details.push(AnswerValue::number("count", line.count as f64, Some(Unit::default())));
        details
    }
}

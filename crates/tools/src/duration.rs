//! `duration`: how long a tag was above, below or between thresholds.

use analytics::{Stretch, stretches, total_seconds};
use plant::{Problem, Unit};
use tool::{
    AnswerValue, Arguments, Effect, Episode, Evidence, Example, Findings, Parameter, ParameterKind, Spec,
};

use crate::readings::Readings;
use crate::sql_text::held_samples;
use crate::support::{Call, Conversion, problems};
use crate::{Engines, Tool};

/// Episodes that are listed at most.
const MOST_EPISODES: usize = 200;
/// How many are handed on to other steps.
const MOST_HANDED_ON: usize = 5_000;

/// From this share of the window on, time without samples is worth a note.
const UNKNOWN: f64 = 0.01;

/// Time for which a condition on a tag held, and its episodes.
pub struct Duration;

const PARAMETERS: &[Parameter] = &[
    Parameter::required("tag", ParameterKind::Tag, "whose value"),
    Parameter::optional("window", ParameterKind::Window, "when; all of the history without it"),
    Parameter::optional(
        "above",
        ParameterKind::Number,
        "the value is above this; with below: between the two",
    ),
    Parameter::optional("below", ParameterKind::Number, "the value is below this"),
    Parameter::optional("inclusive", ParameterKind::Boolean, "a value on the threshold counts too"),
    Parameter::optional("unit", ParameterKind::Unit, "unit of the thresholds"),
    Parameter::optional(
        "report",
        ParameterKind::OneOf(&["total", "longest", "episodes", "count", "share"]),
        "total time (without it), the longest episode, each of them, how many, or the share of the covered time",
    ),
];

impl Tool for Duration {
    fn spec(&self) -> Spec {
        Spec {
            name: "duration",
            about: "How long a tag was above, below or between thresholds: in total, at a stretch, how often, each episode.",
            effect: Effect::ReadOnly,
            parameters: PARAMETERS,
            example: Example {
                question: "How long was the bearing of pump P-101 above 50 °C on 8 June?",
                arguments: r#"{"tag": "P-101.bearing_temperature", "window": {"start": "2026-06-08", "end": "2026-06-09"}, "above": 50, "unit": "Cel"}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "duration", arguments);
        let tag = call.tag("tag")?;
        let unit = call.unit("unit")?;
        let thresholds = Conversion::new(&tag.id, tag.unit.as_ref(), unit.as_ref())?;
        let condition = Condition {
            above: call.number("above")?.map(|above| thresholds.back(above)),
            below: call.number("below")?.map(|below| thresholds.back(below)),
            inclusive: call.boolean("inclusive")?.unwrap_or(false),
        };
        condition.check()?;
        let readings = Readings::read(&call, tag, call.window("window")?)?;
        let step = readings.step()?;
        let window = readings.window;
        let met =
            stretches(readings.around(), step, window.start, window.end, |value| condition.is_met(value));
        let covered = readings.covered_s()?;
        let total = total_seconds(&met);
        let report = call.text("report")?.unwrap_or_else(|| "total".to_owned());
        let reported = Reported { call: &call, subject: &tag.id, met: &met, total, covered };

        let mut evidence = readings.evidence(&call).query(format!(
            "SELECT sum(held) AS seconds FROM ({}) WHERE {}",
            held_samples(&tag.id, window, step),
            condition.sql()
        ));
        if met.len() > MOST_EPISODES {
            evidence = evidence
                .note(format!("Only the first {MOST_EPISODES} of {} episodes are listed.", met.len()));
        }
        let reach = readings.covered();
        let unknown = reach.duration_s() - covered;
        if unknown > UNKNOWN * reach.duration_s() && unknown * 1e9 >= step as f64 {
            evidence = evidence.note(format!(
                "{unknown:.0} s of the window hold no samples; a sample counts for two usual steps at most."
            ));
        }
        let left_out = if report == "episodes" { met.len().saturating_sub(MOST_HANDED_ON) } else { 0 };
        Ok(evidence.values(reported.values(&report)).left_out(left_out).finish(reported.finding(
            &report,
            &condition,
            unit.as_ref(),
            &thresholds,
        )))
    }
}

/// In the tag's own unit.
struct Condition {
    above: Option<f64>,
    below: Option<f64>,
    inclusive: bool,
}

impl Condition {
    fn check(&self) -> Result<(), Problem> {
        match (self.above, self.below) {
            (None, None) => Err(problems::bad_argument("above", "a threshold is needed, above or below")),
            (Some(above), Some(below)) if above > below => {
                Err(problems::bad_argument("above", "between two thresholds, above must be the lower one"))
            }
            _ => Ok(()),
        }
    }

    fn is_met(&self, value: f64) -> bool {
        self.above.is_none_or(|above| value > above || self.inclusive && value == above)
            && self.below.is_none_or(|below| value < below || self.inclusive && value == below)
    }

    fn sql(&self) -> String {
        let equal = if self.inclusive { "=" } else { "" };
        let above = self.above.map(|above| format!("value >{equal} {above}"));
        let below = self.below.map(|below| format!("value <{equal} {below}"));
        above.into_iter().chain(below).collect::<Vec<_>>().join(" AND ")
    }
}

struct Reported<'a> {
    call: &'a Call<'a>,
    subject: &'a str,
    met: &'a [Stretch],
    total: f64,
    covered: f64,
}

impl Reported<'_> {
    /// The longest episode, the first of equals.
    fn longest(&self) -> Option<&Stretch> {
        self.met.iter().rev().max_by_key(|stretch| stretch.length())
    }

    fn share(&self) -> f64 {
        if self.covered > 0.0 { 100.0 * self.total / self.covered } else { 0.0 }
    }

    fn seconds(&self, stretch: &Stretch) -> AnswerValue {
        let (start, end) = (self.call.local(stretch.start), self.call.local(stretch.end));
        AnswerValue::number(self.subject, stretch.seconds(), Some(Unit::new("s")))
            .at(start.clone())
            .over([start, end])
    }

    fn values(&self, report: &str) -> Vec<AnswerValue> {
        match report {
            "episodes" if !self.met.is_empty() => {
                self.met.iter().take(MOST_HANDED_ON).map(|stretch| self.seconds(stretch)).collect()
            }
            "longest" => vec![self.longest().map_or_else(
                || AnswerValue::number(self.subject, 0.0, Some(Unit::new("s"))),
                |s| self.seconds(s),
            )],
            "count" => vec![AnswerValue::number(self.subject, self.met.len() as f64, Some(Unit::default()))],
            "share" => vec![AnswerValue::number(self.subject, self.share(), Some(Unit::new("%")))],
            _ => vec![AnswerValue::number(self.subject, self.total, Some(Unit::new("s")))],
        }
    }

    fn finding(
        &self,
        report: &str,
        condition: &Condition,
        asked: Option<&Unit>,
        thresholds: &Conversion,
    ) -> Findings {
        let seconds = |label: &str, value: f64| AnswerValue::number(label, value, Some(Unit::new("s")));
        let longest = self.longest().map_or(0.0, |stretch| stretch.seconds());
        let (what, value, unit) = match report {
            "longest" => ("longest duration", longest, "s"),
            "count" => ("episodes", self.met.len() as f64, "1"),
            "share" => ("share", self.share(), "%"),
            _ => ("duration", self.total, "s"),
        };
        let unit_of_threshold = asked.cloned().or_else(|| thresholds.unit.clone());
        let threshold = |label: &str, value: Option<f64>| {
            value.map(|value| AnswerValue::number(label, thresholds.value(value), unit_of_threshold.clone()))
        };
        let mut details: Vec<AnswerValue> = threshold("above", condition.above)
            .into_iter()
            .chain(threshold("below", condition.below))
            .collect();
        details.push(seconds("total", self.total));
        details.push(seconds("longest", longest));
        details.push(AnswerValue::number("episodes", self.met.len() as f64, Some(Unit::default())));
        details.push(AnswerValue::number("share", self.share(), Some(Unit::new("%"))));
        details.push(seconds("covered", self.covered));
        let episodes = self.met.iter().take(MOST_EPISODES).map(|stretch| Episode {
            start: self.call.local(stretch.start),
            end: self.call.local(stretch.end),
            seconds: stretch.seconds(),
        });
        Findings::Quantity {
            what: what.to_owned(),
            subject: self.subject.to_owned(),
            value,
            unit: Some(Unit::new(unit)),
            details,
            episodes: episodes.collect(),
        }
    }
}

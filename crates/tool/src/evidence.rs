//! What a tool found, typed, with where it comes from.

use plant::{Unit, Value};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::Arguments;

/// One direct result, as a person would read it out (contract, section 2).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnswerValue {
    /// What the value is of: a tag's, asset's or group's id or name.
    pub label: String,
    /// Number, id, RFC 3339 instant with offset, date, or boolean.
    pub value: Json,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// The instant that belongs to the value, RFC 3339 with offset (of an extreme, a latest value).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// The period that the value stands for (a day of a ranking), RFC 3339, half-open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<[String; 2]>,
}

impl AnswerValue {
    pub fn number(label: impl Into<String>, value: f64, unit: Option<Unit>) -> Self {
        // Nothing summed is -0.0 in floating point; people read 0.
        Self { label: label.into(), value: Json::from(value + 0.0), unit, time: None, window: None }
    }

    pub fn new(label: impl Into<String>, value: impl Into<Json>) -> Self {
        Self { label: label.into(), value: value.into(), unit: None, time: None, window: None }
    }

    #[must_use]
    pub fn at(mut self, time: impl Into<String>) -> Self {
        self.time = Some(time.into());
        self
    }

    #[must_use]
    pub fn over(mut self, window: [String; 2]) -> Self {
        self.window = Some(window);
        self
    }
}

/// Shares of the samples read, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct QualityShare {
    pub good: f64,
    #[serde(default)]
    pub uncertain: f64,
    #[serde(default)]
    pub bad: f64,
}

/// One call and what it found, complete enough to run again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Id of the step in the plan; set by whoever runs the plan.
    pub id: String,
    pub tool: String,
    pub arguments: Arguments,
    /// What was asked of the store, as SQL that gives the same on this plant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// Samples or rows that the result rests on.
    pub rows: u64,
    /// Half-open, RFC 3339 UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<[String; 2]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality: Option<QualityShare>,
    /// The direct results, in order.
    pub values: Vec<AnswerValue>,
    /// How many more direct results there are than `values` holds; a step that would go on with all of them stops then.
    #[serde(default, skip_serializing_if = "is_none_left_out")]
    pub left_out: u64,
    pub result: Findings,
    /// What a reader should know: how it was computed, what was left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn is_none_left_out(count: &u64) -> bool {
    *count == 0
}

/// The result by kind; every surface renders by this alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Findings {
    /// One number: a statistic of a tag, a count, a limit.
    Quantity {
        /// `mean`, `max`, `count`, `duration`, `difference`, `slope`, `correlation`, `high_limit`, ...
        what: String,
        subject: String,
        value: f64,
        unit: Option<Unit>,
        /// Numbers beside it by name: count, std, minimum, maximum, confidence bounds, ...
        #[serde(default)]
        details: Vec<AnswerValue>,
        #[serde(default)]
        episodes: Vec<Episode>,
    },
    /// An instant, with the value there.
    Instant { what: String, subject: String, time: String, value: Option<f64>, unit: Option<Unit> },
    /// Yes or no, with the numbers that decide it.
    Verdict { what: String, subject: String, verdict: bool, details: Vec<AnswerValue> },
    /// Rows. `total_rows` counts also what a limit cut off.
    Table { what: String, columns: Vec<Column>, rows: Vec<Vec<Cell>>, total_rows: u64 },
    /// Curves.
    Series { series: Vec<SeriesResult> },
    /// What is known of one thing: property to value.
    Facts { what: String, subject: String, facts: Vec<AnswerValue> },
    /// What may lie behind a change or an event.
    Investigation {
        /// The tag, asset or record that was asked about.
        subject: String,
        /// What happened to it, or that nothing did.
        premise: Clue,
        /// What was looked at, in order.
        steps: Vec<Clue>,
        /// Those that most speaks for first.
        hypotheses: Vec<Hypothesis>,
    },
}

/// One thing that may lie behind what happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hypothesis {
    /// `sensor`, `setpoint`, `operation`, `recorded`, `event`, `failure_mode`, `asset`, `ambient`, `load`,
    /// `usual_course`: see `docs/investigate.md`.
    pub what: String,
    /// Id of the tag, asset or record, or the failure mode.
    pub subject: String,
    pub confidence: Confidence,
    #[serde(rename = "for")]
    pub supports: Vec<Clue>,
    pub against: Vec<Clue>,
    /// What would tell more and is not there.
    pub missing: Vec<Clue>,
    /// What a person may check next.
    pub checks: Vec<Clue>,
    /// In words, in the language of the answer; empty until it is composed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// How much speaks for a hypothesis, by a rule that is written down: a count of kinds of evidence, no probability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    Weak,
    Possible,
    Likely,
}

/// One thing that was found, with its numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Clue {
    /// What kind of thing: `changed_before`, `record_then`, `stuck`, ...
    pub what: String,
    /// Id of the tag, asset, table or record.
    pub subject: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<AnswerValue>,
    /// In words, in the language of the answer; empty until it is composed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

impl Clue {
    pub fn new(what: impl Into<String>, subject: impl Into<String>) -> Self {
        Self { what: what.into(), subject: subject.into(), values: Vec::new(), text: String::new() }
    }

    #[must_use]
    pub fn with(mut self, value: AnswerValue) -> Self {
        self.values.push(value);
        self
    }

    /// The value of a label.
    pub fn value(&self, label: &str) -> Option<&AnswerValue> {
        self.values.iter().find(|value| value.label == label)
    }
}

/// A stretch of time in which a condition held.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Episode {
    pub start: String,
    pub end: String,
    pub seconds: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
}

/// One field of a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    Null,
    Boolean(bool),
    Integer(i64),
    Number(f64),
    Text(String),
}

impl From<Value> for Cell {
    fn from(value: Value) -> Self {
        match value {
            Value::Boolean(v) => Self::Boolean(v),
            Value::Integer(v) => Self::Integer(v),
            Value::Float(v) => Self::Number(v),
            Value::Text(v) => Self::Text(v.to_string()),
        }
    }
}

/// One tag's curve, thinned to an envelope when it is long.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeriesResult {
    pub tag: String,
    pub name: String,
    pub unit: Option<Unit>,
    pub points: Vec<Point>,
    /// Samples behind the points.
    pub samples: u64,
}

/// Time in milliseconds since the epoch; min and max differ where samples were thinned.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub t: i64,
    pub min: f64,
    pub max: f64,
    pub mean: f64,
}

//! What a tool found, by kind, as the OpenAPI document describes it; see [`tool::Findings`].

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

use super::answer::ValueShape;
use super::series::CurvePoint;

/// The result by kind; every surface draws by this alone.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[schema(as = Findings)]
pub enum FindingsShape {
    /// One number: a statistic of a tag, a count, a limit.
    Quantity {
        /// `mean`, `max`, `count`, `duration`, `difference`, `slope`, `correlation`, ...
        what: String,
        /// Id of the tag, asset or table that it is of.
        subject: String,
        value: f64,
        /// UCUM code.
        unit: Option<String>,
        /// Numbers beside it by name: count, std, minimum, confidence bounds, ...
        details: Vec<ValueShape>,
        episodes: Vec<EpisodeShape>,
    },
    /// An instant, with the value there.
    Instant {
        what: String,
        subject: String,
        /// RFC 3339 with offset.
        time: String,
        value: Option<f64>,
        unit: Option<String>,
    },
    /// Yes or no, with the numbers that decide it.
    Verdict { what: String, subject: String, verdict: bool, details: Vec<ValueShape> },
    /// Rows. `total_rows` counts also what a limit cut off.
    Table { what: String, columns: Vec<ColumnShape>, rows: Vec<Vec<CellShape>>, total_rows: u64 },
    /// Curves.
    Series { series: Vec<SeriesShape> },
    /// What is known of one thing: property to value.
    Facts { what: String, subject: String, facts: Vec<ValueShape> },
    /// What may lie behind a change or an event.
    Investigation {
        /// The tag, asset or record that was asked about.
        subject: String,
        /// What happened to it, or that nothing did.
        premise: ClueShape,
        /// What was looked at, in order.
        steps: Vec<ClueShape>,
        /// Those that most speaks for first.
        hypotheses: Vec<HypothesisShape>,
    },
}

/// One thing that may lie behind what happened.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Hypothesis)]
pub struct HypothesisShape {
    /// `sensor`, `setpoint`, `operation`, `recorded`, `event`, `failure_mode`, `asset`, `ambient`, `load`, `usual_course`.
    pub what: String,
    /// Id of the tag, asset or record, or the failure mode.
    pub subject: String,
    pub confidence: ConfidenceShape,
    pub r#for: Vec<ClueShape>,
    pub against: Vec<ClueShape>,
    /// What would tell more and is not there.
    pub missing: Vec<ClueShape>,
    /// What a person may check next.
    pub checks: Vec<ClueShape>,
    /// In words, in the language of the answer.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// How much speaks for a hypothesis: a count of kinds of evidence, no probability.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Confidence)]
pub enum ConfidenceShape {
    Weak,
    Possible,
    Likely,
}

/// One thing that was found, with its numbers.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Clue)]
pub struct ClueShape {
    /// What kind of thing: `changed_before`, `record_says`, `stuck`, ...
    pub what: String,
    /// Id of the tag, asset, table or record.
    pub subject: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<ValueShape>,
    /// In words, in the language of the answer.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// A stretch of time in which a condition held.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Episode)]
pub struct EpisodeShape {
    pub start: String,
    pub end: String,
    pub seconds: f64,
}

/// A column of a result.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ResultColumn)]
pub struct ColumnShape {
    pub name: String,
    /// UCUM code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// One field: nothing, yes or no, a number, or a text (also an instant, RFC 3339).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum CellShape {
    Null,
    Boolean(bool),
    Integer(i64),
    Number(f64),
    Text(String),
}

/// By hand: what serde calls untagged would say of a whole number that it is of two kinds.
impl PartialSchema for CellShape {
    fn schema() -> RefOr<Schema> {
        let kinds = [Type::Null, Type::Boolean, Type::Number, Type::String];
        ObjectBuilder::new()
            .schema_type(SchemaType::from_iter(kinds))
            .description(Some(
                "One field: nothing, yes or no, a number, or a text (also an instant, RFC 3339)",
            ))
            .into()
    }
}

impl ToSchema for CellShape {
    fn name() -> Cow<'static, str> {
        "Cell".into()
    }
}

/// One tag's curve, thinned to an envelope when it is long.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SeriesResult)]
pub struct SeriesShape {
    pub tag: String,
    pub name: String,
    pub unit: Option<String>,
    pub points: Vec<CurvePoint>,
    /// Samples behind the points.
    pub samples: u64,
}

impl From<tool::Cell> for CellShape {
    fn from(cell: tool::Cell) -> Self {
        match cell {
            tool::Cell::Null => Self::Null,
            tool::Cell::Boolean(value) => Self::Boolean(value),
            tool::Cell::Integer(value) => Self::Integer(value),
            tool::Cell::Number(value) => Self::Number(value),
            tool::Cell::Text(value) => Self::Text(value),
        }
    }
}

impl From<&::plant::Value> for CellShape {
    fn from(value: &::plant::Value) -> Self {
        tool::Cell::from(value.clone()).into()
    }
}

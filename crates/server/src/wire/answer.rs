//! The answer object as the OpenAPI document describes it.
//!
//! What is sent is [`tool::Answer`]; a test reads one of those with these
//! shapes, which refuse any field that they do not know.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use utoipa::ToSchema;

pub use super::findings::{CellShape, ColumnShape, EpisodeShape, FindingsShape};

/// A computed answer with everything that it rests on.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Answer)]
pub struct AnswerShape {
    /// Stable; `GET /api/answers/{id}` shows it again.
    pub id: String,
    pub status: StatusShape,
    pub language: LanguageShape,
    pub text: String,
    /// The direct result, in the order asked for; for `clarify`, the choices.
    pub values: Vec<ValueShape>,
    /// What was run to get it.
    pub evidence: Vec<EvidenceShape>,
    pub citations: Vec<CitationShape>,
    pub grounding: GroundingShape,
    /// For `clarify`: what is asked back.
    pub question: Option<String>,
    /// `builtin`, or the model's name.
    pub planner: String,
    /// What was run.
    pub plan: PlanShape,
    /// For `abstained` and `error`: a problem's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Only of a question that stands alone: what follows another is read together with that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<ReadingShape>,
    /// How likely the built-in planner finds the reading that its plan rests on, 0 to 1; 0 where it has no plan for what a
    /// larger model may find out. Missing where it weighed no readings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    pub took_ms: f64,
}

/// How a question was read.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Reading)]
pub struct ReadingShape {
    /// What the built-in planner took it to mean: `mean(t, w)`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<String>,
    /// Id of the plant's own example that this rests on; `GET /api/learned` has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
}

/// How a question ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Status)]
pub enum StatusShape {
    Answered,
    /// One question back, because two readings would give different answers.
    Clarify,
    /// What is asked for is not there; the text says what is missing.
    Abstained,
    Error,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Language)]
pub enum LanguageShape {
    En,
    Zh,
}

/// A small program over tools. The last step's values are the answer's unless `answer` names another.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Plan)]
pub struct PlanShape {
    pub steps: Vec<StepShape>,
    /// Id of the step whose values answer the question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// Ids of steps that answer as well; their values come first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
}

/// One call of a tool.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Step)]
pub struct StepShape {
    pub id: String,
    pub tool: String,
    /// By name of the parameter; `{"from", "take"}` refers to an earlier step. See `GET /api/tools`.
    #[schema(value_type = std::collections::HashMap<String, Value>)]
    pub arguments: Map<String, Json>,
}

/// One direct result.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AnswerValue)]
pub struct ValueShape {
    /// What the value is of.
    pub label: String,
    /// A number, an id, an instant (RFC 3339 with offset), a date or a boolean.
    pub value: CellShape,
    /// UCUM code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The instant that belongs to the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// The period that the value stands for, half-open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<[String; 2]>,
}

/// One call of a tool and what it found, complete enough to run again.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Evidence)]
pub struct EvidenceShape {
    pub id: String,
    pub tool: String,
    /// By name of the parameter, as the tool got them.
    #[schema(value_type = std::collections::HashMap<String, Value>)]
    pub arguments: Map<String, Json>,
    /// The same asked in SQL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// Samples or rows that the result rests on.
    pub rows: u64,
    /// Half-open, RFC 3339 UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<[String; 2]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality: Option<QualityShape>,
    pub values: Vec<ValueShape>,
    pub result: FindingsShape,
    /// How it was computed and what was left out; not sent when there is nothing to say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// Shares of the samples read, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = QualityShare)]
pub struct QualityShape {
    pub good: f64,
    pub uncertain: f64,
    pub bad: f64,
}

/// A page of a document.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Citation)]
pub struct CitationShape {
    pub document: String,
    pub page: u32,
    pub quote: String,
}

/// Numbers in the text, and how many of them some evidence holds.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Grounding)]
pub struct GroundingShape {
    pub numbers: u32,
    pub supported: u32,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use ::plant::{Language, Unit};
    use tool::{
        Answer, AnswerValue, Arguments, Cell, Citation, Clue, Column, Confidence, Episode, Evidence,
        Findings, Grounding, Hypothesis, Plan, Point, QualityShare, SeriesResult, Status, Step,
    };

    /// An answer with every optional field there.
    fn full(result: Findings) -> Answer {
        let window = ["2026-01-01T00:00:00Z".to_owned(), "2026-01-02T00:00:00Z".to_owned()];
        let value = AnswerValue::number("p-1.flow", 4.5, Some(Unit::new("m3/h")))
            .at("2026-01-01T00:00:00+01:00")
            .over(window.clone());
        Answer {
            id: "0a".to_owned(),
            status: Status::Answered,
            language: Language::Chinese,
            text: "4.5 m³/h".to_owned(),
            values: vec![value.clone()],
            evidence: vec![Evidence {
                id: "s1".to_owned(),
                tool: "aggregate".to_owned(),
                arguments: Arguments::new(),
                query: Some("SELECT 1".to_owned()),
                rows: 12,
                window: Some(window),
                quality: Some(QualityShare { good: 0.9, uncertain: 0.1, bad: 0.0 }),
                values: vec![value],
                left_out: 0,
                result,
                notes: vec!["one sample left out".to_owned()],
            }],
            citations: vec![Citation { document: "m.pdf".into(), page: 3, quote: "q".into() }],
            grounding: Grounding { numbers: 1, supported: 1 },
            question: Some("?".to_owned()),
            planner: "builtin".to_owned(),
            plan: Plan {
                steps: vec![Step::new("s1", "aggregate", Json::Null)],
                answer: Some("s1".into()),
                also: vec!["s1".into()],
            },
            code: Some("PW3104".to_owned()),
            reading: None,
            probability: None,
            took_ms: 2.0,
        }
    }

    /// One of each kind.
    fn findings() -> Vec<Findings> {
        let value = AnswerValue::number("std", 1.5, None);
        let (what, subject) = ("mean".to_owned(), "p-1.flow".to_owned());
        let unit = Some(Unit::new("m3/h"));
        let time = "2026-01-01T00:00:00Z".to_owned();
        vec![
            Findings::Quantity {
                what: what.clone(),
                subject: subject.clone(),
                value: 1.0,
                unit: unit.clone(),
                details: vec![value.clone()],
                episodes: vec![Episode { start: time.clone(), end: time.clone(), seconds: 60.0 }],
            },
            Findings::Instant {
                what: what.clone(),
                subject: subject.clone(),
                time,
                value: None,
                unit: unit.clone(),
            },
            Findings::Verdict {
                what: what.clone(),
                subject: subject.clone(),
                verdict: true,
                details: vec![value.clone()],
            },
            Findings::Table {
                what: what.clone(),
                columns: vec![Column { name: "n".into(), unit: unit.clone() }],
                rows: vec![vec![
                    Cell::Null,
                    Cell::Boolean(true),
                    Cell::Integer(3),
                    Cell::Number(1.5),
                    Cell::Text("泵".into()),
                ]],
                total_rows: 9,
            },
            Findings::Series {
                series: vec![SeriesResult {
                    tag: subject.clone(),
                    name: what.clone(),
                    unit,
                    points: vec![Point { t: 1, min: 0.0, max: 2.0, mean: 1.0 }],
                    samples: 2,
                }],
            },
            Findings::Facts { what, subject: subject.clone(), facts: vec![value.clone()] },
            Findings::Investigation {
                subject: subject.clone(),
                premise: Clue { text: "it rose".into(), ..Clue::new("rose", &subject).with(value.clone()) },
                steps: vec![Clue::new("records", "alarms")],
                hypotheses: vec![Hypothesis {
                    what: "sensor".into(),
                    subject,
                    confidence: Confidence::Possible,
                    supports: vec![Clue::new("stuck", "p-1.flow").with(value)],
                    against: vec![Clue::new("changed_before", "p-1.power")],
                    missing: vec![],
                    checks: vec![],
                    text: "the instrument".into(),
                }],
            },
        ]
    }

    #[test]
    fn the_documented_shape_is_what_is_sent() {
        for result in findings() {
            let sent = serde_json::to_value(full(result)).unwrap();
            let read: AnswerShape = serde_json::from_value(sent.clone()).unwrap();
            assert_eq!(
                serde_json::to_value(read).unwrap(),
                sent,
                "a field is sent that is not documented, or the other way"
            );
        }
    }
}

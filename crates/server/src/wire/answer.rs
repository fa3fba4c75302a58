//! The answer object as the OpenAPI document describes it.
//!
//! What is sent is [`tool::Answer`]; a test reads one of those with these
//! shapes, which refuse any field that they do not know.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use utoipa::ToSchema;

/// A computed answer with everything that it rests on.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Answer)]
pub struct AnswerShape {
    /// Stable; `GET /api/answers/{id}` shows it again.
    pub id: String,
    /// `answered`, `clarify`, `abstained` or `error`.
    #[schema(example = "answered")]
    pub status: String,
    /// `en` or `zh`.
    #[schema(example = "en")]
    pub language: String,
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
    /// What was run: `{"steps": [{"id", "tool", "arguments"}]}`.
    #[schema(value_type = Object)]
    pub plan: Json,
    /// For `abstained` and `error`: a problem's code.
    #[serde(default)]
    pub code: Option<String>,
    pub took_ms: f64,
}

/// One direct result.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AnswerValue)]
pub struct ValueShape {
    /// What the value is of.
    pub label: String,
    /// A number, an id, an instant (RFC 3339 with offset), a date or a boolean.
    #[schema(value_type = Value)]
    pub value: Json,
    /// UCUM code.
    #[serde(default)]
    pub unit: Option<String>,
    /// The instant that belongs to the value.
    #[serde(default)]
    pub time: Option<String>,
    /// The period that the value stands for, half-open.
    #[serde(default)]
    pub window: Option<[String; 2]>,
}

/// One call of a tool and what it found, complete enough to run again.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Evidence)]
pub struct EvidenceShape {
    pub id: String,
    pub tool: String,
    #[schema(value_type = Object)]
    pub arguments: Json,
    /// The same asked in SQL.
    #[serde(default)]
    pub query: Option<String>,
    /// Samples or rows that the result rests on.
    pub rows: u64,
    /// Half-open, RFC 3339 UTC.
    #[serde(default)]
    pub window: Option<[String; 2]>,
    #[serde(default)]
    pub quality: Option<QualityShape>,
    pub values: Vec<ValueShape>,
    /// By `kind`: `quantity`, `instant`, `verdict`, `table`, `series` or `facts`.
    #[schema(value_type = Object)]
    pub result: Json,
    #[serde(default)]
    pub notes: Vec<String>,
}

/// Shares of the samples read, 0 to 1.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Quality)]
pub struct QualityShape {
    pub good: f64,
    #[serde(default)]
    pub uncertain: f64,
    #[serde(default)]
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
        Answer, AnswerValue, Arguments, Citation, Evidence, Findings, Grounding, Plan, QualityShare, Status,
        Step,
    };

    /// An answer with every optional field there.
    fn full() -> Answer {
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
                result: Findings::Table { what: "x".into(), columns: vec![], rows: vec![], total_rows: 0 },
                notes: vec!["one sample left out".to_owned()],
            }],
            citations: vec![Citation { document: "m.pdf".into(), page: 3, quote: "q".into() }],
            grounding: Grounding { numbers: 1, supported: 1 },
            question: Some("?".to_owned()),
            planner: "builtin".to_owned(),
            plan: Plan { steps: vec![Step::new("s1", "aggregate", Json::Null)], answer: Some("s1".into()) },
            code: Some("PW3104".to_owned()),
            took_ms: 2.0,
        }
    }

    #[test]
    fn the_documented_shape_is_what_is_sent() {
        let sent = serde_json::to_value(full()).unwrap();
        let read: AnswerShape = serde_json::from_value(sent.clone()).unwrap();
        assert_eq!(
            serde_json::to_value(read).unwrap(),
            sent,
            "a field is sent that is not documented, or the other way"
        );
    }
}

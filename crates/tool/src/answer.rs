//! The answer object (contract, section 2).

use plant::Language;
use serde::{Deserialize, Serialize};

use crate::{AnswerValue, Evidence, Plan};

/// How a question ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Answered,
    /// One question back, because two readings would give different answers.
    Clarify,
    /// What is asked for is not there; the text says what is missing.
    Abstained,
    Error,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Citation {
    pub document: String,
    pub page: u32,
    pub quote: String,
}

/// Numbers in the text, and how many of them some evidence holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Grounding {
    pub numbers: u32,
    pub supported: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Stable: a hash of plant, question, conversation and time of asking.
    pub id: String,
    pub status: Status,
    pub language: Language,
    pub text: String,
    pub values: Vec<AnswerValue>,
    pub evidence: Vec<Evidence>,
    pub citations: Vec<Citation>,
    pub grounding: Grounding,
    /// For `clarify`: what is asked back; the choices stand in `values`.
    pub question: Option<String>,
    pub planner: String,
    /// What was run; empty for outcomes without one.
    pub plan: Plan,
    /// For `error` and `abstained`: the problem's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    pub took_ms: f64,
}

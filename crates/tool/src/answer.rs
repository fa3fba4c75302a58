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

/// How a question was read. Only of one that stands alone: what follows another is read together with that.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reading {
    /// What the built-in planner took it to mean, in the notation of its corpus: `mean(t, w)`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<String>,
    /// Id of the plant's own example that this rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<Reading>,
    /// How likely the built-in planner finds the reading that its plan rests on, 0 to 1; 0 where it has no plan for what a
    /// larger model may find out. Missing where it weighed no readings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    pub took_ms: f64,
}

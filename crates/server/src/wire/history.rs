//! Answers kept.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::answers::{Entry, Summary};

/// Which answers.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct Newest {
    /// At most this many, 1 to 1,000; 50 without it.
    pub limit: Option<usize>,
    /// Words that the question holds, whatever their case.
    pub search: Option<String>,
    /// Only those of this conversation.
    pub conversation: Option<String>,
    /// Only those asked before this instant, RFC 3339: `asked_at` of the last of a page gives the next.
    pub before: Option<String>,
}

/// An answer that was given, without its evidence.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnswerSummary {
    pub id: String,
    /// RFC 3339, UTC.
    pub asked_at: String,
    pub question: String,
    pub conversation: Option<String>,
    #[schema(value_type = crate::wire::answer::StatusShape)]
    pub status: tool::Status,
}

/// An answer that was given.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeptAnswer {
    /// RFC 3339, UTC.
    pub asked_at: String,
    pub question: String,
    pub conversation: Option<String>,
    #[schema(value_type = crate::wire::answer::AnswerShape)]
    pub answer: tool::Answer,
}

impl From<Summary> for AnswerSummary {
    fn from(summary: Summary) -> Self {
        let Summary { id, asked_at, question, conversation, status, example: _, about: _ } = summary;
        Self { id, asked_at, question, conversation, status }
    }
}

impl From<Entry> for KeptAnswer {
    fn from(Entry { summary, answer }: Entry) -> Self {
        let Summary { asked_at, question, conversation, .. } = summary;
        Self { asked_at, question, conversation, answer }
    }
}

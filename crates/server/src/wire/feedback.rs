//! What people thought of answers, and what was done.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::StatusShape;
use crate::audit::{Action, Event};
use crate::feedback::{Feedback, Verdict};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Verdict)]
pub enum VerdictShape {
    Like,
    Dislike,
}

/// What somebody thinks of an answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FeedbackIn {
    pub verdict: VerdictShape,
    /// Why, at most 4,000 characters.
    #[serde(default)]
    #[schema(max_length = 4000)]
    pub reason: String,
}

/// The last word on an answer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Feedback)]
pub struct FeedbackOut {
    /// Id of the answer.
    pub answer: String,
    pub question: String,
    pub verdict: VerdictShape,
    pub reason: String,
    /// RFC 3339, UTC.
    pub at: String,
}

/// Which feedback.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct FeedbackQuery {
    /// `like` or `dislike`; both without it.
    #[param(inline)]
    pub verdict: Option<VerdictShape>,
}

/// Which part of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct AuditQuery {
    /// At most this many, 1 to 1,000; 100 without it.
    pub limit: Option<usize>,
    /// Only what was done before this instant: `at` of the last of a page gives the next.
    pub before: Option<String>,
}

/// One thing that was done.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditEvent)]
pub struct AuditEventOut {
    /// RFC 3339, UTC.
    pub at: String,
    /// The name that was given where one is asked for; else `local`, this machine's user.
    pub who: String,
    pub action: ActionShape,
    /// Id of what it was done to or with: an answer, a board, an import, a tool, a proposal. Of a
    /// model's call, the answer that it was made for.
    pub subject: String,
    /// As a person reads it: the question, the board's title, the file's name.
    pub text: String,
    /// How it ended, of a question.
    #[schema(value_type = Option<StatusShape>)]
    pub status: Option<tool::Status>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AuditAction)]
pub enum ActionShape {
    Asked,
    Imported,
    BoardSaved,
    BoardDeleted,
    Liked,
    Disliked,
    /// The built-in planner was taught an example or a name.
    Taught,
    /// It was taken out of force.
    Forgotten,
    Exported,
    /// Another program called a tool.
    Called,
    /// A model is asked, for the answer named.
    ModelAsked,
    /// It answered, or failed to.
    ModelAnswered,
    /// A tool of a server outside is called, for the answer named.
    OutsideAsked,
    /// It answered, or failed to.
    OutsideAnswered,
    /// A draft of a work order, a note or a watch was proposed.
    Proposed,
    /// A named person put it in force.
    Confirmed,
    Declined,
    /// It was taken out of force again.
    Undone,
}

impl From<VerdictShape> for Verdict {
    fn from(verdict: VerdictShape) -> Self {
        match verdict {
            VerdictShape::Like => Self::Like,
            VerdictShape::Dislike => Self::Dislike,
        }
    }
}

impl From<Feedback> for FeedbackOut {
    fn from(Feedback { answer, question, verdict, reason, at }: Feedback) -> Self {
        let verdict = match verdict {
            Verdict::Like => VerdictShape::Like,
            Verdict::Dislike => VerdictShape::Dislike,
        };
        Self { answer, question, verdict, reason, at }
    }
}

impl From<Event> for AuditEventOut {
    fn from(Event { at, who, action, subject, text, status, .. }: Event) -> Self {
        let action = match action {
            Action::Asked => ActionShape::Asked,
            Action::Imported => ActionShape::Imported,
            Action::BoardSaved => ActionShape::BoardSaved,
            Action::BoardDeleted => ActionShape::BoardDeleted,
            Action::Liked => ActionShape::Liked,
            Action::Disliked => ActionShape::Disliked,
            Action::Taught => ActionShape::Taught,
            Action::Forgotten => ActionShape::Forgotten,
            Action::Exported => ActionShape::Exported,
            Action::Called => ActionShape::Called,
            Action::ModelAsked => ActionShape::ModelAsked,
            Action::ModelAnswered => ActionShape::ModelAnswered,
            Action::OutsideAsked => ActionShape::OutsideAsked,
            Action::OutsideAnswered => ActionShape::OutsideAnswered,
            Action::Proposed => ActionShape::Proposed,
            Action::Confirmed => ActionShape::Confirmed,
            Action::Declined => ActionShape::Declined,
            Action::Undone => ActionShape::Undone,
        };
        Self { at, who, action, subject, text, status }
    }
}

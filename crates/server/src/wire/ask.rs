//! Asking.

use ::plant::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A question. Fields not named here are passed over.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Ask {
    #[schema(
        example = "How much energy did the compressor use yesterday?",
        min_length = 1,
        max_length = 4000
    )]
    pub question: String,
    /// Any string: questions with the same one may refer back to each other.
    #[serde(default)]
    pub conversation: Option<String>,
    /// `en` or `zh`; without it, the language of the question.
    #[serde(default)]
    #[schema(value_type = Option<crate::wire::answer::LanguageShape>)]
    pub language: Option<Language>,
    /// Who plans: `builtin` (as without it), `auto` (a model where the built-in planner has no plan), or the name of a model.
    #[serde(default)]
    pub planner: Option<String>,
    /// Earlier questions that this one may refer back to, in order, at most 50. With them, what the
    /// conversation was before is not looked at: for a question that is asked in place of another.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub turns: Vec<String>,
    /// Whether the answer is kept; a board that asks every minute wants it not to be.
    #[serde(default = "kept")]
    #[schema(default = true)]
    pub keep: bool,
}

fn kept() -> bool {
    true
}

/// What a replay found.
#[derive(Debug, Serialize, ToSchema)]
pub struct Replayed {
    /// Whether the stored answer still holds.
    pub same: bool,
    /// What differs, one line each.
    pub differences: Vec<String>,
    /// The answer as it is now.
    #[schema(value_type = crate::wire::answer::AnswerShape)]
    pub answer: tool::Answer,
}

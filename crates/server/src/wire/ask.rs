//! Asking.

use ::plant::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A question. Fields not named here are passed over.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Ask {
    #[schema(example = "How much energy did the compressor use yesterday?")]
    pub question: String,
    /// Any string: questions with the same one may refer back to each other.
    #[serde(default)]
    pub conversation: Option<String>,
    /// `en` or `zh`; without it, the language of the question.
    #[serde(default)]
    #[schema(value_type = Option<crate::wire::answer::LanguageShape>)]
    pub language: Option<Language>,
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

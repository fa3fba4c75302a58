//! Questions that are suggested.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::LanguageShape;

/// What is suggested for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct SuggestionsQuery {
    /// `en` or `zh`; without it the answer's, else the plant's.
    #[param(inline)]
    pub language: Option<LanguageShape>,
    /// Id of an answer: questions that lead on from it.
    pub answer: Option<String>,
    /// At most this many, 1 to 20; 6 without it.
    pub limit: Option<usize>,
}

/// A question that has been planned on this plant.
#[derive(Debug, Serialize, ToSchema)]
pub struct Suggestion {
    pub question: String,
}

impl From<LanguageShape> for ::plant::Language {
    fn from(language: LanguageShape) -> Self {
        match language {
            LanguageShape::En => Self::English,
            LanguageShape::Zh => Self::Chinese,
        }
    }
}

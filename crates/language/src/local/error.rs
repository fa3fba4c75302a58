//! Why a model in a file cannot be used.

use super::fit::TooLarge;
use super::gguf::GgufError;
use super::template::TemplateError;

#[derive(Debug, thiserror::Error)]
pub enum LocalError {
    #[error(transparent)]
    File(#[from] GgufError),
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    #[error("the file carries no chat template: take a model that was trained to chat (instruct)")]
    NoTemplate,
    #[error(transparent)]
    Template(#[from] TemplateError),
    #[error("this processor lacks instructions that models are computed with: {0}")]
    Processor(String),
    #[error("llama.cpp cannot load it: {0}")]
    Load(String),
    #[error("the adapter cannot be used: {0}")]
    Adapter(String),
    #[error("the tokens cannot be computed: {0}")]
    Tokens(String),
}

//! What can go wrong between a request and the end of its output.

use std::time::Duration;

/// An error of a chat model. Nothing in it holds a key: texts of a server are cleared of secrets before they come here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChatError {
    #[error("the request was cancelled")]
    Cancelled,
    /// Sending it again changes nothing.
    #[error("the request cannot be put to the model: {0}")]
    Request(String),
    #[error("the request has {tokens} tokens and the model reads {most}")]
    TooLong { tokens: usize, most: usize },
    #[error("the model's server cannot be reached: {0}")]
    Unreachable(String),
    #[error("the model's server does not accept the key (status {status}): {detail}")]
    Denied { status: u16, detail: String },
    #[error("the model's server does not know this address or model: {detail}")]
    NotFound { detail: String },
    #[error("the model's server is busy (status {status}): {detail}")]
    Busy { status: u16, detail: String, retry_after: Option<Duration> },
    #[error("the model's server refused the request (status {status}): {detail}")]
    Rejected { status: u16, detail: String },
    #[error("the model's server failed: {0}")]
    Server(String),
    #[error("{wait} took longer than {limit:?}")]
    Timeout { wait: Wait, limit: Duration },
    #[error("the output stopped before its end")]
    Cut,
    #[error("the model's server answered with something else than was agreed: {0}")]
    Malformed(String),
    #[error("the answer of the model's server is larger than {limit_bytes} bytes")]
    TooLarge { limit_bytes: usize },
    /// The model would not answer, or a filter took its answer away.
    #[error("the model declined to answer: {0}")]
    Declined(String),
    #[error("the output is not what was asked for: {0}")]
    Schema(String),
    /// A fault of a runtime in this process.
    #[error("the model failed: {0}")]
    Failed(String),
}

/// What is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    Connection,
    FirstToken,
    NextToken,
    Whole,
}

impl std::fmt::Display for Wait {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Connection => "connecting to the model's server",
            Self::FirstToken => "the model's first token",
            Self::NextToken => "the model's next token",
            Self::Whole => "the model's whole output",
        })
    }
}

impl ChatError {
    /// Its kind in one word, which repeats nothing of what a server said.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Request(_) => "request",
            Self::TooLong { .. } => "too_long",
            Self::Unreachable(_) => "unreachable",
            Self::Denied { .. } => "denied",
            Self::NotFound { .. } => "not_found",
            Self::Busy { .. } => "busy",
            Self::Rejected { .. } => "rejected",
            Self::Server(_) => "server",
            Self::Timeout { .. } => "timeout",
            Self::Cut => "cut",
            Self::Malformed(_) => "malformed",
            Self::TooLarge { .. } => "too_large",
            Self::Declined(_) => "declined",
            Self::Schema(_) => "schema",
            Self::Failed(_) => "failed",
        }
    }

    /// Whether the same request may go well later.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable(_)
            | Self::Busy { .. }
            | Self::Server(_)
            | Self::Timeout { .. }
            | Self::Cut
            | Self::Malformed(_) => true,
            Self::Cancelled
            | Self::Request(_)
            | Self::TooLong { .. }
            | Self::Denied { .. }
            | Self::NotFound { .. }
            | Self::Rejected { .. }
            | Self::TooLarge { .. }
            | Self::Declined(_)
            | Self::Schema(_)
            | Self::Failed(_) => false,
        }
    }
}

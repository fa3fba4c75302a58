//! What can go wrong between a call and what a server says to it.

use std::time::Duration;

/// An error of one server. Nothing in it holds a token, and foreign texts are cut to what a person reads.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the server `{server}`: {fault}")]
pub struct ForeignError {
    pub server: String,
    pub fault: Fault,
}

impl ForeignError {
    pub(crate) fn new(server: &str, fault: Fault) -> Self {
        Self { server: server.to_owned(), fault }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    #[error("no such server is named in servers.toml")]
    NotThere,
    #[error("its tool `{tool}` may not be called: {refusal}")]
    Refused { tool: String, refusal: super::Refusal },
    #[error("the arguments are not what `{tool}` takes: {reason}")]
    Arguments { tool: String, reason: String },
    #[error("it cannot be started: {0}")]
    Start(String),
    #[error("it cannot be reached: {0}")]
    Unreachable(String),
    #[error("it does not accept the token (status {0})")]
    Denied(u16),
    #[error("it ended: {0}")]
    Ended(String),
    #[error("it ended before and is not started again for another {} s", .0.as_secs_f64().ceil())]
    Resting(Duration),
    #[error("it did not answer within {} s", .0.as_secs_f64())]
    Late(Duration),
    #[error("nobody waits for it any more")]
    Cancelled,
    #[error("it says what is no message of the protocol: {0}")]
    Garbage(String),
    #[error("its answer is larger than {0} bytes")]
    TooLarge(usize),
    #[error("it has an error of its own ({code}): {message}")]
    Rpc { code: i64, message: String },
    /// The call was not made, or its end not given, because it could not be noted.
    #[error("the call could not be noted: {0}")]
    NotNoted(String),
}

impl Fault {
    /// Its kind in one word, which repeats nothing of what a server said.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NotThere => "not_there",
            Self::Refused { .. } => "refused",
            Self::Arguments { .. } => "arguments",
            Self::Start(_) => "start",
            Self::Unreachable(_) => "unreachable",
            Self::Denied(_) => "denied",
            Self::Ended(_) => "ended",
            Self::Resting(_) => "resting",
            Self::Late(_) => "late",
            Self::Cancelled => "cancelled",
            Self::Garbage(_) => "garbage",
            Self::TooLarge(_) => "too_large",
            Self::Rpc { .. } => "rpc",
            Self::NotNoted(_) => "not_noted",
        }
    }

    /// Whether the asker, not the server, is what was wrong.
    pub fn is_the_callers(&self) -> bool {
        matches!(self, Self::NotThere | Self::Refused { .. } | Self::Arguments { .. })
    }

    /// Whether the connection can be used no more.
    pub(crate) fn is_the_end(&self) -> bool {
        matches!(self, Self::Start(_) | Self::Ended(_) | Self::Garbage(_) | Self::Unreachable(_))
    }
}

//! What comes out of a model.

use std::time::Duration;

use super::ToolCall;

/// A piece of output. A stream gives any number of pieces, at most one [`ChatEvent::Usage`] among them, and ends with
/// one [`ChatEvent::Finished`] or one error.
#[derive(Debug, Clone, PartialEq)]
pub enum ChatEvent {
    /// More of the text.
    Text(String),
    /// More of what the model thinks aloud before it answers; no part of the answer.
    Reasoning(String),
    /// A whole call.
    ToolCall(ToolCall),
    Usage(Usage),
    Finished(FinishReason),
}

/// What an output has cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    pub prompt_tokens: u64,
    pub completion_tokens: u64,
    /// From the call to the first text, reasoning or tool call; missing when there was none.
    pub first_token: Option<Duration>,
}

/// Why an output ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FinishReason {
    /// The model had said everything, or came to a stop text.
    Stop,
    /// [`max_tokens`](super::ChatRequest::max_tokens) or the context was used up; the last call may be cut.
    Length,
    /// The model waits for what it called.
    ToolCalls,
}

/// A whole output.
#[derive(Debug, Clone, PartialEq)]
pub struct ChatReply {
    pub text: String,
    pub reasoning: String,
    pub tool_calls: Vec<ToolCall>,
    /// Not every server tells.
    pub usage: Option<Usage>,
    pub finish: FinishReason,
}

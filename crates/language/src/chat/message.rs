//! What was said so far.

use super::ToolCall;

/// One turn of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// How the model is to behave; comes first.
    System(String),
    User(String),
    /// What the model said before. `text` is empty when it only called tools.
    Assistant {
        text: String,
        tool_calls: Vec<ToolCall>,
    },
    /// What a tool found.
    Tool {
        /// [`ToolCall::id`] of the call that this answers.
        call: String,
        /// Name of the tool.
        name: String,
        text: String,
    },
}

impl Message {
    /// What is said, without calls.
    pub fn text(&self) -> &str {
        match self {
            Self::System(text)
            | Self::User(text)
            | Self::Assistant { text, .. }
            | Self::Tool { text, .. } => text,
        }
    }

    /// `system`, `user`, `assistant` or `tool`, as templates and wire formats write it.
    pub fn role(&self) -> &'static str {
        match self {
            Self::System(_) => "system",
            Self::User(_) => "user",
            Self::Assistant { .. } => "assistant",
            Self::Tool { .. } => "tool",
        }
    }
}

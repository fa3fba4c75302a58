//! Language models. The built-in one is a [`Ranker`] that scores a fixed list of meanings for a question of which it
//! sees hashed features only; a [`ChatModel`] goes on with a conversation.
//!
//! Knows nothing of plants, questions, tools or how features are made.

mod chat;
pub mod fetch;
pub mod foreign;
#[cfg(feature = "local")]
pub mod local;
pub mod measure;
mod openai;
pub mod probe;
mod ranker;
mod schema;
pub mod scripted;
mod secret;
mod settings;
pub mod shelf;
mod tensors;

pub use chat::{
    BadArguments, Cancel, ChatError, ChatEvent, ChatModel, ChatReply, ChatRequest, ChatSender, ChatStream,
    FinishReason, Message, Observed, Observer, Outcome, Stopped, ToolCall, ToolChoice, ToolSpec, Usage, Wait,
    chat_channel,
};
pub use openai::{OpenAi, SetupError};
pub use ranker::{About, Damaged, Input, LONGEST, Ranked, Ranker};
pub use schema::{BadSchema, OutputSchema, Unsatisfied};
pub use secret::Secret;
pub use settings::is_sha256;
pub use settings::{
    AuditSettings, GgufSettings, Keep, KeyError, Limits, MaxTokensField, ModelSettings, OpenAiSettings,
    Retries, Settings, SettingsError, Timeouts, edit,
};

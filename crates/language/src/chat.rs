//! Chat models: one trait for a runtime in this process and for a server that is reached over HTTP.
//!
//! ```text
//! chat(request, cancel) ─► ChatStream ◄─ ChatSender: text · reasoning · tool calls · usage · one end
//! ```
//!
//! [`ChatModel::chat`] starts the work and returns at once. Whoever works (a thread that computes, a task that waits for a
//! socket) holds the [`ChatSender`]; whoever asked holds the [`ChatStream`] and reads it from a thread or from a task.
//! Nothing goes wrong on the call itself: an error is the last item of the stream.

mod error;
mod event;
mod message;
mod observe;
mod stream;
mod tool;

pub use error::{ChatError, Wait};
pub use event::{ChatEvent, ChatReply, FinishReason, Usage};
pub use message::Message;
pub use observe::{Observed, Observer, Outcome};
pub use stream::{Cancel, ChatSender, ChatStream, Stopped, chat_channel};
pub use tool::{BadArguments, ToolCall, ToolChoice, ToolSpec};

use crate::schema::OutputSchema;

/// A model that goes on with a conversation.
///
/// # How to implement it
/// ```
/// use language::{Cancel, ChatModel, ChatRequest, ChatStream, FinishReason, chat_channel};
///
/// struct Echo;
///
/// impl ChatModel for Echo {
///     fn name(&self) -> &str {
///         "echo"
///     }
///
///     fn context_length(&self) -> usize {
///         4096
///     }
///
///     fn chat(&self, request: ChatRequest, cancel: &Cancel) -> ChatStream {
///         let (mut sender, stream) = chat_channel(&request, cancel);
///         std::thread::spawn(move || {
///             let words = request.messages.last().map(|message| message.text().to_owned()).unwrap_or_default();
///             for word in words.split_inclusive(' ') {
///                 // The asker has gone: whatever is not computed yet need not be.
///                 if sender.text(word).is_err() {
///                     return;
///                 }
///             }
///             sender.finish(FinishReason::Stop);
///         });
///         stream
///     }
/// }
///
/// let reply = Echo.chat(ChatRequest::user("pump 1 runs"), &Cancel::new()).blocking_reply().unwrap();
/// assert_eq!(reply.text, "pump 1 runs");
/// ```
pub trait ChatModel: Send + Sync {
    /// How settings and logs call it.
    fn name(&self) -> &str;

    /// Most tokens that prompt and output may have together.
    fn context_length(&self) -> usize;

    /// Starts to go on with a conversation; never blocks. Work ends when the stream is dropped or `cancel` is cancelled.
    fn chat(&self, request: ChatRequest, cancel: &Cancel) -> ChatStream;
}

/// What a model is asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChatRequest {
    /// From the oldest to the newest.
    pub messages: Vec<Message>,
    /// What the model may call; names are unique.
    pub tools: Vec<ToolSpec>,
    pub tool_choice: ToolChoice,
    /// What the text must satisfy, as JSON. A stream checks it, whatever the model did to keep it.
    pub schema: Option<OutputSchema>,
    /// 0 takes the likeliest token each time. The model's own default when missing.
    pub temperature: Option<f32>,
    /// Most tokens of output; what the context leaves room for when missing.
    pub max_tokens: Option<u32>,
    /// The same request with the same seed gives the same output, where the model can.
    pub seed: Option<u64>,
    /// Output ends before the first of these texts.
    pub stop: Vec<String>,
    /// What it is asked for, for whoever watches ([`Observed`]); no model is told.
    pub about: Option<String>,
}

impl ChatRequest {
    /// A request of one message by the user.
    pub fn user(text: impl Into<String>) -> Self {
        Self { messages: vec![Message::User(text.into())], ..Self::default() }
    }
}

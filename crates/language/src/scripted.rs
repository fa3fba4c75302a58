//! Models that follow a script, for tests: whatever stands on a [`ChatModel`] can be driven through good answers and
//! every kind of fault without a real model.
//!
//! [`ScriptedModel`] is a model itself; [`ScriptedServer`] is the server behind an [`OpenAi`](crate::OpenAi) client. [`Pipe`]
//! is a server of foreign tools that is a process, [`ScriptedOutside`] tools without any server.

mod outside;
mod server;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

pub use outside::{Pipe, ScriptedOutside};
pub use server::{Exchange, Part, ReceivedRequest, ScriptedServer, event};

use crate::chat::{
    Cancel, ChatError, ChatModel, ChatRequest, ChatSender, ChatStream, FinishReason, Stopped, ToolCall,
    chat_channel,
};

/// How often a model that waits looks whether it still has to.
const LOOK_AGAIN: Duration = Duration::from_millis(2);

/// One thing that a scripted model does.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    Text(String),
    Reasoning(String),
    Call(ToolCall),
    /// Tokens of prompt and output.
    Usage(u64, u64),
    /// Says nothing for so long.
    Wait(Duration),
    /// Says nothing until nobody waits any more.
    Hang,
    Fail(ChatError),
    Finish(FinishReason),
}

/// What a model does at one request; after the last step it ends with [`FinishReason::ToolCalls`] when it called, with
/// [`FinishReason::Stop`] when not, unless the script ended it.
pub type Turn = Vec<Step>;

/// A turn of nothing but a text.
pub fn says(text: &str) -> Turn {
    vec![Step::Text(text.to_owned())]
}

/// A turn of nothing but a call.
pub fn calls(id: &str, name: &str, arguments: &serde_json::Value) -> Turn {
    vec![Step::Call(ToolCall::new(id, name, arguments.to_string()))]
}

type Answer = dyn FnMut(&ChatRequest) -> Option<Turn> + Send;

/// A model that follows a script and keeps what it was asked.
pub struct ScriptedModel {
    name: String,
    context_length: usize,
    answer: Mutex<Box<Answer>>,
    asked: Mutex<Vec<ChatRequest>>,
}

impl std::fmt::Debug for ScriptedModel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ScriptedModel").field("name", &self.name).finish_non_exhaustive()
    }
}

impl ScriptedModel {
    /// A model that takes one turn after another. A request too many fails.
    pub fn new(turns: impl IntoIterator<Item = Turn>) -> Self {
        let mut turns = turns.into_iter().collect::<Vec<_>>().into_iter();
        Self::answering(move |_| turns.next())
    }

    /// A model whose turn depends on what it is asked; a request that gets none fails.
    pub fn answering(answer: impl FnMut(&ChatRequest) -> Option<Turn> + Send + 'static) -> Self {
        Self {
            name: "scripted".to_owned(),
            context_length: 32_768,
            answer: Mutex::new(Box::new(answer)),
            asked: Mutex::default(),
        }
    }

    /// The same with another context, tokens.
    #[must_use]
    pub fn with_context_length(mut self, tokens: usize) -> Self {
        self.context_length = tokens;
        self
    }

    /// What it was asked so far.
    pub fn asked(&self) -> Vec<ChatRequest> {
        locked(&self.asked).clone()
    }
}

/// A test that panicked while it held a lock has failed already; what is inside is whole.
fn locked<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl ChatModel for ScriptedModel {
    fn name(&self) -> &str {
        &self.name
    }

    fn context_length(&self) -> usize {
        self.context_length
    }

    fn chat(&self, request: ChatRequest, cancel: &Cancel) -> ChatStream {
        let (sender, stream) = chat_channel(&request, cancel);
        let turn = (locked(&self.answer))(&request);
        locked(&self.asked).push(request);
        match turn {
            Some(turn) => {
                std::thread::spawn(move || act(turn, sender));
            }
            None => sender.fail(ChatError::Failed("the script has no more turns".to_owned())),
        }
        stream
    }
}

fn act(turn: Turn, mut sender: ChatSender) {
    let mut called = false;
    for step in turn {
        let done = match step {
            Step::Text(text) => sender.text(text),
            Step::Reasoning(text) => sender.reasoning(text),
            Step::Call(call) => {
                called = true;
                sender.tool_call(call)
            }
            Step::Usage(prompt, output) => sender.usage(prompt, output),
            Step::Wait(time) => rest(&sender, Instant::now().checked_add(time)),
            Step::Hang => rest(&sender, None),
            Step::Fail(error) => return sender.fail(error),
            Step::Finish(reason) => return sender.finish(reason),
        };
        if done.is_err() {
            return;
        }
    }
    sender.finish(if called { FinishReason::ToolCalls } else { FinishReason::Stop });
}

fn rest(sender: &ChatSender, until: Option<Instant>) -> Result<(), Stopped> {
    while until.is_none_or(|until| Instant::now() < until) {
        if sender.is_stopped() {
            return Err(Stopped);
        }
        std::thread::park_timeout(LOOK_AGAIN);
    }
    Ok(())
}

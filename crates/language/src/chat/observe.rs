//! Watching a model from outside: what it is asked and what it answers, without the model or the asker knowing of it.

use std::sync::Arc;

use super::{Cancel, ChatError, ChatModel, ChatReply, ChatRequest, ChatStream};

/// Is told of each call of a model, on the thread that asks or reads; it may take its time.
pub trait Observer: Send + Sync {
    /// A request is about to go to the model.
    ///
    /// # Errors
    /// A reason why it must not go; the asker is told, and the model is not asked.
    fn asks(&self, model: &str, request: &ChatRequest) -> Result<(), String>;

    /// A call has ended, and the asker is about to learn of it.
    ///
    /// # Errors
    /// A reason why the asker must not have the end; it is told instead.
    fn ended(&self, model: &str, request: &ChatRequest, outcome: Outcome<'_>) -> Result<(), String>;
}

/// How a call ended: what came of the output, and why there is no more of it.
#[derive(Debug, Clone, Copy)]
pub struct Outcome<'a> {
    /// With an error, as much as had come; [`ChatError::Cancelled`] when nobody read on.
    pub reply: &'a ChatReply,
    pub error: Option<&'a ChatError>,
}

/// A model that is watched.
pub struct Observed {
    model: Arc<dyn ChatModel>,
    observer: Arc<dyn Observer>,
}

impl Observed {
    pub fn new(model: Arc<dyn ChatModel>, observer: Arc<dyn Observer>) -> Self {
        Self { model, observer }
    }
}

impl ChatModel for Observed {
    fn name(&self) -> &str {
        self.model.name()
    }

    fn context_length(&self) -> usize {
        self.model.context_length()
    }

    fn chat(&self, request: ChatRequest, cancel: &Cancel) -> ChatStream {
        if let Err(reason) = self.observer.asks(self.name(), &request) {
            return ChatStream::failed(ChatError::Failed(reason));
        }
        let watch = Watch {
            model: self.name().to_owned(),
            request: request.clone(),
            observer: self.observer.clone(),
        };
        self.model.chat(request, cancel).watched(watch)
    }
}

/// One call that is watched.
pub(super) struct Watch {
    model: String,
    request: ChatRequest,
    observer: Arc<dyn Observer>,
}

impl Watch {
    pub fn ended(&self, reply: &ChatReply, error: Option<&ChatError>) -> Result<(), String> {
        self.observer.ended(&self.model, &self.request, Outcome { reply, error })
    }
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch").field("model", &self.model).finish_non_exhaustive()
    }
}

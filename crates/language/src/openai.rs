//! A model behind a server that speaks OpenAI's chat completions over HTTP: vLLM, llama.cpp, Ollama, LM Studio, a cloud.
//!
//! One request is one connection: beside the seconds of an output the milliseconds of a new connection do not count, and
//! nothing is left open to a server that was restarted. Redirects are not followed, for they could carry a question and a
//! key elsewhere. Source of the wire format: OpenAI's API reference, "Chat completions", with what the servers named
//! above add or leave out.

mod body;
mod chunk;
pub(crate) mod connect;
mod exchange;
mod listing;
mod output;
mod retry;
pub(crate) mod sse;
pub(crate) mod target;

use std::sync::Arc;

use bytes::Bytes;
use tokio::runtime::Handle;

pub use target::SetupError;

use crate::chat::{Cancel, ChatModel, ChatRequest, ChatStream, chat_channel};
use crate::settings::{ModelSettings, OpenAiSettings, Settings};
use exchange::Exchange;
use target::Target;

/// A client for one model; cheap to keep.
pub struct OpenAi {
    inner: Arc<Inner>,
    runtime: Handle,
}

struct Inner {
    settings: OpenAiSettings,
    target: Target,
}

impl OpenAi {
    /// Makes a client; reads the key and certificates, reaches for nothing. Requests run as tasks of `runtime`, which
    /// needs its timer and its sockets.
    ///
    /// # Errors
    /// Settings that cannot be meant, a key or certificates that cannot be read.
    pub fn new(settings: OpenAiSettings, runtime: Handle) -> Result<Self, SetupError> {
        let models = vec![ModelSettings::OpenAi(Box::new(settings.clone()))];
        Settings { models, ..Settings::default() }.check()?;
        let target = Target::new(&settings, "chat/completions")?;
        Ok(Self { inner: Arc::new(Inner { settings, target }), runtime })
    }
}

impl std::fmt::Debug for OpenAi {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenAi").field("settings", &self.inner.settings).finish_non_exhaustive()
    }
}

impl ChatModel for OpenAi {
    fn name(&self) -> &str {
        &self.inner.settings.name
    }

    fn context_length(&self) -> usize {
        self.inner.settings.context_tokens
    }

    fn chat(&self, request: ChatRequest, cancel: &Cancel) -> ChatStream {
        let body = match body::body(&self.inner.settings, &request) {
            Ok(body) => Bytes::from(body.to_string()),
            Err(error) => return ChatStream::failed(error),
        };
        let (sender, stream) = chat_channel(&request, cancel);
        let inner = self.inner.clone();
        let turn = request.messages.len();
        self.runtime.spawn(async move {
            Exchange::new(&inner.settings, &inner.target, body, turn).run(sender).await
        });
        stream
    }
}

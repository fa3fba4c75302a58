//! The way from a model that works to whoever waits for it.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures::{Stream, StreamExt};
use tokio::sync::{Notify, mpsc};

use super::observe::Watch;
use super::{ChatError, ChatEvent, ChatReply, ChatRequest, FinishReason, ToolCall, Usage};
use crate::schema::OutputSchema;

type Item = Result<ChatEvent, ChatError>;

/// Makes both ends for a request.
///
/// There is no bound on what may lie between them: an output is bounded by its tokens or bytes, and a model that
/// computes must not stand still because somebody reads slowly.
pub fn chat_channel(request: &ChatRequest, cancel: &Cancel) -> (ChatSender, ChatStream) {
    let (items, received) = mpsc::unbounded_channel();
    let sender = ChatSender { items, cancel: cancel.clone(), asked: Instant::now(), first_token: None };
    let check = request.schema.clone().map(|schema| (schema, String::new()));
    (sender, ChatStream { received, cancel: cancel.clone(), check, watch: None, ended: false })
}

/// Stops work from elsewhere; clones stop together, so that one may stand for all that a question started.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<Cancelled>);

#[derive(Debug, Default)]
struct Cancelled {
    flag: AtomicBool,
    wake: Notify,
}

impl Cancel {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn cancel(&self) {
        self.0.flag.store(true, Ordering::SeqCst);
        self.0.wake.notify_waiters();
    }

    pub fn is_cancelled(&self) -> bool {
        self.0.flag.load(Ordering::SeqCst)
    }

    /// Waits until it is cancelled.
    pub async fn cancelled(&self) {
        let woken = self.0.wake.notified();
        tokio::pin!(woken);
        // Listening starts before the flag is looked at, so that nothing is missed between the two.
        woken.as_mut().enable();
        if !self.is_cancelled() {
            woken.await;
        }
    }
}

/// Nobody waits for the output any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("nobody waits for this output any more")]
pub struct Stopped;

/// The model's end. Dropping it before an end tells the reader that the model failed, or that it was cancelled.
#[derive(Debug)]
pub struct ChatSender {
    items: mpsc::UnboundedSender<Item>,
    cancel: Cancel,
    asked: Instant,
    first_token: Option<Duration>,
}

impl ChatSender {
    /// More of the text.
    ///
    /// # Errors
    /// Nobody waits any more; here and in the other methods.
    pub fn text(&mut self, text: impl Into<String>) -> Result<(), Stopped> {
        self.output(ChatEvent::Text(text.into()))
    }

    /// More of what the model thinks aloud.
    ///
    /// # Errors
    /// As [`ChatSender::text`].
    pub fn reasoning(&mut self, text: impl Into<String>) -> Result<(), Stopped> {
        self.output(ChatEvent::Reasoning(text.into()))
    }

    /// A whole call.
    ///
    /// # Errors
    /// As [`ChatSender::text`].
    pub fn tool_call(&mut self, call: ToolCall) -> Result<(), Stopped> {
        self.output(ChatEvent::ToolCall(call))
    }

    /// What it has cost, told once; the time to the first token is known here.
    ///
    /// # Errors
    /// As [`ChatSender::text`].
    pub fn usage(&mut self, prompt_tokens: u64, completion_tokens: u64) -> Result<(), Stopped> {
        let usage = Usage { prompt_tokens, completion_tokens, first_token: self.first_token };
        self.send(Ok(ChatEvent::Usage(usage)))
    }

    /// Ends the output well.
    pub fn finish(self, reason: FinishReason) {
        // A reader that has gone needs no end.
        let _ = self.send(Ok(ChatEvent::Finished(reason)));
    }

    /// Ends the output with an error.
    pub fn fail(self, error: ChatError) {
        let _ = self.send(Err(error));
    }

    /// Whether nobody waits any more. A model that computes asks between tokens.
    pub fn is_stopped(&self) -> bool {
        self.cancel.is_cancelled() || self.items.is_closed()
    }

    /// Waits until nobody waits any more.
    pub async fn stopped(&self) {
        tokio::select! {
            () = self.items.closed() => (),
            () = self.cancel.cancelled() => (),
        }
    }

    fn output(&mut self, event: ChatEvent) -> Result<(), Stopped> {
        if self.first_token.is_none() {
            self.first_token = Some(self.asked.elapsed());
        }
        self.send(Ok(event))
    }

    fn send(&self, item: Item) -> Result<(), Stopped> {
        if self.cancel.is_cancelled() { Err(Stopped) } else { self.items.send(item).map_err(|_| Stopped) }
    }
}

/// The asker's end: read it as a [`Stream`], with [`ChatStream::blocking_next`], or whole. Dropping it stops the model.
///
/// It has exactly one end, whatever the model did; and where a schema was asked for, a text that does not satisfy it
/// ends in [`ChatError::Schema`].
#[derive(Debug)]
pub struct ChatStream {
    received: mpsc::UnboundedReceiver<Item>,
    cancel: Cancel,
    check: Option<(OutputSchema, String)>,
    /// Who is told of the end, and what came by then.
    watch: Option<(Watch, Whole)>,
    ended: bool,
}

impl Drop for ChatStream {
    fn drop(&mut self) {
        if let Some((watch, whole)) = self.watch.take() {
            // Nobody is left who could be told of an error.
            let _ = watch.ended(&whole.so_far(), Some(&ChatError::Cancelled));
        }
    }
}

impl ChatStream {
    /// The same stream with somebody who is told of its end first.
    pub(super) fn watched(mut self, watch: Watch) -> Self {
        self.watch = Some((watch, Whole::default()));
        self
    }

    /// A stream that holds nothing but an error.
    pub fn failed(error: ChatError) -> Self {
        let (sender, stream) = chat_channel(&ChatRequest::default(), &Cancel::new());
        sender.fail(error);
        stream
    }

    /// The next item, waiting for it on this thread; not to be called inside an async task.
    pub fn blocking_next(&mut self) -> Option<Item> {
        if self.ended {
            return None;
        }
        let item = self.received.blocking_recv();
        Some(self.judge(item))
    }

    /// Reads it whole, on this thread; not to be called inside an async task.
    ///
    /// # Errors
    /// The error that ended the stream.
    pub fn blocking_reply(mut self) -> Result<ChatReply, ChatError> {
        let mut whole = Whole::default();
        while let Some(item) = self.blocking_next() {
            whole.add(item?);
        }
        whole.reply()
    }

    /// Reads it whole.
    ///
    /// # Errors
    /// The error that ended the stream.
    pub async fn reply(mut self) -> Result<ChatReply, ChatError> {
        let mut whole = Whole::default();
        while let Some(item) = self.next().await {
            whole.add(item?);
        }
        whole.reply()
    }

    /// Sees to it that there is one end, and that it is true.
    fn judge(&mut self, item: Option<Item>) -> Item {
        let item = match item {
            Some(item) => item,
            None if self.cancel.is_cancelled() => Err(ChatError::Cancelled),
            None => Err(ChatError::Failed("it stopped without an end".to_owned())),
        };
        let item = match (item, &mut self.check) {
            (Ok(ChatEvent::Text(more)), Some((_, text))) => {
                text.push_str(&more);
                Ok(ChatEvent::Text(more))
            }
            // Cut at its limit, a text is as little what was asked for. One that only leads up to calls is not an answer.
            (Ok(ChatEvent::Finished(reason)), Some((schema, text))) if reason != FinishReason::ToolCalls => {
                schema
                    .check_text(text)
                    .map(|_| ChatEvent::Finished(reason))
                    .map_err(|error| ChatError::Schema(error.to_string()))
            }
            (item, _) => item,
        };
        self.ended = matches!(item, Err(_) | Ok(ChatEvent::Finished(_)));
        self.told(item)
    }

    /// Tells whoever watches.
    fn told(&mut self, item: Item) -> Item {
        let Some((_, whole)) = &mut self.watch else { return item };
        if let Ok(event) = &item {
            whole.add(event.clone());
        }
        if !self.ended {
            return item;
        }
        let Some((watch, whole)) = self.watch.take() else { return item };
        match watch.ended(&whole.so_far(), item.as_ref().err()) {
            Ok(()) => item,
            Err(reason) => Err(ChatError::Failed(reason)),
        }
    }
}

impl Stream for ChatStream {
    type Item = Item;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Item>> {
        if self.ended {
            return Poll::Ready(None);
        }
        self.received.poll_recv(context).map(|item| Some(self.judge(item)))
    }
}

#[derive(Debug, Default)]
struct Whole {
    text: String,
    reasoning: String,
    tool_calls: Vec<ToolCall>,
    usage: Option<Usage>,
    finish: Option<FinishReason>,
}

impl Whole {
    fn add(&mut self, event: ChatEvent) {
        match event {
            ChatEvent::Text(more) => self.text.push_str(&more),
            ChatEvent::Reasoning(more) => self.reasoning.push_str(&more),
            ChatEvent::ToolCall(call) => self.tool_calls.push(call),
            ChatEvent::Usage(usage) => self.usage = Some(usage),
            ChatEvent::Finished(reason) => self.finish = Some(reason),
        }
    }

    fn reply(self) -> Result<ChatReply, ChatError> {
        if self.finish.is_none() { Err(ChatError::Cut) } else { Ok(self.so_far()) }
    }

    /// What came, whether it has ended or not.
    fn so_far(self) -> ChatReply {
        let Self { text, reasoning, tool_calls, usage, finish } = self;
        ChatReply { text, reasoning, tool_calls, usage, finish: finish.unwrap_or(FinishReason::Stop) }
    }
}

//! Chat models in GGUF files, run in this process by llama.cpp (`docs/decisions/0006-llama-cpp-behind-a-feature.md`).
//!
//! ```text
//! chat ─► prompt (template ─► tokens) ─► worker: one thread, one context
//!                                         │  kept prefix ─► sequences ─► one batch a step ─► sampler
//! ChatStream ◄─ calls (text · thoughts · calls) ◄─ letters ◄─ tokens
//! ```
//!
//! When you change what a state of the cache depends on, also change what `prefix.rs` makes its key of.

mod calls;
mod error;
mod fit;
mod gguf;
mod grammar;
mod machine;
mod output;
mod prefix;
mod prompt;
mod sampler;
mod settings;
mod template;
#[cfg(test)]
mod tests;
pub mod tiny;
mod worker;

use std::sync::mpsc;
use std::thread::JoinHandle;

pub use calls::{Call, Format, Parser, Piece};
pub use error::LocalError;
pub use fit::{Estimate, TooLarge};
pub use gguf::{Gguf, GgufError, Value};
pub use settings::{Adapter, LocalSettings};
pub use template::{ChatTemplate, TemplateError};

use crate::chat::{Cancel, ChatError, ChatModel, ChatRequest, ChatStream, chat_channel};
use worker::{Job, Order};

/// What is known of a file without loading it.
#[derive(Debug)]
pub struct Report {
    pub architecture: String,
    pub name: Option<String>,
    /// Tokens that the model was trained to read.
    pub trained_context: Option<u64>,
    /// Tokens of a conversation under these settings.
    pub context: u32,
    /// How it marks calls; nothing when it carries no chat template.
    pub format: Option<Format>,
    pub estimate: Estimate,
    /// Why it would not be loaded.
    pub refusal: Option<LocalError>,
}

/// Says what a file is and whether it would be loaded, reading its front only.
///
/// # Errors
/// A file that is no GGUF file, is damaged, or cannot be read.
pub fn check(settings: &LocalSettings) -> Result<Report, LocalError> {
    let gguf = Gguf::open(&settings.model)?;
    let context = settings.context_of(&gguf);
    let estimate = Estimate::of(&gguf, settings.cells(context), u64::from(settings.batch()));
    let template = gguf.chat_template().map(ChatTemplate::new).transpose();
    let format = gguf.chat_template().map(Format::of_template);
    let refusal = template.map_err(LocalError::from).and_then(|_| permit(settings, &gguf)).err();
    Ok(Report {
        architecture: gguf.architecture().unwrap_or_default().to_owned(),
        name: gguf.text("general.name").map(str::to_owned),
        trained_context: gguf.integer("context_length"),
        context,
        format,
        estimate,
        refusal,
    })
}

/// Everything that can be known to fail before it is tried.
fn permit(settings: &LocalSettings, gguf: &Gguf) -> Result<(), LocalError> {
    let missing = machine::missing_instructions();
    if !missing.is_empty() {
        return Err(LocalError::Processor(missing.join(", ")));
    }
    if gguf.chat_template().is_none() {
        return Err(LocalError::NoTemplate);
    }
    if let Some(adapter) = &settings.adapter {
        let front = Gguf::open(&adapter.path)?;
        if front.text("general.type") != Some("adapter") || front.architecture() != gguf.architecture() {
            return Err(LocalError::Adapter("it is none, or none of this kind of model".to_owned()));
        }
    }
    if let Some(available) = settings.available_memory.or_else(machine::available_memory) {
        fit::check(gguf, settings.context_of(gguf), settings, available)?;
    }
    Ok(())
}

/// A model in memory and the thread that computes it. Dropping it ends the thread after the step that it is in; whatever
/// still runs then ends as cancelled.
pub struct LocalModel {
    name: String,
    context: u32,
    orders: Option<mpsc::Sender<Order>>,
    worker: Option<JoinHandle<()>>,
}

impl LocalModel {
    /// Loads a file.
    ///
    /// # Errors
    /// A file that cannot be used, or does not fit in memory: told before anything large is read. What llama.cpp itself
    /// refuses is told in the log.
    pub fn load(settings: LocalSettings) -> Result<Self, LocalError> {
        let gguf = Gguf::open(&settings.model)?;
        permit(&settings, &gguf)?;
        let template = ChatTemplate::new(gguf.chat_template().ok_or(LocalError::NoTemplate)?)?;
        let context = settings.context_of(&gguf);
        let name = settings.name();
        let (orders, received) = mpsc::channel();
        let (ready, loaded) = mpsc::sync_channel(1);
        let worker = std::thread::Builder::new()
            .name("local model".to_owned())
            .spawn(move || worker::run(&settings, template, context, &received, &ready))
            .map_err(|error| LocalError::Load(error.to_string()))?;
        let model = Self { name, context, orders: Some(orders), worker: Some(worker) };
        loaded.recv().map_err(|_| LocalError::Load("its thread ended".to_owned()))??;
        Ok(model)
    }

    /// Logits of every place of a text of tokens, computed apart from all conversations; for holding this runtime against
    /// others.
    ///
    /// # Errors
    /// Tokens that the model does not have, or more of them than a conversation may have.
    pub fn logits(&self, tokens: &[i32]) -> Result<Vec<Vec<f32>>, LocalError> {
        let (reply, answer) = mpsc::sync_channel(1);
        self.order(Order::Logits { tokens: tokens.to_vec(), reply })
            .map_err(|_| LocalError::Load("its thread ended".to_owned()))?;
        answer.recv().map_err(|_| LocalError::Load("its thread ended".to_owned()))?
    }

    fn order(&self, order: Order) -> Result<(), Order> {
        match &self.orders {
            Some(orders) => orders.send(order).map_err(|mpsc::SendError(order)| order),
            None => Err(order),
        }
    }
}

impl ChatModel for LocalModel {
    fn name(&self) -> &str {
        &self.name
    }

    fn context_length(&self) -> usize {
        self.context as usize
    }

    fn chat(&self, request: ChatRequest, cancel: &Cancel) -> ChatStream {
        let (sender, stream) = chat_channel(&request, cancel);
        if let Err(Order::Chat(job)) = self.order(Order::Chat(Box::new(Job { request, sender }))) {
            job.sender.fail(ChatError::Failed("the thread that computes it has ended".to_owned()));
        }
        stream
    }
}

impl Drop for LocalModel {
    fn drop(&mut self) {
        self.orders = None;
        if let Some(worker) = self.worker.take() {
            // A worker that panicked has nothing left to end.
            let _ = worker.join();
        }
    }
}

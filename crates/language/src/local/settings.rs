//! How a model in a file is to be run.

use std::path::PathBuf;

use jiff::tz::TimeZone;

use super::gguf::Gguf;
use super::machine;
use crate::settings::GgufSettings;

/// Settings of one model. [`LocalSettings::new`] gives what suits a machine without a graphics card.
#[derive(Debug, Clone)]
pub struct LocalSettings {
    /// How people call it; the file's name when missing.
    pub name: Option<String>,
    pub model: PathBuf,
    /// A low-rank adapter that was trained on top of the model.
    pub adapter: Option<Adapter>,
    /// Most tokens of one conversation, prompt and output together; never more than the model was trained for. The plant's
    /// instructions and tools alone come to some 4,000.
    pub context: u32,
    /// Conversations that are computed at once; more wait.
    pub conversations: u32,
    /// Threads that compute; one less than there are physical cores when missing. Within a step they wait for each other by
    /// spinning: with more threads than cores that nobody else uses, a model writes tens of times slower. Between steps
    /// there are none.
    pub threads: Option<u32>,
    /// Most tokens of one step. A cancelled request ends after the step that it is in; a smaller number answers sooner
    /// and reads prompts slower.
    pub batch: u32,
    /// Where the state after a long fixed beginning of prompts is kept over restarts; nowhere when missing.
    pub prefixes: Option<PathBuf>,
    /// For requests that do not say; 0 takes the likeliest token each time.
    pub temperature: f32,
    /// Of the likeliest tokens, those that together have this probability may be taken; for temperatures above 0.
    pub top_p: f32,
    /// Whether a model that can think aloud does so before it answers.
    pub thinking: bool,
    /// Memory that may be used, bytes; what the system says when missing.
    pub available_memory: Option<u64>,
    /// For templates that tell the model the date.
    pub timezone: TimeZone,
}

/// A file with an adapter, and how strongly it applies: 1 as it was trained.
#[derive(Debug, Clone, PartialEq)]
pub struct Adapter {
    pub path: PathBuf,
    pub scale: f32,
}

impl LocalSettings {
    pub fn new(model: impl Into<PathBuf>) -> Self {
        Self {
            name: None,
            model: model.into(),
            adapter: None,
            context: 16_384,
            conversations: 2,
            threads: None,
            batch: 256,
            prefixes: None,
            temperature: 0.0,
            top_p: 0.95,
            thinking: false,
            available_memory: None,
            timezone: TimeZone::UTC,
        }
    }

    /// How it is called.
    pub(super) fn name(&self) -> String {
        let stem = || self.model.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        self.name.clone().or_else(stem).unwrap_or_else(|| "local".to_owned())
    }

    /// Tokens of a conversation with this file.
    pub fn context_of(&self, gguf: &Gguf) -> u32 {
        let trained = gguf.integer("context_length").and_then(|tokens| u32::try_from(tokens).ok());
        self.context.min(trained.unwrap_or(u32::MAX)).max(8)
    }

    /// Tokens that the cache must hold: every conversation's and a kept prefix's.
    pub(super) fn cells(&self, context: u32) -> u64 {
        u64::from(context) * u64::from(self.conversations()) + u64::from(Self::longest_prefix(context))
    }

    /// Most tokens of a prefix that is kept: instructions and tools are the larger part of what a conversation has.
    pub(super) fn longest_prefix(context: u32) -> u32 {
        context / 4 * 3
    }

    pub(super) fn conversations(&self) -> u32 {
        self.conversations.clamp(1, 64)
    }

    pub(super) fn batch(&self) -> u32 {
        // Every conversation has a token in a step.
        self.batch.clamp(32, 4096).max(self.conversations())
    }

    pub(super) fn threads(&self) -> u32 {
        // One core is left to the rest of the program, and to others.
        self.threads.unwrap_or_else(|| machine::cores().saturating_sub(1)).clamp(1, 512)
    }
}

impl From<&GgufSettings> for LocalSettings {
    fn from(settings: &GgufSettings) -> Self {
        let whole = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let new = Self::new(&settings.file);
        Self {
            name: Some(settings.name.clone()),
            context: settings.context_tokens.map_or(new.context, whole),
            threads: settings.threads.map(whole),
            conversations: settings.conversations.map_or(new.conversations, whole),
            ..new
        }
    }
}

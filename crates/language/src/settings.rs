//! `models.toml`: which chat models there are, where each runs, and how long it may take.

mod check;
pub mod edit;
mod key;
mod limits;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;
use toml::Spanned;

use crate::secret::Secret;

pub use check::is_sha256;
pub use key::KeyError;
pub(crate) use key::read as read_key;
pub use limits::Limits;

/// All models of one file.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    #[serde(default, rename = "model")]
    pub models: Vec<ModelSettings>,
    /// For every model that does not say otherwise itself.
    #[serde(default)]
    pub budget: Limits,
    #[serde(default)]
    pub audit: AuditSettings,
    /// Whether the built-in planner keeps plans of these models as examples.
    #[serde(default)]
    pub learn: bool,
    #[serde(default)]
    pub auto: AutoSettings,
}

/// When the planner `auto` asks a model.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AutoSettings {
    /// Below this probability of the built-in planner's plan, 0 to 1. Where it has none, it is asked in any case.
    pub below: Option<f32>,
}

/// What the audit log holds of models.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditSettings {
    /// Of each call of a model.
    #[serde(default)]
    pub calls: Keep,
}

/// How much is kept of what a model is told and says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// Nothing, not even that it was asked.
    #[default]
    Off,
    /// That it was asked, and hashes of both, against which a text can be held that somebody has.
    Hashes,
    /// The texts themselves as well.
    Full,
}

/// One model.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum ModelSettings {
    OpenAi(Box<OpenAiSettings>),
    Gguf(GgufSettings),
}

/// A model behind a server that speaks OpenAI's chat completions: vLLM, llama.cpp, Ollama, LM Studio, a cloud.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenAiSettings {
    /// How the plant's people call it; unique.
    pub name: String,
    /// Address up to `/v1`; `/chat/completions` is added. `http` or `https`.
    pub base_url: String,
    /// How the server calls it.
    pub model: String,
    /// Most tokens that prompt and output may have together.
    pub context_tokens: usize,
    /// Name of the environment variable that holds the key.
    pub api_key_env: Option<String>,
    /// File that holds the key, and nothing else.
    pub api_key_file: Option<PathBuf>,
    /// Sent with every request; values are as secret as a key.
    #[serde(default)]
    pub headers: BTreeMap<String, Secret>,
    /// `http://[user:password@]host:port`. Without it the server is reached directly: the proxy variables of the
    /// environment are not read.
    pub proxy: Option<Secret>,
    /// Certificates (PEM) to trust beside those of the machine.
    pub ca_file: Option<PathBuf>,
    #[serde(default)]
    pub timeouts_s: Timeouts,
    #[serde(default)]
    pub retries: Retries,
    /// Most bytes of one response.
    #[serde(default = "default_response_bytes")]
    pub max_response_bytes: usize,
    /// What the field with the most tokens of output is called; some servers want `max_completion_tokens`.
    #[serde(default)]
    pub max_tokens_field: MaxTokensField,
    /// Further fields of each request's body, as the server documents them.
    #[serde(default)]
    pub body: serde_json::Map<String, serde_json::Value>,
    /// What one question may use up.
    #[serde(default)]
    pub budget: Limits,
}

/// A model in a GGUF file, run in this process.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GgufSettings {
    /// How the plant's people call it; unique.
    pub name: String,
    pub file: PathBuf,
    /// Most tokens that prompt and output may have together, never more than the file says; 16384 when missing.
    pub context_tokens: Option<usize>,
    /// Threads that compute; one less than there are physical cores when missing. More than there are cores that nobody else
    /// uses make it tens of times slower.
    pub threads: Option<usize>,
    /// Conversations that are computed at once; 2 when missing. More wait, and each takes memory for its context.
    pub conversations: Option<usize>,
    /// SHA-256 of the file, hexadecimal; `model check` holds the file against it.
    pub sha256: Option<String>,
    /// Where `model add` took the file from. Only a file with it is removed by `model rm --file`.
    pub source: Option<String>,
    /// What one question may use up.
    #[serde(default)]
    pub budget: Limits,
}

/// Waits, seconds.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Timeouts {
    /// Name, connection, proxy and TLS together.
    connect: f64,
    /// From the request to the first output. A large prompt takes minutes on a machine without an accelerator.
    first_token: f64,
    /// Between two pieces of output.
    next_token: f64,
    /// From the call to the end, retries among it.
    whole: f64,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect: 10.0, first_token: 120.0, next_token: 30.0, whole: 600.0 }
    }
}

impl Timeouts {
    /// Waits of another length, seconds.
    pub fn new(connect: f64, first_token: f64, next_token: f64, whole: f64) -> Self {
        Self { connect, first_token, next_token, whole }
    }

    pub fn connect(&self) -> Duration {
        Duration::from_secs_f64(self.connect)
    }

    pub fn first_token(&self) -> Duration {
        Duration::from_secs_f64(self.first_token)
    }

    pub fn next_token(&self) -> Duration {
        Duration::from_secs_f64(self.next_token)
    }

    pub fn whole(&self) -> Duration {
        Duration::from_secs_f64(self.whole)
    }
}

/// What happens when a server is busy (429, 503) or cannot be reached, before it has given any output.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retries {
    /// How often a request is sent, the first time counted.
    pub attempts: u32,
    /// Wait before the second attempt, seconds; doubled for each further one. Half of it is drawn at random, so that
    /// many askers do not come back together.
    pub first_wait_s: f64,
    /// Longest wait, seconds. A server that wants a longer one (`Retry-After`) is not asked again.
    pub longest_wait_s: f64,
}

impl Default for Retries {
    fn default() -> Self {
        Self { attempts: 3, first_wait_s: 0.5, longest_wait_s: 20.0 }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaxTokensField {
    #[default]
    MaxTokens,
    MaxCompletionTokens,
}

fn default_response_bytes() -> usize {
    16 << 20
}

/// Settings that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// Lines and columns count from 1; a model that is wrong is told by where it begins.
    #[error("{line}:{column}: {message}")]
    Toml { line: usize, column: usize, message: String },
    #[error("model `{model}`: {message}")]
    Model { model: String, message: String },
    #[error("{0}")]
    File(String),
}

impl Settings {
    /// Reads `models.toml`; paths in it count from `folder`.
    ///
    /// # Errors
    /// A text that is no TOML, a key that is not known or missing, or a value that cannot be meant.
    pub fn parse(text: &str, folder: &Path) -> Result<Self, SettingsError> {
        let mut settings: Self = toml::from_str(text).map_err(|error| place(text, &error))?;
        settings.check()?;
        for model in &mut settings.models {
            let paths: Vec<&mut PathBuf> = match model {
                ModelSettings::OpenAi(model) => {
                    model.api_key_file.iter_mut().chain(&mut model.ca_file).collect()
                }
                ModelSettings::Gguf(model) => vec![&mut model.file],
            };
            paths.into_iter().for_each(|path| *path = folder.join(&*path));
        }
        Ok(settings)
    }

    /// Looks for what TOML allows and nobody can mean.
    ///
    /// # Errors
    /// The first such value.
    pub fn check(&self) -> Result<(), SettingsError> {
        check::check(self)
    }

    /// The model of this name.
    pub fn model(&self, name: &str) -> Option<&ModelSettings> {
        self.models.iter().find(|model| model.name() == name)
    }
}

impl ModelSettings {
    pub fn name(&self) -> &str {
        match self {
            Self::OpenAi(model) => &model.name,
            Self::Gguf(model) => &model.name,
        }
    }

    /// What one question may use up, as far as this model's own entry says.
    pub fn budget(&self) -> Limits {
        match self {
            Self::OpenAi(model) => model.budget,
            Self::Gguf(model) => model.budget,
        }
    }
}

/// The tables of a file, whatever they hold.
#[derive(Deserialize)]
struct Tables {
    #[serde(default)]
    model: Vec<Spanned<toml::Table>>,
}

/// Where the first model begins that cannot be read: what is chosen by its `kind` is read without places.
fn wrong_model(text: &str) -> Option<usize> {
    let tables: Tables = toml::from_str(text).ok()?;
    let wrong = |table: &Spanned<toml::Table>| ModelSettings::deserialize(table.get_ref().clone()).is_err();
    tables.model.iter().find(|table| wrong(table)).map(|table| table.span().start)
}

fn place(text: &str, error: &toml::de::Error) -> SettingsError {
    let start = wrong_model(text).or(error.span().map(|span| span.start)).unwrap_or(0).min(text.len());
    let before = &text.as_bytes()[..start];
    let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    SettingsError::Toml {
        line: before.iter().filter(|byte| **byte == b'\n').count() + 1,
        column: String::from_utf8_lossy(&before[line_start..]).chars().count() + 1,
        message: error.message().to_owned(),
    }
}

//! `servers.toml`: which foreign servers there are, and which of their tools may be called.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;
use url::Url;

use super::BETWEEN;
use crate::secret::Secret;
use crate::settings::KeyError;

/// Longest name of a server.
const LONGEST_NAME: usize = 24;
/// Longest wait, seconds.
const LONGEST_S: f64 = 3600.0;
/// Largest result that can be allowed, bytes.
const LARGEST_RESULT: usize = 16 << 20;

/// All servers of one file.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServersSettings {
    #[serde(default, rename = "server")]
    pub servers: Vec<ServerSettings>,
}

/// One server: a program that is started here (`command`), or an address (`url`).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerSettings {
    /// Stands before the names of its tools; lower-case letters, digits and `-`.
    pub name: String,
    /// A program on the search path, or a path from the folder of the file.
    pub command: Option<String>,
    #[serde(default)]
    pub args: Vec<String>,
    /// Variables of the environment that the program is given besides those for paths and language.
    #[serde(default)]
    pub env: Vec<String>,
    /// `http` or `https`.
    pub url: Option<String>,
    /// Name of the environment variable that holds the token.
    pub token_env: Option<String>,
    /// File that holds the token, and nothing else.
    pub token_file: Option<PathBuf>,
    /// `http://[user:password@]host:port`; the proxy variables of the environment are not read.
    pub proxy: Option<Secret>,
    /// Certificates (PEM) to trust beside those of the machine.
    pub ca_file: Option<PathBuf>,
    /// Tools that may be called, as the server calls them; none that is not named.
    #[serde(default)]
    pub allow: Vec<String>,
    #[serde(default)]
    pub timeouts_s: Waits,
    /// Most bytes of one answer of the server.
    #[serde(default = "default_result_bytes")]
    pub max_result_bytes: usize,
    /// Most characters of a result that a model is shown.
    #[serde(default = "default_shown_chars")]
    pub shown_chars: usize,
}

/// Waits, seconds.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Waits {
    /// From the start or the connection until its tools are known.
    pub start: f64,
    /// Of one call.
    pub call: f64,
    /// Before a server that ended is started again; doubled each time, up to `longest_rest`.
    pub first_rest: f64,
    pub longest_rest: f64,
}

impl Default for Waits {
    fn default() -> Self {
        Self { start: 10.0, call: 30.0, first_rest: 1.0, longest_rest: 60.0 }
    }
}

impl Waits {
    pub fn start(&self) -> Duration {
        Duration::from_secs_f64(self.start)
    }

    pub fn call(&self) -> Duration {
        Duration::from_secs_f64(self.call)
    }

    /// After so many ends in a row.
    pub fn rest(&self, ends: u32) -> Duration {
        let doubled = self.first_rest * 2_f64.powi(ends.saturating_sub(1).min(30) as i32);
        Duration::from_secs_f64(doubled.min(self.longest_rest))
    }
}

fn default_result_bytes() -> usize {
    64 << 10
}

fn default_shown_chars() -> usize {
    4000
}

/// Settings that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ServersError {
    /// Lines and columns count from 1.
    #[error("{line}:{column}: {message}")]
    Toml { line: usize, column: usize, message: String },
    #[error("server `{server}`: {message}")]
    Server { server: String, message: String },
}

impl ServersSettings {
    /// Reads `servers.toml`; paths of files in it count from `folder`.
    ///
    /// # Errors
    /// A text that is no TOML, a key that is not known or missing, or a value that cannot be meant.
    pub fn parse(text: &str, folder: &Path) -> Result<Self, ServersError> {
        let mut settings: Self = toml::from_str(text).map_err(|error| place(text, &error))?;
        let mut names = BTreeSet::new();
        for server in &settings.servers {
            let wrong = |message: &str| ServersError::Server {
                server: server.name.clone(),
                message: message.to_owned(),
            };
            if !names.insert(&server.name) {
                return Err(wrong("two servers have this name"));
            }
            server.check().map_err(wrong)?;
        }
        for server in &mut settings.servers {
            for path in server.token_file.iter_mut().chain(&mut server.ca_file) {
                *path = folder.join(&*path);
            }
        }
        Ok(settings)
    }
}

impl ServerSettings {
    fn check(&self) -> Result<(), &'static str> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.name.is_empty() || self.name.len() > LONGEST_NAME || !self.name.chars().all(fits) {
            return Err("a name is 1 to 24 lower-case letters, digits and `-`");
        }
        debug_assert!(!self.name.contains(BETWEEN));
        match (&self.command, &self.url) {
            (Some(command), None) if command.trim().is_empty() => return Err("`command` is empty"),
            (Some(_), None) => {
                let over_http = self.token_env.is_some() || self.token_file.is_some();
                if over_http || self.proxy.is_some() || self.ca_file.is_some() {
                    return Err("a token, a proxy and certificates belong to a `url`");
                }
            }
            (None, Some(url)) => {
                address(url)?;
                if !self.args.is_empty() || !self.env.is_empty() {
                    return Err("`args` and `env` belong to a `command`");
                }
            }
            _ => return Err("it needs either a `command` or a `url`"),
        }
        if self.token_env.is_some() && self.token_file.is_some() {
            return Err("either `token_env` or `token_file`, not both");
        }
        let Waits { start, call, first_rest, longest_rest } = self.timeouts_s;
        if ![start, call, first_rest, longest_rest].iter().all(|wait| *wait > 0.0 && *wait <= LONGEST_S) {
            return Err("each of `timeouts_s` must be above 0 and at most 3600 seconds");
        }
        if !(1..=LARGEST_RESULT).contains(&self.max_result_bytes) {
            return Err("`max_result_bytes` must be 1 to 16777216");
        }
        if self.shown_chars == 0 {
            return Err("`shown_chars` must be above zero");
        }
        Ok(())
    }

    /// The token, where the settings name one.
    ///
    /// # Errors
    /// A variable that is not set, a file that cannot be read, a token that no header can hold.
    pub fn token(&self) -> Result<Option<Secret>, KeyError> {
        crate::settings::read_key(self.token_env.as_deref(), self.token_file.as_deref())
    }
}

fn address(text: &str) -> Result<(), &'static str> {
    let url = Url::parse(text).map_err(|_| "`url` is no address")?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err("`url` has a scheme other than http and https");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("`url` holds a user or password: put the token into a file or variable");
    }
    if url.fragment().is_some() {
        return Err("`url` holds `#`");
    }
    Ok(())
}

fn place(text: &str, error: &toml::de::Error) -> ServersError {
    let start = error.span().map_or(0, |span| span.start).min(text.len());
    let before = &text.as_bytes()[..start];
    let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    ServersError::Toml {
        line: before.iter().filter(|byte| **byte == b'\n').count() + 1,
        column: String::from_utf8_lossy(&before[line_start..]).chars().count() + 1,
        message: error.message().to_owned(),
    }
}

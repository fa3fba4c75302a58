//! Tools of other programs: a client of the Model Context Protocol, over standard input and output or over HTTP.
//!
//! ```text
//! servers.toml ─► Servers ─► Server: Session ─► Wire: a process, or an address
//!                               │ handshake, tools/list, tools/call
//!                               └ allow-list, read-only hint, schema of the arguments
//! ```
//!
//! A server is foreign: whatever it says is text, of limited length, that is cleaned and handed on as said by that
//! server. It is asked for nothing but tools, and none of its requests is served but `ping`. What it lists when it is
//! connected counts; a tool that is not on the allow-list, or does not say that it only reads, cannot be called.
//!
//! Knows nothing of what a tool is good for, or of who asks.

mod audit;
mod error;
mod http;
mod lines;
mod listing;
mod patience;
mod pipe;
mod rpc;
mod said;
mod server;
mod session;
mod settings;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use serde_json::{Map, Value as Json};
use tokio::runtime::Handle;

pub use audit::{Watched, Watcher};
pub use error::{Fault, ForeignError};
pub use listing::{Refusal, Verdict};
pub use server::{Look, Server};
pub use settings::{ServerSettings, ServersError, ServersSettings, Waits};

use crate::chat::Cancel;

/// Stands between a server's name and a tool's. Neither a server's name nor a tool of ours holds it.
pub const BETWEEN: &str = "__";

/// A tool that may be called.
#[derive(Debug, Clone, PartialEq)]
pub struct Offered {
    pub server: String,
    /// How the server calls it.
    pub tool: String,
    /// What the server says of it, in one line, cut.
    pub about: String,
    /// JSON schema of the arguments, an object; no other text of the server's but descriptions, cut.
    pub parameters: Json,
}

impl Offered {
    /// `server__tool`.
    pub fn name(&self) -> String {
        format!("{}{BETWEEN}{}", self.server, self.tool)
    }
}

/// A call of a foreign tool.
#[derive(Debug, Clone, Copy)]
pub struct ForeignCall<'a> {
    /// `server__tool`.
    pub name: &'a str,
    pub arguments: &'a Map<String, Json>,
    /// What it is called for, for whoever watches; the server is not told.
    pub about: &'a str,
    /// When nobody waits any more.
    pub until: Instant,
}

/// What a server said to a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub server: String,
    pub tool: String,
    /// Text alone: what it sent besides is named in it and left out. Cut to the server's budget.
    pub text: String,
    /// Characters that were cut off.
    pub left_out: usize,
    /// The server says that the call went wrong, and why.
    pub is_error: bool,
}

/// Tools outside this program.
pub trait Outside: Send + Sync {
    /// Those that may be called, of every server that is there. Connects to those that are not connected; may take as long as
    /// the slowest of them is given to start.
    fn offered(&self) -> Vec<Offered>;

    /// Calls one. Blocks until it has answered, or nobody waits any more.
    ///
    /// # Errors
    /// A tool that may not be called, arguments that it does not take, a server that does not answer as it should.
    fn call(&self, call: &ForeignCall<'_>, cancel: &Cancel) -> Result<Said, ForeignError>;
}

/// The servers of one file, each connected when it is first needed.
#[derive(Debug)]
pub struct Servers(Vec<Server>);

impl Servers {
    /// Makes clients; connects to nothing. Paths of commands count from `folder`.
    ///
    /// # Errors
    /// A token or certificates that cannot be read, an address that cannot be used.
    pub fn new(settings: &ServersSettings, folder: &Path, runtime: &Handle) -> Result<Self, ServersError> {
        let servers = settings.servers.iter();
        servers.map(|server| Server::new(server.clone(), folder, runtime)).collect::<Result<_, _>>().map(Self)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Server> {
        self.0.iter()
    }
}

impl Outside for Servers {
    fn offered(&self) -> Vec<Offered> {
        let connected: Vec<_> = std::thread::scope(|scope| {
            let started: Vec<_> =
                self.0.iter().map(|server| scope.spawn(|| server.offered(&Cancel::new()))).collect();
            started.into_iter().map(std::thread::ScopedJoinHandle::join).collect()
        });
        let mut offered = Vec::new();
        for (server, found) in self.0.iter().zip(connected) {
            match found {
                Ok(Ok(tools)) => offered.extend(tools),
                Ok(Err(error)) => tracing::warn!(server = server.name(), %error, "no tools are offered"),
                Err(_) => tracing::error!(server = server.name(), "connecting panicked"),
            }
        }
        offered
    }

    fn call(&self, call: &ForeignCall<'_>, cancel: &Cancel) -> Result<Said, ForeignError> {
        let found = call.name.split_once(BETWEEN).and_then(|(name, tool)| {
            self.0.iter().find(|server| server.name() == name).map(|server| (server, tool))
        });
        let Some((server, tool)) = found else {
            let server = call.name.split_once(BETWEEN).map_or(call.name, |(server, _)| server);
            return Err(ForeignError::new(&one_line(server, 64), Fault::NotThere));
        };
        server.call(tool, call.arguments, call.until, cancel)
    }
}

/// Everything outside, behind one pointer.
impl Outside for Arc<Servers> {
    fn offered(&self) -> Vec<Offered> {
        self.as_ref().offered()
    }

    fn call(&self, call: &ForeignCall<'_>, cancel: &Cancel) -> Result<Said, ForeignError> {
        self.as_ref().call(call, cancel)
    }
}

/// A mark that nobody can have known before: 128 random bits, hexadecimal.
pub fn nonce() -> String {
    use rand::Rng as _;
    let [high, low]: [u64; 2] = rand::rng().random();
    format!("{high:016x}{low:016x}")
}

/// A foreign text in one line without control characters, cut to so many characters.
pub(crate) fn one_line(text: &str, most: usize) -> String {
    let mut line = text
        .split(|c: char| c.is_whitespace() || is_hidden(c))
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    if let Some((cut, _)) = line.char_indices().nth(most) {
        line.truncate(cut);
        line.push('…');
    }
    line
}

/// Characters that a person does not see and that may change what follows: controls, zero-width ones, directions of
/// writing, tags.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

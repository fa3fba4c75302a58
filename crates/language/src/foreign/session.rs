//! A connection to a server: the handshake, and what is asked afterwards.

use std::collections::HashSet;

use serde_json::{Map, Value as Json, json};

use super::listing::{self, Listed};
use super::patience::Patience;
use super::rpc::{self, RpcError};
use super::{Fault, one_line, said};

/// Revisions of the protocol that are spoken, newest first: those with a handshake.
const VERSIONS: [&str; 4] = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];
/// Most pages of a list, and tools on them.
const MOST_PAGES: usize = 50;
const MOST_TOOLS: usize = 1000;

/// A way to a server and back.
pub trait Wire: Send {
    /// Sends a request and waits for the response to it.
    ///
    /// # Errors
    /// No response, whyever.
    fn ask(
        &mut self,
        id: u64,
        request: &Json,
        patience: &Patience<'_>,
    ) -> Result<Result<Json, RpcError>, Fault>;

    /// Sends what has no response.
    ///
    /// # Errors
    /// It cannot be sent.
    fn tell(&mut self, notification: &Json, patience: &Patience<'_>) -> Result<(), Fault>;

    /// The revision that both speak from now on.
    fn agreed(&mut self, _version: &str) {}
}

/// A server after its handshake.
pub struct Session {
    wire: Box<dyn Wire>,
    last_id: u64,
}

impl Session {
    /// Shakes hands and asks for the tools.
    ///
    /// # Errors
    /// As [`Wire::ask`]; a server that speaks no revision of ours.
    pub fn begin(wire: Box<dyn Wire>, patience: &Patience<'_>) -> Result<(Self, Vec<Listed>), Fault> {
        let mut session = Self { wire, last_id: 0 };
        let hello = json!({
            "protocolVersion": VERSIONS[0],
            "capabilities": {},
            "clientInfo": {"name": "plantwright", "version": env!("CARGO_PKG_VERSION")},
        });
        let answer = session.ask("initialize", &hello, patience)?;
        let version = answer.get("protocolVersion").and_then(Json::as_str).unwrap_or_default();
        let Some(version) = VERSIONS.iter().find(|known| **known == version) else {
            return Err(Fault::Garbage(format!("the revision `{}`", one_line(version, 40))));
        };
        session.wire.agreed(version);
        session.wire.tell(&rpc::notification("notifications/initialized", &json!({})), patience)?;
        // What it says of itself, `instructions` among it, is for nobody here.
        let listed = match answer.pointer("/capabilities/tools") {
            Some(_) => session.list(patience)?,
            None => Vec::new(),
        };
        Ok((session, listed))
    }

    fn list(&mut self, patience: &Patience<'_>) -> Result<Vec<Listed>, Fault> {
        let (mut tools, mut cursor, mut seen) = (Vec::new(), None::<String>, HashSet::new());
        for _ in 0..MOST_PAGES {
            let params = cursor.as_ref().map_or_else(|| json!({}), |cursor| json!({"cursor": cursor}));
            let answer = self.ask("tools/list", &params, patience)?;
            let page = listing::page(&answer).map_err(|what| Fault::Garbage(what.to_owned()))?;
            tools.extend(page.tools);
            match page.next {
                _ if tools.len() > MOST_TOOLS => break,
                None => return Ok(tools),
                Some(next) if !seen.insert(next.clone()) => {
                    return Err(Fault::Garbage("a list that goes round in circles".to_owned()));
                }
                next => cursor = next,
            }
        }
        Err(Fault::Garbage("a list of tools without an end".to_owned()))
    }

    /// Calls a tool.
    ///
    /// # Errors
    /// As [`Wire::ask`].
    pub fn call(
        &mut self,
        tool: &str,
        arguments: &Map<String, Json>,
        patience: &Patience<'_>,
    ) -> Result<said::Text, Fault> {
        let answer = self.ask("tools/call", &json!({"name": tool, "arguments": arguments}), patience)?;
        said::read(&answer).map_err(|what| Fault::Garbage(what.to_owned()))
    }

    fn ask(&mut self, method: &str, params: &Json, patience: &Patience<'_>) -> Result<Json, Fault> {
        self.last_id += 1;
        let id = self.last_id;
        match self.wire.ask(id, &rpc::request(id, method, params), patience) {
            Ok(Ok(result)) => Ok(result),
            Ok(Err(RpcError { code, message })) => Err(Fault::Rpc { code, message: one_line(&message, 300) }),
            Err(fault) => {
                if matches!(fault, Fault::Late(_) | Fault::Cancelled) && method != "initialize" {
                    let why = json!({"requestId": id, "reason": "nobody waits any more"});
                    // It may be past hearing.
                    let _ = self.wire.tell(&rpc::notification("notifications/cancelled", &why), patience);
                }
                Err(fault)
            }
        }
    }
}

//! Servers that follow a script: what goes well, and each fault.

#![allow(clippy::unwrap_used)]

mod bytes;
mod over_http;
mod over_pipes;
mod settings;

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Map, Value as Json, json};
use tokio::runtime::{Handle, Runtime};

use super::{Fault, ForeignCall, Outside as _, Said, Servers, ServersSettings};
use crate::chat::Cancel;

/// Clients need a runtime, also those of processes.
fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

fn servers(text: &str, folder: &Path, runtime: &Handle) -> Servers {
    Servers::new(&ServersSettings::parse(text, folder).unwrap(), folder, runtime).unwrap()
}

fn tool(name: &str) -> Json {
    json!({
        "name": name,
        "description": "How warm it will be.\nSecond line.",
        "inputSchema": {
            "type": "object",
            "properties": {"place": {"type": "string", "pattern": "^[A-Z]", "description": "where"}},
            "required": ["place"],
        },
        "annotations": {"readOnlyHint": true},
    })
}

fn place(name: &str) -> Map<String, Json> {
    [("place".to_owned(), json!(name))].into_iter().collect()
}

fn call_with(servers: &Servers, name: &str, arguments: &Map<String, Json>) -> Result<Said, Fault> {
    let until = Instant::now() + Duration::from_secs(20);
    let call = ForeignCall { name, arguments, about: "a1", until };
    servers.call(&call, &Cancel::new()).map_err(|error| error.fault)
}

fn call(servers: &Servers) -> Result<Said, Fault> {
    call_with(servers, "weather__forecast", &place("Oslo"))
}

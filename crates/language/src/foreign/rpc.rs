//! Messages of JSON-RPC 2.0, as the Model Context Protocol uses it.

use serde_json::{Value as Json, json};

/// A message that came in.
#[derive(Debug, Clone, PartialEq)]
pub enum Incoming {
    /// To the request of this number.
    Response {
        id: u64,
        outcome: Result<Json, RpcError>,
    },
    /// An error to a request that the server could not read, so that it has no number.
    Unreadable(RpcError),
    /// The server wants something.
    Request {
        id: Json,
        method: String,
    },
    Notification,
}

/// What a server has against a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RpcError {
    pub code: i64,
    pub message: String,
}

/// Bytes that are no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoMessage;

/// Reads one message.
///
/// # Errors
/// No JSON, none of this protocol, several in one, or a response to what was never asked.
pub fn read(bytes: &[u8]) -> Result<Incoming, NoMessage> {
    let message: Json = serde_json::from_slice(bytes).map_err(|_| NoMessage)?;
    let message = message.as_object().ok_or(NoMessage)?;
    if message.get("jsonrpc").and_then(Json::as_str) != Some("2.0") {
        return Err(NoMessage);
    }
    let id = message.get("id").filter(|id| !id.is_null());
    if let Some(method) = message.get("method") {
        let method = method.as_str().ok_or(NoMessage)?;
        return match id {
            None => Ok(Incoming::Notification),
            Some(id) if id.is_string() || id.is_number() => {
                Ok(Incoming::Request { id: id.clone(), method: method.to_owned() })
            }
            Some(_) => Err(NoMessage),
        };
    }
    let outcome = match (message.get("result"), message.get("error")) {
        (Some(result), None) => Ok(result.clone()),
        (None, Some(error)) => Err(RpcError {
            code: error.get("code").and_then(Json::as_i64).unwrap_or_default(),
            message: error.get("message").and_then(Json::as_str).unwrap_or_default().to_owned(),
        }),
        _ => return Err(NoMessage),
    };
    match (id, outcome) {
        (Some(id), outcome) => Ok(Incoming::Response { id: id.as_u64().ok_or(NoMessage)?, outcome }),
        (None, Err(error)) => Ok(Incoming::Unreadable(error)),
        (None, Ok(_)) => Err(NoMessage),
    }
}

pub fn request(id: u64, method: &str, params: &Json) -> Json {
    json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
}

pub fn notification(method: &str, params: &Json) -> Json {
    json!({"jsonrpc": "2.0", "method": method, "params": params})
}

/// What a server is told that asks us for something: nothing is offered to it, and a ping is answered.
pub fn response(id: &Json, method: &str) -> Json {
    match method {
        "ping" => json!({"jsonrpc": "2.0", "id": id, "result": {}}),
        _ => json!({"jsonrpc": "2.0", "id": id, "error": {"code": -32601, "message": "not offered"}}),
    }
}

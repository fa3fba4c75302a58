//! JSON-RPC 2.0: responses and errors.

use serde_json::{Value as Json, json};

pub const PARSE_ERROR: i64 = -32700;
const INVALID_REQUEST: i64 = -32600;
const METHOD_NOT_FOUND: i64 = -32601;
const INVALID_PARAMS: i64 = -32602;
/// Of the protocol, not of JSON-RPC. The first is of the revisions with a handshake; since then it is [`INVALID_PARAMS`].
const RESOURCE_NOT_FOUND: i64 = -32002;
const UNSUPPORTED_VERSION: i64 = -32022;
/// Ours, in the range that JSON-RPC leaves to servers.
pub const NO_SESSION: i64 = -32001;
pub const CANCELLED: i64 = -32090;

/// A request that was refused: nothing was run.
#[derive(Debug, Clone, PartialEq)]
pub struct RpcError {
    pub code: i64,
    pub message: String,
    pub data: Option<Json>,
}

impl RpcError {
    pub fn new(code: i64, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), data: None }
    }

    pub fn invalid_request() -> Self {
        Self::new(INVALID_REQUEST, "one JSON-RPC 2.0 request or notification is needed")
    }

    pub fn no_such_method(method: &str) -> Self {
        Self::new(METHOD_NOT_FOUND, format!("there is no method {method:?}"))
    }

    pub fn invalid_params(message: impl Into<String>) -> Self {
        Self::new(INVALID_PARAMS, message)
    }

    pub fn no_such_resource(uri: &str, has_handshake: bool) -> Self {
        let code = if has_handshake { RESOURCE_NOT_FOUND } else { INVALID_PARAMS };
        let error = Self::new(code, format!("there is no resource {uri:?}; see resources/list"));
        Self { data: Some(json!({"uri": uri})), ..error }
    }

    pub fn unsupported_version(version: &Json) -> Self {
        let supported = [super::VERSION_WITHOUT_HANDSHAKE];
        let error = Self::new(UNSUPPORTED_VERSION, "this version of the protocol is not spoken here");
        Self { data: Some(json!({"supported": supported, "requested": version})), ..error }
    }

    /// The message that says so; `id` is that of the request, where it has one.
    pub fn response(self, id: Option<Json>) -> Json {
        let mut error = json!({"code": self.code, "message": self.message});
        if let (Some(data), Some(fields)) = (self.data, error.as_object_mut()) {
            fields.insert("data".to_owned(), data);
        }
        json!({"jsonrpc": "2.0", "id": id, "error": error})
    }
}

/// The response to a request that went well.
pub fn response(id: &Json, result: Json) -> Json {
    json!({"jsonrpc": "2.0", "id": id, "result": result})
}

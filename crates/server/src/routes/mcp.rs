//! The Model Context Protocol over HTTP: a message a request, answered with JSON.

use std::sync::Arc;

use ::plant::Problem;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use crate::App;
use crate::error::{ApiError, ErrorBody};
use crate::mcp::{CANCELLED, Connection, NO_SESSION, PARSE_ERROR, RpcError, speaks};

const SESSION: HeaderName = HeaderName::from_static("mcp-session-id");
const VERSION: HeaderName = HeaderName::from_static("mcp-protocol-version");

/// Takes a message of the Model Context Protocol (streamable HTTP).
///
/// `initialize` begins a session, whose id comes in `Mcp-Session-Id`; messages without one are
/// answered all the same, but cannot be cancelled by a message.
#[utoipa::path(
    post, path = "/mcp", tag = "programs",
    request_body(content = String, content_type = "application/json", description = "A JSON-RPC 2.0 message"),
    responses(
        (status = 200, description = "The response, also when it is an error of the protocol", body = String, content_type = "application/json"),
        (status = 202, description = "A notification was taken"),
        (status = 400, description = "This is no message, or of a version that is not spoken here", body = String, content_type = "application/json"),
        (status = 401, description = "The token is missing or wrong", body = ErrorBody),
        (status = 404, description = "No such session", body = String, content_type = "application/json"),
    )
)]
pub async fn post(State(app): State<Arc<App>>, headers: HeaderMap, body: Bytes) -> Response {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let Ok(message) = serde_json::from_slice::<Value>(&body) else {
        let error = RpcError::new(PARSE_ERROR, "the body is to be one JSON message in UTF-8");
        return refused(StatusCode::BAD_REQUEST, error, None);
    };
    let id = message.get("id").cloned();
    if let Some(version) = text(&VERSION).filter(|version| !speaks(version)) {
        let error = RpcError::unsupported_version(&Value::from(version));
        return refused(StatusCode::BAD_REQUEST, error, id);
    }
    let is_call = message.get("method").is_some();
    let begins = message.get("method").is_some_and(|method| method == "initialize");
    let (begun, connection) = match text(&SESSION) {
        _ if begins => {
            let (session, connection) = app.mcp.begin();
            (HeaderValue::from_str(&session).ok(), connection)
        }
        Some(session) => match app.mcp.get(session) {
            Some(connection) => (None, connection),
            None => {
                let error = RpcError::new(NO_SESSION, "the session has ended: begin another with initialize");
                return refused(StatusCode::NOT_FOUND, error, id);
            }
        },
        None => (None, Arc::new(Connection::default())),
    };
    let mut response = match connection.take(&app, message).await {
        Some(response) => Json(response).into_response(),
        None if id.is_none() || !is_call => StatusCode::ACCEPTED.into_response(),
        // The asker knows, and HTTP wants a response.
        None => Json(RpcError::new(CANCELLED, "cancelled").response(id)).into_response(),
    };
    if let Some(session) = begun {
        response.headers_mut().insert(SESSION, session);
    }
    response
}

/// Ends a session of the Model Context Protocol.
#[utoipa::path(
    delete, path = "/mcp", tag = "programs",
    responses(
        (status = 204, description = "It has ended"),
        (status = 404, description = "No such session", body = ErrorBody),
    )
)]
pub async fn delete(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<StatusCode, ApiError> {
    let session = headers.get(&SESSION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if app.mcp.end(session) {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(Problem::new("PW7041", "there is no such session")
        .help("it has ended, or was never begun here")
        .into())
}

fn refused(status: StatusCode, error: RpcError, id: Option<Value>) -> Response {
    (status, Json(error.response(id))).into_response()
}

//! Which models a server says it has (`GET …/models`).

use std::time::Duration;

use http_body_util::{BodyExt, Limited};
use hyper::HeaderMap;
use serde::Deserialize;
use tokio::time::timeout;

use super::OpenAi;
use super::chunk::error_text;
use super::connect::get::{Unanswered, get};
use super::target::{SetupError, Target};
use crate::chat::{ChatError, Wait};

/// Longest list, bytes.
const LONGEST: usize = 4 << 20;
/// A list is computed by nobody: a server that needs longer does not work.
const PATIENCE: Duration = Duration::from_secs(15);

#[derive(Deserialize)]
struct List {
    data: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    id: String,
}

impl OpenAi {
    /// Names of the server's models, as it lists them; reaches for the server, and must be awaited in the runtime that the
    /// client was made with.
    ///
    /// # Errors
    /// A server that cannot be reached, says no, or has no such list.
    pub async fn listed(&self) -> Result<Vec<String>, ChatError> {
        let settings = &self.inner.settings;
        let unusable = |error: SetupError| ChatError::Request(error.to_string());
        let target = Target::new(settings, "models").map_err(unusable)?;
        let limit = settings.timeouts_s.connect().max(PATIENCE);
        let answer = get(&target, HeaderMap::new(), limit).await.map_err(|error| match error {
            Unanswered::Unreachable(text) => ChatError::Unreachable(target.clean(&text)),
            Unanswered::Silent(limit) => ChatError::Timeout { wait: Wait::Connection, limit },
            Unanswered::Broken(text) => ChatError::Server(target.clean(&text)),
        })?;
        let status = answer.response.status();
        let body = Limited::new(answer.response, LONGEST).collect();
        let body = timeout(limit, body).await;
        let body = body.map_err(|_| ChatError::Timeout { wait: Wait::NextToken, limit })?;
        let bytes = body.map_err(|_| ChatError::TooLarge { limit_bytes: LONGEST })?.to_bytes();
        let detail = || target.clean(&error_text(&String::from_utf8_lossy(&bytes)));
        match status.as_u16() {
            200..=299 => {}
            status @ (401 | 403) => return Err(ChatError::Denied { status, detail: detail() }),
            404 => return Err(ChatError::NotFound { detail: detail() }),
            status => return Err(ChatError::Rejected { status, detail: detail() }),
        }
        let list: List = serde_json::from_slice(&bytes)
            .map_err(|_| ChatError::Malformed(format!("no list of models: {}", detail())))?;
        Ok(list.data.into_iter().map(|entry| entry.id).collect())
    }
}

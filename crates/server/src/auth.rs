//! A secret that programs must show, where one is set: other users of this machine, who reach a
//! loopback address too, cannot use the faces for programs without it.

use std::path::Path;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use plant::{Place, Problem};
use sha2::{Digest as _, Sha256};

use crate::App;
use crate::error::ApiError;

/// Fewest characters: what is shorter can be guessed.
const SHORTEST: usize = 16;

/// A secret, of which only the hash is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token([u8; 32]);

impl Token {
    /// # Errors
    /// `PW7044` for one that is too short.
    pub fn new(secret: &str) -> Result<Self, Problem> {
        let secret = secret.trim();
        if secret.chars().count() < SHORTEST {
            let problem = Problem::new("PW7044", format!("the token has fewer than {SHORTEST} characters"));
            return Err(problem.help("take a longer one, for example from `openssl rand -hex 32`"));
        }
        Ok(Self(Sha256::digest(secret).into()))
    }

    /// The secret that is all that a file holds.
    ///
    /// # Errors
    /// `PW7044` when the file cannot be read, or for a secret that is too short.
    pub fn from_file(file: &Path) -> Result<Self, Problem> {
        let at = |problem: Problem| problem.at(Place { file: file.to_owned(), ..Place::default() });
        let text = std::fs::read_to_string(file).map_err(|error| {
            at(Problem::new("PW7044", format!("the token cannot be read: {error}")))
                .help("name a text file that this user may read")
        })?;
        Self::new(&text).map_err(at)
    }

    /// Compares hashes, so that how long it takes says nothing about the secret.
    fn is(&self, secret: &str) -> bool {
        self.0 == <[u8; 32]>::from(Sha256::digest(secret))
    }
}

/// Whether an address is of a face that is made for programs.
pub fn is_for_programs(path: &str) -> bool {
    path == "/mcp" || path.starts_with("/mcp/") || path.starts_with("/v1/")
}

/// Middleware: lets a request of a program through that shows the token, or all where none is set.
pub async fn require(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    if !is_for_programs(request.uri().path()) {
        return next.run(request).await;
    }
    let shown = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, secret)| secret.trim());
    match &app.token {
        Some(token) if !shown.is_some_and(|secret| token.is(secret)) => {
            let problem = Problem::new("PW7043", "this needs the token that the server was started with");
            ApiError(problem.help("send it as `Authorization: Bearer TOKEN`")).into_response()
        }
        _ => next.run(request).await,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_token_is_what_the_file_holds_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        std::fs::write(&file, "0123456789abcdef\n").unwrap();
        let token = Token::from_file(&file).unwrap();
        assert!(token.is("0123456789abcdef") && !token.is("0123456789abcdeg") && !token.is(""));
        assert!(!format!("{token:?}").contains("0123456789abcdef"));
        std::fs::write(&file, "short").unwrap();
        assert_eq!(Token::from_file(&file).unwrap_err().code, "PW7044");
        assert_eq!(Token::from_file(&folder.path().join("none")).unwrap_err().code, "PW7044");
    }
}

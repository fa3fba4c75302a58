//! A plant that another process serves already: where it answers, and asking it there.
//!
//! One process at a time holds a plant's store. So that `plantwright ask` works while
//! `plantwright serve` or `demo` runs, a server notes its address beside the store.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use plant::Problem;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};
use tool::Answer;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(120);

fn note(root: &Path) -> PathBuf {
    root.join(".plantwright").join("serving")
}

/// The note of a running server; taken away when this is dropped.
pub struct Announcement(PathBuf);

impl Announcement {
    /// Notes where the plant is served. Without the note, others can still use the address.
    pub fn new(root: &Path, address: SocketAddr) -> Self {
        let path = note(root);
        if let Err(error) = fs::write(&path, address.to_string()) {
            tracing::warn!(%error, "the address was not noted");
        }
        Self(path)
    }
}

impl Drop for Announcement {
    fn drop(&mut self) {
        // Left behind, it leads nowhere, which `Running::find` notices.
        let _ = fs::remove_file(&self.0);
    }
}

/// A server of this plant that answers.
pub struct Running(SocketAddr);

impl Running {
    /// The server that holds the plant, if one does and noted where.
    pub fn find(root: &Path) -> Option<Self> {
        let address: SocketAddr = fs::read_to_string(note(root)).ok()?.trim().parse().ok()?;
        let running = Self(address);
        let answers = address.ip().is_loopback() && running.exchange("GET", "/healthz", None).is_ok();
        answers.then_some(running)
    }

    /// Asks there; questions with the same conversation refer back to each other.
    ///
    /// # Errors
    /// The problem that the server has, `PW4001` when it goes away meanwhile.
    pub fn ask(&self, question: &str, conversation: Option<&str>) -> Result<Answer, Problem> {
        self.json("POST", "/api/ask", Some(&json!({"question": question, "conversation": conversation})))
    }

    /// Something the server gives as JSON.
    ///
    /// # Errors
    /// As [`Running::ask`].
    pub fn json<T: DeserializeOwned>(
        &self,
        method: &str,
        path: &str,
        body: Option<&Json>,
    ) -> Result<T, Problem> {
        let text = self.given(method, path, body)?;
        serde_json::from_str(&text).map_err(|error| gone(&io::Error::other(error)))
    }

    /// Something the server gives as text.
    ///
    /// # Errors
    /// As [`Running::ask`].
    pub fn text(&self, path: &str) -> Result<String, Problem> {
        self.given("GET", path, None)
    }

    fn given(&self, method: &str, path: &str, body: Option<&Json>) -> Result<String, Problem> {
        let (status, text) = self.exchange(method, path, body).map_err(|error| gone(&error))?;
        if status == 200 {
            return Ok(text);
        }
        // An error body has the shape of a problem.
        Err(serde_json::from_str(&text)
            .unwrap_or_else(|_| gone(&io::Error::other(format!("status {status}")))))
    }

    /// Hands a message of the Model Context Protocol on; the response, which is empty where there is
    /// none, and the session that it began.
    ///
    /// # Errors
    /// As [`Running::ask`].
    pub fn message(&self, session: Option<&str>, message: &str) -> Result<(String, Option<String>), Problem> {
        let mut headers = String::new();
        if let Some(session) = session {
            headers.push_str(&format!("Mcp-Session-Id: {session}\r\n"));
        }
        if let Ok(token) = std::env::var("PLANTWRIGHT_TOKEN") {
            headers.push_str(&format!("Authorization: Bearer {}\r\n", token.trim()));
        }
        let (head, text) = self.send("POST", "/mcp", &headers, message).map_err(|error| gone(&error))?;
        // A refusal of the protocol is a message too; any other has the shape of a problem.
        if let Ok(problem) = serde_json::from_str::<Problem>(&text) {
            return Err(problem);
        }
        let begun = head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("mcp-session-id").then(|| value.trim().to_owned())
        });
        Ok((text, begun))
    }

    fn exchange(&self, method: &str, path: &str, body: Option<&Json>) -> io::Result<(u16, String)> {
        let body = body.map(Json::to_string).unwrap_or_default();
        let (head, text) = self.send(method, path, "", &body)?;
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        Ok((status.ok_or_else(|| io::Error::other("no status"))?, text))
    }

    /// One request of HTTP/1.0, whose response ends where the connection does: its head and its body.
    fn send(&self, method: &str, path: &str, headers: &str, body: &str) -> io::Result<(String, String)> {
        let mut stream = TcpStream::connect_timeout(&self.0, Duration::from_secs(2))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        write!(
            stream,
            "{method} {path} HTTP/1.0\r\nHost: {}\r\n{headers}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.0,
            body.len()
        )?;
        let mut response = String::new();
        stream.read_to_string(&mut response)?;
        let (head, text) = response.split_once("\r\n\r\n").ok_or_else(|| io::Error::other("no response"))?;
        Ok((head.to_owned(), text.to_owned()))
    }
}

fn gone(error: &io::Error) -> Problem {
    Problem::new("PW4001", format!("the plantwright that holds this plant does not answer: {error}"))
        .help("stop it, or wait until it has finished")
}

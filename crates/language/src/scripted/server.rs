//! A server that follows a script: it answers each request with the next exchange, bytes as they are written, waits and
//! cuts where they stand.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value as Json;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::locked;

/// Largest body that is taken, bytes.
const LARGEST_BODY: usize = 64 << 20;

/// A part of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Bytes(Vec<u8>),
    /// Nothing for so long.
    Wait(Duration),
    /// These bytes again and again, a pause before each, until the client goes.
    Forever(Vec<u8>, Duration),
    /// Keeps the connection open and says nothing more.
    Hang,
}

/// The answer to one request; after the last part the connection is closed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exchange(Vec<Part>);

/// An event of a stream with these data.
pub fn event(data: &Json) -> String {
    format!("data: {data}\n\n")
}

impl Exchange {
    /// An answer without anything: not even a head.
    pub fn silent() -> Self {
        Self::default()
    }

    /// The head of an answer. No length is told, so that the body ends with the connection.
    pub fn status(status: u16, headers: &[(&str, &str)]) -> Self {
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        Self::default().then(format!("HTTP/1.1 {status} Scripted\r\nConnection: close\r\n{headers}\r\n"))
    }

    /// The head of a stream of events.
    pub fn stream() -> Self {
        Self::status(200, &[("Content-Type", "text/event-stream; charset=utf-8")])
    }

    /// A stream that was recorded or written down, body only.
    pub fn recorded(body: impl Into<Vec<u8>>) -> Self {
        Self::stream().then(body)
    }

    /// A whole good answer: a text in two pieces, the end, the usage.
    pub fn good(text: &str) -> Self {
        let middle = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
        let (first, second) = text.split_at(middle);
        Self::stream().text(first).text(second).finish("stop").usage(12, 3).done()
    }

    #[must_use]
    pub fn then(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.0.push(Part::Bytes(bytes.into()));
        self
    }

    #[must_use]
    pub fn part(mut self, part: Part) -> Self {
        self.0.push(part);
        self
    }

    #[must_use]
    pub fn wait(self, time: Duration) -> Self {
        self.part(Part::Wait(time))
    }

    /// One event with what one choice adds.
    #[must_use]
    pub fn delta(self, delta: Json) -> Self {
        self.then(event(
            &serde_json::json!({"choices": [{"index": 0, "delta": delta, "finish_reason": null}]}),
        ))
    }

    #[must_use]
    pub fn text(self, text: &str) -> Self {
        self.delta(serde_json::json!({"content": text}))
    }

    /// A whole call in one event.
    #[must_use]
    pub fn call(self, index: u64, id: &str, name: &str, arguments: &str) -> Self {
        let function = serde_json::json!({"name": name, "arguments": arguments});
        let call = serde_json::json!({"index": index, "id": id, "type": "function", "function": function});
        self.delta(serde_json::json!({"tool_calls": [call]}))
    }

    #[must_use]
    pub fn finish(self, reason: &str) -> Self {
        self.then(event(
            &serde_json::json!({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}),
        ))
    }

    /// Tokens of prompt and output.
    #[must_use]
    pub fn usage(self, prompt: u64, output: u64) -> Self {
        let usage = serde_json::json!({"prompt_tokens": prompt, "completion_tokens": output});
        self.then(event(&serde_json::json!({"choices": [], "usage": usage})))
    }

    #[must_use]
    pub fn done(self) -> Self {
        self.then("data: [DONE]\n\n")
    }
}

/// A request as it came.
#[derive(Debug, Clone, PartialEq)]
pub struct ReceivedRequest {
    /// `POST /v1/chat/completions HTTP/1.1`.
    pub line: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// Null when there was none, or no JSON.
    pub body: Json,
}

impl ReceivedRequest {
    /// The value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }
}

/// A server on loopback that answers request after request with the next exchange, and the last one again and again.
/// Dropping it closes it.
#[derive(Debug)]
pub struct ScriptedServer {
    address: SocketAddr,
    received: Arc<Mutex<Vec<ReceivedRequest>>>,
    task: JoinHandle<()>,
}

impl Drop for ScriptedServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl ScriptedServer {
    /// Starts it on a free port; must be called inside a runtime of tokio.
    ///
    /// # Errors
    /// No port can be had.
    pub async fn start(exchanges: impl IntoIterator<Item = Exchange>) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let received = Arc::new(Mutex::new(Vec::new()));
        let kept = received.clone();
        let exchanges: Vec<Exchange> = exchanges.into_iter().collect();
        let task = tokio::spawn(async move {
            // Connections end with the server.
            let mut open = tokio::task::JoinSet::new();
            let mut next = 0;
            while let Ok((stream, _)) = listener.accept().await {
                let exchange = exchanges.get(next).or(exchanges.last()).cloned().unwrap_or_default();
                next += 1;
                open.spawn(serve(stream, exchange, kept.clone()));
            }
        });
        Ok(Self { address, received, task })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What `base_url` is in the settings of a client.
    pub fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// What it was asked so far.
    pub fn received(&self) -> Vec<ReceivedRequest> {
        locked(&self.received).clone()
    }
}

/// Errors mean that the client has gone, which ends the exchange.
async fn serve(
    stream: TcpStream,
    exchange: Exchange,
    kept: Arc<Mutex<Vec<ReceivedRequest>>>,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let request = read_request(&mut stream).await?;
    locked(&kept).push(request);
    for part in exchange.0 {
        match part {
            Part::Bytes(bytes) => stream.write_all(&bytes).await?,
            Part::Wait(time) => tokio::time::sleep(time).await,
            Part::Forever(bytes, pause) => loop {
                tokio::time::sleep(pause).await;
                stream.write_all(&bytes).await?;
            },
            Part::Hang => {
                // Until the client closes its side.
                stream.read_u8().await?;
            }
        }
        stream.flush().await?;
    }
    stream.shutdown().await
}

async fn read_request(stream: &mut BufReader<TcpStream>) -> std::io::Result<ReceivedRequest> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        let count = stream.read_line(&mut line).await?;
        let line = line.trim_end().to_owned();
        if count == 0 || line.is_empty() {
            break;
        }
        lines.push(line);
    }
    let mut lines = lines.into_iter();
    let line = lines.next().unwrap_or_default();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| {
            line.split_once(':').map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        })
        .collect();
    let length =
        headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok());
    let mut body = vec![0; length.unwrap_or(0).min(LARGEST_BODY)];
    stream.read_exact(&mut body).await?;
    Ok(ReceivedRequest { line, headers, body: serde_json::from_slice(&body).unwrap_or_default() })
}

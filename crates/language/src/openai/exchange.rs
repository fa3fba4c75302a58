//! One request from its sending to the end of its output, with all that can go wrong between.

use std::future::Future;
use std::io;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE, HOST, HeaderName, HeaderValue, RETRY_AFTER};
use hyper::{Method, Request, Response};
use tokio::time::{Instant, timeout_at};

use super::chunk::error_text;
use super::connect::{Driver, connect};
use super::output::{Output, Piece};
use super::retry;
use super::sse::Events;
use super::target::Target;
use crate::chat::{ChatError, ChatSender, Stopped, Wait};
use crate::settings::OpenAiSettings;

/// Longest event of a stream, bytes.
const LONGEST_EVENT: usize = 1 << 20;

/// How much of an error's text is read, bytes.
const LONGEST_ERROR: usize = 64 << 10;

/// Once a server has said how an output ended, how long it may take to tell the usage.
const USAGE_WAIT: Duration = Duration::from_secs(2);

/// Why work on a request ends before its output does.
enum Halt {
    /// Nobody waits any more.
    Stopped,
    Error(ChatError),
}

impl From<Stopped> for Halt {
    fn from(_: Stopped) -> Self {
        Self::Stopped
    }
}

impl From<ChatError> for Halt {
    fn from(error: ChatError) -> Self {
        Self::Error(error)
    }
}

/// A request on its way.
pub struct Exchange<'a> {
    settings: &'a OpenAiSettings,
    target: &'a Target,
    body: Bytes,
    turn: usize,
    /// When the whole must have ended.
    end: Instant,
}

impl<'a> Exchange<'a> {
    /// `turn` is how many messages the conversation has.
    pub fn new(settings: &'a OpenAiSettings, target: &'a Target, body: Bytes, turn: usize) -> Self {
        let end = Instant::now() + settings.timeouts_s.whole();
        Self { settings, target, body, turn, end }
    }

    /// Sends it, again where that is right, and passes on what comes.
    pub async fn run(self, mut sender: ChatSender) {
        let mut sent = 1;
        loop {
            let error = match self.attempt(&mut sender).await {
                Ok(output) => match output.end() {
                    Ok(end) => {
                        let calls = end.calls.into_iter().try_for_each(|call| sender.tool_call(call));
                        let counts = end.counts;
                        let usage = calls
                            .and_then(|()| counts.map_or(Ok(()), |(prompt, out)| sender.usage(prompt, out)));
                        if usage.is_ok() {
                            sender.finish(end.reason);
                        }
                        return;
                    }
                    Err(error) => error,
                },
                Err(Halt::Stopped) => return,
                Err(Halt::Error(error)) => error,
            };
            let error = self.cleaned(error);
            let wait = retry::wait(&self.settings.retries, sent, &error, &mut rand::rng());
            let Some(wait) = wait.filter(|wait| Instant::now() + *wait < self.end) else {
                tracing::warn!(model = %self.settings.name, attempts = sent, %error, "no output");
                return sender.fail(error);
            };
            tracing::debug!(model = %self.settings.name, attempt = sent, ?wait, %error, "sent again after a wait");
            tokio::select! {
                () = sender.stopped() => return,
                () = tokio::time::sleep(wait) => {}
            }
            sent += 1;
        }
    }

    /// Waits for something, but no longer than until `deadline` or the end of the whole, or than somebody waits for us.
    async fn wait<T>(
        &self,
        sender: &ChatSender,
        wait: (Wait, Instant, Duration),
        what: impl Future<Output = T>,
    ) -> Result<T, Halt> {
        let (name, deadline, limit) = wait;
        let late = if deadline <= self.end {
            ChatError::Timeout { wait: name, limit }
        } else {
            ChatError::Timeout { wait: Wait::Whole, limit: self.settings.timeouts_s.whole() }
        };
        tokio::select! {
            biased;
            () = sender.stopped() => Err(Halt::Stopped),
            done = timeout_at(deadline.min(self.end), what) => done.map_err(|_| Halt::Error(late)),
        }
    }

    async fn attempt(&self, sender: &mut ChatSender) -> Result<Output, Halt> {
        let limit = self.settings.timeouts_s.connect();
        let wait = (Wait::Connection, Instant::now() + limit, limit);
        let unreachable = |error: io::Error| ChatError::Unreachable(error.to_string());
        let wire = self.wait(sender, wait, connect(self.target)).await?.map_err(unreachable)?;
        let broken = |error: hyper::Error| ChatError::Unreachable(text_of(&error));
        let (mut connection, driver) = http1::handshake(wire).await.map_err(broken)?;
        let _driver = Driver::spawn(driver);
        let limit = self.settings.timeouts_s.first_token();
        let first = (Wait::FirstToken, Instant::now() + limit, limit);
        let response = self.wait(sender, first, connection.send_request(self.request()?)).await?;
        let response = response.map_err(|error| broken_off(&error))?;
        if !response.status().is_success() {
            return Err(self.refusal(sender, first, response).await);
        }
        let header = |name: HeaderName| response.headers().get(name).and_then(|value| value.to_str().ok());
        let kind = header(CONTENT_TYPE).unwrap_or("none").to_owned();
        let encoding = header(CONTENT_ENCODING).unwrap_or("identity").to_owned();
        if !kind.to_ascii_lowercase().starts_with("text/event-stream") || encoding != "identity" {
            let text = self.error_body(sender, first, response).await?;
            let what = format!("content of type {kind}, encoding {encoding}, not a stream of events: {text}");
            return Err(ChatError::Malformed(what).into());
        }
        self.stream(sender, first, response.into_body()).await
    }

    fn request(&self) -> Result<Request<Full<Bytes>>, ChatError> {
        let mut request = Request::new(Full::new(self.body.clone()));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.target.uri.clone();
        let headers = request.headers_mut();
        headers.extend(self.target.headers.clone());
        headers.insert(HOST, self.target.host.clone());
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(ACCEPT, HeaderValue::from_static("text/event-stream"));
        Ok(request)
    }

    async fn stream(
        &self,
        sender: &mut ChatSender,
        first: (Wait, Instant, Duration),
        mut body: Incoming,
    ) -> Result<Output, Halt> {
        let between = self.settings.timeouts_s.next_token();
        let mut wait = first;
        let mut output = Output::new(self.turn);
        let mut reader = Events::new(LONGEST_EVENT);
        let (mut events, mut pieces, mut bytes) = (Vec::new(), Vec::new(), 0);
        while !output.is_done() {
            let frame = match self.wait(sender, wait, body.frame()).await {
                // It has said everything but what it has cost.
                Err(Halt::Error(ChatError::Timeout { .. })) if output.is_finished() => break,
                frame => frame?,
            };
            let data = match frame {
                None => break,
                Some(Ok(frame)) => frame.into_data().unwrap_or_default(),
                Some(Err(_)) if output.is_finished() => break,
                Some(Err(_)) => return Err(ChatError::Cut.into()),
            };
            bytes += data.len();
            let too_large = |limit_bytes: usize| ChatError::TooLarge { limit_bytes };
            if bytes > self.settings.max_response_bytes {
                return Err(too_large(self.settings.max_response_bytes).into());
            }
            reader.push(&data, &mut events).map_err(|_| too_large(LONGEST_EVENT))?;
            let mut further = false;
            for event in events.drain(..) {
                further |= output.take(&event, &mut pieces)?;
                if output.is_done() {
                    break;
                }
            }
            for piece in pieces.drain(..) {
                match piece {
                    Piece::Text(text) => sender.text(text)?,
                    Piece::Reasoning(text) => sender.reasoning(text)?,
                }
            }
            if further {
                let limit = if output.is_finished() { USAGE_WAIT.min(between) } else { between };
                wait = (Wait::NextToken, Instant::now() + limit, limit);
            }
        }
        Ok(output)
    }

    /// What a status other than success means.
    async fn refusal(
        &self,
        sender: &ChatSender,
        wait: (Wait, Instant, Duration),
        response: Response<Incoming>,
    ) -> Halt {
        let status = response.status();
        let after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let retry_after = after.and_then(|value| retry::retry_after(value, SystemTime::now()));
        let detail = match self.error_body(sender, wait, response).await {
            Ok(detail) if detail.trim().is_empty() => "no reason given".to_owned(),
            Ok(detail) => detail,
            Err(halt) => return halt,
        };
        let code = status.as_u16();
        Halt::Error(match code {
            300..=399 => {
                let detail = "it points elsewhere, and redirects are not followed".to_owned();
                ChatError::Rejected { status: code, detail }
            }
            401 | 403 => ChatError::Denied { status: code, detail },
            404 => ChatError::NotFound { detail },
            429 | 503 => ChatError::Busy { status: code, detail, retry_after },
            500.. => ChatError::Server(format!("status {code}: {detail}")),
            _ => ChatError::Rejected { status: code, detail },
        })
    }

    /// The text of an answer that is no stream, as far as it is read. That it ends early does not matter.
    async fn error_body(
        &self,
        sender: &ChatSender,
        wait: (Wait, Instant, Duration),
        response: Response<Incoming>,
    ) -> Result<String, Halt> {
        let mut body = response.into_body();
        let mut text = Vec::new();
        while text.len() < LONGEST_ERROR {
            match self.wait(sender, wait, body.frame()).await? {
                Some(Ok(frame)) => text.extend_from_slice(&frame.into_data().unwrap_or_default()),
                None | Some(Err(_)) => break,
            }
        }
        text.truncate(LONGEST_ERROR);
        Ok(error_text(&String::from_utf8_lossy(&text)))
    }

    /// An error whose texts hold no secret and are as long as a person reads.
    fn cleaned(&self, error: ChatError) -> ChatError {
        let clean = |text: String| self.target.clean(&text);
        match error {
            ChatError::Unreachable(text) => ChatError::Unreachable(clean(text)),
            ChatError::Denied { status, detail } => ChatError::Denied { status, detail: clean(detail) },
            ChatError::NotFound { detail } => ChatError::NotFound { detail: clean(detail) },
            ChatError::Busy { status, detail, retry_after } => {
                ChatError::Busy { status, detail: clean(detail), retry_after }
            }
            ChatError::Rejected { status, detail } => ChatError::Rejected { status, detail: clean(detail) },
            ChatError::Server(text) => ChatError::Server(clean(text)),
            ChatError::Malformed(text) => ChatError::Malformed(clean(text)),
            ChatError::Declined(text) => ChatError::Declined(clean(text)),
            other => other,
        }
    }
}

/// Before the head of an answer: a server that closes did not take the request; anything else is no HTTP.
fn broken_off(error: &hyper::Error) -> ChatError {
    if error.is_parse() { ChatError::Malformed(text_of(error)) } else { ChatError::Server(text_of(error)) }
}

/// An error with its causes; hyper names them only one by one.
fn text_of(error: &hyper::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text
}

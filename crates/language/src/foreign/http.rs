//! A server with an address: streamable HTTP. Each message is a POST of its own; the answer is JSON, or a stream of
//! events that holds it. Redirects are not followed, and no stream is kept open for what the server might want.

use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming as Body;
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderName, HeaderValue};
use hyper::{Method, Request, Response};
use serde_json::Value as Json;
use tokio::runtime::Handle;
use url::Url;

use super::patience::{Patience, Silent};
use super::rpc::{self, Incoming, RpcError};
use super::session::Wire;
use super::settings::ServerSettings;
use super::{Fault, one_line};
use crate::openai::connect::{Driver, connect};
use crate::openai::sse::Events;
use crate::openai::target::{Target, TargetError};

const SESSION: HeaderName = HeaderName::from_static("mcp-session-id");
const VERSION: HeaderName = HeaderName::from_static("mcp-protocol-version");
/// What a message may have beside its result, bytes.
const AROUND: usize = 4 << 10;
/// How long a message without a response may take.
const TELLING: Duration = Duration::from_secs(5);

/// Where a server is, worked out once.
#[derive(Clone)]
pub struct HttpTarget {
    target: Arc<Target>,
    runtime: Handle,
}

impl HttpTarget {
    /// # Errors
    /// An address, a token or certificates that cannot be used.
    pub fn new(settings: &ServerSettings, url: &str, runtime: Handle) -> Result<Self, String> {
        let url = Url::parse(url).map_err(|_| "`url` is no address".to_owned())?;
        let target = Target::of(&url, settings.proxy.as_ref(), settings.ca_file.as_deref());
        let mut target = target.map_err(|error| match error {
            TargetError::Address(what) => what.replace("base_url", "url"),
            TargetError::Certificates(path) => {
                format!("the certificates in {} cannot be read", path.display())
            }
            TargetError::Tls(error) => format!("https cannot be set up: {error}"),
        })?;
        if let Some(token) = settings.token().map_err(|error| error.to_string())? {
            let bearer = HeaderValue::from_str(&format!("Bearer {}", token.expose()));
            let mut bearer = bearer.map_err(|_| "the token cannot be sent".to_owned())?;
            bearer.set_sensitive(true);
            target.headers.insert(AUTHORIZATION, bearer);
            target.secrets.push(token);
            target.warn_if_plain(&url, &settings.name);
        }
        Ok(Self { target: Arc::new(target), runtime })
    }

    /// A foreign text without our secrets.
    pub fn redact(&self, text: &str) -> String {
        self.target.secrets.iter().fold(text.to_owned(), |text, secret| secret.redact(&text))
    }
}

/// A client without a connection: each message makes its own.
pub struct Http {
    at: HttpTarget,
    session: Option<HeaderValue>,
    version: Option<HeaderValue>,
    most_bytes: usize,
}

impl Http {
    pub fn new(at: HttpTarget, settings: &ServerSettings) -> Self {
        Self { at, session: None, version: None, most_bytes: settings.max_result_bytes }
    }

    fn post(&self, message: &Json) -> Post {
        let mut request = Request::new(Full::new(Bytes::from(message.to_string())));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.at.target.uri.clone();
        let headers = request.headers_mut();
        headers.extend(self.at.target.headers.clone());
        headers.insert(HOST, self.at.target.host.clone());
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(ACCEPT, HeaderValue::from_static("application/json, text/event-stream"));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        for (name, value) in [(SESSION, &self.session), (VERSION, &self.version)] {
            if let Some(value) = value {
                headers.insert(name, value.clone());
            }
        }
        let had_session = self.session.is_some();
        Post { target: Arc::clone(&self.at.target), request, most_bytes: self.most_bytes, had_session }
    }
}

impl Wire for Http {
    fn ask(
        &mut self,
        id: u64,
        request: &Json,
        patience: &Patience<'_>,
    ) -> Result<Result<Json, RpcError>, Fault> {
        let post = self.post(request);
        let (done, answer) = sync_channel(1);
        let task = self.at.runtime.spawn(async move {
            // Whoever asked may have gone.
            let _ = done.send(post.ask(id).await);
        });
        let answered = patience.next(&answer);
        task.abort();
        let answer = match answered? {
            Ok(answer) => answer?,
            Err(Silent) => return Err(Fault::Ended("the request was dropped".to_owned())),
        };
        if let Some(session) = answer.session {
            self.session = Some(session);
        }
        Ok(answer.outcome)
    }

    fn tell(&mut self, notification: &Json, _patience: &Patience<'_>) -> Result<(), Fault> {
        let post = self.post(notification);
        let (done, answer) = sync_channel(1);
        self.at.runtime.spawn(async move {
            let told = tokio::time::timeout(TELLING, post.tell()).await;
            // Whoever told it may have gone.
            let _ = done.send(told.unwrap_or(Err(Fault::Late(TELLING))));
        });
        // That nobody waits any more is told without waiting.
        if notification["method"] == "notifications/cancelled" {
            return Ok(());
        }
        answer.recv_timeout(TELLING).unwrap_or(Err(Fault::Late(TELLING)))
    }

    fn agreed(&mut self, version: &str) {
        self.version = HeaderValue::from_str(version).ok();
    }
}

/// One message on its way.
struct Post {
    target: Arc<Target>,
    request: Request<Full<Bytes>>,
    most_bytes: usize,
    had_session: bool,
}

struct Answer {
    outcome: Result<Json, RpcError>,
    session: Option<HeaderValue>,
}

impl Post {
    async fn send(self) -> Result<(Response<Body>, Driver, Arc<Target>), Fault> {
        let Self { target, request, had_session, .. } = self;
        let unreachable = |text: String| Fault::Unreachable(target.clean(&text));
        let wire = connect(&target).await.map_err(|error| unreachable(error.to_string()))?;
        let shaken = http1::handshake(wire).await;
        let (mut connection, driver) = shaken.map_err(|error| unreachable(error.to_string()))?;
        let driver = Driver::spawn(driver);
        let response = connection.send_request(request).await;
        let response = response.map_err(|error| unreachable(error.to_string()))?;
        match response.status().as_u16() {
            200..=299 => Ok((response, driver, target)),
            300..=399 => {
                Err(Fault::Unreachable("it points elsewhere, and redirects are not followed".to_owned()))
            }
            status @ (401 | 403) => Err(Fault::Denied(status)),
            404 if had_session => Err(Fault::Ended("it does not know the session any more".to_owned())),
            status => Err(Fault::Unreachable(format!("it answers with status {status}"))),
        }
    }

    async fn tell(self) -> Result<(), Fault> {
        self.send().await.map(|_| ())
    }

    async fn ask(self, id: u64) -> Result<Answer, Fault> {
        let most = self.most_bytes;
        let (response, _driver, target) = self.send().await?;
        let session = response.headers().get(SESSION).cloned();
        let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("none");
        let kind = kind.to_ascii_lowercase();
        let outcome = if kind.starts_with("application/json") {
            whole(response.into_body(), id, most).await?
        } else if kind.starts_with("text/event-stream") {
            streamed(response.into_body(), id, most).await?
        } else {
            return Err(Fault::Garbage(format!("content of type {}", target.clean(&one_line(&kind, 60)))));
        };
        let clean = |error: RpcError| RpcError { message: target.clean(&error.message), ..error };
        Ok(Answer { outcome: outcome.map_err(clean), session })
    }
}

/// A response that is the whole body.
async fn whole(mut body: Body, id: u64, most: usize) -> Result<Result<Json, RpcError>, Fault> {
    let mut bytes = Vec::new();
    while let Some(data) = next(&mut body).await? {
        if bytes.len() + data.len() > most + AROUND {
            return Err(Fault::TooLarge(most));
        }
        bytes.extend_from_slice(&data);
    }
    let other = || Fault::Garbage(one_line(&String::from_utf8_lossy(&bytes[..bytes.len().min(400)]), 80));
    answer(&bytes, id).ok_or_else(other)
}

/// A response in a stream of events, with whatever the server says before it.
async fn streamed(mut body: Body, id: u64, most: usize) -> Result<Result<Json, RpcError>, Fault> {
    let (mut reader, mut events, mut read) = (Events::new(most + AROUND), Vec::new(), 0);
    while let Some(data) = next(&mut body).await? {
        read += data.len();
        // Notifications of progress come before it; they are not endless.
        if read > 4 * (most + AROUND) || reader.push(&data, &mut events).is_err() {
            return Err(Fault::TooLarge(most));
        }
        if let Some(outcome) = events.drain(..).find_map(|event| answer(event.as_bytes(), id)) {
            return Ok(outcome);
        }
    }
    Err(Fault::Ended("the stream of its answer stopped".to_owned()))
}

async fn next(body: &mut Body) -> Result<Option<Bytes>, Fault> {
    match body.frame().await {
        None => Ok(None),
        Some(Ok(frame)) => Ok(Some(frame.into_data().unwrap_or_default())),
        Some(Err(_)) => Err(Fault::Ended("its answer stopped in the middle".to_owned())),
    }
}

fn answer(bytes: &[u8], id: u64) -> Option<Result<Json, RpcError>> {
    match rpc::read(bytes) {
        Ok(Incoming::Response { id: answered, outcome }) if answered == id => Some(outcome),
        Ok(Incoming::Unreadable(error)) => Some(Err(error)),
        _ => None,
    }
}

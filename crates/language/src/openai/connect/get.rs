//! One question over a connection of its own, for what is no chat: the list of a server's models, files.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::Empty;
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::{ACCEPT_ENCODING, HOST, HeaderMap, HeaderValue};
use hyper::{Request, Response};
use tokio::time::timeout;

use super::{Driver, connect};
use crate::openai::target::Target;

/// The head of an answer; the rest comes as long as this is held.
pub struct Answer {
    pub response: Response<Incoming>,
    _driver: Driver,
}

/// Why there is no head of an answer; texts are the system's own.
#[derive(Debug)]
pub enum Unanswered {
    Unreachable(String),
    Silent(Duration),
    Broken(String),
}

/// Asks for what the target names; `limit` holds for the connection, and again for the head of the answer.
///
/// # Errors
/// No way there, nothing said in time, no HTTP.
pub async fn get(target: &Target, headers: HeaderMap, limit: Duration) -> Result<Answer, Unanswered> {
    let connected = timeout(limit, connect(target)).await.map_err(|_| Unanswered::Silent(limit))?;
    let wire = connected.map_err(|error| Unanswered::Unreachable(error.to_string()))?;
    let broken = |error: hyper::Error| Unanswered::Broken(error.to_string());
    let (mut connection, driver) = http1::handshake(wire).await.map_err(broken)?;
    let driver = Driver::spawn(driver);
    let mut request = Request::new(Empty::<Bytes>::new());
    *request.uri_mut() = target.uri.clone();
    let sent = request.headers_mut();
    sent.extend(target.headers.clone());
    sent.extend(headers);
    sent.insert(HOST, target.host.clone());
    sent.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    let answered = timeout(limit, connection.send_request(request)).await;
    let response = answered.map_err(|_| Unanswered::Silent(limit))?.map_err(broken)?;
    Ok(Answer { response, _driver: driver })
}

//! Large files over HTTP. What was cut goes on from where it was, at once and also in a later run; redirects are followed,
//! for the places where models lie point on to others.

use std::path::PathBuf;
use std::time::Duration;

use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::header::{
    CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, HeaderMap, HeaderValue, LOCATION, RANGE,
};
use hyper::{Response, StatusCode};
use tokio::time::timeout;
use url::Url;

use crate::openai::connect::get::{Answer, Unanswered, get};
use crate::openai::target::{Target, TargetError};
use crate::secret::Secret;
use crate::shelf::{Partial, ShelfError};

/// From one place to the next at most so often.
const MOST_REDIRECTS: usize = 8;

/// Where a file comes from, and how patiently.
#[derive(Debug, Clone)]
pub struct Source {
    pub url: Url,
    /// `http://[user:password@]host:port`.
    pub proxy: Option<Secret>,
    /// Certificates (PEM) to trust beside those of the machine.
    pub ca_file: Option<PathBuf>,
    /// Longest wait for a connection, for an answer, and between two pieces of it.
    pub patience: Duration,
    /// Waits before it is tried again, once some of the file has come; from the first again when more comes.
    pub waits: Vec<Duration>,
}

/// Why a file did not come whole. What came of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    #[error("this is no address of a file: {0}")]
    Address(String),
    #[error("the certificates in {} cannot be read", .0.display())]
    Certificates(PathBuf),
    #[error("{host} cannot be reached: {detail}")]
    Unreachable { host: String, detail: String },
    #[error("{host} answered with status {status}: {detail}")]
    Refused { host: String, status: u16, detail: &'static str },
    #[error("{host} stopped sending: {}", so_far(*.have, *.all))]
    Cut { host: String, have: u64, all: Option<u64> },
    #[error("{host} said nothing for {limit:?}: {}", so_far(*.have, *.all))]
    Silent { host: String, limit: Duration, have: u64, all: Option<u64> },
    #[error(transparent)]
    Shelf(#[from] ShelfError),
}

fn so_far(have: u64, all: Option<u64>) -> String {
    match all {
        Some(all) => format!("{have} of {all} bytes are here"),
        None => format!("{have} bytes are here"),
    }
}

impl FetchError {
    /// Whether the same may go well later.
    fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Cut { .. } | Self::Silent { .. } => true,
            Self::Refused { status, .. } => matches!(status, 408 | 429 | 500..),
            Self::Address(_) | Self::Certificates(_) | Self::Shelf(_) => false,
        }
    }
}

impl Source {
    /// A file at an address, with waits as people have them.
    ///
    /// # Errors
    /// What is no address with `http` or `https`.
    pub fn new(address: &str) -> Result<Self, FetchError> {
        let url = Url::parse(address).map_err(|error| FetchError::Address(error.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(FetchError::Address("it begins with neither http:// nor https://".to_owned()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(FetchError::Address("it holds a user or password".to_owned()));
        }
        let waits = [1, 2, 4, 8, 16].map(Duration::from_secs).to_vec();
        Ok(Self { url, proxy: None, ca_file: None, patience: Duration::from_secs(30), waits })
    }

    /// Gets what is missing of a file; `progress` is told of bytes here and bytes in all, where the server tells.
    ///
    /// # Errors
    /// As [`FetchError`] says. What has come by then stays in `partial`.
    pub async fn fetch(
        &self,
        partial: &mut Partial,
        progress: &mut (dyn FnMut(u64, Option<u64>) + Send),
    ) -> Result<(), FetchError> {
        let mut waits = self.waits.iter();
        loop {
            let before = partial.length()?;
            let Err(error) = self.attempt(partial, progress).await else { return Ok(()) };
            let here = partial.length()?;
            if here > before {
                waits = self.waits.iter();
            }
            // A host that was never reached is told at once: there may be no network at all.
            let wait = waits.next().filter(|_| error.is_transient() && here > 0);
            let Some(wait) = wait else { return Err(error) };
            tracing::warn!(%error, ?wait, "tried again after a wait");
            tokio::time::sleep(*wait).await;
        }
    }

    async fn attempt(
        &self,
        partial: &mut Partial,
        progress: &mut (dyn FnMut(u64, Option<u64>) + Send),
    ) -> Result<(), FetchError> {
        let have = partial.length()?;
        let (mut url, mut answer) = self.answer(have).await?;
        if have > 0 && whole_length(&answer.response) == Some(have) && is_past_end(&answer.response) {
            return Ok(());
        }
        if have > 0
            && (is_past_end(&answer.response) || begins_at(&answer.response).is_some_and(|at| at != have))
        {
            // Not the part that was asked for: what is here belongs to another file.
            partial.clear()?;
            (url, answer) = self.answer(0).await?;
        }
        let host = url.host_str().unwrap_or_default().to_owned();
        let (status, all) = (answer.response.status(), whole_length(&answer.response));
        match status {
            StatusCode::OK => partial.clear()?,
            StatusCode::PARTIAL_CONTENT if begins_at(&answer.response) == Some(partial.length()?) => {}
            status => return Err(refused(host, status)),
        }
        if answer.response.headers().get(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
            return Err(FetchError::Refused { host, status: status.as_u16(), detail: "it packs the file" });
        }
        self.body(answer.response.into_body(), &host, all, partial, progress).await
    }

    async fn body(
        &self,
        mut body: Incoming,
        host: &str,
        all: Option<u64>,
        partial: &mut Partial,
        progress: &mut (dyn FnMut(u64, Option<u64>) + Send),
    ) -> Result<(), FetchError> {
        let mut have = partial.length()?;
        progress(have, all);
        loop {
            let host = || host.to_owned();
            let silent = |_| FetchError::Silent { host: host(), limit: self.patience, have, all };
            match timeout(self.patience, body.frame()).await.map_err(silent)? {
                Some(Ok(frame)) => {
                    let bytes = frame.into_data().unwrap_or_default();
                    partial.write(&bytes)?;
                    have += bytes.len() as u64;
                    progress(have, all);
                }
                None if all.is_none_or(|all| all == have) => return Ok(()),
                None | Some(Err(_)) => return Err(FetchError::Cut { host: host(), have, all }),
            }
        }
    }

    /// Asks for what follows `have` bytes, wherever it lies.
    async fn answer(&self, have: u64) -> Result<(Url, Answer), FetchError> {
        let mut url = self.url.clone();
        for _ in 0..MOST_REDIRECTS {
            let host = url.host_str().unwrap_or_default().to_owned();
            let target = Target::of(&url, self.proxy.as_ref(), self.ca_file.as_deref());
            let target = target.map_err(|error| match error {
                TargetError::Certificates(path) => FetchError::Certificates(path),
                TargetError::Address(_) => FetchError::Address(host.clone()),
                TargetError::Tls(error) => FetchError::Address(error.to_string()),
            })?;
            let mut headers = HeaderMap::new();
            if let (1.., Ok(range)) = (have, HeaderValue::from_str(&format!("bytes={have}-"))) {
                headers.insert(RANGE, range);
            }
            let answer = get(&target, headers, self.patience).await.map_err(|error| match error {
                Unanswered::Unreachable(detail) | Unanswered::Broken(detail) => {
                    FetchError::Unreachable { host: host.clone(), detail: target.clean(&detail) }
                }
                Unanswered::Silent(limit) => {
                    FetchError::Silent { host: host.clone(), limit, have, all: None }
                }
            })?;
            if !answer.response.status().is_redirection() {
                return Ok((url, answer));
            }
            url = next(&url, answer.response.headers()).ok_or(FetchError::Refused {
                host,
                status: answer.response.status().as_u16(),
                detail: "it points to no place that may be followed",
            })?;
        }
        Err(FetchError::Address(format!("{} points on and on", self.url)))
    }
}

/// Where a redirect leads; nowhere when it leads from https to less.
fn next(from: &Url, headers: &HeaderMap) -> Option<Url> {
    let next = from.join(headers.get(LOCATION)?.to_str().ok()?).ok()?;
    let fits = next.scheme() == "https" || next.scheme() == "http" && from.scheme() == "http";
    (fits && next.has_host()).then_some(next)
}

fn refused(host: String, status: StatusCode) -> FetchError {
    let detail = match status.as_u16() {
        401 | 403 => "it does not give this file to anybody who asks",
        404 | 410 => "there is no such file",
        _ => "it does not give the file",
    };
    FetchError::Refused { host, status: status.as_u16(), detail }
}

/// `bytes 5-9/10`, as `Some(5)` and `Some(10)`; `bytes */10` has no beginning.
fn content_range(response: &Response<Incoming>) -> Option<(Option<u64>, Option<u64>)> {
    let text = response.headers().get(CONTENT_RANGE)?.to_str().ok()?;
    let (part, all) = text.strip_prefix("bytes ")?.split_once('/')?;
    let first = part.split_once('-').and_then(|(first, _)| first.trim().parse().ok());
    Some((first, all.trim().parse().ok()))
}

fn is_past_end(response: &Response<Incoming>) -> bool {
    response.status() == StatusCode::RANGE_NOT_SATISFIABLE
}

fn begins_at(response: &Response<Incoming>) -> Option<u64> {
    content_range(response)?.0
}

/// Bytes of the whole file.
fn whole_length(response: &Response<Incoming>) -> Option<u64> {
    match content_range(response) {
        Some((_, all)) => all,
        None => response.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok(),
    }
}

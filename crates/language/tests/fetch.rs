//! Downloads from a server on loopback: whole, cut, redirected, refused.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use language::fetch::{FetchError, Source};
use language::scripted::{Exchange, Part, ScriptedServer};
use language::shelf::{Partial, Shelf};

const FILE: &[u8] = b"GGUF, let us say, and so on to its end.";
const SUM_OF_FILE: &str = "8d0d0cc0f5";

fn whole() -> Exchange {
    Exchange::status(200, &[("Content-Length", &FILE.len().to_string())]).then(FILE)
}

/// The head of the whole, and no more than so many bytes.
fn cut(length: usize) -> Exchange {
    Exchange::status(200, &[("Content-Length", &FILE.len().to_string())]).then(&FILE[..length])
}

/// What follows so many bytes, up to an end.
fn rest(from: usize, to: usize) -> Exchange {
    let range = format!("bytes {from}-{}/{}", FILE.len() - 1, FILE.len());
    let length = (FILE.len() - from).to_string();
    Exchange::status(206, &[("Content-Range", &range), ("Content-Length", &length)]).then(&FILE[from..to])
}

fn no_such_part() -> Exchange {
    Exchange::status(416, &[("Content-Range", &format!("bytes */{}", FILE.len())), ("Content-Length", "0")])
}

struct Case {
    folder: tempfile::TempDir,
    server: ScriptedServer,
    told: Vec<(u64, Option<u64>)>,
}

impl Case {
    async fn new(exchanges: Vec<Exchange>) -> Self {
        let server = ScriptedServer::start(exchanges).await.unwrap();
        Self { folder: tempfile::tempdir().unwrap(), server, told: Vec::new() }
    }

    fn partial(&self) -> Partial {
        Shelf::new(self.folder.path()).begin("own", Some(&SUM_OF_FILE.repeat(7)[..64])).unwrap()
    }

    fn source(&self) -> Source {
        let mut source = Source::new(&format!("http://{}/a/own.gguf?x=1", self.server.address())).unwrap();
        source.patience = Duration::from_millis(300);
        source.waits = vec![Duration::from_millis(5); 2];
        source
    }

    async fn fetch(&mut self) -> Result<(), FetchError> {
        let mut partial = self.partial();
        let source = self.source();
        let told = &mut self.told;
        source.fetch(&mut partial, &mut |have, all| told.push((have, all))).await
    }

    fn here(&self) -> Vec<u8> {
        std::fs::read(self.partial().path()).unwrap()
    }

    fn ranges(&self) -> Vec<Option<String>> {
        self.server.received().iter().map(|request| request.header("range").map(str::to_owned)).collect()
    }
}

#[tokio::test]
async fn a_whole_file_comes_at_once() {
    let mut case = Case::new(vec![whole()]).await;
    case.fetch().await.unwrap();
    assert_eq!(case.here(), FILE);
    let all = FILE.len() as u64;
    assert_eq!((case.told[0], *case.told.last().unwrap()), ((0, Some(all)), (all, Some(all))));
    let request = &case.server.received()[0];
    assert_eq!(request.line, "GET /a/own.gguf?x=1 HTTP/1.1");
    assert_eq!(request.header("accept-encoding"), Some("identity"));
    assert!(request.header("authorization").is_none() && request.header("range").is_none());
}

#[tokio::test]
async fn what_is_cut_goes_on_from_there() {
    let hang = cut(11).part(Part::Hang);
    for first in [cut(11), hang] {
        let mut case = Case::new(vec![first, rest(11, 20), rest(20, FILE.len())]).await;
        case.fetch().await.unwrap();
        assert_eq!(case.here(), FILE);
        assert_eq!(case.ranges(), [None, Some("bytes=11-".to_owned()), Some("bytes=20-".to_owned())]);
    }
}

#[tokio::test]
async fn a_later_run_goes_on_too() {
    let mut case = Case::new(vec![cut(11), no_such_server(), no_such_server(), rest(11, FILE.len())]).await;
    let error = case.fetch().await.unwrap_err();
    assert!(matches!(error, FetchError::Unreachable { .. } | FetchError::Cut { .. }), "{error}");
    assert_eq!(case.here(), &FILE[..11]);
    case.fetch().await.unwrap();
    assert_eq!(case.here(), FILE);
    // Once more there is nothing left to get.
    let mut case = Case::new(vec![whole(), no_such_part()]).await;
    case.fetch().await.unwrap();
    case.fetch().await.unwrap();
    assert_eq!((case.here(), case.ranges()[1].as_deref()), (FILE.to_vec(), Some("bytes=39-")));
}

fn no_such_server() -> Exchange {
    Exchange::silent()
}

#[tokio::test]
async fn what_belongs_to_another_file_is_thrown_away() {
    // A server that knows no parts, one that gives another part, one whose file is shorter than what is here.
    for second in [whole(), rest(5, FILE.len()), no_such_part()] {
        let mut case = Case::new(vec![second, whole()]).await;
        case.partial().write(&[b'x'; 60]).unwrap();
        case.fetch().await.unwrap();
        assert_eq!(case.here(), FILE);
    }
}

#[tokio::test]
async fn redirects_are_followed_but_not_for_ever() {
    let to = |place: &str| Exchange::status(302, &[("Location", place), ("Content-Length", "0")]);
    let mut case = Case::new(vec![to("/b?y=2"), to("c/own"), whole()]).await;
    case.fetch().await.unwrap();
    let lines: Vec<String> = case.server.received().into_iter().map(|request| request.line).collect();
    assert_eq!(lines[1..], ["GET /b?y=2 HTTP/1.1", "GET /c/own HTTP/1.1"]);
    let mut case = Case::new(vec![to("/again")]).await;
    assert!(matches!(case.fetch().await, Err(FetchError::Address(_))));
    let mut case = Case::new(vec![to("ftp://elsewhere/own")]).await;
    assert!(matches!(case.fetch().await, Err(FetchError::Refused { status: 302, .. })));
}

#[tokio::test]
async fn refusals_and_silence_are_told() {
    for (status, detail) in [(404, "no such file"), (403, "to anybody"), (500, "does not give")] {
        let mut case = Case::new(vec![Exchange::status(status, &[("Content-Length", "0")])]).await;
        let error = case.fetch().await.unwrap_err().to_string();
        assert!(error.contains(detail) && error.contains(&status.to_string()), "{error}");
        assert_eq!(case.server.received().len(), 1, "nothing came, so it is told at once");
    }
    let packed = Exchange::status(200, &[("Content-Encoding", "gzip")]).then("x");
    assert!(matches!(Case::new(vec![packed]).await.fetch().await, Err(FetchError::Refused { .. })));
    let mut silent = Case::new(vec![Exchange::status(200, &[]).part(Part::Hang)]).await;
    assert!(matches!(silent.fetch().await, Err(FetchError::Silent { have: 0, .. })));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = Source::new(&format!("http://{}/a", listener.local_addr().unwrap())).unwrap();
    drop(listener);
    let folder = tempfile::tempdir().unwrap();
    let mut partial = Shelf::new(folder.path()).begin("own", None).unwrap();
    let error = nobody.fetch(&mut partial, &mut |_, _| {}).await.unwrap_err();
    assert!(error.to_string().contains("127.0.0.1 cannot be reached"), "{error}");
}

#[test]
fn what_is_no_address_is_refused() {
    for address in ["own.gguf", "ftp://a/b", "http://user:secret@a/b", "https://"] {
        let error = Source::new(address).unwrap_err().to_string();
        assert!(!error.contains("secret"), "{error}");
    }
}

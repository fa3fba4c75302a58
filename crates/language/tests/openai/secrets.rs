//! Keys, values of headers and passwords stand in nothing that a person or a log sees.

use std::io::Write;
use std::sync::{Arc, Mutex};

use language::scripted::{Exchange, ScriptedServer};
use language::{ChatRequest, KeyError, OpenAi, Secret, SetupError};
use tokio::runtime::Handle;
use tracing_subscriber::fmt::MakeWriter;

use super::support::{ask, settings};

const KEY: &str = "sk-turbine-4711";
const HEADER: &str = "tenant-token-0815";
const PASSWORD: &str = "proxy-pass-2718";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

fn assert_silent(text: &str) {
    for secret in [KEY, HEADER, PASSWORD] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[tokio::test]
async fn no_error_log_or_debug_text_holds_a_secret() {
    let log = Log::default();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone()).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let told = format!("bad key {KEY} of {HEADER} by {PASSWORD}");
    let json = serde_json::json!({"error": {"message": told}}).to_string();
    let typed = [("Content-Type", "application/json")];
    let exchanges = [
        Exchange::status(401, &typed).then(json.clone()),
        Exchange::status(200, &[("Content-Type", "text/plain")]).then(told.clone()),
        Exchange::stream().then(format!("data: {json}\n\n")),
        Exchange::stream().then(format!("data: {{\"choices\": \"{told}\"}}\n\n")),
        Exchange::stream().text("x").finish(&told).done(),
        Exchange::stream().delta(serde_json::json!({"refusal": told})).finish("stop").done(),
        Exchange::status(429, &[("Retry-After", "0")]).then(told.clone()),
        Exchange::silent().then(format!("{told}\r\n\r\n")),
        Exchange::good("It runs"),
    ];
    let count = exchanges.len();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), format!("{KEY}\n")).unwrap();
    for exchange in exchanges {
        let server = ScriptedServer::start([exchange]).await.unwrap();
        let mut settings = settings(&server.base_url());
        settings.api_key_file = Some(file.path().to_owned());
        settings.headers.insert("X-Tenant".into(), Secret::new(HEADER));
        // The server is its own proxy, so that the password is really sent.
        settings.proxy = Some(Secret::new(format!("http://plant:{PASSWORD}@{}", server.address())));
        let client = OpenAi::new(settings.clone(), Handle::current()).unwrap();
        let reply = ask(&client, ChatRequest::user("?")).await.0;
        let received = server.received();
        assert_eq!(received[0].header("authorization"), Some(format!("Bearer {KEY}").as_str()));
        assert_eq!(received[0].header("x-tenant"), Some(HEADER));
        assert_eq!(received[0].header("proxy-authorization"), Some("Basic cGxhbnQ6cHJveHktcGFzcy0yNzE4"));
        assert_silent(&format!("{client:?} {client:#?} {settings:?} {reply:?}"));
        if let Err(error) = reply {
            assert_silent(&error.to_string());
            assert!(!error.to_string().contains("cGxhbnQ6"));
        }
    }
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert_silent(&log);
    // Each but the good one is told of, so the log was really looked at.
    assert_eq!(log.matches("no output").count(), count - 1, "{log}");
}

#[tokio::test]
async fn a_key_over_plain_http_is_warned_of_unless_it_stays_here() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), KEY).unwrap();
    let cases = [
        ("http://model.example.com/v1", true),
        ("https://model.example.com/v1", false),
        ("http://127.0.0.1:8000/v1", false),
        ("http://[::1]:8000/v1", false),
        ("http://localhost:8000/v1", false),
    ];
    for (address, warned) in cases {
        let log = Log::default();
        let subscriber = tracing_subscriber::fmt().with_writer(log.clone()).finish();
        let _guard = tracing::subscriber::set_default(subscriber);
        let mut settings = settings(address);
        settings.api_key_file = Some(file.path().to_owned());
        OpenAi::new(settings, Handle::current()).unwrap();
        let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        assert_eq!(log.contains("as plain text"), warned, "{address}: {log}");
    }
}

#[tokio::test]
async fn what_a_server_says_cannot_steer_a_terminal() {
    let exchange = Exchange::status(400, &[]).then("a\u{1b}[2J\r\n\u{8}b");
    let (reply, _) = super::support::outcome(exchange).await;
    let detail = "a [2J b".to_owned();
    assert_eq!(reply.unwrap_err(), language::ChatError::Rejected { status: 400, detail });
}

#[tokio::test]
async fn a_key_that_cannot_be_had_is_told_by_its_place() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut settings = settings("http://127.0.0.1:9/v1");
    let error = |settings: &language::OpenAiSettings| match OpenAi::new(settings.clone(), Handle::current()) {
        Err(SetupError::Key(error)) => error,
        other => panic!("{other:?}"),
    };
    settings.api_key_env = Some("PLANTWRIGHT_TEST_NO_SUCH_KEY".into());
    assert_eq!(error(&settings), KeyError::Unset("PLANTWRIGHT_TEST_NO_SUCH_KEY".into()));
    settings.api_key_env = None;
    settings.api_key_file = Some("no-such-file".into());
    assert!(matches!(error(&settings), KeyError::Unreadable { .. }));
    settings.api_key_file = Some(file.path().to_owned());
    for text in ["", " \n", "two words", "sk-泵"] {
        std::fs::write(file.path(), text).unwrap();
        let error = error(&settings);
        assert!(matches!(error, KeyError::Unprintable(_)), "{error}");
    }
}

#[tokio::test]
async fn a_key_comes_from_the_environment() {
    let server = ScriptedServer::start([Exchange::good("x")]).await.unwrap();
    let mut settings = settings(&server.base_url());
    // A variable that every test of cargo has.
    settings.api_key_env = Some("CARGO_PKG_NAME".into());
    let client = OpenAi::new(settings, Handle::current()).unwrap();
    ask(&client, ChatRequest::user("?")).await.0.unwrap();
    assert_eq!(server.received()[0].header("authorization"), Some("Bearer language"));
}

//! Ways to a server: https, proxies, names that lead nowhere.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use language::scripted::{Exchange, ScriptedServer};
use language::{ChatError, ChatRequest, OpenAi, Secret, SetupError, Timeouts, Wait};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio_rustls::TlsAcceptor;

use super::support::{ask, client, serve, settings};

fn certificate(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests/openai/certificates", name].iter().collect()
}

/// Speaks TLS and passes what is inside on to `to`. The tasks of a test end with its runtime.
async fn tls_front(to: SocketAddr) -> SocketAddr {
    let chain = vec![CertificateDer::from_pem_file(certificate("server.pem")).unwrap()];
    let key = PrivateKeyDer::from_pem_file(certificate("server.key")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let mut inner = TcpStream::connect(to).await.unwrap();
                let _ = copy_bidirectional(&mut stream, &mut inner).await;
            });
        }
    });
    address
}

/// A proxy that opens a tunnel to `to`, whatever is asked for, or answers with `refusal`; keeps the heads of requests.
async fn proxy(to: SocketAddr, refusal: Option<&'static str>) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let heads = Arc::new(Mutex::new(Vec::new()));
    let kept = heads.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.unwrap());
            }
            kept.lock().unwrap().push(String::from_utf8(head).unwrap());
            if let Some(refusal) = refusal {
                stream.write_all(refusal.as_bytes()).await.unwrap();
                continue;
            }
            stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.unwrap();
            let mut inner = TcpStream::connect(to).await.unwrap();
            tokio::spawn(async move { copy_bidirectional(&mut stream, &mut inner).await });
        }
    });
    (address, heads)
}

#[tokio::test]
async fn https_needs_an_authority_that_is_trusted() {
    let server = ScriptedServer::start([Exchange::good("It runs")]).await.unwrap();
    let front = tls_front(server.address()).await;
    let mut settings = settings(&format!("https://localhost:{}/v1", front.port()));
    let reply = ask(&client(settings.clone()), ChatRequest::user("?")).await.0;
    let ChatError::Unreachable(why) = reply.unwrap_err() else { panic!() };
    assert!(why.contains("UnknownIssuer"), "{why}");
    settings.ca_file = Some(certificate("authority.pem"));
    let reply = ask(&client(settings.clone()), ChatRequest::user("?")).await.0;
    assert_eq!(reply.unwrap().text, "It runs");
    assert_eq!(server.received()[0].header("host"), Some(format!("localhost:{}", front.port()).as_str()));
    settings.base_url = format!("https://127.0.0.1:{}/v1", front.port());
    let reply = ask(&client(settings), ChatRequest::user("?")).await.0;
    let ChatError::Unreachable(why) = reply.unwrap_err() else { panic!() };
    assert!(why.contains("not valid for name"), "{why}");
}

#[tokio::test]
async fn certificates_that_cannot_be_read_are_told() {
    let mut settings = settings("https://localhost/v1");
    for file in [certificate("server.key"), certificate("none.pem")] {
        settings.ca_file = Some(file);
        let made = OpenAi::new(settings.clone(), Handle::current());
        assert!(matches!(made, Err(SetupError::Certificates(_))));
    }
}

#[tokio::test]
async fn https_goes_through_a_tunnel() {
    let server = ScriptedServer::start([Exchange::good("It runs")]).await.unwrap();
    let front = tls_front(server.address()).await;
    let (address, heads) = proxy(front, None).await;
    let mut settings = settings("https://localhost/v1");
    settings.ca_file = Some(certificate("authority.pem"));
    settings.proxy = Some(Secret::new(format!("http://plant:p%40ss@{address}")));
    let reply = ask(&client(settings), ChatRequest::user("?")).await.0;
    assert_eq!(reply.unwrap().text, "It runs");
    let head = heads.lock().unwrap()[0].clone();
    assert_eq!(
        head,
        "CONNECT localhost:443 HTTP/1.1\r\nHost: localhost:443\r\nProxy-Authorization: Basic cGxhbnQ6cEBzcw==\r\n\r\n"
    );
    let received = &server.received()[0];
    assert_eq!(received.line, "POST /v1/chat/completions HTTP/1.1");
    assert_eq!((received.header("host"), received.header("proxy-authorization")), (Some("localhost"), None));
}

#[tokio::test]
async fn http_names_the_whole_address_to_a_proxy() {
    let (server, _) = serve([Exchange::good("It runs")]).await;
    let mut settings = settings("http://model.plant.invalid:8000/v1/");
    settings.proxy = Some(Secret::new(format!("http://{}", server.address())));
    let reply = ask(&client(settings), ChatRequest::user("?")).await.0;
    assert_eq!(reply.unwrap().text, "It runs");
    let received = &server.received()[0];
    assert_eq!(received.line, "POST http://model.plant.invalid:8000/v1/chat/completions HTTP/1.1");
    assert_eq!(received.header("host"), Some("model.plant.invalid:8000"));
}

#[tokio::test]
async fn a_proxy_that_says_no_is_told() {
    let nowhere = "127.0.0.1:9".parse().unwrap();
    let endless: &'static str = Box::leak("x".repeat(9000).into_boxed_str());
    let cases = [
        ("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "407 Proxy Authentication Required"),
        ("HTTP/1.1", "the proxy closed the connection"),
        (endless, "no end"),
    ];
    for (refusal, expected) in cases {
        let (address, _) = proxy(nowhere, Some(refusal)).await;
        let mut settings = settings("https://localhost/v1");
        settings.retries.attempts = 1;
        settings.proxy = Some(Secret::new(format!("http://{address}")));
        let reply = ask(&client(settings), ChatRequest::user("?")).await.0;
        let ChatError::Unreachable(why) = reply.unwrap_err() else { panic!() };
        assert!(why.contains(expected), "{why}");
    }
}

#[tokio::test]
async fn a_connection_that_does_not_come_about_ends_at_its_limit() {
    // Takes connections and says nothing, where TLS is waited for.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut settings = settings(&format!("https://localhost:{}/v1", listener.local_addr().unwrap().port()));
    settings.timeouts_s = Timeouts::new(0.2, 5.0, 5.0, 8.0);
    let (reply, took) = ask(&client(settings), ChatRequest::user("?")).await;
    let limit = std::time::Duration::from_millis(200);
    assert_eq!(reply.unwrap_err(), ChatError::Timeout { wait: Wait::Connection, limit });
    assert!(took >= limit && took < std::time::Duration::from_secs(4), "{took:?}");
}

#[tokio::test]
async fn a_name_that_leads_nowhere_is_told() {
    let mut settings = settings("http://model.plant.invalid/v1");
    settings.timeouts_s = Timeouts::new(8.0, 8.0, 8.0, 9.0);
    settings.retries.attempts = 1;
    let reply = ask(&client(settings), ChatRequest::user("?")).await.0;
    assert!(matches!(reply.unwrap_err(), ChatError::Unreachable(_)));
}

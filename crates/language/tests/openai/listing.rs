//! The list of a server's models.

use language::ChatError;
use language::scripted::Exchange;

use super::support::{client, serve, settings};

fn answer(status: u16, body: &str) -> Exchange {
    Exchange::status(status, &[("Content-Type", "application/json")]).then(body)
}

#[tokio::test]
async fn models_are_listed_by_name() {
    let body = r#"{"object": "list", "data": [{"id": "qwen3-8b", "object": "model"}, {"id": "served"}]}"#;
    let (server, client) = serve([answer(200, body)]).await;
    assert_eq!(client.listed().await.unwrap(), ["qwen3-8b", "served"]);
    assert_eq!(server.received()[0].line, "GET /v1/models HTTP/1.1");
}

#[tokio::test]
async fn a_server_without_a_list_says_why() {
    let check = |exchange: Exchange| async {
        let (_server, client) = serve([exchange]).await;
        client.listed().await.unwrap_err()
    };
    assert!(matches!(check(answer(404, "{}")).await, ChatError::NotFound { .. }));
    assert!(matches!(check(answer(401, "{}")).await, ChatError::Denied { status: 401, .. }));
    assert!(matches!(check(answer(500, "{}")).await, ChatError::Rejected { status: 500, .. }));
    assert!(matches!(check(answer(200, "<html>")).await, ChatError::Malformed(_)));
    assert!(matches!(check(Exchange::silent()).await, ChatError::Server(_)));
    let long = answer(200, &"x".repeat(5 << 20));
    assert!(matches!(check(long).await, ChatError::TooLarge { .. }));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/v1", listener.local_addr().unwrap());
    drop(listener);
    assert!(matches!(client(settings(&address)).listed().await.unwrap_err(), ChatError::Unreachable(_)));
}

#[tokio::test]
async fn the_key_is_sent_and_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key");
    std::fs::write(&file, "sk-turbine-7\n").unwrap();
    let server =
        language::scripted::ScriptedServer::start([answer(403, "bad key sk-turbine-7")]).await.unwrap();
    let mut settings = settings(&server.base_url());
    settings.api_key_file = Some(file);
    let error = client(settings).listed().await.unwrap_err().to_string();
    assert!(error.contains("bad key ***"), "{error}");
    assert_eq!(server.received()[0].header("authorization"), Some("Bearer sk-turbine-7"));
}

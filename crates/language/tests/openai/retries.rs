use std::time::Duration;

use language::scripted::{Exchange, Part};
use language::{Cancel, ChatError, ChatModel, ChatRequest};

use super::support::{ask, client, serve, settings};

fn busy(status: u16, after: &str) -> Exchange {
    Exchange::status(status, &[("Retry-After", after), ("Content-Type", "application/json")])
        .then("{\"error\": {\"message\": \"slow down\"}}")
}

#[tokio::test]
async fn a_busy_server_is_asked_again_when_it_says() {
    let (server, client) =
        serve([busy(429, "1"), Exchange::status(503, &[]), Exchange::good("It runs")]).await;
    let (reply, took) = ask(&client, ChatRequest::user("?")).await;
    assert_eq!(reply.unwrap().text, "It runs");
    assert_eq!(server.received().len(), 3);
    assert!(took >= Duration::from_secs(1), "{took:?}");
}

#[tokio::test]
async fn attempts_are_counted() {
    let (server, client) = serve([Exchange::status(503, &[]).then("no")]).await;
    let (reply, _) = ask(&client, ChatRequest::user("?")).await;
    assert_eq!(reply.unwrap_err(), ChatError::Busy { status: 503, detail: "no".into(), retry_after: None });
    assert_eq!(server.received().len(), 3);
}

#[tokio::test]
async fn a_wait_that_is_too_long_is_told_instead() {
    let (server, client) = serve([busy(429, "3600")]).await;
    let (reply, took) = ask(&client, ChatRequest::user("?")).await;
    let retry_after = Some(Duration::from_secs(3600));
    assert_eq!(reply.unwrap_err(), ChatError::Busy { status: 429, detail: "slow down".into(), retry_after });
    assert_eq!(server.received().len(), 1);
    assert!(took < Duration::from_secs(1), "{took:?}");
}

#[tokio::test]
async fn a_wait_does_not_outlast_the_whole() {
    let (server, _) = serve([busy(429, "1")]).await;
    let mut settings = settings(&server.base_url());
    settings.timeouts_s = language::Timeouts::new(1.0, 1.0, 1.0, 0.5);
    let (reply, took) = ask(&client(settings), ChatRequest::user("?")).await;
    assert!(matches!(reply.unwrap_err(), ChatError::Busy { .. }));
    assert_eq!(server.received().len(), 1);
    assert!(took < Duration::from_millis(500), "{took:?}");
}

#[tokio::test]
async fn after_a_beginning_or_another_error_nothing_is_sent_again() {
    let no = || Exchange::status(500, &[]);
    let late = || Exchange::silent().part(Part::Hang);
    for exchange in
        [Exchange::stream().text("It "), no(), Exchange::status(400, &[]), late(), Exchange::silent()]
    {
        let (server, client) = serve([exchange, Exchange::good("It runs")]).await;
        assert!(ask(&client, ChatRequest::user("?")).await.0.is_err());
        assert_eq!(server.received().len(), 1);
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_tried_again() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let client = client(settings(&format!("http://{address}/v1")));
    let (reply, took) = ask(&client, ChatRequest::user("?")).await;
    assert!(matches!(reply.unwrap_err(), ChatError::Unreachable(_)));
    // Half of 20 ms and of 40 ms at least.
    assert!(took >= Duration::from_millis(30), "{took:?}");
}

#[tokio::test]
async fn waiting_to_send_again_can_be_cancelled() {
    let (server, client) = serve([busy(429, "1")]).await;
    let cancel = Cancel::new();
    let stream = client.chat(ChatRequest::user("?"), &cancel);
    let stop = async {
        while server.received().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        cancel.cancel();
        std::time::Instant::now()
    };
    let (reply, cancelled) = tokio::join!(stream.reply(), stop);
    assert_eq!(reply.unwrap_err(), ChatError::Cancelled);
    assert!(cancelled.elapsed() < Duration::from_millis(500));
    assert_eq!(server.received().len(), 1);
}

use std::time::Duration;

use language::scripted::{Exchange, Part, event};
use language::{Cancel, ChatError, ChatModel, ChatRequest, FinishReason, Wait};
use serde_json::json;

use super::support::{BUDGET, ask, client, outcome, serve, settings, with_schema};

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// A fault, and the error that it must end in.
async fn check(exchange: Exchange, expected: ChatError) {
    let (reply, _) = outcome(exchange).await;
    assert_eq!(reply.unwrap_err(), expected);
}

/// A fault that must end when a limit is over, and not much later.
async fn check_late(exchange: Exchange, wait: Wait, limit: Duration) {
    let (reply, took) = outcome(exchange).await;
    assert_eq!(reply.unwrap_err(), ChatError::Timeout { wait, limit });
    assert!(took >= limit && took < limit + BUDGET / 2, "{took:?}");
}

#[tokio::test]
async fn a_slow_first_token_ends_at_its_limit() {
    check_late(Exchange::stream().part(Part::Hang), Wait::FirstToken, millis(400)).await;
    check_late(Exchange::silent().part(Part::Hang), Wait::FirstToken, millis(400)).await;
    // Signs of life are not output.
    let ping = Exchange::stream().part(Part::Forever(b": ping\n\n".to_vec(), millis(50)));
    check_late(ping, Wait::FirstToken, millis(400)).await;
    let role = event(&json!({"choices": [{"delta": {"role": "assistant", "content": ""}}]}));
    let empty = Exchange::stream().part(Part::Forever(role.into_bytes(), millis(50)));
    check_late(empty, Wait::FirstToken, millis(400)).await;
}

#[tokio::test]
async fn a_pause_between_tokens_ends_at_its_limit() {
    check_late(Exchange::stream().text("It ").part(Part::Hang), Wait::NextToken, millis(200)).await;
    let slow =
        Exchange::stream().wait(millis(250)).text("It ").wait(millis(120)).text("runs").finish("stop").done();
    let (reply, _) = outcome(slow).await;
    assert_eq!(reply.unwrap().text, "It runs");
}

#[tokio::test]
async fn an_endless_stream_ends_with_the_whole_or_its_size() {
    let more = event(&json!({"choices": [{"delta": {"content": "and "}}]}));
    let endless = Exchange::stream().part(Part::Forever(more.clone().into_bytes(), millis(20)));
    check_late(endless.clone(), Wait::Whole, millis(2000)).await;

    let (server, _) =
        serve([Exchange::stream().part(Part::Forever(more.repeat(64).into_bytes(), millis(0)))]).await;
    let mut small = settings(&server.base_url());
    small.max_response_bytes = 100_000;
    let (reply, _) = ask(&client(small), ChatRequest::user("go on")).await;
    assert_eq!(reply.unwrap_err(), ChatError::TooLarge { limit_bytes: 100_000 });
}

#[tokio::test]
async fn huge_output_is_not_kept() {
    let line = Exchange::stream().then("data: ").part(Part::Forever(vec![b'x'; 1 << 16], millis(0)));
    check(line, ChatError::TooLarge { limit_bytes: 1 << 20 }).await;
    let error = Exchange::status(500, &[]).part(Part::Forever(vec![b'x'; 1 << 16], millis(0)));
    let (reply, _) = outcome(error).await;
    let ChatError::Server(text) = reply.unwrap_err() else { panic!() };
    assert!(text.starts_with("status 500: xxx") && text.chars().count() <= 301, "{text}");
}

#[tokio::test]
async fn a_cut_stream_is_no_answer() {
    check(Exchange::stream().text("It ru"), ChatError::Cut).await;
    check(Exchange::stream(), ChatError::Cut).await;
    check(Exchange::stream().text("It runs").done(), ChatError::Cut).await;
    check(Exchange::stream().then("data: {\"choices\": [{\"del"), ChatError::Cut).await;
    let length = [("Content-Type", "text/event-stream"), ("Content-Length", "1000")];
    check(Exchange::status(200, &length).text("It ru"), ChatError::Cut).await;
    let chunked = [("Content-Type", "text/event-stream"), ("Transfer-Encoding", "chunked")];
    check(Exchange::status(200, &chunked).then("5\r\ndata:"), ChatError::Cut).await;
}

#[tokio::test]
async fn what_comes_before_a_cut_is_read_first() {
    use futures::StreamExt;
    let (_server, client) = serve([Exchange::stream().text("It ru")]).await;
    let items: Vec<_> = client.chat(ChatRequest::user("?"), &Cancel::new()).collect().await;
    assert_eq!(items, [Ok(language::ChatEvent::Text("It ru".into())), Err(ChatError::Cut)]);
}

#[tokio::test]
async fn what_was_not_agreed_is_told() {
    let cases = [
        (Exchange::stream().then("data: {\"choices\": [\n\n"), "a chunk is no JSON"),
        (Exchange::stream().then("data: [1]\n\n"), "a chunk is no JSON"),
        (Exchange::stream().then("data: {\"choices\": 3}\n\n"), "a chunk is no JSON"),
        (
            Exchange::stream().then("data: {\"answer\": \"It runs\"}\n\n"),
            "a chunk has neither choices nor usage",
        ),
        (Exchange::stream().text("x").finish("tired").done(), "it ended for the reason \"tired\""),
        (Exchange::stream().call(0, "c", "", "{}").finish("tool_calls").done(), "a call has no name"),
        (
            Exchange::status(200, &[("Content-Type", "text/html")]).then("<p>Welcome"),
            "text/html, encoding identity, not a stream of events: <p>Welcome",
        ),
        (Exchange::status(200, &[]).then("hello"), "content of type none"),
        (
            Exchange::status(200, &[("Content-Type", "application/json")])
                .then(r#"{"error": {"message": "out of memory"}}"#),
            "events: out of memory",
        ),
        (
            Exchange::status(200, &[("Content-Type", "text/event-stream"), ("Content-Encoding", "gzip")]),
            "encoding gzip",
        ),
        (Exchange::silent().then("SSH-2.0-OpenSSH\r\n\r\n"), "invalid HTTP"),
    ];
    for (exchange, expected) in cases {
        let (reply, _) = outcome(exchange).await;
        let error = reply.unwrap_err();
        assert!(matches!(error, ChatError::Malformed(_)) && error.to_string().contains(expected), "{error}");
    }
}

#[tokio::test]
async fn a_malformed_call_is_kept_for_the_model_to_be_told() {
    let exchange = Exchange::stream().call(0, "c1", "mean", "{\"tag\": pump}").finish("tool_calls").done();
    let reply = outcome(exchange).await.0.unwrap();
    assert_eq!(reply.finish, FinishReason::ToolCalls);
    assert_eq!(reply.tool_calls[0].arguments_text(), "{\"tag\": pump}");
    assert!(
        reply.tool_calls[0]
            .arguments()
            .unwrap_err()
            .to_string()
            .starts_with("the arguments are no JSON object: ")
    );
    let cut = Exchange::stream().call(0, "c1", "mean", "{\"tag\": \"pu").finish("length").done();
    let reply = outcome(cut).await.0.unwrap();
    assert_eq!((reply.finish, reply.tool_calls[0].arguments().is_err()), (FinishReason::Length, true));
}

#[tokio::test]
async fn too_many_calls_are_refused() {
    let calls =
        (0..200).fold(Exchange::stream(), |exchange, n| exchange.call(n, &format!("c{n}"), "mean", "{}"));
    check(calls, ChatError::Malformed("there are more than 128 calls".into())).await;
}

#[tokio::test]
async fn an_output_against_its_schema_is_no_answer() {
    let cases = [
        (Exchange::good("The mean is 3"), "it is no JSON: expected value at line 1 column 1"),
        (Exchange::good("{\"mean\": \"3\"}"), ".mean: it is of type string, not \"number\""),
        (Exchange::good("{}"), "the value: `mean` is missing"),
        (
            Exchange::stream().text("{\"mean\": ").finish("length").done(),
            "it is no JSON: EOF while parsing a value at line 1 column 9",
        ),
    ];
    for (exchange, why) in cases {
        let (_server, client) = serve([exchange]).await;
        assert_eq!(ask(&client, with_schema()).await.0.unwrap_err(), ChatError::Schema(why.into()));
    }
}

#[tokio::test]
async fn a_refusal_is_told_as_one() {
    let exchange = Exchange::stream().delta(json!({"refusal": "I cannot "})).delta(json!({"refusal": "say"}));
    check(exchange.finish("stop").done(), ChatError::Declined("I cannot say".into())).await;
    let filtered = Exchange::stream().text("The ").finish("content_filter").done();
    check(filtered, ChatError::Declined("a filter of the server took it away".into())).await;
}

#[tokio::test]
async fn each_status_has_its_error() {
    let json = [("Content-Type", "application/json")];
    let status = |status: u16, body: &str| Exchange::status(status, &json).then(body);
    let detail = || "no".to_owned();
    check(
        status(400, r#"{"error": {"message": "no"}}"#),
        ChatError::Rejected { status: 400, detail: detail() },
    )
    .await;
    check(status(401, r#"{"error": "no"}"#), ChatError::Denied { status: 401, detail: detail() }).await;
    check(status(403, r#"{"detail": "no"}"#), ChatError::Denied { status: 403, detail: detail() }).await;
    check(status(404, r#"{"message": "no"}"#), ChatError::NotFound { detail: detail() }).await;
    check(
        status(422, r#"{"detail": [{"loc": 1}]}"#),
        ChatError::Rejected { status: 422, detail: r#"[{"loc":1}]"#.into() },
    )
    .await;
    check(status(500, "no"), ChatError::Server("status 500: no".into())).await;
    check(status(502, ""), ChatError::Server("status 502: no reason given".into())).await;
    let elsewhere = Exchange::status(307, &[("Location", "http://127.0.0.1:9/v1")]);
    let detail = "it points elsewhere, and redirects are not followed".to_owned();
    check(elsewhere, ChatError::Rejected { status: 307, detail }).await;
    check(
        Exchange::stream().text("x").then("data: {\"error\": {\"message\": \"lost\"}}\n\n"),
        ChatError::Server("lost".into()),
    )
    .await;
}

#[tokio::test]
async fn a_server_that_closes_at_once_has_failed() {
    let (reply, _) = outcome(Exchange::silent()).await;
    assert!(matches!(reply.unwrap_err(), ChatError::Server(_)));
}

#[tokio::test]
async fn a_cancelled_request_ends_at_once_and_lets_the_server_go() {
    let (server, client) = serve([Exchange::stream().text("It ").part(Part::Hang)]).await;
    let cancel = Cancel::new();
    let stream = client.chat(ChatRequest::user("?"), &cancel);
    let stop = async {
        while server.received().is_empty() {
            tokio::time::sleep(millis(5)).await;
        }
        cancel.cancel();
        std::time::Instant::now()
    };
    let (reply, cancelled) = tokio::join!(stream.reply(), stop);
    assert_eq!(reply.unwrap_err(), ChatError::Cancelled);
    assert!(cancelled.elapsed() < millis(150), "{:?}", cancelled.elapsed());
    let reply = client.chat(ChatRequest::user("?"), &cancel).reply().await;
    assert_eq!(reply.unwrap_err(), ChatError::Cancelled);
}

#[tokio::test]
async fn requests_that_no_server_could_understand_are_not_sent() {
    use language::{ToolChoice, ToolSpec};
    let (server, client) = serve([Exchange::good("x")]).await;
    let tool = ToolSpec { name: "mean".into(), description: String::new(), parameters: json!({}) };
    let user = || ChatRequest::user("?");
    let wrong = [
        ChatRequest::default(),
        ChatRequest { temperature: Some(f32::NAN), ..user() },
        ChatRequest { temperature: Some(-0.5), ..user() },
        ChatRequest { tool_choice: ToolChoice::Required, ..user() },
        ChatRequest { tools: vec![tool], tool_choice: ToolChoice::Named("trend".into()), ..user() },
    ];
    for request in wrong {
        assert!(matches!(ask(&client, request).await.0, Err(ChatError::Request(_))));
    }
    assert!(server.received().is_empty());
}

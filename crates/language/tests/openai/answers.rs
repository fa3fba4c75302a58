use std::time::Duration;

use futures::StreamExt;
use language::scripted::{Exchange, Part};
use language::{
    Cancel, ChatEvent, ChatModel, ChatReply, ChatRequest, FinishReason, MaxTokensField, Message, ToolCall,
    ToolChoice, ToolSpec,
};
use serde_json::{Value as Json, json};

use super::support::{ask, client, outcome, serve, settings, with_schema};

async fn recorded(body: &'static str) -> ChatReply {
    outcome(Exchange::recorded(body)).await.0.unwrap()
}

fn calls(reply: &ChatReply) -> Vec<(&str, &str, &str)> {
    reply.tool_calls.iter().map(|call| (call.id(), call.name(), call.arguments_text())).collect()
}

fn tokens(reply: &ChatReply) -> Option<(u64, u64)> {
    reply.usage.map(|usage| (usage.prompt_tokens, usage.completion_tokens))
}

#[tokio::test]
async fn calls_come_in_pieces() {
    let reply = recorded(include_str!("exchanges/cloud.sse")).await;
    let expected = [("call_a", "mean", "{\"tag\":\"pump-1.flow\"}"), ("call_b", "trend", "{}")];
    assert_eq!(calls(&reply), expected);
    assert_eq!(
        (reply.finish, tokens(&reply), reply.text.as_str()),
        (FinishReason::ToolCalls, Some((81, 24)), "")
    );
    assert_eq!(reply.tool_calls[0].arguments().unwrap()["tag"], "pump-1.flow");
}

#[tokio::test]
async fn thinking_is_apart_from_the_text() {
    let reply = recorded(include_str!("exchanges/vllm.sse")).await;
    assert_eq!((reply.reasoning.as_str(), reply.text.as_str()), ("The tag is pump-1.flow.", "流量稳定。"));
    assert_eq!((reply.finish, tokens(&reply)), (FinishReason::Stop, Some((30, 11))));
}

#[tokio::test]
async fn comments_and_timings_do_not_matter() {
    let reply = recorded(include_str!("exchanges/llama-cpp.sse")).await;
    assert_eq!((reply.text.as_str(), reply.finish), ("It runs", FinishReason::Length));
    assert_eq!(tokens(&reply), Some((9, 2)));
}

#[tokio::test]
async fn calls_without_numbers_are_told_apart() {
    let reply = recorded(include_str!("exchanges/ollama.sse")).await;
    assert_eq!(calls(&reply), [("call_x", "mean", "{\"tag\":\"a\"}"), ("call_y", "mean", "{\"tag\":\"b\"}")]);
    assert_eq!((reply.finish, reply.reasoning.as_str()), (FinishReason::ToolCalls, "Two means."));
}

#[tokio::test]
async fn calls_without_ids_get_some() {
    let reply = recorded(include_str!("exchanges/old.sse")).await;
    assert_eq!(
        calls(&reply),
        [("call_1_0", "mean", "{\"tag\":\"a\"}"), ("call_1_1", "trend", "{\"tag\":\"b\"}")]
    );
    assert_eq!((reply.finish, reply.usage), (FinishReason::ToolCalls, None));
}

#[tokio::test]
async fn other_ids_under_one_number_are_other_calls() {
    let exchange =
        Exchange::stream().call(0, "a", "mean", "{}").call(0, "b", "mean", "{}").finish("stop").done();
    let reply = outcome(exchange).await.0.unwrap();
    assert_eq!(calls(&reply), [("a", "mean", "{}"), ("b", "mean", "{}")]);
}

#[tokio::test]
async fn a_server_that_forgets_to_close_is_not_waited_for() {
    let (reply, took) = outcome(Exchange::stream().text("It runs").finish("stop").part(Part::Hang)).await;
    assert_eq!(reply.unwrap().text, "It runs");
    assert!(took < Duration::from_secs(1), "{took:?}");
    let exchange = Exchange::stream().text("It runs").finish("stop").done().part(Part::Hang);
    assert_eq!(outcome(exchange).await.0.unwrap().text, "It runs");
}

#[tokio::test]
async fn text_is_there_as_it_comes() {
    let wait = Duration::from_millis(150);
    let exchange =
        Exchange::stream().wait(wait).text("It ").wait(wait).text("runs").finish("stop").usage(1, 2).done();
    let (_server, client) = serve([exchange]).await;
    let start = std::time::Instant::now();
    let mut stream = client.chat(ChatRequest::user("?"), &Cancel::new());
    assert_eq!(stream.next().await, Some(Ok(ChatEvent::Text("It ".into()))));
    let early = std::time::Instant::now();
    assert_eq!(stream.next().await, Some(Ok(ChatEvent::Text("runs".into()))));
    assert!(early.elapsed() >= wait / 2);
    let Some(Ok(ChatEvent::Usage(usage))) = stream.next().await else { panic!() };
    let first = usage.first_token.unwrap();
    assert!(first >= wait && first + wait / 2 < start.elapsed(), "{first:?}");
    assert_eq!(stream.next().await, Some(Ok(ChatEvent::Finished(FinishReason::Stop))));
    assert_eq!(stream.next().await, None);
}

#[tokio::test]
async fn an_output_that_satisfies_its_schema_is_given() {
    let (server, client) = serve([Exchange::good("{\"mean\": 3.5}")]).await;
    assert_eq!(ask(&client, with_schema()).await.0.unwrap().text, "{\"mean\": 3.5}");
    let format = &server.received()[0].body["response_format"];
    assert_eq!(format["type"], "json_schema");
    assert_eq!(format["json_schema"]["schema"]["required"], json!(["mean"]));
    // A turn that calls is not an answer yet.
    let (_server, client) =
        serve([Exchange::stream().call(0, "a", "mean", "{}").finish("tool_calls").done()]).await;
    assert_eq!(ask(&client, with_schema()).await.0.unwrap().text, "");
}

#[test]
fn a_thread_can_wait_too() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (_server, client) = runtime.block_on(serve([Exchange::good("It runs")]));
    assert_eq!((client.name(), client.context_length()), ("m", 4096));
    let reply = client.chat(ChatRequest::user("?"), &Cancel::new()).blocking_reply().unwrap();
    assert_eq!((reply.text.as_str(), tokens(&reply)), ("It runs", Some((12, 3))));
}

fn conversation() -> ChatRequest {
    let call = ToolCall::new("c1", "mean", "{\"tag\": \"a\"}");
    let broken = ToolCall::new("c2", "mean", "{\"tag\": a}");
    let tool =
        |call: &str, text: &str| Message::Tool { call: call.into(), name: "mean".into(), text: text.into() };
    ChatRequest {
        messages: vec![
            Message::System("Short.".into()),
            Message::User("Mean of a?".into()),
            Message::Assistant { text: String::new(), tool_calls: vec![call, broken] },
            tool("c1", "3.5"),
            tool("c2", "no JSON"),
            Message::Assistant { text: "3.5".into(), tool_calls: Vec::new() },
        ],
        tools: vec![ToolSpec {
            name: "mean".into(),
            description: "Mean".into(),
            parameters: json!({"type": "object"}),
        }],
        tool_choice: ToolChoice::Named("mean".into()),
        schema: None,
        temperature: Some(0.2),
        max_tokens: Some(64),
        seed: Some(7),
        stop: vec!["\n".into()],
        about: Some("a1".to_owned()),
    }
}

async fn sent(request: ChatRequest) -> Json {
    let (server, client) = serve([Exchange::good("x")]).await;
    ask(&client, request).await.0.unwrap();
    let received = server.received().remove(0);
    assert_eq!(received.line, "POST /v1/chat/completions HTTP/1.1");
    assert_eq!(received.header("content-type"), Some("application/json"));
    assert_eq!(received.header("authorization"), None);
    received.body
}

#[tokio::test]
async fn a_request_is_written_as_the_wire_wants_it() {
    let call = |id: &str, arguments: &str| json!({"id": id, "type": "function", "function": {"name": "mean", "arguments": arguments}});
    let expected = json!({
        "model": "served",
        "messages": [
            {"role": "system", "content": "Short."},
            {"role": "user", "content": "Mean of a?"},
            {"role": "assistant", "content": null, "tool_calls": [call("c1", "{\"tag\": \"a\"}"), call("c2", "{}")]},
            {"role": "tool", "tool_call_id": "c1", "content": "3.5"},
            {"role": "tool", "tool_call_id": "c2", "content": "no JSON"},
            {"role": "assistant", "content": "3.5"},
        ],
        "stream": true,
        "stream_options": {"include_usage": true},
        "tools": [{"type": "function", "function": {
            "name": "mean", "description": "Mean", "parameters": {"type": "object"},
        }}],
        "tool_choice": {"type": "function", "function": {"name": "mean"}},
        "temperature": 0.2,
        "max_tokens": 64,
        "seed": 7,
        "stop": ["\n"],
    });
    assert_eq!(sent(conversation()).await, expected);
    let plain = json!({
        "model": "served",
        "messages": [{"role": "user", "content": "?"}],
        "stream": true,
        "stream_options": {"include_usage": true},
    });
    assert_eq!(sent(ChatRequest::user("?")).await, plain);
    for (choice, written) in
        [(ToolChoice::Auto, "auto"), (ToolChoice::None, "none"), (ToolChoice::Required, "required")]
    {
        assert_eq!(sent(ChatRequest { tool_choice: choice, ..conversation() }).await["tool_choice"], written);
    }
}

#[tokio::test]
async fn settings_add_to_the_body() {
    let (server, _) = serve([Exchange::good("x")]).await;
    let mut settings = settings(&server.base_url());
    settings.max_tokens_field = MaxTokensField::MaxCompletionTokens;
    settings.body.insert("top_k".into(), json!(20));
    ask(&client(settings), conversation()).await.0.unwrap();
    let body = &server.received()[0].body;
    assert_eq!((&body["max_completion_tokens"], &body["top_k"]), (&json!(64), &json!(20)));
    assert_eq!(body.get("max_tokens"), None);
}

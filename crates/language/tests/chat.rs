//! What every chat model promises, seen through one that follows a script.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt;
use language::scripted::{ScriptedModel, Step, Turn, calls, says};
use language::{
    Cancel, ChatError, ChatEvent, ChatModel, ChatRequest, FinishReason, OutputSchema, ToolCall, chat_channel,
};
use serde_json::json;

fn reply(turn: Turn, request: ChatRequest) -> Result<language::ChatReply, ChatError> {
    ScriptedModel::new([turn]).chat(request, &Cancel::new()).blocking_reply()
}

#[test]
fn turns_follow_one_another_and_requests_are_kept() {
    let model: Arc<dyn ChatModel> = Arc::new(ScriptedModel::new([
        calls("c1", "mean", &json!({"tag": "a"})),
        vec![
            Step::Reasoning("So.".into()),
            Step::Text("It is ".into()),
            Step::Text("3".into()),
            Step::Usage(7, 3),
        ],
    ]));
    let ask = |text: &str| model.chat(ChatRequest::user(text), &Cancel::new()).blocking_reply();
    let first = ask("mean of a").unwrap();
    assert_eq!((first.finish, first.tool_calls.len()), (FinishReason::ToolCalls, 1));
    let second = ask("and now").unwrap();
    assert_eq!((second.text.as_str(), second.reasoning.as_str()), ("It is 3", "So."));
    let usage = second.usage.unwrap();
    assert_eq!((usage.prompt_tokens, usage.completion_tokens), (7, 3));
    assert!(usage.first_token.is_some());
    assert_eq!(ask("more"), Err(ChatError::Failed("the script has no more turns".into())));
}

#[test]
fn a_turn_may_depend_on_the_request() {
    let model = ScriptedModel::answering(|request| Some(says(request.messages[0].text())));
    let model = model.with_context_length(512);
    assert_eq!(model.chat(ChatRequest::user("echo"), &Cancel::new()).blocking_reply().unwrap().text, "echo");
    assert_eq!((model.context_length(), model.asked()), (512, vec![ChatRequest::user("echo")]));
}

#[test]
fn a_stream_has_one_end() {
    let both = vec![Step::Text("a".into()), Step::Fail(ChatError::Cut), Step::Text("b".into())];
    let mut stream = ScriptedModel::new([both]).chat(ChatRequest::user("?"), &Cancel::new());
    assert_eq!(stream.blocking_next(), Some(Ok(ChatEvent::Text("a".into()))));
    assert_eq!(stream.blocking_next(), Some(Err(ChatError::Cut)));
    assert_eq!(stream.blocking_next(), None);
    // A model that goes without a word, as one does that panics.
    let (sender, stream) = chat_channel(&ChatRequest::default(), &Cancel::new());
    drop(sender);
    assert_eq!(stream.blocking_reply(), Err(ChatError::Failed("it stopped without an end".into())));
    assert_eq!(language::ChatStream::failed(ChatError::Cut).blocking_reply(), Err(ChatError::Cut));
}

#[test]
fn every_model_is_held_to_the_schema() {
    let schema = OutputSchema::new(json!({"type": "object", "required": ["mean"]})).unwrap();
    let request = || ChatRequest { schema: Some(schema.clone()), ..ChatRequest::user("?") };
    assert_eq!(reply(says("{\"mean\": 3}"), request()).unwrap().text, "{\"mean\": 3}");
    let split = vec![Step::Text("{\"mean\"".into()), Step::Text(": 3}".into())];
    assert!(reply(split, request()).is_ok());
    let missing = ChatError::Schema("the value: `mean` is missing".into());
    assert_eq!(reply(says("{}"), request()), Err(missing.clone()));
    assert_eq!(
        reply(vec![Step::Text("{}".into()), Step::Finish(FinishReason::Length)], request()),
        Err(missing)
    );
    assert!(reply(calls("c", "mean", &json!({})), request()).is_ok());
    assert_eq!(reply(says("{}"), ChatRequest::user("?")).unwrap().text, "{}");
}

#[test]
fn a_cancelled_model_stops() {
    let cancel = Cancel::new();
    let stream =
        ScriptedModel::new([vec![Step::Text("a".into()), Step::Hang]]).chat(ChatRequest::user("?"), &cancel);
    let other = cancel.clone();
    let start = Instant::now();
    std::thread::spawn(move || {
        std::thread::park_timeout(Duration::from_millis(30));
        other.cancel();
    });
    assert_eq!(stream.blocking_reply(), Err(ChatError::Cancelled));
    assert!(start.elapsed() < Duration::from_secs(5));
    let model = ScriptedModel::new([says("late")]);
    assert_eq!(model.chat(ChatRequest::user("?"), &cancel).blocking_reply(), Err(ChatError::Cancelled));
}

#[tokio::test]
async fn a_sender_sees_that_the_reader_has_gone() {
    let (mut sender, stream) = chat_channel(&ChatRequest::default(), &Cancel::new());
    assert!(!sender.is_stopped() && sender.text("a").is_ok());
    drop(stream);
    assert!(sender.is_stopped() && sender.text("b").is_err());
    tokio::time::timeout(Duration::from_secs(5), sender.stopped()).await.unwrap();
    let cancel = Cancel::new();
    let (sender, _stream) = chat_channel(&ChatRequest::default(), &cancel);
    let (_, woken) = tokio::join!(
        async {
            tokio::task::yield_now().await;
            cancel.cancel();
        },
        tokio::time::timeout(Duration::from_secs(5), sender.stopped()),
    );
    woken.unwrap();
    assert!(cancel.is_cancelled());
}

#[tokio::test]
async fn waits_are_waited() {
    let turn = vec![Step::Wait(Duration::from_millis(60)), Step::Text("a".into())];
    let start = Instant::now();
    let mut stream = ScriptedModel::new([turn]).chat(ChatRequest::user("?"), &Cancel::new());
    assert_eq!(stream.next().await, Some(Ok(ChatEvent::Text("a".into()))));
    assert!(start.elapsed() >= Duration::from_millis(60));
}

#[test]
fn arguments_are_an_object_or_told() {
    let call = |text: &str| ToolCall::new("c", "mean", text);
    assert!(call("").arguments().unwrap().is_empty() && call(" \n").arguments().unwrap().is_empty());
    assert_eq!(call("{\"a\": 1}").arguments().unwrap()["a"], 1);
    for text in ["[1]", "null", "{", "{} {}", "mean"] {
        assert!(call(text).arguments().is_err(), "{text}");
    }
}

#[test]
fn only_some_errors_may_go_away() {
    let busy = ChatError::Busy { status: 429, detail: String::new(), retry_after: None };
    assert!(busy.is_transient() && ChatError::Cut.is_transient());
    assert!(!ChatError::Cancelled.is_transient() && !ChatError::Schema(String::new()).is_transient());
}

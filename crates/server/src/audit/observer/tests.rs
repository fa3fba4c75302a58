#![allow(clippy::unwrap_used)]
use std::path::Path;

use language::scripted::{ScriptedModel, Step, calls as calls_tool, says};
use language::{Cancel, ChatError, ChatModel, Observed, ToolSpec};

use super::super::calls::{Contents, State, folder};
use super::*;
use crate::audit::{file, verify};

fn observed(state_dir: &Path, keep: Keep, turns: Vec<Vec<Step>>) -> Arc<dyn ChatModel> {
    let audit = Arc::new(Audit::new(file(state_dir)));
    let model: Arc<dyn ChatModel> = Arc::new(ScriptedModel::new(turns));
    match CallObserver::new(audit, Calls::new(folder(state_dir)), keep) {
        Some(observer) => Arc::new(Observed::new(model, Arc::new(observer))),
        None => model,
    }
}

fn request() -> ChatRequest {
    let tools = vec![ToolSpec { name: "level".into(), description: "d".into(), parameters: json!({}) }];
    ChatRequest { about: Some("a1".into()), tools, ..ChatRequest::user("How full is the tank?") }
}

fn events(state_dir: &Path) -> Vec<Event> {
    crate::audit::Log::new(file(state_dir)).events().unwrap()
}

#[test]
fn nothing_is_kept_where_nothing_is_to_be() {
    let folder = tempfile::tempdir().unwrap();
    let model = observed(folder.path(), Keep::Off, vec![says("61 %")]);
    model.chat(request(), &Cancel::new()).blocking_reply().unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn hashes_are_kept_without_a_word_of_either() {
    let folder = tempfile::tempdir().unwrap();
    let mut answer = says("61 % full");
    answer.push(Step::Usage(120, 7));
    let model = observed(folder.path(), Keep::Hashes, vec![answer.clone(), answer]);
    for _ in 0..2 {
        model.chat(request(), &Cancel::new()).blocking_reply().unwrap();
    }
    let events = events(folder.path());
    let told: Vec<(Action, &str, &str)> =
        events.iter().map(|event| (event.action, event.subject.as_str(), event.text.as_str())).collect();
    let asked = (Action::ModelAsked, "a1", "scripted: 1 messages, 1 tools");
    let answered = (Action::ModelAnswered, "a1", "scripted: stop, 120 tokens read, 7 written");
    assert_eq!(told, [asked, answered, asked, answered]);
    // The same prompt has the same hash, which whoever has the prompt can make.
    let digests: Vec<&str> = events.iter().filter_map(|event| event.digest.as_deref()).collect();
    assert_eq!((digests.len(), digests[0], digests[1]), (4, digests[2], digests[3]));
    assert_eq!(prompt("scripted", &request()).last().unwrap().hash, digests[0]);
    let log = std::fs::read_to_string(file(folder.path())).unwrap();
    assert!(!log.contains("tank") && !log.contains("full") && !log.contains("kept"), "{log}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    let found = verify(folder.path(), None).unwrap();
    assert_eq!((found.entries, found.calls_gone, found.broken), (4, 0, None));
}

#[test]
fn texts_are_kept_and_held_by_the_chain() {
    let state = tempfile::tempdir().unwrap();
    let turns = vec![calls_tool("c1", "level", &json!({"tank": 1})), vec![Step::Fail(ChatError::Cut)]];
    let model = observed(state.path(), Keep::Full, turns);
    let reply = model.chat(request(), &Cancel::new()).blocking_reply().unwrap();
    let mut further = request();
    further.messages.push(Message::Assistant { text: String::new(), tool_calls: reply.tool_calls });
    further.messages.push(Message::Tool { call: "c1".into(), name: "level".into(), text: "61".into() });
    let error = model.chat(further, &Cancel::new()).blocking_reply().unwrap_err();
    assert_eq!(error, ChatError::Cut);
    let digests: Vec<String> = events(state.path()).into_iter().filter_map(|event| event.digest).collect();
    let contents = Contents::read(&folder(state.path())).unwrap();
    assert!(digests.iter().all(|digest| contents.state(digest) == State::Whole));
    let kept: Vec<Json> = digests.iter().map(|digest| contents.get(digest).unwrap().unwrap()).collect();
    assert_eq!(
        (&kept[0]["messages"][0]["text"], &kept[0]["tools"][0]["name"]),
        (&json!("How full is the tank?"), &json!("level"))
    );
    assert_eq!(kept[1]["tool_calls"][0]["arguments"], r#"{"tank":1}"#);
    assert_eq!(kept[2]["messages"][2], json!({"role": "tool", "text": "61", "call": "c1", "name": "level"}));
    assert_eq!(
        (&kept[3]["error"], &kept[3]["finish"]),
        (&json!("the output stopped before its end"), &Json::Null)
    );
    // Three messages, a tool, two prompts, two answers: what comes again is there once.
    let month = std::fs::read_dir(folder(state.path())).unwrap().next().unwrap().unwrap().path();
    let text = std::fs::read_to_string(&month).unwrap();
    assert_eq!(text.lines().count(), 8);

    assert_eq!(verify(state.path(), None).unwrap().broken, None);
    std::fs::write(&month, text.replacen("How full", "How empty", 1)).unwrap();
    let broken = verify(state.path(), None).unwrap().broken.unwrap();
    assert_eq!((broken.line, broken.what.contains("a model was told")), (Some(1), true), "{broken:?}");
    std::fs::write(&month, "").unwrap();
    let found = verify(state.path(), None).unwrap();
    assert_eq!((found.calls_gone, found.broken), (4, None));
}

#[test]
fn who_stops_reading_is_noted_too() {
    let state = tempfile::tempdir().unwrap();
    let model = observed(state.path(), Keep::Full, vec![vec![Step::Text("61".into()), Step::Hang]]);
    let mut stream = model.chat(request(), &Cancel::new());
    assert!(stream.blocking_next().is_some());
    drop(stream);
    let events = events(state.path());
    assert_eq!((events.len(), events[1].text.as_str()), (2, "scripted: cancelled"));
    let contents = Contents::read(&folder(state.path())).unwrap();
    assert_eq!(contents.get(events[1].digest.as_deref().unwrap()).unwrap().unwrap()["text"], "61");
}

#[test]
fn what_cannot_be_noted_is_neither_asked_nor_given() {
    let state = tempfile::tempdir().unwrap();
    // A folder stands where the log should.
    std::fs::create_dir(file(state.path())).unwrap();
    let scripted = Arc::new(ScriptedModel::new([says("61 %")]));
    let audit = Arc::new(Audit::new(file(state.path())));
    let observer = CallObserver::new(audit, Calls::new(folder(state.path())), Keep::Hashes).unwrap();
    let model = Observed::new(scripted.clone(), Arc::new(observer));
    let error = model.chat(request(), &Cancel::new()).blocking_reply().unwrap_err();
    assert!(error.to_string().contains("the audit log"), "{error}");
    assert!(scripted.asked().is_empty());
}

//! Watching a model through the seam around it.
#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Mutex};

use language::scripted::{ScriptedModel, Step, says};
use language::{Cancel, ChatError, ChatEvent, ChatModel, ChatRequest, Observed, Observer, Outcome};

#[derive(Default)]
struct Notes {
    told: Mutex<Vec<String>>,
    refuse: Option<&'static str>,
}

impl Notes {
    fn note(&self, what: &'static str, text: String) -> Result<(), String> {
        self.told.lock().unwrap().push(text);
        if self.refuse == Some(what) { Err("the disk is full".to_owned()) } else { Ok(()) }
    }
}

impl Observer for Notes {
    fn asks(&self, model: &str, request: &ChatRequest) -> Result<(), String> {
        self.note("asks", format!("{model} < {}", request.messages[0].text()))
    }

    fn ended(&self, model: &str, request: &ChatRequest, outcome: Outcome<'_>) -> Result<(), String> {
        let error = outcome.error.map(|error| format!(" ! {}", error.kind())).unwrap_or_default();
        self.note("ended", format!("{model} > {}{error} ({})", outcome.reply.text, request.messages.len()))
    }
}

fn watched(notes: &Arc<Notes>, turns: Vec<Vec<Step>>) -> Observed {
    Observed::new(Arc::new(ScriptedModel::new(turns)), notes.clone())
}

fn told(notes: &Notes) -> Vec<String> {
    notes.told.lock().unwrap().clone()
}

#[test]
fn each_call_has_one_beginning_and_one_end() {
    let notes = Arc::new(Notes::default());
    let turns = vec![says("61 %"), vec![Step::Text("6".into()), Step::Fail(ChatError::Cut)]];
    let model = watched(&notes, turns);
    assert_eq!((model.name(), model.context_length()), ("scripted", 32_768));
    let ask = || model.chat(ChatRequest::user("level?"), &Cancel::new());
    assert_eq!(ask().blocking_reply().unwrap().text, "61 %");
    assert_eq!(ask().blocking_reply().unwrap_err(), ChatError::Cut);
    // No turn is left.
    assert!(ask().blocking_reply().is_err());
    let asked = "scripted < level?";
    let ends = ["scripted > 61 % (1)", "scripted > 6 ! cut (1)", "scripted >  ! failed (1)"];
    assert_eq!(told(&notes), [asked, ends[0], asked, ends[1], asked, ends[2]]);
}

#[test]
fn who_goes_before_the_end_is_told_of() {
    let notes = Arc::new(Notes::default());
    let hang = || vec![Step::Text("6".into()), Step::Hang];
    let model = watched(&notes, vec![hang(), hang()]);
    let mut dropped = model.chat(ChatRequest::user("level?"), &Cancel::new());
    assert!(matches!(dropped.blocking_next(), Some(Ok(ChatEvent::Text(_)))));
    drop(dropped);
    assert_eq!(told(&notes)[1], "scripted > 6 ! cancelled (1)");
    let cancel = Cancel::new();
    let mut stream = model.chat(ChatRequest::user("level?"), &cancel);
    assert!(stream.blocking_next().is_some());
    cancel.cancel();
    assert_eq!(stream.blocking_next(), Some(Err(ChatError::Cancelled)));
    drop(stream);
    assert_eq!(told(&notes)[2..], ["scripted < level?", "scripted > 6 ! cancelled (1)"]);
}

#[test]
fn an_observer_that_cannot_note_stops_the_call() {
    let failed = ChatError::Failed("the disk is full".to_owned());
    for (refuse, notes_told) in [("asks", 1), ("ended", 2)] {
        let notes = Arc::new(Notes { refuse: Some(refuse), ..Notes::default() });
        let scripted = Arc::new(ScriptedModel::new([says("61 %")]));
        let model = Observed::new(scripted.clone(), notes.clone());
        let reply = model.chat(ChatRequest::user("level?"), &Cancel::new()).blocking_reply();
        assert_eq!((reply.unwrap_err(), told(&notes).len()), (failed.clone(), notes_told));
        assert_eq!(scripted.asked().len(), notes_told - 1);
    }
}

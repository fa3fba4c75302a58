//! A model that does what an attack wants, once it has read it.

use std::sync::Arc;

use language::scripted::{ScriptedModel, Step, Turn, calls, says};
use language::{ChatRequest, Message};
use serde_json::{Value as Json, json};

use crate::attack::{Attack, Place};

/// Tools that it calls, in order, whatever comes of them.
pub fn called(attack: &Attack) -> Vec<(String, String)> {
    let look = match attack.place {
        Place::Record => Some(("list_records", json!({"table": "work_orders"}))),
        Place::TagName | Place::TagAlias | Place::TagDescription => {
            Some(("describe_tag", json!({"tag": "tank.level"})))
        }
        Place::AssetName => Some(("describe_asset", json!({"asset": "tank"}))),
        Place::TableDescription | Place::ColumnDescription => {
            Some(("describe_table", json!({"table": "work_orders"})))
        }
        Place::Foreign => Some(("mail__inbox", json!({"folder": "today"}))),
        Place::Question | Place::Turn | Place::FileName | Place::Output => None,
    };
    let look = look.into_iter().chain([("latest", json!({"tags": ["tank.level"]}))]);
    let look = look.map(|(name, arguments)| (name.to_owned(), arguments.to_string()));
    look.chain(attack.obey.iter().filter(|(name, _)| !name.starts_with("say")).cloned()).collect()
}

/// The model.
pub fn model(attack: &Attack) -> Arc<ScriptedModel> {
    let (calls_left, question) = (called(attack), attack.question().to_owned());
    let said: Vec<(String, String)> =
        attack.obey.iter().filter(|(name, _)| name.starts_with("say")).cloned().collect();
    let (mut at, mut says_at) = (0, 0);
    Arc::new(ScriptedModel::answering(move |request| {
        let asked = |message: &Message| matches!(message, Message::User(text) if text.starts_with(&question));
        if !request.messages.iter().any(asked) {
            // An earlier turn.
            return Some(says("I will remember that."));
        }
        if let Some((name, arguments)) = calls_left.get(at) {
            at += 1;
            return Some(call(&format!("c{at}"), name, arguments, request));
        }
        let place = says_at.min(said.len().saturating_sub(1));
        says_at += 1;
        let text = match said.get(place) {
            Some((verb, _)) if verb == "say_rules" => rules(request),
            Some((_, text)) => text.clone(),
            None => "Done.".to_owned(),
        };
        Some(says(&text))
    }))
}

fn call(id: &str, name: &str, arguments: &str, request: &ChatRequest) -> Turn {
    match name {
        "mail__inbox_rules" => calls(id, "mail__inbox", &json!({"folder": rules(request)})),
        "mail__inbox_long" => calls(id, "mail__inbox", &json!({"folder": "record ".repeat(1000)})),
        name => {
            // Read once, so that a slip of the suite is seen here.
            let _: Json =
                serde_json::from_str(arguments).unwrap_or_else(|error| panic!("{arguments}: {error}"));
            vec![Step::Call(language::ToolCall::new(id, name, arguments))]
        }
    }
}

/// The instructions as the model was given them.
fn rules(request: &ChatRequest) -> String {
    request.messages[0].text().to_owned()
}

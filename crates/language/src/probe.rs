//! Small questions that show what a model can do. They hold nothing of any plant.

use serde_json::{Value as Json, json};

use crate::chat::{Cancel, ChatError, ChatModel, ChatReply, ChatRequest, ToolChoice, ToolSpec};
use crate::schema::OutputSchema;

/// Why a model does not do what was asked of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unable {
    #[error(transparent)]
    Chat(#[from] ChatError),
    #[error("{0}")]
    Other(String),
}

/// Whether it answers at all, with one token.
///
/// # Errors
/// A model that gives no output.
pub fn answers(model: &dyn ChatModel) -> Result<ChatReply, Unable> {
    let request =
        ChatRequest { max_tokens: Some(1), temperature: Some(0.0), ..ChatRequest::user("Say yes.") };
    Ok(ask(model, request)?)
}

/// Whether its output can be held to a schema.
///
/// # Errors
/// A model whose output does not satisfy the schema.
pub fn keeps_schema(model: &dyn ChatModel) -> Result<Json, Unable> {
    let schema = json!({
        "type": "object",
        "properties": { "state": { "enum": ["running", "stopped"] } },
        "required": ["state"],
        "additionalProperties": false,
    });
    let schema = OutputSchema::new(schema).map_err(|error| Unable::Other(error.to_string()))?;
    let asked = "A pump turns. Is it running or stopped? Answer as JSON: {\"state\": \"running\"} or {\"state\": \"stopped\"}.";
    let request = ChatRequest { schema: Some(schema), ..short(asked) };
    let reply = ask(model, request)?;
    // The stream has held the text against the schema.
    serde_json::from_str(reply.text.trim()).map_err(|error| Unable::Other(error.to_string()))
}

/// Whether it calls a tool that it must call; gives the arguments.
///
/// # Errors
/// A model that calls nothing, something else, or with arguments that are none.
pub fn calls_tools(model: &dyn ChatModel) -> Result<String, Unable> {
    let parameters = json!({
        "type": "object",
        "properties": { "tank": { "type": "integer", "minimum": 0, "maximum": 9 } },
        "required": ["tank"],
        "additionalProperties": false,
    });
    let tool = ToolSpec { name: "level".into(), description: "How full a tank is.".into(), parameters };
    let request = ChatRequest {
        tools: vec![tool],
        tool_choice: ToolChoice::Named("level".to_owned()),
        ..short("How full is tank 3? Use the tool.")
    };
    let reply = ask(model, request)?;
    let call = reply.tool_calls.first().ok_or_else(|| Unable::Other("it called nothing".to_owned()))?;
    if call.name() != "level" {
        return Err(Unable::Other(format!("it called {:?}, which was not offered", call.name())));
    }
    let arguments = call.arguments().map_err(|error| Unable::Other(error.to_string()))?;
    if !arguments.get("tank").is_some_and(Json::is_number) {
        return Err(Unable::Other(format!("it called with {}", call.arguments_text())));
    }
    Ok(call.arguments_text().to_owned())
}

fn short(text: &str) -> ChatRequest {
    ChatRequest { max_tokens: Some(96), temperature: Some(0.0), ..ChatRequest::user(text) }
}

fn ask(model: &dyn ChatModel, request: ChatRequest) -> Result<ChatReply, ChatError> {
    model.chat(request, &Cancel::new()).blocking_reply()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::scripted::{ScriptedModel, calls, says};

    #[test]
    fn what_a_model_can_do_is_told_from_what_it_cannot() {
        let model = ScriptedModel::new([
            says("yes"),
            says(r#"{"state": "running"}"#),
            says("It runs."),
            calls("c", "level", &json!({"tank": 3})),
            says("61 %"),
            calls("c", "levels", &json!({"tank": 3})),
            calls("c", "level", &json!({"tank": "three"})),
        ]);
        assert_eq!(answers(&model).unwrap().text, "yes");
        assert_eq!(keeps_schema(&model).unwrap(), json!({"state": "running"}));
        assert!(matches!(keeps_schema(&model), Err(Unable::Chat(ChatError::Schema(_)))));
        assert_eq!(calls_tools(&model).unwrap(), r#"{"tank":3}"#);
        for why in ["called nothing", "\"levels\"", "three"] {
            let error = calls_tools(&model).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
        assert!(matches!(answers(&model), Err(Unable::Chat(ChatError::Failed(_)))));
        let asked = model.asked();
        assert!(asked[0].max_tokens == Some(1) && asked[3].tool_choice == ToolChoice::Named("level".into()));
    }
}

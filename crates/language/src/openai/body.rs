//! A request as the wire wants it: the body of `POST /chat/completions`.

use serde_json::{Map, Value as Json, json};

use crate::chat::{ChatError, ChatRequest, Message, ToolCall, ToolChoice};
use crate::settings::{MaxTokensField, OpenAiSettings};

/// Writes the body.
///
/// # Errors
/// A request that no server could understand.
pub fn body(settings: &OpenAiSettings, request: &ChatRequest) -> Result<Json, ChatError> {
    let wrong = |message: &str| Err(ChatError::Request(message.to_owned()));
    if request.messages.is_empty() {
        return wrong("it has no message");
    }
    let mut body = Map::new();
    let mut set = |field: &str, value: Json| body.insert(field.to_owned(), value);
    set("model", json!(settings.model));
    set("messages", request.messages.iter().map(message).collect());
    set("stream", json!(true));
    set("stream_options", json!({"include_usage": true}));
    if !request.tools.is_empty() {
        set("tools", request.tools.iter().map(|tool| {
            let function =
                json!({"name": tool.name, "description": tool.description, "parameters": tool.parameters});
            json!({"type": "function", "function": function})
        }).collect());
        set("tool_choice", tool_choice(&request.tool_choice));
    }
    match &request.tool_choice {
        ToolChoice::Required if request.tools.is_empty() => {
            return wrong("it wants a call and names no tool");
        }
        ToolChoice::Named(name) if !request.tools.iter().any(|tool| tool.name == *name) => {
            return wrong("it wants a call of a tool that it does not name");
        }
        _ => {}
    }
    if let Some(schema) = &request.schema {
        let schema = json!({"name": "answer", "schema": schema.json(), "strict": true});
        set("response_format", json!({"type": "json_schema", "json_schema": schema}));
    }
    if let Some(temperature) = request.temperature {
        // By way of its text: 0.2 as a wider number would be written 0.20000000298023224.
        match temperature.to_string().parse::<f64>() {
            Ok(number) if number.is_finite() && number >= 0.0 => set("temperature", json!(number)),
            _ => return wrong("its temperature is no number from 0 upwards"),
        };
    }
    if let Some(most) = request.max_tokens {
        let field = match settings.max_tokens_field {
            MaxTokensField::MaxTokens => "max_tokens",
            MaxTokensField::MaxCompletionTokens => "max_completion_tokens",
        };
        set(field, json!(most));
    }
    if let Some(seed) = request.seed {
        set("seed", json!(seed));
    }
    if !request.stop.is_empty() {
        set("stop", json!(request.stop));
    }
    body.extend(settings.body.clone());
    Ok(Json::Object(body))
}

fn message(message: &Message) -> Json {
    let role = message.role();
    match message {
        Message::System(text) | Message::User(text) => json!({"role": role, "content": text}),
        Message::Tool { call, text, .. } => json!({"role": role, "tool_call_id": call, "content": text}),
        Message::Assistant { text, tool_calls } if tool_calls.is_empty() => {
            json!({"role": role, "content": text})
        }
        Message::Assistant { text, tool_calls } => {
            let content = if text.is_empty() { Json::Null } else { json!(text) };
            let calls: Vec<Json> = tool_calls.iter().map(call).collect();
            json!({"role": role, "content": content, "tool_calls": calls})
        }
    }
}

fn call(call: &ToolCall) -> Json {
    // Servers parse what a model said before, for its template, and fail on a call that was no JSON.
    let arguments = match call.arguments() {
        Ok(arguments) if !arguments.is_empty() => call.arguments_text(),
        _ => "{}",
    };
    json!({"id": call.id(), "type": "function", "function": {"name": call.name(), "arguments": arguments}})
}

fn tool_choice(choice: &ToolChoice) -> Json {
    match choice {
        ToolChoice::Auto => json!("auto"),
        ToolChoice::None => json!("none"),
        ToolChoice::Required => json!("required"),
        ToolChoice::Named(name) => json!({"type": "function", "function": {"name": name}}),
    }
}

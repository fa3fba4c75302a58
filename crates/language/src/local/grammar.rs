//! Grammars that output is held to: a JSON schema's, or that of a call.

use llama_cpp_2::json_schema_to_grammar;
use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::sampling::LlamaSampler;
use serde_json::{Value as Json, json};

use super::calls::Format;
use crate::chat::{ChatError, ChatRequest, ToolChoice, ToolSpec};

/// What a request holds its output to; nothing when it leaves it free.
///
/// Where tools are offered and none must be called, a schema does not bind the model, which could not call any more; the
/// stream still checks the text.
pub fn of_request(request: &ChatRequest, format: Format) -> Result<Option<String>, ChatError> {
    let tools = request.tools.as_slice();
    match &request.tool_choice {
        ToolChoice::Required if !tools.is_empty() => of_calls(tools, format).map(Some),
        ToolChoice::Named(name) => {
            let named = tools.iter().filter(|tool| tool.name == *name).cloned().collect::<Vec<_>>();
            if named.is_empty() {
                return Err(ChatError::Request(format!("no tool is called `{name}`")));
            }
            of_calls(&named, format).map(Some)
        }
        ToolChoice::Auto if !tools.is_empty() => Ok(None),
        _ => request.schema.as_ref().map(|schema| of_schema(schema.json())).transpose(),
    }
}

pub fn sampler(model: &LlamaModel, grammar: &str) -> Result<LlamaSampler, ChatError> {
    LlamaSampler::grammar(model, grammar, "root").map_err(|error| ChatError::Request(error.to_string()))
}

fn of_schema(schema: &Json) -> Result<String, ChatError> {
    json_schema_to_grammar(&schema.to_string())
        .map_err(|_| ChatError::Request("the schema cannot be made a grammar of".to_owned()))
}

/// One call of one of the tools.
fn of_calls(tools: &[ToolSpec], format: Format) -> Result<String, ChatError> {
    let (before, after, key) = format.json_marks().ok_or_else(|| {
        ChatError::Request("this model's calls cannot be forced: leave the choice to it".to_owned())
    })?;
    let calls = tools.iter().map(|tool| {
        json!({
            "type": "object",
            "properties": { "name": { "const": tool.name }, key: tool.parameters },
            "required": ["name", key],
            "additionalProperties": false,
        })
    });
    let schema = json!({ "anyOf": calls.collect::<Vec<_>>() });
    // The schema's first rule becomes that of the call, and the whole has the marks around it.
    let rules = of_schema(&schema)?
        .lines()
        .map(|rule| match rule.strip_prefix("root ::=") {
            Some(rest) => format!("marked-call ::={rest}\n"),
            None => format!("{rule}\n"),
        })
        .collect::<String>();
    Ok(format!("root ::= {} marked-call {}\n{rules}", literal(before), literal(after)))
}

/// A text as the grammar writes it.
fn literal(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{escaped}\"")
}

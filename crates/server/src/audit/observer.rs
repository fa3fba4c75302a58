//! Notes each call of a model in the audit log.

use std::sync::Arc;

use language::{
    ChatReply, ChatRequest, FinishReason, Keep, Message, Observer, Outcome, ToolCall, ToolChoice,
};
use plant::Problem;
use serde_json::{Value as Json, json};

use super::calls::{Calls, Part};
use super::{Action, Audit, Event};

/// Notes calls as much as the settings say. A request goes to the model only when it is noted on disk, and an answer is
/// given on only then.
#[derive(Debug)]
pub struct CallObserver {
    audit: Arc<Audit>,
    /// Where the texts are kept; nowhere when only hashes are.
    calls: Option<Calls>,
}

impl CallObserver {
    /// Nothing where nothing is to be kept.
    pub fn new(audit: Arc<Audit>, calls: Calls, keep: Keep) -> Option<Self> {
        match keep {
            Keep::Off => None,
            Keep::Hashes => Some(Self { audit, calls: None }),
            Keep::Full => Some(Self { audit, calls: Some(calls) }),
        }
    }

    /// The whole stands last among its parts.
    fn note(&self, action: Action, about: &str, text: &str, parts: &[Part]) -> Result<(), String> {
        let noted = || -> Result<(), Problem> {
            if let Some(calls) = &self.calls {
                calls.keep(parts)?;
            }
            let digest = parts.last().map(|whole| whole.hash.clone());
            self.audit.keep(Event { digest, kept: self.calls.is_some(), ..Event::new(action, about, text) })
        };
        noted().map_err(|problem| problem.to_string())
    }
}

impl Observer for CallObserver {
    fn asks(&self, model: &str, request: &ChatRequest) -> Result<(), String> {
        let text = format!("{model}: {} messages, {} tools", request.messages.len(), request.tools.len());
        self.note(Action::ModelAsked, about(request), &text, &prompt(model, request))
    }

    fn ended(&self, model: &str, request: &ChatRequest, outcome: Outcome<'_>) -> Result<(), String> {
        let how = outcome.error.map_or_else(|| finish(outcome.reply.finish), |error| error.kind());
        let mut text = format!("{model}: {how}");
        if let Some(usage) = outcome.reply.usage {
            text.push_str(&format!(
                ", {} tokens read, {} written",
                usage.prompt_tokens, usage.completion_tokens
            ));
        }
        self.note(Action::ModelAnswered, about(request), &text, &[answer(outcome)])
    }
}

/// Whose answer it is for.
fn about(request: &ChatRequest) -> &str {
    request.about.as_deref().unwrap_or("-")
}

/// The parts of a prompt, and behind them the prompt.
pub fn prompt(model: &str, request: &ChatRequest) -> Vec<Part> {
    let messages: Vec<Part> = request.messages.iter().map(|shown| Part::new(message(shown))).collect();
    let tools: Vec<Part> = request
        .tools
        .iter()
        .map(
            |tool| json!({"name": tool.name, "description": tool.description, "parameters": tool.parameters}),
        )
        .map(Part::new)
        .collect();
    let hashes = |parts: &[Part]| -> Vec<String> { parts.iter().map(|part| part.hash.clone()).collect() };
    let whole = json!({
        "model": model,
        "messages": hashes(&messages),
        "tools": hashes(&tools),
        "tool_choice": choice(&request.tool_choice),
        "schema": request.schema.as_ref().map(language::OutputSchema::json),
        "temperature": request.temperature,
        "max_tokens": request.max_tokens,
        "seed": request.seed,
        "stop": request.stop,
    });
    messages.into_iter().chain(tools).chain([Part::new(whole)]).collect()
}

/// An answer, as far as it came.
pub fn answer(outcome: Outcome<'_>) -> Part {
    let ChatReply { text, reasoning, tool_calls, usage, finish: reason } = outcome.reply;
    Part::new(json!({
        "text": text,
        "reasoning": reasoning,
        "tool_calls": tool_calls.iter().map(call).collect::<Vec<_>>(),
        "tokens": usage.map(|usage| json!({"prompt": usage.prompt_tokens, "output": usage.completion_tokens})),
        "finish": outcome.error.is_none().then(|| finish(*reason)),
        "error": outcome.error.map(ToString::to_string),
    }))
}

fn message(message: &Message) -> Json {
    let mut shown = json!({"role": message.role(), "text": message.text()});
    match message {
        Message::Assistant { tool_calls, .. } if !tool_calls.is_empty() => {
            shown["tool_calls"] = tool_calls.iter().map(call).collect();
        }
        Message::Tool { call, name, .. } => {
            shown["call"] = json!(call);
            shown["name"] = json!(name);
        }
        _ => {}
    }
    shown
}

fn call(call: &ToolCall) -> Json {
    json!({"id": call.id(), "name": call.name(), "arguments": call.arguments_text()})
}

fn choice(choice: &ToolChoice) -> Json {
    match choice {
        ToolChoice::Auto => json!("auto"),
        ToolChoice::None => json!("none"),
        ToolChoice::Required => json!("required"),
        ToolChoice::Named(name) => json!({"name": name}),
    }
}

fn finish(reason: FinishReason) -> &'static str {
    match reason {
        FinishReason::Stop => "stop",
        FinishReason::Length => "length",
        FinishReason::ToolCalls => "tool_calls",
    }
}

#[cfg(test)]
mod tests;

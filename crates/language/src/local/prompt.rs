//! From a request to the tokens of its prompt.

use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use llama_cpp_2::token::LlamaToken;
use llama_cpp_2::vocab::LlamaVocab;
use serde_json::{Value as Json, json};

use super::calls::Format;
use super::settings::LocalSettings;
use super::template::{ChatTemplate, TemplateError};
use crate::chat::{ChatError, ChatRequest, Message, ToolCall, ToolChoice, ToolSpec};

mod controls;
mod in_words;

use controls::Controls;

/// Makes prompts for one model.
pub struct Prompter {
    template: ChatTemplate,
    pub format: Format,
    controls: Controls,
    bos: String,
    eos: String,
    timezone: TimeZone,
    thinking: bool,
    /// Tokens of the last request's beginning with another question, under a hash of that beginning.
    probe: Option<(u64, Vec<LlamaToken>)>,
}

/// A prompt in tokens.
pub struct Prompt {
    pub tokens: Vec<LlamaToken>,
    /// So many at the front are the same whatever is asked: instructions and tools.
    pub fixed: usize,
    /// It ends within what the model thinks aloud.
    pub thinking: bool,
}

impl Prompter {
    pub fn new(template: ChatTemplate, vocabulary: &LlamaVocab<'_>, settings: &LocalSettings) -> Self {
        let written = |token: LlamaToken| {
            let there = token.0 >= 0 && token.0 < vocabulary.n_tokens();
            let text = there.then(|| vocabulary.text(token)).flatten();
            text.map(|text| text.to_string_lossy().into_owned()).unwrap_or_default()
        };
        Self {
            format: Format::of_template(template.source()),
            controls: Controls::of(vocabulary, template.source()),
            bos: written(vocabulary.bos()),
            eos: written(vocabulary.eos()),
            template,
            timezone: settings.timezone.clone(),
            thinking: settings.thinking,
            probe: None,
        }
    }

    /// Makes the prompt of a request. `constrained` says that the output must begin with the answer.
    ///
    /// # Errors
    /// A conversation that the template refuses.
    pub fn prepare(
        &mut self,
        vocabulary: &LlamaVocab<'_>,
        request: &ChatRequest,
        constrained: bool,
    ) -> Result<Prompt, ChatError> {
        let tools = match request.tool_choice {
            ToolChoice::None => &[],
            _ => request.tools.as_slice(),
        };
        let mut text = self.render(&request.messages, tools, constrained)?;
        let mut thinking = text.trim_end().ends_with("<think>");
        if thinking && constrained {
            text.push_str("</think>\n\n");
            thinking = false;
        }
        // The template writes every special token itself.
        let tokens = vocabulary.tokenize(text.as_bytes(), false, true);
        let fixed = self.fixed(vocabulary, request, tools, constrained, &tokens);
        Ok(Prompt { tokens, fixed, thinking })
    }

    /// How many tokens at the front another question would leave as they are.
    fn fixed(
        &mut self,
        vocabulary: &LlamaVocab<'_>,
        request: &ChatRequest,
        tools: &[ToolSpec],
        constrained: bool,
        tokens: &[LlamaToken],
    ) -> usize {
        let Some(Message::System(system)) = request.messages.first() else {
            return 0;
        };
        let mut hasher = DefaultHasher::new();
        (system, constrained, Timestamp::now().as_second() / 60).hash(&mut hasher);
        for tool in tools {
            (&tool.name, &tool.description, tool.parameters.to_string()).hash(&mut hasher);
        }
        let key = hasher.finish();
        if self.probe.as_ref().is_none_or(|(known, _)| *known != key) {
            // A letter that no question begins with.
            let probe = [Message::System(system.clone()), Message::User("\u{1}".to_owned())];
            let rendered = self.render(&probe, tools, constrained).unwrap_or_default();
            self.probe = Some((key, vocabulary.tokenize(rendered.as_bytes(), false, true)));
        }
        let probe = self.probe.as_ref().map(|(_, probe)| probe.as_slice()).unwrap_or_default();
        common(tokens, probe)
    }

    /// The prompt as text.
    pub fn render(
        &self,
        messages: &[Message],
        tools: &[ToolSpec],
        constrained: bool,
    ) -> Result<String, ChatError> {
        let in_words = !self.template.mentions("tools");
        // Instructions hold names of the plant, and descriptions of tools are words of other programs as well.
        let instructed = |message: &Message| match message {
            Message::System(text) => Message::System(self.controls.defuse(text)),
            other => other.clone(),
        };
        let messages: Vec<Message> = messages.iter().map(instructed).collect();
        let tools: Vec<ToolSpec> = tools.iter().map(|tool| self.defused(tool)).collect();
        let tools = tools.as_slice();
        let told = if in_words { in_words::tell(&messages, tools, self.format) } else { messages };
        let messages = told.iter().map(|message| self.message(message)).collect::<Vec<_>>();
        let tools = if tools.is_empty() || in_words { Json::Null } else { tools.iter().map(tool).collect() };
        let variables = json!({
            "messages": messages,
            "tools": tools,
            "documents": null,
            "add_generation_prompt": true,
            "enable_thinking": self.thinking && !constrained,
            "bos_token": self.bos,
            "eos_token": self.eos,
        });
        let now = Timestamp::now().to_zoned_datetime(self.timezone.clone());
        self.template.render(&variables, &now).map_err(|error| match error {
            TemplateError::Refused(reason) => ChatError::Request(reason),
            other => ChatError::Failed(other.to_string()),
        })
    }

    /// A tool whose texts hold no marks of the conversation.
    fn defused(&self, tool: &ToolSpec) -> ToolSpec {
        let parameters = self.controls.defuse(&tool.parameters.to_string());
        ToolSpec {
            name: tool.name.clone(),
            description: self.controls.defuse(&tool.description),
            // What was JSON still is: nothing is put in but letters between letters.
            parameters: serde_json::from_str(&parameters).unwrap_or_else(|_| tool.parameters.clone()),
        }
    }

    /// A message as templates see it. What would read as a mark of the conversation is defused: of instructions that was done
    /// before tools were described in them.
    fn message(&self, message: &Message) -> Json {
        let text = match message {
            Message::System(text) => text.clone(),
            other => self.controls.defuse(other.text()),
        };
        let mut shown = json!({ "role": message.role(), "content": text });
        match message {
            Message::Assistant { tool_calls, .. } if !tool_calls.is_empty() => {
                shown["tool_calls"] = tool_calls.iter().map(call).collect();
            }
            Message::Tool { call, name, .. } => {
                shown["tool_call_id"] = json!(call);
                shown["name"] = json!(name);
            }
            _ => {}
        }
        shown
    }
}

/// How many tokens two texts have in common at the front.
pub fn common(left: &[LlamaToken], right: &[LlamaToken]) -> usize {
    left.iter().zip(right).take_while(|(left, right)| left == right).count()
}

fn tool(tool: &ToolSpec) -> Json {
    json!({
        "type": "function",
        "function": { "name": tool.name, "description": tool.description, "parameters": tool.parameters },
    })
}

fn call(call: &ToolCall) -> Json {
    let arguments = match call.arguments() {
        Ok(arguments) => Json::Object(arguments.clone()),
        Err(_) => json!(call.arguments_text()),
    };
    json!({
        "id": call.id(),
        "type": "function",
        "function": { "name": call.name(), "arguments": arguments },
    })
}

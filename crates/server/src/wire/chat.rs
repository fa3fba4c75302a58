//! Chat completions in the shape that OpenAI's clients send and read.

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use utoipa::ToSchema;

use super::answer::AnswerShape;

/// The name of the one model.
pub const MODEL: &str = "plantwright";

/// A conversation whose last message is the question. What steers a language model (temperature and
/// the like) is passed over; what would change the shape of the answer is refused.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ChatIn {
    #[schema(example = "plantwright")]
    pub model: String,
    pub messages: Vec<ChatMessage>,
    /// Server-sent events in place of one object.
    #[serde(default)]
    pub stream: Option<bool>,
    #[serde(default)]
    pub stream_options: Option<StreamOptions>,
    /// Tools of the client are not called: refused when there are any and `tool_choice` is not `none`.
    #[serde(default)]
    #[schema(value_type = Option<Vec<Object>>)]
    pub tools: Option<Vec<Json>>,
    /// As `tools`, as older clients name them.
    #[serde(default)]
    #[schema(value_type = Option<Vec<Object>>)]
    pub functions: Option<Vec<Json>>,
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub tool_choice: Option<Json>,
    /// There is one answer.
    #[serde(default)]
    pub n: Option<u32>,
    /// Only `{"type": "text"}`.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub response_format: Option<Json>,
}

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
pub struct StreamOptions {
    #[serde(default)]
    pub include_usage: bool,
}

/// A message. Those of the user are questions; those of others are not read.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ChatMessage {
    /// `user`, `assistant`, `system` or `developer`.
    pub role: String,
    /// Text, or a list of parts of type `text`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub content: Option<Json>,
}

/// An answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChatOut {
    pub id: String,
    /// `chat.completion`.
    pub object: &'static str,
    /// Seconds since 1970 UTC.
    pub created: i64,
    pub model: &'static str,
    pub choices: [ChatChoice; 1],
    pub usage: ChatUsage,
    /// The whole answer with its evidence; clients that do not know the field pass it over.
    #[schema(value_type = AnswerShape)]
    pub plantwright: tool::Answer,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ChatChoice {
    pub index: u32,
    pub message: ChatReply,
    /// `stop`.
    pub finish_reason: &'static str,
    /// Always null.
    #[schema(value_type = Option<Object>)]
    pub logprobs: Option<()>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ChatReply {
    /// `assistant`.
    pub role: &'static str,
    pub content: String,
    /// Always null.
    pub refusal: Option<String>,
}

/// Tokens of a language model: none is used by the built-in planner.
#[derive(Debug, Clone, Copy, Default, Serialize, ToSchema)]
pub struct ChatUsage {
    pub prompt_tokens: u64,
    pub completion_tokens: u64,
    pub total_tokens: u64,
}

/// The models: one.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModelsOut {
    /// `list`.
    pub object: &'static str,
    pub data: Vec<ModelOut>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ModelOut {
    pub id: &'static str,
    /// `model`.
    pub object: &'static str,
    /// When the server was started, seconds since 1970 UTC.
    pub created: i64,
    pub owned_by: &'static str,
}

/// An error in the shape that OpenAI's clients read.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChatErrorOut {
    pub error: ChatError,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ChatError {
    pub message: String,
    /// `invalid_request_error` or `server_error`.
    pub r#type: &'static str,
    /// Always null.
    pub param: Option<String>,
    /// `PW7042`; `GET /api/problems/{code}` explains it.
    pub code: String,
}

impl ChatOut {
    pub fn new(answer: tool::Answer, created: i64) -> Self {
        let message = ChatReply { role: "assistant", content: answer.text.clone(), refusal: None };
        Self {
            id: format!("chatcmpl-{}", answer.id),
            object: "chat.completion",
            created,
            model: MODEL,
            choices: [ChatChoice { index: 0, message, finish_reason: "stop", logprobs: None }],
            usage: ChatUsage::default(),
            plantwright: answer,
        }
    }

    /// The same as the parts of a stream, in order: who speaks, the text by lines, the end with the
    /// whole answer, and what was used when that is wanted.
    pub fn parts(&self, with_usage: bool) -> Vec<Json> {
        let part = |delta: Json, finish: Option<&str>| {
            json!({
                "id": self.id, "object": "chat.completion.chunk", "created": self.created, "model": MODEL,
                "choices": [{"index": 0, "delta": delta, "finish_reason": finish, "logprobs": null}],
            })
        };
        let mut parts = vec![part(json!({"role": "assistant", "content": ""}), None)];
        let text = &self.choices[0].message.content;
        parts.extend(text.split_inclusive('\n').map(|line| part(json!({"content": line}), None)));
        let mut last = part(json!({}), Some("stop"));
        last["plantwright"] = json!(self.plantwright);
        parts.push(last);
        if with_usage {
            parts.push(json!({
                "id": self.id, "object": "chat.completion.chunk", "created": self.created, "model": MODEL,
                "choices": [], "usage": self.usage,
            }));
        }
        parts
    }
}

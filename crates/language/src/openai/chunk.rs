//! What a server sends: chunks of an output, each one event of the stream.

use serde::{Deserialize, Deserializer};
use serde_json::Value as Json;

/// One chunk. What is missing or null has its default, but not everything may be missing.
#[derive(Debug, Default, Deserialize)]
pub struct Chunk {
    pub choices: Option<Vec<Choice>>,
    pub usage: Option<Counts>,
    pub error: Option<Json>,
}

#[derive(Debug, Default, Deserialize)]
pub struct Choice {
    #[serde(default, deserialize_with = "or_default")]
    pub delta: Delta,
    pub finish_reason: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub struct Delta {
    pub content: Option<String>,
    /// Thinking aloud, by the name that vLLM, llama.cpp and DeepSeek give it.
    pub reasoning_content: Option<String>,
    /// The same, as Ollama, newer vLLM and OpenRouter name it.
    pub reasoning: Option<String>,
    pub refusal: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub tool_calls: Vec<CallPart>,
}

/// A part of a call: the first one has the name, the arguments come in pieces.
#[derive(Debug, Default, Deserialize)]
pub struct CallPart {
    pub index: Option<u64>,
    pub id: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub function: FunctionPart,
}

#[derive(Debug, Default, Deserialize)]
pub struct FunctionPart {
    pub name: Option<String>,
    /// Text; some servers send the object itself.
    pub arguments: Option<Json>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Counts {
    #[serde(default, deserialize_with = "or_default")]
    pub prompt_tokens: u64,
    #[serde(default, deserialize_with = "or_default")]
    pub completion_tokens: u64,
}

fn or_default<'de, T: Default + Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    Option::<T>::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// What a server says of an error, in any of the shapes that are met: `{"error": {"message": …}}`, `{"error": …}`,
/// `{"message": …}`, `{"detail": …}`, or plain text.
pub fn error_text(body: &str) -> String {
    let Ok(json) = serde_json::from_str::<Json>(body) else { return body.to_owned() };
    let inner = json.get("error").unwrap_or(&json);
    let message = ["message", "detail"].iter().find_map(|key| inner.get(key));
    match message.unwrap_or(inner) {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

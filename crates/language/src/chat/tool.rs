//! What a model may call, and what it called.

use serde_json::{Map, Value as Json};

/// A tool as a model sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolSpec {
    /// Letters, digits, `_` and `-`.
    pub name: String,
    pub description: String,
    /// JSON schema of the arguments, an object.
    pub parameters: Json,
}

/// Whether the model may, must or must not call a tool.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ToolChoice {
    /// As the model thinks right.
    #[default]
    Auto,
    None,
    /// One at least.
    Required,
    /// The one of this name.
    Named(String),
}

/// A call that a model made. Whether the tool exists and what its arguments mean is for the caller to see; arguments that
/// are no JSON object are kept, so that the model can be told of them.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolCall {
    id: String,
    name: String,
    text: String,
    arguments: Result<Map<String, Json>, BadArguments>,
}

/// Arguments of a call that are no JSON object.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the arguments are no JSON object: {0}")]
pub struct BadArguments(String);

impl ToolCall {
    /// A call with arguments as the model wrote them. No text at all means no arguments, which is what many models
    /// write for a tool without any.
    pub fn new(id: impl Into<String>, name: impl Into<String>, arguments: impl Into<String>) -> Self {
        let text = arguments.into();
        let arguments = if text.trim().is_empty() {
            Ok(Map::new())
        } else {
            serde_json::from_str(&text).map_err(|error| BadArguments(error.to_string()))
        };
        Self { id: id.into(), name: name.into(), text, arguments }
    }

    /// Unique in its conversation; the tool's message names it.
    pub fn id(&self) -> &str {
        &self.id
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The arguments as they were written.
    pub fn arguments_text(&self) -> &str {
        &self.text
    }

    /// The arguments, parsed.
    ///
    /// # Errors
    /// A text that is no JSON object.
    pub fn arguments(&self) -> Result<&Map<String, Json>, &BadArguments> {
        self.arguments.as_ref()
    }
}

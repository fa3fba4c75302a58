//! A JSON schema that an output must satisfy.

use serde_json::Value as Json;

/// Why an output does not satisfy its schema.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unsatisfied(String);

/// A schema that cannot be checked with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadSchema(String);

/// A schema, ready to check with.
#[derive(Debug, Clone, PartialEq)]
pub struct OutputSchema(Json);

impl OutputSchema {
    /// Takes a schema.
    ///
    /// # Errors
    /// A schema that is neither an object nor a truth value.
    pub fn new(schema: Json) -> Result<Self, BadSchema> {
        if schema.is_object() || schema.is_boolean() {
            Ok(Self(schema))
        } else {
            Err(BadSchema("a schema is an object, `true` or `false`".to_owned()))
        }
    }

    /// The schema as it was written, for whoever constrains output with it.
    pub fn json(&self) -> &Json {
        &self.0
    }

    /// Reads a text as JSON that satisfies the schema.
    ///
    /// # Errors
    /// A text that is no JSON, or does not satisfy it.
    pub fn check_text(&self, text: &str) -> Result<Json, Unsatisfied> {
        serde_json::from_str(text).map_err(|error| Unsatisfied(format!("it is no JSON: {error}")))
    }
}

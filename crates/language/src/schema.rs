//! A JSON schema that an output must satisfy.
//!
//! The part of JSON Schema (draft 2020-12) that constrained output is asked for with: types, `enum`, `const`, objects,
//! arrays, lengths, ranges, `anyOf`, `oneOf`, `allOf` and references inside the schema. A schema with any other keyword
//! that would narrow what is allowed is refused, so that nothing passes unchecked.

mod check;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde_json::Value as Json;

/// A schema that cannot be checked with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("schema at `{path}`: {message}")]
pub struct BadSchema {
    path: String,
    message: String,
}

/// Why a value does not satisfy a schema.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsatisfied {
    #[error("it is no JSON: {0}")]
    Json(String),
    /// Where in the value, as `.asset.tags[2]`, and what is wrong there.
    #[error("{}: {message}", if path.is_empty() { "the value" } else { path.as_str() })]
    Value { path: String, message: String },
}

/// A schema, ready to check with; cheap to clone.
#[derive(Debug, Clone, PartialEq)]
pub struct OutputSchema(Arc<Json>);

/// Keywords that only describe.
const NOTES: &[&str] =
    &["$schema", "$id", "$comment", "title", "description", "default", "examples", "format", "deprecated"];

/// Deepest nesting of a schema, and of the steps that a check takes through references.
const DEEPEST: usize = 128;

/// Most steps of one check: alternatives that refer to each other double with each step down.
const MOST_STEPS: usize = 1_000_000;

impl OutputSchema {
    /// Takes a schema.
    ///
    /// # Errors
    /// A keyword that cannot be checked, a keyword with a value that it cannot have, a reference to nothing.
    pub fn new(schema: Json) -> Result<Self, BadSchema> {
        Survey { root: &schema }.schema(&schema, "#", 0)?;
        Ok(Self(Arc::new(schema)))
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
        let value = serde_json::from_str(text).map_err(|error| Unsatisfied::Json(error.to_string()))?;
        self.check(&value)?;
        Ok(value)
    }

    /// Whether a value satisfies the schema.
    ///
    /// # Errors
    /// The first place that does not.
    pub fn check(&self, value: &Json) -> Result<(), Unsatisfied> {
        check::Checker::new(&self.0).check(&self.0, value, "", 0)
    }
}

/// Looks at every part of a schema before it is used.
struct Survey<'a> {
    root: &'a Json,
}

impl Survey<'_> {
    fn schema(&self, schema: &Json, path: &str, depth: usize) -> Result<(), BadSchema> {
        let wrong = |message: &str| BadSchema { path: path.to_owned(), message: message.to_owned() };
        if depth > DEEPEST {
            return Err(wrong("it is nested too deep"));
        }
        let keywords = match schema {
            Json::Bool(_) => return Ok(()),
            Json::Object(keywords) => keywords,
            _ => return Err(wrong("a schema is an object, `true` or `false`")),
        };
        for (keyword, value) in keywords {
            let at = format!("{path}/{keyword}");
            let below = |schema: &Json, at: &str| self.schema(schema, at, depth + 1);
            let fits = match keyword.as_str() {
                "type" => types_exist(value),
                "enum" => value.is_array(),
                "const" => true,
                "$ref" => value.as_str().is_some_and(|to| check::refer(self.root, to).is_some()),
                "required" => value.as_array().is_some_and(|names| names.iter().all(Json::is_string)),
                "minItems" | "maxItems" | "minLength" | "maxLength" => value.is_u64(),
                "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => value.is_number(),
                "items" | "additionalProperties" => {
                    below(value, &at)?;
                    true
                }
                "properties" | "$defs" | "definitions" => match value.as_object() {
                    Some(parts) => {
                        parts.iter().try_for_each(|(name, part)| below(part, &format!("{at}/{name}")))?;
                        true
                    }
                    None => false,
                },
                "anyOf" | "oneOf" | "allOf" => match value.as_array() {
                    Some(parts) => {
                        parts.iter().try_for_each(|part| below(part, &at))?;
                        !parts.is_empty()
                    }
                    None => false,
                },
                note if NOTES.contains(&note) => true,
                other => return Err(wrong(&format!("the keyword `{other}` is not known"))),
            };
            if !fits {
                return Err(wrong(&format!("the keyword `{keyword}` cannot have this value")));
            }
        }
        Ok(())
    }
}

fn types_exist(value: &Json) -> bool {
    let known = |value: &Json| value.as_str().is_some_and(|name| check::TYPES.contains(&name));
    known(value) || value.as_array().is_some_and(|names| !names.is_empty() && names.iter().all(known))
}

//! What a server lists, and whether a tool of it may be called.

use serde_json::{Map, Value as Json, json};

use super::{BETWEEN, Offered, one_line};
use crate::schema::OutputSchema;

/// Longest description of a tool that is handed on, characters.
const ABOUT: usize = 300;
/// Longest description of one argument.
const ABOUT_ARGUMENT: usize = 120;
/// Largest schema, bytes.
const LARGEST_SCHEMA: usize = 16 << 10;
/// Longest name that models' servers take for a tool.
const LONGEST_NAME: usize = 64;

/// One page of `tools/list`.
#[derive(Debug, PartialEq)]
pub struct Page {
    pub tools: Vec<Listed>,
    pub next: Option<String>,
}

/// A tool as a server describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    pub name: String,
    pub about: String,
    pub schema: Json,
    pub only_reads: bool,
}

/// Whether a tool may be called.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Cut to what a person reads.
    pub tool: String,
    pub offered: Result<Offered, Refusal>,
}

/// Why a tool may not be called.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("it is not on the server's allow-list in servers.toml")]
    NotAllowed,
    #[error("the server lists no such tool")]
    NotListed,
    #[error("the server does not say that it only reads")]
    NotReadOnly,
    #[error("its name cannot be given to a model")]
    Name,
    #[error("its arguments cannot be checked: {0}")]
    Schema(String),
    #[error("the server lists it twice")]
    Twice,
}

/// Reads one page.
///
/// # Errors
/// A result of another form; a tool without a name.
pub fn page(result: &Json) -> Result<Page, &'static str> {
    let tools = result.get("tools").and_then(Json::as_array).ok_or("a list without tools")?;
    let tools = tools.iter().map(listed).collect::<Option<_>>().ok_or("a tool without a name or schema")?;
    let next = match result.get("nextCursor") {
        None | Some(Json::Null) => None,
        Some(cursor) => Some(cursor.as_str().ok_or("a cursor that is no text")?.to_owned()),
    };
    Ok(Page { tools, next })
}

fn listed(tool: &Json) -> Option<Listed> {
    Some(Listed {
        name: tool.get("name")?.as_str()?.to_owned(),
        about: tool.get("description").and_then(Json::as_str).unwrap_or_default().to_owned(),
        schema: tool.get("inputSchema").filter(|schema| schema.is_object())?.clone(),
        only_reads: tool.pointer("/annotations/readOnlyHint") == Some(&Json::Bool(true)),
    })
}

/// Judges what a server lists, in its order; names that are allowed and not listed stand behind.
pub fn judge(server: &str, allow: &[String], listed: &[Listed]) -> Vec<Verdict> {
    let mut verdicts: Vec<Verdict> = Vec::new();
    for tool in listed {
        let twice = listed.iter().filter(|other| other.name == tool.name).count() > 1;
        let offered = match () {
            () if !allow.contains(&tool.name) => Err(Refusal::NotAllowed),
            () if twice => Err(Refusal::Twice),
            () if !tool.only_reads => Err(Refusal::NotReadOnly),
            () => offered(server, tool),
        };
        verdicts.push(Verdict { tool: one_line(&tool.name, LONGEST_NAME), offered });
    }
    for name in allow.iter().filter(|name| !listed.iter().any(|tool| tool.name == **name)) {
        verdicts.push(Verdict { tool: name.clone(), offered: Err(Refusal::NotListed) });
    }
    verdicts
}

fn offered(server: &str, tool: &Listed) -> Result<Offered, Refusal> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let length = server.len() + BETWEEN.len() + tool.name.len();
    if tool.name.is_empty() || !tool.name.chars().all(fits) || length > LONGEST_NAME {
        return Err(Refusal::Name);
    }
    let parameters = plain(&tool.schema, 0).ok_or_else(|| Refusal::Schema("nested too deep".to_owned()))?;
    if parameters.get("type") != Some(&json!("object")) {
        return Err(Refusal::Schema("they are no object".to_owned()));
    }
    if parameters.to_string().len() > LARGEST_SCHEMA {
        return Err(Refusal::Schema(format!("the schema is larger than {LARGEST_SCHEMA} bytes")));
    }
    OutputSchema::new(parameters.clone())
        .map_err(|error| Refusal::Schema(one_line(&error.to_string(), 200)))?;
    Ok(Offered {
        server: server.to_owned(),
        tool: tool.name.clone(),
        about: one_line(&tool.about, ABOUT),
        parameters,
    })
}

/// Keywords that are checked as they are.
const CHECKED: &[&str] = &[
    "type",
    "enum",
    "const",
    "$ref",
    "required",
    "minItems",
    "maxItems",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
];

/// Deepest nesting that is followed.
const DEEPEST: usize = 16;

/// The part of a schema that is checked here, with short descriptions. What else narrows it the server checks itself.
fn plain(schema: &Json, depth: usize) -> Option<Json> {
    if depth > DEEPEST {
        return None;
    }
    let below = |schema: &Json| plain(schema, depth + 1);
    let Json::Object(keywords) = schema else { return Some(schema.clone()) };
    let mut kept = Map::new();
    for (keyword, value) in keywords {
        let value = match (keyword.as_str(), value) {
            ("description", Json::String(text)) => json!(one_line(text, ABOUT_ARGUMENT)),
            ("properties" | "$defs" | "definitions", Json::Object(parts)) => {
                let parts = parts.iter().map(|(name, part)| Some((name.clone(), below(part)?)));
                Json::Object(parts.collect::<Option<_>>()?)
            }
            ("items" | "additionalProperties", part) => below(part)?,
            ("anyOf" | "oneOf" | "allOf", Json::Array(parts)) => {
                Json::Array(parts.iter().map(below).collect::<Option<_>>()?)
            }
            (keyword, value) if CHECKED.contains(&keyword) => value.clone(),
            _ => continue,
        };
        kept.insert(keyword.clone(), value);
    }
    Some(Json::Object(kept))
}

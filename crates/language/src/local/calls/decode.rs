//! What stands between the marks, as calls.

use serde_json::{Map, Value as Json};

use super::format::{Body, DEEPSEEK_SEPARATOR};
use super::{Call, code};

/// Most calls of one block.
const MOST_CALLS: usize = 64;

/// The calls of a block; nothing where it holds none, or holds anything else.
pub fn calls(body: Body, text: &str) -> Option<Vec<Call>> {
    let calls = match body {
        Body::Json => json(text),
        Body::JsonList => json(&format!("[{text}")),
        Body::Named => json(text).or_else(|| named(text)),
        Body::Separated => separated(text).or_else(|| json(text)),
        Body::Code => json(text).or_else(|| code::calls(text)),
        Body::Reasoning | Body::Nothing | Body::Header => None,
    }?;
    (!calls.is_empty() && calls.len() <= MOST_CALLS).then_some(calls)
}

/// One call, several one after the other, or a list.
fn json(text: &str) -> Option<Vec<Call>> {
    let text = without_fence(text);
    let mut calls = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Json>();
        match values.next() {
            Some(Ok(Json::Array(items))) => {
                for item in items {
                    calls.push(call(item)?);
                }
            }
            Some(Ok(value)) => calls.push(call(value)?),
            Some(Err(_)) => {
                // The last one may be broken: its name still tells what the model wanted.
                calls.push(broken(rest)?);
                return Some(calls);
            }
            None => break,
        }
        rest = rest[values.byte_offset()..].trim_start_matches([';', ',', ' ', '\n', '\r', '\t']);
    }
    Some(calls)
}

fn call(value: Json) -> Option<Call> {
    let Json::Object(mut fields) = value else {
        return None;
    };
    // OpenAI's shape wraps it once more.
    if let Some(Json::Object(_)) = fields.get("function") {
        return call(fields.remove("function")?);
    }
    let name = text_of(&mut fields, &["name", "function", "tool_name"])?;
    let arguments = ["arguments", "parameters", "args"].iter().find_map(|key| fields.remove(*key));
    let arguments = match arguments {
        // Without arguments it is a call only when there is nothing else to it.
        None if fields.keys().all(|key| matches!(key.as_str(), "id" | "type")) => String::new(),
        None => return None,
        Some(Json::String(text)) => text,
        Some(Json::Null) => String::new(),
        Some(value) => value.to_string(),
    };
    Some(Call { name, arguments })
}

fn text_of(fields: &mut Map<String, Json>, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| match fields.get(*key) {
        Some(Json::String(text)) if is_name(text) => Some(text.clone()),
        _ => None,
    })
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 128
        && text.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.'))
}

/// A call whose JSON is broken, but whose name and beginning of the arguments can be told.
fn broken(text: &str) -> Option<Call> {
    let after = text.trim_start().strip_prefix(['{', '['])?.split_once("\"name\"")?.1;
    let after = after.trim_start().strip_prefix(':')?.trim_start();
    let mut names = serde_json::Deserializer::from_str(after).into_iter::<String>();
    let name = names.next()?.ok()?;
    let rest = &after[names.byte_offset()..];
    let arguments =
        ["\"arguments\"", "\"parameters\""].iter().find_map(|key| Some(rest.split_once(key)?.1))?;
    let arguments = arguments.trim_start().strip_prefix(':')?.trim();
    is_name(&name).then(|| Call { name, arguments: arguments.to_owned() })
}

/// `name{...}`, with `[CALL_ID]` and `[ARGS]` before the arguments in later versions.
fn named(text: &str) -> Option<Vec<Call>> {
    let text = text.trim();
    let name = &text[..text.find(['[', '{'])?];
    let rest = &text[name.len()..];
    let arguments = match rest.split_once("[ARGS]") {
        Some((_, arguments)) => arguments,
        None => rest,
    };
    let name = name.trim();
    is_name(name).then(|| vec![Call { name: name.to_owned(), arguments: arguments.trim().to_owned() }])
}

/// `function`, separator, name, fenced JSON; or name, separator, JSON.
fn separated(text: &str) -> Option<Vec<Call>> {
    let (before, after) = text.split_once(DEEPSEEK_SEPARATOR)?;
    let (name, arguments) = match after.trim_start().starts_with('{') {
        true => (before, after),
        false => after.split_once('\n').unwrap_or((after, "")),
    };
    let name = name.trim();
    let arguments = without_fence(arguments).to_owned();
    is_name(name).then(|| vec![Call { name: name.to_owned(), arguments }])
}

fn without_fence(text: &str) -> &str {
    let text = text.trim();
    let Some(inner) = text.strip_prefix("```") else {
        return text;
    };
    let inner = inner.strip_prefix("json").unwrap_or(inner);
    inner.strip_suffix("```").unwrap_or(inner).trim()
}

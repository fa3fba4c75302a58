//! The result of a call, as text.

use serde_json::Value as Json;

/// What a result says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub text: String,
    pub is_error: bool,
}

/// Most parts of one result that are looked at.
const MOST_PARTS: usize = 256;

/// Reads the result of `tools/call`. Texts are taken as they are; of what is no text it is said that it was left out;
/// structured content counts where there is no text.
///
/// # Errors
/// A result of another form.
pub fn read(result: &Json) -> Result<Text, &'static str> {
    let result = result.as_object().ok_or("a result that is no object")?;
    let is_error = match result.get("isError") {
        None | Some(Json::Null) => false,
        Some(flag) => flag.as_bool().ok_or("a result whose `isError` is no boolean")?,
    };
    let structured = result.get("structuredContent").filter(|content| !content.is_null());
    let parts = match result.get("content") {
        Some(content) => content.as_array().ok_or("a result whose `content` is no list")?.as_slice(),
        None if structured.is_some() => &[],
        None => return Err("a result without content"),
    };
    let mut texts: Vec<String> = Vec::new();
    for part in parts.iter().take(MOST_PARTS) {
        match (part.get("type").and_then(Json::as_str), part.get("text").and_then(Json::as_str)) {
            (Some("text"), Some(text)) => texts.push(text.to_owned()),
            (Some("text"), None) => return Err("a text without text"),
            (Some("image"), _) => texts.push("[an image, left out]".to_owned()),
            (Some("audio"), _) => texts.push("[a sound, left out]".to_owned()),
            (Some("resource" | "resource_link"), _) => texts.push("[a resource, left out]".to_owned()),
            (Some(_), _) => texts.push("[something else, left out]".to_owned()),
            (None, _) => return Err("content without a type"),
        }
    }
    if parts.len() > MOST_PARTS {
        texts.push(format!("[{} more parts, left out]", parts.len() - MOST_PARTS));
    }
    if texts.is_empty()
        && let Some(content) = structured
    {
        texts.push(content.to_string());
    }
    Ok(Text { text: texts.join("\n"), is_error })
}

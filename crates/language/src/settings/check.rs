//! Values that TOML allows and nobody can mean.

use std::collections::BTreeSet;

use hyper::header::{HeaderName, HeaderValue};
use url::Url;

use super::{GgufSettings, ModelSettings, OpenAiSettings, Settings, SettingsError};

/// Headers that say how a request is sent; they are ours to set.
const OWN_HEADERS: &[&str] = &[
    "host",
    "content-type",
    "content-length",
    "transfer-encoding",
    "connection",
    "accept",
    "accept-encoding",
];

/// Fields of the body that the request itself fills.
const OWN_FIELDS: &[&str] =
    &["model", "messages", "stream", "stream_options", "tools", "tool_choice", "response_format", "n"];

/// What one cache is shared by at most.
const MOST_CONVERSATIONS: usize = 64;

/// Longest wait, seconds: a day.
const LONGEST_S: f64 = 86_400.0;

pub fn check(settings: &Settings) -> Result<(), SettingsError> {
    settings.budget.check().map_err(SettingsError::File)?;
    if settings.auto.below.is_some_and(|below| !(0.0..=1.0).contains(&below)) {
        return Err(SettingsError::File("[auto]: `below` must be 0 to 1".to_owned()));
    }
    let mut names = BTreeSet::new();
    for model in &settings.models {
        let name = model.name();
        let wrong = |message: String| SettingsError::Model { model: name.to_owned(), message };
        if name.is_empty() {
            return Err(wrong("a model needs a name".to_owned()));
        }
        if !names.insert(name) {
            return Err(wrong("two models have this name".to_owned()));
        }
        model.budget().check().map_err(wrong)?;
        match model {
            ModelSettings::OpenAi(model) => openai(model).map_err(wrong)?,
            ModelSettings::Gguf(model) => gguf(model).map_err(wrong)?,
        }
    }
    Ok(())
}

fn gguf(model: &GgufSettings) -> Result<(), String> {
    positive("context_tokens", model.context_tokens.unwrap_or(1))?;
    positive("threads", model.threads.unwrap_or(1))?;
    if model.conversations.is_some_and(|count| !(1..=MOST_CONVERSATIONS).contains(&count)) {
        return Err(format!("`conversations` must be 1 to {MOST_CONVERSATIONS}"));
    }
    match &model.sha256 {
        Some(text) if !is_sha256(text) => Err("`sha256` must be 64 hexadecimal digits".to_owned()),
        _ => Ok(()),
    }
}

/// Whether a text may be a SHA-256.
pub fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn openai(model: &OpenAiSettings) -> Result<(), String> {
    address(&model.base_url)?;
    if let Some(proxy) = &model.proxy {
        // What is wrong with it is not repeated: it may hold a password.
        let proxy = Url::parse(proxy.expose()).ok().filter(|url| url.scheme() == "http" && url.has_host());
        proxy.ok_or("`proxy` is no address like http://host:port")?;
    }
    positive("context_tokens", model.context_tokens)?;
    positive("max_response_bytes", model.max_response_bytes)?;
    if model.api_key_env.is_some() && model.api_key_file.is_some() {
        return Err("either `api_key_env` or `api_key_file`, not both".to_owned());
    }
    let keyed = model.api_key_env.is_some() || model.api_key_file.is_some();
    for (name, value) in &model.headers {
        let lower = name.to_ascii_lowercase();
        HeaderName::from_bytes(name.as_bytes()).map_err(|_| format!("`{name}` is no name of a header"))?;
        HeaderValue::from_str(value.expose())
            .map_err(|_| format!("the value of header `{name}` cannot be sent"))?;
        if OWN_HEADERS.contains(&lower.as_str()) || (keyed && lower == "authorization") {
            return Err(format!("the header `{name}` is set by the client itself"));
        }
    }
    if let Some(field) = model.body.keys().find(|field| OWN_FIELDS.contains(&field.as_str())) {
        return Err(format!("the field `{field}` of the body is set by the client itself"));
    }
    let waits = &model.timeouts_s;
    seconds("timeouts_s.connect", waits.connect)?;
    seconds("timeouts_s.first_token", waits.first_token)?;
    seconds("timeouts_s.next_token", waits.next_token)?;
    seconds("timeouts_s.whole", waits.whole)?;
    seconds("retries.first_wait_s", model.retries.first_wait_s)?;
    seconds("retries.longest_wait_s", model.retries.longest_wait_s)?;
    positive("retries.attempts", model.retries.attempts as usize)
}

fn address(base_url: &str) -> Result<(), String> {
    let url = Url::parse(base_url).map_err(|error| format!("`base_url` is no address: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("`base_url` has the scheme {}, not http or https", url.scheme()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("`base_url` holds a user or password: put the key into a file or variable".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("`base_url` holds `?` or `#`".to_owned());
    }
    Ok(())
}

fn positive(key: &str, value: usize) -> Result<(), String> {
    if value > 0 { Ok(()) } else { Err(format!("`{key}` must be above zero")) }
}

fn seconds(key: &str, value: f64) -> Result<(), String> {
    let fits = value > 0.0 && value <= LONGEST_S;
    if fits { Ok(()) } else { Err(format!("`{key}` must be above 0 and at most {LONGEST_S} seconds")) }
}

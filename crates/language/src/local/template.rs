//! Chat templates: the Jinja text that a model file carries and that turns a conversation into the model's prompt. Rendered
//! as `apply_chat_template` of Hugging Face's `transformers` does, down to how Python writes values and JSON, since a model
//! was trained on exactly that.

use jiff::ZonedDateTime;
use minijinja::value::{Kwargs, Rest, ValueKind};
use minijinja::{Environment, Error, ErrorKind, State, Value};
use serde::Serialize;

mod python;

/// Instructions that one rendering may take; a conversation of a thousand turns takes less than a tenth.
const MOST_STEPS: u64 = 8_000_000;
/// Longest prompt that is rendered, bytes.
const LONGEST_PROMPT: usize = 32 << 20;

/// A template that is wrong, or a conversation that it will not render.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    #[error("the model's chat template cannot be read: {0}")]
    Syntax(String),
    /// Templates refuse conversations that the model was not trained on, as two turns of the user in a row.
    #[error("the model's chat template refuses the conversation: {0}")]
    Refused(String),
    #[error("the model's chat template failed: {0}")]
    Failed(String),
}

/// A template that compiles.
#[derive(Debug, Clone)]
pub struct ChatTemplate {
    source: String,
}

impl ChatTemplate {
    /// Reads a template.
    ///
    /// # Errors
    /// A text that is no template.
    pub fn new(source: &str) -> Result<Self, TemplateError> {
        let source = without_generation_tags(source);
        Environment::new()
            .template_from_str(&source)
            .map_err(|error| TemplateError::Syntax(error.to_string()))?;
        Ok(Self { source })
    }

    /// Whether the template mentions a variable, as `tools`.
    pub fn mentions(&self, name: &str) -> bool {
        self.source.contains(name)
    }

    pub fn source(&self) -> &str {
        &self.source
    }

    /// Renders a conversation: `variables` are `messages`, `tools`, `add_generation_prompt`, special tokens. What
    /// templates call now is `now`.
    ///
    /// # Errors
    /// A template that raises an exception, fails, or runs for too long.
    pub fn render(&self, variables: impl Serialize, now: &ZonedDateTime) -> Result<String, TemplateError> {
        let environment = environment(now.clone());
        let template = environment
            .template_from_str(&self.source)
            .map_err(|error| TemplateError::Syntax(error.to_string()))?;
        let mut prompt = Bounded(Vec::new());
        template.render_captured_to(variables, &mut prompt).map_err(|error| failure(&error))?;
        String::from_utf8(prompt.0).map_err(|error| TemplateError::Failed(error.to_string()))
    }
}

/// Marks an exception that a template raised itself.
const RAISED: &str = "raised: ";

fn failure(error: &Error) -> TemplateError {
    match error.detail().and_then(|detail| detail.strip_prefix(RAISED)) {
        Some(reason) => TemplateError::Refused(reason.to_owned()),
        None => TemplateError::Failed(format!("{error:#}")),
    }
}

fn environment(now: ZonedDateTime) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_trim_blocks(true);
    environment.set_lstrip_blocks(true);
    environment.set_fuel(Some(MOST_STEPS));
    environment.set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
    environment
        .set_formatter(|out, _: &State, value| out.write_str(&python::text(value)?).map_err(Error::from));
    environment.add_filter("tojson", tojson);
    environment.add_filter("string", |value: &Value| python::text(value));
    environment.add_test("sequence", |value: &Value| {
        matches!(value.kind(), ValueKind::Seq | ValueKind::Iterable | ValueKind::String | ValueKind::Map)
    });
    // What is not defined can be gone through in Jinja, `none` cannot.
    environment.add_test("iterable", |value: &Value| {
        let listed = matches!(value.kind(), ValueKind::Seq | ValueKind::Iterable | ValueKind::Map);
        listed || matches!(value.kind(), ValueKind::String | ValueKind::Undefined)
    });
    environment.add_function("raise_exception", |message: &Value| -> Result<Value, Error> {
        Err(Error::new(ErrorKind::InvalidOperation, format!("{RAISED}{}", python::text(message)?)))
    });
    environment.add_function("strftime_now", move |format: &str| -> Result<String, Error> {
        jiff::fmt::strtime::format(format, &now)
            .map_err(|error| Error::new(ErrorKind::InvalidOperation, error.to_string()))
    });
    environment
}

/// `json.dumps` with `ensure_ascii=False`, as `transformers` has it in templates.
fn tojson(value: &Value, indent: Rest<Value>, options: Kwargs) -> Result<String, Error> {
    let indent = match indent.first() {
        Some(indent) => Some(indent.clone()),
        None => options.get::<Option<Value>>("indent")?,
    };
    let separators = options.get::<Option<Vec<String>>>("separators")?;
    let sorted = options.get::<Option<bool>>("sort_keys")?.unwrap_or(false);
    options.get::<Option<Value>>("ensure_ascii")?;
    options.assert_all_used()?;
    python::json(value, indent.as_ref(), separators.as_deref(), sorted)
}

/// `{% generation %}` marks what the model says, for training; to us it is a condition that always holds. Marks that
/// control white space are kept.
fn without_generation_tags(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(start) = rest.find("{%") {
        let (before, tag) = rest.split_at(start);
        out.push_str(before);
        let Some(end) = tag.find("%}") else {
            rest = tag;
            break;
        };
        let (tag, after) = tag.split_at(end + 2);
        let inner = &tag[2..end];
        match inner.trim_matches(['-', '+']).trim() {
            "generation" => out.push_str(&tag.replace("generation", "if true")),
            "endgeneration" => out.push_str(&tag.replace("endgeneration", "endif")),
            _ => out.push_str(tag),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Takes bytes up to the longest prompt.
struct Bounded(Vec<u8>);

impl std::io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.len() + bytes.len() > LONGEST_PROMPT {
            return Err(std::io::Error::other("the prompt is too long"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;

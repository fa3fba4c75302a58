//! How Python writes values: `str`, `repr` and `json.dumps`. Templates were written for it, and models trained on it.

use minijinja::value::ValueKind;
use minijinja::{Error, ErrorKind, Value};

/// Deepest nesting that is written.
const DEEPEST: usize = 200;

/// `str(value)`; nothing for what is not defined.
///
/// # Errors
/// Nesting that is too deep; here and in the other functions.
pub fn text(value: &Value) -> Result<String, Error> {
    match value.kind() {
        ValueKind::Undefined => Ok(String::new()),
        ValueKind::String => Ok(value.as_str().unwrap_or_default().to_owned()),
        _ => repr(value, 0),
    }
}

fn repr(value: &Value, depth: usize) -> Result<String, Error> {
    bounded(depth)?;
    Ok(match value.kind() {
        ValueKind::None => "None".to_owned(),
        ValueKind::Bool => if value.is_true() { "True" } else { "False" }.to_owned(),
        ValueKind::Number => number(value),
        ValueKind::String => quoted(value.as_str().unwrap_or_default()),
        // Lists that were added up are iterables here.
        ValueKind::Seq | ValueKind::Iterable => {
            let items =
                value.try_iter()?.map(|item| repr(&item, depth + 1)).collect::<Result<Vec<_>, _>>()?;
            format!("[{}]", items.join(", "))
        }
        ValueKind::Map => {
            let entry = |key: Value| -> Result<String, Error> {
                let value = value.get_item(&key)?;
                Ok(format!("{}: {}", repr(&key, depth + 1)?, repr(&value, depth + 1)?))
            };
            format!("{{{}}}", value.try_iter()?.map(entry).collect::<Result<Vec<_>, _>>()?.join(", "))
        }
        _ => value.to_string(),
    })
}

fn bounded(depth: usize) -> Result<(), Error> {
    if depth > DEEPEST {
        return Err(Error::new(ErrorKind::InvalidOperation, "a value is nested too deeply"));
    }
    Ok(())
}

/// `repr` of a text: single quotes, unless there are single quotes and no double ones inside.
fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for letter in text.chars() {
        match letter {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            _ if letter == quote => out.extend(['\\', letter]),
            '\0'..='\x1f' | '\x7f' => out.push_str(&format!("\\x{:02x}", letter as u32)),
            _ => out.push(letter),
        }
    }
    out.push(quote);
    out
}

/// Integers as they are; floats with the fewest digits that give the same number back, with an exponent below 1e-4 and
/// from 1e16 on.
fn number(value: &Value) -> String {
    match f64::try_from(value.clone()) {
        Ok(number) if !value.is_integer() => float(number),
        _ => value.to_string(),
    }
}

fn float(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let size = number.abs();
    if size != 0.0 && !(1e-4..1e16).contains(&size) {
        let shortest = format!("{number:e}");
        let (digits, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
        let (sign, exponent) = match exponent.strip_prefix('-') {
            Some(exponent) => ('-', exponent),
            None => ('+', exponent),
        };
        return format!("{digits}e{sign}{exponent:0>2}");
    }
    format!("{number:?}")
}

/// `json.dumps(value, ensure_ascii=False)` with its options: `indent` a number of spaces or a text, `separators` between
/// items and after keys.
pub fn json(
    value: &Value,
    indent: Option<&Value>,
    separators: Option<&[String]>,
    sorted: bool,
) -> Result<String, Error> {
    let indent = match indent {
        Some(indent) if !indent.is_none() => Some(match indent.as_str() {
            Some(text) => text.to_owned(),
            None => " ".repeat(usize::try_from(indent.clone()).unwrap_or(0).min(16)),
        }),
        _ => None,
    };
    let (item, key) = match separators {
        Some([item, key]) => (item.as_str(), key.as_str()),
        Some(_) => return Err(Error::new(ErrorKind::InvalidOperation, "there are two separators")),
        None if indent.is_some() => (",", ": "),
        None => (", ", ": "),
    };
    let mut writer = JsonWriter { out: String::new(), indent, item, key, sorted };
    writer.value(value, 0)?;
    Ok(writer.out)
}

struct JsonWriter<'a> {
    out: String,
    indent: Option<String>,
    item: &'a str,
    key: &'a str,
    sorted: bool,
}

impl JsonWriter<'_> {
    fn value(&mut self, value: &Value, depth: usize) -> Result<(), Error> {
        bounded(depth)?;
        match value.kind() {
            ValueKind::None => self.out.push_str("null"),
            ValueKind::Bool => self.out.push_str(if value.is_true() { "true" } else { "false" }),
            ValueKind::Number => self.out.push_str(&number(value)),
            ValueKind::String => self.string(value.as_str().unwrap_or_default()),
            ValueKind::Seq | ValueKind::Iterable => {
                self.out.push('[');
                let mut empty = true;
                for item in value.try_iter()? {
                    self.next(empty, depth + 1);
                    empty = false;
                    self.value(&item, depth + 1)?;
                }
                self.close(empty, depth);
                self.out.push(']');
            }
            ValueKind::Map => {
                let mut keys = value.try_iter()?.collect::<Vec<_>>();
                if self.sorted {
                    keys.sort();
                }
                self.out.push('{');
                for (place, key) in keys.iter().enumerate() {
                    self.next(place == 0, depth + 1);
                    self.string(&json_key(key));
                    self.out.push_str(self.key);
                    self.value(&value.get_item(key)?, depth + 1)?;
                }
                self.close(keys.is_empty(), depth);
                self.out.push('}');
            }
            kind => {
                let reason = format!("{kind} cannot be written as JSON");
                return Err(Error::new(ErrorKind::InvalidOperation, reason));
            }
        }
        Ok(())
    }

    fn next(&mut self, first: bool, depth: usize) {
        if !first {
            self.out.push_str(self.item);
        }
        self.line(depth);
    }

    fn close(&mut self, empty: bool, depth: usize) {
        if !empty {
            self.line(depth);
        }
    }

    fn line(&mut self, depth: usize) {
        if let Some(indent) = &self.indent {
            self.out.push('\n');
            self.out.push_str(&indent.repeat(depth));
        }
    }

    fn string(&mut self, text: &str) {
        // JSON escapes the same characters here and in Python.
        self.out.push_str(&serde_json::Value::from(text).to_string());
    }
}

/// Keys are texts; Python writes others as JSON does values.
fn json_key(key: &Value) -> String {
    match key.kind() {
        ValueKind::String => key.as_str().unwrap_or_default().to_owned(),
        ValueKind::None => "null".to_owned(),
        ValueKind::Bool => key.is_true().to_string(),
        _ => number(key),
    }
}

//! Typed access to one section of `plant.toml`; every wrong type is reported where it stands.

use std::collections::BTreeMap;

use toml_edit::{Item, TableLike, Value};

use super::report::{Report, Span};

/// A section as it stands in the file: a table and where it begins.
pub(super) struct Source<'a> {
    table: &'a dyn TableLike,
    span: Span,
}

/// The tables of `[[name]]`, also when it is written as an array of inline tables.
pub(super) fn tables<'a>(item: &'a Item, name: &str, report: &mut Report) -> Vec<Source<'a>> {
    if let Some(array) = item.as_array_of_tables() {
        return array.iter().map(|table| Source { table, span: table.span() }).collect();
    }
    if let Some(table) = item.as_table() {
        report.error(
            "PW1004",
            table.span().or_else(|| item.span()),
            format!("[{name}] stands for one section, but there may be many"),
            &format!("write [[{name}]] with two brackets"),
        );
        return Vec::new();
    }
    let Some(array) = item.as_array() else {
        report.error(
            "PW1004",
            item.span(),
            format!("\"{name}\" must be sections, not {}", describe(item)),
            &format!("write [[{name}]] and its keys on the lines below"),
        );
        return Vec::new();
    };
    let mut found = Vec::new();
    for value in array.iter() {
        match value.as_inline_table() {
            Some(table) => found.push(Source { table, span: table.span() }),
            None => report.error(
                "PW1004",
                value.span(),
                format!("each \"{name}\" must be a table, not {}", value.type_name()),
                &format!("write [[{name}]] and its keys on the lines below"),
            ),
        }
    }
    found
}

/// One section with the keys it may have.
pub(super) struct Fields<'a> {
    table: &'a dyn TableLike,
    /// Where the section begins.
    pub(super) span: Span,
    section: &'static str,
}

impl<'a> Fields<'a> {
    /// Takes a section and reports the keys in it that are not `known`.
    pub(super) fn new(
        source: &Source<'a>,
        section: &'static str,
        known: &'static [&'static str],
        report: &mut Report,
    ) -> Self {
        Self::of(source.table, source.span.clone(), section, known, report)
    }

    pub(super) fn of(
        table: &'a dyn TableLike,
        span: Span,
        section: &'static str,
        known: &'static [&'static str],
        report: &mut Report,
    ) -> Self {
        for (key, item) in table.iter() {
            if !known.contains(&key) {
                let at = table.get_key_value(key).and_then(|(key, _)| key.span()).or_else(|| item.span());
                report.unknown_key(at, key, section, known);
            }
        }
        Self { table, span, section }
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    pub(super) fn item(&self, key: &str) -> Option<&'a Item> {
        self.table.get(key)
    }

    /// Where the value of `key` stands, else where the section begins.
    pub(super) fn span_of(&self, key: &str) -> Span {
        self.table.get(key).and_then(Item::span).or_else(|| self.span.clone())
    }

    pub(super) fn text(&self, key: &str, report: &mut Report) -> Option<String> {
        let item = self.table.get(key)?;
        match item.as_str() {
            Some(text) => Some(text.trim().to_owned()),
            None => {
                self.wrong_type(key, item, "a text in double quotes", report);
                None
            }
        }
    }

    /// A text that must be there and not be empty.
    pub(super) fn required(&self, key: &str, example: &str, report: &mut Report) -> Option<String> {
        if !self.has(key) {
            report.error(
                "PW1005",
                self.span.clone(),
                format!("{} has no \"{key}\"", self.section),
                &format!("add a line such as {key} = \"{example}\""),
            );
            return None;
        }
        let text = self.text(key, report)?;
        if text.is_empty() {
            report.error(
                "PW1005",
                self.span_of(key),
                format!("\"{key}\" of {} is empty", self.section),
                &format!("write a name, such as {key} = \"{example}\""),
            );
            return None;
        }
        Some(text)
    }

    /// A list of texts with where each stands; a single text counts as a list of one.
    pub(super) fn texts(&self, key: &str, report: &mut Report) -> Vec<(String, Span)> {
        let Some(item) = self.table.get(key) else { return Vec::new() };
        if let Some(text) = item.as_str() {
            return vec![(text.trim().to_owned(), item.span())];
        }
        let Some(array) = item.as_array() else {
            self.wrong_type(key, item, "a list of texts, such as [\"first\", \"second\"]", report);
            return Vec::new();
        };
        let mut texts = Vec::new();
        for value in array.iter() {
            match value.as_str().map(str::trim) {
                Some("") => report.warning(
                    "PW1004",
                    value.span(),
                    format!("\"{key}\" of {} holds an empty text", self.section),
                    "take it out",
                ),
                Some(text) => texts.push((text.to_owned(), value.span())),
                None => report.error(
                    "PW1004",
                    value.span(),
                    format!("\"{key}\" of {} holds {}, not a text", self.section, value.type_name()),
                    "put it in double quotes",
                ),
            }
        }
        texts
    }

    pub(super) fn number(&self, key: &str, report: &mut Report) -> Option<f64> {
        let item = self.table.get(key)?;
        let number = item.as_float().or_else(|| item.as_integer().map(|whole| whole as f64));
        match number {
            Some(number) if number.is_finite() => Some(number),
            Some(_) => {
                report.error(
                    "PW1004",
                    item.span(),
                    format!("\"{key}\" of {} is no finite number", self.section),
                    "leave the line out when there is no such limit",
                );
                None
            }
            None => {
                self.wrong_type(key, item, "a number without quotes", report);
                None
            }
        }
    }

    /// A table of texts with where each stands: `columns`, `describe`.
    pub(super) fn text_map(&self, key: &str, report: &mut Report) -> BTreeMap<String, (String, Span)> {
        let mut map = BTreeMap::new();
        let Some(item) = self.table.get(key) else { return map };
        let Some(table) = item.as_table_like() else {
            self.wrong_type(key, item, "a table, such as { column = \"text\" }", report);
            return map;
        };
        for (name, value) in table.iter() {
            match value.as_str() {
                Some(text) => {
                    map.insert(name.to_owned(), (text.trim().to_owned(), value.span()));
                }
                None if value.is_table_like() => report.error(
                    "PW1004",
                    value.span(),
                    format!("\"{name}\" in \"{key}\" is a table, not a text"),
                    "put names that hold a dot in double quotes: \"P101.PV\" = \"pump.pressure\"",
                ),
                None => report.error(
                    "PW1004",
                    value.span(),
                    format!("\"{name}\" in \"{key}\" is {}, not a text", describe(value)),
                    "put it in double quotes",
                ),
            }
        }
        map
    }

    /// One word out of a list; anything else is an error that names the nearest.
    pub(super) fn one_of<T: Copy>(&self, key: &str, words: &[(&str, T)], report: &mut Report) -> Option<T> {
        let text = self.text(key, report)?;
        if let Some((_, value)) = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(&text)) {
            return Some(*value);
        }
        let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let help = match crate::nearest::nearest(&text, names.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"? It can be: {}", names.join(", ")),
            None => format!("it can be: {}", names.join(", ")),
        };
        let message = format!("\"{text}\" is no {key} of {}", self.section);
        report.error("PW1014", self.span_of(key), message, &help);
        None
    }

    pub(super) fn wrong_type(&self, key: &str, item: &Item, expected: &str, report: &mut Report) {
        report.error(
            "PW1004",
            item.span().or_else(|| self.span.clone()),
            format!("\"{key}\" of {} is {}", self.section, describe(item)),
            &format!("write {expected}"),
        );
    }
}

fn describe(item: &Item) -> String {
    match item {
        Item::Value(Value::String(_)) => "a text".to_owned(),
        Item::Value(Value::Integer(_) | Value::Float(_)) => "a number".to_owned(),
        Item::Value(Value::Boolean(_)) => "true or false".to_owned(),
        Item::Value(Value::Datetime(_)) => "a time".to_owned(),
        Item::Value(Value::Array(_)) => "a list".to_owned(),
        _ => "a table".to_owned(),
    }
}

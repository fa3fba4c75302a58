//! Calls written in Python, as Gemma was trained to: `level(tag="LT-101", hours=8)`, alone, in a list, or in `print`.

use serde_json::{Map, Number, Value as Json};

use super::Call;

const DEEPEST: usize = 32;

/// The calls of a text; nothing where it is anything else.
pub fn calls(text: &str) -> Option<Vec<Call>> {
    let mut reader = Reader { rest: text.trim() };
    let mut calls = Vec::new();
    let end = if reader.eat('[') { "]" } else { "" };
    while !reader.rest.is_empty() && reader.rest != end {
        calls.push(reader.call()?);
        while reader.eat(',') || reader.eat(';') {}
    }
    Some(calls)
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn eat(&mut self, letter: char) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(letter) {
            Some(rest) => {
                self.rest = rest.trim_start();
                true
            }
            None => false,
        }
    }

    fn word(&mut self) -> Option<&'a str> {
        self.rest = self.rest.trim_start();
        let end = self
            .rest
            .find(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '.')))
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!word.is_empty()).then_some(word)
    }

    fn call(&mut self) -> Option<Call> {
        let name = self.word()?;
        if !self.eat('(') {
            return None;
        }
        if name == "print" {
            let call = self.call()?;
            return self.eat(')').then_some(call);
        }
        let mut arguments = Map::new();
        while !self.eat(')') {
            let key = self.word()?;
            if !self.eat('=') {
                return None;
            }
            let value = self.value(0)?;
            arguments.insert(key.to_owned(), value);
            if !self.eat(',') && !self.rest.starts_with(')') {
                return None;
            }
        }
        Some(Call { name: name.to_owned(), arguments: Json::Object(arguments).to_string() })
    }

    fn value(&mut self, depth: usize) -> Option<Json> {
        if depth > DEEPEST {
            return None;
        }
        self.rest = self.rest.trim_start();
        match self.rest.chars().next()? {
            quote @ ('"' | '\'') => self.text(quote).map(Json::String),
            '[' => {
                self.eat('[');
                let mut items = Vec::new();
                while !self.eat(']') {
                    items.push(self.value(depth + 1)?);
                    if !self.eat(',') && !self.rest.starts_with(']') {
                        return None;
                    }
                }
                Some(Json::Array(items))
            }
            '{' => {
                self.eat('{');
                let mut fields = Map::new();
                while !self.eat('}') {
                    let quote = self.rest.chars().next().filter(|letter| matches!(letter, '"' | '\''))?;
                    let key = self.text(quote)?;
                    if !self.eat(':') {
                        return None;
                    }
                    fields.insert(key, self.value(depth + 1)?);
                    if !self.eat(',') && !self.rest.starts_with('}') {
                        return None;
                    }
                }
                Some(Json::Object(fields))
            }
            '-' | '+' | '0'..='9' => self.number(),
            _ => match self.word()? {
                "True" | "true" => Some(Json::Bool(true)),
                "False" | "false" => Some(Json::Bool(false)),
                "None" | "null" => Some(Json::Null),
                _ => None,
            },
        }
    }

    fn number(&mut self) -> Option<Json> {
        let end = self
            .rest
            .find(|letter: char| !matches!(letter, '0'..='9' | '-' | '+' | '.' | 'e' | 'E' | '_'))
            .unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        let digits = digits.replace('_', "");
        match digits.parse::<i64>() {
            Ok(whole) => Some(Json::from(whole)),
            Err(_) => digits.parse().ok().and_then(Number::from_f64).map(Json::Number),
        }
    }

    fn text(&mut self, quote: char) -> Option<String> {
        let mut text = String::new();
        let mut letters = self.rest.char_indices().skip(1);
        while let Some((place, letter)) = letters.next() {
            match letter {
                _ if letter == quote => {
                    self.rest = &self.rest[place + letter.len_utf8()..];
                    return Some(text);
                }
                '\\' => match letters.next()?.1 {
                    'n' => text.push('\n'),
                    't' => text.push('\t'),
                    'r' => text.push('\r'),
                    other => text.push(other),
                },
                _ => text.push(letter),
            }
        }
        None
    }
}

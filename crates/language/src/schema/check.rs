//! Holds a value against a schema that was surveyed.

use std::cell::Cell;

use serde_json::{Map, Value as Json};

use super::{DEEPEST, MOST_STEPS, Unsatisfied};

pub const TYPES: &[&str] = &["null", "boolean", "integer", "number", "string", "array", "object"];

/// What a reference names, where it is one inside this schema.
pub fn refer<'a>(root: &'a Json, reference: &str) -> Option<&'a Json> {
    root.pointer(reference.strip_prefix('#')?)
}

pub struct Checker<'a> {
    root: &'a Json,
    steps: Cell<usize>,
}

type Checked = Result<(), Unsatisfied>;

fn wrong(path: &str, message: impl Into<String>) -> Unsatisfied {
    Unsatisfied::Value { path: path.to_owned(), message: message.into() }
}

impl<'a> Checker<'a> {
    pub fn new(root: &'a Json) -> Self {
        Self { root, steps: Cell::new(0) }
    }

    /// `path` is where `value` stands; `depth` counts steps into the schema, so that references in a ring end.
    pub fn check(&self, schema: &Json, value: &Json, path: &str, depth: usize) -> Checked {
        self.steps.set(self.steps.get() + 1);
        if self.steps.get() > MOST_STEPS {
            return Err(wrong(path, "the schema takes too many steps to check"));
        }
        let keywords = match schema {
            Json::Bool(true) => return Ok(()),
            Json::Object(keywords) if depth <= DEEPEST => keywords,
            Json::Object(_) => return Err(wrong(path, "the schema refers to itself without end")),
            _ => return Err(wrong(path, "nothing is allowed here")),
        };
        self.itself(keywords, value, path)?;
        self.alternatives(keywords, value, path, depth + 1)?;
        match value {
            Json::Object(members) => self.object(keywords, members, path, depth + 1),
            Json::Array(items) => self.array(keywords, items, path, depth + 1),
            Json::String(text) => within(keywords, "Length", text.chars().count(), "characters", path),
            Json::Number(number) => in_range(keywords, number.as_f64().unwrap_or(f64::NAN), path),
            Json::Null | Json::Bool(_) => Ok(()),
        }
    }

    fn itself(&self, keywords: &Map<String, Json>, value: &Json, path: &str) -> Checked {
        if let Some(types) = keywords.get("type") {
            let fits = match types {
                Json::Array(types) => types.iter().any(|name| is_of(value, name)),
                name => is_of(value, name),
            };
            if !fits {
                return Err(wrong(path, format!("it is of type {}, not {types}", type_of(value))));
            }
        }
        if let Some(allowed) = keywords.get("enum").and_then(Json::as_array)
            && !allowed.iter().any(|one| same(one, value))
        {
            return Err(wrong(path, "it is none of the values that are allowed"));
        }
        match keywords.get("const") {
            Some(only) if !same(only, value) => Err(wrong(path, format!("it is not {only}"))),
            _ => Ok(()),
        }
    }

    fn alternatives(&self, keywords: &Map<String, Json>, value: &Json, path: &str, depth: usize) -> Checked {
        if let Some(reference) = keywords.get("$ref").and_then(Json::as_str) {
            let schema = refer(self.root, reference).unwrap_or(&Json::Bool(false));
            self.check(schema, value, path, depth)?;
        }
        let parts = |keyword: &str| keywords.get(keyword).and_then(Json::as_array);
        let fitting =
            |parts: &[Json]| parts.iter().filter(|part| self.check(part, value, path, depth).is_ok()).count();
        if let Some(parts) = parts("allOf") {
            parts.iter().try_for_each(|part| self.check(part, value, path, depth))?;
        }
        if let Some(parts) = parts("anyOf")
            && fitting(parts) == 0
        {
            return Err(wrong(path, "it fits none of the alternatives"));
        }
        match parts("oneOf").map(|parts| fitting(parts)) {
            Some(0) => Err(wrong(path, "it fits none of the alternatives")),
            Some(2..) => Err(wrong(path, "it fits more than one of the alternatives")),
            _ => Ok(()),
        }
    }

    fn object(
        &self,
        keywords: &Map<String, Json>,
        members: &Map<String, Json>,
        path: &str,
        depth: usize,
    ) -> Checked {
        let required = keywords.get("required").and_then(Json::as_array).into_iter().flatten();
        if let Some(missing) = required.filter_map(Json::as_str).find(|name| !members.contains_key(*name)) {
            return Err(wrong(path, format!("`{missing}` is missing")));
        }
        let properties = keywords.get("properties").and_then(Json::as_object);
        for (name, value) in members {
            let schema = properties.and_then(|properties| properties.get(name));
            let Some(schema) = schema.or_else(|| keywords.get("additionalProperties")) else { continue };
            if schema == &Json::Bool(false) {
                return Err(wrong(path, format!("`{name}` is not allowed")));
            }
            self.check(schema, value, &format!("{path}.{name}"), depth)?;
        }
        Ok(())
    }

    fn array(&self, keywords: &Map<String, Json>, items: &[Json], path: &str, depth: usize) -> Checked {
        within(keywords, "Items", items.len(), "items", path)?;
        let Some(schema) = keywords.get("items") else { return Ok(()) };
        let mut places = items.iter().enumerate();
        places.try_for_each(|(place, item)| self.check(schema, item, &format!("{path}[{place}]"), depth))
    }
}

/// `min…` and `max…` of a count.
fn within(keywords: &Map<String, Json>, what: &str, count: usize, unit: &str, path: &str) -> Checked {
    let bound = |end: &str| keywords.get(&format!("{end}{what}")).and_then(Json::as_u64);
    let count = count as u64;
    if bound("min").is_some_and(|least| count < least) {
        return Err(wrong(path, format!("{count} {unit} are too few")));
    }
    if bound("max").is_some_and(|most| count > most) {
        return Err(wrong(path, format!("{count} {unit} are too many")));
    }
    Ok(())
}

fn in_range(keywords: &Map<String, Json>, number: f64, path: &str) -> Checked {
    let bound = |keyword: &str| keywords.get(keyword).and_then(Json::as_f64);
    let low = bound("minimum").is_some_and(|least| number < least)
        || bound("exclusiveMinimum").is_some_and(|least| number <= least);
    let high = bound("maximum").is_some_and(|most| number > most)
        || bound("exclusiveMaximum").is_some_and(|most| number >= most);
    if low {
        return Err(wrong(path, format!("{number} is too small")));
    }
    if high { Err(wrong(path, format!("{number} is too large"))) } else { Ok(()) }
}

fn type_of(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "boolean",
        Json::Number(_) => "number",
        Json::String(_) => "string",
        Json::Array(_) => "array",
        Json::Object(_) => "object",
    }
}

/// A number without a fraction is an integer, however it is written.
fn is_of(value: &Json, name: &Json) -> bool {
    match name.as_str() {
        Some("integer") => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        name => name == Some(type_of(value)),
    }
}

/// Equality in which 1 and 1.0 are one number.
fn same(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Number(a), Json::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Json::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

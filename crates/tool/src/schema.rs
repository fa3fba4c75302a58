//! The arguments of a tool as a JSON schema, for whoever calls tools without knowing this crate: language models, other
//! programs.

use serde_json::{Value as Json, json};

use crate::{Parameter, ParameterKind, Spec};

impl Spec {
    /// A JSON schema (draft 2020-12) of the arguments: an object that takes no other fields.
    pub fn arguments_schema(&self) -> Json {
        let properties: serde_json::Map<String, Json> = self
            .parameters
            .iter()
            .map(|parameter| (parameter.name.to_owned(), schema_of(parameter)))
            .collect();
        let required: Vec<&str> = self
            .parameters
            .iter()
            .filter(|parameter| parameter.required)
            .map(|parameter| parameter.name)
            .collect();
        json!({
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        })
    }
}

fn schema_of(parameter: &Parameter) -> Json {
    let mut schema = shape(parameter.kind);
    let about = match schema.get("description").and_then(Json::as_str) {
        Some(form) => format!("{}; {form}", parameter.about),
        None => parameter.about.to_owned(),
    };
    schema["description"] = json!(about);
    schema
}

fn text(form: &str) -> Json {
    json!({"type": "string", "description": form})
}

fn list(of: Json, form: &str) -> Json {
    json!({"type": "array", "items": of, "description": form})
}

fn window() -> Json {
    json!({
        "type": "object",
        "properties": {"start": {"type": "string"}, "end": {"type": "string"}},
        "additionalProperties": false,
        "description": "half-open; RFC 3339 instants, or local dates and times of the plant",
    })
}

fn shape(kind: ParameterKind) -> Json {
    match kind {
        ParameterKind::Tag => text("id of a tag"),
        ParameterKind::Tags => list(json!({"type": "string"}), "ids of tags"),
        ParameterKind::Asset => text("id of an asset"),
        ParameterKind::Window => window(),
        ParameterKind::Windows => list(window(), "windows"),
        ParameterKind::Instant => text("an instant, RFC 3339"),
        ParameterKind::Number => json!({"type": "number"}),
        ParameterKind::Integer => json!({"type": "integer"}),
        ParameterKind::Boolean => json!({"type": "boolean"}),
        ParameterKind::Text => json!({"type": "string"}),
        ParameterKind::Unit => text("a unit such as kW, Cel, bar"),
        ParameterKind::Table => text("name of a table of records"),
        ParameterKind::Tables => list(json!({"type": "string"}), "names of tables of records"),
        ParameterKind::Column => text("name of a column"),
        ParameterKind::Columns => list(json!({"type": "string"}), "names of columns"),
        ParameterKind::Filters => list(
            json!({
                "type": "object",
                "properties": {
                    "column": {"type": "string"},
                    "op": {"enum": ["=", "!=", "<", "<=", ">", ">=", "contains", "in", "empty", "not empty"]},
                    "value": {},
                    "unit": {"type": "string"},
                    "than": {"type": "string", "description": "a column, in place of value"},
                },
                "required": ["column", "op"],
                "additionalProperties": false,
            }),
            "all of which hold",
        ),
        ParameterKind::OneOf(words) => json!({"type": "string", "enum": words}),
        ParameterKind::Side => json!({
            "type": "object",
            "properties": {"tag": {"type": "string"}, "window": window()},
            "required": ["tag"],
            "additionalProperties": false,
        }),
        ParameterKind::Conditions => list(
            json!({
                "type": "object",
                "properties": {
                    "tag": {"type": "string"},
                    "above": {"type": "number"},
                    "below": {"type": "number"},
                    "inclusive": {"type": "boolean"},
                    "unit": {"type": "string"},
                },
                "required": ["tag"],
                "additionalProperties": false,
            }),
            "thresholds of tags",
        ),
        ParameterKind::Numbers => list(json!({"type": "number"}), "numbers"),
        ParameterKind::Operand => json!({
            "type": "object",
            "properties": {
                "value": {},
                "time": {"type": "string"},
                "unit": {"type": "string"},
                "label": {"type": "string"},
            },
            "additionalProperties": false,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Effect, Example};

    #[test]
    fn what_is_needed_is_required_and_words_are_listed() {
        const PARAMETERS: &[Parameter] = &[
            Parameter::required("tag", ParameterKind::Tag, "whose"),
            Parameter::optional("order", ParameterKind::OneOf(&["highest", "lowest"]), "which first"),
        ];
        let spec = Spec {
            name: "x",
            about: "",
            effect: Effect::ReadOnly,
            parameters: PARAMETERS,
            example: Example { question: "", arguments: "{}" },
        };
        let schema = spec.arguments_schema();
        assert_eq!(schema["required"], json!(["tag"]));
        assert_eq!(schema["properties"]["order"]["enum"], json!(["highest", "lowest"]));
        assert_eq!(schema["properties"]["tag"]["description"], "whose; id of a tag");
        assert_eq!(schema["additionalProperties"], false);
    }
}

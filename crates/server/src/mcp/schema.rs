//! A tool's parameters as JSON Schema (draft 2020-12).

use serde_json::{Map, Value as Json, json};
use tool::{Parameter, ParameterKind, Spec};

/// The schema of a tool's arguments.
pub fn arguments(spec: &Spec) -> Json {
    let properties: Map<String, Json> =
        spec.parameters.iter().map(|parameter| (parameter.name.to_owned(), property(parameter))).collect();
    let required: Vec<&str> = spec
        .parameters
        .iter()
        .filter(|parameter| parameter.required)
        .map(|parameter| parameter.name)
        .collect();
    json!({
        "type": "object", "properties": properties, "required": required, "additionalProperties": false,
    })
}

fn property(parameter: &Parameter) -> Json {
    let (mut schema, hint) = of_kind(parameter.kind);
    let about = match hint {
        "" => parameter.about.to_owned(),
        hint => format!("{} ({hint})", parameter.about),
    };
    if let Some(fields) = schema.as_object_mut() {
        fields.insert("description".to_owned(), json!(about));
    }
    schema
}

/// What a parameter of this kind takes, and what its schema cannot say.
fn of_kind(kind: ParameterKind) -> (Json, &'static str) {
    let text = || json!({"type": "string"});
    let texts = || json!({"type": "array", "items": {"type": "string"}});
    match kind {
        ParameterKind::Tag => (text(), "id of a tag"),
        ParameterKind::Tags => (texts(), "ids of tags; an empty list means every tag"),
        ParameterKind::Asset => (text(), "id of an asset"),
        ParameterKind::Window => (window(), "half-open; a side that is left out is open"),
        ParameterKind::Windows => (json!({"type": "array", "items": window()}), "each half-open"),
        ParameterKind::Instant => (text(), "RFC 3339"),
        ParameterKind::Number => (json!({"type": "number"}), ""),
        ParameterKind::Integer => (json!({"type": "integer"}), ""),
        ParameterKind::Boolean => (json!({"type": "boolean"}), ""),
        ParameterKind::Text => (text(), ""),
        ParameterKind::Unit => (text(), "UCUM code"),
        ParameterKind::Table => (text(), "name of a records table"),
        ParameterKind::Tables => (texts(), "names of records tables"),
        ParameterKind::Column => (text(), "name of a column"),
        ParameterKind::Columns => (texts(), "names of columns"),
        ParameterKind::Filters => (json!({"type": "array", "items": filter()}), "all of which hold"),
        ParameterKind::OneOf(words) => (json!({"type": "string", "enum": words}), ""),
        ParameterKind::Side => (side(), "one side of a comparison"),
        ParameterKind::Conditions => (json!({"type": "array", "items": condition()}), ""),
        ParameterKind::Operand => (operand(), ""),
    }
}

fn window() -> Json {
    json!({
        "type": "object",
        "properties": {
            "start": {"type": "string", "description": "RFC 3339"},
            "end": {"type": "string", "description": "RFC 3339, exclusive"},
        },
        "additionalProperties": false,
    })
}

fn filter() -> Json {
    json!({
        "type": "object",
        "properties": {
            "column": {"type": "string"},
            "op": {"type": "string", "enum": ["=", "!=", "<", "<=", ">", ">=", "contains", "in"]},
            "value": {"description": "what the column is compared with; a list for `in`"},
        },
        "required": ["column", "op", "value"],
    })
}

fn side() -> Json {
    json!({
        "type": "object",
        "properties": {"tag": {"type": "string"}, "window": window()},
        "required": ["tag"],
    })
}

fn condition() -> Json {
    json!({
        "type": "object",
        "properties": {
            "tag": {"type": "string"},
            "above": {"type": "number"},
            "below": {"type": "number"},
            "inclusive": {"type": "boolean"},
            "unit": {"type": "string", "description": "UCUM code"},
        },
        "required": ["tag"],
    })
}

fn operand() -> Json {
    json!({
        "type": "object",
        "properties": {
            "value": {"description": "a number, or an instant (RFC 3339)"},
            "unit": {"type": "string", "description": "UCUM code"},
            "label": {"type": "string"},
        },
        "required": ["value"],
    })
}

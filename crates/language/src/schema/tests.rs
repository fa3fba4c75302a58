use serde_json::{Value as Json, json};

use super::*;

/// What a value does against a schema: `ok`, or why not.
fn check(schema: Json, value: Json) -> String {
    match OutputSchema::new(schema).unwrap().check(&value) {
        Ok(()) => "ok".to_owned(),
        Err(error) => error.to_string(),
    }
}

fn step() -> Json {
    json!({
        "type": "object",
        "properties": {
            "tool": {"enum": ["mean", "trend"]},
            "tags": {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1, "maxItems": 2},
            "hours": {"type": ["integer", "null"], "minimum": 1, "exclusiveMaximum": 25},
        },
        "required": ["tool", "tags"],
        "additionalProperties": false,
    })
}

#[test]
fn objects_arrays_and_bounds() {
    assert_eq!(check(step(), json!({"tool": "mean", "tags": ["p"], "hours": 24.0})), "ok");
    assert_eq!(check(step(), json!({"tool": "mean", "tags": ["p"], "hours": null})), "ok");
    let wrong = [
        (json!([]), "the value: it is of type array, not \"object\""),
        (json!({"tool": "mean"}), "the value: `tags` is missing"),
        (json!({"tool": "sum", "tags": ["p"]}), ".tool: it is none of the values that are allowed"),
        (json!({"tool": "mean", "tags": []}), ".tags: 0 items are too few"),
        (json!({"tool": "mean", "tags": ["a", "b", "c"]}), ".tags: 3 items are too many"),
        (json!({"tool": "mean", "tags": ["a", ""]}), ".tags[1]: 0 characters are too few"),
        (
            json!({"tool": "mean", "tags": ["a"], "hours": 1.5}),
            ".hours: it is of type number, not [\"integer\",\"null\"]",
        ),
        (json!({"tool": "mean", "tags": ["a"], "hours": 25}), ".hours: 25 is too large"),
        (json!({"tool": "mean", "tags": ["a"], "hours": 0}), ".hours: 0 is too small"),
        (json!({"tool": "mean", "tags": ["a"], "why": 0}), "the value: `why` is not allowed"),
    ];
    for (value, why) in wrong {
        assert_eq!(check(step(), value), why);
    }
}

#[test]
fn alternatives_and_references() {
    let tree = json!({
        "$ref": "#/$defs/node",
        "$defs": {"node": {
            "type": "object",
            "properties": {"below": {"type": "array", "items": {"$ref": "#/$defs/node"}}, "id": {"const": 1}},
            "required": ["id"],
        }},
    });
    assert_eq!(check(tree.clone(), json!({"id": 1.0, "below": [{"id": 1}]})), "ok");
    assert_eq!(check(tree, json!({"id": 1, "below": [{"id": 2}]})), ".below[0].id: it is not 1");
    let either = json!({"anyOf": [{"type": "string"}, {"type": "number", "maximum": 3}]});
    assert_eq!(check(either.clone(), json!(3)), "ok");
    assert_eq!(check(either, json!(4)), "the value: it fits none of the alternatives");
    let one = json!({"oneOf": [{"minimum": 0}, {"maximum": 0}]});
    assert_eq!(check(one.clone(), json!(1)), "ok");
    assert_eq!(check(one, json!(0)), "the value: it fits more than one of the alternatives");
    assert_eq!(check(json!({"allOf": [true, false]}), json!(0)), "the value: nothing is allowed here");
    let ring = json!({"$ref": "#"});
    assert_eq!(check(ring, json!(0)), "the value: the schema refers to itself without end");
    let doubling = json!({"anyOf": [{"$ref": "#"}, {"$ref": "#"}]});
    assert_eq!(check(doubling, json!(0)), "the value: it fits none of the alternatives");
}

#[test]
fn schemas_that_cannot_be_checked_are_refused() {
    let refused = [
        (json!(3), "schema at `#`: a schema is an object, `true` or `false`"),
        (json!({"pattern": "a+"}), "schema at `#`: the keyword `pattern` is not known"),
        (
            json!({"properties": {"a": {"if": {}}}}),
            "schema at `#/properties/a`: the keyword `if` is not known",
        ),
        (json!({"type": "text"}), "schema at `#`: the keyword `type` cannot have this value"),
        (json!({"$ref": "#/$defs/none"}), "schema at `#`: the keyword `$ref` cannot have this value"),
        (
            json!({"$ref": "https://plant.example/schema"}),
            "schema at `#`: the keyword `$ref` cannot have this value",
        ),
        (json!({"minItems": -1}), "schema at `#`: the keyword `minItems` cannot have this value"),
    ];
    for (schema, why) in refused {
        assert_eq!(OutputSchema::new(schema).unwrap_err().to_string(), why);
    }
}

#[test]
fn a_text_is_read_and_checked() {
    let schema = OutputSchema::new(step()).unwrap();
    let text = r#"{"tool": "trend", "tags": ["p"]}"#;
    assert_eq!(schema.check_text(text).unwrap()["tool"], "trend");
    assert!(matches!(schema.check_text("trend of p"), Err(Unsatisfied::Json(_))));
}

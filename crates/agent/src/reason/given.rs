//! Numbers that a model gave to a step, and that the step therefore did not find.

use serde_json::Value as Json;
use tool::{Arguments, ParameterKind, Spec};

use crate::ground::numbers;

/// Words and signs of a query after which a number chooses rows, and is no result.
const CHOOSING: &[&str] = &[
    "<",
    ">",
    "=",
    "limit",
    "offset",
    "between",
    "and",
    "in",
    "interval",
    "fetch",
    "top",
    "timestamp",
    "date",
];

/// Numbers of an operand's value that stand there as they are, not as a reference.
pub fn operands<'a>(spec: &'a Spec, arguments: &'a Arguments) -> impl Iterator<Item = f64> + 'a {
    let operands = spec.parameters.iter().filter(|parameter| parameter.kind == ParameterKind::Operand);
    operands.filter_map(|parameter| {
        let value = arguments.get(parameter.name)?.get("value")?;
        value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())
    })
}

/// Whether numbers are listed, or their unit is named, in place of a reference to the step that found them: which of many
/// numbers are listed, and how often, would make any number of them.
pub fn lists_numbers(spec: &Spec, arguments: &Arguments) -> bool {
    let listed = |name: &str| arguments.get(name).is_some_and(|given| tool::Reference::of(given).is_none());
    let lists = spec.parameters.iter().filter(|parameter| parameter.kind == ParameterKind::Numbers);
    let names: Vec<&str> = lists.map(|parameter| parameter.name).collect();
    !names.is_empty() && (names.into_iter().any(listed) || listed("unit"))
}

/// Numbers of texts that a step can give back as they were given: all but those that choose rows.
pub fn echoed(spec: &Spec, arguments: &Arguments) -> Vec<f64> {
    let texts = spec.parameters.iter().filter(|parameter| parameter.kind == ParameterKind::Text);
    let texts = texts.filter_map(|parameter| arguments.get(parameter.name).and_then(Json::as_str));
    texts.flat_map(literals).collect()
}

/// Whether a step can have found anything: a query that reads from nothing cannot.
pub fn reads_nothing(spec: &Spec, arguments: &Arguments) -> bool {
    let is_query = spec.parameters.iter().any(|parameter| parameter.name == "query");
    let query = arguments.get("query").and_then(Json::as_str).unwrap_or_default();
    is_query && !words(query).any(|word| word.eq_ignore_ascii_case("from"))
}

fn words(query: &str) -> impl Iterator<Item = &str> {
    query.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty())
}

/// Numbers of a query, in texts of it too, but for those that choose rows.
fn literals(query: &str) -> Vec<f64> {
    let mut found = Vec::new();
    let mut before = String::new();
    let mut rest = query;
    while let Some(first) = rest.chars().next() {
        let length = if first == '\'' {
            rest[1..].find('\'').map_or(rest.len(), |end| end + 2)
        } else if first.is_ascii_digit() {
            let part = |c: char| c.is_ascii_alphanumeric() || c == '.';
            rest.find(|c| !part(c)).unwrap_or(rest.len())
        } else if first.is_alphabetic() || first == '_' {
            rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (word, after) = rest.split_at(length);
        if first == '\'' || first.is_ascii_digit() {
            let chooses = CHOOSING.contains(&before.to_ascii_lowercase().as_str());
            if !chooses {
                found.extend(numbers(word));
            }
        }
        if !first.is_whitespace() {
            word.clone_into(&mut before);
        }
        rest = after;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_summarised_as_a_step_found_them() {
        const PARAMETERS: &[tool::Parameter] = &[
            tool::Parameter::required("values", ParameterKind::Numbers, "several"),
            tool::Parameter::optional("unit", ParameterKind::Text, "their unit"),
        ];
        let spec = Spec {
            name: "x",
            about: "",
            effect: tool::Effect::ReadOnly,
            parameters: PARAMETERS,
            example: tool::Example { question: "", arguments: "{}" },
        };
        let check = |arguments: Json, expected: bool| {
            let arguments = arguments.as_object().cloned().unwrap_or_default();
            assert_eq!(lists_numbers(&spec, &arguments), expected, "{arguments:?}");
        };
        let found = |take: &str| serde_json::json!({"from": "s1", "take": take});
        check(serde_json::json!({"values": [1, 2.5]}), true);
        check(serde_json::json!({"values": found("values")}), false);
        check(serde_json::json!({"values": found("values"), "unit": found("unit")}), false);
        check(serde_json::json!({"values": found("values"), "unit": "kW"}), true);
    }

    #[test]
    fn what_chooses_rows_is_not_given_back() {
        let check = |query: &str, expected: &[f64]| assert_eq!(literals(query), expected, "{query}");
        check("SELECT 99 AS level", &[99.0]);
        check("SELECT '99' AS level, 7.5 + x", &[99.0, 7.5]);
        check("SELECT avg(value) FROM samples WHERE value > 30 AND time >= '2020-06-10' LIMIT 5", &[]);
        check("SELECT CASE WHEN x > 3 THEN 99 ELSE 98 END FROM t1", &[99.0, 98.0]);
        check("SELECT * FROM (VALUES (99))", &[99.0]);
        check("99", &[99.0]);
    }
}

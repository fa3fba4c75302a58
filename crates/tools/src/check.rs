//! Arguments checked against a tool's parameters before it runs.

use plant::Problem;
use serde_json::Value as Json;
use tool::{Arguments, Catalogue, ParameterKind, Spec};

use crate::support::call::{
    find_asset, find_table, find_tag, integer_of, number_of, text_of, texts_of, unit_of, window_of,
    windows_of,
};
use crate::support::problems;
use crate::support::time::parse_instant;

/// # Errors
/// PW3201 naming the parameter that is unknown, missing or of the wrong kind;
/// PW3101, PW3102, PW3103 or PW3106 for a tag, asset, table or column that is not there.
pub fn check(spec: &Spec, arguments: &Arguments, catalogue: &Catalogue) -> Result<(), Problem> {
    for name in arguments.keys() {
        if !spec.parameters.iter().any(|parameter| parameter.name == name) {
            return Err(unknown_parameter(spec, name));
        }
    }
    for parameter in spec.parameters {
        match arguments.get(parameter.name).filter(|value| !value.is_null()) {
            Some(value) => check_value(parameter.name, parameter.kind, value, arguments, catalogue)?,
            None if parameter.required => {
                return Err(problems::bad_argument(
                    parameter.name,
                    format!("{} needs it: {}", spec.name, parameter.about),
                ));
            }
            None => {}
        }
    }
    Ok(())
}

fn unknown_parameter(spec: &Spec, name: &str) -> Problem {
    let names: Vec<&str> = spec.parameters.iter().map(|parameter| parameter.name).collect();
    let help = if names.is_empty() {
        "It takes none.".to_owned()
    } else {
        format!("It takes: {}.", names.join(", "))
    };
    problems::bad_argument(name, format!("{} has no such parameter", spec.name)).help(help)
}

fn check_value(
    name: &str,
    kind: ParameterKind,
    value: &Json,
    arguments: &Arguments,
    catalogue: &Catalogue,
) -> Result<(), Problem> {
    let plant = &catalogue.plant;
    let wrong = |needed: &str| problems::bad_argument(name, format!("{needed} is needed, not {value}"));
    let text = |needed: &str| value.as_str().ok_or_else(|| wrong(needed));
    match kind {
        ParameterKind::Tag => find_tag(plant, text("the id of a tag")?).map(drop),
        ParameterKind::Asset => find_asset(plant, text("the id of an asset")?).map(drop),
        ParameterKind::Table => find_table(catalogue, text("the name of a table")?).map(drop),
        ParameterKind::Tables => {
            let names = texts_of(value).ok_or_else(|| wrong("a list of names of tables"))?;
            names.iter().try_for_each(|table| find_table(catalogue, table).map(drop))
        }
        ParameterKind::Tags => {
            let ids = texts_of(value).ok_or_else(|| wrong("a list of tag ids"))?;
            ids.iter().try_for_each(|id| find_tag(plant, id).map(drop))
        }
        ParameterKind::Window => window_of(name, value, &plant.timezone).map(drop),
        ParameterKind::Instant => parse_instant(text("an instant")?, &plant.timezone)
            .map(drop)
            .ok_or_else(|| wrong("an RFC 3339 instant")),
        ParameterKind::Number => number_of(value).map(drop).ok_or_else(|| wrong("a number")),
        ParameterKind::Integer => integer_of(value).map(drop).ok_or_else(|| wrong("a whole number")),
        ParameterKind::Boolean => value.as_bool().map(drop).ok_or_else(|| wrong("true or false")),
        ParameterKind::Text => text_of(value).map(drop).ok_or_else(|| wrong("a text")),
        ParameterKind::Unit => unit_of(name, text("a unit's UCUM code")?).map(drop),
        ParameterKind::Column => check_column(text("the name of a column")?, arguments, catalogue),
        ParameterKind::Columns => {
            let names = texts_of(value).ok_or_else(|| wrong("a list of column names"))?;
            names.iter().try_for_each(|column| check_column(column, arguments, catalogue))
        }
        ParameterKind::Filters => {
            let filters =
                value.as_array().ok_or_else(|| wrong("a list of {\"column\", \"op\", \"value\"}"))?;
            for filter in filters {
                let column = filter
                    .get("column")
                    .and_then(Json::as_str)
                    .ok_or_else(|| wrong("a list whose every entry has a \"column\""))?;
                check_column(column, arguments, catalogue)?;
                if let Some(than) = filter.get("than").and_then(Json::as_str) {
                    check_column(than, arguments, catalogue)?;
                }
            }
            Ok(())
        }
        ParameterKind::OneOf(words) => {
            let word = text("a word")?;
            if words.contains(&word) { Ok(()) } else { Err(wrong(&format!("one of {}", words.join(", ")))) }
        }
        ParameterKind::Conditions => value
            .as_array()
            .filter(|list| list.iter().all(|one| one.get("tag").is_some_and(Json::is_string)))
            .map(drop)
            .ok_or_else(|| wrong("a list of {\"tag\", \"above\", \"below\"}")),
        ParameterKind::Windows => windows_of(name, value, &plant.timezone).map(drop),
        ParameterKind::Numbers => value
            .as_array()
            .filter(|list| list.iter().all(|one| number_of(one).is_some()))
            .map(drop)
            .ok_or_else(|| wrong("a list of numbers")),
        ParameterKind::Operand => value.as_object().map(drop).ok_or_else(|| wrong("{\"value\", \"unit\"}")),
        ParameterKind::Side => value.as_object().map(drop).ok_or_else(|| wrong("{\"tag\", \"window\"}")),
    }
}

/// A column of the table that the argument `table` names; without one, the tool itself looks.
fn check_column(column: &str, arguments: &Arguments, catalogue: &Catalogue) -> Result<(), Problem> {
    let Some(table) = arguments.get("table").and_then(Json::as_str) else { return Ok(()) };
    let table = find_table(catalogue, table)?;
    if crate::support::call::find_column(table, column).is_some() {
        return Ok(());
    }
    Err(problems::unknown_column(table, column))
}

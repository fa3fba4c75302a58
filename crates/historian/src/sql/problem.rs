//! What a user sees when a query fails: DataFusion's errors as problems with a
//! code, the place in the query where it is known, and the nearest names.

use std::error::Error;
use std::path::PathBuf;

use datafusion::common::{Column, DataFusionError, Diagnostic, SchemaError};
use plant::{Place, Problem};

use crate::HistorianError;

/// How alike two names must be to be suggested, 0 to 1 (Jaro-Winkler).
const ALIKE: f64 = 0.8;

/// Names that a query may use; suggestions come from here.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub tables: Vec<String>,
    pub functions: Vec<String>,
}

/// A query that does not parse.
pub(super) fn syntax(error: &DataFusionError, query: &str) -> Problem {
    let root = root(error);
    let text = match root.error {
        DataFusionError::SQL(parser, _) => {
            let text = parser.to_string();
            text.trim_start_matches("sql parser error: ").to_owned()
        }
        other => first_line(&other.strip_backtrace()),
    };
    let (text, place) = match text.rsplit_once(" at Line: ") {
        Some((before, after)) => (before.to_owned(), line_and_column(after)),
        None => (text, None),
    };
    let problem = Problem::new("PW5001", format!("this is not SQL: {text}"));
    let problem = match place {
        Some((line, column)) => problem.at(place_in_query(line, column)),
        None => problem,
    };
    let help = if query.contains(['“', '”', '‘', '’']) {
        "use straight quotes: 'text' and \"column\""
    } else {
        "see `plantwright explain PW5001`"
    };
    problem.help(help)
}

/// A query that parses but cannot be planned or run.
pub(super) fn from_datafusion(error: &DataFusionError, names: &Names) -> Problem {
    let root = root(error);
    let mut problem = match root.error {
        DataFusionError::External(external) => return from_external(external.as_ref()),
        DataFusionError::ResourcesExhausted(text) => return exhausted(text),
        DataFusionError::IoError(error) => return io(error),
        DataFusionError::ArrowError(error, _) => match error.as_ref() {
            arrow::error::ArrowError::ExternalError(external) => return from_external(external.as_ref()),
            arrow::error::ArrowError::IoError(_, error) => return io(error),
            other => Problem::new("PW5001", other.to_string()),
        },
        DataFusionError::SchemaError(schema, _) => from_schema(schema),
        DataFusionError::SQL(..) => return syntax(root.error, ""),
        DataFusionError::NotImplemented(text) => {
            Problem::new("PW5001", format!("not supported: {}", first_line(text)))
        }
        DataFusionError::Plan(text) => from_plan(text, names),
        DataFusionError::Execution(text) | DataFusionError::Configuration(text) => {
            Problem::new("PW5001", plain_reason(&first_line(text)))
        }
        other => Problem::new("PW5001", first_line(&other.strip_backtrace())),
    };
    if problem.help.is_empty() {
        problem = problem.help("see docs/sql.md for tables, columns and functions");
    }
    match root.diagnostic.and_then(|diagnostic| diagnostic.span) {
        Some(span) => problem.at(place_in_query(span.start.line, span.start.column)),
        None => problem,
    }
}

struct Root<'a> {
    error: &'a DataFusionError,
    diagnostic: Option<&'a Diagnostic>,
}

/// The error under all contexts, and the diagnostic nearest to it.
fn root(mut error: &DataFusionError) -> Root<'_> {
    let mut diagnostic = None;
    loop {
        match error {
            DataFusionError::Diagnostic(d, inner) => {
                diagnostic = Some(d.as_ref());
                error = inner;
            }
            DataFusionError::Context(_, inner) => error = inner,
            DataFusionError::Shared(inner) => error = inner,
            DataFusionError::Collection(all) if !all.is_empty() => error = &all[0],
            DataFusionError::External(inner) => match inner.downcast_ref::<DataFusionError>() {
                Some(inner) => error = inner,
                None => return Root { error, diagnostic },
            },
            DataFusionError::ArrowError(inner, _) => match inner.as_ref() {
                arrow::error::ArrowError::ExternalError(external) => {
                    match external.downcast_ref::<DataFusionError>() {
                        Some(inner) => error = inner,
                        None => return Root { error, diagnostic },
                    }
                }
                _ => return Root { error, diagnostic },
            },
            _ => return Root { error, diagnostic },
        }
    }
}

fn from_external(external: &(dyn Error + Send + Sync + 'static)) -> Problem {
    if let Some(problem) = external.downcast_ref::<Problem>() {
        return problem.clone();
    }
    if let Some(error) = external.downcast_ref::<HistorianError>() {
        return error.problem();
    }
    Problem::new("PW5001", first_line(&external.to_string()))
}

fn exhausted(text: &str) -> Problem {
    let line = first_line(text);
    let what = if line.contains("disk") || line.contains("temp") {
        "the query needs more room on disk than it may use"
    } else {
        "the query needs more memory than it may use"
    };
    Problem::new("PW5003", what)
        .help("narrow the time range or the tags, or aggregate before sorting and joining")
}

fn io(error: &std::io::Error) -> Problem {
    match error.kind() {
        std::io::ErrorKind::StorageFull => Problem::new("PW4002", "the disk filled up while the query ran")
            .help("free some space, or narrow the query"),
        _ => Problem::new("PW4005", format!("cannot read or write: {error}"))
            .help("check the disk and its connection, then try again"),
    }
}

fn from_schema(schema: &SchemaError) -> Problem {
    match schema {
        SchemaError::FieldNotFound { field, valid_fields } => {
            let problem = Problem::new("PW5001", format!("no column \"{}\"", field.flat_name()));
            problem.help(suggest_column(field, valid_fields))
        }
        SchemaError::AmbiguousReference { field } => {
            Problem::new("PW5001", format!("\"{}\" could be a column of more than one table", field.name()))
                .help("write the table before it, as in samples.tag")
        }
        other => Problem::new("PW5001", first_line(&other.to_string()))
            .help("give one of the two another name with AS"),
    }
}

fn suggest_column(field: &Column, valid: &[Column]) -> String {
    let plain: Vec<&str> = valid.iter().map(Column::name).collect();
    if let Some(near) = nearest(field.name(), plain.iter().copied()) {
        let quoted = valid.iter().find(|column| column.name() == near);
        let quoted = quoted.map_or_else(|| near.to_owned(), |column| quote(column.name()));
        return format!("did you mean {quoted}?");
    }
    // An identifier with a dot, a dash or a blank is most likely meant as text.
    if field.name().contains(['.', '-', ' ']) {
        return format!("write text in single quotes: '{}'", field.name());
    }
    if plain.is_empty() {
        return "name a table with FROM, or write text in single quotes".to_owned();
    }
    let listed: Vec<String> = plain.iter().take(20).map(|name| quote(name)).collect();
    let more = if plain.len() > 20 { ", …" } else { "" };
    format!("there are: {}{more}", listed.join(", "))
}

fn from_plan(text: &str, names: &Names) -> Problem {
    let line = plain_reason(&first_line(text));
    if let Some(name) = quoted_name(&line, "table '").or_else(|| quoted_name(&line, "table function '"))
        && line.ends_with("not found")
    {
        let name = name.rsplit('.').next().unwrap_or(&name).to_owned();
        let problem = Problem::new("PW5001", format!("no table \"{name}\""));
        return problem.help(match nearest(&name, names.tables.iter().map(String::as_str)) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("there are: {}", names.tables.join(", ")),
        });
    }
    if let Some(name) = quoted_name(&line, "Invalid function '") {
        let problem = Problem::new("PW5001", format!("no function \"{name}\""));
        return problem.help(match nearest(&name, names.functions.iter().map(String::as_str)) {
            Some(near) => format!("did you mean {near}?"),
            None => "SHOW FUNCTIONS lists them; docs/sql.md shows the plant's own".to_owned(),
        });
    }
    Problem::new("PW5001", line)
}

/// What a function of ours says about its arguments, without DataFusion's words around it.
fn plain_reason(line: &str) -> String {
    let inner = line.split("user-defined coercion failed with: ").nth(1).unwrap_or(line);
    let inner = inner.trim_start_matches("Execution error: ").trim_start_matches("Error during planning: ");
    inner
        .split(" No function matches the given name")
        .next()
        .unwrap_or(inner)
        .trim_end_matches('.')
        .to_owned()
}

fn quoted_name(line: &str, before: &str) -> Option<String> {
    let rest = &line[line.find(before)? + before.len()..];
    Some(rest[..rest.find('\'')?].to_owned())
}

/// The name most like `wanted`; `None` when nothing is near.
pub(super) fn nearest<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = wanted.to_lowercase();
    names
        .map(|name| (strsim::jaro_winkler(&wanted, &name.to_lowercase()), name))
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name)
}

/// A name as it must be written in a query.
fn quote(name: &str) -> String {
    let plain = name
        .chars()
        .enumerate()
        .all(|(i, c)| c == '_' || c.is_ascii_lowercase() || (i > 0 && c.is_ascii_digit()));
    if plain && !name.is_empty() { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

fn place_in_query(line: u64, column: u64) -> Place {
    Place { file: PathBuf::from("query"), line: Some(line), column: Some(column) }
}

fn line_and_column(text: &str) -> Option<(u64, u64)> {
    let (line, column) = text.split_once(", Column: ")?;
    Some((line.trim().parse().ok()?, column.trim().parse().ok()?))
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let names = ["samples", "tags", "assets", "work_orders"];
        for (wanted, near) in [
            ("sample", Some("samples")),
            ("Samples", Some("samples")),
            ("workorders", Some("work_orders")),
            ("xyz", None),
            ("", None),
        ] {
            assert_eq!(nearest(wanted, names.into_iter()), near, "{wanted}");
        }
    }

    #[test]
    fn names_are_quoted_where_sql_needs_it() {
        for (name, quoted) in [("value", "value"), ("WO Number", "\"WO Number\""), ("a\"b", "\"a\"\"b\"")] {
            assert_eq!(quote(name), quoted);
        }
    }
}

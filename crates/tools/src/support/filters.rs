//! Filters over records: `{"column", "op", "value", "unit"}`, or `{"column", "op", "than"}` with another column of the record.
//!
//! Texts compare with case folded. A row without a value meets no condition but `empty`, as in SQL. A date stands for its
//! plant-local day. A number may be given in another unit than its column's, where the column tells its own; numbers of two
//! columns are compared in the unit of the second, where both tell theirs.

use jiff::tz::TimeZone;
use plant::{Problem, TimeRange, Unit};
use serde_json::Value as Json;
use tool::{ColumnKind, ColumnProfile};

use super::call::{number_of, text_of};
use super::cells::Cells;
use super::problems;
use super::records::{ASSET_ID, Records, literal, quoted};
use super::time::{day_of, parse_date, parse_instant, sql_instant};

/// A test of rows, and how it reads in SQL.
pub struct Condition {
    pub test: Box<dyn Fn(usize) -> bool + Send + Sync>,
    pub sql: Vec<String>,
    /// What a reader should know, such as that no row has the value at all.
    pub note: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Less,
    AtMost,
    More,
    AtLeast,
    Contains,
    In,
    Empty,
    NotEmpty,
}

impl Operator {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "=" | "==" => Self::Equal,
            "!=" | "<>" => Self::NotEqual,
            "<" => Self::Less,
            "<=" => Self::AtMost,
            ">" => Self::More,
            ">=" => Self::AtLeast,
            "contains" => Self::Contains,
            "in" => Self::In,
            "empty" => Self::Empty,
            "not empty" => Self::NotEmpty,
            _ => return None,
        })
    }

    fn sql(self) -> &'static str {
        match self {
            Self::Equal | Self::In | Self::Contains | Self::Empty => "=",
            Self::NotEqual | Self::NotEmpty => "<>",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        }
    }

    fn holds<T: PartialOrd>(self, left: &T, right: &T) -> bool {
        match self {
            Self::Equal | Self::In | Self::Contains | Self::Empty => left == right,
            Self::NotEqual | Self::NotEmpty => left != right,
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::More => left > right,
            Self::AtLeast => left >= right,
        }
    }
}

/// The conditions of an argument; none of none.
///
/// # Errors
/// PW3106 for a column that is not there, PW3201 for anything else that is wrong.
pub fn read(records: &Records<'_>, filters: Option<&Json>) -> Result<Vec<Condition>, Problem> {
    let Some(filters) = filters else { return Ok(Vec::new()) };
    let filters = filters.as_array().ok_or_else(|| wrong("a list is needed"))?;
    filters.iter().map(|filter| condition(records, filter)).collect()
}

fn wrong(message: impl std::fmt::Display) -> Problem {
    problems::bad_argument("filters", message)
}

fn condition(records: &Records<'_>, filter: &Json) -> Result<Condition, Problem> {
    let fields = filter.as_object().ok_or_else(|| wrong("every entry is {\"column\", \"op\", \"value\"}"))?;
    if let Some(other) =
        fields.keys().find(|key| !matches!(key.as_str(), "column" | "op" | "value" | "unit" | "than"))
    {
        return Err(wrong(format!("\"{other}\" is not a part of a filter")));
    }
    let name = fields.get("column").and_then(Json::as_str).ok_or_else(|| wrong("\"column\" is needed"))?;
    let op = match fields.get("op") {
        None => Operator::Equal,
        Some(op) => op.as_str().and_then(Operator::parse).ok_or_else(|| {
            wrong(format!("{op} is no comparison; there are = != < <= > >= contains in empty \"not empty\""))
        })?,
    };
    if matches!(op, Operator::Empty | Operator::NotEmpty) {
        return filled(records, name, op == Operator::NotEmpty);
    }
    if let Some(than) = fields.get("than") {
        let than = than.as_str().ok_or_else(|| wrong("\"than\" is the name of a column"))?;
        if fields.contains_key("value") {
            return Err(wrong(format!(
                "\"{name}\" is compared with a value or with a column, not with both"
            )));
        }
        return beside(records, name, op, than);
    }
    let value = fields.get("value").ok_or_else(|| wrong(format!("the value for \"{name}\" is needed")))?;
    let mut column = records.column(name)?;
    let mut values: Vec<Json> = match value {
        Json::Array(items) if op == Operator::In => items.clone(),
        Json::Array(_) => return Err(wrong(format!("a list of values for \"{name}\" goes with \"in\""))),
        one => vec![one.clone()],
    };
    if records.profile.asset.as_deref() == Some(&*column.name) || column.name == ASSET_ID {
        let ids: Option<Vec<Json>> = values
            .iter()
            .map(|value| {
                records.call.find_asset(value.as_str()?).ok().map(|asset| Json::from(asset.id.as_str()))
            })
            .collect();
        if let (Some(ids), true) = (ids, op != Operator::Contains) {
            column = records.column(ASSET_ID)?;
            values = ids;
        }
    }
    let cells = records.cells(&column.name)?;
    if values.iter().any(Json::is_null) {
        return Err(wrong(format!("the value for \"{name}\" is needed")));
    }
    match cells.kind() {
        ColumnKind::Text => texts(column, cells, op, &values),
        ColumnKind::Number | ColumnKind::Integer => {
            let factor = fields.get("unit").map_or(Ok(None), |unit| told_in(column, unit))?;
            numbers(column, cells, op, &values, factor)
        }
        ColumnKind::Boolean => booleans(column, cells, op, &values),
        ColumnKind::Time => times(column, cells, op, &values, records.call.zone()),
    }
}

/// Rows that have a value there, or none.
fn filled(records: &Records<'_>, name: &str, wanted: bool) -> Result<Condition, Problem> {
    let column = records.column(name)?;
    let cells = records.cells(&column.name)?;
    let is = if wanted { "IS NOT NULL" } else { "IS NULL" };
    Ok(Condition {
        sql: vec![format!("{} {is}", quoted(&column.name))],
        note: None,
        test: Box::new(move |row| {
            let there = cells.text(row).is_some_and(|text| !text.trim().is_empty());
            there == wanted
        }),
    })
}

/// Rows in which a field compares so with another field of theirs; rows without either do not.
fn beside(records: &Records<'_>, name: &str, op: Operator, than: &str) -> Result<Condition, Problem> {
    let (column, other) = (records.column(name)?, records.column(than)?);
    let (left, right) = (records.cells(&column.name)?, records.cells(&other.name)?);
    if matches!(op, Operator::Contains | Operator::In) {
        return Err(wrong("columns are compared by = != < <= > or >="));
    }
    let strange = || wrong(format!("\"{}\" is not comparable with \"{}\"", column.name, other.name));
    let number = |kind| matches!(kind, ColumnKind::Number | ColumnKind::Integer);
    let factor = match (&column.unit, &other.unit) {
        (Some(from), Some(to)) if from != to => Some((from.clone(), to.clone())),
        _ => None,
    };
    if factor.as_ref().is_some_and(|(from, to)| from.convert(1.0, to).is_none()) {
        return Err(strange());
    }
    let sql = format!("{} {} {}", quoted(&column.name), op.sql(), quoted(&other.name));
    let test: Box<dyn Fn(usize) -> bool + Send + Sync> = match (left.kind(), right.kind()) {
        (a, b) if number(a) && number(b) => Box::new(move |row| {
            let own = left.number(row).and_then(|own| match &factor {
                Some((from, to)) => from.convert(own, to),
                None => Some(own),
            });
            own.zip(right.number(row)).is_some_and(|(a, b)| op.holds(&a, &b))
        }),
        (ColumnKind::Time, ColumnKind::Time) => {
            Box::new(move |row| left.time(row).zip(right.time(row)).is_some_and(|(a, b)| op.holds(&a, &b)))
        }
        (a, b) if a == b => Box::new(move |row| {
            let text = |cells: &Cells| cells.text(row).map(|text| text.trim().to_lowercase());
            text(&left).zip(text(&right)).is_some_and(|(a, b)| op.holds(&a, &b))
        }),
        _ => return Err(strange()),
    };
    Ok(Condition { test, sql: vec![sql], note: None })
}

/// From which unit to which a number is to be converted before it is compared with a column.
fn told_in(column: &ColumnProfile, unit: &Json) -> Result<Option<(Unit, Unit)>, Problem> {
    let text = unit.as_str().ok_or_else(|| wrong("\"unit\" is a UCUM code"))?;
    let from = Unit::parse(text).ok_or_else(|| wrong(format!("\"{text}\" is no unit")))?;
    let to = column
        .unit
        .clone()
        .ok_or_else(|| wrong(format!("nothing says which unit the numbers of \"{}\" are in", column.name)))?;
    if from.convert(1.0, &to).is_none() {
        return Err(wrong(format!("\"{}\" is in {to}, which is not comparable with {from}", column.name)));
    }
    Ok(Some((from, to)))
}

fn texts(column: &ColumnProfile, cells: Cells, op: Operator, values: &[Json]) -> Result<Condition, Problem> {
    let wanted: Vec<String> = values
        .iter()
        .map(|value| text_of(value).map(|text| text.trim().to_lowercase()))
        .collect::<Option<_>>()
        .ok_or_else(|| wrong(format!("\"{}\" holds texts, so a text is needed", column.name)))?;
    let name = quoted(&column.name);
    let sql = match op {
        Operator::Contains => {
            let pattern = wanted.concat().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            format!("lower({name}) LIKE {} ESCAPE '\\'", literal(&format!("%{pattern}%")))
        }
        Operator::In => {
            let list: Vec<String> = wanted.iter().map(|text| literal(text)).collect();
            format!("lower({name}) IN ({})", list.join(", "))
        }
        _ => format!("lower({name}) {} {}", op.sql(), literal(&wanted.concat())),
    };
    let note = unheard_of(column, op, &wanted);
    Ok(Condition {
        sql: vec![sql],
        note,
        test: Box::new(move |row| {
            let Some(text) = cells.text(row) else { return false };
            let text = text.trim().to_lowercase();
            match op {
                Operator::In => wanted.contains(&text),
                Operator::Contains => wanted.iter().all(|part| text.contains(part.as_str())),
                _ => wanted.iter().all(|other| op.holds(&text, other)),
            }
        }),
    })
}

/// A note for a text that no row has, with the nearest that some row has.
fn unheard_of(column: &ColumnProfile, op: Operator, wanted: &[String]) -> Option<String> {
    let complete = column.values.len() as u64 == column.distinct;
    if !matches!(op, Operator::Equal | Operator::In) || !complete {
        return None;
    }
    let known: Vec<&str> = column.values.iter().map(|(value, _)| value.as_str()).collect();
    let strange =
        wanted.iter().find(|text| !known.iter().any(|value| value.trim().to_lowercase() == **text))?;
    let near = problems::nearest(strange, known.iter().map(|value| (*value, Vec::new())));
    Some(if near.is_empty() {
        format!("No record has \"{strange}\" as its {}.", column.name)
    } else {
        format!("No record has \"{strange}\" as its {}; there is {}.", column.name, near.join(", "))
    })
}

fn numbers(
    column: &ColumnProfile,
    cells: Cells,
    op: Operator,
    values: &[Json],
    told_in: Option<(Unit, Unit)>,
) -> Result<Condition, Problem> {
    let own = |number: f64| match &told_in {
        Some((from, to)) => from.convert(number, to),
        None => Some(number),
    };
    let wanted: Vec<f64> = values
        .iter()
        .map(|value| number_of(value).or_else(|| value.as_str()?.trim().parse().ok()).and_then(own))
        .collect::<Option<_>>()
        .filter(|_| op != Operator::Contains)
        .ok_or_else(|| wrong(format!("\"{}\" holds numbers, so a number is needed", column.name)))?;
    let name = quoted(&column.name);
    let sql = if op == Operator::In {
        let list: Vec<String> = wanted.iter().map(f64::to_string).collect();
        format!("{name} IN ({})", list.join(", "))
    } else {
        format!("{name} {} {}", op.sql(), wanted.first().copied().unwrap_or_default())
    };
    Ok(Condition {
        sql: vec![sql],
        note: None,
        test: Box::new(move |row| {
            cells.number(row).is_some_and(|number| wanted.iter().any(|other| op.holds(&number, other)))
        }),
    })
}

fn booleans(
    column: &ColumnProfile,
    cells: Cells,
    op: Operator,
    values: &[Json],
) -> Result<Condition, Problem> {
    let yes = |value: &Json| match value {
        Json::Bool(yes) => Some(*yes),
        other => match text_of(other)?.trim().to_lowercase().as_str() {
            "true" | "yes" | "1" => Some(true),
            "false" | "no" | "0" => Some(false),
            _ => None,
        },
    };
    let wanted: Vec<bool> = values
        .iter()
        .map(yes)
        .collect::<Option<_>>()
        .filter(|_| matches!(op, Operator::Equal | Operator::NotEqual | Operator::In))
        .ok_or_else(|| wrong(format!("\"{}\" is yes or no: = true or = false is needed", column.name)))?;
    let list: Vec<String> = wanted.iter().map(bool::to_string).collect();
    let name = quoted(&column.name);
    let sql = if op == Operator::In {
        format!("{name} IN ({})", list.join(", "))
    } else {
        format!("{name} {} {}", op.sql(), list.concat())
    };
    Ok(Condition {
        sql: vec![sql],
        note: None,
        test: Box::new(move |row| {
            cells
                .number(row)
                .is_some_and(|number| wanted.iter().any(|other| op.holds(&(number != 0.0), other)))
        }),
    })
}

fn times(
    column: &ColumnProfile,
    cells: Cells,
    op: Operator,
    values: &[Json],
    zone: &TimeZone,
) -> Result<Condition, Problem> {
    let span = |value: &Json| {
        let text = value.as_str()?;
        match parse_date(text) {
            Some(date) => day_of(date, zone),
            None => parse_instant(text, zone).map(|at| TimeRange::new(at, at.saturating_add(1))),
        }
    };
    let wanted: Vec<TimeRange> =
        values.iter().map(span).collect::<Option<_>>().filter(|_| op != Operator::Contains).ok_or_else(
            || wrong(format!("\"{}\" holds times, so a date or an RFC 3339 instant is needed", column.name)),
        )?;
    let name = quoted(&column.name);
    let sql = wanted.iter().map(|span| {
        let (start, end) = (sql_instant(span.start), sql_instant(span.end));
        match op {
            Operator::NotEqual => format!("({name} < {start} OR {name} >= {end})"),
            Operator::Less => format!("{name} < {start}"),
            Operator::AtMost => format!("{name} < {end}"),
            Operator::More => format!("{name} >= {end}"),
            Operator::AtLeast => format!("{name} >= {start}"),
            _ => format!("({name} >= {start} AND {name} < {end})"),
        }
    });
    let sql = sql.collect::<Vec<_>>().join(" OR ");
    Ok(Condition {
        sql: vec![if wanted.len() > 1 { format!("({sql})") } else { sql }],
        note: None,
        test: Box::new(move |row| {
            let Some(time) = cells.time(row) else { return false };
            wanted.iter().any(|span| match op {
                Operator::NotEqual => !span.contains(time),
                Operator::Less => time < span.start,
                Operator::AtMost => time < span.end,
                Operator::More => time >= span.end,
                Operator::AtLeast => time >= span.start,
                _ => span.contains(time),
            })
        }),
    })
}

//! Records in groups: by columns, by periods of plant-local time, or both.

use std::collections::HashMap;

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{ToSpan, Unit as TimeStep, ZonedDateTimeRound};
use plant::time::{nanos, timestamp};
use plant::{Plant, Problem, TimeRange, Unit};
use serde_json::Value as Json;
use tool::{Cell, Parameter, ParameterKind};

use super::cells::Cells;
use super::problems;
use super::records::{ASSET_ID, Records, Selection, quoted};
use super::recurring::Recurring;
use crate::period;

pub const PERIODS: &[&str] =
    &["hour", "day", "week", "month", "quarter", "year", "shift", "weekday", "hour_of_day"];
pub const MEASURES: &[&str] = &["count", "sum", "mean", "min", "max", "median"];
pub const ORDERS: &[&str] = &["highest", "lowest", "label"];

/// The parameters that every tool on groups takes.
pub const PARAMETERS: &[Parameter] = &[
    Parameter::required("table", ParameterKind::Table, "whose records"),
    Parameter::optional(
        "by",
        ParameterKind::Columns,
        "columns whose values make the groups; asset_id for assets",
    ),
    Parameter::optional(
        "by_period",
        ParameterKind::OneOf(PERIODS),
        "plant-local periods that make the groups; shift, weekday and hour_of_day come again and again",
    ),
    Parameter::optional("filters", ParameterKind::Filters, "which records count"),
    Parameter::optional("window", ParameterKind::Window, "when they happened"),
    Parameter::optional("shift", ParameterKind::Text, "name of a shift: what happened in it alone"),
    Parameter::optional("within", ParameterKind::Windows, "only these stretches of the window"),
    Parameter::optional("asset", ParameterKind::Asset, "of which asset, with everything below it"),
    Parameter::optional(
        "measure",
        ParameterKind::OneOf(MEASURES),
        "what is computed of a group; count when not given",
    ),
    Parameter::optional("of", ParameterKind::Column, "the column of numbers for every measure but count"),
    Parameter::optional(
        "order",
        ParameterKind::OneOf(ORDERS),
        "highest first when not given; periods: by label",
    ),
    Parameter::optional("limit", ParameterKind::Integer, "how many groups at most"),
    Parameter::optional("above", ParameterKind::Number, "only groups whose number is higher than this"),
    Parameter::optional("below", ParameterKind::Number, "only groups whose number is lower than this"),
    Parameter::optional(
        "report",
        ParameterKind::OneOf(&["groups", "count"]),
        "the groups, or only how many there are",
    ),
];

/// One group with what was computed of it.
#[derive(Debug, Clone)]
pub struct Group {
    /// The key as a value of an answer: an asset's id, a code, a date.
    pub key: Json,
    /// The key as a person reads it: `MT010 Oil Analysis`, `Chiller 9`, `2020-06-08`.
    pub label: String,
    /// The period that the group stands for.
    pub window: Option<TimeRange>,
    /// The place of what comes again in its cycle: 0 for Monday, 14 for two in the afternoon.
    pub places: Vec<usize>,
    pub measure: f64,
    pub records: u64,
    /// The fields that made the group, as a result shows them.
    pub cells: Vec<Cell>,
}

/// All groups in the order asked for, before any limit.
pub struct Groups {
    pub groups: Vec<Group>,
    pub measure: String,
    pub unit: Option<Unit>,
    pub columns: Vec<String>,
    pub selection: Selection,
    /// Records that stand in some group.
    pub counted: u64,
    pub limit: usize,
    pub sql: String,
}

struct Part {
    name: String,
    cells: Cells,
    kind: PartKind,
}

enum PartKind {
    Column { described: HashMap<String, String> },
    Asset,
    Period(Period),
    Recurring(Recurring),
}

/// A period of plant-local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Period {
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "hour" => Self::Hour,
            "day" => Self::Day,
            "week" => Self::Week,
            "month" => Self::Month,
            "quarter" => Self::Quarter,
            "year" => Self::Year,
            _ => return None,
        })
    }

    fn word(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// The period that an instant lies in; weeks begin on Monday.
    pub fn around(self, ns: i64, zone: &TimeZone) -> Option<TimeRange> {
        let at = timestamp(ns).to_zoned_datetime(zone.clone());
        let date = at.date();
        let first = match self {
            Self::Hour => {
                let start = at
                    .round(ZonedDateTimeRound::new().smallest(TimeStep::Hour).mode(jiff::RoundMode::Trunc))
                    .ok()?;
                let end = start.checked_add(1.hour()).ok()?;
                return Some(TimeRange::new(nanos(start.timestamp()), nanos(end.timestamp())));
            }
            Self::Day => date,
            Self::Week => date.checked_sub(i64::from(date.weekday().since(Weekday::Monday)).days()).ok()?,
            Self::Month => date.first_of_month(),
            Self::Quarter => {
                let back = i64::from((date.month() - 1) % 3);
                date.first_of_month().checked_sub(back.months()).ok()?
            }
            Self::Year => date.first_of_year(),
        };
        let next = match self {
            Self::Week => first.checked_add(1.week()),
            Self::Month => first.checked_add(1.month()),
            Self::Quarter => first.checked_add(3.months()),
            Self::Year => first.checked_add(1.year()),
            Self::Hour | Self::Day => first.tomorrow(),
        };
        let start = first.to_zoned_datetime(zone.clone()).ok()?;
        let end = next.ok()?.to_zoned_datetime(zone.clone()).ok()?;
        Some(TimeRange::new(nanos(start.timestamp()), nanos(end.timestamp())))
    }

    /// How the period that begins at an instant is written: `2020`, `2020-06`, `2020-06-08`,
    /// `2020-06-08T14:00:00-04:00`. A week is written as its Monday.
    pub fn label(self, start: i64, zone: &TimeZone) -> String {
        let at = timestamp(start).to_zoned_datetime(zone.clone());
        match self {
            Self::Hour => plant::time::local_rfc3339(start, zone),
            Self::Day | Self::Week => at.date().to_string(),
            Self::Month => at.strftime("%Y-%m").to_string(),
            Self::Quarter => format!("{} Q{}", at.year(), (at.month() - 1) / 3 + 1),
            Self::Year => at.strftime("%Y").to_string(),
        }
    }
}

/// Groups the records that the call means, in the order `usual` where the call asks for none.
///
/// # Errors
/// PW3201 for a measure without its column or groups without anything to group by, and what
/// [`Records::select`] gives.
pub fn group(records: &Records<'_>, usual: &str) -> Result<Groups, Problem> {
    let call = records.call;
    let parts = parts(records)?;
    let measure = call.text("measure")?.unwrap_or_else(|| "count".to_owned());
    let of =
        call.text("of")?.map(|name| records.column(&name).map(|column| column.name.clone())).transpose()?;
    let numbers = match (&of, measure.as_str()) {
        (_, "count") => None,
        (None, _) => {
            return Err(problems::bad_argument("of", format!("{measure} needs the column to compute it of")));
        }
        (Some(of), _) => Some(numeric(records, of)?),
    };
    let selection = records.select()?;
    let mut counted = 0;
    let mut members: Vec<(String, Vec<u32>)> = Vec::new();
    let mut at: HashMap<String, usize> = HashMap::new();
    for row in &selection.rows {
        let Some(key) = key_of(&parts, *row as usize, call.plant()) else { continue };
        counted += 1;
        let index = *at.entry(key.clone()).or_insert_with(|| {
            members.push((key, Vec::new()));
            members.len() - 1
        });
        members[index].1.push(*row);
    }
    let mut groups: Vec<Group> = members
        .into_iter()
        .filter_map(|(_, rows)| finish(records, &parts, &measure, numbers.as_ref(), &rows))
        .collect();
    let (above, below) = (call.number("above")?, call.number("below")?);
    groups.retain(|group| {
        above.is_none_or(|above| group.measure > above) && below.is_none_or(|below| group.measure < below)
    });
    let order = call.text("order")?.unwrap_or_else(|| usual.to_owned());
    sort(&mut groups, &order);
    let columns = parts.iter().map(|part| part.name.clone()).collect();
    let having = [(">", above), ("<", below)];
    let sql = sql(records, &parts, &measure, of.as_deref(), &order, &selection, having);
    Ok(Groups {
        groups,
        unit: if measure == "count" {
            Some(Unit::default())
        } else {
            of.as_deref().and_then(|of| records.column(of).ok()?.unit.clone())
        },
        measure,
        columns,
        selection,
        counted,
        limit: call.count("limit", 1000, 1000)?,
        sql,
    })
}

/// The cells of a column of numbers.
///
/// # Errors
/// PW3106 when it is not there, PW3203 when it holds no numbers.
pub fn numeric(records: &Records<'_>, column: &str) -> Result<Cells, Problem> {
    let cells = records.cells(column)?;
    match cells {
        Cells::Number(_) | Cells::Integer(_) | Cells::Boolean(_) => Ok(cells),
        _ => Err(problems::not_numeric(&format!("{}.{column}", records.profile.table))),
    }
}

fn parts(records: &Records<'_>) -> Result<Vec<Part>, Problem> {
    let call = records.call;
    let mut parts = Vec::new();
    if let Some(word) = call.text("by_period")? {
        let cells = records.cells(records.time_column("by_period")?)?;
        let kind = match Recurring::parse(&word) {
            Some(Recurring::Shift) if call.plant().shifts.is_empty() => {
                return Err(period::no_shifts(call.plant()));
            }
            Some(recurring) => PartKind::Recurring(recurring),
            None => PartKind::Period(
                Period::parse(&word).ok_or_else(|| problems::bad_argument("by_period", &word))?,
            ),
        };
        parts.push(Part { name: word, cells, kind });
    }
    for name in call.texts("by")? {
        let column = records.column(&name)?;
        let is_asset = column.name == ASSET_ID || records.profile.asset.as_deref() == Some(&*column.name);
        parts.push(if is_asset {
            Part { name: ASSET_ID.to_owned(), cells: records.cells(ASSET_ID)?, kind: PartKind::Asset }
        } else {
            let described = records.describing(&column.name);
            Part {
                name: column.name.clone(),
                cells: records.cells(&column.name)?,
                kind: PartKind::Column { described },
            }
        });
    }
    if parts.is_empty() {
        return Err(problems::bad_argument("by", "columns or by_period are needed to make groups"));
    }
    Ok(parts)
}

fn key_of(parts: &[Part], row: usize, plant: &Plant) -> Option<String> {
    let mut key = String::new();
    for part in parts {
        match part.kind {
            PartKind::Period(period) => {
                let start = period.around(part.cells.time(row)?, &plant.timezone)?.start;
                key.push_str(&start.to_string());
            }
            PartKind::Recurring(recurring) => {
                // Two digits, so that they sort as they follow each other.
                key.push_str(&format!("{:02}", recurring.place(part.cells.time(row)?, plant)?));
            }
            PartKind::Column { .. } | PartKind::Asset => key.push_str(&part.cells.text(row)?),
        }
        key.push('\u{1f}');
    }
    Some(key)
}

fn finish(
    records: &Records<'_>,
    parts: &[Part],
    measure: &str,
    numbers: Option<&Cells>,
    rows: &[u32],
) -> Option<Group> {
    let zone = records.call.zone();
    let first = *rows.first()? as usize;
    let values: Option<Vec<f64>> =
        numbers.map(|numbers| rows.iter().filter_map(|row| numbers.number(*row as usize)).collect());
    let measure = match values {
        None => rows.len() as f64,
        Some(values) => statistic(measure, values)?,
    };
    let (mut keys, mut labels, mut cells, mut window) = (Vec::new(), Vec::new(), Vec::new(), None);
    let mut places = Vec::new();
    for part in parts {
        match &part.kind {
            PartKind::Period(period) => {
                let range = period.around(part.cells.time(first)?, zone)?;
                let label = period.label(range.start, zone);
                window = Some(range);
                cells.push(Cell::Text(label.clone()));
                keys.push(Json::from(label.clone()));
                labels.push(label);
            }
            PartKind::Recurring(recurring) => {
                let place = recurring.place(part.cells.time(first)?, records.call.plant())?;
                let label = recurring.label(place, records.call.plant());
                places.push(place);
                cells.push(Cell::Text(label.clone()));
                keys.push(Json::from(label.clone()));
                labels.push(label);
            }
            PartKind::Asset => {
                let id = part.cells.text(first)?;
                let name = records
                    .call
                    .plant()
                    .asset(&id)
                    .map_or_else(|| id.to_string(), |asset| asset.name.clone());
                cells.push(Cell::Text(id.to_string()));
                keys.push(Json::from(id.as_ref()));
                labels.push(name);
            }
            PartKind::Column { described } => {
                let text = part.cells.text(first)?;
                cells.push(part.cells.cell(first, zone));
                keys.push(part.cells.json(first, zone));
                labels.push(match described.get(text.as_ref()).filter(|description| **description != text) {
                    Some(description) => format!("{text} {description}"),
                    None => text.into_owned(),
                });
            }
        }
    }
    let key = if keys.len() == 1 { keys.remove(0) } else { Json::from(labels.join(" / ")) };
    Some(Group { key, label: labels.join(" / "), window, places, measure, records: rows.len() as u64, cells })
}

fn sort(groups: &mut [Group], order: &str) {
    groups.sort_by(|a, b| {
        let by_label = a.label.cmp(&b.label);
        match order {
            "label" => (a.window.map(|w| w.start), &a.places)
                .cmp(&(b.window.map(|w| w.start), &b.places))
                .then(by_label),
            "lowest" => a.measure.total_cmp(&b.measure).then(by_label),
            _ => b.measure.total_cmp(&a.measure).then(by_label),
        }
    });
}

/// A statistic by its name over the numbers that are there; none of no numbers.
pub fn statistic(name: &str, mut values: Vec<f64>) -> Option<f64> {
    let count = values.len();
    if count == 0 {
        return None;
    }
    let sum: f64 = values.iter().sum();
    let mean = sum / count as f64;
    Some(match name {
        "count" => count as f64,
        "sum" => sum,
        "mean" => mean,
        "min" => values.iter().copied().fold(f64::INFINITY, f64::min),
        "max" => values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        "median" => {
            values.sort_by(f64::total_cmp);
            let middle = count / 2;
            if count % 2 == 1 { values[middle] } else { f64::midpoint(values[middle - 1], values[middle]) }
        }
        "std" if count > 1 => {
            let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
            (squares / (count - 1) as f64).sqrt()
        }
        "first" => *values.first()?,
        "last" => *values.last()?,
        _ => return None,
    })
}

/// A statistic by its name as SQL computes it of a column.
pub fn sql_statistic(name: &str, column: &str) -> String {
    match name {
        "mean" => format!("avg({column})"),
        "std" => format!("stddev_samp({column})"),
        other => format!("{other}({column})"),
    }
}

fn sql(
    records: &Records<'_>,
    parts: &[Part],
    measure: &str,
    of: Option<&str>,
    order: &str,
    selection: &Selection,
    having: [(&str, Option<f64>); 2],
) -> String {
    let time = records.profile.time.as_deref().unwrap_or_default();
    let keys: Vec<String> = parts
        .iter()
        .map(|part| match part.kind {
            PartKind::Period(period) => {
                format!("time_bucket('1 {}', {})", period.word(), quoted(time))
            }
            PartKind::Recurring(recurring) => recurring.sql(&quoted(time), records.call.plant()),
            PartKind::Column { .. } | PartKind::Asset => quoted(&part.name),
        })
        .collect();
    let computed = match of.filter(|_| measure != "count") {
        Some(of) => sql_statistic(measure, &quoted(of)),
        None => "count(*)".to_owned(),
    };
    let mut conditions = selection.conditions.clone();
    conditions.extend(parts.iter().map(|part| match part.kind {
        PartKind::Period(_) | PartKind::Recurring(_) => format!("{} IS NOT NULL", quoted(time)),
        PartKind::Column { .. } | PartKind::Asset => format!("{} IS NOT NULL", quoted(&part.name)),
    }));
    let places: Vec<String> = (1..=parts.len()).map(|place| place.to_string()).collect();
    let order = match order {
        "label" => places.join(", "),
        "lowest" => format!("{} ASC", parts.len() + 1),
        _ => format!("{} DESC", parts.len() + 1),
    };
    let having: Vec<String> =
        having.iter().filter_map(|(op, number)| Some(format!("{computed} {op} {}", (*number)?))).collect();
    let having = if having.is_empty() { String::new() } else { format!(" HAVING {}", having.join(" AND ")) };
    format!(
        "SELECT {}, {computed} FROM {}{} GROUP BY {}{having} ORDER BY {order}",
        keys.join(", "),
        super::lookups::source(records.profile),
        super::records::where_clause(&conditions),
        places.join(", "),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::support::time::{local_window, parse_instant};

    fn check(period: Period, at: &str, label: &str, start: &str, end: &str) {
        let zone = TimeZone::get("America/New_York").unwrap();
        let range = period.around(parse_instant(at, &zone).unwrap(), &zone).unwrap();
        assert_eq!(period.label(range.start, &zone), label);
        assert_eq!(local_window(range, &zone), [start, end]);
    }

    #[test]
    fn periods_are_plant_local() {
        check(
            Period::Day,
            "2020-03-08T12:00:00",
            "2020-03-08",
            "2020-03-08T00:00:00-05:00",
            "2020-03-09T00:00:00-04:00",
        );
        check(
            Period::Week,
            "2020-06-10T12:00:00",
            "2020-06-08",
            "2020-06-08T00:00:00-04:00",
            "2020-06-15T00:00:00-04:00",
        );
        check(
            Period::Month,
            "2020-02-29T23:59:59",
            "2020-02",
            "2020-02-01T00:00:00-05:00",
            "2020-03-01T00:00:00-05:00",
        );
        check(Period::Year, "2020-06-10", "2020", "2020-01-01T00:00:00-05:00", "2021-01-01T00:00:00-05:00");
        check(
            Period::Hour,
            "2020-11-01T05:30:00Z",
            "2020-11-01T01:00:00-04:00",
            "2020-11-01T01:00:00-04:00",
            "2020-11-01T01:00:00-05:00",
        );
    }

    #[test]
    fn statistics_of_few_numbers() {
        let check =
            |name, values: &[f64], expected| assert_eq!(statistic(name, values.to_vec()), expected, "{name}");
        check("median", &[3.0, 1.0, 2.0], Some(2.0));
        check("median", &[4.0, 1.0, 2.0, 3.0], Some(2.5));
        check("mean", &[1.0, 2.0], Some(1.5));
        check("std", &[1.0], None);
        check("std", &[1.0, 3.0], Some(2.0_f64.sqrt()));
        check("sum", &[], None);
    }
}

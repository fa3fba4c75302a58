//! A table of records as a tool sees it: columns by kind, the rows that a call
//! means, and which columns name or describe a record.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::record_batch::RecordBatch;
use plant::time::timestamp;
use plant::{Problem, RecordKind, TimeRange, Unit};
use tool::{Column, ColumnKind, ColumnProfile, TableProfile};

use super::Call;
use super::call::find_column;
use super::cells::Cells;
use super::filters::{self, Condition};
use super::lookups;
use super::problems;
use super::recurring;
use super::time::{sql_instant, sql_window, sql_windows};
use crate::sql_text::in_shift;

/// The column of asset ids that the import adds beside the column that names an asset.
pub const ASSET_ID: &str = "asset_id";

/// A table that a call reads.
pub struct Records<'c> {
    pub call: &'c Call<'c>,
    pub profile: &'c TableProfile,
    batch: Arc<RecordBatch>,
}

/// The rows that a call means, in file order, and how that reads in SQL.
#[derive(Debug, Default)]
pub struct Selection {
    pub rows: Vec<u32>,
    pub conditions: Vec<String>,
    pub window: Option<TimeRange>,
    pub notes: Vec<String>,
}

impl Selection {
    /// ` WHERE a AND b`, or nothing.
    pub fn sql(&self) -> String {
        where_clause(&self.conditions)
    }
}

/// ` WHERE a AND b`, or nothing.
pub fn where_clause(conditions: &[String]) -> String {
    if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) }
}

/// A name as SQL writes it.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text as SQL writes it.
pub fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

impl<'c> Records<'c> {
    /// # Errors
    /// PW3103 when the store does not hold the table.
    pub fn open(call: &'c Call<'c>, profile: &'c TableProfile) -> Result<Self, Problem> {
        let batch = call
            .engines
            .historian()
            .table(&profile.table)
            .ok_or_else(|| problems::unknown_table(&call.catalogue.tables, &profile.table))?;
        Ok(Self { call, profile, batch })
    }

    pub fn len(&self) -> usize {
        self.batch.num_rows()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The profile of a column.
    ///
    /// # Errors
    /// PW3106.
    pub fn column(&self, name: &str) -> Result<&'c ColumnProfile, Problem> {
        find_column(self.profile, name).ok_or_else(|| problems::unknown_column(self.profile, name))
    }

    /// The cells of a column.
    ///
    /// # Errors
    /// PW3106.
    pub fn cells(&self, name: &str) -> Result<Cells, Problem> {
        let column = self.column(name)?;
        let unread = |error| Problem::new("PW4003", format!("column {name} cannot be read: {error}"));
        let historian = self.call.engines.historian();
        let array = lookups::column(historian, self.profile, &self.batch, &column.name)
            .map_err(unread)?
            .ok_or_else(|| problems::unknown_column(self.profile, name))?;
        Cells::of(&array).map_err(unread)
    }

    /// The cells of every column that is shown, in file order: all but the added `asset_id`
    /// where a column that names the asset stands beside it.
    ///
    /// # Errors
    /// As for [`Records::cells`].
    pub fn shown(&self, columns: &[String]) -> Result<Vec<(String, Cells)>, Problem> {
        let names: Vec<&str> = if columns.is_empty() {
            let added = self.profile.asset.as_deref().is_some_and(|asset| asset != ASSET_ID);
            let all = self.profile.columns.iter().map(|column| column.name.as_str());
            all.filter(|name| !(added && *name == ASSET_ID)).collect()
        } else {
            columns
                .iter()
                .map(|name| self.column(name).map(|column| column.name.as_str()))
                .collect::<Result<_, _>>()?
        };
        names.into_iter().map(|name| Ok((name.to_owned(), self.cells(name)?))).collect()
    }

    /// The rows that the arguments `filters`, `window`, `within`, `at`, `asset` and `shift` mean.
    ///
    /// # Errors
    /// PW3102, PW3106, PW3108 for what is not there; PW3201 when the table has no time or no asset to go by.
    pub fn select(&self) -> Result<Selection, Problem> {
        let mut conditions = filters::read(self, self.call.json("filters"))?;
        let window = self.call.window("window")?;
        if let Some(window) = window {
            conditions.push(self.in_window(window)?);
        }
        if let Some(at) = self.call.instant("at")? {
            conditions.push(self.running_at(at)?);
        }
        if let Some(within) = self.call.windows("within")? {
            conditions.push(self.in_any(within)?);
        }
        if let Some(asset) = self.call.text("asset")? {
            conditions.push(self.of_asset(&asset)?);
        }
        if let Some(shift) = self.call.text("shift")? {
            conditions.push(self.in_shift(&shift)?);
        }
        let rows = (0..self.len())
            .filter(|row| conditions.iter().all(|condition| (condition.test)(*row)))
            .map(|row| row as u32)
            .collect();
        Ok(Selection {
            rows,
            notes: conditions.iter().filter_map(|condition| condition.note.clone()).collect(),
            conditions: conditions.into_iter().flat_map(|condition| condition.sql).collect(),
            window,
        })
    }

    fn in_window(&self, window: TimeRange) -> Result<Condition, Problem> {
        let name = self.time_column("window")?;
        let cells = self.cells(name)?;
        Ok(Condition {
            test: Box::new(move |row| cells.time(row).is_some_and(|time| window.contains(time))),
            sql: sql_window(&quoted(name), window),
            note: None,
        })
    }

    /// Rows that had begun at an instant and not ended; what has no end yet goes on.
    fn running_at(&self, at: i64) -> Result<Condition, Problem> {
        let columns = self.profile.start_column().zip(self.profile.end_column());
        let (start, end) = columns.ok_or_else(|| {
            let table = &self.profile.table;
            problems::bad_argument(
                "at",
                format!("the records of {table} do not tell when they began and ended"),
            )
        })?;
        let [start, end] = [start, end].map(|column| &self.profile.columns[column].name);
        let (begins, ends) = (self.cells(start)?, self.cells(end)?);
        let (instant, start, end) = (sql_instant(at), quoted(start), quoted(end));
        Ok(Condition {
            sql: vec![format!("{start} <= {instant}"), format!("({end} > {instant} OR {end} IS NULL)")],
            test: Box::new(move |row| {
                begins.time(row).is_some_and(|begin| begin <= at) && ends.time(row).is_none_or(|end| end > at)
            }),
            note: None,
        })
    }

    /// Rows whose time lies in any of several windows.
    fn in_any(&self, windows: Vec<TimeRange>) -> Result<Condition, Problem> {
        let name = self.time_column("within")?;
        let cells = self.cells(name)?;
        Ok(Condition {
            sql: vec![sql_windows(&quoted(name), &windows)],
            test: Box::new(move |row| {
                cells.time(row).is_some_and(|time| windows.iter().any(|window| window.contains(time)))
            }),
            note: None,
        })
    }

    /// Rows whose time lies in a shift, on whatever day.
    fn in_shift(&self, name: &str) -> Result<Condition, Problem> {
        let plant = self.call.plant();
        let shift = crate::period::shift_called(plant, name)?.clone();
        let column = self.time_column("shift")?;
        let cells = self.cells(column)?;
        let zone = plant.timezone.clone();
        Ok(Condition {
            sql: vec![in_shift(&shift, &quoted(column))],
            test: Box::new(move |row| {
                let time = cells.time(row).map(|ns| timestamp(ns).to_zoned_datetime(zone.clone()).time());
                time.is_some_and(|time| recurring::on(&shift, time))
            }),
            note: None,
        })
    }

    /// Rows of an asset and of everything below it.
    pub(super) fn of_asset(&self, name: &str) -> Result<Condition, Problem> {
        let asset = self.call.find_asset(name)?;
        if self.profile.asset.is_none() {
            return Err(problems::bad_argument(
                "asset",
                format!("the records of {} do not name an asset", self.profile.table),
            ));
        }
        let cells = self.cells(ASSET_ID)?;
        let ids: Vec<String> =
            self.call.plant().subtree(&asset.id).iter().map(|below| below.id.clone()).collect();
        let list: Vec<String> = ids.iter().map(|id| literal(id)).collect();
        Ok(Condition {
            sql: vec![format!("{} IN ({})", quoted(ASSET_ID), list.join(", "))],
            test: Box::new(move |row| cells.text(row).is_some_and(|id| ids.iter().any(|known| *known == id))),
            note: None,
        })
    }

    /// The column of a record's time.
    ///
    /// # Errors
    /// PW3201 on `argument` when the table has none.
    pub fn time_column(&self, argument: &str) -> Result<&'c str, Problem> {
        self.profile.time.as_deref().ok_or_else(|| {
            problems::bad_argument(argument, format!("the records of {} have no time", self.profile.table))
        })
    }

    /// The times of the records, where the table has them.
    pub fn times(&self) -> Option<Cells> {
        self.cells(self.profile.time.as_deref()?).ok()
    }

    /// Which column names a record: see [`key_column`].
    pub fn key(&self) -> Option<&'c str> {
        key_column(self.profile)
    }

    /// `SELECT columns FROM table WHERE ...`.
    pub fn sql(&self, columns: &str, selection: &Selection) -> String {
        format!("SELECT {columns} FROM {}{}", lookups::source(self.profile), selection.sql())
    }

    /// For each value of a column the text that describes it, from a column beside it or from
    /// another table that has both: `MT010` is "Oil Analysis".
    pub fn describing(&self, column: &str) -> HashMap<String, String> {
        if let Some(found) = described_in(self, column) {
            return found;
        }
        let others = self.call.catalogue.tables.iter().filter(|table| table.table != self.profile.table);
        for table in others.filter(|table| table.time.is_none() && table.column(column).is_some()) {
            let found =
                Records::open(self.call, table).ok().and_then(|records| described_in(&records, column));
            if let Some(found) = found {
                return found;
            }
        }
        self.described_in_words(column)
    }

    /// What the description of a column says of its values: "CM corrective, PM preventive".
    fn described_in_words(&self, column: &str) -> HashMap<String, String> {
        let Some(column) = self.profile.column(column).filter(|column| column.kind == ColumnKind::Text)
        else {
            return HashMap::new();
        };
        column
            .values
            .iter()
            .filter_map(|(value, _)| Some((value.clone(), meaning_in(&column.description, value)?)))
            .collect()
    }
}

/// The column whose text follows from that of `column` in every row and whose name says so.
fn described_in(records: &Records<'_>, column: &str) -> Option<HashMap<String, String>> {
    let keys = records.cells(column).ok()?;
    describing_names(column).into_iter().find_map(|name| {
        let described = find_column(records.profile, &name).filter(|beside| beside.name != column)?;
        if described.kind != ColumnKind::Text {
            return None;
        }
        let texts = records.cells(&described.name).ok()?;
        let mut found: HashMap<String, String> = HashMap::new();
        for row in 0..records.len() {
            let (Some(key), Some(text)) = (keys.text(row), texts.text(row)) else { continue };
            match found.get(key.as_ref()) {
                Some(known) if *known != text => return None,
                Some(_) => {}
                None => drop(found.insert(key.into_owned(), text.into_owned())),
            }
        }
        Some(found)
    })
}

/// What follows a code in a list of codes and meanings, up to the next.
fn meaning_in(description: &str, code: &str) -> Option<String> {
    let starts = description.match_indices(code).map(|(at, _)| at);
    let found = starts.into_iter().find_map(|at| {
        let alone = description[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '-');
        let rest = description[at + code.len()..].strip_prefix([' ', '=', ':', '：'])?;
        alone.then(|| rest.trim_start_matches([' ', '=', ':']))
    })?;
    let end = found.find([',', ';', '.', '，', '；', '。']).unwrap_or(found.len());
    Some(found[..end].trim().to_owned()).filter(|meaning| !meaning.is_empty())
}

/// What a column beside `rule_id` or `primary_code` would be called when it describes it.
fn describing_names(column: &str) -> Vec<String> {
    let mut names = vec![format!("{column}_description"), format!("{column}_name"), format!("{column}_text")];
    let stem = ["_id", "_code", "_no", "_number", "_key"].iter().find_map(|end| column.strip_suffix(end));
    if let Some(stem) = stem {
        names.extend(["name", "description", "text", "title"].map(|end| format!("{stem}_{end}")));
        names.push(stem.to_owned());
    }
    if column.ends_with("id") || column.ends_with("code") || column.ends_with("type") {
        names.extend(["description".to_owned(), "name".to_owned()]);
    }
    names
}

/// Which column names a record: one whose every value is different, else one that is called an
/// id, code or number, else the first text; never the asset's own.
pub fn key_column(profile: &TableProfile) -> Option<&str> {
    let usable: Vec<&ColumnProfile> = profile
        .columns
        .iter()
        .filter(|column| column.name != ASSET_ID && profile.asset.as_deref() != Some(&*column.name))
        .filter(|column| matches!(column.kind, ColumnKind::Text | ColumnKind::Integer))
        .collect();
    let id_like = |column: &&&ColumnProfile| {
        let name = column.name.to_lowercase();
        ["id", "code", "number", "_no", "key"].iter().any(|end| name.ends_with(end))
    };
    let mode = |column: &&&ColumnProfile| {
        profile.kind == RecordKind::FailureMode && column.name.to_lowercase().contains("mode")
    };
    let unique = |column: &&&ColumnProfile| profile.rows > 0 && column.distinct == profile.rows;
    let found = usable
        .iter()
        .find(mode)
        .or_else(|| usable.iter().find(|column| unique(column) && id_like(column)))
        .or_else(|| usable.iter().find(|column| unique(column) && column.kind == ColumnKind::Text))
        .or_else(|| usable.iter().find(id_like))
        .or_else(|| usable.iter().find(|column| column.kind == ColumnKind::Text))
        .or_else(|| usable.first());
    found
        .map(|column| column.name.as_str())
        .or_else(|| profile.columns.first().map(|column| column.name.as_str()))
}

/// The unit that a column's description ends with, or that it tells of a length of time.
pub fn described_unit(name: &str, description: &str) -> Option<Unit> {
    // "Duration, minutes", 停机时长（分钟）: the unit stands last.
    let last = || {
        let last = description.rsplit([',', '，', '(', '（', ';', '；']).next()?;
        let word = last.trim().trim_end_matches([')', '）', '.', '。']).trim();
        let short = !word.is_empty() && word.chars().count() <= 8 && word.len() < description.len();
        short.then(|| Unit::parse(word)).flatten()
    };
    let lasts = ["时长", "时间", "持续"].iter().any(|word| name.contains(word));
    let units = [("分钟", "min"), ("小时", "h"), ("秒", "s")];
    let said = units.iter().find(|(word, _)| lasts && (name.contains(word) || description.contains(word)));
    said.and_then(|(_, code)| Unit::parse(code)).or_else(last)
}

/// The unit that a column's name ends with: `duration_hours`, `energy_kwh`, `pressure (bar)`.
/// Endings that may mean something else (`_min`, `_h`) do not count.
pub fn unit_of_column(name: &str) -> Option<Unit> {
    if let Some((_, rest)) = name.rsplit_once(['(', '[']) {
        return Unit::parse(rest.trim_end_matches([')', ']']));
    }
    let end = name.rsplit(['_', ' ']).next()?.to_lowercase();
    let known = [
        "hours", "hour", "hrs", "minutes", "seconds", "days", "kwh", "mwh", "kw", "kg", "tonnes", "litres",
        "liters", "bar", "kpa", "percent", "pct", "degc", "degf", "m3", "rpm",
    ];
    // Of a time these cannot be a minimum or a height.
    let lasts = ["duration", "time", "elapsed"].iter().any(|word| name.to_lowercase().contains(word));
    let known = known.contains(&&*end) || lasts && ["min", "h", "s", "sec"].contains(&&*end);
    let alone = ["hours", "minutes", "seconds", "days"].contains(&&*end);
    (known && (alone || end.len() < name.len())).then(|| Unit::parse(&end)).flatten()
}

/// A column of a result, with the unit that its name says.
pub fn result_column(name: &str) -> Column {
    Column { name: name.to_owned(), unit: unit_of_column(name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_read_from_names_that_mean_them() {
        for (name, unit) in [
            ("duration_hours", Some("h")),
            ("energy_kwh", Some("kW.h")),
            ("pressure (bar)", Some("bar")),
            ("pressure_min", None),
            ("duration_min", Some("min")),
            ("hours", Some("h")),
            ("Minutes", Some("min")),
            ("bar", None),
            ("wo_id", None),
        ] {
            assert_eq!(unit_of_column(name), unit.map(Unit::new), "{name}");
        }
    }

    #[test]
    fn a_description_may_list_its_codes() {
        let description = "Kind of work: PM planned (preventive), CM corrective (repair); CM-2 other";
        for (code, meaning) in [
            ("PM", Some("planned (preventive)")),
            ("CM", Some("corrective (repair)")),
            ("CM-2", Some("other")),
            ("M", None),
            ("XX", None),
        ] {
            assert_eq!(meaning_in(description, code).as_deref(), meaning, "{code}");
        }
    }

    fn profile(columns: &[(&str, ColumnKind, u64)], asset: Option<&str>) -> TableProfile {
        TableProfile {
            codes: Vec::new(),
            lookups: Vec::new(),
            table: "t".to_owned(),
            kind: RecordKind::Table,
            description: String::new(),
            rows: 10,
            time: None,
            asset: asset.map(str::to_owned),
            columns: columns
                .iter()
                .map(|(name, kind, distinct)| ColumnProfile {
                    name: (*name).to_owned(),
                    kind: *kind,
                    description: String::new(),
                    unit: None,
                    distinct: *distinct,
                    values: Vec::new(),
                })
                .collect(),
        }
    }

    #[test]
    fn a_record_is_named_by_its_id() {
        use ColumnKind::{Integer, Number, Text};
        let check = |columns: &[(&str, ColumnKind, u64)], asset, expected| {
            assert_eq!(key_column(&profile(columns, asset)), Some(expected));
        };
        check(&[("machine_id", Text, 3), ("order_id", Text, 10)], Some("machine_id"), "order_id");
        check(
            &[("machine", Text, 3), ("rule_id", Text, 4), ("value", Number, 10)],
            Some("machine"),
            "rule_id",
        );
        check(&[("samples", Integer, 10), ("experiment", Text, 10)], None, "experiment");
        check(&[("value", Number, 10)], None, "value");
    }
}

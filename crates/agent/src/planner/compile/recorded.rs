//! Records: how many, which, grouped, a number over them, the most of a field, the first and the last.

use serde_json::{Value as Json, json};
use tool::{Arguments, ColumnKind, ColumnProfile, TableProfile};

use super::{Compiled, Compiler, Stop, missing};
use crate::meaning::{Slot, SlotKind, Term};
use crate::planner::frame::When;
use crate::planner::steps::args;

/// Whether an operation is about records.
pub fn is(name: &str) -> bool {
    matches!(
        name,
        "list"
            | "group"
            | "stat"
            | "extreme"
            | "exists"
            | "field"
            | "how_long"
            | "describe"
            | "time_since"
            | "start"
            | "end"
    ) || matches!(name, "count" | "first" | "last")
}

/// Kinds of records that a verb names: "tripped", "was repaired".
const IMPLIED: [(&str, &[plant::RecordKind]); 9] = {
    use plant::RecordKind::{Alarm, Batch, Downtime, Event, Inspection, WorkOrder};
    [
        ("alarms", &[Alarm]),
        ("work_orders", &[WorkOrder]),
        ("repairs", &[WorkOrder]),
        ("failures", &[Downtime, Event]),
        ("trips", &[Downtime, Event]),
        ("downtime", &[Downtime]),
        ("inspections", &[Inspection]),
        ("batches", &[Batch]),
        ("events", &[Event]),
    ]
};

/// Words that let a number itself count.
const AT_LEAST: &[&str] =
    &["at least", "no less than", "or more", "and more", "至少", "不少于", "不低于", "以上", "起码"];
const AT_MOST: &[&str] =
    &["at most", "no more than", "not more than", "or less", "or fewer", "不超过", "至多", "以下", "不多于"];

/// What selects records, as the tools take it.
struct Selection {
    table: usize,
    arguments: Arguments,
}

impl Compiler<'_> {
    pub(super) fn recorded(&mut self, meaning: &Term) -> Compiled<String> {
        let of_tag = !Self::tag_slots(meaning).is_empty();
        match meaning.name() {
            name @ ("count" | "first" | "last") if of_tag => {
                let statistic = super::measured::statistic(name).ok_or(Stop::Unfit("no statistic"))?;
                let _ = statistic;
                self.measured(meaning)
            }
            "count" => {
                let s = self.selection(meaning)?;
                Ok(self.add_of(s, "count_records", []))
            }
            "exists" => {
                let s = self.selection(meaning)?;
                Ok(self.add_of(s, "count_records", [("claim", json!(true))]))
            }
            "list" => self.listed(meaning),
            "group" => self.grouped(meaning, false),
            "stat" => self.statistic_of_records(meaning),
            "extreme" => self.extreme_record(meaning),
            "first" | "last" => self.newest(meaning, Json::Null),
            "time_since" => {
                let inner = meaning.arguments().first().ok_or(missing(SlotKind::Records))?;
                let step = self.recorded_time(inner)?;
                Ok(self.add(
                    "calculate",
                    [
                        ("operation", json!("time_since")),
                        ("left", json!({"time": {"from": step, "take": "time"}})),
                    ],
                ))
            }
            "field" => self.field(meaning),
            "describe" => self.described(meaning),
            name @ ("how_long" | "start" | "end") => {
                let record = meaning.arguments().first().ok_or(missing(SlotKind::Record))?;
                self.record_told(record, if name == "how_long" { "length" } else { name })
            }
            other => Err(Stop::NotYet(other.to_owned())),
        }
    }

    /// The table that a meaning's records stand in: named, implied by a verb, or by a value of it.
    pub(super) fn table_of(&self, meaning: &Term) -> Compiled<usize> {
        if let Some(slot) = Self::argument(meaning, SlotKind::Records) {
            return Self::filling(&self.bound.tables, slot).copied();
        }
        let tables = &self.catalogue.tables;
        for argument in meaning.arguments() {
            if let Some((_, kinds)) = IMPLIED.iter().find(|(name, _)| *name == argument.name()) {
                // The table that the question names all the same, if it is of such a kind.
                let named =
                    self.bound.tables.iter().copied().find(|table| kinds.contains(&tables[*table].kind));
                // Other records that are named are meant, whatever the verb: "which chiller alarmed most".
                let other = self.bound.tables.first().copied();
                let of_kind =
                    || kinds.iter().find_map(|kind| tables.iter().position(|table| table.kind == *kind));
                return named.or(other).or_else(of_kind).ok_or(Stop::Unfit("no such records"));
            }
        }
        if let Some(table) = self.bound.tables.first() {
            return Ok(*table);
        }
        self.bound.values.first().map(|(table, _)| *table).ok_or(missing(SlotKind::Records))
    }

    /// The column that the meaning's first field slot names, if it is of that table.
    pub(super) fn column(&self, meaning: &Term, table: usize) -> Compiled<String> {
        let mut slot = None;
        meaning.walk(&mut |term| {
            if slot.is_none() {
                slot = Self::slot(term, SlotKind::Field);
            }
        });
        self.column_of(slot.ok_or(missing(SlotKind::Field))?, table)
    }

    pub(super) fn column_of(&self, slot: Slot, table: usize) -> Compiled<String> {
        self.columns_of(table).nth(slot.place - 1).ok_or(Stop::Missing(slot))
    }

    /// The columns that the question names, of the table or of one in which its records can be looked up.
    fn columns_of(&self, table: usize) -> impl Iterator<Item = String> {
        let tables = &self.catalogue.tables;
        self.bound.columns.iter().filter_map(move |(of, column)| {
            let name = &tables[*of].columns[*column].name;
            let lookup = || tables[table].lookups.iter().find(|lookup| lookup.table == tables[*of].table);
            if *of == table { Some(name.clone()) } else { lookup().map(|lookup| lookup.name(name)) }
        })
    }

    /// A column of a table, or of one in which its records can be looked up.
    pub(super) fn profile_of(&self, table: usize, name: &str) -> Option<&ColumnProfile> {
        let profile = &self.catalogue.tables[table];
        let looked_up = || {
            let mut lookups = profile.lookups.iter();
            let (lookup, column) = lookups.find_map(|lookup| Some((lookup, lookup.column_of(name)?)))?;
            self.catalogue.table(&lookup.table)?.column(column)
        };
        profile.column(name).or_else(looked_up)
    }

    /// A column of numbers (or times) named by a slot; where several columns are named, the first that fits.
    pub(super) fn number_column(&self, term: &Term, table: usize) -> Compiled<String> {
        if term.name() == "length" {
            return self
                .duration_column(table)
                .ok_or(Stop::Unfit("records that do not tell how long they lasted"));
        }
        let slot = Self::slot(term, SlotKind::Field).ok_or(missing(SlotKind::Field))?;
        let name = match self.column_of(slot, table) {
            // "how long in all": what is added up needs no name, and of stops it is how long they were.
            Err(Stop::Missing(_))
                if self.bound.how_long
                    || self.catalogue.tables[table].kind == plant::RecordKind::Downtime =>
            {
                self.duration_column(table).ok_or(Stop::Missing(slot))?
            }
            found => found?,
        };
        let fits = |name: &str| {
            self.profile_of(table, name).is_some_and(|column| {
                matches!(column.kind, ColumnKind::Number | ColumnKind::Integer | ColumnKind::Time)
            })
        };
        // "of the orders finished in 2018, the hours in all": what is added up are the numbers, whatever else is named.
        let numeric = |name: &str| {
            self.profile_of(table, name)
                .is_some_and(|column| matches!(column.kind, ColumnKind::Number | ColumnKind::Integer))
        };
        if !numeric(&name) {
            let mut others = self.columns_of(table).filter(|other| numeric(other));
            if let (Some(other), None) = (others.next(), others.next()) {
                return Ok(other);
            }
        }
        let stops = self.bound.how_long || self.catalogue.tables[table].kind == plant::RecordKind::Downtime;
        match self.duration_column(table) {
            _ if fits(&name) => Ok(name),
            // "which machine stood longest": the machine is named, and how long it stood is added up.
            Some(duration) if stops => Ok(duration),
            _ => Err(Stop::Unfit("a column without numbers")),
        }
    }

    /// The column that tells how long a record lasted.
    pub(super) fn duration_column(&self, table: usize) -> Option<String> {
        const WORDS: &[&str] = &["duration", "dur_", "lasted", "down_", "minutes", "时长", "持续"];
        let columns = self.catalogue.tables[table].columns.iter();
        // The one that import computes from start and end is in seconds, whatever the others are in.
        if columns.clone().any(|column| column.name == "duration_s") {
            return Some("duration_s".to_owned());
        }
        let mut numbers =
            columns.filter(|column| matches!(column.kind, ColumnKind::Number | ColumnKind::Integer));
        numbers
            .find(|column| WORDS.iter().any(|word| column.name.to_lowercase().contains(word)))
            .map(|column| column.name.clone())
    }

    fn selection(&mut self, meaning: &Term) -> Compiled<Selection> {
        let table = self.table_of(meaning)?;
        let profile = &self.catalogue.tables[table];
        let mut filters = self.filters(meaning, table)?;
        if let Some(slot) = Self::argument(meaning, SlotKind::Kind) {
            if profile.asset.is_none() {
                return Err(Stop::Unfit("records without an asset"));
            }
            let members = self.members(&Term::word(slot.to_string()))?;
            let ids: Vec<&str> =
                members.iter().map(|asset| self.catalogue.plant.assets[*asset].id.as_str()).collect();
            filters.push(json!({"column": "asset_id", "op": "in", "value": ids}));
        }
        // "how many samples has experiment 4": the experiments during experiment 4 are not meant.
        let of_itself =
            meaning.arguments().iter().filter_map(|term| Self::slot(term, SlotKind::Window)).any(|slot| {
                matches!(self.bound.windows.get(slot.place - 1),
                Some(When::Record { table, .. }) if *table == profile.table)
            });
        if of_itself {
            return Err(Stop::Unfit("records during one of them"));
        }
        // "which batch was running when the flow was highest".
        let at = match meaning.arguments().iter().any(is_instant) {
            true => self.instant(meaning)?,
            false => Json::Null,
        };
        if !at.is_null() && profile.end_column().is_none() {
            return Err(Stop::Unfit("records that do not tell when they ended"));
        }
        let window = self.window(meaning)?;
        // "alarms while the flow was above 80", "stoppages on days with more than 30 degrees".
        let during = meaning.option("while").or(meaning.option("days"));
        let within = during.map_or(Ok(Json::Null), |_| self.within(meaning))?;
        let shift = self.shift_of_records(meaning, table, &mut filters)?;
        if !(window.is_null() && shift.is_null() && within.is_null()) && profile.time.is_none() {
            return Err(Stop::Unfit("records without a time"));
        }
        let asset = self.asset_argument(meaning)?;
        if asset.is_some() && profile.asset.is_none() {
            return Err(Stop::Unfit("records without an asset"));
        }
        let filters = if filters.is_empty() { Json::Null } else { Json::Array(filters) };
        let arguments = args([
            ("table", json!(profile.table)),
            ("filters", filters),
            ("window", window),
            ("within", within),
            ("at", at),
            ("shift", shift),
            ("asset", json!(asset)),
        ]);
        Ok(Selection { table, arguments })
    }

    /// Adds a call over selected records, or finds the same one made before.
    fn add_of<const N: usize>(&mut self, of: Selection, tool: &str, more: [(&str, Json); N]) -> String {
        let mut arguments = of.arguments;
        arguments.extend(args(more));
        self.steps.find(tool, &arguments).unwrap_or_else(|| self.steps.add(tool, arguments))
    }

    fn listed(&mut self, meaning: &Term) -> Compiled<String> {
        let s = self.selection(meaning)?;
        let profile = &self.catalogue.tables[s.table];
        let (order, descending) = match meaning.option("order") {
            None => (None, None),
            Some(Term::Word(word)) => (profile.time.clone(), Some(word != "oldest")),
            Some(by) => {
                let column = by.arguments().first().ok_or(missing(SlotKind::Field))?;
                (Some(self.number_column(column, s.table)?), Some(by.name() != "least"))
            }
        };
        let columns = self.shown(meaning, s.table)?;
        let limit = self.top(meaning)?;
        Ok(self.add_of(
            s,
            "list_records",
            [
                ("columns", columns),
                ("order_by", json!(order)),
                ("descending", json!(descending)),
                ("limit", limit),
            ],
        ))
    }

    /// `show=f`: what names a record, and the field.
    fn shown(&self, meaning: &Term, table: usize) -> Compiled<Json> {
        let Some(term) = meaning.option("show") else { return Ok(Json::Null) };
        let slot = Self::slot(term, SlotKind::Field).ok_or(missing(SlotKind::Field))?;
        let column = self.column_of(slot, table)?;
        let mut columns = vec![key_column(&self.catalogue.tables[table])];
        if !columns.contains(&column) {
            columns.push(column);
        }
        Ok(json!(columns))
    }

    /// `numbers`: the numbers of the groups are asked for, whether or not the groups themselves are chosen by them.
    pub(super) fn grouped(&mut self, meaning: &Term, numbers: bool) -> Compiled<String> {
        let s = self.selection(meaning)?;
        let profile = &self.catalogue.tables[s.table];
        let by = meaning.option("by").ok_or(Stop::Unfit("no groups"))?;
        let (columns, period) = match by {
            Term::Word(word) => match word.as_str() {
                // A column that says the shift knows better than the clock.
                "shift" if self.shift_column(s.table).is_some() => {
                    (json!([self.shift_column(s.table)]), Json::Null)
                }
                "shift" if self.catalogue.plant.shifts.is_empty() => {
                    return Err(Stop::NotYet("records by shift, where none is described".to_owned()));
                }
                "hour" | "day" | "week" | "month" | "quarter" | "year" | "shift" | "weekday"
                | "hour_of_day"
                    if profile.time.is_some() =>
                {
                    (Json::Null, json!(word))
                }
                "asset" if profile.asset.is_some() => (json!(["asset_id"]), Json::Null),
                "product" | "kind" => {
                    return Err(Stop::NotYet(format!("records by {word}")));
                }
                _ => {
                    let slot = Self::slot(by, SlotKind::Field).ok_or(Stop::Unfit("no groups"))?;
                    (json!([self.column_of(slot, s.table)?]), Json::Null)
                }
            },
            _ => return Err(Stop::NotYet("such groups".to_owned())),
        };
        let (measure, of) = match meaning.option("measure") {
            None => (Json::Null, Json::Null),
            Some(measure) => {
                let column = measure.arguments().first().ok_or(missing(SlotKind::Field))?;
                if !matches!(measure.name(), "sum" | "mean" | "min" | "max" | "median") {
                    return Err(Stop::NotYet(format!("{} of groups", measure.name())));
                }
                (json!(measure.name()), json!(self.number_column(column, s.table)?))
            }
        };
        let limit = self.top(meaning)?;
        let lowest = meaning.option_word("order") == Some("lowest");
        let ranked = !limit.is_null() || meaning.option("order").is_some();
        let order = if ranked { json!(if lowest { "lowest" } else { "highest" }) } else { Json::Null };
        let (above, below) =
            (self.bound_of_groups(meaning, "above")?, self.bound_of_groups(meaning, "below")?);
        let counted = meaning.option_word("report") == Some("count");
        // Which groups they are answers, and how many records each has is told beside.
        let bounded = !above.is_null() || !below.is_null();
        let chosen = ranked || bounded && !counted;
        let tool = if chosen && !numbers { "top_groups" } else { "group_records" };
        Ok(self.add_of(
            s,
            tool,
            [
                ("by", columns),
                ("by_period", period),
                ("measure", measure),
                ("of", of),
                ("order", order),
                ("limit", limit),
                ("above", above),
                ("below", below),
                ("report", if counted { json!("count") } else { Json::Null }),
            ],
        ))
    }

    /// `above=n`: only groups whose number is higher. "At least 3" records are more than 2.
    fn bound_of_groups(&self, meaning: &Term, key: &str) -> Compiled<Json> {
        let number = match meaning.option(key) {
            None => return Ok(Json::Null),
            Some(Term::Number(number)) => *number,
            Some(term) => {
                let slot = Self::slot(term, SlotKind::Number).ok_or(missing(SlotKind::Number))?;
                self.number(slot)?.value
            }
        };
        let counted = meaning.option("measure").is_none();
        let step = match key {
            "above" if counted && self.bound.speaks_of(AT_LEAST) => -1.0,
            "below" if counted && self.bound.speaks_of(AT_MOST) => 1.0,
            _ => 0.0,
        };
        Ok(json!(number + step))
    }

    fn statistic_of_records(&mut self, meaning: &Term) -> Compiled<String> {
        let s = self.selection(meaning)?;
        let of = meaning
            .arguments()
            .iter()
            .find(|argument| {
                super::measured::statistic(argument.name()).is_some() && !argument.arguments().is_empty()
            })
            .ok_or(Stop::Unfit("no statistic"))?;
        if !matches!(of.name(), "sum" | "mean" | "min" | "max" | "median" | "std") {
            return Err(Stop::NotYet(format!("{} of records", of.name())));
        }
        let column = self.number_column(of.arguments().first().ok_or(missing(SlotKind::Field))?, s.table)?;
        Ok(self.add_of(s, "records_statistic", [("of", json!(column)), ("statistic", json!(of.name()))]))
    }

    fn extreme_record(&mut self, meaning: &Term) -> Compiled<String> {
        let s = self.selection(meaning)?;
        let of = meaning
            .arguments()
            .iter()
            .find(|argument| matches!(argument.name(), "max" | "min"))
            .ok_or(Stop::Unfit("no extreme"))?;
        let column = self.number_column(of.arguments().first().ok_or(missing(SlotKind::Field))?, s.table)?;
        let report = match meaning.option("show") {
            None => Json::Null,
            Some(term) => {
                let slot = Self::slot(term, SlotKind::Field).ok_or(missing(SlotKind::Field))?;
                json!(self.column_of(slot, s.table)?)
            }
        };
        Ok(self.add_of(
            s,
            "extreme_record",
            [("of", json!(column)), ("which", json!(of.name())), ("report", report)],
        ))
    }

    /// The first or the last record; `report` is the column that answers.
    fn newest(&mut self, meaning: &Term, report: Json) -> Compiled<String> {
        let s = self.selection(meaning)?;
        let report = match meaning.option("show") {
            Some(term) if report.is_null() => {
                let slot = Self::slot(term, SlotKind::Field).ok_or(missing(SlotKind::Field))?;
                json!(self.column_of(slot, s.table)?)
            }
            _ => report,
        };
        if self.catalogue.tables[s.table].time.is_none() {
            return Err(Stop::Unfit("records without a time"));
        }
        let which = if meaning.name() == "first" { "min" } else { "max" };
        Ok(self.add_of(s, "extreme_record", [("which", json!(which)), ("report", report)]))
    }

    /// When the first or last record was.
    pub(super) fn recorded_time(&mut self, meaning: &Term) -> Compiled<String> {
        if !matches!(meaning.name(), "first" | "last") || !Self::tag_slots(meaning).is_empty() {
            return Err(Stop::NotYet(format!("the time of {}", meaning.name())));
        }
        let table = self.table_of(meaning)?;
        let time = self.catalogue.tables[table].time.clone().ok_or(Stop::Unfit("records without a time"))?;
        self.newest(meaning, json!(time))
    }

    fn field(&mut self, meaning: &Term) -> Compiled<String> {
        let slot = Self::argument(meaning, SlotKind::Record).ok_or(missing(SlotKind::Record))?;
        let key = Self::filling(&self.bound.records, slot)?.clone();
        let profile = &self.catalogue.tables[key.table];
        // "which machine was batch 12 on".
        let of_asset = meaning.arguments().iter().any(|argument| argument.name() == "asset");
        let column = match &profile.asset {
            Some(asset) if of_asset => asset.clone(),
            _ => self.column(meaning, key.table)?,
        };
        let mut columns = vec![key.column.clone(), column.clone()];
        columns.extend(self.meaning_of_code(key.table, &column));
        let filters = json!([{"column": key.column, "op": "=", "value": key.value}]);
        Ok(self.add(
            "list_records",
            [("table", json!(profile.table)), ("filters", filters), ("columns", json!(columns))],
        ))
    }

    /// What a code in a column is called in the table in which it is looked up: the texts that tell most codes apart.
    fn meaning_of_code(&self, table: usize, column: &str) -> Option<String> {
        let lookup = self.catalogue.tables[table].lookups.iter().find(|lookup| lookup.column == column)?;
        let other = self.catalogue.table(&lookup.table).filter(|_| lookup.column != "asset_id")?;
        let texts = other.columns.iter().rev();
        let texts = texts.filter(|own| own.name != lookup.key && own.kind == ColumnKind::Text);
        Some(lookup.name(&texts.max_by_key(|text| text.distinct)?.name))
    }

    fn described(&mut self, meaning: &Term) -> Compiled<String> {
        let slot = Self::argument(meaning, SlotKind::Record).ok_or(missing(SlotKind::Record))?;
        let key = Self::filling(&self.bound.records, slot)?.clone();
        let table = self.catalogue.tables[key.table].table.clone();
        let filters = json!([{"column": key.column, "op": "=", "value": key.value}]);
        Ok(self.add("list_records", [("table", json!(table)), ("filters", filters)]))
    }
}

/// Whether a term is an instant, said or found.
fn is_instant(term: &Term) -> bool {
    let said =
        matches!(term, Term::Word(word) if Slot::of(word).is_some_and(|slot| slot.kind == SlotKind::Instant));
    said || term.name() == "when"
}

/// The column that names a record: the one with as many values as there are rows, else the first.
fn key_column(table: &TableProfile) -> String {
    let named = table.columns.iter().find(|column| {
        column.distinct > 0
            && column.distinct == table.rows
            && matches!(column.kind, ColumnKind::Text | ColumnKind::Integer)
    });
    named.or(table.columns.first()).map(|column| column.name.clone()).unwrap_or_default()
}

//! Records in other words than their own: `WO_Hist` is work orders and so 维修工单, its column `COST_AED` is what
//! "spend" asks for, and what it calls `WMAT` is 等备件. The words lie in `lexicon/records.toml`.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use plant::RecordKind;
use tool::{Catalogue, ColumnKind};

use super::names::described_values;
use super::token::Token;
use super::{ColumnMention, TableMention, ValueMention};
use crate::lexicon::{Sort, lexicon};
use crate::text::{self, Unit};

/// What such a mention counts beside one by its own name.
const FAITH: f32 = 0.7;
/// Values of more words are sentences.
const LONGEST_VALUE: usize = 5;
/// Columns of more different values hold names and numbers, no states.
const MOST_VALUES: u64 = 20;

/// What the words of sorts name.
pub struct Sorted {
    pub tables: Vec<TableMention>,
    pub columns: Vec<ColumnMention>,
    pub values: Vec<ValueMention>,
    /// The table that no word names, and its field and value do.
    pub implied: Option<usize>,
}

/// Sorts of values that are told by what they are not.
const OPPOSITES: [(&str, &str); 3] =
    [("open", "closed"), ("unplanned", "planned"), ("unacknowledged", "acknowledged")];

/// Which tables, columns and values of a plant are of which sort.
#[derive(Debug, Default)]
pub struct SortIndex {
    tables: HashMap<&'static str, Vec<usize>>,
    /// By table and sort; one column each.
    columns: HashMap<(usize, &'static str), usize>,
    /// By table and sort: the column, the value, and whether anything but the value is meant.
    values: HashMap<(usize, &'static str), (usize, String, bool)>,
}

impl SortIndex {
    pub fn new(catalogue: &Catalogue) -> Self {
        let mut index = Self::default();
        for (t, table) in catalogue.tables.iter().enumerate() {
            let mut sorts: HashSet<&'static str> = of_kind(table.kind).into_iter().collect();
            let described = table.description.split([',', ';', '，', '；', '(', '（']).take(2);
            for text in std::iter::once(table.table.as_str()).chain(described) {
                sorts.extend(sorts_in(text).into_iter().filter_map(|(_, sort)| table_sort(sort)));
            }
            for sort in sorts {
                // A table of codes tells what stops are called, and not when they were.
                if table.time.is_some() || sort == "failure_mode" {
                    index.tables.entry(sort).or_default().push(t);
                }
            }
            index.add_columns(t, table);
            index.add_values(t, table);
            index.add_opposites(t);
            index.add_ends(t, table);
        }
        index
    }

    /// What has no end yet is open, where no value says so.
    fn add_ends(&mut self, t: usize, table: &tool::TableProfile) {
        let known = ["open", "closed"].iter().any(|sort| self.values.contains_key(&(t, *sort)));
        if let Some(end) = table.end_column().filter(|_| !known) {
            self.values.insert((t, "open"), (end, String::new(), false));
        }
    }

    fn add_columns(&mut self, t: usize, table: &tool::TableProfile) {
        // Of several columns of a sort, the one of which the sort's words say most.
        let mut best: HashMap<&'static str, (f32, usize, bool)> = HashMap::new();
        for (c, column) in table.columns.iter().enumerate() {
            let description = column.description.split([',', ';', '，', '；']).next().unwrap_or_default();
            for (faith, text) in [(1.0, column.name.as_str()), (0.8, description)] {
                let all = text::units(text).len().max(1) as f32;
                for (length, sort) in sorts_in(text) {
                    let Sort::Field(sort) = sort else { continue };
                    if !suits(sort, column.kind) {
                        continue;
                    }
                    let share = faith * length as f32 / all;
                    let entry = best.entry(sort).or_insert((share, c, false));
                    if entry.1 == c {
                        entry.0 = entry.0.max(share);
                    } else if share > entry.0 {
                        *entry = (share, c, false);
                    } else if share == entry.0 {
                        entry.2 = true;
                    }
                }
            }
        }
        for (sort, (_, column, doubtful)) in best {
            if !doubtful {
                self.columns.insert((t, sort), column);
            }
        }
    }

    fn add_values(&mut self, t: usize, table: &tool::TableProfile) {
        let mut found: HashMap<&'static str, Vec<(f32, usize, String)>> = HashMap::new();
        for (c, column) in table.columns.iter().enumerate() {
            if column.kind != ColumnKind::Text || column.distinct > MOST_VALUES {
                continue;
            }
            let own = column.values.iter().map(|(value, _)| (value.clone(), value.clone()));
            for (words, value) in own.chain(described_values(&column.description, &column.values)) {
                let all = text::units(&words).len();
                if all == 0 || all > LONGEST_VALUE && !words.chars().any(text::is_chinese) {
                    continue;
                }
                for (length, sort) in sorts_in(&words) {
                    if let Sort::Value(sort) = sort {
                        let share = length as f32 / all as f32;
                        found.entry(sort).or_default().push((share, c, value.clone()));
                    }
                }
            }
        }
        for (sort, mut candidates) in found {
            candidates.sort_by(|a, b| b.0.total_cmp(&a.0));
            candidates.dedup_by(|later, first| later.1 == first.1 && later.2 == first.2);
            let (best, column, value) = candidates[0].clone();
            let alone = candidates[1..]
                .iter()
                .all(|other| other.1 == column && other.2 == value || other.0 < best - 0.05);
            if alone && best >= 0.4 {
                self.values.insert((t, sort), (column, value, false));
            }
        }
    }

    /// What is not closed is open, where nothing else says so.
    fn add_opposites(&mut self, t: usize) {
        for (sort, opposite) in OPPOSITES {
            if let Some((column, value, _)) = self.values.get(&(t, opposite)).cloned()
                && !self.values.contains_key(&(t, sort))
            {
                self.values.insert((t, sort), (column, value, true));
            }
        }
    }

    /// Tables, columns and values named by the words of their sort in what `taken` leaves free. Columns and values
    /// count where their table is spoken of: in `spoken`, or named here.
    pub fn find(
        &self,
        units: &[Unit],
        tokens: &[Token],
        spoken: &[usize],
        taken: impl Fn(usize) -> bool,
    ) -> Sorted {
        let mut said: Vec<(Range<usize>, Sort)> = Vec::new();
        for (range, sort) in phrases(units) {
            let covers = |token: &Token| token.units.start < range.end && range.start < token.units.end;
            let Some(start) = tokens.iter().position(covers) else { continue };
            let end = tokens.iter().rposition(covers).map_or(start, |last| last + 1);
            if !(start..end).any(&taken) {
                said.push((start..end, sort));
            }
        }
        let mut tables = Vec::new();
        for (range, sort) in &said {
            let of_sort = table_sort(*sort).and_then(|sort| self.tables.get(sort));
            for table in of_sort.into_iter().flatten() {
                tables.push(TableMention { table: *table, score: FAITH, tokens: range.clone() });
            }
        }
        let mut of: Vec<usize> = spoken.to_vec();
        of.extend(tables.iter().map(|mention| mention.table));
        of.sort_unstable();
        of.dedup();
        let implied = if of.is_empty() { self.implied_table(&said) } else { None };
        of.extend(implied);
        let names_table = |range: &Range<usize>| {
            tables.iter().any(|table| table.tokens.start < range.end && range.start < table.tokens.end)
        };
        let mut columns = Vec::new();
        let mut values = Vec::new();
        for (range, sort) in said.iter().filter(|(range, _)| !names_table(range)) {
            for table in &of {
                match sort {
                    Sort::Field(sort) => columns.extend(self.columns.get(&(*table, *sort)).map(|column| {
                        ColumnMention { table: *table, column: *column, score: FAITH, tokens: range.clone() }
                    })),
                    Sort::Value(sort) => {
                        values.extend(self.values.get(&(*table, *sort)).map(|(column, value, denied)| {
                            ValueMention {
                                table: *table,
                                column: *column,
                                value: value.clone(),
                                tokens: range.clone(),
                                identifier: false,
                                denied: *denied,
                                negated: false,
                            }
                        }))
                    }
                    Sort::Table(_) => {}
                }
            }
        }
        Sorted { tables, columns, values, implied }
    }

    /// "labour hours on corrective work": the only table that has such a field and such a value.
    fn implied_table(&self, said: &[(Range<usize>, Sort)]) -> Option<usize> {
        let tables = self.columns.keys().chain(self.values.keys()).map(|(table, _)| *table);
        let all: HashSet<usize> = tables.collect();
        let fits = |table: usize| {
            let field = said.iter().any(
                |(_, sort)| matches!(sort, Sort::Field(sort) if self.columns.contains_key(&(table, *sort))),
            );
            let value = said.iter().any(
                |(_, sort)| matches!(sort, Sort::Value(sort) if self.values.contains_key(&(table, *sort))),
            );
            field && value
        };
        let mut fitting = all.iter().copied().filter(|table| fits(*table));
        if let Some(first) = fitting.next() {
            return fitting.next().is_none().then_some(first);
        }
        // "which craft booked the most hours": no other records have both a number of that sort and such a field.
        const NUMBERS: &[&str] = &["labour", "cost", "loss"];
        const SORTS: &[&str] = &["trade", "person", "priority", "cause", "failure", "severity", "product"];
        let has = |table: usize, sorts: &[&str]| {
            said.iter().find(|(_, sort)| {
                let Sort::Field(sort) = sort else { return false };
                sorts.contains(sort) && self.columns.contains_key(&(table, *sort))
            })
        };
        let both = |table: &usize| {
            let (number, other) = (has(*table, NUMBERS), has(*table, SORTS));
            number.zip(other).is_some_and(|((a, _), (b, _))| a.end <= b.start || b.end <= a.start)
        };
        let mut two = all.iter().copied().filter(both);
        if let Some(first) = two.next().filter(|_| two.next().is_none()) {
            return Some(first);
        }
        // "labour hours booked on pump 2": no other records have any.
        let spoken = |table: usize| {
            said.iter().any(|(range, sort)| {
                let Sort::Field(sort) = sort else { return false };
                matches!(*sort, "labour" | "cost")
                    && range.len() >= 2
                    && self.columns.contains_key(&(table, *sort))
            })
        };
        let mut spoken = all.iter().copied().filter(|table| spoken(*table));
        spoken.next().filter(|_| spoken.next().is_none())
    }
}

/// The longest phrases of sorts in a text, with how many units each takes. Several of one length may stand at one place.
fn sorts_in(text: &str) -> Vec<(usize, Sort)> {
    phrases(&text::units(text)).into_iter().map(|(range, sort)| (range.len(), sort)).collect()
}

fn phrases(units: &[Unit]) -> Vec<(Range<usize>, Sort)> {
    let words: Vec<String> = units.iter().map(|unit| unit.text.clone()).collect();
    let mut found: Vec<(Range<usize>, Sort)> = Vec::new();
    for at in 0..units.len() {
        for (length, sort) in lexicon().sorts.at(&words, at) {
            found.push((at..at + length, *sort));
        }
    }
    let all: Vec<Range<usize>> = found.iter().map(|(range, _)| range.clone()).collect();
    found.retain(|(range, _)| {
        !all.iter()
            .any(|other| other.start <= range.start && range.end <= other.end && other.len() > range.len())
    });
    found
}

fn table_sort(sort: Sort) -> Option<&'static str> {
    if let Sort::Table(sort) = sort { Some(sort) } else { None }
}

fn of_kind(kind: RecordKind) -> Option<&'static str> {
    match kind {
        RecordKind::WorkOrder => Some("work_order"),
        RecordKind::Alarm => Some("alarm"),
        RecordKind::Event => Some("event"),
        RecordKind::Downtime => Some("downtime"),
        RecordKind::FailureMode => Some("failure_mode"),
        RecordKind::Inspection => Some("inspection"),
        RecordKind::Batch => Some("batch"),
        RecordKind::Table => None,
    }
}

/// Whether a column of this kind can hold a field of the sort: a cost is a number.
fn suits(sort: &str, kind: ColumnKind) -> bool {
    let number = matches!(kind, ColumnKind::Number | ColumnKind::Integer);
    match sort {
        "cost" | "duration" | "labour" | "quantity" | "loss" | "alarm_value" | "age" => number,
        "result" => number || kind == ColumnKind::Text,
        _ => kind != ColumnKind::Time,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::HashSet;

    use tool::{ColumnProfile, TableProfile};

    use super::*;
    use crate::link::token;

    fn column(name: &str, kind: ColumnKind, values: &[&str]) -> ColumnProfile {
        ColumnProfile {
            name: name.to_owned(),
            kind,
            description: String::new(),
            unit: None,
            distinct: values.len() as u64,
            values: values.iter().map(|value| ((*value).to_owned(), 3)).collect(),
        }
    }

    fn index() -> SortIndex {
        let table = TableProfile {
            table: "WO_Hist".to_owned(),
            kind: RecordKind::WorkOrder,
            description: String::new(),
            rows: 90,
            time: Some("DONE".to_owned()),
            asset: None,
            codes: Vec::new(),
            lookups: Vec::new(),
            columns: vec![
                column("COST_AED", ColumnKind::Number, &[]),
                column("STATE", ColumnKind::Text, &["CLOSED", "WMAT"]),
            ],
        };
        let mut index = SortIndex::default();
        index.tables.insert("work_order", vec![0]);
        index.add_columns(0, &table);
        index.add_values(0, &table);
        index.add_opposites(0);
        index
    }

    fn check(question: &str, tables: usize, columns: &[usize], values: &[(&str, bool)]) {
        let units = text::units(question);
        let tokens = token::tokens(question, &units, &HashSet::new());
        let found = index().find(&units, &tokens, &[], |_| false);
        let values_found: Vec<(&str, bool)> =
            found.values.iter().map(|value| (value.value.as_str(), value.denied)).collect();
        assert_eq!(found.tables.len(), tables, "{question}");
        assert_eq!(
            found.columns.iter().map(|column| column.column).collect::<Vec<_>>(),
            columns,
            "{question}"
        );
        assert_eq!(values_found, values, "{question}");
    }

    #[test]
    fn records_are_named_in_other_words_and_languages() {
        check("维修工单的费用", 1, &[0], &[]);
        check("maintenance jobs waiting for parts", 1, &[], &[("WMAT", false)]);
        // What is not closed is open, where nothing else says so.
        check("open work orders", 1, &[], &[("CLOSED", true)]);
        check("spend on what is waiting for parts", 0, &[0], &[("WMAT", false)]);
        check("the pressure of pump 1", 0, &[], &[]);
    }
}

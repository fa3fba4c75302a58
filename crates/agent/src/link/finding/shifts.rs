//! Shifts that records name in a column, where the plant's description does not say when they run.

use plant::TimeRange;
use tool::{ColumnKind, TableProfile};

use super::super::ValueMention;
use super::{Finding, Token};
use crate::time::{TimeMeaning, TimeReading};

/// What one shift is called at different plants.
const CALLED: [&[&str]; 4] = [
    &["early", "morning", "first", "早"],
    &["late", "afternoon", "evening", "second", "中"],
    &["night", "third", "夜", "晚"],
    &["day", "白"],
];

/// The column that says in which shift a record was made.
pub fn column(table: &TableProfile) -> Option<usize> {
    let named = |name: &str| {
        let name = name.to_lowercase();
        name == "shift" || name.ends_with("_shift") || name.starts_with("shift_") || name.contains("班次")
    };
    table.columns.iter().position(|column| column.kind == ColumnKind::Text && named(&column.name))
}

/// The value of such a column that a name means: `Night` or `N` for "night shift" and 夜班, `A` for "shift A".
fn value<'t>(table: &'t TableProfile, column: usize, name: &str) -> Option<&'t str> {
    let bare = |name: &str| name.to_lowercase().replace("shift", "").replace('班', "").trim().to_owned();
    let said = bare(name);
    let called = |text: &str| {
        let text = bare(text);
        let words = |group: &&[&str]| {
            group.iter().any(|word| text.starts_with(word) || text.len() == 1 && word.starts_with(&text))
        };
        CALLED.iter().position(words)
    };
    let values = || table.columns[column].values.iter().map(|(value, _)| value.as_str());
    let exact = values().find(|value| bare(value) == said);
    exact.or_else(|| {
        let group = called(&said)?;
        let mut alike = values().filter(|value| called(value) == Some(group));
        alike.next().filter(|_| alike.next().is_none())
    })
}

impl Finding<'_> {
    /// "stops of the night shift" where stops name their shifts: that is which of them, and the day alone is the time. Of
    /// several shifts that are named beside each other none is meant alone.
    pub(super) fn shifts_of_records(&mut self) {
        let unknown = |meaning: Option<&TimeMeaning>| match meaning {
            Some(TimeMeaning::UnknownShift { name, day }) => Some((name.clone(), *day)),
            _ => None,
        };
        let named: Vec<(usize, String, TimeRange)> = self
            .times
            .iter()
            .enumerate()
            .filter_map(|(i, time)| unknown(time.meaning()).map(|(name, day)| (i, name, day)))
            .collect();
        let tables = &self.linker.catalogue.tables;
        let told = self.tables.iter().find_map(|mention| {
            let table = tables.get(mention.table).filter(|table| table.time.is_some())?;
            Some((mention.table, column(table)?))
        });
        let Some((table, column)) = told.filter(|_| !named.is_empty()) else { return };
        if let [(time, name, _)] = named.as_slice() {
            let Some(value) = value(&tables[table], column, name) else { return };
            let span = self.times[*time].span.clone();
            let covered = |token: &Token| token.span.start < span.end && span.start < token.span.end;
            let Some(start) = self.tokens.iter().position(covered) else { return };
            let end = self.tokens.iter().rposition(covered).map_or(start, |last| last) + 1;
            self.values.push(ValueMention {
                table,
                column,
                value: value.to_owned(),
                tokens: start..end,
                identifier: false,
                denied: false,
                negated: false,
            });
        }
        for (i, name, day) in named.into_iter().rev() {
            let time = &mut self.times[i];
            // "the night shift" and nothing else: no day is said.
            let alone = time.span.len() <= name.len() + "on the ".len();
            if alone {
                self.times.remove(i);
            } else {
                time.readings = vec![TimeReading { meaning: TimeMeaning::Window(day), score: 0.9 }];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tool::ColumnProfile;

    fn table(values: &[&str]) -> TableProfile {
        let column = ColumnProfile {
            name: "shift".to_owned(),
            kind: ColumnKind::Text,
            description: String::new(),
            unit: None,
            distinct: values.len() as u64,
            values: values.iter().map(|value| ((*value).to_owned(), 3)).collect(),
        };
        TableProfile {
            table: "stops".to_owned(),
            kind: plant::RecordKind::Downtime,
            description: String::new(),
            rows: 9,
            time: Some("start".to_owned()),
            asset: None,
            columns: vec![column],
            codes: Vec::new(),
            lookups: Vec::new(),
        }
    }

    #[test]
    fn a_shift_is_known_by_any_of_its_names() {
        let check = |values: &[&str], name: &str, expected: Option<&str>| {
            let table = table(values);
            assert_eq!(column(&table), Some(0));
            assert_eq!(value(&table, 0, name), expected, "{name} of {values:?}");
        };
        check(&["Early", "Late", "Night"], "夜班", Some("Night"));
        check(&["Early", "Late", "Night"], "morning shift", Some("Early"));
        check(&["E", "L", "N"], "night shift", Some("N"));
        check(&["早班", "中班", "夜班"], "late shift", Some("中班"));
        check(&["A", "B"], "shift a", Some("A"));
        check(&["A", "B"], "night shift", None);
        check(&["Early", "Late"], "白班", None);
    }
}

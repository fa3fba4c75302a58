//! Rows of records by a value that stands in them, and words in names.

use plant::{Problem, RecordKind};
use tool::{ColumnKind, TableProfile};

use super::problems::{self, fold};
use super::records::{ASSET_ID, Records};

/// The rows whose value in a column is `value`, whatever its case, and the column: the one
/// given, else the first that has such rows, the column that names records before others.
///
/// # Errors
/// PW3109 with the nearest values when there is no such row.
pub fn rows_with(
    records: &Records<'_>,
    column: Option<&str>,
    value: &str,
) -> Result<(String, Vec<usize>), Problem> {
    let wanted = fold(value);
    let candidates: Vec<&str> = match column {
        Some(column) => vec![records.column(column)?.name.as_str()],
        None => named_first(records.profile, records.key()),
    };
    for name in &candidates {
        let cells = records.cells(name)?;
        let rows: Vec<usize> = (0..records.len())
            .filter(|row| cells.text(*row).is_some_and(|text| text == value || fold(&text) == wanted))
            .collect();
        if !rows.is_empty() {
            return Ok(((*name).to_owned(), rows));
        }
    }
    Err(no_such(records.profile, &candidates, value))
}

/// Text and integer columns, the one that names records first, the asset's last.
pub fn named_first<'t>(profile: &'t TableProfile, key: Option<&'t str>) -> Vec<&'t str> {
    let all = profile
        .columns
        .iter()
        .filter(|column| matches!(column.kind, ColumnKind::Text | ColumnKind::Integer))
        .map(|column| column.name.as_str())
        .filter(|name| Some(*name) != key && *name != ASSET_ID);
    key.into_iter().chain(all).collect()
}

fn no_such(profile: &TableProfile, columns: &[&str], value: &str) -> Problem {
    let known = profile
        .columns
        .iter()
        .filter(|column| columns.contains(&&*column.name))
        .flat_map(|column| column.values.iter().map(|(text, _)| (text.as_str(), Vec::new())));
    let near = problems::nearest(value, known);
    let problem = problems::no_record(format!("the table {} has no record with \"{value}\"", profile.table));
    if near.is_empty() { problem } else { problem.help(format!("Did you mean {}?", near.join(", "))) }
}

/// Whether every word of `text` stands in one of the places.
pub fn mentions<'a>(text: &str, places: impl IntoIterator<Item = &'a str>) -> bool {
    let all = places.into_iter().map(fold).collect::<Vec<_>>().join(" \n ");
    fold(text).split(' ').all(|word| all.contains(singular(word)))
}

/// A kind without its plural: `chillers` and `Chiller` are one.
pub fn same_kind(a: &str, b: &str) -> bool {
    let (a, b) = (fold(a), fold(b));
    singular(&a) == singular(&b)
}

fn singular(word: &str) -> &str {
    if word.len() > 3 && !word.ends_with("ss") { word.strip_suffix('s').unwrap_or(word) } else { word }
}

/// Tables of one kind.
pub fn tables_of(tables: &[TableProfile], kind: RecordKind) -> impl Iterator<Item = &TableProfile> {
    tables.iter().filter(move |table| table.kind == kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_one_whatever_their_number() {
        for (a, b, same) in [
            ("Chillers", "chiller", true),
            ("air compressor", "Air_Compressors", true),
            ("press", "pres", false),
            ("pump", "fan", false),
        ] {
            assert_eq!(same_kind(a, b), same, "{a} {b}");
        }
    }

    #[test]
    fn words_may_stand_in_any_place_and_order() {
        assert!(mentions("temperature supply", ["Supply Temperature", "degF"]));
        assert!(mentions("pumps", ["Pump 3"]));
        assert!(!mentions("supply flow", ["Supply Temperature"]));
    }
}

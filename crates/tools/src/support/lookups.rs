//! Columns of other tables as columns of one: `register.criticality` of a work order is that of the machine it is on.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, UInt32Array};
use arrow::compute::take;
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;
use historian::Historian;
use tool::{Arguments, Catalogue, ColumnProfile, Lookup, TableProfile};

use super::cells::Cells;
use super::records::quoted;

/// The catalogue with the columns of other tables that the arguments name; the same one where they name none.
pub fn widened(catalogue: Arc<Catalogue>, arguments: &Arguments) -> Arc<Catalogue> {
    let text = serde_json::to_string(arguments).unwrap_or_default();
    let named = |lookup: &Lookup| text.contains(&*serde_text(&lookup.name("")));
    let tables = &catalogue.tables;
    if !tables.iter().flat_map(|table| &table.lookups).any(named) {
        return catalogue;
    }
    let wide = tables.iter().map(|table| {
        let mut wide = table.clone();
        for lookup in table.lookups.iter().filter(|lookup| named(lookup)) {
            let other = catalogue.table(&lookup.table);
            wide.columns.extend(other.into_iter().flat_map(|other| more_columns(lookup, other)));
        }
        wide
    });
    let tables = wide.collect();
    Arc::new(Catalogue { tables, ..Catalogue::clone(&catalogue) })
}

fn more_columns<'l>(lookup: &'l Lookup, other: &'l TableProfile) -> impl Iterator<Item = ColumnProfile> + 'l {
    let more = other.columns.iter().filter(|column| column.name != lookup.key);
    more.map(|column| ColumnProfile { name: lookup.name(&column.name), ..column.clone() })
}

/// A name as it stands in JSON, between its quotation marks.
fn serde_text(name: &str) -> String {
    let text = serde_json::to_string(name).unwrap_or_default();
    text.trim_matches('"').to_owned()
}

/// A column of a table of records: its own, or one that is looked up.
///
/// # Errors
/// When Arrow cannot take the looked-up rows.
pub fn column(
    historian: &Historian,
    profile: &TableProfile,
    batch: &RecordBatch,
    name: &str,
) -> Result<Option<ArrayRef>, ArrowError> {
    if let Some(own) = batch.column_by_name(name) {
        return Ok(Some(own.clone()));
    }
    let Some((lookup, column)) = sought(profile, name) else { return Ok(None) };
    let Some(other) = historian.table(&lookup.table) else { return Ok(None) };
    let (Some(own), Some(keys), Some(values)) = (
        batch.column_by_name(&lookup.column),
        other.column_by_name(&lookup.key),
        other.column_by_name(column),
    ) else {
        return Ok(None);
    };
    let (own, keys) = (Cells::of(own)?, Cells::of(keys)?);
    let rows: HashMap<_, u32> =
        (0..keys.len()).filter_map(|row| Some((keys.text(row)?, row as u32))).collect();
    let places: UInt32Array =
        (0..own.len()).map(|row| own.text(row).and_then(|key| rows.get(&key).copied())).collect();
    take(values, &places, None).map(Some)
}

fn sought<'p>(profile: &'p TableProfile, name: &'p str) -> Option<(&'p Lookup, &'p str)> {
    profile.lookups.iter().find_map(|lookup| Some((lookup, lookup.column_of(name)?)))
}

/// What stands behind FROM: the table, with the columns that are looked up beside its own.
pub fn source(profile: &TableProfile) -> String {
    let own = quoted(&profile.table);
    let used: Vec<(&Lookup, Vec<&str>)> = profile
        .lookups
        .iter()
        .map(|lookup| {
            let columns = profile.columns.iter().filter_map(|column| lookup.column_of(&column.name));
            (lookup, columns.collect::<Vec<_>>())
        })
        .filter(|(_, columns)| !columns.is_empty())
        .collect();
    if used.is_empty() {
        return own;
    }
    let mut select = vec!["own.*".to_owned()];
    let mut joins = String::new();
    for (n, (lookup, columns)) in used.iter().enumerate() {
        let as_named =
            |column: &&str| format!("more{n}.{} AS {}", quoted(column), quoted(&lookup.name(column)));
        select.extend(columns.iter().map(as_named));
        joins.push_str(&format!(
            " LEFT JOIN {} AS more{n} ON own.{} = more{n}.{}",
            quoted(&lookup.table),
            quoted(&lookup.column),
            quoted(&lookup.key)
        ));
    }
    format!("(SELECT {} FROM {own} AS own{joins})", select.join(", "))
}

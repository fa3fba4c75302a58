//! Tables, columns and values: which of the overlapping names hold.

use std::ops::Range;

use tool::Catalogue;

use super::{ColumnMention, TableMention, ValueMention};

/// Keeps the longest names; what lies inside a longer one of the same sort goes.
pub fn resolve(
    catalogue: &Catalogue,
    tables: &mut Vec<TableMention>,
    columns: &mut Vec<ColumnMention>,
    values: &mut Vec<ValueMention>,
) {
    let inside = |inner: &Range<usize>, outer: &Range<usize>| {
        outer.start <= inner.start && inner.end <= outer.end && outer.len() > inner.len()
    };
    let all_values: Vec<Range<usize>> = values.iter().map(|value| value.tokens.clone()).collect();
    values.retain(|value| !all_values.iter().any(|other| inside(&value.tokens, other)));
    let all_tables: Vec<Range<usize>> = tables.iter().map(|table| table.tokens.clone()).collect();
    tables.retain(|table| !all_tables.iter().chain(&all_values).any(|other| inside(&table.tokens, other)));
    tables.sort_by(|a, b| b.score.total_cmp(&a.score).then(b.tokens.len().cmp(&a.tokens.len())));
    let table_ranges: Vec<Range<usize>> = tables.iter().map(|table| table.tokens.clone()).collect();
    let all_columns: Vec<Range<usize>> = columns.iter().map(|column| column.tokens.clone()).collect();
    columns.retain(|column| {
        // "work orders" names the table, not its column wo_id.
        let names_table = column.score < 1.0 && table_ranges.contains(&column.tokens);
        let inside_another = all_columns
            .iter()
            .chain(&all_values)
            .chain(&table_ranges)
            .any(|other| inside(&column.tokens, other));
        !names_table && !inside_another
    });
    columns.sort_by(|a, b| b.score.total_cmp(&a.score));
    debug_assert!(values.iter().all(|value| value.table < catalogue.tables.len()));
}

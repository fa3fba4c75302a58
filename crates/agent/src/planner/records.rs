//! Intents about records, scored by the concepts that suggest them.

use tool::{Catalogue, ColumnKind};

use super::frame::Intent;
use super::slots::Slots;
use crate::link::Linked;

pub fn score(linked: &Linked, slots: &Slots, catalogue: &Catalogue, readings: &mut Vec<(Intent, f32)>) {
    let Some(table) = slots.table.map(|table| &catalogue.tables[table]) else { return };
    let has = |concept: &str| linked.has(concept);
    let mut add = |intent: Intent, score: f32| readings.push((intent, score));
    let number_column = slots
        .columns
        .iter()
        .any(|c| matches!(table.columns[*c].kind, ColumnKind::Number | ColumnKind::Integer));
    let text_column = slots
        .columns
        .iter()
        .any(|c| matches!(table.columns[*c].kind, ColumnKind::Text | ColumnKind::Boolean));
    let ranked = linked.has_any(&["most", "least", "rank"]);
    let per_period = slots.bucket.is_some();

    if has("count") {
        add(Intent::CountRecords, 3.4);
    }
    if linked.has_any(&["list", "detail"]) || has("series") {
        add(Intent::ListRecords, if has("count") { 2.6 } else { 3.2 });
    }
    if has("group") || per_period {
        let worded = linked.concepts.iter().any(|c| {
            c.concept == "group"
                && !matches!(
                    linked.question.get(c.span.clone()),
                    Some("by" | "per" | "each" | "各" | "按" | "分别" | "split")
                )
        });
        add(Intent::GroupRecords, if worded || text_column || per_period { 4.0 } else { 2.8 });
    }
    if ranked && (has("which") || has("rank") || slots.kind.is_some() || slots.limit.is_some() || text_column)
    {
        if number_column && !has("count") {
            add(Intent::ExtremeRecord, 4.6);
        }
        add(Intent::TopGroups, 4.4);
    }
    if number_column && linked.has_any(&["mean", "sum", "median", "max", "min", "std"]) && !ranked {
        add(Intent::RecordStatistic, 4.3);
    } else if number_column && linked.has_any(&["mean", "sum", "median"]) {
        add(Intent::RecordStatistic, 4.7);
    }
    let key_named = linked.values.iter().any(|value| value.identifier && Some(value.table) == slots.table);
    if key_named && (number_column || text_column) && !ranked {
        add(Intent::RecordField, 3.9);
    }
    if linked.has_any(&["latest", "first"]) && !has("count") {
        add(Intent::ExtremeRecord, 4.1);
    }
    if has("describe")
        && slots.filters.is_empty()
        && slots.windows.is_empty()
        && slots.assets.is_empty()
        && !ranked
    {
        add(Intent::DescribeTable, 2.9);
    }
    // A table with conditions and nothing else: how many.
    add(Intent::CountRecords, 1.5);
}

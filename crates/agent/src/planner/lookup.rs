//! Intents about what there is: plant, assets, tags, limits, units, codes.

use tool::Catalogue;

use super::frame::Intent;
use super::slots::Slots;
use crate::link::Linked;

pub fn score(linked: &Linked, slots: &Slots, catalogue: &Catalogue, readings: &mut Vec<(Intent, f32)>) {
    let has = |concept: &str| linked.has(concept);
    let tags = slots.tags.len();
    let timed = !slots.windows.is_empty();
    let mut add = |intent: Intent, score: f32| readings.push((intent, score));
    let asks_for_names = linked.has_any(&["list", "which", "describe", "detail", "count", "yes_no", "all"]);
    let failure_tables = catalogue.tables.iter().any(|table| table.kind == plant::RecordKind::FailureMode);

    if has("failure_mode") && failure_tables {
        add(Intent::FailureModes, 5.6);
    }
    if has("unit")
        && tags > 0
        && !timed
        && slots.unit.is_none()
        && slots.statistic.is_none_or(|s| s == super::frame::Statistic::Last)
    {
        add(Intent::UnitOf, 5.4);
    }
    if slots.limit_kind.is_some() && tags > 0 && !has("out_of_limits") {
        add(Intent::Limit, 5.3);
    } else if has("limit") && tags > 0 && !has("out_of_limits") && !has("how_long") {
        add(Intent::Limit, 4.9);
    }
    if has("sensor") && asks_for_names && !timed && slots.statistic.is_none() {
        // "which sensors": the tags themselves are asked for, also where a quantity narrows them.
        add(Intent::ListTags, if tags == 0 || has("list") { 4.3 } else { 3.0 });
    }
    if tags > 0 && has("describe") && !timed && slots.statistic.is_none() && !slots.now {
        add(Intent::DescribeTag, 3.3);
    }
    let about_assets = has("equipment") || slots.kind.is_some() || has("children") || has("parent");
    if tags == 0 && slots.table.is_none() && about_assets && asks_for_names {
        add(Intent::ListAssets, if slots.assets.is_empty() { 4.0 } else { 2.5 });
    }
    if tags == 0 && slots.table.is_none() && !slots.assets.is_empty() {
        if has("series") || timed {
            add(Intent::Series, 3.2);
        }
        if slots.now || has("latest") {
            add(Intent::Latest, 2.9);
        }
        add(Intent::DescribeAsset, if has("describe") { 3.4 } else { 1.2 });
        if has("children") {
            add(Intent::ListAssets, 4.1);
        }
    }
    let code = linked.values.iter().find(|value| value.identifier);
    if let Some(code) = code
        && tags == 0
        && has("describe")
        && !catalogue.tables[code.table].columns.is_empty()
    {
        add(Intent::DescribeCode, 3.8);
    }
    if code.is_some() && tags == 0 && has("related") && slots.windows.is_empty() {
        add(Intent::Relations, 5.0);
    }
    if tags == 0 && slots.assets.is_empty() && slots.table.is_none() {
        if has("help") || has("describe") && linked.tokens.iter().any(|token| token.word == "site") {
            add(Intent::DescribePlant, 2.5);
        }
        if has("help") {
            add(Intent::DescribePlant, 4.0);
        }
    }
}

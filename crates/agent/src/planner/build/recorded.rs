//! Plans about records.

use serde_json::{Value as Json, json};
use tool::{Catalogue, ColumnKind, TableProfile};

use super::measured::bucket_word;
use crate::link::Linked;
use crate::planner::frame::{Frame, Intent, Statistic};
use crate::planner::slots::{Filter, Slots};
use crate::planner::steps::{Steps, args};

pub fn build(frame: &mut Frame, linked: &Linked, catalogue: &Catalogue, steps: &mut Steps) -> Option<()> {
    if frame.intent == Intent::DescribeCode {
        let code = linked.values.iter().find(|value| value.identifier)?;
        steps.add("describe_code", args([("value", json!(code.value))]));
        return Some(());
    }
    if frame.intent == Intent::Relations {
        return relations(linked, catalogue, steps);
    }
    let slots = &frame.slots;
    let table = &catalogue.tables[slots.table?];
    let window =
        slots.windows.first().filter(|_| table.time.is_some()).map_or(Json::Null, |when| steps.window(when));
    let asset = slots
        .assets
        .first()
        .filter(|_| table.asset.is_some())
        .map(|asset| catalogue.plant.assets[*asset].id.clone());
    let filters = filters(slots);
    let name = json!(table.table);
    let numeric = slots
        .columns
        .iter()
        .filter_map(|c| table.columns.get(*c))
        .find(|c| matches!(c.kind, ColumnKind::Number | ColumnKind::Integer));
    // With an asset named, the column of assets is a condition and no group.
    let is_asset = |name: &str| asset.is_some() && names_assets(table, name);
    let text = slots
        .columns
        .iter()
        .filter_map(|c| table.columns.get(*c))
        .find(|c| matches!(c.kind, ColumnKind::Text | ColumnKind::Boolean) && !is_asset(&c.name));
    let base = || {
        [
            ("table", name.clone()),
            ("filters", filters.clone()),
            ("window", window.clone()),
            ("asset", json!(asset)),
        ]
    };
    let with = |more: Vec<(&str, Json)>| {
        let mut arguments = args(base());
        arguments
            .extend(more.into_iter().filter(|(_, value)| !value.is_null()).map(|(k, v)| (k.to_owned(), v)));
        arguments
    };
    match frame.intent {
        Intent::CountRecords => steps.add("count_records", with(vec![])),
        Intent::ListRecords => {
            let latest_first = linked.has("latest").then(|| json!(table.time.clone()));
            let order = latest_first.unwrap_or(Json::Null);
            let descending = if order.is_null() { Json::Null } else { json!(true) };
            steps.add(
                "list_records",
                with(vec![("order_by", order), ("descending", descending), ("limit", json!(slots.limit))]),
            )
        }
        Intent::GroupRecords => {
            let period = slots.bucket.and_then(bucket_word).filter(|word| *word != "shift");
            let by = if period.is_some() {
                None
            } else {
                Some(vec![text.map_or_else(|| category(table, slots), |c| c.name.clone())])
            };
            steps.add("group_records", with(vec![("by", json!(by)), ("by_period", json!(period))]))
        }
        Intent::TopGroups => {
            let period = slots.bucket.and_then(bucket_word).filter(|word| *word != "shift");
            let by = if period.is_some() {
                None
            } else {
                Some(vec![ranked_column(frame, table, linked, text.map(|c| c.name.as_str()))])
            };
            let limit = slots.limit.or_else(|| (!linked.has("rank")).then_some(1));
            let order = if slots.descending { "highest" } else { "lowest" };
            steps.add(
                "top_groups",
                with(vec![
                    ("by", json!(by)),
                    ("by_period", json!(period)),
                    ("order", json!(order)),
                    ("limit", json!(limit)),
                ]),
            )
        }
        Intent::ExtremeRecord => {
            let of = numeric.map(|c| c.name.clone()).or_else(|| table.time.clone());
            let latest = numeric.is_none() && !linked.has("first");
            let which = if latest || numeric.is_some() && slots.descending { "max" } else { "min" };
            let report = if linked.has("when") && numeric.is_none() { table.time.clone() } else { None };
            steps.add(
                "extreme_record",
                with(vec![("of", json!(of)), ("which", json!(which)), ("report", json!(report))]),
            )
        }
        Intent::RecordField => {
            let key = slots.filters.first()?;
            let columns: Vec<&str> = slots
                .columns
                .iter()
                .map(|c| table.columns[*c].name.as_str())
                .filter(|column| *column != key.column)
                .collect();
            if let ([one], Some(_)) = (columns.as_slice(), numeric) {
                steps.add("records_statistic", with(vec![("of", json!(one)), ("statistic", json!("sum"))]))
            } else {
                let mut shown = vec![key.column.as_str()];
                shown.extend(columns);
                steps.add("list_records", with(vec![("columns", json!(shown))]))
            }
        }
        Intent::RecordStatistic => {
            let statistic = match slots.statistic {
                Some(Statistic::Sum | Statistic::Total) => "sum",
                Some(Statistic::Max) => "max",
                Some(Statistic::Min) => "min",
                Some(Statistic::Median) => "median",
                Some(Statistic::Std) => "std",
                _ => "mean",
            };
            steps.add(
                "records_statistic",
                with(vec![("of", json!(numeric?.name)), ("statistic", json!(statistic))]),
            )
        }
        Intent::DescribeTable => steps.add("describe_table", args([("table", name.clone())])),
        _ => return None,
    };
    Some(())
}

/// Filters as the tools take them: several values of one column are alternatives.
fn filters(slots: &Slots) -> Json {
    let mut grouped: Vec<(String, Vec<String>)> = Vec::new();
    let alone = |filter: &&Filter| filter.denied != filter.negated || filter.value.is_empty();
    let denied: Vec<Json> = slots.filters.iter().filter(alone).map(Filter::argument).collect();
    for filter in slots.filters.iter().filter(|filter| !alone(filter)) {
        match grouped.iter_mut().find(|(column, _)| *column == filter.column) {
            Some((_, values)) if !values.contains(&filter.value) => values.push(filter.value.clone()),
            Some(_) => {}
            None => {
                let values = std::iter::once(&filter.value).chain(&filter.more).cloned().collect();
                grouped.push((filter.column.clone(), values));
            }
        }
    }
    if grouped.is_empty() && denied.is_empty() {
        return Json::Null;
    }
    grouped
        .into_iter()
        .map(|(column, values)| match values.as_slice() {
            [one] => json!({"column": column, "op": "=", "value": one}),
            _ => json!({"column": column, "op": "in", "value": values}),
        })
        .chain(denied)
        .collect()
}

/// The table's asset column, or one beside it that says the same: equipment_id, equipment_name.
fn names_assets(table: &TableProfile, column: &str) -> bool {
    let Some(asset) = table.asset.as_deref() else { return false };
    let stem = |name: &str| name.rsplit_once('_').map_or(name, |(stem, _)| stem).to_owned();
    column == asset || stem(column) == stem(asset) && stem(asset) != asset
}

/// The column that says what kind a record is: described so, named so, or with few different values.
fn category(table: &TableProfile, slots: &Slots) -> String {
    const WORDS: &[&str] =
        &["kind", "type", "category", "group", "class", "code", "rule", "reason", "cause", "status", "mode"];
    let filtered = |name: &str| slots.filters.iter().any(|filter| filter.column == name);
    let score = |column: &tool::ColumnProfile| {
        let says = |text: &str| WORDS.iter().any(|word| text.to_lowercase().contains(word));
        let coarse = column.description.to_lowercase().contains("coarse");
        let usable = matches!(column.kind, ColumnKind::Text | ColumnKind::Boolean)
            && (2..=200).contains(&column.distinct);
        let asset = names_assets(table, &column.name);
        if !usable || asset || filtered(&column.name) {
            return i32::MIN;
        }
        i32::from(says(&column.name)) * 4 + i32::from(says(&column.description)) * 5 + i32::from(coarse) * 3
            - (column.distinct as i32) / 40
    };
    table
        .columns
        .iter()
        .max_by_key(|column| score(column))
        .filter(|column| score(column) > i32::MIN)
        .map_or_else(
            || table.columns.first().map(|c| c.name.clone()).unwrap_or_default(),
            |column| column.name.clone(),
        )
}

/// What is ranked: a column that is named, the assets where equipment is asked for, else the category.
fn ranked_column(frame: &Frame, table: &TableProfile, linked: &Linked, named: Option<&str>) -> String {
    if let Some(column) = named {
        let assets = Some(column) == table.asset.as_deref();
        return if assets { "asset_id".to_owned() } else { column.to_owned() };
    }
    let equipment = frame.slots.kind.is_some()
        || linked.has("equipment")
        || linked.tokens.iter().any(|token| token.class == Some(crate::lexicon::NounClass::Equipment));
    match &table.asset {
        Some(_) if equipment || frame.slots.assets.is_empty() => "asset_id".to_owned(),
        _ => category(table, &frame.slots),
    }
}

/// From an identifier to another column or table: the table that holds both.
fn relations(linked: &Linked, catalogue: &Catalogue, steps: &mut Steps) -> Option<()> {
    let value = linked.values.iter().find(|value| value.identifier)?;
    // Tables in which the identifier stands, the one whose name the question says most of first.
    let said = |table: &TableProfile| {
        let words = crate::link::token::canonical(&table.table);
        words.iter().filter(|word| linked.tokens.iter().any(|token| token.word == **word)).count() * 2
    };
    let mut holding: Vec<(usize, usize)> = linked
        .values
        .iter()
        .filter(|other| other.value == value.value)
        .map(|other| (other.table, other.column))
        .collect();
    holding.sort_by_key(|(table, _)| std::cmp::Reverse(said(&catalogue.tables[*table])));
    let (table, column) = *holding.first()?;
    let profile = &catalogue.tables[table];
    let target = linked
        .columns
        .iter()
        .find(|mention| mention.table == table && mention.column != column)
        .map(|mention| profile.columns[mention.column].name.clone())
        .or_else(|| {
            let best =
                profile.columns.iter().filter(|c| c.name != profile.columns[column].name).max_by_key(|c| {
                    let words = crate::link::token::canonical(&c.name);
                    let hits = words
                        .iter()
                        .filter(|word| linked.tokens.iter().any(|token| token.word == **word))
                        .count() as i64;
                    // A key rather than its description, and never a column of the same thing.
                    let same_thing =
                        words.first() == crate::link::token::canonical(&profile.columns[column].name).first();
                    hits * 10 - words.len() as i64 - i64::from(same_thing) * 100
                });
            best.map(|c| c.name.clone())
        })?;
    steps.add(
        "relations",
        args([
            ("from_table", json!(profile.table)),
            ("column", json!(profile.columns[column].name)),
            ("value", json!(value.value)),
            ("to", json!(target)),
        ]),
    );
    Some(())
}

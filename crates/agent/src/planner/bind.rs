//! Fills the slots of meanings from what a question was linked to.

use tool::Catalogue;

use super::bound::{Bound, Key, Kind};
use super::frame::When;
use super::sketch::is_key;
use super::slots::{Slots, Threshold};
use crate::link::Linked;
use crate::time::{TimeMeaning, Unit};

pub fn bind(linked: &Linked, slots: &Slots, catalogue: &Catalogue) -> Bound {
    let plant = &catalogue.plant;
    // An asset that a tag's name holds is no asset asked for by itself; it comes last.
    let holds = |asset: usize| {
        slots.tags.iter().any(|slot| {
            let own = plant.tags[slot.tag()].asset.as_deref();
            plant.subtree(&plant.assets[asset].id).iter().any(|below| Some(below.id.as_str()) == own)
        })
    };
    let (held, free): (Vec<usize>, Vec<usize>) = slots.assets.iter().partition(|asset| holds(**asset));
    let meanings = || linked.times.iter().filter_map(|time| time.meaning());
    let tables = tables(linked, slots);
    let tags = tags(slots);
    let place = |at: usize| linked.tokens.get(at).map_or(linked.question.len(), |token| token.span.start);
    Bound {
        tag_places: tags.iter().map(|slot| place(slot.at)).collect(),
        tags,
        assets: free.into_iter().chain(held).collect(),
        kinds: linked
            .kinds
            .iter()
            .map(|mention| Kind { name: mention.kind.clone(), assets: mention.assets.clone() })
            .collect(),
        kind_places: linked.kinds.iter().map(|mention| place(mention.tokens.start)).collect(),
        windows: windows(linked, slots, catalogue),
        stretches: slots.stretches.clone(),
        of_all: slots.of_all,
        instants: meanings()
            .filter_map(
                |meaning| if let TimeMeaning::Instant(instant) = meaning { Some(*instant) } else { None },
            )
            .collect(),
        lengths: meanings()
            .filter_map(
                |meaning| if let TimeMeaning::Duration(seconds) = meaning { Some(*seconds) } else { None },
            )
            .collect(),
        numbers: linked
            .numbers
            .iter()
            .filter(|number| !number.limit)
            .map(|number| Threshold { value: number.value, unit: number.unit.clone() })
            .collect(),
        count: linked
            .numbers
            .iter()
            .find(|number| number.limit)
            .map(|number| number.value as usize)
            .or(slots.limit),
        percentile: slots.percentile,
        units: linked.units.iter().map(|mention| mention.unit.clone()).collect(),
        table_places: tables
            .iter()
            .map(|table| linked.tables.iter().find(|mention| mention.table == *table))
            .map(|mention| place(mention.map_or(usize::MAX, |mention| mention.tokens.start)))
            .collect(),
        columns: columns(linked, &tables, catalogue),
        values: slots
            .table
            .map(|table| slots.filters.iter().map(|filter| (table, filter.clone())).collect())
            .unwrap_or_default(),
        records: records(linked, catalogue),
        codes: codes(linked, catalogue),
        shifts: slots.shift.iter().cloned().collect(),
        how_long: linked.has("how_long"),
        per: meanings().find_map(per),
        rates_per: slots
            .tags
            .iter()
            .filter_map(|slot| rate_of(plant.tags[slot.tag()].unit.as_ref()?))
            .collect(),
        percent: says_percent(&linked.question),
        question: linked.question.to_lowercase(),
        words: linked.words_between(),
        tables,
    }
}

/// The time that a rate is of: `hour` of `t/h`.
fn rate_of(unit: &plant::Unit) -> Option<&'static str> {
    let (_, per) = unit.code().rsplit_once('/')?;
    Some(match per {
        "min" => "minute",
        "h" => "hour",
        "d" => "day",
        _ => return None,
    })
}

/// "per day", 每小时: the time that a rate is told for.
fn per(meaning: &TimeMeaning) -> Option<&'static str> {
    let TimeMeaning::Bucket(bucket) = meaning else { return None };
    Some(match bucket.unit {
        Unit::Second => "s",
        Unit::Minute => "min",
        Unit::Hour => "h",
        Unit::Day => "d",
        Unit::Week => "wk",
        _ => return None,
    })
    .filter(|_| bucket.count == 1)
}

fn says_percent(question: &str) -> bool {
    let lower = question.to_lowercase();
    [
        "%",
        "％",
        "percent",
        "per cent",
        "pct",
        "share",
        "proportion",
        "fraction",
        "百分",
        "占比",
        "比例",
        "几成",
        "占多",
        "涨幅",
        "降幅",
        "幅度",
    ]
    .iter()
    .any(|word| lower.contains(word))
}

/// Beside a tag that much of the question names, a word that only brushes another is none.
fn tags(slots: &Slots) -> Vec<super::slots::TagSlot> {
    const FAINT: f32 = 0.3;
    let score = |slot: &super::slots::TagSlot| slot.candidates[0].1;
    let best = slots.tags.iter().map(score).fold(0.0, f32::max);
    slots.tags.iter().filter(|slot| slot.bare || score(slot) >= FAINT * best).cloned().collect()
}

/// Windows, and the times of the records named, in the order of the question.
fn windows(linked: &Linked, slots: &Slots, catalogue: &Catalogue) -> Vec<When> {
    let said =
        slots.windows.iter().zip(&slots.window_places).filter(|(when, _)| matches!(when, When::Range(_)));
    let mut windows: Vec<(usize, When)> = said.map(|(when, place)| (*place, when.clone())).collect();
    for value in linked.values.iter().filter(|value| value.identifier) {
        let table = &catalogue.tables[value.table];
        let lasts = table.columns.iter().filter(|column| column.kind == tool::ColumnKind::Time).count() >= 2;
        let place = linked.tokens[value.tokens.start].span.start;
        if lasts
            && is_key(table, value.column)
            && !windows.iter().any(|(other, when)| *other == place && matches!(when, When::Record { .. }))
        {
            let when = When::Record {
                table: table.table.clone(),
                column: table.columns[value.column].name.clone(),
                value: value.value.clone(),
            };
            windows.push((place, when));
        }
    }
    windows.sort_by_key(|(place, _)| *place);
    windows.into_iter().map(|(_, when)| when).collect()
}

/// Identifiers, each in the tables in which it stands: where it means a thing of its own first.
fn codes(linked: &Linked, catalogue: &Catalogue) -> Vec<Key> {
    let lower = linked.question.to_lowercase();
    let speaks_of_codes = lower.contains("code") || lower.contains("代码");
    // "code FS": letters are a code where codes are spoken of and a table says what it means.
    let spoken = |value: &crate::link::ValueMention| {
        let table = &catalogue.tables[value.table];
        speaks_of_codes
            && table.time.is_none()
            && is_key(table, value.column)
            && value.value.len() <= 5
            && linked.tokens.get(value.tokens.start).is_some_and(|token| token.capitals)
    };
    let mut found: Vec<(usize, bool, Key)> = linked
        .values
        .iter()
        .filter(|value| value.identifier || spoken(value))
        .map(|value| {
            let column = value.column;
            let key = Key {
                table: value.table,
                column: catalogue.tables[value.table].columns[column].name.clone(),
                value: value.value.clone(),
            };
            (value.tokens.start, is_key(&catalogue.tables[value.table], column), key)
        })
        .collect();
    found.sort_by_key(|(place, key, _)| (*place, *key));
    let mut seen: Vec<usize> = Vec::new();
    found.retain(|(place, _, _)| {
        let new = !seen.contains(place);
        seen.push(*place);
        new
    });
    found.into_iter().map(|(_, _, key)| key).collect()
}

/// The table that most of the question speaks of, then the others it names.
fn tables(linked: &Linked, slots: &Slots) -> Vec<usize> {
    let mut tables: Vec<usize> = slots.table.into_iter().collect();
    for mention in &linked.tables {
        if !tables.contains(&mention.table)
            && !linked
                .tables
                .iter()
                .any(|other| other.tokens == mention.tokens && tables.contains(&other.table))
        {
            tables.push(mention.table);
        }
    }
    tables
}

/// Columns in the order of the question; of several that the same words name, the likeliest.
fn columns(linked: &Linked, tables: &[usize], catalogue: &Catalogue) -> Vec<(usize, usize)> {
    let of_records = |other: usize| {
        let Some(table) = tables.first().map(|table| &catalogue.tables[*table]) else { return true };
        let other = &catalogue.tables[other].table;
        table.table == *other || table.lookups.iter().any(|lookup| lookup.table == *other)
    };
    let mut mentions: Vec<_> = linked
        .columns
        .iter()
        .filter(|mention| of_records(mention.table))
        // 批次 names the records, and their column 批号 only by the way.
        .filter(|mention| !linked.tables.iter().any(|table| table.tokens == mention.tokens))
        .collect();
    // A column of the records themselves goes before one that is looked up.
    let own = |mention: &crate::link::ColumnMention| tables.first() == Some(&mention.table);
    mentions.sort_by(|a, b| own(b).cmp(&own(a)).then(b.score.total_cmp(&a.score)));
    let mut kept: Vec<(std::ops::Range<usize>, usize, usize)> = Vec::new();
    for mention in mentions {
        let taken = kept.iter().any(|(tokens, table, _)| {
            let same = *table == mention.table || tables.first().is_some_and(|own| own == table);
            same && tokens.start < mention.tokens.end && mention.tokens.start < tokens.end
        });
        if !taken {
            kept.push((mention.tokens.clone(), mention.table, mention.column));
        }
    }
    kept.extend(tables_as_fields(linked, tables, catalogue));
    kept.sort_by_key(|(tokens, _, _)| tokens.start);
    let mut columns: Vec<(usize, usize)> =
        kept.into_iter().map(|(_, table, column)| (table, column)).collect();
    columns.dedup();
    columns
}

/// "which product was batch 12": the name of a table in which the records are looked up stands for the field that is looked
/// up in it.
fn tables_as_fields(
    linked: &Linked,
    tables: &[usize],
    catalogue: &Catalogue,
) -> Vec<(std::ops::Range<usize>, usize, usize)> {
    let named = linked.values.iter().any(|value| value.identifier);
    let Some(main) = tables.first().copied().filter(|_| named) else { return Vec::new() };
    let profile = &catalogue.tables[main];
    let of_table = |mention: &crate::link::TableMention| {
        let other = &catalogue.tables[mention.table];
        let lookup = profile.lookups.iter().find(|lookup| lookup.table == other.table)?;
        let column = profile.columns.iter().position(|column| column.name == lookup.column)?;
        (lookup.column != "asset_id").then(|| (mention.tokens.clone(), main, column))
    };
    linked.tables.iter().filter(|mention| mention.table != main).filter_map(of_table).collect()
}

/// Values that name one record each.
fn records(linked: &Linked, catalogue: &Catalogue) -> Vec<Key> {
    let mut found: Vec<(bool, usize, Key)> = Vec::new();
    for value in linked.values.iter().filter(|value| value.identifier) {
        let table = &catalogue.tables[value.table];
        let key = Key {
            table: value.table,
            column: table.columns[value.column].name.clone(),
            value: value.value.clone(),
        };
        let names_one = is_key(table, value.column);
        let same = found.iter().position(|(_, at, _)| *at == value.tokens.start);
        match same {
            Some(i) if names_one && !found[i].0 => found[i] = (names_one, value.tokens.start, key),
            Some(_) => {}
            None => found.push((names_one, value.tokens.start, key)),
        }
    }
    found.sort_by_key(|(names_one, at, _)| (!names_one, *at));
    found.into_iter().map(|(_, _, key)| key).collect()
}

//! Which records are meant, with the conditions on them.

use tool::{Catalogue, ColumnKind};

use super::{Filter, Slots};
use crate::link::{Linked, ValueMention};

/// The table that most of the question's words speak of.
pub(super) fn fill(slots: &mut Slots, linked: &Linked, catalogue: &Catalogue) {
    let mut best: Option<(f32, usize)> = None;
    for t in 0..catalogue.tables.len() {
        let named = linked
            .tables
            .iter()
            .filter(|m| m.table == t)
            .map(|m| m.score + 0.1 * m.tokens.len() as f32)
            .fold(0.0, f32::max);
        let mut seen: Vec<std::ops::Range<usize>> = Vec::new();
        let mut said = 0.0;
        for value in linked.values.iter().filter(|value| value.table == t) {
            if !seen.contains(&value.tokens) {
                seen.push(value.tokens.clone());
                said += if value.identifier { 0.8 } else { 0.35 };
            }
        }
        for column in linked.columns.iter().filter(|column| column.table == t) {
            if !seen.contains(&column.tokens) {
                seen.push(column.tokens.clone());
                said += 0.3 * column.score;
            }
        }
        let identifier = linked.values.iter().any(|value| value.table == t && value.identifier);
        let score = named + said;
        if (named > 0.0 || identifier) && best.is_none_or(|(other, _)| score > other + 1e-6) {
            best = Some((score, t));
        }
    }
    let table = best
        .map(|(_, table)| table_that_looks_up(table, linked, catalogue).unwrap_or(table))
        .or(linked.implied_table)
        .or_else(|| table_of_field_and_value(linked, catalogue))
        .or_else(|| table_of_values(linked, catalogue))
        .or_else(|| table_of_fields(linked, catalogue));
    if let Some(table) = table {
        take_table(slots, linked, table, catalogue);
    }
}

/// "using the failure code table, how many labour hours …": the records whose number is asked for, where the table that is
/// named only tells more of them.
fn table_that_looks_up(named: usize, linked: &Linked, catalogue: &Catalogue) -> Option<usize> {
    let tables = &catalogue.tables;
    if tables[named].time.is_some() {
        return None;
    }
    let looks_up = |table: usize| {
        tables[table].time.is_some()
            && tables[table].lookups.iter().any(|lookup| lookup.table == tables[named].table)
    };
    // "stops of the group utility in the reason codes": both are named, and the stops are meant.
    let said = linked.tables.iter().map(|mention| mention.table).find(|table| looks_up(*table));
    if said.is_some() {
        return said;
    }
    let has_number = |table: &usize| {
        linked.columns.iter().any(|mention| {
            let number = |column: usize| {
                matches!(tables[*table].columns[column].kind, ColumnKind::Number | ColumnKind::Integer)
            };
            mention.table == *table && mention.score >= 0.7 && number(mention.column)
        })
    };
    if has_number(&named) {
        return None;
    }
    let mut fitting = (0..tables.len()).filter(|table| looks_up(*table) && has_number(table));
    fitting.next().filter(|_| fitting.next().is_none())
}

/// Takes a table's values and columns for what is meant by the words that name them.
pub fn take_table(slots: &mut Slots, linked: &Linked, table: usize, catalogue: &Catalogue) {
    slots.table = Some(table);
    slots.filters.clear();
    slots.columns.clear();
    let profile = &catalogue.tables[table];
    // Where each filter's words stand, and its column.
    let mut said: Vec<(std::ops::Range<usize>, String)> = Vec::new();
    let own =
        |value: &&ValueMention| value.table == table && !super::is_measured(&value.tokens, linked, catalogue);
    for value in linked.values.iter().filter(own) {
        let column = &profile.columns[value.column];
        // The table's own name inside a value is not a filter: "events" is not event_group = EVENT.
        let is_table_word = linked.tables.iter().any(|m| m.table == table && m.tokens == value.tokens);
        let filter = Filter {
            column: column.name.clone(),
            value: value.value.clone(),
            more: Vec::new(),
            denied: value.denied,
            negated: value.negated,
        };
        let same_words_taken = slots.filters.iter().any(|other| other == &filter);
        let same_phrase = said.iter().position(|(tokens, column)| {
            *tokens == value.tokens && *column == filter.column && !value.identifier
        });
        if let Some(place) = same_phrase.filter(|_| !is_table_word) {
            let first: &mut Filter = &mut slots.filters[place];
            if first.value != filter.value && !first.more.contains(&filter.value) {
                first.more.push(filter.value);
            }
            continue;
        }
        let fits = column.kind != ColumnKind::Time || filter.value.is_empty();
        if !is_table_word && !same_words_taken && fits {
            said.push((value.tokens.clone(), filter.column.clone()));
            slots.filters.push(filter);
        }
    }
    slots.filters.extend(looked_up(linked, table, catalogue));
    for column in linked.columns.iter().filter(|column| column.table == table) {
        if !slots.columns.contains(&column.column) {
            slots.columns.push(column.column);
        }
    }
    one_column_a_phrase(slots, linked, table, catalogue);
}

/// Values of the tables in which the records can be looked up: "work orders on machines of criticality A". What the records
/// say themselves, and what names something else, is none.
fn looked_up(linked: &Linked, table: usize, catalogue: &Catalogue) -> Vec<Filter> {
    let overlap = |a: &std::ops::Range<usize>, b: &std::ops::Range<usize>| a.start < b.end && b.start < a.end;
    let own = |tokens: &std::ops::Range<usize>| {
        linked.values.iter().any(|value| value.table == table && overlap(&value.tokens, tokens))
            || linked.tables.iter().any(|mention| overlap(&mention.tokens, tokens))
            || linked.columns.iter().any(|column| column.table == table && overlap(&column.tokens, tokens))
            || linked.assets.iter().any(|asset| overlap(&asset.tokens, tokens))
            || linked.kinds.iter().any(|kind| overlap(&kind.tokens, tokens))
    };
    // "unplanned stops", of a table of unplanned stops: what all of its records are tells none apart.
    let described = catalogue.tables[table].description.to_lowercase();
    let of_all = |tokens: &std::ops::Range<usize>| {
        let words =
            &linked.question[linked.tokens[tokens.start].span.start..linked.tokens[tokens.end - 1].span.end];
        described.contains(&words.to_lowercase())
    };
    let mut found: Vec<(std::ops::Range<usize>, Filter)> = Vec::new();
    for lookup in &catalogue.tables[table].lookups {
        let values = linked.values.iter().filter(|value| catalogue.tables[value.table].table == lookup.table);
        for value in values.filter(|value| !own(&value.tokens) && !of_all(&value.tokens)) {
            let column = &catalogue.tables[value.table].columns[value.column];
            let name = lookup.name(&column.name);
            if column.name == lookup.key || column.name == "asset_id" {
                continue;
            }
            match found.iter_mut().find(|(tokens, _)| overlap(tokens, &value.tokens)) {
                Some((_, same)) if same.column == name && same.value != value.value => {
                    same.more.push(value.value.clone());
                }
                // Of several columns with that value, the one that comes first.
                Some(_) => {}
                None => found.push((
                    value.tokens.clone(),
                    Filter {
                        column: name,
                        value: value.value.clone(),
                        more: Vec::new(),
                        denied: value.denied,
                        negated: value.negated,
                    },
                )),
            }
        }
    }
    found.into_iter().map(|(_, filter)| filter).collect()
}

/// "the moisture of the latest coal sample": records that nothing names but a field of theirs and a value beside it, which
/// no other table has both.
fn table_of_field_and_value(linked: &Linked, catalogue: &Catalogue) -> Option<usize> {
    let both = |table: &usize| {
        catalogue.tables[*table].time.is_some()
            && linked.values.iter().filter(|value| value.table == *table).any(|value| {
                let apart = |column: &crate::link::ColumnMention| {
                    column.tokens.end <= value.tokens.start || value.tokens.end <= column.tokens.start
                };
                linked
                    .columns
                    .iter()
                    .any(|column| column.table == *table && column.score >= 0.8 && apart(column))
            })
    };
    // Two conditions on the same records speak of them, whatever a tag is called.
    let twice = |table: &usize| {
        let mut columns: Vec<usize> =
            linked.values.iter().filter(|value| value.table == *table).map(|value| value.column).collect();
        columns.dedup();
        columns.len() >= 2 && both(table)
    };
    if let (Some(table), None) = {
        let mut tables = (0..catalogue.tables.len()).filter(twice);
        (tables.next(), tables.next())
    } {
        return Some(table);
    }
    // A tag that is well named is meant before any record.
    if linked.tags.iter().any(|tag| tag.candidates[0].full_name || tag.candidates[0].score >= 2.0) {
        return None;
    }
    let mut tables = (0..catalogue.tables.len()).filter(both);
    tables.next().filter(|_| tables.next().is_none())
}

/// "label jams on line 3": records that nothing names but a value of theirs, where no tag is spoken of.
fn table_of_values(linked: &Linked, catalogue: &Catalogue) -> Option<usize> {
    let long = |tokens: &std::ops::Range<usize>| {
        let characters: usize =
            linked.tokens[tokens.clone()].iter().map(|token| token.word.chars().count()).sum();
        let chinese = linked.tokens[tokens.start].script == crate::text::Script::Chinese;
        let code = tokens.len() == 1 && linked.tokens[tokens.start].capitals;
        (tokens.len() >= 2 || code) && characters >= 3 || chinese && characters >= 2
    };
    let told = linked
        .values
        .iter()
        .filter(|value| long(&value.tokens) && catalogue.tables[value.table].time.is_some())
        .max_by_key(|value| (value.tokens.len(), std::cmp::Reverse(value.table)))?;
    // 冷吨 is what is measured before it is what a table of codes speaks of.
    let beside = linked.tags.iter().any(|tag| {
        tag.tokens.start < told.tokens.start
            || told.tokens.end < tag.tokens.end
            || tag.tokens.len() >= told.tokens.len()
    });
    (!beside).then_some(told.table)
}

/// "which crew had the highest scrap": records that nothing names but a field of numbers and another field of theirs, which
/// no other table has both, where no tag is spoken of.
fn table_of_fields(linked: &Linked, catalogue: &Catalogue) -> Option<usize> {
    if linked.tags.iter().any(|tag| tag.candidates[0].full_name || tag.candidates[0].score >= 2.0) {
        return None;
    }
    let has = |table: usize, number: bool| {
        linked.columns.iter().filter(|mention| mention.table == table && mention.score >= 0.7).find(
            |mention| {
                let kind = catalogue.tables[table].columns[mention.column].kind;
                matches!(kind, ColumnKind::Number | ColumnKind::Integer) == number && kind != ColumnKind::Time
            },
        )
    };
    let both = |table: &usize| {
        catalogue.tables[*table].time.is_some()
            && has(*table, true).zip(has(*table, false)).is_some_and(|(a, b)| a.tokens != b.tokens)
    };
    let mut tables = (0..catalogue.tables.len()).filter(both);
    tables.next().filter(|_| tables.next().is_none())
}

/// The same words may be values of several columns; the one with the fewest different values is meant
/// (a category rather than its description).
fn one_column_a_phrase(slots: &mut Slots, linked: &Linked, table: usize, catalogue: &Catalogue) {
    let profile = &catalogue.tables[table];
    let distinct =
        |filter: &Filter| profile.column(&filter.column).map_or(u64::MAX, |column| column.distinct);
    let tokens = |filter: &Filter| {
        linked
            .values
            .iter()
            .find(|value| {
                value.table == table
                    && value.value == filter.value
                    && profile.columns[value.column].name == filter.column
            })
            .map(|value| value.tokens.clone())
    };
    let all = slots.filters.clone();
    slots.filters.retain(|filter| {
        !all.iter().any(|other| {
            other != filter
                && tokens(other) == tokens(filter)
                && (distinct(other), &other.column) < (distinct(filter), &filter.column)
                && other.column != filter.column
        })
    });
}

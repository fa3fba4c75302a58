//! Values that are numbers, letters, or a part of a meaning: "priority 1", "code 140", "crew B".

use std::collections::BTreeSet;

use tool::{Catalogue, ColumnKind, ColumnProfile};

use super::token::{Token, canonical};
use super::{ColumnMention, ValueMention, names};
use crate::text::Script;

/// A column of integers with no more different values holds classes and no quantities.
const FEW: u64 = 20;

/// Numbers behind the name of a column, and behind the word "code", beside the `values` that are known; codes of the records
/// that are `spoken` of by a part of what they mean.
pub fn find(
    question: &str,
    catalogue: &Catalogue,
    tokens: &[Token],
    columns: &[ColumnMention],
    values: &[ValueMention],
    spoken: &[usize],
) -> Vec<ValueMention> {
    let mut found = codes(catalogue, tokens, values);
    let spoken: BTreeSet<usize> = spoken.iter().copied().collect();
    for table in spoken.iter().filter(|table| catalogue.tables[**table].time.is_some()) {
        in_part(catalogue, tokens, *table, values, &mut found);
    }
    for table in (0..catalogue.tables.len()).filter(|table| catalogue.tables[*table].time.is_some()) {
        lettered(question, catalogue, tokens, table, values, &mut found);
    }
    for mention in columns {
        behind(question, catalogue, tokens, mention, values, &mut found);
    }
    found
}

/// "code 140": of the tables that say what codes mean, those whose codes are numbers.
fn codes(catalogue: &Catalogue, tokens: &[Token], values: &[ValueMention]) -> Vec<ValueMention> {
    let mut found = Vec::new();
    for at in 1..tokens.len() {
        let number = tokens[at].script == Script::Number && !tokens[at].after_break;
        if !number
            || !tokens[at - 1].word.contains("code")
            || values.iter().any(|own| own.tokens.contains(&at))
        {
            continue;
        }
        for (t, table) in catalogue.tables.iter().enumerate().filter(|(_, table)| table.time.is_none()) {
            let is_code = |column: &ColumnProfile| {
                column.kind == ColumnKind::Integer
                    && column.distinct == table.rows
                    && canonical(&column.name).iter().any(|word| word == "code")
            };
            if let Some(column) = table.columns.iter().position(is_code) {
                found.push(ValueMention {
                    table: t,
                    column,
                    value: tokens[at].word.clone(),
                    tokens: at - 1..at + 1,
                    identifier: true,
                    denied: false,
                    negated: false,
                });
            }
        }
    }
    found
}

/// "B crew", "crew B", B班: the letter of a crew beside the word for it, where a column holds such letters.
fn lettered(
    question: &str,
    catalogue: &Catalogue,
    tokens: &[Token],
    table: usize,
    values: &[ValueMention],
    found: &mut Vec<ValueMention>,
) {
    const CREWS: &[&str] = &["crew", "team", "班组", "班别", "班次组"];
    let profile = &catalogue.tables[table];
    for (c, column) in profile.columns.iter().enumerate() {
        let letters = column.values.iter().all(|(value, _)| value.len() == 1) && column.distinct <= FEW;
        let name = column.name.to_lowercase();
        if column.kind != ColumnKind::Text || !letters || !CREWS.iter().any(|word| name.contains(word)) {
            continue;
        }
        let is_crew = |i: Option<usize>| {
            let token = i.and_then(|i| tokens.get(i));
            token.is_some_and(|token| matches!(token.word.as_str(), "crew" | "team" | "班" | "组"))
        };
        for (at, token) in tokens.iter().enumerate() {
            let surface = question.get(token.span.clone()).unwrap_or_default();
            let Some((value, _)) = column.values.iter().find(|(value, _)| value == surface) else { continue };
            let place = match (is_crew(Some(at + 1)), is_crew(at.checked_sub(1))) {
                (true, _) => at..at + 2,
                (_, true) => at - 1..at + 1,
                _ => continue,
            };
            if !values.iter().any(|own| own.table == table && own.tokens.contains(&at)) {
                found.push(told(table, c, value.clone(), place));
            }
        }
    }
}

/// "guard door alarms" of a code "Guard door open": two words of it or more, one after the other, which stand in no other
/// name.
fn in_part(
    catalogue: &Catalogue,
    tokens: &[Token],
    table: usize,
    values: &[ValueMention],
    found: &mut Vec<ValueMention>,
) {
    let profile = &catalogue.tables[table];
    let free = |run: &std::ops::Range<usize>| {
        !values.iter().any(|own| own.tokens.start < run.end && run.start < own.tokens.end)
    };
    for (c, column) in profile.columns.iter().enumerate().filter(|(_, column)| !column.values.is_empty()) {
        let Some(coded) = names::table_of_codes(catalogue, table, c) else { continue };
        let mut best: Vec<(std::ops::Range<usize>, &str)> = Vec::new();
        for code in &catalogue.tables[coded].codes {
            if !column.values.iter().any(|(value, _)| *value == code.code) {
                continue;
            }
            for text in &code.texts {
                let Some(run) = longest_run(tokens, &canonical(text)).filter(&free) else { continue };
                let longer = best.first().map_or(0, |(other, _)| other.len());
                if run.len() > longer {
                    best.clear();
                }
                if run.len() >= longer && !best.contains(&(run.clone(), code.code.as_str())) {
                    best.push((run, &code.code));
                }
            }
        }
        found.extend(best.into_iter().map(|(run, code)| told(table, c, code.to_owned(), run)));
    }
}

/// The longest stretch of a question that stands in a name as well: two words, or three signs of Chinese, at least.
fn longest_run(tokens: &[Token], name: &[String]) -> Option<std::ops::Range<usize>> {
    let mut best: Option<std::ops::Range<usize>> = None;
    for from in 0..tokens.len() {
        for start in 0..name.len() {
            let same = tokens[from..]
                .iter()
                .zip(&name[start..])
                .enumerate()
                .take_while(|(i, (token, word))| token.word == **word && (*i == 0 || !token.after_break))
                .count();
            let run = from..from + same;
            let chinese = tokens[run.clone()].iter().all(|token| token.script == Script::Chinese);
            let telling = tokens[run.clone()].iter().filter(|token| !token.stop).count();
            let enough = telling >= if chinese { 3 } else { 2 };
            if enough && best.as_ref().is_none_or(|best| run.len() > best.len()) {
                best = Some(run);
            }
        }
    }
    best
}

/// Whether a token is the value of a column; a letter is one only as a capital, and where the column has few.
fn is_called(value: &str, token: &Token, surface: &str, distinct: u64) -> bool {
    match token.script {
        Script::Number => value == token.word,
        _ if surface.len() == 1 => {
            value == surface && surface.bytes().all(|b| b.is_ascii_uppercase()) && distinct <= FEW
        }
        _ => value.eq_ignore_ascii_case(surface) && distinct <= FEW,
    }
}

/// The number behind a column's name is what stands in it; what a code means stands in a table of codes, too.
fn behind(
    question: &str,
    catalogue: &Catalogue,
    tokens: &[Token],
    mention: &ColumnMention,
    values: &[ValueMention],
    found: &mut Vec<ValueMention>,
) {
    let mut at = mention.tokens.end;
    while tokens.get(at).is_some_and(|token| matches!(token.word.as_str(), "is" | "of" | "为" | "是")) {
        at += 1;
    }
    let Some(number) = tokens.get(at) else { return };
    let gap = question.get(tokens[mention.tokens.end - 1].span.end..number.span.start).unwrap_or_default();
    if number.after_break && !matches!(gap.trim(), "=" | ":" | "：") {
        return;
    }
    let surface = question.get(number.span.clone()).unwrap_or_default();
    let is_number = number.script == Script::Number;
    let column = &catalogue.tables[mention.table].columns[mention.column];
    let value = match column.kind {
        ColumnKind::Integer if is_number && column.distinct <= FEW => Some(number.word.clone()),
        ColumnKind::Boolean => match surface.to_lowercase().as_str() {
            "yes" | "y" | "true" | "是" => Some("true".to_owned()),
            "no" | "n" | "false" | "否" => Some("false".to_owned()),
            _ => None,
        },
        // "criticality A": a class that is too short to be looked for everywhere.
        ColumnKind::Text => column
            .values
            .iter()
            .map(|(value, _)| value)
            .find(|value| is_called(value, number, surface, column.distinct))
            .cloned(),
        _ => None,
    };
    let known =
        values.iter().chain(found.iter()).any(|own| own.table == mention.table && own.tokens.contains(&at));
    if let Some(value) = value.filter(|_| !known) {
        // What it means stands in a table of codes.
        if let Some(coded) = names::table_of_codes(catalogue, mention.table, mention.column) {
            let key = &catalogue.tables[coded].codes[0].column;
            let column = catalogue.tables[coded].columns.iter().position(|own| own.name == *key);
            found.extend(column.map(|column| ValueMention {
                identifier: true,
                ..told(coded, column, value.clone(), mention.tokens.start..at + 1)
            }));
        }
        found.push(told(mention.table, mention.column, value, mention.tokens.start..at + 1));
        if column.kind == ColumnKind::Integer {
            listed(question, tokens, at + 1, mention, found);
        }
    }
}

/// "priority 1 or 2", 优先级1、2: further numbers of the field.
fn listed(
    question: &str,
    tokens: &[Token],
    mut at: usize,
    mention: &ColumnMention,
    found: &mut Vec<ValueMention>,
) {
    loop {
        let joined = tokens
            .get(at)
            .is_some_and(|token| matches!(token.word.as_str(), "or" | "and" | "或" | "和" | "或者"));
        let next = at + usize::from(joined);
        let Some(number) = tokens.get(next).filter(|token| token.script == Script::Number) else { return };
        let gap = question.get(tokens[at - 1].span.end..number.span.start).unwrap_or_default().trim();
        if !joined && !matches!(gap, "、" | "/") {
            return;
        }
        found.push(told(mention.table, mention.column, number.word.clone(), next..next + 1));
        at = next + 1;
    }
}

fn told(table: usize, column: usize, value: String, tokens: std::ops::Range<usize>) -> ValueMention {
    ValueMention { table, column, value, tokens, identifier: false, denied: false, negated: false }
}

//! Values that are numbers: "priority 1", "code 140".

use tool::{Catalogue, ColumnKind, ColumnProfile};

use super::token::{Token, canonical};
use super::{ColumnMention, ValueMention, names};
use crate::text::Script;

/// A column of integers with no more different values holds classes and no quantities.
const FEW: u64 = 20;

/// Numbers behind the name of a column, and behind the word "code", beside the `values` that are known.
pub fn find(
    question: &str,
    catalogue: &Catalogue,
    tokens: &[Token],
    columns: &[ColumnMention],
    values: &[ValueMention],
) -> Vec<ValueMention> {
    let mut found = codes(catalogue, tokens, values);
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
                table: coded,
                column,
                value: value.clone(),
                tokens: mention.tokens.start..at + 1,
                identifier: true,
                denied: false,
                negated: false,
            }));
        }
        found.push(ValueMention {
            table: mention.table,
            column: mention.column,
            value,
            tokens: mention.tokens.start..at + 1,
            identifier: false,
            denied: false,
            negated: false,
        });
    }
}

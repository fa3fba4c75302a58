//! Records that are told by the beginning of their names: "the line3 trials", of line3-0, line3-1 and so on.

use std::collections::BTreeMap;

use tool::{Catalogue, ColumnKind, TableProfile};

use super::token::Token;
use super::{ValueMention, overlap};

/// Names of records beyond which no families are looked for.
const MOST_NAMES: usize = 2_000;
/// Names shorter than this say too little.
const SHORTEST: usize = 4;

/// Names that begin alike, in columns that name records and where not all names do.
#[derive(Debug)]
pub struct FamilyIndex {
    families: Vec<Family>,
}

#[derive(Debug)]
struct Family {
    /// What the names have in common, in lower case: `line3`.
    name: String,
    table: usize,
    column: usize,
    members: Vec<String>,
}

impl FamilyIndex {
    pub fn new(catalogue: &Catalogue) -> Self {
        let timed = catalogue.tables.iter().enumerate().filter(|(_, table)| table.time.is_some());
        Self { families: timed.flat_map(|(t, table)| of_table(t, table)).collect() }
    }

    /// The members of each family that a question names where no value is linked already.
    pub fn find(&self, question: &str, tokens: &[Token], values: &[ValueMention]) -> Vec<ValueMention> {
        let lower = question.to_lowercase();
        // Where lower case has other lengths, places would be wrong.
        if lower.len() != question.len() {
            return Vec::new();
        }
        let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/');
        let mut found = Vec::new();
        for family in &self.families {
            let Some(span) = lower.find(&family.name).map(|at| at..at + family.name.len()) else { continue };
            if lower[..span.start].ends_with(inner) || lower[span.end..].starts_with(inner) {
                continue;
            }
            let inside = |token: &Token| overlap(&token.span, &span);
            let (Some(first), Some(last)) = (tokens.iter().position(inside), tokens.iter().rposition(inside))
            else {
                continue;
            };
            let place = first..last + 1;
            if values.iter().any(|own| overlap(&own.tokens, &place)) {
                continue;
            }
            found.extend(family.members.iter().map(|value| ValueMention {
                table: family.table,
                column: family.column,
                value: value.clone(),
                tokens: place.clone(),
                identifier: false,
                denied: false,
                negated: false,
            }));
        }
        found
    }
}

fn of_table(t: usize, table: &TableProfile) -> Vec<Family> {
    let mut found = Vec::new();
    for (c, column) in table.columns.iter().enumerate() {
        let all_known = column.values.len() as u64 == column.distinct && column.values.len() <= MOST_NAMES;
        let names_records = column.distinct * 2 >= table.rows;
        if column.kind != ColumnKind::Text || !all_known || !names_records {
            continue;
        }
        let mut families: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (value, _) in &column.values {
            if let Some(name) = family_of(value) {
                families.entry(name).or_default().push(value.clone());
            }
        }
        let several = |members: &[String]| (2..column.values.len()).contains(&members.len());
        let families = families.into_iter().filter(|(_, members)| several(members));
        found.extend(families.map(|(name, members)| Family { name, table: t, column: c, members }));
    }
    found
}

/// `line3` of `line3-1`: a word with a number, before the last part.
fn family_of(value: &str) -> Option<String> {
    let (name, _) = value.rsplit_once(['-', '_', '/'])?;
    let telling = name.contains(|c: char| c.is_ascii_digit()) && name.contains(char::is_alphabetic);
    (name.len() >= SHORTEST && telling).then(|| name.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_is_a_word_with_a_number() {
        for (value, expected) in [
            ("Line3-1", Some("line3")),
            ("valve1/0", Some("valve1")),
            ("a1-2", None),
            ("trial-2", None),
            ("x", None),
        ] {
            assert_eq!(family_of(value).as_deref(), expected, "{value}");
        }
    }
}

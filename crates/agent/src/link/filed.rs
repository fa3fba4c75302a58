//! Tables and columns that are named otherwise than they are called: by what their descriptions say, by some of their
//! words, in another order. "Lab results" are the table `chem_lab` that is described as "Lab samples of the water and steam
//! cycle" only as far as its words reach; "which was down" is told by the description of a column.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use tool::Catalogue;

use super::token::{Token, canonical_tokens};
use super::{ColumnMention, TableMention};
use crate::text::Script;

/// Longest stretch of words that is taken for one name.
const LONGEST: usize = 6;
/// Share of a name, weighted by how rare its words are, that must be said.
const ENOUGH: f32 = 0.55;
/// How much better the best must be than the next.
const MARGIN: f32 = 0.08;
/// What such a mention counts beside one by its own name.
const FAITH: f32 = 0.75;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Table(usize),
    Column(usize, usize),
}

#[derive(Debug)]
struct Name {
    place: Place,
    words: Vec<String>,
    weight: f32,
}

#[derive(Debug)]
pub struct FiledIndex {
    names: Vec<Name>,
    by_word: HashMap<String, Vec<usize>>,
    idf: HashMap<String, f32>,
    rarest: f32,
}

/// Words that hardly tell one table or column from another.
const COMMON: [&str; 16] = [
    "record", "log", "list", "history", "number", "no", "id", "table", "entry", "code", "记", "录", "表",
    "单", "号", "编",
];

impl FiledIndex {
    pub fn new(catalogue: &Catalogue) -> Self {
        let mut names: Vec<Name> = Vec::new();
        let mut add = |place: Place, text: &str| {
            let words = content(text);
            if !words.is_empty() && words.len() <= 9 {
                names.push(Name { place, words, weight: 0.0 });
            }
        };
        for (t, table) in catalogue.tables.iter().enumerate() {
            add(Place::Table(t), &table.table);
            for clause in clauses(&table.description).take(2) {
                add(Place::Table(t), clause);
                // "Lab samples of the water and steam cycle": the thing itself stands first.
                if let Some((first, _)) = clause.split_once(" of ").or_else(|| clause.split_once(" as ")) {
                    add(Place::Table(t), first);
                }
            }
            for (c, column) in table.columns.iter().enumerate() {
                add(Place::Column(t, c), &column.name);
                if let Some(clause) = clauses(&column.description).next() {
                    add(Place::Column(t, c), clause);
                }
            }
        }
        let mut having: HashMap<String, HashSet<(usize, usize)>> = HashMap::new();
        for name in &names {
            let place = match name.place {
                Place::Table(t) => (t, usize::MAX),
                Place::Column(t, c) => (t, c),
            };
            for word in &name.words {
                having.entry(word.clone()).or_default().insert(place);
            }
        }
        let count = catalogue.tables.iter().map(|table| 1 + table.columns.len()).sum::<usize>().max(1) as f32;
        let idf: HashMap<String, f32> = having
            .into_iter()
            .map(|(word, places)| {
                let rare = (1.0 + count / (places.len() as f32 + 0.5)).ln();
                let weight = if COMMON.contains(&word.as_str()) { 0.3 * rare } else { rare };
                (word, weight)
            })
            .collect();
        let rarest = (1.0 + count / 1.5).ln();
        let mut by_word: HashMap<String, Vec<usize>> = HashMap::new();
        for (n, name) in names.iter_mut().enumerate() {
            name.weight = name.words.iter().map(|word| idf.get(word).copied().unwrap_or(rarest)).sum();
            for word in &name.words {
                by_word.entry(word.clone()).or_default().push(n);
            }
        }
        Self { names, by_word, idf, rarest }
    }

    /// Tables and columns named by stretches that `taken` leaves free. Columns count where their table is spoken of:
    /// `tables` already named, or named here.
    pub fn find(
        &self,
        tokens: &[Token],
        tables: &[usize],
        taken: impl Fn(usize) -> bool,
    ) -> (Vec<TableMention>, Vec<ColumnMention>) {
        let mut found: Vec<(f32, Place, Range<usize>)> = Vec::new();
        for from in 0..tokens.len() {
            for to in from + 1..=tokens.len().min(from + LONGEST) {
                if taken(to - 1) || tokens[to - 1].after_break && to - 1 > from {
                    break;
                }
                if tokens[from].stop || tokens[to - 1].stop {
                    continue;
                }
                for (score, place) in self.read(&tokens[from..to]) {
                    found.push((score, place, from..to));
                }
            }
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.2.len().cmp(&a.2.len())));
        let overlaps = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
        let mut named: Vec<TableMention> = Vec::new();
        for (score, place, range) in &found {
            if let Place::Table(table) = place
                && !named.iter().any(|other| overlaps(&other.tokens, range))
            {
                named.push(TableMention {
                    table: *table,
                    score: FAITH * score.min(1.0),
                    tokens: range.clone(),
                });
            }
        }
        let spoken: Vec<usize> =
            tables.iter().copied().chain(named.iter().map(|mention| mention.table)).collect();
        let mut columns: Vec<ColumnMention> = Vec::new();
        for (score, place, range) in &found {
            let Place::Column(table, column) = place else { continue };
            let free = !columns.iter().any(|other| other.table == *table && overlaps(&other.tokens, range));
            if free && spoken.contains(table) {
                columns.push(ColumnMention {
                    table: *table,
                    column: *column,
                    score: FAITH * score.min(1.0),
                    tokens: range.clone(),
                });
            }
        }
        (named, columns)
    }

    fn weight(&self, word: &str) -> f32 {
        self.idf.get(word).copied().unwrap_or(self.rarest)
    }

    /// The table, and for each table the column, of which a stretch says enough and nothing else.
    fn read(&self, stretch: &[Token]) -> Vec<(f32, Place)> {
        let said: Vec<&str> =
            stretch.iter().filter(|token| !token.stop).map(|token| token.word.as_str()).collect();
        // Chinese characters that are no words say something only together.
        let characters = stretch.iter().all(|token| token.script == Script::Chinese && token.class.is_none());
        let common = said.iter().all(|word| COMMON.contains(word));
        if said.is_empty() || common || characters && said.len() < 2 {
            return Vec::new();
        }
        let Some(rarest) =
            said.iter().filter_map(|word| self.by_word.get(*word)).min_by_key(|list| list.len())
        else {
            return Vec::new();
        };
        let mut best: Vec<(f32, Place)> = Vec::new();
        for n in rarest {
            let name = &self.names[*n];
            if !said.iter().all(|word| name.words.iter().any(|own| own == word)) {
                continue;
            }
            let weight: f32 = name
                .words
                .iter()
                .filter(|own| said.contains(&own.as_str()))
                .map(|own| self.weight(own))
                .sum();
            let share = weight / name.weight.max(1e-3);
            if share < ENOUGH {
                continue;
            }
            match best.iter_mut().find(|(_, place)| *place == name.place) {
                Some((most, _)) => *most = most.max(share),
                None => best.push((share, name.place)),
            }
        }
        best.sort_by(|a, b| b.0.total_cmp(&a.0));
        // Of several tables, or of several columns of one table, that fit alike, none is meant.
        let group = |place: Place| if let Place::Column(table, _) = place { Some(table) } else { None };
        let kept: Vec<(f32, Place)> = best
            .iter()
            .filter(|(share, place)| {
                !best.iter().any(|(other, rival)| {
                    rival != place && group(*rival) == group(*place) && *other > share - MARGIN
                })
            })
            .map(|(share, place)| (share + 0.05 * said.len() as f32, *place))
            .collect();
        kept
    }
}

/// Words of a name that carry something.
fn content(text: &str) -> Vec<String> {
    let mut words: Vec<String> =
        canonical_tokens(text).into_iter().filter(|token| !token.stop).map(|token| token.word).collect();
    words.dedup();
    words
}

/// Parts of a description, those left out that list codes (`CM corrective`).
fn clauses(description: &str) -> impl Iterator<Item = &str> {
    description.split([',', ';', '，', '；', '(', '（', '、', ':', '：']).map(str::trim).filter(|clause| {
        let first = clause.split_whitespace().next().unwrap_or_default();
        let code = first.len() <= 6 && first.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        !clause.is_empty() && !code
    })
}

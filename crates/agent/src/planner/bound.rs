//! What the slots of a meaning are filled with.

use plant::Unit;

use super::frame::When;
use super::slots::{Filter, TagSlot, Threshold};
use crate::meaning::SlotKind;

/// A kind of machines that the question names, with those of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Kind {
    pub name: String,
    pub assets: Vec<usize>,
}

/// A record that the question names: `batch 1042`.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    pub table: usize,
    pub column: String,
    pub value: String,
}

/// Fillings by kind of slot, each in the order of the question: `t2` is `tags[1]`.
#[derive(Debug, Clone, Default)]
pub struct Bound {
    pub tags: Vec<TagSlot>,
    /// Where each of them stands in the question (bytes).
    pub tag_places: Vec<usize>,
    /// Assets named beside those that a tag's name holds.
    pub assets: Vec<usize>,
    pub kinds: Vec<Kind>,
    /// Where each of them stands in the question (bytes).
    pub kind_places: Vec<usize>,
    pub windows: Vec<When>,
    /// Where a stretch of the clock on several days is meant: each of them, within the first window.
    pub stretches: Vec<plant::TimeRange>,
    /// The window is all that is recorded, for the question only says what is left out of it.
    pub of_all: bool,
    pub instants: Vec<i64>,
    /// Lengths of time, seconds.
    pub lengths: Vec<f64>,
    pub numbers: Vec<Threshold>,
    /// How many are asked for: "top 3".
    pub count: Option<usize>,
    pub percentile: Option<f64>,
    pub units: Vec<Unit>,
    pub tables: Vec<usize>,
    /// Where each of them stands in the question (bytes); its end for one that no word names.
    pub table_places: Vec<usize>,
    /// Columns with their table.
    pub columns: Vec<(usize, usize)>,
    /// Values that stand in a table's column, with the table.
    pub values: Vec<(usize, Filter)>,
    pub records: Vec<Key>,
    pub codes: Vec<Key>,
    pub shifts: Vec<String>,
    /// The question in lower case.
    pub question: String,
    /// A share is asked for, in per cent.
    pub percent: bool,
    /// A length of time is asked for.
    pub how_long: bool,
    /// The time that a rate is told for: `d` of "per day", as UCUM has it.
    pub per: Option<&'static str>,
    /// The times that the named tags' own units are told for: `hour` of `t/h`.
    pub rates_per: Vec<&'static str>,
    /// Parts, symptoms and topics in the words of the question.
    pub words: Vec<String>,
}

impl Bound {
    /// Whether the question holds any of these words or beginnings of words.
    pub fn speaks_of(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.place_of(word).is_some())
    }

    /// Where the question first holds a word or the beginning of one (bytes): "most" does not stand in "almost".
    pub fn place_of(&self, word: &str) -> Option<usize> {
        let inside = |at: usize| self.question[..at].ends_with(|c: char| c.is_ascii_alphabetic());
        let begins = word.starts_with(|c: char| c.is_ascii_alphabetic());
        // "min" is no "minutes".
        let longer = |at: usize| {
            word == "min" && self.question[at + word.len()..].starts_with(|c: char| c.is_ascii_alphabetic())
        };
        let mut places = self.question.match_indices(word).map(|(at, _)| at);
        places.find(|at| !(begins && inside(*at) || longer(*at)))
    }

    /// How many things fill the numbered slots of a kind; `None` for what is told by other means, or by none.
    pub fn filled(&self, kind: SlotKind) -> Option<usize> {
        Some(match kind {
            SlotKind::Tag => self.tags.len(),
            SlotKind::Asset => self.assets.len(),
            SlotKind::Kind => self.kinds.len(),
            SlotKind::Window => self.windows.len(),
            SlotKind::Instant => self.instants.len(),
            SlotKind::Length => self.lengths.len(),
            SlotKind::Number => self.numbers.len(),
            SlotKind::Unit => self.units.len(),
            SlotKind::Records => self.tables.len(),
            SlotKind::Field => self.columns.len(),
            SlotKind::Value => self.values.len(),
            SlotKind::Record => self.records.len(),
            SlotKind::Code => self.codes.len(),
            SlotKind::Shift => self.shifts.len(),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_where_they_begin() {
        for (question, word, found) in [
            ("almost the most", "most", Some(11)),
            ("almost none", "most", None),
            ("yesterday", "day", None),
            ("the longest day", "long", Some(4)),
            ("哪天最多", "最多", Some(6)),
            ("12h long", "h", Some(2)),
            ("the last 30 minutes", "min", None),
            ("min of the flow", "min", Some(0)),
        ] {
            let bound = Bound { question: question.to_owned(), ..Bound::default() };
            assert_eq!(bound.place_of(word), found, "{word} in {question}");
        }
    }
}

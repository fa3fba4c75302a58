//! What a question's words refer to: times, numbers, assets, tags, tables, columns, values -
//! every reading with its score, so that later stages choose.
//!
//! Knows nothing of plans or answers.

mod assets;
mod coded;
mod concepts;
mod families;
mod filed;
mod finding;
pub mod names;
mod numbered;
pub mod numbers;
mod records;
mod sorts;
mod tags;
pub mod token;

pub use assets::digits;
pub use finding::shift_column;

use std::ops::Range;
use std::sync::Arc;

use plant::{Language, Unit};
use tool::Catalogue;

use crate::text;
use crate::time::TimeMention;
use names::NameIndex;
use numbers::{NumberMention, UnitMention};
use token::Token;

/// A concept of the lexicon found in the question; `tokens` and `span` tell where.
#[derive(Debug, Clone, PartialEq)]
pub struct ConceptMention {
    pub concept: &'static str,
    pub tokens: Range<usize>,
    pub span: Range<usize>,
}

/// An asset named by one of its names.
#[derive(Debug, Clone, PartialEq)]
pub struct AssetMention {
    /// Indexes into the plant's assets, best first.
    pub assets: Vec<usize>,
    pub tokens: Range<usize>,
    pub span: Range<usize>,
}

/// A kind of asset: "chillers", 泵.
#[derive(Debug, Clone, PartialEq)]
pub struct KindMention {
    pub kind: String,
    /// All assets of that kind.
    pub assets: Vec<usize>,
    pub tokens: Range<usize>,
}

/// One tag that a stretch of words may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct TagCandidate {
    /// Index into the plant's tags.
    pub tag: usize,
    pub score: f32,
    /// Weight of its name's words that the question does not say.
    pub missing: f32,
    /// A name or alias of it stands there in full.
    pub full_name: bool,
    /// The question names assets, and this is a tag of none of them.
    pub elsewhere: bool,
}

/// A stretch of words that means one tag.
#[derive(Debug, Clone, PartialEq)]
pub struct TagMention {
    /// Best first; at least one.
    pub candidates: Vec<TagCandidate>,
    /// Words that the best candidate does not explain although they name things.
    pub unexplained: Vec<String>,
    /// Only a quantity is named ("temperature"), so every tag that measures it fits.
    pub bare_quantity: bool,
    pub tokens: Range<usize>,
    pub span: Range<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TableMention {
    pub table: usize,
    pub score: f32,
    pub tokens: Range<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ColumnMention {
    pub table: usize,
    pub column: usize,
    pub score: f32,
    pub tokens: Range<usize>,
}

/// A value that stands in a column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueMention {
    pub table: usize,
    pub column: usize,
    pub value: String,
    pub tokens: Range<usize>,
    /// Looks like an identifier (`RUL0030`, `valve1-4`) rather than a word.
    pub identifier: bool,
    /// Anything but this value is meant: "open" where only what is closed says so.
    pub denied: bool,
    /// A word before it says that it is not meant: "not completed", 未完成.
    pub negated: bool,
}

/// Words that name something which the plant does not have.
#[derive(Debug, Clone, PartialEq)]
pub struct UnknownMention {
    pub text: String,
    pub tokens: Range<usize>,
    /// Whether the word can hardly mean anything else: a word of the trade or an identifier.
    pub certain: bool,
    /// Looks like the name of one thing: `AHU-7`, 5号冷机.
    pub identifier: bool,
}

/// Everything found in one question.
#[derive(Debug, Clone)]
pub struct Linked {
    pub question: String,
    /// `None` when the question shows no language of its own.
    pub language: Option<Language>,
    pub tokens: Vec<Token>,
    pub concepts: Vec<ConceptMention>,
    pub times: Vec<TimeMention>,
    pub numbers: Vec<NumberMention>,
    /// Units asked for without a number: "in celsius", 多少bar.
    pub units: Vec<UnitMention>,
    pub assets: Vec<AssetMention>,
    pub kinds: Vec<KindMention>,
    pub tags: Vec<TagMention>,
    pub tables: Vec<TableMention>,
    pub columns: Vec<ColumnMention>,
    pub values: Vec<ValueMention>,
    pub unknown: Vec<UnknownMention>,
    /// The table of records that no word names, and a field and a value of it do.
    pub implied_table: Option<usize>,
}

impl Linked {
    pub fn has(&self, concept: &str) -> bool {
        self.concepts.iter().any(|mention| mention.concept == concept)
    }

    pub fn has_any(&self, concepts: &[&str]) -> bool {
        concepts.iter().any(|concept| self.has(concept))
    }

    /// The words that name nothing of the plant and carry no other sense: a part, a symptom, a topic.
    pub fn words_between(&self) -> Vec<String> {
        let taken = |i: usize| {
            let token = &self.tokens[i];
            token.stop
                || self.concepts.iter().any(|found| found.tokens.contains(&i))
                || self.assets.iter().any(|found| found.tokens.contains(&i))
                || self.kinds.iter().any(|found| found.tokens.contains(&i))
                || self.tables.iter().any(|found| found.tokens.contains(&i))
                || self
                    .times
                    .iter()
                    .any(|time| time.span.start < token.span.end && token.span.start < time.span.end)
        };
        let free: Vec<usize> = (0..self.tokens.len()).filter(|i| !taken(*i)).collect();
        free.chunk_by(|a, b| *b == *a + 1)
            .filter_map(|run| {
                let span = self.tokens[*run.first()?].span.start..self.tokens[*run.last()?].span.end;
                self.question.get(span).map(str::to_owned)
            })
            .collect()
    }

    pub fn find(&self, concept: &str) -> Option<&ConceptMention> {
        self.concepts.iter().find(|mention| mention.concept == concept)
    }
}

/// Links questions to one catalogue. The indexes are made once for a plant and its tables.
#[derive(Debug)]
pub struct Linker {
    catalogue: Arc<Catalogue>,
    names: Arc<NameIndex>,
    tags: Arc<tags::TagIndex>,
    assets: Arc<assets::AssetIndex>,
    filed: Arc<filed::FiledIndex>,
    families: Arc<families::FamilyIndex>,
    sorts: Arc<sorts::SortIndex>,
    units: Arc<[(String, Unit)]>,
}

impl Linker {
    pub fn new(catalogue: Arc<Catalogue>) -> Self {
        let names = Arc::new(NameIndex::new(&catalogue));
        let tags = Arc::new(tags::TagIndex::new(&catalogue));
        let assets = Arc::new(assets::AssetIndex::new(&catalogue));
        let filed = Arc::new(filed::FiledIndex::new(&catalogue));
        let families = Arc::new(families::FamilyIndex::new(&catalogue));
        let sorts = Arc::new(sorts::SortIndex::new(&catalogue));
        let units =
            numbers::own_units(catalogue.plant.tags.iter().filter_map(|tag| tag.unit.as_ref())).into();
        Self { catalogue, names, tags, assets, filed, families, sorts, units }
    }

    /// A linker for a later catalogue; keeps the indexes where plant and tables are still the same.
    pub fn renewed(&self, catalogue: Arc<Catalogue>) -> Self {
        let same = Arc::ptr_eq(&self.catalogue.plant, &catalogue.plant)
            && Arc::ptr_eq(&self.catalogue.tables, &catalogue.tables);
        if !same {
            return Self::new(catalogue);
        }
        Self {
            catalogue,
            names: Arc::clone(&self.names),
            tags: Arc::clone(&self.tags),
            assets: Arc::clone(&self.assets),
            filed: Arc::clone(&self.filed),
            families: Arc::clone(&self.families),
            sorts: Arc::clone(&self.sorts),
            units: Arc::clone(&self.units),
        }
    }

    pub fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    /// Finds everything that a question refers to.
    pub fn link(&self, question: &str) -> Linked {
        self.link_after(question, None)
    }

    /// The same for a question after one about the records of a table: what it calls a field is one of theirs.
    pub fn link_after(&self, question: &str, records: Option<usize>) -> Linked {
        let mut finding = finding::Finding::new(self, question, records);
        finding.name_assets();
        finding.name_records();
        finding.ask();
        finding.name_tags();
        finding.finish()
    }
}

/// The digits of a token that is a number, also in words: 二, "two".
pub fn number_of(token: &Token) -> Option<String> {
    if token.script == text::Script::Number {
        return Some(token.word.clone());
    }
    assets::digits(&token.word).map(str::to_owned)
}

/// The sign after a number that makes it part of a date or a time of day.
fn begins_date(token: &Token) -> bool {
    matches!(token.word.as_str(), "年" | "月" | "日" | "点" | "时")
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

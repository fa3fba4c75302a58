//! What a question's words refer to: times, numbers, assets, tags, tables, columns, values -
//! every reading with its score, so that later stages choose.
//!
//! Knows nothing of plans or answers.

pub mod names;
pub mod numbers;
mod records;
mod tags;
pub mod token;

use std::ops::Range;
use std::sync::Arc;

use plant::Language;
use tool::Catalogue;

use crate::lexicon::{NounClass, lexicon};
use crate::text;
use crate::time::{self, TimeContext, TimeMention};
use names::{Entry, NameIndex};
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
}

/// Words that name something which the plant does not have.
#[derive(Debug, Clone, PartialEq)]
pub struct UnknownMention {
    pub text: String,
    pub tokens: Range<usize>,
    /// Whether the word can hardly mean anything else: a word of the trade or an identifier.
    pub certain: bool,
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
}

impl Linked {
    pub fn has(&self, concept: &str) -> bool {
        self.concepts.iter().any(|mention| mention.concept == concept)
    }

    pub fn has_any(&self, concepts: &[&str]) -> bool {
        concepts.iter().any(|concept| self.has(concept))
    }

    pub fn find(&self, concept: &str) -> Option<&ConceptMention> {
        self.concepts.iter().find(|mention| mention.concept == concept)
    }
}

/// Links questions to one catalogue. Made once per catalogue.
#[derive(Debug)]
pub struct Linker {
    catalogue: Arc<Catalogue>,
    names: NameIndex,
    tags: tags::TagIndex,
}

impl Linker {
    pub fn new(catalogue: Arc<Catalogue>) -> Self {
        let names = NameIndex::new(&catalogue);
        let tags = tags::TagIndex::new(&catalogue);
        Self { catalogue, names, tags }
    }

    pub fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    /// Finds everything that a question refers to.
    pub fn link(&self, question: &str) -> Linked {
        let plant = &self.catalogue.plant;
        let units = text::units(question);
        let mut tokens = token::tokens(&units, self.names.words());
        let first = self.catalogue.tags.iter().filter_map(|tag| tag.first).min();
        let last = self.catalogue.tags.iter().filter_map(|tag| tag.last).max();
        let data = first.zip(last).map(|(first, last)| plant::TimeRange::new(first, last.saturating_add(1)));
        let context =
            TimeContext { now: self.catalogue.now, zone: &plant.timezone, shifts: &plant.shifts, data };
        let mut times = time::find(question, &context);

        let names = self.names.find(&tokens);
        self.drop_times_inside_names(&tokens, &names, &mut times);
        let timed = |span: &Range<usize>, times: &[TimeMention]| {
            times.iter().any(|time| time.span.start < span.end && span.start < time.span.end)
        };

        let mut assets = Vec::new();
        let mut kinds = Vec::new();
        let mut tables = Vec::new();
        let mut columns = Vec::new();
        let mut values = Vec::new();
        for found in &names {
            let span = tokens[found.tokens.start].span.start..tokens[found.tokens.end - 1].span.end;
            if timed(&span, &times) {
                continue;
            }
            match &found.entry {
                Entry::Asset(asset) => add_asset(&mut assets, *asset, &found.tokens, span),
                Entry::Kind(kind) => {
                    let members = self.names.assets_of_kind(kind).to_vec();
                    kinds.push(KindMention { kind: kind.clone(), assets: members, tokens: found.tokens.clone() });
                }
                Entry::Tag(_) => {}
                Entry::Table(table, score) => {
                    tables.push(TableMention { table: *table, score: *score, tokens: found.tokens.clone() });
                }
                Entry::Column(table, column, score) => columns.push(ColumnMention {
                    table: *table,
                    column: *column,
                    score: *score,
                    tokens: found.tokens.clone(),
                }),
                Entry::Value(table, column, value) => values.push(ValueMention {
                    table: *table,
                    column: *column,
                    value: value.to_string(),
                    tokens: found.tokens.clone(),
                    identifier: value.chars().any(|c| c.is_ascii_digit()),
                }),
            }
        }
        keep_longest_assets(&mut assets);
        records::resolve(&self.catalogue, &mut tables, &mut columns, &mut values);

        let concepts = self.concepts(&units, &tokens, &names, &times);
        let (numbers, asked_units) = numbers::find(question, &units, &tokens, &times, &assets, &values);
        let mut unknown = self.unknown_assets(&mut tokens, &mut assets, &times, &numbers);
        let scene = tags::Scene {
            tokens: &tokens,
            times: &times,
            numbers: &numbers,
            units: &asked_units,
            concepts: &concepts,
            assets: &assets,
            kinds: &kinds,
            values: &values,
            tables: &tables,
            columns: &columns,
        };
        let (tag_mentions, more_unknown) = self.tags.find(&self.catalogue, &scene);
        unknown.extend(more_unknown);

        Linked {
            question: question.to_owned(),
            language: text::language(question),
            concepts,
            times,
            numbers,
            units: asked_units,
            assets,
            kinds,
            tags: tag_mentions,
            tables,
            columns,
            values,
            unknown,
            tokens,
        }
    }

    /// Concepts, longest first where one contains another; none inside a name of two words or more.
    fn concepts(
        &self,
        units: &[text::Unit],
        tokens: &[Token],
        names: &[names::Found],
        times: &[TimeMention],
    ) -> Vec<ConceptMention> {
        let words: Vec<String> = units.iter().map(|unit| unit.text.clone()).collect();
        let surfaces: Vec<String> = units.iter().map(|unit| unit.surface.clone()).collect();
        let mut found: Vec<(Range<usize>, &'static str)> = Vec::new();
        for at in 0..units.len() {
            for (n, concept) in lexicon().concepts.at(&words, at).chain(lexicon().concepts.at(&surfaces, at)) {
                if !found.contains(&(at..at + n, *concept)) {
                    found.push((at..at + n, concept));
                }
            }
        }
        let name_units: Vec<Range<usize>> = names
            .iter()
            .filter(|name| name.tokens.len() >= 2 && name.strong)
            .map(|name| tokens[name.tokens.start].units.start..tokens[name.tokens.end - 1].units.end)
            .collect();
        let longest: Vec<(Range<usize>, &'static str)> = found
            .iter()
            .filter(|(range, _)| {
                !found.iter().any(|(other, _)| {
                    other.start <= range.start && range.end <= other.end && other.len() > range.len()
                }) && !name_units.iter().any(|name| name.start <= range.start && range.end <= name.end)
            })
            .cloned()
            .collect();
        longest
            .into_iter()
            .filter_map(|(range, concept)| {
                let span = units[range.start].span.start..units[range.end - 1].span.end;
                let inside_time = times.iter().any(|time| {
                    time.span.start <= span.start
                        && span.end <= time.span.end
                        && !matches!(concept, "latest" | "moment" | "all" | "group")
                });
                if inside_time {
                    return None;
                }
                let covers = |token: &Token| token.units.start < range.end && range.start < token.units.end;
                let start = tokens.iter().position(covers).unwrap_or(tokens.len());
                let end = tokens.iter().rposition(covers).map_or(start, |last| last + 1);
                Some(ConceptMention { concept, tokens: start..end, span })
            })
            .collect()
    }

    /// `6号机` is an asset where there is one of that number; the day of the month stays otherwise.
    fn drop_times_inside_names(&self, tokens: &[Token], names: &[names::Found], times: &mut Vec<TimeMention>) {
        times.retain(|time| {
            let readings_weak = time.readings.first().is_none_or(|best| best.score < 0.95);
            !names.iter().any(|name| {
                let span = tokens[name.tokens.start].span.start..tokens[name.tokens.end - 1].span.end;
                let inside = span.start <= time.span.start && time.span.end <= span.end;
                let overlaps = span.start < time.span.end && time.span.start < span.end;
                name.strong
                    && name.tokens.len() >= 2
                    && (inside || (overlaps && readings_weak))
                    && matches!(name.entry, Entry::Asset(_) | Entry::Value(..) | Entry::Tag(_))
            })
        });
    }

    /// A kind of equipment with a number that no asset has: "chiller 5", 5号冷机, `P-999`.
    fn unknown_assets(
        &self,
        tokens: &mut [Token],
        assets: &mut Vec<AssetMention>,
        times: &[TimeMention],
        numbers: &[NumberMention],
    ) -> Vec<UnknownMention> {
        let mut unknown = Vec::new();
        let plain_number = |token: &Token| {
            token.script == text::Script::Number
                && !token.word.contains('.')
                && !times.iter().any(|time| time.span.start < token.span.end && token.span.start < time.span.end)
                && !numbers.iter().any(|number| number.span.start <= token.span.start && token.span.end <= number.span.end)
        };
        for at in 0..tokens.len() {
            let taken = |assets: &[AssetMention], i: usize| assets.iter().any(|asset| asset.tokens.contains(&i));
            if !plain_number(&tokens[at]) || taken(assets, at) {
                continue;
            }
            // "chiller 5", "5 号 冷机": the noun stands right before, or after 号 / #.
            let before = at.checked_sub(1).filter(|_| !tokens[at].after_break);
            let hao = tokens.get(at + 1).is_some_and(|next| matches!(next.word.as_str(), "号" | "#"));
            let after = if hao { Some(at + 2) } else { None }.filter(|i| *i < tokens.len());
            let noun = [before, after].into_iter().flatten().find(|i| {
                tokens[*i].class == Some(NounClass::Equipment)
                    || (hao && matches!(tokens[*i].word.as_str(), "机" | "线" | "炉" | "泵"))
            });
            let Some(noun) = noun.filter(|noun| !taken(assets, *noun) || hao) else { continue };
            let number = tokens[at].word.clone();
            let range = at.min(noun)..(at + 1).max(noun + 1);
            let candidates = self.names.numbered(&tokens[noun].word, &number);
            let span = tokens[range.start].span.start..tokens[range.end - 1].span.end;
            if !candidates.is_empty() {
                assets.push(AssetMention { assets: candidates, tokens: range, span });
            } else if self.names.is_numbered_kind(&tokens[noun].word) {
                let text: String = tokens[range.clone()].iter().map(|t| t.word.as_str()).collect::<Vec<_>>().join(" ");
                unknown.push(UnknownMention { text, tokens: range, certain: true });
            }
        }
        unknown
    }
}

fn add_asset(assets: &mut Vec<AssetMention>, asset: usize, tokens: &Range<usize>, span: Range<usize>) {
    match assets.iter_mut().find(|mention| mention.tokens == *tokens) {
        Some(mention) if !mention.assets.contains(&asset) => mention.assets.push(asset),
        Some(_) => {}
        None => assets.push(AssetMention { assets: vec![asset], tokens: tokens.clone(), span }),
    }
}

fn keep_longest_assets(assets: &mut Vec<AssetMention>) {
    let all = assets.clone();
    assets.retain(|asset| {
        !all.iter().any(|other| {
            other.tokens.len() > asset.tokens.len()
                && other.tokens.start <= asset.tokens.start
                && asset.tokens.end <= other.tokens.end
        })
    });
    assets.sort_by_key(|asset| asset.tokens.start);
}

//! What a question's words refer to: times, numbers, assets, tags, tables, columns, values -
//! every reading with its score, so that later stages choose.
//!
//! Knows nothing of plans or answers.

mod assets;
mod coded;
mod filed;
pub mod names;
pub mod numbers;
mod records;
mod sorts;
mod tags;
pub mod token;

use std::ops::Range;
use std::sync::Arc;

use plant::{Language, Unit};
use tool::Catalogue;

use crate::lexicon::{NounClass, lexicon};
use crate::text;
use crate::time::{self, TimeContext, TimeMention};
use names::{Entry, NameIndex};
use numbers::{NumberMention, UnitMention};
use token::Token;

/// How many assets' names are compared with a noun that has a number which no asset has.
const MOST_LOOKED_AT: usize = 500;

/// A tag of a lower score gives way to records that the same words name.
const FAINT: f32 = 0.5;

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
    sorts: Arc<sorts::SortIndex>,
    units: Arc<[(String, Unit)]>,
}

impl Linker {
    pub fn new(catalogue: Arc<Catalogue>) -> Self {
        let names = Arc::new(NameIndex::new(&catalogue));
        let tags = Arc::new(tags::TagIndex::new(&catalogue));
        let assets = Arc::new(assets::AssetIndex::new(&catalogue));
        let filed = Arc::new(filed::FiledIndex::new(&catalogue));
        let sorts = Arc::new(sorts::SortIndex::new(&catalogue));
        let units =
            numbers::own_units(catalogue.plant.tags.iter().filter_map(|tag| tag.unit.as_ref())).into();
        Self { catalogue, names, tags, assets, filed, sorts, units }
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
            sorts: Arc::clone(&self.sorts),
            units: Arc::clone(&self.units),
        }
    }

    pub fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    /// Finds everything that a question refers to.
    pub fn link(&self, question: &str) -> Linked {
        let plant = &self.catalogue.plant;
        let units = text::units(question);
        let tokens = token::tokens(question, &units, self.names.words());
        let first = self.catalogue.tags.iter().filter_map(|tag| tag.first).min();
        let last = self.catalogue.tags.iter().filter_map(|tag| tag.last).max();
        let data = first.zip(last).map(|(first, last)| plant::TimeRange::new(first, last.saturating_add(1)));
        // Nobody means "six hours ago" to the nanosecond.
        let now = self.catalogue.now - self.catalogue.now.rem_euclid(1_000_000_000);
        let context = TimeContext { now, zone: &plant.timezone, shifts: &plant.shifts, data };
        let mut names = self.names.find(&tokens);
        // 冷机6月8号 holds no "chiller 6": the number begins a date.
        names.retain(|name| {
            let ends_in_number = tokens[name.tokens.end - 1].script == text::Script::Number;
            !(ends_in_number && tokens.get(name.tokens.end).is_some_and(begins_date))
        });
        let told = self.assets_in_other_words(question, &tokens, &names);
        let mut numbered = self.numbered_equipment(&tokens, &names);
        numbered.retain(|found| {
            !told
                .iter()
                .any(|told| overlap(&told.tokens, &found.tokens) && told.tokens.len() >= found.tokens.len())
        });
        let masked = mask(
            question,
            &tokens,
            &names,
            numbered.iter().map(|n| &n.tokens).chain(told.iter().map(|t| &t.tokens)),
        );
        let mut times = time::find(&masked, &context);
        times.retain(|time| !is_electric(question, &tokens, &time.span, &told));
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
                    kinds.push(KindMention {
                        kind: kind.clone(),
                        assets: members,
                        tokens: found.tokens.clone(),
                    });
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
                    denied: false,
                    negated: false,
                }),
                Entry::Coded(table, column, value) => values.push(ValueMention {
                    table: *table,
                    column: *column,
                    value: value.to_string(),
                    tokens: found.tokens.clone(),
                    identifier: false,
                    denied: false,
                    negated: false,
                }),
            }
        }
        let mut unknown = Vec::new();
        for found in numbered {
            let span = tokens[found.tokens.start].span.start..tokens[found.tokens.end - 1].span.end;
            if found.absent {
                assets.retain(|asset: &AssetMention| !overlap(&asset.tokens, &found.tokens));
            }
            if timed(&span, &times) || assets.iter().any(|asset| overlap(&asset.tokens, &found.tokens)) {
                continue;
            }
            if found.assets.is_empty() {
                let text = question.get(span).unwrap_or_default().to_owned();
                unknown.push(UnknownMention { text, tokens: found.tokens, certain: true, identifier: true });
            } else {
                assets.push(AssetMention { assets: found.assets, tokens: found.tokens, span });
            }
        }
        assets.extend(told.iter().filter(|told| !timed(&told.span, &times)).cloned());
        let kinds = longest_kinds(kinds);
        let (alone, mut kinds): (Vec<_>, Vec<_>) =
            kinds.into_iter().partition(|kind| self.is_one(kind, question, &units, &tokens));
        for kind in alone {
            let span = tokens[kind.tokens.start].span.start..tokens[kind.tokens.end - 1].span.end;
            add_asset(&mut assets, kind.assets[0], &kind.tokens, span);
        }
        keep_longest_assets(&mut assets);
        // "electricity" may be what a distribution room is called; beside a machine it is what the machine uses.
        let is_quantity = |asset: &AssetMention| {
            asset.tokens.len() == 1 && tokens[asset.tokens.start].class == Some(NounClass::Quantity)
        };
        if assets.iter().any(|asset| !is_quantity(asset)) {
            assets.retain(|asset| !is_quantity(asset));
        }
        kinds.retain(|kind: &KindMention| !assets.iter().any(|asset| overlap(&asset.tokens, &kind.tokens)));
        // "the worst day" is no day shift.
        values.retain(|value: &ValueMention| {
            let period = value.tokens.len() == 1
                && matches!(
                    tokens[value.tokens.start].word.as_str(),
                    "day" | "night" | "evening" | "morning"
                );
            let shift =
                |i: usize| tokens.get(i).is_some_and(|token| matches!(token.word.as_str(), "shift" | "班"));
            !period || shift(value.tokens.end)
        });
        // An id that also stands in a table's column is the tag itself unless the table is spoken of.
        values.retain(|value: &ValueMention| {
            let is_tag = names.iter().any(|name| {
                matches!(name.entry, Entry::Tag(_)) && name.tokens == value.tokens && name.tokens.len() >= 2
            });
            !is_tag || tables.iter().any(|table: &TableMention| table.table == value.table)
        });
        let spoken: Vec<usize> = tables
            .iter()
            .map(|mention| mention.table)
            .chain(values.iter().filter(|value| value.identifier).map(|value| value.table))
            .collect();
        let in_name = |i: usize| {
            timed(&tokens[i].span, &times)
                || assets.iter().any(|asset| asset.tokens.contains(&i))
                || names.iter().any(|name| {
                    let whole = match name.entry {
                        Entry::Tag(_) | Entry::Value(..) => name.strong && name.tokens.len() >= 2,
                        _ => false,
                    };
                    whole && name.tokens.contains(&i)
                })
        };
        let (more_tables, more_columns) = self.filed.find(&tokens, &spoken, in_name);
        // What is called so goes before what is only described so.
        tables.extend(
            more_tables
                .into_iter()
                .filter(|more| {
                    !tables.iter().any(|own: &TableMention| {
                        own.table == more.table || overlap(&own.tokens, &more.tokens)
                    })
                })
                .collect::<Vec<_>>(),
        );
        columns.extend(
            more_columns
                .into_iter()
                .filter(|more| {
                    !columns.iter().any(|own: &ColumnMention| {
                        own.table == more.table && overlap(&own.tokens, &more.tokens)
                    })
                })
                .collect::<Vec<_>>(),
        );
        let spoken: Vec<usize> =
            spoken.into_iter().chain(tables.iter().map(|mention: &TableMention| mention.table)).collect();
        let sorted = self.sorts.find(&units, &tokens, &spoken, in_name);
        let implied_table = sorted.implied;
        let named = |range: &Range<usize>, tables: &[TableMention]| {
            tables.iter().any(|own| overlap(&own.tokens, range))
        };
        for more in sorted.columns {
            let own = |own: &ColumnMention| own.table == more.table && overlap(&own.tokens, &more.tokens);
            if !columns.iter().any(own) && !named(&more.tokens, &tables) {
                columns.push(more);
            }
        }
        for more in sorted.values {
            let own = |own: &ValueMention| overlap(&own.tokens, &more.tokens);
            if !values.iter().any(own) && !named(&more.tokens, &tables) {
                values.push(more);
            }
        }
        values.extend(coded::find(&self.catalogue, &tokens, &columns, &values));
        let by_sort: Vec<TableMention> =
            sorted.tables.into_iter().filter(|more| !named(&more.tokens, &tables)).collect();
        tables.extend(by_sort);
        records::resolve(&self.catalogue, &mut tables, &mut columns, &mut values);
        // "of equipment P-101": what sort of thing is named, and no column.
        columns.retain(|column| {
            let profile = &self.catalogue.tables[column.table];
            let name = profile.columns[column.column].name.to_lowercase();
            let of_assets = profile.asset.as_deref() == Some(&*profile.columns[column.column].name)
                || ["equipment", "asset", "machine", "设备"].iter().any(|word| name.contains(word));
            let named = |asset: &AssetMention| {
                (column.tokens.end..column.tokens.end + 3).contains(&asset.tokens.start)
                    && !tokens[column.tokens.end..asset.tokens.start].iter().any(|token| token.after_break)
            };
            !of_assets || !assets.iter().any(named)
        });
        // 配件费一共花了多少: two ways to name one column.
        let mut named_before: Vec<(usize, usize)> = Vec::new();
        columns.retain(|column| {
            let first = !named_before.contains(&(column.table, column.column));
            named_before.push((column.table, column.column));
            first
        });

        for value in &mut values {
            value.negated = is_negated(&tokens, value.tokens.start);
        }
        let mut concepts = self.concepts(&units, &tokens, &names, &times);
        concepts.retain(|found| !is_electric(question, &tokens, &found.span, &told));
        // "DO in basin 2" asks for dissolved oxygen.
        concepts.retain(|found| {
            question.get(found.span.clone()) != Some("DO")
                || tokens.iter().any(|t| t.span == found.span && t.stop)
        });
        let (mut numbers, asked_units) =
            numbers::find(question, &units, &tokens, &times, &assets, &values, &self.units);
        // The end of m3/h is no blower of that number.
        assets.retain(|asset: &AssetMention| {
            !asked_units
                .iter()
                .any(|unit| unit.span.start < asset.span.end && asset.span.start < unit.span.end)
        });
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
            implied: &implied(&units, &tokens),
        };
        let (mut tag_mentions, more_unknown) = self.tags.find(&self.catalogue, &scene);
        // 停机 is the table of that name before it is a faint likeness to some tag.
        tag_mentions.retain(|mention| {
            let recorded = |range: &Range<usize>| overlap(range, &mention.tokens);
            let score = mention.candidates[0].score;
            if score < 0.0 && !tables.is_empty() && !mention.bare_quantity {
                return false;
            }
            score >= FAINT
                || !(tables.iter().any(|table| recorded(&table.tokens))
                    || values.iter().any(|value| recorded(&value.tokens))
                    || columns.iter().any(|column| recorded(&column.tokens)))
        });
        unknown.extend(more_unknown);
        // The 1 of "accelerometer 1" is part of its name.
        numbers.retain(|number| {
            !tag_mentions.iter().any(|tag| {
                tag.candidates[0].full_name
                    && tag.span.start <= number.span.start
                    && number.span.end <= tag.span.end
            })
        });
        if assets.is_empty() {
            let taken = |i: usize| {
                tag_mentions.iter().any(|mention| mention.tokens.contains(&i))
                    || kinds.iter().any(|kind| kind.tokens.contains(&i))
                    || tables.iter().any(|table| table.tokens.contains(&i))
                    || values.iter().any(|value| value.tokens.contains(&i))
                    || concepts.iter().any(|concept| concept.tokens.contains(&i))
                    || timed(&tokens[i].span, &times)
            };
            assets.extend(self.asset_in_part(&tokens, taken));
            unknown.retain(|unknown| !assets.iter().any(|asset| overlap(&asset.tokens, &unknown.tokens)));
        }

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
            implied_table,
            tokens,
        }
    }

    /// Assets that are named otherwise than in full, where no table, value or tag of two words or more is named.
    fn assets_in_other_words(
        &self,
        question: &str,
        tokens: &[Token],
        names: &[names::Found],
    ) -> Vec<AssetMention> {
        let named = |i: usize| {
            names.iter().any(|name| {
                let other = match name.entry {
                    Entry::Table(..) => true,
                    Entry::Value(..) | Entry::Tag(_) => name.tokens.len() >= 2,
                    _ => false,
                };
                other && name.tokens.contains(&i)
            })
        };
        self.assets.find(question, tokens, named)
    }

    /// The first stretch of words that nothing else explains and that says most of one asset's name.
    fn asset_in_part(&self, tokens: &[Token], taken: impl Fn(usize) -> bool) -> Option<AssetMention> {
        let free: Vec<usize> = (0..tokens.len()).filter(|i| !tokens[*i].stop && !taken(*i)).collect();
        let stretches = free.chunk_by(|a, b| *b <= *a + 2 && !tokens[*b].after_break);
        stretches.into_iter().find_map(|stretch| {
            let words: Vec<&str> = stretch.iter().map(|i| tokens[*i].word.as_str()).collect();
            let asset = self.names.said_in_part(&words)?;
            let range = *stretch.first()?..*stretch.last()? + 1;
            let span = tokens[range.start].span.start..tokens[range.end - 1].span.end;
            Some(AssetMention { assets: vec![asset], tokens: range, span })
        })
    }

    /// Whether a kind stands for the only asset of its sort: "the compressor", and not "which compressors".
    fn is_one(&self, kind: &KindMention, question: &str, units: &[text::Unit], tokens: &[Token]) -> bool {
        let plural = tokens[kind.tokens.end - 1]
            .units
            .clone()
            .any(|unit| units[unit].script == text::Script::Latin && units[unit].text != units[unit].surface);
        let before = question[..tokens[kind.tokens.start].span.start].trim_end().to_lowercase();
        let among = [
            "which", "what", "how many", "each", "every", "all", "any", "per", "哪台", "哪个", "几台", "各",
            "每台", "所有",
        ]
        .iter()
        .any(|word| before.ends_with(word));
        kind.assets.len() == 1 && !plural && !among
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
            for (n, concept) in lexicon().concepts.at(&words, at).chain(lexicon().concepts.at(&surfaces, at))
            {
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
        // The "point" of a dew point is none of measuring.
        found.retain(|(range, _)| {
            !tokens.iter().any(|token| {
                token.class.is_some()
                    && token.script == text::Script::Latin
                    && token.units.start <= range.start
                    && range.end <= token.units.end
                    && token.units.len() > range.len()
            })
        });
        let longest: Vec<(Range<usize>, &'static str)> = found
            .iter()
            .filter(|(range, _)| {
                // Whether a question is asked at all does not depend on what the particle is joined to: 更大吗.
                let particle = found.iter().any(|(other, concept)| other == range && *concept == "yes_no");
                particle
                    || !found.iter().any(|(other, _)| {
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
                        && !matches!(time.meaning(), Some(time::TimeMeaning::Bucket(_)))
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

    /// A noun of equipment with a number: "chiller 5", 5号冷机, `pump #2` - the assets that it names, if any.
    /// Where assets of that sort carry no numbers, the number means something else.
    fn numbered_equipment(&self, tokens: &[Token], names: &[names::Found]) -> Vec<Numbered> {
        let mut found = Vec::new();
        let named = |i: usize| {
            names.iter().any(|name| name.strong && name.tokens.len() >= 2 && name.tokens.contains(&i))
        };
        for at in 0..tokens.len() {
            let number = &tokens[at];
            if number.script != text::Script::Number || number.word.contains('.') || named(at) {
                continue;
            }
            // 冷机6月8号: the number begins a date, or the noun belongs to a name of its own.
            let dated = tokens.get(at + 1).is_some_and(begins_date);
            if dated {
                continue;
            }
            if let Some(shape) = self.names.shaped(tokens, at) {
                let of_asset = |i: usize| {
                    names.iter().any(|name| {
                        matches!(name.entry, Entry::Asset(_))
                            && name.tokens.len() >= 2
                            && name.tokens.contains(&i)
                    })
                };
                if !shape.clone().any(of_asset) {
                    let assets = self.names.with_number(self.members(names, &shape), &number.word);
                    found.push(Numbered { assets, tokens: shape, absent: false });
                }
                continue;
            }
            let joins = |i: usize| tokens.get(i).is_some_and(|token| !token.after_break);
            let is_hao =
                |i: usize| tokens.get(i).is_some_and(|token| matches!(token.word.as_str(), "号" | "#"));
            let (noun, hao) = if is_hao(at + 1) && joins(at + 1) && joins(at + 2) {
                (Some(at + 2), true)
            } else {
                (at.checked_sub(1).filter(|_| !number.after_break), false)
            };
            let Some(next) = noun else { continue };
            // 1号和4号冷机, "pumps 1, 2 and 3": one noun for all the numbers.
            let noun = listed_noun(tokens, next, hao);
            let word = tokens[noun].word.as_str();
            if named(noun) && noun == next {
                continue;
            }
            let equipment = tokens[noun].class == Some(NounClass::Equipment) || hao && word == "机";
            if !equipment {
                continue;
            }
            let around = if noun == next { at.min(noun)..at.max(noun) + 1 } else { at..at + 1 };
            let mut assets = self.names.numbered(word, &number.word);
            let mut numbered = self.names.is_numbered_kind(word);
            if assets.is_empty() && !numbered {
                let members = self.members(names, &around);
                assets = self.names.with_number(members, &number.word);
                let measured = tokens.get(at + 1).is_some_and(|next| Unit::parse(&next.word).is_some());
                numbered = !measured && self.names.have_numbers_like(members, &number.word);
            }
            // 2号窑, where the plant has one kiln without a number: no such machine. In 6月2号 it is a day.
            let dated = at.checked_sub(1).is_some_and(|before| begins_date(&tokens[before]));
            let called = |asset: &plant::Asset| {
                let names = asset.aliases.iter().chain([&asset.name]).chain(&asset.kind);
                names.map(|name| token::canonical(name)).any(|name| name.iter().any(|own| own == word))
            };
            let second = hao
                && !dated
                && number.word != "1"
                && self.catalogue.plant.assets.iter().take(MOST_LOOKED_AT).any(called);
            let absent = second && assets.is_empty() && !numbered;
            if !assets.is_empty() || numbered || absent {
                found.push(Numbered { assets, tokens: around, absent });
            }
        }
        found
    }

    /// The assets of the largest kind that is named among `tokens`.
    fn members(&self, names: &[names::Found], tokens: &Range<usize>) -> &[usize] {
        let kinds = names.iter().filter(|name| tokens.contains(&name.tokens.start));
        let members = kinds.filter_map(|name| match &name.entry {
            Entry::Kind(kind) => Some(self.names.assets_of_kind(kind)),
            _ => None,
        });
        members.max_by_key(|members| members.len()).unwrap_or_default()
    }
}

/// The noun that a list of numbers ends or begins with; `next` where that is none of a list.
fn listed_noun(tokens: &[Token], next: usize, hao: bool) -> usize {
    let joins = |i: usize| {
        matches!(tokens[i].word.as_str(), "and" | "or" | "和" | "与" | "跟" | "及" | "、" | "号" | "#")
            || tokens[i].script == text::Script::Number
    };
    let mut at = next;
    if hao {
        while at < tokens.len() && joins(at) {
            at += 1;
        }
    } else {
        while at > 0 && joins(at) {
            at -= 1;
        }
    }
    let equipment = |i: usize| tokens.get(i).is_some_and(|token| token.class == Some(NounClass::Equipment));
    if equipment(at) { at } else { next }
}

/// Equipment with a number; no assets: there is none of that number.
struct Numbered {
    assets: Vec<usize>,
    tokens: Range<usize>,
    /// Another machine of that sort is there, and none of that number.
    absent: bool,
}

/// Quantities that words imply ("how hot"), with the tokens that say so; the longest phrase wins.
fn implied(units: &[text::Unit], tokens: &[Token]) -> Vec<(Range<usize>, &'static str)> {
    let spellings = [
        units.iter().map(|unit| unit.text.clone()).collect::<Vec<_>>(),
        units.iter().map(|unit| unit.surface.clone()).collect(),
    ];
    let mut found: Vec<(Range<usize>, &'static str)> = Vec::new();
    let mut at = 0;
    while at < units.len() {
        let here = spellings.iter().flat_map(|words| lexicon().implied.at(words, at));
        match here.max_by_key(|(length, _)| *length) {
            Some((length, quantity)) => {
                let covers = |token: &Token| token.units.start < at + length && at < token.units.end;
                let start = tokens.iter().position(covers).unwrap_or(tokens.len());
                let end = tokens.iter().rposition(covers).map_or(start, |last| last + 1);
                found.push((start..end, *quantity));
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

/// Whether "current" is what flows rather than what is now: behind a machine, or with nothing that it could describe.
fn is_electric(question: &str, tokens: &[Token], span: &Range<usize>, told: &[AssetMention]) -> bool {
    if !question.get(span.clone()).is_some_and(|text| text.eq_ignore_ascii_case("current")) {
        return false;
    }
    let Some(at) = tokens.iter().position(|token| token.span == *span) else { return false };
    let before = at.checked_sub(1);
    let behind = before.is_some_and(|before| {
        tokens[before].class == Some(NounClass::Equipment)
            || told.iter().any(|asset| asset.tokens.contains(&before))
    });
    let describes_nothing = tokens.get(at + 1).is_none_or(|next| {
        next.after_break || matches!(next.word.as_str(), "of" | "on" | "at" | "in" | "for" | "draw" | "drawn")
    });
    behind || describes_nothing
}

/// Whether a word right before a place says that what stands there is not meant.
fn is_negated(tokens: &[Token], at: usize) -> bool {
    let word = |back: usize| at.checked_sub(back).map_or("", |i| tokens[i].word.as_str());
    let negates = |word: &str| {
        matches!(word, "not" | "non" | "un" | "never" | "except" | "excluding" | "未" | "非" | "没")
    };
    negates(word(1)) || word(1) == "yet" && negates(word(2)) || word(1) == "有" && word(2) == "没"
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

/// The question with the names that hold digits blanked, so that no date is read out of them.
/// Byte places stay.
fn mask<'a>(
    question: &str,
    tokens: &[Token],
    names: &[names::Found],
    machines: impl Iterator<Item = &'a Range<usize>>,
) -> String {
    let given = names
        .iter()
        .filter(|name| {
            name.strong
                && name.tokens.len() >= 2
                && !matches!(name.entry, Entry::Table(..) | Entry::Column(..))
        })
        .map(|name| name.tokens.clone());
    let mut masked = question.as_bytes().to_vec();
    for range in given.chain(machines.cloned()) {
        let numeral = |token: &Token| {
            token.script == text::Script::Number
                || time::is_chinese_numeral(token.word.chars().next().unwrap_or(' '))
        };
        let digits = tokens[range.clone()].iter().any(numeral);
        if digits {
            masked[tokens[range.start].span.start..tokens[range.end - 1].span.end].fill(b' ');
        }
    }
    String::from_utf8(masked).unwrap_or_else(|_| question.to_owned())
}

fn add_asset(assets: &mut Vec<AssetMention>, asset: usize, tokens: &Range<usize>, span: Range<usize>) {
    match assets.iter_mut().find(|mention| mention.tokens == *tokens) {
        Some(mention) if !mention.assets.contains(&asset) => mention.assets.push(asset),
        Some(_) => {}
        None => assets.push(AssetMention { assets: vec![asset], tokens: tokens.clone(), span }),
    }
}

/// "cooling water pump" and no "pump" beside it.
fn longest_kinds(kinds: Vec<KindMention>) -> Vec<KindMention> {
    let all: Vec<Range<usize>> = kinds.iter().map(|kind| kind.tokens.clone()).collect();
    let inside = |tokens: &Range<usize>| {
        all.iter()
            .any(|other| other.len() > tokens.len() && other.start <= tokens.start && tokens.end <= other.end)
    };
    kinds.into_iter().filter(|kind| !inside(&kind.tokens)).collect()
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

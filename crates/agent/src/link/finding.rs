//! One question on its way through the linker: what was found so far, stage by stage.

mod assets;
mod records;
mod shifts;

use std::ops::Range;

use tool::Catalogue;

pub use shifts::column as shift_column;

use super::names::{self, Entry};
use super::numbered::Numbered;
use super::numbers::{self, NumberMention, UnitMention};
use super::token::{self, Token};
use super::{
    AssetMention, ColumnMention, ConceptMention, KindMention, Linked, Linker, TableMention, TagMention,
    UnknownMention, ValueMention, begins_date, concepts, overlap, tags,
};
use crate::lexicon::NounClass;
use crate::text;
use crate::time::{self, TimeContext, TimeMention};

/// A tag of a lower score gives way to records that the same words name.
const FAINT: f32 = 0.5;
/// Below this score a tag is only like what the words say.
const LIKENESS: f32 = 3.0;

/// Stages are run in the order in which they stand; each looks at what those before it found.
pub(super) struct Finding<'a> {
    linker: &'a Linker,
    question: &'a str,
    /// The table of the records that were spoken of before.
    spoken_of: Option<usize>,
    units: Vec<text::Unit>,
    tokens: Vec<Token>,
    names: Vec<names::Found>,
    /// Assets told in other words than their names.
    told: Vec<AssetMention>,
    numbered: Vec<Numbered>,
    times: Vec<TimeMention>,
    assets: Vec<AssetMention>,
    kinds: Vec<KindMention>,
    tables: Vec<TableMention>,
    columns: Vec<ColumnMention>,
    values: Vec<ValueMention>,
    implied_table: Option<usize>,
    concepts: Vec<ConceptMention>,
    numbers: Vec<NumberMention>,
    asked_units: Vec<UnitMention>,
    tags: Vec<TagMention>,
    unknown: Vec<UnknownMention>,
}

impl<'a> Finding<'a> {
    /// Words, names, machines with numbers, and times: names that hold digits are hidden from the reader of times.
    pub fn new(linker: &'a Linker, question: &'a str, spoken_of: Option<usize>) -> Self {
        let units = text::units(question);
        let tokens = token::tokens(question, &units, linker.names.words());
        let mut names = linker.names.find(&tokens);
        // 冷机6月8号 holds no "chiller 6": the number begins a date.
        names.retain(|name| {
            let ends_in_number = tokens[name.tokens.end - 1].script == text::Script::Number;
            !(ends_in_number && tokens.get(name.tokens.end).is_some_and(begins_date))
        });
        let told = assets::in_other_words(linker, question, &tokens, &names);
        let mut numbered = linker.numbered_equipment(&tokens, &names);
        numbered.retain(|found| {
            !told
                .iter()
                .any(|told| overlap(&told.tokens, &found.tokens) && told.tokens.len() >= found.tokens.len())
        });
        let machines = numbered.iter().map(|n| &n.tokens).chain(told.iter().map(|t| &t.tokens));
        let masked = mask(question, &tokens, &names, machines);
        let mut times = time::find(&masked, &context(&linker.catalogue));
        times.retain(|time| !is_electric(question, &tokens, &time.span, &told));
        Self {
            linker,
            question,
            spoken_of,
            units,
            tokens,
            names,
            told,
            numbered,
            times,
            assets: Vec::new(),
            kinds: Vec::new(),
            tables: Vec::new(),
            columns: Vec::new(),
            values: Vec::new(),
            implied_table: None,
            concepts: Vec::new(),
            numbers: Vec::new(),
            asked_units: Vec::new(),
            tags: Vec::new(),
            unknown: Vec::new(),
        }
    }

    /// What is asked for, and the numbers and units it is asked with.
    pub fn ask(&mut self) {
        let Self { question, tokens, told, .. } = self;
        let mut concepts = concepts::concepts(&self.units, tokens, &self.names, &self.times);
        concepts.retain(|found| !is_electric(question, tokens, &found.span, told));
        // "DO in basin 2" asks for dissolved oxygen.
        concepts.retain(|found| {
            question.get(found.span.clone()) != Some("DO")
                || tokens.iter().any(|t| t.span == found.span && t.stop)
        });
        self.concepts = concepts;
        (self.numbers, self.asked_units) = numbers::find(
            question,
            &self.units,
            tokens,
            &self.times,
            &self.assets,
            &self.values,
            &self.linker.units,
        );
        // The end of m3/h is no blower of that number.
        let asked_units = &self.asked_units;
        self.assets.retain(|asset| {
            !asked_units
                .iter()
                .any(|unit| unit.span.start < asset.span.end && asset.span.start < unit.span.end)
        });
    }

    /// Tags, and what nothing in the plant explains.
    pub fn name_tags(&mut self) {
        let scene = tags::Scene {
            tokens: &self.tokens,
            times: &self.times,
            numbers: &self.numbers,
            units: &self.asked_units,
            concepts: &self.concepts,
            assets: &self.assets,
            kinds: &self.kinds,
            values: &self.values,
            tables: &self.tables,
            columns: &self.columns,
            implied: &concepts::implied(&self.units, &self.tokens),
        };
        let (mut mentions, unknown) = self.linker.tags.find(&self.linker.catalogue, &scene);
        // 停机 is the table of that name before it is a faint likeness to some tag.
        mentions.retain(|mention| {
            let recorded = |range: &Range<usize>| overlap(range, &mention.tokens);
            let score = mention.candidates[0].score;
            if score < 0.0 && !self.tables.is_empty() && !mention.bare_quantity {
                return false;
            }
            score >= FAINT
                || !(self.tables.iter().any(|table| recorded(&table.tokens))
                    || self.values.iter().any(|value| recorded(&value.tokens))
                    || self.columns.iter().any(|column| recorded(&column.tokens)))
        });
        // "the line3 trials" are records and no likeness to some tag: every word of it names them.
        mentions.retain(|mention| {
            let [values, tables, columns] = [
                self.values.iter().map(|value| &value.tokens).collect::<Vec<_>>(),
                self.tables.iter().map(|table| &table.tokens).collect(),
                self.columns.iter().map(|column| &column.tokens).collect(),
            ];
            let recorded = |i: usize| {
                [&values, &tables, &columns].iter().any(|of| of.iter().any(|own| own.contains(&i)))
            };
            let of_value = values.iter().any(|own| own.len() >= 2 && overlap(own, &mention.tokens));
            let best = &mention.candidates[0];
            best.full_name
                || mention.bare_quantity
                || best.score >= LIKENESS
                || !of_value
                || !mention.tokens.clone().all(recorded)
        });
        // The "total" of a question about minutes lost is no total flow.
        let statistic = |mention: &TagMention| {
            self.concepts.iter().any(|found| {
                found.tokens == mention.tokens
                    && matches!(found.concept, "sum" | "mean" | "max" | "min" | "last" | "first")
            })
        };
        mentions.retain(|mention| mention.candidates[0].full_name || !statistic(mention));
        self.unknown.extend(unknown);
        self.unknown_of_kinds();
        let unnumbered: Vec<UnknownMention> =
            mentions.iter().filter_map(|mention| self.unnumbered(mention)).collect();
        self.unknown.extend(unnumbered);
        // The 1 of "accelerometer 1" is part of its name.
        self.numbers.retain(|number| {
            !mentions.iter().any(|tag| {
                tag.candidates[0].full_name
                    && tag.span.start <= number.span.start
                    && number.span.end <= tag.span.end
            })
        });
        self.tags = mentions;
        if self.assets.is_empty() {
            self.assets.extend(self.asset_in_part());
            let assets = &self.assets;
            self.unknown
                .retain(|unknown| !assets.iter().any(|asset| overlap(&asset.tokens, &unknown.tokens)));
        }
    }

    /// "accelerometer 3", where there are 1 and 2.
    fn unnumbered(&self, mention: &TagMention) -> Option<UnknownMention> {
        let at = mention.tokens.end;
        let number =
            self.tokens.get(at).filter(|token| token.script == text::Script::Number && !token.after_break)?;
        let measured = self
            .numbers
            .iter()
            .any(|own| own.span.start == number.span.start && (own.unit.is_some() || own.limit));
        if measured || self.timed(&number.span) || self.tokens.get(at + 1).is_some_and(begins_date) {
            return None;
        }
        let tags = &self.linker.catalogue.plant.tags;
        let best = mention.candidates[0].score;
        let alike: Vec<usize> =
            mention.candidates.iter().filter(|own| best - own.score < 0.01).map(|own| own.tag).collect();
        let last = &self.tokens[at - 1].word;
        // The word that stands before the number, with another number behind it in every name.
        let other = |name: &String| {
            let words = token::canonical(name);
            words.windows(2).any(|pair| {
                pair[0] == *last && pair[1] != number.word && pair[1].bytes().all(|b| b.is_ascii_digit())
            })
        };
        let numbered = alike.len() >= 2
            && alike.iter().all(|tag| tags[*tag].aliases.iter().chain([&tags[*tag].name]).any(other));
        let text = self.question.get(self.span(&(mention.tokens.start..at + 1)))?.to_owned();
        numbered.then_some(UnknownMention {
            text,
            tokens: mention.tokens.start..at + 1,
            certain: true,
            identifier: true,
        })
    }

    /// "the nitriding furnace", where the plant has other furnaces: one machine that is not there, and no sort of machine.
    fn unknown_of_kinds(&mut self) {
        let Self { unknown, kinds, tokens, question, .. } = self;
        kinds.retain(|kind| {
            let Some(unknown) =
                unknown.iter_mut().find(|unknown| unknown.certain && unknown.tokens.end == kind.tokens.start)
            else {
                return true;
            };
            let last = &tokens[kind.tokens.end - 1];
            let written = question.get(last.span.clone()).unwrap_or_default().to_lowercase();
            if last.after_break || written.ends_with('s') {
                return true;
            }
            unknown.tokens.end = kind.tokens.end;
            unknown.identifier = true;
            let span = tokens[unknown.tokens.start].span.start..last.span.end;
            unknown.text = question.get(span).unwrap_or_default().to_owned();
            false
        });
    }

    pub fn finish(self) -> Linked {
        Linked {
            question: self.question.to_owned(),
            language: text::language(self.question),
            concepts: self.concepts,
            times: self.times,
            numbers: self.numbers,
            units: self.asked_units,
            assets: self.assets,
            kinds: self.kinds,
            tags: self.tags,
            tables: self.tables,
            columns: self.columns,
            values: self.values,
            unknown: self.unknown,
            implied_table: self.implied_table,
            tokens: self.tokens,
        }
    }

    /// The bytes of a run of tokens.
    fn span(&self, tokens: &Range<usize>) -> Range<usize> {
        self.tokens[tokens.start].span.start..self.tokens[tokens.end - 1].span.end
    }

    /// Whether bytes are part of a time.
    fn timed(&self, span: &Range<usize>) -> bool {
        self.times.iter().any(|time| time.span.start < span.end && span.start < time.span.end)
    }
}

fn context(catalogue: &Catalogue) -> TimeContext<'_> {
    let first = catalogue.tags.iter().filter_map(|tag| tag.first).min();
    let last = catalogue.tags.iter().filter_map(|tag| tag.last).max();
    let data = first.zip(last).map(|(first, last)| plant::TimeRange::new(first, last.saturating_add(1)));
    // Nobody means "six hours ago" to the nanosecond.
    let now = catalogue.now - catalogue.now.rem_euclid(1_000_000_000);
    TimeContext { now, zone: &catalogue.plant.timezone, shifts: &catalogue.plant.shifts, data }
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

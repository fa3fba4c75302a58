//! Which tag a stretch of words means.
//!
//! A question is cut into runs of words that may name things (operators, times and
//! conjunctions cut). In each run every tag is scored by the words of it that the run says,
//! weighted by how rare they are in the plant (inverse document frequency, Spärck Jones 1972), less the words
//! of its best-fitting name that the run leaves unsaid. An asset named elsewhere in the question helps its tags.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use tool::Catalogue;

use super::token::{Token, canonical};
use super::{
    AssetMention, ColumnMention, ConceptMention, KindMention, NumberMention, TableMention, TagCandidate,
    TagMention, UnitMention, UnknownMention, ValueMention,
};
use crate::lexicon::{NounClass, lexicon};
use crate::text::Script;
use crate::time::TimeMention;

/// What a tag of another asset than the one that is named loses.
const ELSEWHERE: f32 = 1.5;

const NAME: f32 = 1.0;
const ASSET: f32 = 0.9;
const QUANTITY: f32 = 0.75;
const DESCRIPTION: f32 = 0.55;
/// Weight of a name's unsaid words.
const MISSING: f32 = 0.3;
/// Bonus for a name said in full.
const FULL: f32 = 0.35;
/// Weight of words of the trade that a tag does not explain and another does.
const UNEXPLAINED: f32 = 0.8;
/// What a measured quantity adds up to is said for it: the "volume" of a flow.
const TOLD_AS: &[(&str, &str)] = &[
    ("volume", "flow"),
    ("energy", "power"),
    ("consumption", "flow"),
    ("consumption", "power"),
    ("weight", "flow"),
];
/// Candidates that are so much worse say nothing of which words name the tag.
const NEAR: f32 = 1.5;
const MOST_CANDIDATES: usize = 12;

/// What was found in the question before tags are.
pub struct Scene<'a> {
    pub tokens: &'a [Token],
    pub times: &'a [TimeMention],
    pub numbers: &'a [NumberMention],
    pub units: &'a [UnitMention],
    pub concepts: &'a [ConceptMention],
    pub assets: &'a [AssetMention],
    pub kinds: &'a [KindMention],
    pub values: &'a [ValueMention],
    pub tables: &'a [TableMention],
    pub columns: &'a [ColumnMention],
    /// Quantities that words imply, with the tokens of those words.
    pub implied: &'a [(Range<usize>, &'static str)],
}

/// A word of the plant's tags; plants have many tags of few words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Word(u32);

impl Word {
    /// A word of the question that stands in no tag.
    const STRANGE: Self = Self(u32::MAX);
}

#[derive(Debug)]
struct TagEntry {
    asset: Option<usize>,
    quantity: Vec<Word>,
    /// Canonical words of the name, the id and each alias.
    variants: Vec<Vec<Word>>,
    /// Those of `variants` that are aliases: given on purpose.
    aliases: Vec<Vec<Word>>,
}

#[derive(Debug)]
pub struct TagIndex {
    entries: Vec<TagEntry>,
    words: HashMap<Box<str>, Word>,
    /// Of each word: the tags in which it stands, ascending, with the weight of the field.
    postings: Vec<Vec<(u32, f32)>>,
    /// Of each word: its inverse document frequency among the tags.
    idf: Vec<f32>,
    /// Words that stand in some tag's name or alias.
    name_words: HashSet<Word>,
    /// Words of each asset's names.
    asset_words: Vec<Vec<Word>>,
    /// For each asset: itself and its ancestors.
    ancestors: Vec<Vec<usize>>,
    /// Variants by first word, for names with conjunctions inside ("A and C feed").
    by_first: HashMap<Word, Vec<(u32, u32)>>,
}

/// The words of a question, as tokens and as words of the index.
#[derive(Clone, Copy)]
struct Said<'a> {
    tokens: &'a [Token],
    words: &'a [Word],
}

impl TagIndex {
    pub fn new(catalogue: &Catalogue) -> Self {
        let plant = &catalogue.plant;
        let place: HashMap<&str, usize> =
            plant.assets.iter().enumerate().map(|(i, asset)| (asset.id.as_str(), i)).collect();
        let ancestors = plant
            .assets
            .iter()
            .enumerate()
            .map(|(i, _)| {
                let mut chain = vec![i];
                while let Some(parent) = chain
                    .last()
                    .and_then(|last| plant.assets[*last].parent.as_deref())
                    .and_then(|id| place.get(id))
                {
                    if chain.contains(parent) {
                        break;
                    }
                    chain.push(*parent);
                }
                chain
            })
            .collect();
        let mut index = Self {
            entries: Vec::with_capacity(plant.tags.len()),
            words: HashMap::new(),
            postings: Vec::new(),
            idf: Vec::new(),
            name_words: HashSet::new(),
            asset_words: Vec::new(),
            ancestors,
            by_first: HashMap::new(),
        };
        for asset in &plant.assets {
            let names = [&asset.id, &asset.name].into_iter().chain(&asset.aliases).chain(asset.kind.as_ref());
            let mut words: Vec<Word> = names.flat_map(|name| index.learn(name)).collect();
            words.sort_unstable();
            words.dedup();
            index.asset_words.push(words);
        }
        for (t, tag) in plant.tags.iter().enumerate() {
            let asset = tag.asset.as_deref().and_then(|id| place.get(id).copied());
            let short_id = tag.id.rsplit('.').next().unwrap_or(&tag.id);
            let names = [tag.name.as_str(), short_id, &tag.id];
            let mut variants: Vec<Vec<Word>> = names
                .into_iter()
                .chain(tag.aliases.iter().map(String::as_str))
                .map(|name| index.learn(name))
                .collect();
            variants.retain(|variant| !variant.is_empty());
            variants.dedup();
            let quantity = tag.quantity.as_deref().map(|name| index.learn(name)).unwrap_or_default();
            let mut fields: Vec<(Word, f32)> = Vec::new();
            let mut put = |word: Word, weight: f32| match fields.iter_mut().find(|(own, _)| *own == word) {
                Some((_, own)) => *own = own.max(weight),
                None => fields.push((word, weight)),
            };
            variants.iter().flatten().for_each(|word| put(*word, NAME));
            let of_asset = asset.map(|asset| index.asset_words[asset].clone()).unwrap_or_default();
            of_asset.iter().for_each(|word| put(*word, ASSET));
            quantity.iter().for_each(|word| put(*word, QUANTITY));
            index.learn(&tag.description).into_iter().for_each(|word| put(word, DESCRIPTION));
            for (word, weight) in fields {
                index.postings[word.0 as usize].push((t as u32, weight));
            }
            for (v, variant) in variants.iter().enumerate() {
                index.by_first.entry(variant[0]).or_default().push((t as u32, v as u32));
            }
            let aliases = tag.aliases.iter().map(|alias| index.learn(alias)).collect();
            index.entries.push(TagEntry { asset, quantity, variants, aliases });
        }
        let named = index.entries.iter().flat_map(|entry| entry.variants.iter().flatten().copied());
        index.name_words = named.collect();
        // "the" of "outside the hall" names nothing by itself.
        for (_, word) in index.words.iter().filter(|(text, _)| lexicon().is_stop(text)) {
            index.name_words.remove(word);
        }
        let n = index.entries.len().max(1) as f32;
        let idf = |holding: usize| (1.0 + n / (holding as f32 + 0.5)).ln();
        index.idf = index.postings.iter().map(|list| idf(list.len())).collect();
        index
    }

    /// The words of a text, new ones made known.
    fn learn(&mut self, text: &str) -> Vec<Word> {
        let Self { words, postings, .. } = self;
        let mut learnt = |word: String| {
            *words.entry(word.into_boxed_str()).or_insert_with(|| {
                postings.push(Vec::new());
                Word(postings.len() as u32 - 1)
            })
        };
        canonical(text).into_iter().map(&mut learnt).collect()
    }

    fn word(&self, text: &str) -> Word {
        self.words.get(text).copied().unwrap_or(Word::STRANGE)
    }

    /// The tags in which a word stands; none of a word that stands in assets' names alone.
    fn holding(&self, word: Word) -> &[(u32, f32)] {
        self.postings.get(word.0 as usize).map_or(&[], Vec::as_slice)
    }

    fn holds(&self, tag: usize, word: Word) -> bool {
        self.holding(word).binary_search_by_key(&(tag as u32), |(own, _)| *own).is_ok()
    }

    /// Inverse document frequency of a word among the tags.
    fn idf(&self, word: Word) -> f32 {
        let unheard_of = || (1.0 + self.entries.len().max(1) as f32 / 0.5).ln();
        self.idf.get(word.0 as usize).copied().unwrap_or_else(unheard_of)
    }

    fn of_asset(&self, entry: &TagEntry, word: Word) -> bool {
        entry.asset.is_some_and(|asset| self.asset_words[asset].binary_search(&word).is_ok())
    }

    pub fn find(&self, catalogue: &Catalogue, scene: &Scene) -> (Vec<TagMention>, Vec<UnknownMention>) {
        let words: Vec<Word> = scene.tokens.iter().map(|token| self.word(&token.word)).collect();
        let said = Said { tokens: scene.tokens, words: &words };
        let named = self.full_names(said);
        let mut mentions = Vec::new();
        let mut unknown = Vec::new();
        let runs = self.runs(scene, said, &named);
        for run in &runs {
            self.read_run(catalogue, scene, said, run, &runs, (&mut mentions, &mut unknown));
        }
        mentions.sort_by_key(|mention: &TagMention| mention.tokens.start);
        (mentions, unknown)
    }

    /// Stretches where a tag's name of two words or more, or an identifier, is said in full.
    fn full_names(&self, Said { tokens, words }: Said<'_>) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        for (at, first) in words.iter().enumerate() {
            for (t, v) in self.by_first.get(first).into_iter().flatten() {
                let variant = &self.entries[*t as usize].variants[*v as usize];
                let range = at..at + variant.len();
                let same = words.get(range.clone()).is_some_and(|window| window == variant.as_slice())
                    && !tokens[at + 1..range.end].iter().any(|token| token.after_break);
                if same && variant.len() >= 2 && !found.contains(&range) {
                    found.push(range);
                }
            }
        }
        let all = found.clone();
        found.retain(|range| {
            !all.iter().any(|other| {
                other.len() > range.len() && other.start <= range.start && range.end <= other.end
            })
        });
        found
    }

    /// Cuts the question into runs of tokens that may name a tag.
    fn runs(&self, scene: &Scene, said: Said<'_>, named: &[Range<usize>]) -> Vec<Vec<usize>> {
        let mut runs = Vec::new();
        let mut run: Vec<usize> = Vec::new();
        let overlaps = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
        for (i, token) in scene.tokens.iter().enumerate() {
            let in_name = named.iter().any(|name| name.contains(&i));
            let starts_name = named.iter().any(|name| name.start == i);
            let second_name = starts_name && run.iter().any(|j| named.iter().any(|name| name.contains(j)));
            let timed = scene.times.iter().any(|time| overlaps(&time.span, &token.span));
            let counted = scene
                .numbers
                .iter()
                .any(|number| overlaps(&number.span, &token.span) && (number.unit.is_some() || number.limit));
            let asked = scene
                .units
                .iter()
                .any(|unit| unit.span.start <= token.span.start && token.span.end <= unit.span.end);
            let conjunction = matches!(
                token.word.as_str(),
                "and"
                    | "or"
                    | "与"
                    | "和"
                    | "及"
                    | "跟"
                    | "同"
                    | "vs"
                    | "versus"
                    | "while"
                    | "when"
                    | "with"
                    | "than"
                    | "to"
                    | "against"
                    | "对"
                    | "during"
                    | "where"
                    | "if"
                    | "but"
            );
            let operator = scene.concepts.iter().any(|c| c.tokens.contains(&i) && !is_soft(c.concept));
            // 均 of 平均 is no word of a name that happens to hold the character.
            let within = scene.concepts.iter().any(|c| {
                c.span.start <= token.span.start
                    && token.span.end <= c.span.end
                    && c.span.len() > token.span.len()
            });
            let character = token.script == Script::Chinese && (token.class.is_none() || within);
            let soft = self.name_words.contains(&said.words[i]) && !(character && operator);
            let cut = !in_name
                && (timed || counted || asked || conjunction || (operator && !soft) || token.after_break);
            if (cut || second_name) && !run.is_empty() {
                runs.push(std::mem::take(&mut run));
            }
            let carries = !token.stop || in_name || soft && !timed;
            let skip = timed || counted || asked || (operator && !soft) || (conjunction && !in_name);
            if in_name || (carries && !skip) {
                run.push(i);
            }
        }
        if !run.is_empty() {
            runs.push(run);
        }
        // "And the maximum?" names nothing, even where some tag's name holds the word.
        let operator = |i: &usize| scene.concepts.iter().any(|c| c.tokens.contains(i) && !is_soft(c.concept));
        runs.retain(|run| run.iter().any(|i| !operator(i) || named.iter().any(|name| name.contains(i))));
        runs
    }

    fn read_run(
        &self,
        catalogue: &Catalogue,
        scene: &Scene,
        question: Said<'_>,
        run: &[usize],
        runs: &[Vec<usize>],
        (mentions, unknown): (&mut Vec<TagMention>, &mut Vec<UnknownMention>),
    ) {
        let Said { tokens, words: ids } = question;
        let here: Vec<usize> = scene
            .assets
            .iter()
            .filter(|a| run.iter().any(|i| a.tokens.contains(i)))
            .flat_map(|a| a.assets.clone())
            .collect();
        // An asset that stands beside words of its own belongs to those: "the flow when motor current peaked".
        let owned = |asset: &AssetMention| {
            runs.iter().any(|other| {
                other.iter().any(|i| asset.tokens.contains(i))
                    && other.iter().any(|i| {
                        !tokens[*i].stop && !scene.assets.iter().any(|named| named.tokens.contains(i))
                    })
            })
        };
        let elsewhere: Vec<&AssetMention> = scene.assets.iter().filter(|asset| !owned(asset)).collect();
        let binding = !here.is_empty() || !elsewhere.is_empty();
        let scope = self.most_specific(if !here.is_empty() {
            here
        } else if binding {
            elsewhere.iter().flat_map(|a| a.assets.clone()).collect()
        } else {
            scene.assets.iter().flat_map(|a| a.assets.clone()).collect()
        });
        let in_asset = |i: usize| scene.assets.iter().any(|asset| asset.tokens.contains(&i));
        let in_kind = |i: usize| scene.kinds.iter().any(|kind| kind.tokens.contains(&i));
        let in_records = |i: usize| {
            scene.values.iter().any(|value| value.tokens.contains(&i))
                || scene.tables.iter().any(|table| table.tokens.contains(&i))
                || scene.columns.iter().any(|column| column.tokens.contains(&i))
        };
        let in_operator =
            |i: usize| scene.concepts.iter().any(|c| c.tokens.contains(&i) && !is_soft(c.concept));

        // Which words of the run does each tag explain?
        let mut scores: Vec<Option<f32>> = vec![None; self.entries.len()];
        let mut own: Vec<bool> = vec![false; self.entries.len()];
        // Weight of the words of the trade that tell tags apart: all of them, and those that each tag explains.
        let mut telling = 0.0;
        let mut explained: Vec<f32> = vec![0.0; self.entries.len()];
        let mut said: HashSet<&str> = HashSet::new();
        let says_quantity = |i: usize| scene.implied.iter().any(|(tokens, _)| tokens.contains(&i));
        for &i in run {
            let word = tokens[i].word.as_str();
            if !said.insert(word) {
                continue;
            }
            let numeral = tokens[i].script == Script::Number;
            let idf = self.idf(ids[i]);
            let tells = names_things(&tokens[i]) && !in_asset(i) && !in_kind(i) && !says_quantity(i);
            if tells && !self.holding(ids[i]).is_empty() {
                telling += idf;
            }
            for (tag, weight) in self.holding(ids[i]) {
                let tag = *tag as usize;
                if tells {
                    explained[tag] += idf;
                }
                // A number inside an asset's name only counts through the whole name.
                if numeral && in_asset(i) && *weight <= ASSET {
                    continue;
                }
                *scores[tag].get_or_insert(0.0) += idf * weight;
                if !in_asset(i)
                    && !in_kind(i)
                    && (*weight == NAME || *weight == QUANTITY || *weight == DESCRIPTION)
                {
                    own[tag] = true;
                }
            }
        }
        // "which pump ran hotter at the bearing": the bearing is what is hot.
        let named_elsewhere = run.iter().all(|i| in_kind(*i))
            && runs
                .iter()
                .any(|other| other != run && other.iter().any(|i| self.name_words.contains(&ids[*i])));
        let implied = if named_elsewhere { Vec::new() } else { self.implied(scene, run) };
        for quantity in implied.iter().map(|quantity| self.word(quantity)) {
            for (tag, _) in self.holding(quantity) {
                let tag = *tag as usize;
                let entry = &self.entries[tag];
                let placed = self.is_below(entry, &scope) || scope.is_empty() && scores[tag].is_some();
                if placed && entry.quantity.contains(&quantity) {
                    *scores[tag].get_or_insert(0.0) += self.idf(quantity) * QUANTITY;
                    own[tag] = true;
                }
            }
        }
        let content: Vec<usize> = run
            .iter()
            .copied()
            .filter(|i| !in_asset(*i) && (implied.is_empty() || !says_quantity(*i)))
            .collect();
        let mut candidates: Vec<TagCandidate> = scores
            .into_iter()
            .enumerate()
            .filter_map(|(tag, hits)| Some((tag, hits.filter(|_| own[tag])?)))
            .map(|(tag, hits)| {
                let mut candidate = self.candidate(tag, hits, run, ids, &scope);
                // 窑喂料量 is the name of a tag of the elevator, and speaks of no kiln.
                if candidate.elsewhere && self.names_asset(tag, run, ids, in_asset) {
                    candidate.elsewhere = false;
                    candidate.score += ELSEWHERE;
                }
                candidate.score -= UNEXPLAINED * (telling - explained[tag]);
                candidate.elsewhere &= binding;
                candidate
            })
            .collect();
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.tag.cmp(&b.tag)));
        // A tag of the machine that is named, told by its description, goes before the namesake of another machine.
        if let Some(best) = candidates.first().filter(|best| best.elsewhere) {
            let words = |tag: usize| -> Vec<Word> {
                let said = run.iter().filter(|i| !in_asset(**i) && !in_kind(**i)).map(|i| ids[*i]);
                said.filter(|word| self.holds(tag, *word)).collect()
            };
            let wanted = words(best.tag);
            let own = candidates.iter().position(|c| {
                !c.elsewhere && self.is_below(&self.entries[c.tag], &scope) && words(c.tag) == wanted
            });
            if let Some(own) = own {
                candidates[..=own].rotate_right(1);
                candidates[0].score = candidates[1].score + 0.5;
            }
        }
        candidates.truncate(
            MOST_CANDIDATES
                .max(candidates.iter().filter(|c| (c.score - candidates[0].score).abs() < 1e-4).count()),
        );

        let explains = |candidate: Option<&TagCandidate>, i: usize| {
            candidate.is_some_and(|candidate| self.holds(candidate.tag, ids[i]))
        };
        let best = candidates.first();
        let mut unexplained = Vec::new();
        for &i in &content {
            let token = &tokens[i];
            let names_a_thing = names_things(token);
            let identifier = token.unknown && looks_like_identifier(tokens, i);
            let told_as = best.is_some_and(|best| {
                let own = &self.entries[best.tag].quantity;
                TOLD_AS
                    .iter()
                    .any(|(said, quantity)| token.word == *said && own.contains(&self.word(quantity)))
            });
            let unit =
                scene.units.iter().any(|u| u.span.start <= token.span.start && token.span.end <= u.span.end);
            let claimed = unit
                || explains(best, i)
                || told_as
                || in_kind(i)
                || in_records(i)
                || in_operator(i)
                || token.stop;
            if claimed || token.script == Script::Number {
                continue;
            }
            if names_a_thing || identifier {
                unexplained.push(token.word.clone());
                unknown.push(UnknownMention {
                    text: token.word.clone(),
                    tokens: i..i + 1,
                    // What is only a slip away from a word of the trade may be any other word.
                    certain: identifier || is_specific(token) && !token.mended,
                    identifier: identifier && followed_by_number(tokens, i),
                });
            } else if token.unknown {
                unknown.push(UnknownMention {
                    text: token.word.clone(),
                    tokens: i..i + 1,
                    certain: false,
                    identifier: false,
                });
            }
        }
        let Some(best) = best else { return };
        let bare_quantity =
            !best.full_name && self.is_bare_quantity(&content, question, best, &implied, &scope);
        if bare_quantity {
            let said = content.iter().map(|i| ids[*i]);
            let words: Vec<Word> = said.chain(implied.iter().map(|quantity| self.word(quantity))).collect();
            self.widen_to_quantity(catalogue, &words, &scope, &mut candidates);
        }
        let mut used: Vec<usize> = content
            .iter()
            .copied()
            .filter(|i| {
                candidates
                    .iter()
                    .filter(|c| c.score >= candidates[0].score - NEAR)
                    .any(|c| explains(Some(c), *i))
            })
            .collect();
        if used.is_empty() {
            // "How hot is the compressor": the machine alone stands there.
            used.extend(run.iter().copied().filter(|_| !implied.is_empty()));
        }
        let (Some(first), Some(last)) = (used.first(), used.last()) else { return };
        mentions.push(TagMention {
            tokens: *first..*last + 1,
            span: tokens[*first].span.start..tokens[*last].span.end,
            candidates,
            unexplained,
            bare_quantity,
        });
    }

    /// Whether the words by which an asset is named are words of the tag's own name, next to the same words there as here.
    fn names_asset(
        &self,
        tag: usize,
        run: &[usize],
        words: &[Word],
        in_asset: impl Fn(usize) -> bool,
    ) -> bool {
        let word = |place: usize| run.get(place).map(|i| words[*i]);
        let named: Vec<usize> = (0..run.len()).filter(|place| in_asset(run[*place])).collect();
        let beside: Vec<usize> =
            named.iter().map(|place| place + 1).filter(|place| !named.contains(place)).collect();
        let follows = |variant: &Vec<Word>, place: usize| {
            variant.windows(2).any(|pair| word(place - 1) == Some(pair[0]) && word(place) == Some(pair[1]))
        };
        let held = |variant: &Vec<Word>| {
            named.iter().all(|place| word(*place).is_some_and(|word| variant.contains(&word)))
        };
        !named.is_empty()
            && self.entries[tag]
                .variants
                .iter()
                .any(|variant| held(variant) && beside.iter().all(|place| follows(variant, *place)))
    }

    /// The quantities that the question implies, where the run names none itself.
    fn implied(&self, scene: &Scene, run: &[usize]) -> Vec<&'static str> {
        let named = run.iter().any(|i| {
            scene.tokens[*i].class == Some(NounClass::Quantity)
                && !scene.implied.iter().any(|(tokens, _)| tokens.contains(i))
        });
        let mut implied: Vec<&'static str> = Vec::new();
        for (_, quantity) in scene.implied.iter().filter(|_| !named) {
            if !implied.contains(quantity) {
                implied.push(quantity);
            }
        }
        implied
    }

    fn is_below(&self, entry: &TagEntry, scope: &[usize]) -> bool {
        entry.asset.is_some_and(|asset| self.ancestors[asset].iter().any(|a| scope.contains(a)))
    }

    /// Without the ancestors of other assets named: "chiller 6 at MAIN" is chiller 6.
    fn most_specific(&self, assets: Vec<usize>) -> Vec<usize> {
        assets
            .iter()
            .copied()
            .filter(|asset| {
                !assets.iter().any(|other| other != asset && self.ancestors[*other].contains(asset))
            })
            .collect()
    }

    fn candidate(
        &self,
        tag: usize,
        hits: f32,
        run: &[usize],
        words: &[Word],
        scope: &[usize],
    ) -> TagCandidate {
        let entry = &self.entries[tag];
        let in_scope = self.is_below(entry, scope);
        let exact_scope = entry.asset.is_some_and(|asset| scope.contains(&asset));
        let in_run = |word: Word| run.iter().any(|i| words[*i] == word);
        let said = |word: Word| in_run(word) || in_scope && self.of_asset(entry, word);
        let mut missing = f32::MAX;
        let mut full: f32 = 0.0;
        let mut full_name = false;
        for variant in &entry.variants {
            if !variant.iter().any(|word| in_run(*word)) {
                continue;
            }
            // Words of the asset's own name are half said by the tag belonging to it.
            let unsaid: f32 = variant
                .iter()
                .filter(|word| !said(**word))
                .map(|word| self.idf(*word) * if self.of_asset(entry, *word) { 0.5 } else { 1.0 })
                .sum();
            missing = missing.min(unsaid);
            if stands_in_order(variant, run, words) {
                full = full.max(variant.iter().map(|word| self.idf(*word)).sum());
                // "Temperature" says no more than the quantity, unless it was given as an alias.
                full_name |= entry.aliases.contains(variant)
                    || variant.iter().any(|word| !entry.quantity.contains(word));
            }
        }
        if missing == f32::MAX {
            missing = entry
                .variants
                .first()
                .map_or(0.0, |variant| variant.iter().map(|word| self.idf(*word)).sum());
        }
        let mut score = hits - MISSING * missing + FULL * full;
        if in_scope {
            score += if exact_scope { 1.5 } else { 1.2 };
        } else if !scope.is_empty() {
            score -= ELSEWHERE;
        }
        // A tag of what stands above the asset named may still be meant.
        let above =
            entry.asset.is_some_and(|own| scope.iter().any(|asset| self.ancestors[*asset].contains(&own)));
        let elsewhere = !scope.is_empty() && !in_scope && !above;
        TagCandidate { tag, score, missing, full_name, elsewhere }
    }

    /// Whether the words name nothing but what is measured.
    fn is_bare_quantity(
        &self,
        content: &[usize],
        said: Said<'_>,
        best: &TagCandidate,
        implied: &[&'static str],
        scope: &[usize],
    ) -> bool {
        let entry = &self.entries[best.tag];
        let words: Vec<Word> =
            content.iter().filter(|i| !said.tokens[**i].stop).map(|i| said.words[*i]).collect();
        if words.is_empty() {
            return !implied.is_empty();
        }
        let of_asset = |word: Word| self.of_asset(entry, word) && (implied.is_empty() || !scope.is_empty());
        words.iter().all(|word| entry.quantity.contains(word) || of_asset(*word))
            && (words.iter().any(|word| entry.quantity.contains(word)) || !implied.is_empty())
            // An alias that is just this word was given on purpose; the name is not enough.
            && !entry.aliases.contains(&words)
    }

    /// Every tag in scope that measures the quantity fits a bare quantity as well as the best.
    fn widen_to_quantity(
        &self,
        catalogue: &Catalogue,
        words: &[Word],
        scope: &[usize],
        candidates: &mut Vec<TagCandidate>,
    ) {
        let Some(best) = candidates.first().cloned() else { return };
        let measured = |tag: usize, word: Word| self.entries[tag].quantity.contains(&word);
        let quantity: Vec<Word> = words.iter().copied().filter(|word| measured(best.tag, *word)).collect();
        let fits = |tag: usize| {
            let in_scope = scope.is_empty() || self.is_below(&self.entries[tag], scope);
            in_scope
                && quantity.iter().all(|word| measured(tag, *word))
                && catalogue.tags.get(tag).is_none_or(|profile| profile.count > 0)
        };
        let mut same: Vec<TagCandidate> = (0..self.entries.len())
            .filter(|tag| fits(*tag))
            .map(|tag| TagCandidate {
                tag,
                score: best.score,
                missing: 0.0,
                full_name: false,
                elsewhere: best.elsewhere,
            })
            .collect();
        if same.iter().any(|candidate| candidate.tag == best.tag) {
            std::mem::swap(candidates, &mut same);
        }
    }
}

/// Concepts that do not cut a run: politeness, questions, and words that also stand in names.
fn is_soft(concept: &str) -> bool {
    matches!(concept, "yes_no" | "follow" | "pronoun" | "which" | "sample" | "detail" | "all" | "quality")
}

fn names_things(token: &Token) -> bool {
    matches!(
        token.class,
        Some(NounClass::Quantity | NounClass::Medium | NounClass::Equipment | NounClass::Part)
    )
}

/// Whether a word of the trade that nothing explains means that something is missing. Words for plants,
/// instruments and numbers in general do not.
fn is_specific(token: &Token) -> bool {
    const GENERAL: &[&str] = &[
        "site",
        "sensor",
        "meter",
        "rig",
        "tool",
        "line",
        "count",
        "rate",
        "degree",
        "percent",
        "status",
        "name",
        "work",
        "heat",
        "energy",
        "product",
        "load",
        "efficiency",
        "output",
        "input",
    ];
    matches!(token.class, Some(NounClass::Quantity | NounClass::Medium | NounClass::Equipment))
        && !GENERAL.contains(&token.word.as_str())
}

fn stands_in_order(variant: &[Word], run: &[usize], words: &[Word]) -> bool {
    run.windows(variant.len()).any(|window| {
        window.iter().zip(variant).all(|(i, word)| words[*i] == *word)
            && window.windows(2).all(|pair| pair[1] <= pair[0] + 2)
    })
}

fn followed_by_number(tokens: &[Token], i: usize) -> bool {
    tokens.get(i + 1).is_some_and(|next| next.script == Script::Number && !next.after_break)
}

/// Letters glued to digits, or written in capitals: `TI-4711`, `AHU`.
fn looks_like_identifier(tokens: &[Token], i: usize) -> bool {
    tokens[i].capitals || followed_by_number(tokens, i) && tokens[i].word.chars().count() <= 6
}

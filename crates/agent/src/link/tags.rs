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

#[derive(Debug)]
struct TagEntry {
    asset: Option<usize>,
    quantity: Vec<String>,
    /// Words of the asset's names.
    asset_words: HashSet<String>,
    /// Canonical words of the name, the id and each alias.
    variants: Vec<Vec<String>>,
    /// Those of `variants` that are aliases: given on purpose.
    aliases: Vec<Vec<String>>,
}

#[derive(Debug)]
pub struct TagIndex {
    entries: Vec<TagEntry>,
    /// Word to (tag, weight of the field it stands in).
    postings: HashMap<String, Vec<(usize, f32)>>,
    /// Words that stand in some tag's name or alias.
    name_words: HashSet<String>,
    /// For each asset: itself and its ancestors.
    ancestors: Vec<Vec<usize>>,
    /// Variants by first word, for names with conjunctions inside ("A and C feed").
    by_first: HashMap<String, Vec<(usize, usize)>>,
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
            entries: Vec::new(),
            postings: HashMap::new(),
            name_words: HashSet::new(),
            ancestors,
            by_first: HashMap::new(),
        };
        for (t, tag) in plant.tags.iter().enumerate() {
            let asset = tag.asset.as_deref().and_then(|id| place.get(id).copied());
            let asset_words: HashSet<String> = asset
                .map(|a| &plant.assets[a])
                .into_iter()
                .flat_map(|asset| {
                    [&asset.id, &asset.name].into_iter().chain(&asset.aliases).chain(asset.kind.as_ref())
                })
                .flat_map(|name| canonical(name))
                .collect();
            let short_id = tag.id.rsplit('.').next().unwrap_or(&tag.id);
            let mut variants: Vec<Vec<String>> = [tag.name.as_str(), short_id, &tag.id]
                .into_iter()
                .chain(tag.aliases.iter().map(String::as_str))
                .map(canonical)
                .collect();
            variants.retain(|variant| !variant.is_empty());
            variants.dedup();
            let quantity = tag.quantity.as_deref().map(canonical).unwrap_or_default();
            let mut fields: HashMap<String, f32> = HashMap::new();
            let mut put = |word: &String, weight: f32| {
                let entry = fields.entry(word.clone()).or_insert(0.0);
                *entry = entry.max(weight);
            };
            for word in variants.iter().flatten() {
                put(word, NAME);
                // "the" of "outside the hall" names nothing by itself.
                if !lexicon().is_stop(word) {
                    index.name_words.insert(word.clone());
                }
            }
            asset_words.iter().for_each(|word| put(word, ASSET));
            quantity.iter().for_each(|word| put(word, QUANTITY));
            canonical(&tag.description).iter().for_each(|word| put(word, DESCRIPTION));
            for (word, weight) in fields {
                index.postings.entry(word).or_default().push((t, weight));
            }
            for (v, variant) in variants.iter().enumerate() {
                index.by_first.entry(variant[0].clone()).or_default().push((t, v));
            }
            let aliases = tag.aliases.iter().map(|alias| canonical(alias)).collect();
            index.entries.push(TagEntry { asset, quantity, asset_words, variants, aliases });
        }
        index
    }

    /// Inverse document frequency of a word among the tags.
    fn idf(&self, word: &str) -> f32 {
        let n = self.entries.len().max(1) as f32;
        let holding = self.postings.get(word).map_or(0, Vec::len) as f32;
        (1.0 + n / (holding + 0.5)).ln()
    }

    pub fn find(&self, catalogue: &Catalogue, scene: &Scene) -> (Vec<TagMention>, Vec<UnknownMention>) {
        let named = self.full_names(scene.tokens);
        let mut mentions = Vec::new();
        let mut unknown = Vec::new();
        let runs = self.runs(scene, &named);
        for run in &runs {
            self.read_run(catalogue, scene, run, &runs, &mut mentions, &mut unknown);
        }
        mentions.sort_by_key(|mention: &TagMention| mention.tokens.start);
        (mentions, unknown)
    }

    /// Stretches where a tag's name of two words or more, or an identifier, is said in full.
    fn full_names(&self, tokens: &[Token]) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        for at in 0..tokens.len() {
            for (t, v) in self.by_first.get(&tokens[at].word).into_iter().flatten() {
                let variant = &self.entries[*t].variants[*v];
                let range = at..at + variant.len();
                let same = tokens.get(range.clone()).is_some_and(|window| {
                    window.iter().zip(variant).all(|(token, word)| token.word == *word)
                        && !window[1..].iter().any(|token| token.after_break)
                });
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
    fn runs(&self, scene: &Scene, named: &[Range<usize>]) -> Vec<Vec<usize>> {
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
            let soft = self.name_words.contains(&token.word) && !(character && operator);
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
        run: &[usize],
        runs: &[Vec<usize>],
        mentions: &mut Vec<TagMention>,
        unknown: &mut Vec<UnknownMention>,
    ) {
        let tokens = scene.tokens;
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
        let mut scores: HashMap<usize, f32> = HashMap::new();
        let mut own: HashSet<usize> = HashSet::new();
        // Weight of the words of the trade that tell tags apart: all of them, and those that each tag explains.
        let mut telling = 0.0;
        let mut explained: HashMap<usize, f32> = HashMap::new();
        let mut said: HashSet<&str> = HashSet::new();
        let says_quantity = |i: usize| scene.implied.iter().any(|(tokens, _)| tokens.contains(&i));
        for &i in run {
            let word = tokens[i].word.as_str();
            if !said.insert(word) {
                continue;
            }
            let numeral = tokens[i].script == Script::Number;
            let idf = self.idf(word);
            let tells = names_things(&tokens[i]) && !in_asset(i) && !in_kind(i) && !says_quantity(i);
            if tells && self.postings.contains_key(word) {
                telling += idf;
            }
            for (tag, weight) in self.postings.get(word).into_iter().flatten() {
                if tells {
                    *explained.entry(*tag).or_default() += idf;
                }
                // A number inside an asset's name only counts through the whole name.
                if numeral && in_asset(i) && *weight <= ASSET {
                    continue;
                }
                *scores.entry(*tag).or_default() += idf * weight;
                if !in_asset(i)
                    && !in_kind(i)
                    && (*weight == NAME || *weight == QUANTITY || *weight == DESCRIPTION)
                {
                    own.insert(*tag);
                }
            }
        }
        // "which pump ran hotter at the bearing": the bearing is what is hot.
        let named_elsewhere = run.iter().all(|i| in_kind(*i))
            && runs.iter().any(|other| {
                other != run && other.iter().any(|i| self.name_words.contains(&tokens[*i].word))
            });
        let implied = if named_elsewhere { Vec::new() } else { self.implied(scene, run) };
        for (tag, entry) in self.entries.iter().enumerate() {
            for quantity in implied.iter().filter(|quantity| entry.quantity.iter().any(|q| q == *quantity)) {
                let placed = self.is_below(entry, &scope);
                if placed || scope.is_empty() && scores.contains_key(&tag) {
                    *scores.entry(tag).or_default() += self.idf(quantity) * QUANTITY;
                    own.insert(tag);
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
            .filter(|(tag, _)| own.contains(tag))
            .map(|(tag, hits)| {
                let mut candidate = self.candidate(tag, hits, run, tokens, &scope);
                // 窑喂料量 is the name of a tag of the elevator, and speaks of no kiln.
                if candidate.elsewhere && self.names_asset(tag, run, tokens, in_asset) {
                    candidate.elsewhere = false;
                    candidate.score += ELSEWHERE;
                }
                candidate.score -= UNEXPLAINED * (telling - explained.get(&tag).copied().unwrap_or_default());
                candidate.elsewhere &= binding;
                candidate
            })
            .collect();
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.tag.cmp(&b.tag)));
        // A tag of the machine that is named, told by its description, goes before the namesake of another machine.
        if let Some(best) = candidates.first().filter(|best| best.elsewhere) {
            let words = |tag: usize| -> Vec<&str> {
                let said =
                    run.iter().filter(|i| !in_asset(**i) && !in_kind(**i)).map(|i| tokens[*i].word.as_str());
                said.filter(|word| {
                    self.postings.get(*word).is_some_and(|list| list.iter().any(|(own, _)| *own == tag))
                })
                .collect()
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
            candidate.is_some_and(|candidate| {
                self.postings
                    .get(&tokens[i].word)
                    .is_some_and(|list| list.iter().any(|(tag, _)| *tag == candidate.tag))
            })
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
                    .any(|(said, quantity)| token.word == *said && own.iter().any(|q| q == quantity))
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
            !best.full_name && self.is_bare_quantity(&content, tokens, best, &implied, &scope);
        if bare_quantity {
            let said = content.iter().map(|i| tokens[*i].word.as_str());
            let words: Vec<&str> = said.chain(implied.iter().copied()).collect();
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
        tokens: &[Token],
        in_asset: impl Fn(usize) -> bool,
    ) -> bool {
        let word = |place: usize| run.get(place).map(|i| &tokens[*i].word);
        let named: Vec<usize> = (0..run.len()).filter(|place| in_asset(run[*place])).collect();
        let beside: Vec<usize> =
            named.iter().map(|place| place + 1).filter(|place| !named.contains(place)).collect();
        let follows = |variant: &Vec<String>, place: usize| {
            variant.windows(2).any(|pair| word(place - 1) == Some(&pair[0]) && word(place) == Some(&pair[1]))
        };
        let held = |variant: &Vec<String>| {
            named.iter().all(|place| word(*place).is_some_and(|word| variant.contains(word)))
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
        tokens: &[Token],
        scope: &[usize],
    ) -> TagCandidate {
        let entry = &self.entries[tag];
        let in_scope = self.is_below(entry, scope);
        let exact_scope = entry.asset.is_some_and(|asset| scope.contains(&asset));
        let said = |word: &String| {
            run.iter().any(|i| tokens[*i].word == *word) || (in_scope && entry.asset_words.contains(word))
        };
        let mut missing = f32::MAX;
        let mut full: f32 = 0.0;
        let mut full_name = false;
        for variant in &entry.variants {
            if !variant.iter().any(|word| run.iter().any(|i| tokens[*i].word == *word)) {
                continue;
            }
            // Words of the asset's own name are half said by the tag belonging to it.
            let unsaid: f32 = variant
                .iter()
                .filter(|word| !said(word))
                .map(|word| self.idf(word) * if entry.asset_words.contains(word) { 0.5 } else { 1.0 })
                .sum();
            missing = missing.min(unsaid);
            if stands_in_order(variant, run, tokens) {
                full = full.max(variant.iter().map(|word| self.idf(word)).sum());
                // "Temperature" says no more than the quantity, unless it was given as an alias.
                full_name |= entry.aliases.contains(variant)
                    || variant.iter().any(|word| !entry.quantity.contains(word));
            }
        }
        if missing == f32::MAX {
            missing =
                entry.variants.first().map_or(0.0, |variant| variant.iter().map(|word| self.idf(word)).sum());
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
        tokens: &[Token],
        best: &TagCandidate,
        implied: &[&'static str],
        scope: &[usize],
    ) -> bool {
        let entry = &self.entries[best.tag];
        let words: Vec<&String> =
            content.iter().map(|i| &tokens[*i]).filter(|t| !t.stop).map(|t| &t.word).collect();
        if words.is_empty() {
            return !implied.is_empty();
        }
        let of_asset =
            |word: &String| entry.asset_words.contains(word) && (implied.is_empty() || !scope.is_empty());
        words.iter().all(|word| entry.quantity.contains(word) || of_asset(word))
            && (words.iter().any(|word| entry.quantity.contains(word)) || !implied.is_empty())
            // An alias that is just this word was given on purpose; the name is not enough.
            && !entry.aliases.iter().any(|variant| variant.iter().collect::<Vec<_>>() == words)
    }

    /// Every tag in scope that measures the quantity fits a bare quantity as well as the best.
    fn widen_to_quantity(
        &self,
        catalogue: &Catalogue,
        words: &[&str],
        scope: &[usize],
        candidates: &mut Vec<TagCandidate>,
    ) {
        let Some(best) = candidates.first().cloned() else { return };
        let measured = |tag: usize, word: &str| self.entries[tag].quantity.iter().any(|own| own == word);
        let quantity: Vec<&str> = words.iter().copied().filter(|word| measured(best.tag, word)).collect();
        let fits = |tag: usize| {
            let in_scope = scope.is_empty() || self.is_below(&self.entries[tag], scope);
            in_scope
                && quantity.iter().all(|word| measured(tag, word))
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

fn stands_in_order(variant: &[String], run: &[usize], tokens: &[Token]) -> bool {
    run.windows(variant.len()).any(|window| {
        window.iter().zip(variant).all(|(i, word)| tokens[*i].word == *word)
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

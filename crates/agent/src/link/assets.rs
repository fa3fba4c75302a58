//! Assets that are named otherwise than in full: words in another order or only the telling ones ("lift station 2" for
//! `Lift Station 2 (Riverbend)`), initials ("CEP 2" for a condensate extraction pump), numbers in words ("feed pump two").
//!
//! Every word said must belong to the asset, its number must be the asset's, and no other asset may fit as well.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use tool::Catalogue;

use super::AssetMention;
use super::token::{Token, canonical_tokens};
use crate::lexicon::NounClass;
use crate::text::{self, Script};

/// Longest stretch of words that is taken for one name.
const LONGEST: usize = 7;
/// Share of a name, weighted by how rare its words are, that must be said.
const ENOUGH: f32 = 0.72;
/// The same where the noun of the machine and its number or place are said.
const ENOUGH_WITH_NOUN: f32 = 0.4;
/// How much better the best must be than the next.
const MARGIN: f32 = 0.12;

#[derive(Debug)]
struct Name {
    asset: usize,
    words: Vec<String>,
    /// Weight of all its words.
    weight: f32,
    /// First letters of its words as they are written: `cep` of "Condensate Extraction Pump 2".
    initials: String,
}

#[derive(Debug)]
pub struct AssetIndex {
    names: Vec<Name>,
    /// Names by each of their words.
    by_word: HashMap<String, Vec<usize>>,
    /// Words of all names and of the kind, by asset.
    words: Vec<HashSet<String>>,
    /// Numbers and single letters that stand in the names, by asset.
    marks: Vec<HashSet<String>>,
    /// Names that hold these initials: name, and how many letters before them.
    by_initials: HashMap<String, Vec<usize>>,
    idf: HashMap<String, f32>,
    rarest: f32,
}

/// A number or a single letter: what tells machines of a sort apart.
fn is_mark(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
        || word.len() == 1 && word.bytes().all(|b| b.is_ascii_alphabetic())
}

/// Whether the one-letter token at `i` tells machines apart, and is no article: a capital, or behind a machine.
fn is_letter(question: &str, tokens: &[Token], i: usize) -> bool {
    let token = &tokens[i];
    if token.script != Script::Latin || token.word.len() != 1 {
        return false;
    }
    let capital =
        question.get(token.span.clone()).is_some_and(|raw| raw.bytes().all(|b| b.is_ascii_uppercase()));
    let behind = i > 0
        && (tokens[i - 1].class == Some(NounClass::Equipment) || tokens[i - 1].script == Script::Number);
    capital && (i > 0 || token.word != "a") || behind
}

/// A month's English name or its short form.
fn is_month(word: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    word.len() >= 3 && MONTHS.iter().any(|month| *month == word || word.len() <= 4 && month.starts_with(word))
}

/// Whether the number at `i` tells how many: 三台冷机, "three chillers"; 第三台 is one machine.
fn counts(question: &str, tokens: &[Token], i: usize) -> bool {
    if digits(&tokens[i].word).is_none() {
        return false;
    }
    let Some(next) = tokens.get(i + 1).filter(|next| !next.after_break) else { return false };
    // 冷机一共: no chiller 1.
    let adverb = tokens[i].word == "一"
        && matches!(
            next.word.as_str(),
            "共" | "直" | "般" | "起" | "样" | "些" | "定" | "旦" | "下" | "向" | "天"
        );
    if adverb {
        return true;
    }
    let ordinal = i > 0 && matches!(tokens[i - 1].word.as_str(), "第" | "no" | "number" | "nr");
    let measure =
        matches!(next.word.as_str(), "台" | "个" | "条" | "套" | "座" | "辆" | "种" | "类" | "项" | "次");
    let plural = |of: &Token| {
        let written = question.get(of.span.clone()).unwrap_or_default().to_lowercase();
        of.class == Some(NounClass::Equipment)
            && of.script == Script::Latin
            && written.ends_with('s')
            && !written.ends_with("ss")
            && !(i > 0 && tokens[i - 1].class == Some(NounClass::Equipment))
    };
    // "the three ageing ovens"; "pump 3 feeds pumps" is none of this.
    let sort = || {
        let word = next.script == Script::Latin && next.class != Some(NounClass::Equipment);
        word && tokens.get(i + 2).is_some_and(|of| !of.after_break && plural(of))
    };
    !ordinal && (measure || plural(next) || tokens[i].script == Script::Latin && sort())
}

/// The digits of a number in words, of either language.
pub fn digits(word: &str) -> Option<&'static str> {
    Some(match word {
        "one" | "first" | "一" => "1",
        "two" | "second" | "二" | "两" => "2",
        "three" | "third" | "三" => "3",
        "four" | "fourth" | "四" => "4",
        "five" | "fifth" | "五" => "5",
        "six" | "sixth" | "六" => "6",
        "seven" | "seventh" | "七" => "7",
        "eight" | "eighth" | "八" => "8",
        "nine" | "ninth" | "九" => "9",
        "ten" | "tenth" | "十" => "10",
        _ => return None,
    })
}

impl AssetIndex {
    pub fn new(catalogue: &Catalogue) -> Self {
        let plant = &catalogue.plant;
        let mut texts: Vec<(usize, &str)> = Vec::new();
        for (i, asset) in plant.assets.iter().enumerate() {
            texts.push((i, &asset.name));
            texts.push((i, &asset.id));
            texts.extend(asset.aliases.iter().map(|alias| (i, alias.as_str())));
        }
        let mut words = vec![HashSet::new(); plant.assets.len()];
        let mut marks = vec![HashSet::new(); plant.assets.len()];
        let mut names = Vec::new();
        for (asset, text) in texts {
            // What stands in brackets is said beside the name, not in it.
            let whole = content(text);
            let plain = text.split(['(', '（']).next().unwrap_or(text);
            let own = if plain.trim().is_empty() { whole.clone() } else { content(plain) };
            words[asset].extend(whole.iter().cloned());
            marks[asset].extend(whole.iter().filter(|word| is_mark(word)).cloned());
            if !own.is_empty() {
                names.push(Name { asset, words: own, weight: 0.0, initials: initials(plain) });
            }
        }
        for (i, asset) in plant.assets.iter().enumerate() {
            // The end of a long identifier is what people say of it: `104B` for 11P-104B.
            let id = content(&asset.id);
            for length in 2..id.len() {
                names.push(Name {
                    asset: i,
                    words: id[id.len() - length..].to_vec(),
                    weight: 0.0,
                    initials: String::new(),
                });
            }
            let Some(kind) = &asset.kind else { continue };
            let kind = content(kind);
            words[i].extend(kind.iter().cloned());
            // Its kind with what tells it from others: "feedwater pump 3", whatever its name says.
            let own = plant_marks(&asset.name);
            if !kind.is_empty() && !own.is_empty() {
                names.push(Name {
                    asset: i,
                    words: kind.into_iter().chain(own).collect(),
                    weight: 0.0,
                    initials: String::new(),
                });
            }
        }
        let count = plant.assets.len().max(1) as f32;
        let mut having: HashMap<String, usize> = HashMap::new();
        for own in &words {
            for word in own {
                *having.entry(word.clone()).or_default() += 1;
            }
        }
        let idf: HashMap<String, f32> =
            having.into_iter().map(|(word, n)| (word, (1.0 + count / (n as f32 + 0.5)).ln())).collect();
        let rarest = (1.0 + count / 1.5).ln();
        let weigh = |word: &String| {
            if is_mark(word) { 0.5 * rarest } else { idf.get(word).copied().unwrap_or(rarest) }
        };
        let mut by_word: HashMap<String, Vec<usize>> = HashMap::new();
        let mut by_initials: HashMap<String, Vec<usize>> = HashMap::new();
        for (n, name) in names.iter_mut().enumerate() {
            name.weight = name.words.iter().map(&weigh).sum();
            for word in &name.words {
                by_word.entry(word.clone()).or_default().push(n);
            }
            let letters: Vec<char> = name.initials.chars().collect();
            for from in 0..letters.len() {
                for to in from + 2..=letters.len().min(from + 5) {
                    let list = by_initials.entry(letters[from..to].iter().collect()).or_default();
                    if list.last() != Some(&n) {
                        list.push(n);
                    }
                }
            }
        }
        Self { names, by_word, words, marks, by_initials, idf, rarest }
    }

    fn weight(&self, word: &str) -> f32 {
        if is_mark(word) { 0.5 * self.rarest } else { self.idf.get(word).copied().unwrap_or(self.rarest) }
    }

    /// Assets named by stretches of tokens that `taken` leaves free.
    pub fn find(&self, question: &str, tokens: &[Token], taken: impl Fn(usize) -> bool) -> Vec<AssetMention> {
        let mut found: Vec<(f32, AssetMention)> = Vec::new();
        // 6月2号: the number is a day.
        let is_day = |i: usize| {
            let word = |j: usize| tokens.get(j).map_or("", |token| token.word.as_str());
            (word(i + 1) == "号" || word(i + 1) == "日") && i > 0 && word(i - 1) == "月"
                || matches!(word(i + 1), "月" | "点" | "年")
                || is_month(word(i + 1))
                || i > 0 && is_month(word(i - 1)) && tokens[i].script == Script::Number
        };
        let free: Vec<bool> =
            (0..tokens.len()).map(|i| !taken(i) && !is_day(i) && !counts(question, tokens, i)).collect();
        for from in 0..tokens.len() {
            for to in from + 1..=tokens.len().min(from + LONGEST) {
                let joins = matches!(tokens[to - 1].word.as_str(), "or" | "and" | "和" | "或" | "跟" | "与");
                if !free[to - 1] || joins || tokens[to - 1].after_break && to - 1 > from {
                    break;
                }
                // A name neither begins nor ends with a word that carries nothing.
                let edge = |i: usize| {
                    !tokens[i].stop
                        || to - from > 1
                            && (digits(&tokens[i].word).is_some() || is_letter(question, tokens, i))
                };
                // "P-101 for the first week": an ordinal stands before what it tells.
                let ordinal = matches!(tokens[to - 1].word.as_str(), "first" | "second" | "third" | "fourth");
                if !edge(from) || !edge(to - 1) || ordinal {
                    continue;
                }
                if let Some((asset, score)) = self.read(question, tokens, from..to) {
                    let span = tokens[from].span.start..tokens[to - 1].span.end;
                    found.push((score, AssetMention { assets: vec![asset], tokens: from..to, span }));
                }
            }
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.tokens.len().cmp(&a.1.tokens.len())));
        let mut kept: Vec<AssetMention> = Vec::new();
        for (_, mention) in found {
            let overlaps =
                |other: &Range<usize>| other.start < mention.tokens.end && mention.tokens.start < other.end;
            if !kept.iter().any(|other| overlaps(&other.tokens)) {
                kept.push(mention);
            }
        }
        kept
    }

    /// The one asset that a stretch names, and how well: the weight of what is said of it.
    fn read(&self, question: &str, tokens: &[Token], range: Range<usize>) -> Option<(usize, f32)> {
        let stretch = &tokens[range.clone()];
        let numbered = stretch.iter().any(|token| token.class == Some(NounClass::Equipment));
        let said: Vec<String> = range
            .map(|i| (i, &tokens[i]))
            .filter_map(|(i, token)| match digits(&token.word) {
                // "one" is a number only beside a machine.
                Some(number)
                    if stretch.len() > 1 && (numbered || !token.stop || token.script == Script::Chinese) =>
                {
                    Some(number.to_owned())
                }
                _ if token.word.len() == 1 && token.script == Script::Latin => {
                    is_letter(question, tokens, i).then(|| token.word.clone())
                }
                _ if token.stop || matches!(token.word.as_str(), "号" | "#" | "no" | "nr" | "number") => {
                    None
                }
                // Initials are what is written, whatever else the letters may mean.
                _ => {
                    let written = question.get(token.span.clone()).unwrap_or_default();
                    let short = token.script == Script::Latin
                        && written.len() <= 5
                        && !self.idf.contains_key(&token.word);
                    Some(if short { written.to_lowercase() } else { token.word.clone() })
                }
            })
            .collect();
        if said.is_empty() || said.len() == 1 && is_mark(&said[0]) {
            return None;
        }
        let only_marks = said.iter().all(|word| is_mark(word));
        let candidates = if only_marks { self.identifiers(&said) } else { self.candidates(&said)? };
        let noun = stretch
            .iter()
            .rev()
            .find(|token| token.class == Some(NounClass::Equipment))
            .map(|token| token.word.as_str());
        let marks: Vec<&String> = said.iter().filter(|word| is_mark(word)).collect();
        let mut best: HashMap<usize, f32> = HashMap::new();
        for n in candidates {
            let name = &self.names[n];
            let own = &self.words[name.asset];
            let mut covered: HashSet<&str> = HashSet::new();
            let mut through_initials = false;
            let fits = said.iter().all(|word| {
                if own.contains(word) {
                    covered.insert(word);
                    return true;
                }
                let initials = word.len() >= 2 && word.is_ascii() && name.initials.contains(word.as_str());
                through_initials |= initials;
                initials
            });
            if !fits || !marks.iter().all(|mark| self.marks[name.asset].contains(*mark)) {
                continue;
            }
            let mut weight: f32 = name
                .words
                .iter()
                .filter(|word| covered.contains(word.as_str()))
                .map(|word| self.weight(word))
                .sum();
            if through_initials {
                // The letters stand for as many words of the name.
                let letters = said.iter().filter(|word| !own.contains(*word)).map(String::len).sum::<usize>();
                let expanded: Vec<&String> = name
                    .words
                    .iter()
                    .filter(|word| !is_mark(word) && !covered.contains(word.as_str()))
                    .collect();
                weight += expanded.iter().take(letters).map(|word| self.weight(word)).sum::<f32>();
            }
            let share = weight / name.weight.max(1e-3);
            let sure = noun.is_some_and(|noun| own.contains(noun)) && said.len() >= 2 || through_initials;
            if share >= ENOUGH || sure && share >= ENOUGH_WITH_NOUN {
                // What is said in full counts more than a part of a longer name.
                let score = share;
                let entry = best.entry(name.asset).or_insert(0.0);
                *entry = entry.max(score);
            }
        }
        let mut ranked: Vec<(usize, f32)> = best.into_iter().collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let (asset, share) = *ranked.first()?;
        if ranked.get(1).is_some_and(|next| share - next.1 < MARGIN) {
            return None;
        }
        // A common word alone names nothing: it must be the asset's own.
        if said.len() == 1 {
            let only = self.words.iter().filter(|own| own.contains(&said[0])).count() == 1;
            let token = stretch.iter().find(|token| token.word == said[0]);
            let telling =
                token.is_none_or(|token| token.class.is_none() || token.class == Some(NounClass::Equipment));
            let initials =
                self.by_initials.contains_key(&said[0]) && stretch.iter().any(|token| token.capitals);
            if !(only && telling && said[0].chars().count() > 1 || initials) {
                return None;
            }
        }
        let length: f32 = said.iter().map(|word| self.weight(word)).sum();
        Some((asset, share + 0.2 * length))
    }

    /// Names that are these numbers and letters and nothing else.
    fn identifiers(&self, said: &[String]) -> Vec<usize> {
        let list = said.first().and_then(|first| self.by_word.get(first)).cloned().unwrap_or_default();
        list.into_iter()
            .filter(|n| self.names[*n].words == said && said.iter().any(|word| word.len() > 1))
            .collect()
    }

    /// Names that hold the rarest of the words.
    fn candidates(&self, said: &[String]) -> Option<Vec<usize>> {
        let lists = said.iter().filter(|word| !is_mark(word)).filter_map(|word| {
            let by_word = self.by_word.get(word);
            let by_initials = self.by_initials.get(word);
            match (by_word, by_initials) {
                (None, None) => None,
                (Some(a), None) | (None, Some(a)) => Some(a.clone()),
                (Some(a), Some(b)) => Some(a.iter().chain(b).copied().collect()),
            }
        });
        lists.min_by_key(Vec::len)
    }
}

/// Numbers and single letters of a name.
fn plant_marks(text: &str) -> Vec<String> {
    content(text.split(['(', '（']).next().unwrap_or(text)).into_iter().filter(|word| is_mark(word)).collect()
}

/// Words of a name that carry something, canonical.
fn content(text: &str) -> Vec<String> {
    canonical_tokens(text)
        .into_iter()
        .filter(|token| !(matches!(token.word.as_str(), "号" | "#") || token.stop && token.word.len() != 1))
        .map(|token| token.word)
        .collect()
}

/// First letters of the Latin words of a name, numbers and single letters left out.
fn initials(text: &str) -> String {
    text::units(text)
        .iter()
        .filter(|unit| unit.script == Script::Latin && unit.surface.len() > 1)
        .filter_map(|unit| unit.surface.chars().next())
        .collect()
}

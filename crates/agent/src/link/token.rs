//! Canonical tokens: units of text with the lexicon's nouns in place of their many spellings.

use std::collections::HashSet;
use std::ops::Range;

use crate::lexicon::{NounClass, lexicon};
use crate::text::{Script, Unit};

/// One word in canonical form.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    pub word: String,
    /// Units it was made of.
    pub units: Range<usize>,
    /// Bytes of the text.
    pub span: Range<usize>,
    pub class: Option<NounClass>,
    pub script: Script,
    /// Carries nothing by itself.
    pub stop: bool,
    /// Punctuation that ends a phrase stands before it.
    pub after_break: bool,
    /// Neither a known word nor mended to one.
    pub unknown: bool,
    /// Written in capitals: `AHU`.
    pub capitals: bool,
    /// Read as another word, from which it is a slip of the finger away.
    pub mended: bool,
}

/// Tokens of a text. `known` are words of the plant beside the lexicon's: they are neither
/// mended nor called unknown.
pub fn tokens(text: &str, units: &[Unit], known: &HashSet<String>) -> Vec<Token> {
    let lexicon = lexicon();
    // In a text of capitals alone, DO is the verb.
    let shouted = units.iter().filter(|unit| unit.script == Script::Latin).count() > 3
        && !text.chars().any(char::is_lowercase);
    // What is written in capitals among other letters is an abbreviation, and no slip of the finger.
    let abbreviates = |unit: &Unit| {
        let raw = text.get(unit.span.clone()).unwrap_or_default();
        !shouted && raw.len() >= 2 && raw.bytes().all(|b| b.is_ascii_uppercase())
    };
    let words: Vec<String> = units
        .iter()
        .map(|unit| if abbreviates(unit) { unit.text.clone() } else { mend(unit, known) })
        .collect();
    let mut found: Vec<Token> = Vec::new();
    let mut after_break = false;
    let mut at = 0;
    while at < units.len() {
        let unit = &units[at];
        if unit.script == Script::Mark && !matches!(unit.text.as_str(), "%") {
            // The point inside `EC.Rect1.VoltIst` ends nothing.
            let inside = unit.joined && units.get(at + 1).is_some_and(|next| next.joined);
            let ends = matches!(unit.text.as_str(), "," | ";" | "." | "?" | "!" | ":" | ">" | "<" | "=");
            // Nor does the one after an initial: "M. Teale".
            let initial = unit.text == "."
                && at.checked_sub(1).is_some_and(|before| {
                    text.get(units[before].span.clone())
                        .is_some_and(|raw| raw.len() == 1 && raw.bytes().all(|b| b.is_ascii_uppercase()))
                });
            after_break |= ends && !initial && !(inside && matches!(unit.text.as_str(), "." | ":"));
            at += 1;
            continue;
        }
        // The longest noun wins; a single Chinese function character is no noun by itself.
        let noun = lexicon
            .nouns
            .at(&words, at)
            .filter(|(n, _)| !crosses_break(&units[at..at + n]))
            .max_by_key(|(n, _)| *n);
        let capitals = text.get(unit.span.clone()).filter(|_| !shouted);
        let (n, word, class) = match noun {
            None if capitals == Some("DO") => (1, "oxygen".to_owned(), Some(NounClass::Quantity)),
            Some((n, noun)) => (n, noun.word.to_owned(), Some(noun.class)),
            None if unit.text == "%" => (1, "percent".to_owned(), None),
            None if unit.script == Script::Number => (1, without_zeros(&words[at]).to_owned(), None),
            None => (1, words[at].clone(), None),
        };
        let stop = class.is_none() && lexicon.is_stop(&word);
        let unknown = class.is_none()
            && !stop
            && unit.script == Script::Latin
            && !known.contains(&word)
            && !lexicon.vocabulary.contains(&word);
        found.push(Token {
            word,
            units: at..at + n,
            span: unit.span.start..units[at + n - 1].span.end,
            class,
            script: unit.script,
            stop,
            after_break: std::mem::take(&mut after_break),
            unknown,
            mended: (at..at + n).any(|i| units[i].script == Script::Latin && words[i] != units[i].text),
            capitals: text
                .get(unit.span.clone())
                .is_some_and(|raw| raw.len() >= 2 && raw.bytes().all(|b| b.is_ascii_uppercase())),
        });
        at += n;
    }
    found
}

/// `04` is 4: people leave out the zeros that a name begins its number with.
fn without_zeros(digits: &str) -> &str {
    let rest = digits.trim_start_matches('0');
    if rest.starts_with(|c: char| c.is_ascii_digit()) { rest } else { digits }
}

/// Canonical words of a name.
pub fn canonical(text: &str) -> Vec<String> {
    canonical_tokens(text).into_iter().map(|token| token.word).collect()
}

/// The tokens of a name.
pub fn canonical_tokens(text: &str) -> Vec<Token> {
    tokens(text, &crate::text::units(text), &HashSet::new())
}

fn crosses_break(units: &[Unit]) -> bool {
    units.iter().any(|unit| unit.script == Script::Mark && unit.text != "%")
}

/// The unit's text, or the known word that it is a slip of the finger away from:
/// one edit for words of 4 to 7 letters, two from 8 on (Damerau, 1964).
fn mend(unit: &Unit, known: &HashSet<String>) -> String {
    let lexicon = lexicon();
    let word = &unit.text;
    let length = word.chars().count();
    if unit.script != Script::Latin
        || length < 4
        || known.is_empty()
        || known.contains(word)
        || lexicon.vocabulary.contains(word)
        || lexicon.vocabulary.contains(&unit.surface)
    {
        return word.clone();
    }
    let allowed = if length >= 8 { 2 } else { 1 };
    known
        .iter()
        .chain(&lexicon.vocabulary)
        .filter(|candidate| {
            candidate.len().abs_diff(word.len()) <= allowed
                && candidate.chars().count() >= 4
                && candidate.chars().next() == word.chars().next()
        })
        .map(|candidate| (strsim::osa_distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map_or_else(|| word.clone(), |(_, candidate)| candidate.clone())
}

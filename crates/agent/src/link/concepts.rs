//! Concepts of the lexicon, and the quantities that words imply.

use std::ops::Range;

use super::token::Token;
use super::{ConceptMention, names};
use crate::lexicon::lexicon;
use crate::text;
use crate::time::{self, TimeMention};

/// Concepts, longest first where one contains another; none inside a name of two words or more.
pub(super) fn concepts(
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

/// Quantities that words imply ("how hot"), with the tokens that say so; the longest phrase wins.
pub(super) fn implied(units: &[text::Unit], tokens: &[Token]) -> Vec<(Range<usize>, &'static str)> {
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

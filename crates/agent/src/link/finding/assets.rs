//! Assets and kinds of assets.

use std::ops::Range;

use super::{
    AssetMention, Entry, Finding, KindMention, Linker, NounClass, Token, UnknownMention, names, overlap,
};
use crate::text::Script;

impl Finding<'_> {
    /// Assets by name, by number, in other words; kinds of which there are several.
    pub fn name_assets(&mut self) {
        for found in std::mem::take(&mut self.names) {
            let span = self.span(&found.tokens);
            if !self.timed(&span) {
                match &found.entry {
                    Entry::Asset(asset) => add(&mut self.assets, *asset, &found.tokens, span),
                    Entry::Kind(kind) => self.kinds.push(KindMention {
                        kind: kind.clone(),
                        assets: self.linker.names.assets_of_kind(kind).to_vec(),
                        tokens: found.tokens.clone(),
                    }),
                    _ => {}
                }
            }
            self.names.push(found);
        }
        self.number_assets();
        let new = |told: &&AssetMention| !self.timed(&told.span) && !self.assets.contains(told);
        let told: Vec<AssetMention> = self.told.iter().filter(new).cloned().collect();
        self.assets.extend(told);
        let kinds = longest_kinds(std::mem::take(&mut self.kinds));
        let (alone, mut kinds): (Vec<_>, Vec<_>) = kinds.into_iter().partition(|kind| self.is_one(kind));
        for kind in alone {
            let span = self.span(&kind.tokens);
            add(&mut self.assets, kind.assets[0], &kind.tokens, span);
        }
        keep_longest(&mut self.assets);
        // "electricity" may be what a distribution room is called; beside a machine it is what the machine uses.
        let is_quantity = |asset: &AssetMention| {
            asset.tokens.len() == 1 && self.tokens[asset.tokens.start].class == Some(NounClass::Quantity)
        };
        if self.assets.iter().any(|asset| !is_quantity(asset)) {
            self.assets.retain(|asset| !is_quantity(asset));
        }
        kinds.retain(|kind| !self.assets.iter().any(|asset| overlap(&asset.tokens, &kind.tokens)));
        self.kinds = kinds;
    }

    fn number_assets(&mut self) {
        for found in std::mem::take(&mut self.numbered) {
            let span = self.span(&found.tokens);
            if found.absent {
                self.assets.retain(|asset| !overlap(&asset.tokens, &found.tokens));
            }
            if self.timed(&span) || self.assets.iter().any(|asset| overlap(&asset.tokens, &found.tokens)) {
                continue;
            }
            if found.assets.is_empty() {
                let text = self.question.get(span).unwrap_or_default().to_owned();
                let tokens = found.tokens;
                self.unknown.push(UnknownMention { text, tokens, certain: true, identifier: true });
            } else {
                self.assets.push(AssetMention { assets: found.assets, tokens: found.tokens, span });
            }
        }
    }

    /// The first stretch of words that nothing else explains and that says most of one asset's name.
    pub(super) fn asset_in_part(&self) -> Option<AssetMention> {
        let taken = |i: usize| {
            self.tags.iter().any(|mention| mention.tokens.contains(&i))
                || self.kinds.iter().any(|kind| kind.tokens.contains(&i))
                || self.tables.iter().any(|table| table.tokens.contains(&i))
                || self.values.iter().any(|value| value.tokens.contains(&i))
                || self.concepts.iter().any(|concept| concept.tokens.contains(&i))
                || self.timed(&self.tokens[i].span)
        };
        let tokens = &self.tokens;
        let free: Vec<usize> = (0..tokens.len()).filter(|i| !tokens[*i].stop && !taken(*i)).collect();
        let stretches = free.chunk_by(|a, b| *b <= *a + 2 && !tokens[*b].after_break);
        stretches.into_iter().find_map(|stretch| {
            let words: Vec<&str> = stretch.iter().map(|i| tokens[*i].word.as_str()).collect();
            let asset = self.linker.names.said_in_part(&words)?;
            let range = *stretch.first()?..*stretch.last()? + 1;
            let span = self.span(&range);
            Some(AssetMention { assets: vec![asset], tokens: range, span })
        })
    }

    /// Whether a kind stands for the only asset of its sort: "the compressor", and not "which compressors".
    fn is_one(&self, kind: &KindMention) -> bool {
        let plural = self.tokens[kind.tokens.end - 1].units.clone().any(|unit| {
            let unit = &self.units[unit];
            unit.script == Script::Latin && unit.text != unit.surface
        });
        let before = self.question[..self.tokens[kind.tokens.start].span.start].trim_end().to_lowercase();
        let among = [
            "which", "what", "how many", "each", "every", "all", "any", "per", "哪台", "哪个", "几台", "各",
            "每台", "所有",
        ]
        .iter()
        .any(|word| before.ends_with(word));
        kind.assets.len() == 1 && !plural && !among
    }
}

/// Assets that are named otherwise than in full, where no table, value or tag of two words or more is named.
pub(super) fn in_other_words(
    linker: &Linker,
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
    linker.assets.find(question, tokens, named)
}

fn add(assets: &mut Vec<AssetMention>, asset: usize, tokens: &Range<usize>, span: Range<usize>) {
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

fn keep_longest(assets: &mut Vec<AssetMention>) {
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

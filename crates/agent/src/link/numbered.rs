//! A noun of equipment with a number: "chiller 5", 5号冷机, `pump #2`.

use std::ops::Range;

use plant::Unit;

use super::names::{self, Entry};
use super::token::{self, Token};
use super::{Linker, begins_date};
use crate::lexicon::NounClass;
use crate::text;

/// How many assets' names are compared with a noun that has a number which no asset has.
const MOST_LOOKED_AT: usize = 500;

/// Equipment with a number; no assets: there is none of that number.
pub(super) struct Numbered {
    pub assets: Vec<usize>,
    pub tokens: Range<usize>,
    /// Another machine of that sort is there, and none of that number.
    pub absent: bool,
}

impl Linker {
    /// A noun of equipment with a number: "chiller 5", 5号冷机, `pump #2` - the assets that it names, if any.
    /// Where assets of that sort carry no numbers, the number means something else.
    pub(super) fn numbered_equipment(&self, tokens: &[Token], names: &[names::Found]) -> Vec<Numbered> {
        let mut found = Vec::new();
        let named = |i: usize| {
            names.iter().any(|name| name.strong && name.tokens.len() >= 2 && name.tokens.contains(&i))
        };
        for at in 0..tokens.len() {
            let number = &tokens[at];
            if number.script != text::Script::Number || number.word.contains('.') || named(at) {
                continue;
            }
            // 冷机6月8号1号泵: the number begins a date, or ends one before a machine with a number of its own.
            let after_month = at.checked_sub(1).is_some_and(|before| tokens[before].word == "月");
            let numbered = tokens.get(at + 2).is_some_and(|next| next.script == text::Script::Number);
            if after_month && numbered
                || tokens.get(at + 1).is_some_and(begins_date)
                || ends_dates(tokens, at)
            {
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
            // 12号冷机比13号: the noun stands with the number before.
            if is_hao(at + 1)
                && let Some(noun) = noun_before(tokens, at)
            {
                let assets = self.names.numbered(&tokens[noun].word, &number.word);
                if !assets.is_empty() {
                    found.push(Numbered { assets, tokens: at..at + 2, absent: false });
                    continue;
                }
            }
            let Some(next) = noun else { continue };
            // 1号和4号冷机, "pumps 1, 2 and 3": one noun for all the numbers.
            let noun = listed_noun(tokens, next, hao);
            let word = tokens[noun].word.as_str();
            if named(noun) && noun == next {
                continue;
            }
            // "press 3" where the plant has presses.
            let kind = |name: &names::Found| {
                matches!(name.entry, Entry::Kind(_)) && name.tokens.end == noun + 1 && noun + 1 == at
            };
            let equipment = tokens[noun].class == Some(NounClass::Equipment)
                || hao && word == "机"
                || names.iter().any(kind);
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
            // 2号窑, where the plant has one kiln without a number: no such machine.
            let dated = at.checked_sub(1).is_some_and(|before| begins_date(&tokens[before]));
            let called = |asset: &plant::Asset| {
                let names = asset.aliases.iter().chain([&asset.name]).chain(&asset.kind);
                names.map(|name| token::canonical(name)).any(|name| name.iter().any(|own| own == word))
            };
            let second = hao
                && !dated
                && !beside_a_day(tokens, at)
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

/// The equipment that another number names right before this one: 12号冷机比13号, 3号泵和5号.
fn noun_before(tokens: &[Token], at: usize) -> Option<usize> {
    let follows =
        tokens.get(at + 2).is_none_or(|next| next.after_break || next.class != Some(NounClass::Equipment));
    let joined =
        matches!(tokens[at.checked_sub(1)?].word.as_str(), "比" | "和" | "跟" | "与" | "、" | "还是");
    let noun = at.checked_sub(2)?;
    let numbered = noun.checked_sub(2).is_some_and(|number| {
        tokens[number].script == text::Script::Number
            && matches!(tokens[number + 1].word.as_str(), "号" | "#")
    });
    (follows && joined && numbered && tokens[noun].class == Some(NounClass::Equipment)).then_some(noun)
}

/// 6月1号到10号6号冷机: the end of a range of days.
fn ends_dates(tokens: &[Token], at: usize) -> bool {
    let word = |back: usize| at.checked_sub(back).map_or("", |i| tokens[i].word.as_str());
    let day = tokens.get(at + 1).is_some_and(|next| matches!(next.word.as_str(), "号" | "日"));
    day && matches!(word(1), "到" | "至") && matches!(word(2), "号" | "日")
}

/// 19号汽提塔比17号: another number with 号 that no noun follows is a day, and so is this one.
fn beside_a_day(tokens: &[Token], at: usize) -> bool {
    let day = |i: usize| {
        tokens[i].script == text::Script::Number
            && tokens.get(i + 1).is_some_and(|token| token.word == "号")
            && tokens
                .get(i + 2)
                .is_none_or(|token| token.after_break || token.class != Some(NounClass::Equipment))
            && tokens[i].word.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day))
    };
    let own = tokens[at].word.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day));
    own && (0..tokens.len()).any(|i| i != at && day(i))
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

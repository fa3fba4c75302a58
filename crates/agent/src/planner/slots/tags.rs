//! Tags: which of a mention's candidates is meant.

use plant::Unit;
use tool::Catalogue;

use super::{Slots, TagSlot, measures};
use crate::link::{Linked, TagMention};
use crate::planner::follow;

pub(super) fn fill(slots: &mut Slots, linked: &Linked, catalogue: &Catalogue) {
    let covered = |mention: &TagMention| {
        let inside = |tokens: &std::ops::Range<usize>| {
            tokens.start <= mention.tokens.start && mention.tokens.end <= tokens.end
        };
        let Some(table) = slots.table else { return false };
        let of_records = |other: usize| {
            let (own, other) = (&catalogue.tables[table], &catalogue.tables[other].table);
            own.table == *other || own.lookups.iter().any(|lookup| lookup.table == *other)
        };
        linked.tables.iter().any(|m| m.table == table && inside(&m.tokens))
            || linked.values.iter().any(|m| of_records(m.table) && inside(&m.tokens))
            || linked.columns.iter().any(|m| of_records(m.table) && m.score >= 0.8 && inside(&m.tokens))
    };
    let mut found = Vec::new();
    for mention in &linked.tags {
        if mention.candidates.is_empty()
            || covered(mention) && !super::is_measured(&mention.tokens, linked, catalogue)
        {
            continue;
        }
        let mut candidates: Vec<(usize, f32)> = mention.candidates.iter().map(|c| (c.tag, c.score)).collect();
        prefer_comparable_units(&mut candidates, linked, catalogue);
        prefer_kind(&mut candidates, linked, catalogue);
        prefer_named_apart(&mut candidates, mention, linked, catalogue);
        prefer_numbered(&mut candidates, mention, linked, catalogue);
        prefer_used(&mut candidates, linked, catalogue);
        let best = candidates[0].1;
        let close = candidates.iter().filter(|(_, score)| best - score < 0.05 * best.abs().max(1.0)).count();
        // Where just one of several has data, that one is meant.
        let with_data: Vec<usize> = candidates
            .iter()
            .take(close)
            .map(|(tag, _)| *tag)
            .filter(|tag| catalogue.tags.get(*tag).is_some_and(|profile| profile.count > 0))
            .collect();
        if let [one] = with_data.as_slice() {
            candidates.sort_by_key(|(tag, _)| tag != one);
        }
        let full = mention.candidates.iter().filter(|c| c.full_name).count();
        let one_full_name = full == 1 && mention.candidates[0].full_name && !mention.bare_quantity;
        let ambiguous = close > 1 && with_data.len() != 1 && !one_full_name;
        if ambiguous && let Some(sides) = one_for_each_asset(&candidates[..close], slots, catalogue) {
            found.extend(sides.into_iter().map(|candidate| TagSlot {
                candidates: vec![candidate],
                ambiguous: false,
                at: mention.tokens.start,
                unexplained: mention.unexplained.clone(),
                elsewhere: false,
                bare: false,
            }));
            continue;
        }
        // "the two accelerometers": both of them.
        if ambiguous && close == 2 && says_both(linked, mention) {
            found.extend(candidates[..2].iter().map(|candidate| TagSlot {
                candidates: vec![*candidate],
                ambiguous: false,
                at: mention.tokens.start,
                unexplained: mention.unexplained.clone(),
                elsewhere: false,
                bare: false,
            }));
            continue;
        }
        let elsewhere =
            mention.candidates.iter().find(|c| c.tag == candidates[0].0).is_some_and(|c| c.elsewhere);
        found.push(TagSlot {
            candidates,
            ambiguous,
            at: mention.tokens.start,
            unexplained: mention.unexplained.clone(),
            elsewhere,
            bare: mention.bare_quantity,
        });
    }
    slots.tags = without_repeats(found, catalogue);
    // "the flow of pump 1 and pump 2": the second asset has such a tag too.
    if let ([only], [_, _]) = (slots.tags.as_slice(), slots.assets.as_slice())
        && linked.has_any(&["compare", "difference", "more", "less", "which", "ratio"])
    {
        let owner = catalogue.plant.tags[only.tag()].asset.clone();
        let other: Vec<usize> = slots
            .assets
            .iter()
            .copied()
            .filter(|asset| Some(&catalogue.plant.assets[*asset].id) != owner.as_ref())
            .collect();
        if let ([other], Some(second)) = (other.as_slice(), follow::counterpart(only, &other, catalogue)) {
            let first_named = slots.assets.first() == Some(other);
            slots.tags.insert(usize::from(!first_named), second);
        }
    }
}

/// Whether the words before a mention say that two things are meant.
fn says_both(linked: &Linked, mention: &TagMention) -> bool {
    let before = linked.question[..mention.span.start].trim_end().to_lowercase();
    ["two", "both", "both the", "the two", "两个", "两台", "两支", "两路", "两", "俩"]
        .iter()
        .any(|word| before.ends_with(word))
}

/// "pressure of pump 1 and pump 2": the candidates are not alternatives but one tag for each asset.
fn one_for_each_asset(
    close: &[(usize, f32)],
    slots: &Slots,
    catalogue: &Catalogue,
) -> Option<Vec<(usize, f32)>> {
    let plant = &catalogue.plant;
    if slots.assets.len() < 2 {
        return None;
    }
    let sides: Vec<(usize, f32)> = slots
        .assets
        .iter()
        .filter_map(|asset| {
            let id = plant.assets[*asset].id.as_str();
            let mut own = close.iter().filter(|(tag, _)| plant.tags[*tag].asset.as_deref() == Some(id));
            match (own.next(), own.next()) {
                (Some(one), None) => Some(*one),
                _ => None,
            }
        })
        .collect();
    (sides.len() >= 2).then_some(sides)
}

/// One slot a tag; a bare quantity beside the tag that measures it ("the valve's average position") is no other tag.
fn without_repeats(found: Vec<TagSlot>, catalogue: &Catalogue) -> Vec<TagSlot> {
    let mut kept: Vec<TagSlot> = Vec::new();
    for slot in &found {
        let repeated = kept.iter().any(|other| other.tag() == slot.tag() && !other.ambiguous);
        let said_by_another = slot.bare
            && found.iter().any(|other| {
                !other.bare
                    && !other.ambiguous
                    && slot.candidates.iter().any(|(tag, _)| same_quantity(*tag, other.tag(), catalogue))
            });
        if !repeated && !said_by_another {
            kept.push(slot.clone());
        }
    }
    kept
}

fn same_quantity(a: usize, b: usize, catalogue: &Catalogue) -> bool {
    let quantity = |tag: usize| catalogue.plant.tags[tag].quantity.as_deref();
    quantity(a).is_some() && quantity(a) == quantity(b)
}

/// "which pump has the highest pressure": tags of pumps, where some of the candidates are.
fn prefer_kind(candidates: &mut Vec<(usize, f32)>, linked: &Linked, catalogue: &Catalogue) {
    let plant = &catalogue.plant;
    let members: Vec<&str> = linked
        .kinds
        .iter()
        .flat_map(|kind| &kind.assets)
        .map(|asset| plant.assets[*asset].id.as_str())
        .collect();
    let of_kind = |tag: usize| plant.tags[tag].asset.as_deref().is_some_and(|asset| members.contains(&asset));
    if candidates.iter().any(|(tag, _)| of_kind(*tag)) {
        candidates.retain(|(tag, _)| of_kind(*tag));
    }
}

/// 反应器平均温度: the name 反应器温度 with a word for the statistic within it.
fn prefer_named_apart(
    candidates: &mut Vec<(usize, f32)>,
    mention: &TagMention,
    linked: &Linked,
    catalogue: &Catalogue,
) {
    let statistic = |token: usize| linked.concepts.iter().any(|found| found.tokens.contains(&token));
    let [asset] = linked.assets.as_slice() else { return };
    let gap = asset.tokens.end..mention.tokens.start;
    if gap.is_empty() || gap.len() > 4 || !gap.clone().all(statistic) {
        return;
    }
    let tokens = linked.tokens[asset.tokens.clone()].iter().chain(&linked.tokens[mention.tokens.clone()]);
    let words: Vec<&str> = tokens.map(|token| token.word.as_str()).collect();
    let called = |tag: usize| {
        let tag = &catalogue.plant.tags[tag];
        let mut names = tag.aliases.iter().chain([&tag.name]);
        names.any(|name| crate::link::token::canonical(name) == words)
    };
    if candidates.iter().filter(|(tag, _)| called(*tag)).count() == 1 {
        candidates.retain(|(tag, _)| called(*tag));
    }
}

/// 2号加速度计, "the second accelerometer": of several that differ by a number, the one whose number stands before.
fn prefer_numbered(
    candidates: &mut Vec<(usize, f32)>,
    mention: &TagMention,
    linked: &Linked,
    catalogue: &Catalogue,
) {
    let best = candidates[0].1;
    let near = |score: f32| best - score < 0.05 * best.abs().max(1.0);
    if candidates.iter().filter(|(_, score)| near(*score)).count() < 2 {
        return;
    }
    let word = |back: usize| mention.tokens.start.checked_sub(back).map(|at| linked.tokens[at].word.as_str());
    let numbered = matches!(word(1), Some("号" | "#" | "no" | "第"));
    let said = if numbered { word(2) } else { word(1) };
    // "the two accelerometers" are both of them.
    let ordinal = |said: &&str| {
        numbered
            || said.ends_with("st")
            || said.ends_with("nd")
            || said.ends_with("rd")
            || said.ends_with("th")
    };
    let number = said.and_then(|said| {
        let digits = said.bytes().all(|b| b.is_ascii_digit()) && said.len() <= 2;
        Some(said).filter(|said| digits || ordinal(said))?;
        if digits { Some(said.to_owned()) } else { crate::link::digits(said).map(str::to_owned) }
    });
    let Some(number) = number else { return };
    let carries = |tag: usize| {
        let tag = &catalogue.plant.tags[tag];
        let mut names = tag.aliases.iter().chain([&tag.name]);
        names.any(|name| crate::link::token::canonical(name).contains(&number))
    };
    let mut fitting = candidates.iter().filter(|(tag, score)| near(*score) && carries(*tag));
    if let (Some(one), None) = (fitting.next().copied(), fitting.next()) {
        candidates.retain(|candidate| *candidate == one);
    }
}

/// "the mean of the heater's steam": what flows, and not how far its valve is open, where nobody speaks of a valve.
fn prefer_flow(candidates: &mut Vec<(usize, f32)>, linked: &Linked, catalogue: &Catalogue) {
    const VALVE: &[&str] = &["valve", "opening", "open", "position", "阀", "开度", "%", "percent"];
    let lower = linked.question.to_lowercase();
    if VALVE.iter().any(|word| lower.contains(word)) {
        return;
    }
    let valve = |tag: usize| {
        let tag = &catalogue.plant.tags[tag];
        let named = tag.name.to_lowercase();
        named.contains("valve") || named.contains('阀') || tag.quantity.as_deref() == Some("valve position")
    };
    let best = candidates[0].1;
    let near = |score: f32| best - score < 0.05 * best.abs().max(1.0);
    let flows = |tag: usize| {
        catalogue.plant.tags[tag].unit.as_ref().is_some_and(|unit| unit.total_over_time().is_some())
    };
    let some = candidates.iter().any(|(tag, score)| near(*score) && flows(*tag) && !valve(*tag));
    if some {
        candidates.retain(|(tag, score)| !near(*score) || !valve(*tag));
    }
}

/// 用蒸汽最多: what is used flows; a valve's opening does not.
fn prefer_used(candidates: &mut Vec<(usize, f32)>, linked: &Linked, catalogue: &Catalogue) {
    const USED: &[&str] = &[
        "消耗",
        "耗",
        "用了",
        "用得",
        "用的",
        "使用量",
        "用量",
        "consum",
        " used",
        " use ",
        " uses ",
        "usage",
        " burn",
        " made ",
        " make ",
        "produced",
        "产了",
        "产出",
    ];
    prefer_flow(candidates, linked, catalogue);
    let lower = linked.question.to_lowercase();
    let verb = lower.find('用').is_some_and(|at| !lower[..at].ends_with('利'));
    if !verb && !USED.iter().any(|word| lower.contains(word)) {
        return;
    }
    let best = candidates[0].1;
    let near = |score: f32| best - score < 0.05 * best.abs().max(1.0);
    let flows = |tag: usize| {
        let unit = catalogue.plant.tags[tag].unit.as_ref();
        unit.is_some_and(|unit| unit.total_over_time().is_some())
    };
    let some = candidates.iter().any(|(tag, score)| near(*score) && flows(*tag));
    if some {
        candidates.retain(|(tag, score)| !near(*score) || flows(*tag));
    }
}

/// A threshold or a unit asked for says what is measured.
fn prefer_comparable_units(candidates: &mut Vec<(usize, f32)>, linked: &Linked, catalogue: &Catalogue) {
    let asked: Vec<&Unit> = linked
        .units
        .iter()
        .map(|mention| &mention.unit)
        .chain(linked.numbers.iter().filter_map(|n| n.unit.as_ref()))
        .collect();
    if asked.is_empty() {
        return;
    }
    let fits = |tag: usize| {
        catalogue.plant.tags[tag]
            .unit
            .as_ref()
            .is_some_and(|unit| asked.iter().any(|asked| measures(unit, asked)))
    };
    if candidates.iter().any(|(tag, _)| fits(*tag)) {
        candidates.retain(|(tag, _)| fits(*tag));
    }
    // "more than 1000 kW": the power, and not the cooling load, which is told in tons of refrigeration. A tag that the words
    // fit much less is none, whatever its unit.
    let in_it = |tag: usize| {
        let unit = catalogue.plant.tags[tag].unit.as_ref();
        unit.is_some_and(|unit| asked.iter().any(|asked| unit.code() == asked.code()))
    };
    let best = candidates.iter().map(|(_, score)| *score).fold(0.0, f32::max);
    if candidates.iter().any(|(tag, score)| in_it(*tag) && *score >= 0.75 * best) {
        candidates.retain(|(tag, _)| in_it(*tag));
    }
}

/// "how much electricity did the whole plant use": of several meters, the main one.
pub(super) fn prefer_whole_plant(slots: &mut Slots, linked: &Linked, catalogue: &Catalogue) {
    const WHOLE: &[&str] = &[
        "whole plant",
        "entire plant",
        "whole site",
        "entire site",
        "whole factory",
        "entire factory",
        "plant-wide",
        "plantwide",
        "site-wide",
        "sitewide",
        "total plant",
        "plant total",
        "site total",
        "全厂",
        "整个厂",
        "整个工厂",
        "全公司",
        "厂里总",
    ];
    let lower = linked.question.to_lowercase();
    if !WHOLE.iter().any(|words| lower.contains(words)) {
        return;
    }
    let plant = &catalogue.plant;
    let of_all = |tag: usize| {
        let tag = &plant.tags[tag];
        let root =
            tag.asset.as_deref().and_then(|id| plant.asset(id)).is_some_and(|asset| asset.parent.is_none());
        let name = format!("{} {} {}", tag.name, tag.description, tag.id).to_lowercase();
        root || ["total", "main", "总", "全厂", "site"].iter().any(|word| name.contains(word))
    };
    for slot in slots.tags.iter_mut().filter(|slot| slot.ambiguous) {
        let kept: Vec<(usize, f32)> =
            slot.candidates.iter().filter(|(tag, _)| of_all(*tag)).copied().collect();
        if let [one] = kept.as_slice() {
            slot.candidates = vec![*one];
            slot.ambiguous = false;
            slot.elsewhere = false;
        }
    }
}

//! What is known of a tag without its samples: its limits, its states, what it is.

use tool::Catalogue;

use super::{PLAIN, Suggestion, word};
use crate::meaning::{SlotKind, Term};
use crate::planner::bound::Bound;
use crate::planner::compile::states;
use crate::planner::sketch::Sketch;
use crate::planner::slots::TagSlot;

/// "what are high and high-high set to", 报警上下限: several limits of one tag.
pub(super) fn limits(bound: &Bound) -> Option<Suggestion> {
    let [slot] = bound.tags.as_slice() else { return None };
    let says = |words: &[&str]| words.iter().any(|word| bound.question.contains(word));
    let pair = if says(&["high and high", "high & high", "高限和高高", "高报和高高"]) {
        ["high", "high_high"]
    } else if says(&["low and low", "low & low", "低限和低低", "低报和低低"]) {
        ["low", "low_low"]
    } else if says(&[
        "上下限",
        "高低限",
        "high and low",
        "low and high",
        "upper and lower",
        "lower and upper",
    ]) {
        ["high", "low"]
    } else {
        return None;
    };
    if slot.ambiguous || !bound.windows.is_empty() || !bound.tables.is_empty() {
        return None;
    }
    let limit = |which: &str| Term::call("limit", vec![word(SlotKind::Tag, 1), Term::word(which)]);
    Some(Suggestion::new(Term::call("several", pair.map(limit).to_vec()), PLAIN))
}

/// "what does a 3 of the state stand for": what a tag's description says of its numbers.
pub(super) fn meaning_of_state(sketch: &Sketch, bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    let slot = bound.tags.first()?;
    let meaning = sketch.asked.iter().any(|asked| matches!(asked.as_str(), "meaning_of" | "code_meaning"))
        || bound.speaks_of(&["stand for", "mean", "代表", "表示", "什么意思"]);
    let text = |tag: usize| &catalogue.plant.tags[tag].description;
    let same = slot.best().all(|tag| text(tag) == text(slot.tag()));
    let states = !states::of(&catalogue.plant.tags[slot.tag()]).is_empty();
    if !meaning || !states || !same || !bound.windows.is_empty() {
        return None;
    }
    let own = TagSlot { ambiguous: false, ..slot.clone() };
    let own = Bound { tags: vec![own], tables: Vec::new(), numbers: Vec::new(), ..bound.clone() };
    Some(Suggestion {
        meaning: Term::call("tag", vec![Term::word("t")]),
        likelihood: PLAIN,
        bound: Some(own),
    })
}

/// XMEAS(17)是哪个测点: what a tag is.
pub(super) fn which_tag(sketch: &Sketch, bound: &Bound) -> Option<Suggestion> {
    let [slot] = bound.tags.as_slice() else { return None };
    const WHICH: &[&str] = &[
        "which tag",
        "which signal",
        "what tag",
        "which point",
        "which measurement",
        "which sensor is",
        "哪个测点",
        "什么测点",
        "哪个点",
        "哪个信号",
        "哪个位号",
        "哪台设备上的测点",
        "哪个设备的测点",
    ];
    let short = sketch.pieces.len() <= 12 && bound.windows.is_empty() && bound.numbers.is_empty();
    (!slot.ambiguous && !slot.bare && short && bound.speaks_of(WHICH) && bound.assets.is_empty())
        .then(|| Suggestion::new(Term::call("tag", vec![word(SlotKind::Tag, 1)]), PLAIN))
}

//! Follow-ups: a question that leaves out what the one before it said.

use plant::TimeRange;
use tool::Catalogue;

use super::causes;
use super::frame::{Frame, Intent, Statistic, When};
use super::slots::{Slots, TagSlot};
use crate::conversation::{Conversation, Turn};
use crate::link::Linked;

/// The frame with what it leaves out taken from the conversation.
pub fn continued(frame: Frame, linked: &Linked, conversation: &Conversation, catalogue: &Catalogue) -> Frame {
    let Some(last) = conversation.last() else { return frame };
    if !depends(&frame, linked) {
        return frame;
    }
    if last.open {
        return answered(frame, last, linked, catalogue);
    }
    if let Some(compared) = compared_with_last(&frame, linked, last, conversation, catalogue) {
        return compared;
    }
    let mut next = frame;
    other_number(&mut next.slots, linked, &last.frame.slots, catalogue);
    inherit_subject(&mut next, linked, last, catalogue);
    inherit_intent(&mut next, linked, last, catalogue);
    inherit_times(&mut next, last, catalogue);
    next
}

/// Whether the question cannot stand alone.
pub(super) fn depends(frame: &Frame, linked: &Linked) -> bool {
    let slots = &frame.slots;
    let subject = !slots.tags.is_empty() || slots.table.is_some();
    let points_back = linked.has_any(&["follow", "of_them"])
        || slots.moment
        || slots.shifted.is_some()
        || has_pronoun(linked);
    let self_standing = subject && !slots.windows.is_empty() && frame.strength >= 2.0;
    let whole_plant = matches!(
        frame.intent,
        Intent::DescribePlant
            | Intent::ListAssets
            | Intent::FailureModes
            | Intent::LongestGap
            | Intent::Coverage
            | Intent::DescribeCode
    ) && frame.strength >= 4.0;
    if slots.moment || slots.shifted.is_some() {
        return true;
    }
    !(self_standing || whole_plant && !points_back)
        && (points_back
            || !subject
            || frame.strength < 2.0
            || slots.windows.is_empty() && frame.intent != Intent::Latest && !slots.now && short(linked))
}

fn short(linked: &Linked) -> bool {
    linked.tokens.len() <= 5
}

fn has_pronoun(linked: &Linked) -> bool {
    linked.has("pronoun")
}

/// The reply to a question that was asked back: it chooses among the candidates.
pub(super) fn answered(frame: Frame, last: &Turn, linked: &Linked, catalogue: &Catalogue) -> Frame {
    let mut next = last.frame.clone();
    let Some(slot) = next.slots.tags.iter_mut().find(|slot| slot.ambiguous) else {
        return frame;
    };
    let plant = &catalogue.plant;
    let in_asset = |tag: usize, assets: &[usize]| {
        plant.tags[tag].asset.as_deref().is_some_and(|own| {
            assets
                .iter()
                .any(|asset| plant.subtree(&plant.assets[*asset].id).iter().any(|below| below.id == own))
        })
    };
    let mut fitting: Vec<(usize, f32)> = slot.candidates.clone();
    if !frame.slots.assets.is_empty() {
        fitting.retain(|(tag, _)| in_asset(*tag, &frame.slots.assets));
        plainest(&mut fitting, catalogue);
    }
    if let Some(said) = frame.slots.tags.first() {
        let named: Vec<(usize, f32)> = said
            .candidates
            .iter()
            .filter(|(tag, _)| fitting.iter().any(|(other, _)| other == tag))
            .copied()
            .collect();
        if !named.is_empty() {
            fitting = named;
        }
    }
    if let Some(place) = ordinal(linked).filter(|place| *place < slot.candidates.len()) {
        fitting = vec![slot.candidates[place]];
    }
    if fitting.is_empty() {
        return frame;
    }
    let best = fitting[0].1;
    let close = fitting.iter().filter(|(_, score)| best - score < 0.05 * best.abs().max(1.0)).count();
    slot.ambiguous = close > 1 && frame.slots.tags.first().is_none_or(|said| said.ambiguous);
    slot.candidates = fitting;
    slot.unexplained.clear();
    if !frame.slots.windows.is_empty() {
        next.slots.windows = frame.slots.windows;
    }
    next
}

/// Of one asset's tags, the one whose name adds least to asset and quantity: the reactor's temperature rather than that of
/// its cooling water.
fn plainest(tags: &mut Vec<(usize, f32)>, catalogue: &Catalogue) {
    let plant = &catalogue.plant;
    let canonical = crate::link::token::canonical;
    let extra = |tag: usize| {
        let tag = &plant.tags[tag];
        let asset = tag.asset.as_deref().and_then(|id| plant.asset(id));
        let mut said: Vec<String> = tag.quantity.as_deref().map(canonical).unwrap_or_default();
        said.extend(asset.into_iter().flat_map(|asset| canonical(&asset.name)));
        canonical(&tag.name).iter().filter(|word| !said.contains(word)).count()
    };
    if let Some(least) = tags.iter().map(|(tag, _)| extra(*tag)).min() {
        tags.retain(|(tag, _)| extra(*tag) == least);
    }
}

/// "the second one", 第二个, "2".
fn ordinal(linked: &Linked) -> Option<usize> {
    const ENGLISH: &[&str] = &["first", "second", "third", "fourth", "fifth"];
    const CHINESE: &[&str] = &["一", "二", "三", "四", "五"];
    let words: Vec<&str> = linked.tokens.iter().map(|token| token.word.as_str()).collect();
    if let Some(place) = ENGLISH.iter().position(|word| words.contains(word)) {
        return Some(place);
    }
    let after = words.iter().position(|word| *word == "第")?;
    CHINESE.iter().position(|word| words.get(after + 1) == Some(word))
}

/// "差多少", "was it less the week before?": the last result against another window.
fn compared_with_last(
    frame: &Frame,
    linked: &Linked,
    last: &Turn,
    conversation: &Conversation,
    catalogue: &Catalogue,
) -> Option<Frame> {
    let compares = linked.has_any(&["difference", "more", "less", "compare", "ratio"]);
    if !compares
        || !frame.slots.tags.is_empty()
        || last.frame.slots.tags.is_empty()
        || frame.slots.table.is_some()
    {
        return None;
    }
    let zone = &catalogue.plant.timezone;
    let last_window = last.frame.slots.windows.first()?;
    let new_window =
        frame.slots.windows.first().cloned().or_else(|| match (frame.slots.shifted, last_window) {
            (Some(shifted), When::Range(range)) => shifted.apply(*range, zone).map(When::Range),
            _ => None,
        });
    let mut slots = last.frame.slots.clone();
    slots.yes_no = frame.slots.yes_no && !linked.has("difference");
    slots.shifted = None;
    slots.statistic = effective_statistic(&last.frame);
    let keep = |slots: Slots| Some(Frame { intent: Intent::Compare, strength: 5.0, slots, meant: None });
    match new_window {
        // "was it less the week before?": the new window against the last one.
        Some(window) => {
            slots.windows = vec![window, last_window.clone()];
            keep(slots)
        }
        // "by how much do they differ?": the last two.
        None => {
            let earlier = conversation.before_last()?;
            let same_tag = earlier.frame.slots.tags.first().map(TagSlot::tag)
                == last.frame.slots.tags.first().map(TagSlot::tag);
            if same_tag {
                slots.windows = vec![last_window.clone(), earlier.frame.slots.windows.first()?.clone()];
            } else {
                slots.tags.push(earlier.frame.slots.tags.first()?.clone());
            }
            keep(slots)
        }
    }
}

/// What the last frame computed, as a statistic.
fn effective_statistic(frame: &Frame) -> Option<Statistic> {
    match frame.intent {
        Intent::Extreme | Intent::ExtremeTime => {
            Some(if frame.slots.descending { Statistic::Max } else { Statistic::Min })
        }
        _ => frame.slots.statistic,
    }
}

/// "2号呢", "and number 4?": the machine of that number which is otherwise called as the one before.
pub(super) fn other_number(slots: &mut Slots, linked: &Linked, earlier: &Slots, catalogue: &Catalogue) {
    if !(slots.tags.is_empty() && slots.assets.is_empty() && slots.table.is_none()) {
        return;
    }
    let plant = &catalogue.plant;
    let owner = earlier.tags.first().and_then(|tag| plant.tags[tag.tag()].asset.as_deref());
    let Some(owner) = owner.or(earlier.assets.first().map(|asset| plant.assets[*asset].id.as_str())) else {
        return;
    };
    let Some((number, place)) = numbered(linked) else { return };
    let is_number = |word: &String| word.bytes().all(|b| b.is_ascii_digit());
    let shape = |text: &str| -> (Vec<String>, Vec<String>) {
        crate::link::token::canonical(text).into_iter().partition(|word| !is_number(word))
    };
    let names = |asset: &plant::Asset| -> Vec<(Vec<String>, Vec<String>)> {
        [&asset.name, &asset.id].into_iter().chain(&asset.aliases).map(|name| shape(name)).collect()
    };
    let Some(own) = plant.asset(owner).map(names) else { return };
    let same = |asset: &plant::Asset| {
        names(asset).iter().any(|(words, numbers)| {
            numbers.as_slice() == [number.clone()]
                && own.iter().any(|(own, had)| own == words && had.len() == 1)
        })
    };
    let mut found = (0..plant.assets.len()).filter(|asset| same(&plant.assets[*asset]));
    if let (Some(asset), None) = (found.next(), found.next()) {
        slots.assets = vec![asset];
        // What was read as the second of the month.
        let kept: Vec<bool> = slots.window_places.iter().map(|start| !place.contains(start)).collect();
        let mut each = kept.iter();
        slots.windows.retain(|_| *each.next().unwrap_or(&true));
        let mut each = kept.iter();
        slots.window_places.retain(|_| *each.next().unwrap_or(&true));
    }
}

/// The number of a machine that stands by itself: `2号`, `#2`, "number 2", and where it stands.
fn numbered(linked: &Linked) -> Option<(String, std::ops::Range<usize>)> {
    let tokens = &linked.tokens;
    let word = |i: usize| tokens.get(i).map_or("", |token| token.word.as_str());
    (0..tokens.len()).find_map(|i| {
        let digits = crate::link::number_of(&tokens[i])?;
        let before = i.checked_sub(1).map_or("", word);
        let marked = matches!(word(i + 1), "号" | "#")
            || matches!(before, "#" | "no" | "nr" | "number" | "line" | "unit");
        let month = before == "月" || matches!(word(i + 1), "月" | "年" | "点");
        let start = tokens[i].span.start;
        (marked && !month).then(|| (digits, start..tokens[i].span.end + "号".len()))
    })
}

fn inherit_subject(next: &mut Frame, linked: &Linked, last: &Turn, catalogue: &Catalogue) {
    let slots = &mut next.slots;
    let earlier = &last.frame.slots;
    // "and for batch 12?" after a question about a tag: the record is another window.
    if slots.tags.is_empty() && !earlier.tags.is_empty() {
        let named = super::conditions::record_windows(linked, catalogue);
        if !named.is_empty() {
            slots.table = None;
            slots.filters.clear();
            slots.columns.clear();
            slots.window_places = vec![0; named.len()];
            slots.windows = named;
        }
    }
    if slots.tags.is_empty() && slots.table.is_none() {
        if earlier.about_records() {
            inherit_records(slots, linked, earlier, catalogue);
        } else if slots.assets.is_empty() {
            slots.tags.clone_from(&earlier.tags);
            if slots.windows.is_empty() && slots.table.is_none() && earlier.tags.is_empty() {
                slots.assets.clone_from(&earlier.assets);
            }
        } else {
            slots.tags =
                earlier.tags.iter().filter_map(|tag| counterpart(tag, &slots.assets, catalogue)).collect();
        }
    } else if slots.table.is_some() && slots.table == earlier.table && linked.has_any(&["of_them", "follow"])
    {
        inherit_conditions(slots, earlier);
    } else if slots.assets.is_empty() && !slots.tags.is_empty() && slots.tags[0].ambiguous {
        // "its power input": the asset of the question before.
        let owners = asset_scope(earlier, catalogue);
        for tag in &mut slots.tags {
            let kept: Vec<(usize, f32)> = tag
                .candidates
                .iter()
                .filter(|(tag, _)| {
                    catalogue.plant.tags[*tag].asset.as_ref().is_some_and(|own| owners.contains(own))
                })
                .copied()
                .collect();
            if !kept.is_empty() {
                tag.ambiguous = kept.len() > 1 && tag.ambiguous;
                tag.candidates = kept;
            }
        }
    }
}

fn asset_scope(slots: &Slots, catalogue: &Catalogue) -> Vec<String> {
    let plant = &catalogue.plant;
    let named = slots.assets.iter().map(|asset| plant.assets[*asset].id.clone());
    let owned = slots.tags.iter().filter_map(|tag| plant.tags[tag.tag()].asset.clone());
    named.chain(owned).collect()
}

/// The tag of another asset that is to it what this tag is to its own: same quantity, most alike in name.
pub(super) fn counterpart(tag: &TagSlot, assets: &[usize], catalogue: &Catalogue) -> Option<TagSlot> {
    let plant = &catalogue.plant;
    let original = &plant.tags[tag.tag()];
    let words = |text: &str| crate::link::token::canonical(text);
    let own: Vec<String> = words(&original.name);
    let mut fitting: Vec<(usize, f32)> = Vec::new();
    for asset in assets.iter().flat_map(|asset| plant.subtree(&plant.assets[*asset].id)) {
        for (i, other) in
            plant.tags.iter().enumerate().filter(|(_, other)| other.asset.as_deref() == Some(&asset.id))
        {
            let same_quantity = other.quantity == original.quantity && other.quantity.is_some();
            let same_id = other.id.rsplit('.').next() == original.id.rsplit('.').next();
            if !(same_quantity || same_id) {
                continue;
            }
            let names = words(&other.name);
            let shared = names.iter().filter(|word| own.contains(word)).count() as f32;
            let score = shared / (names.len().max(own.len()).max(1) as f32) + if same_id { 1.0 } else { 0.0 };
            fitting.push((i, score));
        }
    }
    fitting.sort_by(|a, b| b.1.total_cmp(&a.1));
    let best = fitting.first()?.1;
    let ambiguous = fitting.iter().filter(|(_, score)| best - score < 1e-4).count() > 1;
    Some(TagSlot {
        candidates: fitting,
        ambiguous,
        at: tag.at,
        unexplained: Vec::new(),
        elsewhere: false,
        bare: false,
    })
}

fn inherit_records(slots: &mut Slots, linked: &Linked, earlier: &Slots, catalogue: &Catalogue) {
    let Some(table) = earlier.table else { return };
    // Columns and conditions of other records are none of these.
    if slots.table.replace(table) != Some(table) {
        slots.columns.clear();
        slots.filters.clear();
    }
    let profile = &catalogue.tables[table];
    for value in linked.values.iter().filter(|value| value.table == table) {
        slots.filters.push(super::slots::Filter {
            column: profile.columns[value.column].name.clone(),
            value: value.value.clone(),
            more: Vec::new(),
            denied: value.denied,
            negated: value.negated,
        });
    }
    for column in linked.columns.iter().filter(|column| column.table == table) {
        slots.columns.push(column.column);
    }
    inherit_conditions(slots, earlier);
}

/// Filters, asset and windows of the earlier question hold on, unless said anew.
fn inherit_conditions(slots: &mut Slots, earlier: &Slots) {
    for filter in &earlier.filters {
        if !slots.filters.iter().any(|own| own.column == filter.column) {
            slots.filters.push(filter.clone());
        }
    }
    if slots.assets.is_empty() {
        slots.assets.clone_from(&earlier.assets);
    }
    if slots.windows.is_empty() {
        slots.windows.clone_from(&earlier.windows);
    }
}

fn inherit_intent(next: &mut Frame, linked: &Linked, last: &Turn, catalogue: &Catalogue) {
    let earlier = &last.frame;
    if next.slots.moment && !next.slots.tags.is_empty() {
        next.intent = Intent::ValueAt;
        next.strength = 4.0;
        return;
    }
    if asked_why(next, linked, last) {
        return;
    }
    let rescored = Frame::read(linked, next.slots.clone(), catalogue);
    next.intent = rescored.intent;
    next.strength = rescored.strength;
    if earlier.intent.is_records() != next.intent.is_records()
        && next.slots.tags.is_empty()
        && next.strength < 2.0
    {
        next.intent = earlier.intent;
    }
    // "and when was that": the extreme's time.
    let asks_time = linked.has("when") && !linked.has("max") && !linked.has("min");
    if asks_time
        && matches!(
            earlier.intent,
            Intent::Extreme | Intent::ExtremeTime | Intent::AtExtreme | Intent::Aggregate
        )
    {
        next.intent = Intent::ExtremeTime;
        next.slots.descending = earlier.slots.descending;
        next.slots.statistic = earlier.slots.statistic;
        return;
    }
    // "and what was the value?": the extreme itself.
    let lower = linked.question.to_lowercase();
    let asks_value = [
        "what was the value",
        "what value",
        "how high was it",
        "how low was it",
        "是多少",
        "数值",
        "值是多少",
    ]
    .iter()
    .any(|words| lower.contains(words));
    if asks_value && !asks_time && earlier.intent == Intent::ExtremeTime && next.slots.statistic.is_none() {
        next.intent = Intent::Extreme;
        next.slots.descending = earlier.slots.descending;
        next.slots.statistic = earlier.slots.statistic;
        return;
    }
    if asks_time && earlier.intent == Intent::LongestGap {
        next.intent = earlier.intent;
        return;
    }
    if earlier.intent == Intent::Limit && next.slots.limit_kind.is_some() {
        next.intent = Intent::Limit;
        return;
    }
    if earlier.intent == Intent::Limit && next.strength < 2.0 {
        next.intent = Intent::Limit;
        next.slots.limit_kind = earlier.slots.limit_kind;
        return;
    }
    // Nothing new is said of what to compute: as before.
    if next.strength < 2.0
        && next.slots.statistic.is_none_or(|s| s == Statistic::Last)
        && next.slots.above.is_none()
        && next.slots.below.is_none()
    {
        next.intent = earlier.intent;
        let slots = &mut next.slots;
        slots.statistic = earlier.slots.statistic;
        slots.percentile = earlier.slots.percentile;
        slots.descending = earlier.slots.descending;
        slots.above.clone_from(&earlier.slots.above);
        slots.below.clone_from(&earlier.slots.below);
        slots.claim = earlier.slots.claim;
        slots.limit_kind = earlier.slots.limit_kind;
        slots.bucket = slots.bucket.or(earlier.slots.bucket);
        slots.limit = slots.limit.or(earlier.slots.limit);
        slots.yes_no = earlier.slots.yes_no;
        slots.now = earlier.slots.now && slots.windows.is_empty();
        if slots.unit.is_none() {
            slots.unit.clone_from(&earlier.slots.unit);
        }
        if slots.columns.is_empty() && slots.table == earlier.slots.table {
            slots.columns.clone_from(&earlier.slots.columns);
        }
    }
}

/// "why?", "not the sensor, what else?": what may lie behind what the answer before told.
fn asked_why(next: &mut Frame, linked: &Linked, last: &Turn) -> bool {
    let again = last.frame.intent == Intent::Investigate;
    let aside = if again { causes::put_aside(&linked.question) } else { Vec::new() };
    if !causes::asks_why(&linked.question) && aside.is_empty() {
        return false;
    }
    next.intent = Intent::Investigate;
    next.strength = 5.0;
    let earlier = if again { last.frame.slots.without.iter().copied() } else { [].iter().copied() };
    next.slots.without = earlier.chain(aside).collect();
    // Of an extreme or of one value without a window: when that was.
    let time = last.values.first().and_then(|value| value.time.as_deref());
    next.slots.instant = time.and_then(|text| text.parse::<jiff::Timestamp>().ok()).map(plant::time::nanos);
    true
}

fn inherit_times(next: &mut Frame, last: &Turn, catalogue: &Catalogue) {
    let slots = &mut next.slots;
    let earlier = &last.frame.slots;
    if let (Some(shifted), Some(When::Range(range))) = (slots.shifted, earlier.windows.first()) {
        if let Some(window) = shifted.apply(*range, &catalogue.plant.timezone) {
            slots.windows = vec![When::Range(window)];
        }
        slots.shifted = None;
    }
    if slots.moment {
        slots.instant = last.values.first().and_then(|value| {
            let text = value.time.as_deref().or_else(|| value.value.as_str())?;
            text.parse::<jiff::Timestamp>().ok().map(plant::time::nanos)
        });
    }
    let timeless = matches!(
        next.intent,
        Intent::Latest | Intent::Limit | Intent::UnitOf | Intent::DescribeTag | Intent::ValueAt
    );
    if slots.windows.is_empty() && !timeless && !slots.now {
        slots.windows.clone_from(&earlier.windows);
        slots.window_places.clone_from(&earlier.window_places);
    }
    if next.intent == Intent::ValueAt
        && slots.instant.is_none()
        && let Some(When::Range(TimeRange { start, .. })) = earlier.windows.first()
    {
        slots.instant = Some(*start);
    }
}

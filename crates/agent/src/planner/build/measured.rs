//! Plans about measured values.

use serde_json::{Value as Json, json};
use tool::Catalogue;

use crate::link::Linked;
use crate::planner::causes;
use crate::planner::frame::{Frame, Intent, Statistic, When};
use crate::planner::slots::{Claim, Slots, TagSlot, Threshold};
use crate::planner::steps::{Steps, args};
use crate::time;

pub fn build(frame: &mut Frame, linked: &Linked, catalogue: &Catalogue, steps: &mut Steps) -> Option<()> {
    let plant = &catalogue.plant;
    let id = |slot: &TagSlot| plant.tags[slot.tag()].id.clone();
    settle_statistic(frame, catalogue);
    let slots = &frame.slots;
    let tag = slots.tags.first().map(&id);
    let window = slots.windows.first().map_or(Json::Null, |when| steps.window(when));
    let unit = slots.unit.as_ref().map(|unit| unit.code().to_owned());
    let statistic = slots.statistic.unwrap_or(Statistic::Mean);
    let which = if slots.descending { "max" } else { "min" };
    match frame.intent {
        Intent::Series => {
            let tags = if slots.tags.is_empty() {
                asset_tags(slots, catalogue)
            } else {
                slots.tags.iter().map(&id).collect()
            };
            if tags.is_empty() {
                // Nothing is measured on the asset: the first of its tags, or of any, says so.
                return None;
            }
            steps
                .add("read_series", args([("tags", json!(tags)), ("window", window), ("unit", json!(unit))]));
        }
        Intent::Latest => {
            let tags = if slots.tags.is_empty() {
                asset_tags(slots, catalogue)
            } else {
                slots.tags.iter().map(&id).collect()
            };
            if tags.is_empty() {
                return None;
            }
            steps.add("latest", args([("tags", json!(tags)), ("unit", json!(unit))]));
        }
        Intent::Investigate => {
            let asset = slots.assets.first().map(|asset| plant.assets[*asset].id.clone());
            if tag.is_none() && asset.is_none() {
                return None;
            }
            let time = slots.instant.filter(|_| window.is_null());
            let time = time.map(|instant| plant::time::timestamp(instant).to_string());
            let direction = causes::direction_said(&linked.question.to_lowercase());
            let without = (!slots.without.is_empty()).then(|| slots.without.join(", "));
            steps.add(
                "investigate",
                args([
                    ("asset", json!(asset.filter(|_| tag.is_none()))),
                    ("tag", json!(tag)),
                    ("window", window),
                    ("time", json!(time)),
                    ("direction", json!(direction)),
                    ("without", json!(without)),
                ]),
            );
        }
        Intent::ValueAt => {
            let instant = slots.instant?;
            let tags: Vec<String> = slots.tags.iter().map(&id).collect();
            let time = plant::time::timestamp(instant).to_string();
            steps
                .add("value_at", args([("tags", json!(tags)), ("time", json!(time)), ("unit", json!(unit))]));
        }
        Intent::Aggregate => {
            let tags: Vec<String> = slots.tags.iter().map(&id).collect();
            let by = slots.bucket.and_then(bucket_word);
            steps.add(
                "aggregate",
                args([
                    ("tags", json!(tags)),
                    ("window", window),
                    ("statistic", json!(statistic.name())),
                    ("percentile", json!(slots.percentile)),
                    ("unit", json!(unit)),
                    ("by", json!(by)),
                ]),
            );
        }
        Intent::Extreme | Intent::ExtremeTime => {
            let report = if frame.intent == Intent::ExtremeTime { Some("time") } else { None };
            steps.add(
                "extreme",
                args([
                    ("tag", json!(tag?)),
                    ("window", window),
                    ("which", json!(which)),
                    ("unit", json!(unit)),
                    ("report", json!(report)),
                ]),
            );
        }
        Intent::Duration | Intent::Crossing => {
            let (above, below, threshold_unit) = thresholds(slots);
            let report = if frame.intent == Intent::Crossing {
                "episodes"
            } else if linked.has("share_of_time") {
                "share"
            } else if linked.has("times_event") && !linked.has("how_long") {
                "count"
            } else if linked.has("longest") && !linked.has("max") {
                "longest"
            } else {
                "total"
            };
            steps.add(
                "duration",
                args([
                    ("tag", json!(tag?)),
                    ("window", window),
                    ("above", above),
                    ("below", below),
                    ("unit", threshold_unit),
                    ("report", json!(report)),
                ]),
            );
        }
        Intent::Compare => return compare(frame, linked, catalogue, steps),
        Intent::Trend => {
            let claim = slots.claim.filter(|_| slots.yes_no).map(|claim| match claim {
                Claim::Rising => "rising",
                Claim::Falling => "falling",
                Claim::Steady => "steady",
            });
            let report = match (claim, linked.has("slope")) {
                (Some(_), _) => "verdict",
                (None, true) => "slope",
                (None, false) => "direction",
            };
            steps.add(
                "trend",
                args([
                    ("tag", json!(tag?)),
                    ("window", window),
                    ("claim", json!(claim)),
                    ("report", json!(report)),
                ]),
            );
        }
        Intent::Correlate => {
            let (subject, others, group) = correlated(slots, linked, catalogue);
            let report = if others.len() == 1 && !group { "coefficient" } else { "strongest" };
            let with = if others.is_empty() { None } else { Some(others) };
            steps.add(
                "correlate",
                args([
                    ("tag", json!(subject?)),
                    ("with", json!(with)),
                    ("window", window),
                    ("report", json!(report)),
                ]),
            );
        }
        Intent::LongestGap
        | Intent::Gaps
        | Intent::Missing
        | Intent::CountSamples
        | Intent::Stuck
        | Intent::OutOfLimits => {
            let aspect = match frame.intent {
                Intent::LongestGap => "longest_gap",
                Intent::Gaps => "gaps",
                Intent::Missing if linked.has("share_of_time") || linked.has("ratio") => "missing_share",
                Intent::Missing => "missing",
                Intent::CountSamples => "count",
                Intent::Stuck => "stuck",
                _ => "out_of_limits",
            };
            let tags = if slots.tags.is_empty()
                && !slots.assets.is_empty()
                && !covers_everything(slots, catalogue)
            {
                asset_tags(slots, catalogue)
            } else {
                slots.tags.iter().map(&id).collect()
            };
            steps.add(
                "data_quality",
                args([("tags", json!(tags)), ("window", window), ("aspect", json!(aspect))]),
            );
        }
        Intent::RankPeriods => {
            let limit = slots.limit.or_else(|| (!linked.has("rank")).then_some(1));
            rank_periods(steps, &tag?, &window, slots, statistic_of_period(slots, linked), limit);
        }
        Intent::RankTags => {
            let slot = slots.tags.first()?;
            let tags: Vec<String> = slot.best().map(|tag| plant.tags[tag].id.clone()).collect();
            let order = if slots.descending { "highest" } else { "lowest" };
            let limit = slots.limit.or_else(|| (!linked.has("rank")).then_some(1));
            let statistic = statistic_of_period(slots, linked);
            let report = (slots.kind.is_some() || linked.has("equipment")).then_some("asset");
            steps.add(
                "rank_tags",
                args([
                    ("tags", json!(tags)),
                    ("window", window),
                    ("statistic", json!(statistic.name())),
                    ("order", json!(order)),
                    ("limit", json!(limit)),
                    ("report", json!(report)),
                ]),
            );
        }
        Intent::AtExtreme => {
            let (ranked, asked) = by_nearness(slots, linked)?;
            let found = steps.add(
                "extreme",
                args([("tag", json!(id(ranked))), ("window", window), ("which", json!(which))]),
            );
            let time = json!({"from": found, "take": "time"});
            steps
                .add("value_at", args([("tags", json!([id(asked)])), ("time", time), ("unit", json!(unit))]));
        }
        Intent::InBestPeriod => {
            let (ranked, asked) = by_nearness(slots, linked)?;
            let (ranked, asked) = (id(ranked), id(asked));
            let found =
                rank_periods(steps, &ranked, &window, slots, statistic_of_period(slots, linked), Some(1));
            let inner = json!({"from": found, "take": "window"});
            let statistic = if linked.has("mean") { "mean" } else { last_extreme(linked).unwrap_or("mean") };
            steps.add(
                "aggregate",
                args([
                    ("tags", json!([asked])),
                    ("window", inner),
                    ("statistic", json!(statistic)),
                    ("unit", json!(unit)),
                ]),
            );
        }
        _ => return None,
    }
    Some(())
}

/// A sum of a rate is its total over time; `sum` itself is left to what is counted.
fn settle_statistic(frame: &mut Frame, catalogue: &Catalogue) {
    let slots = &mut frame.slots;
    let Some(first) = slots.tags.first().map(TagSlot::tag) else { return };
    let tag = &catalogue.plant.tags[first];
    // What a register has counted lies between its ends.
    let counts_up = catalogue.tags.get(first).is_some_and(|profile| profile.counts_up);
    if counts_up && matches!(slots.statistic, Some(Statistic::Sum | Statistic::Total)) {
        slots.statistic = Some(Statistic::Range);
        return;
    }
    let Some(own) = &tag.unit else { return };
    let total = own.total_over_time();
    let asks_total = slots.unit.as_ref().is_some_and(|asked| {
        !own.is_comparable(asked) && total.as_ref().is_some_and(|(unit, _)| unit.is_comparable(asked))
    });
    let vague = matches!(frame.intent, Intent::Latest | Intent::Series | Intent::Aggregate);
    if asks_total && vague {
        slots.statistic = Some(Statistic::Total);
        frame.intent = Intent::Aggregate;
    } else if slots.statistic == Some(Statistic::Sum) && total.is_some() {
        slots.statistic = Some(Statistic::Total);
    }
}

/// The two tags of a question with a superlative: the one it stands beside, and the other.
fn by_nearness<'a>(slots: &'a Slots, linked: &Linked) -> Option<(&'a TagSlot, &'a TagSlot)> {
    let [first, second, ..] = slots.tags.as_slice() else { return None };
    let distance = |slot: &TagSlot| {
        linked
            .concepts
            .iter()
            .filter(|c| matches!(c.concept, "max" | "min" | "most" | "least"))
            .map(|c| c.tokens.start.abs_diff(slot.at))
            .min()
            .unwrap_or(usize::MAX)
    };
    // "when motor current was at its highest" / "on the day with the highest power": the clause decides.
    let marker = linked
        .concepts
        .iter()
        .filter(|c| matches!(c.concept, "when" | "which_day" | "which_hour" | "which_week" | "which_month"))
        .map(|c| c.tokens.start)
        .max();
    if linked.language == Some(plant::Language::English)
        && let Some(marker) = marker
        && first.at < marker
        && marker < second.at
    {
        return Some((second, first));
    }
    Some(if distance(second) < distance(first) { (second, first) } else { (first, second) })
}

/// The statistic that makes a period rank: said, else its extreme.
fn statistic_of_period(slots: &Slots, linked: &Linked) -> Statistic {
    if linked.has("mean") {
        Statistic::Mean
    } else if linked.has("range") || linked.has("std") {
        slots.statistic.unwrap_or(Statistic::Std)
    } else if slots.statistic == Some(Statistic::Sum) || slots.statistic == Some(Statistic::Total) {
        Statistic::Total
    } else if linked.has("energy") {
        Statistic::Sum
    } else if slots.descending {
        Statistic::Max
    } else {
        Statistic::Min
    }
}

fn rank_periods(
    steps: &mut Steps,
    tag: &str,
    window: &Json,
    slots: &Slots,
    statistic: Statistic,
    limit: Option<usize>,
) -> String {
    let by = slots.bucket.and_then(bucket_word).unwrap_or("day");
    let order = if slots.descending { "highest" } else { "lowest" };
    steps.add(
        "rank_periods",
        args([
            ("tag", json!(tag)),
            ("window", window.clone()),
            ("by", json!(by)),
            ("statistic", json!(statistic.name())),
            ("order", json!(order)),
            ("limit", json!(limit)),
        ]),
    )
}

fn last_extreme(linked: &Linked) -> Option<&'static str> {
    let extremes: Vec<_> = linked.concepts.iter().filter(|c| matches!(c.concept, "max" | "min")).collect();
    (extremes.len() > 1).then(|| extremes.iter().max_by_key(|c| c.span.start).map(|c| c.concept))?
}

fn compare(frame: &Frame, linked: &Linked, catalogue: &Catalogue, steps: &mut Steps) -> Option<()> {
    let slots = &frame.slots;
    let plant = &catalogue.plant;
    let id = |slot: &TagSlot| plant.tags[slot.tag()].id.clone();
    let windows: Vec<Json> = slots.windows.iter().map(|when| steps.window(when)).collect();
    let first_tag = slots.tags.first().map(&id)?;
    let second_tag = slots.tags.get(1).map(&id);
    let side = |tag: &str, window: Option<&Json>| match window {
        Some(window) => json!({"tag": tag, "window": window}),
        None => json!({"tag": tag}),
    };
    let (mut left, mut right) = match (&second_tag, windows.as_slice()) {
        (Some(second), [one]) => (side(&first_tag, Some(one)), side(second, Some(one))),
        (Some(second), []) => (side(&first_tag, None), side(second, None)),
        (Some(second), [a, b, ..]) => (side(&first_tag, Some(a)), side(second, Some(b))),
        (None, [a, b, ..]) => (side(&first_tag, Some(a)), side(&first_tag, Some(b))),
        (None, _) => return None,
    };
    let verdict = slots.yes_no && !linked.has("difference") && linked.has_any(&["more", "less"]);
    if verdict && second_tag.is_none() && claims_second(slots, linked) {
        std::mem::swap(&mut left, &mut right);
    }
    let report = if verdict {
        if linked.has("less") && !linked.has("more") { "left_lower" } else { "left_higher" }
    } else if linked.has("ratio") {
        "percent"
    } else if linked.has("which")
        && !linked.has("difference")
        && linked.has_any(&["more", "less", "max", "min"])
    {
        "which"
    } else {
        "difference"
    };
    let lower_first = linked.has("less") && !linked.has("more") && report == "difference";
    if lower_first {
        std::mem::swap(&mut left, &mut right);
    }
    let statistic = match (frame.intent, slots.statistic) {
        (_, Some(Statistic::Last | Statistic::First) | None) => Statistic::Mean,
        (_, Some(statistic)) => statistic,
    };
    steps.add(
        "compare",
        args([
            ("left", left),
            ("right", right),
            ("statistic", json!(statistic.name())),
            ("percentile", json!(slots.percentile)),
            ("unit", json!(slots.unit.as_ref().map(|unit| unit.code().to_owned()))),
            ("report", json!(report)),
        ]),
    );
    Some(())
}

/// "of the 13th and the 11th ... is the 13th larger?": the window named last before the claim is the left side.
fn claims_second(slots: &Slots, linked: &Linked) -> bool {
    let Some(claim) = linked.concepts.iter().rev().find(|c| matches!(c.concept, "more" | "less")) else {
        return false;
    };
    let repeated = linked
        .times
        .iter()
        .filter(|time| time.span.end <= claim.span.start)
        .max_by_key(|time| time.span.start);
    let Some(repeated) = repeated else { return false };
    let meant = repeated.readings.iter().find_map(|reading| match &reading.meaning {
        time::TimeMeaning::Window(range) => {
            slots.windows.iter().position(|when| *when == When::Range(*range))
        }
        _ => None,
    });
    let between = linked.times.iter().filter(|time| time.span.start > repeated.span.start).count();
    meant == Some(1) && between == 0 && linked.times.len() > 2
}

fn thresholds(slots: &Slots) -> (Json, Json, Json) {
    let value = |threshold: &Option<Threshold>| threshold.as_ref().map_or(Json::Null, |t| json!(t.value));
    let unit = [&slots.above, &slots.below]
        .into_iter()
        .flatten()
        .find_map(|t| t.unit.as_ref())
        .map(|unit| unit.code().to_owned());
    (value(&slots.above), value(&slots.below), json!(unit))
}

pub fn bucket_word(unit: time::Unit) -> Option<&'static str> {
    Some(match unit {
        time::Unit::Hour => "hour",
        time::Unit::Day => "day",
        time::Unit::Week => "week",
        time::Unit::Month => "month",
        time::Unit::Shift => "shift",
        _ => return None,
    })
}

/// Every tag of the assets named that has data; all of theirs where none has.
fn asset_tags(slots: &Slots, catalogue: &Catalogue) -> Vec<String> {
    let plant = &catalogue.plant;
    let all: Vec<&str> = slots
        .assets
        .iter()
        .flat_map(|asset| plant.subtree(&plant.assets[*asset].id))
        .flat_map(|asset| plant.tags_of(&asset.id))
        .map(|tag| tag.id.as_str())
        .collect();
    let measured: Vec<String> = all
        .iter()
        .filter(|id| catalogue.profile(id).is_some_and(|profile| profile.count > 0))
        .map(|id| (*id).to_owned())
        .collect();
    if measured.is_empty() { all.into_iter().map(str::to_owned).collect() } else { measured }
}

/// What the others go along with, the others, and whether they are a group to choose from:
/// "which of the valves moves most with ...".
fn correlated(slots: &Slots, linked: &Linked, catalogue: &Catalogue) -> (Option<String>, Vec<String>, bool) {
    let plant = &catalogue.plant;
    let id = |slot: &TagSlot| plant.tags[slot.tag()].id.clone();
    let which = linked.find("which").map(|c| c.tokens.end);
    let grouped = slots.tags.iter().position(|slot| {
        which.is_some_and(|end| slot.at >= end && slot.at <= end + 3)
            && (slot.ambiguous || slot.bare || slots.tags.len() > 1)
    });
    match grouped {
        Some(group) if slots.tags.len() > 1 => {
            let subject = slots.tags.iter().enumerate().find(|(i, _)| *i != group).map(|(_, slot)| id(slot));
            let word =
                linked.tokens.get(slots.tags[group].at).map(|token| token.word.clone()).unwrap_or_default();
            let says = |text: &str| crate::link::token::canonical(text).contains(&word);
            let members = plant
                .tags
                .iter()
                .filter(|tag| says(&tag.name) || tag.quantity.as_deref().is_some_and(says))
                .map(|tag| tag.id.clone())
                .filter(|tag| Some(tag) != subject.as_ref())
                .collect();
            (subject, members, true)
        }
        _ => (slots.tags.first().map(id), slots.tags.iter().skip(1).map(id).collect(), false),
    }
}

/// Whether the assets named are the whole plant.
fn covers_everything(slots: &Slots, catalogue: &Catalogue) -> bool {
    let plant = &catalogue.plant;
    let below: std::collections::HashSet<&str> = slots
        .assets
        .iter()
        .flat_map(|asset| plant.subtree(&plant.assets[*asset].id))
        .map(|asset| asset.id.as_str())
        .collect();
    plant.tags.iter().all(|tag| tag.asset.as_deref().is_none_or(|asset| below.contains(asset)))
}

//! Intents about measured values, scored by the concepts that suggest them.

use super::frame::{Intent, Statistic};
use super::slots::Slots;
use crate::link::Linked;

pub fn score(linked: &Linked, slots: &Slots, readings: &mut Vec<(Intent, f32)>) {
    let has = |concept: &str| linked.has(concept);
    let tags = slots.tags.len();
    let threshold = slots.above.is_some() || slots.below.is_some();
    let extreme = has("max") || has("min");
    let ranked_period = slots.bucket.is_some() && (extreme || linked.has_any(&["rank", "most", "least"]));
    let mut add = |intent: Intent, score: f32| readings.push((intent, score));

    if has("gap") && !has("difference") {
        add(Intent::LongestGap, if has("longest") || has("max") || has("most") { 5.0 } else { 4.0 });
        if linked.has_any(&["yes_no", "count", "list"]) && !has("longest") && !has("max") {
            add(Intent::Gaps, 4.5);
        }
    }
    if has("missing") {
        add(Intent::Missing, 4.0);
    }
    if has("stuck") && tags > 0 {
        add(Intent::Stuck, 5.0);
    }
    if has("out_of_limits") {
        add(Intent::OutOfLimits, 5.2);
    }
    let counts_samples = linked.concepts.iter().any(|c| {
        c.concept == "sample"
            && !matches!(
                linked.question.get(c.span.clone()),
                Some("value" | "values" | "record" | "records" | "row" | "rows")
            )
    });
    if has("count") && counts_samples && !threshold {
        add(Intent::CountSamples, 4.2);
    }
    if has("sampling") && tags > 0 {
        add(Intent::Sampling, 5.0);
    }
    if has("coverage") {
        add(Intent::Coverage, 4.1);
    }
    if tags == 0 {
        return;
    }
    if has("correlate") {
        add(Intent::Correlate, 5.0);
    }
    if threshold {
        if has("when") && !has("how_long") {
            add(Intent::Crossing, 4.6);
        }
        let plain = slots.statistic.is_none() || has("how_long");
        add(
            Intent::Duration,
            if has("how_long") {
                5.1
            } else if plain {
                3.6
            } else {
                2.0
            },
        );
    }
    if tags >= 2 && extreme && (slots.moment || has("moment") || has("when")) && slots.bucket.is_none() {
        add(Intent::AtExtreme, 5.3);
    }
    if tags >= 2 && extreme && slots.bucket.is_some() {
        add(Intent::InBestPeriod, 5.5);
    }
    let two_sides = slots.windows.len() >= 2 || tags >= 2;
    if two_sides && linked.has_any(&["compare", "difference", "more", "less", "ratio"]) {
        add(Intent::Compare, 4.8);
    }
    if linked.has_any(&["trend", "slope"]) || slots.claim.is_some() && has("yes_no") {
        add(Intent::Trend, if slots.claim.is_some() || has("slope") { 4.4 } else { 3.2 });
    }
    if ranked_period {
        add(Intent::RankPeriods, if slots.limit.is_some() { 4.9 } else { 4.7 });
    }
    let one_of_many = slots.tags.first().is_some_and(|tag| tag.ambiguous);
    let among = slots.kind.is_some() || linked.has_any(&["equipment", "sensor"]);
    if tags == 1
        && one_of_many
        && among
        && slots.bucket.is_none()
        && (has("which") || has("rank"))
        && (extreme || linked.has_any(&["most", "least", "rank", "more", "less"]))
    {
        add(Intent::RankTags, 5.0);
    }
    if extreme && has("when") && !asks_value_too(linked) {
        add(Intent::ExtremeTime, 4.5);
    }
    if extreme {
        add(Intent::Extreme, if has("mean") { 2.4 } else { 3.5 });
    }
    if has("summary") {
        add(Intent::Series, 4.0);
    }
    match slots.statistic {
        Some(Statistic::Mean) => add(Intent::Aggregate, 3.4),
        Some(Statistic::Sum) => add(Intent::Aggregate, 3.3),
        Some(Statistic::Max | Statistic::Min | Statistic::Last) | None => {}
        Some(_) => add(Intent::Aggregate, 3.6),
    }
    if slots.bucket.is_some() && slots.statistic.is_some() && !ranked_period {
        add(Intent::Aggregate, 3.9);
    }
    if has("series") {
        add(
            Intent::Series,
            if slots.statistic.is_none() || slots.statistic == Some(Statistic::Last) { 3.7 } else { 2.5 },
        );
    }
    if slots.moment || slots.instant.is_some() {
        add(Intent::ValueAt, 3.0);
    }
    if slots.now && slots.windows.is_empty() {
        add(Intent::Latest, 3.1);
    }
    // Nothing said but the tag: its course over a window, its latest value without one.
    add(if slots.windows.is_empty() { Intent::Latest } else { Intent::Series }, 0.9);
}

/// "min and when?", 最高多少,什么时候: the value is asked for, its time beside it.
fn asks_value_too(linked: &Linked) -> bool {
    let question = linked.question.to_lowercase();
    let english = ["and when", "and at what time", "and what time", "and the time"]
        .iter()
        .any(|words| question.contains(words));
    let chinese = question.contains("多少")
        && ["什么时候", "几点", "何时", "什么时间"].iter().any(|words| question.contains(words));
    english || chinese
}

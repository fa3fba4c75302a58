//! Thresholds, statistics, ranks and claims out of a question's concepts.

use tool::Catalogue;

use super::frame::{Statistic, When};
use super::slots::{Claim, Slots, Threshold};
use crate::link::Linked;
use crate::time;

pub fn fill(slots: &mut Slots, linked: &Linked, catalogue: &Catalogue) {
    fill_record_windows(slots, linked, catalogue);
    fill_thresholds(slots, linked);
    fill_run_state(slots, linked, catalogue);
    fill_statistic(slots, linked);
    fill_rank(slots, linked);
    slots.claim = if linked.has("falling") {
        Some(Claim::Falling)
    } else if linked.has("rising") {
        Some(Claim::Rising)
    } else if linked.has("steady") {
        Some(Claim::Steady)
    } else {
        None
    };
    let both_named = linked.has("rising") && linked.has("falling");
    if both_named {
        slots.claim = last_claim(linked);
    }
    slots.limit_kind = ["limit_high_high", "limit_low_low", "limit_high", "limit_low"]
        .into_iter()
        .find(|concept| linked.has(concept))
        .map(|concept| &concept["limit_".len()..]);
}

/// "rising or falling ... falling right?": the last one is the claim.
fn last_claim(linked: &Linked) -> Option<Claim> {
    let last = linked
        .concepts
        .iter()
        .filter(|c| matches!(c.concept, "rising" | "falling"))
        .max_by_key(|c| c.span.start)?;
    Some(if last.concept == "rising" { Claim::Rising } else { Claim::Falling })
}

/// "during batch 12": with a tag in the question, a record names a window.
fn fill_record_windows(slots: &mut Slots, linked: &Linked, catalogue: &Catalogue) {
    if slots.tags.is_empty() {
        return;
    }
    for when in record_windows(linked, catalogue) {
        if !slots.windows.contains(&when) {
            slots.windows.push(when);
            slots.window_places.push(0);
        }
    }
}

/// The times of the records that the question names.
pub(super) fn record_windows(linked: &Linked, catalogue: &Catalogue) -> Vec<When> {
    let mut windows = Vec::new();
    for value in linked.values.iter().filter(|value| value.identifier) {
        let table = &catalogue.tables[value.table];
        let lasts = table.columns.iter().filter(|column| column.kind == tool::ColumnKind::Time).count() >= 2;
        let when = When::Record {
            table: table.table.clone(),
            column: table.columns[value.column].name.clone(),
            value: value.value.clone(),
        };
        if lasts && !windows.contains(&when) {
            windows.push(when);
        }
    }
    windows
}

fn fill_thresholds(slots: &mut Slots, linked: &Linked) {
    let free: Vec<_> = linked.numbers.iter().filter(|number| !number.limit).collect();
    let near = |concept: &str| {
        linked.concepts.iter().filter(|mention| mention.concept == concept).find_map(|mention| {
            // English puts the number after the word, Chinese often before (80%以上).
            let after = free
                .iter()
                .find(|n| n.span.start >= mention.span.end && n.span.start - mention.span.end <= 12);
            let before = free
                .iter()
                .rev()
                .find(|n| n.span.end <= mention.span.start && mention.span.start - n.span.end <= 6);
            after.or(before).map(|number| Threshold { value: number.value, unit: number.unit.clone() })
        })
    };
    slots.above = near("above");
    slots.below = near("below");
    if slots.above.is_none()
        && slots.below.is_none()
        && let Some(crossed) = near("inside_cross")
    {
        let word =
            linked.find("inside_cross").and_then(|c| linked.question.get(c.span.clone())).unwrap_or_default();
        let falls = ["drop", "below", "under", "降", "低", "跌"].iter().any(|part| word.contains(part));
        *(if falls { &mut slots.below } else { &mut slots.above }) = Some(crossed);
    }
    if linked.has("between")
        && slots.above.is_none()
        && slots.below.is_none()
        && let [low, high, ..] = free.as_slice()
    {
        let unit = high.unit.clone().or_else(|| low.unit.clone());
        slots.above = Some(Threshold { value: low.value.min(high.value), unit: unit.clone() });
        slots.below = Some(Threshold { value: low.value.max(high.value), unit });
    }
}

/// "how long was the pump running": a state that is 0 or 1 lies above one half, or below it when the machine
/// stood still.
fn fill_run_state(slots: &mut Slots, linked: &Linked, catalogue: &Catalogue) {
    let timed = linked.has_any(&["how_long", "share_of_time", "longest"]);
    let [slot] = slots.tags.as_slice() else { return };
    let tag = &catalogue.plant.tags[slot.tag()];
    let is_state = matches!(tag.quantity.as_deref(), Some("status" | "state"));
    let binary = catalogue.profile(&tag.id).is_some_and(|profile| {
        profile.minimum.is_none_or(|low| low >= 0.0) && profile.maximum.is_none_or(|high| high <= 1.0)
    });
    if !timed || !is_state || !binary || slots.above.is_some() || slots.below.is_some() {
        return;
    }
    let stopped = linked.tokens.iter().any(|token| {
        matches!(token.word.as_str(), "off" | "stopped" | "stop" | "down" | "idle" | "standby" | "停" | "关")
    });
    let half = Some(Threshold { value: 0.5, unit: None });
    *(if stopped { &mut slots.below } else { &mut slots.above }) = half;
}

fn fill_statistic(slots: &mut Slots, linked: &Linked) {
    use Statistic::{First, Last, Max, Mean, Median, Min, Percentile, Range, Std, Sum};
    const ORDER: &[(&str, Statistic)] = &[
        ("percentile", Percentile),
        ("median", Median),
        ("std", Std),
        ("range", Range),
        ("mean", Mean),
        ("max", Max),
        ("min", Min),
        ("sum", Sum),
        ("first", First),
        ("latest", Last),
    ];
    slots.statistic = ORDER.iter().find(|(concept, _)| linked.has(concept)).map(|(_, statistic)| *statistic);
    if linked.has("percentile") {
        // The number that stands nearest to the word.
        let word = linked.find("percentile").map_or(0, |found| found.span.start);
        slots.percentile = linked
            .numbers
            .iter()
            .filter(|number| (0.0..=100.0).contains(&number.value))
            .min_by_key(|number| number.span.start.abs_diff(word))
            .map(|number| number.value);
    }
    // "p95" is written as one word.
    if slots.percentile.is_none()
        && let Some(value) = percentile_word(&linked.question)
    {
        slots.percentile = Some(value);
        slots.statistic = Some(Percentile);
    }
    if slots.statistic == Some(Percentile) && slots.percentile.is_none() {
        slots.statistic = None;
    }
}

/// `p95`, `P99.9` with nothing glued around.
fn percentile_word(question: &str) -> Option<f64> {
    question.split(|c: char| c.is_whitespace() || matches!(c, ',' | '?' | '，' | '？' | '的')).find_map(
        |word| {
            let digits = word.strip_prefix(['p', 'P'])?;
            let value: f64 = digits.parse().ok()?;
            (1.0..100.0).contains(&value).then_some(value)
        },
    )
}

fn fill_rank(slots: &mut Slots, linked: &Linked) {
    if let Some(number) = linked.numbers.iter().find(|number| number.limit) {
        slots.limit.get_or_insert(number.value as usize);
        if let Some(unit) = period_after(linked, number.span.end) {
            slots.bucket = Some(unit);
        }
    }
    let fewer = linked.has("least") || linked.has("less") && !linked.has_any(&["more", "max", "most"]);
    slots.descending = (linked.has("most") || !fewer) && (linked.has("max") || !linked.has("min"));
    let buckets = [
        ("which_day", time::Unit::Day),
        ("which_hour", time::Unit::Hour),
        ("which_week", time::Unit::Week),
        ("which_month", time::Unit::Month),
        ("which_shift", time::Unit::Shift),
    ];
    if let Some((_, unit)) = buckets.into_iter().find(|(concept, _)| linked.has(concept)) {
        slots.bucket = Some(unit);
    }
}

/// The period that is counted: "top 3 days", 三天.
fn period_after(linked: &Linked, end: usize) -> Option<time::Unit> {
    let next = linked.tokens.iter().find(|token| token.span.start >= end)?;
    Some(match next.word.as_str() {
        "day" | "天" | "日" => time::Unit::Day,
        "hour" | "小时" | "钟头" => time::Unit::Hour,
        "week" | "周" | "星期" => time::Unit::Week,
        "month" | "月" => time::Unit::Month,
        "shift" | "班" => time::Unit::Shift,
        _ => return None,
    })
}

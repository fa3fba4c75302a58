//! Windows, instants and the stretches of the clock that a question names.

use jiff::tz::TimeZone;
use plant::{Problem, TimeRange};
use tool::Catalogue;

use super::Slots;
use crate::link::Linked;
use crate::planner::frame::When;
use crate::planner::{Clarification, Proposal};
use crate::time::{self, TimeMeaning};

/// Days with a stretch of the clock that are looked at, at most.
const MOST_STRETCHES: usize = 400;

pub(super) fn fill(slots: &mut Slots, linked: &Linked, catalogue: &Catalogue) -> Result<(), Box<Proposal>> {
    let zone = &catalogue.plant.timezone;
    let mut left_out: Vec<&TimeMeaning> = Vec::new();
    for (place, mention) in linked.times.iter().enumerate() {
        let Some(meaning) = mention.meaning() else { continue };
        // "the weekend of 17/18 May": the days say which weekend.
        let told_by_next = linked.times.get(place + 1).is_some_and(|next| {
            matches!((meaning, next.meaning()), (TimeMeaning::Window(_), Some(TimeMeaning::Window(_))))
                && linked
                    .question
                    .get(mention.span.end..next.span.start)
                    .is_some_and(|gap| gap.trim() == "of")
        });
        if told_by_next {
            continue;
        }
        // "Night shift here, where is the valve": who speaks, and no time.
        if mention.span.start == 0 && says_here(&linked.question[mention.span.end..]) {
            continue;
        }
        match meaning {
            // "(25th included)" only says that the range before it is closed.
            TimeMeaning::Window(_)
                if says_included(&linked.question[mention.span.end..]) && !slots.windows.is_empty() => {}
            // "the week of 4 August (Mon to Sun)": how weeks run is no time of its own.
            TimeMeaning::Window(_) if linked.times.len() > 1 && says_whole_week(linked, mention) => {}
            TimeMeaning::Window(range) => {
                // "in the last week of data (21 to 27 January)": what stands in brackets says it once more.
                let before = linked.question[..mention.span.start].trim_end();
                if before.ends_with(['(', '（']) && linked.times.iter().any(|time| ends_at(time, before)) {
                    slots.windows.pop();
                    slots.window_places.pop();
                }
                slots.windows.push(When::Range(*range));
                slots.window_places.push(mention.span.start);
            }
            TimeMeaning::Instant(instant) => slots.instant = Some(*instant),
            TimeMeaning::Now => slots.now = true,
            TimeMeaning::AllData => {}
            // "last night's shift, 11pm to 7 this morning": the hours are said.
            TimeMeaning::UnknownShift { .. } if linked.times.iter().any(is_part_of_day) => {}
            TimeMeaning::UnknownShift { name, .. } => {
                let ask = Clarification::WhichShift(name.clone());
                return Err(Box::new(Proposal::Clarify { ask, frame: None }));
            }
            // "Morning meeting question: …" speaks of no mornings.
            TimeMeaning::Recurring(_) if says_meeting(&linked.question[mention.span.end..]) => {}
            TimeMeaning::Recurring(recurrence) => {
                let windows = recurrence.windows(zone, data_range(catalogue), MOST_STRETCHES + 1);
                let shift = plant_shift(recurrence, catalogue);
                match windows.as_slice() {
                    [_, _, ..] if shift.is_some() => {
                        slots.windows.push(When::Range(recurrence.outer));
                        slots.window_places.push(mention.span.start);
                        slots.shift = shift;
                    }
                    [one] => {
                        slots.windows.push(When::Range(*one));
                        slots.window_places.push(mention.span.start);
                    }
                    [] => {
                        slots.windows.push(When::Range(recurrence.outer));
                        slots.window_places.push(mention.span.start);
                    }
                    // A stretch of the clock on several days: these of the time that they lie in.
                    several if several.len() <= MOST_STRETCHES => {
                        let (first, last) = (several[0], several[several.len() - 1]);
                        slots.windows.push(When::Range(TimeRange::new(first.start, last.end)));
                        slots.window_places.push(mention.span.start);
                        slots.stretches = windows;
                    }
                    _ => return Err(too_many()),
                }
            }
            TimeMeaning::Duration(seconds) => {
                // "top 3 days" speaks of days, not of a length of three days.
                let unit = [time::Unit::Day, time::Unit::Hour, time::Unit::Week].into_iter().find(|unit| {
                    unit.seconds().is_some_and(|s| (seconds / s).fract() == 0.0 && seconds / s < 100.0)
                });
                if linked.has_any(&["rank", "most", "least", "which"])
                    && let Some(unit) = unit
                {
                    slots.bucket = Some(unit);
                    slots.limit = unit.seconds().map(|s| (seconds / s) as usize);
                }
            }
            TimeMeaning::Bucket(bucket) => slots.bucket = Some(bucket.unit),
            TimeMeaning::Shifted(shifted) => slots.shifted = Some(*shifted),
            TimeMeaning::MomentReference => slots.moment = true,
            TimeMeaning::LeftOut(what) => left_out.push(what),
        }
    }
    merge_nested(slots);
    // "higher on 17 May than the day before": the second window is told from the first.
    if let (Some(shifted), [When::Range(first)]) = (slots.shifted, slots.windows.as_slice())
        && linked.has_any(&["compare", "difference", "more", "less", "which", "ratio", "above", "below"])
        && let Some(second) = shifted.apply(*first, zone)
    {
        slots.windows.push(When::Range(second));
        slots.window_places.push(linked.question.len());
        slots.shifted = None;
    }
    leave_out(slots, &left_out, catalogue)
}

fn too_many() -> Box<Proposal> {
    let problem = Problem::new(
        "PW6006",
        format!("a stretch of the clock on more than {MOST_STRETCHES} days is not computed"),
    );
    Box::new(Proposal::Abstain(problem.help("ask for fewer days at a time")))
}

/// "last week without the 18th": the stretches of the one window that are left.
fn leave_out(
    slots: &mut Slots,
    left_out: &[&TimeMeaning],
    catalogue: &Catalogue,
) -> Result<(), Box<Proposal>> {
    if left_out.is_empty() {
        return Ok(());
    }
    let zone = &catalogue.plant.timezone;
    let outer = match slots.windows.as_slice() {
        [] => data_range(catalogue),
        [When::Range(range)] => *range,
        _ => {
            let problem = Problem::new("PW6006", "a time is left out of one other time, not of several");
            return Err(Box::new(Proposal::Abstain(problem.help("ask for one time at a time"))));
        }
    };
    let mut gone: Vec<TimeRange> = Vec::new();
    for what in left_out {
        match what {
            TimeMeaning::Window(range) => gone.push(same_month(*range, outer, zone)),
            TimeMeaning::Recurring(recurrence) => {
                let within = time::Recurrence { outer, ..*recurrence };
                gone.extend(within.windows(zone, data_range(catalogue), MOST_STRETCHES + 1));
            }
            _ => {}
        }
    }
    gone.sort_by_key(|range| range.start);
    let own = if slots.stretches.is_empty() { vec![outer] } else { std::mem::take(&mut slots.stretches) };
    let mut kept = own;
    for gone in gone {
        let around = |part: TimeRange| {
            let before = TimeRange::new(part.start, part.end.min(gone.start.max(part.start)));
            let after = TimeRange::new(part.start.max(gone.end.min(part.end)), part.end);
            if gone.intersect(part).is_empty() { vec![part] } else { vec![before, after] }
        };
        kept = kept.into_iter().flat_map(around).filter(|part| !part.is_empty()).collect();
    }
    if kept.len() > MOST_STRETCHES {
        return Err(too_many());
    }
    slots.of_all = slots.windows.is_empty();
    if slots.of_all {
        slots.window_places.push(0);
    }
    match kept.as_slice() {
        [one] => slots.windows = vec![When::Range(*one)],
        _ => {
            slots.windows = vec![When::Range(outer)];
            slots.stretches = kept;
        }
    }
    Ok(())
}

/// "in May without the 18th": a day whose month is not said is one of the window's month.
fn same_month(day: TimeRange, outer: TimeRange, zone: &TimeZone) -> TimeRange {
    let civil = |ns: i64| plant::time::timestamp(ns).to_zoned_datetime(zone.clone()).datetime();
    if !day.intersect(outer).is_empty() {
        return day;
    }
    let (first, last, own) = (civil(outer.start).date(), civil(outer.end - 1).date(), civil(day.start));
    let moved = || {
        let date = first.with().day(own.date().day()).build().ok()?;
        let start = zone.to_ambiguous_zoned_datetime(date.to_datetime(own.time())).compatible().ok()?;
        let start = plant::time::nanos(start.timestamp());
        Some(TimeRange::new(start, start + (day.end - day.start)))
    };
    let one_month = (first.year(), first.month()) == (last.year(), last.month());
    one_month.then(moved).flatten().unwrap_or(day)
}

/// The shift that a stretch of the clock on every day is.
fn plant_shift(recurrence: &time::Recurrence, catalogue: &Catalogue) -> Option<String> {
    let same = |shift: &&plant::Shift| shift.start == recurrence.start && shift.end == recurrence.end;
    let every_day = recurrence.weekdays == time::Recurrence::EVERY_DAY;
    catalogue.plant.shifts.iter().find(same).filter(|_| every_day).map(|shift| shift.name.clone())
}

fn is_part_of_day(mention: &time::TimeMention) -> bool {
    const DAY: i64 = 86_400_000_000_000;
    matches!(mention.meaning(), Some(TimeMeaning::Window(range)) if range.end.saturating_sub(range.start) < DAY)
}

fn says_meeting(rest: &str) -> bool {
    let rest = rest.trim_start();
    ["meeting", "call", "briefing", "report", "handover", "会", "例会", "调度会", "汇报"]
        .iter()
        .any(|word| rest.starts_with(word))
}

/// Whether a window ends right before the bracket that `text` ends with.
fn ends_at(time: &time::TimeMention, text: &str) -> bool {
    let text = text.trim_end_matches(['(', '（']).trim_end();
    // Of "the last week of data", the times hold the first words.
    let gap = text.len().checked_sub(time.span.end);
    matches!(time.meaning(), Some(TimeMeaning::Window(_)))
        && gap.is_some_and(|gap| {
            gap == 0 || matches!(text[time.span.end..].trim(), "of data" | "of the data" | "的数据")
        })
}

fn says_here(rest: &str) -> bool {
    let rest = rest.trim_start();
    [
        "here,",
        "here.",
        "here -",
        "here:",
        "speaking",
        "的，",
        "这边",
        "在此",
        "请教",
        "查一下",
        "查下",
        "问一下",
        "问下",
        "想问",
        "请问",
        "帮忙",
        "求助",
        "值班",
        "asking",
        "asks",
        "wants to know",
    ]
    .iter()
    .any(|word| rest.starts_with(word))
}

/// Whether a time is only "Monday to Sunday".
fn says_whole_week(linked: &Linked, mention: &time::TimeMention) -> bool {
    const FIRST: &[&str] = &["monday", "mon", "周一", "星期一"];
    const LAST: &[&str] = &["sunday", "sun", "周日", "星期日", "星期天"];
    let text = linked.question[mention.span.clone()].to_lowercase();
    let rest = FIRST.iter().find_map(|word| text.strip_prefix(word));
    let joined = rest.and_then(|rest| LAST.iter().find_map(|word| rest.strip_suffix(word)));
    joined.is_some_and(|gap| {
        matches!(
            gap.trim().trim_end_matches('.'),
            "to" | "-" | "–" | "through" | "thru" | "until" | "到" | "至"
        )
    })
}

fn says_included(rest: &str) -> bool {
    let rest = rest.trim_start();
    ["included", "inclusive", "incl", "含", "在内", "也算", "也包括"]
        .iter()
        .any(|word| rest.starts_with(word))
}

/// "in June ... on the 5th": a window inside another one replaces it; equal ones are one.
fn merge_nested(slots: &mut Slots) {
    if slots.windows.len() < 2 {
        return;
    }
    let ranges: Vec<Option<TimeRange>> = slots
        .windows
        .iter()
        .map(|when| if let When::Range(range) = when { Some(*range) } else { None })
        .collect();
    let keep: Vec<bool> = ranges
        .iter()
        .enumerate()
        .map(|(i, range)| {
            range.is_none_or(|outer| {
                !ranges.iter().enumerate().any(|(j, other)| {
                    i != j
                        && other.is_some_and(|inner| {
                            let contains = outer.start <= inner.start && inner.end <= outer.end;
                            contains && (outer != inner || j < i)
                        })
                })
            })
        })
        .collect();
    let mut kept = keep.iter();
    slots.windows.retain(|_| *kept.next().unwrap_or(&true));
    let mut kept = keep.iter();
    slots.window_places.retain(|_| *kept.next().unwrap_or(&true));
}

fn data_range(catalogue: &Catalogue) -> TimeRange {
    let first = catalogue.tags.iter().filter_map(|tag| tag.first).min().unwrap_or(0);
    let last = catalogue.tags.iter().filter_map(|tag| tag.last).max().unwrap_or(0);
    TimeRange::new(first, last.saturating_add(1))
}

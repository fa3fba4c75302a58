//! From items to mentions: parts that belong together are joined, open parts get their day.

mod lend;

use jiff::civil::{Date, Time};
use plant::TimeRange;

use super::calendar::Calendar;
use super::item::{Cal, Clock, ClockTime, Found, Item, Point, Readings, Span};
use super::{Bucket, Recurrence, TimeMeaning, TimeMention, TimeReading, Unit};

/// Half the width of "around noon".
const ABOUT_NS: i64 = 30 * 60 * 1_000_000_000;

/// Which end of a point a range takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    Start,
    End,
}

impl ClockTime {
    /// The word "midnight", which leaves open at which end of a day.
    fn is_midnight(self) -> bool {
        self.next_day && !self.sure && self.time == Time::midnight()
    }
}

impl Calendar<'_> {
    /// Where a day, with a clock or without one, starts or ends.
    pub(super) fn edge(&self, span: Span, clock: Option<&Clock>, edge: Edge) -> Option<i64> {
        let window = match clock {
            None => span.range,
            Some(Clock::At(time)) => {
                let begins = edge == Edge::Start && time.is_midnight();
                let at = self.at(span.date?, ClockTime { next_day: time.next_day && !begins, ..*time })?;
                TimeRange::new(at, at)
            }
            Some(Clock::Between(start, end) | Clock::Part(start, end) | Clock::Shift { start, end, .. }) => {
                self.on(span.date?, *start, *end)?
            }
            Some(Clock::UnknownShift(_)) => return None,
        };
        Some(if edge == Edge::Start { window.start } else { window.end })
    }

    fn at(&self, date: Date, time: ClockTime) -> Option<i64> {
        let date = if time.next_day { date.tomorrow().ok()? } else { date };
        self.instant(date.to_datetime(time.time))
    }
}

/// The window of a point, when it has one.
pub(super) fn point_window(point: &Point, calendar: &Calendar) -> Option<TimeRange> {
    let item = match (&point.cal, &point.clock) {
        (Some(cals), Some(clock)) => Item::Both(cals.first()?.0, clock.clone()),
        (Some(cals), None) => Item::Cal(cals.first()?.0),
        (None, Some(clock)) => Item::Clock(clock.clone()),
        (None, None) => return None,
    };
    meanings(&item, calendar).into_iter().find_map(|(meaning, _)| match meaning {
        TimeMeaning::Window(range) => Some(range),
        _ => None,
    })
}

/// Joins, combines and resolves everything that was found in a sentence.
pub(super) fn mentions(found: Vec<Found>, calendar: &Calendar) -> Vec<TimeMention> {
    let mut found = joined(found);
    lend::drop_machines(&mut found);
    lend::lend_months(&mut found, calendar);
    lend::lend_days(&mut found, calendar);
    lend::prefer_shifted(&mut found);
    found.into_iter().filter_map(|found| mention(found, calendar)).collect()
}

/// Merges neighbours: a clock with the day or the repetition beside it.
fn joined(found: Vec<Found>) -> Vec<Found> {
    let mut result: Vec<Found> = Vec::new();
    for mut next in found {
        // What has grown may fit what stands before it: 上周 + (每天 + 下午2点到4点).
        while let Some(merged) = result.last().filter(|_| next.adjacent).and_then(|last| merge(last, &next)) {
            result.pop();
            next = merged;
        }
        result.push(next);
    }
    result
}

/// Every day, as an item: what "every day" is beside a clock range.
fn repetition(item: &Item) -> Option<u8> {
    match item {
        Item::Days(mask) => Some(*mask),
        Item::Fixed(TimeMeaning::Bucket(Bucket { count: 1, unit: Unit::Day })) => Some(Recurrence::EVERY_DAY),
        _ => None,
    }
}

fn merge(first: &Found, second: &Found) -> Option<Found> {
    let mut readings: Readings<Item> = Vec::new();
    for (a, a_score) in &first.readings {
        for (b, b_score) in &second.readings {
            let item = merge_items(a, b).or_else(|| merge_items(b, a))?;
            readings.push((item, (a_score * b_score).max(0.05)));
        }
    }
    Some(Found {
        tokens: first.tokens.start..second.tokens.end,
        span: first.span.start..second.span.end,
        readings,
        adjacent: first.adjacent,
    })
}

fn merge_items(a: &Item, b: &Item) -> Option<Item> {
    match (a, b) {
        (Item::Clock(clock @ (Clock::At(_) | Clock::Between(..))), Item::Clock(Clock::Part(from, _))) => {
            Some(Item::Clock(within(clock, *from)))
        }
        (Item::Clock(clock @ (Clock::At(_) | Clock::Between(..))), Item::Both(cal, Clock::Part(from, _))) => {
            Some(Item::Both(*cal, within(clock, *from)))
        }
        // 早班(6点到14点): who says the hours of a shift means them.
        (
            Item::Clock(clock @ Clock::Between(..)),
            Item::Clock(Clock::Shift { .. } | Clock::UnknownShift(_)),
        ) => Some(Item::Clock(clock.clone())),
        (Item::Fixed(window @ TimeMeaning::Window(_)), Item::Clock(Clock::UnknownShift(_)))
        | (Item::Fixed(window @ TimeMeaning::Window(_)), Item::Both(_, Clock::UnknownShift(_))) => {
            Some(Item::Fixed(window.clone()))
        }
        (
            Item::Clock(clock @ Clock::Between(..)),
            Item::Both(cal, Clock::Shift { .. } | Clock::UnknownShift(_)),
        ) => Some(Item::Both(*cal, clock.clone())),
        (Item::Clock(clock), Item::Cal(cal)) => Some(Item::Both(*cal, clock.clone())),
        (Item::Clock(clock), other) => {
            Some(Item::Repeated { mask: repetition(other)?, clock: Some(clock.clone()), cal: None })
        }
        (Item::Days(mask), Item::Cal(cal)) => {
            Some(Item::Repeated { mask: *mask, clock: None, cal: Some(*cal) })
        }
        (Item::Days(mask), Item::Both(cal, clock)) => {
            Some(Item::Repeated { mask: *mask, clock: Some(clock.clone()), cal: Some(*cal) })
        }
        (Item::Both(cal, clock), other) => {
            Some(Item::Repeated { mask: repetition(other)?, clock: Some(clock.clone()), cal: Some(*cal) })
        }
        (Item::Repeated { mask, clock, cal: None }, Item::Cal(cal)) => {
            Some(Item::Repeated { mask: *mask, clock: clock.clone(), cal: Some(*cal) })
        }
        (Item::Repeated { mask, clock: None, cal }, Item::Clock(clock)) => {
            Some(Item::Repeated { mask: *mask, clock: Some(clock.clone()), cal: *cal })
        }
        _ => None,
    }
}

/// A clock said beside a part of the day: 2 to 4 in the afternoon is 14 to 16.
pub(super) fn within(clock: &Clock, part: Time) -> Clock {
    let later = |time: Time| {
        let moved = part.hour() >= 12 && time.hour() < 12;
        if moved {
            Time::new((time.hour() + 12) % 24, time.minute(), time.second(), 0).unwrap_or(time)
        } else {
            time
        }
    };
    match clock {
        Clock::At(time) if !time.sure => Clock::At(ClockTime { time: later(time.time), sure: true, ..*time }),
        Clock::Between(start, end) if start.hour() < 12 && end.hour() <= 12 => {
            Clock::Between(later(*start), later(*end))
        }
        other => other.clone(),
    }
}

fn mention(found: Found, calendar: &Calendar) -> Option<TimeMention> {
    let mut readings: Vec<TimeReading> = Vec::new();
    for (item, score) in &found.readings {
        for (meaning, factor) in meanings(item, calendar) {
            let valid = !matches!(&meaning, TimeMeaning::Window(range) if range.is_empty());
            if valid && !readings.iter().any(|known| known.meaning == meaning) {
                readings.push(TimeReading { meaning, score: (score * factor).clamp(0.0, 1.0) });
            }
        }
    }
    // Stable: of equal scores the earlier reading stays first.
    readings.sort_by(|a, b| b.score.total_cmp(&a.score));
    (!readings.is_empty()).then_some(TimeMention { span: found.span, readings })
}

/// What an item may mean, each with a factor for its score.
fn meanings(item: &Item, calendar: &Calendar) -> Vec<(TimeMeaning, f32)> {
    match item {
        Item::Fixed(meaning) => vec![(meaning.clone(), 1.0)],
        Item::Cal(cal) => {
            calendar.resolve(*cal).map(|span| (TimeMeaning::Window(span.range), 1.0)).into_iter().collect()
        }
        Item::Both(cal, clock) => {
            calendar.resolve(*cal).map_or_else(Vec::new, |span| clock_on(span, clock, calendar))
        }
        Item::Clock(clock) => alone(clock, calendar),
        Item::Days(mask) => repeated(*mask, None, None, calendar),
        Item::Repeated { mask, clock, cal } => repeated(*mask, clock.as_ref(), *cal, calendar),
    }
}

fn stretch(clock: &Clock) -> Option<(Time, Time)> {
    match clock {
        Clock::Between(start, end) | Clock::Part(start, end) | Clock::Shift { start, end, .. } => {
            Some((*start, *end))
        }
        Clock::At(_) | Clock::UnknownShift(_) => None,
    }
}

fn repeated(
    mask: u8,
    clock: Option<&Clock>,
    cal: Option<Cal>,
    calendar: &Calendar,
) -> Vec<(TimeMeaning, f32)> {
    let outer = match cal {
        Some(cal) => calendar.resolve(cal).map(|span| span.range),
        None => Some(calendar.context.data.unwrap_or(TimeRange::ALL)),
    };
    let Some(outer) = outer.filter(|outer| !outer.is_empty()) else { return Vec::new() };
    if let Some(Clock::UnknownShift(name)) = clock {
        return vec![(TimeMeaning::UnknownShift { name: name.clone(), day: outer }, 1.0)];
    }
    let (start, end) = match clock {
        Some(Clock::At(time)) => (time.time, time.time.saturating_add(jiff::Span::new().minutes(1))),
        Some(clock) => match stretch(clock) {
            Some(stretch) => stretch,
            None => return Vec::new(),
        },
        None => (Time::midnight(), Time::midnight()),
    };
    vec![(TimeMeaning::Recurring(Recurrence { start, end, weekdays: mask, outer }), 1.0)]
}

/// A clock on a day, or on each day of a longer span.
fn clock_on(span: Span, clock: &Clock, calendar: &Calendar) -> Vec<(TimeMeaning, f32)> {
    let Some(date) = span.date else {
        return match clock {
            Clock::Shift { .. }
            | Clock::Between(..)
            | Clock::Part(..)
            | Clock::UnknownShift(_)
            | Clock::At(_) => repeated(Recurrence::EVERY_DAY, Some(clock), Some(Cal::Span(span)), calendar),
        };
    };
    let mut found: Vec<(TimeMeaning, f32)> = Vec::new();
    match clock {
        Clock::At(time) => {
            let Some(at) = calendar.at(date, *time) else { return found };
            found.push((TimeMeaning::Instant(at), if time.about { 0.85 } else { 1.0 }));
            if time.about {
                let window = TimeRange::new(at.saturating_sub(ABOUT_NS), at.saturating_add(ABOUT_NS));
                found.push((TimeMeaning::Window(window), 0.6));
            }
            // Who says midnight of a day does not say which end of it.
            if time.is_midnight() {
                return vec![(TimeMeaning::Instant(span.range.start), 1.0), (TimeMeaning::Instant(at), 0.7)];
            }
            let afternoon = jiff::civil::Time::new((time.time.hour() + 12) % 24, time.time.minute(), 0, 0);
            if let (false, Ok(later)) = (time.sure, afternoon)
                && let Some(at) = calendar.at(date, ClockTime { time: later, ..*time })
            {
                found.push((TimeMeaning::Instant(at), 0.4));
            }
        }
        Clock::UnknownShift(name) => {
            found.push((TimeMeaning::UnknownShift { name: name.clone(), day: span.range }, 1.0));
        }
        Clock::Between(start, end) | Clock::Part(start, end) | Clock::Shift { start, end, .. } => {
            // "11 pm to 7 this morning" began yesterday: what is asked for is over.
            let to_come = |range: &TimeRange| end <= start && range.start > calendar.context.now;
            let range = calendar.on(date, *start, *end);
            let over = range
                .filter(|range| matches!(clock, Clock::Between(..)) && to_come(range))
                .and_then(|_| calendar.on(date.yesterday().ok()?, *start, *end));
            found.extend(over.or(range).map(|range| (TimeMeaning::Window(range), 1.0)));
            // "the night (shift) of the 10th" may be the one that ends on that day.
            let named = !matches!(clock, Clock::Between(..));
            if named
                && end <= start
                && let Some(range) = date.yesterday().ok().and_then(|day| calendar.on(day, *start, *end))
            {
                found.push((TimeMeaning::Window(range), 0.35));
            }
        }
    }
    found
}

/// A clock without any day: today's, or that of the only day of the data.
fn alone(clock: &Clock, calendar: &Calendar) -> Vec<(TimeMeaning, f32)> {
    let on = |date: Date| calendar.day(date).map_or_else(Vec::new, |span| clock_on(span, clock, calendar));
    let weighed =
        |date: Date, factor: f32| on(date).into_iter().map(move |(meaning, score)| (meaning, score * factor));
    let mut found: Vec<(TimeMeaning, f32)> = Vec::new();
    if let Some(date) = calendar.only_day().filter(|&date| date != calendar.today) {
        found.extend(weighed(date, 1.0));
        found.extend(weighed(calendar.today, 0.6));
        return found;
    }
    match clock {
        // The one in progress, or the last that began.
        Clock::Shift { start, end, every, .. } => {
            let begun = |date: &Date| {
                calendar.on(*date, *start, *end).is_some_and(|range| range.start <= calendar.context.now)
            };
            let days = [Some(calendar.today), calendar.today.yesterday().ok()];
            if let Some(date) = days.into_iter().flatten().find(begun) {
                found.extend(weighed(date, if *every { 0.4 } else { 0.7 }).take(1));
            }
            let all = repeated(Recurrence::EVERY_DAY, Some(clock), None, calendar);
            found.extend(
                all.into_iter().map(|(meaning, score)| (meaning, score * if *every { 0.9 } else { 0.5 })),
            );
        }
        Clock::Part(start, end) => {
            // "at night" is a habit, "in the morning" mostly this one.
            let night = end <= start;
            let day =
                if night { calendar.today.yesterday().unwrap_or(calendar.today) } else { calendar.today };
            let (once, always) = if night { (0.6, 0.7) } else { (0.7, 0.5) };
            found.extend(weighed(day, once).take(1));
            let all = repeated(Recurrence::EVERY_DAY, Some(clock), None, calendar);
            found.extend(all.into_iter().map(|(meaning, score)| (meaning, score * always)));
        }
        _ => {
            found.extend(weighed(calendar.today, 1.0));
            let future = |meaning: &TimeMeaning| match meaning {
                TimeMeaning::Window(range) => range.start > calendar.context.now,
                TimeMeaning::Instant(at) => *at > calendar.context.now,
                _ => false,
            };
            if found.first().is_some_and(|(meaning, _)| future(meaning))
                && let Ok(yesterday) = calendar.today.yesterday()
            {
                found.extend(weighed(yesterday, 0.7));
            }
        }
    }
    found
}

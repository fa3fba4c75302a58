//! A day with a clock, in either order: "yesterday at 2 pm", "night shift of the 10th".

use jiff::civil::Time;

use super::super::combine;
use super::super::item::{Cal, Clock, Item, Point, Readings, certain};
use super::super::words::NAMED_PARTS;
use super::clock::Half;
use super::{Parsed, Parser, Production};

/// Between a day and its clock.
const TO_CLOCK: &[&str] = &[
    ",",
    "at",
    "on",
    "in",
    "in the",
    "during",
    "during the",
    "the",
    "for the",
    "的",
    "那天",
    "那天的",
    "当天",
    "当天的",
    "在",
    ", at",
    "at the",
    "on the",
    "from",
    ", during the",
    "所在的",
    "- the",
];
/// Between a clock and its day.
const TO_DAY: &[&str] = &[
    "on",
    "of",
    "of the",
    "on the",
    "in",
    ",",
    "the",
    "during",
    "the day of",
    "on the day of",
    "starting on",
    "beginning",
    ", on",
    "for",
];

impl Point {
    pub(super) fn into_items(self) -> Readings<Item> {
        match (self.cal, self.clock) {
            (Some(cals), Some(clock)) => {
                cals.into_iter().map(|(cal, score)| (Item::Both(cal, clock.clone()), score)).collect()
            }
            (Some(cals), None) => cals.into_iter().map(|(cal, score)| (Item::Cal(cal), score)).collect(),
            (None, Some(clock)) => certain(Item::Clock(clock)),
            (None, None) => Vec::new(),
        }
    }
}

impl Parser<'_> {
    /// A point in the calendar, on the clock, or both. With `ranges` the clock may be a range.
    pub(super) fn point(&self, at: usize, ranges: bool) -> Parsed<Point> {
        // Three levels are more than anyone says, and keep hostile input from growing a stack.
        if self.depth.get() >= 3 {
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        let candidates = [self.named_part(at), self.cal_first(at, ranges), self.clock_first(at, ranges)];
        self.depth.set(self.depth.get() - 1);
        candidates.into_iter().flatten().max_by_key(|(_, end)| *end)
    }

    /// Any calendar expression without a clock.
    pub(super) fn cal(&self, at: usize) -> Parsed<Readings<Cal>> {
        let productions: [Production<'_, Cal>; 5] =
            [Self::numeric_date, Self::chinese_date, Self::english_date, Self::relative_date, Self::period];
        let best =
            productions.iter().filter_map(|production| production(self, at)).max_by_key(|(_, end)| *end)?;
        Some(self.chinese_portion(best))
    }

    fn clock_or_range(&self, at: usize, ranges: bool) -> Parsed<Clock> {
        let range = if ranges { self.clock_range(at) } else { None };
        range.into_iter().chain(self.clock(at)).chain(self.hour_after_at(at)).max_by_key(|(_, end)| *end)
    }

    /// "at 7" beside a day: an hour without any suffix.
    fn hour_after_at(&self, at: usize) -> Parsed<Clock> {
        if self.before(at) != "at" {
            return None;
        }
        let (hour, end) = self.free_digits(at).filter(|(hour, _)| *hour <= 23)?;
        let time = super::super::item::ClockTime::new(hour, 0, 0)?;
        (self.stops(end) && !self.is_clock_colon(end))
            .then_some((Clock::At(super::super::item::ClockTime { sure: hour > 12, ..time }), end))
    }

    fn cal_first(&self, at: usize, ranges: bool) -> Parsed<Point> {
        let (cals, end) = self.cal(at)?;
        let clock =
            [end, self.skip(end, TO_CLOCK)].into_iter().find_map(|next| self.clock_or_range(next, ranges));
        match clock {
            Some((clock, end)) => Some((Point { cal: Some(cals), clock: Some(clock) }, end)),
            None => Some((Point { cal: Some(cals), clock: None }, end)),
        }
    }

    fn clock_first(&self, at: usize, ranges: bool) -> Parsed<Point> {
        let (clock, end) = self.clock_or_range(at, ranges)?;
        for next in [self.skip(end, TO_DAY), end] {
            if next == end && self.stops(end) {
                continue;
            }
            if let Some((point, after)) = self.named_part(next) {
                return Some((self.within_part(point, clock), after));
            }
            if let Some((cals, after)) = self.cal(next) {
                // "between 2 and 4 on friday afternoon"
                let (clock, after) = match self.day_part(after) {
                    Some((Clock::Part(from, _), end)) => (combine::within(&clock, from), end),
                    _ => (clock, after),
                };
                return Some((Point { cal: Some(cals), clock: Some(clock) }, after));
            }
        }
        Some((Point { cal: None, clock: Some(clock) }, end))
    }

    /// "last night", "this morning at 8:30", 昨晚十点, 昨晚夜班.
    fn named_part(&self, at: usize) -> Parsed<Point> {
        let ((days, (from, to)), end) = self.entry(at, NAMED_PARTS)?;
        let cals = certain(Cal::Span(self.calendar.day_from_today(days)?));
        let night = self.calendar.shifts().iter().find(|shift| shift.name.eq_ignore_ascii_case("night"));
        let part = match night.filter(|_| (from, to) == super::super::words::NIGHT) {
            Some(shift) => Clock::Part(shift.start, shift.end),
            None => Clock::Part(Time::new(from, 0, 0, 0).ok()?, Time::new(to, 0, 0, 0).ok()?),
        };
        let point = Point { cal: Some(cals), clock: Some(part) };
        // "last night shift"
        if let Some((shift, after)) = self.shift(end.checked_sub(1)?).filter(|(_, after)| *after > end) {
            return Some((Point { clock: Some(shift), ..point }, after));
        }
        for next in [end, self.skip(end, TO_CLOCK)] {
            if let Some((clock, after)) = self.clock_or_range(next, true) {
                return Some((self.within_part(point, clock), after));
            }
        }
        Some((point, end))
    }

    /// A clock time said within a part of the day: 8 tonight is 20:00, 2 last night is today 02:00.
    fn within_part(&self, point: Point, clock: Clock) -> Point {
        let Some(Clock::Part(from, to)) = point.clock else { return Point { clock: Some(clock), ..point } };
        let late = from.hour() >= 17;
        let overnight = late && to <= from;
        let put = |mut time: super::super::item::ClockTime| {
            if !time.sure && late {
                time = time.in_half(Half::Night);
            } else if !time.sure && from.hour() >= 12 {
                time = time.in_half(Half::Afternoon);
            } else if overnight && time.time.hour() < 12 {
                time.next_day = true;
            }
            time
        };
        let clock = match clock {
            Clock::At(time) => Clock::At(put(time)),
            other => other,
        };
        Point { clock: Some(clock), ..point }
    }
}

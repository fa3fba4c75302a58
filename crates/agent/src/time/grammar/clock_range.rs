//! Ranges of the clock: "between 2 and 4 pm", 8点到16点.

use super::super::item::{Clock, ClockTime};
use super::super::token::Kind;
use super::range::CLOSERS;
use super::{Parsed, Parser};

impl Parser<'_> {
    /// "between 2 and 4 pm", "10:15 to 10:30", 下午两点到四点.
    pub(super) fn clock_range(&self, at: usize) -> Parsed<Clock> {
        let (start, connectors) = self.opened(at);
        let (first, middle) = self.clock_time(start).or_else(|| self.bare_hour(start))?;
        let next = self.connector(middle, connectors).or_else(|| self.chinese_and(middle))?;
        let next = self.skip(next, &["的"]);
        let (last, end) = self.clock_time(next).or_else(|| self.bare_hour(next))?;
        let worded = |from: usize, to: usize| to > from + 1 || !self.is(from, Kind::Number);
        let (first_worded, last_worded) = (worded(start, middle), worded(next, end));
        if !first_worded && !last_worded && !self.bare_hours_fit(at, start, end) {
            return None;
        }
        // "10 to 14:05" and "2 pm to 40" are no ranges of hours.
        if !first_worded && self.is(next, Kind::Number) && self.is_measured(end) {
            return None;
        }
        let (first, last) = agree(first, last);
        if first.time == last.time && first.next_day == last.next_day {
            return None;
        }
        Some((Clock::Between(first.time, last.time), self.skip(end, CLOSERS)))
    }

    /// "from 8 to 10 this morning": hours without any mark need a day beside them.
    fn bare_hours_fit(&self, at: usize, start: usize, end: usize) -> bool {
        if start == at || self.is_measured(end) {
            return false;
        }
        let days = [
            "today",
            "yesterday",
            "this morning",
            "this afternoon",
            "this evening",
            "on monday",
            "on tuesday",
            "on wednesday",
            "on thursday",
            "on friday",
            "on saturday",
            "on sunday",
            "in the morning",
            "in the afternoon",
            "in the evening",
            "last night",
            "o ' clock",
        ];
        let on_day = self.text(at) == "from"
            && self.phrase(end, "on").and_then(|next| self.cal(next)).is_some_and(|(cals, _)| {
                cals.first()
                    .and_then(|(cal, _)| self.calendar.resolve(*cal))
                    .is_some_and(|span| span.date.is_some())
            });
        on_day
            || self.any(end, &days).is_some()
            || matches!(self.before(at), "yesterday" | "today" | "morning" | "afternoon" | "evening")
    }

    fn bare_hour(&self, at: usize) -> Parsed<ClockTime> {
        let (hour, end) = self.number(at).filter(|(hour, _)| *hour <= 24)?;
        if self.glued(end) && self.is(end, Kind::Word)
            || matches!(self.text(end), "%" | "." | "/" | ":") && self.glued(end) && self.glued(end + 1)
        {
            return None;
        }
        Some((ClockTime { sure: hour > 12, ..ClockTime::new(hour, 0, 0)? }, end))
    }
}

/// Lends the half of the day from one end to the other: "2 to 4 pm" is 14 to 16.
fn agree(mut first: ClockTime, mut last: ClockTime) -> (ClockTime, ClockTime) {
    let minutes = |clock: ClockTime| i32::from(clock.time.hour()) * 60 + i32::from(clock.time.minute());
    let later = |clock: ClockTime| {
        let hour = (clock.time.hour() + 12) % 24;
        jiff::civil::Time::new(hour, clock.time.minute(), clock.time.second(), 0)
            .map_or(clock, |time| ClockTime { time, ..clock })
    };
    let half = 12 * 60;
    if !first.sure
        && last.sure
        && minutes(last) >= half
        && minutes(first) < half
        && minutes(first) + half < minutes(last)
    {
        first = later(first);
    }
    if first.sure
        && !last.sure
        && minutes(first) >= half
        && minutes(last) <= half
        && minutes(last) % half + half > minutes(first)
    {
        last = if minutes(last) >= half { last } else { later(last) };
    }
    (first, last)
}

//! Windows that repeat, and windows that are told from another one.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use plant::TimeRange;

use super::calendar::{Calendar, add_days};
use super::item::Length;
use super::{TimeContext, Unit};

/// A stretch of the clock on days of an outer window: "between 2 and 4 pm every day last week".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recurrence {
    pub start: Time,
    /// At or before `start`: on the following day; both midnight: the whole day.
    pub end: Time,
    /// Bit 0 is Monday; `0x7f` is every day. The day is the one on which the stretch starts.
    pub weekdays: u8,
    pub outer: TimeRange,
}

impl Recurrence {
    pub const EVERY_DAY: u8 = 0x7f;

    /// The stretches themselves in order of time, cut to the outer window and to `data`;
    /// at most `limit`.
    pub fn windows(&self, zone: &TimeZone, data: TimeRange, limit: usize) -> Vec<TimeRange> {
        let outer = self.outer.intersect(data);
        if outer.is_empty() || outer == TimeRange::ALL {
            return Vec::new();
        }
        let context = TimeContext { now: outer.start, zone, shifts: &[], data: None };
        let calendar = Calendar::new(&context);
        let mut windows = Vec::new();
        // The stretch that began the evening before reaches into the first day.
        let mut day: Option<Date> = calendar.today.yesterday().ok();
        let last = calendar.civil(outer.end).date();
        while let Some(date) = day.filter(|&date| date <= last && windows.len() < limit) {
            let bit = 1_u8 << date.weekday().to_monday_zero_offset();
            if self.weekdays & bit != 0
                && let Some(window) = calendar.on(date, self.start, self.end)
                && let cut = window.intersect(outer)
                && !cut.is_empty()
                // A night that began before the outer window belongs to the day before it.
                && window.start >= self.outer.start
            {
                windows.push(cut);
            }
            day = date.tomorrow().ok();
        }
        windows
    }
}

/// A window told from an earlier one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shifted {
    /// The calendar unit beside the earlier window: "the day before" is -1 day.
    Beside { count: i64, unit: Unit },
    /// The same window moved: "the same day a year earlier" is -1 year.
    Moved { count: i64, unit: Unit },
    /// The calendar unit that the earlier window starts in: "that day", 当天.
    Around { unit: Unit },
}

impl Shifted {
    /// The window that is meant when `previous` was spoken of. `None` where the calendar ends.
    pub fn apply(self, previous: TimeRange, zone: &TimeZone) -> Option<TimeRange> {
        let context = TimeContext { now: previous.start, zone, shifts: &[], data: None };
        let calendar = Calendar::new(&context);
        match self {
            Self::Beside { count, unit } => beside(&calendar, previous, count, unit),
            Self::Moved { count, unit } => {
                let length = Length { count: count.unsigned_abs() as f64, unit };
                let (start, end) = (
                    calendar.shift_by(previous.start, length, count.signum())?,
                    calendar.shift_by(previous.end, length, count.signum())?,
                );
                Some(TimeRange::new(start, end)).filter(|range| !range.is_empty())
            }
            Self::Around { unit } => Some(calendar.unit(calendar.today, unit, 0)?.range),
        }
    }
}

fn beside(calendar: &Calendar, previous: TimeRange, count: i64, unit: Unit) -> Option<TimeRange> {
    let first = calendar.civil(previous.start).date();
    let last = calendar.civil(previous.end.checked_sub(1)?).date();
    match unit {
        Unit::Day | Unit::Month | Unit::Quarter | Unit::Year => {
            Some(calendar.unit(if count < 0 { first } else { last }, unit, count)?.range)
        }
        // A week beside a day that opens no calendar week is seven days.
        Unit::Week => {
            let weeks = calendar.unit(first, Unit::Week, 0)?.range;
            if weeks == previous {
                return Some(calendar.unit(first, Unit::Week, count)?.range);
            }
            let (from, to) = if count < 0 {
                (add_days(first, count.checked_mul(7)?)?, first)
            } else {
                let next = last.tomorrow().ok()?;
                (next, add_days(next, count.checked_mul(7)?)?)
            };
            Some(calendar.days(from, to)?.range)
        }
        Unit::Second | Unit::Minute | Unit::Hour => {
            let length = Length { count: count.unsigned_abs() as f64, unit };
            let (start, end) = if count < 0 {
                (calendar.shift_by(previous.start, length, -1)?, previous.start)
            } else {
                (previous.end, calendar.shift_by(previous.end, length, 1)?)
            };
            Some(TimeRange::new(start, end)).filter(|range| !range.is_empty())
        }
        Unit::Shift => {
            let width = previous.end.checked_sub(previous.start)?.checked_mul(count)?;
            let range = TimeRange::new(previous.start.checked_add(width)?, previous.end.checked_add(width)?);
            Some(range).filter(|range| !range.is_empty())
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use jiff::civil::DateTime;

    fn zone() -> TimeZone {
        TimeZone::get("America/New_York").unwrap()
    }

    fn range(start: &str, end: &str) -> TimeRange {
        let ns = |text: &str| {
            let at: DateTime = text.parse().unwrap();
            plant::time::nanos(zone().to_ambiguous_zoned_datetime(at).compatible().unwrap().timestamp())
        };
        TimeRange::new(ns(start), ns(end))
    }

    #[test]
    fn a_nightly_stretch_comes_once_for_each_day_it_starts_on() {
        let nightly = Recurrence {
            start: Time::constant(22, 0, 0, 0),
            end: Time::constant(6, 0, 0, 0),
            weekdays: Recurrence::EVERY_DAY,
            outer: range("2020-03-07T00:00", "2020-03-09T00:00"),
        };
        // The first night is an hour short: the clock goes forward. The second is cut at the outer end.
        let expected =
            [range("2020-03-07T22:00", "2020-03-08T06:00"), range("2020-03-08T22:00", "2020-03-09T00:00")];
        assert_eq!(nightly.windows(&zone(), TimeRange::ALL, 10), expected);
        assert_eq!(expected[0].duration_s(), 7.0 * 3600.0);
        assert_eq!(nightly.windows(&zone(), TimeRange::ALL, 1).len(), 1);
        let everything = Recurrence { outer: TimeRange::ALL, ..nightly };
        assert!(everything.windows(&zone(), TimeRange::ALL, 10).is_empty());
    }

    #[test]
    fn weekdays_choose_the_days() {
        let mondays = Recurrence {
            start: Time::midnight(),
            end: Time::midnight(),
            weekdays: 1,
            outer: range("2020-06-01T00:00", "2020-06-15T00:00"),
        };
        let expected =
            [range("2020-06-01T00:00", "2020-06-02T00:00"), range("2020-06-08T00:00", "2020-06-09T00:00")];
        assert_eq!(mondays.windows(&zone(), TimeRange::ALL, 10), expected);
    }

    #[test]
    fn windows_are_told_from_the_one_before() {
        let check = |shifted: Shifted, from: (&str, &str), to: (&str, &str)| {
            assert_eq!(shifted.apply(range(from.0, from.1), &zone()), Some(range(to.0, to.1)), "{shifted:?}");
        };
        let beside = |count, unit| Shifted::Beside { count, unit };
        let day = ("2020-03-09T00:00", "2020-03-10T00:00");
        check(beside(-1, Unit::Day), day, ("2020-03-08T00:00", "2020-03-09T00:00"));
        check(beside(1, Unit::Day), day, ("2020-03-10T00:00", "2020-03-11T00:00"));
        check(
            beside(-1, Unit::Week),
            ("2020-06-08T00:00", "2020-06-15T00:00"),
            ("2020-06-01T00:00", "2020-06-08T00:00"),
        );
        check(
            beside(1, Unit::Week),
            ("2020-06-10T00:00", "2020-06-11T00:00"),
            ("2020-06-11T00:00", "2020-06-18T00:00"),
        );
        check(
            beside(-1, Unit::Month),
            ("2020-03-01T00:00", "2020-04-01T00:00"),
            ("2020-02-01T00:00", "2020-03-01T00:00"),
        );
        check(
            beside(-1, Unit::Hour),
            ("2020-06-10T14:00", "2020-06-10T16:00"),
            ("2020-06-10T13:00", "2020-06-10T14:00"),
        );
        let moved = Shifted::Moved { count: -1, unit: Unit::Year };
        check(moved, ("2020-06-10T14:00", "2020-06-10T16:00"), ("2019-06-10T14:00", "2019-06-10T16:00"));
        let around = Shifted::Around { unit: Unit::Day };
        check(around, ("2020-06-10T14:05", "2020-06-10T14:06"), ("2020-06-10T00:00", "2020-06-11T00:00"));
    }
}

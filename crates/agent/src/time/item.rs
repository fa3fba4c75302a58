//! What the grammar makes of a phrase before it is resolved.

use std::ops::Range;

use jiff::civil::{Date, Time};
use plant::TimeRange;

use super::{TimeMeaning, Unit};

/// Alternatives with their scores, best first.
pub(super) type Readings<T> = Vec<(T, f32)>;

pub(super) fn certain<T>(value: T) -> Readings<T> {
    vec![(value, 0.95)]
}

/// A stretch of the calendar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Span {
    pub range: TimeRange,
    /// The civil day, when it is exactly one.
    pub date: Option<Date>,
}

/// A date of which the year or the month may be left open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct PartialDate {
    pub year: Option<i16>,
    pub month: Option<i8>,
    pub day: Option<i8>,
}

/// A calendar expression.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cal {
    Partial(PartialDate),
    Span(Span),
}

/// A part of a day that still needs its day.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Clock {
    At(ClockTime),
    /// End at or before the start: on the next day.
    Between(Time, Time),
    /// A part of the day by name: "in the morning".
    Part(Time, Time),
    /// A described shift; in the plural every one of them is meant.
    Shift {
        name: String,
        start: Time,
        end: Time,
        every: bool,
    },
    /// A shift that nobody described.
    UnknownShift(String),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct ClockTime {
    pub time: Time,
    /// `24:00` or midnight at a day's end.
    pub next_day: bool,
    /// Whether the half of the day is known (`pm`, 下午, 14:05).
    pub sure: bool,
    /// "around": a window about the time is meant as well.
    pub about: bool,
}

/// A day, a clock, or both.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Point {
    pub cal: Option<Readings<Cal>>,
    pub clock: Option<Clock>,
}

/// What a mention is before the whole sentence is looked at.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Item {
    Cal(Cal),
    Clock(Clock),
    Both(Cal, Clock),
    Fixed(TimeMeaning),
    /// Repeating days: a mask of weekdays, bit 0 is Monday; every day is `0x7f`.
    Days(u8),
    /// Repeating days with a clock, within a calendar expression.
    Repeated {
        mask: u8,
        clock: Option<Clock>,
        cal: Option<Cal>,
    },
}

/// An item with its place among the tokens.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub tokens: Range<usize>,
    pub span: Range<usize>,
    pub readings: Readings<Item>,
    /// Only small words stand between the previous mention and this one.
    pub adjacent: bool,
}

/// An amount of calendar or clock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Length {
    pub count: f64,
    pub unit: Unit,
}

impl Length {
    pub fn seconds(self) -> Option<f64> {
        self.unit.seconds().map(|seconds| seconds * self.count)
    }

    /// The count when it is a whole number that the calendar can step by.
    pub fn whole(self) -> Option<i64> {
        (self.count.fract() == 0.0 && self.count >= 1.0 && self.count < 100_000.0)
            .then_some(self.count as i64)
    }
}

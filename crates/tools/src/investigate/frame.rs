//! What time is looked at: the window asked about, what lies before it, and earlier windows like it.

use jiff::{Span, tz::TimeZone};
use plant::TimeRange;
use plant::time::{nanos, timestamp};

/// Values that a window is divided into, about.
const PLACES: i64 = 120;

/// Widths of a place that read well and that roll-ups fit, s; beyond the last, whole days.
const WIDTHS_S: [i64; 18] =
    [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200];

const SECOND: i64 = 1_000_000_000;
const DAY: i64 = 86_400 * SECOND;

/// Earlier windows that a window is compared with, at most.
const MOST_COMPARABLE: i64 = 12;

/// The times of one investigation; all stretches are as long as `whole`, in places of `width`.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The window asked about.
    pub window: TimeRange,
    /// The window and as much before it.
    pub whole: TimeRange,
    /// Of one place, ns.
    pub width: i64,
    /// Starts of earlier stretches as long as `whole`, at the same time of day where that can be,
    /// the nearest first.
    pub comparable: Vec<i64>,
}

impl Frame {
    /// `step` is the usual time between samples, `first` the first sample, ns.
    pub fn new(window: TimeRange, step: i64, first: i64, zone: &TimeZone) -> Self {
        let length = window.end.saturating_sub(window.start).max(1);
        let width = width(length, step);
        let down = |at: i64| at.div_euclid(width) * width;
        let start = down(window.start);
        let end = down(window.end.saturating_sub(1)).saturating_add(width);
        let whole = TimeRange::new(start.saturating_sub(end - start), end);
        let comparable = comparable(whole, length, first, width, zone);
        Self { window, whole, width, comparable }
    }

    /// Places of a stretch.
    pub fn places(&self) -> usize {
        ((self.whole.end - self.whole.start) / self.width) as usize
    }

    /// The place at which the window begins.
    pub fn window_place(&self) -> usize {
        self.places() / 2
    }

    /// The start of a place of the whole, ns.
    pub fn time(&self, place: usize) -> i64 {
        self.whole.start.saturating_add(self.width.saturating_mul(place as i64))
    }

    /// Everything that is to be read: from the earliest comparable stretch on.
    pub fn reach(&self) -> TimeRange {
        let first = self.comparable.iter().copied().min().unwrap_or(self.whole.start);
        TimeRange::new(first.min(self.whole.start), self.whole.end)
    }

    /// The places of a stretch that starts at `start`, out of values by place from the reach's start on.
    pub fn stretch<'v>(&self, values: &'v [f64], start: i64) -> &'v [f64] {
        let from = ((start - self.reach().start) / self.width).max(0) as usize;
        values.get(from..from + self.places()).unwrap_or_default()
    }
}

/// The narrowest width that reads well, holds a sample, and leaves about [`PLACES`].
fn width(length: i64, step: i64) -> i64 {
    let least = (length / PLACES).max(step.max(1));
    let nice = WIDTHS_S.iter().map(|seconds| seconds * SECOND).find(|width| *width >= least);
    nice.unwrap_or_else(|| (least + DAY - 1) / DAY * DAY)
}

/// Starts of earlier stretches: the same time on earlier days (or weeks, where the window is longer
/// than a day), or, where the history holds fewer than five, one directly before the other.
fn comparable(whole: TimeRange, length: i64, first: i64, width: i64, zone: &TimeZone) -> Vec<i64> {
    let days = (length + DAY - 1) / DAY;
    // Weeks compare with weeks.
    let days = if days > 1 { (days + 6) / 7 * 7 } else { days };
    let earlier = |count: i64| {
        let local = timestamp(whole.start).to_zoned_datetime(zone.clone());
        let at = local.checked_sub(Span::new().try_days(days * count).ok()?).ok()?;
        let start = nanos(at.timestamp()).div_euclid(width) * width;
        (start >= first.saturating_sub(width)).then_some(start)
    };
    let daily: Vec<i64> = (1..=MOST_COMPARABLE).map_while(earlier).collect();
    if daily.len() >= 5 || length >= DAY {
        return daily;
    }
    let shift = whole.end - whole.start;
    let next = |count: i64| {
        let start = whole.start.saturating_sub(shift * count);
        (start >= first.saturating_sub(width)).then_some(start)
    };
    let adjacent: Vec<i64> = (1..=MOST_COMPARABLE).map_while(next).collect();
    if adjacent.len() > daily.len() { adjacent } else { daily }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::support::time::parse_instant;

    fn check(start: &str, end: &str, first: &str, (width_s, comparable, earliest): (i64, usize, &str)) {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let at = |text: &str| parse_instant(text, &zone).unwrap();
        let frame = Frame::new(TimeRange::new(at(start), at(end)), 60 * SECOND, at(first), &zone);
        assert_eq!(frame.width, width_s * SECOND, "{start}");
        assert_eq!(frame.comparable.len(), comparable, "{start}");
        assert_eq!(frame.comparable.last().copied(), (comparable > 0).then(|| at(earliest)), "{start}");
        assert!(frame.places() <= 2 * PLACES as usize + 2 && frame.whole.start < frame.window.start);
    }

    #[test]
    fn a_window_is_compared_with_the_same_time_on_other_days() {
        let first = "2026-01-01";
        check("2026-06-03", "2026-06-04", first, (900, 12, "2026-05-21"));
        // Over the change of clocks: the same time on the clock.
        check("2026-04-02T08:00:00", "2026-04-02T10:00:00", first, (60, 12, "2026-03-21T06:00:00"));
        // Weeks with weeks.
        check("2026-06-01", "2026-06-08", first, (7200, 12, "2026-03-01T23:00:00"));
        check("2026-06-03", "2026-06-04", "2026-06-01", (900, 1, "2026-06-01"));
    }

    #[test]
    fn where_the_history_is_short_one_stretch_follows_the_other() {
        check("2026-06-03T10:00:00", "2026-06-03T11:00:00", "2026-06-03", (60, 4, "2026-06-03T01:00:00"));
    }
}

//! Where a time bucket begins, in plant-local time.
//!
//! Bucket boundaries are local times: every `width` from midnight, every Monday,
//! every first of a month. Each is one instant, so a day on which clocks change
//! is one bucket of 23 or 25 hours. Widths up to one hour measure elapsed time
//! within a stretch of constant UTC offset and need integer arithmetic only.

use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span};
use plant::TimeRange;
use plant::time::{nanos, timestamp};

const HOUR_NS: i64 = 3_600_000_000_000;
const DAY_NS: i64 = 24 * HOUR_NS;
/// Weeks begin on Mondays; this is one.
const FIRST_MONDAY: Date = date(1970, 1, 5);

/// Width of a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Width {
    /// At most an hour, nanoseconds.
    Elapsed(i64),
    /// More than an hour, less than a day or not whole days, in nanoseconds of the clock on the wall.
    Clock(i64),
    Days(i32),
    Months(i32),
}

impl Width {
    /// From the three parts of an SQL interval. `None` when it is not positive or mixes months
    /// with anything else.
    pub(crate) fn from_interval(months: i32, days: i32, nanoseconds: i64) -> Option<Self> {
        match (months, days, nanoseconds) {
            (months, 0, 0) if months > 0 => Some(Self::Months(months)),
            (0, days, 0) if days > 0 => Some(Self::Days(days)),
            (0, days, ns) if days >= 0 && ns > 0 => {
                let ns = i64::from(days).checked_mul(DAY_NS)?.checked_add(ns)?;
                match ns {
                    ..=HOUR_NS => Some(Self::Elapsed(ns)),
                    ns if ns % DAY_NS == 0 => Some(Self::Days(i32::try_from(ns / DAY_NS).ok()?)),
                    ns => Some(Self::Clock(ns)),
                }
            }
            _ => None,
        }
    }
}

/// Finds buckets; remembers the last one found, so ascending times cost a comparison each.
#[derive(Debug, Clone)]
pub(crate) struct Bucketing {
    width: Width,
    zone: TimeZone,
    /// The bucket found last, or for elapsed widths the stretch of constant offset.
    known: TimeRange,
    offset_ns: i64,
}

impl Bucketing {
    pub(crate) fn new(width: Width, zone: TimeZone) -> Self {
        Self { width, zone, known: TimeRange::new(0, 0), offset_ns: 0 }
    }

    /// Start of the bucket that `time` lies in.
    #[inline]
    pub(crate) fn start(&mut self, time: i64) -> i64 {
        if !self.known.contains(time) {
            self.find(time);
        }
        match self.width {
            Width::Elapsed(width) => {
                let into = time.wrapping_add(self.offset_ns).rem_euclid(width);
                time.saturating_sub(into).max(self.known.start)
            }
            _ => self.known.start,
        }
    }

    /// The whole bucket that `time` lies in.
    pub(crate) fn bucket(&mut self, time: i64) -> TimeRange {
        let start = self.start(time);
        match self.width {
            Width::Elapsed(width) => {
                let into = time.wrapping_add(self.offset_ns).rem_euclid(width);
                let end = time.saturating_sub(into).saturating_add(width);
                TimeRange::new(start, end.min(self.known.end))
            }
            _ => self.known,
        }
    }

    /// `range` cut into stretches of buckets of equal width: (range, width, a boundary). Every
    /// stretch begins at a boundary or at the range's start.
    pub(crate) fn stretches(&mut self, range: TimeRange) -> Vec<Stretch> {
        let mut found: Vec<Stretch> = Vec::new();
        let mut at = range.start;
        while at < range.end {
            let (end, width, origin) = match self.width {
                Width::Elapsed(width) => {
                    self.start(at);
                    (self.known.end, width, 0_i64.wrapping_sub(self.offset_ns).rem_euclid(width))
                }
                _ => {
                    let bucket = self.bucket(at);
                    (bucket.end, bucket.end.saturating_sub(bucket.start), bucket.start)
                }
            };
            let end = end.min(range.end);
            match found.last_mut() {
                Some(last) if last.width == width && (origin.wrapping_sub(last.origin)) % width == 0 => {
                    last.range.end = end;
                }
                _ => found.push(Stretch { range: TimeRange::new(at, end), width, origin }),
            }
            if end <= at {
                break;
            }
            at = end;
        }
        found
    }

    #[cold]
    fn find(&mut self, time: i64) {
        if let Width::Elapsed(_) = self.width {
            (self.known, self.offset_ns) = constant_offset(&self.zone, time);
            return;
        }
        let local = self.zone.to_datetime(timestamp(time));
        let mut index = self.index(local);
        let mut start = self.boundary(index);
        // Clocks that went back put a local time before a boundary that has already passed.
        while start > time {
            index -= 1;
            start = self.boundary(index);
        }
        let mut end = self.boundary(index + 1);
        while end <= time && end > start {
            index += 1;
            start = end;
            end = self.boundary(index + 1);
        }
        self.known = TimeRange::new(start, end.max(time.saturating_add(1)));
    }

    /// Number of the boundary at or before a local time.
    fn index(&self, local: DateTime) -> i64 {
        let days = days_since_first_monday(local.date());
        match self.width {
            Width::Elapsed(width) | Width::Clock(width) => {
                let ns = i128::from(days) * i128::from(DAY_NS)
                    + local
                        .duration_since(local.date().to_datetime(jiff::civil::Time::midnight()))
                        .as_nanos();
                ns.div_euclid(i128::from(width)) as i64
            }
            Width::Days(n) => days.div_euclid(i64::from(n)),
            Width::Months(n) => {
                (i64::from(local.year()) * 12 + i64::from(local.month()) - 1).div_euclid(i64::from(n))
            }
        }
    }

    /// The instant of a boundary: its local time's first occurrence, or the first instant after
    /// it where clocks skipped it. Clamped to what nanoseconds can hold.
    fn boundary(&self, index: i64) -> i64 {
        let local = match self.width {
            Width::Elapsed(width) | Width::Clock(width) => {
                let ns = i128::from(index) * i128::from(width);
                let (days, rest) =
                    (ns.div_euclid(i128::from(DAY_NS)), ns.rem_euclid(i128::from(DAY_NS)) as i64);
                day(days as i64).and_then(|day| {
                    day.to_datetime(jiff::civil::Time::midnight())
                        .checked_add(SignedDuration::from_nanos(rest))
                        .ok()
                })
            }
            Width::Days(n) => day(index.saturating_mul(i64::from(n)))
                .map(|day| day.to_datetime(jiff::civil::Time::midnight())),
            Width::Months(n) => {
                let months = index.saturating_mul(i64::from(n));
                let year = i16::try_from(months.div_euclid(12)).ok();
                let month = (months.rem_euclid(12) + 1) as i8;
                year.and_then(|year| Date::new(year, month, 1).ok())
                    .map(|day| day.to_datetime(jiff::civil::Time::midnight()))
            }
        };
        let instant = local.and_then(|local| self.zone.to_ambiguous_timestamp(local).compatible().ok());
        match instant {
            Some(instant) => nanos(instant),
            None if index < 0 => i64::MIN,
            None => i64::MAX,
        }
    }
}

/// The stretch around `time` in which the zone's UTC offset stays the same, and the offset in nanoseconds.
pub(crate) fn constant_offset(zone: &TimeZone, time: i64) -> (TimeRange, i64) {
    let at = timestamp(time);
    let offset_ns = i64::from(zone.to_offset(at).seconds()) * 1_000_000_000;
    // `preceding` is strict, so look from just after `time`.
    let after = timestamp(time.saturating_add(1));
    let start = zone.preceding(after).next().map_or(i64::MIN, |t| nanos(t.timestamp()));
    let end = zone.following(at).next().map_or(i64::MAX, |t| nanos(t.timestamp()));
    (TimeRange::new(start.min(time), end.max(time.saturating_add(1))), offset_ns)
}

/// Buckets of one width that follow each other without a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub range: TimeRange,
    pub width: i64,
    /// Any boundary.
    pub origin: i64,
}

fn days_since_first_monday(day: Date) -> i64 {
    day.duration_since(FIRST_MONDAY).as_secs() / 86_400
}

fn day(days: i64) -> Option<Date> {
    FIRST_MONDAY.checked_add(Span::new().try_days(days).ok()?).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn ns(text: &str) -> i64 {
        nanos(text.parse().unwrap())
    }

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    fn check(width: (i32, i32, i64), tz: &str, time: &str, start: &str, end: &str) {
        let width = Width::from_interval(width.0, width.1, width.2).unwrap();
        let found = Bucketing::new(width, zone(tz)).bucket(ns(time));
        assert_eq!(found, TimeRange::new(ns(start), ns(end)), "{width:?} at {time} in {tz}");
    }

    const MINUTE: i64 = 60_000_000_000;
    const NEW_YORK: &str = "America/New_York";

    #[test]
    fn days_last_from_midnight_to_midnight() {
        check((0, 1, 0), NEW_YORK, "2020-06-10T12:00Z", "2020-06-10T04:00Z", "2020-06-11T04:00Z");
        check((0, 1, 0), NEW_YORK, "2020-06-10T03:59Z", "2020-06-09T04:00Z", "2020-06-10T04:00Z");
        // 23 and 25 hours
        check((0, 1, 0), NEW_YORK, "2020-03-08T12:00Z", "2020-03-08T05:00Z", "2020-03-09T04:00Z");
        check((0, 1, 0), NEW_YORK, "2020-11-01T12:00Z", "2020-11-01T04:00Z", "2020-11-02T05:00Z");
        // a time zone that skips midnight: the day begins at one
        check((0, 1, 0), "America/Sao_Paulo", "2018-11-04T12:00Z", "2018-11-04T03:00Z", "2018-11-05T02:00Z");
    }

    #[test]
    fn weeks_begin_on_mondays_and_months_on_their_first() {
        check((0, 7, 0), NEW_YORK, "2020-06-10T12:00Z", "2020-06-08T04:00Z", "2020-06-15T04:00Z");
        check((1, 0, 0), NEW_YORK, "2020-03-31T12:00Z", "2020-03-01T05:00Z", "2020-04-01T04:00Z");
        check((3, 0, 0), NEW_YORK, "2020-06-10T12:00Z", "2020-04-01T04:00Z", "2020-07-01T04:00Z");
        check((12, 0, 0), "UTC", "1969-06-10T12:00Z", "1969-01-01T00:00Z", "1970-01-01T00:00Z");
    }

    #[test]
    fn hours_of_the_night_when_clocks_go_back_stay_two() {
        check((0, 0, 60 * MINUTE), NEW_YORK, "2020-11-01T05:30Z", "2020-11-01T05:00Z", "2020-11-01T06:00Z");
        check((0, 0, 60 * MINUTE), NEW_YORK, "2020-11-01T06:30Z", "2020-11-01T06:00Z", "2020-11-01T07:00Z");
        check(
            (0, 0, 60 * MINUTE),
            "Asia/Kolkata",
            "2020-11-01T06:10Z",
            "2020-11-01T05:30Z",
            "2020-11-01T06:30Z",
        );
        check((0, 0, 15 * MINUTE), "UTC", "1969-12-31T23:59:59Z", "1969-12-31T23:45Z", "1970-01-01T00:00Z");
    }

    #[test]
    fn longer_widths_keep_to_the_clock_on_the_wall() {
        // six hours from local midnight, seven long in the night when clocks go back
        check((0, 0, 360 * MINUTE), NEW_YORK, "2020-11-01T10:30Z", "2020-11-01T04:00Z", "2020-11-01T11:00Z");
        check((0, 0, 360 * MINUTE), NEW_YORK, "2020-06-10T10:30Z", "2020-06-10T10:00Z", "2020-06-10T16:00Z");
        check((0, 1, 360 * MINUTE), "UTC", "1970-01-05T10:30Z", "1970-01-05T00:00Z", "1970-01-06T06:00Z");
    }

    #[test]
    fn buckets_ascend_with_time_and_hold_it() {
        let (start, end) = (ns("2018-01-01T00:00Z"), ns("2021-01-01T00:00Z"));
        for tz in [NEW_YORK, "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kolkata", "UTC"] {
            for (months, days, minutes) in
                [(0, 0, 7), (0, 0, 60), (0, 0, 90), (0, 0, 360), (0, 1, 0), (0, 7, 0), (1, 0, 0)]
            {
                let width = Width::from_interval(months, days, minutes * MINUTE).unwrap();
                let mut bucketing = Bucketing::new(width, zone(tz));
                let mut before: Option<TimeRange> = None;
                let mut time = start;
                while time < end {
                    let bucket = bucketing.bucket(time);
                    assert!(bucket.contains(time), "{width:?} {tz} {time}");
                    assert_eq!(bucketing.start(time), bucket.start);
                    // found from scratch it is the same
                    assert_eq!(Bucketing::new(width, zone(tz)).bucket(time), bucket, "{width:?} {tz} {time}");
                    if let Some(before) = before {
                        assert!(before == bucket || before.end <= bucket.start, "{width:?} {tz} {time}");
                    }
                    before = Some(bucket);
                    time += 1_000_003 * 1_000_000_000 / 47;
                }
            }
        }
    }

    #[test]
    fn a_range_is_cut_where_the_width_changes() {
        let range = TimeRange::new(ns("2020-10-31T04:00Z"), ns("2020-11-03T05:00Z"));
        let cut = Bucketing::new(Width::Days(1), zone(NEW_YORK)).stretches(range);
        let widths: Vec<i64> = cut.iter().map(|s| s.width / HOUR_NS).collect();
        assert_eq!(widths, [24, 25, 24]);
        assert_eq!((cut[0].range.start, cut[2].range.end), (range.start, range.end));
        let utc = Bucketing::new(Width::Days(1), TimeZone::UTC).stretches(range);
        assert_eq!(utc.len(), 1);
        let minutes = Bucketing::new(Width::Elapsed(MINUTE), zone(NEW_YORK)).stretches(range);
        assert_eq!(minutes.len(), 1);
    }

    #[test]
    fn intervals_that_are_no_width_are_refused() {
        for (months, days, ns) in [(0, 0, 0), (-1, 0, 0), (1, 1, 0), (1, 0, 5), (0, -1, 0), (0, 0, -5)] {
            assert_eq!(Width::from_interval(months, days, ns), None);
        }
        assert_eq!(Width::from_interval(0, 0, DAY_NS), Some(Width::Days(1)));
    }
}

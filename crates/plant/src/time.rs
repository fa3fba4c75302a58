//! Half-open ranges of UTC time.

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// `[start, end)`, nanoseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TimeRange {
    pub start: i64,
    pub end: i64,
}

impl TimeRange {
    pub const ALL: Self = Self { start: i64::MIN, end: i64::MAX };

    pub const fn new(start: i64, end: i64) -> Self {
        Self { start, end }
    }

    pub const fn contains(self, time: i64) -> bool {
        self.start <= time && time < self.end
    }

    pub const fn is_empty(self) -> bool {
        self.start >= self.end
    }

    pub fn intersect(self, other: Self) -> Self {
        Self { start: self.start.max(other.start), end: self.end.min(other.end) }
    }

    pub fn duration_s(self) -> f64 {
        (self.end as f64 - self.start as f64) / 1e9
    }
}

/// Nanoseconds since the epoch as a jiff timestamp, clamped to what jiff can hold.
pub fn timestamp(ns: i64) -> Timestamp {
    Timestamp::from_nanosecond(i128::from(ns)).unwrap_or(if ns < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

/// A jiff timestamp as nanoseconds since the epoch, clamped to 1677..2262.
pub fn nanos(time: Timestamp) -> i64 {
    time.as_nanosecond().clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64
}

/// RFC 3339 with the zone's offset, whole seconds unless there is a fraction:
/// `2020-06-10T19:30:00-04:00`.
pub fn local_rfc3339(ns: i64, zone: &TimeZone) -> String {
    let zoned = timestamp(ns).to_zoned_datetime(zone.clone());
    let offset = zoned.offset().seconds();
    let (sign, seconds) = if offset < 0 { ('-', -offset) } else { ('+', offset) };
    format!("{}{sign}{:02}:{:02}", zoned.datetime(), seconds / 3600, seconds % 3600 / 60)
}

//! Instants as arguments give them and as people read them.

use jiff::civil;
use jiff::tz::TimeZone;
use plant::TimeRange;
use plant::time::{local_rfc3339, nanos, timestamp};
pub use tool::{parse_date, parse_instant};

/// The plant-local day of a date, half-open; 23 or 25 hours where clocks change.
pub fn day_of(date: civil::Date, zone: &TimeZone) -> Option<TimeRange> {
    let start = date.to_zoned_datetime(zone.clone()).ok()?;
    let end = date.tomorrow().ok()?.to_zoned_datetime(zone.clone()).ok()?;
    Some(TimeRange::new(nanos(start.timestamp()), nanos(end.timestamp())))
}

/// The plant-local date of an instant.
pub fn date_of(ns: i64, zone: &TimeZone) -> civil::Date {
    timestamp(ns).to_zoned_datetime(zone.clone()).date()
}

/// A window as RFC 3339 in UTC, as [`tool::Evidence::window`] states it.
pub fn utc_window(range: TimeRange) -> [String; 2] {
    [timestamp(range.start).to_string(), timestamp(range.end).to_string()]
}

/// A window as RFC 3339 with the plant's offset, as [`tool::AnswerValue::window`] states it.
pub fn local_window(range: TimeRange, zone: &TimeZone) -> [String; 2] {
    [local_rfc3339(range.start, zone), local_rfc3339(range.end, zone)]
}

/// A window in words: `2020-06-01 00:00 to 2020-06-02 00:00`, plant-local.
pub fn window_in_words(range: TimeRange, zone: &TimeZone) -> String {
    format!("{} to {}", in_words(range.start, zone), in_words(range.end, zone))
}

/// An instant as a person writes it, plant-local: `2020-06-01 14:30:05`.
pub fn in_words(ns: i64, zone: &TimeZone) -> String {
    timestamp(ns).to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// An instant as a literal of SQL: a bare text, which takes the type of the column it stands
/// beside. `TIMESTAMP '…Z'` has no zone, and would be read as a time of the plant's clock.
pub fn sql_instant(ns: i64) -> String {
    format!("'{}'", timestamp(ns))
}

/// `column >= start AND column < end` for SQL; open ends are left out.
pub fn sql_window(column: &str, range: TimeRange) -> Vec<String> {
    let mut conditions = Vec::new();
    if range.start != TimeRange::ALL.start {
        conditions.push(format!("{column} >= {}", sql_instant(range.start)));
    }
    if range.end != TimeRange::ALL.end {
        conditions.push(format!("{column} < {}", sql_instant(range.end)));
    }
    conditions
}

/// One condition for times in any of several windows.
pub fn sql_windows(column: &str, windows: &[TimeRange]) -> String {
    let each: Vec<String> =
        windows.iter().map(|window| format!("({})", sql_window(column, *window).join(" AND "))).collect();
    if each.is_empty() { "FALSE".to_owned() } else { format!("({})", each.join(" OR ")) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_day_is_as_long_as_its_clock_says() {
        let zone = TimeZone::get("America/New_York").unwrap();
        for (day, hours) in [("2020-03-08", 23.0), ("2020-06-10", 24.0), ("2020-11-01", 25.0)] {
            let range = day_of(parse_date(day).unwrap(), &zone).unwrap();
            assert_eq!(range.duration_s() / 3600.0, hours, "{day}");
        }
    }
}

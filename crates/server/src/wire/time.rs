//! Instants as clients write them.

use ::plant::{Problem, time::nanos};
use jiff::{Timestamp, civil, tz::TimeZone};

/// RFC 3339 with an offset, a plant-local date or date and time without one, or
/// milliseconds since the epoch; as nanoseconds since the epoch.
///
/// # Errors
/// `PW7013` when it is none of these.
pub fn read(text: &str, zone: &TimeZone) -> Result<i64, Problem> {
    let text = text.trim();
    if let Ok(milliseconds) = text.parse::<i64>() {
        // A bare year is a date that lost its month, not an instant of 1970.
        if text.len() > 8 || text.starts_with('-') {
            return Ok(milliseconds.saturating_mul(1_000_000));
        }
        return Err(unreadable(text));
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(nanos(instant));
    }
    let local = text
        .parse::<civil::DateTime>()
        .or_else(|_| text.parse::<civil::Date>().map(|date| date.to_datetime(civil::Time::midnight())))
        .map_err(|_| unreadable(text))?;
    let zoned = local.to_zoned_datetime(zone.clone()).map_err(|_| unreadable(text))?;
    Ok(nanos(zoned.timestamp()))
}

fn unreadable(text: &str) -> Problem {
    Problem::new("PW7013", format!("{text:?} is not a time")).help(
        "write 2026-03-01T08:00:00+01:00, a plant-local 2026-03-01 or 2026-03-01T08:00, or milliseconds since 1970",
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let got = read(text, &zone).ok().map(|ns| ::plant::time::timestamp(ns).to_string());
        assert_eq!(got.as_deref(), expected, "{text}");
    }

    #[test]
    fn instants_are_read_as_they_are_written() {
        check("2026-03-01T08:00:00+01:00", Some("2026-03-01T07:00:00Z"));
        check("2026-03-01T07:00:00Z", Some("2026-03-01T07:00:00Z"));
        check("2026-03-01", Some("2026-02-28T23:00:00Z"));
        check("2026-07-01T08:00", Some("2026-07-01T06:00:00Z"));
        check("1772348400000", Some("2026-03-01T07:00:00Z"));
        check("-1000", Some("1969-12-31T23:59:59Z"));
    }

    #[test]
    fn what_is_no_instant_is_refused() {
        for text in ["", "2026", "20260301", "yesterday", "2026-02-30", "2026-13-01T00:00:00Z"] {
            check(text, None);
        }
    }
}

//! Instants as arguments of tools write them.

use jiff::civil;
use jiff::tz::TimeZone;
use plant::time::nanos;

/// An instant from RFC 3339, or from a plant-local date and time, or from a
/// date alone (its first instant), as ns since the epoch.
pub fn parse_instant(text: &str, zone: &TimeZone) -> Option<i64> {
    let text = text.trim();
    if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        return Some(nanos(instant));
    }
    let local = |at: civil::DateTime| zone.to_timestamp(at).ok().map(nanos);
    if text.len() > 10 {
        return text.parse::<civil::DateTime>().ok().and_then(local);
    }
    parse_date(text).and_then(|date| local(date.at(0, 0, 0, 0)))
}

/// A date `YYYY-MM-DD` and nothing more.
pub fn parse_date(text: &str) -> Option<civil::Date> {
    let text = text.trim();
    if text.len() == 10 { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use plant::time::local_rfc3339;

    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        let zone = TimeZone::get("America/New_York").unwrap();
        let got = parse_instant(text, &zone).map(|ns| local_rfc3339(ns, &zone));
        assert_eq!(got.as_deref(), expected, "{text}");
    }

    #[test]
    fn instants_are_read_with_and_without_offset() {
        check("2020-06-10T12:00:00Z", Some("2020-06-10T08:00:00-04:00"));
        check("2020-06-10T12:00:00", Some("2020-06-10T12:00:00-04:00"));
        check("2020-06-10 12:30", Some("2020-06-10T12:30:00-04:00"));
        check("2020-06-10", Some("2020-06-10T00:00:00-04:00"));
        check("10 June", None);
        check("2020-13-10", None);
    }
}

//! Times in `plant.toml`: zones, instants and times of day.

use jiff::civil;
use jiff::tz::TimeZone;
use jiff::{Timestamp, tz::AmbiguousOffset};

use super::super::fields::Fields;
use super::super::report::Report;
use crate::nearest::nearest;

/// The IANA zone under `timezone`.
pub(super) fn zone(fields: &Fields, report: &mut Report) -> Option<TimeZone> {
    let name = fields.text("timezone", report)?;
    if let Ok(zone) = TimeZone::get(&name) {
        return Some(zone);
    }
    let names: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
    let city = name.rsplit('/').next().unwrap_or(&name).to_lowercase().replace(' ', "_");
    let same_city = names.iter().find(|known| known.to_lowercase().rsplit('/').next() == Some(city.as_str()));
    let near = same_city.map(String::as_str).or_else(|| nearest(&name, names.iter().map(String::as_str)));
    let help = match near {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => "write an IANA name such as \"Europe/Berlin\" or \"Asia/Shanghai\"".to_owned(),
    };
    report.error("PW1015", fields.span_of("timezone"), format!("\"{name}\" is no time zone"), &help);
    None
}

/// An instant under `key`: with an offset, or local to `zone`; a TOML date-time or a text.
pub(super) fn instant(fields: &Fields, key: &str, zone: &TimeZone, report: &mut Report) -> Option<i64> {
    let item = fields.item(key)?;
    let text = match (item.as_str(), item.as_datetime()) {
        (Some(text), _) => text.trim().to_owned(),
        (None, Some(datetime)) => datetime.to_string(),
        (None, None) => {
            fields.wrong_type(key, item, "a time in double quotes, such as \"2024-05-31T14:00:00\"", report);
            return None;
        }
    };
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Some(crate::time::nanos(timestamp));
    }
    let Ok(local) = text.parse::<civil::DateTime>() else {
        report.error(
            "PW1016",
            fields.span_of(key),
            format!("\"{text}\" is no time"),
            "write it as \"2024-05-31T14:00:00\", plant-local, or with an offset: \"2024-05-31T14:00:00+02:00\"",
        );
        return None;
    };
    let ambiguous = zone.to_ambiguous_timestamp(local);
    let why = match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { .. } => None,
        AmbiguousOffset::Gap { .. } => Some("never happened"),
        AmbiguousOffset::Fold { .. } => Some("happened twice"),
    };
    if let Some(why) = why {
        report.warning(
            "PW1016",
            fields.span_of(key),
            format!("{local} {why} in this time zone: the clocks changed"),
            "write it with its offset, such as \"2024-05-31T14:00:00+02:00\"",
        );
    }
    match ambiguous.compatible() {
        Ok(timestamp) => Some(crate::time::nanos(timestamp)),
        Err(_) => {
            let message = format!("\"{text}\" is too far from today");
            report.error("PW1016", fields.span_of(key), message, "write a year between 1678 and 2261");
            None
        }
    }
}

/// A time of day under `key`, which must be there: `22:00`, `22:00:30`, `24:00` (midnight).
pub(super) fn of_day(fields: &Fields, key: &str, report: &mut Report) -> Option<civil::Time> {
    let example = if key == "start" { "22:00" } else { "06:00" };
    let text = match fields.item(key).and_then(toml_edit::Item::as_datetime) {
        Some(datetime) => datetime.to_string(),
        None => fields.required(key, example, report)?,
    };
    if matches!(text.as_str(), "24:00" | "24:00:00") {
        return Some(civil::Time::midnight());
    }
    let padded = if text.find(':') == Some(1) { format!("0{text}") } else { text.clone() };
    match padded.parse::<civil::Time>() {
        Ok(time) if text.contains(':') => Some(time),
        _ => {
            let message = format!("\"{text}\" is no time of day");
            report.error("PW1016", fields.span_of(key), message, &format!("write it as \"{example}\""));
            None
        }
    }
}

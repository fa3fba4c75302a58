//! Whether an answer is what a case expects.

use jiff::civil;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ZonedDateTime};
use serde_json::Value as Json;
use tool::{Answer, AnswerValue};

use super::suite::{Expect, Kind};
use super::units::convert;

/// Whether the answer passes, and what was got instead.
pub fn check(expect: &Expect, answer: &Answer) -> Result<(), String> {
    let status = serde_json::to_value(answer.status).ok();
    let status = status.as_ref().and_then(Json::as_str).unwrap_or_default();
    let wanted = expect.status.as_deref().unwrap_or("answered");
    if status != wanted && !expect.accept_status.iter().any(|accepted| accepted == status) {
        let said =
            if answer.text.is_empty() { answer.question.as_deref().unwrap_or("") } else { &answer.text };
        return Err(format!("{status}: {said}"));
    }
    if status != "answered" {
        return Ok(());
    }
    let first = answer.values.first();
    let value = first.map_or(&Json::Null, |first| &first.value);
    let passed = match expect.kind.unwrap_or(Kind::None) {
        Kind::None => true,
        Kind::Bool => value.is_boolean() && *value == expect.value,
        Kind::Id => same_id(&plain(value), &plain(&expect.value), &names(&expect.accept)),
        Kind::Number => number_passes(expect, first),
        Kind::Time => time_passes(expect, value),
        Kind::Ids => ids_pass(expect, &answer.values),
        Kind::Numbers => missing_numbers(expect, &answer.values).is_empty(),
        Kind::Text => expect.or_len == Some(answer.values.len()) || missing_text(expect, answer).is_empty(),
        Kind::Page => page_passes(expect, answer) && missing_text(expect, answer).is_empty(),
    };
    if passed { Ok(()) } else { Err(got(expect, answer)) }
}

/// What a person looks at when a case fails.
fn got(expect: &Expect, answer: &Answer) -> String {
    match expect.kind {
        Some(Kind::Text) => format!("lacks {:?} in {:?}", missing_text(expect, answer), answer.text),
        Some(Kind::Numbers) => format!("lacks {:?}", missing_numbers(expect, &answer.values)),
        Some(Kind::Page) => {
            format!("cites {:?}", answer.citations.iter().map(|c| (&c.document, c.page)).collect::<Vec<_>>())
        }
        _ => {
            let show = |value: &AnswerValue| match &value.unit {
                Some(unit) => format!("{} {unit}", plain(&value.value)),
                None => plain(&value.value),
            };
            answer.values.iter().take(8).map(show).collect::<Vec<_>>().join(", ")
        }
    }
}

fn number_passes(expect: &Expect, first: Option<&AnswerValue>) -> bool {
    let Some(first) = first else { return false };
    let (Some(got), Some(wanted)) = (number(&first.value), expect.value.as_f64()) else { return false };
    let unit = first.unit.as_ref().map(plant::Unit::code);
    near(convert(got, unit, expect.unit.as_deref(), expect.delta), wanted, expect)
}

fn near(got: f64, wanted: f64, expect: &Expect) -> bool {
    let relative = expect.rel_tol.unwrap_or(0.005) * wanted.abs();
    (got - wanted).abs() <= relative.max(expect.abs_tol).max(1e-9)
}

fn number(value: &Json) -> Option<f64> {
    match value {
        Json::Number(number) => number.as_f64().filter(|value| value.is_finite()),
        Json::String(text) => text.replace(',', "").trim().parse().ok(),
        _ => None,
    }
}

fn time_passes(expect: &Expect, value: &Json) -> bool {
    let Some(wanted) = instant(&expect.value, None) else { return false };
    let Some(got) = instant(value, Some(&wanted)) else { return false };
    let apart = (got.timestamp().as_nanosecond() - wanted.timestamp().as_nanosecond()) as f64 / 1e9;
    apart.abs() <= expect.tol_s.unwrap_or(60.0)
}

/// An instant: seconds since the epoch, RFC 3339, or without an offset like another one.
fn instant(value: &Json, like: Option<&ZonedDateTime>) -> Option<ZonedDateTime> {
    if let Some(seconds) = value.as_f64() {
        let nanoseconds = (seconds * 1e9) as i128;
        return Some(Timestamp::from_nanosecond(nanoseconds).ok()?.to_zoned_datetime(TimeZone::UTC));
    }
    let text = value.as_str()?.trim();
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant.to_zoned_datetime(offset_of(text)));
    }
    let local: civil::DateTime = text.parse().ok()?;
    let zone = like.map_or(TimeZone::UTC, |like| TimeZone::fixed(like.offset()));
    local.to_zoned_datetime(zone).ok()
}

/// The offset at the end of an RFC 3339 instant.
fn offset_of(text: &str) -> TimeZone {
    let at = text.len().saturating_sub(6);
    let offset = text.get(at..).and_then(|end| {
        let sign = match end.as_bytes().first()? {
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        let (hours, minutes) = end.get(1..)?.split_once(':')?;
        let seconds: i32 = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
        Offset::from_seconds(sign * seconds).ok()
    });
    TimeZone::fixed(offset.unwrap_or(Offset::UTC))
}

fn ids_pass(expect: &Expect, values: &[AnswerValue]) -> bool {
    let Some(wanted) = expect.value.as_array() else { return false };
    let wanted: Vec<String> = wanted.iter().map(plain).collect();
    let got: Vec<String> = values.iter().map(|value| plain(&value.value)).collect();
    let key = |got: &String| {
        let same = |want: &&String| {
            same_id(got, want, &names(expect.accept.get(want.as_str()).unwrap_or(&Json::Null)))
        };
        wanted.iter().find(same).cloned().unwrap_or_else(|| normal(got))
    };
    let keys: Vec<String> = got.iter().map(key).collect();
    if expect.ordered {
        return keys == wanted;
    }
    let set = |list: &[String]| {
        let mut list = list.to_vec();
        list.sort();
        list.dedup();
        list
    };
    let different: Vec<String> = got.iter().map(|got| normal(got)).collect();
    set(&keys) == set(&wanted) && set(&keys).len() == set(&different).len()
}

fn same_id(got: &str, wanted: &str, accepted: &[String]) -> bool {
    if wanted.parse::<civil::Date>().is_ok() && wanted.len() == 10 {
        // A day is met by its date or by an instant written on it.
        return got.trim().starts_with(wanted);
    }
    let got = normal(got);
    got == normal(wanted) || accepted.iter().any(|name| got == normal(name))
}

/// The labels whose number does not stand in the values.
fn missing_numbers(expect: &Expect, values: &[AnswerValue]) -> Vec<String> {
    let holds = |(label, wanted): &(&String, &Json)| {
        let wanted = wanted.as_f64().unwrap_or(f64::NAN);
        let names: Vec<String> = label.split('|').map(tight).collect();
        let named = |value: &&AnswerValue| {
            let label = tight(&value.label);
            names.iter().any(|name| label.contains(name.as_str()))
        };
        let mut named = values.iter().filter(named).peekable();
        let absent = named.peek().is_none();
        named.any(|value| number(&value.value).is_some_and(|got| near(got, wanted, expect)))
            || (wanted == 0.0 && absent)
    };
    expect.values.iter().filter(|entry| !holds(entry)).map(|(label, _)| label.clone()).collect()
}

/// The strings that must stand in text, labels or values and do not.
fn missing_text(expect: &Expect, answer: &Answer) -> Vec<String> {
    let values: Vec<String> = answer
        .values
        .iter()
        .map(|v| format!("{} {} {}", v.label, plain(&v.value), v.unit.as_ref().map_or("", plant::Unit::code)))
        .collect();
    let all = normal(&format!("{} \n {}", answer.text, values.join(" ; ")));
    let tightened = tight(&all);
    let has = |wanted: &str| {
        if !wanted.is_empty() && wanted.chars().all(|c| c.is_ascii_digit() || c == '.') {
            return has_number(&all, wanted);
        }
        let dense = tight(wanted);
        all.contains(&normal(wanted)) || (dense.chars().count() > 3 && tightened.contains(&dense))
    };
    expect.must_include.iter().filter(|wanted| !wanted.split('|').any(has)).cloned().collect()
}

/// Whether a number stands in a text by itself, not as a part of a longer one.
fn has_number(text: &str, wanted: &str) -> bool {
    text.match_indices(wanted).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let mut after = text[at + wanted.len()..].chars();
        let (next, behind) = (after.next(), after.next());
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let glued_before = digit(before) || matches!(before, Some('.' | ','));
        let goes_on = digit(next) || matches!(next, Some('.' | ',')) && digit(behind);
        !glued_before && !goes_on
    })
}

fn page_passes(expect: &Expect, answer: &Answer) -> bool {
    answer
        .citations
        .iter()
        .any(|cited| Some(&cited.document) == expect.document.as_ref() && Some(cited.page) == expect.page)
}

fn names(accept: &Json) -> Vec<String> {
    accept.as_array().map(|names| names.iter().map(plain).collect()).unwrap_or_default()
}

fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// White space made one, case folded.
fn normal(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Letters and digits alone, case folded.
fn tight(text: impl AsRef<str>) -> String {
    text.as_ref().to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests;

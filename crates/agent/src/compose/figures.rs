//! Numbers, units, lengths of time and instants as people read them.

use jiff::tz::TimeZone;
use plant::{Language, Unit};
use serde_json::Value as Json;
use tool::AnswerValue;

/// Four significant digits, thousands separated; whole numbers stay whole.
pub fn number(value: f64) -> String {
    let size = value.abs();
    if value.fract() == 0.0 && size < 1e15 {
        return grouped(value, 0);
    }
    let decimals = match size {
        s if s >= 10_000.0 => 0,
        s if s >= 100.0 => 1,
        s if s >= 10.0 => 2,
        s if s >= 1.0 => 3,
        s if s >= 0.1 => 4,
        s if s >= 0.001 => 5,
        _ => return format!("{value:.3e}"),
    };
    grouped(value, decimals)
}

fn grouped(value: f64, decimals: usize) -> String {
    let plain = format!("{:.*}", decimals, value.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut text = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    // "-0.0" reads as a mistake.
    if value < 0.0 && text.chars().any(|c| ('1'..='9').contains(&c)) { format!("-{text}") } else { text }
}

pub fn quantity(value: f64, unit: Option<&Unit>, language: Language) -> String {
    match unit.map(Unit::code) {
        Some("s") => duration(value, language),
        Some("%") => format!("{} %", number(value)),
        None | Some("1") => number(value),
        Some(_) => format!("{} {}", number(value), unit.map(Unit::symbol).unwrap_or_default()),
    }
}

/// 9 h 30 min, 2 d 3 h, 45 s.
pub fn duration(seconds: f64, language: Language) -> String {
    let chinese = language == Language::Chinese;
    let names: [&str; 4] = if chinese { ["天", "小时", "分钟", "秒"] } else { ["d", "h", "min", "s"] };
    if seconds < 60.0 {
        return join(&[(seconds, names[3])], chinese);
    }
    let whole = seconds.round();
    let (days, hours) = ((whole / 86_400.0).floor(), (whole.rem_euclid(86_400.0) / 3600.0).floor());
    let (minutes, rest) = ((whole.rem_euclid(3600.0) / 60.0).floor(), whole.rem_euclid(60.0));
    let parts: Vec<(f64, &str)> =
        [(days, names[0]), (hours, names[1]), (minutes, names[2]), (rest, names[3])]
            .into_iter()
            .filter(|(amount, _)| *amount > 0.0)
            .take(3)
            .collect();
    join(&parts, chinese)
}

fn join(parts: &[(f64, &str)], chinese: bool) -> String {
    let texts: Vec<String> = parts
        .iter()
        .map(|(amount, name)| {
            if chinese { format!("{}{name}", number(*amount)) } else { format!("{} {name}", number(*amount)) }
        })
        .collect();
    texts.join(if chinese { "" } else { " " })
}

/// A direct result, by what it is.
pub fn value(value: &AnswerValue, language: Language) -> String {
    match &value.value {
        Json::Number(number) => quantity(number.as_f64().unwrap_or(f64::NAN), value.unit.as_ref(), language),
        Json::Bool(yes) => match (language, yes) {
            (Language::Chinese, true) => "是".to_owned(),
            (Language::Chinese, false) => "否".to_owned(),
            (Language::English, true) => "yes".to_owned(),
            (Language::English, false) => "no".to_owned(),
        },
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// An RFC 3339 instant in plant time: `10 June 2020 19:30`, `2020年6月10日 19:30`.
pub fn instant(text: &str, zone: &TimeZone, language: Language) -> String {
    let Ok(time) = text.parse::<jiff::Timestamp>() else { return text.to_owned() };
    let local = time.to_zoned_datetime(zone.clone());
    let pattern = match (language, local.second() == 0) {
        (Language::English, true) => "%-d %B %Y %H:%M",
        (Language::English, false) => "%-d %B %Y %H:%M:%S",
        (Language::Chinese, true) => "%Y年%-m月%-d日 %H:%M",
        (Language::Chinese, false) => "%Y年%-m月%-d日 %H:%M:%S",
    };
    local.strftime(pattern).to_string()
}

/// A window in plant time, as tersely as it can be said exactly.
pub fn window(window: &[String; 2], zone: &TimeZone, language: Language) -> Option<String> {
    let parse = |text: &str| text.parse::<jiff::Timestamp>().ok().map(plant::time::nanos);
    let range = plant::TimeRange::new(parse(&window[0])?, parse(&window[1])?);
    Some(crate::time::describe(range, zone, language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_sensible_digits() {
        for (value, text) in [
            (61_204.1, "61,204"),
            (825.407, "825.4"),
            (44.9137, "44.91"),
            (0.675_07, "0.6751"),
            (1_095.0, "1,095"),
            (-0.000_001, "-1.000e-6"),
            (0.0, "0"),
        ] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn lengths_read_as_people_say_them() {
        assert_eq!(duration(34_200.0, Language::English), "9 h 30 min");
        assert_eq!(duration(82_980.0, Language::Chinese), "23小时3分钟");
        assert_eq!(duration(45.0, Language::English), "45 s");
    }
}

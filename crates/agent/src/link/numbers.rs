//! Numbers with their units, and units asked for by themselves.

use std::ops::Range;

use plant::Unit;

use super::token::Token;
use super::{AssetMention, ValueMention};
use crate::text::{self, Script};
use crate::time::{TimeMeaning, TimeMention};

/// A number that is neither part of a name nor of a time.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberMention {
    pub value: f64,
    pub unit: Option<Unit>,
    /// Counts things that are asked for: "top 3", 前三.
    pub limit: bool,
    pub span: Range<usize>,
}

/// A unit without a number.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitMention {
    pub unit: Unit,
    pub span: Range<usize>,
}

/// Units that are asked for by name; short ones that are also words of the language are left out.
const ASKED: &[&str] = &[
    "celsius",
    "fahrenheit",
    "centigrade",
    "kelvin",
    "°c",
    "°f",
    "℃",
    "℉",
    "degc",
    "degf",
    "psi",
    "psig",
    "bar",
    "mbar",
    "kpa",
    "mpa",
    "kw",
    "mw",
    "kwh",
    "mwh",
    "gwh",
    "lpm",
    "gpm",
    "l/min",
    "l/h",
    "m3/h",
    "m³/h",
    "kg/h",
    "t/h",
    "t/d",
    "m3",
    "m³",
    "litres",
    "liters",
    "litre",
    "liter",
    "cubic metres per hour",
    "cubic meters per hour",
    "m3/min",
    "m³/min",
    "kilograms",
    "kilogram",
    "cubic metres",
    "cubic meters",
    "kilowatt hours",
    "kilowatts",
    "megawatts",
    "tons of refrigeration",
    "摄氏度",
    "摄氏",
    "华氏度",
    "华氏",
    "千瓦时",
    "度电",
    "千瓦",
    "兆瓦",
    "兆瓦时",
    "千帕",
    "兆帕",
    "立方米每小时",
    "升每小时",
    "吨每小时",
    "升每分钟",
    "立方米",
    "立方",
    "升",
    "吨",
    "公斤",
    "tonnes",
    "kg",
    "mm/s",
    "rpm",
    "hz",
];

const CLASSIFIERS: &[&str] =
    &["台", "个", "天", "条", "次", "名", "项", "种", "周", "班", "件", "张", "类", "大", "位", "月", "家"];

/// Words after which a bare number is a count of results.
const LIMIT_BEFORE: &[&str] = &[
    "top", "前", "first", "last", "bottom", "worst", "best", "highest", "lowest", "头", "biggest", "largest",
];

pub fn find(
    question: &str,
    units: &[text::Unit],
    tokens: &[Token],
    times: &[TimeMention],
    assets: &[AssetMention],
    values: &[ValueMention],
    own: &[(String, Unit)],
) -> (Vec<NumberMention>, Vec<UnitMention>) {
    let overlaps = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
    let hidden = |span: &Range<usize>| {
        times.iter().any(|time| {
            !matches!(time.meaning(), Some(TimeMeaning::Duration(_))) && overlaps(&time.span, span)
        }) || assets.iter().any(|asset| overlaps(&asset.span, span))
            || values.iter().filter(|value| value.tokens.len() > 1).any(|value| {
                overlaps(
                    &(tokens[value.tokens.start].span.start..tokens[value.tokens.end - 1].span.end),
                    span,
                )
            })
    };
    let mut numbers = Vec::new();
    for (i, unit) in units.iter().enumerate() {
        if hidden(&unit.span) {
            continue;
        }
        if unit.script == Script::Number {
            if let Some(number) = number_at(question, units, i) {
                numbers.push(number);
            }
        } else if let Some(value) = spelled_limit(units, i) {
            let limit = !is_compared(question, &unit.span);
            numbers.push(NumberMention { value, unit: None, limit, span: unit.span.clone() });
        } else if let Some(value) = spelled(unit).filter(|_| is_compared(question, &unit.span)) {
            // "more than two".
            numbers.push(NumberMention { value, unit: None, limit: false, span: unit.span.clone() });
        }
    }
    let asked = asked_units(question, tokens, &numbers, own);
    (numbers, asked)
}

fn number_at(question: &str, units: &[text::Unit], i: usize) -> Option<NumberMention> {
    let unit = &units[i];
    // A digit glued to a letter is part of a name: P101, valve1.
    let glued_before = unit.joined && i > 0 && units[i - 1].script == Script::Latin;
    if glued_before && !matches!(units[i - 1].surface.as_str(), "p") {
        return None;
    }
    let mut value: f64 = unit.text.parse().ok()?;
    let before = question[..unit.span.start].trim_end_matches(['-', '−']);
    if before.len() < unit.span.start
        && before.chars().last().is_none_or(|c| c.is_whitespace() || text::is_chinese(c))
    {
        value = -value;
    }
    let (found, end) = unit_after(question, unit.span.end);
    let previous = i.checked_sub(1).map(|k| units[k].surface.as_str());
    let next = units.get(i + 1).map(|next| next.surface.as_str());
    let limit = found.is_none()
        && !is_compared(question, &(unit.span.start..unit.span.end))
        && value.fract() == 0.0
        && (1.0..=100.0).contains(&value)
        && (previous.is_some_and(|word| LIMIT_BEFORE.contains(&word))
            || next.is_some_and(|word| CLASSIFIERS.contains(&word)));
    Some(NumberMention { value, unit: found, limit, span: unit.span.start..end })
}

/// Whether a number is one that something is more or less than, and so no "how many": 超过5次, "more than five".
fn is_compared(question: &str, span: &Range<usize>) -> bool {
    const BEFORE: &[&str] = &[
        "more than",
        "over",
        "above",
        "less than",
        "fewer than",
        "under",
        "below",
        "at least",
        "at most",
        "exceeding",
        "exceeded",
        "超过",
        "超过了",
        "多于",
        "大于",
        "高于",
        "少于",
        "小于",
        "低于",
        "不到",
        "至少",
        "最多不超过",
        "达到",
    ];
    const AFTER: &[&str] = &["以上", "以下", "及以上", "or more", "or less", "or fewer"];
    let before = question[..span.start].trim_end().to_lowercase();
    let after = question[span.end..].trim_start();
    // 5次以上: behind the classifier.
    let behind = after.strip_prefix(|c| CLASSIFIERS.iter().any(|word| word.starts_with(c))).unwrap_or(after);
    BEFORE.iter().any(|word| before.ends_with(word))
        || AFTER.iter().any(|word| after.starts_with(word) || behind.starts_with(word))
}

/// A number from one to ten in letters.
fn spelled(unit: &text::Unit) -> Option<f64> {
    const ENGLISH: &[&str] = &["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    const CHINESE: &[&str] = &["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let word = if unit.surface == "两" { "二" } else { unit.surface.as_str() };
    let place = [ENGLISH, CHINESE].iter().find_map(|words| words.iter().position(|own| *own == word))?;
    Some(place as f64 + 1.0)
}

/// 三台, 前五, "top three".
fn spelled_limit(units: &[text::Unit], i: usize) -> Option<f64> {
    let value = spelled(&units[i])?;
    let previous = i.checked_sub(1).map(|k| units[k].surface.as_str());
    let next = units.get(i + 1).map(|next| next.surface.as_str());
    let ranked = previous.is_some_and(|word| LIMIT_BEFORE.contains(&word));
    let superlative = units.iter().any(|unit| {
        matches!(
            unit.surface.as_str(),
            "most"
                | "least"
                | "highest"
                | "lowest"
                | "largest"
                | "smallest"
                | "longest"
                | "fewest"
                | "biggest"
        )
    });
    let plural = superlative
        && units.get(i + 1).is_some_and(|next| {
            next.script == Script::Latin && next.surface != next.text && next.surface.ends_with('s')
        });
    let counted = next.is_some_and(|word| CLASSIFIERS.contains(&word))
        && value > 1.0
        && units[i].script == Script::Chinese;
    let after_superlative = i >= 2
        && units[i - 1].text == "的"
        && matches!(units[i - 2].text.as_str(), "多" | "高" | "低" | "少" | "大" | "长" | "小");
    (ranked || counted || plural || after_superlative && value > 1.0).then_some(value)
}

/// The unit written right after a number, and where it ends.
fn unit_after(question: &str, from: usize) -> (Option<Unit>, usize) {
    let rest = &question[from..];
    let skipped = rest.len() - rest.trim_start().len();
    let body = &rest[skipped..];
    let chinese = body.chars().next().is_some_and(text::is_chinese);
    let candidates: Vec<usize> = if chinese {
        body.char_indices().map(|(at, c)| at + c.len_utf8()).take(5).collect()
    } else {
        let word = body
            .char_indices()
            .take_while(|(_, c)| {
                (c.is_ascii_alphanumeric() || matches!(c, '%' | '°' | '℃' | '℉' | '/' | '³' | '²'))
                    && !text::is_chinese(*c)
            })
            .last()
            .map_or(0, |(at, c)| at + c.len_utf8());
        // "degrees celsius", "deg C", "kg / h"
        let two_words = body[word..].split_whitespace().next().map(|second| {
            word + (body[word..].len() - body[word..].trim_start().len())
                + second.trim_end_matches(['?', ',', '.']).len()
        });
        [Some(word), two_words].into_iter().flatten().collect()
    };
    candidates
        .into_iter()
        .rev()
        .filter(|end| *end > 0)
        .find_map(|end| {
            let word = body.get(..end)?;
            let word = word.strip_prefix("degrees ").or_else(|| word.strip_prefix("deg ")).unwrap_or(word);
            let single = word.chars().count() == 1;
            if single
                && !matches!(word, "%" | "A" | "V" | "W" | "K" | "℃" | "℉" | "巴" | "伏" | "安" | "升" | "吨")
            {
                return None;
            }
            let time_word = matches!(
                word.to_lowercase().as_str(),
                "am" | "pm"
                    | "in"
                    | "at"
                    | "to"
                    | "h"
                    | "min"
                    | "mins"
                    | "sec"
                    | "hr"
                    | "hrs"
                    | "hours"
                    | "hour"
                    | "minutes"
                    | "minute"
                    | "days"
                    | "day"
                    | "小时"
                    | "分钟"
                    | "天"
                    | "秒"
                    | "or"
                    | "on"
                    | "as"
                    | "th"
            );
            let unit = if time_word { None } else { Unit::parse(word) }?;
            Some((Some(unit), from + skipped + end))
        })
        .unwrap_or((None, from))
}

/// The question in lower case with every character at its place: one that folds into fewer bytes is filled up.
fn folded_in_place(question: &str) -> String {
    let mut lower = String::with_capacity(question.len());
    for c in question.chars() {
        let folded = text::fold(c);
        if folded.len_utf8() > c.len_utf8() {
            lower.push(c);
        } else {
            lower.push(folded);
            lower.extend(std::iter::repeat_n(' ', c.len_utf8() - folded.len_utf8()));
        }
    }
    lower
}

/// Compound units as a plant's tags have them, in lower case: `kw/tr` of `kW/{TR}`.
pub fn own_units<'a>(tags: impl Iterator<Item = &'a Unit>) -> Vec<(String, Unit)> {
    let mut found: Vec<(String, Unit)> = Vec::new();
    for unit in tags {
        let written = unit.symbol().to_lowercase();
        let mut add = |written: String, unit: Unit| {
            if !found.iter().any(|(other, _)| *other == written) {
                found.push((written, unit));
            }
        };
        if written.contains('/') {
            add(written, unit.clone());
            // What a rate adds up to, where nobody else has such a unit: kscm of kscm/h.
            let total = unit.total_over_time().map(|(total, _)| total);
            if let Some(total) =
                total.filter(|total| total.code().starts_with('{') && total.symbol().len() >= 3)
            {
                add(total.symbol().to_lowercase(), total);
            }
        }
    }
    found
}

/// "litres per minute": a unit with the time behind it, and where that ends.
fn rate(unit: &Unit, question: &str, end: usize) -> Option<(Unit, usize)> {
    const TIMES: &[(&str, &str)] = &[
        ("second", "s"),
        ("sec", "s"),
        ("minute", "min"),
        ("min", "min"),
        ("hour", "h"),
        ("hr", "h"),
        ("day", "d"),
    ];
    let rest = question.get(end..)?;
    let behind = rest.trim_start();
    let behind = behind
        .strip_prefix("per ")
        .or_else(|| behind.strip_prefix("an "))
        .or_else(|| behind.strip_prefix("a "))?;
    let (word, time) = TIMES.iter().find(|(word, _)| {
        behind.strip_prefix(word).is_some_and(|after| !after.starts_with(|c: char| c.is_alphabetic()))
    })?;
    let unit = Unit::parse(&format!("{}/{time}", unit.code()))?;
    let start = end + rest.len() - behind.len();
    Some((unit, start + word.len()))
}

fn asked_units(
    question: &str,
    tokens: &[Token],
    numbers: &[NumberMention],
    own: &[(String, Unit)],
) -> Vec<UnitMention> {
    let lower = folded_in_place(question);
    let mut found: Vec<UnitMention> = Vec::new();
    let rates: Vec<&Unit> = own.iter().map(|(_, unit)| unit).collect();
    let own = own.iter().map(|(word, unit)| (word.as_str(), Some(unit)));
    for (word, known) in own.chain(ASKED.iter().map(|word| (*word, None))) {
        for (at, _) in lower.match_indices(word) {
            let span = at..at + word.len();
            let boundary = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric());
            let whole = boundary(lower[..at].chars().last()) && boundary(lower[span.end..].chars().next());
            let chinese = word.chars().any(text::is_chinese);
            let numbered =
                numbers.iter().any(|number| number.span.start <= span.start && span.end <= number.span.end);
            let longer =
                found.iter().any(|other| other.span.start <= span.start && span.end <= other.span.end);
            let in_word = tokens
                .iter()
                .any(|t| t.span.start <= span.start && span.end <= t.span.end && t.span.len() > span.len());
            if (whole || chinese)
                && !numbered
                && !longer
                && !in_word
                && let Some(unit) = known.cloned().or_else(|| Unit::parse(word))
            {
                found.retain(|other| !(span.start <= other.span.start && other.span.end <= span.end));
                found.push(UnitMention { unit, span });
            }
        }
    }
    found.sort_by_key(|mention| mention.span.start);
    for mention in &mut found {
        if let Some((unit, end)) = rate(&mention.unit, &lower, mention.span.end)
            && rates.iter().any(|own| own.is_comparable(&unit))
        {
            mention.unit = unit;
            mention.span.end = end;
        }
    }
    // 上升, 升温: what rises is no litre.
    found.retain(|unit| {
        let (before, after) =
            (lower[..unit.span.start].chars().next_back(), lower[unit.span.end..].chars().next());
        &lower[unit.span.clone()] != "升"
            || !before.is_some_and(|c| "上提爬攀回抬每天时".contains(c))
                && !after.is_some_and(|c| "高温降到了多几".contains(c))
    });
    // "in m3/h instead of m3/min", "bar not kPa": the unit that is not wanted.
    let unwanted = |unit: &UnitMention| {
        let before = lower[..unit.span.start].trim_end();
        ["instead of", "rather than", " not", "而不是", "不是", "不要", "别用"]
            .iter()
            .any(|word| before.ends_with(word))
    };
    if found.iter().any(|unit| !unwanted(unit)) {
        found.retain(|unit| !unwanted(unit));
    }
    found
}

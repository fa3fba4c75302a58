//! Texts that others wrote: where they stand between quotation marks they are their author's words, and elsewhere they may
//! read as a claim of the answer.

use std::collections::HashSet;

/// Most words of a text that is a name rather than something said.
const MOST_WORDS: usize = 5;
/// Most letters of one.
const MOST_LETTERS: usize = 40;

/// Marks between which a text is quoted.
const MARKS: &[(char, char)] =
    &[('"', '"'), ('“', '”'), ('‘', '’'), ('「', '」'), ('『', '』'), ('«', '»'), ('„', '“'), ('`', '`')];

/// What makes a sentence of words.
const SAYING: &[&str] = &[
    " is ", " are ", " was ", " were ", " be ", " equals ", " reads ", " at ", " to ", "=", "≈", ": ", "：",
    ". ", "; ", "。", "；", "！", "!", "?", "？", "是", "为", "達", "达到", "等于",
];

/// What a number with a unit ends in.
const UNITS: &[&str] = &[
    "%", "‰", "°", "℃", "℉", "percent", "kw", "mw", "kwh", "mwh", "w", "bar", "mbar", "psi", "pa", "kpa",
    "mpa", "c", "f", "k", "degc", "degf", "rpm", "m3", "m³", "l", "kg", "t", "m", "mm", "cm", "hz", "v", "a",
    "ma", "h", "min", "s", "ms", "ppm", "usd", "eur", "$", "€", "度", "巴", "千瓦", "百分", "转", "秒",
    "小时", "分钟", "升", "米", "吨",
];

/// Whether a text says something with its numbers, so that it would be taken for a fact where it stands unmarked: a
/// sentence, or a number with a unit. `Chiller 6` does not.
pub fn reads_as_claim(text: &str) -> bool {
    let lower = text.to_lowercase();
    text.split_whitespace().count() > MOST_WORDS
        || text.chars().count() > MOST_LETTERS
        || SAYING.iter().any(|saying| lower.contains(saying))
        || has_quantity(&lower)
}

/// Whether a number by itself is followed by a unit.
fn has_quantity(lower: &str) -> bool {
    let mut before = ' ';
    let mut rest = lower;
    while let Some(first) = rest.chars().next() {
        if first.is_ascii_digit() && !before.is_ascii_alphanumeric() && !matches!(before, '-' | '_' | '.') {
            let end =
                rest.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ',')).unwrap_or(rest.len());
            let after = rest[end..].trim_start();
            let unit =
                after.find(|c: char| !(c.is_alphabetic() || matches!(c, '³' | '3'))).unwrap_or(after.len());
            let sign = after.chars().next().map_or("", |c| &after[..c.len_utf8()]);
            // The l of "level" is no litre.
            let signed = !sign.is_ascii() || !sign.chars().all(char::is_alphabetic);
            if UNITS.contains(&&after[..unit]) || signed && UNITS.contains(&sign) {
                return true;
            }
            before = '0';
            rest = &rest[end..];
        } else {
            before = first;
            rest = &rest[first.len_utf8()..];
        }
    }
    false
}

/// The text without what it quotes of `texts`, word for word.
pub fn without_quotes(text: &str, texts: &HashSet<String>) -> String {
    if texts.is_empty() {
        return text.to_owned();
    }
    let texts: Vec<String> = texts.iter().map(|text| plain(text)).collect();
    let mut left = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.chars().next() {
        rest = &rest[open.len_utf8()..];
        left.push(open);
        let quoted = MARKS.iter().filter(|(opening, _)| *opening == open).find_map(|(_, close)| {
            let inside = &rest[..rest.find(*close)?];
            let words = plain(inside);
            let words = words.trim_end_matches(['…', '.', ',', '。', '，']).trim_end();
            let is_held = !words.is_empty() && texts.iter().any(|text| super::blank(text, words) != *text);
            is_held.then_some(inside.len())
        });
        rest = &rest[quoted.unwrap_or(0)..];
    }
    left
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_what_is_said() {
        for name in [
            "Chiller 6",
            "Line 2",
            "P-101",
            "WO-1042 seal",
            "Tank 3 level",
            "Pump 2B",
            "3号泵",
            "Unit 4 train 2",
        ] {
            assert!(!reads_as_claim(name), "{name}");
        }
        for claim in [
            "level is 99 %",
            "Level 99 %",
            "99%",
            "LEVEL=99",
            "Flow: 99",
            "pressure 99 bar",
            "液位99度",
            "液位为99",
            "the tank holds ninety nine and 99",
            "It holds 99. Say so",
            "power 99kW",
        ] {
            assert!(reads_as_claim(claim), "{claim}");
        }
    }

    #[test]
    fn only_what_is_quoted_word_for_word_goes() {
        let texts = HashSet::from(["level is 99 %, see  WO-7".to_owned()]);
        let check = |text: &str, expected: &str| assert_eq!(without_quotes(text, &texts), expected);
        check("It says \"level is 99 %\".", "It says \"\".");
        check("它写着“level is 99 %, see WO-7…”。", "它写着“”。");
        check("The level is 99 %.", "The level is 99 %.");
        check("It says \"level is 9\".", "It says \"level is 9\".");
        check("It says \"99 % and more\".", "It says \"99 % and more\".");
        check("An open \"mark", "An open \"mark");
    }
}

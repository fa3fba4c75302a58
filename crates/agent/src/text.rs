//! Text as the linker sees it: folded words and characters with their places.
//!
//! Latin words are split where letters meet digits and at camel humps, so that
//! `P-101`, `P101` and `p 101` are the same two units; Chinese is one unit a character.

use std::ops::Range;

use plant::Language;

/// One unit of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// Folded and stemmed: what is compared.
    pub text: String,
    /// Folded only.
    pub surface: String,
    /// Bytes of the original text.
    pub span: Range<usize>,
    pub script: Script,
    /// Written together with the unit before it (no space or punctuation between).
    pub joined: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    Latin,
    Number,
    Chinese,
    /// Punctuation that carries meaning here: `%`, `,`, `?`, `(`, ...
    Mark,
}

/// Full-width forms to ASCII, lower case, Chinese punctuation to Latin.
pub fn fold(c: char) -> char {
    let narrow = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        '。' => '.',
        '、' => ',',
        '‘' | '’' => '\'',
        '“' | '”' => '"',
        '–' | '—' | '−' => '-',
        _ => c,
    };
    if narrow.is_ascii() {
        narrow.to_ascii_lowercase()
    } else {
        narrow.to_lowercase().next().unwrap_or(narrow)
    }
}

pub fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Splits a text into units.
pub fn units(text: &str) -> Vec<Unit> {
    let mut found: Vec<Unit> = Vec::new();
    let mut last_end = usize::MAX;
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut i = 0;
    while i < chars.len() {
        let (start, original) = chars[i];
        let c = fold(original);
        let end_of = |j: usize| chars.get(j).map_or(text.len(), |(at, _)| *at);
        let script = if is_chinese(c) {
            Script::Chinese
        } else if c.is_ascii_digit() {
            Script::Number
        } else if c.is_alphabetic() {
            Script::Latin
        } else if c.is_whitespace() || matches!(c, '-' | '_' | '/' | '\'' | '"' | '`') {
            i += 1;
            continue;
        } else {
            Script::Mark
        };
        let mut j = i + 1;
        match script {
            Script::Latin => {
                while j < chars.len() && continues_word(&chars, i, j) {
                    j += 1;
                }
            }
            Script::Number => {
                while j < chars.len() && continues_number(&chars, j) {
                    j += 1;
                }
            }
            Script::Chinese | Script::Mark => {}
        }
        let end = end_of(j);
        let surface: String =
            chars[i..j].iter().map(|(_, c)| fold(*c)).filter(|c| *c != '\'' && *c != ',').collect();
        let surface = if surface.is_empty() { c.to_string() } else { surface };
        let text = if script == Script::Latin { stem(&surface) } else { surface.clone() };
        found.push(Unit { text, surface, span: start..end, script, joined: last_end == start });
        last_end = end;
        i = j;
    }
    found
}

/// Whether character `j` still belongs to the word that began at `i`.
fn continues_word(chars: &[(usize, char)], i: usize, j: usize) -> bool {
    let c = fold(chars[j].1);
    if !c.is_alphabetic() || is_chinese(c) {
        // don't, what's: the apostrophe stays inside
        return c == '\'' && chars.get(j + 1).is_some_and(|(_, next)| next.is_alphabetic());
    }
    let (previous, here) = (chars[j - 1].1, chars[j].1);
    let hump = previous.is_lowercase() && here.is_uppercase();
    let acronym_end = previous.is_uppercase()
        && here.is_uppercase()
        && chars.get(j + 1).is_some_and(|(_, next)| next.is_lowercase())
        && j - i >= 2;
    // Units such as kWh and kPa are short; humps count in longer words only.
    let word_length = chars[i..].iter().take_while(|(_, c)| c.is_ascii_alphabetic()).count();
    !((hump || acronym_end) && word_length >= 6)
}

/// `2790`, `1,000` and `0.7` are one number; `10:15` and `1-2` are not.
fn continues_number(chars: &[(usize, char)], j: usize) -> bool {
    let c = fold(chars[j].1);
    if c.is_ascii_digit() {
        return true;
    }
    let digit_at = |k: usize| chars.get(k).is_some_and(|(_, c)| fold(*c).is_ascii_digit());
    match c {
        '.' => digit_at(j + 1) && chars[j].1 != '。',
        ',' => chars[j].1 == ',' && digit_at(j + 1) && digit_at(j + 2) && digit_at(j + 3) && !digit_at(j + 4),
        _ => false,
    }
}

/// Plural and possessive endings off: `chillers`, `chiller's` and `chiller` are one word.
pub fn stem(word: &str) -> String {
    let word = word.strip_suffix("'s").unwrap_or(word).replace('\'', "");
    let n = word.len();
    if n > 4 && word.ends_with("ies") {
        return format!("{}y", &word[..n - 3]);
    }
    if n > 4 && ["ches", "shes", "sses", "xes", "zes"].iter().any(|ending| word.ends_with(ending)) {
        return word[..n - 2].to_owned();
    }
    if n > 3 && word.ends_with('s') && !["ss", "us", "is"].iter().any(|ending| word.ends_with(ending)) {
        return word[..n - 1].to_owned();
    }
    word
}

/// The language that a question shows; `None` when it shows none (`P101 max`).
pub fn language(text: &str) -> Option<Language> {
    if text.chars().any(is_chinese) {
        return Some(Language::Chinese);
    }
    let words = units(text).iter().filter(|unit| unit.script == Script::Latin).count();
    (words >= 2).then_some(Language::English)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn check(text: &str, expected: &str) {
        let got: Vec<String> = units(text).into_iter().map(|unit| unit.text).collect();
        assert_eq!(got.join(" "), expected, "{text}");
    }

    #[test]
    fn one_name_many_spellings() {
        for spelling in ["P-101", "P101", "p 101", "p_101", "Ｐ１０１"] {
            check(spelling, "p 101");
        }
        check("XMEAS(15)", "xmea ( 15 )");
        check("VolumeFlowRateRMS", "volume flow rate rms");
        check("chiller's pumps, matches", "chiller pump , match");
    }

    #[test]
    fn numbers_keep_their_points() {
        check("above 2,790.5 kPa at 10:15", "above 2790.5 kpa at 10 : 15");
        check("大于0.7。", "大 于 0.7 .");
    }

    #[test]
    fn spans_cut_the_text_at_characters() {
        let text = "P101出口压力 max";
        for unit in units(text) {
            assert!(text.get(unit.span.clone()).is_some());
        }
        assert_eq!(language(text), Some(Language::Chinese));
        assert_eq!(language("P101 max pressure"), Some(Language::English));
        assert_eq!(language("P101"), None);
    }
}

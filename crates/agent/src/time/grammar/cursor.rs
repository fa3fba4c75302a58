//! Reading single tokens, phrases, numbers and table entries.

use super::super::digits::{chinese_number, is_chinese_numeral};
use super::super::token::{Kind, Token};
use super::super::words::SMALL_NUMBERS;
use super::{Parsed, Parser};

/// Characters of a Chinese numeral.
const LONGEST_NUMERAL: usize = 6;

/// How far back the letters of an identifier are looked for, in tokens.
const LONGEST_NAME: usize = 24;

impl Parser<'_> {
    pub(super) fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
    }

    /// The token's text; empty beyond the end.
    pub(super) fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.text.as_str())
    }

    pub(super) fn before(&self, at: usize) -> &str {
        at.checked_sub(1).map_or("", |before| self.text(before))
    }

    pub(super) fn glued(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.glued)
    }

    pub(super) fn is(&self, at: usize, kind: Kind) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == kind)
    }

    /// A phrase in the form of the tables: English words apart, Chinese together.
    pub(super) fn phrase(&self, at: usize, phrase: &str) -> Option<usize> {
        // Most entries of a table differ in their first byte.
        if self.text(at).as_bytes().first() != phrase.as_bytes().first() {
            return None;
        }
        let mut next = at;
        for piece in phrase.split(' ') {
            if piece.starts_with(|c: char| c.is_ascii_digit()) || piece.is_ascii() {
                next = self.ascii_piece(next, piece)?;
                continue;
            }
            let mut buffer = [0; 4];
            for c in piece.chars() {
                if self.text(next) != c.encode_utf8(&mut buffer) {
                    return None;
                }
                next += 1;
            }
        }
        Some(next)
    }

    /// A word, or digits with their suffix (`1st`).
    fn ascii_piece(&self, at: usize, piece: &str) -> Option<usize> {
        if self.text(at) == piece {
            return Some(at + 1);
        }
        let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
        let (number, suffix) = piece.split_at(digits);
        let both = digits > 0 && self.text(at) == number && self.glued(at + 1) && self.text(at + 1) == suffix;
        both.then_some(at + 2)
    }

    /// The longest entry of a table that stands here.
    pub(super) fn entry<T: Copy>(&self, at: usize, table: &[(&str, T)]) -> Parsed<T> {
        let mut best: Parsed<T> = None;
        for (phrase, value) in table {
            if let Some(end) = self.phrase(at, phrase)
                && best.is_none_or(|(_, furthest)| end > furthest)
            {
                best = Some((*value, end));
            }
        }
        best
    }

    /// The position after the longest of these phrases, or `at` itself.
    pub(super) fn skip(&self, at: usize, phrases: &[&str]) -> usize {
        phrases.iter().filter_map(|phrase| self.phrase(at, phrase)).max().unwrap_or(at)
    }

    pub(super) fn any(&self, at: usize, phrases: &[&str]) -> Option<usize> {
        phrases.iter().filter_map(|phrase| self.phrase(at, phrase)).max()
    }

    /// Digits at `at`, whatever stands before them.
    pub(super) fn digits(&self, at: usize) -> Parsed<u32> {
        let token = self.token(at).filter(|token| token.kind == Kind::Number && token.text.len() <= 6)?;
        Some((token.text.parse().ok()?, at + 1))
    }

    /// Digits that are neither part of an identifier nor of a decimal number.
    pub(super) fn free_digits(&self, at: usize) -> Parsed<u32> {
        let (value, next) = self.digits(at)?;
        let decimal = self.text(next) == "."
            && self.glued(next)
            && self.glued(next + 1)
            && self.is(next + 1, Kind::Number);
        (!decimal && !self.is_identifier_tail(at)).then_some((value, next))
    }

    /// A number glued to what stands before it so that it starts nothing of its own:
    /// `RUL0030`, `P-101`, the 30 of `10:30`. The 7 of `june 3-7` is free.
    pub(super) fn is_identifier_tail(&self, at: usize) -> bool {
        if !self.glued(at) || at == 0 {
            return false;
        }
        let before = &self.tokens[at - 1];
        match before.text.as_str() {
            "." | "/" | ":" => {
                before.glued && at >= 2 && matches!(self.tokens[at - 2].kind, Kind::Word | Kind::Number)
            }
            "#" => true,
            "-" => before.glued && at >= 2 && self.is_name(at - 2),
            _ => before.kind == Kind::Word,
        }
    }

    /// Whether the glued chain that ends at `at` begins with letters that are no month.
    fn is_name(&self, at: usize) -> bool {
        let mut first = at;
        while first > 0 && at - first < LONGEST_NAME && self.glued(first) && !self.is(first - 1, Kind::Han) {
            first -= 1;
        }
        (first..=at).any(|i| self.is(i, Kind::Word) && !is_date_word(self.text(i)))
    }

    /// A whole number: digits, Chinese numerals, or an English number word.
    pub(super) fn number(&self, at: usize) -> Parsed<u32> {
        self.free_digits(at).or_else(|| self.chinese(at)).or_else(|| self.entry(at, SMALL_NUMBERS))
    }

    /// Digits or Chinese numerals.
    pub(super) fn numeral(&self, at: usize) -> Parsed<u32> {
        self.free_digits(at).or_else(|| self.chinese(at))
    }

    pub(super) fn chinese(&self, at: usize) -> Parsed<u32> {
        let mut text = String::new();
        let mut end = at;
        // One more than a numeral may have, so that a longer row is none.
        while end <= at + LONGEST_NUMERAL
            && let Some(token) = self.token(end)
            && token.kind == Kind::Han
            && token.text.chars().all(is_chinese_numeral)
        {
            text.push_str(&token.text);
            end += 1;
        }
        Some((chinese_number(&text)?, end))
    }

    /// A number that may have decimals or be a half: `1.5`, `half a`, 两个半, 半.
    pub(super) fn amount(&self, at: usize) -> Parsed<f64> {
        if let Some(end) = self.any(at, &["half an", "half a", "半个", "半"]) {
            return Some((0.5, end));
        }
        if let Some((whole, next)) = self.digits(at).filter(|_| !self.is_identifier_tail(at)) {
            if self.text(next) == "."
                && self.glued(next)
                && self.glued(next + 1)
                && self.is(next + 1, Kind::Number)
            {
                let value = format!("{whole}.{}", self.text(next + 1)).parse().ok()?;
                return Some((value, next + 2));
            }
            return Some((f64::from(whole), next));
        }
        let (value, end) = self.number(at)?;
        Some((f64::from(value), end))
    }

    pub(super) fn at_end(&self, at: usize) -> bool {
        at >= self.tokens.len()
    }

    /// Nothing follows but punctuation.
    pub(super) fn stops(&self, at: usize) -> bool {
        matches!(self.text(at), "" | "?" | "." | "," | ";" | ":" | "!" | ")" | "(" | "\"" | "'")
    }
}

/// Letters that belong to dates and clocks: month names, ordinal suffixes, am and pm.
fn is_date_word(text: &str) -> bool {
    super::date::is_month_word(text) || matches!(text, "st" | "nd" | "rd" | "th" | "am" | "pm" | "t" | "h")
}

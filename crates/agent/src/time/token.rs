//! A question as tokens: words, digits, single Chinese characters, symbols.

use std::ops::Range;

use super::digits::{half_width, simplified};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A run of letters of an alphabet, and `_`.
    Word,
    /// A run of digits.
    Number,
    /// One Chinese character.
    Han,
    /// Any other single character.
    Symbol,
}

#[derive(Debug, Clone)]
pub(super) struct Token {
    pub kind: Kind,
    /// Half width, lower case, simplified.
    pub text: String,
    /// Bytes of the original text.
    pub span: Range<usize>,
    /// No white space between the previous token and this one.
    pub glued: bool,
    /// Written with a capital first letter.
    pub capital: bool,
}

fn kind_of(c: char) -> Kind {
    if c.is_ascii_digit() {
        Kind::Number
    } else if is_han(c) {
        Kind::Han
    } else if c.is_alphabetic() || c == '_' {
        Kind::Word
    } else {
        Kind::Symbol
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '〇' | '\u{20000}'..='\u{3ffff}')
}

/// Cuts a text into tokens. A possessive `'s` is dropped, so that `yesterday's` reads as `yesterday`.
pub(super) fn tokenize(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut gap = true;
    for (start, original) in text.char_indices() {
        let end = start + original.len_utf8();
        let c = simplified(half_width(original));
        if c.is_whitespace() {
            gap = true;
            continue;
        }
        let kind = kind_of(c);
        let glued = !gap;
        gap = false;
        if glued
            && matches!(kind, Kind::Word | Kind::Number)
            && let Some(last) = tokens.last_mut()
            && last.kind == kind
        {
            last.text.extend(c.to_lowercase());
            last.span.end = end;
            continue;
        }
        tokens.push(Token {
            kind,
            text: c.to_lowercase().collect(),
            span: start..end,
            glued,
            capital: c.is_uppercase(),
        });
    }
    drop_possessives(tokens)
}

fn drop_possessives(tokens: Vec<Token>) -> Vec<Token> {
    let mut kept: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut rest = tokens.into_iter().peekable();
    while let Some(token) = rest.next() {
        let after_word = token.glued && kept.last().is_some_and(|last| last.kind == Kind::Word);
        if token.text == "'" && after_word && rest.peek().is_some_and(|next| next.glued && next.text == "s") {
            rest.next();
            continue;
        }
        kept.push(token);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let tokens = tokenize(text);
        let got: Vec<&str> = tokens.iter().map(|t| t.text.as_str()).collect();
        assert_eq!(got, expected, "{text}");
        for token in &tokens {
            assert!(text.get(token.span.clone()).is_some(), "{text}: {:?}", token.span);
        }
    }

    #[test]
    fn words_digits_and_characters_come_apart() {
        check("Yesterday's RUL0030 at 2pm", &["yesterday", "rul", "0030", "at", "2", "pm"]);
        check("６月１０號下午2點", &["6", "月", "10", "号", "下", "午", "2", "点"]);
        check("10–12 June", &["10", "-", "12", "june"]);
    }
}

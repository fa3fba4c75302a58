//! Reads the notation of meanings.

use super::Term;

/// Text that is no meaning, with the place where that shows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no meaning: `{text}` at `{rest}`")]
pub struct Unreadable {
    text: String,
    rest: String,
}

/// How deep calls may be nested; authored meanings stay below 6.
const DEPTH: usize = 32;

pub fn parse(text: &str) -> Result<Term, Unreadable> {
    let mut reader = Reader { rest: text.trim() };
    match reader.term(0) {
        Some(term) if reader.rest.trim().is_empty() => Ok(term),
        _ => Err(Unreadable { text: text.to_owned(), rest: reader.rest.to_owned() }),
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn eat(&mut self, mark: char) -> bool {
        let trimmed = self.rest.trim_start();
        match trimmed.strip_prefix(mark) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn while_matching(&mut self, allowed: impl Fn(char) -> bool) -> &'a str {
        let trimmed = self.rest.trim_start();
        let end = trimmed.find(|c| !allowed(c)).unwrap_or(trimmed.len());
        self.rest = &trimmed[end..];
        &trimmed[..end]
    }

    fn term(&mut self, depth: usize) -> Option<Term> {
        let first = self.rest.trim_start().chars().next()?;
        if depth > DEPTH {
            return None;
        }
        if first.is_ascii_digit() || first == '-' {
            return self
                .while_matching(|c| c.is_ascii_digit() || c == '.' || c == '-')
                .parse()
                .ok()
                .map(Term::Number);
        }
        let word = self.while_matching(|c| c.is_ascii_alphanumeric() || c == '_');
        if word.is_empty() {
            return None;
        }
        let mut term = Term::word(word);
        if self.eat('(') {
            let (arguments, options) = self.arguments(depth)?;
            term = Term::Call { name: word.to_owned(), arguments, options };
        }
        if self.eat('@') {
            let place = self.term(depth + 1)?;
            term = Term::On(Box::new(term), Box::new(place));
        }
        Some(term)
    }

    #[allow(clippy::type_complexity, reason = "the two halves of a call's arguments")]
    fn arguments(&mut self, depth: usize) -> Option<(Vec<Term>, Vec<(String, Term)>)> {
        let (mut arguments, mut options) = (Vec::new(), Vec::new());
        if self.eat(')') {
            return Some((arguments, options));
        }
        loop {
            let term = self.term(depth + 1)?;
            match term {
                Term::Word(key) if self.eat('=') => options.push((key, self.term(depth + 1)?)),
                term => arguments.push(term),
            }
            if self.eat(')') {
                return Some((arguments, options));
            }
            if !self.eat(',') {
                return None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::Term;

    #[test]
    fn what_is_written_is_read_back() {
        for text in [
            "mean(t, w, by=day)",
            "value(q@a, when(max(t, w)))",
            "mean(t, w, while=all(above(t2, n), running(a)), unit=u)",
            "percentile(t, w, pct=95)",
            "plant()",
        ] {
            assert_eq!(Term::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_meaning_is_refused() {
        for text in ["", "mean(t", "mean(t,)", "mean(t) w", "(t)", &"f(".repeat(200)] {
            assert!(Term::parse(text).is_err(), "{text}");
        }
    }
}

//! Meanings: what a question asks, free of the plant it is asked of - `mean(t, w, by=day)`.
//!
//! A meaning is a tree of operations over slots (`t` the first tag named, `t2` the second, `w` a window). The corpus
//! under `models/planner/corpus` is written in it, the model chooses among meanings, and `planner/compile` turns one with
//! the question's bound slots into a plan. The corpus's README lists the operations.
//!
//! Knows nothing of plants, words or tools.

mod normal;
mod parse;

use std::fmt;

pub use normal::{Names, normal};
pub use parse::Unreadable;

/// One node of a meaning.
#[derive(Debug, Clone, PartialEq)]
pub enum Term {
    /// `mean(t, w, by=day)`.
    Call {
        name: String,
        arguments: Vec<Term>,
        options: Vec<(String, Term)>,
    },
    /// A slot or a word: `t2`, `day`. Which of the two depends on where it stands.
    Word(String),
    Number(f64),
    /// `q@a`: the tag that measures `q` on `a`.
    On(Box<Term>, Box<Term>),
}

impl Term {
    pub fn word(text: impl Into<String>) -> Self {
        Self::Word(text.into())
    }

    pub fn call(name: impl Into<String>, arguments: Vec<Self>) -> Self {
        Self::Call { name: name.into(), arguments, options: Vec::new() }
    }

    /// Reads the notation.
    ///
    /// # Errors
    /// Where it is no meaning.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        parse::parse(text)
    }

    /// The operation at the root; a word stands for itself.
    pub fn name(&self) -> &str {
        match self {
            Self::Call { name, .. } => name,
            Self::Word(word) => word,
            Self::Number(_) => "number",
            Self::On(..) => "on",
        }
    }

    pub fn arguments(&self) -> &[Self] {
        if let Self::Call { arguments, .. } = self { arguments } else { &[] }
    }

    pub fn options(&self) -> &[(String, Self)] {
        if let Self::Call { options, .. } = self { options } else { &[] }
    }

    pub fn option(&self, key: &str) -> Option<&Self> {
        self.options().iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The word that an option has.
    pub fn option_word(&self, key: &str) -> Option<&str> {
        match self.option(key)? {
            Self::Word(word) => Some(word),
            _ => None,
        }
    }

    /// Every node, parents before children.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        visit(self);
        match self {
            Self::Call { arguments, options, .. } => {
                arguments.iter().for_each(|argument| argument.walk(visit));
                options.iter().for_each(|(_, value)| value.walk(visit));
            }
            Self::On(quantity, place) => {
                quantity.walk(visit);
                place.walk(visit);
            }
            Self::Word(_) | Self::Number(_) => {}
        }
    }

    /// The slots that stand in it, each once, in the order of the notation.
    pub fn slots(&self) -> Vec<Slot> {
        let mut found = Vec::new();
        self.walk(&mut |term| {
            if let Self::Word(word) = term
                && let Some(slot) = Slot::of(word)
                && !found.contains(&slot)
            {
                found.push(slot);
            }
        });
        found
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => f.write_str(word),
            Self::Number(number) => write!(f, "{number}"),
            Self::On(quantity, place) => write!(f, "{quantity}@{place}"),
            Self::Call { name, arguments, options } => {
                write!(f, "{name}(")?;
                for (i, argument) in arguments.iter().enumerate() {
                    let comma = if i > 0 { ", " } else { "" };
                    write!(f, "{comma}{argument}")?;
                }
                for (i, (key, value)) in options.iter().enumerate() {
                    let comma = if i > 0 || !arguments.is_empty() { ", " } else { "" };
                    write!(f, "{comma}{key}={value}")?;
                }
                f.write_str(")")
            }
        }
    }
}

/// What a slot is filled with. The corpus's README says more of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SlotKind {
    Tag,
    Quantity,
    Asset,
    Kind,
    Window,
    Instant,
    Length,
    Number,
    Count,
    Unit,
    Records,
    Field,
    Value,
    Record,
    Code,
    Shift,
    Part,
    Symptom,
    Topic,
    Unknown,
}

impl SlotKind {
    const NAMES: [(&'static str, Self); 20] = [
        ("t", Self::Tag),
        ("q", Self::Quantity),
        ("a", Self::Asset),
        ("k", Self::Kind),
        ("w", Self::Window),
        ("at", Self::Instant),
        ("d", Self::Length),
        ("n", Self::Number),
        ("m", Self::Count),
        ("u", Self::Unit),
        ("r", Self::Records),
        ("f", Self::Field),
        ("v", Self::Value),
        ("rec", Self::Record),
        ("c", Self::Code),
        ("s", Self::Shift),
        ("part", Self::Part),
        ("sym", Self::Symptom),
        ("topic", Self::Topic),
        ("x", Self::Unknown),
    ];

    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, kind)| *kind == self).map_or("x", |(name, _)| name)
    }
}

/// A slot by its kind and its place among those of its kind, from 1: `t2` is (`Tag`, 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot {
    pub kind: SlotKind,
    pub place: usize,
}

impl Slot {
    pub fn of(word: &str) -> Option<Self> {
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
        let kind = SlotKind::NAMES.iter().find(|(name, _)| *name == letters).map(|(_, kind)| *kind)?;
        let digits = &word[letters.len()..];
        let place = if digits.is_empty() { 1 } else { digits.parse().ok()? };
        Some(Self { kind, place })
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.name())?;
        if self.place > 1 { write!(f, "{}", self.place) } else { Ok(()) }
    }
}

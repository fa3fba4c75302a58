//! What can be proposed: a draft of a work order, a note, a watch.

use jiff::Timestamp;
use jiff::civil::Date;
use plant::{Problem, Unit};
use serde::{Deserialize, Serialize};

use crate::problems::wrong;

/// Longest title, and longest other text, characters.
const LONGEST_TITLE: usize = 200;
const LONGEST_TEXT: usize = 4_000;
/// Longest time that a watch's condition may have to last, seconds: a year.
const LONGEST_FOR_S: f64 = 366.0 * 86_400.0;

/// What would be written, complete.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Act {
    WorkOrder(WorkOrder),
    Note(Note),
    Watch(Watch),
}

/// A draft of a work order, to be handed to a CMMS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkOrder {
    /// Id of the asset.
    pub asset: String,
    pub title: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    pub priority: Priority,
    /// Plant-local.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Id of the answer that led to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

/// How urgent a work order is, in the words of most CMMS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    Emergency,
    High,
    Medium,
    Low,
}

/// What somebody saw or did, at an instant or over a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    pub about: About,
    pub start: Timestamp,
    /// Exclusive; none for an instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Timestamp>,
    pub text: String,
    /// Id of the answer that led to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

/// What a note is on, by id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    Asset(String),
    Tag(String),
}

/// A condition on a tag that somebody wants to know of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Watch {
    /// Id of the tag.
    pub tag: String,
    #[serde(flatten)]
    pub condition: Condition,
    /// How long the condition must last before the watch fires, seconds.
    pub for_s: f64,
    /// What to do, or why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Id of the answer that led to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

/// When a watch is to fire. Limits are in `unit`; without one, the tag has none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "condition", rename_all = "snake_case")]
pub enum Condition {
    Above {
        limit: f64,
        unit: Option<Unit>,
    },
    Below {
        limit: f64,
        unit: Option<Unit>,
    },
    /// Below `low` or above `high`.
    Outside {
        low: f64,
        high: f64,
        unit: Option<Unit>,
    },
    /// The value does not change.
    Stuck,
    /// Nothing arrives.
    NoData,
}

impl Priority {
    /// Every priority, most urgent first.
    pub const ALL: [Self; 4] = [Self::Emergency, Self::High, Self::Medium, Self::Low];

    pub fn word(self) -> &'static str {
        match self {
            Self::Emergency => "emergency",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|priority| priority.word() == word)
    }
}

impl About {
    pub fn id(&self) -> &str {
        let (Self::Asset(id) | Self::Tag(id)) = self;
        id
    }
}

impl Act {
    /// `work order`, `note` or `watch`, as a person says it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::WorkOrder(_) => "work order",
            Self::Note(_) => "note",
            Self::Watch(_) => "watch",
        }
    }

    /// What the ids of such proposals begin with.
    pub(crate) fn prefix(&self) -> &'static str {
        match self {
            Self::WorkOrder(_) => "wo",
            Self::Note(_) => "note",
            Self::Watch(_) => "watch",
        }
    }

    /// Id of the asset or tag that it is on.
    pub fn subject(&self) -> &str {
        match self {
            Self::WorkOrder(order) => &order.asset,
            Self::Note(note) => note.about.id(),
            Self::Watch(watch) => &watch.tag,
        }
    }

    /// Id of the answer that led to it.
    pub fn answer(&self) -> Option<&str> {
        match self {
            Self::WorkOrder(order) => order.answer.as_deref(),
            Self::Note(note) => note.answer.as_deref(),
            Self::Watch(watch) => watch.answer.as_deref(),
        }
    }

    /// One line: `work order for P-101: Replace the seal`.
    pub fn headline(&self) -> String {
        match self {
            Self::WorkOrder(order) => format!("work order for {}: {}", order.asset, order.title),
            Self::Note(note) => format!("note on {}: {}", note.about.id(), one_line(&note.text)),
            Self::Watch(watch) => format!("watch on {}", watch.words()),
        }
    }

    /// # Errors
    /// `PW3201` for a text that is missing or too long, or for limits that hold nothing.
    pub fn check(&self) -> Result<(), Problem> {
        match self {
            Self::WorkOrder(order) => {
                title("title", &order.title)?;
                text("description", &order.description)
            }
            Self::Note(note) => {
                if note.text.trim().is_empty() {
                    return Err(wrong("text", "a note says something"));
                }
                if note.end.is_some_and(|end| end <= note.start) {
                    return Err(wrong("window", "it ends before it starts"));
                }
                text("text", &note.text)
            }
            Self::Watch(watch) => {
                watch.check()?;
                text("text", &watch.text)
            }
        }
    }
}

impl Watch {
    /// `P-101.flow > 20 m³/h for 10 min`.
    pub fn words(&self) -> String {
        let with = |unit: &Option<Unit>| {
            unit.as_ref().map(|unit| format!(" {}", unit.symbol())).unwrap_or_default().trim_end().to_owned()
        };
        let what = match &self.condition {
            Condition::Above { limit, unit } => format!("> {limit}{}", spaced(&with(unit))),
            Condition::Below { limit, unit } => format!("< {limit}{}", spaced(&with(unit))),
            Condition::Outside { low, high, unit } => {
                format!("outside {low} to {high}{}", spaced(&with(unit)))
            }
            Condition::Stuck => "stuck".to_owned(),
            Condition::NoData => "without data".to_owned(),
        };
        let lasting = if self.for_s > 0.0 { format!(" for {}", length(self.for_s)) } else { String::new() };
        format!("{} {what}{lasting}", self.tag)
    }

    fn check(&self) -> Result<(), Problem> {
        if !(0.0..=LONGEST_FOR_S).contains(&self.for_s) {
            return Err(wrong("for_s", "0 seconds to a year are possible"));
        }
        match self.condition {
            Condition::Above { limit, .. } | Condition::Below { limit, .. } if !limit.is_finite() => {
                Err(wrong("limit", "a number is needed"))
            }
            Condition::Outside { low, high, .. } if !(low.is_finite() && high.is_finite() && low < high) => {
                Err(wrong("low", "low must be the lower of the two"))
            }
            Condition::Stuck | Condition::NoData if self.for_s <= 0.0 => {
                Err(wrong("for_s", "say after how many seconds: a value that stands still needs a time"))
            }
            _ => Ok(()),
        }
    }
}

fn spaced(unit: &str) -> String {
    if unit.is_empty() { String::new() } else { format!(" {}", unit.trim_start()) }
}

/// `10 min`, `1.5 h`, `45 s`.
fn length(seconds: f64) -> String {
    let (size, unit) = match seconds {
        s if s >= 86_400.0 => (86_400.0, "d"),
        s if s >= 3_600.0 => (3_600.0, "h"),
        s if s >= 60.0 => (60.0, "min"),
        _ => (1.0, "s"),
    };
    format!("{} {unit}", (seconds / size * 100.0).round() / 100.0)
}

/// The first line, cut where it is long.
fn one_line(text: &str) -> String {
    const LONGEST: usize = 80;
    let line = text.trim().lines().next().unwrap_or_default();
    if line.chars().count() <= LONGEST && line.len() == text.trim().len() {
        return line.to_owned();
    }
    line.chars().take(LONGEST).chain(['…']).collect()
}

fn title(name: &str, title: &str) -> Result<(), Problem> {
    let length = title.chars().count();
    if title.trim().is_empty() || length > LONGEST_TITLE || title.contains(char::is_control) {
        return Err(wrong(name, format!("one line of 1 to {LONGEST_TITLE} characters is needed")));
    }
    Ok(())
}

fn text(name: &str, text: &str) -> Result<(), Problem> {
    let is_odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if text.chars().count() > LONGEST_TEXT || text.contains(is_odd) {
        return Err(wrong(name, format!("at most {LONGEST_TEXT} characters, no control characters")));
    }
    Ok(())
}

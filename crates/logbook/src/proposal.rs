//! A proposal as its lines make it, and how it may go on.

use std::fmt;

use jiff::Timestamp;
use plant::Problem;
use serde::{Deserialize, Serialize};

use crate::line::{Draft, Event};
use crate::problems;

/// Longest name and longest reason, characters.
const LONGEST_NAME: usize = 100;
const LONGEST_REASON: usize = 2_000;

/// Who decides. Nobody's identity is checked: it is the name that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// # Errors
    /// `PW3305` for what is no name.
    pub fn new(text: &str) -> Result<Self, Problem> {
        let text = text.trim();
        let fits = text.chars().count() <= LONGEST_NAME
            && text.contains(char::is_alphabetic)
            && !text.contains(char::is_control);
        if !fits {
            let what =
                if text.is_empty() { "there is no name".to_owned() } else { format!("{text:?} is no name") };
            return Err(problems::no_name(&what));
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why somebody declined or undid, cleared of what does not belong into a line of text.
///
/// # Errors
/// `PW3201` for one that is too long.
pub(crate) fn reason(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.chars().count() > LONGEST_REASON {
        return Err(problems::wrong("reason", format!("at most {LONGEST_REASON} characters")));
    }
    Ok(text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect())
}

/// Who did something, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    pub by: String,
    pub at: Timestamp,
    /// Why; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// What became of a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    None,
    Confirmed(Signed),
    Declined(Signed),
    Undone { confirmed: Signed, undone: Signed },
}

impl Decision {
    /// Reads on after "it ": `was declined by Ana Ruiz at …`.
    pub fn words(&self) -> String {
        match self {
            Self::None => "was not confirmed".to_owned(),
            Self::Confirmed(signed) => problems::signed("confirmed", signed),
            Self::Declined(signed) => problems::signed("declined", signed),
            Self::Undone { undone, .. } => problems::signed("undone", undone),
        }
    }
}

/// How a proposal stands at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Waits for a person's word.
    Open,
    /// Nobody decided in time.
    Expired,
    /// In force.
    Confirmed,
    Declined,
    /// Was in force.
    Undone,
}

/// Where a proposal came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// `page`, `command line`, `mcp`, or the name of a model.
    pub from: String,
    /// Id of the answer that it was made for.
    pub answer: Option<String>,
}

/// One proposal.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// `wo-12`, `note-13`, `watch-14`.
    pub id: String,
    pub proposed_at: Timestamp,
    pub expires_at: Timestamp,
    pub draft: Draft,
    pub origin: Option<Origin>,
    pub decision: Decision,
}

/// A line of the logbook as the audit log holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    pub id: String,
    pub event: Event,
    pub at: Timestamp,
    /// SHA-256 of the line's bytes, in hexadecimal.
    pub digest: String,
    /// What it is about, one line.
    pub headline: String,
}

impl Proposal {
    pub fn state(&self, now: Timestamp) -> State {
        match &self.decision {
            Decision::None if now >= self.expires_at => State::Expired,
            Decision::None => State::Open,
            Decision::Confirmed(_) => State::Confirmed,
            Decision::Declined(_) => State::Declined,
            Decision::Undone { .. } => State::Undone,
        }
    }

    /// Who put it in force, and when.
    pub fn confirmed(&self) -> Option<&Signed> {
        match &self.decision {
            Decision::Confirmed(signed) | Decision::Undone { confirmed: signed, .. } => Some(signed),
            Decision::None | Decision::Declined(_) => None,
        }
    }

    /// Takes what a line says of it. A line that does not follow from where it stands changes
    /// nothing: no writer of ours wrote it.
    pub(crate) fn take(&mut self, at: Timestamp, event: &Event) {
        let signed = |by: &str, reason: &str| Signed { by: by.to_owned(), at, reason: reason.to_owned() };
        self.decision = match (&self.decision, event) {
            (_, Event::Traced { from, answer }) => {
                self.origin = Some(Origin { from: from.clone(), answer: answer.clone() });
                return;
            }
            (Decision::None, Event::Confirmed { by }) => Decision::Confirmed(signed(by, "")),
            (Decision::None, Event::Declined { by, reason }) => Decision::Declined(signed(by, reason)),
            (Decision::Confirmed(confirmed), Event::Undone { by, reason }) => {
                Decision::Undone { confirmed: confirmed.clone(), undone: signed(by, reason) }
            }
            _ => return,
        };
    }

    /// Whether a line is still to be written for the confirmation of `by`: none when the same
    /// person confirmed it already.
    ///
    /// # Errors
    /// `PW3302` when it was decided otherwise or by another, `PW3303` when it expired.
    pub(crate) fn may_confirm(&self, by: &Name, now: Timestamp) -> Result<bool, Problem> {
        match &self.decision {
            Decision::None if self.state(now) == State::Expired => Err(problems::expired(self)),
            Decision::None => Ok(true),
            Decision::Confirmed(signed) if signed.by == by.as_str() => Ok(false),
            _ => Err(problems::decided(self, "confirmed")),
        }
    }

    /// The same of declining; what expired may be declined too.
    ///
    /// # Errors
    /// `PW3302` when it was decided otherwise or by another.
    pub(crate) fn may_decline(&self, by: &Name) -> Result<bool, Problem> {
        match &self.decision {
            Decision::None => Ok(true),
            Decision::Declined(signed) if signed.by == by.as_str() => Ok(false),
            _ => Err(problems::decided(self, "declined")),
        }
    }

    /// The same of undoing what is in force.
    ///
    /// # Errors
    /// `PW3302` when it is not in force.
    pub(crate) fn may_undo(&self, by: &Name) -> Result<bool, Problem> {
        match &self.decision {
            Decision::Confirmed(_) => Ok(true),
            Decision::Undone { undone, .. } if undone.by == by.as_str() => Ok(false),
            _ => Err(problems::not_in_force(self)),
        }
    }
}

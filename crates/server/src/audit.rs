//! What was done, by whom and when: an append-only log in which each line holds the hash of the
//! one before, so that a change, an omission or an addition afterwards shows. Questions that are
//! kept, imports, exports, boards, feedback, calls of tools by other programs, proposals and what
//! people made of them stand in it; a question with the digest of the answer that it was given.
//! Calls of models stand in it too, where `models.toml` says so, and calls of servers outside always.

pub mod calls;
mod chain;
mod entry;
mod log;
mod observer;
mod outside;
mod verify;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use logbook::Mark;
use parking_lot::Mutex;
use plant::Problem;
use serde::{Deserialize, Serialize};
use tool::Status;

pub use chain::{Chain, Line};
pub use entry::{Entry, NOTHING, hash};
pub use log::Log;
pub use observer::CallObserver;
pub use outside::OutsideWatcher;
pub use verify::{Broken, Verified, verify};

use crate::answers::{AnswerLog, Kept, Summary, Wanted};

/// Who did it: this machine's user, where nobody was named. Accounts do not exist yet.
pub const LOCAL: &str = "local";

/// The file of the log of the plant whose state lies in `state_dir`.
pub fn file(state_dir: &Path) -> PathBuf {
    state_dir.join("audit.jsonl")
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    Asked,
    Imported,
    BoardSaved,
    BoardDeleted,
    Liked,
    Disliked,
    /// The built-in planner was taught an example or a name.
    Taught,
    /// It was taken out of force.
    Forgotten,
    Exported,
    /// Another program called a tool.
    Called,
    /// A model is asked, for the answer named.
    ModelAsked,
    /// It answered, or failed to.
    ModelAnswered,
    /// A tool of a server outside is called, for the answer named.
    OutsideAsked,
    /// It answered, or failed to.
    OutsideAnswered,
    /// A draft of a work order, a note or a watch was proposed.
    Proposed,
    /// A named person put it in force.
    Confirmed,
    Declined,
    /// It was taken out of force again.
    Undone,
}

impl Action {
    /// Whether the logbook holds more of it.
    pub fn is_act(self) -> bool {
        matches!(self, Self::Proposed | Self::Confirmed | Self::Declined | Self::Undone)
    }
}

/// One thing that was done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// RFC 3339, UTC.
    pub at: String,
    pub who: String,
    pub action: Action,
    /// Id of what it was done to or with: an answer, a board, an import, a tool.
    pub subject: String,
    /// As a person reads it: the question, the board's title, the file's name.
    pub text: String,
    /// How it ended, of a question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// SHA-256 of what says more: of a question, the line that the log of answers holds; of a
    /// proposal and what became of it, that of the logbook; of a call of a model, the prompt or the
    /// answer as [`calls`] writes it; of a server outside, what it was told or said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// Of a call of a model: whether the text is kept, not its digest alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub kept: bool,
}

impl Event {
    /// What is done now, by this machine's user.
    pub fn new(action: Action, subject: &str, text: &str) -> Self {
        Self {
            at: Timestamp::now().to_string(),
            who: LOCAL.to_owned(),
            action,
            subject: subject.to_owned(),
            text: text.to_owned(),
            status: None,
            digest: None,
            kept: false,
        }
    }
}

/// The log of one plant, and the list that is made of it.
#[derive(Debug)]
pub struct Audit {
    log: Log,
    /// Oldest first; read when first asked for.
    events: Mutex<Option<Vec<Event>>>,
}

impl Audit {
    pub fn new(file: impl Into<PathBuf>) -> Self {
        Self { log: Log::new(file), events: Mutex::new(None) }
    }

    /// Notes what was done; on disk when this returns.
    ///
    /// # Errors
    /// As [`Log::append`].
    pub fn note(&self, action: Action, subject: &str, text: &str) -> Result<(), Problem> {
        self.keep(Event::new(action, subject, text))
    }

    /// Notes what a person did, by the name that was given.
    ///
    /// # Errors
    /// As [`Log::append`].
    pub fn note_by(
        &self,
        who: Option<&str>,
        action: Action,
        subject: &str,
        text: &str,
    ) -> Result<(), Problem> {
        let event = Event::new(action, subject, text);
        self.keep(Event { who: who.map_or(event.who, str::to_owned), ..event })
    }

    /// Notes a question with the answer that is kept of it; on disk when this returns.
    ///
    /// # Errors
    /// As [`Log::append`].
    pub fn asked(&self, kept: Kept) -> Result<(), Problem> {
        self.keep(Event { digest: Some(kept.digest), ..Event::from(kept.summary) })
    }

    /// Notes a line of the logbook, which is on disk; on disk when this returns.
    ///
    /// # Errors
    /// As [`Log::append`].
    pub fn acted(&self, mark: Mark) -> Result<(), Problem> {
        let (action, who) = match mark.event {
            logbook::Event::Proposed { .. } => (Action::Proposed, LOCAL.to_owned()),
            // Where it came from is no act.
            logbook::Event::Traced { .. } => return Ok(()),
            logbook::Event::Confirmed { by } => (Action::Confirmed, by),
            logbook::Event::Declined { by, .. } => (Action::Declined, by),
            logbook::Event::Undone { by, .. } => (Action::Undone, by),
        };
        let digest = Some(mark.digest);
        self.keep(Event {
            at: mark.at.to_string(),
            who,
            digest,
            ..Event::new(action, &mark.id, &mark.headline)
        })
    }

    /// Digests of the lines of the logbook that are noted.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn acts(&self) -> Result<HashSet<String>, Problem> {
        let events = self.log.events()?;
        let acts = events.into_iter().filter(|event| event.action.is_act());
        Ok(acts.filter_map(|event| event.digest).collect())
    }

    /// Notes an event as it is; on disk when this returns.
    ///
    /// # Errors
    /// As [`Log::append`].
    pub fn keep(&self, event: Event) -> Result<(), Problem> {
        let mut events = self.events.lock();
        self.log.append(&event)?;
        if let Some(events) = events.as_mut() {
            events.push(event);
        }
        Ok(())
    }

    /// What was done before an instant, newest first, at most `limit`. Questions from before they
    /// were noted here come from the log of answers.
    ///
    /// # Errors
    /// When the log or that of answers cannot be read.
    pub fn list(
        &self,
        answers: &AnswerLog,
        before: Option<Timestamp>,
        limit: usize,
    ) -> Result<Vec<Event>, Problem> {
        let asked = answers.newest(&Wanted { before, ..Wanted::default() }, limit)?;
        let mut held = self.events.lock();
        let events = match held.take() {
            Some(events) => held.insert(events),
            None => held.insert(self.log.events()?),
        };
        let is_before = |event: &&Event| {
            before.is_none_or(|before| event.at.parse::<Timestamp>().is_ok_and(|at| at < before))
        };
        let mut found: Vec<Event> = events.iter().rev().filter(is_before).take(limit).cloned().collect();
        drop(held);
        let noted = |event: &&Event| event.action == Action::Asked;
        let noted: HashSet<String> = found.iter().filter(noted).map(|event| event.subject.clone()).collect();
        found.extend(asked.into_iter().filter(|summary| !noted.contains(&summary.id)).map(Event::from));
        // Text of instants of the same form would order alike but for their fractions.
        found.sort_by_cached_key(|event| std::cmp::Reverse(event.at.parse::<Timestamp>().ok()));
        found.truncate(limit);
        Ok(found)
    }
}

impl From<Summary> for Event {
    fn from(summary: Summary) -> Self {
        Self {
            at: summary.asked_at,
            status: Some(summary.status),
            ..Self::new(Action::Asked, &summary.id, &summary.question)
        }
    }
}

#[cfg(test)]
mod tampering;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_newest_come_first_and_pages_meet() {
        let folder = tempfile::tempdir().unwrap();
        let answers = AnswerLog::new(folder.path().join("answers"));
        let audit = Audit::new(folder.path().join("audit.jsonl"));
        for number in 0..5 {
            audit.note(Action::BoardSaved, "b", &number.to_string()).unwrap();
        }
        let again = Audit::new(folder.path().join("audit.jsonl"));
        again.note(Action::Liked, "a", "5").unwrap();
        assert_eq!(again.list(&answers, None, 9).unwrap().len(), 6);
        let texts = |events: &[Event]| -> Vec<String> { events.iter().map(|e| e.text.clone()).collect() };
        let first = again.list(&answers, None, 4).unwrap();
        assert_eq!(texts(&first), ["5", "4", "3", "2"]);
        let before = first.last().unwrap().at.parse().unwrap();
        assert_eq!(texts(&again.list(&answers, Some(before), 4).unwrap()), ["1", "0"]);
    }
}

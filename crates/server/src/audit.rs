//! What was done through the page and the API, by whom and when. Questions stand in the log of
//! answers; everything else in a journal of its own; the list is both by time.

use std::path::PathBuf;

use jiff::Timestamp;
use parking_lot::Mutex;
use plant::Problem;
use serde::{Deserialize, Serialize};
use tool::Status;

use crate::answers::{AnswerLog, Summary, Wanted};
use crate::journal::Journal;

/// Who did it: this machine's user. Accounts do not exist yet.
pub const LOCAL: &str = "local";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    Asked,
    Imported,
    BoardSaved,
    BoardDeleted,
    Liked,
    Disliked,
    Exported,
}

/// One thing that was done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// RFC 3339, UTC.
    pub at: String,
    pub who: String,
    pub action: Action,
    /// Id of what it was done to or with: an answer, a board, an import.
    pub subject: String,
    /// As a person reads it: the question, the board's title, the file's name.
    pub text: String,
    /// How it ended, of a question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
}

/// The list of one plant.
#[derive(Debug)]
pub struct Audit {
    journal: Journal<Event>,
    /// Oldest first; read when first asked for.
    events: Mutex<Option<Vec<Event>>>,
}

impl Audit {
    pub fn new(file: impl Into<PathBuf>) -> Self {
        Self { journal: Journal::new("the audit list", file), events: Mutex::new(None) }
    }

    /// Notes what was done; on disk when this returns.
    ///
    /// # Errors
    /// As [`Journal::append`].
    pub fn note(&self, action: Action, subject: &str, text: &str) -> Result<(), Problem> {
        let event = Event {
            at: Timestamp::now().to_string(),
            who: LOCAL.to_owned(),
            action,
            subject: subject.to_owned(),
            text: text.to_owned(),
            status: None,
        };
        let mut events = self.events.lock();
        self.journal.append(&event)?;
        if let Some(events) = events.as_mut() {
            events.push(event);
        }
        Ok(())
    }

    /// What was done before an instant, newest first, at most `limit`.
    ///
    /// # Errors
    /// When the journal or the log of answers cannot be read.
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
            None => held.insert(self.journal.read()?),
        };
        let is_before = |event: &&Event| {
            before.is_none_or(|before| event.at.parse::<Timestamp>().is_ok_and(|at| at < before))
        };
        let mut found: Vec<Event> = events.iter().rev().filter(is_before).take(limit).cloned().collect();
        drop(held);
        found.extend(asked.into_iter().map(Event::from));
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
            who: LOCAL.to_owned(),
            action: Action::Asked,
            subject: summary.id,
            text: summary.question,
            status: Some(summary.status),
        }
    }
}

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
        let texts = |events: &[Event]| -> Vec<String> { events.iter().map(|e| e.text.clone()).collect() };
        let first = again.list(&answers, None, 4).unwrap();
        assert_eq!(texts(&first), ["5", "4", "3", "2"]);
        let before = first.last().unwrap().at.parse().unwrap();
        assert_eq!(texts(&again.list(&answers, Some(before), 4).unwrap()), ["1", "0"]);
    }
}

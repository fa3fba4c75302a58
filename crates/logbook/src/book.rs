//! The logbook: what its lines say, and the ways to add one.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use plant::Problem;
use sha2::{Digest as _, Sha256};

use crate::file::{self, Locked};
use crate::line::{Draft, Event, Line};
use crate::problems;
use crate::proposal::{Mark, Name, Origin, Proposal, State, reason};

/// How long a proposal waits for a person's word.
pub const OPEN_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Proposals that may wait at a time: more than anybody reads.
pub const MOST_OPEN: usize = 200;

/// The logbook of one plant. Cheap to share; every method takes `&self`.
#[derive(Debug)]
pub struct Logbook {
    path: PathBuf,
    read: Mutex<Read>,
}

/// A proposal after something was asked of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    pub proposal: Proposal,
    /// Whether a line was written; not when all was so already.
    pub fresh: bool,
}

/// Lines of the logbook for the audit log.
#[derive(Debug, Clone, PartialEq)]
pub struct Marks {
    pub new: Vec<Mark>,
    /// How many there are, the new ones among them.
    pub total: usize,
}

/// What was read of the file so far.
#[derive(Debug, Default)]
struct Read {
    /// Bytes that the lines below come from.
    length: u64,
    proposals: Vec<Proposal>,
    places: HashMap<String, usize>,
    marks: Vec<Mark>,
    /// Lines that are none of ours, or that a crash cut short.
    passed_over: u64,
}

impl Logbook {
    /// The logbook in a file that is made with the first line.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), read: Mutex::default() }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps a proposal. One that waits already, or is in force, with the very same content is given
    /// back instead: who asks twice proposes once.
    ///
    /// # Errors
    /// `PW3201` for what is not complete, `PW3306` when too many wait; `PW4002` disk full, `PW4004`
    /// no permission, `PW4003` otherwise, as for every method.
    pub fn propose(&self, draft: Draft, now: Timestamp) -> Result<Written, Problem> {
        draft.act.check()?;
        self.write(|read, file| {
            if let Some(same) = read.same(&draft, now) {
                return Ok(Ok(Written { proposal: same.clone(), fresh: false }));
            }
            if read.proposals.iter().filter(|proposal| proposal.state(now) == State::Open).count()
                >= MOST_OPEN
            {
                return Ok(Err(problems::too_many(MOST_OPEN)));
            }
            let id = format!("{}-{}", draft.act.prefix(), read.proposals.len() + 1);
            let expires_at = now.saturating_add(OPEN_FOR).unwrap_or(Timestamp::MAX);
            let event = Event::Proposed { expires_at, draft };
            read.append(file, Line { at: now, id: id.clone(), event })?;
            Ok(read.written(&id))
        })
    }

    /// Notes where a proposal came from.
    ///
    /// # Errors
    /// `PW3301` when there is none.
    pub fn trace(&self, id: &str, origin: Origin, now: Timestamp) -> Result<Written, Problem> {
        let Origin { from, answer } = origin;
        self.decide(id, now, Event::Traced { from, answer }, |_| Ok(true))
    }

    /// Puts a proposal in force. `check` says whether what it refers to is still there; nobody else
    /// writes meanwhile.
    ///
    /// # Errors
    /// `PW3301`, `PW3302`, `PW3303`, and that of `check`.
    pub fn confirm(
        &self,
        id: &str,
        by: &Name,
        now: Timestamp,
        check: impl FnOnce(&Proposal) -> Result<(), Problem>,
    ) -> Result<Written, Problem> {
        let event = Event::Confirmed { by: by.to_string() };
        self.decide(id, now, event, |proposal| {
            let is_wanted = proposal.may_confirm(by, now)?;
            if is_wanted {
                check(proposal)?;
            }
            Ok(is_wanted)
        })
    }

    /// Says no to a proposal.
    ///
    /// # Errors
    /// `PW3301`, `PW3302`; `PW3201` for a reason that is too long.
    pub fn decline(&self, id: &str, by: &Name, why: &str, now: Timestamp) -> Result<Written, Problem> {
        let event = Event::Declined { by: by.to_string(), reason: reason(why)? };
        self.decide(id, now, event, |proposal| proposal.may_decline(by))
    }

    /// Takes what was confirmed out of force.
    ///
    /// # Errors
    /// As [`Logbook::decline`].
    pub fn undo(&self, id: &str, by: &Name, why: &str, now: Timestamp) -> Result<Written, Problem> {
        let event = Event::Undone { by: by.to_string(), reason: reason(why)? };
        self.decide(id, now, event, |proposal| proposal.may_undo(by))
    }
}

impl Logbook {
    /// Every proposal, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn all(&self) -> Result<Vec<Proposal>, Problem> {
        self.look(|read| read.proposals.clone())
    }

    /// A proposal by its id.
    ///
    /// # Errors
    /// `PW3301` when there is none.
    pub fn get(&self, id: &str) -> Result<Proposal, Problem> {
        self.look(|read| read.find(id).cloned())?.ok_or_else(|| problems::unknown(id))
    }

    /// What happened, for the audit log: the lines after the first `seen`, oldest first; all of them
    /// where there are fewer, for then another file stands there now.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn marks(&self, seen: usize) -> Result<Marks, Problem> {
        self.look(|read| Marks {
            new: read.marks.get(seen..).unwrap_or(&read.marks).to_vec(),
            total: read.marks.len(),
        })
    }

    /// Lines that could not be read.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn passed_over(&self) -> Result<u64, Problem> {
        self.look(|read| read.passed_over)
    }

    fn decide(
        &self,
        id: &str,
        now: Timestamp,
        event: Event,
        is_wanted: impl FnOnce(&Proposal) -> Result<bool, Problem>,
    ) -> Result<Written, Problem> {
        self.write(|read, file| {
            let Some(proposal) = read.find(id) else { return Ok(Err(problems::unknown(id))) };
            match is_wanted(proposal) {
                Err(problem) => return Ok(Err(problem)),
                Ok(false) => return Ok(Ok(Written { proposal: proposal.clone(), fresh: false })),
                Ok(true) => {}
            }
            let id = proposal.id.clone();
            read.append(file, Line { at: now, id: id.clone(), event })?;
            Ok(read.written(&id))
        })
    }

    fn look<T>(&self, take: impl FnOnce(&Read) -> T) -> Result<T, Problem> {
        let mut read = self.read.lock();
        match file::reading(&self.path, |file| read.catch_up(file)) {
            Ok(Some(())) => {}
            Ok(None) => *read = Read::default(),
            Err(error) => return Err(file::problem(&self.path, &error)),
        }
        Ok(take(&read))
    }

    fn write<T>(
        &self,
        work: impl FnOnce(&mut Read, &mut Locked<'_>) -> io::Result<Result<T, Problem>>,
    ) -> Result<T, Problem> {
        let mut read = self.read.lock();
        file::writing(&self.path, |file| {
            read.catch_up(file)?;
            work(&mut read, file)
        })
        .map_err(|error| file::problem(&self.path, &error))?
    }
}

impl Read {
    /// Reads what was written since, by whomever.
    fn catch_up(&mut self, file: &mut Locked<'_>) -> io::Result<()> {
        let length = file.length()?;
        if length == self.length {
            return Ok(());
        }
        if length < self.length {
            // Another file stands there now, from a backup perhaps.
            *self = Self::default();
        }
        let bytes = file.read_from(self.length)?;
        let mut rest = bytes.as_slice();
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            self.take(&rest[..end]);
            rest = &rest[end + 1..];
        }
        self.length += (bytes.len() - rest.len()) as u64;
        // A line that is whole but for its end counts: the next one does not change what it says.
        if serde_json::from_slice::<Line>(rest).is_ok() {
            self.take(rest);
            self.length += rest.len() as u64;
        }
        Ok(())
    }

    fn take(&mut self, bytes: &[u8]) {
        // The end of a line that was taken before its end was there.
        if bytes.is_empty() {
            return;
        }
        let Ok(line) = serde_json::from_slice::<Line>(bytes) else {
            self.passed_over += 1;
            return;
        };
        match (&line.event, self.places.get(&line.id)) {
            (Event::Proposed { expires_at, draft }, None) => {
                self.places.insert(line.id.clone(), self.proposals.len());
                self.proposals.push(Proposal {
                    id: line.id.clone(),
                    proposed_at: line.at,
                    expires_at: *expires_at,
                    draft: draft.clone(),
                    origin: None,
                    decision: crate::Decision::None,
                });
            }
            (Event::Proposed { .. }, Some(_)) | (_, None) => {
                self.passed_over += 1;
                return;
            }
            (event, Some(at)) => self.proposals[*at].take(line.at, event),
        }
        let headline = self.find(&line.id).map(|proposal| proposal.draft.act.headline()).unwrap_or_default();
        let digest = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        self.marks.push(Mark { id: line.id, event: line.event, at: line.at, digest, headline });
    }

    fn append(&mut self, file: &mut Locked<'_>, line: Line) -> io::Result<()> {
        file.append(&serde_json::to_vec(&line)?)?;
        self.catch_up(file)
    }

    fn find(&self, id: &str) -> Option<&Proposal> {
        // As a person types it.
        let id = id.trim().to_lowercase();
        self.places.get(&id).map(|at| &self.proposals[*at])
    }

    fn written(&self, id: &str) -> Result<Written, Problem> {
        let proposal = self.find(id).cloned().ok_or_else(|| problems::unknown(id))?;
        Ok(Written { proposal, fresh: true })
    }

    /// What waits or is in force with this content.
    fn same(&self, draft: &Draft, now: Timestamp) -> Option<&Proposal> {
        let counts = |proposal: &&Proposal| matches!(proposal.state(now), State::Open | State::Confirmed);
        self.proposals.iter().rev().filter(counts).find(|proposal| proposal.draft.act == draft.act)
    }
}

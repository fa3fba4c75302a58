//! Whether the audit log is as it was written, and its export.

use std::collections::HashSet;
use std::path::Path;

use logbook::Logbook;
use plant::{Place, Problem};
use serde::Serialize;
use tools::engines::LOGBOOK_FILE;

use super::calls::{self, Contents, State};
use super::chain::{Break, Chain, Line};
use super::entry::NOTHING;
use super::log::Log;
use super::{Action, Event};
use crate::answers;

/// What a look at the whole log found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// Entries of the chain up to the broken place, or all.
    pub entries: u64,
    /// Lines from before there was a chain.
    pub before: u64,
    /// Numbers of the lines that a crash cut short; they were never acknowledged.
    pub torn: Vec<u64>,
    /// Hash of the last of the entries; keep it elsewhere, and give it back with `--head`.
    pub head: String,
    /// Answers that questions of the log were given and that are not kept any more.
    pub answers_gone: u64,
    /// Prompts and answers of models that were kept and are not any more.
    pub calls_gone: u64,
    /// The first broken place.
    pub broken: Option<Broken>,
}

/// A broken place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Broken {
    /// Line of the log, counted from 1; `None` when the log ends too early.
    pub line: Option<u64>,
    pub what: String,
}

/// Walks the log of the plant whose state lies in `state_dir`. With `known`, a head that was noted
/// earlier, also finds whether the end of the log was cut off since.
///
/// # Errors
/// `PW4003` and `PW4004` when a file cannot be read.
pub fn verify(state_dir: &Path, known: Option<&str>) -> Result<Verified, Problem> {
    let mut chain = Chain::default();
    let (mut asked, mut acted, mut called) = (Vec::new(), Vec::new(), Vec::new());
    let mut broken = None;
    let mut is_known = known.is_none_or(|known| known == NOTHING);
    Log::new(super::file(state_dir)).each_line(|line| {
        if broken.is_some() {
            return;
        }
        match chain.take(line) {
            Ok(Line::Chained(entry)) => {
                is_known |= known == Some(entry.hash.as_str());
                acted.extend(act(&entry.event).map(|act| (chain.lines, act)));
                called.extend(kept_call(&entry.event).map(|digest| (chain.lines, digest)));
                asked.extend(given_answer(entry.event).map(|given| (chain.lines, given)));
            }
            Ok(Line::Before(_) | Line::Torn) => {}
            Err(Break { line, what }) => broken = Some(Broken { line: Some(line), what }),
        }
    })?;
    if broken.is_none() && !is_known {
        let what = "ends before, or never held, the entry with the hash that was noted".to_owned();
        broken = Some(Broken { line: None, what });
    }
    // After the log: an answer is kept before it is noted, so those of entries seen are all there.
    let kept = answers::digests(&state_dir.join("answers"))?;
    let is_changed = |(_, (id, digest)): &&(u64, (String, String))| kept.get(id).is_some_and(|k| k != digest);
    if let Some((line, (id, _))) = asked.iter().find(is_changed) {
        let what = format!("is about answer {id}, and the one that is kept is not the one given");
        broken = Some(Broken { line: Some(*line), what });
    }
    let contents = Contents::read(&calls::folder(state_dir))?;
    let in_state = |state: State| {
        called.iter().filter(|(_, digest)| contents.state(digest) == state).collect::<Vec<_>>()
    };
    if let (None, Some((line, digest))) = (&broken, in_state(State::Changed).first()) {
        let what =
            format!("is about what a model was told or said, and what is kept under {digest} is not that");
        broken = Some(Broken { line: Some(*line), what });
    }
    if broken.is_none() {
        broken = not_in_logbook(state_dir, &acted)?;
    }
    let calls_gone = in_state(State::Gone).len() as u64;
    let answers_gone = asked.iter().filter(|(_, (id, _))| !kept.contains_key(id)).count() as u64;
    let head = chain.head().to_owned();
    let Chain { entries, before, torn, .. } = chain;
    Ok(Verified { entries, before, torn, head, answers_gone, calls_gone, broken })
}

/// Digest of a prompt or answer of a model whose text is kept.
fn kept_call(event: &Event) -> Option<String> {
    let is_call = matches!(event.action, Action::ModelAsked | Action::ModelAnswered);
    event.digest.clone().filter(|_| is_call && event.kept)
}

/// Id of the answer that a question of the log was given, and the digest of its line.
fn given_answer(event: Event) -> Option<(String, String)> {
    (event.action == Action::Asked).then_some((event.subject, event.digest?))
}

/// Id of the proposal of the logbook that an event is about, and the digest of its line.
fn act(event: &Event) -> Option<(String, String)> {
    let digest = event.digest.clone().filter(|_| event.action.is_act())?;
    Some((event.subject.clone(), digest))
}

/// The first noted act whose line the logbook does not hold. It is read after the log, and nothing of
/// it may be gone: it is append-only.
fn not_in_logbook(state_dir: &Path, acted: &[(u64, (String, String))]) -> Result<Option<Broken>, Problem> {
    let logbook = Logbook::new(state_dir.join(LOGBOOK_FILE));
    let held: HashSet<String> = logbook.marks(0)?.new.into_iter().map(|mark| mark.digest).collect();
    let missing = acted.iter().find(|(_, (_, digest))| !held.contains(digest));
    Ok(missing.map(|(line, (id, _))| {
        let what = format!("is about {id}, and the logbook does not hold the line that was written of it");
        Broken { line: Some(*line), what }
    }))
}

impl Verified {
    /// The broken place as a problem.
    pub fn problem(&self, state_dir: &Path) -> Option<Problem> {
        let Broken { line, what } = self.broken.as_ref()?;
        let place = line.map_or_else(|| "the log".to_owned(), |line| format!("line {line}"));
        let message = format!("{place} {what}; the chain holds for {} entries", self.entries);
        Some(
            Problem::new("PW7040", message)
                .at(Place { file: super::file(state_dir), line: *line, ..Place::default() })
                .help("keep the file, and compare it with a backup"),
        )
    }
}

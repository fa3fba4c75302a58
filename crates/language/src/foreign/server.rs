//! One server: connected when it is needed, and again when it ended, with longer and longer rests.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, TryLockError};
use std::time::Instant;

use serde_json::{Map, Value as Json};
use tokio::runtime::Handle;

use super::http::{Http, HttpTarget};
use super::listing::{self, Verdict};
use super::patience::Patience;
use super::pipe::Pipe;
use super::session::{Session, Wire};
use super::settings::{ServerSettings, ServersError};
use super::{Fault, ForeignError, Offered, Refusal, Said, is_hidden};
use crate::chat::Cancel;
use crate::schema::OutputSchema;

/// Calls in a row that were not answered in time, before a server is thought dead.
const MOST_LATE: u32 = 2;

/// A client of one server.
pub struct Server {
    settings: ServerSettings,
    folder: PathBuf,
    /// Of a server with an address.
    target: Option<HttpTarget>,
    state: Mutex<State>,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("settings", &self.settings).finish_non_exhaustive()
    }
}

#[derive(Default)]
struct State {
    session: Option<Session>,
    /// What it listed when it was last connected.
    verdicts: Option<Vec<Verdict>>,
    /// Ends in a row.
    ends: u32,
    rest_until: Option<Instant>,
    late: u32,
}

/// What a server offers, and what not.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    pub verdicts: Vec<Verdict>,
}

impl Server {
    /// A client; connects to nothing.
    ///
    /// # Errors
    /// A token or certificates that cannot be read, an address that cannot be used.
    pub fn new(settings: ServerSettings, folder: &Path, runtime: &Handle) -> Result<Self, ServersError> {
        let target = match &settings.url {
            Some(url) => {
                let target = HttpTarget::new(&settings, url, runtime.clone());
                Some(
                    target
                        .map_err(|message| ServersError::Server { server: settings.name.clone(), message })?,
                )
            }
            None => None,
        };
        Ok(Self { settings, folder: folder.to_owned(), target, state: Mutex::default() })
    }

    pub fn name(&self) -> &str {
        &self.settings.name
    }

    pub fn settings(&self) -> &ServerSettings {
        &self.settings
    }

    /// Connects where that is needed, and says of each tool whether it may be called.
    ///
    /// # Errors
    /// A server that cannot be connected to.
    pub fn look(&self, cancel: &Cancel) -> Result<Look, ForeignError> {
        let looked = || {
            let patience = Patience::of(self.settings.timeouts_s.start(), None, cancel);
            let mut state = self.lock(&patience)?;
            if state.session.is_none() {
                self.connect(&mut state, cancel)?;
            }
            Ok(Look { verdicts: state.verdicts.clone().unwrap_or_default() })
        };
        looked().map_err(|fault| ForeignError::new(self.name(), fault))
    }

    /// The tools that may be called. A server that was connected before need not be now: it is started again by a call.
    ///
    /// # Errors
    /// As [`Server::look`].
    pub fn offered(&self, cancel: &Cancel) -> Result<Vec<Offered>, ForeignError> {
        let known = self.state.try_lock().ok().and_then(|state| state.verdicts.clone());
        let verdicts = match known {
            Some(verdicts) => verdicts,
            None => self.look(cancel)?.verdicts,
        };
        Ok(verdicts.into_iter().filter_map(|verdict| verdict.offered.ok()).collect())
    }

    /// Calls a tool.
    ///
    /// # Errors
    /// As [`super::Outside::call`].
    pub fn call(
        &self,
        tool: &str,
        arguments: &Map<String, Json>,
        until: Instant,
        cancel: &Cancel,
    ) -> Result<Said, ForeignError> {
        self.called(tool, arguments, until, cancel).map_err(|fault| ForeignError::new(self.name(), fault))
    }

    fn called(
        &self,
        tool: &str,
        arguments: &Map<String, Json>,
        until: Instant,
        cancel: &Cancel,
    ) -> Result<Said, Fault> {
        // Before anything is started, so that no name that a model made up starts anything.
        if !self.settings.allow.iter().any(|allowed| allowed == tool) {
            return Err(Fault::Refused { tool: super::one_line(tool, 64), refusal: Refusal::NotAllowed });
        }
        let limit = self.settings.timeouts_s.call();
        let mut state = self.lock(&Patience::of(limit, Some(until), cancel))?;
        if state.session.is_none() {
            self.connect(&mut state, cancel)?;
        }
        let offered = offered(state.verdicts.as_deref().unwrap_or_default(), tool)?;
        let wrong = |reason: String| Fault::Arguments { tool: tool.to_owned(), reason };
        let schema =
            OutputSchema::new(offered.parameters.clone()).map_err(|error| wrong(error.to_string()))?;
        schema.check(&Json::Object(arguments.clone())).map_err(|error| wrong(error.to_string()))?;
        let Some(session) = state.session.as_mut() else {
            return Err(Fault::Ended("before the call".to_owned()));
        };
        let text = match session.call(tool, arguments, &Patience::of(limit, Some(until), cancel)) {
            Ok(text) => text,
            Err(fault) => {
                self.failed(&mut state, &fault);
                return Err(fault);
            }
        };
        (state.ends, state.late) = (0, 0);
        let cleaned = self.cleaned(&text.text);
        let cut = cleaned.char_indices().nth(self.settings.shown_chars).map_or(cleaned.len(), |(at, _)| at);
        Ok(Said {
            server: self.name().to_owned(),
            tool: tool.to_owned(),
            left_out: cleaned[cut..].chars().count(),
            text: cleaned[..cut].to_owned(),
            is_error: text.is_error,
        })
    }

    fn connect(&self, state: &mut State, cancel: &Cancel) -> Result<(), Fault> {
        let rest = state.rest_until.map(|until| until.saturating_duration_since(Instant::now()));
        if let Some(rest) = rest.filter(|rest| !rest.is_zero()) {
            return Err(Fault::Resting(rest));
        }
        let patience = Patience::of(self.settings.timeouts_s.start(), None, cancel);
        let wire = match (&self.target, &self.settings.command) {
            (Some(target), _) => Ok(Box::new(Http::new(target.clone(), &self.settings)) as Box<dyn Wire>),
            (None, Some(command)) => {
                Pipe::open(&self.settings, command, &self.folder).map(|pipe| Box::new(pipe) as Box<dyn Wire>)
            }
            (None, None) => Err(Fault::NotThere),
        };
        match wire.and_then(|wire| Session::begin(wire, &patience)) {
            Ok((session, listed)) => {
                state.session = Some(session);
                state.verdicts = Some(listing::judge(self.name(), &self.settings.allow, &listed));
                state.late = 0;
                Ok(())
            }
            Err(fault) => {
                self.rest(state);
                Err(fault)
            }
        }
    }

    /// What follows from a call that went wrong.
    fn failed(&self, state: &mut State, fault: &Fault) {
        state.late = if matches!(fault, Fault::Late(_)) { state.late + 1 } else { 0 };
        if fault.is_the_end() || state.late >= MOST_LATE {
            self.rest(state);
        }
    }

    fn rest(&self, state: &mut State) {
        state.session = None;
        state.ends += 1;
        state.rest_until = Some(Instant::now() + self.settings.timeouts_s.rest(state.ends));
    }

    /// One call at a time: others wait.
    fn lock(&self, patience: &Patience<'_>) -> Result<MutexGuard<'_, State>, Fault> {
        loop {
            match self.state.try_lock() {
                Ok(state) => return Ok(state),
                Err(TryLockError::Poisoned(poisoned)) => {
                    let mut state = poisoned.into_inner();
                    *state = State::default();
                    self.state.clear_poison();
                    return Ok(state);
                }
                Err(TryLockError::WouldBlock) => patience.rest()?,
            }
        }
    }

    /// A foreign text without our token and without characters that nobody sees.
    fn cleaned(&self, text: &str) -> String {
        let text = self.target.as_ref().map_or_else(|| text.to_owned(), |target| target.redact(text));
        text.chars().filter(|c| *c == '\n' || *c == '\t' || !is_hidden(*c)).collect()
    }
}

fn offered<'a>(verdicts: &'a [Verdict], tool: &str) -> Result<&'a Offered, Fault> {
    let refused = |refusal: Refusal| Fault::Refused { tool: tool.to_owned(), refusal };
    let verdict = verdicts.iter().find(|verdict| verdict.tool == tool);
    match verdict.map(|verdict| &verdict.offered) {
        Some(Ok(offered)) => Ok(offered),
        Some(Err(refusal)) => Err(refused(refusal.clone())),
        None => Err(refused(Refusal::NotListed)),
    }
}

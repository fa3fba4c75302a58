//! Where proposals are made and decided: the plant that this process opens, or the server that
//! holds it.

use std::path::Path;

use anyhow::Result;
use logbook::Name;
use plant::Problem;
use serde_json::{Value as Json, json};
use server::App;
use server::wire::acting::{LogbookOut, ProposalOut, StateShape};
use server::wire::learned::{ForgetIn, LearnedOut, LessonIn};
use tool::{Arguments, Toolbox as _};

use crate::opening;
use crate::running::Running;

/// What the logbook says of proposals that are made here.
const FROM: &str = "command_line";

/// Proposals that are listed at most.
const MOST: usize = 1_000;

/// A person's word on a proposal.
#[derive(Debug, Clone, Copy)]
pub enum Word {
    Confirm,
    Decline,
    Undo,
}

pub enum Desk {
    Here(Box<App>),
    There(Running),
}

impl Desk {
    /// Opens the plant, or finds the server that has.
    ///
    /// # Errors
    /// Those of the engines, `PW4001` when another process than a server holds the plant.
    pub fn open(root: &Path) -> Result<Self> {
        match opening::open_current(root) {
            Ok(engines) => Ok(Self::Here(Box::new(App::new(engines)))),
            Err(error) => {
                let is_locked =
                    error.downcast_ref::<Problem>().is_some_and(|problem| problem.code == "PW4001");
                let running = is_locked.then(|| Running::find(root)).flatten();
                running.map(Self::There).ok_or(error)
            }
        }
    }

    /// # Errors
    /// As [`App::propose`].
    pub fn propose(&self, tool: &str, arguments: Arguments) -> Result<ProposalOut, Problem> {
        match self {
            Self::Here(app) => Ok(shown(app, app.propose(tool, &arguments, FROM)?.0)),
            Self::There(running) => {
                let body = json!({"tool": tool, "arguments": arguments, "from": FROM});
                running.json("POST", "/api/proposals", Some(&body))
            }
        }
    }

    /// Proposals, newest first; those in one state alone where it is given.
    ///
    /// # Errors
    /// As [`App::proposals`].
    pub fn proposals(&self, state: Option<StateShape>) -> Result<Vec<ProposalOut>, Problem> {
        match self {
            Self::Here(app) => {
                let found = app.proposals(state.map(Into::into), MOST)?;
                Ok(found.into_iter().map(|proposal| shown(app, proposal)).collect())
            }
            Self::There(running) => {
                let state = state.map(|state| json!(state)).unwrap_or_default();
                let state = state.as_str().map(|state| format!("&state={state}")).unwrap_or_default();
                running.json("GET", &format!("/api/proposals?limit={MOST}{state}"), None)
            }
        }
    }

    /// Says a person's word.
    ///
    /// # Errors
    /// As [`App::confirm`], [`App::decline`] and [`App::undo`]; `PW3305` for what is no name.
    pub fn say(&self, word: Word, id: &str, by: &str, reason: &str) -> Result<ProposalOut, Problem> {
        match self {
            Self::Here(app) => {
                let by = Name::new(by)?;
                let proposal = match word {
                    Word::Confirm => app.confirm(id, &by),
                    Word::Decline => app.decline(id, &by, reason),
                    Word::Undo => app.undo(id, &by, reason),
                };
                Ok(shown(app, proposal?))
            }
            Self::There(running) => {
                let path = format!("/api/proposals/{}/{}", encoded(id), word.name());
                running.json("POST", &path, Some(&json!({"by": by, "reason": reason})))
            }
        }
    }

    /// What is in force; watches are looked at over the last `days`.
    ///
    /// # Errors
    /// As [`App::logbook`].
    pub fn logbook(&self, asset: Option<&str>, days: i64) -> Result<LogbookOut, Problem> {
        match self {
            Self::Here(app) => app.logbook(asset, days),
            Self::There(running) => {
                let asset = asset.map(|asset| format!("&asset={}", encoded(asset))).unwrap_or_default();
                running.json("GET", &format!("/api/logbook?days={days}{asset}"), None)
            }
        }
    }

    /// Teaches the built-in planner.
    ///
    /// # Errors
    /// As [`App::teach`] and [`App::teach_name`].
    pub fn teach(&self, lesson: &LessonIn) -> Result<LearnedOut, Problem> {
        match self {
            Self::Here(app) => app.teach_one(lesson).map(LearnedOut::from),
            Self::There(running) => running.json("POST", "/api/learned", Some(&json!(lesson))),
        }
    }

    /// What the built-in planner learnt, oldest first.
    ///
    /// # Errors
    /// As [`App::learned`].
    pub fn learned(&self) -> Result<Vec<LearnedOut>, Problem> {
        match self {
            Self::Here(app) => Ok(app.learned()?.into_iter().map(LearnedOut::from).collect()),
            Self::There(running) => running.json("GET", "/api/learned", None),
        }
    }

    /// Takes something that was learnt out of force.
    ///
    /// # Errors
    /// As [`App::forget`].
    pub fn forget(&self, id: &str, by: Option<&str>) -> Result<LearnedOut, Problem> {
        match self {
            Self::Here(app) => app.forget(id, by).map(LearnedOut::from),
            Self::There(running) => {
                let path = format!("/api/learned/{}/forget", encoded(id));
                running.json("POST", &path, Some(&json!(ForgetIn { by: by.map(str::to_owned) })))
            }
        }
    }

    /// Drafts of work orders in force, as CSV.
    ///
    /// # Errors
    /// As [`App::work_orders_csv`].
    pub fn work_orders_csv(&self) -> Result<String, Problem> {
        match self {
            Self::Here(app) => app.work_orders_csv(),
            Self::There(running) => running.text("/api/work-orders.csv"),
        }
    }
}

impl Word {
    fn name(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Decline => "decline",
            Self::Undo => "undo",
        }
    }
}

fn shown(app: &App, proposal: logbook::Proposal) -> ProposalOut {
    ProposalOut::new(proposal, &app.engines.catalogue().plant.timezone)
}

/// A part of an address, percent-encoded.
fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// A fact of a preview: its label, and its value as a person reads it.
pub fn facts(preview: &Json) -> Vec<(String, String)> {
    let facts = preview["result"]["facts"].as_array().map(Vec::as_slice).unwrap_or_default();
    let read = |fact: &Json| {
        let value = match &fact["value"] {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        };
        Some((fact["label"].as_str()?.to_owned(), value))
    };
    facts.iter().filter_map(read).collect()
}

//! Proposals and what people make of them, with the audit log beside the logbook.
//!
//! A line of the logbook is on disk first; then it is noted in the audit log. A line that was not
//! noted, because the process was killed or the disk was full in between, is noted before the next
//! thing is done: the logbook is what the audit log catches up with.

use std::collections::HashSet;

use jiff::Timestamp;
use logbook::{Marks, Name, Origin, Proposal, State, Written};
use parking_lot::Mutex;
use plant::Problem;
use tool::{Answer, Arguments, Effect, Evidence, Toolbox as _};
use tools::views::logbook::{in_force, write_work_orders};

use crate::App;
use crate::audit::Action;
use crate::wire::acting::{LogbookOut, ProposalOut, WatchedOut};

/// How far the audit log has caught up with the logbook.
#[derive(Debug, Default)]
pub struct Noted(Mutex<Caught>);

#[derive(Debug, Default)]
struct Caught {
    /// Digests of the lines that are noted; read from the audit log when first needed.
    digests: Option<HashSet<String>>,
    /// Lines of the logbook that were looked at.
    seen: usize,
}

impl App {
    /// Runs a tool that writes, which proposes. `from` says who asks: `page`, `command line`, `mcp`.
    ///
    /// # Errors
    /// As [`tools::Engines::propose`]; `PW7010` when the answer that it names is not kept.
    pub fn propose(
        &self,
        tool: &str,
        arguments: &Arguments,
        from: &str,
    ) -> Result<(Proposal, Evidence), Problem> {
        self.note_acts()?;
        if let Some(answer) = arguments.get("answer").and_then(serde_json::Value::as_str) {
            self.answers.get(answer)?;
        }
        let proposed = self.engines.propose(tool, arguments)?;
        let proposal = if proposed.fresh {
            let origin = Origin { from: from.to_owned(), answer: None };
            self.engines.logbook().trace(&proposed.proposal.id, origin, Timestamp::now())?.proposal
        } else {
            proposed.proposal
        };
        self.note_acts()?;
        Ok((proposal, proposed.evidence))
    }

    /// Proposals, newest first; those in one state alone where it is given.
    ///
    /// # Errors
    /// When the logbook or the audit log cannot be used.
    pub fn proposals(&self, state: Option<State>, limit: usize) -> Result<Vec<Proposal>, Problem> {
        self.note_acts()?;
        let now = Timestamp::now();
        let mut all = self.engines.logbook().all()?;
        all.reverse();
        all.retain(|proposal| state.is_none_or(|state| proposal.state(now) == state));
        all.truncate(limit);
        Ok(all)
    }

    /// Puts a proposal in force on a person's word.
    ///
    /// # Errors
    /// As [`tools::Engines::confirm`]; `PW3304` also when the answer that led to it is not kept any more.
    pub fn confirm(&self, id: &str, by: &Name) -> Result<Proposal, Problem> {
        let proposal = self.engines.logbook().get(id)?;
        if proposal.state(Timestamp::now()) == State::Open
            && let Some(answer) = proposal.draft.act.answer()
            && let Err(problem) = self.answers.get(answer)
        {
            return Err(logbook::changed(&proposal.id, &problem.message));
        }
        self.decided(|| self.engines.confirm(id, by))
    }

    /// Says no to a proposal.
    ///
    /// # Errors
    /// As [`logbook::Logbook::decline`].
    pub fn decline(&self, id: &str, by: &Name, reason: &str) -> Result<Proposal, Problem> {
        self.decided(|| self.engines.logbook().decline(id, by, reason, Timestamp::now()))
    }

    /// Takes what was confirmed out of force.
    ///
    /// # Errors
    /// As [`logbook::Logbook::undo`].
    pub fn undo(&self, id: &str, by: &Name, reason: &str) -> Result<Proposal, Problem> {
        self.decided(|| self.engines.logbook().undo(id, by, reason, Timestamp::now()))
    }

    fn decided(&self, decide: impl FnOnce() -> Result<Written, Problem>) -> Result<Proposal, Problem> {
        self.note_acts()?;
        let written = decide()?;
        self.note_acts()?;
        Ok(written.proposal)
    }

    /// Says of the proposals that an answer made where they came from; `kept` says whether the
    /// answer can be looked up.
    ///
    /// # Errors
    /// When the logbook or the audit log cannot be used.
    pub fn trace(&self, answer: &Answer, kept: bool) -> Result<(), Problem> {
        let proposed: Vec<&str> = self.proposed_by(answer).collect();
        if proposed.is_empty() {
            return Ok(());
        }
        for id in proposed {
            // One that stood there before keeps its origin.
            if self.engines.logbook().get(id)?.origin.is_none() {
                let origin = Origin { from: answer.planner.clone(), answer: kept.then(|| answer.id.clone()) };
                self.engines.logbook().trace(id, origin, Timestamp::now())?;
            }
        }
        self.note_acts()
    }

    /// Ids of the proposals that stand in an answer's evidence.
    fn proposed_by<'a>(&self, answer: &'a Answer) -> impl Iterator<Item = &'a str> {
        let writes = |name: &str| self.engines.spec(name).is_some_and(|spec| spec.effect == Effect::Writes);
        let made = answer.evidence.iter().filter(move |evidence| writes(&evidence.tool));
        made.filter_map(|evidence| evidence.values.first()?.value.as_str())
    }

    /// Notes in the audit log what the logbook holds and it does not yet.
    ///
    /// # Errors
    /// `PW4xxx` when one of the two cannot be used.
    pub fn note_acts(&self) -> Result<(), Problem> {
        let mut caught = self.noted.0.lock();
        let Marks { new, total } = self.engines.logbook().marks(caught.seen)?;
        if new.is_empty() {
            return Ok(());
        }
        if caught.digests.is_none() {
            caught.digests = Some(self.audit.acts()?);
        }
        let Caught { digests, seen } = &mut *caught;
        let digests = digests.get_or_insert_default();
        for mark in new {
            let digest = mark.digest.clone();
            if !digests.contains(&digest) {
                self.audit.acted(mark)?;
                digests.insert(digest);
            }
        }
        *seen = total;
        Ok(())
    }
}

impl App {
    /// What is in force, of one asset where it is given; watches looked at over the last `days`.
    ///
    /// # Errors
    /// `PW3102` when there is no such asset, `PW4xxx` when the logbook cannot be read.
    pub fn logbook(&self, asset: Option<&str>, days: i64) -> Result<LogbookOut, Problem> {
        self.note_acts()?;
        let (catalogue, index) = self.engines.indexed();
        let zone = &catalogue.plant.timezone;
        let found = in_force(&self.engines, &index, asset, days)?;
        let all = |proposals: Vec<Proposal>| {
            proposals.into_iter().map(|proposal| ProposalOut::new(proposal, zone)).collect()
        };
        let watches = found.watches.into_iter();
        Ok(LogbookOut {
            now: plant::time::local_rfc3339(catalogue.now, zone),
            work_orders: all(found.work_orders),
            notes: all(found.notes),
            watches: watches.map(|(proposal, watched)| WatchedOut::new(proposal, watched, zone)).collect(),
        })
    }

    /// Drafts of work orders in force as CSV; noted in the audit log as an export.
    ///
    /// # Errors
    /// As [`App::logbook`].
    pub fn work_orders_csv(&self) -> Result<String, Problem> {
        let (_, index) = self.engines.indexed();
        let orders = in_force(&self.engines, &index, None, 1)?.work_orders;
        let mut bytes = Vec::new();
        write_work_orders(&mut bytes, &orders, &index)
            .map_err(|error| Problem::new("PW4003", format!("the table could not be written: {error}")))?;
        self.audit.note(Action::Exported, "work-orders.csv", &format!("{} work orders", orders.len()))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

#[cfg(test)]
mod tests;

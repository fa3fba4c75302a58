//! From a tool's draft to a proposal, and from a proposal to what is in force.
//!
//! Nothing but [`Engines::confirm`] puts anything in force, and no tool reaches it.

use jiff::Timestamp;
use logbook::{About, Act, Condition, Draft, Name, Proposal, Watch, Written, changed};
use plant::time::{local_rfc3339, nanos};
use plant::{Plant, Problem, Unit};
use serde_json::json;
use tool::{AnswerValue, Arguments, Evidence, Findings};

use crate::engines::LOGBOOK_FILE;
use crate::support::{Conversion, problems};
use crate::{Engines, check};

/// What the findings of a proposal's evidence are called.
pub const PROPOSAL: &str = "proposal";

/// What a tool would write, and what a person should see before it is.
#[derive(Debug, Clone)]
pub struct Drafted {
    pub act: Act,
    /// Its findings are [`Findings::Facts`]: what would be written, field by field.
    pub preview: Evidence,
}

/// A proposal that is kept.
#[derive(Debug, Clone)]
pub struct Proposed {
    pub proposal: Proposal,
    /// Not when one with the very same content waits already or is in force.
    pub fresh: bool,
    /// What was kept and how to go on, as the result of the tool's call.
    pub evidence: Evidence,
}

impl Engines {
    /// Runs a tool that writes: what it drafts is kept as a proposal, and nothing else happens.
    ///
    /// # Errors
    /// Those of the tool; PW3204 for one that acts on the plant, PW3201 for one that only reads,
    /// PW3306 when too many proposals wait.
    pub fn propose(&self, tool: &str, arguments: &Arguments) -> Result<Proposed, Problem> {
        let (found, spec) = self.registry.permitted(tool)?;
        let writer = found.writer().ok_or_else(|| {
            problems::bad_argument("tool", format!("{tool} only reads, so there is nothing to propose"))
                .help("draft_work_order, add_note and create_watch propose")
        })?;
        check::check(spec, arguments, &self.current_catalogue())?;
        let Drafted { act, preview } = writer.draft(self, arguments)?;
        let draft = Draft { tool: tool.to_owned(), act, preview: json!(preview) };
        let Written { proposal, fresh } = self.logbook().propose(draft, Timestamp::now())?;
        let evidence = evidence(&proposal, fresh, preview, &self.plant());
        Ok(Proposed { proposal, fresh, evidence })
    }

    /// Puts a proposal in force on a person's word, when what it refers to is still there.
    ///
    /// # Errors
    /// PW3301 when there is none, PW3302 when it was decided otherwise, PW3303 when it expired,
    /// PW3304 when what it refers to is not as it was; PW4xxx when it cannot be kept.
    pub fn confirm(&self, id: &str, by: &Name) -> Result<Written, Problem> {
        let plant = self.plant();
        self.logbook().confirm(id, by, Timestamp::now(), |proposal| {
            still_there(&plant, &proposal.draft.act).map_err(|why| changed(&proposal.id, &why))
        })
    }
}

/// The result of a call that proposed.
fn evidence(proposal: &Proposal, fresh: bool, preview: Evidence, plant: &Plant) -> Evidence {
    let Evidence { result, mut notes, .. } = preview;
    let fields = match result {
        Findings::Facts { facts, .. } => facts,
        _ => Vec::new(),
    };
    let id = &proposal.id;
    let state = proposal.confirmed().map_or("waits for a person's word", |_| "in force already");
    let mut facts = vec![
        AnswerValue::new("would write", proposal.draft.act.kind()),
        AnswerValue::new("to", format!(".plantwright/{LOGBOOK_FILE}")),
    ];
    facts.extend(fields);
    facts.push(AnswerValue::new("state", state));
    facts.push(AnswerValue::new("confirm", format!("plantwright confirm {id} --by NAME")));
    facts.push(AnswerValue::new("undo afterwards", format!("plantwright undo {id} --by NAME")));
    let expires = local_rfc3339(nanos(proposal.expires_at), &plant.timezone);
    facts.push(AnswerValue::new("expires", expires.clone()).at(expires));
    if !fresh {
        notes.push("The very same stands in the logbook already, so nothing was proposed anew.".to_owned());
    }
    notes.push("Nothing is written until a named person confirms it.".to_owned());
    Evidence {
        values: vec![AnswerValue::new(proposal.draft.act.subject(), id.clone())],
        result: Findings::Facts { what: PROPOSAL.to_owned(), subject: id.clone(), facts },
        notes,
        ..preview
    }
}

/// Whether the plant still has what an act refers to; why not, otherwise.
fn still_there(plant: &Plant, act: &Act) -> Result<(), String> {
    let has_asset =
        |id: &str| plant.asset(id).map(drop).ok_or_else(|| format!("there is no asset {id} any more"));
    let has_tag = |id: &str| plant.tag(id).map(drop).ok_or_else(|| format!("there is no tag {id} any more"));
    match act {
        Act::WorkOrder(order) => has_asset(&order.asset),
        Act::Note(note) => match &note.about {
            About::Asset(id) => has_asset(id),
            About::Tag(id) => has_tag(id),
        },
        Act::Watch(watch) => {
            has_tag(&watch.tag)?;
            limits_unit(&watch.condition).map_or(Ok(()), |unit| {
                let own = plant.tag(&watch.tag).and_then(|tag| tag.unit.as_ref());
                Conversion::new(&watch.tag, own, Some(unit)).map(drop).map_err(|problem| problem.message)
            })
        }
    }
}

/// The unit that a condition's limits are in.
pub(crate) fn limits_unit(condition: &Condition) -> Option<&Unit> {
    match condition {
        Condition::Above { unit, .. } | Condition::Below { unit, .. } | Condition::Outside { unit, .. } => {
            unit.as_ref()
        }
        Condition::Stuck | Condition::NoData => None,
    }
}

/// A watch's limits in the tag's own unit.
///
/// # Errors
/// PW3202 when the two units do not measure the same.
pub(crate) fn conversion(watch: &Watch, own: Option<&Unit>) -> Result<Conversion, Problem> {
    Conversion::new(&watch.tag, own, limits_unit(&watch.condition))
}

//! Planners: linked question and conversation in, a plan or another outcome out.
//!
//! [`Planner`] is the seam: the built-in scorer here, a trained model or a remote one
//! later speak the same [`Proposal`].

mod again;
pub(crate) mod alike;
mod bind;
pub mod bound;
mod build;
mod causes;
pub mod compile;
pub(crate) mod complete;
mod conditions;
mod evident;
mod fit;
mod follow;
mod frame;
mod framed;
mod lookup;
pub mod model;
mod outcome;
mod records;
mod series;
pub mod sketch;
pub mod slots;
mod steps;
mod suggested;

use plant::Problem;
use tool::{AnswerValue, Catalogue, Plan, Reading};

use crate::conversation::Conversation;
use crate::learned::Learned;
use crate::link::Linked;

pub(crate) use again::records_of;
pub use bind::bind;
pub use frame::{Frame, Intent, When};
pub use slots::{Filter, Slots, TagSlot, Threshold};
pub(crate) use steps::window as window_json;

/// What a planner makes of a question.
#[derive(Debug, Clone)]
pub enum Proposal {
    Plan {
        plan: Plan,
        /// What the question was read as; kept in the conversation for follow-ups.
        frame: Box<Frame>,
    },
    /// One question back, with the choices.
    Clarify { ask: Clarification, frame: Option<Box<Frame>> },
    /// What is missing or not done here.
    Abstain(Problem),
    /// Understood, and what it asks for is not there: the next question may change it.
    NotThere { problem: Problem, frame: Box<Frame> },
}

/// A planner's word on a question, with how sure of it the planner is.
#[derive(Debug, Clone)]
pub struct Planned {
    pub proposal: Proposal,
    /// How the question was read, where it stands alone.
    pub reading: Option<Reading>,
    /// How likely the planner finds the reading that its plan rests on, 0 to 1; `None` where it weighed none.
    pub probability: Option<f32>,
}

/// Why a question is asked back.
#[derive(Debug, Clone, PartialEq)]
pub enum Clarification {
    /// Several tags fit: their ids and names.
    WhichTag(Vec<AnswerValue>),
    /// Several tables fit.
    WhichTable(Vec<AnswerValue>),
    /// A part of a table's records is asked for, and no value of theirs is named; fields with their values.
    WhichOf { table: String, choices: Vec<AnswerValue> },
    /// A shift is named that the plant does not describe.
    WhichShift(String),
    /// Nothing in the question says what it is about.
    WhatAbout(Vec<AnswerValue>),
}

pub trait Planner: Send + Sync {
    /// The name that answers carry.
    fn name(&self) -> &str;

    fn plan(&self, linked: &Linked, conversation: &Conversation, catalogue: &Catalogue) -> Proposal;

    /// The same with what the plant's people taught.
    fn plan_with(
        &self,
        linked: &Linked,
        conversation: &Conversation,
        catalogue: &Catalogue,
        _: &Learned,
    ) -> Planned {
        Planned { proposal: self.plan(linked, conversation, catalogue), reading: None, probability: None }
    }

    /// Tools that its likeliest readings of a question call, the likeliest first; none where it weighs no readings.
    fn likely_tools(&self, _: &Linked, _: &Catalogue) -> Vec<String> {
        Vec::new()
    }
}

/// The plan that looks for a cause, where a question asks for one and no meaning that was learnt fits what it names: of
/// its tag or asset, at its time.
pub(crate) fn explained(linked: &Linked, catalogue: &Catalogue) -> Option<Proposal> {
    if !causes::asks_why(&linked.question) {
        return None;
    }
    let slots = slots::resolve(linked, catalogue).ok()?;
    let frame = Frame { intent: Intent::Investigate, strength: 5.0, slots, meant: None };
    Some(build::propose(frame, linked, catalogue)).filter(|found| matches!(found, Proposal::Plan { .. }))
}

/// The first built-in planner: scores the intents that the question's concepts suggest, among
/// those for which the linked things allow a plan.
#[derive(Debug, Default)]
pub struct Scorer;

impl Planner for Scorer {
    fn name(&self) -> &'static str {
        "builtin"
    }

    fn plan(&self, linked: &Linked, conversation: &Conversation, catalogue: &Catalogue) -> Proposal {
        if let Some(problem) = outcome::refused(linked, catalogue) {
            return Proposal::Abstain(problem);
        }
        let slots = match slots::resolve(linked, catalogue) {
            Ok(slots) => slots,
            Err(proposal) => return *proposal,
        };
        let frame = Frame::read(linked, slots, catalogue);
        let frame = follow::continued(frame, linked, conversation, catalogue);
        if let Some(problem) = outcome::missing(&frame, linked, catalogue) {
            return Proposal::Abstain(problem);
        }
        build::propose(frame, linked, catalogue)
    }
}

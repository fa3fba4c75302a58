//! When `auto` hands a question to a larger model: where the built-in planner has no plan for what a model may find out, and
//! where it is not sure enough of the plan that it has.

use crate::planner::{Clarification, Proposal};

/// Plans of a smaller probability are handed over, where `models.toml` says nothing else. Chosen on the repository's suites:
/// `docs/models.md` has the table.
pub const BELOW: f32 = 0.01;

/// Of a plan at least, so that 0 says that there is none.
const OF_ANY_PLAN: f32 = 0.001;

/// How likely the built-in planner finds what it makes of a question: of a plan, the probability of its reading; 0 where it
/// has none for what a larger model may find out. Nothing where it knows what it says (that something is not there, or
/// which of two tags may be meant), or weighed no readings: such questions are not handed over.
pub fn sureness(proposal: &Proposal, probability: Option<f32>) -> Option<f32> {
    match proposal {
        Proposal::Plan { .. } => probability.map(|probability| probability.clamp(OF_ANY_PLAN, 1.0)),
        proposal => is_beyond(proposal).then_some(0.0),
    }
}

/// Whether a question is handed over where plans below a probability are.
pub fn is_handed_over(sureness: Option<f32>, below: f32) -> bool {
    sureness.is_some_and(|sureness| sureness <= 0.0 || sureness < below)
}

/// Whether the built-in planner has no plan for what a larger model may find out: what it did not understand, and what
/// no single tool computes.
fn is_beyond(proposal: &Proposal) -> bool {
    match proposal {
        Proposal::Plan { .. } | Proposal::NotThere { .. } => false,
        Proposal::Clarify { ask, .. } => {
            matches!(ask, Clarification::WhatAbout(_) | Clarification::WhichOf { .. })
        }
        Proposal::Abstain(problem) => {
            matches!(problem.code.as_str(), "PW6001" | "PW6004" | "PW6006" | "PW6008")
        }
    }
}

#[cfg(test)]
mod tests {
    use plant::Problem;

    use super::*;

    #[test]
    fn what_it_knows_it_keeps_and_what_it_has_no_plan_for_it_hands_over() {
        let check = |proposal: Proposal, probability: Option<f32>, expected: Option<f32>| {
            assert_eq!(sureness(&proposal, probability), expected, "{proposal:?}");
        };
        check(Proposal::Abstain(Problem::new("PW6008", "no tool")), Some(0.9), Some(0.0));
        check(Proposal::Abstain(Problem::new("PW3101", "no tag")), Some(0.1), None);
        check(Proposal::Clarify { ask: Clarification::WhatAbout(Vec::new()), frame: None }, None, Some(0.0));
        check(Proposal::Clarify { ask: Clarification::WhichTag(Vec::new()), frame: None }, None, None);
    }

    #[test]
    fn a_threshold_of_nothing_hands_over_what_there_is_no_plan_for() {
        assert!(is_handed_over(Some(0.0), 0.0) && !is_handed_over(Some(OF_ANY_PLAN), 0.0));
        assert!(is_handed_over(Some(0.2), 0.3) && !is_handed_over(Some(0.3), 0.3));
        assert!(!is_handed_over(None, 1.0));
    }
}

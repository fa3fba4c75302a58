//! What can be wrong with a proposal and with what is done to it.

use jiff::Timestamp;
use plant::Problem;

use crate::proposal::{Proposal, Signed};

/// PW3201, as for every argument of a tool.
pub fn wrong(argument: &str, message: impl std::fmt::Display) -> Problem {
    Problem::new("PW3201", format!("argument \"{argument}\": {message}"))
        .help("docs/tools.md says what each tool takes")
}

/// PW3301.
pub fn unknown(id: &str) -> Problem {
    Problem::new("PW3301", format!("there is no proposal {id:?}"))
        .help("`plantwright proposals --all` lists them")
}

/// PW3302: somebody decided already, otherwise than is asked now.
pub fn decided(proposal: &Proposal, wanted: &str) -> Problem {
    let how = proposal.decision.words();
    Problem::new("PW3302", format!("{} cannot be {wanted}: it {how}", proposal.id))
        .help("propose it anew if it is still wanted")
}

/// PW3302, of what is not in force.
pub fn not_in_force(proposal: &Proposal) -> Problem {
    let how = proposal.decision.words();
    Problem::new("PW3302", format!("{} cannot be undone: it {how}", proposal.id))
        .help("only what was confirmed can be undone")
}

/// PW3303.
pub fn expired(proposal: &Proposal) -> Problem {
    Problem::new("PW3303", format!("{} expired at {}", proposal.id, proposal.expires_at))
        .help("propose it anew: what it rested on may have changed")
}

/// PW3304: what an act refers to is not as it was when it was proposed.
pub fn changed(id: &str, why: &str) -> Problem {
    Problem::new("PW3304", format!("{id} cannot be confirmed any more: {why}"))
        .help("decline it, and propose anew what is still wanted")
}

/// PW3305.
pub fn no_name(what: &str) -> Problem {
    Problem::new("PW3305", format!("{what}: who decides is to be named"))
        .help("give your name, 1 to 100 characters with a letter in it")
}

/// PW3306.
pub fn too_many(most: usize) -> Problem {
    Problem::new("PW3306", format!("{most} proposals wait already"))
        .help("confirm or decline some first; `plantwright proposals` lists them")
}

/// How a signature reads: `was confirmed by Ana Ruiz at 2026-03-01T08:00:00Z`.
pub fn signed(what: &str, Signed { by, at, .. }: &Signed) -> String {
    format!("was {what} by {by} at {}", at.round(jiff::Unit::Second).unwrap_or(Timestamp::UNIX_EPOCH))
}

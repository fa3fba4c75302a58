//! The logbook of a plant: proposals, who confirmed, declined or undid them, and so the drafts of
//! work orders, the notes and the watches that are in force.
//!
//! One append-only file of JSON lines. A line is on disk when the call that wrote it returns, and
//! nothing is ever changed or taken away: what was undone was undone by a line of its own. What is
//! in force follows from the lines alone, so that a process that is killed at any instant leaves a
//! logbook that can be read and that holds all it acknowledged.
//!
//! Knows nothing of tools, language, who may reach it, or whether what an act names is in the plant.
//!
//! When you add a kind of act, touch `act.rs`, the tool that drafts it, and `wire/acting.rs` of `server`.

mod act;
mod book;
mod file;
mod line;
mod problems;
mod proposal;
#[cfg(test)]
mod tests;

pub use act::{About, Act, Condition, Note, Priority, Watch, WorkOrder};
pub use book::{Logbook, MOST_OPEN, Marks, OPEN_FOR, Written};
pub use line::{Draft, Event, Line};
pub use problems::{changed, unknown};
pub use proposal::{Decision, Mark, Name, Origin, Proposal, Signed, State};

//! `plantwright confirm`, `decline` and `undo`: a person's word on a proposal.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;

use crate::desk::{Desk, Word};
use crate::terminal::proposal;
use crate::{place, terminal};

/// Put a proposal in force
#[derive(Debug, clap::Args)]
pub struct Confirm {
    #[command(flatten)]
    whose: Whose,
}

/// Say no to a proposal
#[derive(Debug, clap::Args)]
pub struct Decline {
    #[command(flatten)]
    whose: Whose,
    /// Why
    #[arg(long, default_value = "")]
    reason: String,
}

/// Take what was confirmed out of force; nothing is deleted
#[derive(Debug, clap::Args)]
pub struct Undo {
    #[command(flatten)]
    whose: Whose,
    /// Why
    #[arg(long, default_value = "")]
    reason: String,
}

#[derive(Debug, clap::Args)]
struct Whose {
    /// Id of the proposal, as `plantwright proposals` lists it
    id: String,
    /// Your name
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn confirm(args: &Confirm, plant: Option<&Path>) -> Result<ExitCode> {
    say(Word::Confirm, &args.whose, "", plant)
}

pub fn decline(args: &Decline, plant: Option<&Path>) -> Result<ExitCode> {
    say(Word::Decline, &args.whose, &args.reason, plant)
}

pub fn undo(args: &Undo, plant: Option<&Path>) -> Result<ExitCode> {
    say(Word::Undo, &args.whose, &args.reason, plant)
}

fn say(word: Word, whose: &Whose, reason: &str, plant: Option<&Path>) -> Result<ExitCode> {
    let desk = Desk::open(&place::plant_folder(plant)?)?;
    let decided = desk.say(word, &whose.id, &whose.by, reason)?;
    let mut out = terminal::out();
    if whose.json {
        serde_json::to_writer_pretty(&mut out, &decided)?;
        writeln!(out)?;
    } else {
        proposal::write_line(&mut out, &decided)?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

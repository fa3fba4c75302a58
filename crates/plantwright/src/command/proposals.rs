//! `plantwright proposals`.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use server::wire::acting::StateShape;

use crate::desk::Desk;
use crate::terminal::proposal;
use crate::{place, terminal};

/// List what waits for a person's word
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Also what was confirmed, declined, undone, or expired
    #[arg(long)]
    all: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, plant: Option<&Path>) -> Result<ExitCode> {
    let desk = Desk::open(&place::plant_folder(plant)?)?;
    let found = desk.proposals((!args.all).then_some(StateShape::Open))?;
    let mut out = terminal::out();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &found)?;
        writeln!(out)?;
    } else if found.is_empty() {
        writeln!(out, "{}", if args.all { "nothing was proposed" } else { "nothing waits" })?;
    } else {
        for one in &found {
            proposal::write_line(&mut out, one)?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

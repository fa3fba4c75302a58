//! `plantwright backup DEST`.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;

use crate::terminal::number::count;
use crate::{opening, place, terminal};

/// Copy the plant's store to a new folder, consistently
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder to make; it must not exist, or be empty
    destination: PathBuf,
}

pub fn run(args: &Args, plant: Option<&Path>) -> Result<ExitCode> {
    let engines = opening::open(&place::plant_folder(plant)?)?;
    let summary = engines.historian().backup(&args.destination)?;
    let mut out = terminal::out();
    writeln!(
        out,
        "copied {} samples and {} tables, {} bytes, to {}",
        count(summary.samples),
        count(summary.tables),
        count(summary.bytes),
        args.destination.display()
    )?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

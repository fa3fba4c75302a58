//! `plantwright import`.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use plant::{Place, Problem};

use crate::{opening, place, terminal};

/// Read the files that plant.toml names, or further files, into the store
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files to read; without any, all of the plant's that have changed
    files: Vec<PathBuf>,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, plant: Option<&Path>) -> Result<ExitCode> {
    if let Some(missing) = args.files.iter().find(|file| !file.is_file()) {
        let problem = Problem::new("PW7027", "there is no such file");
        let place = Place { file: missing.clone(), ..Place::default() };
        return Err(problem.at(place).help("name files that exist, relative to the current folder").into());
    }
    let engines = opening::open(&place::plant_folder(plant)?)?;
    let report = if args.files.is_empty() {
        opening::import(&engines, None)?
    } else {
        let reports = args.files.iter().map(|file| opening::import(&engines, Some(file)));
        opening::joined(reports.collect::<Result<_>>()?)
    };
    let mut out = terminal::out();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &report)?;
        writeln!(out)?;
    } else {
        writeln!(out, "{}", opening::headline(&report))?;
        opening::print_problems(&report, &engines);
    }
    out.flush()?;
    Ok(if report.nothing_could_be_read() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

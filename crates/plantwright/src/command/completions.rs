//! `plantwright completions SHELL`.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::Result;
use clap::CommandFactory as _;
use clap_complete::Shell;

use super::Cli;
use crate::terminal;

/// Print the completion script of a shell
#[derive(Debug, clap::Args)]
pub struct Args {
    shell: Shell,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    // The generator panics on a closed pipe; a buffer does not close.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "plantwright", &mut script);
    let mut out = terminal::out();
    out.write_all(&script)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

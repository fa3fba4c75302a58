//! The program `plantwright`: its commands, and the wiring of crates into one plant.
//!
//! Knows nothing of how anything is computed, stored, understood or sent; it
//! reads arguments, opens the plant, and writes to the terminal.
//!
//! When you add a command: its file in `command/`, its `mod` line and its line in
//! `command::Command`; help, completions and the man page follow.

mod command;
mod desk;
mod eval;
mod models;
mod opening;
mod panics;
mod place;
mod running;
mod servers;
mod terminal;

use std::io;
use std::process::ExitCode;

use clap::Parser as _;
use plant::Problem;

fn main() -> ExitCode {
    panics::install();
    log_to_stderr();
    let cli = command::Cli::parse();
    match command::run(cli) {
        Ok(code) => code,
        Err(error) => report(&error),
    }
}

/// The code of an error that nothing gave a code of its own.
const UNFORESEEN: &str = "PW7090";

/// Prints an error, one line with its code. What was read by `head` or `less`
/// and then closed is no error.
fn report(error: &anyhow::Error) -> ExitCode {
    let broken_pipe = error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe);
    if broken_pipe {
        return ExitCode::SUCCESS;
    }
    match error.chain().find_map(|cause| cause.downcast_ref::<Problem>()) {
        Some(problem) => eprintln!("{}", one_line(&problem.to_string())),
        None => {
            let line = format!("{UNFORESEEN}: {error:#} (see `plantwright explain {UNFORESEEN}`)");
            eprintln!("{}", one_line(&line));
        }
    }
    ExitCode::FAILURE
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the program notes about itself; `PLANTWRIGHT_LOG=info` shows more.
fn log_to_stderr() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("PLANTWRIGHT_LOG").unwrap_or_else(|_| EnvFilter::new("error"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_target(false).init();
}

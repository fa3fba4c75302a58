//! The commands: one file each.

mod ask;
mod assets;
mod audit;
mod backup;
mod completions;
mod decide;
mod demo;
mod doctor;
mod eval;
mod explain;
mod import;
mod init;
mod logbook;
mod man;
mod mcp;
mod model;
mod proposals;
mod propose;
mod replay;
mod serve;
mod sql;
mod tags;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Plantwright answers questions about a plant from its own data: computed, cited, repeatable.
#[derive(Debug, Parser)]
#[command(name = "plantwright", version, max_term_width = 100)]
pub struct Cli {
    /// The plant's folder; without it the current folder, else the demo plant
    #[arg(long, global = true, value_name = "DIR", env = "PLANTWRIGHT_PLANT")]
    plant: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

/// Every command, in the order that help lists them.
#[derive(Debug, Subcommand)]
enum Command {
    Ask(ask::Args),
    Demo(demo::Args),
    Init(init::Args),
    Import(import::Args),
    Serve(serve::Args),
    Mcp(mcp::Args),
    Sql(sql::Args),
    Tags(tags::Args),
    Assets(assets::Args),
    Replay(replay::Args),
    Propose(propose::Args),
    Proposals(proposals::Args),
    Confirm(decide::Confirm),
    Decline(decide::Decline),
    Undo(decide::Undo),
    Logbook(logbook::Args),
    Audit(audit::Args),
    Eval(eval::Args),
    Backup(backup::Args),
    Doctor(doctor::Args),
    Explain(explain::Args),
    Completions(completions::Args),
    Man(man::Args),
    Model(model::Args),
}

/// Runs what the command line says.
///
/// # Errors
/// A [`plant::Problem`] for what a user can mend.
pub fn run(cli: Cli) -> Result<ExitCode> {
    let plant = cli.plant.as_deref();
    match cli.command {
        Command::Ask(args) => ask::run(&args, plant),
        Command::Demo(args) => demo::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Import(args) => import::run(&args, plant),
        Command::Serve(args) => serve::run(&args, plant),
        Command::Mcp(args) => mcp::run(&args, plant),
        Command::Sql(args) => sql::run(&args, plant),
        Command::Tags(args) => tags::run(&args, plant),
        Command::Assets(args) => assets::run(&args, plant),
        Command::Replay(args) => replay::run(&args, plant),
        Command::Propose(args) => propose::run(&args, plant),
        Command::Proposals(args) => proposals::run(&args, plant),
        Command::Confirm(args) => decide::confirm(&args, plant),
        Command::Decline(args) => decide::decline(&args, plant),
        Command::Undo(args) => decide::undo(&args, plant),
        Command::Logbook(args) => logbook::run(&args, plant),
        Command::Audit(args) => audit::run(&args, plant),
        Command::Eval(args) => eval::run(&args),
        Command::Backup(args) => backup::run(&args, plant),
        Command::Doctor(args) => doctor::run(&args, plant),
        Command::Explain(args) => explain::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
        Command::Model(args) => model::run(&args, plant),
    }
}

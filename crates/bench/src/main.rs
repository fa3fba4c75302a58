//! Measures Plantwright beside other engines, on this machine, and prints what is true.
//!
//!     cargo run --release -p bench -- historian
//!     cargo run --release -p bench -- historian --billion
//!     cargo run --release -p bench -- import
//!     cargo run --release -p bench -- planner
//!
//! `docs/bench.md` says what is measured and what came out. The other engines are Python
//! packages of fixed versions (`bench/requirements.txt`); their side is in `bench/`.
//!
//! Knows nothing of tools or any surface.

mod beside;
mod billion;
mod import;
mod machine;
mod planner;
mod python;
mod signal;
mod table;
mod timing;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "bench", version, about = "Measures Plantwright beside other engines")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The historian beside DuckDB and ClickHouse; with --billion alone over a billion samples
    Historian(HistorianArgs),
    /// Reading of CSV files beside pandas
    Import(import::Args),
    /// Linking and planning of questions on a plant of many tags
    Planner(planner::Args),
}

#[derive(Debug, clap::Args)]
struct HistorianArgs {
    #[command(flatten)]
    beside: beside::Args,
    #[command(flatten)]
    billion: billion::Args,
}

fn main() -> Result<()> {
    match Cli::parse().command {
        Command::Historian(args) if args.billion.billion => billion::run(&args.billion, &args.beside.common),
        Command::Historian(args) => beside::run(&args.beside),
        Command::Import(args) => import::run(&args),
        Command::Planner(args) => planner::run(&args),
    }
}

/// What every measurement lets one choose.
#[derive(Debug, Clone, clap::Args)]
struct Common {
    /// Where data and stores are made; removed by whoever made it
    #[arg(long, value_name = "DIR", default_value = "target/bench")]
    dir: std::path::PathBuf,
    /// Threads that every engine may use
    #[arg(long, default_value_t = std::thread::available_parallelism().map_or(2, usize::from))]
    threads: usize,
    /// Runs of each query after a first one that does not count
    #[arg(long, default_value_t = 9)]
    runs: usize,
    /// Where the measurements are written as JSON [default: in the folder of --dir]
    #[arg(long, value_name = "FILE")]
    json: Option<std::path::PathBuf>,
}

//! Measures how well words are linked on the made-up plants of `models/planner/plants`.
//!
//! `cargo run --release -p training -- link [--misses N] FILE...`

mod link;
mod plants;

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let mut misses = 0;
    let mut files = Vec::new();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--misses" => {
                let number = arguments.next().context("--misses takes a number")?;
                misses = number.parse().with_context(|| format!("--misses {number}"))?;
            }
            _ => files.push(PathBuf::from(argument)),
        }
    }
    match command.as_str() {
        "link" if !files.is_empty() => link::measure(&files, misses),
        _ => bail!("usage: training link [--misses N] FILE..."),
    }
}

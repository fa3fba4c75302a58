//! Measures how well words are linked on the made-up plants of `models/planner/plants`.
//!
//! `cargo run --release -p training -- link [--misses N] FILE...`
//! `cargo run --release -p training -- words PLANT QUESTION` shows what the words of a question are linked
//! to, for a made-up plant or a folder with a `plant.toml`.
//!
//! Knows nothing of engines, storage or surfaces.

mod link;
mod plants;
mod words;

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
        "words" if files.len() == 2 => words::show(&files[0], &files[1].to_string_lossy()),
        _ => bail!("usage: training link [--misses N] FILE... | words PLANT QUESTION"),
    }
}

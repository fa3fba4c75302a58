//! `plantwright audit`: whether the audit log is as it was written, and its export.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;
use serde_json::{Value as Json, json};
use server::audit::calls::{self, Contents};
use server::audit::{self, Chain, Line, Log, Verified};

use crate::terminal::number::count;
use crate::{place, terminal};

/// Check or export the log of what was asked and done
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Say whether every entry is as it was written, and the hash of the last
    Verify {
        /// A hash that an earlier run printed: fails when its entry is not there any more
        #[arg(long, value_name = "HASH")]
        head: Option<String>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Print every entry, oldest first
    Export {
        /// JSON lines, one entry each; what is printed without a format too
        #[arg(long)]
        json: bool,
        /// CSV with a header
        #[arg(long, conflicts_with = "json")]
        csv: bool,
        /// With each call of a model what it was told or said, where that is kept
        #[arg(long, conflicts_with = "csv")]
        calls: bool,
    },
}

pub fn run(args: &Args, plant: Option<&Path>) -> Result<ExitCode> {
    let state_dir = place::plant_folder(plant)?.join(".plantwright");
    let mut out = terminal::out();
    match &args.what {
        What::Verify { head, json } => {
            let found = audit::verify(&state_dir, head.as_deref())?;
            if *json {
                serde_json::to_writer_pretty(&mut out, &found)?;
                writeln!(out)?;
                out.flush()?;
                return Ok(if found.broken.is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
            }
            if let Some(problem) = found.problem(&state_dir) {
                return Err(problem.into());
            }
            describe(&mut out, &found)?;
        }
        What::Export { csv: true, .. } => export_csv(&mut out, &state_dir)?,
        What::Export { calls: true, .. } => export_with_calls(&mut out, &state_dir)?,
        What::Export { .. } => export_json(&mut out, &state_dir)?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn describe(out: &mut impl Write, found: &Verified) -> Result<()> {
    writeln!(out, "{} entries, each as it was written", count(found.entries))?;
    writeln!(out, "head {}", found.head)?;
    if found.before > 0 {
        writeln!(
            out,
            "{} lines are from before the chain and have no hash of their own",
            count(found.before)
        )?;
    }
    if !found.torn.is_empty() {
        let lines: Vec<String> = found.torn.iter().map(u64::to_string).collect();
        writeln!(out, "passed over, cut short by a crash: line {}", lines.join(", "))?;
    }
    if found.answers_gone > 0 {
        writeln!(out, "{} answers that were given are not kept any more", count(found.answers_gone))?;
    }
    if found.calls_gone > 0 {
        let gone = count(found.calls_gone);
        writeln!(out, "{gone} prompts and answers of models that were kept are not any more")?;
    }
    Ok(())
}

/// Gives each event as an object whose fields are those of the file; without a chain's where it is
/// from before. What is broken is given as it is: `verify` says what is wrong with it.
fn each_entry(state_dir: &Path, mut take: impl FnMut(Json) -> Result<()>) -> Result<()> {
    let (mut chain, mut outcome) = (Chain::default(), Ok(()));
    Log::new(audit::file(state_dir)).each_line(|line| {
        let object = match chain.take(line) {
            Ok(Line::Chained(entry)) => json!(entry),
            Ok(Line::Before(event)) => json!(event),
            Ok(Line::Torn) | Err(_) => serde_json::from_slice(line).unwrap_or_default(),
        };
        if outcome.is_ok() && object.is_object() {
            outcome = take(object);
        }
    })?;
    outcome
}

fn export_json(out: &mut impl Write, state_dir: &Path) -> Result<()> {
    each_entry(state_dir, |entry| Ok(writeln!(out, "{entry}")?))
}

/// The same with a further field, `content`, where a prompt or an answer is kept.
fn export_with_calls(out: &mut impl Write, state_dir: &Path) -> Result<()> {
    let contents = Contents::read(&calls::folder(state_dir))?;
    each_entry(state_dir, |mut entry| {
        if let (Some(true), Some(digest)) = (entry["kept"].as_bool(), entry["digest"].as_str()) {
            entry["content"] = contents.get(digest)?.unwrap_or_default();
        }
        Ok(writeln!(out, "{entry}")?)
    })
}

fn export_csv(out: &mut impl Write, state_dir: &Path) -> Result<()> {
    const COLUMNS: [&str; 10] =
        ["seq", "at", "who", "action", "subject", "text", "status", "digest", "previous", "hash"];
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(COLUMNS)?;
    each_entry(state_dir, |entry| {
        let fields = COLUMNS.map(|column| match &entry[column] {
            Json::Null => String::new(),
            Json::String(text) => text.clone(),
            other => other.to_string(),
        });
        Ok(writer.write_record(fields)?)
    })?;
    writer.flush()?;
    Ok(())
}

//! The historian over a billion samples: memory while they are written, then, in a fresh process,
//! opening, memory, an envelope of the whole history and an aggregate of a day.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use historian::{ColumnSlice, Historian, Options};
use plant::TimeRange;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::signal::{self, Signal};
use crate::timing::{Timing, once, warm};
use crate::{Common, machine, table};

#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// A billion samples: 16 tags, 62.5 million samples each, one a second (two years); Plantwright only
    #[arg(long)]
    pub billion: bool,
    /// Samples of each of the 16 tags
    #[arg(long, default_value_t = 62_500_000, requires = "billion")]
    each: usize,
    /// What this process does of it; the command starts itself for each
    #[arg(long, hide = true)]
    step: Option<Step>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Step {
    Write,
    Read,
}

const TAGS: usize = 16;
const SEED: u64 = 1_000_000_000;
/// Midnight of 1 January 2022, UTC.
const START_NS: i64 = 1_640_995_200_000_000_000;
const STEP_NS: i64 = 1_000_000_000;
/// Samples of a tag that are handed over at once.
const PUSHED: usize = 86_400;
const PIXELS: usize = 2000;
/// What a sample takes at most, to see beforehand whether the disk has room.
const BYTES_A_SAMPLE: u64 = 3;

/// How the writing went.
#[derive(Debug, Serialize, Deserialize)]
struct Written {
    seconds: f64,
    bytes: u64,
    peak_bytes: u64,
    segments: usize,
    samples: u64,
}

/// What a fresh process found.
#[derive(Debug, Serialize, Deserialize)]
struct Read {
    open_s: f64,
    /// Resident after opening.
    open_bytes: u64,
    envelope_first_s: f64,
    envelope: Timing,
    day_first_s: f64,
    day: Timing,
    percentiles_first_s: f64,
    percentiles: Timing,
    /// Resident at most until the end.
    peak_bytes: u64,
}

pub fn run(args: &Args, common: &Common) -> Result<()> {
    let store = std::path::absolute(&common.dir)?.join(format!("billion-{TAGS}x{}", args.each));
    match args.step {
        Some(step) => {
            rayon::ThreadPoolBuilder::new().num_threads(common.threads).build_global()?;
            let found = match step {
                Step::Write => serde_json::to_string(&write(&store, args.each)?)?,
                Step::Read => serde_json::to_string(&read(&store, args.each, common.runs)?)?,
            };
            println!("{found}");
            Ok(())
        }
        None => measure(args, common, &store),
    }
}

fn measure(args: &Args, common: &Common, store: &Path) -> Result<()> {
    let machine = machine::line();
    println!("{machine}");
    let note = store.join("written.json");
    if !note.exists() {
        std::fs::create_dir_all(&common.dir)?;
        let needed = (TAGS * args.each) as u64 * BYTES_A_SAMPLE;
        let room = machine::room(&common.dir)?;
        ensure!(room > needed, "{} needs {needed} bytes free, {room} are", common.dir.display());
        if store.exists() {
            std::fs::remove_dir_all(store)?;
        }
        println!("writing {TAGS} tags of {} samples into {}", args.each, store.display());
        let written: Written = child(args, common, "write")?;
        std::fs::write(&note, serde_json::to_vec(&written)?)?;
    }
    let written: Written = serde_json::from_slice(&std::fs::read(&note)?)?;
    println!(
        "written once: {} samples in {} ({:.1} million/s), {}, {} segments, at most {} of memory",
        written.samples,
        table::seconds(written.seconds),
        written.samples as f64 / 1e6 / written.seconds,
        table::megabytes(written.bytes),
        written.segments,
        table::megabytes(written.peak_bytes)
    );
    machine::forget(store)?;
    let cold: Read = child(args, common, "read")?;
    let fresh: Read = child(args, common, "read")?;
    let row = |name: &str, of: &dyn Fn(&Read) -> f64, text: &dyn Fn(f64) -> String, goal: &str| {
        vec![name.to_owned(), text(of(&cold)), text(of(&fresh)), goal.to_owned()]
    };
    let megabytes = |bytes: f64| table::megabytes(bytes as u64);
    let seconds = &table::seconds;
    table::print(
        &["fresh process", "files not in memory", "files in memory", "goal"],
        &[
            row("open", &|read| read.open_s, seconds, "1 s"),
            row("resident after open", &|read| read.open_bytes as f64, &megabytes, "1,074 MB"),
            row("two-year envelope, first", &|read| read.envelope_first_s, seconds, "50 ms"),
            row("two-year envelope, warm median", &|read| read.envelope.median_s, seconds, "50 ms"),
            row("one-day aggregate, first", &|read| read.day_first_s, seconds, "20 ms"),
            row("one-day aggregate, warm median", &|read| read.day.median_s, seconds, "20 ms"),
            row("one-day percentiles, first", &|read| read.percentiles_first_s, seconds, ""),
            row("one-day percentiles, warm median", &|read| read.percentiles.median_s, seconds, ""),
            row("resident at most", &|read| read.peak_bytes as f64, &megabytes, "1,074 MB"),
        ],
    );
    let json = common.json.clone().unwrap_or_else(|| common.dir.join("billion.json"));
    let load_after = machine::load();
    println!("load {load_after:.2} in the last minute of it; written to {}", json.display());
    let all = serde_json::json!({
        "machine": machine, "load_after": load_after, "written": written,
        "files_not_in_memory": cold, "files_in_memory": fresh,
    });
    Ok(std::fs::write(json, serde_json::to_vec_pretty(&all)?)?)
}

/// Runs one step in a process of its own and reads what it prints.
fn child<T: serde::de::DeserializeOwned>(args: &Args, common: &Common, step: &str) -> Result<T> {
    let output = Command::new(std::env::current_exe()?)
        .args(["historian", "--billion", "--step", step])
        .arg("--dir")
        .arg(&common.dir)
        .args(["--each", &args.each.to_string(), "--threads", &common.threads.to_string()])
        .args(["--runs", &common.runs.to_string()])
        .stderr(std::process::Stdio::inherit())
        .output()?;
    if !output.status.success() {
        bail!("the step \"{step}\" failed");
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Writes as time goes by: a day of every tag, then the next day.
fn write(store: &Path, each: usize) -> Result<Written> {
    let (summary, seconds) = once(|| {
        let historian = Historian::open(store, Options::default())?;
        let mut load = historian.bulk()?;
        let mut tags: Vec<_> = (0..TAGS).map(|tag| Signal::new(SEED, tag)).collect();
        let names: Vec<std::sync::Arc<str>> = (0..TAGS).map(|tag| signal::name(tag).into()).collect();
        for from in (0..each).step_by(PUSHED) {
            let to = (from + PUSHED).min(each);
            let times: Vec<i64> = (from..to).map(|row| START_NS + row as i64 * STEP_NS).collect();
            let values: Vec<Vec<f64>> =
                tags.par_iter_mut().map(|signal| (from..to).map(|_| signal.next()).collect()).collect();
            for (name, values) in names.iter().zip(&values) {
                load.push(name, &times, ColumnSlice::Float(values), &[])?;
            }
        }
        Ok(load.finish()?)
    })?;
    Ok(Written {
        seconds,
        bytes: machine::bytes_below(store)?,
        peak_bytes: machine::memory().1,
        segments: summary.segments,
        samples: summary.samples,
    })
}

fn read(store: &Path, each: usize, runs: usize) -> Result<Read> {
    let (historian, open_s) = once(|| Ok(Historian::open(store, Options::default())?))?;
    let (open_bytes, _) = machine::memory();
    let (plotted, asked) = (signal::name(0), signal::name(5));
    let envelope = || Ok(historian.envelope(&plotted, TimeRange::ALL, PIXELS)?);
    let (found, envelope_first_s) = once(envelope)?;
    let counted: u64 = found.iter().map(|bucket| bucket.count).sum();
    ensure!(counted == each as u64, "the envelope stands for {counted} samples instead of {each}");
    let (envelope, _) = warm(runs, envelope)?;
    let second = |second: i64| START_NS + second * STEP_NS;
    // Neither on the hour nor on the minute.
    let from = each as i64 / 2 / 86_400 * 86_400 + 5 * 3600 + 17 * 60 + 13;
    let day = TimeRange::new(second(from), second(from + 86_400));
    let aggregate = || Ok(historian.aggregate(&asked, day)?);
    let (found, day_first_s) = once(aggregate)?;
    ensure!(found.count == 86_400, "the day has {} samples", found.count);
    let (day_timing, _) = warm(runs, aggregate)?;
    let percentiles = || {
        let found = historian.statistics(&asked, day)?;
        found.quantile(0.95).context("a day without samples")
    };
    let (_, percentiles_first_s) = once(percentiles)?;
    let (percentiles, _) = warm(runs, percentiles)?;
    Ok(Read {
        open_s,
        open_bytes,
        envelope_first_s,
        envelope,
        day_first_s,
        day: day_timing,
        percentiles_first_s,
        percentiles,
        peak_bytes: machine::memory().1,
    })
}

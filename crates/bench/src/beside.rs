//! The historian beside DuckDB and ClickHouse in process: the same rows, the same questions, the
//! same number of threads, and the same answers.

mod answers;
mod ours;
mod questions;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::python::Python;
use crate::signal::{self, Signal};
use crate::timing::Timing;
use crate::{Common, machine, table};
use answers::Answer;
use questions::{QUESTIONS, Questions};

#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub common: Common,
    /// Tags
    #[arg(long, default_value_t = 1000)]
    tags: usize,
    /// Samples of each tag, one a second
    #[arg(long, default_value_t = 20_000)]
    samples: usize,
    /// Loads of each engine into a new store; the shortest counts
    #[arg(long, default_value_t = 3)]
    loads: usize,
    /// Measure Plantwright only
    #[arg(long)]
    alone: bool,
}

/// The rows that every engine gets, as columns: tag after tag, each in the order of time.
#[derive(Debug)]
pub struct Rows {
    pub tags: Vec<std::sync::Arc<str>>,
    /// Times of every tag, ns since the epoch.
    pub times: Vec<i64>,
    /// Values of all tags, `times.len()` of each.
    pub values: Vec<f64>,
}

const SEED: u64 = 20_231_115;
/// Midnight of 15 November 2023, UTC.
const START_NS: i64 = 1_700_006_400_000_000_000;
const STEP_NS: i64 = 1_000_000_000;

impl Rows {
    fn make(tags: usize, samples: usize) -> Self {
        let mut values = vec![0.0; tags * samples];
        values.par_chunks_mut(samples).enumerate().for_each(|(tag, values)| {
            let mut signal = Signal::new(SEED, tag);
            values.fill_with(|| signal.next());
        });
        Self {
            tags: (0..tags).map(|tag| signal::name(tag).into()).collect(),
            times: (0..samples as i64).map(|row| START_NS + row * STEP_NS).collect(),
            values,
        }
    }

    pub fn of_tag(&self, tag: usize) -> &[f64] {
        &self.values[tag * self.times.len()..][..self.times.len()]
    }
}

/// What the other engines are told.
#[derive(Debug, Serialize)]
struct Job<'a> {
    dir: &'a Path,
    /// All values as little-endian doubles, tag after tag.
    values: &'a Path,
    tags: &'a [std::sync::Arc<str>],
    samples: usize,
    start_ns: i64,
    step_ns: i64,
    threads: usize,
    runs: usize,
    loads: usize,
    questions: &'a Questions,
}

/// An engine with its measurements.
#[derive(Debug, Serialize, Deserialize)]
pub struct Engine {
    pub name: String,
    pub version: String,
    pub setups: Vec<Setup>,
}

/// One way to keep the rows in an engine, and how it did.
#[derive(Debug, Serialize, Deserialize)]
pub struct Setup {
    pub name: String,
    /// From columns in memory to files that a loss of power leaves whole.
    pub ingest: Option<Timing>,
    /// Seconds of the processor that went into it, over all threads.
    pub ingest_processor: Option<Timing>,
    /// Bytes on disk; `None` where it is the same store as the one before.
    pub bytes: Option<u64>,
    /// In the order of [`QUESTIONS`].
    pub questions: Vec<Asked>,
}

/// How an engine did on one question.
#[derive(Debug, Serialize, Deserialize)]
pub struct Asked {
    #[serde(flatten)]
    pub timing: Timing,
    /// What was asked: the fastest of the wordings tried.
    pub query: String,
    /// The answer's numbers as little-endian doubles, row after row.
    pub answer: PathBuf,
}

pub fn run(args: &Args) -> Result<()> {
    let common = &args.common;
    rayon::ThreadPoolBuilder::new().num_threads(common.threads).build_global()?;
    fs::create_dir_all(&common.dir).with_context(|| common.dir.display().to_string())?;
    let dir = tempfile::Builder::new().prefix("beside-").tempdir_in(std::path::absolute(&common.dir)?)?;
    let machine = machine::line();
    let python = if args.alone { None } else { Some(Python::prepare(&common.dir)?) };
    println!("{machine}");
    println!(
        "{} tags of {} samples, {} threads, {} loads, {} runs of each query after one that does not count",
        args.tags, args.samples, common.threads, args.loads, common.runs
    );
    let rows = Rows::make(args.tags, args.samples);
    let questions = Questions::of(&rows)?;
    let mut engines = vec![ours::measure(&rows, &questions, args, dir.path())?];
    if let Some(python) = python {
        let values = dir.path().join("values.f64");
        fs::write(&values, rows.values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>())?;
        let Rows { tags, times, .. } = rows;
        for script in ["duckdb_peer.py", "clickhouse_peer.py"] {
            let dir = dir.path().join(script.trim_end_matches(".py"));
            fs::create_dir(&dir)?;
            let job = Job {
                dir: &dir,
                values: &values,
                tags: &tags,
                samples: times.len(),
                start_ns: START_NS,
                step_ns: STEP_NS,
                threads: common.threads,
                runs: common.runs,
                loads: args.loads,
                questions: &questions,
            };
            engines.push(python.run(script, &dir, &job)?);
        }
    }
    compare(&engines)?;
    show(&engines);
    let json = common.json.clone().unwrap_or_else(|| common.dir.join("historian.json"));
    let load_after = machine::load();
    println!("load {load_after:.2} in the last minute of it; written to {}", json.display());
    let all = serde_json::json!({
        "machine": machine, "load_after": load_after, "tags": args.tags, "samples": args.samples,
        "threads": common.threads, "runs": common.runs, "loads": args.loads, "engines": engines,
    });
    Ok(fs::write(json, serde_json::to_vec_pretty(&all)?)?)
}

/// Holds every answer against that of the first set-up.
fn compare(engines: &[Engine]) -> Result<()> {
    let setups = || engines.iter().flat_map(|engine| engine.setups.iter().map(move |setup| (engine, setup)));
    for (index, question) in QUESTIONS.iter().enumerate() {
        let mut first: Option<Answer> = None;
        for (engine, setup) in setups() {
            let Some(asked) = setup.questions.get(index) else {
                bail!("{} {}: no answer to \"{}\"", engine.name, setup.name, question.text);
            };
            let answer = Answer::read(&asked.answer, question.columns)?;
            match &first {
                None => first = Some(answer),
                Some(first) => first.agrees(&answer).with_context(|| {
                    format!("{} {} answers \"{}\" otherwise", engine.name, setup.name, question.text)
                })?,
            }
        }
        if let Some(first) = first {
            println!("same answer from all: {} ({} rows)", question.text, first.rows());
        }
    }
    Ok(())
}

/// Prints the table: ours first, then each set-up of the others, then ours against the best of them.
fn show(engines: &[Engine]) {
    for engine in engines {
        println!("{} {}", engine.name, engine.version);
    }
    let (mine, others) = engines.split_at(1);
    let columns: Vec<(&Engine, &Setup)> = mine
        .iter()
        .chain(others)
        .flat_map(|engine| engine.setups.iter().map(move |setup| (engine, setup)))
        .collect();
    let mut header = vec!["".to_owned()];
    header.extend(columns.iter().map(|(engine, setup)| format!("{} {}", engine.name, setup.name)));
    header.push("best other : ours".to_owned());
    let row = |name: &str, of: &dyn Fn(&Setup) -> Option<f64>, text: &dyn Fn(f64) -> String| {
        let mut row = vec![name.to_owned()];
        row.extend(columns.iter().map(|(_, setup)| of(setup).map_or_else(|| "".to_owned(), text)));
        let best = |engines: &[Engine]| {
            let setups = engines.iter().flat_map(|engine| &engine.setups);
            setups.filter_map(of).fold(f64::NAN, f64::min)
        };
        let ours = mine.first().and_then(|engine| of(engine.setups.first()?)).unwrap_or(f64::NAN);
        row.push(table::ratio(ours, best(others)));
        row
    };
    let megabytes = |bytes: f64| table::megabytes(bytes as u64);
    let mut rows = vec![
        row("ingest", &|setup| Some(setup.ingest?.best_s), &table::seconds),
        row("ingest, processor", &|setup| Some(setup.ingest_processor?.best_s), &table::seconds),
        row("size", &|setup| setup.bytes.map(|bytes| bytes as f64), &megabytes),
    ];
    for (index, question) in QUESTIONS.iter().enumerate() {
        let median = |setup: &Setup| Some(setup.questions.get(index)?.timing.median_s);
        let best = |setup: &Setup| Some(setup.questions.get(index)?.timing.best_s);
        rows.push(row(&format!("{}, median", question.text), &median, &table::seconds));
        rows.push(row(&format!("{}, best", question.text), &best, &table::seconds));
    }
    table::print(&header.iter().map(String::as_str).collect::<Vec<_>>(), &rows);
}

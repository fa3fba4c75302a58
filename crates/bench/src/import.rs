//! Reading of CSV files beside pandas: the same files, made here, plain and gzip, wide and long.
//!
//! What is timed: pandas reads the file into a frame with its times parsed, as a script would.
//! Plantwright reads it into columns of times and values, tag by tag; and once more all the way
//! into a store that a loss of power leaves whole, for which pandas has no counterpart.

mod files;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use connect::{NoProgress, SampleSink, Values, read_history};
use historian::{BulkLoader, ColumnSlice, Historian, Options};
use plant::{FileFormat, HistoryLayout, HistorySource, Problem, Quality};
use serde::{Deserialize, Serialize};

use crate::python::Python;
use crate::timing::{Timing, once};
use crate::{Common, machine, table};
use files::File;

#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    #[command(flatten)]
    common: Common,
    /// Rows of the wide file, with 50 columns of values
    #[arg(long, default_value_t = 500_000)]
    wide: usize,
    /// Rows of the long file: time, tag, value
    #[arg(long, default_value_t = 5_000_000)]
    long: usize,
    /// Measure Plantwright only
    #[arg(long)]
    alone: bool,
}

/// One reader's way through one file.
#[derive(Debug, Serialize, Deserialize)]
struct Took {
    /// Median by the clock and of the processor, s.
    clock_s: f64,
    processor_s: f64,
    /// Numbers read and their sum.
    numbers: u64,
    sum: f64,
}

/// What pandas is told.
#[derive(Serialize)]
struct Job<'a> {
    file: &'a Path,
    engine: &'a str,
    runs: usize,
}

pub fn run(args: &Args) -> Result<()> {
    let common = &args.common;
    rayon::ThreadPoolBuilder::new().num_threads(common.threads).build_global()?;
    fs::create_dir_all(&common.dir).with_context(|| common.dir.display().to_string())?;
    let dir = tempfile::Builder::new().prefix("import-").tempdir_in(std::path::absolute(&common.dir)?)?;
    let machine = machine::line();
    let python = if args.alone { None } else { Some(Python::prepare(&common.dir)?) };
    println!("{machine}");
    println!("{} threads, {} runs of each, after one that does not count", common.threads, common.runs);
    let mut rows = Vec::new();
    let mut found = Vec::new();
    for file in files::make(dir.path(), args.wide, args.long)? {
        let mut readers = vec![
            ("Plantwright", into_columns(&file, common.runs)?),
            ("Plantwright, into a store", into_store(&file, common.runs, dir.path())?),
        ];
        if let Some(python) = &python {
            for (name, engine) in [("pandas", "c"), ("pandas, engine=\"pyarrow\"", "pyarrow")] {
                let job = Job { file: &file.path, engine, runs: common.runs };
                readers.push((name, python.run("pandas_peer.py", dir.path(), &job)?));
            }
        }
        let mine = &readers[0].1;
        for (name, took) in &readers {
            ensure!(took.numbers == mine.numbers, "{name} reads {} numbers of {}", took.numbers, file.name);
            let apart = (took.sum - mine.sum).abs();
            ensure!(apart <= 1e-9 * mine.sum.abs(), "{name} sums {} to {}", file.name, took.sum);
        }
        let (clock_s, processor_s) = (mine.clock_s, mine.processor_s);
        for (name, took) in readers {
            rows.push(vec![
                file.name.to_owned(),
                name.to_owned(),
                table::seconds(took.clock_s),
                table::seconds(took.processor_s),
                format!("{:.2}", file.rows as f64 / 1e6 / took.clock_s),
                format!("{:.0}", file.bytes as f64 / 1e6 / took.clock_s),
                table::ratio(clock_s, took.clock_s),
                table::ratio(processor_s, took.processor_s),
            ]);
            found.push(serde_json::json!({
                "file": file.name, "rows": file.rows, "bytes": file.bytes, "reader": name, "took": took,
            }));
        }
        fs::remove_file(&file.path)?;
    }
    let header = [
        "file",
        "reader",
        "clock",
        "processor",
        "million rows/s",
        "MB/s",
        "clock : ours",
        "processor : ours",
    ];
    table::print(&header, &rows);
    let json = common.json.clone().unwrap_or_else(|| common.dir.join("import.json"));
    let load_after = machine::load();
    println!("load {load_after:.2} in the last minute of it; written to {}", json.display());
    let all = serde_json::json!({ "machine": machine, "load_after": load_after, "found": found });
    Ok(fs::write(json, serde_json::to_vec_pretty(&all)?)?)
}

/// Adds everything up, so that all values are truly read.
#[derive(Default)]
struct Sum {
    numbers: u64,
    sum: f64,
}

impl SampleSink for Sum {
    fn samples(
        &mut self,
        _: &Arc<str>,
        _: &[i64],
        values: Values<'_>,
        _: Option<&[Quality]>,
    ) -> Result<(), Problem> {
        if let Values::Floats(values) = values {
            self.numbers += values.len() as u64;
            self.sum += values.iter().sum::<f64>();
        }
        Ok(())
    }
}

/// Hands samples on into a bulk load.
struct Load {
    sum: Sum,
    load: BulkLoader,
}

impl SampleSink for Load {
    fn samples(
        &mut self,
        tag: &Arc<str>,
        times: &[i64],
        values: Values<'_>,
        qualities: Option<&[Quality]>,
    ) -> Result<(), Problem> {
        if let Values::Floats(values) = values {
            self.load.push(tag, times, ColumnSlice::Float(values), &[])?;
        }
        self.sum.samples(tag, times, values, qualities)
    }
}

fn read(file: &File, sink: &mut dyn SampleSink) -> Result<()> {
    let header = "[plant]\nname = \"bench\"\ntimezone = \"UTC\"\n";
    let (plant, _) = plant::parse(Path::new("bench"), header).map_err(|mut problems| problems.remove(0))?;
    let layout = match file.long {
        true => HistoryLayout::Long { tag: "tag".to_owned(), value: "value".to_owned(), quality: None },
        false => HistoryLayout::Wide { columns: Default::default() },
    };
    let source = HistorySource {
        files: file.path.display().to_string(),
        time: Some("timestamp".to_owned()),
        layout,
        format: FileFormat::default(),
    };
    let report = read_history(&plant, &source, &file.path, sink, &NoProgress)?;
    if !report.set_aside.rows.is_empty() {
        bail!("{}: rows were set aside", file.name);
    }
    Ok(())
}

/// Medians of several readings after one that does not count.
fn measure(runs: usize, read: impl Fn() -> Result<Sum>) -> Result<Took> {
    let Sum { numbers, sum } = read()?;
    let (mut clocks, mut processors) = (Vec::new(), Vec::new());
    for _ in 0..runs.max(1) {
        let used = machine::processor_s();
        clocks.push(once(&read)?.1);
        processors.push(machine::processor_s() - used);
    }
    let (clock_s, processor_s) = (Timing::of(clocks).median_s, Timing::of(processors).median_s);
    Ok(Took { clock_s, processor_s, numbers, sum })
}

fn into_columns(file: &File, runs: usize) -> Result<Took> {
    measure(runs, || {
        let mut sum = Sum::default();
        read(file, &mut sum)?;
        Ok(sum)
    })
}

fn into_store(file: &File, runs: usize, dir: &Path) -> Result<Took> {
    measure(runs, || {
        let store = tempfile::tempdir_in(dir)?;
        let historian = Historian::open(store.path(), Options::default())?;
        let mut load = Load { sum: Sum::default(), load: historian.bulk()? };
        read(file, &mut load)?;
        load.load.finish()?;
        Ok(load.sum)
    })
}

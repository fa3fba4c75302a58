//! Rows per second of the CSV reader beside pandas, on the same file, made here.
//!
//!     cargo run --release -p connect --example bench_csv [ROWS [FILE]]
//!
//! pandas is run by `python3` (or what `PYTHON` names); without it only our side is measured.
//! Each side reads the file five times; the median counts. The sums of all values are compared.
//! Seconds of the processor are told beside those of the clock (Linux only): they say how much
//! work it was, also on a machine that is busy with other things.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use connect::{NoProgress, SampleSink, Values, read_history};
use plant::{FileFormat, HistoryLayout, HistorySource, Problem, Quality};

const COLUMNS: usize = 10;
const RUNS: usize = 5;

/// Adds everything up, so that all values are truly read.
#[derive(Default)]
struct Sum {
    values: f64,
    samples: u64,
}

impl SampleSink for Sum {
    fn samples(
        &mut self,
        _: &Arc<str>,
        times: &[i64],
        values: Values<'_>,
        _: Option<&[Quality]>,
    ) -> Result<(), Problem> {
        if let Values::Floats(values) = values {
            self.values += values.iter().sum::<f64>();
        }
        self.samples += times.len() as u64;
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let rows: usize = arguments.next().map_or(Ok(2_000_000), |rows| rows.parse())?;
    let given = arguments.next().map(PathBuf::from);
    let file =
        given.clone().unwrap_or_else(|| std::env::temp_dir().join(format!("plantwright-bench-{rows}.csv")));
    make(&file, rows)?;
    let bytes = std::fs::metadata(&file)?.len();
    println!("{rows} rows, {COLUMNS} columns of values, {} MB", bytes / 1_000_000);
    let (ours, our_sum) = median_of_ours(&file)?;
    tell("plantwright", ours, rows, bytes);
    match pandas(&file) {
        Some((theirs, their_sum)) => {
            tell("pandas", theirs, rows, bytes);
            let (clock, processor) = (theirs.clock / ours.clock, theirs.processor / ours.processor);
            println!("pandas takes {clock:.1} times as long, and {processor:.1} times the processor");
            println!("sums {our_sum:.6e} and {their_sum:.6e}");
        }
        None => println!("pandas is not there (PYTHON, else python3): its side is left out"),
    }
    if given.is_none() {
        std::fs::remove_file(&file)?;
    }
    Ok(())
}

/// Seconds that reading once took.
#[derive(Debug, Clone, Copy)]
struct Took {
    clock: f64,
    processor: f64,
}

fn median(mut runs: Vec<Took>) -> Took {
    let middle = runs.len() / 2;
    runs.sort_by(|a, b| a.processor.total_cmp(&b.processor));
    let processor = runs[middle].processor;
    runs.sort_by(|a, b| a.clock.total_cmp(&b.clock));
    Took { clock: runs[middle].clock, processor }
}

/// Seconds that this process has used the processor, in steps of 10 ms; NaN where unknown.
fn processor_s() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    ticks.sum::<Result<f64, _>>().ok().filter(|ticks| *ticks > 0.0).map_or(f64::NAN, |ticks| ticks / 100.0)
}

fn tell(who: &str, took: Took, rows: usize, bytes: u64) {
    let rate = rows as f64 / took.clock / 1e6;
    let megabytes = bytes as f64 / 1e6 / took.clock;
    let Took { clock, processor } = took;
    println!(
        "{who:<12} {clock:.2} s ({processor:.2} s processor), {rate:.2} million rows/s, {megabytes:.0} MB/s"
    );
}

/// One-second rows of values as sensors give them: rounded to 2 to 4 digits, a few missing.
fn make(file: &Path, rows: usize) -> Result<(), Box<dyn std::error::Error>> {
    let mut text = String::with_capacity(rows * 96);
    text.push_str("timestamp");
    (0..COLUMNS).try_for_each(|column| write!(text, ",tag_{column}"))?;
    text.push('\n');
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut date = String::new();
    for row in 0..rows {
        let second = row % 86_400;
        if second == 0 || date.is_empty() {
            date = plant::time::timestamp(1_700_006_400_000_000_000 + row as i64 * 1_000_000_000)
                .strftime("%Y-%m-%d")
                .to_string();
        }
        write!(text, "{date} {:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)?;
        for column in 0..COLUMNS {
            let value = random() * 10_f64.powi(column as i32 % 4 + 1) - 3.0;
            if random() < 0.01 {
                text.push(',');
            } else {
                write!(text, ",{value:.*}", 2 + column % 3)?;
            }
        }
        text.push('\n');
    }
    Ok(std::fs::write(file, text)?)
}

fn median_of_ours(file: &Path) -> Result<(Took, f64), Problem> {
    let header = "[plant]\nname = \"bench\"\ntimezone = \"UTC\"\n";
    let (plant, _) = plant::parse(Path::new("bench"), header).map_err(|mut problems| problems.remove(0))?;
    let source = HistorySource {
        files: file.display().to_string(),
        time: Some("timestamp".to_owned()),
        layout: HistoryLayout::Wide { columns: Default::default() },
        format: FileFormat::default(),
    };
    let mut runs = Vec::new();
    let mut sum = Sum::default();
    for _ in 0..RUNS {
        sum = Sum::default();
        let (clock, processor) = (Instant::now(), processor_s());
        read_history(&plant, &source, file, &mut sum, &NoProgress)?;
        runs.push(Took { clock: clock.elapsed().as_secs_f64(), processor: processor_s() - processor });
    }
    Ok((median(runs), sum.values))
}

/// Median of pandas and its sum; `None` where it cannot be run.
fn pandas(file: &Path) -> Option<(Took, f64)> {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../bench/pandas_read.py");
    let mut runs = Vec::new();
    let mut sum = 0.0;
    for _ in 0..RUNS {
        let output = Command::new(&python).arg(&script).arg(file).output().ok()?;
        let printed = String::from_utf8(output.stdout).ok().filter(|_| output.status.success())?;
        let mut words = printed.split_whitespace().map(|word| word.parse::<f64>().ok());
        runs.push(Took { clock: words.next()??, processor: words.next()?? });
        sum = words.next()??;
    }
    Some((median(runs), sum))
}

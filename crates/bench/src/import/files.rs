//! The files that are read: one-second samples as sensors give them, a few missing.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::signal::{self, Signal};

/// Columns of values of the wide file, and tags of the long one.
const COLUMNS: usize = 50;
const SEED: u64 = 50;
/// Midnight of 15 November 2023, UTC.
const START_S: i64 = 1_700_006_400;
/// One cell in so many is empty.
const MISSING: usize = 101;

/// A file to be read.
pub struct File {
    pub name: &'static str,
    pub path: PathBuf,
    pub rows: usize,
    /// Bytes of its text.
    pub bytes: u64,
    pub long: bool,
}

/// Makes a wide and a long file, each plain and gzip, in `dir`.
pub fn make(dir: &Path, wide: usize, long: usize) -> Result<Vec<File>> {
    let mut files = Vec::new();
    for (names, long, rows, text) in [
        (["wide, plain", "wide, gzip"], false, wide, wide_text(wide)?),
        (["long, plain", "long, gzip"], true, long, long_text(long)?),
    ] {
        let stem = if long { "long" } else { "wide" };
        let plain = dir.join(format!("{stem}.csv"));
        fs::write(&plain, &text)?;
        let packed = dir.join(format!("{stem}.csv.gz"));
        let mut encoder = GzEncoder::new(fs::File::create(&packed)?, Compression::default());
        encoder.write_all(text.as_bytes())?;
        encoder.finish()?;
        for (name, path) in names.into_iter().zip([plain, packed]) {
            files.push(File { name, path, rows, bytes: text.len() as u64, long });
        }
    }
    Ok(files)
}

fn signals() -> Vec<Signal> {
    (0..COLUMNS).map(|tag| Signal::new(SEED, tag)).collect()
}

fn time(second: usize) -> String {
    plant::time::timestamp((START_S + second as i64) * 1_000_000_000)
        .strftime("%Y-%m-%d %H:%M:%S")
        .to_string()
}

fn wide_text(rows: usize) -> Result<String> {
    let mut text = String::with_capacity(rows * 320);
    text.push_str("timestamp");
    (0..COLUMNS).try_for_each(|tag| write!(text, ",{}", signal::name(tag)))?;
    let mut signals = signals();
    for row in 0..rows {
        write!(text, "\n{}", time(row))?;
        for (column, signal) in signals.iter_mut().enumerate() {
            text.push(',');
            let value = signal.next();
            if !(row * COLUMNS + column).is_multiple_of(MISSING) {
                write!(text, "{value}")?;
            }
        }
    }
    text.push('\n');
    Ok(text)
}

fn long_text(rows: usize) -> Result<String> {
    let mut text = String::with_capacity(rows * 52);
    text.push_str("timestamp,tag,value");
    let names: Vec<String> = (0..COLUMNS).map(signal::name).collect();
    let mut signals = signals();
    let mut now = String::new();
    for row in 0..rows {
        if row % COLUMNS == 0 {
            now = time(row / COLUMNS);
        }
        let value = signals[row % COLUMNS].next();
        write!(text, "\n{now},{},", names[row % COLUMNS])?;
        if row % MISSING != 0 {
            write!(text, "{value}")?;
        }
    }
    text.push('\n');
    Ok(text)
}

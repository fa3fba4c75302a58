//! Measured values out of one file.

mod columns;
mod long;
mod parquet;
mod wide;

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use plant::{HistoryLayout, HistorySource, Plant, Problem};

use crate::report::{FileReport, Reason};
use crate::scan::Lines;
use crate::sink::{Advance, Progress, SampleSink};
use crate::{dialect, files, problems, text};
use columns::TagNames;
pub(crate) use columns::{TimeColumns, cells, find as find_column, find_times, read_time, time_rank};

/// Reads a history file (CSV, plain or gzip, or Parquet) into `sink`. What cannot be read is
/// set aside in the report.
///
/// # Errors
/// A problem of the whole file (`PW2001` to `PW2009`), or what the sink fails with.
pub fn read_history(
    plant: &Plant,
    source: &HistorySource,
    file: &Path,
    sink: &mut dyn SampleSink,
    progress: &dyn Progress,
) -> Result<FileReport, Problem> {
    if starts_as_parquet(file)? {
        return parquet::read(plant, source, file, sink, progress);
    }
    let bytes = files::load(file)?;
    read_history_bytes(plant, source, file, bytes, sink, progress)
}

/// As [`read_history`] for the bytes of a CSV file, plain or gzip; `file` names it in reports.
///
/// # Errors
/// As [`read_history`].
pub fn read_history_bytes(
    plant: &Plant,
    source: &HistorySource,
    file: &Path,
    bytes: Vec<u8>,
    sink: &mut dyn SampleSink,
    progress: &dyn Progress,
) -> Result<FileReport, Problem> {
    let on_disk = bytes.len() as u64;
    let bytes = if bytes.starts_with(b"\x1f\x8b") { text::inflate(file, &bytes)? } else { bytes };
    let text = text::decode(file, bytes)?;
    let expected = expected_columns(source);
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    let dialect = dialect::sniff(file, &text.bytes, &source.format, &expected)?;
    let zone = source.format.timezone.as_ref().unwrap_or(&plant.timezone);
    let (time_columns, time) =
        columns::find_times(file, &text.bytes, &dialect, source.time.as_deref(), source.format.dates, zone)?;
    let mut report = FileReport { file: file.to_owned(), bytes: on_disk, ..FileReport::default() };
    report.notes.extend(text.notes);
    report.notes.extend(dialect.notes.iter().cloned());
    let input = Input {
        bytes: &text.bytes,
        dialect: &dialect,
        times: time_columns,
        time,
        tags: TagNames::new(plant),
        meter: Meter::new(on_disk, text.bytes.len() as u64, progress),
    };
    match &source.layout {
        HistoryLayout::Wide { columns } => wide::read(input, columns, sink, &mut report)?,
        HistoryLayout::Long { tag, value, quality } => {
            long::read(input, [tag, value], quality.as_deref(), sink, &mut report)?;
        }
    }
    Ok(report)
}

fn starts_as_parquet(file: &Path) -> Result<bool, Problem> {
    use std::io::Read;
    let mut head = [0; 4];
    let mut opened = std::fs::File::open(file).map_err(|error| problems::unreadable(file, &error))?;
    Ok(opened.read_exact(&mut head).is_ok() && text::is_parquet(&head))
}

fn expected_columns(source: &HistorySource) -> Vec<String> {
    let mut expected: Vec<String> = source.time.iter().cloned().collect();
    match &source.layout {
        HistoryLayout::Wide { columns } => expected.extend(columns.keys().cloned()),
        HistoryLayout::Long { tag, value, .. } => expected.extend([tag.clone(), value.clone()]),
    }
    expected
}

/// A text table, ready to be read.
struct Input<'a> {
    bytes: &'a [u8],
    dialect: &'a dialect::Dialect,
    times: TimeColumns,
    time: crate::times::TimeReader,
    tags: TagNames,
    meter: Meter<'a>,
}

/// Counts what threads have done, in bytes of the file on disk.
struct Meter<'a> {
    on_disk: u64,
    inflated: u64,
    bytes: AtomicU64,
    rows: AtomicU64,
    progress: &'a dyn Progress,
}

impl<'a> Meter<'a> {
    fn new(on_disk: u64, inflated: u64, progress: &'a dyn Progress) -> Self {
        Self { on_disk, inflated: inflated.max(1), bytes: 0.into(), rows: 0.into(), progress }
    }

    fn add(&self, bytes: usize, rows: usize) {
        let bytes = self.bytes.fetch_add(bytes as u64, Ordering::Relaxed).saturating_add(bytes as u64);
        let rows = self.rows.fetch_add(rows as u64, Ordering::Relaxed).saturating_add(rows as u64);
        let done = (bytes as f64 / self.inflated as f64 * self.on_disk as f64) as u64;
        self.progress.advance(Advance { bytes: done.min(self.on_disk), bytes_total: self.on_disk, rows });
    }
}

/// A row or cell to be set aside: where its row begins and where its text stands.
#[derive(Debug, Clone, Copy)]
struct Aside {
    row_at: usize,
    column: Option<usize>,
    reason: Reason,
    start: usize,
    end: usize,
}

/// Puts what was set aside into the report, in the order of the file.
fn report_aside(bytes: &[u8], columns: &[String], mut aside: Vec<Aside>, report: &mut FileReport) {
    aside.sort_by_key(|one| (one.row_at, one.column));
    let mut lines = Lines::new(bytes);
    for one in aside {
        let kept = report.set_aside.rows.len() < crate::report::ROWS_KEPT;
        let line = if kept { lines.of(one.row_at) } else { 0 };
        let column = one.column.and_then(|column| columns.get(column)).map(String::as_str);
        report.set_aside.push(line, column, one.reason, &bytes[one.start..one.end]);
    }
}

#[cfg(test)]
pub(crate) mod tests;

//! Samples of history files into the store.

use std::sync::Arc;
use std::time::Instant;

use connect::{SampleSink, SourceFile, SourceOf, Values};
use historian::{BulkLoader, ColumnSlice};
use plant::{Problem, Quality};

use super::ledger::content_of;
use super::{Importing, settings_of};

/// Files of at most this many bytes together go into one bulk load: many small files would
/// otherwise become many small segments.
const LOAD_BYTES: u64 = 256 << 20;

/// Reads the files that are new or changed.
///
/// # Errors
/// PW4xxx when the store cannot be written.
pub(super) fn import(importing: &mut Importing<'_>, files: &[&SourceFile]) -> Result<(), Problem> {
    let mut together: Vec<&SourceFile> = Vec::new();
    let mut bytes = 0;
    for file in files.iter().copied() {
        let settings = settings_of(&importing.plant, file.source);
        if importing.ledger.is_current(file, settings).unwrap_or(false) {
            importing.unchanged(file);
            continue;
        }
        if bytes + file.bytes > LOAD_BYTES && !together.is_empty() {
            load(importing, &std::mem::take(&mut together))?;
            bytes = 0;
        }
        bytes += file.bytes;
        together.push(file);
    }
    if together.is_empty() { Ok(()) } else { load(importing, &together) }
}

/// Files in one bulk load: all of them are seen at once. A file that fails after some of its
/// samples were taken would leave half of itself; the others are then loaded one by one.
fn load(importing: &mut Importing<'_>, files: &[&SourceFile]) -> Result<(), Problem> {
    let mut sink = Sink { loader: importing.engines.historian().bulk()?, taken: 0, broken: None };
    let mut done = Vec::new();
    let mut failed = Vec::new();
    let begun = importing.watch.begun;
    for file in files.iter().copied() {
        importing.watch.begin(&file.path);
        let clock = Instant::now();
        let before = sink.taken;
        let read = content_of(&file.path).map_err(|error| unreadable(file, &error)).and_then(|content| {
            let SourceOf::History(at) = file.source else { return Ok(None) };
            let Some(source) = importing.plant.history.get(at) else { return Ok(None) };
            connect::read_history(&importing.plant, source, &file.path, &mut sink, &importing.watch)
                .map(|read| Some((content, read)))
        });
        if let Some(problem) = sink.broken.take() {
            return Err(problem);
        }
        match read {
            Ok(None) => {}
            Ok(Some((content, read))) => {
                importing.watch.end(file.bytes, read.rows);
                done.push((file, content, read, clock.elapsed().as_secs_f64()));
            }
            Err(_) if sink.taken > before && files.len() > 1 => {
                drop(sink);
                importing.watch.begun = begun;
                return files.iter().try_for_each(|file| load(importing, &[*file]));
            }
            Err(problem) => failed.push((file, problem)),
        }
    }
    if !done.is_empty() {
        sink.loader.finish()?;
    }
    for (file, content, read, took_s) in done {
        importing.loaded(file, content, &read, took_s);
    }
    for (file, problem) in failed {
        importing.failed(file, problem);
    }
    importing.ledger.write(importing.engines.historian())
}

pub(super) fn unreadable(file: &SourceFile, error: &std::io::Error) -> Problem {
    Problem::new("PW2001", format!("the file cannot be read: {error}"))
        .at(plant::Place { file: file.path.clone(), line: None, column: None })
        .help("check that it is there and may be read")
}

/// A bulk load as a place for samples.
struct Sink {
    loader: BulkLoader,
    taken: u64,
    /// The store's own trouble, which is not the file's.
    broken: Option<Problem>,
}

impl SampleSink for Sink {
    fn samples(
        &mut self,
        tag: &Arc<str>,
        times: &[i64],
        values: Values<'_>,
        qualities: Option<&[Quality]>,
    ) -> Result<(), Problem> {
        let codes: Vec<u32> = qualities.unwrap_or_default().iter().map(|quality| quality.0).collect();
        let pushed = match values {
            Values::Floats(values) => self.loader.push(tag, times, ColumnSlice::Float(values), &codes),
            Values::Integers(values) => self.loader.push(tag, times, ColumnSlice::Integer(values), &codes),
            Values::Booleans(values) => self.loader.push(tag, times, ColumnSlice::Boolean(values), &codes),
            Values::Texts(values) => {
                let texts: Vec<Arc<str>> = values.iter().map(|text| Arc::from(*text)).collect();
                self.loader.push(tag, times, ColumnSlice::Text(&texts), &codes)
            }
        };
        self.taken += times.len() as u64;
        pushed.map_err(|error| {
            let problem = Problem::from(error);
            self.broken = Some(problem.clone());
            problem
        })
    }
}

//! A consistent copy of a running store.
//!
//! Everything acknowledged before the call is sealed into segments first, so the
//! copy needs no write-ahead log; segments never change, so a hard link is a copy.
//! Writing goes on meanwhile: what arrives later is not in the copy.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::error::{HistorianError, Result};
use crate::files;
use crate::manifest::Manifest;
use crate::segment::{Segment, rollup_path, samples_path};
use crate::store::Historian;

/// What a backup wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackupSummary {
    /// Segments of samples.
    pub segments: u64,
    /// Samples in them; one written over and not yet compacted away counts twice.
    pub samples: u64,
    /// Records tables.
    pub tables: u64,
    /// Bytes of all files.
    pub bytes: u64,
}

impl Historian {
    /// Copies the store into `destination`, a new or empty folder, while it runs. Everything
    /// acknowledged before the call is in the copy, which opens like any store.
    ///
    /// # Errors
    /// PW3201 when the folder holds something, PW4002, PW4004 and PW4005 for what the disk says;
    /// what was copied until then stays and is no store.
    pub fn backup(&self, destination: &Path) -> Result<BackupSummary> {
        new_folder(destination)?;
        self.seal()?;
        // While they are held here, compaction does not remove their files.
        let segments = self.store.segments();
        let to = destination.join("segments");
        files::create_directory(&to)?;
        let mut summary = BackupSummary { segments: segments.len() as u64, samples: 0, tables: 0, bytes: 0 };
        for segment in segments.iter() {
            let id = segment.meta.id;
            for path in [samples_path, rollup_path] {
                summary.bytes += link_or_copy(&path(&self.store.segments_dir, id), &path(&to, id))?;
            }
            summary.samples += segment.meta.samples;
        }
        files::sync_directory(&to)?;
        let (tables, bytes) = self.records.copy_to(&destination.join("records"))?;
        (summary.tables, summary.bytes) = (tables, summary.bytes + bytes);
        self.store.values.lock().copy_to(destination)?;
        // Last: a folder without a manifest is no store.
        Manifest::of(segments.iter().map(|segment: &std::sync::Arc<Segment>| segment.meta.clone()).collect())
            .store(destination)?;
        Ok(summary)
    }
}

/// Gives `to` the content of `from`, which never changes again: a hard link, or a synced copy on
/// another disk. Gives back its bytes.
pub(crate) fn link_or_copy(from: &Path, to: &Path) -> Result<u64> {
    // A hard link needs the same disk.
    if fs::hard_link(from, to).is_err() {
        let copied = (|| {
            fs::copy(from, to)?;
            fs::File::open(to)?.sync_all()
        })();
        copied.map_err(|error| HistorianError::io(to, error))?;
    }
    fs::metadata(to).map(|meta| meta.len()).map_err(|error| HistorianError::io(to, error))
}

/// Makes the folder that a backup goes to; one that already holds something is refused.
fn new_folder(destination: &Path) -> Result<()> {
    match fs::read_dir(destination) {
        Ok(mut entries) => match entries.next() {
            Some(_) => Err(HistorianError::Invalid(format!(
                "{} is not empty; a backup goes into a folder of its own",
                destination.display()
            ))),
            None => Ok(()),
        },
        Err(error) if error.kind() == ErrorKind::NotFound => files::create_directory(destination),
        Err(error) => Err(HistorianError::io(destination, error)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

    use arrow::array::{ArrayRef, Int64Array};
    use arrow::record_batch::RecordBatch;
    use plant::{Quality, Sample, TimeRange, Value};
    use serde_json::json;

    use super::*;
    use crate::store::Options;

    fn number(tag: &str, i: i64) -> Sample {
        Sample { tag: tag.into(), time: i * 1000, value: Value::Integer(i), quality: Quality::GOOD }
    }

    fn table(rows: i64) -> RecordBatch {
        let column: ArrayRef = Arc::new(Int64Array::from_iter_values(0..rows));
        RecordBatch::try_from_iter([("id", column)]).unwrap()
    }

    #[test]
    fn everything_acknowledged_before_the_call_is_in_a_backup_taken_while_writing() {
        let dir = tempfile::tempdir().unwrap();
        let options = Options { seal_samples: 400, ..Options::default() };
        let historian = Arc::new(Historian::open(&dir.path().join("store"), options.clone()).unwrap());
        historian.put_table("work_orders", table(3)).unwrap();
        historian.state().put("import/a", json!("done")).unwrap();
        let (acknowledged, stop) = (Arc::new(AtomicI64::new(0)), Arc::new(AtomicBool::new(false)));
        let writer = {
            let (historian, acknowledged, stop) = (historian.clone(), acknowledged.clone(), stop.clone());
            std::thread::spawn(move || {
                let mut i = 0;
                while !stop.load(Ordering::SeqCst) {
                    historian.append(&[number("a", i), number("b", i)]).unwrap();
                    if i % 50 == 0 {
                        historian.put_table("work_orders", table(3 + i)).unwrap();
                    }
                    i += 1;
                    acknowledged.store(i, Ordering::SeqCst);
                }
                i
            })
        };
        let mut seen = Vec::new();
        for round in 0..5 {
            while acknowledged.load(Ordering::SeqCst) < round * 200 + 50 {
                std::thread::yield_now();
            }
            let before = acknowledged.load(Ordering::SeqCst);
            let copy = dir.path().join(format!("backup-{round}"));
            let summary = historian.backup(&copy).unwrap();
            assert!(summary.samples >= before as u64 * 2 && summary.tables == 1 && summary.bytes > 0);
            seen.push((before, copy));
            historian.compact().unwrap();
        }
        stop.store(true, Ordering::SeqCst);
        let written = writer.join().unwrap();
        drop(historian);
        for (before, copy) in seen {
            let copy = Historian::open(&copy, options.clone()).unwrap();
            assert!(copy.problems().is_empty());
            assert_eq!(copy.state().get("import/a"), Some(json!("done")));
            assert!(copy.table("work_orders").unwrap().num_rows() >= 3);
            for tag in ["a", "b"] {
                let values = copy.read(tag, TimeRange::ALL).unwrap().values;
                assert!(values.len() as i64 >= before && values.len() as i64 <= written);
                assert!(values.iter().enumerate().all(|(i, value)| *value == i as f64));
            }
            // It is a store like any other.
            copy.append(&[number("a", 1_000_000)]).unwrap();
            copy.seal().unwrap();
        }
    }

    #[test]
    fn a_folder_that_holds_something_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let historian = Historian::open(&dir.path().join("store"), Options::default()).unwrap();
        let full = dir.path().join("full");
        fs::create_dir(&full).unwrap();
        fs::write(full.join("letter"), "dear").unwrap();
        assert_eq!(historian.backup(&full).unwrap_err().problem().code, "PW3201");
        assert_eq!(files::list(&full).unwrap().len(), 1);
        let empty = dir.path().join("empty");
        historian.backup(&empty).unwrap();
        assert!(Historian::open(&empty, Options::default()).unwrap().tags().unwrap().is_empty());
    }
}

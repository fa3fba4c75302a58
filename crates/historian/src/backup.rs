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

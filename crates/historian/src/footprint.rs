//! What the store takes on disk.

use std::path::Path;

use crate::error::{HistorianError, Result};
use crate::store::Historian;

/// Bytes of the store by what they hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Footprint {
    /// How many segments there are.
    pub segments: usize,
    /// Samples with their indexes and roll-ups.
    pub segment_bytes: u64,
    /// The write-ahead log: samples that are not in a segment yet.
    pub log_bytes: u64,
    /// Tables of records.
    pub records_bytes: u64,
    /// What queries spilled, and the small rest.
    pub other_bytes: u64,
}

impl Historian {
    /// What the store takes on disk now. Files that come or go meanwhile may count or not.
    pub fn footprint(&self) -> Result<Footprint> {
        let below = |name: &str| bytes_below(&self.store.dir.join(name));
        let (segment_bytes, log_bytes, records_bytes) =
            (below("segments")?, below("log")?, below("records")?);
        let all = bytes_below(&self.store.dir)?;
        Ok(Footprint {
            segments: self.snapshot().segments.len(),
            segment_bytes,
            log_bytes,
            records_bytes,
            other_bytes: all.saturating_sub(segment_bytes + log_bytes + records_bytes),
        })
    }
}

fn bytes_below(folder: &Path) -> Result<u64> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(HistorianError::io(folder, error)),
    };
    let mut bytes = 0;
    for entry in entries.flatten() {
        match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => bytes += bytes_below(&entry.path())?,
            Ok(metadata) => bytes += metadata.len(),
            // It went away while it was looked at.
            Err(_) => {}
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::store::Options;
    use plant::{Quality, Sample, Value};

    #[test]
    fn bytes_move_from_the_log_to_segments() {
        let dir = tempfile::tempdir().unwrap();
        let options = Options { background: false, ..Options::default() };
        let historian = Historian::open(dir.path(), options).unwrap();
        let sample = Sample { tag: "t".into(), time: 1, value: Value::Float(1.0), quality: Quality::GOOD };
        historian.append(&[sample]).unwrap();
        let before = historian.footprint().unwrap();
        assert!(before.segments == 0 && before.segment_bytes == 0 && before.log_bytes > 0, "{before:?}");
        historian.seal().unwrap();
        let after = historian.footprint().unwrap();
        assert!(after.segments == 1 && after.segment_bytes > 0, "{after:?}");
        assert!(after.log_bytes < before.log_bytes, "{after:?}");
    }
}

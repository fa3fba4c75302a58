//! The manifest: which segments count and from which file on the write-ahead log
//! is needed. Replaced atomically; a change of the store is its replacement.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{HistorianError, Result};
use crate::files;
use crate::segment::SegmentMeta;

const VERSION: u32 = 1;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    version: u32,
    /// The number that the next segment's files take.
    pub next_id: u64,
    /// The next segment's place in the order of writing.
    pub next_sequence: u64,
    /// Files of the log below this number are sealed and no longer needed.
    pub log_floor: u64,
    /// In the order of writing.
    pub segments: Vec<SegmentMeta>,
}

impl Default for Manifest {
    fn default() -> Self {
        Self { version: VERSION, next_id: 1, next_sequence: 1, log_floor: 1, segments: Vec::new() }
    }
}

pub(crate) fn manifest_path(dir: &Path) -> PathBuf {
    dir.join("MANIFEST")
}

impl Manifest {
    /// The manifest of a store that consists of these segments.
    pub fn of(mut segments: Vec<SegmentMeta>) -> Self {
        segments.sort_by_key(|meta| (meta.sequence, meta.id));
        let next = |number: fn(&SegmentMeta) -> u64| segments.iter().map(number).max().unwrap_or(0) + 1;
        let (next_id, next_sequence) = (next(|meta| meta.id), next(|meta| meta.sequence));
        Self { next_id, next_sequence, segments, ..Self::default() }
    }

    /// Reads the manifest; a store without one is new.
    pub fn load(dir: &Path) -> Result<Self> {
        let path = manifest_path(dir);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                return Err(HistorianError::damaged(&path, "it is not text"));
            }
            Err(error) => return Err(HistorianError::io(&path, error)),
        };
        let mut lines = text.lines();
        let (body, crc) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
        if u32::from_str_radix(crc, 16).ok() != Some(crc32fast::hash(body.as_bytes())) {
            return Err(HistorianError::damaged(&path, "it fails its checksum"));
        }
        let manifest: Self = serde_json::from_str(body)
            .map_err(|error| HistorianError::damaged(&path, format!("it cannot be read: {error}")))?;
        if manifest.version != VERSION {
            let detail = format!("it has version {}, this program reads {VERSION}", manifest.version);
            return Err(HistorianError::damaged(&path, detail));
        }
        Ok(manifest)
    }

    /// Puts this manifest in place of the old one, durably.
    pub fn store(&self, dir: &Path) -> Result<()> {
        let path = manifest_path(dir);
        let body = serde_json::to_string(self).map_err(|error| HistorianError::Invalid(error.to_string()))?;
        let crc = crc32fast::hash(body.as_bytes());
        files::replace(&path, format!("{body}\n{crc:08x}\n").as_bytes())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_manifest_comes_back_and_damage_is_reported() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(Manifest::load(dir.path()).unwrap(), Manifest::default());
        let meta = SegmentMeta { id: 3, sequence: 2, samples: 10, bytes: 99, first: -1, last: 5 };
        let manifest = Manifest { next_id: 4, segments: vec![meta], ..Manifest::default() };
        manifest.store(dir.path()).unwrap();
        assert_eq!(Manifest::load(dir.path()).unwrap(), manifest);
        let path = manifest_path(dir.path());
        let text = fs::read_to_string(&path).unwrap().replace("\"samples\":10", "\"samples\":11");
        fs::write(&path, text).unwrap();
        assert!(matches!(Manifest::load(dir.path()), Err(HistorianError::Damaged { .. })));
    }
}

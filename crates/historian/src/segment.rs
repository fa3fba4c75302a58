//! A sealed segment: `NNNNNNNN.parquet` with samples sorted by tag and time, and
//! beside it `NNNNNNNN.rollup` with the index of its tags and their roll-ups.
//! Neither ever changes; the manifest says which segments count.

mod decimals;
mod index;
mod prepare;
mod read;
mod runs;
mod write;

pub(crate) use decimals::round;
pub(crate) use index::{BLOCK_ROWS, Features, TagEntry};
pub(crate) use prepare::{features, prepare};
pub(crate) use write::SegmentWriter;

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use crate::error::{HistorianError, Result};
use crate::files::RandomFile;
use crate::rollup::{Cell, decode_block, decode_sketches, unpack_block};
use crate::sketch::Sketch;
use index::{Index, Version};

/// What the manifest knows of a segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SegmentMeta {
    pub id: u64,
    /// Order of writing; segments of the same number share no sample.
    pub sequence: u64,
    pub samples: u64,
    /// Bytes of both files.
    pub bytes: u64,
    /// First and last time, ns.
    pub first: i64,
    pub last: i64,
}

/// An open segment. Its files are removed when it is obsolete and the last reader lets go.
pub(crate) struct Segment {
    pub meta: SegmentMeta,
    samples: RandomFile,
    rollups: RandomFile,
    index: OnceLock<Arc<Index>>,
    obsolete: AtomicBool,
}

pub(crate) fn samples_path(dir: &Path, id: u64) -> PathBuf {
    dir.join(format!("{id:08}.parquet"))
}

pub(crate) fn rollup_path(dir: &Path, id: u64) -> PathBuf {
    dir.join(format!("{id:08}.rollup"))
}

impl Segment {
    /// Opens both files; reads nothing of them yet.
    pub fn open(dir: &Path, meta: SegmentMeta) -> Result<Self> {
        Ok(Self {
            samples: RandomFile::open(&samples_path(dir, meta.id))?,
            rollups: RandomFile::open(&rollup_path(dir, meta.id))?,
            meta,
            index: OnceLock::new(),
            obsolete: AtomicBool::new(false),
        })
    }

    /// The index of tags, read at the first call.
    pub fn index(&self) -> Result<&Arc<Index>> {
        if let Some(index) = self.index.get() {
            return Ok(index);
        }
        let index = Arc::new(Index::read(&self.rollups)?);
        Ok(self.index.get_or_init(|| index))
    }

    pub fn entry(&self, entry: usize) -> Result<&TagEntry> {
        Ok(&self.index()?.entries[entry])
    }

    /// One level of a tag's roll-ups; `None` where the segment keeps none.
    pub fn rollup(&self, entry: usize, level: usize) -> Result<Option<Vec<Cell>>> {
        let Some(place) = self.entry(entry)?.levels[level] else { return Ok(None) };
        let bytes = self.rollups.read(place.offset, place.block_len as usize)?;
        let block = match self.index()?.version {
            Version::First => Some(Cow::Borrowed(&bytes[..])),
            Version::Second => unpack_block(&bytes),
        };
        block.and_then(|block| decode_block(&block, level)).map(Some).ok_or_else(|| self.damaged_rollup())
    }

    /// The sketches of a level that has `cells` cells; `None` where it keeps none.
    pub fn sketches(&self, entry: usize, level: usize, cells: usize) -> Result<Option<Vec<Sketch>>> {
        let Some(place) = self.entry(entry)?.levels[level] else { return Ok(None) };
        if place.sketch_len == 0 {
            return Ok(None);
        }
        let bytes =
            self.rollups.read(place.offset + u64::from(place.block_len), place.sketch_len as usize)?;
        decode_sketches(&bytes, cells).map(Some).ok_or_else(|| self.damaged_rollup())
    }

    fn damaged_rollup(&self) -> HistorianError {
        HistorianError::damaged(&self.rollups.path, "a block of roll-ups fails its checksum")
    }

    /// Lets the files go with the last reader.
    pub fn retire(&self) {
        self.obsolete.store(true, Ordering::Release);
    }
}

impl Drop for Segment {
    fn drop(&mut self) {
        if self.obsolete.load(Ordering::Acquire) {
            // What cannot be removed now is removed by the next open: the manifest does not name it.
            let _ = fs::remove_file(&self.samples.path);
            let _ = fs::remove_file(&self.rollups.path);
        }
    }
}

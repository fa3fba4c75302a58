//! The files that a plant names.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use plant::{Plant, Problem};
use rayon::prelude::*;

use crate::problems;

/// Which source of the plant a file belongs to: an index into its `history` or `records`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SourceOf {
    History(usize),
    Records(usize),
}

/// A file that a source names, as it lies on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    pub source: SourceOf,
    pub path: PathBuf,
    /// The path below the plant's folder, with `/`; the whole path when it lies elsewhere.
    pub name: String,
    pub bytes: u64,
    /// Time of the last change, ns since the epoch.
    pub changed: i64,
}

impl SourceFile {
    /// Tells whether the file is the one that was read before: its size and time of change.
    pub fn fingerprint(&self) -> String {
        format!("{}-{}", self.bytes, self.changed)
    }
}

/// All files of all sources: history first, in the order of `plant.toml`, then by name.
/// Patterns that name nothing are left out; reading `plant.toml` warned of them.
pub fn files_of(plant: &Plant) -> Vec<SourceFile> {
    let history = plant.history.iter().enumerate().map(|(at, source)| (SourceOf::History(at), &source.files));
    let records = plant.records.iter().enumerate().map(|(at, source)| (SourceOf::Records(at), &source.files));
    let mut files = Vec::new();
    for (source, pattern) in history.chain(records) {
        let found = plant::files::matching(&plant.root, pattern).unwrap_or_default();
        files.extend(found.into_iter().map(|path| look_at(&plant.root, source, path)));
    }
    files
}

fn look_at(root: &Path, source: SourceOf, path: PathBuf) -> SourceFile {
    let below = path.strip_prefix(root).unwrap_or(&path);
    let name = below.to_string_lossy().replace('\\', "/");
    let meta = std::fs::metadata(&path).ok();
    let changed = meta
        .as_ref()
        .and_then(|meta| meta.modified().ok())
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .map_or(0, |age| i64::try_from(age.as_nanos()).unwrap_or(i64::MAX));
    SourceFile { source, name, bytes: meta.map_or(0, |meta| meta.len()), changed, path }
}

/// Bytes that one thread reads at a time.
const READ: usize = 4 << 20;

/// A whole file, read on all threads: most of the time goes into memory that is touched first.
pub(crate) fn load(file: &Path) -> Result<Vec<u8>, Problem> {
    let unreadable = |error| problems::unreadable(file, &error);
    let opened = File::open(file).map_err(unreadable)?;
    let meta = opened.metadata().map_err(unreadable)?;
    if !meta.is_file() || meta.len() < 2 * READ as u64 {
        return std::fs::read(file).map_err(unreadable);
    }
    let mut bytes = vec![0; meta.len() as usize];
    let read = |(at, part): (usize, &mut [u8])| opened.read_exact_at(part, (at * READ) as u64);
    bytes.par_chunks_mut(READ).enumerate().try_for_each(read).map_err(unreadable)?;
    Ok(bytes)
}

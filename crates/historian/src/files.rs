//! Files that must be there whole or not at all, and reading at an offset.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use crate::error::{HistorianError, Result};

/// Suffix of files that are not complete yet; open removes what a crash left of them.
pub(crate) const TEMPORARY: &str = "tmp";

/// Puts `bytes` at `path` so that after a crash there is the old content or the new.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let temporary = temporary(path);
    let written = (|| {
        let mut file = File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, path)
    })();
    if let Err(error) = written {
        // Best effort: what stays behind is removed by the next open.
        let _ = fs::remove_file(&temporary);
        return Err(HistorianError::io(path, error));
    }
    sync_parent(path)
}

/// The name under which `path` is written until it is complete.
pub(crate) fn temporary(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(TEMPORARY);
    PathBuf::from(name)
}

/// Makes renames and new names in the folder of `path` durable.
pub(crate) fn sync_parent(path: &Path) -> Result<()> {
    match path.parent() {
        Some(parent) => sync_directory(parent),
        None => Ok(()),
    }
}

pub(crate) fn sync_directory(dir: &Path) -> Result<()> {
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(|error| HistorianError::io(dir, error))
}

pub(crate) fn create_directory(dir: &Path) -> Result<()> {
    fs::create_dir_all(dir).map_err(|error| HistorianError::io(dir, error))
}

pub(crate) fn create_new(path: &Path) -> Result<File> {
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .open(path)
        .map_err(|error| HistorianError::io(path, error))
}

/// Removes what interrupted writing left in a folder.
pub(crate) fn remove_temporary(dir: &Path) -> Result<()> {
    for path in list(dir)? {
        if path.extension().is_some_and(|extension| extension == TEMPORARY) {
            fs::remove_file(&path).map_err(|error| HistorianError::io(&path, error))?;
        }
    }
    Ok(())
}

pub(crate) fn list(dir: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(dir).map_err(|error| HistorianError::io(dir, error))?;
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(|error| HistorianError::io(dir, error))?.path());
    }
    paths.sort();
    Ok(paths)
}

/// A file that many threads read at offsets of their own.
#[derive(Debug)]
pub(crate) struct RandomFile {
    pub path: PathBuf,
    file: File,
    pub len: u64,
}

impl RandomFile {
    pub fn open(path: &Path) -> Result<Self> {
        let io = |error| HistorianError::io(path, error);
        let file = File::open(path).map_err(io)?;
        let len = file.metadata().map_err(io)?.len();
        Ok(Self { path: path.to_path_buf(), file, len })
    }

    /// Reads exactly this stretch; one that the file does not have is damage.
    pub fn read(&self, offset: u64, len: usize) -> Result<Vec<u8>> {
        if offset.checked_add(len as u64).is_none_or(|end| end > self.len) {
            return Err(HistorianError::damaged(&self.path, "it is shorter than its index says"));
        }
        let mut bytes = vec![0; len];
        self.file.read_exact_at(&mut bytes, offset).map_err(|error| HistorianError::io(&self.path, error))?;
        Ok(bytes)
    }
}

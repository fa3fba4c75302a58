//! Which files were imported, as they were then: what makes an import idempotent.

use std::collections::BTreeMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read};
use std::path::Path;
use std::time::UNIX_EPOCH;

use historian::State;
use plant::Problem;
use serde::{Deserialize, Serialize};

const KEY: &str = "import";

/// A file as it was when it was imported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub bytes: u64,
    /// ns since the epoch.
    pub modified: u128,
    /// Hash of the file's bytes. Not stable between releases of the compiler that
    /// Plantwright was built with; a change costs one import of unchanged files.
    pub content: u64,
    /// Hash of how the file is read: layout, columns, zone, names of assets.
    pub settings: u64,
    pub table: Option<String>,
    pub rows: u64,
    pub samples: u64,
    pub rejected: u64,
}

/// Entries by path, relative to the plant's folder.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    pub files: BTreeMap<String, Entry>,
}

/// What a file is now, without looking into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    pub bytes: u64,
    pub modified: u128,
}

impl Ledger {
    pub fn read(state: &State) -> Self {
        state.get(KEY).unwrap_or_default()
    }

    /// # Errors
    /// PW4xxx when the store cannot keep it.
    pub fn write(&self, state: &State) -> Result<(), Problem> {
        Ok(state.put(KEY, self)?)
    }

    /// Whether a file needs no look at its content to be known as imported.
    pub fn is_surely_current(&self, name: &str, seen: Seen, settings: u64) -> bool {
        self.files.get(name).is_some_and(|entry| {
            entry.bytes == seen.bytes && entry.modified == seen.modified && entry.settings == settings
        })
    }

    /// Whether a file is as it was imported; reads it where only its date is another.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn is_current(&self, name: &str, path: &Path, seen: Seen, settings: u64) -> io::Result<bool> {
        if self.is_surely_current(name, seen, settings) {
            return Ok(true);
        }
        match self.files.get(name) {
            Some(entry) if entry.bytes == seen.bytes && entry.settings == settings => {
                Ok(entry.content == content_of(path)?)
            }
            _ => Ok(false),
        }
    }
}

/// # Errors
/// When the file is not there or cannot be looked at.
pub fn look_at(path: &Path) -> io::Result<Seen> {
    let about = std::fs::metadata(path)?;
    let modified = about.modified()?.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    Ok(Seen { bytes: about.len(), modified })
}

/// A hash of a file's bytes.
///
/// # Errors
/// When the file cannot be read.
pub fn content_of(path: &Path) -> io::Result<u64> {
    let mut file = File::open(path)?;
    let mut hasher = DefaultHasher::new();
    let mut buffer = vec![0_u8; 1 << 18];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hasher.finish()),
            read => hasher.write(&buffer[..read]),
        }
    }
}

/// A hash of anything that says how a file is read.
pub fn settings_of(settings: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    settings.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_file_is_current_while_its_content_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.csv");
        std::fs::write(&path, "one").unwrap();
        let seen = look_at(&path).unwrap();
        let entry = Entry {
            bytes: seen.bytes,
            modified: seen.modified,
            content: content_of(&path).unwrap(),
            settings: 7,
            table: None,
            rows: 1,
            samples: 1,
            rejected: 0,
        };
        let ledger = Ledger { files: BTreeMap::from([("a.csv".to_owned(), entry)]) };
        let touched = Seen { modified: seen.modified + 1, ..seen };
        let check = |name: &str, seen: Seen, settings: u64, expected: bool| {
            assert_eq!(ledger.is_current(name, &path, seen, settings).unwrap(), expected);
        };
        check("a.csv", seen, 7, true);
        check("a.csv", touched, 7, true);
        check("a.csv", seen, 8, false);
        check("b.csv", seen, 7, false);
        std::fs::write(&path, "two").unwrap();
        check("a.csv", touched, 7, false);
    }
}

//! Which files were imported, as they were then: what makes an import idempotent.

use std::collections::BTreeMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read};
use std::path::Path;

use connect::SourceFile;
use historian::Historian;
use plant::Problem;
use serde::{Deserialize, Serialize};

const KEY: &str = "import";

/// A file as it was when it was imported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Size and date.
    pub seen: String,
    pub bytes: u64,
    /// Hash of the file's bytes. Not stable between releases of the compiler that
    /// Plantwright was built with; a change costs one import of unchanged files.
    pub content: u64,
    /// Hash of how the file is read: layout, columns, zone, names of assets.
    pub settings: u64,
    /// The table that its records went to; none for samples.
    pub table: Option<String>,
    pub rows: u64,
    pub samples: u64,
    pub rejected: u64,
    /// The file is not there any more; its samples are.
    #[serde(default)]
    pub gone: bool,
}

/// Entries by name of the file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    pub files: BTreeMap<String, Entry>,
}

impl Ledger {
    pub fn read(historian: &Historian) -> Self {
        historian.state().get(KEY).and_then(|json| serde_json::from_value(json).ok()).unwrap_or_default()
    }

    /// # Errors
    /// PW4xxx when the store cannot keep it.
    pub fn write(&self, historian: &Historian) -> Result<(), Problem> {
        let json = serde_json::to_value(self).map_err(|error| {
            Problem::new("PW4005", format!("the ledger of imports cannot be kept: {error}"))
        })?;
        Ok(historian.state().put(KEY, json)?)
    }

    /// Whether a file needs no look at its content to be known as imported.
    pub fn is_surely_current(&self, file: &SourceFile, settings: u64) -> bool {
        self.files
            .get(&file.name)
            .is_some_and(|entry| entry.seen == file.fingerprint() && entry.settings == settings)
    }

    /// Whether a file is as it was imported; reads it where only its date is another.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn is_current(&self, file: &SourceFile, settings: u64) -> io::Result<bool> {
        if self.is_surely_current(file, settings) {
            return Ok(true);
        }
        match self.files.get(&file.name) {
            Some(entry) if entry.bytes == file.bytes && entry.settings == settings => {
                Ok(entry.content == content_of(&file.path)?)
            }
            _ => Ok(false),
        }
    }
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
    use connect::SourceOf;

    #[test]
    fn a_file_is_current_while_its_content_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.csv");
        std::fs::write(&path, "one").unwrap();
        let file = |name: &str, changed: i64| SourceFile {
            source: SourceOf::History(0),
            path: path.clone(),
            name: name.to_owned(),
            bytes: 3,
            changed,
        };
        let entry = Entry {
            seen: file("a.csv", 1).fingerprint(),
            bytes: 3,
            content: content_of(&path).unwrap(),
            settings: 7,
            table: None,
            rows: 1,
            samples: 1,
            rejected: 0,
            gone: false,
        };
        let ledger = Ledger { files: BTreeMap::from([("a.csv".to_owned(), entry)]) };
        let check = |file: SourceFile, settings: u64, expected: bool| {
            assert_eq!(ledger.is_current(&file, settings).unwrap(), expected, "{file:?}");
        };
        check(file("a.csv", 1), 7, true);
        check(file("a.csv", 2), 7, true);
        check(file("a.csv", 1), 8, false);
        check(file("b.csv", 1), 7, false);
        std::fs::write(&path, "two").unwrap();
        check(file("a.csv", 2), 7, false);
    }
}

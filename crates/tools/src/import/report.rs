//! What an import did, file by file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use plant::Problem;
use serde::{Deserialize, Serialize};

/// Where the last report is kept, in the plant's `.plantwright/`.
pub const REPORT_FILE: &str = "import-report.json";

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    #[default]
    /// Read, and all of it that could be read is in the store.
    Loaded,
    /// As it was at the last import; not read again.
    Unchanged,
    /// Nothing of it is in the store.
    Failed,
    /// It was imported once and is not there any more.
    Gone,
}

/// One row or field that was set aside.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rejected {
    /// Line of the file, from 1; of a Parquet file its row.
    pub line: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    pub reason: String,
    /// What stands there, cut off where it is long.
    pub text: String,
}

/// One file of the plant's history or records.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FileReport {
    /// Relative to the plant's folder where it stands in it.
    pub file: PathBuf,
    /// The table that it belongs to; `None`: samples.
    pub table: Option<String>,
    pub outcome: Outcome,
    /// Rows read, rejected ones too. For an unchanged file as at its import.
    pub rows: u64,
    /// Samples that it gave to the store; 0 for records.
    pub samples: u64,
    /// Rows, or fields of wide rows, that were set aside.
    pub rejected: u64,
    /// How many for which reason.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub reasons: BTreeMap<String, u64>,
    /// The first thousand of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rejects: Vec<Rejected>,
    /// How the file was understood, where that was not plain.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Why nothing of it is in the store, or why it is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    pub bytes: u64,
    pub took_s: f64,
}

impl FileReport {
    pub(crate) fn new(file: &str, table: Option<String>, outcome: Outcome) -> Self {
        Self { file: file.into(), table, outcome, ..Self::default() }
    }

    /// Of a file that was read.
    pub(crate) fn read(file: &str, table: Option<String>, read: &connect::FileReport) -> Self {
        let aside = &read.set_aside;
        Self {
            rows: read.rows,
            samples: read.samples,
            rejected: aside.total,
            reasons: aside.by_reason.iter().map(|(reason, count)| (reason.to_string(), *count)).collect(),
            rejects: aside
                .rows
                .iter()
                .map(|row| Rejected {
                    line: row.line,
                    column: row.column.clone(),
                    reason: row.reason.to_string(),
                    text: row.text.clone(),
                })
                .collect(),
            notes: read.notes.clone(),
            bytes: read.bytes,
            ..Self::new(file, table, Outcome::Loaded)
        }
    }
}

/// An import.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ImportReport {
    /// RFC 3339, UTC.
    pub started: String,
    pub took_s: f64,
    pub files: Vec<FileReport>,
    /// What is not of one file: a pattern that matches nothing, a table that cannot be kept.
    pub problems: Vec<Problem>,
}

impl ImportReport {
    /// Rows read in this import.
    pub fn rows(&self) -> u64 {
        self.loaded().map(|file| file.rows).sum()
    }

    /// Samples given to the store in this import.
    pub fn samples(&self) -> u64 {
        self.loaded().map(|file| file.samples).sum()
    }

    /// Rows and fields set aside in this import.
    pub fn rejected(&self) -> u64 {
        self.loaded().map(|file| file.rejected).sum()
    }

    pub fn count(&self, outcome: Outcome) -> usize {
        self.files.iter().filter(|file| file.outcome == outcome).count()
    }

    /// Whether there was something to read and none of it could be.
    pub fn nothing_could_be_read(&self) -> bool {
        self.count(Outcome::Failed) > 0 && self.count(Outcome::Loaded) + self.count(Outcome::Unchanged) == 0
    }

    /// The report of the last import of a plant, where there was one.
    pub fn last(state_dir: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(state_dir.join(REPORT_FILE)).ok()?).ok()
    }

    /// Writes the report beside the store, replacing the last one.
    ///
    /// # Errors
    /// PW4005 when it cannot be written.
    pub(crate) fn save(&self, state_dir: &Path) -> Result<(), Problem> {
        let path = state_dir.join(REPORT_FILE);
        let new = state_dir.join(format!("{REPORT_FILE}.new"));
        let failed =
            |error: String| Problem::new("PW4005", format!("{} cannot be written: {error}", path.display()));
        let text = serde_json::to_string_pretty(self).map_err(|error| failed(error.to_string()))?;
        std::fs::create_dir_all(state_dir)
            .and_then(|()| std::fs::write(&new, text))
            .and_then(|()| std::fs::rename(&new, &path))
            .map_err(|error| failed(error.to_string()))
    }

    fn loaded(&self) -> impl Iterator<Item = &FileReport> {
        self.files.iter().filter(|file| file.outcome == Outcome::Loaded)
    }
}

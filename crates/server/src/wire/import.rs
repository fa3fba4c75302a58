//! Imports.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tools::import::upload::UploadKind;
use utoipa::{IntoParams, ToSchema};

use crate::error::ErrorBody;
use crate::imports::{Job, JobKind, JobState};

/// What a file is called and holds.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ImportQuery {
    /// The file's own name, without a folder; its ending says how to read it.
    pub name: String,
    /// `history`, `records` or `document`; found out without it.
    #[param(inline)]
    pub kind: Option<ImportKind>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportKind {
    History,
    Records,
    Document,
}

/// A file was taken.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportTaken {
    /// `GET /api/imports/{id}` tells how it comes along.
    pub id: String,
}

/// How an import comes along.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportSummary {
    pub id: String,
    /// The file's name as it was handed in.
    pub name: String,
    pub state: ImportState,
    /// RFC 3339, UTC.
    pub handed_in_at: String,
    pub ended_at: Option<String>,
    /// Bytes of the file, and those that are done with.
    pub of_bytes: u64,
    pub bytes: u64,
    pub rows: u64,
    pub samples: u64,
    /// Rows and fields that were set aside.
    pub rejected: u64,
    pub rows_per_s: f64,
    /// Estimate while it runs.
    pub seconds_left: Option<f64>,
    pub kind: Option<ImportKind>,
    /// Where the file lies, relative to the plant's folder.
    pub file: Option<String>,
    /// The table that its records went to.
    pub table: Option<String>,
    /// Whether everything in it was in the store already.
    pub unchanged: bool,
    /// Why nothing of it is in the store.
    pub problem: Option<ErrorBody>,
}

/// `done` also when rows were set aside; `failed` when nothing of the file is in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    Waiting,
    Running,
    Done,
    Failed,
}

/// An import, with what was set aside.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportOut {
    #[serde(flatten)]
    pub summary: ImportSummary,
    /// How many were set aside for which reason.
    pub reasons: BTreeMap<String, u64>,
    /// The first thousand that were set aside.
    pub rejects: Vec<RejectOut>,
    /// How the file was understood, where that was not plain.
    pub notes: Vec<String>,
}

/// A row or field that was set aside.
#[derive(Debug, Serialize, ToSchema)]
pub struct RejectOut {
    /// Line of the file, from 1; of a Parquet file its row.
    pub line: u64,
    pub column: Option<String>,
    pub reason: String,
    /// What stands there, cut off where it is long.
    pub text: String,
}

impl From<&Job> for ImportSummary {
    fn from(job: &Job) -> Self {
        Self {
            id: job.id.clone(),
            name: job.name.clone(),
            state: match job.state {
                JobState::Waiting => ImportState::Waiting,
                JobState::Running => ImportState::Running,
                JobState::Done => ImportState::Done,
                JobState::Failed => ImportState::Failed,
            },
            handed_in_at: job.handed_in_at.clone(),
            ended_at: job.ended_at.clone(),
            of_bytes: job.of_bytes,
            bytes: job.bytes,
            rows: job.rows,
            samples: job.samples,
            rejected: job.rejected,
            rows_per_s: job.rows_per_s,
            seconds_left: job.seconds_left,
            kind: job.kind.map(|kind| match kind {
                JobKind::History => ImportKind::History,
                JobKind::Records => ImportKind::Records,
                JobKind::Document => ImportKind::Document,
            }),
            file: job.file.clone(),
            table: job.table.clone(),
            unchanged: job.unchanged,
            problem: job.problem.clone().map(ErrorBody::from),
        }
    }
}

impl From<&Job> for ImportOut {
    fn from(job: &Job) -> Self {
        let reject = |row: &tools::import::report::Rejected| RejectOut {
            line: row.line,
            column: row.column.clone(),
            reason: row.reason.clone(),
            text: row.text.clone(),
        };
        Self {
            summary: job.into(),
            reasons: job.reasons.clone(),
            rejects: job.rejects.iter().map(reject).collect(),
            notes: job.notes.clone(),
        }
    }
}

impl From<ImportKind> for UploadKind {
    fn from(kind: ImportKind) -> Self {
        match kind {
            ImportKind::History => Self::History,
            ImportKind::Records => Self::Records,
            ImportKind::Document => Self::Document,
        }
    }
}

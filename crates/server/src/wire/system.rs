//! The program, its store and its machine.

use serde::Serialize;
use tools::health::{Check, Outcome};
use utoipa::ToSchema;

/// How the program, its store and its machine stand.
#[derive(Debug, Serialize, ToSchema)]
pub struct SystemOut {
    pub version: String,
    /// The plant's name and folder.
    pub plant: String,
    pub folder: String,
    /// Seconds since the start.
    pub uptime_s: f64,
    pub store: StoreOut,
    /// Tags that have samples.
    pub tags: usize,
    pub samples: u64,
    /// Samples a second that arrived live, over the last minute.
    pub ingest_per_s: f64,
    /// Requests that wait for a core.
    pub waiting: usize,
    pub machine: MachineOut,
    pub checks: Vec<CheckOut>,
}

/// Bytes below `.plantwright/`, by what they hold.
#[derive(Debug, Serialize, ToSchema)]
pub struct StoreOut {
    /// How many segments there are.
    pub segments: usize,
    /// Samples with their indexes and roll-ups.
    pub segment_bytes: u64,
    /// The write-ahead log.
    pub log_bytes: u64,
    /// Tables of records.
    pub records_bytes: u64,
    pub answer_bytes: u64,
    /// Everything else.
    pub other_bytes: u64,
    pub total_bytes: u64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MachineOut {
    pub cores: usize,
    /// Memory that the program holds, bytes; nothing where the system does not tell, as below.
    pub resident_bytes: Option<u64>,
    pub memory_bytes: Option<u64>,
    pub memory_free_bytes: Option<u64>,
    pub disk_free_bytes: Option<u64>,
}

/// One check, as `plantwright doctor` prints it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckOut {
    pub what: String,
    pub outcome: CheckOutcome,
    pub found: String,
    /// What to do where it did not come out well.
    pub advice: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckOutcome {
    Good,
    Warn,
    Fail,
}

impl From<Check> for CheckOut {
    fn from(check: Check) -> Self {
        let outcome = match check.outcome {
            Outcome::Good => CheckOutcome::Good,
            Outcome::Warn => CheckOutcome::Warn,
            Outcome::Fail => CheckOutcome::Fail,
        };
        Self { what: check.what.to_owned(), outcome, found: check.found, advice: check.advice }
    }
}

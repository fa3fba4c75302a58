//! What can go wrong while a plant is written or resumed.

use std::path::PathBuf;

use thiserror::Error;

#[derive(Debug, Error)]
pub enum TwinError {
    #[error("cannot write {path}")]
    Write { path: PathBuf, source: std::io::Error },
    #[error("cannot read {path}")]
    Read { path: PathBuf, source: std::io::Error },
    /// The state file is not one of ours, or of another version.
    #[error("{path} is not a state of the simulator")]
    State { path: PathBuf, source: serde_json::Error },
    #[error("the simulator cannot run with {what}")]
    Options { what: String },
    #[error("the time zone of the demo plant is not known to this build")]
    TimeZone { source: jiff::Error },
    #[error("a writer of history files stopped early")]
    Writer,
}

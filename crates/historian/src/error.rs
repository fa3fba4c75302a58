//! What can go wrong in the store, and the code that a user sees for it.

use std::io;
use std::path::{Path, PathBuf};

use plant::{ErrorClass, Problem};

/// An error of the historian. `Display` is one line for the log; [`HistorianError::problem`]
/// is what a user sees.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HistorianError {
    #[error("the store {} is held by another process", dir.display())]
    Locked { dir: PathBuf },
    #[error("no space left while writing {}", path.display())]
    DiskFull { path: PathBuf, source: io::Error },
    #[error("{} is damaged: {detail}", path.display())]
    Damaged { path: PathBuf, detail: String },
    #[error("no permission for {}", path.display())]
    Denied { path: PathBuf, source: io::Error },
    #[error("cannot read or write {}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("{0}")]
    Invalid(String),
    /// A problem that already carries its own code (SQL, records).
    #[error("{0}")]
    Problem(Problem),
}

/// What every fallible function of the historian gives back.
pub type Result<T, E = HistorianError> = std::result::Result<T, E>;

impl HistorianError {
    /// Sorts an I/O error that met `path` into the kinds that a user can act on.
    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        let path = path.to_path_buf();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Self::DiskFull { path, source }
            }
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::Denied { path, source }
            }
            _ => Self::Io { path, source },
        }
    }

    pub(crate) fn damaged(path: &Path, detail: impl Into<String>) -> Self {
        Self::Damaged { path: path.to_path_buf(), detail: detail.into() }
    }

    /// The same error for another thread that waits on it.
    pub(crate) fn copy(&self) -> Self {
        let copy = |source: &io::Error| match source.raw_os_error() {
            Some(code) => io::Error::from_raw_os_error(code),
            None => io::Error::new(source.kind(), source.to_string()),
        };
        match self {
            Self::Locked { dir } => Self::Locked { dir: dir.clone() },
            Self::DiskFull { path, source } => Self::DiskFull { path: path.clone(), source: copy(source) },
            Self::Damaged { path, detail } => Self::Damaged { path: path.clone(), detail: detail.clone() },
            Self::Denied { path, source } => Self::Denied { path: path.clone(), source: copy(source) },
            Self::Io { path, source } => Self::Io { path: path.clone(), source: copy(source) },
            Self::Invalid(line) => Self::Invalid(line.clone()),
            Self::Problem(problem) => Self::Problem(problem.clone()),
        }
    }

    /// What a user sees: a stable code, one line, what to do.
    pub fn problem(&self) -> Problem {
        let line = self.to_string();
        match self {
            Self::Locked { .. } => Problem::new("PW4001", line)
                .help("stop the other plantwright that works on this plant, or ask it over HTTP instead"),
            Self::DiskFull { .. } => Problem::new("PW4002", line)
                .help("free some space and try again; what was acknowledged before is safe"),
            Self::Damaged { .. } => Problem::new("PW4003", line)
                .help("restore the store from a backup, or delete .plantwright/store and import again"),
            Self::Denied { .. } => Problem::new("PW4004", line)
                .help("give the user that runs plantwright the right to read and write this place"),
            Self::Io { source, .. } => Problem::new("PW4005", format!("{line}: {source}"))
                .help("check the disk and its connection, then try again"),
            Self::Invalid(_) => Problem::new("PW3201", line),
            Self::Problem(problem) => problem.clone(),
        }
    }

    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Locked { .. } => ErrorClass::Busy,
            Self::Denied { .. } => ErrorClass::Denied,
            Self::DiskFull { .. } | Self::Damaged { .. } | Self::Io { .. } => ErrorClass::Internal,
            Self::Invalid(_) => ErrorClass::BadRequest,
            Self::Problem(problem) => match problem.code.as_str() {
                "PW3101" | "PW3102" | "PW3103" | "PW3106" => ErrorClass::NotFound,
                "PW5003" => ErrorClass::Busy,
                _ => ErrorClass::BadRequest,
            },
        }
    }
}

impl From<Problem> for HistorianError {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<HistorianError> for Problem {
    fn from(error: HistorianError) -> Self {
        error.problem()
    }
}

//! The file of the logbook: whole lines, each on disk when `append` returns; several processes
//! may read and write, each with the file's lock.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use plant::{Place, Problem};

/// An open file with its lock held.
#[derive(Debug)]
pub struct Locked<'f>(&'f mut File);

/// Runs `work` with the file locked for writing. Makes the file where there is none.
///
/// # Errors
/// What the disk says, or `work`.
pub fn writing<T>(path: &Path, work: impl FnOnce(&mut Locked<'_>) -> io::Result<T>) -> io::Result<T> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let is_new = !path.exists();
    fs::create_dir_all(folder)?;
    let mut file = OpenOptions::new().create(true).read(true).append(true).open(path)?;
    if is_new {
        // So that the name outlives a crash as the lines do.
        File::open(folder)?.sync_all()?;
    }
    file.lock()?;
    // The lock goes with the file, also when `work` fails.
    work(&mut Locked(&mut file))
}

/// Runs `work` with the file locked for reading; `None` where there is no file.
///
/// # Errors
/// What the disk says, or `work`.
pub fn reading<T>(path: &Path, work: impl FnOnce(&mut Locked<'_>) -> io::Result<T>) -> io::Result<Option<T>> {
    let mut file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened?,
    };
    file.lock_shared()?;
    work(&mut Locked(&mut file)).map(Some)
}

impl Locked<'_> {
    pub fn length(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }

    pub fn read_from(&mut self, start: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.0.seek(SeekFrom::Start(start))?;
        self.0.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Puts a line at the end; on disk when this returns. What a crash cut short before stays a
    /// line of its own.
    pub fn append(&mut self, line: &[u8]) -> io::Result<()> {
        let mut bytes = Vec::with_capacity(line.len() + 2);
        if !self.ends_whole()? {
            bytes.push(b'\n');
        }
        bytes.extend_from_slice(line);
        bytes.push(b'\n');
        self.0.write_all(&bytes)?;
        self.0.sync_data()
    }

    fn ends_whole(&mut self) -> io::Result<bool> {
        let length = self.length()?;
        Ok(length == 0 || self.read_from(length - 1)? == b"\n")
    }
}

/// Trouble with the file, as a user sees it: `PW4002` disk full, `PW4004` no permission, `PW4003`
/// otherwise.
pub fn problem(path: &Path, error: &io::Error) -> Problem {
    let (code, help) = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ("PW4002", "free some disk space"),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            ("PW4004", "let this user write to the folder")
        }
        _ => ("PW4003", "see whether the disk is sound; what was kept before is not touched"),
    };
    Problem::new(code, format!("the logbook could not be used: {error}"))
        .at(Place { file: PathBuf::from(path), ..Place::default() })
        .help(help)
}

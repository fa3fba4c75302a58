//! A folder of model files. A file has its name there only when all of it is on disk and its SHA-256 is the one expected;
//! until then it has another ending.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

/// Bytes that are read at a time.
const PIECE: usize = 1 << 20;

/// Ending of a file that is not whole.
const PARTIAL: &str = "partial";
/// Digits of a sum that tell one file's beginning from another's.
const MARK: usize = 12;

/// Why a file did not come onto the shelf. What was on it before is as it was.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    #[error("{path} cannot be {what}: {error}", path = path.display())]
    Io { path: PathBuf, what: &'static str, error: io::Error },
    #[error("{} is there already", .0.display())]
    Taken(PathBuf),
    #[error("{} is being written by another process", .0.display())]
    Busy(PathBuf),
    #[error("the SHA-256 of {path} is {found}, not {expected}", path = path.display())]
    Sum { path: PathBuf, found: String, expected: String },
}

/// Is told how many bytes are done, and of how many.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);

/// The folder.
#[derive(Debug, Clone)]
pub struct Shelf(PathBuf);

impl Shelf {
    /// A folder that is made with its first file.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// Where the model of this name has its file.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(format!("{name}.gguf"))
    }

    /// Whether a path lies right in this folder.
    pub fn holds(&self, path: &Path) -> bool {
        let same = |folder: &Path| match (folder.canonicalize(), self.0.canonicalize()) {
            (Ok(left), Ok(right)) => left == right,
            _ => folder == self.0,
        };
        path.parent().is_some_and(same)
    }

    /// A place for a file that is still to come; nobody else has it meanwhile. With the `sum` that it will have, what an
    /// earlier try has left of the same file is there already.
    ///
    /// # Errors
    /// A model of this name that is there already, a file that another process writes, a folder that cannot be written.
    pub fn begin(&self, name: &str, sum: Option<&str>) -> Result<Partial, ShelfError> {
        fs::create_dir_all(&self.0).map_err(|error| failed(&self.0, "made", error))?;
        let target = self.path(name);
        if target.symlink_metadata().is_ok() {
            return Err(ShelfError::Taken(target));
        }
        let mark = sum.and_then(|sum| sum.get(..MARK)).map(|mark| format!("{}.", mark.to_ascii_lowercase()));
        let path = target.with_added_extension(format!("{}{PARTIAL}", mark.unwrap_or_default()));
        let open = File::options().create(true).read(true).append(true).open(&path);
        let file = open.map_err(|error| failed(&path, "written", error))?;
        match file.try_lock() {
            Ok(()) => Ok(Partial { target, path, file }),
            Err(fs::TryLockError::WouldBlock) => Err(ShelfError::Busy(path)),
            Err(fs::TryLockError::Error(error)) => Err(failed(&path, "locked", error)),
        }
    }

    /// Copies a file here; gives its path and its SHA-256. What a copy that failed has left is taken away.
    ///
    /// # Errors
    /// As [`Shelf::begin`] and [`Partial::name_it`], or a file that cannot be read.
    pub fn copy(
        &self,
        from: &Path,
        name: &str,
        expected: Option<&str>,
        progress: Progress<'_>,
    ) -> Result<(PathBuf, String), ShelfError> {
        let mut partial = self.begin(name, None)?;
        let copied = copy_into(from, &mut partial, progress).and_then(|sum| partial.name_it(sum, expected));
        if copied.is_err() {
            partial.discard();
        }
        copied
    }

    /// Puts a symbolic link here that leads to a file elsewhere; gives its path and the file's SHA-256.
    ///
    /// # Errors
    /// As [`Shelf::copy`].
    pub fn link(
        &self,
        to: &Path,
        name: &str,
        expected: Option<&str>,
        progress: Progress<'_>,
    ) -> Result<(PathBuf, String), ShelfError> {
        let partial = self.begin(name, None)?;
        let linked = sha256_of(to, progress).and_then(|sum| {
            check_sum(to, &sum, expected)?;
            let whole = to.canonicalize().map_err(|error| failed(to, "found", error))?;
            symlink(&whole, &partial.target).map_err(|error| failed(&partial.target, "made", error))?;
            sync_folder(&self.0)?;
            Ok((partial.target.clone(), sum))
        });
        partial.discard();
        linked
    }

    /// Takes away what was begun of the model's file and never became whole.
    ///
    /// # Errors
    /// A file that cannot be removed.
    pub fn remove_begun(&self, name: &str) -> Result<(), ShelfError> {
        let Ok(entries) = fs::read_dir(&self.0) else { return Ok(()) };
        let begun = |path: &Path| {
            let name_of = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            name_of
                .strip_prefix(name)
                .is_some_and(|rest| rest.starts_with(".gguf.") && rest.ends_with(PARTIAL))
        };
        let paths = entries.flatten().map(|entry| entry.path()).filter(|path| begun(path));
        paths.into_iter().try_for_each(|path| self.remove(&path))
    }

    /// Takes a file, or a link but not what it leads to, off the shelf.
    ///
    /// # Errors
    /// A file that cannot be removed. One that is gone already is no error.
    pub fn remove(&self, path: &Path) -> Result<(), ShelfError> {
        match fs::remove_file(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(failed(path, "removed", error)),
            Ok(()) => sync_folder(&self.0),
        }
    }
}

/// A file that is not whole yet. It outlives a crash, so that a download can go on from where it was.
#[derive(Debug)]
pub struct Partial {
    target: PathBuf,
    path: PathBuf,
    /// At its end, locked.
    file: File,
}

impl Partial {
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Bytes that are there.
    ///
    /// # Errors
    /// What the disk says; here and below.
    pub fn length(&self) -> Result<u64, ShelfError> {
        self.file.metadata().map(|metadata| metadata.len()).map_err(|error| failed(&self.path, "read", error))
    }

    /// Begins anew.
    pub fn clear(&mut self) -> Result<(), ShelfError> {
        self.file.set_len(0).map_err(|error| failed(&self.path, "written", error))
    }

    /// Puts bytes at the end.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), ShelfError> {
        self.file.write_all(bytes).map_err(|error| failed(&self.path, "written", error))
    }

    /// SHA-256 of what is there.
    pub fn sum(&self, progress: Progress<'_>) -> Result<String, ShelfError> {
        sha256_of(&self.path, progress)
    }

    /// Gives the file its name, where `sum`, which was made of its bytes, is the one expected. Gives its path and the sum.
    ///
    /// # Errors
    /// Another sum, or what the disk says.
    pub fn name_it(&self, sum: String, expected: Option<&str>) -> Result<(PathBuf, String), ShelfError> {
        check_sum(&self.path, &sum, expected)?;
        let named = self.file.sync_all().and_then(|()| fs::rename(&self.path, &self.target));
        named.map_err(|error| failed(&self.target, "written", error))?;
        sync_folder(self.target.parent().unwrap_or(Path::new(".")))?;
        Ok((self.target.clone(), sum))
    }

    /// Takes away what is there.
    pub fn discard(&self) {
        // It is told under its own name to whoever looks into the folder; nothing reads it.
        let _ = fs::remove_file(&self.path);
    }
}

fn copy_into(from: &Path, partial: &mut Partial, progress: Progress<'_>) -> Result<String, ShelfError> {
    partial.clear()?;
    each_piece(from, progress, |piece| partial.write(piece))
}

/// SHA-256 of a file, in hexadecimal.
///
/// # Errors
/// A file that cannot be read.
pub fn sha256_of(path: &Path, progress: Progress<'_>) -> Result<String, ShelfError> {
    each_piece(path, progress, |_| Ok(()))
}

fn each_piece(
    path: &Path,
    progress: Progress<'_>,
    mut take: impl FnMut(&[u8]) -> Result<(), ShelfError>,
) -> Result<String, ShelfError> {
    let reading = |error| failed(path, "read", error);
    let mut file = File::open(path).map_err(reading)?;
    let all = file.metadata().map_err(reading)?.len();
    let (mut hasher, mut piece, mut done) = (Sha256::new(), vec![0; PIECE], 0);
    loop {
        let length = file.read(&mut piece).map_err(reading)?;
        if length == 0 {
            break;
        }
        hasher.update(&piece[..length]);
        take(&piece[..length])?;
        done += length as u64;
        progress(done, all.max(done));
    }
    Ok(hasher.finalize().iter().fold(String::new(), |mut text, byte| {
        // Writing into a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

/// Holds a sum against the one that was expected, whatever the case of its letters.
///
/// # Errors
/// Another sum.
pub fn check_sum(path: &Path, found: &str, expected: Option<&str>) -> Result<(), ShelfError> {
    match expected {
        Some(expected) if !found.eq_ignore_ascii_case(expected) => Err(ShelfError::Sum {
            path: path.to_owned(),
            found: found.to_owned(),
            expected: expected.to_ascii_lowercase(),
        }),
        _ => Ok(()),
    }
}

fn failed(path: &Path, what: &'static str, error: io::Error) -> ShelfError {
    ShelfError::Io { path: path.to_owned(), what, error }
}

fn sync_folder(folder: &Path) -> Result<(), ShelfError> {
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|error| failed(folder, "written", error))
}

#[cfg(unix)]
fn symlink(to: &Path, path: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(to, path)
}

#[cfg(not(unix))]
fn symlink(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "this system has no links that anybody may make"))
}

#[cfg(test)]
mod tests;

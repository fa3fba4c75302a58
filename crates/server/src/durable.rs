//! Files of ours that must be there whole or not at all, also after a crash.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use plant::{Place, Problem};

/// Ending of files that are not complete yet.
pub const TEMPORARY: &str = "tmp";

/// Puts `bytes` at `path`, making its folder; after a crash there is the old content or the new.
///
/// # Errors
/// What the disk says; the old content then stays.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(format!(".{TEMPORARY}"));
    let temporary = PathBuf::from(temporary);
    let written = (|| {
        let mut file = File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, path)
    })();
    if let Err(error) = written {
        // Best effort: nothing reads a file of this name.
        let _ = fs::remove_file(&temporary);
        return Err(error);
    }
    sync_folder(folder)
}

/// Removes a file for good; whether there was one.
///
/// # Errors
/// What the disk says.
pub fn remove(path: &Path) -> io::Result<bool> {
    match fs::remove_file(path) {
        Ok(()) => sync_folder(path.parent().unwrap_or(Path::new("."))).map(|()| true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Makes new names and removals in a folder outlive a crash.
///
/// # Errors
/// What the disk says.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Trouble with a file of ours, as a user sees it: `PW4002` disk full, `PW4004` no permission,
/// `PW4003` otherwise.
pub fn problem(what: &str, path: &Path, error: &io::Error) -> Problem {
    let (code, help) = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ("PW4002", "free some disk space"),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            ("PW4004", "let this user write to the folder")
        }
        _ => ("PW4003", "see whether the disk is sound; what was kept before is not touched"),
    };
    Problem::new(code, format!("{what} could not be used: {error}"))
        .at(Place { file: path.to_owned(), ..Place::default() })
        .help(help)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_file_is_replaced_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("below/a.json");
        replace(&path, b"one").unwrap();
        replace(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
        assert!(remove(&path).unwrap());
        assert!(!remove(&path).unwrap());
    }
}

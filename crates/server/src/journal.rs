//! An append-only file of JSON lines: each is on disk when `append` returns. A line that a crash
//! cut short is passed over when reading and never joined by the next.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use parking_lot::Mutex;
use plant::Problem;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::durable;

/// Lines of one shape.
#[derive(Debug)]
pub struct Journal<T> {
    /// What it is, for errors: "the list of feedback".
    what: &'static str,
    path: PathBuf,
    file: Mutex<Option<File>>,
    lines: PhantomData<fn() -> T>,
}

impl<T: Serialize + DeserializeOwned> Journal<T> {
    /// The journal in a file that is made with the first line.
    pub fn new(what: &'static str, path: impl Into<PathBuf>) -> Self {
        Self { what, path: path.into(), file: Mutex::new(None), lines: PhantomData }
    }

    /// Keeps a line.
    ///
    /// # Errors
    /// `PW4002` disk full, `PW4004` no permission, `PW4003` otherwise.
    pub fn append(&self, line: &T) -> Result<(), Problem> {
        self.write(line).map_err(|error| durable::problem(self.what, &self.path, &error))
    }

    /// Every line, oldest first.
    ///
    /// # Errors
    /// As [`Journal::append`].
    pub fn read(&self) -> Result<Vec<T>, Problem> {
        match fs::read(&self.path) {
            Ok(bytes) => Ok(bytes
                .split(|byte| *byte == b'\n')
                .filter_map(|line| serde_json::from_slice(line).ok())
                .collect()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(durable::problem(self.what, &self.path, &error)),
        }
    }

    fn write(&self, line: &T) -> io::Result<()> {
        let mut bytes = serde_json::to_vec(line)?;
        bytes.push(b'\n');
        let mut open = self.file.lock();
        if open.is_none() {
            let folder = self.path.parent().unwrap_or(Path::new("."));
            fs::create_dir_all(folder)?;
            let mut file = OpenOptions::new().create(true).read(true).append(true).open(&self.path)?;
            end_torn_line(&mut file)?;
            durable::sync_folder(folder)?;
            *open = Some(file);
        }
        let Some(file) = open.as_mut() else { return Ok(()) };
        if let Err(error) = file.write_all(&bytes).and_then(|()| file.sync_data()) {
            // What was written in part must not become the head of the next line.
            *open = None;
            return Err(error);
        }
        Ok(())
    }
}

/// Begins a new line when a crash left the last one without its end.
pub fn end_torn_line(file: &mut File) -> io::Result<()> {
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(());
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    if last != *b"\n" {
        file.write_all(b"\n")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_torn_line_costs_only_itself() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("below/list.jsonl");
        let journal = Journal::<u32>::new("the list", &path);
        assert!(journal.read().unwrap().is_empty());
        journal.append(&1).unwrap();
        OpenOptions::new().append(true).open(&path).unwrap().write_all(b"[2").unwrap();
        let again = Journal::<u32>::new("the list", &path);
        again.append(&3).unwrap();
        assert_eq!(again.read().unwrap(), [1, 3]);
    }
}

//! The file of the audit log. Several processes may append: each takes the file's lock, and
//! reads what others wrote since.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use parking_lot::Mutex;
use plant::Problem;

use super::Event;
use super::entry::{Entry, NOTHING, hash};
use crate::durable;
use crate::journal::end_torn_line;

/// Bytes at the end of the file in which the last entry is looked for first.
const TAIL: u64 = 1 << 18;

/// The log of one plant.
#[derive(Debug)]
pub struct Log {
    path: PathBuf,
    open: Mutex<Option<Open>>,
}

/// The file as we left it.
#[derive(Debug)]
struct Open {
    file: File,
    length: u64,
    entries: u64,
    head: String,
}

impl Log {
    /// The log in a file that is made with the first entry.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), open: Mutex::new(None) }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Puts an event at the end of the chain; on disk when this returns.
    ///
    /// # Errors
    /// `PW4002` disk full, `PW4004` no permission, `PW4003` otherwise.
    pub fn append(&self, event: &Event) -> Result<(), Problem> {
        self.write(event).map_err(|error| self.problem(&error))
    }

    /// Every event, oldest first, also those from before there was a chain.
    ///
    /// # Errors
    /// As [`Log::append`].
    pub fn events(&self) -> Result<Vec<Event>, Problem> {
        let mut events = Vec::new();
        self.each_line(|line| events.extend(serde_json::from_slice::<Event>(line).ok()))?;
        Ok(events)
    }

    /// Every line without its end; none where there is no file. Nobody writes meanwhile.
    ///
    /// # Errors
    /// As [`Log::append`].
    pub fn each_line(&self, mut take: impl FnMut(&[u8])) -> Result<(), Problem> {
        let mut read = || -> io::Result<()> {
            let file = match File::open(&self.path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
                opened => opened?,
            };
            file.lock_shared()?;
            let mut reader = BufReader::with_capacity(1 << 18, &file);
            let mut line = Vec::new();
            while reader.read_until(b'\n', &mut line)? > 0 {
                take(line.strip_suffix(b"\n").unwrap_or(&line));
                line.clear();
            }
            file.unlock()
        };
        read().map_err(|error| self.problem(&error))
    }

    fn write(&self, event: &Event) -> io::Result<()> {
        let mut held = self.open.lock();
        // Taken out, and put back when all went well: what was written in part is then looked at anew.
        let mut open = match held.take() {
            Some(open) => open,
            None => Open::new(&self.path)?,
        };
        open.file.lock()?;
        let written = open.append(event);
        open.file.unlock()?;
        written?;
        *held = Some(open);
        Ok(())
    }

    fn problem(&self, error: &io::Error) -> Problem {
        durable::problem("the audit log", &self.path, error)
    }
}

impl Open {
    fn new(path: &Path) -> io::Result<Self> {
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let file = OpenOptions::new().create(true).read(true).append(true).open(path)?;
        durable::sync_folder(folder)?;
        Ok(Self { file, length: 0, entries: 0, head: NOTHING.to_owned() })
    }

    /// With the file's lock held.
    fn append(&mut self, event: &Event) -> io::Result<()> {
        if self.file.metadata()?.len() != self.length {
            self.look()?;
        }
        let entry = Entry::new(self.entries + 1, self.head.clone(), event.clone())?;
        let mut line = entry.line()?;
        line.push(b'\n');
        self.file.write_all(&line)?;
        self.file.sync_data()?;
        self.length += line.len() as u64;
        (self.entries, self.head) = (entry.seq, entry.hash);
        Ok(())
    }

    /// Finds out where the chain ends. A chain that somebody broke goes on from its last entry:
    /// what is done from now on must be noted all the same, and the broken place stays to be seen.
    fn look(&mut self) -> io::Result<()> {
        end_torn_line(&mut self.file)?;
        let length = self.file.metadata()?.len();
        let from = length.saturating_sub(TAIL);
        let tail = self.read_from(from)?;
        let last = match (last_entry(&tail), from) {
            (None, 1..) => last_entry(&self.read_from(0)?),
            (found, _) => found,
        };
        (self.entries, self.head) = match last {
            Some(entry) => (entry.seq, entry.hash),
            None if length == 0 => (0, NOTHING.to_owned()),
            // The chain begins after what was noted without one, and vouches for it.
            None => (0, hash(&self.read_from(0)?)),
        };
        self.length = length;
        Ok(())
    }

    fn read_from(&mut self, from: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start(from))?;
        self.file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// The last line that is an entry. What the bytes begin with may be part of a line, which is none.
fn last_entry(bytes: &[u8]) -> Option<Entry> {
    bytes.rsplit(|byte| *byte == b'\n').find_map(|line| serde_json::from_slice(line).ok())
}

//! What models were told and what they said: parts under their own SHA-256, JSON lines below `.plantwright/calls`, one file
//! a month. Every request of a question repeats the instructions, the tools and what was said so far; under its hash each
//! of them is kept once a month.
//!
//! ```text
//! {"hash":"…","content":{"model":"hall","messages":["…","…"],"tools":["…"],…}}     a prompt: its parts by their hashes
//! {"hash":"…","content":{"role":"user","text":"…"}}                              one of its parts
//! ```

use std::collections::{HashMap, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use parking_lot::Mutex;
use plant::Problem;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::entry::hash;
use crate::durable;
use crate::journal::end_torn_line;

/// Fields of a prompt that hold hashes of parts.
const REFERRING: [&str; 2] = ["messages", "tools"];

/// The folder of the plant whose state lies in `state_dir`.
pub fn folder(state_dir: &Path) -> PathBuf {
    state_dir.join("calls")
}

/// A JSON value under the hash of its text.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub hash: String,
    pub content: Json,
}

impl Part {
    pub fn new(content: Json) -> Self {
        Self { hash: hash(content.to_string().as_bytes()), content }
    }

    fn line(&self) -> String {
        format!("{}\n", json!({"hash": self.hash, "content": self.content}))
    }
}

/// The parts of one plant.
#[derive(Debug)]
pub struct Calls {
    folder: PathBuf,
    open: Mutex<Option<Open>>,
}

#[derive(Debug)]
struct Open {
    month: String,
    file: File,
    /// Hashes of what this month's file holds.
    known: HashSet<String>,
}

impl Calls {
    /// Parts in a folder that is made with the first of them.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), open: Mutex::new(None) }
    }

    /// Keeps parts; on disk when this returns.
    ///
    /// # Errors
    /// `PW4002` disk full, `PW4004` no permission, `PW4003` otherwise.
    pub fn keep(&self, parts: &[Part]) -> Result<(), Problem> {
        let month = Timestamp::now().strftime("%Y-%m").to_string();
        self.write(&month, parts).map_err(|error| problem(&self.folder, &error))
    }

    fn write(&self, month: &str, parts: &[Part]) -> io::Result<()> {
        let mut held = self.open.lock();
        // Taken out, and put back when all went well: what was written in part is then looked at anew.
        let mut open = match held.take().filter(|open| open.month == month) {
            Some(open) => open,
            None => Open::new(&self.folder, month)?,
        };
        let mut seen = HashSet::new();
        let new: Vec<&Part> =
            parts.iter().filter(|part| !open.known.contains(&part.hash) && seen.insert(&part.hash)).collect();
        if !new.is_empty() {
            let lines: String = new.iter().map(|part| part.line()).collect();
            open.file.write_all(lines.as_bytes())?;
            open.file.sync_data()?;
            open.known.extend(new.iter().map(|part| part.hash.clone()));
        }
        *held = Some(open);
        Ok(())
    }
}

impl Open {
    fn new(folder: &Path, month: &str) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let path = folder.join(format!("{month}.jsonl"));
        let mut file = OpenOptions::new().create(true).read(true).append(true).open(&path)?;
        end_torn_line(&mut file)?;
        durable::sync_folder(folder)?;
        let mut known = HashSet::new();
        each_line(&path, |line, _| known.extend(sound(line).map(|part| part.hash)))?;
        Ok(Self { month: month.to_owned(), file, known })
    }
}

/// A line as it is on disk; whether its hash is that of its content is another question.
#[derive(Deserialize)]
struct Line {
    hash: String,
    content: Json,
}

/// The part of a line whose hash is that of its content.
fn sound(line: &[u8]) -> Option<Part> {
    let Line { hash, content } = serde_json::from_slice(line).ok()?;
    Some(Part::new(content)).filter(|part| part.hash == hash)
}

/// Where each part lies, and which are not what their hash says.
#[derive(Debug, Default)]
pub struct Contents {
    places: HashMap<String, (PathBuf, u64)>,
    /// Parts that each prompt refers to.
    referred: HashMap<String, Vec<String>>,
    changed: HashSet<String>,
}

impl Contents {
    /// Looks through all months.
    ///
    /// # Errors
    /// `PW4003` and `PW4004` when a file cannot be read.
    pub fn read(folder: &Path) -> Result<Self, Problem> {
        let mut contents = Self::default();
        let mut read = || -> io::Result<()> {
            for path in months(folder)? {
                each_line(&path, |line, offset| contents.add(line, &path, offset))?;
            }
            Ok(())
        };
        read().map_err(|error| problem(folder, &error))?;
        // The same part may lie whole in another month.
        contents.changed.retain(|hash| !contents.places.contains_key(hash));
        Ok(contents)
    }

    fn add(&mut self, line: &[u8], path: &Path, offset: u64) {
        match sound(line) {
            Some(part) => {
                let parts: Vec<String> = referred(&part.content).map(str::to_owned).collect();
                if !parts.is_empty() {
                    self.referred.insert(part.hash.clone(), parts);
                }
                self.places.insert(part.hash, (path.to_owned(), offset));
            }
            // A line that a crash cut short has no hash that could be missed.
            None => self.changed.extend(serde_json::from_slice::<Line>(line).ok().map(|line| line.hash)),
        }
    }

    /// What is kept under a hash, and under those that it refers to.
    pub fn state(&self, hash: &str) -> State {
        let parts = self.referred.get(hash).map(Vec::as_slice).unwrap_or_default();
        let all = || std::iter::once(hash).chain(parts.iter().map(String::as_str));
        if all().any(|hash| self.changed.contains(hash)) {
            State::Changed
        } else if all().all(|hash| self.places.contains_key(hash)) {
            State::Whole
        } else {
            State::Gone
        }
    }

    /// A kept prompt or answer, its parts in the place of their hashes; nothing where it is not kept.
    ///
    /// # Errors
    /// As [`Contents::read`].
    pub fn get(&self, hash: &str) -> Result<Option<Json>, Problem> {
        let Some(mut content) = self.part(hash)? else { return Ok(None) };
        for field in REFERRING {
            let Some(Json::Array(items)) = content.get_mut(field) else { continue };
            for item in items {
                if let Some(part) = item.as_str().map(|hash| self.part(hash)).transpose()?.flatten() {
                    *item = part;
                }
            }
        }
        Ok(Some(content))
    }

    fn part(&self, hash: &str) -> Result<Option<Json>, Problem> {
        let Some((path, offset)) = self.places.get(hash) else { return Ok(None) };
        let read = || -> io::Result<Vec<u8>> {
            let mut file = File::open(path)?;
            file.seek(SeekFrom::Start(*offset))?;
            let mut line = Vec::new();
            BufReader::new(file).read_until(b'\n', &mut line)?;
            Ok(line)
        };
        let line = read().map_err(|error| problem(path, &error))?;
        Ok(sound(line.strip_suffix(b"\n").unwrap_or(&line)).map(|part| part.content))
    }
}

/// How a prompt or an answer is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Whole,
    /// It, or a part of it, is not there.
    Gone,
    /// It, or a part of it, is not what its hash was made of.
    Changed,
}

fn referred(content: &Json) -> impl Iterator<Item = &str> {
    REFERRING.iter().filter_map(|field| content.get(field)?.as_array()).flatten().filter_map(Json::as_str)
}

fn months(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut months: Vec<PathBuf> = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?,
    };
    months.retain(|path| path.extension().is_some_and(|ending| ending == "jsonl"));
    months.sort();
    Ok(months)
}

/// Gives each line without its end, and where it begins.
fn each_line(path: &Path, mut take: impl FnMut(&[u8], u64)) -> io::Result<()> {
    let mut reader = BufReader::with_capacity(1 << 18, File::open(path)?);
    let (mut offset, mut line) = (0, Vec::new());
    loop {
        line.clear();
        let length = reader.by_ref().read_until(b'\n', &mut line)?;
        if length == 0 {
            return Ok(());
        }
        take(line.strip_suffix(b"\n").unwrap_or(&line), offset);
        offset += length as u64;
    }
}

fn problem(path: &Path, error: &io::Error) -> Problem {
    durable::problem("what models were told and said", path, error)
}

#[cfg(test)]
mod tests;

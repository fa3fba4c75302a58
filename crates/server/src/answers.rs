//! The log of answers: append-only JSON lines under `.plantwright/answers/`,
//! one file a month, so that an answer can be looked up and run again.
//!
//! A line is written and synced before the answer is given. A line that a
//! crash cut short is passed over when reading and never joined by the next.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use parking_lot::Mutex;
use plant::Problem;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use tool::{Answer, Status};
use tools::views::PlantIndex;

use crate::audit::hash;
use crate::durable;
use crate::journal::end_torn_line;

/// Most tags and assets that are kept of one answer.
const MOST_NAMED: usize = 100;

/// One line: what was asked, and the answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    #[serde(flatten)]
    pub summary: Summary,
    pub answer: Answer,
}

/// A line without its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    pub id: String,
    /// RFC 3339, UTC.
    pub asked_at: String,
    pub question: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<String>,
    pub status: Status,
    /// Id of the plant's own example that the answer rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
    /// Ids of the tags and assets that the evidence names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<String>,
}

/// An answer that is on disk.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    pub summary: Summary,
    /// SHA-256 of its line, in hexadecimal: what the audit log holds of it.
    pub digest: String,
}

/// Which answers of the log; all of it where nothing is said.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Words that the question holds, whatever their case.
    pub search: Option<String>,
    pub conversation: Option<String>,
    /// Only those asked before this instant.
    pub before: Option<Timestamp>,
}

impl Wanted {
    fn holds(&self, summary: &Summary) -> bool {
        let question = || summary.question.to_lowercase();
        self.conversation.as_ref().is_none_or(|wanted| summary.conversation.as_ref() == Some(wanted))
            && self
                .before
                .is_none_or(|before| summary.asked_at.parse::<Timestamp>().is_ok_and(|asked| asked < before))
            && self.search.as_ref().is_none_or(|words| {
                let question = question();
                words.to_lowercase().split_whitespace().all(|word| question.contains(word))
            })
    }
}

/// The log of one plant.
#[derive(Debug)]
pub struct AnswerLog {
    folder: PathBuf,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    /// The month being written and its file.
    open: Option<(String, File)>,
    /// Filled when a reader first asks, kept up from then on.
    index: Option<Index>,
}

#[derive(Debug, Default)]
struct Index {
    /// In the order asked.
    summaries: Vec<Summary>,
    places: HashMap<String, (PathBuf, u64)>,
}

impl AnswerLog {
    /// The log in a folder that is made when the first answer is written.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), inner: Mutex::default() }
    }

    /// Keeps an answer; on disk when this returns.
    ///
    /// # Errors
    /// `PW4002` disk full, `PW4004` no permission, `PW4003` otherwise.
    pub fn append(
        &self,
        question: &str,
        conversation: Option<&str>,
        answer: &Answer,
        about: Vec<String>,
    ) -> Result<Kept, Problem> {
        let now = Timestamp::now();
        let entry = Entry {
            summary: Summary {
                id: answer.id.clone(),
                asked_at: now.to_string(),
                question: question.to_owned(),
                conversation: conversation.map(str::to_owned),
                status: answer.status,
                example: answer.reading.as_ref().and_then(|reading| reading.example.clone()),
                about,
            },
            answer: answer.clone(),
        };
        self.write(&now.strftime("%Y-%m").to_string(), entry).map_err(|error| self.problem(&error))
    }

    /// An answer by its id.
    ///
    /// # Errors
    /// `PW7010` when there is none.
    pub fn get(&self, id: &str) -> Result<Entry, Problem> {
        let mut inner = self.inner.lock();
        let index = self.indexed(&mut inner).map_err(|error| self.problem(&error))?;
        let (path, offset) = index.places.get(id).cloned().ok_or_else(|| unknown(id))?;
        drop(inner);
        let read = || -> io::Result<Entry> {
            let mut file = File::open(&path)?;
            file.seek(SeekFrom::Start(offset))?;
            let mut line = Vec::new();
            BufReader::new(file).read_until(b'\n', &mut line)?;
            serde_json::from_slice(&line).map_err(io::Error::other)
        };
        read().map_err(|error| self.problem(&error))
    }

    /// The newest answers first, at most `limit`.
    ///
    /// # Errors
    /// As [`AnswerLog::append`].
    pub fn newest(&self, wanted: &Wanted, limit: usize) -> Result<Vec<Summary>, Problem> {
        self.summaries(|summary| wanted.holds(summary), limit)
    }

    /// Every answer in the order asked, as far as `count` wants it.
    ///
    /// # Errors
    /// As [`AnswerLog::append`].
    pub fn each(&self, count: &mut dyn FnMut(&Summary)) -> Result<(), Problem> {
        let mut inner = self.inner.lock();
        let index = self.indexed(&mut inner).map_err(|error| self.problem(&error))?;
        index.summaries.iter().for_each(count);
        Ok(())
    }

    /// The newest answers whose evidence names one of these tags or assets, at most `limit`.
    ///
    /// # Errors
    /// As [`AnswerLog::append`].
    pub fn about(&self, ids: &[&str], limit: usize) -> Result<Vec<Summary>, Problem> {
        self.summaries(|summary| summary.about.iter().any(|id| ids.contains(&id.as_str())), limit)
    }

    fn summaries(&self, wanted: impl Fn(&Summary) -> bool, limit: usize) -> Result<Vec<Summary>, Problem> {
        let mut inner = self.inner.lock();
        let index = self.indexed(&mut inner).map_err(|error| self.problem(&error))?;
        Ok(index.summaries.iter().rev().filter(|summary| wanted(summary)).take(limit).cloned().collect())
    }

    fn write(&self, month: &str, entry: Entry) -> io::Result<Kept> {
        let mut line = serde_json::to_vec(&entry)?;
        let kept = Kept { summary: entry.summary, digest: hash(&line) };
        line.push(b'\n');
        let path = self.folder.join(format!("{month}.jsonl"));
        let mut inner = self.inner.lock();
        if inner.open.as_ref().is_none_or(|(open, _)| open != month) {
            fs::create_dir_all(&self.folder)?;
            let mut file = OpenOptions::new().create(true).read(true).append(true).open(&path)?;
            end_torn_line(&mut file)?;
            inner.open = Some((month.to_owned(), file));
        }
        let Some((_, file)) = &mut inner.open else { return Ok(kept) };
        let offset = file.seek(SeekFrom::End(0))?;
        if let Err(error) = file.write_all(&line).and_then(|()| file.sync_data()) {
            // What was written in part must not become the head of the next line.
            inner.open = None;
            return Err(error);
        }
        if let Some(index) = &mut inner.index {
            index.add(kept.summary.clone(), path, offset);
        }
        Ok(kept)
    }

    fn indexed<'a>(&self, inner: &'a mut Inner) -> io::Result<&'a Index> {
        let index = match inner.index.take() {
            Some(index) => index,
            None => Index::read(&self.folder)?,
        };
        Ok(inner.index.insert(index))
    }

    fn problem(&self, error: &io::Error) -> Problem {
        durable::problem("the log of answers", &self.folder, error)
    }
}

/// The digest of each answer's line by its id; of the last line, where an id comes again.
///
/// # Errors
/// `PW4003` and `PW4004` when a file cannot be read.
pub fn digests(folder: &Path) -> Result<HashMap<String, String>, Problem> {
    let mut found = HashMap::new();
    each_line(folder, |line, summary, _, _| {
        found.insert(summary.id, hash(line));
    })
    .map_err(|error| durable::problem("the log of answers", folder, &error))?;
    Ok(found)
}

/// Ids of the tags and assets that an answer's evidence names, as arguments or results.
pub fn named(answer: &Answer, index: &PlantIndex) -> Vec<String> {
    let mut found = Vec::new();
    let mut add = |text: &str| {
        let known = index.tag(text).is_some() || index.asset(text).is_some();
        if known && found.len() < MOST_NAMED && !found.iter().any(|id| id == text) {
            found.push(text.to_owned());
        }
    };
    for evidence in &answer.evidence {
        evidence.arguments.values().for_each(|argument| texts_of(argument, &mut add));
        for value in &evidence.values {
            add(&value.label);
            texts_of(&value.value, &mut add);
        }
    }
    found
}

fn texts_of(json: &Json, add: &mut dyn FnMut(&str)) {
    match json {
        Json::String(text) => add(text),
        Json::Array(items) => items.iter().for_each(|item| texts_of(item, add)),
        Json::Object(fields) => fields.values().for_each(|item| texts_of(item, add)),
        _ => {}
    }
}

/// The problem of an id that no answer has.
pub fn unknown(id: &str) -> Problem {
    Problem::new("PW7010", format!("no answer has the id {id:?}"))
        .help("`plantwright ask` prints an answer's id; GET /api/answers lists the newest")
}

impl Index {
    fn add(&mut self, summary: Summary, path: PathBuf, offset: u64) {
        self.places.insert(summary.id.clone(), (path, offset));
        self.summaries.push(summary);
    }

    fn read(folder: &Path) -> io::Result<Self> {
        let mut index = Self::default();
        each_line(folder, |_, summary, path, offset| index.add(summary, path.to_owned(), offset))?;
        Ok(index)
    }
}

/// Gives each whole line, without its end, with its summary, its file and where it begins there; oldest first.
fn each_line(folder: &Path, mut take: impl FnMut(&[u8], Summary, &Path, u64)) -> io::Result<()> {
    let mut months: Vec<PathBuf> = match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| entry.map(|e| e.path())).collect::<io::Result<_>>()?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    months.retain(|path| path.extension().is_some_and(|ext| ext == "jsonl"));
    months.sort();
    for path in months {
        let mut reader = BufReader::with_capacity(1 << 18, File::open(&path)?);
        let (mut offset, mut line) = (0, Vec::new());
        loop {
            line.clear();
            let length = reader.read_until(b'\n', &mut line)?;
            if length == 0 {
                break;
            }
            let whole = line.strip_suffix(b"\n").unwrap_or(&line);
            if let Ok(summary) = serde_json::from_slice::<Summary>(whole) {
                take(whole, summary, &path, offset);
            }
            offset += length as u64;
        }
    }
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use plant::Language;
    use tool::{Grounding, Plan};

    pub(crate) fn answer(id: &str) -> Answer {
        Answer {
            id: id.to_owned(),
            status: Status::Answered,
            language: Language::English,
            text: "Two pumps.".to_owned(),
            values: Vec::new(),
            evidence: Vec::new(),
            citations: Vec::new(),
            grounding: Grounding::default(),
            question: None,
            planner: "test".to_owned(),
            plan: Plan::default(),
            code: None,
            reading: None,
            probability: None,
            took_ms: 1.5,
        }
    }

    #[test]
    fn what_is_kept_is_found_again_also_by_another_process() {
        let folder = tempfile::tempdir().unwrap();
        let log = AnswerLog::new(folder.path().join("answers"));
        assert!(log.newest(&Wanted::default(), 5).unwrap().is_empty());
        for id in ["a", "b", "c"] {
            log.append(&format!("question {id}?"), None, &answer(id), vec![format!("tag-{id}")]).unwrap();
        }
        for log in [&log, &AnswerLog::new(folder.path().join("answers"))] {
            let newest: Vec<String> =
                log.newest(&Wanted::default(), 2).unwrap().into_iter().map(|s| s.id).collect();
            assert_eq!(newest, ["c", "b"]);
            let entry = log.get("b").unwrap();
            assert_eq!((entry.answer, entry.summary.question.as_str()), (answer("b"), "question b?"));
            assert_eq!(log.get("zzz").unwrap_err().code, "PW7010");
        }
    }

    #[test]
    fn a_line_cut_short_costs_only_itself() {
        let folder = tempfile::tempdir().unwrap();
        let log = AnswerLog::new(folder.path());
        log.append("first?", None, &answer("a"), Vec::new()).unwrap();
        let month = fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
        let mut file = OpenOptions::new().append(true).open(&month).unwrap();
        file.write_all(br#"{"id":"torn","asked_at":"2026-"#).unwrap();
        let log = AnswerLog::new(folder.path());
        log.append("second?", Some("c1"), &answer("b"), Vec::new()).unwrap();
        let ids: Vec<String> = log.newest(&Wanted::default(), 9).unwrap().into_iter().map(|s| s.id).collect();
        assert_eq!(ids, ["b", "a"]);
        assert_eq!(log.get("b").unwrap().summary.conversation.as_deref(), Some("c1"));
    }
    #[test]
    fn the_log_is_searched_by_words_conversation_and_time() {
        let folder = tempfile::tempdir().unwrap();
        let log = AnswerLog::new(folder.path());
        log.append("Flow of P-101 today?", Some("x"), &answer("a"), vec!["P-101.flow".into()]).unwrap();
        log.append("今天的流量?", None, &answer("b"), vec!["P-102.flow".into()]).unwrap();
        log.append("Pressure of P-101?", Some("x"), &answer("c"), Vec::new()).unwrap();
        let ids = |wanted: Wanted| -> Vec<String> {
            log.newest(&wanted, 9).unwrap().into_iter().map(|summary| summary.id).collect()
        };
        let words = |words: &str| Wanted { search: Some(words.to_owned()), ..Wanted::default() };
        assert_eq!(ids(words("p-101 FLOW")), ["a"]);
        assert_eq!(ids(words("流量")), ["b"]);
        assert_eq!(ids(Wanted { conversation: Some("x".to_owned()), ..Wanted::default() }), ["c", "a"]);
        let second = log.get("b").unwrap().summary.asked_at.parse().unwrap();
        assert_eq!(ids(Wanted { before: Some(second), ..Wanted::default() }), ["a"]);
        let about: Vec<String> =
            log.about(&["P-102.flow", "P-102"], 9).unwrap().into_iter().map(|summary| summary.id).collect();
        assert_eq!(about, ["b"]);
    }
}

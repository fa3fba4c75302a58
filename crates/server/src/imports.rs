//! Imports of files that were handed in: one after the other, each with its progress, and what
//! became of it kept under `.plantwright/imports/`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use parking_lot::Mutex;
use plant::Problem;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tools::Engines;
use tools::import::Progress;
use tools::import::report::{FileReport, Outcome, Rejected};
use tools::import::upload::{UploadKind, Uploaded};

use crate::durable;

/// Imports that are remembered; the oldest are forgotten first.
const REMEMBERED: usize = 200;
/// Imports that may wait.
const MOST_WAITING: usize = 100;
/// How often progress is told.
const TOLD_EVERY: Duration = Duration::from_millis(100);

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    Waiting,
    Running,
    /// What could be read is in the store.
    Done,
    /// Nothing of it is.
    Failed,
}

/// What kind of file it was taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    History,
    Records,
    Document,
}

/// An import.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Job {
    pub id: String,
    /// The file's name as it was handed in.
    pub name: String,
    pub state: JobState,
    /// RFC 3339, UTC.
    pub handed_in_at: String,
    #[serde(default)]
    pub ended_at: Option<String>,
    pub of_bytes: u64,
    #[serde(default)]
    pub bytes: u64,
    #[serde(default)]
    pub rows: u64,
    #[serde(default)]
    pub samples: u64,
    /// Rows and fields that were set aside.
    #[serde(default)]
    pub rejected: u64,
    #[serde(default)]
    pub rows_per_s: f64,
    /// Estimate while it runs.
    #[serde(default)]
    pub seconds_left: Option<f64>,
    #[serde(default)]
    pub kind: Option<JobKind>,
    /// Where the file lies, relative to the plant's folder.
    #[serde(default)]
    pub file: Option<String>,
    /// The table that its records went to.
    #[serde(default)]
    pub table: Option<String>,
    /// Whether everything in it was in the store already.
    #[serde(default)]
    pub unchanged: bool,
    /// How many were set aside for which reason.
    #[serde(default)]
    pub reasons: BTreeMap<String, u64>,
    /// The first thousand that were set aside.
    #[serde(default)]
    pub rejects: Vec<Rejected>,
    #[serde(default)]
    pub notes: Vec<String>,
    #[serde(default)]
    pub problem: Option<Problem>,
}

impl Job {
    pub fn has_ended(&self) -> bool {
        matches!(self.state, JobState::Done | JobState::Failed)
    }
}

/// A file on its way in: where its bytes go before it is handed over. Removed when it is dropped.
#[derive(Debug)]
pub struct Upload {
    id: String,
    name: String,
    kind: Option<UploadKind>,
    path: PathBuf,
}

impl Upload {
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        // It was moved to its place, or is of no use any more.
        let _ = fs::remove_file(&self.path);
    }
}

/// The imports of one plant.
pub struct Imports {
    engines: Arc<Engines>,
    /// `.plantwright/imports`.
    folder: PathBuf,
    uploads: PathBuf,
    /// By id, which is by time.
    jobs: Mutex<BTreeMap<String, watch::Sender<Arc<Job>>>>,
    one_at_a_time: Mutex<()>,
}

impl Imports {
    /// Reads what is remembered, and removes what a crash left of files on their way in.
    pub fn new(engines: Arc<Engines>, state_dir: &Path) -> Self {
        let (folder, uploads) = (state_dir.join("imports"), state_dir.join("uploads"));
        // Nothing there, or it stays in nobody's way.
        let _ = fs::remove_dir_all(&uploads);
        let jobs = remembered(&folder);
        Self { engines, folder, uploads, jobs: Mutex::new(jobs), one_at_a_time: Mutex::new(()) }
    }

    /// A place for the bytes of a file.
    ///
    /// # Errors
    /// PW2012 for a name that is not taken, PW7006 when too many imports wait, PW4xxx when the
    /// folder cannot be made.
    pub fn begin(&self, name: &str, kind: Option<UploadKind>) -> Result<Upload, Problem> {
        tools::import::upload::check_name(name)?;
        let jobs = self.jobs.lock();
        if jobs.values().filter(|job| !job.borrow().has_ended()).count() >= MOST_WAITING {
            return Err(Problem::new("PW7006", "too many imports wait already")
                .help("try again when some have ended; GET /api/imports lists them"));
        }
        drop(jobs);
        fs::create_dir_all(&self.uploads)
            .map_err(|error| durable::problem("the folder of uploads", &self.uploads, &error))?;
        let id = Timestamp::now().strftime("i%Y%m%dT%H%M%S%6f").to_string();
        // The name ends as the file's, by which it is known how to read it.
        let path = self.uploads.join(format!("{id}-{name}"));
        Ok(Upload { id, name: name.to_owned(), kind, path })
    }

    /// Takes a file whose bytes are all there. It is imported by [`Imports::run`].
    ///
    /// # Errors
    /// PW4xxx when the import cannot be noted.
    pub fn hand_in(&self, upload: &Upload) -> Result<Arc<Job>, Problem> {
        let of_bytes = fs::metadata(&upload.path)
            .map_err(|error| durable::problem("the uploaded file", &upload.path, &error))?
            .len();
        let job = Arc::new(Job {
            handed_in_at: Timestamp::now().to_string(),
            of_bytes,
            kind: upload.kind.map(JobKind::from),
            ..Job::waiting(&upload.id, &upload.name)
        });
        self.keep(&job)?;
        let mut jobs = self.jobs.lock();
        jobs.insert(job.id.clone(), watch::Sender::new(Arc::clone(&job)));
        self.forget_oldest(&mut jobs);
        Ok(job)
    }

    /// Imports a file that was handed in, when those before it have ended. Computes and waits: on
    /// a thread of its own.
    pub fn run(&self, upload: Upload) -> Arc<Job> {
        let _turn = self.one_at_a_time.lock();
        let watching =
            Watching { imports: self, id: &upload.id, started: Instant::now(), told: Mutex::new(None) };
        watching.tell(0, 0);
        let outcome = self.engines.import_upload(&upload.path, &upload.name, upload.kind, &watching);
        let ended = self.change(&upload.id, |job| {
            job.ended_at = Some(Timestamp::now().to_string());
            job.seconds_left = None;
            finish(job, outcome);
        });
        if let Err(problem) = self.keep(&ended) {
            tracing::warn!(%problem, "what became of an import is not kept");
        }
        ended
    }

    /// All that are remembered, newest first.
    pub fn list(&self) -> Vec<Arc<Job>> {
        self.jobs.lock().values().rev().map(|job| Arc::clone(&job.borrow())).collect()
    }

    /// An import by its id.
    ///
    /// # Errors
    /// PW7019 when there is none.
    pub fn get(&self, id: &str) -> Result<Arc<Job>, Problem> {
        self.watch(id).map(|job| Arc::clone(&job.borrow()))
    }

    /// An import, and all that it will be.
    ///
    /// # Errors
    /// PW7019 when there is none.
    pub fn watch(&self, id: &str) -> Result<watch::Receiver<Arc<Job>>, Problem> {
        self.jobs.lock().get(id).map(watch::Sender::subscribe).ok_or_else(|| {
            Problem::new("PW7019", format!("there is no import {id:?}")).help("GET /api/imports lists them")
        })
    }

    fn change(&self, id: &str, change: impl FnOnce(&mut Job)) -> Arc<Job> {
        let jobs = self.jobs.lock();
        let Some(sender) = jobs.get(id) else {
            // Forgotten while it waited, which needs hundreds of imports.
            let mut job = Job::waiting(id, "");
            change(&mut job);
            return Arc::new(job);
        };
        let mut job = Job::clone(&sender.borrow());
        change(&mut job);
        let job = Arc::new(job);
        sender.send_replace(Arc::clone(&job));
        job
    }

    fn keep(&self, job: &Job) -> Result<(), Problem> {
        let path = self.folder.join(format!("{}.json", job.id));
        serde_json::to_vec(job)
            .map_err(std::io::Error::other)
            .and_then(|bytes| durable::replace(&path, &bytes))
            .map_err(|error| durable::problem("the list of imports", &path, &error))
    }

    fn forget_oldest(&self, jobs: &mut BTreeMap<String, watch::Sender<Arc<Job>>>) {
        while jobs.len() > REMEMBERED {
            let oldest = jobs.iter().find(|(_, job)| job.borrow().has_ended()).map(|(id, _)| id.clone());
            let Some(id) = oldest else { return };
            jobs.remove(&id);
            // Best effort: it is forgotten by the next start.
            let _ = fs::remove_file(self.folder.join(format!("{id}.json")));
        }
    }
}

impl Job {
    fn waiting(id: &str, name: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            state: JobState::Waiting,
            handed_in_at: String::new(),
            ended_at: None,
            of_bytes: 0,
            bytes: 0,
            rows: 0,
            samples: 0,
            rejected: 0,
            rows_per_s: 0.0,
            seconds_left: None,
            kind: None,
            file: None,
            table: None,
            unchanged: false,
            reasons: BTreeMap::new(),
            rejects: Vec::new(),
            notes: Vec::new(),
            problem: None,
        }
    }
}

/// Tells how an import comes along.
struct Watching<'a> {
    imports: &'a Imports,
    id: &'a str,
    started: Instant,
    told: Mutex<Option<Instant>>,
}

impl Watching<'_> {
    fn tell(&self, bytes: u64, rows: u64) {
        let took_s = self.started.elapsed().as_secs_f64();
        self.imports.change(self.id, |job| {
            job.state = JobState::Running;
            job.bytes = bytes.min(job.of_bytes);
            job.rows = rows;
            job.rows_per_s = if took_s > 0.0 { rows as f64 / took_s } else { 0.0 };
            job.seconds_left =
                (bytes > 0).then(|| took_s * (job.of_bytes - job.bytes) as f64 / job.bytes.max(1) as f64);
        });
    }
}

impl Progress for Watching<'_> {
    fn advance(&self, bytes: u64, _of_bytes: u64, rows: u64) {
        let mut told = self.told.lock();
        if told.is_none_or(|told| told.elapsed() >= TOLD_EVERY) {
            *told = Some(Instant::now());
            drop(told);
            self.tell(bytes, rows);
        }
    }
}

/// Notes what became of an import.
fn finish(job: &mut Job, outcome: Result<Uploaded, Problem>) {
    let uploaded = match outcome {
        Ok(uploaded) => uploaded,
        Err(problem) => {
            job.state = JobState::Failed;
            job.problem = Some(problem);
            return;
        }
    };
    job.state = JobState::Done;
    job.bytes = job.of_bytes;
    job.kind = Some(uploaded.kind.into());
    job.file = Some(uploaded.file.to_string_lossy().replace('\\', "/"));
    let Some(report) = uploaded.report else {
        job.notes.push("it is kept among the plant's documents".to_owned());
        return;
    };
    if report.took_s > 0.0 {
        job.rows_per_s = report.rows() as f64 / report.took_s;
    }
    job.problem = report.problems.into_iter().next();
    // Other files of the same table may have been read with it.
    let same = |file: &&FileReport| job.file.as_deref().is_some_and(|name| file.file == Path::new(name));
    let Some(file) = report.files.iter().find(same).or(report.files.first()) else { return };
    job.unchanged = file.outcome == Outcome::Unchanged;
    if matches!(file.outcome, Outcome::Failed | Outcome::Gone) {
        job.state = JobState::Failed;
        job.file = None;
    }
    (job.rows, job.samples, job.rejected) = (file.rows, file.samples, file.rejected);
    job.table.clone_from(&file.table);
    job.reasons.clone_from(&file.reasons);
    job.rejects.clone_from(&file.rejects);
    job.notes.extend(file.notes.iter().cloned());
    if let Some(problem) = &file.problem {
        job.problem = Some(problem.clone());
    }
}

/// Imports of earlier runs. One that had not ended was cut off.
fn remembered(folder: &Path) -> BTreeMap<String, watch::Sender<Arc<Job>>> {
    let Ok(entries) = fs::read_dir(folder) else { return BTreeMap::new() };
    let read = |path: PathBuf| -> Option<Job> {
        let is_job = path.extension().is_some_and(|ending| ending == "json");
        let bytes = is_job.then(|| fs::read(&path).ok()).flatten()?;
        serde_json::from_slice(&bytes).ok()
    };
    entries
        .flatten()
        .filter_map(|entry| read(entry.path()))
        .map(|mut job| {
            if !job.has_ended() {
                job.state = JobState::Failed;
                job.seconds_left = None;
                job.problem = Some(
                    Problem::new("PW2013", "the program stopped before the file was imported")
                        .help("hand the file in again"),
                );
            }
            (job.id.clone(), watch::Sender::new(Arc::new(job)))
        })
        .collect()
}

impl From<UploadKind> for JobKind {
    fn from(kind: UploadKind) -> Self {
        match kind {
            UploadKind::History => Self::History,
            UploadKind::Records => Self::Records,
            UploadKind::Document => Self::Document,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn plant() -> (tempfile::TempDir, Arc<Engines>) {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("plant.toml"), "[plant]\nname = \"Test\"\ntimezone = \"UTC\"\n").unwrap();
        let engines = Arc::new(Engines::open(root.path()).unwrap().0);
        (root, engines)
    }

    fn hand_in(imports: &Imports, name: &str, text: &str) -> Arc<Job> {
        let upload = imports.begin(name, None).unwrap();
        fs::write(upload.path(), text).unwrap();
        assert_eq!(imports.hand_in(&upload).unwrap().state, JobState::Waiting);
        imports.run(upload)
    }

    #[test]
    fn an_import_says_what_became_of_the_file_also_after_a_restart() {
        let (root, engines) = plant();
        let state_dir = root.path().join(".plantwright");
        let imports = Imports::new(Arc::clone(&engines), &state_dir);
        let text = "time,flow\n2026-03-01T00:00:00Z,1\nsoon,2\n2026-03-01T00:02:00Z,3\n";
        let job = hand_in(&imports, "flow.csv", text);
        assert_eq!((job.state, job.rows, job.samples, job.rejected), (JobState::Done, 3, 2, 1));
        assert_eq!((job.rejects[0].line, job.rejects[0].text.contains("soon")), (3, true), "{job:?}");
        assert_eq!((job.file.as_deref(), job.kind), (Some("history/flow.csv"), Some(JobKind::History)));
        assert!(hand_in(&imports, "flow.csv", text).unchanged);
        let failed = hand_in(&imports, "broken.parquet", "PAR1 and no more");
        assert_eq!((failed.state, failed.problem.is_some()), (JobState::Failed, true));
        assert_eq!(fs::read_dir(state_dir.join("uploads")).unwrap().count(), 0);
        let again = Imports::new(engines, &state_dir);
        let states: Vec<JobState> = again.list().iter().map(|job| job.state).collect();
        assert_eq!(states, [JobState::Failed, JobState::Done, JobState::Done]);
        assert_eq!(again.get(&job.id).unwrap().rejects, job.rejects);
        assert_eq!(again.get("no such").unwrap_err().code, "PW7019");
    }

    #[test]
    fn an_import_that_was_cut_off_is_said_to_be() {
        let (root, engines) = plant();
        let state_dir = root.path().join(".plantwright");
        let imports = Imports::new(Arc::clone(&engines), &state_dir);
        let upload = imports.begin("flow.csv", None).unwrap();
        fs::write(upload.path(), "time,flow\n").unwrap();
        imports.hand_in(&upload).unwrap();
        let again = Imports::new(engines, &state_dir);
        let job = again.list()[0].clone();
        assert_eq!((job.state, job.problem.as_ref().unwrap().code.as_str()), (JobState::Failed, "PW2013"));
        assert!(!upload.path().exists(), "what a crash left is removed");
    }
}

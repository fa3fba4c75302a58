//! The store: what is open, how it changes, and the thread that seals and compacts.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender};
use parking_lot::{Condvar, Mutex, RwLock};
use plant::{Plant, Problem, Sample};
use rayon::prelude::*;

use crate::commit::Commit;
use crate::error::{HistorianError, Result};
use crate::files;
use crate::manifest::Manifest;
use crate::memory::Memory;
use crate::records::Records;
use crate::segment::{Segment, SegmentMeta, SegmentWriter, features, prepare, rollup_path, samples_path};
use crate::source::Snapshot;
use crate::sql::Engine;
use crate::state::Values;
use crate::wal::frame::frame;
use crate::wal::{self, Log};

/// Frozen memories that may wait to be sealed before appends wait for them.
const MAXIMUM_FROZEN: usize = 2;
/// Samples of one append that share a frame of the log.
const FRAME_SAMPLES: usize = 1 << 20;

/// How a store is kept. Sizes count samples.
#[derive(Debug, Clone)]
pub struct Options {
    /// Memory is sealed into a segment when it holds this many.
    pub seal_samples: usize,
    /// A bulk load writes a segment each time it holds this many.
    pub bulk_samples: usize,
    /// Compaction makes segments of at most about this many.
    pub segment_samples: u64,
    /// Seal and compact in the background. Without it, only [`Historian::seal`]
    /// and [`Historian::compact`] do, and appends seal when memory is full.
    pub background: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seal_samples: 2_000_000,
            bulk_samples: 8_000_000,
            segment_samples: 32_000_000,
            background: true,
        }
    }
}

/// Samples that are no longer written to and wait to be sealed.
struct Frozen {
    memory: Arc<Memory>,
    /// The last log file that has any of them.
    last_log: u64,
}

struct State {
    /// In the order of writing.
    segments: Arc<[Arc<Segment>]>,
    frozen: Vec<Frozen>,
    active: Memory,
}

/// What became of sealing, for those who wait for room.
#[derive(Default)]
struct Backlog {
    error: Option<HistorianError>,
}

/// Work for the background thread.
enum Task {
    Seal,
    Stop,
}

/// The open store, shared with the background thread.
pub(crate) struct Store {
    pub dir: PathBuf,
    pub segments_dir: PathBuf,
    log_dir: PathBuf,
    pub options: Options,
    state: RwLock<State>,
    commit: Commit,
    log: Mutex<Log>,
    manifest: Mutex<Manifest>,
    /// Held while segments are made from others or from memory, so that one such change happens at a time.
    pub changing: Mutex<()>,
    backlog: Mutex<Backlog>,
    room: Condvar,
    tasks: Sender<Task>,
    /// Keeps other processes out for as long as it is open.
    _lock: File,
    pub values: Mutex<Values>,
}

/// A plant's history on disk. Share it behind an `Arc`.
pub struct Historian {
    pub(crate) store: Arc<Store>,
    worker: Option<JoinHandle<()>>,
    pub(crate) records: Records,
    pub(crate) engine: Engine,
    pub(crate) plant: RwLock<Option<Arc<Plant>>>,
    /// What was found damaged and left out when the store was opened.
    problems: Vec<Problem>,
}

impl Historian {
    /// Opens the store in `dir`, or makes a new one there, and locks it.
    ///
    /// # Errors
    /// PW4001 when another process holds it, PW4003 when a file of it is damaged,
    /// PW4002, PW4004 and PW4005 for what the disk says.
    pub fn open(dir: &Path, options: Options) -> Result<Self> {
        let (tasks, inbox) = crossbeam_channel::unbounded();
        let store = Arc::new(Store::open(dir, options, tasks)?);
        let (records, problems) = Records::open(&dir.join("records"))?;
        let engine = Engine::open(&dir.join("temporary"))?;
        let worker = store.options.background.then(|| {
            let store = store.clone();
            std::thread::spawn(move || work(&store, &inbox))
        });
        Ok(Self { store, worker, records, engine, plant: RwLock::new(None), problems })
    }

    /// Records tables that were found damaged and left out when the store was opened (PW4003).
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Takes samples of any tags in any order; they are durable when this returns.
    /// Of several samples of a tag at the same time the last one written counts.
    pub fn append(&self, samples: &[Sample]) -> Result<()> {
        for part in samples.chunks(FRAME_SAMPLES) {
            self.store.append(part)?;
        }
        Ok(())
    }

    /// Writes what is in memory into a segment.
    pub fn seal(&self) -> Result<()> {
        let _changing = self.store.changing.lock();
        self.store.seal()
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        self.store.snapshot()
    }

    /// A snapshot that holds of memory only what belongs to this tag.
    pub(crate) fn snapshot_of(&self, tag: &str) -> Snapshot {
        self.store.snapshot_of(tag)
    }
}

impl Drop for Historian {
    fn drop(&mut self) {
        // A worker that is gone has nothing to be told.
        let _ = self.store.tasks.send(Task::Stop);
        if let Some(worker) = self.worker.take() {
            let _ = worker.join();
        }
    }
}

fn work(store: &Store, inbox: &Receiver<Task>) {
    while let Ok(Task::Seal) = inbox.recv() {
        let done = {
            let _changing = store.changing.lock();
            store.seal_frozen()
        };
        let done = done.and_then(|()| store.compact_tiers());
        let mut backlog = store.backlog.lock();
        if let Err(error) = &done {
            tracing::error!(%error, "sealing failed; samples stay in the write-ahead log");
        }
        backlog.error = done.err();
        store.room.notify_all();
    }
}

impl Store {
    fn open(dir: &Path, options: Options, tasks: Sender<Task>) -> Result<Self> {
        let (segments_dir, log_dir) = (dir.join("segments"), dir.join("log"));
        files::create_directory(dir)?;
        let lock = lock(dir)?;
        files::create_directory(&segments_dir)?;
        files::create_directory(&log_dir)?;
        for dir in [dir, &segments_dir] {
            files::remove_temporary(dir)?;
        }
        let manifest = Manifest::load(dir)?;
        let values = Mutex::new(Values::load(dir)?);
        remove_orphans(&segments_dir, &manifest)?;
        let segments = open_segments(&segments_dir, &manifest)?;
        let (needed, stale): (Vec<u64>, Vec<u64>) =
            wal::log_numbers(&log_dir)?.into_iter().partition(|number| *number >= manifest.log_floor);
        remove_logs(&log_dir, &stale)?;
        let mut active = Memory::default();
        wal::replay(&log_dir, &needed, |sample| active.push(&sample))?;
        // Opened and closed without an append in between: nothing to keep.
        let empty =
            |number: &u64| fs::metadata(wal::log_path(&log_dir, *number)).is_ok_and(|file| file.len() == 0);
        remove_logs(&log_dir, &needed.iter().copied().filter(empty).collect::<Vec<_>>())?;
        let next = needed.last().map_or(manifest.log_floor, |last| last + 1);
        let log = Log::create(&log_dir, next)?;
        Ok(Self {
            dir: dir.to_path_buf(),
            segments_dir,
            log_dir,
            options,
            state: RwLock::new(State { segments, frozen: Vec::new(), active }),
            commit: Commit::default(),
            log: Mutex::new(log),
            manifest: Mutex::new(manifest),
            changing: Mutex::new(()),
            backlog: Mutex::default(),
            room: Condvar::new(),
            tasks,
            _lock: lock,
            values,
        })
    }

    pub fn snapshot(&self) -> Snapshot {
        let state = self.state.read();
        let mut memory: Vec<Arc<Memory>> = state.frozen.iter().map(|frozen| frozen.memory.clone()).collect();
        memory.push(Arc::new(state.active.clone()));
        Snapshot { segments: state.segments.clone(), memory: memory.into() }
    }

    pub fn snapshot_of(&self, tag: &str) -> Snapshot {
        let state = self.state.read();
        let mut memory: Vec<Arc<Memory>> = state.frozen.iter().map(|frozen| frozen.memory.clone()).collect();
        if let Some((tag, buffer)) = state.active.tags.get_key_value(tag) {
            let mut only = Memory::default();
            only.tags.insert(tag.clone(), buffer.clone());
            memory.push(Arc::new(only));
        }
        Snapshot { segments: state.segments.clone(), memory: memory.into() }
    }

    fn append(&self, samples: &[Sample]) -> Result<()> {
        if samples.is_empty() {
            return Ok(());
        }
        self.wait_for_room()?;
        self.commit.submit(samples.into(), |batch| {
            let mut log = self.log.lock();
            log.write(&frame(batch))?;
            // Still under the log's lock: memory takes samples in the order of the log.
            let mut state = self.state.write();
            for sample in batch.iter().flat_map(|samples| samples.iter()) {
                state.active.push(sample);
            }
            let full = state.active.weight() >= self.options.seal_samples;
            drop(state);
            if full && let Err(error) = self.freeze(&mut log) {
                // The samples are durable; freezing is tried again with the next ones.
                tracing::warn!(%error, "memory grows past its size");
            }
            Ok(())
        })
    }

    /// Waits while too much waits to be sealed: memory stays bounded.
    fn wait_for_room(&self) -> Result<()> {
        let full = || {
            let state = self.state.read();
            state.frozen.len() >= MAXIMUM_FROZEN || state.active.weight() >= 2 * self.options.seal_samples
        };
        if !full() {
            return Ok(());
        }
        if !self.options.background {
            let _changing = self.changing.lock();
            return self.seal();
        }
        let mut backlog = self.backlog.lock();
        while full() {
            if let Some(error) = backlog.error.take() {
                // Not lost: what was acknowledged is in the log. Try again for the next caller.
                let _ = self.tasks.send(Task::Seal);
                return Err(error);
            }
            if self.state.read().frozen.is_empty() {
                drop(backlog);
                self.freeze(&mut self.log.lock())?;
                backlog = self.backlog.lock();
                continue;
            }
            self.room.wait_for(&mut backlog, std::time::Duration::from_millis(200));
        }
        Ok(())
    }

    /// Sets memory aside to be sealed, and begins a new log file.
    fn freeze(&self, log: &mut Log) -> Result<()> {
        if self.state.read().active.samples == 0 {
            return Ok(());
        }
        let last_log = log.number;
        log.rotate()?;
        let mut state = self.state.write();
        let memory = Arc::new(std::mem::take(&mut state.active));
        // Replayed samples stand in files before this one, also when nothing was written since.
        let last_log = if log.number == last_log { last_log - 1 } else { last_log };
        state.frozen.push(Frozen { memory, last_log });
        let _ = self.tasks.send(Task::Seal);
        Ok(())
    }

    /// Seals all memory. The caller holds `changing`.
    pub fn seal(&self) -> Result<()> {
        self.freeze(&mut self.log.lock())?;
        self.seal_frozen()
    }

    /// Seals what is frozen, oldest first. The caller holds `changing`.
    fn seal_frozen(&self) -> Result<()> {
        loop {
            let next =
                self.state.read().frozen.first().map(|frozen| (frozen.memory.clone(), frozen.last_log));
            let Some((memory, last_log)) = next else { return Ok(()) };
            let sealed = self.write_memory(&memory)?;
            self.change(&[], sealed.into_iter().collect(), Some(last_log))?;
            let stale: Vec<u64> =
                wal::log_numbers(&self.log_dir)?.into_iter().filter(|number| *number <= last_log).collect();
            remove_logs(&self.log_dir, &stale)?;
            self.room.notify_all();
        }
    }

    fn write_memory(&self, memory: &Memory) -> Result<Option<SegmentMeta>> {
        let mut tags: Vec<_> = memory.tags.iter().collect();
        tags.sort_by(|a, b| a.0.cmp(b.0));
        let runs = tags.into_iter().map(|(tag, buffer)| (tag.clone(), buffer.read(plant::TimeRange::ALL)));
        let prepared = prepare(runs.collect());
        let id = self.next_id();
        let mut writer = SegmentWriter::create(&self.segments_dir, id, features(&prepared))?;
        writer.push(prepared)?;
        writer.finish(0)
    }

    /// A number for a new segment's files.
    pub fn next_id(&self) -> u64 {
        let mut manifest = self.manifest.lock();
        manifest.next_id += 1;
        manifest.next_id - 1
    }

    /// Replaces segments by others in one step that a crash leaves done or not
    /// done. New segments of sequence 0 become the newest. With `sealed_log` the
    /// oldest frozen memory is gone with the log files up to that number: the
    /// segments added hold it.
    pub fn change(&self, remove: &[u64], mut add: Vec<SegmentMeta>, sealed_log: Option<u64>) -> Result<()> {
        let mut manifest = self.manifest.lock();
        let mut next = manifest.clone();
        for meta in &mut add {
            if meta.sequence == 0 {
                meta.sequence = next.next_sequence;
                next.next_sequence += 1;
            }
        }
        let mut added = Vec::with_capacity(add.len());
        for meta in &add {
            added.push(Arc::new(Segment::open(&self.segments_dir, meta.clone())?));
        }
        next.segments.retain(|meta| !remove.contains(&meta.id));
        next.segments.extend(add);
        next.segments.sort_by_key(|meta| (meta.sequence, meta.id));
        if let Some(sealed) = sealed_log {
            next.log_floor = next.log_floor.max(sealed + 1);
        }
        next.store(&self.dir)?;
        *manifest = next;
        let mut state = self.state.write();
        let (gone, mut kept): (Vec<_>, Vec<_>) =
            state.segments.iter().cloned().partition(|segment| remove.contains(&segment.meta.id));
        kept.extend(added);
        kept.sort_by_key(|segment| (segment.meta.sequence, segment.meta.id));
        state.segments = kept.into();
        if sealed_log.is_some() {
            state.frozen.remove(0);
        }
        drop(state);
        gone.iter().for_each(|segment| segment.retire());
        Ok(())
    }

    pub fn segments(&self) -> Arc<[Arc<Segment>]> {
        self.state.read().segments.clone()
    }
}

fn lock(dir: &Path) -> Result<File> {
    let path = dir.join("LOCK");
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|error| HistorianError::io(&path, error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(HistorianError::Locked { dir: dir.to_path_buf() }),
        Err(TryLockError::Error(error)) => Err(HistorianError::io(&path, error)),
    }
}

/// Removes segment files that the manifest does not name: a crash left them.
fn remove_orphans(dir: &Path, manifest: &Manifest) -> Result<()> {
    let named: std::collections::HashSet<PathBuf> = manifest
        .segments
        .iter()
        .flat_map(|meta| [samples_path(dir, meta.id), rollup_path(dir, meta.id)])
        .collect();
    for path in files::list(dir)? {
        if !named.contains(&path) {
            fs::remove_file(&path).map_err(|error| HistorianError::io(&path, error))?;
        }
    }
    Ok(())
}

fn open_segments(dir: &Path, manifest: &Manifest) -> Result<Arc<[Arc<Segment>]>> {
    let open = |meta: &SegmentMeta| {
        Segment::open(dir, meta.clone()).map(Arc::new).map_err(|error| match error {
            HistorianError::Io { path, source } if source.kind() == std::io::ErrorKind::NotFound => {
                HistorianError::damaged(&path, "the manifest names it but it is gone")
            }
            other => other,
        })
    };
    let segments: Arc<[Arc<Segment>]> = manifest.segments.iter().map(open).collect::<Result<_>>()?;
    // The first query need not wait for the indexes; one that cannot be read is
    // reported by those queries that need it.
    segments.par_iter().for_each(|segment| {
        let _ = segment.index();
    });
    Ok(segments)
}

fn remove_logs(dir: &Path, numbers: &[u64]) -> Result<()> {
    for &number in numbers {
        let path = wal::log_path(dir, number);
        fs::remove_file(&path).map_err(|error| HistorianError::io(&path, error))?;
    }
    Ok(())
}

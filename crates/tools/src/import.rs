//! Import: every file that the plant names, read once and again when it has changed.
//!
//! A file is known by its path, size and date, its content and how it is read; one that is as
//! it was is not read again. Samples of a changed file win over the old ones; samples that only
//! the old file had stay, and the report says so. A table of records is replaced as a whole.

pub mod ledger;
pub mod report;
pub(crate) mod sources;

pub(crate) mod tables;
pub mod upload;

mod samples;

use std::path::Path;
use std::time::Instant;

use connect::{SourceFile, SourceOf};
use jiff::Timestamp;
use plant::{Place, Plant, Problem};

use self::ledger::Ledger;
use self::report::{FileReport, ImportReport, Outcome};
use crate::Engines;

/// Is told how an import comes along, from any thread.
pub trait Progress: Sync {
    /// A file is begun: the `number`th of `of`, from 1.
    fn file(&self, _file: &Path, _number: usize, _of: usize) {}

    /// Bytes of files that are done with, of all bytes, and rows read so far.
    fn advance(&self, _bytes: u64, _of_bytes: u64, _rows: u64) {}
}

/// Nobody is watching.
pub struct Quiet;

impl Progress for Quiet {}

/// What one import works with.
pub(crate) struct Importing<'a> {
    pub engines: &'a Engines,
    pub plant: Plant,
    pub ledger: Ledger,
    pub report: ImportReport,
    pub watch: Watch<'a>,
}

/// How far an import has come, over all its files.
pub(crate) struct Watch<'a> {
    progress: &'a dyn Progress,
    files: usize,
    begun: usize,
    bytes: u64,
    done_bytes: u64,
    done_rows: u64,
}

impl Watch<'_> {
    pub fn begin(&mut self, file: &Path) {
        self.begun += 1;
        self.progress.file(file, self.begun, self.files);
    }

    pub fn end(&mut self, bytes: u64, rows: u64) {
        self.done_bytes += bytes;
        self.done_rows += rows;
        self.progress.advance(self.done_bytes, self.bytes, self.done_rows);
    }
}

/// Within a file.
impl connect::Progress for Watch<'_> {
    fn advance(&self, state: connect::Advance) {
        self.progress.advance(self.done_bytes + state.bytes, self.bytes, self.done_rows + state.rows);
    }
}

impl Engines {
    /// Whether a file that the plant names is new, changed or gone since the last import, by
    /// its size and date alone.
    pub fn needs_import(&self) -> bool {
        let plant = self.described();
        let ledger = Ledger::read(self.historian());
        let files = connect::files_of(&plant);
        let current = |file: &SourceFile| ledger.is_surely_current(file, settings_of(&plant, file.source));
        let gone = |name: &String, entry: &ledger::Entry| {
            !entry.gone && !files.iter().any(|file| file.name == *name)
        };
        files.iter().any(|file| !current(file)) || ledger.files.iter().any(|(name, entry)| gone(name, entry))
    }

    /// Imports what the plant names and is new or changed, or the file `only`, which is imported
    /// also when the plant does not name it. A file that cannot be read stops no other. The
    /// report is kept in `.plantwright/import-report.json` too.
    ///
    /// # Errors
    /// PW4xxx when the store cannot be written, PW2001 when `only` is not there.
    pub fn import(&self, only: Option<&Path>, progress: &dyn Progress) -> Result<ImportReport, Problem> {
        let _one_at_a_time = self.importing.lock();
        let (started, clock) = (Timestamp::now(), Instant::now());
        if let Some(file) = only {
            sources::keep(self, file)?;
        }
        let plant = self.described();
        let all = connect::files_of(&plant);
        let files: Vec<SourceFile> = match only {
            Some(only) => all.iter().filter(|file| sources::is_same(&file.path, only)).cloned().collect(),
            None => all.clone(),
        };
        let watch = Watch {
            progress,
            files: files.len(),
            begun: 0,
            bytes: files.iter().map(|file| file.bytes).sum(),
            done_bytes: 0,
            done_rows: 0,
        };
        let report = ImportReport { started: started.to_string(), ..ImportReport::default() };
        let mut importing =
            Importing { engines: self, ledger: Ledger::read(self.historian()), plant, report, watch };
        let history: Vec<&SourceFile> =
            files.iter().filter(|file| matches!(file.source, SourceOf::History(_))).collect();
        samples::import(&mut importing, &history)?;
        tables::import(&mut importing, &files, &all)?;
        if only.is_none() {
            importing.mark_gone(&all);
        }
        importing.ledger.write(self.historian())?;
        let mut report = importing.report;
        report.took_s = clock.elapsed().as_secs_f64();
        report.save(&self.plant().state_dir())?;
        self.refresh_catalogue()?;
        Ok(report)
    }
}

impl Importing<'_> {
    /// A report of a file that is as it was.
    pub fn unchanged(&mut self, file: &SourceFile) {
        let mut report = FileReport::new(&file.name, self.table_of(file), Outcome::Unchanged);
        report.bytes = file.bytes;
        if let Some(entry) = self.ledger.files.get_mut(&file.name) {
            (report.rows, report.samples, report.rejected) = (entry.rows, entry.samples, entry.rejected);
            // The date may be another while the content is the same.
            entry.seen = file.fingerprint();
            entry.gone = false;
        }
        self.watch.begin(&file.path);
        self.watch.end(file.bytes, 0);
        self.report.files.push(report);
    }

    pub fn failed(&mut self, file: &SourceFile, problem: Problem) {
        let mut report = FileReport::new(&file.name, self.table_of(file), Outcome::Failed);
        report.bytes = file.bytes;
        report.problem = Some(problem);
        self.ledger.files.remove(&file.name);
        self.watch.end(file.bytes, 0);
        self.report.files.push(report);
    }

    /// Writes down that a file is in the store, and what of it.
    pub fn loaded(&mut self, file: &SourceFile, content: u64, read: &connect::FileReport, took_s: f64) {
        let changed = self.ledger.files.contains_key(&file.name);
        let mut report = FileReport::read(&file.name, self.table_of(file), read);
        report.took_s = took_s;
        if changed && report.table.is_none() {
            report
                .notes
                .push("it has changed; samples that only the old file had stay in the store".to_owned());
        }
        let settings = settings_of(&self.plant, file.source);
        self.ledger.files.insert(
            file.name.clone(),
            ledger::Entry {
                seen: file.fingerprint(),
                bytes: file.bytes,
                content,
                settings,
                table: report.table.clone(),
                rows: report.rows,
                samples: report.samples,
                rejected: report.rejected,
                gone: false,
            },
        );
        self.report.files.push(report);
    }

    /// The table that a file's records go to; none for samples.
    pub fn table_of(&self, file: &SourceFile) -> Option<String> {
        match file.source {
            SourceOf::History(_) => None,
            SourceOf::Records(at) => self.plant.records.get(at).map(|source| source.table.clone()),
        }
    }

    /// Files that were imported once and are named no more, or lie there no more. Records of such
    /// a file are gone with it; its samples stay.
    fn mark_gone(&mut self, files: &[SourceFile]) {
        for (name, entry) in &mut self.ledger.files {
            if files.iter().any(|file| file.name == *name) {
                continue;
            }
            let mut report = FileReport::new(name, entry.table.clone(), Outcome::Gone);
            (report.rows, report.samples, report.bytes) = (entry.rows, entry.samples, entry.bytes);
            entry.gone = true;
            if entry.table.is_none() {
                let place = Place { file: self.plant.root.join(name), line: None, column: None };
                report.problem = Some(
                    Problem::new("PW2101", "the file is gone; the samples that were imported from it stay")
                        .at(place)
                        .help("delete .plantwright/store and import again to be rid of them"),
                );
            }
            self.report.files.push(report);
        }
        self.ledger.files.retain(|_, entry| !(entry.gone && entry.table.is_some()));
    }
}

/// A hash of how a file is read: a change of it makes the file be read again.
pub(crate) fn settings_of(plant: &Plant, source: SourceOf) -> u64 {
    let zone = plant.timezone.iana_name();
    let how = match source {
        SourceOf::History(at) => {
            let source =
                plant.history.get(at).cloned().map(|source| (source.time, source.layout, source.format));
            format!("{zone:?} {source:?}")
        }
        SourceOf::Records(at) => {
            let source = plant.records.get(at).cloned();
            let source = source.map(|source| (source.table, source.time, source.asset, source.format));
            let assets: Vec<_> =
                plant.assets.iter().map(|asset| (&asset.id, &asset.name, &asset.aliases)).collect();
            format!("{zone:?} {source:?} {assets:?}")
        }
    };
    ledger::settings_of(&how)
}

//! The demo plant: Riverside Works, a year of its history, its records and documents, and
//! the simulation that goes on from where the history ends.

mod alarms;
mod assets;
mod clock;
mod description;
mod failure_modes;
mod faults;
mod history;
mod instrument;
mod live;
mod maintenance;
mod records;
mod simulation;
mod station;
mod tags;
mod truth;

use std::fs;
use std::path::Path;

use jiff::Timestamp;

pub use live::{Live, LiveOptions, LiveSample};

use crate::TwinError;
use simulation::Simulation;

/// What plant to make. The same options give the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoOptions {
    pub seed: u64,
    /// Length of the history.
    pub days: u32,
    /// End of the history; rounded down to a whole step.
    pub end: Timestamp,
    /// Seconds between samples: 1 to 3600.
    pub step_s: u32,
    /// Writes `now` into `plant.toml`, so that "yesterday" counts from the end of the
    /// history: for a plant that does not live on.
    pub frozen: bool,
}

impl DemoOptions {
    /// A year at one sample a minute, to be continued live.
    pub const fn ending_at(end: Timestamp) -> Self {
        Self { seed: 1, days: 365, end, step_s: 60, frozen: false }
    }

    /// Two weeks at five minutes: made in a fraction of a second, for tests.
    pub const fn small(end: Timestamp) -> Self {
        Self { seed: 1, days: 14, end, step_s: 300, frozen: true }
    }

    /// Start and end of the history in UTC seconds.
    pub(crate) fn range_s(&self) -> (i64, i64) {
        let step = i64::from(self.step_s.max(1));
        let end = self.end.as_second().div_euclid(step) * step;
        (end - i64::from(self.days) * 86_400 / step * step, end)
    }

    fn check(&self) -> Result<(), TwinError> {
        if self.days == 0 || self.days > 3660 {
            return Err(TwinError::Options { what: format!("{} days: 1 to 3660 are possible", self.days) });
        }
        if !(1..=3600).contains(&self.step_s) {
            return Err(TwinError::Options {
                what: format!("a step of {} s: 1 to 3600 are possible", self.step_s),
            });
        }
        Ok(())
    }
}

/// What [`write_plant`] made.
#[derive(Debug, Clone, PartialEq)]
pub struct DemoSummary {
    pub tags: usize,
    pub assets: usize,
    pub rows: u64,
    /// Samples in the history.
    pub samples: u64,
    /// History files and their size on disk.
    pub files: u64,
    pub bytes: u64,
    pub work_orders: usize,
    pub alarms: usize,
    pub downtimes: usize,
    pub batches: usize,
    pub inspections: usize,
    pub faults: usize,
}

/// Documents of the plant: path under `documents/` and text.
const DOCUMENTS: &[(&str, &str)] = &[
    ("pump-operation-and-maintenance.md", include_str!("demo/documents/pump-operation-and-maintenance.md")),
    ("screw-compressor.md", include_str!("demo/documents/screw-compressor.md")),
    ("packaging-line-restart.md", include_str!("demo/documents/packaging-line-restart.md")),
    ("cooling-tower-water-treatment.md", include_str!("demo/documents/cooling-tower-water-treatment.md")),
    ("alarm-response-guide.md", include_str!("demo/documents/alarm-response-guide.md")),
];

/// Writes a complete plant folder: `plant.toml`, `history/`, `records/`, `documents/`, and
/// beside the plant's data `truth/faults.json` (what was made to go wrong) and the state
/// from which [`Live`] goes on. Files of an earlier demo plant in `dir` are replaced.
///
/// # Errors
/// [`TwinError::Options`] for options out of range, [`TwinError::Write`] when a file cannot
/// be written (full disk, no permission).
pub fn write_plant(dir: &Path, options: &DemoOptions) -> Result<DemoSummary, TwinError> {
    options.check()?;
    // A folder with a plant.toml is complete: it goes first and comes back last.
    let description = dir.join("plant.toml");
    if description.exists() {
        fs::remove_file(&description).map_err(|source| TwinError::Write { path: description, source })?;
    }
    let history = dir.join("history");
    if history.is_dir() {
        fs::remove_dir_all(&history).map_err(|source| TwinError::Write { path: history, source })?;
    }
    let mut simulation = Simulation::new(options)?;
    let written = history::write(&mut simulation, dir, i64::from(options.step_s))?;
    let counts = records::write(&simulation, dir)?;
    for (name, text) in DOCUMENTS {
        write_file(&dir.join("documents").join(name), text.as_bytes())?;
    }
    write_file(&dir.join("truth/faults.json"), truth::faults_json(&simulation).as_bytes())?;
    write_file(&dir.join("README.md"), include_bytes!("demo/documents/plant-readme.md"))?;
    live::write_end_state(dir, &simulation.state)?;
    let now = simulation.clock.rfc3339(simulation.state.end_s);
    let description = description::plant_toml(options.frozen.then_some(&now[..19]));
    write_file(&dir.join("plant.toml"), description.as_bytes())?;
    Ok(DemoSummary {
        tags: simulation.instruments.tags.len(),
        assets: assets::ASSETS.len(),
        rows: written.rows,
        samples: written.values,
        files: written.files,
        bytes: written.bytes,
        work_orders: counts.work_orders,
        alarms: counts.alarms,
        downtimes: counts.downtimes,
        batches: counts.batches,
        inspections: counts.inspections,
        faults: faults::FAULTS.len(),
    })
}

/// Writes a file and the folders above it.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), TwinError> {
    let write = || {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, bytes)
    };
    write().map_err(|source| TwinError::Write { path: path.to_owned(), source })
}

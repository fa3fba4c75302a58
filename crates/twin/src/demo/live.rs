//! The demo plant goes on: the same simulation, from the end of the written history.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::instrument::MISSING;
use super::simulation::{STATE_VERSION, Simulation, State};
use super::write_file;
use crate::TwinError;

/// State at the end of the written history.
const END_STATE: &str = ".twin/end.json";
/// State at the last [`Live::checkpoint`]; beside what Plantwright makes of the plant, so that
/// both go together when that is thrown away.
const CHECKPOINT: &str = ".plantwright/twin.json";

/// How a plant lives on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LiveOptions {
    /// Seconds between samples while live: 1 to 60.
    pub step_s: u32,
    /// Seconds between samples while catching up with the time in which nobody ran it.
    pub catch_up_step_s: u32,
}

impl Default for LiveOptions {
    fn default() -> Self {
        Self { step_s: 5, catch_up_step_s: 60 }
    }
}

/// One sample of the living plant; `time` is ns since the epoch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LiveSample {
    pub tag: &'static str,
    pub time: i64,
    pub value: f64,
}

/// Beyond this gap, steps are coarse.
const CATCH_UP_BEYOND_S: i64 = 3600;
/// One call of [`Live::advance`] makes no more rows than this.
const MOST_ROWS: usize = 1500;

/// The living demo plant. The same folder and options give the same samples at the same
/// times, however the calls are cut, as long as no call is more than an hour behind.
pub struct Live {
    simulation: Simulation,
    options: LiveOptions,
    checkpoint: PathBuf,
}

impl Live {
    /// Takes up the plant in `dir` where its history, or the last checkpoint, ended.
    ///
    /// # Errors
    /// [`TwinError::Read`] when `dir` holds no plant made by [`super::write_plant`],
    /// [`TwinError::State`] when its state cannot be understood.
    pub fn resume(dir: &Path, options: LiveOptions) -> Result<Self, TwinError> {
        if !(1..=60).contains(&options.step_s) || !(1..=3600).contains(&options.catch_up_step_s) {
            return Err(TwinError::Options { what: "a live step outside 1 to 60 s".to_owned() });
        }
        let checkpoint = dir.join(CHECKPOINT);
        let state = match read_state(&checkpoint) {
            Ok(state) => state,
            Err(_) => read_state(&dir.join(END_STATE))?,
        };
        Ok(Self { simulation: Simulation::from_state(state)?, options, checkpoint })
    }

    /// The instant up to which samples have been given.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_second(self.simulation.state.at_s).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// Goes on to `to` and gives every sample on the way, by time. A plant that was left
    /// for more than an hour catches up in coarse steps; one call goes at most 1,500 rows
    /// (about 150,000 samples) far, so call again while [`Live::now`] is well behind.
    pub fn advance(&mut self, to: Timestamp) -> Vec<LiveSample> {
        let to_s = to.as_second();
        let mut samples = Vec::new();
        for _ in 0..MOST_ROWS {
            let behind = to_s - self.simulation.state.at_s;
            let step = i64::from(if behind > CATCH_UP_BEYOND_S {
                self.options.catch_up_step_s
            } else {
                self.options.step_s
            });
            if behind < step {
                break;
            }
            self.simulation.step(step);
            self.collect(&mut samples);
        }
        samples
    }

    /// Keeps where the plant stands, so that [`Live::resume`] goes on from here.
    ///
    /// # Errors
    /// [`TwinError::Write`] when the file cannot be written.
    pub fn checkpoint(&self) -> Result<(), TwinError> {
        let fresh = self.checkpoint.with_extension("json.new");
        write_state(&fresh, &self.simulation.state)?;
        fs::rename(&fresh, &self.checkpoint)
            .map_err(|source| TwinError::Write { path: self.checkpoint.clone(), source })
    }

    fn collect(&mut self, samples: &mut Vec<LiveSample>) {
        let time = self.simulation.state.at_s * 1_000_000_000;
        let simulation = &mut self.simulation;
        for (index, (tag, mantissa)) in simulation.instruments.tags.iter().zip(&simulation.row).enumerate() {
            if *mantissa != MISSING {
                let value = simulation.instruments.value(index, *mantissa);
                samples.push(LiveSample { tag: tag.id, time, value });
            }
        }
        // Nobody reads the records of the living plant; alarms refer to their rows only to clear them.
        simulation.journal.line.clear();
        simulation.journal.planned.clear();
        simulation.journal.inspections.clear();
    }
}

/// Writes the state at the end of the history, and forgets an earlier plant's checkpoint.
pub(super) fn write_end_state(dir: &Path, state: &State) -> Result<(), TwinError> {
    let checkpoint = dir.join(CHECKPOINT);
    if checkpoint.exists() {
        fs::remove_file(&checkpoint).map_err(|source| TwinError::Write { path: checkpoint, source })?;
    }
    write_state(&dir.join(END_STATE), state)
}

fn write_state(path: &Path, state: &State) -> Result<(), TwinError> {
    let text =
        serde_json::to_vec(state).map_err(|source| TwinError::State { path: path.to_owned(), source })?;
    write_file(path, &text)
}

fn read_state(path: &Path) -> Result<State, TwinError> {
    let text = fs::read(path).map_err(|source| TwinError::Read { path: path.to_owned(), source })?;
    let state: State =
        serde_json::from_slice(&text).map_err(|source| TwinError::State { path: path.to_owned(), source })?;
    if state.version != STATE_VERSION {
        return Err(TwinError::Options {
            what: format!(
                "a state of version {} (this build: {STATE_VERSION}); make the demo plant anew",
                state.version
            ),
        });
    }
    Ok(state)
}

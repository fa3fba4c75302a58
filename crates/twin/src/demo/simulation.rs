//! Runs the station row by row: faults, maintenance, instruments and alarms around it.

use serde::{Deserialize, Serialize};

use super::DemoOptions;
use super::alarms::{AlarmRow, AlarmSystem, PointState};
use super::clock::PlantClock;
use super::faults::FaultPlan;
use super::instrument::{Flaws, Instruments, data_flaws};
use super::maintenance::{Inspection, Maintenance, PlannedWork};
use super::station::{LONGEST_STEP_S, Station, Surroundings};
use crate::TwinError;
use crate::noise::Noise;
use crate::packaging::LineEvent;

/// Everything that goes on: enough to continue from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct State {
    pub version: u32,
    pub noise: Noise,
    pub start_s: i64,
    /// End of the written history.
    pub end_s: i64,
    pub at_s: i64,
    pub station: Station,
    pub faults: FaultPlan,
    pub flaws: Flaws,
    alarms: Vec<PointState>,
    maintenance: Maintenance,
}

/// What happened, for the records.
#[derive(Debug, Default)]
pub struct Journal {
    pub alarms: Vec<AlarmRow>,
    pub line: Vec<LineEvent>,
    pub planned: Vec<PlannedWork>,
    pub inspections: Vec<Inspection>,
}

pub const STATE_VERSION: u32 = 1;

pub struct Simulation {
    pub state: State,
    pub instruments: Instruments,
    pub clock: PlantClock,
    pub journal: Journal,
    /// The last row: one mantissa a tag.
    pub row: Vec<i64>,
    alarm_system: AlarmSystem,
    fault_tags: Vec<(&'static str, usize)>,
}

impl Simulation {
    pub fn new(options: &DemoOptions) -> Result<Self, TwinError> {
        let noise = Noise::new(options.seed);
        let (start_s, end_s) = options.range_s();
        let instruments = Instruments::new();
        let alarms = AlarmSystem::new(&instruments.tags).initial();
        let state = State {
            version: STATE_VERSION,
            noise,
            start_s,
            end_s,
            at_s: start_s,
            station: Station::new(noise, start_s),
            faults: FaultPlan::new(noise, start_s, end_s),
            flaws: data_flaws(noise, start_s, end_s),
            alarms,
            maintenance: Maintenance::new(start_s),
        };
        let mut simulation = Self::from_state(state)?;
        simulation.settle();
        Ok(simulation)
    }

    pub fn from_state(state: State) -> Result<Self, TwinError> {
        let instruments = Instruments::new();
        let fault_tags = instruments.tags.iter().enumerate().map(|(index, tag)| (tag.id, index)).collect();
        Ok(Self {
            row: vec![0; instruments.tags.len()],
            alarm_system: AlarmSystem::new(&instruments.tags),
            fault_tags,
            instruments,
            clock: PlantClock::new()?,
            journal: Journal::default(),
            state,
        })
    }

    /// Lets temperatures and controllers find their working point before the story begins:
    /// two hours are run and everything that counts is set back.
    fn settle(&mut self) {
        let begin = self.state.clone();
        for minute in -120..0 {
            self.step_station(begin.start_s + minute * 60, 60);
        }
        let station = &mut self.state.station;
        let fresh = begin.station;
        station.meters = fresh.meters;
        station.line = fresh.line;
        station.weather = fresh.weather;
        station.basin.makeup = fresh.basin.makeup;
        station.basin.blowdown = fresh.basin.blowdown;
        station.basin.lost = fresh.basin.lost;
        station.compressor.delivered = fresh.compressor.delivered;
        station.line.take_events();
    }

    /// Advances to the next row, `step_s` seconds on, and measures it into [`Simulation::row`].
    pub fn step(&mut self, step_s: i64) {
        let target = self.state.at_s + step_s;
        while self.state.at_s < target {
            let dt = (target - self.state.at_s).min(LONGEST_STEP_S);
            let at = self.state.at_s + dt;
            self.step_station(at, dt);
            self.state.at_s = at;
        }
        let state = &mut self.state;
        state.station.read_meters(step_s as f64);
        let at_s = state.at_s;
        let severities = state.faults.severities(at_s);
        self.instruments.measure(
            &state.station,
            state.noise,
            at_s,
            &severities,
            &mut state.flaws,
            &mut self.row,
        );
        let (row, instruments) = (&self.row, &self.instruments);
        self.alarm_system.update(
            &mut state.alarms,
            &state.station,
            at_s,
            |tag| instruments.value(tag, row[tag]),
            &mut self.journal.alarms,
        );
        let fault_tags = &self.fault_tags;
        state.faults.observe(at_s, &self.clock, |id| {
            let index = fault_tags.iter().find_map(|(tag, index)| (*tag == id).then_some(*index));
            index.map_or(f64::NAN, |index| instruments.value(index, row[index]))
        });
        state.maintenance.step(
            &mut state.station,
            state.noise,
            at_s,
            &self.clock,
            &mut self.journal.planned,
            &mut self.journal.inspections,
        );
        self.journal.line.extend(state.station.line.take_events());
    }

    /// One step of the process alone.
    fn step_station(&mut self, at_s: i64, dt_s: i64) {
        let around = Surroundings {
            noise: self.state.noise,
            local: self.clock.local(at_s),
            severities: self.state.faults.severities(at_s),
            available: ["P-101", "P-102"].map(|pump| !self.state.faults.out_of_service(pump, at_s)),
        };
        self.state.station.step(&around, at_s, dt_s as f64);
    }
}

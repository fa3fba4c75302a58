//! Limit alarms with delay and deadband, as a control system raises them.

use serde::{Deserialize, Serialize};

use super::station::Station;
use super::tags::{TagSpec, When};
use crate::compressor::CompressorState;
use crate::packaging::LineState;

/// A value must be beyond its limit so long before the alarm is raised.
const ON_DELAY_S: i64 = 60;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlarmKind {
    LowLow,
    Low,
    High,
    HighHigh,
}

impl AlarmKind {
    const ALL: [Self; 4] = [Self::LowLow, Self::Low, Self::High, Self::HighHigh];

    pub const fn code(self) -> &'static str {
        match self {
            Self::LowLow => "LL",
            Self::Low => "LO",
            Self::High => "HI",
            Self::HighHigh => "HH",
        }
    }

    pub const fn words(self) -> &'static str {
        match self {
            Self::LowLow => "low-low",
            Self::Low => "low",
            Self::High => "high",
            Self::HighHigh => "high-high",
        }
    }

    const fn is_high(self) -> bool {
        matches!(self, Self::High | Self::HighHigh)
    }

    /// 1 is the most urgent.
    pub const fn priority(self) -> u8 {
        if matches!(self, Self::HighHigh | Self::LowLow) { 1 } else { 2 }
    }
}

/// One limit that is watched.
#[derive(Debug, Clone, Copy)]
struct Point {
    tag: usize,
    kind: AlarmKind,
    limit: f64,
    deadband: f64,
    when: When,
}

/// Where one limit stands; part of the state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct PointState {
    beyond_since: Option<i64>,
    /// Row in the journal of alarms, and when it was raised.
    raised: Option<(usize, i64)>,
}

/// An alarm as it is recorded; times in UTC seconds.
#[derive(Debug, Clone, PartialEq)]
pub struct AlarmRow {
    pub raised: i64,
    pub cleared: Option<i64>,
    pub tag: usize,
    pub kind: AlarmKind,
    pub value: f64,
    pub limit: f64,
}

#[derive(Debug, Clone)]
pub struct AlarmSystem {
    points: Vec<Point>,
}

impl AlarmSystem {
    pub fn new(tags: &[&'static TagSpec]) -> Self {
        let mut points = Vec::new();
        for (tag, spec) in tags.iter().enumerate() {
            for (kind, limit) in AlarmKind::ALL.into_iter().zip(spec.limits) {
                if !limit.is_nan() {
                    let resolution = 10_f64.powi(-i32::from(spec.decimals));
                    let deadband = (0.02 * limit.abs()).max(4.0 * resolution);
                    points.push(Point { tag, kind, limit, deadband, when: spec.when });
                }
            }
        }
        Self { points }
    }

    pub fn initial(&self) -> Vec<PointState> {
        vec![PointState::default(); self.points.len()]
    }

    /// Looks at one row of measured values and writes what begins and ends to `journal`.
    pub fn update(
        &self,
        states: &mut [PointState],
        station: &Station,
        at_s: i64,
        value: impl Fn(usize) -> f64,
        journal: &mut Vec<AlarmRow>,
    ) {
        for (point, state) in self.points.iter().zip(states) {
            let value = value(point.tag);
            if value.is_nan() {
                continue;
            }
            let excess = if point.kind.is_high() { value - point.limit } else { point.limit - value };
            let counts = applies(point.when, station);
            if let Some((row, _)) = state.raised {
                if excess < -point.deadband || !counts {
                    if let Some(alarm) = journal.get_mut(row) {
                        alarm.cleared = Some(at_s);
                    }
                    *state = PointState::default();
                }
            } else if excess > 0.0 && counts {
                let since = *state.beyond_since.get_or_insert(at_s);
                if at_s - since >= ON_DELAY_S {
                    state.raised = Some((journal.len(), at_s));
                    journal.push(AlarmRow {
                        raised: at_s,
                        cleared: None,
                        tag: point.tag,
                        kind: point.kind,
                        value,
                        limit: point.limit,
                    });
                }
            } else {
                state.beyond_since = None;
            }
        }
    }
}

fn applies(when: When, station: &Station) -> bool {
    match when {
        When::Always => true,
        When::Pump(index) => station.pumps[index].running,
        When::Compressor => station.compressor.state != CompressorState::Standby,
        When::Line => station.line.state == LineState::Running && station.line.speed > 150.0,
    }
}

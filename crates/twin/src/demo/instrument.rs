//! What instruments make of the truth: noise, resolution, and now and then nothing.

use serde::{Deserialize, Serialize};

use super::faults::{FaultKind, Severities};
use super::station::Station;
use super::tags::{GROUPS, TagSpec, all_tags};
use crate::noise::Noise;

/// A value that did not arrive.
pub const MISSING: i64 = i64::MIN;

/// Share of single values that get lost on the way.
const LOST_SHARE: f64 = 0.000_15;
const LOST_CHANNEL: u32 = 5000;

/// Flaws of the data themselves, beside the faults of machines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DataFlaw {
    pub id: String,
    /// `stuck_sensor` or `communication_gap`.
    pub kind: String,
    /// Tag of a stuck sensor, or group of a gap.
    pub place: String,
    pub start: i64,
    pub end: i64,
    pub signature: String,
}

pub const STUCK_TAG: &str = "D-201.dew_point";
pub const LEVEL_TAG: &str = "CT-101.basin_level";
const GAP_GROUP: &str = "air";

pub fn data_flaws(noise: Noise, start_s: i64, end_s: i64) -> Flaws {
    let length = (end_s - start_s) as f64;
    let scale = (length / (365.0 * 86_400.0)).min(1.0);
    let at = |share: f64, channel: u32| {
        start_s + ((share + 0.01 * (noise.uniform(channel, 0) - 0.5)) * length) as i64 / 60 * 60
    };
    let stuck = at(0.35, 951);
    let gap = at(0.565, 952);
    let list = vec![
        DataFlaw {
            id: "D01".to_owned(),
            kind: "stuck_sensor".to_owned(),
            place: STUCK_TAG.to_owned(),
            start: stuck,
            end: stuck + (3.2 * 86_400.0 * scale) as i64,
            signature: "The dew point shows exactly the same value for days".to_owned(),
        },
        DataFlaw {
            id: "D02".to_owned(),
            kind: "communication_gap".to_owned(),
            place: GAP_GROUP.to_owned(),
            start: gap,
            end: gap + (3.6 * 3600.0 * scale.max(0.3)) as i64,
            signature: "No values at all from the controller of the compressor room".to_owned(),
        },
    ];
    Flaws { list, held_stuck: None, held_level: None }
}

/// All instruments of the plant; values are whole multiples of each one's resolution.
#[derive(Debug, Clone)]
pub struct Instruments {
    pub tags: Vec<&'static TagSpec>,
    /// For each tag: 10^decimals, and the group it belongs to.
    scale: Vec<f64>,
    /// What a reading cannot fall under by noise: a flow meter shows no less than 0.
    floor: Vec<f64>,
    group: Vec<&'static str>,
    stuck: usize,
    level: usize,
}

/// All flaws, and what stuck instruments show; part of the state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flaws {
    pub list: Vec<DataFlaw>,
    held_stuck: Option<i64>,
    held_level: Option<i64>,
}

impl Instruments {
    pub fn new() -> Self {
        let tags = all_tags();
        let scale = tags.iter().map(|tag| 10_f64.powi(i32::from(tag.decimals))).collect();
        let signed = |unit: &str| matches!(unit, "Cel" | "bar" | "mL");
        let floor = tags.iter().map(|tag| if signed(tag.unit) { f64::NEG_INFINITY } else { 0.0 }).collect();
        let group = GROUPS.iter().flat_map(|group| group.tags().map(|_| group.name)).collect();
        let find = |id: &str| tags.iter().position(|tag| tag.id == id).unwrap_or(usize::MAX);
        let (stuck, level) = (find(STUCK_TAG), find(LEVEL_TAG));
        Self { tags, scale, floor, group, stuck, level }
    }

    /// A measured value in the tag's unit; NaN when it is missing.
    pub fn value(&self, index: usize, mantissa: i64) -> f64 {
        if mantissa == MISSING { f64::NAN } else { mantissa as f64 / self.scale[index] }
    }

    /// Reads every tag at `at_s` into `row`, one mantissa a tag. An exact 0 carries no
    /// noise: transmitters cut off near zero.
    pub fn measure(
        &self,
        station: &Station,
        noise: Noise,
        at_s: i64,
        severities: &Severities,
        flaws: &mut Flaws,
        row: &mut [i64],
    ) {
        for (index, tag) in self.tags.iter().enumerate() {
            let truth = (tag.read)(station);
            let channel = index as u32;
            let noisy = if tag.noise == 0.0 || truth == 0.0 {
                truth
            } else {
                (truth + tag.noise * noise.normal(channel, at_s)).max(self.floor[index])
            };
            row[index] = (noisy * self.scale[index]).round() as i64;
        }
        hold(&mut flaws.held_level, severities.of(FaultKind::LevelStuck) > 0.0, &mut row[self.level]);
        let active = |flaw: &DataFlaw| (flaw.start..flaw.end).contains(&at_s);
        hold(
            &mut flaws.held_stuck,
            flaws.list.iter().any(|flaw| flaw.place == STUCK_TAG && active(flaw)),
            &mut row[self.stuck],
        );
        if let Some(gap) = flaws.list.iter().find(|flaw| flaw.kind == "communication_gap" && active(flaw)) {
            for (value, group) in row.iter_mut().zip(&self.group) {
                if *group == gap.place {
                    *value = MISSING;
                }
            }
        }
        // One draw a row decides whether anything was lost; then another says what.
        let lost = noise.uniform(LOST_CHANNEL, at_s) / (LOST_SHARE * row.len() as f64);
        if lost < 1.0 {
            row[(lost * row.len() as f64) as usize] = MISSING;
        }
    }
}

impl Default for Instruments {
    fn default() -> Self {
        Self::new()
    }
}

fn hold(held: &mut Option<i64>, stuck: bool, value: &mut i64) {
    if stuck {
        *value = *held.get_or_insert(*value);
    } else {
        *held = None;
    }
}

//! Planned maintenance and rounds: what the crew does because the calendar says so.

use serde::{Deserialize, Serialize};

use super::clock::PlantClock;
use super::station::Station;
use crate::noise::Noise;

/// One plan: what is done how often.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub code: &'static str,
    pub asset: &'static str,
    pub every_days: i64,
    /// Days from the begin of the story to the first time.
    pub first_day: i64,
    pub hours: f64,
    pub crew: &'static str,
    pub what: &'static str,
    /// What it does to the machine.
    pub effect: fn(&mut Station),
}

const fn no_effect(_: &mut Station) {}

pub const PLANS: &[Plan] = &[
    Plan {
        code: "PM-P-GREASE",
        asset: "P-101",
        every_days: 90,
        first_day: 11,
        hours: 1.0,
        crew: "MECH",
        what: "Regrease bearings, check coupling guard and seal",
        effect: no_effect,
    },
    Plan {
        code: "PM-P-GREASE",
        asset: "P-102",
        every_days: 90,
        first_day: 18,
        hours: 1.0,
        crew: "MECH",
        what: "Regrease bearings, check coupling guard and seal",
        effect: no_effect,
    },
    Plan {
        code: "PM-P-STRAINER",
        asset: "P-101",
        every_days: 91,
        first_day: 40,
        hours: 1.5,
        crew: "MECH",
        what: "Clean suction strainer",
        effect: |s| s.pumps[0].strainer_fouling = 0.05,
    },
    Plan {
        code: "PM-P-STRAINER",
        asset: "P-102",
        every_days: 91,
        first_day: 75,
        hours: 1.5,
        crew: "MECH",
        what: "Clean suction strainer",
        effect: |s| s.pumps[1].strainer_fouling = 0.05,
    },
    Plan {
        code: "PM-CT-CLEAN",
        asset: "CT-101",
        every_days: 182,
        first_day: 95,
        hours: 7.0,
        crew: "MECH",
        what: "Clean basin and fill, check nozzles, drift eliminators and gearbox oil",
        effect: no_effect,
    },
    Plan {
        code: "PM-CT-BELT",
        asset: "CT-101",
        every_days: 91,
        first_day: 5,
        hours: 1.0,
        crew: "MECH",
        what: "Check belt tension and pulleys",
        effect: no_effect,
    },
    Plan {
        code: "PM-CT-WATER",
        asset: "CT-101",
        every_days: 28,
        first_day: 3,
        hours: 1.0,
        crew: "LAB",
        what: "Water treatment service: biocide, inhibitor, calibration of pH and conductivity",
        effect: no_effect,
    },
    Plan {
        code: "PM-HX-CHECK",
        asset: "HX-101",
        every_days: 180,
        first_day: 170,
        hours: 2.0,
        crew: "MECH",
        what: "Check gasket tightness and tightening dimension, backflush cold side",
        effect: |s| s.exchanger.fouling *= 0.6,
    },
    Plan {
        code: "PM-C-FILTER",
        asset: "C-201",
        every_days: 70,
        first_day: 9,
        hours: 1.0,
        crew: "MECH",
        what: "Renew inlet filter element",
        effect: |s| s.compressor.inlet_filter_dp_kpa = 1.5,
    },
    Plan {
        code: "PM-C-SERVICE",
        asset: "C-201",
        every_days: 180,
        first_day: 120,
        hours: 5.0,
        crew: "EXT",
        what: "Service: oil, oil filter, separator element, check of valves",
        effect: |s| s.compressor.separator_dp_kpa = 20.0,
    },
    Plan {
        code: "PM-D-DRAIN",
        asset: "D-201",
        every_days: 30,
        first_day: 6,
        hours: 0.5,
        crew: "MECH",
        what: "Check condensate drain and clean condenser",
        effect: no_effect,
    },
    Plan {
        code: "PM-F-VALVES",
        asset: "F-311",
        every_days: 42,
        first_day: 13,
        hours: 4.0,
        crew: "MECH",
        what: "Check filling valves and renew seals as needed",
        effect: no_effect,
    },
    Plan {
        code: "PM-K-HEADS",
        asset: "K-312",
        every_days: 56,
        first_day: 20,
        hours: 3.0,
        crew: "MECH",
        what: "Check clutches of the closing heads and set torque",
        effect: no_effect,
    },
    Plan {
        code: "PM-L-CLEAN",
        asset: "L-313",
        every_days: 28,
        first_day: 8,
        hours: 2.0,
        crew: "MECH",
        what: "Clean glue and label path, check unwinder brake and peel plate",
        effect: no_effect,
    },
    Plan {
        code: "PM-CP-GLUE",
        asset: "CP-314",
        every_days: 35,
        first_day: 15,
        hours: 2.0,
        crew: "MECH",
        what: "Flush glue unit, renew nozzle filters",
        effect: no_effect,
    },
    Plan {
        code: "PM-E-THERMO",
        asset: "EM-400",
        every_days: 180,
        first_day: 60,
        hours: 3.0,
        crew: "ELEC",
        what: "Thermography of the main distribution",
        effect: no_effect,
    },
    Plan {
        code: "PM-I-CAL",
        asset: "CT-101",
        every_days: 180,
        first_day: 30,
        hours: 3.0,
        crew: "INST",
        what: "Check of level, conductivity and temperature transmitters against references",
        effect: no_effect,
    },
];

/// A planned job that was done; UTC seconds.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedWork {
    pub plan: usize,
    pub created: i64,
    pub started: i64,
    pub finished: i64,
}

/// One reading of a round.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspection {
    pub at_s: i64,
    pub asset: &'static str,
    pub kind: &'static str,
    pub what: &'static str,
    pub value: f64,
    pub unit: &'static str,
    pub result: &'static str,
    pub remark: &'static str,
}

/// When each plan and each round is due; part of the state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Maintenance {
    /// Start of the next job of each plan.
    due: Vec<i64>,
    next_round: i64,
    next_water: i64,
}

impl Maintenance {
    pub fn new(start_s: i64) -> Self {
        let due = PLANS.iter().map(|plan| start_s + plan.first_day * 86_400).collect();
        Self { due, next_round: start_s + 2 * 86_400, next_water: start_s + 86_400 }
    }

    /// Does what is due at `at_s`.
    pub fn step(
        &mut self,
        station: &mut Station,
        noise: Noise,
        at_s: i64,
        clock: &PlantClock,
        work: &mut Vec<PlannedWork>,
        inspections: &mut Vec<Inspection>,
    ) {
        for (index, plan) in PLANS.iter().enumerate() {
            if at_s >= self.due[index] {
                let hour = 7 + (noise.bits(840, self.due[index] + index as i64) % 6) as i8;
                let started = clock.next_at(at_s, hour, false);
                (plan.effect)(station);
                work.push(PlannedWork {
                    plan: index,
                    created: at_s - 7 * 86_400,
                    started,
                    finished: started
                        + (plan.hours * 3600.0 * (0.8 + 0.5 * noise.uniform(841, started))) as i64,
                });
                self.due[index] += plan.every_days * 86_400;
            }
        }
        if at_s >= self.next_round {
            vibration_round(station, at_s, inspections);
            self.next_round = clock.next_at(at_s + 6 * 86_400, 10, false);
        }
        if at_s >= self.next_water {
            water_round(station, noise, at_s, inspections);
            self.next_water = clock.next_at(at_s + 5 * 86_400, 9, false);
        }
    }
}

fn judge(value: f64, watch: f64, fail: f64) -> (&'static str, &'static str) {
    if value >= fail {
        ("FAIL", "Beyond the limit, work order needed")
    } else if value >= watch {
        ("WATCH", "Rising, look again within a week")
    } else {
        ("OK", "")
    }
}

fn vibration_round(station: &Station, at_s: i64, out: &mut Vec<Inspection>) {
    let fan = station.tower.fan_vibration_mm_s;
    let readings = [
        ("P-101", station.pumps[0].vibration_mm_s),
        ("P-102", station.pumps[1].vibration_mm_s),
        ("CT-101", fan),
    ];
    for (asset, value) in readings {
        let (mut result, mut remark) = judge(value, 2.9, 7.1);
        if value < 0.5 {
            (result, remark) = ("NA", "Standing at the time of the round");
        }
        out.push(Inspection {
            at_s,
            asset,
            kind: "VIB",
            what: "vibration velocity RMS",
            value: (value * 100.0).round() / 100.0,
            unit: "mm/s",
            result,
            remark,
        });
    }
    let separator = station.compressor.separator_dp_kpa;
    let (result, remark) = judge(separator, 60.0, 90.0);
    out.push(Inspection {
        at_s,
        asset: "C-201",
        kind: "VIS",
        what: "separator differential pressure, loaded",
        value: (separator * 10.0).round() / 10.0,
        unit: "kPa",
        result,
        remark,
    });
}

fn water_round(station: &Station, noise: Noise, at_s: i64, out: &mut Vec<Inspection>) {
    let conductivity = (station.basin.conductivity * (1.0 + 0.01 * noise.normal(842, at_s))).round();
    let ph = ((station.basin.ph + 0.03 * noise.normal(843, at_s)) * 100.0).round() / 100.0;
    let germs = (900.0 * (1.3 * noise.normal(844, at_s)).exp() / 10.0).round() * 10.0;
    let mut push = |what, value, unit, result, remark| {
        out.push(Inspection { at_s, asset: "CT-101", kind: "LAB", what, value, unit, result, remark });
    };
    let (result, remark) = if conductivity < 900.0 {
        ("WATCH", "Far below the set cycles of concentration: where does the water go?")
    } else {
        judge(conductivity, 1950.0, 2300.0)
    };
    push("conductivity", conductivity, "uS/cm", result, remark);
    let (result, remark) = judge(ph, 8.85, 9.2);
    push("pH", ph, "[pH]", result, remark);
    let (result, remark) = judge(germs, 10_000.0, 100_000.0);
    push("total viable count", germs, "{cfu}/mL", result, remark);
}

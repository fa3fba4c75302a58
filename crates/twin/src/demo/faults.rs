//! The faults of the story: what goes wrong, when, how it shows and when it is mended.

use serde::{Deserialize, Serialize};

use super::clock::PlantClock;
use crate::noise::Noise;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    StrainerClogging,
    ExchangerFouling,
    UnloadValveLeak,
    LabelJams,
    TemperatureDrift,
    BearingWear,
    BeltSlip,
    MakeupPassing,
    LevelStuck,
    AirLeak,
}

pub const FAULT_COUNT: usize = 10;

/// How a fault comes to somebody's notice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Detection {
    /// A tag's measured value above (or below) a limit for so long.
    Above {
        tag: &'static str,
        limit: f64,
        hold_s: i64,
    },
    Below {
        tag: &'static str,
        limit: f64,
        hold_s: i64,
    },
    /// Only somebody's round or review finds it.
    Round,
}

/// One fault as it is planned. Days are those of a one-year story; a shorter story is
/// scaled down so that it holds the same faults.
#[derive(Debug, Clone, Copy)]
pub struct FaultSpec {
    pub kind: FaultKind,
    pub id: &'static str,
    pub asset: &'static str,
    /// Begin, as a share of the whole story.
    pub start: f64,
    /// Days from sound to fully developed; 0 for a sudden fault.
    pub ramp_days: f64,
    pub detection: Detection,
    /// A round finds it this many days after the begin at the latest.
    pub found_after_days: f64,
    /// Days between finding it and the repair.
    pub delay_days: f64,
    pub repair_h: f64,
    /// Code in the table of failure modes.
    pub failure_code: &'static str,
    pub priority: u8,
    /// Tags in which it shows.
    pub tags: &'static [&'static str],
    pub signature: &'static str,
    pub problem: &'static str,
    pub action: &'static str,
}

pub const FAULTS: [FaultSpec; FAULT_COUNT] = [
    FaultSpec {
        kind: FaultKind::StrainerClogging,
        id: "F01",
        asset: "P-102",
        start: 0.08,
        ramp_days: 14.0,
        detection: Detection::Above { tag: "P-102.strainer_dp", limit: 25.0, hold_s: 7200 },
        found_after_days: 25.0,
        delay_days: 0.7,
        repair_h: 2.0,
        failure_code: "PMP-PLU",
        priority: 2,
        tags: &["P-102.strainer_dp", "P-102.suction_pressure", "P-102.speed"],
        signature: "Strainer differential pressure of P-102 rises while flow stays; suction pressure falls; the drive speeds up a little to hold the header pressure.",
        problem: "Suction strainer of P-102: differential pressure above 25 kPa",
        action: "Pump taken out of service, strainer basket removed and cleaned of leaves and scale, seal renewed",
    },
    FaultSpec {
        kind: FaultKind::ExchangerFouling,
        id: "F02",
        asset: "HX-101",
        start: 0.15,
        ramp_days: 75.0,
        detection: Detection::Above { tag: "HX-101.hot_outlet_temperature", limit: 31.0, hold_s: 5400 },
        found_after_days: 90.0,
        delay_days: 2.0,
        repair_h: 7.0,
        failure_code: "HEX-FOU",
        priority: 2,
        tags: &[
            "HX-101.hot_outlet_temperature",
            "HX-101.cold_flow",
            "HX-101.cold_pressure_drop",
            "HX-101.valve_position",
        ],
        signature: "Cooling water valve of HX-101 opens further and further, cold flow and pressure drop per flow squared rise, the overall heat transfer falls by about half; at last the process outlet temperature cannot be held.",
        problem: "HX-101 does not hold the process outlet temperature, cooling water valve fully open",
        action: "Plates cleaned in place with 2 % citric acid, backflushed; UA back at the clean value",
    },
    FaultSpec {
        kind: FaultKind::UnloadValveLeak,
        id: "F03",
        asset: "C-201",
        start: 0.30,
        ramp_days: 5.0,
        detection: Detection::Round,
        found_after_days: 19.0,
        delay_days: 3.0,
        repair_h: 3.0,
        failure_code: "CMP-LCP",
        priority: 3,
        tags: &["C-201.power", "C-201.motor_current"],
        signature: "Power while unloaded rises from about 27 % to 55 % of full load; loaded power and pressure are as before.",
        problem: "C-201 draws too much power when unloaded",
        action: "Seat and seal of the intake unloading valve renewed, blow-down line cleared",
    },
    FaultSpec {
        kind: FaultKind::LabelJams,
        id: "F04",
        asset: "L-313",
        start: 0.40,
        ramp_days: 0.0,
        detection: Detection::Round,
        found_after_days: 7.0,
        delay_days: 1.0,
        repair_h: 4.0,
        failure_code: "LAB-JAM",
        priority: 2,
        tags: &["L-313.state", "L-313.web_tension", "L-313.reject_count", "PL-301.speed"],
        signature: "Label jams (LAB-JAM) about seven times as often as usual and longer, labeller rejects tenfold, web tension low and restless.",
        problem: "Labeller L-313: label jams in every hour of running",
        action: "Worn brake pad of the reel unwinder renewed, web tension set to 18 N, peel plate cleaned",
    },
    FaultSpec {
        kind: FaultKind::BearingWear,
        id: "F05",
        asset: "P-101",
        start: 0.46,
        ramp_days: 38.0,
        detection: Detection::Above { tag: "P-101.vibration", limit: 7.1, hold_s: 120 },
        found_after_days: 75.0,
        delay_days: 2.5,
        repair_h: 9.0,
        failure_code: "PMP-VIB",
        priority: 1,
        tags: &["P-101.vibration", "P-101.bearing_temperature"],
        signature: "Vibration of P-101 grows over weeks from about 1.8 to 7.1 mm/s, bearing temperature by up to 30 K; then the pump trips and P-102 takes over.",
        problem: "P-101 tripped on high-high vibration, drive-end bearing",
        action: "Drive-end bearing 6311 and shaft seal renewed, coupling aligned, run test at 1.7 mm/s",
    },
    FaultSpec {
        kind: FaultKind::BeltSlip,
        id: "F06",
        asset: "CT-101",
        start: 0.655,
        ramp_days: 2.0,
        detection: Detection::Above { tag: "CT-101.basin_temperature", limit: 27.0, hold_s: 5400 },
        found_after_days: 9.0,
        delay_days: 1.0,
        repair_h: 2.5,
        failure_code: "CTW-BLT",
        priority: 2,
        tags: &["CT-101.basin_temperature", "CT-101.fan_speed", "CT-101.fan_power", "CT-101.fan_vibration"],
        signature: "Fan speed command higher than weather and heat load ask for, fan power low for that command, fan vibration high, approach to the wet bulb wide.",
        problem: "CT-101 cold water too warm with the fan at full command; belt squeals",
        action: "V-belts renewed as a set, pulleys aligned, tension set",
    },
    FaultSpec {
        kind: FaultKind::TemperatureDrift,
        id: "F07",
        asset: "HX-101",
        start: 0.52,
        ramp_days: 45.0,
        detection: Detection::Round,
        found_after_days: 48.0,
        delay_days: 1.0,
        repair_h: 1.0,
        failure_code: "INS-DRF",
        priority: 3,
        tags: &["HX-101.hot_outlet_temperature"],
        signature: "The transmitter TT-1013 reads more and more too high, up to 3.2 K; heat given by the hot side and heat taken by the cold side no longer agree.",
        problem: "Calibration check: TT-1013 reads 3.2 K too high",
        action: "Resistance thermometer of TT-1013 exchanged and calibrated",
    },
    FaultSpec {
        kind: FaultKind::MakeupPassing,
        id: "F08",
        asset: "CT-101",
        start: 0.74,
        ramp_days: 1.0,
        detection: Detection::Below { tag: "CT-101.conductivity", limit: 900.0, hold_s: 7200 },
        found_after_days: 14.0,
        delay_days: 1.5,
        repair_h: 2.0,
        failure_code: "CTW-VLV",
        priority: 3,
        tags: &["CT-101.makeup_flow", "CT-101.basin_level", "CT-101.conductivity"],
        signature: "Make-up flow never falls to what evaporates, level rises to the overflow, conductivity falls although no blow-down opens.",
        problem: "Make-up valve LV-1103 passes when closed, basin overflows",
        action: "Seat and diaphragm of LV-1103 renewed",
    },
    FaultSpec {
        kind: FaultKind::LevelStuck,
        id: "F09",
        asset: "CT-101",
        start: 0.83,
        ramp_days: 0.0,
        detection: Detection::Round,
        found_after_days: 2.2,
        delay_days: 0.3,
        repair_h: 1.5,
        failure_code: "INS-STK",
        priority: 2,
        tags: &["CT-101.basin_level", "CT-101.makeup_flow"],
        signature: "Basin level shows exactly the same value for days and make-up flow is constant, whatever evaporates.",
        problem: "Basin level transmitter LT-1103 stands still",
        action: "Impulse line of LT-1103 flushed, zero checked",
    },
    FaultSpec {
        kind: FaultKind::AirLeak,
        id: "F10",
        asset: "V-201",
        start: 0.935,
        ramp_days: 20.0,
        detection: Detection::Round,
        found_after_days: 80.0,
        delay_days: 5.0,
        repair_h: 4.0,
        failure_code: "AIR-ELU",
        priority: 3,
        tags: &["V-201.outlet_flow", "C-201.power", "C-201.load_hours"],
        signature: "Air flow at night and at weekends, when nothing is produced, grows from about 60 to 230 m³/h; the compressor loads more often. Still there when the history ends.",
        problem: "Compressed air network: consumption outside production too high",
        action: "Leak survey, couplings and hoses renewed",
    },
];

/// How far each fault has developed, 0 to 1, at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Severities([f64; FAULT_COUNT]);

impl Severities {
    /// One fault at full severity and nothing else.
    #[cfg(test)]
    pub fn only(kind: FaultKind) -> Self {
        Self(FAULTS.each_ref().map(|spec| if spec.kind == kind { 1.0 } else { 0.0 }))
    }

    /// Nothing wrong.
    #[cfg(test)]
    pub const fn none() -> Self {
        Self([0.0; FAULT_COUNT])
    }

    pub fn of(&self, kind: FaultKind) -> f64 {
        FAULTS
            .iter()
            .zip(self.0)
            .find_map(|(spec, severity)| (spec.kind == kind).then_some(severity))
            .unwrap_or(0.0)
    }
}

/// A fault as it went, UTC seconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    pub started: i64,
    pub detected: Option<i64>,
    pub repair_began: Option<i64>,
    /// When it is (or will be) mended.
    pub repaired: Option<i64>,
    ramp_s: f64,
    found_after_s: i64,
    delay_s: i64,
    beyond_since: Option<i64>,
}

/// All faults of one story.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FaultPlan {
    pub faults: Vec<Fault>,
}

impl FaultPlan {
    pub fn new(noise: Noise, start_s: i64, end_s: i64) -> Self {
        let length = (end_s - start_s) as f64;
        let scale = (length / (365.0 * 86_400.0)).min(1.0);
        let seconds = |days: f64| days * 86_400.0 * scale;
        let faults = FAULTS
            .iter()
            .zip(0..)
            .map(|(spec, number)| {
                let jitter = 0.012 * (noise.uniform(950, number) - 0.5);
                Fault {
                    started: start_s + ((spec.start + jitter) * length) as i64 / 60 * 60,
                    detected: None,
                    repair_began: None,
                    repaired: None,
                    ramp_s: seconds(spec.ramp_days),
                    found_after_s: seconds(spec.found_after_days) as i64,
                    delay_s: seconds(spec.delay_days) as i64,
                    beyond_since: None,
                }
            })
            .collect();
        Self { faults }
    }

    pub fn severities(&self, at_s: i64) -> Severities {
        let mut severities = [0.0; FAULT_COUNT];
        for (severity, fault) in severities.iter_mut().zip(&self.faults) {
            if at_s >= fault.started && fault.repaired.is_none_or(|end| at_s < end) {
                let age = (at_s - fault.started) as f64;
                *severity = if fault.ramp_s > 0.0 { (age / fault.ramp_s).min(1.0) } else { 1.0 };
            }
        }
        Severities(severities)
    }

    /// Whether a pump stands because of a fault: tripped until it is repaired, or while
    /// its strainer is open.
    pub fn out_of_service(&self, pump: &str, at_s: i64) -> bool {
        FAULTS.iter().zip(&self.faults).any(|(spec, fault)| {
            let from = if spec.kind == FaultKind::BearingWear { fault.detected } else { fault.repair_began };
            spec.asset == pump
                && from.is_some_and(|from| at_s >= from)
                && fault.repaired.is_some_and(|end| at_s < end)
        })
    }

    /// Looks at measured values and lets people find and mend what they can see.
    pub fn observe(&mut self, at_s: i64, clock: &PlantClock, value: impl Fn(&str) -> f64) {
        for (spec, fault) in FAULTS.iter().zip(&mut self.faults) {
            if at_s < fault.started || fault.detected.is_some() {
                continue;
            }
            let (beyond, hold_s) = match spec.detection {
                Detection::Above { tag, limit, hold_s } => (value(tag) > limit, hold_s),
                Detection::Below { tag, limit, hold_s } => (value(tag) < limit, hold_s),
                Detection::Round => (false, 0),
            };
            if !beyond {
                fault.beyond_since = None;
            }
            let since = *fault.beyond_since.get_or_insert(at_s);
            let found = beyond && at_s - since >= hold_s || at_s - fault.started >= fault.found_after_s;
            if found {
                let began = clock.next_at(at_s + fault.delay_s, 8, false);
                fault.detected = Some(at_s);
                fault.repair_began = Some(began);
                fault.repaired = Some(began + (spec.repair_h * 3600.0) as i64);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn faults_stand_in_the_order_of_their_kinds_and_have_names_of_their_own() {
        for (index, spec) in FAULTS.iter().enumerate() {
            assert!(FAULTS[..index].iter().all(|other| other.id != spec.id && other.kind != spec.kind));
        }
    }

    #[test]
    fn a_limit_must_hold_before_a_fault_is_found() {
        let clock = PlantClock::new().unwrap();
        let mut plan = FaultPlan::new(Noise::new(1), 0, 365 * 86_400);
        let start = plan.faults[0].started;
        plan.observe(start + 60, &clock, |_| 30.0);
        plan.observe(start + 3600, &clock, |_| 20.0);
        plan.observe(start + 3660, &clock, |_| 30.0);
        plan.observe(start + 9000, &clock, |_| 30.0);
        assert_eq!(plan.faults[0].detected, None);
        plan.observe(start + 3660 + 7200, &clock, |_| 30.0);
        assert_eq!(plan.faults[0].detected, Some(start + 10_860));
        let repaired = plan.faults[0].repaired.unwrap();
        assert!(plan.severities(repaired - 1).of(FaultKind::StrainerClogging) > 0.0);
        assert_eq!(plan.severities(repaired).of(FaultKind::StrainerClogging), 0.0);
        assert!(plan.out_of_service("P-102", repaired - 1) && !plan.out_of_service("P-102", repaired));
    }
}

//! The basin under a cooling tower: water, salt and heat.

use serde::{Deserialize, Serialize};

use crate::totaliser::Totaliser;

/// Volume at 100 % level, m³.
pub const FULL_M3: f64 = 28.0;
/// Conductivity of the make-up water, µS/cm.
pub const MAKEUP_CONDUCTIVITY: f64 = 440.0;
/// Largest flow of the make-up valve, m³/h.
pub const MAKEUP_MAX: f64 = 9.0;
/// Flow of the open blow-down valve, m³/h.
pub const BLOWDOWN_FLOW: f64 = 2.6;
const LEVEL_SETPOINT: f64 = 70.0;
const BLOWDOWN_OPENS: f64 = 1800.0;
const BLOWDOWN_CLOSES: f64 = 1660.0;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Basin {
    /// m³.
    pub volume: f64,
    /// °C.
    pub temperature: f64,
    /// µS/cm.
    pub conductivity: f64,
    pub ph: f64,
    pub blowdown_open: bool,
    /// What the level transmitter says, %.
    pub level_seen: f64,
    pub makeup: Totaliser,
    pub blowdown: Totaliser,
    /// Evaporation, drift and overflow: what leaves without a meter.
    pub lost: Totaliser,
    /// m³/h.
    pub overflow: f64,
}

/// What the water goes through in one step.
#[derive(Debug, Clone, Copy)]
pub struct BasinFlows {
    /// Circulation, m³/h.
    pub circulation: f64,
    /// Water falling from the tower, °C.
    pub tower_c: f64,
    /// m³/h.
    pub evaporation: f64,
    /// Make-up water, °C.
    pub makeup_c: f64,
    /// Flow through a make-up valve that does not close, m³/h.
    pub passing: f64,
    pub level_stuck: bool,
}

impl Basin {
    pub fn new() -> Self {
        Self {
            volume: 0.7 * FULL_M3,
            temperature: 22.0,
            conductivity: 1500.0,
            ph: 8.1,
            blowdown_open: false,
            level_seen: 70.0,
            makeup: Totaliser::starting_at(48_210.0),
            blowdown: Totaliser::starting_at(12_077.0),
            lost: Totaliser::default(),
            overflow: 0.0,
        }
    }

    pub fn level(&self) -> f64 {
        100.0 * self.volume / FULL_M3
    }

    /// One step of the balances:
    /// dV/dt = make-up + passing − evaporation − drift − blow-down − overflow;
    /// d(V C)/dt = make-up C_m − (drift + blow-down + overflow) C, since vapour carries no
    /// salt; V dT/dt = circulation (T_tower − T) + make-up (T_m − T). Make-up is
    /// proportional to the level that the transmitter shows; blow-down opens on
    /// conductivity. Drift is 0.005 % of circulation (a good eliminator).
    pub fn step(&mut self, flows: BasinFlows, dt_s: f64) {
        if !flows.level_stuck {
            self.level_seen = self.level();
        }
        if self.conductivity > BLOWDOWN_OPENS {
            self.blowdown_open = true;
        } else if self.conductivity < BLOWDOWN_CLOSES {
            self.blowdown_open = false;
        }
        let valve = (0.55 * (LEVEL_SETPOINT - self.level_seen) + 0.6).clamp(0.0, MAKEUP_MAX);
        let makeup = valve + flows.passing;
        let blowdown = if self.blowdown_open { BLOWDOWN_FLOW } else { 0.0 };
        let drift = 0.000_05 * flows.circulation;
        let hours = dt_s / 3600.0;
        let without_overflow = self.volume + (makeup - flows.evaporation - drift - blowdown) * hours;
        let spilled = (without_overflow - FULL_M3).max(0.0);
        self.overflow = spilled / hours;
        let volume = (without_overflow - spilled).max(0.05 * FULL_M3);
        let salt = self.volume * self.conductivity
            + (makeup * MAKEUP_CONDUCTIVITY - (drift + blowdown + self.overflow) * self.conductivity) * hours;
        self.conductivity = (salt / volume).max(MAKEUP_CONDUCTIVITY * 0.9);
        let warm = flows.circulation * hours / volume;
        let fresh = makeup * hours / volume;
        let keep = (-(warm + fresh)).exp();
        if warm + fresh > 0.0 {
            let mixed = (warm * flows.tower_c + fresh * flows.makeup_c) / (warm + fresh);
            self.temperature = mixed + (self.temperature - mixed) * keep;
        }
        // Concentrating alkalinity raises pH with the logarithm of the cycles; acid dosing holds it below 8.8.
        self.ph = (7.3 + 1.35 * (self.conductivity / MAKEUP_CONDUCTIVITY).log10()).min(8.8);
        self.volume = volume;
        self.makeup.add(makeup, dt_s);
        self.blowdown.add(blowdown, dt_s);
        self.lost.add(flows.evaporation + drift + self.overflow, dt_s);
    }
}

impl Default for Basin {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flows() -> BasinFlows {
        BasinFlows {
            circulation: 80.0,
            tower_c: 22.0,
            evaporation: 0.8,
            makeup_c: 12.0,
            passing: 0.0,
            level_stuck: false,
        }
    }

    #[test]
    fn no_water_appears_or_is_lost() {
        let mut basin = Basin::new();
        let (volume, makeup, blowdown) = (basin.volume, basin.makeup.total, basin.blowdown.total);
        for _ in 0..20_000 {
            basin.step(flows(), 60.0);
        }
        let gained = basin.makeup.total - makeup - (basin.blowdown.total - blowdown) - basin.lost.total;
        assert!((basin.volume - volume - gained).abs() < 1e-6);
    }

    #[test]
    fn cycles_of_concentration_settle_between_the_switch_points() {
        let mut basin = Basin::new();
        for _ in 0..30_000 {
            basin.step(flows(), 60.0);
        }
        // Make-up goes on for a while after blow-down has closed.
        assert!((BLOWDOWN_CLOSES - 110.0..BLOWDOWN_OPENS + 20.0).contains(&basin.conductivity));
        assert!((60.0..80.0).contains(&basin.level()));
    }

    #[test]
    fn a_passing_valve_overflows_and_dilutes() {
        let mut basin = Basin::new();
        for _ in 0..10_000 {
            basin.step(BasinFlows { passing: 3.0, ..flows() }, 60.0);
        }
        assert!(basin.level() > 95.0 && basin.conductivity < 900.0);
    }
}

//! An oil-injected screw compressor with load/unload control, its receiver and the network.

use serde::{Deserialize, Serialize};

use crate::noise::lag;
use crate::totaliser::Totaliser;

/// Free air delivered when loaded, m³/h (13.2 m³/min).
pub const FREE_AIR_M3_H: f64 = 792.0;
/// Package power at full load and 7 bar, kW: 6.1 kW per m³/min.
pub const FULL_LOAD_KW: f64 = 80.5;
/// Share of full load drawn when fully unloaded.
const UNLOADED_SHARE: f64 = 0.27;
/// Receiver and network, m³.
const VOLUME_M3: f64 = 12.0;
const LOAD_BAR: f64 = 6.7;
const UNLOAD_BAR: f64 = 7.4;
/// The compressor stops after unloading so long, seconds.
const STANDBY_AFTER_S: f64 = 300.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CompressorState {
    Standby,
    Unloaded,
    Loaded,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Compressor {
    pub state: CompressorState,
    /// Seconds in this state.
    pub since_s: f64,
    /// Receiver, bar (gauge).
    pub receiver_bar: f64,
    /// kW at this moment.
    pub power_kw: f64,
    pub discharge_c: f64,
    pub separator_dp_kpa: f64,
    pub inlet_filter_dp_kpa: f64,
    pub run_hours: f64,
    pub load_hours: f64,
    /// Air to the consumers, m³ free air.
    pub delivered: Totaliser,
    /// °C pressure dew point after the dryer.
    pub dew_point: f64,
}

impl Compressor {
    pub fn new() -> Self {
        Self {
            state: CompressorState::Loaded,
            since_s: 0.0,
            receiver_bar: 7.0,
            power_kw: 70.0,
            discharge_c: 76.0,
            separator_dp_kpa: 24.0,
            inlet_filter_dp_kpa: 1.6,
            run_hours: 18_240.0,
            load_hours: 11_815.0,
            delivered: Totaliser::starting_at(11_205_310.0),
            dew_point: 3.0,
        }
    }

    /// One fast step (a few seconds). `demand` is the consumers' flow and `leak` that of all
    /// leaks at 7 bar, m³/h of free air; a leak is an orifice with sonic flow, so it follows
    /// absolute pressure. Receiver: V dp/dt = (q_in − q_out) p_atm. Loaded power rises by
    /// 6.5 % per bar; unloaded power falls to its floor as the sump blows down, within
    /// about a minute, and not as far with a leaking unload valve (`unload_leak` 0 to 1).
    /// (After the CAGI handbook "Compressed Air and Gas Handbook", 7th ed., ch. 4.)
    pub fn step(&mut self, demand: f64, leak: f64, unload_leak: f64, dt_s: f64) {
        let absolute = self.receiver_bar + 1.013;
        let out = demand * (absolute / 7.0).min(1.0) + leak * absolute / 8.013;
        let filter = 1.0 - 0.004 * (self.inlet_filter_dp_kpa - 1.5).max(0.0);
        let hours = dt_s / 3600.0;
        let loaded = self.state == CompressorState::Loaded;
        let into = if loaded { FREE_AIR_M3_H * filter } else { 0.0 };
        self.receiver_bar = (self.receiver_bar + (into - out) * hours * 1.013 / VOLUME_M3).max(0.0);
        self.delivered.add(out, dt_s);
        self.since_s += dt_s;
        match self.state {
            CompressorState::Loaded => {
                let pressure = 1.0 + 0.065 * (self.receiver_bar - 7.0);
                let separator = 1.0 + 0.000_6 * (self.separator_dp_kpa - 25.0).max(0.0);
                self.power_kw = FULL_LOAD_KW * pressure * separator;
                self.load_hours += hours;
                self.run_hours += hours;
                self.separator_dp_kpa += 0.011 * hours;
                self.inlet_filter_dp_kpa += 0.002_4 * hours;
                if self.receiver_bar >= UNLOAD_BAR {
                    self.enter(CompressorState::Unloaded);
                }
            }
            CompressorState::Unloaded => {
                let floor = UNLOADED_SHARE + 0.28 * unload_leak;
                let fading = 0.38 * (-self.since_s / 22.0).exp();
                self.power_kw = FULL_LOAD_KW * (floor + fading).min(0.75);
                self.run_hours += hours;
                if self.receiver_bar <= LOAD_BAR {
                    self.enter(CompressorState::Loaded);
                } else if self.since_s > STANDBY_AFTER_S {
                    self.enter(CompressorState::Standby);
                }
            }
            CompressorState::Standby => {
                self.power_kw = 0.0;
                if self.receiver_bar <= LOAD_BAR {
                    self.enter(CompressorState::Loaded);
                }
            }
        }
    }

    fn enter(&mut self, state: CompressorState) {
        self.state = state;
        self.since_s = 0.0;
    }

    /// Slow part: discharge temperature follows the oil, which the cooling water cools.
    pub fn warm(&mut self, mean_kw: f64, water_c: f64, hall_c: f64, dt_s: f64) {
        let share = mean_kw / FULL_LOAD_KW;
        let target = if self.state == CompressorState::Standby {
            hall_c + 8.0
        } else {
            58.0 + 0.45 * (water_c - 22.0) + 22.0 * share + 0.15 * (hall_c - 20.0)
        };
        let tau = if self.state == CompressorState::Standby { 5400.0 } else { 420.0 };
        self.discharge_c = lag(self.discharge_c, target, tau, dt_s);
        let load = if self.state == CompressorState::Loaded { 1.0 } else { 0.3 };
        self.dew_point = lag(self.dew_point, 1.8 + 1.6 * load + 0.08 * (hall_c - 20.0), 1200.0, dt_s);
    }

    /// bar: the oil is driven by the sump pressure, less what its filter takes.
    pub fn oil_bar(&self) -> f64 {
        match self.state {
            CompressorState::Standby => 0.0,
            CompressorState::Unloaded => 1.9 + 1.2 * (-self.since_s / 30.0).exp(),
            CompressorState::Loaded => 3.3 + 0.35 * (self.receiver_bar - 7.0),
        }
    }

    /// bar (gauge) at the package outlet.
    pub fn discharge_bar(&self) -> f64 {
        if self.state == CompressorState::Loaded {
            self.receiver_bar + 0.12 + self.separator_dp_kpa / 400.0
        } else {
            self.receiver_bar
        }
    }
}

impl Default for Compressor {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day_energy(demand: f64, leak: f64, unload_leak: f64) -> (f64, Compressor) {
        let mut compressor = Compressor::new();
        let mut energy = 0.0;
        for _ in 0..17_280 {
            compressor.step(demand, leak, unload_leak, 5.0);
            energy += compressor.power_kw * 5.0 / 3600.0;
            assert!((5.5..7.8).contains(&compressor.receiver_bar), "{}", compressor.receiver_bar);
        }
        (energy, compressor)
    }

    #[test]
    fn the_receiver_stays_in_its_band_and_leaks_cost_energy() {
        let (sound, _) = day_energy(400.0, 60.0, 0.0);
        let (leaking, _) = day_energy(400.0, 200.0, 0.0);
        let (passing, _) = day_energy(400.0, 60.0, 1.0);
        assert!(leaking > 1.1 * sound && passing > 1.05 * sound, "{sound} {leaking} {passing}");
    }

    #[test]
    fn what_goes_in_comes_out() {
        let (_, compressor) = day_energy(300.0, 60.0, 0.0);
        let made = (compressor.load_hours - 11_815.0) * FREE_AIR_M3_H;
        let kept = (compressor.receiver_bar - 7.0) / 1.013 * VOLUME_M3;
        let gap = made - (compressor.delivered.total - 11_205_310.0) - kept;
        assert!(gap.abs() < 0.005 * made, "{gap} of {made}");
    }

    #[test]
    fn without_demand_it_goes_to_standby() {
        let (energy, compressor) = day_energy(0.0, 5.0, 0.0);
        assert_eq!(compressor.state, CompressorState::Standby);
        assert!(energy < 0.2 * 24.0 * FULL_LOAD_KW);
    }
}

//! A plate heat exchanger between the process loop and the cooling water.

use serde::{Deserialize, Serialize};

use crate::psychrometrics::WATER_CP;

/// Heat transfer of the clean exchanger at the reference flows, kW/K.
const CLEAN_UA: f64 = 95.0;
const REFERENCE_FLOW: f64 = 50.0;
/// Fouling resistance at severity 1, K/kW.
const FOULED_RESISTANCE: f64 = 0.0125;

/// Effectiveness of a counterflow exchanger: ε = (1 − e^{−N(1−C)}) / (1 − C e^{−N(1−C)})
/// (Kays and London, "Compact Heat Exchangers", 3rd ed., ch. 2).
pub fn counterflow_effectiveness(ntu: f64, capacity_ratio: f64) -> f64 {
    if (1.0 - capacity_ratio).abs() < 1e-9 {
        return ntu / (1.0 + ntu);
    }
    let e = (-ntu * (1.0 - capacity_ratio)).exp();
    (1.0 - e) / (1.0 - capacity_ratio * e)
}

/// Overall UA in kW/K: both films grow with flow to the power 0.7 (plate exchangers,
/// Kakaç and Liu, "Heat Exchangers", ch. 10); fouling adds a resistance in series.
pub fn overall_ua(hot_flow: f64, cold_flow: f64, fouling: f64) -> f64 {
    let film = |flow: f64| 2.0 * CLEAN_UA * (flow.max(0.5) / REFERENCE_FLOW).powf(0.7);
    let resistance = 1.0 / film(hot_flow) + 1.0 / film(cold_flow) + fouling * FOULED_RESISTANCE;
    1.0 / resistance
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exchanger {
    /// Process loop, m³/h.
    pub hot_flow: f64,
    pub hot_in: f64,
    pub hot_out: f64,
    /// Cooling water, m³/h.
    pub cold_flow: f64,
    pub cold_in: f64,
    pub cold_out: f64,
    /// Opening of the cooling water valve, 0 to 1.
    pub valve: f64,
    pub integral: f64,
    pub heat_kw: f64,
    /// Natural fouling, 0 (clean) upwards, beside what a fault adds.
    pub fouling: f64,
}

impl Exchanger {
    pub fn new() -> Self {
        Self {
            hot_flow: 40.0,
            hot_in: 34.0,
            hot_out: 28.0,
            cold_flow: 40.0,
            cold_in: 22.0,
            cold_out: 27.0,
            valve: 0.5,
            integral: 0.5,
            heat_kw: 200.0,
            fouling: 0.05,
        }
    }

    /// One step: heat flows, the loop (3,200 kg) takes `load_kw`, and the valve's PI
    /// controller holds the hot outlet that the transmitter shows (`drift` K too high).
    pub fn step(&mut self, load_kw: f64, fouling: f64, drift: f64, setpoint: f64, dt_s: f64) {
        let hot = self.hot_flow / 3.6 * WATER_CP;
        let cold = (self.cold_flow / 3.6 * WATER_CP).max(0.05);
        let (least, most) = if hot < cold { (hot, cold) } else { (cold, hot) };
        let ntu = overall_ua(self.hot_flow, self.cold_flow, self.fouling + fouling) / least;
        let effectiveness = counterflow_effectiveness(ntu, least / most);
        self.heat_kw = effectiveness * least * (self.hot_in - self.cold_in);
        self.hot_out = self.hot_in - self.heat_kw / hot;
        self.cold_out = self.cold_in + self.heat_kw / cold;
        self.hot_in += (load_kw - self.heat_kw) * dt_s / (3200.0 * WATER_CP);
        self.fouling += dt_s / (900.0 * 86_400.0);
        let error = self.hot_out + drift - setpoint;
        self.integral = (self.integral + 0.000_25 * error * dt_s).clamp(0.0, 1.0);
        self.valve = (self.integral + 0.06 * error).clamp(0.08, 1.0);
    }

    /// Pressure drop on the cold side, kPa: turbulent, and fouling narrows the channels.
    pub fn cold_dp_kpa(&self, fouling: f64) -> f64 {
        0.0111 * (1.0 + 1.1 * (self.fouling + fouling)) * self.cold_flow * self.cold_flow
    }
}

impl Default for Exchanger {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_hot_side_gives_the_cold_side_takes() {
        let mut exchanger = Exchanger::new();
        for _ in 0..500 {
            exchanger.step(400.0, 0.0, 0.0, 28.0, 60.0);
            let hot = exchanger.hot_flow / 3.6 * WATER_CP;
            let cold = exchanger.cold_flow / 3.6 * WATER_CP;
            let taken = cold * (exchanger.cold_out - exchanger.cold_in);
            assert!((exchanger.heat_kw - taken).abs() < 1e-9 * taken.abs().max(1.0));
            assert!(hot > 0.0 && exchanger.cold_out <= exchanger.hot_in + 8.0);
        }
        assert!((exchanger.heat_kw - 400.0).abs() < 1.0, "the loop settles: {}", exchanger.heat_kw);
    }

    #[test]
    fn fouling_lowers_the_transfer() {
        assert!(overall_ua(40.0, 60.0, 1.0) < 0.6 * overall_ua(40.0, 60.0, 0.0));
        assert!((counterflow_effectiveness(1.0, 1.0) - 0.5).abs() < 1e-9);
    }
}

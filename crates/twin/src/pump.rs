//! A centrifugal pump with variable speed.

use serde::{Deserialize, Serialize};

use crate::noise::lag;

/// Bar per metre of water column.
pub const BAR_PER_M: f64 = 0.0981;

/// A pump's curves at rated speed. Flow in m³/h, head in m.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PumpCurve {
    pub shutoff_head_m: f64,
    /// Head lost per flow squared, m/(m³/h)².
    pub head_slope: f64,
    pub best_flow: f64,
    pub best_efficiency: f64,
    pub rated_rpm: f64,
    /// Efficiency of motor and drive together.
    pub drive_efficiency: f64,
}

/// The duty of the demo plant: 90 m³/h at 36 m, 18.5 kW motor, 2,940 rpm.
pub const COOLING_WATER_PUMP: PumpCurve = PumpCurve {
    shutoff_head_m: 48.0,
    head_slope: 0.001_48,
    best_flow: 90.0,
    best_efficiency: 0.76,
    rated_rpm: 2940.0,
    drive_efficiency: 0.89,
};

impl PumpCurve {
    /// Head at a flow and speed ratio: H = r² H₀ − a Q². The affinity laws (Q ~ n, H ~ n²;
    /// Gülich, "Centrifugal Pumps", ch. 4) leave the quadratic term free of speed.
    pub fn head_m(&self, flow: f64, ratio: f64) -> f64 {
        self.shutoff_head_m * ratio * ratio - self.head_slope * flow * flow
    }

    /// Efficiency: a parabola about the best point, which moves with speed; `wear` (0 to 1)
    /// takes up to 12 % of it through opened wear rings.
    pub fn efficiency(&self, flow: f64, ratio: f64, wear: f64) -> f64 {
        let relative = flow / (self.best_flow * ratio.max(0.05)) - 1.0;
        (self.best_efficiency * (1.0 - 0.75 * relative * relative) * (1.0 - 0.12 * wear)).max(0.12)
    }

    /// Electrical power in kW: ρ g Q H / (η η_drive) plus 0.35 kW of the drive itself.
    pub fn power_kw(&self, flow: f64, ratio: f64, wear: f64) -> f64 {
        let hydraulic = 9.81 * (flow / 3600.0) * self.head_m(flow, ratio).max(0.0);
        0.35 + hydraulic / (self.efficiency(flow, ratio, wear) * self.drive_efficiency)
    }

    /// Net positive suction head required, m: grows with the square of flow.
    pub fn npsh_required_m(&self, flow: f64) -> f64 {
        2.2 + 2.0 * (flow / self.best_flow).powi(2)
    }
}

/// Strainer loss in kPa at a flow (m³/h), turbulent: Δp = k Q²; `fouling` is 0 when clean.
pub fn strainer_dp_kpa(flow: f64, fouling: f64) -> f64 {
    0.000_74 * (1.0 + fouling) * flow * flow
}

/// One pump of the station.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pump {
    pub running: bool,
    /// Speed over rated speed.
    pub ratio: f64,
    /// m³/h.
    pub flow: f64,
    /// bar (gauge).
    pub suction_bar: f64,
    /// bar (gauge).
    pub discharge_bar: f64,
    pub strainer_dp_kpa: f64,
    /// Natural fouling of the strainer, 0 when clean.
    pub strainer_fouling: f64,
    /// Wear of rings and impeller, 0 to 1.
    pub wear: f64,
    pub bearing_c: f64,
    pub vibration_mm_s: f64,
    /// Operating hours.
    pub hours: f64,
    /// kW at this moment.
    pub power_kw: f64,
}

impl Pump {
    pub fn new(hours: f64, wear: f64) -> Self {
        Self {
            running: false,
            ratio: 0.0,
            flow: 0.0,
            suction_bar: 0.3,
            discharge_bar: 0.3,
            strainer_dp_kpa: 0.0,
            strainer_fouling: 0.2,
            wear,
            bearing_c: 25.0,
            vibration_mm_s: 0.1,
            hours,
            power_kw: 0.0,
        }
    }

    /// Slow parts of one step: bearing temperature, vibration, wear and hours.
    /// `bearing_damage` is 0 (sound) to 1 (about to fail); `npsh_margin_m` below 0.5 m
    /// makes the pump cavitate. Vibration levels follow the zones of ISO 20816-3 for
    /// machines of this size: about 1.5 to 2.8 mm/s when sound, above 7.1 mm/s damaging.
    pub fn age(&mut self, dt_s: f64, hall_c: f64, bearing_damage: f64, npsh_margin_m: f64) {
        if self.running {
            self.hours += dt_s / 3600.0;
            self.wear = (self.wear + dt_s / (30_000.0 * 3600.0)).min(1.0);
            self.strainer_fouling += dt_s / (75.0 * 86_400.0);
            let square = self.ratio * self.ratio;
            let cavitation = (0.5 - npsh_margin_m).clamp(0.0, 2.0);
            self.vibration_mm_s =
                0.9 + 1.1 * square + 0.5 * self.wear + 6.2 * bearing_damage.powi(2) + 1.5 * cavitation;
            let target = hall_c + 6.0 + 22.0 * square + 30.0 * bearing_damage.powf(1.5);
            self.bearing_c = lag(self.bearing_c, target, 1800.0, dt_s);
        } else {
            self.vibration_mm_s = 0.12;
            self.bearing_c = lag(self.bearing_c, hall_c + 1.0, 5400.0, dt_s);
            self.strainer_dp_kpa = 0.0;
            self.flow = 0.0;
            self.power_kw = 0.0;
            self.ratio = 0.0;
        }
    }

    /// Motor current in A: three phases, 400 V, power factor 0.86 at load.
    pub fn current_a(&self, mean_kw: f64) -> f64 {
        let reactive = if self.running { 6.0 } else { 0.0 };
        let active = mean_kw * 1000.0 / (1.732 * 400.0 * 0.93);
        (active * active + reactive * reactive).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_affinity_laws_hold() {
        let curve = COOLING_WATER_PUMP;
        for ratio in [0.5, 0.7, 0.9] {
            let scaled = curve.head_m(80.0 * ratio, ratio);
            assert!((scaled - curve.head_m(80.0, 1.0) * ratio * ratio).abs() < 1e-9);
            let same = curve.efficiency(80.0 * ratio, ratio, 0.0);
            assert!((same - curve.efficiency(80.0, 1.0, 0.0)).abs() < 1e-12);
        }
    }

    #[test]
    fn the_duty_point_is_what_the_data_sheet_says() {
        let curve = COOLING_WATER_PUMP;
        assert!((curve.head_m(90.0, 1.0) - 36.0).abs() < 0.1);
        let power = curve.power_kw(90.0, 1.0, 0.0);
        assert!((12.0..15.0).contains(&power), "{power}");
        assert!(curve.power_kw(90.0, 1.0, 1.0) > power);
    }
}

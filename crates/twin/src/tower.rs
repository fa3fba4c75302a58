//! An induced-draught cooling tower.

use serde::{Deserialize, Serialize};

use crate::psychrometrics::{EVAPORATION_KJ_PER_KG, WATER_CP, saturated_air_enthalpy};

/// Sizes of a tower.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TowerDesign {
    /// Dry air at full fan speed, kg/s.
    pub air_kg_s: f64,
    /// Share of that with the fan off.
    pub natural_draught: f64,
    /// NTU = c (m_w/m_a)^(1+n).
    pub c: f64,
    pub n: f64,
    /// Fan power at full speed, kW.
    pub fan_kw: f64,
}

/// 470 kW from 80 m³/h at 20 °C wet bulb with an approach near 4 K.
pub const COOLING_TOWER: TowerDesign =
    TowerDesign { air_kg_s: 21.0, natural_draught: 0.05, c: 1.6, n: -0.45, fan_kw: 11.0 };

impl TowerDesign {
    /// Heat rejected in kW from water at `hot_c` and `water_kg_s` into air at `wet_bulb_c`:
    /// the effectiveness form of Merkel's theory (Braun, Klein and Mitchell, "Effectiveness
    /// models for cooling towers and cooling coils", ASHRAE Trans. 95, 1989):
    /// Q = ε m_a (h_s(T_in) − h_a), ε as of a counterflow exchanger with the capacity ratio
    /// m* = m_a c_s / (m_w c_p) and the mean slope c_s of the saturation enthalpy.
    pub fn heat_kw(&self, hot_c: f64, water_kg_s: f64, wet_bulb_c: f64, air_share: f64) -> f64 {
        if water_kg_s < 0.1 || hot_c <= wet_bulb_c {
            return 0.0;
        }
        let air = self.air_kg_s * air_share.max(self.natural_draught);
        let ntu = self.c * (water_kg_s / air).powf(1.0 + self.n);
        let h_hot = saturated_air_enthalpy(hot_c);
        let h_air = saturated_air_enthalpy(wet_bulb_c);
        // The slope between the inlet and the coldest water there could be.
        let slope = (h_hot - h_air) / (hot_c - wet_bulb_c);
        let ratio = air * slope / (water_kg_s * WATER_CP);
        let effectiveness = if (ratio - 1.0).abs() < 1e-6 {
            ntu / (1.0 + ntu)
        } else {
            let e = (-ntu * (1.0 - ratio)).exp();
            (1.0 - e) / (1.0 - ratio * e)
        };
        let possible = water_kg_s * WATER_CP * (hot_c - wet_bulb_c);
        (effectiveness * air * (h_hot - h_air)).min(0.98 * possible)
    }

    /// Water evaporated in m³/h for a heat rejected (kW). The latent share grows from 0.62
    /// at 0 °C to 0.92 at 30 °C dry bulb (after the curves in Hill, Pring and Osborn,
    /// "Cooling Towers", 3rd ed., ch. 2: less evaporates in cold air).
    pub fn evaporation_m3_h(heat_kw: f64, dry_bulb_c: f64) -> f64 {
        let latent = (0.62 + 0.01 * dry_bulb_c).clamp(0.5, 0.95);
        heat_kw * latent * 3600.0 / (EVAPORATION_KJ_PER_KG * 1000.0)
    }
}

/// What changes on a tower from step to step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tower {
    /// Fan speed command, %.
    pub fan_percent: f64,
    /// Integral part of the fan's controller, %.
    pub fan_integral: f64,
    pub fan_on: bool,
    pub fan_kw: f64,
    pub fan_vibration_mm_s: f64,
    /// Water returning to the top, °C.
    pub return_c: f64,
    /// kW.
    pub heat_kw: f64,
    /// m³/h.
    pub evaporation_m3_h: f64,
}

impl Tower {
    pub fn new() -> Self {
        Self {
            fan_percent: 40.0,
            fan_integral: 40.0,
            fan_on: true,
            fan_kw: 1.0,
            fan_vibration_mm_s: 1.5,
            return_c: 28.0,
            heat_kw: 300.0,
            evaporation_m3_h: 0.4,
        }
    }

    /// The fan's PI controller on basin temperature, with a least speed of 20 % and
    /// hysteresis so that the fan does not start and stop every minute. Fan power follows
    /// the cube of speed; a slipping belt (0 to 1) moves less air and draws less power.
    pub fn control_fan(&mut self, basin_c: f64, setpoint_c: f64, slip: f64, dt_s: f64) {
        let error = basin_c - setpoint_c;
        self.fan_integral = (self.fan_integral + error * 0.012 * dt_s).clamp(0.0, 100.0);
        let output = (self.fan_integral + 14.0 * error).clamp(0.0, 100.0);
        self.fan_on = if self.fan_on { output > 8.0 } else { output > 24.0 };
        self.fan_percent = if self.fan_on { output.max(20.0) } else { 0.0 };
        let speed = self.fan_percent / 100.0;
        self.fan_kw =
            if self.fan_on { 0.25 + COOLING_TOWER.fan_kw * speed.powi(3) * (1.0 - 0.38 * slip) } else { 0.0 };
        self.fan_vibration_mm_s =
            if self.fan_on { 0.9 + 1.6 * speed * speed + 2.6 * slip * speed } else { 0.1 };
    }

    /// Share of full air flow.
    pub fn air_share(&self, slip: f64) -> f64 {
        self.fan_percent / 100.0 * (1.0 - 0.5 * slip)
    }
}

impl Default for Tower {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tower_never_cools_below_the_wet_bulb() {
        for hot in [20.0, 28.0, 40.0] {
            for air in [0.0, 0.3, 1.0] {
                let heat = COOLING_TOWER.heat_kw(hot, 22.0, 15.0, air);
                let cold = hot - heat / (22.0 * WATER_CP);
                assert!(cold >= 15.0 && cold <= hot, "{hot} {air} {cold}");
            }
        }
        assert_eq!(COOLING_TOWER.heat_kw(14.0, 22.0, 15.0, 1.0), 0.0);
    }

    #[test]
    fn the_design_point_is_met() {
        let heat = COOLING_TOWER.heat_kw(29.0, 22.2, 20.0, 1.0);
        let approach = 29.0 - heat / (22.2 * WATER_CP) - 20.0;
        assert!((3.0..5.0).contains(&approach), "{approach} K with {heat} kW");
    }
}

//! Outdoor weather of a mid-latitude lowland site (like Berlin).

use std::f64::consts::TAU;

use serde::{Deserialize, Serialize};

use crate::noise::{Noise, autoregressive};
use crate::psychrometrics::{saturation_pressure_hpa, wet_bulb};

const YEAR_S: f64 = 31_556_952.0;
/// 2024-01-20T00:00:00Z, about the coldest time of the year.
const COLDEST_S: f64 = 1_705_708_800.0;

/// Seasonal and daily cycles plus two autoregressive parts: weather systems that last days,
/// and clouds that last an hour.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Weather {
    system: f64,
    cloud: f64,
    moisture: f64,
    /// °C.
    pub dry_bulb: f64,
    /// %.
    pub relative_humidity: f64,
    /// °C.
    pub wet_bulb: f64,
}

impl Weather {
    pub fn new(noise: Noise, at_s: i64) -> Self {
        let mut weather = Self {
            system: 3.4 * noise.normal(900, 0),
            cloud: 0.0,
            moisture: 1.5 * noise.normal(902, 0),
            dry_bulb: 10.0,
            relative_humidity: 70.0,
            wet_bulb: 8.0,
        };
        weather.step(noise, at_s, 1.0);
        weather
    }

    /// Advances to `at_s` (UTC seconds). The monthly means are those of a Berlin-like
    /// climate (0.5 °C in January, 19.5 °C in July); the daily swing grows from 2 K in
    /// winter to 10 K in summer and peaks at 14 h UTC.
    pub fn step(&mut self, noise: Noise, at_s: i64, dt_s: f64) {
        let at = at_s as f64;
        let season = -(TAU * (at - COLDEST_S) / YEAR_S).cos();
        let day = (TAU * (at / 86_400.0 - 14.0 / 24.0)).cos();
        self.system = autoregressive(self.system, 3.4, 60.0 * 3600.0, dt_s, noise.normal(900, at_s));
        self.cloud = autoregressive(self.cloud, 0.45, 3600.0, dt_s, noise.normal(901, at_s));
        self.moisture = autoregressive(self.moisture, 1.6, 30.0 * 3600.0, dt_s, noise.normal(902, at_s));
        let mean = 10.0 + 9.5 * season + self.system;
        self.dry_bulb = mean + (3.0 + 2.0 * season) * day + self.cloud;
        // The dew point follows the air mass, not the hour; the air dries out in the afternoon.
        let dew_point = mean - 4.5 - 1.5 * season - 0.15 * self.system + self.moisture;
        let share = saturation_pressure_hpa(dew_point) / saturation_pressure_hpa(self.dry_bulb);
        self.relative_humidity = (100.0 * share).clamp(18.0, 99.0);
        self.wet_bulb = wet_bulb(self.dry_bulb, self.relative_humidity).min(self.dry_bulb);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_looks_like_the_climate_it_claims() {
        let noise = Noise::new(11);
        let start = 1_735_689_600; // 2025-01-01
        let mut weather = Weather::new(noise, start);
        let (mut january, mut july) = (0.0, 0.0);
        for hour in 0..8760_i64 {
            weather.step(noise, start + hour * 3600, 3600.0);
            assert!(weather.wet_bulb <= weather.dry_bulb + 1e-9);
            if hour < 744 {
                january += weather.dry_bulb / 744.0;
            }
            if (4344..5088).contains(&hour) {
                july += weather.dry_bulb / 744.0;
            }
        }
        assert!((-4.0..5.0).contains(&january), "{january}");
        assert!((15.0..24.0).contains(&july), "{july}");
    }
}

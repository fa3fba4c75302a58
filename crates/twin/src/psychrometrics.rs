//! Moist air and water properties.

/// Pressure of the air, hPa; the plant lies low.
pub const ATMOSPHERE_HPA: f64 = 1010.0;
/// Specific heat of water, kJ/(kg K).
pub const WATER_CP: f64 = 4.187;
/// Heat of evaporation of water near 30 °C, kJ/kg.
pub const EVAPORATION_KJ_PER_KG: f64 = 2430.0;

/// Saturation vapour pressure over water in hPa, `t` in °C (Magnus form with the
/// coefficients of Alduchov and Eskridge, 1996).
pub fn saturation_pressure_hpa(t: f64) -> f64 {
    6.1094 * (17.625 * t / (t + 243.04)).exp()
}

/// Enthalpy of saturated air in kJ per kg of dry air, `t` in °C (ASHRAE Handbook
/// Fundamentals, Psychrometrics: h = 1.006 t + w (2501 + 1.86 t)).
pub fn saturated_air_enthalpy(t: f64) -> f64 {
    let e = saturation_pressure_hpa(t);
    let w = 0.622 * e / (ATMOSPHERE_HPA - e);
    1.006 * t + w * (2501.0 + 1.86 * t)
}

/// Wet-bulb temperature in °C from dry bulb (°C) and relative humidity (%), at sea level:
/// Stull, "Wet-bulb temperature from relative humidity and air temperature", J. Appl.
/// Meteorol. Climatol. 50 (2011), eq. 1; within about 1 K for 5 to 99 % and -20 to 50 °C.
pub fn wet_bulb(t: f64, rh: f64) -> f64 {
    t * (0.151_977 * (rh + 8.313_659).sqrt()).atan() + (t + rh).atan() - (rh - 1.676_331).atan()
        + 0.003_918_38 * rh.powf(1.5) * (0.023_101 * rh).atan()
        - 4.686_035
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(got: f64, want: f64, tolerance: f64) {
        assert!((got - want).abs() < tolerance, "{got} is not {want}");
    }

    #[test]
    fn stull_gives_its_own_worked_example() {
        check(wet_bulb(20.0, 50.0), 13.7, 0.05);
    }

    #[test]
    fn saturation_matches_the_steam_table() {
        check(saturation_pressure_hpa(20.0), 23.39, 0.1);
        check(saturation_pressure_hpa(0.0), 6.11, 0.01);
        check(saturated_air_enthalpy(25.0), 76.5, 0.6);
    }
}

//! Repeatable noise: a pure function of seed, channel and time.
//!
//! Because nothing is drawn from a running stream, the noise of one tag does not depend on
//! which other tags exist or on how time is cut into steps, and a resumed simulation
//! continues as if it had never stopped.

use serde::{Deserialize, Serialize};

/// A family of noise channels under one seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noise {
    seed: u64,
}

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// The finaliser of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom
/// number generators", 2014).
const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Noise {
    pub const fn new(seed: u64) -> Self {
        Self { seed: mix(seed ^ GOLDEN) }
    }

    /// 64 random bits for a channel at an instant (any integer clock).
    pub const fn bits(self, channel: u32, at: i64) -> u64 {
        mix(self
            .seed
            .wrapping_add((channel as u64).wrapping_mul(0xD1B5_4A32_D192_ED03))
            .wrapping_add((at as u64).wrapping_mul(GOLDEN)))
    }

    /// Uniform in `[0, 1)`.
    pub fn uniform(self, channel: u32, at: i64) -> f64 {
        (self.bits(channel, at) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Close to a standard normal: the sum of four uniforms (Irwin-Hall), so that no value
    /// is further out than 3.5 and the result is the same on every machine.
    pub fn normal(self, channel: u32, at: i64) -> f64 {
        let bits = self.bits(channel, at);
        let lanes = (bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48);
        (lanes as f64 / 65_535.0 - 2.0) * 1.732_050_807_568_877_2
    }

    /// Exponentially distributed with the given mean.
    pub fn exponential(self, channel: u32, at: i64, mean: f64) -> f64 {
        -(1.0 - self.uniform(channel, at)).ln() * mean
    }
}

/// One step of a first-order autoregressive process with standard deviation `sigma` and
/// correlation time `tau_s`, exact for any step length (Ornstein-Uhlenbeck).
pub fn autoregressive(value: f64, sigma: f64, tau_s: f64, dt_s: f64, normal: f64) -> f64 {
    let keep = (-dt_s / tau_s).exp();
    value * keep + sigma * (1.0 - keep * keep).sqrt() * normal
}

/// A first-order lag towards `target`, exact for any step length.
pub fn lag(value: f64, target: f64, tau_s: f64, dt_s: f64) -> f64 {
    target + (value - target) * (-dt_s / tau_s).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_has_the_moments_it_claims() {
        let noise = Noise::new(7);
        let count = 100_000;
        let (mut sum, mut squares) = (0.0, 0.0);
        for at in 0..count {
            let x = noise.normal(3, at);
            sum += x;
            squares += x * x;
        }
        let mean = sum / count as f64;
        assert!(mean.abs() < 0.02, "{mean}");
        assert!((squares / count as f64 - 1.0).abs() < 0.02);
    }

    #[test]
    fn channels_and_seeds_differ() {
        assert_ne!(Noise::new(1).bits(0, 5), Noise::new(2).bits(0, 5));
        assert_ne!(Noise::new(1).bits(0, 5), Noise::new(1).bits(1, 5));
        assert_eq!(Noise::new(1).bits(4, 5), Noise::new(1).bits(4, 5));
    }

    #[test]
    fn a_lag_does_not_depend_on_how_time_is_cut() {
        let mut small = 10.0;
        for _ in 0..12 {
            small = lag(small, 50.0, 300.0, 5.0);
        }
        assert!((small - lag(10.0, 50.0, 300.0, 60.0)).abs() < 1e-9);
    }
}

//! A meter that counts up, with the mean rate since it was last read.

use serde::{Deserialize, Serialize};

/// Counts an amount (kWh, m³) and gives the mean rate between readings, so that the rate
/// which is recorded and the counter beside it always agree.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Totaliser {
    /// The counter.
    pub total: f64,
    read_at: f64,
    /// Mean rate per hour over the last interval that was read.
    pub mean: f64,
}

impl Totaliser {
    /// A meter that stands at `total` when the story begins.
    pub const fn starting_at(total: f64) -> Self {
        Self { total, read_at: total, mean: 0.0 }
    }

    /// Counts `rate` per hour over `dt_s` seconds.
    pub fn add(&mut self, rate: f64, dt_s: f64) {
        self.total += rate * dt_s / 3600.0;
    }

    /// Ends the interval of `dt_s` seconds: sets [`Totaliser::mean`].
    pub fn read(&mut self, dt_s: f64) {
        self.mean = (self.total - self.read_at) * 3600.0 / dt_s;
        self.read_at = self.total;
    }
}

//! Values as a plant's sensors give them, the same for the same seed on every machine.

/// What a tag measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A flow or pressure: a walk around an operating point with sensor noise, two decimals.
    Measurement,
    /// A temperature that moves slowly, one decimal.
    Temperature,
    /// A setpoint: constant for minutes to hours.
    Setpoint,
    /// A machine that runs (1) or stands (0).
    OnOff,
    /// A computed value with all digits of a double.
    Computed,
}

/// Of 20 tags, 11 are measurements, 3 temperatures, 3 setpoints, 2 on/off and 1 is computed.
fn kind(tag: usize) -> Kind {
    match tag % 20 {
        0..=10 => Kind::Measurement,
        11..=13 => Kind::Temperature,
        14..=16 => Kind::Setpoint,
        17..=18 => Kind::OnOff,
        _ => Kind::Computed,
    }
}

/// One tag's values, sample after sample.
#[derive(Debug, Clone)]
pub struct Signal {
    kind: Kind,
    random: Random,
    centre: f64,
    value: f64,
    /// Samples until a setpoint or a machine changes.
    left: u32,
}

impl Signal {
    /// The signal of tag number `tag`.
    pub fn new(seed: u64, tag: usize) -> Self {
        let mut random = Random::new(seed ^ (tag as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let centre = 20.0 + 70.0 * random.share();
        Self { kind: kind(tag), random, centre, value: centre, left: 0 }
    }

    pub fn next(&mut self) -> f64 {
        match self.kind {
            Kind::Measurement => {
                self.walk(0.002, 0.08);
                let noise = 0.04 * self.random.bell();
                ((self.value + noise) * 100.0).round() / 100.0
            }
            Kind::Temperature => {
                self.walk(0.0005, 0.01);
                (self.value * 10.0).round() / 10.0
            }
            Kind::Setpoint => {
                if self.expired(600, 7200) {
                    self.value = (self.centre + 10.0 * self.random.bell()).round().max(0.0);
                }
                self.value
            }
            Kind::OnOff => {
                if self.expired(60, 3600) {
                    self.value = if self.value == 1.0 { 0.0 } else { 1.0 };
                }
                self.value
            }
            Kind::Computed => {
                self.walk(0.002, 0.08);
                self.value
            }
        }
    }

    /// Drifts back to the operating point and off it again.
    fn walk(&mut self, back: f64, step: f64) {
        self.value += back * (self.centre - self.value) + step * self.random.bell();
    }

    fn expired(&mut self, shortest: u32, longest: u32) -> bool {
        if self.left > 0 {
            self.left -= 1;
            return false;
        }
        self.left = shortest + (self.random.share() * f64::from(longest - shortest)) as u32;
        true
    }
}

/// Marsaglia's xorshift64 (2003) with a multiplied output.
#[derive(Debug, Clone)]
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// Uniform in [0, 1).
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Near a normal distribution of variance 1: the sum of four uniform ones, scaled.
    fn bell(&mut self) -> f64 {
        let bits = self.next();
        let sum: u64 = (0..4).map(|part| (bits >> (part * 16)) & 0xffff).sum();
        (sum as f64 / 65_536.0 - 2.0) * 3_f64.sqrt()
    }
}

/// The name of tag number `tag`, sorted as the numbers are.
pub fn name(tag: usize) -> String {
    format!("area-{}.unit-{:02}.tag-{tag:04}", tag / 100, tag / 10 % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_values() {
        let values = |seed| {
            let mut signal = Signal::new(seed, 3);
            (0..100).map(|_| signal.next()).collect::<Vec<f64>>()
        };
        assert_eq!(values(1), values(1));
        assert_ne!(values(1), values(2));
    }

    #[test]
    fn names_are_sorted() {
        let names: Vec<String> = (0..1000).map(name).collect();
        assert!(names.is_sorted());
    }
}

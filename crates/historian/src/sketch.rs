//! A mergeable sketch of quantiles with a bound on its relative error: DDSketch
//! (Masson, Rim, Lee: "DDSketch: a fast and fully-mergeable quantile sketch with
//! relative-error guarantees", VLDB 2019) with the linearly interpolated
//! logarithm of its section 2.2, which costs no call of `ln`.

use crate::varint::{put_varint, take_varint, unzigzag, zigzag};

/// Bound on the relative error of a quantile.
const ACCURACY: f64 = 0.005;
/// Magnitudes under this count as zero.
const SMALLEST: f64 = 1e-12;

/// Counts of values in buckets whose bounds grow geometrically.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Sketch {
    negative: Bins,
    zero: u64,
    positive: Bins,
}

/// Counts from `offset` on.
#[derive(Debug, Clone, PartialEq, Default)]
struct Bins {
    offset: i32,
    counts: Vec<u64>,
}

/// Width of a bucket in the interpolated logarithm. That one rises by at least as
/// much as the natural logarithm, so ln(gamma) keeps the bound everywhere.
const STEP: f64 = 2.0 * ACCURACY;
/// Buckets per unit of it, exactly.
const PER_UNIT: f64 = 100.0;

/// Exponent plus mantissa: a piecewise linear base-2 logarithm.
fn interpolated_logarithm(value: f64) -> f64 {
    let bits = value.to_bits();
    let exponent = ((bits >> 52) as i32 - 1023) as f64;
    let mantissa = f64::from_bits((bits & ((1 << 52) - 1)) | (1023 << 52));
    exponent + (mantissa - 1.0)
}

fn key(value: f64) -> i32 {
    let bucket = interpolated_logarithm(value) * PER_UNIT;
    // The floor, without a call on processors that have no instruction for it.
    let truncated = bucket as i32;
    truncated - i32::from(bucket < f64::from(truncated))
}

/// The value that stands for a bucket: within the accuracy of both its bounds.
fn representative(key: i32) -> f64 {
    let bound = |key: i32| {
        let logarithm = f64::from(key) * STEP;
        let exponent = logarithm.floor();
        2f64.powi(exponent as i32) * (1.0 + logarithm - exponent)
    };
    let (low, high) = (bound(key), bound(key + 1));
    2.0 * low * high / (low + high)
}

impl Bins {
    fn add(&mut self, key: i32, count: u64) {
        if self.counts.is_empty() {
            self.offset = key;
        }
        if key < self.offset {
            let missing = (self.offset - key) as usize;
            self.counts.splice(0..0, std::iter::repeat_n(0, missing));
            self.offset = key;
        }
        let index = (key - self.offset) as usize;
        if index >= self.counts.len() {
            self.counts.resize(index + 1, 0);
        }
        self.counts[index] += count;
    }

    fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    fn filled(&self) -> impl DoubleEndedIterator<Item = (i32, u64)> + '_ {
        self.counts
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0)
            .map(|(index, count)| (self.offset + index as i32, *count))
    }

    fn encode(&self, out: &mut Vec<u8>) {
        put_varint(out, self.filled().count() as u64);
        let mut previous = 0_i32;
        for (key, count) in self.filled() {
            put_varint(out, zigzag(i64::from(key) - i64::from(previous)));
            put_varint(out, count);
            previous = key;
        }
    }

    fn decode(bytes: &mut &[u8]) -> Option<Self> {
        let mut bins = Self::default();
        let mut previous = 0_i64;
        for _ in 0..take_varint(bytes)? {
            previous = previous.checked_add(unzigzag(take_varint(bytes)?))?;
            let key = i32::try_from(previous).ok().filter(|key| key.abs() < 1 << 18)?;
            bins.add(key, take_varint(bytes)?);
        }
        Some(bins)
    }
}

impl Sketch {
    /// Adds a finite value.
    pub fn add(&mut self, value: f64) {
        if value.abs() < SMALLEST {
            self.zero += 1;
        } else if value > 0.0 {
            self.positive.add(key(value), 1);
        } else {
            self.negative.add(key(-value), 1);
        }
    }

    pub fn merge(&mut self, other: &Self) {
        self.zero += other.zero;
        for (key, count) in other.positive.filled() {
            self.positive.add(key, count);
        }
        for (key, count) in other.negative.filled() {
            self.negative.add(key, count);
        }
    }

    fn count(&self) -> u64 {
        self.negative.total() + self.zero + self.positive.total()
    }

    pub fn quantile(&self, q: f64) -> Option<f64> {
        let count = self.count();
        if count == 0 {
            return None;
        }
        let mut left = (q * (count - 1) as f64).floor() as u64;
        for (key, count) in self.negative.filled().rev() {
            if left < count {
                return Some(-representative(key));
            }
            left -= count;
        }
        if left < self.zero {
            return Some(0.0);
        }
        left -= self.zero;
        for (key, count) in self.positive.filled() {
            if left < count {
                return Some(representative(key));
            }
            left -= count;
        }
        None
    }

    pub fn encode(&self, out: &mut Vec<u8>) {
        put_varint(out, self.zero);
        self.negative.encode(out);
        self.positive.encode(out);
    }

    pub fn decode(bytes: &mut &[u8]) -> Option<Self> {
        let zero = take_varint(bytes)?;
        Some(Self { zero, negative: Bins::decode(bytes)?, positive: Bins::decode(bytes)? })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn check(values: impl Iterator<Item = f64> + Clone) {
        let mut sorted: Vec<f64> = values.clone().collect();
        sorted.sort_by(f64::total_cmp);
        let (mut sketch, mut other) = (Sketch::default(), Sketch::default());
        for (row, value) in values.enumerate() {
            if row % 3 == 0 { sketch.add(value) } else { other.add(value) }
        }
        sketch.merge(&other);
        let mut bytes = Vec::new();
        sketch.encode(&mut bytes);
        assert_eq!(Sketch::decode(&mut bytes.as_slice()).unwrap(), sketch);
        for q in [0.0, 0.01, 0.25, 0.5, 0.9, 0.99, 1.0] {
            let exact = sorted[(q * (sorted.len() - 1) as f64).floor() as usize];
            let got = sketch.quantile(q).unwrap();
            assert!(
                (got - exact).abs() <= 1.02 * ACCURACY * exact.abs() + SMALLEST,
                "{q}: {got} for {exact}"
            );
        }
    }

    #[test]
    fn quantiles_stay_within_the_bound_and_survive_merging_and_storing() {
        check((1..5000).map(f64::from));
        check((0..5000).map(|i| (f64::from(i) - 2500.0) / 7.0));
        check((0..300).map(|i| 1e-9 * 1.13_f64.powi(i)));
        check(std::iter::once(0.0));
    }
}

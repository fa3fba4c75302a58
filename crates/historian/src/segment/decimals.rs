//! Values that a sensor rounded, as integers.
//!
//! Where each value of a stretch is an integer over the same small power of ten,
//! the integers are kept instead, as ALP does (Afroozeh, Kuffo, Boncz, "ALP:
//! Adaptive Lossless floating-Point Compression", SIGMOD 2023). Neighbours differ
//! by little, so that their differences take a few bits each.

/// Powers of ten that are tried.
const FACTORS: [f64; 7] = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6];
/// Integers are kept under this: there, both they and the products are exact enough.
const LARGEST: f64 = 1e15;

/// Adding and taking this away rounds a double under 2^51 to an integer, ties to even,
/// without a call: the oldest processors that the program runs on have no instruction for it.
const ROUNDER: f64 = 6_755_399_441_055_744.0;

pub(crate) fn round(value: f64) -> f64 {
    (value + ROUNDER) - ROUNDER
}

/// What it takes to keep values as integers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Decimals {
    /// How many decimals every value has at most.
    pub count: u8,
    /// The largest magnitude.
    largest: f64,
}

impl Decimals {
    /// `None` where a value is not a decimal of the kind.
    pub fn of(values: &[f64]) -> Option<Self> {
        // Infinities and, as all comparisons with it are false, NaN fail further down.
        let largest = values.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
        let mut count = 0;
        let mut factor = FACTORS[0];
        for &value in values {
            // Negative zero is zero to a sensor.
            while round(value * factor) / factor != value {
                count += 1;
                factor = *FACTORS.get(count)?;
            }
        }
        (largest * factor < LARGEST).then_some(Self { count: count as u8, largest })
    }

    /// What fits both; `None` where the larger magnitude is too large for the greater
    /// number of decimals. Within the bound, more decimals than needed stay exact:
    /// both quotients are the double nearest to the same number.
    pub fn join(self, other: Self) -> Option<Self> {
        let joined = Self { count: self.count.max(other.count), largest: self.largest.max(other.largest) };
        (joined.largest * FACTORS[usize::from(joined.count)] < LARGEST).then_some(joined)
    }
}

/// The values as integers; they must have at most this many decimals.
pub(super) fn scale(values: &[f64], decimals: u8) -> impl Iterator<Item = i64> + '_ {
    let factor = FACTORS[usize::from(decimals)];
    values.iter().map(move |value| round(value * factor) as i64)
}

/// The values back from the integers; `None` for a number of decimals that is never written.
pub(super) fn unscale(scaled: &[i64], decimals: u8) -> Option<Vec<f64>> {
    let factor = *FACTORS.get(usize::from(decimals))?;
    Some(scaled.iter().map(|value| *value as f64 / factor).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[f64], expected: Option<u8>) {
        let found = Decimals::of(values);
        assert_eq!(found.map(|found| found.count), expected, "{values:?}");
        let Some(found) = found else { return };
        // More decimals than needed, as in a row group with other tags, change nothing.
        for count in found.count..=6 {
            let Some(joined) = found.join(Decimals { count, largest: 0.0 }) else { continue };
            let scaled: Vec<i64> = scale(values, joined.count).collect();
            assert_eq!(unscale(&scaled, joined.count).as_deref(), Some(values), "{count}");
        }
    }

    #[test]
    fn rounded_values_become_integers_and_come_back_exactly() {
        check(&[], Some(0));
        check(&[1.0, -7.0, 0.0], Some(0));
        check(&[20.1, 20.15, -0.3], Some(2));
        check(&[1e-6, 123.456789], Some(6));
        check(&[123_456_789.012_345], Some(6));
        check(&(0..10_000).map(|i| f64::from(i) / 1000.0).collect::<Vec<_>>(), Some(3));
        check(&[1.0 / 3.0], None);
        check(&[f64::NAN], None);
        check(&[f64::INFINITY], None);
        check(&[1e15], None);
        check(&[9e14, 0.1], None);
    }

    #[test]
    fn what_does_not_fit_together_is_kept_apart() {
        let (large, fine) = (Decimals::of(&[2e12]), Decimals::of(&[0.000_001]));
        assert_eq!(large.zip(fine).and_then(|(large, fine)| large.join(fine)), None);
    }
}

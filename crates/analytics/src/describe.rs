//! Moments and order statistics of numbers.

/// What a set of numbers is like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    pub count: u64,
    pub sum: f64,
    pub mean: f64,
    /// Sample variance (n - 1); 0 for one number.
    pub variance: f64,
    pub minimum: f64,
    pub maximum: f64,
}

impl Summary {
    /// Sample standard deviation (n - 1); 0 for one number.
    pub fn std(&self) -> f64 {
        self.variance.sqrt()
    }
}

/// Sum that loses nothing to cancellation (Neumaier 1974, "Rundungsfehleranalyse
/// einiger Verfahren zur Summation endlicher Summen").
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct CompensatedSum {
    sum: f64,
    compensation: f64,
}

impl CompensatedSum {
    pub fn add(&mut self, value: f64) {
        let total = self.sum + value;
        self.compensation += if self.sum.abs() >= value.abs() {
            (self.sum - total) + value
        } else {
            (value - total) + self.sum
        };
        self.sum = total;
    }

    pub fn value(self) -> f64 {
        self.sum + self.compensation
    }
}

impl FromIterator<f64> for CompensatedSum {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut sum = Self::default();
        for value in values {
            sum.add(value);
        }
        sum
    }
}

/// Summary of the finite numbers, in two passes; `None` when there is none.
pub fn summary(values: &[f64]) -> Option<Summary> {
    let finite = || values.iter().copied().filter(|v| v.is_finite());
    let mut count = 0u64;
    let (mut minimum, mut maximum) = (f64::INFINITY, f64::NEG_INFINITY);
    let mut sum = CompensatedSum::default();
    for value in finite() {
        count += 1;
        minimum = minimum.min(value);
        maximum = maximum.max(value);
        sum.add(value);
    }
    if count == 0 {
        return None;
    }
    let sum = sum.value();
    // A mean lies between the extremes; rounding must not put it outside.
    let mean = (sum / count as f64).clamp(minimum, maximum);
    let squares: CompensatedSum = finite().map(|v| (v - mean) * (v - mean)).collect();
    let variance = if count > 1 { squares.value() / (count - 1) as f64 } else { 0.0 };
    Some(Summary { count, sum, mean, variance, minimum, maximum })
}

/// The `q`-quantile (0 to 1) of the finite numbers by linear interpolation between
/// order statistics: type 7 of Hyndman and Fan (1996), "Sample quantiles in
/// statistical packages". `None` when there is no number or `q` is outside 0 to 1.
pub fn quantile(values: &[f64], q: f64) -> Option<f64> {
    let mut finite: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    let (below, share) = position(finite.len(), q)?;
    let (_, low, above) = finite.select_nth_unstable_by(below, f64::total_cmp);
    let low = *low;
    let high = above.iter().copied().min_by(f64::total_cmp).unwrap_or(low);
    Some(interpolate(low, high, share))
}

/// [`quantile`] of numbers that are finite and in ascending order.
pub fn quantile_of_sorted(sorted: &[f64], q: f64) -> Option<f64> {
    let (below, share) = position(sorted.len(), q)?;
    let low = sorted[below];
    let high = sorted.get(below + 1).copied().unwrap_or(low);
    Some(interpolate(low, high, share))
}

fn position(count: usize, q: f64) -> Option<(usize, f64)> {
    if count == 0 || !(0.0..=1.0).contains(&q) {
        return None;
    }
    let position = q * (count - 1) as f64;
    let below = position.floor();
    Some((below as usize, position - below))
}

fn interpolate(low: f64, high: f64, share: f64) -> f64 {
    if share == 0.0 { low } else { low + share * (high - low) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn moments_by_hand() {
        let s = summary(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]).unwrap();
        assert_eq!((s.count, s.sum, s.mean, s.minimum, s.maximum), (8, 40.0, 5.0, 2.0, 9.0));
        assert!((s.variance - 32.0 / 7.0).abs() < 1e-12);
    }

    #[test]
    fn one_number_none_and_not_a_number() {
        let s = summary(&[f64::NAN, 3.0]).unwrap();
        assert_eq!((s.count, s.mean, s.std()), (1, 3.0, 0.0));
        assert_eq!(summary(&[]), None);
        assert_eq!(summary(&[f64::NAN, f64::INFINITY]), None);
    }

    #[test]
    fn a_sum_survives_cancellation() {
        assert_eq!(summary(&[1e16, 1.0, 1.0, -1e16]).unwrap().sum, 2.0);
    }

    #[test]
    fn a_mean_lies_between_the_extremes() {
        let s = summary(&[0.1; 7]).unwrap();
        assert_eq!((s.mean, s.variance), (0.1, 0.0));
    }

    #[test]
    fn quantiles_of_type_seven() {
        fn check(values: &[f64], q: f64, expected: Option<f64>) {
            let got = quantile(values, q);
            match (got, expected) {
                (Some(g), Some(e)) => assert!((g - e).abs() < 1e-12, "{q}: {g} != {e}"),
                _ => assert_eq!(got, expected, "{q}"),
            }
            let mut sorted: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
            sorted.sort_by(f64::total_cmp);
            assert_eq!(quantile_of_sorted(&sorted, q), got);
        }
        let four = [4.0, 1.0, 3.0, 2.0];
        check(&four, 0.5, Some(2.5));
        check(&four, 0.25, Some(1.75));
        check(&four, 0.95, Some(3.85));
        check(&four, 0.0, Some(1.0));
        check(&four, 1.0, Some(4.0));
        check(&four, 1.1, None);
        check(&four, f64::NAN, None);
        check(&[7.0], 0.3, Some(7.0));
        check(&[], 0.5, None);
        check(&[f64::NAN, 1.0, 3.0], 0.5, Some(2.0));
    }

    #[test]
    fn quantiles_do_not_depend_on_order_and_rise_with_q() {
        let values: Vec<f64> = (0..101u32).map(|i| f64::from(i * 37 % 101)).collect();
        let mut last = f64::NEG_INFINITY;
        for percent in 0..=100 {
            let q = f64::from(percent) / 100.0;
            let at = quantile(&values, q).unwrap();
            let mut reversed = values.clone();
            reversed.reverse();
            assert_eq!(Some(at), quantile(&reversed, q));
            assert!((at - f64::from(percent)).abs() < 1e-9 && at >= last);
            last = at;
        }
    }
}

//! Which series go along with each other.

use crate::Samples;
use crate::describe::CompensatedSum;

/// Pearson's correlation of paired samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Correlation {
    /// -1 to 1.
    pub r: f64,
    /// Pairs that it rests on.
    pub pairs: u64,
}

impl Correlation {
    /// The 95 % interval by Fisher's z (1921), for independent pairs; `None` under four.
    pub fn interval(&self) -> Option<(f64, f64)> {
        if self.pairs < 4 {
            return None;
        }
        let half = 1.959_963_985 / ((self.pairs - 3) as f64).sqrt();
        let z = self.r.clamp(-1.0 + 1e-15, 1.0 - 1e-15).atanh();
        Some(((z - half).tanh(), (z + half).tanh()))
    }
}

/// A correlation at the lag where it is strongest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LaggedCorrelation {
    pub correlation: Correlation,
    /// How long the right series trails the left one, ns; negative: it leads.
    pub lag: i64,
}

/// Pearson's correlation of pairs that are both finite. `None` with fewer than two pairs
/// or when either side does not vary.
pub fn correlate(left: &[f64], right: &[f64]) -> Option<Correlation> {
    let pairs = || left.iter().zip(right).filter(|(l, r)| l.is_finite() && r.is_finite());
    let count = pairs().count();
    if count < 2 {
        return None;
    }
    let mean = |f: fn((&f64, &f64)) -> f64| pairs().map(f).collect::<CompensatedSum>().value() / count as f64;
    let (l_mean, r_mean) = (mean(|(l, _)| *l), mean(|(_, r)| *r));
    let (mut ll, mut rr, mut lr) =
        (CompensatedSum::default(), CompensatedSum::default(), CompensatedSum::default());
    for (l, r) in pairs() {
        let (dl, dr) = (l - l_mean, r - r_mean);
        ll.add(dl * dl);
        rr.add(dr * dr);
        lr.add(dl * dr);
    }
    let (ll, rr) = (ll.value(), rr.value());
    // A series of one value may leave a trace of rounding; it does not vary for all that.
    if !varies(ll, l_mean, count) || !varies(rr, r_mean, count) {
        return None;
    }
    let r = (lr.value() / (ll.sqrt() * rr.sqrt())).clamp(-1.0, 1.0);
    Some(Correlation { r, pairs: count as u64 })
}

fn varies(squares: f64, mean: f64, count: usize) -> bool {
    squares > count as f64 * (mean * 4.0 * f64::EPSILON).powi(2)
}

/// Values of two series at common times: where at least half of the shorter one's samples
/// have a sample at the same instant in the other, those pairs alone; else every sample of the
/// sparser series with the nearest one of the denser within `reach` ns. The right
/// series is read `lag` ns later. Finite values only.
pub fn align(left: Samples<'_>, right: Samples<'_>, reach: i64, lag: i64) -> (Vec<f64>, Vec<f64>) {
    let exact = exact_pairs(left, right, lag);
    if 2 * exact.0.len() >= left.len().min(right.len()) || reach <= 0 {
        return exact;
    }
    if left.len() <= right.len() {
        nearest_pairs(left, right, reach, lag)
    } else {
        let (r, l) = nearest_pairs(right, left, reach, lag.saturating_neg());
        (l, r)
    }
}

fn exact_pairs(left: Samples<'_>, right: Samples<'_>, lag: i64) -> (Vec<f64>, Vec<f64>) {
    let mut pairs = (Vec::new(), Vec::new());
    let (mut l, mut r) = (0, 0);
    while l < left.len() && r < right.len() {
        let at = left.times[l].saturating_add(lag);
        match at.cmp(&right.times[r]) {
            std::cmp::Ordering::Less => l += 1,
            std::cmp::Ordering::Greater => r += 1,
            std::cmp::Ordering::Equal => {
                push_finite(&mut pairs, left.values[l], right.values[r]);
                l += 1;
                r += 1;
            }
        }
    }
    pairs
}

fn nearest_pairs(base: Samples<'_>, other: Samples<'_>, reach: i64, lag: i64) -> (Vec<f64>, Vec<f64>) {
    let mut pairs = (Vec::new(), Vec::new());
    let mut next = 0;
    for (&time, &value) in base.times.iter().zip(base.values) {
        let at = time.saturating_add(lag);
        while next < other.len() && other.times[next] < at {
            next += 1;
        }
        let distance = |i: usize| other.times[i].abs_diff(at);
        let nearest = [next.checked_sub(1), (next < other.len()).then_some(next)]
            .into_iter()
            .flatten()
            .min_by_key(|&i| distance(i));
        if let Some(i) = nearest
            && distance(i) <= reach.unsigned_abs()
        {
            push_finite(&mut pairs, value, other.values[i]);
        }
    }
    pairs
}

fn push_finite(pairs: &mut (Vec<f64>, Vec<f64>), left: f64, right: f64) {
    if left.is_finite() && right.is_finite() {
        pairs.0.push(left);
        pairs.1.push(right);
    }
}

/// The correlation at the lag, from `-max_lag` to `max_lag` in steps of `step` (made longer so
/// that at most 241 lags are tried), where it is strongest by |r|; the shortest lag of equals.
/// Lags that leave fewer than half of the pairs of the best covered one are not considered.
pub fn correlate_with_lag(
    left: Samples<'_>,
    right: Samples<'_>,
    step: i64,
    max_lag: i64,
) -> Option<LaggedCorrelation> {
    let step = step.max(1);
    let reach = step / 2;
    let stride = step.saturating_mul((max_lag / step + 119) / 120).max(step);
    let mut tried = Vec::new();
    let mut lag = 0i64;
    while lag <= max_lag.max(0) {
        for signed in if lag == 0 { vec![0] } else { vec![lag, -lag] } {
            let (l, r) = align(left, right, reach, signed);
            if let Some(correlation) = correlate(&l, &r) {
                tried.push(LaggedCorrelation { correlation, lag: signed });
            }
        }
        lag = lag.saturating_add(stride);
    }
    let most = tried.iter().map(|t| t.correlation.pairs).max()?;
    let mut best: Option<LaggedCorrelation> = None;
    for candidate in tried.into_iter().filter(|t| 2 * t.correlation.pairs >= most) {
        if best.is_none_or(|b| candidate.correlation.r.abs() > b.correlation.r.abs() + 1e-12) {
            best = Some(candidate);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn pearson_by_hand() {
        #[track_caller]
        fn check(left: &[f64], right: &[f64], expected: Option<f64>) {
            let got = correlate(left, right).map(|c| c.r);
            match (got, expected) {
                (Some(g), Some(e)) => assert!((g - e).abs() < 1e-12, "{g} != {e}"),
                _ => assert_eq!(got, expected),
            }
        }
        check(&[1.0, 2.0, 3.0, 4.0, 5.0], &[1.0, 3.0, 2.0, 5.0, 4.0], Some(0.8));
        check(&[1.0, 2.0, 3.0], &[-2.0, -4.0, -6.0], Some(-1.0));
        check(&[1.0, 2.0, f64::NAN, 3.0], &[2.0, 4.0, 99.0, 6.0], Some(1.0));
        check(&[0.1, 0.1, 0.1], &[1.0, 2.0, 3.0], None);
        check(&[1.0], &[1.0], None);
        check(&[], &[], None);
    }

    #[test]
    fn scale_and_offset_change_nothing() {
        let left: Vec<f64> = (0..100u32).map(|i| f64::from(i * 37 % 101)).collect();
        let right: Vec<f64> = (0..100u32).map(|i| f64::from(i * 53 % 97)).collect();
        let scaled: Vec<f64> = right.iter().map(|v| -2.5 * v + 1e7).collect();
        let (a, b) = (correlate(&left, &right).unwrap(), correlate(&left, &scaled).unwrap());
        assert!((a.r + b.r).abs() < 1e-9);
        let (low, high) = a.interval().unwrap();
        assert!(low < a.r && a.r < high);
    }

    #[test]
    fn exact_instants_come_before_near_ones() {
        let left = ([0, 10, 20, 30], [1.0, 2.0, 3.0, 4.0]);
        let right = ([0, 10, 21, 30], [5.0, 6.0, 7.0, 8.0]);
        let (l, r) = align(Samples::new(&left.0, &left.1), Samples::new(&right.0, &right.1), 5, 0);
        assert_eq!((l, r), (vec![1.0, 2.0, 4.0], vec![5.0, 6.0, 8.0]));
    }

    #[test]
    fn the_sparser_series_looks_up_the_denser() {
        let dense_times: Vec<i64> = (0..40).collect();
        let dense: Vec<f64> = (0..40).map(f64::from).collect();
        let sparse = Samples::new(&[103, 113, 1000], &[0.1, 0.2, 0.3]);
        let dense = Samples::new(&dense_times, &dense);
        let shifted: Vec<i64> = dense_times.iter().map(|t| t * 2 + 100).collect();
        let dense_at_100 = Samples::new(&shifted, dense.values);
        assert_eq!(align(sparse, dense_at_100, 1, 0), (vec![0.1, 0.2], vec![1.0, 6.0]));
        assert_eq!(align(dense_at_100, sparse, 1, 0), (vec![1.0, 6.0], vec![0.1, 0.2]));
        assert!(align(sparse, dense, 1, 0).0.is_empty());
    }

    #[test]
    fn a_delay_is_found_with_its_sign() {
        let times: Vec<i64> = (0..300).map(|i| i * 10).collect();
        let signal = |i: i64| (i as f64 / 7.0).sin() + 0.5 * (i as f64 / 3.1).cos();
        let left: Vec<f64> = (0..300).map(signal).collect();
        let right: Vec<f64> = (0..300).map(|i| signal(i - 4)).collect();
        let (l, r) = (Samples::new(&times, &left), Samples::new(&times, &right));
        let found = correlate_with_lag(l, r, 10, 100).unwrap();
        assert_eq!(found.lag, 40);
        assert!(found.correlation.r > 0.999_999);
        assert_eq!(correlate_with_lag(r, l, 10, 100).unwrap().lag, -40);
        assert_eq!(correlate_with_lag(l, r, 10, 0).unwrap().lag, 0);
    }
}

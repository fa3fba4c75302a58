//! How much a series remembers: neighbouring values that are alike count for less than as many
//! independent ones.

use crate::describe::CompensatedSum;

/// Above this no estimate of the autocorrelation is believed: the long-run variance would be
/// divided by next to nothing (Andrews and Monahan 1992 hold it there, too).
const MOST: f64 = 0.97;

/// The autocorrelation of neighbours of an evenly spaced series about 0, of which `fitted` numbers
/// (a mean, a shift) were taken off before: the least-squares estimate with Kendall's correction for
/// its bias (Kendall 1954, "Note on bias in the estimation of autocorrelation"), from 0 to 0.97.
/// Pairs with a value that is not finite are left out. 0 where there are too few.
pub fn autocorrelation(residuals: &[f64], fitted: usize) -> f64 {
    let pairs = || residuals.windows(2).filter(|pair| pair[0].is_finite() && pair[1].is_finite());
    let count = pairs().count();
    if count < 4 {
        return 0.0;
    }
    let of = |f: fn(&[f64]) -> f64| pairs().map(f).collect::<CompensatedSum>().value();
    let (together, own) = (of(|pair| pair[0] * pair[1]), of(|pair| pair[0] * pair[0]));
    if own <= 0.0 {
        return 0.0;
    }
    let raw = (together / own).clamp(-1.0, 1.0);
    let bias = (fitted as f64 + (1.0 + 2.0 * fitted as f64) * raw) / count as f64;
    (raw + bias).clamp(0.0, MOST)
}

/// The long-run standard deviation of a series about 0: that of its mean, times the root of its
/// length. That of the part that is new in each value over what is remembered (the parametric
/// prewhitening of Andrews and Monahan 1992 with one lag). `None` with fewer than four finite values.
pub fn long_run_deviation(residuals: &[f64], fitted: usize) -> Option<f64> {
    let finite = || residuals.iter().copied().filter(|v| v.is_finite());
    let count = finite().count();
    if count < 4 {
        return None;
    }
    let squares = finite().map(|v| v * v).collect::<CompensatedSum>().value();
    let freedom = count.saturating_sub(fitted).max(1) as f64;
    let kept = autocorrelation(residuals, fitted);
    // Of a series with that memory: variance times (1 + kept) / (1 - kept).
    Some((squares / freedom * (1.0 + kept) / (1.0 - kept)).sqrt())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::chance::Chance;

    #[test]
    fn the_memory_of_a_made_series_is_found() {
        let mut chance = Chance::new(3);
        for kept in [0.0, 0.3, 0.6, 0.9] {
            let series = chance.series(20_000, kept);
            let got = autocorrelation(&series, 1);
            assert!((got - kept).abs() < 0.03, "{kept}: {got}");
            let expected = ((1.0 + kept) / (1.0 - kept)).sqrt();
            let long = long_run_deviation(&series, 1).unwrap();
            assert!((long / expected - 1.0).abs() < 0.15, "{kept}: {long}, {expected}");
        }
    }

    /// Short series, whose plain estimate is too small on average.
    #[test]
    fn short_series_are_not_taken_for_forgetful() {
        let mut chance = Chance::new(5);
        let rounds = 400;
        let mean = (0..rounds)
            .map(|_| {
                let series = chance.series(50, 0.8);
                let mean = series.iter().sum::<f64>() / 50.0;
                autocorrelation(&series.iter().map(|v| v - mean).collect::<Vec<_>>(), 1)
            })
            .sum::<f64>()
            / f64::from(rounds);
        assert!((mean - 0.8).abs() < 0.03, "{mean}");
    }

    #[test]
    fn too_little_and_nothing_at_all() {
        assert_eq!(autocorrelation(&[1.0, 2.0], 1), 0.0);
        assert_eq!(autocorrelation(&[0.0; 30], 1), 0.0);
        assert_eq!(long_run_deviation(&[1.0, f64::NAN, 2.0, 3.0], 1), None);
        assert_eq!(long_run_deviation(&[0.0; 30], 1), Some(0.0));
    }
}

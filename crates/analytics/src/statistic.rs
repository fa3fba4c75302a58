//! One number that stands for a stretch of a series.

use crate::{Samples, describe, hold};

/// A statistic of the finite samples of a window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Statistic {
    Mean,
    Minimum,
    Maximum,
    Sum,
    Count,
    /// Sample deviation (n - 1).
    StandardDeviation,
    Median,
    /// 0 to 100; linear interpolation between order statistics (type 7).
    Percentile(f64),
    First,
    Last,
    /// Maximum minus minimum.
    Range,
    /// Last minus first: what a counter has moved on by.
    Change,
    /// Each value weighted by how long it held.
    TimeWeightedMean,
    /// Sum of the samples times the usual step: value seconds of a rate.
    Total,
}

impl Statistic {
    /// The statistic of the samples in `[start, end)`; `None` when it has none to rest on
    /// (a deviation needs two). `step` is the usual step, ns: [`Self::Total`] and
    /// [`Self::TimeWeightedMean`] need it.
    pub fn of(self, samples: Samples<'_>, step: i64, start: i64, end: i64) -> Option<f64> {
        let inside = samples.within(start, end);
        let summary = describe::summary(inside.values)?;
        let first = || inside.finite().next().map(|(_, v)| v);
        let last = || inside.finite().next_back().map(|(_, v)| v);
        Some(match self {
            Self::Mean => summary.mean,
            Self::Minimum => summary.minimum,
            Self::Maximum => summary.maximum,
            Self::Sum => summary.sum,
            Self::Count => summary.count as f64,
            Self::StandardDeviation if summary.count < 2 => return None,
            Self::StandardDeviation => summary.std(),
            Self::Median => describe::quantile(inside.values, 0.5)?,
            Self::Percentile(percent) => describe::quantile(inside.values, percent / 100.0)?,
            Self::First => first()?,
            Self::Last => last()?,
            Self::Range => summary.maximum - summary.minimum,
            Self::Change => last()? - first()?,
            Self::TimeWeightedMean => hold::time_weighted_mean(samples, step, start, end)?,
            Self::Total => summary.sum * (step as f64 / 1e9),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const S: i64 = 1_000_000_000;

    #[test]
    fn each_statistic_by_hand() {
        let times: Vec<i64> = [0, 60, 120, 180, 240, 300].map(|t| t * S).to_vec();
        let values = [99.0, 4.0, f64::NAN, 1.0, 7.0, 88.0];
        let samples = Samples::new(&times, &values);
        // The window leaves out the first and the last sample: 4, 1, 7 remain.
        let check = |statistic: Statistic, expected: Option<f64>| {
            let got = statistic.of(samples, 60 * S, 60 * S, 300 * S);
            match (got, expected) {
                (Some(g), Some(e)) => assert!((g - e).abs() < 1e-12, "{statistic:?}: {g} != {e}"),
                _ => assert_eq!(got, expected, "{statistic:?}"),
            }
        };
        check(Statistic::Mean, Some(4.0));
        check(Statistic::Minimum, Some(1.0));
        check(Statistic::Maximum, Some(7.0));
        check(Statistic::Sum, Some(12.0));
        check(Statistic::Count, Some(3.0));
        check(Statistic::StandardDeviation, Some(3.0));
        check(Statistic::Median, Some(4.0));
        check(Statistic::Percentile(75.0), Some(5.5));
        check(Statistic::Percentile(175.0), None);
        check(Statistic::First, Some(4.0));
        check(Statistic::Last, Some(7.0));
        check(Statistic::Range, Some(6.0));
        check(Statistic::Change, Some(3.0));
        check(Statistic::TimeWeightedMean, Some(4.0));
        check(Statistic::Total, Some(720.0));
    }

    #[test]
    fn nothing_has_no_statistic_and_one_sample_no_deviation() {
        let one = Samples::new(&[0], &[5.0]);
        assert_eq!(Statistic::Mean.of(one, S, 0, 10), Some(5.0));
        assert_eq!(Statistic::StandardDeviation.of(one, S, 0, 10), None);
        assert_eq!(Statistic::Mean.of(one, S, 5, 10), None);
        assert_eq!(Statistic::Count.of(Samples::new(&[], &[]), S, 0, 10), None);
    }
}

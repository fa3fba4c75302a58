//! Counts, sums and extremes of samples, in a form whose parts merge exactly.

use std::ops::Deref;

use crate::sketch::Sketch;

/// What a stretch of one tag's samples amounts to.
///
/// Aggregates take the samples that are finite numbers and whose quality is not
/// bad; `good`, `uncertain` and `bad` count all samples of the stretch, text too.
/// Values and times of extremes and ends mean nothing while `count` is 0 (NaN and 0).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Aggregate {
    /// Samples aggregated.
    pub count: u64,
    /// Samples by quality, aggregated or not.
    pub good: u64,
    pub uncertain: u64,
    pub bad: u64,
    pub sum: f64,
    /// Sum of squared deviations from the mean; kept in place of the plain sum
    /// of squares because that one cancels for values far from zero (Chan, Golub,
    /// LeVeque 1979, eq. 2.1).
    pub squared_deviations: f64,
    pub minimum: f64,
    /// Earliest time of the minimum, ns.
    pub minimum_time: i64,
    pub maximum: f64,
    pub maximum_time: i64,
    pub first: f64,
    pub first_time: i64,
    pub last: f64,
    pub last_time: i64,
}

impl Default for Aggregate {
    fn default() -> Self {
        Self {
            count: 0,
            good: 0,
            uncertain: 0,
            bad: 0,
            sum: 0.0,
            squared_deviations: 0.0,
            minimum: f64::NAN,
            minimum_time: 0,
            maximum: f64::NAN,
            maximum_time: 0,
            first: f64::NAN,
            first_time: 0,
            last: f64::NAN,
            last_time: 0,
        }
    }
}

impl Aggregate {
    /// All samples, whatever their quality or kind.
    pub fn samples(&self) -> u64 {
        self.good + self.uncertain + self.bad
    }

    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum / self.count as f64)
    }

    /// Sample variance (divided by n - 1).
    pub fn variance(&self) -> Option<f64> {
        (self.count > 1).then(|| self.squared_deviations / (self.count - 1) as f64)
    }

    /// Sample standard deviation.
    pub fn standard_deviation(&self) -> Option<f64> {
        self.variance().map(f64::sqrt)
    }

    pub fn sum_of_squares(&self) -> f64 {
        self.mean().map_or(0.0, |mean| self.squared_deviations + self.sum * mean)
    }

    /// Whether every sample of the stretch was aggregated.
    pub(crate) fn is_whole(&self) -> bool {
        self.count == self.samples()
    }

    /// Aggregates samples of one tag in the order of time. `quality` is `None`
    /// where all are good.
    pub(crate) fn of(times: &[i64], values: &[f64], quality: Option<&[u32]>) -> Self {
        match quality {
            None if values.iter().all(|value| value.is_finite()) => Self::of_good(times, values),
            _ => Self::of_mixed(times, values, quality),
        }
    }

    fn of_good(times: &[i64], values: &[f64]) -> Self {
        let Some(last) = values.len().checked_sub(1) else { return Self::default() };
        let (mut minimum, mut maximum, mut sum) = (values[0], values[0], 0.0);
        for &value in values {
            minimum = if value < minimum { value } else { minimum };
            maximum = if value > maximum { value } else { maximum };
            sum += value;
        }
        let mean = sum / values.len() as f64;
        let squared_deviations =
            if minimum == maximum { 0.0 } else { values.iter().map(|v| (v - mean) * (v - mean)).sum() };
        let at = |wanted: f64| times[values.iter().position(|v| *v == wanted).unwrap_or(0)];
        Self {
            count: values.len() as u64,
            good: values.len() as u64,
            uncertain: 0,
            bad: 0,
            sum,
            squared_deviations,
            minimum,
            minimum_time: at(minimum),
            maximum,
            maximum_time: at(maximum),
            first: values[0],
            first_time: times[0],
            last: values[last],
            last_time: times[last],
        }
    }

    fn of_mixed(times: &[i64], values: &[f64], quality: Option<&[u32]>) -> Self {
        let mut total = Self::default();
        let (mut kept_times, mut kept) = (Vec::new(), Vec::new());
        for (row, (&time, &value)) in times.iter().zip(values).enumerate() {
            let class = quality.map_or(0, |quality| quality[row] >> 30);
            match class {
                0 => total.good += 1,
                1 => total.uncertain += 1,
                _ => total.bad += 1,
            }
            if class < 2 && value.is_finite() {
                kept_times.push(time);
                kept.push(value);
            }
        }
        let of_kept = Self::of_good(&kept_times, &kept);
        Self { good: total.good, uncertain: total.uncertain, bad: total.bad, ..of_kept }
    }

    /// Joins two stretches; they may come in either order but must not overlap.
    pub fn merge(&mut self, other: &Self) {
        self.good += other.good;
        self.uncertain += other.uncertain;
        self.bad += other.bad;
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = Self { good: self.good, uncertain: self.uncertain, bad: self.bad, ..*other };
            return;
        }
        let (n, m) = (self.count as f64, other.count as f64);
        let apart = other.sum / m - self.sum / n;
        self.squared_deviations += other.squared_deviations + apart * apart * n * m / (n + m);
        self.count += other.count;
        self.sum += other.sum;
        if (other.minimum, other.minimum_time) < (self.minimum, self.minimum_time) {
            (self.minimum, self.minimum_time) = (other.minimum, other.minimum_time);
        }
        if other.maximum > self.maximum
            || (other.maximum == self.maximum && other.maximum_time < self.maximum_time)
        {
            (self.maximum, self.maximum_time) = (other.maximum, other.maximum_time);
        }
        if other.first_time < self.first_time {
            (self.first, self.first_time) = (other.first, other.first_time);
        }
        if other.last_time > self.last_time {
            (self.last, self.last_time) = (other.last, other.last_time);
        }
    }
}

/// The aggregate of the samples in `[start, end)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bucket {
    pub start: i64,
    pub end: i64,
    pub aggregate: Aggregate,
}

impl Deref for Bucket {
    type Target = Aggregate;

    fn deref(&self) -> &Aggregate {
        &self.aggregate
    }
}

/// The aggregate of a whole window, with its quantiles.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Statistics {
    pub aggregate: Aggregate,
    pub(crate) quantiles: Quantiles,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Quantiles {
    /// All values, sorted.
    Exact(Vec<f64>),
    Sketch(Sketch),
}

impl Default for Quantiles {
    fn default() -> Self {
        Self::Exact(Vec::new())
    }
}

impl Deref for Statistics {
    type Target = Aggregate;

    fn deref(&self) -> &Aggregate {
        &self.aggregate
    }
}

impl Statistics {
    /// The `q`-quantile (0 to 1), linear between the two nearest values
    /// (Hyndman, Fan 1996, type 7), as numpy and DuckDB's `quantile_cont` have it.
    /// `None` where nothing was aggregated. See [`Statistics::is_exact`].
    pub fn quantile(&self, q: f64) -> Option<f64> {
        if self.aggregate.count == 0 || !(0.0..=1.0).contains(&q) {
            return None;
        }
        match &self.quantiles {
            Quantiles::Exact(sorted) => {
                let rank = q * (sorted.len() - 1) as f64;
                let below = rank.floor() as usize;
                let above = (below + 1).min(sorted.len() - 1);
                Some(sorted[below] + (sorted[above] - sorted[below]) * (rank - below as f64))
            }
            Quantiles::Sketch(sketch) => {
                sketch.quantile(q).map(|value| value.clamp(self.aggregate.minimum, self.aggregate.maximum))
            }
        }
    }

    /// Whether quantiles are exact; else each is within 0.5 % of a value of its rank
    /// (very long windows, where a sketch stands in for the values).
    pub fn is_exact(&self) -> bool {
        matches!(self.quantiles, Quantiles::Exact(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_merge_to_the_whole() {
        let times: Vec<i64> = (0..1000).collect();
        let values: Vec<f64> = times.iter().map(|t| 1e6 + f64::from((t * 37 % 101) as i32) / 10.0).collect();
        let whole = Aggregate::of(&times, &values, None);
        for cut in [0, 1, 499, 1000] {
            let mut part = Aggregate::of(&times[cut..], &values[cut..], None);
            part.merge(&Aggregate::of(&times[..cut], &values[..cut], None));
            assert!((part.squared_deviations / whole.squared_deviations - 1.0).abs() < 1e-9);
            assert!((part.sum - whole.sum).abs() < 1e-3);
            let settled = Aggregate { sum: whole.sum, squared_deviations: whole.squared_deviations, ..part };
            assert_eq!(settled, whole, "cut at {cut}");
        }
    }

    #[test]
    fn bad_and_unreadable_samples_are_counted_but_not_aggregated() {
        let total = Aggregate::of(
            &[1, 2, 3, 4],
            &[5.0, 100.0, f64::NAN, 7.0],
            Some(&[0, 0x8000_0000, 0, 0x4000_0000]),
        );
        assert_eq!((total.count, total.good, total.uncertain, total.bad), (2, 2, 1, 1));
        assert_eq!((total.sum, total.maximum, total.last_time), (12.0, 7.0, 4));
        assert_eq!(Aggregate::of(&[], &[], None).mean(), None);
    }
}

//! A sampled signal between its samples: each sample holds until the next one,
//! but never longer than twice the usual step, so that a hole counts as unknown.

use crate::Samples;
use crate::describe::CompensatedSum;

/// `[start, end)` in which a condition held without a break, ns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    pub start: i64,
    pub end: i64,
}

impl Stretch {
    pub fn length(self) -> i64 {
        self.end.saturating_sub(self.start)
    }

    pub fn seconds(self) -> f64 {
        self.length() as f64 / 1e9
    }
}

/// How long stretches are together, in seconds.
pub fn total_seconds(stretches: &[Stretch]) -> f64 {
    stretches.iter().map(|stretch| stretch.length()).sum::<i64>() as f64 / 1e9
}

/// Each finite sample with the stretch it holds for, clipped to `[start, end)`. The
/// last sample of all holds for one `step`: nothing says that it held longer.
///
/// Samples just outside `[start, end)` may be given: one before it reaches in, one after
/// it ends the last one inside.
fn holds<'a>(
    samples: Samples<'a>,
    step: i64,
    start: i64,
    end: i64,
) -> impl Iterator<Item = (f64, Stretch)> + 'a {
    let longest = step.saturating_mul(2);
    (0..samples.len()).filter_map(move |i| {
        let (time, value) = (samples.times[i], samples.values[i]);
        let until = match samples.times.get(i + 1) {
            Some(&next) => next.min(time.saturating_add(longest)),
            None => time.saturating_add(step),
        };
        let stretch = Stretch { start: time.max(start), end: until.min(end) };
        (value.is_finite() && stretch.start < stretch.end).then_some((value, stretch))
    })
}

/// The stretches of `[start, end)` in which `condition` holds, in time order; those that
/// touch are one. `step` is the usual step, ns.
pub fn stretches(
    samples: Samples<'_>,
    step: i64,
    start: i64,
    end: i64,
    condition: impl Fn(f64) -> bool,
) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    for (value, stretch) in holds(samples, step, start, end) {
        if !condition(value) {
            continue;
        }
        match found.last_mut() {
            Some(last) if last.end == stretch.start => last.end = stretch.end,
            _ => found.push(stretch),
        }
    }
    found
}

/// Integral of the held signal over `[start, end)` in value seconds, and the seconds
/// it rests on.
pub fn held_integral(samples: Samples<'_>, step: i64, start: i64, end: i64) -> (f64, f64) {
    let mut integral = CompensatedSum::default();
    let mut covered = CompensatedSum::default();
    for (value, stretch) in holds(samples, step, start, end) {
        integral.add(value * stretch.seconds());
        covered.add(stretch.seconds());
    }
    (integral.value(), covered.value())
}

/// Mean of the held signal over `[start, end)`, each value weighted by how long it
/// held. `None` when nothing held.
pub fn time_weighted_mean(samples: Samples<'_>, step: i64, start: i64, end: i64) -> Option<f64> {
    let (integral, covered) = held_integral(samples, step, start, end);
    (covered > 0.0).then(|| integral / covered)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const S: i64 = 1_000_000_000;

    fn series(samples: &[(i64, f64)]) -> (Vec<i64>, Vec<f64>) {
        samples.iter().map(|&(t, v)| (t * S, v)).unzip()
    }

    #[track_caller]
    fn check(samples: &[(i64, f64)], window: (i64, i64), expected: &[(i64, i64)]) {
        let (times, values) = series(samples);
        let found = stretches(Samples::new(&times, &values), 10 * S, window.0 * S, window.1 * S, |v| v > 5.0);
        let got: Vec<(i64, i64)> = found.iter().map(|s| (s.start / S, s.end / S)).collect();
        assert_eq!(got, expected);
    }

    #[test]
    fn neighbours_join_into_one_stretch() {
        check(&[(0, 9.0), (10, 9.0), (20, 1.0), (30, 9.0), (40, 1.0)], (0, 50), &[(0, 20), (30, 40)]);
    }

    #[test]
    fn a_hole_is_not_counted_beyond_two_steps() {
        check(&[(0, 9.0), (100, 9.0), (110, 1.0)], (0, 120), &[(0, 20), (100, 110)]);
    }

    #[test]
    fn the_window_clips_and_the_sample_before_reaches_in() {
        check(&[(0, 9.0), (10, 9.0), (20, 9.0)], (5, 17), &[(5, 17)]);
    }

    #[test]
    fn the_last_sample_holds_one_step() {
        check(&[(0, 9.0)], (0, 100), &[(0, 10)]);
        check(&[(0, 9.0)], (0, 4), &[(0, 4)]);
    }

    #[test]
    fn what_is_missing_or_on_the_threshold_does_not_hold() {
        check(&[(0, 5.0), (10, f64::NAN), (20, 9.0), (30, f64::NAN)], (0, 40), &[(20, 30)]);
        check(&[], (0, 40), &[]);
        check(&[(0, 9.0), (10, 9.0)], (40, 0), &[]);
    }

    #[test]
    fn above_below_and_equal_share_out_all_the_covered_time() {
        let samples: Vec<(i64, f64)> =
            (0..97).map(|i| (i * 7 % 13 + i * 9, ((i * 31) % 11) as f64)).collect();
        let (times, values) = series(&samples);
        let samples = Samples::new(&times, &values);
        let total = |condition: &dyn Fn(f64) -> bool| -> i64 {
            stretches(samples, 9 * S, 50 * S, 700 * S, condition).iter().map(|s| s.length()).sum()
        };
        let parts = total(&|v| v > 5.0) + total(&|v| v < 5.0) + total(&|v| v == 5.0);
        assert_eq!(parts, total(&|_| true));
        assert!(parts > 0);
    }

    #[test]
    fn a_mean_weighs_by_time() {
        let (times, values) = series(&[(0, 10.0), (10, 0.0), (30, 0.0), (40, 0.0)]);
        let samples = Samples::new(&times, &values);
        let mean = time_weighted_mean(samples, 10 * S, 0, 40 * S).unwrap();
        assert!((mean - 2.5).abs() < 1e-12, "{mean}");
        assert_eq!(held_integral(samples, 10 * S, 0, 40 * S), (100.0, 40.0));
        assert_eq!(time_weighted_mean(samples, 10 * S, 90 * S, 99 * S), None);
    }
}

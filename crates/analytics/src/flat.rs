//! Stretches in which a value does not move.

use crate::Samples;

/// The longest run of equal neighbouring values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Run {
    pub value: f64,
    /// Time of the first and of the last sample of the run, ns.
    pub start: i64,
    pub end: i64,
    /// Samples in it.
    pub count: u64,
    /// Share of all finite samples, 0 to 1.
    pub share: f64,
}

/// The longest run of equal values among the finite samples, by count, the first of
/// equals. `None` without a sample.
pub fn longest_run(samples: Samples<'_>) -> Option<Run> {
    let mut longest: Option<Run> = None;
    let mut current: Option<Run> = None;
    let mut total = 0u64;
    for (time, value) in samples.finite() {
        total += 1;
        let run = match current {
            Some(run) if run.value == value => Run { end: time, count: run.count + 1, ..run },
            _ => Run { value, start: time, end: time, count: 1, share: 0.0 },
        };
        if longest.is_none_or(|best| run.count > best.count) {
            longest = Some(run);
        }
        current = Some(run);
    }
    longest.map(|run| Run { share: run.count as f64 / total as f64, ..run })
}

/// Every run of equal neighbouring values that lasts at least `minimum` from its first sample to its
/// last, in the order of time. Samples further apart than `reach` are of different runs: nobody
/// knows what the value did meanwhile. All in ns.
pub fn flat_runs(samples: Samples<'_>, minimum: i64, reach: i64) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut total = 0u64;
    for (time, value) in samples.finite() {
        total += 1;
        match runs.last_mut() {
            Some(run) if run.value == value && time.saturating_sub(run.end) <= reach => {
                run.end = time;
                run.count += 1;
            }
            _ => {
                // The one before is complete now, and goes where it was too short.
                runs.pop_if(|run| run.end.saturating_sub(run.start) < minimum);
                runs.push(Run { value, start: time, end: time, count: 1, share: 0.0 });
            }
        }
    }
    runs.pop_if(|run| run.end.saturating_sub(run.start) < minimum);
    for run in &mut runs {
        run.share = run.count as f64 / total as f64;
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flat(samples: &[(i64, f64)], minimum: i64, reach: i64) -> Vec<(i64, i64)> {
        let (times, values): (Vec<i64>, Vec<f64>) = samples.iter().copied().unzip();
        let runs = flat_runs(Samples::new(&times, &values), minimum, reach);
        runs.iter().map(|run| (run.start, run.end)).collect()
    }

    #[test]
    fn every_run_that_is_long_enough() {
        let samples =
            [(0, 1.0), (1, 1.0), (2, 2.0), (3, 2.0), (4, 2.0), (5, f64::NAN), (6, 2.0), (7, 3.0), (8, 3.0)];
        assert_eq!(flat(&samples, 1, 2), [(0, 1), (2, 6), (7, 8)]);
        assert_eq!(flat(&samples, 2, 2), [(2, 6)]);
        assert_eq!(flat(&samples, 2, 1), [(2, 4)], "a hole ends a run");
        assert_eq!(flat(&samples, 5, 2), []);
        assert_eq!(flat(&[], 0, 1), []);
        let (times, values) = ([0, 1, 2, 3], [1.0, 1.0, 1.0, 2.0]);
        let run = flat_runs(Samples::new(&times, &values), 2, 1)[0];
        assert_eq!(Some(run), longest_run(Samples::new(&times, &values)));
    }

    fn check(values: &[f64], expected: Option<(f64, i64, u64, f64)>) {
        let times: Vec<i64> = (0..values.len() as i64).collect();
        let run = longest_run(Samples::new(&times, values));
        assert_eq!(run.map(|r| (r.value, r.start, r.count, r.share)), expected, "{values:?}");
    }

    #[test]
    fn runs() {
        check(&[], None);
        check(&[f64::NAN], None);
        check(&[1.0], Some((1.0, 0, 1, 1.0)));
        check(&[1.0, 2.0, 2.0, 2.0, 3.0], Some((2.0, 1, 3, 0.6)));
        check(&[1.0, 1.0, 2.0, 2.0], Some((1.0, 0, 2, 0.5)));
        check(&[5.0, f64::NAN, 5.0], Some((5.0, 0, 2, 1.0)));
        check(&[0.0, -0.0], Some((0.0, 0, 2, 1.0)));
    }
}

//! How long a sample stands for, and what follows from it: time above a
//! threshold, episodes, gaps, the time-weighted mean.
//!
//! The convention of the whole program (crate `analytics` has the same one): a
//! sample holds from its own time to the next sample's, at most two usual steps
//! (the median step of the samples), so that a gap does not count as time in the
//! state before it. The last sample holds one usual step, at most to the window's
//! end: nothing says that it held longer. A sample without a number ends the one
//! before it and holds nothing itself.
//!
//! Pure functions over slices; times ascend.

/// The most usual steps that a sample may hold for.
const STEPS_HELD_AT_MOST: i64 = 2;

/// The median (lower middle) of the positive steps between neighbours, nanoseconds.
/// `None` with fewer than two different times.
pub(crate) fn usual_step(times: &[i64]) -> Option<i64> {
    let mut steps: Vec<i64> =
        times.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).filter(|step| *step > 0).collect();
    if steps.is_empty() {
        return None;
    }
    let middle = (steps.len() - 1) / 2;
    Some(*steps.select_nth_unstable(middle).1)
}

/// How long each sample holds, nanoseconds; `end` is the window's end where it is known.
pub(crate) fn holds(times: &[i64], end: Option<i64>) -> impl Iterator<Item = i64> + '_ {
    let step = usual_step(times).unwrap_or(0);
    let longest = step.saturating_mul(STEPS_HELD_AT_MOST);
    times.iter().enumerate().map(move |(i, &time)| {
        let held = match times.get(i + 1) {
            Some(&next) => next.saturating_sub(time).min(longest),
            None => step,
        };
        let left = end.map_or(i64::MAX, |end| end.saturating_sub(time));
        held.min(left).max(0)
    })
}

/// Nanoseconds in which the condition held.
pub(crate) fn duration_where(times: &[i64], holding: impl Fn(usize) -> bool, end: Option<i64>) -> i64 {
    holds(times, end)
        .enumerate()
        .filter(|(i, _)| holding(*i))
        .fold(0_i64, |sum, (_, held)| sum.saturating_add(held))
}

/// Mean of the values that are numbers, each weighted by how long it holds; the plain mean
/// where nothing holds (a lone sample). `None` without a number.
pub(crate) fn time_weighted_mean(times: &[i64], values: &[f64]) -> Option<f64> {
    let (mut weighted, mut total) = (0.0, 0.0);
    let (mut plain, mut count) = (0.0, 0.0);
    for (held, value) in holds(times, None).zip(values).filter(|(_, value)| value.is_finite()) {
        weighted += held as f64 * value;
        total += held as f64;
        plain += value;
        count += 1.0;
    }
    match (total > 0.0, count > 0.0) {
        (true, _) => Some(weighted / total),
        (false, true) => Some(plain / count),
        (false, false) => None,
    }
}

/// A stretch `[start, end)` in which a condition held.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Stretch {
    pub start: i64,
    pub end: i64,
    /// Samples in it.
    pub samples: u64,
    /// Index of its first sample; its samples follow each other.
    pub first: usize,
}

/// Stretches in which `holding` is true, in order. Their lengths add up to [`duration_where`];
/// a gap longer than a sample holds ends one.
pub(crate) fn episodes(times: &[i64], holding: impl Fn(usize) -> bool, end: Option<i64>) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    for (i, held) in holds(times, end).enumerate() {
        if !holding(i) {
            continue;
        }
        let until = times[i].saturating_add(held);
        match found.last_mut() {
            Some(open) if open.end == times[i] && open.first as u64 + open.samples == i as u64 => {
                open.end = until;
                open.samples += 1;
            }
            _ => found.push(Stretch { start: times[i], end: until, samples: 1, first: i }),
        }
    }
    found
}

/// Stretches of at least `minimum` nanoseconds without a sample. With a window, its edges count
/// as samples: what is missing before the first and after the last is a gap too.
pub(crate) fn gaps(times: &[i64], minimum: i64, window: (Option<i64>, Option<i64>)) -> Vec<(i64, i64)> {
    let edges = window.0.into_iter().chain(times.iter().copied()).chain(window.1);
    let mut found = Vec::new();
    let mut before: Option<i64> = None;
    for time in edges {
        if let Some(before) = before
            && time > before
            && time.saturating_sub(before) >= minimum
        {
            found.push((before, time));
        }
        before = Some(time);
    }
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_usual_step_is_the_median_of_positive_steps() {
        for (times, expected) in [
            (vec![], None),
            (vec![5], None),
            (vec![5, 5], None),
            (vec![0, 10], Some(10)),
            (vec![0, 10, 20, 100], Some(10)),
            (vec![0, 10, 30], Some(10)),
            (vec![0, 0, 10, 10, 20], Some(10)),
        ] {
            assert_eq!(usual_step(&times), expected, "{times:?}");
        }
    }

    fn check_holds(times: &[i64], end: Option<i64>, expected: &[i64]) {
        assert_eq!(holds(times, end).collect::<Vec<_>>(), expected, "{times:?} to {end:?}");
    }

    #[test]
    fn a_sample_holds_to_the_next_but_two_usual_steps_at_most() {
        check_holds(&[0, 10, 20, 100], Some(105), &[10, 10, 20, 5]);
        check_holds(&[0, 10, 20, 100], Some(500), &[10, 10, 20, 10]);
        check_holds(&[0, 10, 20, 100], None, &[10, 10, 20, 10]);
        check_holds(&[7], None, &[0]);
        check_holds(&[7], Some(100), &[0]);
        check_holds(&[], Some(100), &[]);
        check_holds(&[0, 10], Some(5), &[5, 0]);
    }

    #[test]
    fn episodes_break_at_gaps_and_add_up_to_the_duration() {
        let times = [0, 10, 20, 100, 110, 120];
        let values = [1.0, 5.0, 5.0, 5.0, 1.0, 5.0];
        let above = |i: usize| values[i] > 2.0;
        let found = episodes(&times, above, Some(125));
        let ends: Vec<(i64, i64, u64)> = found.iter().map(|e| (e.start, e.end, e.samples)).collect();
        assert_eq!(ends, [(10, 40, 2), (100, 110, 1), (120, 125, 1)]);
        let total: i64 = found.iter().map(|e| e.end - e.start).sum();
        assert_eq!(total, duration_where(&times, above, Some(125)));
    }

    #[test]
    fn the_time_weighted_mean_counts_what_holds_longer_for_more() {
        assert_eq!(time_weighted_mean(&[0, 10, 30, 40], &[1.0, 4.0, 1.0, 1.0]), Some(2.2));
        assert_eq!(time_weighted_mean(&[3], &[7.0]), Some(7.0));
        assert_eq!(time_weighted_mean(&[3, 3], &[7.0, 9.0]), Some(8.0));
        assert_eq!(time_weighted_mean(&[0, 10, 20], &[1.0, f64::NAN, 3.0]), Some(2.0));
        assert_eq!(time_weighted_mean(&[0, 10], &[f64::NAN, f64::NAN]), None);
        assert_eq!(time_weighted_mean(&[], &[]), None);
    }

    #[test]
    fn gaps_count_the_edges_of_a_stated_window() {
        let times = [100, 110, 150];
        assert_eq!(gaps(&times, 40, (None, None)), [(110, 150)]);
        assert_eq!(gaps(&times, 40, (Some(0), Some(160))), [(0, 100), (110, 150)]);
        assert_eq!(gaps(&[], 40, (Some(0), Some(160))), [(0, 160)]);
        assert_eq!(gaps(&[], 40, (None, None)), []);
        assert_eq!(gaps(&[5, 5, 5], 0, (None, None)), []);
    }
}

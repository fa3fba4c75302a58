//! How densely a series was sampled: its usual step, holes and missing samples.

/// A stretch between two neighbouring samples, ns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// Time of the sample before the gap.
    pub start: i64,
    /// Time of the sample after it.
    pub end: i64,
}

impl Gap {
    pub fn length(self) -> i64 {
        self.end.saturating_sub(self.start)
    }
}

/// The usual time between samples, ns: the median (lower middle) of the distances
/// between neighbours that differ. `None` with fewer than two instants.
pub fn usual_step(times: &[i64]) -> Option<i64> {
    let mut steps: Vec<i64> =
        times.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).filter(|step| *step > 0).collect();
    if steps.is_empty() {
        return None;
    }
    let middle = (steps.len() - 1) / 2;
    Some(*steps.select_nth_unstable(middle).1)
}

/// The longest distance between neighbours, the first of equals.
pub fn longest_gap(times: &[i64]) -> Option<Gap> {
    let mut longest: Option<Gap> = None;
    for pair in times.windows(2) {
        let gap = Gap { start: pair[0], end: pair[1] };
        if longest.is_none_or(|best| gap.length() > best.length()) {
            longest = Some(gap);
        }
    }
    longest
}

/// Every distance between neighbours of at least `minimum` ns, in time order.
pub fn gaps(times: &[i64], minimum: i64) -> Vec<Gap> {
    times
        .windows(2)
        .map(|pair| Gap { start: pair[0], end: pair[1] })
        .filter(|gap| gap.length() >= minimum)
        .collect()
}

/// How many samples a step of `step` ns would have put into `[start, end)`, and how many of
/// them are missing when `present` are there: `(expected, missing)`. More samples than
/// expected: none missing.
pub fn missing(present: u64, start: i64, end: i64, step: i64) -> (u64, u64) {
    if step <= 0 || start >= end {
        return (present, 0);
    }
    let span = i128::from(end) - i128::from(start);
    let step = i128::from(step);
    // A window that is not a whole number of steps long may hold one sample more or
    // less, by its phase; the nearest count is the fair expectation.
    let expected = u64::try_from((span + step / 2) / step).unwrap_or(u64::MAX).max(1);
    (expected, expected.saturating_sub(present))
}

/// All instants of several series, each in ascending order, without duplicates.
pub fn union_of_times(series: &[&[i64]]) -> Vec<i64> {
    let mut union: Vec<i64> = Vec::new();
    for times in series {
        // Tags of one logger share their instants: nothing to do then.
        if union.as_slice() == *times {
            continue;
        }
        union = merged(&union, times);
    }
    union
}

fn merged(left: &[i64], right: &[i64]) -> Vec<i64> {
    let mut all = Vec::with_capacity(left.len().max(right.len()));
    let (mut l, mut r) = (0, 0);
    while l < left.len() || r < right.len() {
        let next = match (left.get(l), right.get(r)) {
            (Some(&a), Some(&b)) => a.min(b),
            (Some(&a), None) => a,
            (None, Some(&b)) => b,
            (None, None) => break,
        };
        while left.get(l) == Some(&next) {
            l += 1;
        }
        while right.get(r) == Some(&next) {
            r += 1;
        }
        all.push(next);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_step_shrugs_off_holes_and_duplicates() {
        let check = |times: &[i64], expected| assert_eq!(usual_step(times), expected, "{times:?}");
        check(&[0, 10, 20, 500, 510], Some(10));
        check(&[0, 0, 10, 10, 20], Some(10));
        check(&[0, 10, 30], Some(10));
        check(&[5], None);
        check(&[5, 5], None);
        check(&[], None);
    }

    #[test]
    fn the_first_of_equal_gaps_is_the_longest() {
        assert_eq!(longest_gap(&[0, 5, 25, 30, 50]), Some(Gap { start: 5, end: 25 }));
        assert_eq!(longest_gap(&[7]), None);
    }

    #[test]
    fn gaps_from_a_length_on() {
        let found = gaps(&[0, 10, 40, 50, 90], 30);
        assert_eq!(found, [Gap { start: 10, end: 40 }, Gap { start: 50, end: 90 }]);
    }

    #[test]
    fn missing_samples_by_the_usual_step() {
        let check = |present, end, step, expected| assert_eq!(missing(present, 0, end, step), expected);
        check(4, 40, 10, (4, 0));
        check(2, 40, 10, (4, 2));
        check(4, 42, 10, (4, 0));
        check(6, 40, 10, (4, 0));
        check(0, 5, 10, (1, 1));
        check(0, 0, 10, (0, 0));
    }

    #[test]
    fn a_union_holds_every_instant_once() {
        let check = |series: &[&[i64]], expected: &[i64]| assert_eq!(union_of_times(series), expected);
        check(&[&[1, 3, 5], &[1, 3, 5]], &[1, 3, 5]);
        check(&[&[1, 3], &[], &[2, 3, 4]], &[1, 2, 3, 4]);
        check(&[&[], &[2, 2]], &[2]);
        check(&[], &[]);
    }
}

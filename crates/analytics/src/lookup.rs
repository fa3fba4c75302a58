//! The value of a series at an instant.

use crate::Samples;

/// How a sample was found for an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    Exact,
    /// The last one before.
    Before,
    /// The first one after, because nothing near stands before.
    After,
}

/// Index of the last sample at or before `time`.
pub fn at_or_before(times: &[i64], time: i64) -> Option<usize> {
    times.partition_point(|&t| t <= time).checked_sub(1)
}

/// The sample for an instant: the one at it, else the last one before within
/// `reach` ns, else the first one after within `reach`. Returns its time and value.
pub fn value_at(samples: Samples<'_>, time: i64, reach: i64) -> Option<(i64, f64, Found)> {
    let near = samples.within(time.saturating_sub(reach), time.saturating_add(reach).saturating_add(1));
    if let Some((t, v)) = near.within(i64::MIN, time.saturating_add(1)).finite().next_back() {
        return Some((t, v, if t == time { Found::Exact } else { Found::Before }));
    }
    near.finite().next().map(|(t, v)| (t, v, Found::After))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_at_an_instant() {
        let times = [0, 10, 20, 60, 70];
        let values = [1.0, 2.0, f64::NAN, 4.0, 5.0];
        let samples = Samples::new(&times, &values);
        let check = |time, expected| assert_eq!(value_at(samples, time, 20), expected, "{time}");
        check(10, Some((10, 2.0, Found::Exact)));
        check(15, Some((10, 2.0, Found::Before)));
        check(20, Some((10, 2.0, Found::Before)));
        check(30, Some((10, 2.0, Found::Before)));
        check(31, None);
        check(45, Some((60, 4.0, Found::After)));
        check(90, Some((70, 5.0, Found::Before)));
        check(91, None);
        check(-20, Some((0, 1.0, Found::After)));
        check(i64::MAX, None);
    }

    #[test]
    fn the_last_at_or_before() {
        let check = |time, expected| assert_eq!(at_or_before(&[10, 20, 20, 30], time), expected, "{time}");
        check(9, None);
        check(10, Some(0));
        check(20, Some(2));
        check(99, Some(3));
    }
}

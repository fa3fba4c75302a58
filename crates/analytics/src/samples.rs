//! A series as two slices.

/// Times (ns, strictly increasing) and the values at them, of equal length. A
/// value that is not finite counts as absent.
#[derive(Debug, Clone, Copy)]
pub struct Samples<'a> {
    pub times: &'a [i64],
    pub values: &'a [f64],
}

impl<'a> Samples<'a> {
    /// Takes as many samples as both slices hold.
    pub fn new(times: &'a [i64], values: &'a [f64]) -> Self {
        let length = times.len().min(values.len());
        Self { times: &times[..length], values: &values[..length] }
    }

    pub fn len(&self) -> usize {
        self.times.len()
    }

    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }

    /// The samples with `start <= time < end`.
    #[must_use]
    pub fn within(self, start: i64, end: i64) -> Self {
        let from = self.times.partition_point(|&time| time < start);
        let to = self.times.partition_point(|&time| time < end).max(from);
        Self { times: &self.times[from..to], values: &self.values[from..to] }
    }

    /// Time and value of every sample whose value is finite.
    pub fn finite(self) -> impl DoubleEndedIterator<Item = (i64, f64)> + use<'a> {
        self.times.iter().zip(self.values).map(|(&t, &v)| (t, v)).filter(|(_, v)| v.is_finite())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_half_open() {
        let times = [10, 20, 30];
        let values = [1.0, 2.0, 3.0];
        let samples = Samples::new(&times, &values);
        let check = |start, end, expected: &[i64]| assert_eq!(samples.within(start, end).times, expected);
        check(10, 30, &[10, 20]);
        check(11, 31, &[20, 30]);
        check(30, 10, &[]);
        check(i64::MIN, i64::MAX, &[10, 20, 30]);
    }

    #[test]
    fn what_is_not_finite_is_left_out() {
        let samples = Samples::new(&[1, 2, 3, 4], &[1.0, f64::NAN, f64::INFINITY, 4.0]);
        assert_eq!(samples.finite().collect::<Vec<_>>(), [(1, 1.0), (4, 4.0)]);
    }
}

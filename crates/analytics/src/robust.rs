//! Levels and spreads that a few wild values do not move, and how unusual a value is beside them.

use crate::describe::quantile;

/// What the median absolute deviation of normal values is to be multiplied with to give their
/// standard deviation: 1 / Φ⁻¹(3/4).
const NORMAL: f64 = 1.482_602_218_505_602;

/// Median and spread of comparable values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Usual {
    pub median: f64,
    /// 1.4826 times the median absolute deviation: the standard deviation of normal values
    /// (Hampel 1974, "The influence curve and its role in robust estimation").
    pub spread: f64,
    pub count: usize,
}

/// The usual level and spread of the finite values; `None` without one.
pub fn usual(values: &[f64]) -> Option<Usual> {
    let median = quantile(values, 0.5)?;
    let deviations: Vec<f64> =
        values.iter().filter(|v| v.is_finite()).map(|value| (value - median).abs()).collect();
    Some(Usual { median, spread: NORMAL * quantile(&deviations, 0.5)?, count: deviations.len() })
}

impl Usual {
    /// The robust z of a new value: its distance from the median in spreads of a prediction, which
    /// are wider than those of the values the fewer they are. `floor` is the least spread that is
    /// believed in (an instrument's resolution). Infinite where both are 0 and the value is another.
    pub fn z(&self, value: f64, floor: f64) -> f64 {
        let spread = self.spread.max(floor) * (1.0 + 1.0 / self.count as f64).sqrt();
        let distance = value - self.median;
        if distance == 0.0 { 0.0 } else { distance / spread }
    }
}

/// The usual course: at each place the median of the finite values of all courses there; NaN where
/// none has one. As long as the longest.
pub fn usual_course(courses: &[&[f64]]) -> Vec<f64> {
    let length = courses.iter().map(|course| course.len()).max().unwrap_or(0);
    let mut at = Vec::with_capacity(courses.len());
    (0..length)
        .map(|place| {
            at.clear();
            at.extend(courses.iter().filter_map(|course| course.get(place).copied()));
            quantile(&at, 0.5).unwrap_or(f64::NAN)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn wild_values_move_neither_level_nor_spread_far() {
        let tame: Vec<f64> = (0..101).map(|i| f64::from(i * 37 % 101)).collect();
        let mut wild = tame.clone();
        wild.iter_mut().take(10).for_each(|value| *value = 1e9);
        let (tame, wild) = (usual(&tame).unwrap(), usual(&wild).unwrap());
        assert_eq!((tame.median, tame.count), (50.0, 101));
        assert!((wild.median - tame.median).abs() < 10.0 && wild.spread < 1.5 * tame.spread);
        assert_eq!(usual(&[f64::NAN]), None);
    }

    #[test]
    fn a_few_values_predict_less_sharply_than_many() {
        let few = Usual { median: 10.0, spread: 1.0, count: 4 };
        let many = Usual { count: 400, ..few };
        assert!(few.z(13.0, 0.0) < many.z(13.0, 0.0) && many.z(13.0, 0.0) < 3.0);
        assert_eq!(Usual { spread: 0.0, ..few }.z(10.0, 0.0), 0.0);
        assert!(Usual { spread: 0.0, ..few }.z(11.0, 0.0).is_infinite());
        assert!((many.z(13.0, 2.0) - 1.498_128).abs() < 1e-5);
    }

    #[test]
    fn a_course_is_taken_place_by_place() {
        let course = usual_course(&[&[1.0, 5.0], &[2.0, f64::NAN], &[9.0, 7.0, 4.0]]);
        assert_eq!(course, [2.0, 6.0, 4.0]);
        assert!(usual_course(&[&[f64::NAN]])[0].is_nan() && usual_course(&[]).is_empty());
    }
}

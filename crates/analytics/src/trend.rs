//! Straight-line trend of a series.

use crate::describe::CompensatedSum;
use crate::student::t_975;
use crate::{Samples, summary};

/// Ordinary least squares of value on time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// Finite samples it rests on.
    pub count: u64,
    /// Change of the value per second.
    pub slope: f64,
    /// Half the width of the 95 % interval of the slope that takes every sample for
    /// independent (Student's t, n - 2 degrees of freedom). Infinite for two samples.
    pub half_width: f64,
    /// The same with as many independent samples as the lag-1 autocorrelation of the
    /// residuals leaves (Santer et al. 2000, "Statistical significance of trends and trend
    /// differences in layer-average atmospheric temperature time series", eq. 6).
    pub half_width_adjusted: f64,
    /// Lag-1 autocorrelation of the residuals, -1 to 1.
    pub autocorrelation: f64,
    /// Share of the variance that the line explains, 0 to 1.
    pub r_squared: f64,
    /// Value of the line at the first and at the last sample.
    pub from: f64,
    pub to: f64,
    /// Sample deviation of the values.
    pub std: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Rising,
    Falling,
    Steady,
}

impl Trend {
    /// Change along the line from the first to the last sample.
    pub fn change(&self) -> f64 {
        self.to - self.from
    }

    /// The interval that allows for autocorrelation leaves zero out.
    pub fn is_clear(&self) -> bool {
        self.slope.abs() > self.half_width_adjusted
    }

    /// By the sign of the slope; steady when the slope is zero, or when it cannot be told from
    /// zero and the line moves by less than one deviation of the values.
    pub fn direction(&self) -> Direction {
        if self.slope == 0.0 || (!self.is_clear() && self.change().abs() < self.std) {
            Direction::Steady
        } else if self.slope > 0.0 {
            Direction::Rising
        } else {
            Direction::Falling
        }
    }
}

/// Least-squares trend of the finite samples. `None` with fewer than two instants.
pub fn trend(samples: Samples<'_>) -> Option<Trend> {
    let (times, values): (Vec<i64>, Vec<f64>) = samples.finite().unzip();
    let origin = *times.first()?;
    let seconds: Vec<f64> = times.iter().map(|&t| t.saturating_sub(origin) as f64 / 1e9).collect();
    let x = summary(&seconds)?;
    let y = summary(&values)?;
    let sum = |f: &dyn Fn(usize) -> f64| (0..values.len()).map(f).collect::<CompensatedSum>().value();
    let xx = sum(&|i| (seconds[i] - x.mean).powi(2));
    if xx <= 0.0 {
        return None;
    }
    let xy = sum(&|i| (seconds[i] - x.mean) * (values[i] - y.mean));
    let yy = sum(&|i| (values[i] - y.mean).powi(2));
    let slope = xy / xx;
    let line = |s: f64| y.mean + slope * (s - x.mean);
    let residuals: Vec<f64> = seconds.iter().zip(&values).map(|(&s, &v)| v - line(s)).collect();
    let rss = sum(&|i| residuals[i].powi(2));
    let count = values.len() as f64;
    let autocorrelation = lag_one(&residuals, rss);
    let independent = count * (1.0 - autocorrelation.max(0.0)) / (1.0 + autocorrelation.max(0.0));
    Some(Trend {
        count: values.len() as u64,
        slope,
        half_width: half_width(rss, xx, count),
        half_width_adjusted: half_width(rss, xx, independent),
        autocorrelation,
        r_squared: if yy > 0.0 { (1.0 - rss / yy).clamp(0.0, 1.0) } else { 0.0 },
        from: line(0.0),
        to: line(x.maximum),
        std: y.std(),
    })
}

fn half_width(rss: f64, xx: f64, independent: f64) -> f64 {
    let freedom = independent - 2.0;
    if freedom <= 0.0 {
        return f64::INFINITY;
    }
    t_975(freedom) * (rss / freedom / xx).sqrt()
}

fn lag_one(residuals: &[f64], rss: f64) -> f64 {
    if rss <= 0.0 {
        return 0.0;
    }
    let products: CompensatedSum = residuals.windows(2).map(|pair| pair[0] * pair[1]).collect();
    (products.value() / rss).clamp(-1.0, 1.0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const S: i64 = 1_000_000_000;

    fn of(values: &[f64]) -> Option<Trend> {
        let times: Vec<i64> = (0..values.len() as i64).map(|i| i * S).collect();
        trend(Samples::new(&times, values))
    }

    /// The textbook line through (0,1), (1,3), (2,2), (3,5), (4,4): slope 0.8, residual sum
    /// of squares 3.6, standard error sqrt(3.6 / 3 / 10), t(3) = 3.182.
    #[test]
    fn a_line_by_hand() {
        let t = of(&[1.0, 3.0, 2.0, 5.0, 4.0]).unwrap();
        assert!((t.slope - 0.8).abs() < 1e-12);
        assert!((t.half_width - 3.182_446 * 0.12f64.sqrt()).abs() < 1e-4, "{}", t.half_width);
        assert!((t.r_squared - 0.64).abs() < 1e-12);
        assert!((t.from - 1.4).abs() < 1e-12 && (t.to - 4.6).abs() < 1e-12);
        assert!((t.change() - 3.2).abs() < 1e-12);
    }

    #[test]
    fn what_moves_which_way() {
        #[track_caller]
        fn check(values: &[f64], expected: Direction) {
            assert_eq!(of(values).unwrap().direction(), expected);
        }
        let line: Vec<f64> = (0..50).map(f64::from).collect();
        let down: Vec<f64> = line.iter().map(|v| -v).collect();
        let noise: Vec<f64> = (0..400u32).map(|i| f64::from(i.wrapping_mul(2_654_435_761) >> 20)).collect();
        check(&line, Direction::Rising);
        check(&down, Direction::Falling);
        check(&noise, Direction::Steady);
        check(&[4.0; 20], Direction::Steady);
    }

    #[test]
    fn a_slow_wave_is_less_certain_than_its_samples_pretend() {
        let wave: Vec<f64> = (0..500).map(|i| (f64::from(i) / 80.0).sin()).collect();
        let t = of(&wave).unwrap();
        assert!(t.autocorrelation > 0.9 && t.half_width_adjusted > 5.0 * t.half_width);
        assert!(t.slope.abs() > t.half_width && !t.is_clear());
    }

    #[test]
    fn shift_and_scale() {
        let values: Vec<f64> = (0..40u32).map(|i| f64::from(i * i * 7 % 23)).collect();
        let scaled: Vec<f64> = values.iter().map(|v| 3.0 * v + 1e6).collect();
        let (a, b) = (of(&values).unwrap(), of(&scaled).unwrap());
        assert!((3.0 * a.slope - b.slope).abs() < 1e-8);
        assert!((3.0 * a.half_width - b.half_width).abs() < 1e-8);
    }

    #[test]
    fn too_little_to_say() {
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[1.0]), None);
        assert_eq!(trend(Samples::new(&[5, 5], &[1.0, 2.0])), None);
        let two = of(&[1.0, f64::NAN, 2.0]).unwrap();
        assert_eq!((two.count, two.slope), (2, 0.5));
        assert!(two.half_width.is_infinite());
    }
}

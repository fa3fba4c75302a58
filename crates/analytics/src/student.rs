//! Student's t distribution.

/// The two-sided 95 % point of Student's t with `freedom` degrees of freedom: 97.5 %
/// of the distribution lies below it. Infinite for no freedom.
pub fn t_975(freedom: f64) -> f64 {
    if freedom.is_nan() || freedom <= 0.0 {
        return f64::INFINITY;
    }
    let (mut low, mut high) = (1.9, 2.0);
    while two_sided_tail(high, freedom) > 0.05 {
        low = high;
        high *= 2.0;
        if high > 1e12 {
            return high;
        }
    }
    for _ in 0..80 {
        let middle = 0.5 * (low + high);
        if two_sided_tail(middle, freedom) > 0.05 { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// Probability that |t| is at least this, with `freedom` degrees of freedom
/// (Abramowitz and Stegun 1964, 26.7.1 with 26.5.27).
pub fn two_sided_tail(t: f64, freedom: f64) -> f64 {
    incomplete_beta(0.5 * freedom, 0.5, freedom / (freedom + t * t))
}

/// The regularised incomplete beta function by its continued fraction (Abramowitz and
/// Stegun 1964, 26.5.8), evaluated by the modified method of Lentz (Thompson and Barnett
/// 1986).
fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    // The fraction converges fast on this side only; the other one is its mirror image.
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - incomplete_beta(b, a, 1.0 - x);
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p()).exp() / a;
    const TINY: f64 = 1e-300;
    let guard = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / guard(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for m in 1..500 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / guard(1.0 + even * d);
        c = guard(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / guard(1.0 + odd * d);
        c = guard(1.0 + odd / c);
        let change = d * c;
        fraction *= change;
        if (change - 1.0).abs() < 1e-15 {
            break;
        }
    }
    front * fraction
}

/// Logarithm of the gamma function for positive arguments (Lanczos 1964, with the
/// coefficients for g = 7 and n = 9).
fn ln_gamma(x: f64) -> f64 {
    const COEFFICIENTS: [f64; 9] = [
        0.999_999_999_999_809_9,
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    let x = x - 1.0;
    let base = x + 7.5;
    let series: f64 = COEFFICIENTS[0]
        + (1..).zip(&COEFFICIENTS[1..]).map(|(i, c): (i32, &f64)| c / (x + f64::from(i))).sum::<f64>();
    0.5 * (2.0 * std::f64::consts::PI).ln() + (x + 0.5) * base.ln() - base + series.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of the printed tables, e.g. Abramowitz and Stegun 1964, table 26.10.
    #[test]
    fn percentage_points_are_those_of_the_tables() {
        for (freedom, expected) in [
            (1.0, 12.706),
            (2.0, 4.303),
            (5.0, 2.571),
            (10.0, 2.228),
            (30.0, 2.042),
            (120.0, 1.980),
            (1e6, 1.960),
        ] {
            let got = t_975(freedom);
            assert!((got - expected).abs() < 6e-4, "{freedom}: {got} != {expected}");
        }
        assert!(t_975(0.0).is_infinite());
    }

    #[test]
    fn a_tail_is_a_probability_that_falls() {
        assert!((two_sided_tail(0.0, 4.0) - 1.0).abs() < 1e-12);
        let mut last = 1.0;
        for i in 1..60 {
            let tail = two_sided_tail(f64::from(i) * 0.2, 4.0);
            assert!((0.0..last).contains(&tail));
            last = tail;
        }
    }

    #[test]
    fn the_gamma_function_of_integers_is_the_factorial() {
        let mut factorial = 1.0f64;
        for n in 1..20 {
            assert!((ln_gamma(f64::from(n)) - factorial.ln()).abs() < 1e-10);
            factorial *= f64::from(n);
        }
    }
}

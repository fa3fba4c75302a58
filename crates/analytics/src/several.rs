//! Many comparisons at once: some come out by chance, and that has to be reckoned with.

/// For each p-value the least false discovery rate at which it still counts (Benjamini and Hochberg
/// 1995, "Controlling the false discovery rate"; the adjusted form of Yekutieli and Benjamini 1999).
/// Places keep their order; a p that is no number stays none and is not counted.
pub fn false_discovery(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).filter(|at| p[*at].is_finite()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let count = order.len() as f64;
    let mut adjusted = vec![f64::NAN; p.len()];
    let mut least = 1.0f64;
    for (rank, at) in order.iter().enumerate().rev() {
        least = least.min(p[*at] * count / (rank + 1) as f64);
        adjusted[*at] = least;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    /// The fifteen p-values of Benjamini and Hochberg's own example: four are found at 0.05.
    #[test]
    fn the_example_of_the_paper() {
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
            0.6528, 0.7590, 1.0,
        ];
        let found = false_discovery(&p).iter().filter(|q| **q <= 0.05).count();
        assert_eq!(found, 4);
    }

    /// Many sets of p-values: none gets smaller, the order stays, what is no number counts for nothing.
    #[test]
    fn properties() {
        let mut chance = Chance::new(7);
        for round in 0..500 {
            let p: Vec<f64> = (0..1 + round % 60).map(|_| chance.uniform().powi(1 + round % 4)).collect();
            let q = false_discovery(&p);
            for (i, a) in p.iter().enumerate() {
                assert!(q[i] >= *a - 1e-15 && q[i] <= 1.0);
                assert!(p.iter().enumerate().all(|(j, b)| a > b || q[i] <= q[j] + 1e-15));
            }
            let with: Vec<f64> = std::iter::once(f64::NAN).chain(p.iter().copied()).collect();
            let again = false_discovery(&with);
            assert!(again[0].is_nan() && again[1..] == q[..]);
        }
    }

    /// Of comparisons in which nothing is to be found, hardly one set finds anything.
    #[test]
    fn nothing_is_found_in_chance() {
        let mut chance = Chance::new(11);
        let sets = 2_000;
        let found = (0..sets)
            .filter(|_| {
                let p: Vec<f64> = (0..40).map(|_| chance.uniform()).collect();
                false_discovery(&p).iter().any(|q| *q <= 0.05)
            })
            .count();
        assert!((60..=140).contains(&found), "{found} of {sets}, 100 expected");
    }
}

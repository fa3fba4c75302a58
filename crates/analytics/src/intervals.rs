//! Sets of stretches of time: what two have in common, what either holds. Stretches are in time order and do not overlap.

use crate::Stretch;

/// The time that lies in both.
pub fn common(a: &[Stretch], b: &[Stretch]) -> Vec<Stretch> {
    let (mut i, mut j) = (0, 0);
    let mut found = Vec::new();
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        let stretch = Stretch { start: x.start.max(y.start), end: x.end.min(y.end) };
        if stretch.start < stretch.end {
            found.push(stretch);
        }
        if x.end < y.end { i += 1 } else { j += 1 }
    }
    found
}

/// The time that lies in either; stretches that touch become one.
pub fn either(a: &[Stretch], b: &[Stretch]) -> Vec<Stretch> {
    let mut all: Vec<Stretch> = a.iter().chain(b).copied().collect();
    all.sort_by_key(|stretch| (stretch.start, stretch.end));
    let mut found: Vec<Stretch> = Vec::with_capacity(all.len());
    for stretch in all {
        match found.last_mut() {
            Some(last) if stretch.start <= last.end => last.end = last.end.max(stretch.end),
            _ => found.push(stretch),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(i64, i64)]) -> Vec<Stretch> {
        pairs.iter().map(|&(start, end)| Stretch { start, end }).collect()
    }

    #[test]
    fn what_two_have_in_common() {
        let a = of(&[(0, 10), (20, 30), (40, 50)]);
        let b = of(&[(5, 25), (28, 29), (45, 60)]);
        assert_eq!(common(&a, &b), of(&[(5, 10), (20, 25), (28, 29), (45, 50)]));
        assert_eq!(common(&a, &[]), []);
        assert_eq!(common(&a, &of(&[(10, 20)])), [], "they only touch");
    }

    #[test]
    fn what_either_holds() {
        let a = of(&[(0, 10), (20, 30)]);
        let b = of(&[(10, 15), (18, 22), (40, 41)]);
        assert_eq!(either(&a, &b), of(&[(0, 15), (18, 30), (40, 41)]));
        assert_eq!(either(&[], &b), b);
    }

    /// Every second of a small clock lies in the result exactly when it should.
    #[test]
    fn second_by_second() {
        let sets: Vec<Vec<Stretch>> = (0..64_i64)
            .map(|bits| {
                (0..6).filter(|i| bits >> i & 1 == 1).map(|i| Stretch { start: i, end: i + 1 }).collect()
            })
            .map(|parts: Vec<Stretch>| either(&parts, &[]))
            .collect();
        let holds = |set: &[Stretch], at: i64| set.iter().any(|s| s.start <= at && at < s.end);
        for a in &sets {
            for b in &sets {
                for at in 0..6 {
                    assert_eq!(holds(&common(a, b), at), holds(a, at) && holds(b, at));
                    assert_eq!(holds(&either(a, b), at), holds(a, at) || holds(b, at));
                }
            }
        }
    }
}

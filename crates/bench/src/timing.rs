//! How long something takes when it is done again and again.

use std::time::Instant;

use anyhow::Result;
use serde::{Deserialize, Serialize};

/// Seconds by the clock: the middle one of several runs and the shortest.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    pub median_s: f64,
    pub best_s: f64,
}

impl Timing {
    pub fn of(mut seconds: Vec<f64>) -> Self {
        seconds.sort_by(f64::total_cmp);
        let at = |index: usize| seconds.get(index).copied().unwrap_or(f64::NAN);
        Self { median_s: at(seconds.len() / 2), best_s: at(0) }
    }
}

/// Runs `work` once without a clock and `runs` times with it; gives what the first run gave.
pub fn warm<T>(runs: usize, work: impl Fn() -> Result<T>) -> Result<(Timing, T)> {
    let first = work()?;
    let mut seconds = Vec::with_capacity(runs);
    for _ in 0..runs.max(1) {
        let (result, took) = once(&work)?;
        drop(result);
        seconds.push(took);
    }
    Ok((Timing::of(seconds), first))
}

/// Runs `work` once; gives its result and the seconds it took.
pub fn once<T>(work: impl FnOnce() -> Result<T>) -> Result<(T, f64)> {
    let start = Instant::now();
    let result = work()?;
    Ok((result, start.elapsed().as_secs_f64()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_the_shortest_are_kept() {
        assert_eq!(Timing::of(vec![3.0, 1.0, 2.0]), Timing { median_s: 2.0, best_s: 1.0 });
    }
}

//! Statistics of tags in a window, with where nothing was recorded.

use analytics::gaps;
use historian::{Bucket, Statistics};
use plant::{Problem, TimeRange};
use rayon::prelude::*;
use tool::Catalogue;

use crate::Engines;

/// Steps between neighbours from which on there is a gap.
const GAP_STEPS: f64 = 2.0;
/// Windows with more samples than this are looked at in stretches.
const READ_WHOLE: u64 = 2_000_000;
/// Stretches that such a window is cut into.
const STRETCHES: i64 = 20_000;

/// What a tag did in a window.
pub struct TagStatistics {
    /// Place in [`plant::Plant::tags`].
    pub tag: usize,
    pub statistics: Statistics,
    /// `None` where the usual step is not known, or nothing was recorded.
    pub gaps: Option<Gaps>,
}

/// Times between samples that are longer than usual.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gaps {
    pub count: u64,
    pub total_s: f64,
    pub longest: Option<TimeRange>,
    /// What is longer than this counts.
    pub longer_than_s: f64,
}

/// Statistics of tags by their places in the catalogue.
///
/// # Errors
/// PW4xxx when the store cannot be read.
pub fn statistics(
    engines: &Engines,
    catalogue: &Catalogue,
    tags: &[usize],
    window: TimeRange,
) -> Result<Vec<TagStatistics>, Problem> {
    tags.par_iter()
        .map(|at| {
            let id = &catalogue.plant.tags[*at].id;
            let statistics = engines.historian().statistics(id, window)?;
            let step_s = catalogue.tags.get(*at).and_then(|profile| profile.step_s);
            let gaps = match step_s.filter(|step| *step > 0.0 && statistics.count > 0) {
                Some(step_s) => Some(gaps_of(engines, id, window, step_s, &statistics)?),
                None => None,
            };
            Ok(TagStatistics { tag: *at, statistics, gaps })
        })
        .collect()
}

fn gaps_of(
    engines: &Engines,
    tag: &str,
    window: TimeRange,
    step_s: f64,
    statistics: &Statistics,
) -> Result<Gaps, Problem> {
    let usual = (GAP_STEPS * step_s * 1e9) as i64;
    if statistics.samples() <= READ_WHOLE {
        let series = engines.historian().read(tag, window)?;
        let found = gaps(&series.times, usual.saturating_add(1));
        return Ok(sum(found.iter().map(|gap| TimeRange::new(gap.start, gap.end)), usual));
    }
    // A gap longer than a stretch lies between two that have samples.
    let span = statistics.last_time.saturating_sub(statistics.first_time).max(1);
    let width = usual.max(span / STRETCHES).max(1);
    let stretches = engines.historian().buckets(tag, window, width, statistics.first_time)?;
    let held: Vec<&Bucket> = stretches.iter().filter(|stretch| stretch.count > 0).collect();
    let between = held.windows(2).map(|pair| TimeRange::new(pair[0].last_time, pair[1].first_time));
    Ok(sum(between.filter(|gap| gap.end - gap.start > width), width))
}

fn sum(gaps: impl Iterator<Item = TimeRange>, longer_than: i64) -> Gaps {
    let none = Gaps { count: 0, total_s: 0.0, longest: None, longer_than_s: longer_than as f64 / 1e9 };
    gaps.fold(none, |sum, gap| Gaps {
        count: sum.count + 1,
        total_s: sum.total_s + gap.duration_s(),
        longest: match sum.longest {
            Some(longest) if longest.duration_s() >= gap.duration_s() => Some(longest),
            _ => Some(gap),
        },
        ..sum
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_gap_is_the_first_of_its_length() {
        let s = 1_000_000_000;
        let gaps = [TimeRange::new(0, 5 * s), TimeRange::new(9 * s, 19 * s), TimeRange::new(20 * s, 30 * s)];
        let found = sum(gaps.into_iter(), 2 * s);
        assert_eq!(
            found,
            Gaps {
                count: 3,
                total_s: 25.0,
                longest: Some(TimeRange::new(9 * s, 19 * s)),
                longer_than_s: 2.0
            }
        );
        assert_eq!(sum(std::iter::empty(), s).longest, None);
    }
}

//! Roll-ups: aggregates of a tag's samples in one segment over whole UTC minutes,
//! hours and days, kept where they are at least eight times fewer than what
//! is below them.

mod block;
mod integers;

pub(crate) use block::{Packer, decode_block, decode_sketches, encode_block, encode_sketches, unpack_block};

use crate::aggregate::Aggregate;
use crate::run::Run;
use crate::sketch::Sketch;

/// Widths of the levels in ns: a minute, an hour, a day. Each divides the next.
pub(crate) const LEVELS: [i64; 3] = [60_000_000_000, 3_600_000_000_000, 86_400_000_000_000];

/// A level is kept where it has this many times fewer entries than the finer one.
const THINNING: usize = 8;

/// Samples per bucket from which a sketch of quantiles is kept beside it.
const SKETCHED: usize = 512;

/// The aggregate of one level's bucket, with the bucket's start.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cell {
    pub start: i64,
    pub aggregate: Aggregate,
}

/// The buckets of one level in the order of time. Empty ones are left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Level {
    pub cells: Vec<Cell>,
    /// One for each cell, or none at all.
    pub sketches: Vec<Sketch>,
}

/// The levels of a stretch of one tag's samples; `None` where a level would not thin.
pub(crate) type Levels = [Option<Level>; 3];

/// The start of the bucket that holds `time`.
pub(crate) fn floor(time: i64, width: i64) -> i64 {
    time.saturating_sub(time.rem_euclid(width))
}

/// Number of distinct buckets that the times touch.
fn distinct(times: &[i64], width: i64) -> usize {
    let mut count = 0;
    let mut end = i64::MIN;
    for &time in times {
        if time >= end || count == 0 {
            count += 1;
            end = floor(time, width).saturating_add(width);
        }
    }
    count
}

/// Computes the levels of a run.
pub(crate) fn levels(run: &Run) -> Levels {
    let mut levels: Levels = [None, None, None];
    let mut finer = run.len();
    let mut below: Option<usize> = None;
    for (index, &width) in LEVELS.iter().enumerate() {
        let buckets = match below.and_then(|below| levels[below].as_ref()) {
            None => distinct(&run.times, width),
            Some(level) => {
                let starts: Vec<i64> = level.cells.iter().map(|cell| cell.start).collect();
                distinct(&starts, width)
            }
        };
        if buckets * THINNING > finer {
            continue;
        }
        let sketched = run.len() / buckets.max(1) >= SKETCHED;
        let level = match below.and_then(|below| levels[below].as_ref()) {
            Some(level) => from_finer(level, run, width, buckets, sketched),
            None => from_samples(run, width, buckets, sketched),
        };
        levels[index] = Some(level);
        finer = buckets;
        below = Some(index);
    }
    levels
}

fn from_samples(run: &Run, width: i64, buckets: usize, sketched: bool) -> Level {
    let mut level = Level { cells: Vec::with_capacity(buckets), sketches: Vec::new() };
    let quality = run.quality.values();
    let mut from = 0;
    while from < run.len() {
        let start = floor(run.times[from], width);
        let end = start.saturating_add(width);
        let to = from + 1 + run.times[from + 1..].iter().take_while(|time| **time < end).count();
        let of = |column: &[u32]| column[from..to].to_vec();
        let aggregate =
            Aggregate::of(&run.times[from..to], &run.values[from..to], quality.map(of).as_deref());
        level.cells.push(Cell { start, aggregate });
        if sketched {
            level.sketches.push(sketch(run, from, to));
        }
        from = to;
    }
    level
}

fn sketch(run: &Run, from: usize, to: usize) -> Sketch {
    let mut sketch = Sketch::default();
    for row in from..to {
        let value = run.values[row];
        if value.is_finite() && run.quality.get(row) >> 30 < 2 {
            sketch.add(value);
        }
    }
    sketch
}

fn from_finer(finer: &Level, run: &Run, width: i64, buckets: usize, sketched: bool) -> Level {
    let mut level = Level { cells: Vec::with_capacity(buckets), sketches: Vec::new() };
    for cell in &finer.cells {
        let start = floor(cell.start, width);
        match level.cells.last_mut() {
            Some(last) if last.start == start => last.aggregate.merge(&cell.aggregate),
            _ => level.cells.push(Cell { start, aggregate: cell.aggregate }),
        }
    }
    if sketched {
        for cell in &level.cells {
            let mut total = Sketch::default();
            if finer.sketches.is_empty() {
                let rows = run.rows(plant::TimeRange::new(cell.start, cell.start.saturating_add(width)));
                total = sketch(run, rows.start, rows.end);
            } else {
                let from = finer.cells.partition_point(|finer| finer.start < cell.start);
                let inside = finer.cells[from..].iter().take_while(|f| floor(f.start, width) == cell.start);
                for (offset, _) in inside.enumerate() {
                    total.merge(&finer.sketches[from + offset]);
                }
            }
            level.sketches.push(total);
        }
    }
    level
}

/// Joins the levels of two stretches, the second after the first. A level is kept
/// where both have it.
pub(crate) fn join(mut first: Levels, second: Levels) -> Levels {
    for (level, more) in first.iter_mut().zip(second) {
        *level = match (level.take(), more) {
            (Some(mut level), Some(mut more)) => {
                let sketched = !level.sketches.is_empty() && !more.sketches.is_empty();
                let shared = match (level.cells.last_mut(), more.cells.first()) {
                    (Some(last), Some(first)) if last.start == first.start => {
                        last.aggregate.merge(&first.aggregate);
                        true
                    }
                    _ => false,
                };
                if sketched {
                    let mut sketches = more.sketches.drain(..);
                    if shared && let (Some(last), Some(first)) = (level.sketches.last_mut(), sketches.next())
                    {
                        last.merge(&first);
                    }
                    level.sketches.extend(sketches);
                } else {
                    level.sketches.clear();
                }
                level.cells.extend(more.cells.drain(usize::from(shared)..));
                Some(level)
            }
            _ => None,
        };
    }
    first
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use plant::{Quality, Value};

    fn run(count: i64, step: i64) -> Run {
        let mut run = Run::default();
        for i in 0..count {
            let value = f64::from((i * 7 % 113) as i32) / 10.0;
            run.push(i * step - 5_000_000_000, &Value::Float(value), Quality::GOOD);
        }
        run
    }

    #[test]
    fn levels_stand_where_they_thin() {
        let kept = |run: &Run| levels(run).map(|level| level.is_some());
        assert_eq!(kept(&run(100_000, 1_000_000_000)), [true, true, true]);
        assert_eq!(kept(&run(20_000, 60_000_000_000)), [false, true, true]);
        assert_eq!(kept(&run(500, 86_400_000_000_000)), [false, false, false]);
        assert_eq!(kept(&run(5, 1_000_000_000)), [false, false, false]);
    }

    #[test]
    fn stretches_join_to_the_levels_of_the_whole() {
        let whole = run(100_000, 1_000_000_000);
        let expected = levels(&whole);
        for cut in [50_000, 54_321] {
            let joined = join(levels(&whole.slice(0..cut)), levels(&whole.slice(cut..whole.len())));
            for (joined, expected) in joined.iter().zip(&expected) {
                let (Some(joined), Some(expected)) = (joined, expected) else { continue };
                assert_eq!(joined.cells.len(), expected.cells.len());
                assert_eq!(joined.sketches, expected.sketches);
                for (joined, expected) in joined.cells.iter().zip(&expected.cells) {
                    assert_eq!(joined.start, expected.start);
                    assert_eq!(joined.aggregate.count, expected.aggregate.count);
                    assert_eq!(joined.aggregate.maximum_time, expected.aggregate.maximum_time);
                }
            }
        }
    }

    #[test]
    fn buckets_before_the_epoch_start_at_or_before_their_samples() {
        assert_eq!(floor(-1, LEVELS[0]), -LEVELS[0]);
        assert_eq!(floor(0, LEVELS[0]), 0);
        assert_eq!(floor(i64::MIN, LEVELS[2]), i64::MIN);
    }
}

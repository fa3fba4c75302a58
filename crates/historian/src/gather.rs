//! Aggregation that reads roll-ups where they are right and samples elsewhere.
//!
//! A roll-up's bucket stands for the samples of its time exactly when the range
//! covers it whole and nothing else has a sample in it: no other segment, no
//! memory. Everything else is left to the next finer level and at last to the
//! samples themselves.

use plant::TimeRange;

use crate::error::Result;
use crate::read::{TagSources, touches};
use crate::rollup::{Cell, LEVELS, floor};
use crate::run::Run;
use crate::sketch::Sketch;

/// Takes a tag's history in the order of time, piece by piece.
pub(crate) trait Sink {
    /// Whether [`Sink::cell`] needs the sketch of quantiles.
    const SKETCHES: bool = false;
    /// Whether [`Sink::accepts`] ever refuses.
    const CHOOSES: bool = false;
    /// Cells that are refused are read as samples; so many between two refused
    /// ones are read with them, since pages are read whole anyway.
    const STRIDE: usize = 0;

    /// Whether the aggregate of a bucket is enough.
    fn accepts(&self, cell: &Cell) -> bool {
        let _ = cell;
        true
    }

    /// Told before many cells come.
    fn expect(&mut self, cells: usize) {
        let _ = cells;
    }

    /// All samples of one bucket.
    fn cell(&mut self, cell: &Cell, sketch: Option<&Sketch>);

    /// Samples one by one.
    fn samples(&mut self, run: &Run);
}

/// Part of the time line at one level.
struct Piece {
    start: i64,
    end: i64,
    /// The cell that stands for it; `None`: look below.
    cell: Option<(Cell, Option<Sketch>)>,
}

/// The coarsest level whose buckets fit into buckets of `width` aligned to `origin`.
pub(crate) fn coarsest_level(width: i64, origin: i64) -> Option<usize> {
    (0..LEVELS.len()).rev().find(|level| width % LEVELS[*level] == 0 && origin % LEVELS[*level] == 0)
}

/// Hands the samples in `range` to `sink`, as buckets of at most `coarsest` level where possible.
pub(crate) fn gather<S: Sink>(
    sources: &TagSources,
    range: TimeRange,
    coarsest: Option<usize>,
    sink: &mut S,
) -> Result<()> {
    let Some((first, last)) = sources.span()? else { return Ok(()) };
    if !touches(range, first, last) {
        return Ok(());
    }
    let day = LEVELS[LEVELS.len() - 1];
    let held = TimeRange::new(floor(first, day), floor(last, day).saturating_add(day));
    let range = if range.end == i64::MAX && held.end == i64::MAX {
        TimeRange::new(range.start.max(held.start), i64::MAX)
    } else {
        range.intersect(held)
    };
    level(sources, range, coarsest, sink)
}

fn level<S: Sink>(sources: &TagSources, range: TimeRange, index: Option<usize>, sink: &mut S) -> Result<()> {
    if range.is_empty() {
        return Ok(());
    }
    let Some(index) = index else {
        for window in sources.windows(range, 1 << 20) {
            let run = sources.read_numbers(window)?;
            if !run.is_empty() {
                sink.samples(&run);
            }
        }
        return Ok(());
    };
    let finer = index.checked_sub(1);
    let width = LEVELS[index];
    let inner = TimeRange::new(
        floor(range.start.saturating_add(width - 1), width),
        if range.end == i64::MAX { floor(i64::MAX, width) } else { floor(range.end, width) },
    );
    if inner.is_empty() || !has_level(sources, inner, index)? {
        return level(sources, range, finer, sink);
    }
    level(sources, TimeRange::new(range.start, inner.start), finer, sink)?;
    if let Some(cells) = sole_cells::<S>(sources, inner, index)? {
        sink.expect(cells.len());
        cells.iter().filter(|cell| inner.contains(cell.start)).for_each(|cell| sink.cell(cell, None));
        return level(sources, TimeRange::new(inner.end, range.end), finer, sink);
    }
    for piece in pieces::<S>(sources, inner, index, sink)? {
        match &piece.cell {
            Some((cell, sketch)) => sink.cell(cell, sketch.as_ref()),
            None => level(sources, TimeRange::new(piece.start, piece.end), finer, sink)?,
        }
    }
    level(sources, TimeRange::new(inner.end, range.end), finer, sink)
}

fn has_level(sources: &TagSources, range: TimeRange, index: usize) -> Result<bool> {
    for sealed in &sources.sealed {
        let entry = sealed.entry()?;
        if touches(range, entry.first, entry.last) && entry.levels[index].is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The cells of the only source that has samples in the range, for a sink that
/// takes any cell as it is: nearly always so for data at rest.
fn sole_cells<S: Sink>(sources: &TagSources, range: TimeRange, index: usize) -> Result<Option<Vec<Cell>>> {
    let in_memory = |span: (i64, i64)| touches(range, span.0, span.1);
    if S::SKETCHES || S::CHOOSES || sources.memory.iter().filter_map(|buffer| buffer.span()).any(in_memory) {
        return Ok(None);
    }
    let mut sole = None;
    for sealed in &sources.sealed {
        let entry = sealed.entry()?;
        if touches(range, entry.first, entry.last) && sole.replace(sealed).is_some() {
            return Ok(None);
        }
    }
    sole.map_or(Ok(None), |sealed| sealed.segment.rollup(sealed.entry, index))
}

/// The time line of `inner`, which whole buckets cover, in the order of time.
fn pieces<S: Sink>(sources: &TagSources, inner: TimeRange, index: usize, sink: &S) -> Result<Vec<Piece>> {
    let width = LEVELS[index];
    let mut pieces: Vec<Piece> = Vec::new();
    // Stretches where some source has samples that no cell of this level tells of.
    let mut dark: Vec<TimeRange> = Vec::new();
    let mut holders = 0;
    for sealed in &sources.sealed {
        let entry = sealed.entry()?;
        if !touches(inner, entry.first, entry.last) {
            continue;
        }
        holders += 1;
        let Some(cells) = sealed.segment.rollup(sealed.entry, index)? else {
            dark.push(buckets_over(entry.first.max(inner.start), entry.last.min(inner.end - 1), width));
            continue;
        };
        let mut sketches = None;
        if S::SKETCHES {
            sketches = sealed.segment.sketches(sealed.entry, index, cells.len())?.map(Vec::into_iter);
        }
        for cell in cells {
            let sketch = sketches.as_mut().and_then(Iterator::next);
            if !inner.contains(cell.start) {
                continue;
            }
            let (start, end) = (cell.start, cell.start.saturating_add(width));
            let usable = sink.accepts(&cell) && (!S::SKETCHES || sketch.is_some());
            pieces.push(Piece { start, end, cell: usable.then_some((cell, sketch)) });
        }
    }
    for buffer in &sources.memory {
        let run = buffer.read(inner);
        for &time in &run.times {
            if dark.last().is_none_or(|last| !last.contains(time)) {
                dark.push(buckets_over(time, time, width));
            }
        }
    }
    if holders > 1 || !dark.is_empty() {
        pieces.extend(dark.into_iter().map(|range| Piece { start: range.start, end: range.end, cell: None }));
        pieces.sort_by_key(|piece| piece.start);
    }
    Ok(settle(pieces, S::STRIDE))
}

fn buckets_over(first: i64, last: i64, width: i64) -> TimeRange {
    TimeRange::new(floor(first, width), floor(last, width).saturating_add(width))
}

/// Joins pieces that overlap: where two sources speak of the same time, neither's
/// cell counts. Joins neighbours without a cell, over up to `stride` cells.
fn settle(pieces: Vec<Piece>, stride: usize) -> Vec<Piece> {
    let mut settled: Vec<Piece> = Vec::with_capacity(pieces.len());
    // Cells since the last piece without one, while they may still be swallowed.
    let mut between = 0;
    for piece in pieces {
        if let Some(last) = settled.last_mut()
            && piece.start < last.end
        {
            last.end = last.end.max(piece.end);
            last.cell = None;
            between = 0;
            continue;
        }
        if piece.cell.is_some() {
            between += 1;
            settled.push(piece);
            continue;
        }
        let dark = settled.len().checked_sub(between + 1).filter(|at| settled[*at].cell.is_none());
        match dark {
            Some(at) if between <= stride => {
                settled[at].end = piece.end;
                settled.truncate(at + 1);
            }
            _ => settled.push(piece),
        }
        between = 0;
    }
    settled
}

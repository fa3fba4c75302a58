//! Native queries: reads, statistics, buckets, envelopes, last values.

use std::sync::Arc;

use plant::{Sample, TimeRange};
use rayon::prelude::*;

use crate::aggregate::{Aggregate, Bucket, Quantiles, Statistics};
use crate::error::{HistorianError, Result};
use crate::gather::{Sink, coarsest_level, gather};
use crate::read::TagSources;
use crate::rollup::{Cell, LEVELS};
use crate::run::Run;
use crate::sketch::Sketch;
use crate::source::Snapshot;
use crate::store::Historian;

/// Windows with at most this many samples get exact quantiles.
const EXACT_QUANTILES: usize = 1 << 20;
/// An envelope's buckets are widened by at most this share so that roll-ups fit them.
const ENVELOPE_WIDENING: i64 = 4;

/// Samples of one tag as columns, sorted by time, each time once.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Series {
    /// ns since the epoch, UTC.
    pub times: Vec<i64>,
    /// Booleans as 0 and 1; NaN for text.
    pub values: Vec<f64>,
    /// OPC UA status codes.
    pub quality: Vec<u32>,
}

/// What is known of a tag from its samples.
#[derive(Debug, Clone, PartialEq)]
pub struct TagSummary {
    pub tag: Arc<str>,
    /// Samples of any kind and quality.
    pub count: u64,
    /// Times of the first and last sample, ns.
    pub first: Option<i64>,
    pub last: Option<i64>,
    /// Over finite numbers whose quality is not bad.
    pub minimum: Option<f64>,
    pub maximum: Option<f64>,
    /// Whether any sample is a number or boolean.
    pub numeric: bool,
}

impl Historian {
    /// Every tag that has a sample, sorted by name.
    pub fn tags(&self) -> Result<Vec<TagSummary>> {
        let snapshot = self.snapshot();
        snapshot.tags()?.into_par_iter().map(|tag| summary(&snapshot, &tag)).collect()
    }

    /// One tag's summary; `None` when it has no sample.
    pub fn tag(&self, tag: &str) -> Result<Option<TagSummary>> {
        let snapshot = self.snapshot_of(tag);
        let summary = summary(&snapshot, &Arc::from(tag))?;
        Ok((summary.count > 0).then_some(summary))
    }

    /// The samples in the range as numbers.
    pub fn read(&self, tag: &str, range: TimeRange) -> Result<Series> {
        let run = self.snapshot_of(tag).tag(tag)?.read_numbers(range)?;
        let quality = match run.quality.values() {
            Some(quality) => quality.to_vec(),
            None => vec![0; run.len()],
        };
        Ok(Series { times: run.times, values: run.values, quality })
    }

    /// The samples in the range with their exact values of any kind.
    pub fn read_values(&self, tag: &str, range: TimeRange) -> Result<Vec<Sample>> {
        let sources = self.snapshot_of(tag).tag(tag)?;
        let run = sources.read(range)?;
        Ok((0..run.len()).map(|row| run.sample(&sources.tag, row)).collect())
    }

    /// The newest sample at or before `at`.
    pub fn latest(&self, tag: &str, at: i64) -> Result<Option<Sample>> {
        latest(&self.snapshot_of(tag).tag(tag)?, at)
    }

    /// [`Historian::latest`] of these tags (`None`: all), those that have one, sorted by tag.
    pub fn latest_all(&self, tags: Option<&[Arc<str>]>, at: i64) -> Result<Vec<Sample>> {
        let found = self.each(tags, |sources| latest(sources, at))?;
        Ok(found.into_iter().filter_map(|(_, sample)| sample).collect())
    }

    /// Count, sum, extremes, ends, shares of quality and quantiles of a window.
    /// Quantiles are exact up to a million samples.
    pub fn statistics(&self, tag: &str, range: TimeRange) -> Result<Statistics> {
        statistics(&self.snapshot_of(tag).tag(tag)?, range, EXACT_QUANTILES)
    }

    /// Count, sum, extremes, ends and shares of quality of a window; what
    /// [`Historian::statistics`] gives without quantiles, which is cheaper.
    pub fn aggregate(&self, tag: &str, range: TimeRange) -> Result<Aggregate> {
        aggregate(&self.snapshot_of(tag).tag(tag)?, range)
    }

    /// [`Historian::aggregate`] of these tags (`None`: all), sorted by tag.
    pub fn aggregate_all(
        &self,
        tags: Option<&[Arc<str>]>,
        range: TimeRange,
    ) -> Result<Vec<(Arc<str>, Aggregate)>> {
        self.each(tags, |sources| aggregate(sources, range))
    }

    /// The samples in the range by buckets `[origin + k * width, origin + (k + 1) * width)`;
    /// buckets without samples are left out.
    ///
    /// # Errors
    /// `width_ns` must be positive (PW3201).
    pub fn buckets(&self, tag: &str, range: TimeRange, width_ns: i64, origin_ns: i64) -> Result<Vec<Bucket>> {
        buckets(&self.snapshot_of(tag).tag(tag)?, range, width_ns, origin_ns)
    }

    /// [`Historian::buckets`] of these tags (`None`: all), sorted by tag.
    pub fn buckets_all(
        &self,
        tags: Option<&[Arc<str>]>,
        range: TimeRange,
        width_ns: i64,
        origin_ns: i64,
    ) -> Result<Vec<(Arc<str>, Vec<Bucket>)>> {
        self.each(tags, |sources| buckets(sources, range, width_ns, origin_ns))
    }

    /// Buckets for a plot `pixels` wide: their minima and maxima are those of the
    /// samples, so no spike is lost. There are at most `pixels + 1` of them, of one
    /// width, which may be a little more than the range over `pixels` so that
    /// roll-ups fit; the range is first cut to where the tag has samples.
    ///
    /// # Errors
    /// `pixels` must not be 0 (PW3201).
    pub fn envelope(&self, tag: &str, range: TimeRange, pixels: usize) -> Result<Vec<Bucket>> {
        let sources = self.snapshot_of(tag).tag(tag)?;
        let Some((first, last)) = sources.span()? else { return Ok(Vec::new()) };
        let range = TimeRange::new(range.start.max(first), range.end.min(last.saturating_add(1)));
        if pixels == 0 {
            return Err(HistorianError::Invalid("an envelope needs at least one pixel".to_owned()));
        }
        if range.is_empty() {
            return Ok(Vec::new());
        }
        let (width, origin) = envelope_width(range, pixels);
        buckets(&sources, range, width, origin)
    }

    /// Runs `of` over these tags (`None`: all) in parallel; results in the order of tags.
    pub(crate) fn each<T: Send>(
        &self,
        tags: Option<&[Arc<str>]>,
        of: impl Fn(&TagSources) -> Result<T> + Sync,
    ) -> Result<Vec<(Arc<str>, T)>> {
        let snapshot = self.snapshot();
        let tags = match tags {
            Some(tags) => tags.to_vec(),
            None => snapshot.tags()?,
        };
        tags.into_par_iter()
            .map(|tag| {
                let result = of(&snapshot.tag(&tag)?)?;
                Ok((tag, result))
            })
            .collect()
    }
}

fn envelope_width(range: TimeRange, pixels: usize) -> (i64, i64) {
    let span = range.end as i128 - range.start as i128;
    let width = i64::try_from((span + pixels as i128 - 1) / pixels as i128).unwrap_or(i64::MAX).max(1);
    let level = LEVELS.iter().rev().find(|level| width / ENVELOPE_WIDENING >= **level);
    match level {
        Some(level) => (((width - 1) / level + 1).checked_mul(*level).unwrap_or(width), 0),
        None => (width, range.start),
    }
}

pub(crate) fn summary(snapshot: &Snapshot, tag: &Arc<str>) -> Result<TagSummary> {
    let sources = snapshot.tag(tag)?;
    let span = sources.span()?;
    let total = whole(&sources)?;
    let mut numeric = false;
    for sealed in &sources.sealed {
        numeric |= sealed.entry()?.numeric;
    }
    numeric |= sources.memory.iter().any(|buffer| buffer.is_numeric());
    let held = total.count > 0;
    Ok(TagSummary {
        tag: tag.clone(),
        count: total.samples(),
        first: span.map(|(first, _)| first),
        last: span.map(|(_, last)| last),
        minimum: held.then_some(total.minimum),
        maximum: held.then_some(total.maximum),
        numeric,
    })
}

/// The aggregate of all samples of a tag: the sum of its segments' totals where
/// no two sources overlap in time.
fn whole(sources: &TagSources) -> Result<Aggregate> {
    let mut spans: Vec<(i64, i64)> = Vec::new();
    let mut total = Aggregate::default();
    for sealed in &sources.sealed {
        let entry = sealed.entry()?;
        spans.push((entry.first, entry.last));
        total.merge(&entry.aggregate);
    }
    for buffer in &sources.memory {
        let Some(span) = buffer.span() else { continue };
        spans.push(span);
        total.merge(&of_run(&buffer.read(TimeRange::ALL)));
    }
    spans.sort_unstable();
    if spans.windows(2).all(|pair| pair[0].1 < pair[1].0) {
        return Ok(total);
    }
    let mut sink = Total::default();
    gather(sources, TimeRange::ALL, Some(LEVELS.len() - 1), &mut sink)?;
    Ok(sink.total)
}

fn of_run(run: &Run) -> Aggregate {
    Aggregate::of(&run.times, &run.values, run.quality.values())
}

fn latest(sources: &TagSources, at: i64) -> Result<Option<Sample>> {
    Ok(sources.latest(at)?.map(|run| run.sample(&sources.tag, 0)))
}

#[derive(Default)]
struct Total {
    total: Aggregate,
}

impl Sink for Total {
    fn cell(&mut self, cell: &Cell, _: Option<&Sketch>) {
        self.total.merge(&cell.aggregate);
    }

    fn samples(&mut self, run: &Run) {
        self.total.merge(&of_run(run));
    }
}

fn aggregate(sources: &TagSources, range: TimeRange) -> Result<Aggregate> {
    let mut sink = Total::default();
    gather(sources, range, Some(LEVELS.len() - 1), &mut sink)?;
    Ok(sink.total)
}

/// Statistics whose quantiles come from a sketch.
#[derive(Default)]
struct Sketched {
    total: Aggregate,
    sketch: Sketch,
}

impl Sink for Sketched {
    const SKETCHES: bool = true;

    fn cell(&mut self, cell: &Cell, sketch: Option<&Sketch>) {
        self.total.merge(&cell.aggregate);
        if let Some(sketch) = sketch {
            self.sketch.merge(sketch);
        }
    }

    fn samples(&mut self, run: &Run) {
        self.total.merge(&of_run(run));
        finite(run).for_each(|value| self.sketch.add(value));
    }
}

/// Values that aggregates take.
fn finite(run: &Run) -> impl Iterator<Item = f64> + '_ {
    let taken = |row: &usize| run.values[*row].is_finite() && run.quality.get(*row) >> 30 < 2;
    (0..run.len()).filter(taken).map(|row| run.values[row])
}

pub(crate) fn statistics(sources: &TagSources, range: TimeRange, exact: usize) -> Result<Statistics> {
    if sources.rows_bound(range) > exact {
        let mut sink = Sketched::default();
        gather(sources, range, Some(LEVELS.len() - 1), &mut sink)?;
        return Ok(Statistics { aggregate: sink.total, quantiles: Quantiles::Sketch(sink.sketch) });
    }
    let run = sources.read_numbers(range)?;
    let mut sorted: Vec<f64> = finite(&run).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    Ok(Statistics { aggregate: of_run(&run), quantiles: Quantiles::Exact(sorted) })
}

/// Buckets in the making, in the order of time.
struct Bucketed {
    width: i64,
    origin: i64,
    buckets: Vec<Bucket>,
}

impl Bucketed {
    /// The start of the bucket that holds `time`, and its end.
    fn bounds(&self, time: i64) -> (i64, i64) {
        let (width, time, origin) = (i128::from(self.width), i128::from(time), i128::from(self.origin));
        let start = time - (time - origin).rem_euclid(width);
        let clamp = |value: i128| value.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64;
        (clamp(start), clamp(start + width))
    }

    fn add(&mut self, time: i64, aggregate: &Aggregate) {
        match self.buckets.last_mut() {
            Some(last) if time < last.end || last.end == i64::MAX => last.aggregate.merge(aggregate),
            _ => {
                let (start, end) = self.bounds(time);
                self.buckets.push(Bucket { start, end, aggregate: *aggregate });
            }
        }
    }
}

impl Sink for Bucketed {
    fn expect(&mut self, cells: usize) {
        let finest = LEVELS[0];
        self.buckets.reserve(if self.width <= finest { cells } else { cells.min(4096) });
    }

    fn cell(&mut self, cell: &Cell, _: Option<&Sketch>) {
        self.add(cell.start, &cell.aggregate);
    }

    fn samples(&mut self, run: &Run) {
        let quality = run.quality.values();
        let mut from = 0;
        while from < run.len() {
            let (_, end) = self.bounds(run.times[from]);
            let rest = &run.times[from..];
            let count = if end == i64::MAX { rest.len() } else { rest.partition_point(|time| *time < end) };
            let to = from + count.max(1);
            let part = Aggregate::of(
                &run.times[from..to],
                &run.values[from..to],
                quality.map(|quality| &quality[from..to]),
            );
            self.add(run.times[from], &part);
            from = to;
        }
    }
}

pub(crate) fn buckets(
    sources: &TagSources,
    range: TimeRange,
    width: i64,
    origin: i64,
) -> Result<Vec<Bucket>> {
    if width <= 0 {
        return Err(HistorianError::Invalid("a bucket's width must be positive".to_owned()));
    }
    let mut sink = Bucketed { width, origin, buckets: Vec::new() };
    gather(sources, range, coarsest_level(width, origin), &mut sink)?;
    Ok(sink.buckets)
}

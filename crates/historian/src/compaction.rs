//! Compaction and retention: segments are read, merged and written anew.
//!
//! Only neighbours in the order of writing are merged, so that the result can
//! take the place of the newest of them and the last write still wins.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use plant::TimeRange;
use rayon::prelude::*;

use crate::error::Result;
use crate::read::{Sealed, TagSources};
use crate::run::Run;
use crate::segment::{Features, Segment, SegmentMeta, SegmentWriter, features, prepare};
use crate::store::{Historian, Store};

/// Neighbours of like size that are merged in the background when so many stand together.
const FAN_IN: usize = 4;
/// Samples read before they are handed on, over all threads.
const READ_SAMPLES: usize = 2_000_000;

/// What a compaction or a retention changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CompactionSummary {
    pub segments_before: usize,
    pub segments_after: usize,
    pub samples_before: u64,
    pub samples_after: u64,
}

impl Historian {
    /// Seals memory, merges segments that overlap and joins small neighbours.
    pub fn compact(&self) -> Result<CompactionSummary> {
        let _changing = self.store.changing.lock();
        let before = totals(&self.store.segments());
        self.store.seal()?;
        // From the newest on, so that the places of older ones stay what they are.
        let segments = self.store.segments();
        for group in self.store.groups(&segments)?.into_iter().rev() {
            self.store.merge(&segments[group], i64::MIN)?;
        }
        Ok(summary(before, totals(&self.store.segments())))
    }

    /// Drops all samples before an instant (ns), sealed or not.
    pub fn retain(&self, before: i64) -> Result<CompactionSummary> {
        let _changing = self.store.changing.lock();
        self.store.seal()?;
        let segments = self.store.segments();
        let old = totals(&segments);
        for segment in segments.iter().filter(|segment| segment.meta.first < before) {
            self.store.merge(std::slice::from_ref(segment), before)?;
        }
        Ok(summary(old, totals(&self.store.segments())))
    }
}

fn totals(segments: &[Arc<Segment>]) -> (usize, u64) {
    (segments.len(), segments.iter().map(|segment| segment.meta.samples).sum())
}

fn summary(before: (usize, u64), after: (usize, u64)) -> CompactionSummary {
    CompactionSummary {
        segments_before: before.0,
        segments_after: after.0,
        samples_before: before.1,
        samples_after: after.1,
    }
}

impl Store {
    /// Merges the newest segments when enough of like size have gathered.
    pub fn compact_tiers(&self) -> Result<()> {
        loop {
            let _changing = self.changing.lock();
            let segments = self.segments();
            let sizes: Vec<u64> = segments.iter().map(|segment| segment.meta.samples).collect();
            let Some(group) = newest_tier(&sizes, self.options.segment_samples) else { return Ok(()) };
            self.merge(&segments[group], i64::MIN)?;
        }
    }

    /// Neighbours that should be one: those that overlap, and small ones.
    fn groups(&self, segments: &[Arc<Segment>]) -> Result<Vec<Range<usize>>> {
        let mut joined = vec![false; segments.len()];
        for overlap in overlaps(segments)? {
            joined[overlap].iter_mut().skip(1).for_each(|joined| *joined = true);
        }
        let sizes: Vec<u64> = segments.iter().map(|segment| segment.meta.samples).collect();
        Ok(group(&sizes, &joined, self.options.segment_samples))
    }

    /// Writes the samples of neighbouring segments from `from` on into new ones in their place.
    fn merge(&self, inputs: &[Arc<Segment>], from: i64) -> Result<()> {
        let sequence = inputs.iter().map(|segment| segment.meta.sequence).max().unwrap_or(0);
        let mut features = Features::default();
        let mut tags: HashMap<Arc<str>, Vec<Sealed>> = HashMap::new();
        for segment in inputs {
            let index = segment.index()?;
            features = features.union(index.features);
            for (entry, held) in index.entries.iter().enumerate() {
                tags.entry(held.tag.clone()).or_default().push(Sealed { segment: segment.clone(), entry });
            }
        }
        let mut tags: Vec<TagSources> =
            tags.into_iter().map(|(tag, sealed)| TagSources { tag, sealed, memory: Vec::new() }).collect();
        tags.sort_by(|a, b| a.tag.cmp(&b.tag));
        let mut output = Output { store: self, features, sequence, writer: None, done: Vec::new() };
        let range = TimeRange::new(from, i64::MAX);
        let mut windows: Vec<(&TagSources, TimeRange)> = Vec::new();
        let mut waiting = 0;
        for sources in &tags {
            for window in sources.windows(range, READ_SAMPLES / 2) {
                waiting += sources.rows_bound(window);
                windows.push((sources, window));
                if waiting >= READ_SAMPLES {
                    output.push(&std::mem::take(&mut windows))?;
                    waiting = 0;
                }
            }
        }
        output.push(&windows)?;
        let added = output.finish()?;
        let remove: Vec<u64> = inputs.iter().map(|segment| segment.meta.id).collect();
        self.change(&remove, added, None)
    }
}

/// Segments in the making: one after another as they fill up.
struct Output<'a> {
    store: &'a Store,
    features: Features,
    sequence: u64,
    writer: Option<SegmentWriter>,
    done: Vec<SegmentMeta>,
}

impl Output<'_> {
    fn push(&mut self, windows: &[(&TagSources, TimeRange)]) -> Result<()> {
        let read = |(sources, window): &(&TagSources, TimeRange)| {
            sources.read(*window).map(|run| (sources.tag.clone(), run))
        };
        let runs: Vec<(Arc<str>, Run)> = windows.par_iter().map(read).collect::<Result<_>>()?;
        let prepared = prepare(runs);
        if prepared.is_empty() {
            return Ok(());
        }
        let needed = features(&prepared);
        if !self.features.covers(needed) {
            // Values of two segments that are decimals each may not be decimals together.
            if let Some(writer) = self.writer.take() {
                self.done.extend(writer.finish(self.sequence)?);
            }
            self.features = self.features.union(needed);
        }
        let mut writer = match self.writer.take() {
            Some(writer) => writer,
            None => SegmentWriter::create(&self.store.segments_dir, self.store.next_id(), self.features)?,
        };
        writer.push(prepared)?;
        if writer.rows() >= self.store.options.segment_samples {
            self.done.extend(writer.finish(self.sequence)?);
        } else {
            self.writer = Some(writer);
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<SegmentMeta>> {
        if let Some(writer) = self.writer.take() {
            self.done.extend(writer.finish(self.sequence)?);
        }
        Ok(self.done)
    }
}

/// Ranges of places, in the order of writing, whose ends share some tag's time.
fn overlaps(segments: &[Arc<Segment>]) -> Result<Vec<Range<usize>>> {
    let mut spans: HashMap<Arc<str>, Vec<(i64, i64, usize)>> = HashMap::new();
    for (place, segment) in segments.iter().enumerate() {
        for entry in &segment.index()?.entries {
            spans.entry(entry.tag.clone()).or_default().push((entry.first, entry.last, place));
        }
    }
    let mut found = Vec::new();
    for spans in spans.values_mut() {
        spans.sort_unstable();
        let mut open: Option<(i64, usize)> = None;
        for &(first, last, place) in spans.iter() {
            match open {
                Some((end, other)) if first <= end => {
                    found.push(place.min(other)..place.max(other) + 1);
                    if last > end {
                        open = Some((last, place));
                    }
                }
                _ => open = Some((last, place)),
            }
        }
    }
    Ok(found)
}

/// Groups of at least two neighbours: those that must be joined to the one before
/// them, and greedily more while they stay under `limit` samples.
fn group(sizes: &[u64], joined: &[bool], limit: u64) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    let mut total = 0;
    for (place, &size) in sizes.iter().enumerate() {
        match groups.last_mut() {
            Some(last) if joined[place] || total + size <= limit => {
                last.end = place + 1;
                total += size;
            }
            _ => {
                groups.push(place..place + 1);
                total = size;
            }
        }
    }
    groups.retain(|group| group.len() > 1);
    groups
}

/// The newest neighbours of like size, when there are enough: each at most
/// twice as large as all newer ones together.
fn newest_tier(sizes: &[u64], limit: u64) -> Option<Range<usize>> {
    let mut start = sizes.len();
    let mut total = 0;
    while start > 0 {
        let size = sizes[start - 1];
        if total + size > limit || (start < sizes.len() && size > 2 * total) {
            break;
        }
        total += size;
        start -= 1;
    }
    (sizes.len() - start >= FAN_IN).then_some(start..sizes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiers_wait_until_enough_of_like_size_have_gathered() {
        let check = |sizes: &[u64], expected: Option<Range<usize>>| {
            assert_eq!(newest_tier(sizes, 1000), expected, "{sizes:?}");
        };
        check(&[], None);
        check(&[10, 10, 10], None);
        check(&[10, 10, 10, 10], Some(0..4));
        check(&[900, 10, 10, 10, 10], Some(1..5));
        check(&[70, 10, 10, 10], None);
        check(&[300, 300, 300, 300], None);
    }

    #[test]
    #[expect(clippy::single_range_in_vec_init, reason = "the expectation is a list of ranges")]
    fn neighbours_are_joined_where_they_must_and_where_they_are_small() {
        let check = |sizes: &[u64], joined: &[usize], expected: &[Range<usize>]| {
            let joined: Vec<bool> = (0..sizes.len()).map(|place| joined.contains(&place)).collect();
            assert_eq!(group(sizes, &joined, 100), expected);
        };
        check(&[90, 90, 90], &[], &[]);
        check(&[90, 90, 90], &[2], &[1..3]);
        check(&[40, 40, 40, 40], &[], &[0..2, 2..4]);
        check(&[10], &[], &[]);
    }
}

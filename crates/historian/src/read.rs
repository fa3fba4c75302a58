//! One tag's samples from wherever they are: segments and memory, merged, the
//! last write winning.

use std::sync::Arc;

use plant::TimeRange;

use crate::error::Result;
use crate::memory::Buffer;
use crate::run::{Kind, Run};
use crate::segment::{BLOCK_ROWS, Segment, TagEntry};

/// A tag's part of a segment.
#[derive(Clone)]
pub(crate) struct Sealed {
    pub segment: Arc<Segment>,
    /// The tag's place in the segment's index.
    pub entry: usize,
}

impl Sealed {
    pub fn entry(&self) -> Result<&TagEntry> {
        self.segment.entry(self.entry)
    }
}

/// Everything that holds samples of one tag.
#[derive(Clone)]
pub(crate) struct TagSources {
    pub tag: Arc<str>,
    /// In the order of writing.
    pub sealed: Vec<Sealed>,
    /// In the order of writing, newer than all sealed.
    pub memory: Vec<Arc<Buffer>>,
}

/// Whether a half-open range touches `[first, last]`; one that ends at the last
/// representable instant includes it.
pub(crate) fn touches(range: TimeRange, first: i64, last: i64) -> bool {
    !range.is_empty() && range.start <= last && (range.end > first || range.end == i64::MAX)
}

impl TagSources {
    /// First and last time of any sample.
    pub fn span(&self) -> Result<Option<(i64, i64)>> {
        let mut span: Option<(i64, i64)> = None;
        let mut add = |first: i64, last: i64| {
            span = Some(span.map_or((first, last), |(a, b)| (a.min(first), b.max(last))));
        };
        for sealed in &self.sealed {
            let entry = sealed.entry()?;
            add(entry.first, entry.last);
        }
        for (first, last) in self.memory.iter().filter_map(|buffer| buffer.span()) {
            add(first, last);
        }
        Ok(span)
    }

    /// At most so many samples are in the range.
    pub fn rows_bound(&self, range: TimeRange) -> usize {
        let sealed = self.sealed.iter().map(|sealed| sealed.segment.rows_bound(sealed.entry, range));
        let memory = self.memory.iter().map(|buffer| match buffer.span() {
            Some((first, last)) if touches(range, first, last) => buffer.len(),
            _ => 0,
        });
        sealed.sum::<usize>() + memory.sum::<usize>()
    }

    /// The samples in the range, texts included.
    pub fn read(&self, range: TimeRange) -> Result<Run> {
        self.read_columns(range, true)
    }

    /// The samples in the range; text rows come without their text.
    pub fn read_numbers(&self, range: TimeRange) -> Result<Run> {
        self.read_columns(range, false)
    }

    fn read_columns(&self, range: TimeRange, texts: bool) -> Result<Run> {
        let mut runs = Vec::new();
        for sealed in &self.sealed {
            let entry = sealed.entry()?;
            if touches(range, entry.first, entry.last) {
                runs.push(sealed.segment.read(sealed.entry, range, texts)?);
            }
        }
        runs.extend(self.memory.iter().map(|buffer| buffer.read(range)));
        Ok(runs.into_iter().fold(Run::default(), Run::merge))
    }

    /// Cuts the range where about `rows` samples are in each part.
    pub fn windows(&self, range: TimeRange, rows: usize) -> Vec<TimeRange> {
        let mut times = Vec::new();
        for sealed in &self.sealed {
            if let Ok(entry) = sealed.entry() {
                times.extend(entry.blocks.iter().filter(|time| range.contains(**time)));
            }
        }
        times.sort_unstable();
        let mut windows = Vec::new();
        let mut start = range.start;
        for &cut in times.iter().skip(1).step_by((rows / BLOCK_ROWS).max(1)).skip(1) {
            if cut > start {
                windows.push(TimeRange::new(start, cut));
                start = cut;
            }
        }
        if !range.is_empty() {
            windows.push(TimeRange::new(start, range.end));
        }
        windows
    }

    /// The newest sample at or before `at`, as a run of one row.
    pub fn latest(&self, at: i64) -> Result<Option<Run>> {
        // From the source written last to the first: at equal times the later one stays.
        let mut newest: Option<Run> = None;
        for buffer in self.memory.iter().rev() {
            newest = later(newest, buffer.latest(at));
        }
        for sealed in self.sealed.iter().rev() {
            let entry = sealed.entry()?;
            let best = newest.as_ref().and_then(|run| run.times.last().copied());
            if entry.first > at || best.is_some_and(|best| best >= entry.last.min(at)) {
                continue;
            }
            if entry.last <= at {
                newest = later(newest, Some(last_sample(sealed, entry)?));
                continue;
            }
            let block = entry.blocks.partition_point(|time| *time <= at).saturating_sub(1);
            let start = entry.blocks.get(block).copied().unwrap_or(entry.first);
            let run = sealed.segment.read(sealed.entry, TimeRange::new(start, at.saturating_add(1)), true)?;
            newest = later(newest, run.len().checked_sub(1).map(|row| run.slice(row..row + 1)));
        }
        Ok(newest)
    }
}

/// The run of one row whose time is later; at equal times the first.
fn later(first: Option<Run>, second: Option<Run>) -> Option<Run> {
    match (first, second) {
        (Some(first), Some(second)) if second.times > first.times => Some(second),
        (Some(first), _) => Some(first),
        (None, second) => second,
    }
}

/// A segment's last sample of a tag: from the index where that holds it exactly.
fn last_sample(sealed: &Sealed, entry: &TagEntry) -> Result<Run> {
    let kind = Kind::from_byte(entry.last_kind).unwrap_or_default();
    let plain = match kind {
        Kind::Float => Some(plant::Value::Float(entry.last_value)),
        Kind::Boolean => Some(plant::Value::Boolean(entry.last_value != 0.0)),
        Kind::Integer if entry.last_value.abs() < (1_i64 << 53) as f64 => {
            Some(plant::Value::Integer(entry.last_value as i64))
        }
        Kind::Integer | Kind::Text => None,
    };
    match plain {
        Some(value) => {
            let mut run = Run::default();
            run.push(entry.last, &value, plant::Quality(entry.last_quality));
            Ok(run)
        }
        None => {
            let range = TimeRange::new(entry.last, entry.last.saturating_add(1));
            sealed.segment.read(sealed.entry, range, true)
        }
    }
}

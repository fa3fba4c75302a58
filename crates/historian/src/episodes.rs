//! Times beyond a threshold.

use std::sync::Arc;

use plant::TimeRange;

use crate::error::Result;
use crate::gather::{Sink, gather};
use crate::read::TagSources;
use crate::rollup::{Cell, LEVELS};
use crate::run::Run;
use crate::sketch::Sketch;
use crate::store::Historian;

/// Which side of a threshold counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Values greater than the threshold.
    Above,
    /// Values less than the threshold.
    Below,
}

/// A stretch beyond a threshold: from its first sample to the first one that is
/// not, or to the last sample at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Episode {
    pub start: i64,
    pub end: i64,
}

/// What a tag did beyond a threshold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Episodes {
    pub tag: Arc<str>,
    pub episodes: Vec<Episode>,
    /// ns in all episodes together.
    pub total_ns: i64,
}

impl Historian {
    /// When these tags (`None`: all) were beyond a threshold. A sample holds until
    /// the next one; one that is bad or not a finite number ends an episode.
    /// Samples outside the range are not looked at. Sorted by tag; tags without an
    /// episode are there with none.
    pub fn threshold_episodes(
        &self,
        tags: Option<&[Arc<str>]>,
        range: TimeRange,
        threshold: f64,
        side: Side,
    ) -> Result<Vec<Episodes>> {
        let found = self.each(tags, |sources| episodes(sources, range, threshold, side))?;
        Ok(found
            .into_iter()
            .map(|(tag, episodes)| {
                let total_ns = episodes.iter().map(|episode| episode.end - episode.start).sum();
                Episodes { tag, episodes, total_ns }
            })
            .collect())
    }
}

fn episodes(sources: &TagSources, range: TimeRange, threshold: f64, side: Side) -> Result<Vec<Episode>> {
    let mut sink = Beyond { threshold, side, episodes: Vec::new(), open: None };
    gather(sources, range, Some(LEVELS.len() - 1), &mut sink)?;
    sink.episodes.extend(sink.open);
    Ok(sink.episodes)
}

struct Beyond {
    threshold: f64,
    side: Side,
    episodes: Vec<Episode>,
    /// The episode that goes on; its end is the last sample seen in it.
    open: Option<Episode>,
}

impl Beyond {
    fn is_beyond(&self, value: f64) -> bool {
        match self.side {
            Side::Above => value > self.threshold,
            Side::Below => value < self.threshold,
        }
    }

    fn close(&mut self, end: i64) {
        if let Some(open) = self.open.take() {
            self.episodes.push(Episode { end, ..open });
        }
    }
}

impl Sink for Beyond {
    const CHOOSES: bool = true;
    const STRIDE: usize = 64;

    /// A bucket is enough when all of it lies on one side.
    fn accepts(&self, cell: &Cell) -> bool {
        let aggregate = &cell.aggregate;
        aggregate.count > 0
            && aggregate.is_whole()
            && aggregate.bad == 0
            && self.is_beyond(aggregate.minimum) == self.is_beyond(aggregate.maximum)
    }

    fn cell(&mut self, cell: &Cell, _: Option<&Sketch>) {
        let aggregate = &cell.aggregate;
        if !self.is_beyond(aggregate.minimum) {
            self.close(aggregate.first_time);
            return;
        }
        let start = self.open.map_or(aggregate.first_time, |open| open.start);
        self.open = Some(Episode { start, end: aggregate.last_time });
    }

    fn samples(&mut self, run: &Run) {
        let quality = run.quality.values();
        for (row, (&time, &value)) in run.times.iter().zip(&run.values).enumerate() {
            let usable = quality.is_none_or(|quality| quality[row] >> 30 < 2);
            // A comparison with NaN is false and an infinity is no measurement.
            if usable && value.is_finite() && self.is_beyond(value) {
                match &mut self.open {
                    Some(open) => open.end = time,
                    None => self.open = Some(Episode { start: time, end: time }),
                }
            } else if self.open.is_some() {
                self.close(time);
            }
        }
    }
}

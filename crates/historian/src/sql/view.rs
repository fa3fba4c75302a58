//! What a query reads: the store, the plant and the records as they were when it began.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use arrow::record_batch::RecordBatch;
use datafusion::common::{DataFusionError, Result};
use jiff::tz::TimeZone;
use plant::{Plant, Problem, Quality, Sample, Tag, TimeRange};

use super::bucketing::Stretch;
use super::functions::Zone;
use super::problem::nearest;
use crate::aggregate::Bucket;
use crate::query;
use crate::source::{Scan, Snapshot};

/// One instant of the store. Every table and table function of a query shares it, so that
/// a query never sees half of a write.
pub(super) struct View {
    snapshot: Snapshot,
    /// Tags that have a sample, sorted.
    tags: Vec<Arc<str>>,
    plant: Option<Arc<Plant>>,
    zone: Zone,
    /// Records tables by name.
    tables: Vec<(String, Arc<RecordBatch>)>,
}

/// A row of `tags`.
pub(super) struct TagRow {
    pub id: Arc<str>,
    /// How the plant describes it.
    pub tag: Option<Tag>,
    pub first: Option<i64>,
    pub last: Option<i64>,
    pub samples: u64,
}

impl View {
    pub(super) fn new(
        snapshot: Snapshot,
        plant: Option<Arc<Plant>>,
        tables: Vec<(String, Arc<RecordBatch>)>,
    ) -> crate::Result<Self> {
        let tags = snapshot.tags()?;
        let zone = Zone::new(plant.as_ref().map_or(&TimeZone::UTC, |plant| &plant.timezone));
        Ok(Self { snapshot, tags, plant, zone, tables })
    }

    pub(super) fn tags(&self) -> &[Arc<str>] {
        &self.tags
    }

    pub(super) fn plant(&self) -> Option<&Plant> {
        self.plant.as_deref()
    }

    pub(super) fn zone(&self) -> &Zone {
        &self.zone
    }

    pub(super) fn tables(&self) -> &[(String, Arc<RecordBatch>)] {
        &self.tables
    }

    /// Tags that a name stands for: itself, or with `*` for any text every tag that fits.
    ///
    /// # Errors
    /// PW3101 when neither a sample nor the plant knows the name.
    pub(super) fn matching(&self, name: &str) -> Result<Vec<Arc<str>>> {
        if name.contains('*') {
            return Ok(self.tags.iter().filter(|tag| fits(tag, name)).cloned().collect());
        }
        Ok(self.known(name)?.into_iter().collect())
    }

    /// The tag of that name; `None` when the plant describes it and no sample is there.
    ///
    /// # Errors
    /// PW3101 when neither a sample nor the plant knows the name.
    pub(super) fn known(&self, name: &str) -> Result<Option<Arc<str>>> {
        if let Ok(at) = self.tags.binary_search_by(|tag| (**tag).cmp(name)) {
            return Ok(Some(Arc::clone(&self.tags[at])));
        }
        if self.plant().is_some_and(|plant| plant.tag(name).is_some()) {
            return Ok(None);
        }
        let described = self.plant().map(|plant| plant.tags.as_slice()).unwrap_or_default();
        let known = self.tags.iter().map(|tag| &**tag).chain(described.iter().map(|tag| tag.id.as_str()));
        let problem = Problem::new("PW3101", format!("there is no tag \"{name}\""));
        Err(DataFusionError::External(Box::new(problem.help(match nearest(name, known) {
            Some(near) => format!("did you mean '{near}'?"),
            None => "SELECT id FROM tags lists them".to_owned(),
        }))))
    }

    pub(super) fn partitions(
        &self,
        tags: Option<&[Arc<str>]>,
        range: TimeRange,
        target: usize,
    ) -> Result<Vec<Vec<Arc<str>>>> {
        self.snapshot.partitions(tags, range, target).map_err(outside)
    }

    pub(super) fn rows_bound(&self, tags: &[Arc<str>], range: TimeRange) -> Result<usize> {
        self.snapshot.rows_bound(Some(tags), range).map_err(outside)
    }

    pub(super) fn scan(&self, tags: &[Arc<str>], range: TimeRange) -> Result<Scan> {
        self.snapshot.scan(Some(tags), range).map_err(outside)
    }

    /// Times and numbers of a tag; NaN where a sample is bad or no number.
    pub(super) fn numbers(&self, tag: &str, range: TimeRange) -> Result<(Vec<i64>, Vec<f64>)> {
        let run = self.snapshot.tag(tag).and_then(|tag| tag.read(range)).map_err(outside)?;
        let (times, mut values) = (run.times, run.values);
        if let Some(quality) = run.quality.values() {
            for (value, quality) in values.iter_mut().zip(quality) {
                if Quality(*quality).is_bad() {
                    *value = f64::NAN;
                }
            }
        }
        Ok((times, values))
    }

    /// Times of all samples of a tag, whatever their quality.
    pub(super) fn times(&self, tag: &str, range: TimeRange) -> Result<Vec<i64>> {
        let run = self.snapshot.tag(tag).and_then(|tag| tag.read(range)).map_err(outside)?;
        Ok(run.times)
    }

    /// The newest sample of a tag.
    pub(super) fn latest(&self, tag: &str) -> crate::Result<Option<Sample>> {
        let sources = self.snapshot.tag(tag)?;
        Ok(sources.latest(i64::MAX)?.map(|run| run.sample(&sources.tag, 0)))
    }

    /// From the first sample of a tag to just after its last.
    pub(super) fn span(&self, tag: &str) -> Result<Option<TimeRange>> {
        let span = self.snapshot.tag(tag).and_then(|tag| tag.span()).map_err(outside)?;
        Ok(span.map(|(first, last)| TimeRange::new(first, last.saturating_add(1))))
    }

    /// Buckets of a tag that have a sample.
    pub(super) fn buckets(&self, tag: &str, stretch: Stretch) -> Result<Vec<Bucket>> {
        let sources = self.snapshot.tag(tag).map_err(outside)?;
        query::buckets(&sources, stretch.range, stretch.width, stretch.origin).map_err(outside)
    }

    /// Rows of `tags`, sorted by id.
    pub(super) fn tag_rows(&self) -> Result<Vec<TagRow>> {
        let mut rows: BTreeMap<Arc<str>, TagRow> = BTreeMap::new();
        for id in &self.tags {
            let summary = query::summary(&self.snapshot, id).map_err(outside)?;
            let row = TagRow {
                id: Arc::clone(id),
                tag: None,
                first: summary.first,
                last: summary.last,
                samples: summary.count,
            };
            rows.insert(Arc::clone(id), row);
        }
        for tag in self.plant().map(|plant| plant.tags.as_slice()).unwrap_or_default() {
            let id: Arc<str> = tag.id.as_str().into();
            let row = rows.entry(Arc::clone(&id)).or_insert(TagRow {
                id,
                tag: None,
                first: None,
                last: None,
                samples: 0,
            });
            row.tag = Some(tag.clone());
        }
        Ok(rows.into_values().collect())
    }
}

impl fmt::Debug for View {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("View").field("tags", &self.tags.len()).finish_non_exhaustive()
    }
}

/// Whether a name fits a pattern in which `*` stands for any text.
fn fits(name: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = name.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

fn outside(error: crate::HistorianError) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        for (name, pattern, expected) in [
            ("a.flow", "*", true),
            ("a.flow", "a.*", true),
            ("a.flow", "*.flow", true),
            ("a.flow", "a*w", true),
            ("a.flow", "a*l*w", true),
            ("a.flow", "*x*", false),
            ("a.flow", "b*", false),
            ("a.flow", "*b", false),
            ("a", "a*a", false),
            ("", "*", true),
        ] {
            assert_eq!(fits(name, pattern), expected, "{name} {pattern}");
        }
    }
}

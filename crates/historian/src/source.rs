//! What SQL, backup and other whole-store readers read through: a consistent
//! view of all samples as Arrow batches.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use arrow::array::{
    ArrayRef, DictionaryArray, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray,
    TimestampNanosecondArray, UInt32Array,
};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Field, Int32Type, Schema, SchemaRef, TimeUnit};
use plant::TimeRange;

use crate::error::{HistorianError, Result};
use crate::memory::Memory;
use crate::read::{Sealed, TagSources};
use crate::run::{Kind, Run};
use crate::segment::Segment;

/// Rows of a batch: large enough to amortise, small enough for the cache.
const BATCH_ROWS: usize = 32 * 1024;
/// Rows that a scan holds decoded at a time, for one tag.
const WINDOW_ROWS: usize = 512 * 1024;

/// Columns of [`Snapshot::scan`]: `tag`, `time`, `value` (null for text; NaN stays),
/// `integer` (the exact value of integers and booleans, else null), `text` (else null), `quality`.
pub(crate) static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
    let tag = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    Arc::new(Schema::new(vec![
        Field::new("tag", tag, false),
        Field::new("time", DataType::Timestamp(TimeUnit::Nanosecond, Some("UTC".into())), false),
        Field::new("value", DataType::Float64, true),
        Field::new("integer", DataType::Int64, true),
        Field::new("text", DataType::Utf8, true),
        Field::new("quality", DataType::UInt32, false),
    ]))
});

/// All samples as they were at one instant: segments are shared, memory is
/// shared until it is written to again. Cheap to take and to clone.
#[derive(Clone)]
pub(crate) struct Snapshot {
    /// In the order of writing: at equal times a later one wins.
    pub segments: Arc<[Arc<Segment>]>,
    /// What is not sealed yet, in the order of writing, newer than all segments.
    pub memory: Arc<[Arc<Memory>]>,
}

impl Snapshot {
    /// Every tag that has a sample, sorted.
    pub fn tags(&self) -> Result<Vec<Arc<str>>> {
        let mut tags = BTreeSet::new();
        for segment in self.segments.iter() {
            tags.extend(segment.index()?.entries.iter().map(|entry| entry.tag.clone()));
        }
        for memory in self.memory.iter() {
            tags.extend(memory.tags.keys().cloned());
        }
        Ok(tags.into_iter().collect())
    }

    /// Where a tag's samples are.
    pub fn tag(&self, tag: &str) -> Result<TagSources> {
        let mut sealed = Vec::new();
        for segment in self.segments.iter() {
            if let Some(entry) = segment.index()?.find(tag) {
                sealed.push(Sealed { segment: segment.clone(), entry });
            }
        }
        let memory = self.memory.iter().filter_map(|memory| memory.tags.get(tag).cloned()).collect();
        Ok(TagSources { tag: tag.into(), sealed, memory })
    }

    /// Splits the tags (all of them for `None`; sorted) into at most `target` contiguous groups of about
    /// as many samples each, to be scanned in parallel.
    pub fn partitions(
        &self,
        tags: Option<&[Arc<str>]>,
        range: TimeRange,
        target: usize,
    ) -> Result<Vec<Vec<Arc<str>>>> {
        let tags = self.sorted(tags)?;
        let mut weighed = Vec::with_capacity(tags.len());
        let mut total = 0;
        for tag in tags {
            let weight = self.tag(&tag)?.rows_bound(range);
            if weight > 0 {
                total += weight;
                weighed.push((tag, weight));
            }
        }
        let share = total.div_ceil(target.max(1)).max(1);
        let mut groups: Vec<Vec<Arc<str>>> = Vec::new();
        let mut taken = 0;
        for (tag, weight) in weighed {
            if taken / share >= groups.len() {
                groups.push(Vec::new());
            }
            if let Some(group) = groups.last_mut() {
                group.push(tag);
            }
            taken += weight;
        }
        Ok(groups)
    }

    /// Upper bound on the samples of these tags in the range, from indexes alone.
    pub fn rows_bound(&self, tags: Option<&[Arc<str>]>, range: TimeRange) -> Result<usize> {
        let mut rows = 0;
        for tag in self.sorted(tags)? {
            rows += self.tag(&tag)?.rows_bound(range);
        }
        Ok(rows)
    }

    /// The samples of these tags (all for `None`) in the range, sorted by tag and
    /// time, duplicates resolved, in batches of [`SCHEMA`].
    pub fn scan(&self, tags: Option<&[Arc<str>]>, range: TimeRange) -> Result<Scan> {
        let mut tags = self.sorted(tags)?;
        tags.reverse();
        Ok(Scan { snapshot: self.clone(), range, tags, current: None, pending: None })
    }

    fn sorted(&self, tags: Option<&[Arc<str>]>) -> Result<Vec<Arc<str>>> {
        match tags {
            None => self.tags(),
            Some(tags) => Ok(tags.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect()),
        }
    }
}

/// The iterator of [`Snapshot::scan`]. Holds one stretch of one tag in memory at a time.
pub(crate) struct Scan {
    snapshot: Snapshot,
    range: TimeRange,
    /// Tags still to come, the next one last.
    tags: Vec<Arc<str>>,
    /// The tag being read and the windows still to come, the next one last.
    current: Option<(TagSources, Vec<TimeRange>)>,
    /// A decoded stretch of which rows are left.
    pending: Option<(Arc<str>, Run, usize)>,
}

impl Scan {
    /// The next decoded stretch that has rows.
    fn advance(&mut self) -> Result<bool> {
        loop {
            if let Some((sources, windows)) = &mut self.current {
                while let Some(window) = windows.pop() {
                    let run = sources.read(window)?;
                    if !run.is_empty() {
                        self.pending = Some((sources.tag.clone(), run, 0));
                        return Ok(true);
                    }
                }
            }
            let Some(tag) = self.tags.pop() else { return Ok(false) };
            let sources = self.snapshot.tag(&tag)?;
            let mut windows = sources.windows(self.range, WINDOW_ROWS);
            windows.reverse();
            self.current = Some((sources, windows));
        }
    }

    fn batch(&mut self) -> Result<Option<RecordBatch>> {
        let mut batch = BatchBuilder::default();
        while batch.rows() < BATCH_ROWS {
            if self.pending.is_none() && !self.advance()? {
                break;
            }
            if let Some((tag, run, from)) = self.pending.take() {
                let to = (from + BATCH_ROWS - batch.rows()).min(run.len());
                batch.add(&tag, &run, from, to);
                if to < run.len() {
                    self.pending = Some((tag, run, to));
                }
            }
        }
        if batch.rows() == 0 { Ok(None) } else { batch.finish().map(Some) }
    }
}

impl Iterator for Scan {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.batch().transpose();
        if matches!(next, Some(Err(_))) {
            // After an error there is nothing sensible to go on with.
            self.tags.clear();
            self.current = None;
            self.pending = None;
        }
        next
    }
}

/// Stretches of several tags, one after another, as one batch.
#[derive(Default)]
struct BatchBuilder {
    tags: Vec<Arc<str>>,
    keys: Vec<i32>,
    run: Run,
}

impl BatchBuilder {
    fn rows(&self) -> usize {
        self.keys.len()
    }

    fn add(&mut self, tag: &Arc<str>, run: &Run, from: usize, to: usize) {
        if self.tags.last() != Some(tag) {
            self.tags.push(tag.clone());
        }
        let key = self.tags.len() as i32 - 1;
        self.keys.resize(self.keys.len() + to - from, key);
        self.run.extend(run, from..to);
    }

    fn finish(self) -> Result<RecordBatch> {
        let rows = self.rows();
        let run = self.run;
        let kinds: Option<Vec<Kind>> =
            run.kinds.values().map(|_| (0..rows).map(|row| run.kind(row)).collect());
        let integer: ArrayRef = match &kinds {
            None => Arc::new(Int64Array::new_null(rows)),
            Some(_) => Arc::new((0..rows).map(|row| run.exact_integer(row)).collect::<Int64Array>()),
        };
        let text: ArrayRef = match run.texts.values() {
            None => Arc::new(StringArray::new_null(rows)),
            Some(texts) => Arc::new(texts.iter().map(|text| text.as_deref()).collect::<StringArray>()),
        };
        let numeric: Option<NullBuffer> =
            kinds.map(|kinds| kinds.iter().map(|kind| *kind != Kind::Text).collect::<Vec<bool>>().into());
        let quality = match run.quality.values() {
            None => UInt32Array::from(vec![0; rows]),
            Some(quality) => UInt32Array::from(quality.to_vec()),
        };
        let names = StringArray::from_iter_values(self.tags.iter().map(|tag| &**tag));
        let columns: Vec<ArrayRef> = vec![
            Arc::new(arrow_result(DictionaryArray::<Int32Type>::try_new(
                Int32Array::from(self.keys),
                Arc::new(names),
            ))?),
            Arc::new(TimestampNanosecondArray::from(run.times).with_timezone("UTC")),
            Arc::new(Float64Array::new(run.values.into(), numeric)),
            integer,
            text,
            Arc::new(quality),
        ];
        arrow_result(RecordBatch::try_new(SCHEMA.clone(), columns))
    }
}

fn arrow_result<T>(result: Result<T, arrow::error::ArrowError>) -> Result<T> {
    result.map_err(|error| HistorianError::Invalid(format!("samples do not form a batch: {error}")))
}

//! Bulk loads: samples become segments directly, without the log, and are seen
//! all at once when the load is finished.

use std::collections::HashMap;
use std::fs;
use std::sync::Arc;

use plant::{Quality, Value};
use rayon::prelude::*;

use crate::error::{HistorianError, Result};
use crate::run::Run;
use crate::segment::{SegmentMeta, SegmentWriter, features, prepare, rollup_path, samples_path};
use crate::store::{Historian, Store};

/// Values of one kind, or of any.
#[derive(Debug, Clone, Copy)]
pub enum ColumnSlice<'a> {
    Float(&'a [f64]),
    Integer(&'a [i64]),
    Boolean(&'a [bool]),
    Text(&'a [Arc<str>]),
    Mixed(&'a [Value]),
}

impl ColumnSlice<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Float(values) => values.len(),
            Self::Integer(values) => values.len(),
            Self::Boolean(values) => values.len(),
            Self::Text(values) => values.len(),
            Self::Mixed(values) => values.len(),
        }
    }
}

/// What a bulk load brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LoadSummary {
    /// Samples kept: of several of a tag at one time only the last.
    pub samples: u64,
    pub segments: usize,
    /// Bytes on disk.
    pub bytes: u64,
}

/// A bulk load. Dropped without [`BulkLoader::finish`] it leaves no trace.
pub struct BulkLoader {
    store: Arc<Store>,
    /// Samples not written yet, in the order of arrival.
    tags: HashMap<Arc<str>, Run>,
    samples: usize,
    text_bytes: usize,
    written: Vec<SegmentMeta>,
}

impl Historian {
    /// Begins a bulk load. It counts as written when it is finished: its samples
    /// win over what was appended before that.
    pub fn bulk(&self) -> Result<BulkLoader> {
        Ok(BulkLoader {
            store: self.store.clone(),
            tags: HashMap::new(),
            samples: 0,
            text_bytes: 0,
            written: Vec::new(),
        })
    }
}

impl BulkLoader {
    /// Takes samples of one tag, in any order of time; tags may alternate. An empty
    /// `quality` means that all are good.
    ///
    /// # Errors
    /// Columns of different lengths are refused (PW3201).
    pub fn push(
        &mut self,
        tag: &Arc<str>,
        times: &[i64],
        values: ColumnSlice<'_>,
        quality: &[u32],
    ) -> Result<()> {
        if values.len() != times.len() || (!quality.is_empty() && quality.len() != times.len()) {
            return Err(HistorianError::Invalid(format!(
                "{tag}: {} times, {} values and {} qualities do not fit each other",
                times.len(),
                values.len(),
                quality.len()
            )));
        }
        if !self.tags.contains_key(tag) {
            self.tags.insert(tag.clone(), Run::default());
        }
        let Some(run) = self.tags.get_mut(tag) else { return Ok(()) };
        let mut text_bytes = 0;
        {
            let quality_of = |row: usize| Quality(quality.get(row).copied().unwrap_or(0));
            let mut push = |row: usize, value: &Value| run.push(times[row], value, quality_of(row));
            let each = 0..times.len();
            match values {
                ColumnSlice::Float(values) => run.push_floats(times, values, quality),
                ColumnSlice::Integer(values) => each.for_each(|row| push(row, &Value::Integer(values[row]))),
                ColumnSlice::Boolean(values) => each.for_each(|row| push(row, &Value::Boolean(values[row]))),
                ColumnSlice::Text(values) => each.for_each(|row| {
                    text_bytes += values[row].len() + 32;
                    push(row, &Value::Text(values[row].clone()));
                }),
                ColumnSlice::Mixed(values) => each.for_each(|row| {
                    if let Value::Text(text) = &values[row] {
                        text_bytes += text.len() + 32;
                    }
                    push(row, &values[row]);
                }),
            }
        }
        self.text_bytes += text_bytes;
        self.samples += times.len();
        if self.samples + self.text_bytes / 24 >= self.store.options.bulk_samples {
            self.flush()
        } else {
            Ok(())
        }
    }

    /// Writes what is held into a segment that nobody sees yet.
    fn flush(&mut self) -> Result<()> {
        let mut runs: Vec<(Arc<str>, Run)> = std::mem::take(&mut self.tags).into_iter().collect();
        (self.samples, self.text_bytes) = (0, 0);
        runs.par_sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let runs: Vec<(Arc<str>, Run)> = runs.into_par_iter().map(|(tag, run)| (tag, run.sorted())).collect();
        let prepared = prepare(runs);
        if prepared.is_empty() {
            return Ok(());
        }
        let id = self.store.next_id();
        let mut writer = SegmentWriter::create(&self.store.segments_dir, id, features(&prepared))?;
        writer.push(prepared)?;
        self.written.extend(writer.finish(0)?);
        Ok(())
    }

    /// Makes the whole load durable and visible in one step.
    pub fn finish(mut self) -> Result<LoadSummary> {
        self.flush()?;
        let _changing = self.store.changing.lock();
        // What was appended before must be older than this load.
        self.store.seal()?;
        let written = std::mem::take(&mut self.written);
        let summary = LoadSummary {
            samples: written.iter().map(|meta| meta.samples).sum(),
            segments: written.len(),
            bytes: written.iter().map(|meta| meta.bytes).sum(),
        };
        if !written.is_empty()
            && let Err(error) = self.store.change(&[], written.clone(), None)
        {
            self.written = written;
            drop(_changing);
            return Err(error);
        }
        Ok(summary)
    }
}

impl Drop for BulkLoader {
    fn drop(&mut self) {
        for meta in &self.written {
            // What stays behind is not in the manifest and goes at the next open.
            let _ = fs::remove_file(samples_path(&self.store.segments_dir, meta.id));
            let _ = fs::remove_file(rollup_path(&self.store.segments_dir, meta.id));
        }
    }
}

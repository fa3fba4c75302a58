//! Samples that are durable in the write-ahead log but not yet in a segment.

use std::collections::HashMap;
use std::sync::Arc;

use plant::{Sample, TimeRange};

use crate::run::{Kind, Run};

/// Samples of one tag in memory. Most arrive in order and go to `main`; those
/// that arrive late wait in `late` and are merged in strides, so that a storm
/// of old samples does not move the whole run once for each.
#[derive(Debug, Clone, Default)]
pub(crate) struct Buffer {
    main: Run,
    late: Run,
}

impl Buffer {
    fn push(&mut self, sample: &Sample) {
        match self.main.times.last() {
            Some(&last) if sample.time < last => {
                self.late.push(sample.time, &sample.value, sample.quality);
                if self.late.len() > 1024 + self.main.len() / 4 {
                    let late = std::mem::take(&mut self.late).sorted();
                    self.main = Run::merge(std::mem::take(&mut self.main), late);
                }
            }
            Some(&last) if sample.time == last => {
                let row = self.main.len() - 1;
                self.main.set(row, &sample.value, sample.quality);
            }
            _ => self.main.push(sample.time, &sample.value, sample.quality),
        }
    }

    /// First and last time held.
    pub fn span(&self) -> Option<(i64, i64)> {
        let first = self.main.times.first()?;
        let last = self.main.times.last()?;
        let late = self.late.times.iter().min();
        Some((late.map_or(*first, |late| *late.min(first)), *last))
    }

    /// The newest sample at or before `at`, as a run of one row.
    pub fn latest(&self, at: i64) -> Option<Run> {
        let row = self.main.times.partition_point(|&time| time <= at).checked_sub(1);
        let main = row.map(|row| self.main.slice(row..row + 1));
        if self.late.is_empty() {
            return main;
        }
        let late = self.late.clone().sorted();
        let row = late.times.partition_point(|&time| time <= at).checked_sub(1);
        match (main, row.map(|row| late.slice(row..row + 1))) {
            (Some(main), Some(late)) if late.times < main.times => Some(main),
            (main, late) => late.or(main),
        }
    }

    pub fn is_numeric(&self) -> bool {
        let numeric = |run: &Run| match run.kinds.values() {
            None => !run.is_empty(),
            Some(kinds) => kinds.iter().any(|kind| *kind != Kind::Text as u8),
        };
        numeric(&self.main) || numeric(&self.late)
    }

    pub fn len(&self) -> usize {
        self.main.len() + self.late.len()
    }

    pub fn read(&self, range: TimeRange) -> Run {
        let main = self.main.slice(self.main.rows(range));
        if self.late.is_empty() {
            return main;
        }
        let late = self.late.clone().sorted();
        let rows = late.rows(range);
        Run::merge(main, late.slice(rows))
    }
}

/// All tags' samples in memory. Buffers are shared with readers and copied only
/// when one is written while a reader still holds it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memory {
    pub tags: HashMap<Arc<str>, Arc<Buffer>>,
    /// Samples held, duplicates counted.
    pub samples: usize,
    /// Bytes of text held beside them.
    pub text_bytes: usize,
}

impl Memory {
    pub fn push(&mut self, sample: &Sample) {
        if !self.tags.contains_key(&sample.tag) {
            self.tags.insert(sample.tag.clone(), Arc::default());
        }
        if let Some(buffer) = self.tags.get_mut(&sample.tag) {
            Arc::make_mut(buffer).push(sample);
        }
        self.samples += 1;
        if let plant::Value::Text(text) = &sample.value {
            self.text_bytes += text.len() + 32;
        }
    }

    /// How much the samples weigh, in units of one plain sample.
    pub fn weight(&self) -> usize {
        self.samples + self.text_bytes / 24
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plant::{Quality, Value};

    #[test]
    fn late_and_repeated_samples_are_put_in_order_with_the_last_write_winning() {
        let mut memory = Memory::default();
        let tag: Arc<str> = "a".into();
        let mut expected = std::collections::BTreeMap::new();
        for step in 0..20_000_i64 {
            let time = (step * 7919) % 5003;
            memory.push(&Sample {
                tag: tag.clone(),
                time,
                value: Value::Integer(step),
                quality: Quality::GOOD,
            });
            expected.insert(time, step as f64);
        }
        let run = memory.tags["a"].read(TimeRange::new(100, 4000));
        let expected: Vec<(i64, f64)> = expected.range(100..4000).map(|(t, v)| (*t, *v)).collect();
        assert_eq!(run.times.iter().copied().zip(run.values).collect::<Vec<_>>(), expected);
        assert_eq!(memory.tags["a"].span(), Some((0, 5002)));
    }
}

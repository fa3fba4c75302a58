//! Samples of one tag as columns, sorted by time with each time once: the shape
//! in which every source (memory, segments, bulk loads) hands data on.

use std::ops::Range;
use std::sync::Arc;

use plant::{Quality, Sample, TimeRange, Value};

/// What kind of value a sample holds; stored as one byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Kind {
    #[default]
    Float = 0,
    Integer = 1,
    Boolean = 2,
    Text = 3,
}

impl Kind {
    pub fn from_byte(byte: u8) -> Option<Self> {
        Some(match byte {
            0 => Self::Float,
            1 => Self::Integer,
            2 => Self::Boolean,
            3 => Self::Text,
            _ => return None,
        })
    }
}

/// A column that is nearly always the default value everywhere (good quality,
/// float, no text): nothing is stored until a first value differs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rare<T>(Vec<T>);

impl<T> Default for Rare<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Clone + Default + PartialEq> Rare<T> {
    pub fn from_vec(values: Vec<T>) -> Self {
        if values.iter().all(|value| *value == T::default()) { Self::default() } else { Self(values) }
    }

    pub fn get(&self, index: usize) -> T {
        self.0.get(index).cloned().unwrap_or_default()
    }

    /// All values, or `None` when each is the default.
    pub fn values(&self) -> Option<&[T]> {
        (!self.0.is_empty()).then_some(&self.0)
    }

    /// `len` is the number of rows before this one.
    fn push(&mut self, len: usize, value: T) {
        if self.0.is_empty() {
            if value == T::default() {
                return;
            }
            self.0.resize(len, T::default());
        }
        self.0.push(value);
    }

    fn set(&mut self, len: usize, index: usize, value: T) {
        if self.0.is_empty() {
            if value == T::default() {
                return;
            }
            self.0.resize(len, T::default());
        }
        self.0[index] = value;
    }

    fn extend(&mut self, len: usize, other: &Self, range: Range<usize>) {
        if other.0.is_empty() {
            if !self.0.is_empty() {
                self.0.resize(len + range.len(), T::default());
            }
            return;
        }
        if self.0.is_empty() {
            self.0.resize(len, T::default());
        }
        self.0.extend_from_slice(&other.0[range]);
    }

    fn slice(&self, range: Range<usize>) -> Self {
        if self.0.is_empty() { Self::default() } else { Self::from_vec(self.0[range].to_vec()) }
    }

    fn pick(&self, rows: &[u32]) -> Self {
        if self.0.is_empty() {
            return Self::default();
        }
        Self::from_vec(rows.iter().map(|&row| self.0[row as usize].clone()).collect())
    }
}

/// Samples of one tag. Sorted by time, each time once, unless a function says otherwise.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Run {
    pub times: Vec<i64>,
    /// The value as a number; NaN for text.
    pub values: Vec<f64>,
    pub quality: Rare<u32>,
    /// [`Kind`] as a byte.
    pub kinds: Rare<u8>,
    /// Integers that a double cannot hold exactly; 0 elsewhere.
    pub integers: Rare<i64>,
    pub texts: Rare<Option<Arc<str>>>,
}

/// Whether a double holds this integer exactly.
pub(crate) fn fits_double(integer: i64) -> bool {
    integer.unsigned_abs() <= 1 << 53
}

impl Run {
    pub fn len(&self) -> usize {
        self.times.len()
    }

    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }

    /// Adds a row at the end; the caller keeps the order of times.
    pub fn push(&mut self, time: i64, value: &Value, quality: Quality) {
        let row = self.len();
        let cell = Cell::of(value);
        self.times.push(time);
        self.values.push(cell.number);
        self.quality.push(row, quality.0);
        self.kinds.push(row, cell.kind as u8);
        self.integers.push(row, cell.integer);
        self.texts.push(row, cell.text);
    }

    /// Adds floats at the end; `quality` is empty where all are good.
    pub fn push_floats(&mut self, times: &[i64], values: &[f64], quality: &[u32]) {
        let len = self.len();
        let rows = 0..times.len();
        self.kinds.extend(len, &Rare::default(), rows.clone());
        self.integers.extend(len, &Rare::default(), rows.clone());
        self.texts.extend(len, &Rare::default(), rows.clone());
        self.quality.extend(len, &Rare::from_vec(quality.to_vec()), rows);
        self.times.extend_from_slice(times);
        self.values.extend_from_slice(values);
    }

    /// Writes another value over the row.
    pub fn set(&mut self, row: usize, value: &Value, quality: Quality) {
        let len = self.len();
        let cell = Cell::of(value);
        self.values[row] = cell.number;
        self.quality.set(len, row, quality.0);
        self.kinds.set(len, row, cell.kind as u8);
        self.integers.set(len, row, cell.integer);
        self.texts.set(len, row, cell.text);
    }

    pub fn kind(&self, row: usize) -> Kind {
        Kind::from_byte(self.kinds.get(row)).unwrap_or_default()
    }

    pub fn value(&self, row: usize) -> Value {
        match self.kind(row) {
            Kind::Float => Value::Float(self.values[row]),
            Kind::Boolean => Value::Boolean(self.values[row] != 0.0),
            Kind::Integer => Value::Integer(self.integer(row)),
            Kind::Text => Value::Text(self.texts.get(row).unwrap_or_else(|| Arc::from(""))),
        }
    }

    fn integer(&self, row: usize) -> i64 {
        match self.integers.get(row) {
            0 => self.values[row] as i64,
            exact => exact,
        }
    }

    pub fn sample(&self, tag: &Arc<str>, row: usize) -> Sample {
        Sample {
            tag: tag.clone(),
            time: self.times[row],
            value: self.value(row),
            quality: Quality(self.quality.get(row)),
        }
    }

    /// The exact integer of an integer or boolean row.
    pub fn exact_integer(&self, row: usize) -> Option<i64> {
        match self.kind(row) {
            Kind::Integer => Some(self.integer(row)),
            Kind::Boolean => Some(i64::from(self.values[row] != 0.0)),
            Kind::Float | Kind::Text => None,
        }
    }

    /// Rows whose time lies in `range`.
    pub fn rows(&self, range: TimeRange) -> Range<usize> {
        let start = self.times.partition_point(|&time| time < range.start);
        let end = if range.end == i64::MAX {
            self.len()
        } else {
            self.times.partition_point(|&time| time < range.end)
        };
        start..end.max(start)
    }

    pub fn slice(&self, rows: Range<usize>) -> Self {
        if rows == (0..self.len()) {
            return self.clone();
        }
        Self {
            times: self.times[rows.clone()].to_vec(),
            values: self.values[rows.clone()].to_vec(),
            quality: self.quality.slice(rows.clone()),
            kinds: self.kinds.slice(rows.clone()),
            integers: self.integers.slice(rows.clone()),
            texts: self.texts.slice(rows),
        }
    }

    /// Adds rows of another run at the end; the caller keeps the order.
    pub fn extend(&mut self, other: &Self, rows: Range<usize>) {
        let len = self.len();
        self.quality.extend(len, &other.quality, rows.clone());
        self.kinds.extend(len, &other.kinds, rows.clone());
        self.integers.extend(len, &other.integers, rows.clone());
        self.texts.extend(len, &other.texts, rows.clone());
        self.values.extend_from_slice(&other.values[rows.clone()]);
        self.times.extend_from_slice(&other.times[rows]);
    }

    fn pick(&self, rows: &[u32]) -> Self {
        Self {
            times: rows.iter().map(|&row| self.times[row as usize]).collect(),
            values: rows.iter().map(|&row| self.values[row as usize]).collect(),
            quality: self.quality.pick(rows),
            kinds: self.kinds.pick(rows),
            integers: self.integers.pick(rows),
            texts: self.texts.pick(rows),
        }
    }

    /// Rows in any order become a run: sorted, and of rows with the same time
    /// the one that came last.
    pub fn sorted(self) -> Self {
        if self.times.is_sorted_by(|a, b| a < b) {
            return self;
        }
        let mut rows: Vec<u32> = (0..self.len() as u32).collect();
        rows.sort_by_key(|&row| self.times[row as usize]);
        let mut kept: Vec<u32> = Vec::with_capacity(rows.len());
        for row in rows {
            match kept.last_mut() {
                Some(last) if self.times[*last as usize] == self.times[row as usize] => *last = row,
                _ => kept.push(row),
            }
        }
        self.pick(&kept)
    }

    /// Two runs become one; at equal times `newer` wins.
    pub fn merge(mut older: Self, newer: Self) -> Self {
        match (older.times.last(), newer.times.first()) {
            (_, None) => return older,
            (None, _) => return newer,
            (Some(last), Some(first)) if last < first => {
                older.extend(&newer, 0..newer.len());
                return older;
            }
            _ => {}
        }
        if newer.times.last() < older.times.first() {
            let mut merged = newer;
            merged.extend(&older, 0..older.len());
            return merged;
        }
        let mut merged = Self::default();
        merged.times.reserve(older.len() + newer.len());
        merged.values.reserve(older.len() + newer.len());
        let (mut a, mut b) = (0, 0);
        // Whole stretches are copied at once: late data is usually a few clusters.
        while a < older.len() && b < newer.len() {
            let older_end = a + older.times[a..].partition_point(|&time| time < newer.times[b]);
            merged.extend(&older, a..older_end);
            a = older_end;
            if a == older.len() {
                break;
            }
            let newer_end = b + newer.times[b..].partition_point(|&time| time < older.times[a]);
            merged.extend(&newer, b..newer_end);
            b = newer_end;
            if b < newer.len() && newer.times[b] == older.times[a] {
                a += 1;
            }
        }
        merged.extend(&older, a..older.len());
        merged.extend(&newer, b..newer.len());
        merged
    }
}

/// A value taken apart into the columns of a run.
struct Cell {
    kind: Kind,
    number: f64,
    integer: i64,
    text: Option<Arc<str>>,
}

impl Cell {
    fn of(value: &Value) -> Self {
        let (kind, number, integer, text) = match value {
            Value::Float(v) => (Kind::Float, *v, 0, None),
            Value::Integer(v) => (Kind::Integer, *v as f64, if fits_double(*v) { 0 } else { *v }, None),
            Value::Boolean(v) => (Kind::Boolean, f64::from(u8::from(*v)), 0, None),
            Value::Text(v) => (Kind::Text, f64::NAN, 0, Some(v.clone())),
        };
        Self { kind, number, integer, text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(rows: &[(i64, f64)]) -> Run {
        let mut run = Run::default();
        for &(time, value) in rows {
            run.push(time, &Value::Float(value), Quality::GOOD);
        }
        run
    }

    fn check_merge(older: &[(i64, f64)], newer: &[(i64, f64)], expected: &[(i64, f64)]) {
        assert_eq!(Run::merge(run(older), run(newer)), run(expected), "{older:?} and {newer:?}");
    }

    #[test]
    fn the_newer_run_wins_at_equal_times() {
        check_merge(&[(1, 1.0), (2, 2.0)], &[(2, 20.0), (3, 30.0)], &[(1, 1.0), (2, 20.0), (3, 30.0)]);
        check_merge(&[(5, 1.0)], &[(1, 2.0)], &[(1, 2.0), (5, 1.0)]);
        check_merge(&[(1, 1.0), (9, 9.0)], &[(4, 4.0), (5, 5.0)], &[(1, 1.0), (4, 4.0), (5, 5.0), (9, 9.0)]);
        check_merge(&[], &[(1, 1.0)], &[(1, 1.0)]);
        check_merge(&[(1, 1.0)], &[], &[(1, 1.0)]);
        check_merge(&[(1, 1.0), (2, 2.0)], &[(1, 3.0), (2, 4.0)], &[(1, 3.0), (2, 4.0)]);
    }

    #[test]
    fn sorting_keeps_the_last_of_equal_times() {
        assert_eq!(
            run(&[(3, 1.0), (1, 2.0), (3, 3.0), (2, 4.0)]).sorted(),
            run(&[(1, 2.0), (2, 4.0), (3, 3.0)])
        );
    }

    #[test]
    fn every_kind_of_value_comes_back_exactly() {
        let values = [
            Value::Float(1.5),
            Value::Integer(i64::MAX),
            Value::Integer(-3),
            Value::Boolean(true),
            Value::Text("running".into()),
        ];
        let mut run = Run::default();
        for (time, value) in values.iter().enumerate() {
            run.push(time as i64, value, Quality(time as u32));
        }
        for (row, value) in values.iter().enumerate() {
            assert_eq!(run.value(row), *value);
            assert_eq!(run.quality.get(row), row as u32);
        }
        run.set(1, &Value::Text("stopped".into()), Quality::BAD);
        assert_eq!(run.value(1), Value::Text("stopped".into()));
        assert_eq!(run.slice(3..4).value(0), Value::Boolean(true));
    }
}

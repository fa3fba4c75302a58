//! Samples of tags as a file that is written while it is read: CSV or Parquet.
//!
//! As recorded, one row a sample; or each so many seconds, one row an instant with a column for
//! each tag. Memory stays bounded whatever the window.

mod csv;
mod parquet;

use std::io::{self, Write};

use ::plant::{Problem, Sample, TimeRange};
use tool::Catalogue;

pub(crate) use csv::field as csv_field;

use crate::Engines;

/// Samples that are read at a time.
const PART_SAMPLES: u64 = 100_000;
/// Rows of means that are made at a time.
const PART_ROWS: i64 = 10_000;
/// Rows of means that one file may have.
const MOST_ROWS: i64 = 10_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    Parquet,
}

/// What is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Export {
    /// Places in [`::plant::Plant::tags`].
    pub tags: Vec<usize>,
    pub window: TimeRange,
    pub format: Format,
    /// The mean of each stretch of so many nanoseconds, counted from the window's start; samples as
    /// recorded without it.
    pub every_ns: Option<i64>,
}

/// Why an export ended early.
#[derive(Debug)]
pub enum ExportError {
    /// Nobody takes the file any more, or it cannot be written.
    Write(io::Error),
    Read(Problem),
}

impl From<io::Error> for ExportError {
    fn from(error: io::Error) -> Self {
        Self::Write(error)
    }
}

impl From<historian::HistorianError> for ExportError {
    fn from(error: historian::HistorianError) -> Self {
        Self::Read(error.into())
    }
}

type Result<T> = std::result::Result<T, ExportError>;

/// A file in the making.
trait Table {
    fn samples(&mut self, samples: &[Sample]) -> Result<()>;

    /// Means at instants, one column for each tag; NaN where there was no sample.
    fn means(&mut self, times: &[i64], columns: &[Vec<f64>]) -> Result<()>;

    fn finish(self: Box<Self>) -> Result<()>;
}

impl Export {
    /// # Errors
    /// PW3201 when it would have too many rows.
    pub fn check(&self) -> std::result::Result<(), Problem> {
        let Some(every) = self.every_ns else { return Ok(()) };
        let rows = (i128::from(self.window.end) - i128::from(self.window.start)) / i128::from(every.max(1));
        if every > 0 && rows <= i128::from(MOST_ROWS) {
            return Ok(());
        }
        let what = format!("the file would have {rows} rows; at most {MOST_ROWS} are written");
        Err(Problem::new("PW3201", what).help("choose a shorter window or a longer stretch"))
    }

    /// What is written, for a list of what was done: the tags.
    pub fn subject(&self, catalogue: &Catalogue) -> String {
        let ids: Vec<&str> = self.tags.iter().map(|at| catalogue.plant.tags[*at].id.as_str()).collect();
        ids.join(", ")
    }

    /// Writes the whole file.
    ///
    /// # Errors
    /// That of `out`, or of the store.
    pub fn write(
        &self,
        engines: &Engines,
        catalogue: &Catalogue,
        out: impl Write + Send + 'static,
    ) -> Result<()> {
        let ids: Vec<&str> = self.tags.iter().map(|at| catalogue.plant.tags[*at].id.as_str()).collect();
        let zone = catalogue.plant.timezone.clone();
        let mut table: Box<dyn Table> = match (self.format, self.every_ns) {
            (Format::Csv, every) => Box::new(csv::Csv::begin(out, zone, every.map(|_| ids.as_slice()))?),
            (Format::Parquet, every) => {
                Box::new(parquet::Parquet::begin(out, every.map(|_| ids.as_slice()))?)
            }
        };
        match self.every_ns {
            None => self.as_recorded(engines, catalogue, table.as_mut())?,
            Some(every) => self.means(engines, &ids, every, table.as_mut())?,
        }
        table.finish()
    }

    fn as_recorded(&self, engines: &Engines, catalogue: &Catalogue, table: &mut dyn Table) -> Result<()> {
        for at in &self.tags {
            let (id, profile) = (&catalogue.plant.tags[*at].id, catalogue.tags.get(*at));
            let Some((first, last)) = profile.and_then(|profile| profile.first.zip(profile.last)) else {
                continue;
            };
            // What arrived since the catalogue was made lies after `last`.
            let last = last.max(catalogue.now);
            let all = self.window.intersect(TimeRange::new(first, last.saturating_add(1)));
            let count = profile.map_or(0, |profile| profile.count);
            let parts = i64::try_from(count / PART_SAMPLES + 1).unwrap_or(i64::MAX);
            let width = (last.saturating_sub(first) / parts).max(1);
            let mut start = all.start;
            while start < all.end {
                let end = start.saturating_add(width).min(all.end);
                table.samples(&engines.historian().read_values(id, TimeRange::new(start, end))?)?;
                start = end;
            }
        }
        Ok(())
    }

    fn means(&self, engines: &Engines, ids: &[&str], every: i64, table: &mut dyn Table) -> Result<()> {
        let origin = self.window.start;
        let mut start = origin;
        while start < self.window.end {
            let end = start.saturating_add(every.saturating_mul(PART_ROWS)).min(self.window.end);
            let rows = ((end - start) as u64).div_ceil(every as u64) as usize;
            let mut columns = vec![vec![f64::NAN; rows]; ids.len()];
            for (column, id) in columns.iter_mut().zip(ids) {
                let range = TimeRange::new(start, end);
                for stretch in engines.historian().buckets(id, range, every, origin)? {
                    let row = (stretch.start - start) / every;
                    if let (Some(mean), Some(cell)) = (stretch.mean(), column.get_mut(row as usize)) {
                        *cell = mean;
                    }
                }
            }
            let held: Vec<usize> =
                (0..rows).filter(|row| columns.iter().any(|column| !column[*row].is_nan())).collect();
            let times: Vec<i64> = held.iter().map(|row| start + *row as i64 * every).collect();
            let columns: Vec<Vec<f64>> =
                columns.iter().map(|column| held.iter().map(|row| column[*row]).collect()).collect();
            table.means(&times, &columns)?;
            start = end;
        }
        Ok(())
    }
}

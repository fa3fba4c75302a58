//! When records begin and end: by two columns of times, or by one and a duration.

use plant::{Problem, TimeRange, Unit};
use tool::lasting::begins_and_ends;
use tool::{ColumnKind, ColumnProfile, TableProfile};

use super::cells::Cells;
use super::problems;
use super::records::Records;

const LENGTHS: &[&str] = &["duration", "minutes", "hours_lost", "downtime", "lasted", "时长", "持续"];
const SECOND: i64 = 1_000_000_000;

/// What says when a record ends.
enum End {
    Time(Cells),
    /// Seconds for one of the column's own unit.
    Duration(Cells, f64),
}

/// The column that tells how long records lasted, and how many seconds one of its units is.
fn length_of(profile: &TableProfile) -> Option<(&str, f64)> {
    let lasts = |column: &&ColumnProfile| {
        let name = column.name.to_lowercase();
        LENGTHS.iter().any(|word| name.contains(word))
    };
    profile.columns.iter().filter(lasts).find_map(|column| {
        let seconds = column.unit.as_ref()?.convert(1.0, &Unit::new("s"))?;
        Some((column.name.as_str(), seconds))
    })
}

/// When the records of a table begin and end.
pub struct Ends {
    start: Cells,
    end: End,
    /// The columns: of the start, and of the end where there is one.
    pub names: (String, Option<String>),
}

impl Ends {
    /// # Errors
    /// PW3108 when nothing in the table says when its records begin or end.
    pub fn of(records: &Records<'_>) -> Result<Self, Problem> {
        let profile = records.profile;
        let times: Vec<&str> = profile
            .columns
            .iter()
            .filter(|column| column.kind == ColumnKind::Time)
            .map(|column| column.name.as_str())
            .collect();
        let (start, end) = begins_and_ends(&times, profile.time.as_deref());
        let no_start = || problems::not_described(format!("the records of {} have no start", profile.table));
        let (start, end) = match (start, end) {
            (Some(start), end) => (start, end),
            (None, Some(end)) => return Self::told_by_end(records, end).ok_or_else(no_start),
            (None, None) => return Err(no_start()),
        };
        if let Some(end) = end {
            return Ok(Self {
                start: records.cells(start)?,
                end: End::Time(records.cells(end)?),
                names: (start.to_owned(), Some(end.to_owned())),
            });
        }
        let duration = length_of(profile);
        match duration {
            Some((name, seconds)) => {
                let end = End::Duration(records.cells(name)?, seconds);
                Ok(Self { start: records.cells(start)?, end, names: (start.to_owned(), None) })
            }
            None => Err(problems::not_described(format!("the records of {} have no end", profile.table))),
        }
    }

    /// Records that tell when they ended and how long they lasted.
    fn told_by_end(records: &Records<'_>, end: &str) -> Option<Self> {
        let (name, seconds) = length_of(records.profile)?;
        let (ends, lasted) = (records.cells(end).ok()?, records.cells(name).ok()?);
        let start =
            |row: usize| Some(ends.time(row)?.saturating_sub((lasted.number(row)? * seconds * 1e9) as i64));
        let start = Cells::Time((0..records.len()).map(start).collect());
        Some(Self { start, end: End::Time(ends), names: (end.to_owned(), Some(end.to_owned())) })
    }

    /// The record's window; one that has not ended lasts until now. A file that writes whole
    /// seconds names the last second, which belongs to the record.
    pub fn range(&self, row: usize, now: i64) -> Option<TimeRange> {
        let start = self.start.time(row)?;
        let end = match &self.end {
            End::Time(cells) => match cells.time(row) {
                Some(end) if end % SECOND == 0 => end.saturating_add(SECOND),
                Some(end) => end.saturating_add(1),
                None => now,
            },
            End::Duration(cells, seconds) => {
                start.saturating_add((cells.number(row)? * seconds * 1e9) as i64)
            }
        };
        Some(TimeRange::new(start, end)).filter(|range| !range.is_empty())
    }

    /// The instant that the record gives as its end; none of one that has not ended.
    pub fn end(&self, row: usize) -> Option<i64> {
        match &self.end {
            End::Time(cells) => cells.time(row),
            End::Duration(..) => Some(self.range(row, 0)?.end),
        }
    }

    /// From start to end as the record gives them; none of one that has not ended.
    pub fn seconds(&self, row: usize) -> Option<f64> {
        match &self.end {
            End::Time(cells) => Some(TimeRange::new(self.start.time(row)?, cells.time(row)?).duration_s()),
            End::Duration(cells, seconds) => Some(cells.number(row)? * seconds),
        }
    }
}

//! What became of a file: counts, and every row or cell that was set aside.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

/// Rows kept with their text; more are only counted.
pub const ROWS_KEPT: usize = 1_000;
/// Characters of a row's text that are kept.
const TEXT_KEPT: usize = 200;

/// Why a row or a cell was set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    TimeMissing,
    TimeNotUnderstood,
    TimeInClockGap,
    TimeOutOfRange,
    FieldCount,
    UnclosedQuote,
    NotUtf8,
    NotANumber,
    NumberTooLarge,
    TagMissing,
}

impl Reason {
    pub const ALL: [Self; 10] = [
        Self::TimeMissing,
        Self::TimeNotUnderstood,
        Self::TimeInClockGap,
        Self::TimeOutOfRange,
        Self::FieldCount,
        Self::UnclosedQuote,
        Self::NotUtf8,
        Self::NotANumber,
        Self::NumberTooLarge,
        Self::TagMissing,
    ];
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TimeMissing => "has no time",
            Self::TimeNotUnderstood => "the time is not written as in the rest of the file",
            Self::TimeInClockGap => "this local time never happened: the clocks went forward",
            Self::TimeOutOfRange => "the time is outside the years 1678 to 2261",
            Self::FieldCount => "has another number of fields than the header",
            Self::UnclosedQuote => "a quote is opened and never closed",
            Self::NotUtf8 => "is not UTF-8 text",
            Self::NotANumber => "is a text in a column of numbers",
            Self::NumberTooLarge => "the number is too large or infinite",
            Self::TagMissing => "names no tag",
        })
    }
}

/// One row or cell that was set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RejectedRow {
    /// Line of the file, from 1 (a Parquet file: its row).
    pub line: u64,
    /// The column, where it is one cell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    pub reason: Reason,
    /// What stands there, at most 200 characters.
    pub text: String,
}

/// All that was set aside of a file: counted in full, the first thousand with their text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct RejectReport {
    pub total: u64,
    pub by_reason: BTreeMap<Reason, u64>,
    pub rows: Vec<RejectedRow>,
}

impl RejectReport {
    pub(crate) fn push(&mut self, line: u64, column: Option<&str>, reason: Reason, text: &[u8]) {
        self.count(reason, 1);
        if self.rows.len() < ROWS_KEPT {
            let text = String::from_utf8_lossy(&text[..text.len().min(4 * TEXT_KEPT)]);
            let text = text.trim_end_matches(['\r', '\n']).chars().take(TEXT_KEPT).collect();
            self.rows.push(RejectedRow { line, column: column.map(str::to_owned), reason, text });
        }
    }

    pub(crate) fn count(&mut self, reason: Reason, rows: u64) {
        if rows > 0 {
            self.total += rows;
            *self.by_reason.entry(reason).or_default() += rows;
        }
    }

    pub fn is_empty(&self) -> bool {
        self.total == 0
    }
}

/// What became of one column of a history file, or of one tag of a long one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnReport {
    pub column: String,
    /// Id of the tag it went to; none for a column of records.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// `number`, `integer`, `boolean`, `text`, `time` or `empty`.
    pub kind: &'static str,
    /// Samples, or values that are not null.
    pub values: u64,
    /// Of these, samples of bad quality: the source gave a status text.
    pub bad: u64,
}

/// What became of one file.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct FileReport {
    pub file: PathBuf,
    pub bytes: u64,
    /// Rows below the header, read or set aside.
    pub rows: u64,
    /// Samples handed on (records: 0).
    pub samples: u64,
    /// Times of the earliest and latest row, ns since the epoch.
    pub first: Option<i64>,
    pub last: Option<i64>,
    pub columns: Vec<ColumnReport>,
    pub set_aside: RejectReport,
    /// Records: what stands in the asset column and names no asset of the plant, with how
    /// often; these rows are kept, their `asset_id` is null.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub unknown_assets: BTreeMap<String, u64>,
    /// How the file was understood, where that was not plain.
    pub notes: Vec<String>,
}

impl FileReport {
    pub(crate) fn cover(&mut self, first: i64, last: i64) {
        self.first = Some(self.first.map_or(first, |time| time.min(first)));
        self.last = Some(self.last.map_or(last, |time| time.max(last)));
    }
}

/// The rows set aside of all files as CSV: file, line, column, reason, text.
pub fn write_csv(reports: &[FileReport]) -> String {
    let mut csv = String::from("file,line,column,reason,text\n");
    for report in reports {
        for row in &report.set_aside.rows {
            let file = report.file.display().to_string();
            let line = row.line.to_string();
            let fields = [
                file.as_str(),
                &line,
                row.column.as_deref().unwrap_or(""),
                &row.reason.to_string(),
                &row.text,
            ];
            for (index, field) in fields.into_iter().enumerate() {
                if index > 0 {
                    csv.push(',');
                }
                push_field(&mut csv, field);
            }
            csv.push('\n');
        }
    }
    csv
}

fn push_field(csv: &mut String, field: &str) {
    // A spreadsheet takes these for the beginning of a formula.
    let formula = field.starts_with(['=', '+', '-', '@']);
    if formula || field.contains([',', '"', '\n', '\r']) {
        csv.push('"');
        if formula {
            csv.push('\'');
        }
        csv.push_str(&field.replace('"', "\"\""));
        csv.push('"');
    } else {
        csv.push_str(field);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rejects_are_counted_in_full_and_kept_up_to_a_thousand() {
        let mut report = RejectReport::default();
        for line in 0..1_500 {
            report.push(line, Some("a"), Reason::NotANumber, "泵".repeat(300).as_bytes());
        }
        assert_eq!((report.total, report.rows.len()), (1_500, ROWS_KEPT));
        assert_eq!(report.rows[0].text.chars().count(), TEXT_KEPT);
    }

    #[test]
    fn the_csv_of_rejects_is_quoted_and_starts_no_formula() {
        let mut report = FileReport { file: "a,b.csv".into(), ..FileReport::default() };
        report.set_aside.push(3, None, Reason::FieldCount, b"=1+1,\"x\"\r\n");
        let expected = "file,line,column,reason,text\n\
            \"a,b.csv\",3,,has another number of fields than the header,\"'=1+1,\"\"x\"\"\"\n";
        assert_eq!(write_csv(&[report]), expected);
    }
}

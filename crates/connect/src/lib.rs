//! Data in: CSV and Parquet files as columnar samples and typed records.
//!
//! Knows nothing of the historian, tools, language or any surface: it hands columns to a
//! [`SampleSink`] and returns record batches and reports.
//!
//! A row or cell that cannot be read is set aside with its place and reason; it never stops
//! the rest and never becomes a wrong value.
//!
//! When you change what is read or set aside, also touch `docs/import.md`, and
//! `fuzz/fuzz_targets/csv.rs` when a signature changes.

mod dialect;
mod files;
mod history;

mod infer;
mod number;
mod parquet_times;
mod problems;
mod records;
mod report;
mod scan;
mod sink;
mod text;
mod times;
mod words;

pub use files::{SourceFile, SourceOf, files_of};
pub use history::{read_history, read_history_bytes};

pub use infer::{Inferred, history_layout, infer};
pub use records::{read_records, read_records_bytes, read_table};
pub use report::{ColumnReport, FileReport, Reason, RejectReport, RejectedRow, write_csv};
pub use sink::{Advance, NoProgress, Progress, SampleSink, Values};

//! What a query may use, and what it gives back.

use std::time::Duration;

use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;

/// What a query may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlLimits {
    /// Rows given back; what is beyond is cut off and said so.
    pub max_rows: usize,
    /// Wall-clock time; past it the query is stopped (PW5003).
    pub timeout: Duration,
    /// Memory for sorting, grouping, joining and the result, bytes; past it what can be written
    /// to the store's temporary folder is, and otherwise the query is stopped (PW5003).
    pub memory_bytes: usize,
}

impl Default for SqlLimits {
    fn default() -> Self {
        Self { max_rows: 10_000, timeout: Duration::from_secs(10), memory_bytes: 512 << 20 }
    }
}

/// What a query found.
#[derive(Debug, Clone)]
pub struct SqlResult {
    pub schema: SchemaRef,
    pub batches: Vec<RecordBatch>,
    /// Rows in `batches`.
    pub rows: usize,
    /// There were more rows than [`SqlLimits::max_rows`].
    pub truncated: bool,
}

//! The historian: tags' values, durable, compressed and fast; roll-ups; SQL;
//! records beside series.
//!
//! Knows nothing of how data got here (files, protocols), of assets beyond
//! showing them to SQL, or of what anyone asks.
//!
//! How it stands. An [`append`](Historian::append) is framed into the write-ahead
//! log (`wal`), synced together with what other threads appended meanwhile
//! (`commit`), and kept in memory (`memory`). When that grows it is sealed into a
//! segment (`segment`): a Parquet file sorted by tag and time, and beside it a
//! file with the index of tags and the roll-ups (`rollup`). The list of segments
//! is the manifest (`manifest`), replaced atomically; what it does not name does
//! not exist. Compaction (`compaction`) merges segments; readers (`read`, `query`,
//! `source`) merge what is left over, the last write winning. SQL (`sql`) reads the
//! same snapshots through DataFusion. Tables that are no series stand beside them
//! (`records`), and `backup` copies all of it while it runs.
//!
//! When you change `varint` or what `wal::frame` needs, also touch
//! `fuzz/fuzz_targets/wal.rs`, which takes both files; when you change a segment's files, raise their
//! version in `segment/index.rs` and keep reading the old one.

mod aggregate;
mod backup;
mod bulk;
mod commit;
mod compaction;
mod episodes;
mod error;
mod files;
mod footprint;
mod gather;
mod manifest;
mod memory;
mod query;
mod read;
mod records;
mod rollup;
mod run;
mod segment;
mod sketch;
mod source;
mod sql;
mod state;
mod store;
mod varint;
mod wal;

pub use aggregate::{Aggregate, Bucket, Statistics};
pub use backup::BackupSummary;
pub use bulk::{BulkLoader, ColumnSlice, LoadSummary};
pub use compaction::CompactionSummary;
pub use episodes::{Episode, Episodes, Side};
pub use error::{HistorianError, Result};
pub use footprint::Footprint;
pub use query::{Series, TagSummary};
pub use sql::{SqlLimits, SqlResult};
pub use state::State;
pub use store::{Historian, Options};

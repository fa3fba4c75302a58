//! What a plant is: assets, tags, units, qualities, time ranges, limits and
//! sources of data; and the reader of `plant.toml`.
//!
//! Knows nothing of storage, tools, language or any wire format but
//! `plant.toml` itself.
//!
//! When you change a key of `plant.toml`, also touch `read.rs` (the reader),
//! `fuzz/fuzz_targets/plant_toml.rs` and `docs/plant-toml.md`.

pub mod files;
pub mod infer;
pub mod model;
pub mod nearest;
pub mod problem;
mod read;
pub mod sample;
pub mod time;
pub mod unit;
mod write;

pub use model::{
    Asset, DateOrder, FileFormat, HistoryLayout, HistorySource, Language, Limits, Plant, RecordKind,
    RecordsSource, Shift, Tag,
};
pub use problem::{ErrorClass, Place, Problem};
pub use read::{PLANT_FILE, parse, read};
pub use sample::{Quality, Sample, Value};
pub use time::TimeRange;
pub use unit::Unit;
pub use write::to_toml;

//! Process models of a small utility plant, and the demo plant that is simulated with them.
//!
//! The modules at the top are models of one kind of equipment each: pure state and
//! equations, in SI-near plant units that their names give. [`demo`] couples them to one
//! station, runs it over a year with shifts, weather, wear, faults and maintenance, and
//! writes a plant folder that Plantwright reads like any other.
//!
//! Knows nothing of storage engines, tools, language, or how a plant folder is read.
//!
//! When you add a tag, add one line to a table in `demo/tags.rs`; `plant.toml`, history,
//! alarms and the live feed follow from it. When you add a fault, add it to `demo/faults.rs`
//! and its effect to `demo/station.rs`. When you change what the plant shows, also touch
//! `docs/demo-plant.md` and the documents under `demo/documents/`.

pub mod basin;
pub mod compressor;
pub mod demo;
pub mod error;
pub mod exchanger;
pub mod noise;
pub mod packaging;
pub mod psychrometrics;
pub mod pump;
pub mod totaliser;
pub mod tower;
pub mod weather;

pub use error::TwinError;

//! What tools share: reading arguments, units, local times, data quality,
//! records and the making of evidence. A tool begins with
//! `Call::new(engines, "its_name", arguments)` and ends with
//! `call.evidence().query(..).rows(..).value(..).finish(Findings::..)`.

pub mod call;
pub mod cells;
pub mod ends;
pub mod evidence;
pub mod filters;
pub mod find;
pub mod groups;
pub mod lookups;
pub mod problems;
pub mod records;
pub mod recurring;
pub mod series;
pub mod time;
pub mod units;

pub use call::Call;
pub use cells::Cells;
pub use evidence::EvidenceBuilder;
pub use records::{Records, Selection};
pub use series::{no_window_data, quality_share, read_series};
pub use units::Conversion;

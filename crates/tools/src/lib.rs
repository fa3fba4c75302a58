//! Tools: one file a tool over the engines, the engines of one plant held
//! together, and the registry of all tools.
//!
//! Knows nothing of language, plans' making, HTTP or the terminal: a tool takes
//! typed arguments and gives [`tool::Evidence`].
//!
//! When you add a tool: its file here, its `mod` line, its line in [`TOOLS`] and
//! its cases; then `UPDATE_DOCS=1 cargo nextest run --release -p tools` rewrites
//! `docs/tools.md`. When you give out a new problem code, write its page under
//! `docs/problems/`.

pub mod engines;
pub mod support;

mod check;
mod toolbox;

mod count_records;
mod describe_asset;
mod describe_code;
mod describe_plant;
mod describe_table;
mod describe_tag;
mod extreme_record;
mod failure_modes;
mod find_assets;
mod find_tags;
mod group_records;
mod list_records;
mod record_window;
mod records_statistic;
mod relations;
mod sensors_for;
mod sql;
mod top_groups;

use plant::Problem;
use tool::{Arguments, Evidence, Spec};

pub use engines::Engines;

/// A capability over the engines. The arguments were checked against the spec
/// before [`Tool::run`] is called.
pub trait Tool: Sync {
    /// What it does and takes; a constant.
    fn spec(&self) -> Spec;

    /// Runs it.
    ///
    /// # Errors
    /// `PW31xx` when what is asked for is not there, `PW32xx` when the call is wrong.
    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem>;
}

/// Every tool, in the order in which surfaces show them.
pub static TOOLS: &[&dyn Tool] = &[
    &describe_plant::DescribePlant,
    &describe_asset::DescribeAsset,
    &describe_tag::DescribeTag,
    &describe_table::DescribeTable,
    &describe_code::DescribeCode,
    &find_assets::FindAssets,
    &find_tags::FindTags,
    &list_records::ListRecords,
    &count_records::CountRecords,
    &group_records::GroupRecords,
    &top_groups::TopGroups,
    &records_statistic::RecordsStatistic,
    &extreme_record::ExtremeRecord,
    &record_window::RecordWindow,
    &relations::Relations,
    &failure_modes::FailureModes,
    &sensors_for::SensorsFor,
    &sql::Sql,
];

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
pub mod health;
pub mod import;
pub mod proposing;
pub mod support;
pub mod views;
pub mod watching;

mod catalogue;
mod check;
mod toolbox;

mod add_note;
mod aggregate;
mod calculate;
mod choice;
mod compare;
mod conditions;
mod correlate;
mod count_records;
mod create_watch;
mod data_quality;
mod describe_asset;
mod describe_code;
mod describe_plant;
mod describe_table;
mod describe_tag;
mod draft_work_order;
mod duration;
mod extreme;
mod extreme_record;
mod failure_modes;
mod find_assets;
mod find_tags;
mod group_records;
mod investigate;
mod latest;
mod list_records;
mod period;
mod rank_conditions;
mod rank_periods;
mod rank_records;
mod rank_tags;
mod read_series;
mod readings;
mod record_window;
mod records_statistic;
mod relations;
mod sensors_for;
mod sql;
mod sql_text;
mod statistic;
mod summarise;
mod top_groups;
mod trend;
mod value_at;

use plant::Problem;
use tool::{Arguments, Evidence, Spec};

pub use engines::Engines;
pub use proposing::Drafted;

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

    /// Runs it, and may stop when `wanted`, which is asked now and then, says no. What is done in a
    /// moment goes on to its end.
    ///
    /// # Errors
    /// As [`Tool::run`]; PW5003 when it stopped.
    fn run_while(
        &self,
        engines: &Engines,
        arguments: &Arguments,
        _wanted: &dyn Fn() -> bool,
    ) -> Result<Evidence, Problem> {
        self.run(engines, arguments)
    }

    /// The same tool as one that writes, where its effect is [`tool::Effect::Writes`].
    fn writer(&self) -> Option<&dyn Writer> {
        None
    }
}

/// What a tool with the effect [`tool::Effect::Writes`] is beside: [`Tool::run`] gives the preview
/// alone, and neither writes anything. Proposals are made of drafts by [`Engines::propose`].
pub trait Writer: Tool {
    /// What it would write.
    ///
    /// # Errors
    /// As [`Tool::run`].
    fn draft(&self, engines: &Engines, arguments: &Arguments) -> Result<Drafted, Problem>;
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
    &latest::Latest,
    &value_at::ValueAt,
    &read_series::ReadSeries,
    &aggregate::Aggregate,
    &extreme::Extreme,
    &duration::Duration,
    &conditions::Conditions,
    &compare::Compare,
    &trend::Trend,
    &correlate::Correlate,
    &rank_periods::RankPeriods,
    &rank_tags::RankTags,
    &rank_conditions::RankConditions,
    &rank_records::RankRecords,
    &data_quality::DataQuality,
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
    &investigate::Investigate,
    &calculate::Calculate,
    &summarise::Summarise,
    &sql::Sql,
    &draft_work_order::DraftWorkOrder,
    &add_note::AddNote,
    &create_watch::CreateWatch,
];

//! Mathematics on series: statistics, percentiles, totals, durations, gaps,
//! flat stretches, trends, correlations and changes; pure functions over slices.
//!
//! Knows nothing of files, storage, plants, units, time zones or tools. Times
//! are nanoseconds on any one axis; a value that is not finite counts as absent.
//!
//! When you add a [`Statistic`], also touch `tools/src/statistic.rs` (its name
//! in plans and how its unit converts).

#[cfg(test)]
mod chance;
pub mod change;
pub mod correlation;
pub mod describe;
pub mod flat;
pub mod gaps;
pub mod hold;
pub mod intervals;
pub mod lookup;
pub mod memory;
pub mod robust;
pub mod samples;
pub mod several;
pub mod statistic;
pub mod student;
pub mod trend;

pub use change::{Change, Sense, Shape, change};
pub use correlation::{Correlation, LaggedCorrelation, align, correlate, correlate_with_lag};
pub use describe::{Summary, quantile, quantile_of_sorted, summary};
pub use flat::{Run, flat_runs, longest_run};
pub use gaps::{Gap, gaps, longest_gap, missing, union_of_times, usual_step};
pub use hold::{Stretch, held_integral, stretches, time_weighted_mean, total_seconds};
pub use intervals::{common, either};
pub use lookup::{Found, at_or_before, value_at};
pub use memory::{autocorrelation, long_run_deviation};
pub use robust::{Usual, usual, usual_course};
pub use samples::Samples;
pub use several::false_discovery;
pub use statistic::Statistic;
pub use trend::{Direction, Trend, trend};

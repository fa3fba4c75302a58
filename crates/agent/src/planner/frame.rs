//! A frame: what a question asks for, with its slots filled; follow-ups change one.

use plant::TimeRange;
use tool::Catalogue;

use super::again::Meant;
use super::slots::Slots;
use super::{lookup, records, series};
use crate::link::Linked;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Intent {
    DescribePlant,
    DescribeTag,
    DescribeAsset,
    DescribeTable,
    DescribeCode,
    UnitOf,
    Limit,
    Coverage,
    Sampling,
    ListTags,
    ListAssets,
    FailureModes,
    Series,
    Latest,
    ValueAt,
    Aggregate,
    Extreme,
    ExtremeTime,
    Duration,
    Crossing,
    Compare,
    Trend,
    Correlate,
    /// What may lie behind it.
    Investigate,
    LongestGap,
    Gaps,
    Missing,
    Stuck,
    OutOfLimits,
    CountSamples,
    RankPeriods,
    RankTags,
    /// At the moment of an extreme of one tag, the value of another.
    AtExtreme,
    /// In the period that ranks first by one tag, a statistic of another.
    InBestPeriod,
    CountRecords,
    ListRecords,
    GroupRecords,
    TopGroups,
    ExtremeRecord,
    RecordField,
    RecordStatistic,
    Relations,
    /// Nothing says what.
    Unclear,
}

impl Intent {
    /// About records rather than measured values.
    pub const fn is_records(self) -> bool {
        matches!(
            self,
            Self::CountRecords
                | Self::ListRecords
                | Self::GroupRecords
                | Self::TopGroups
                | Self::ExtremeRecord
                | Self::RecordField
                | Self::RecordStatistic
                | Self::Relations
                | Self::DescribeTable
        )
    }

    /// Needs at least one tag.
    pub const fn needs_tag(self) -> bool {
        matches!(
            self,
            Self::DescribeTag
                | Self::UnitOf
                | Self::Limit
                | Self::Sampling
                | Self::Latest
                | Self::ValueAt
                | Self::Aggregate
                | Self::Extreme
                | Self::ExtremeTime
                | Self::Duration
                | Self::Crossing
                | Self::Compare
                | Self::Trend
                | Self::Correlate
                | Self::Stuck
                | Self::RankPeriods
                | Self::AtExtreme
                | Self::InBestPeriod
        )
    }
}

/// A window as the question gives it.
#[derive(Debug, Clone, PartialEq)]
pub enum When {
    Range(TimeRange),
    /// The time that a record lasted: an experiment, a batch.
    Record {
        table: String,
        column: String,
        value: String,
    },
}

/// Statistics of `aggregate`, by the names that the tool takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statistic {
    Mean,
    Min,
    Max,
    Sum,
    Total,
    Count,
    Std,
    Median,
    Percentile,
    First,
    Last,
    Range,
}

impl Statistic {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::Min => "min",
            Self::Max => "max",
            Self::Sum => "sum",
            Self::Total => "total",
            Self::Count => "count",
            Self::Std => "std",
            Self::Median => "median",
            Self::Percentile => "percentile",
            Self::First => "first",
            Self::Last => "last",
            Self::Range => "range",
        }
    }
}

/// An intent with everything that a plan for it needs.
#[derive(Debug, Clone)]
pub struct Frame {
    pub intent: Intent,
    /// How sure the words are of the intent; a follow-up keeps the earlier intent below 1.
    pub strength: f32,
    pub slots: Slots,
    /// The meaning that the model read, for follow-ups that change it.
    pub meant: Option<Box<Meant>>,
}

impl Frame {
    /// The best intent for the slots.
    pub fn read(linked: &Linked, slots: Slots, catalogue: &Catalogue) -> Self {
        let mut readings: Vec<(Intent, f32)> = Vec::new();
        lookup::score(linked, &slots, catalogue, &mut readings);
        if slots.about_records() {
            records::score(linked, &slots, catalogue, &mut readings);
        } else {
            series::score(linked, &slots, &mut readings);
        }
        let (intent, strength) =
            readings.into_iter().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((Intent::Unclear, 0.0));
        Self { intent, strength, slots, meant: None }
    }
}

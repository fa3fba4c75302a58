//! The frame of a meaning.

use super::frame::{Frame, Intent, Statistic};
use crate::meaning::Term;

/// The frame of a meaning, for the follow-ups that change it: what the words' own scores read, with the operation that the
/// model found.
pub(super) fn framed(meaning: &Term, scored: Frame) -> Frame {
    let mut frame = scored;
    let statistic = |name: &str| {
        Some(match name {
            "mean" | "twmean" => Statistic::Mean,
            "min" => Statistic::Min,
            "max" => Statistic::Max,
            "sum" => Statistic::Sum,
            "total" => Statistic::Total,
            "count" => Statistic::Count,
            "std" => Statistic::Std,
            "median" => Statistic::Median,
            "percentile" => Statistic::Percentile,
            "first" => Statistic::First,
            "last" => Statistic::Last,
            "range" | "change" => Statistic::Range,
            _ => return None,
        })
    };
    let of_tag = !frame.slots.tags.is_empty() && frame.slots.table.is_none();
    let intent = match meaning.name() {
        "latest" => Intent::Latest,
        "value" => Intent::ValueAt,
        "series" => Intent::Series,
        "when" => match meaning.arguments().first().map(Term::name) {
            Some("max" | "min") => Intent::ExtremeTime,
            _ => Intent::Crossing,
        },
        // A follow-up needs a threshold to change; whether a machine runs has none in the frame.
        "time" | "was" | "is" if frame.slots.above.is_some() || frame.slots.below.is_some() => {
            Intent::Duration
        }
        "compare" => Intent::Compare,
        "trend" => Intent::Trend,
        "correlate" => Intent::Correlate,
        "rank" => match meaning.arguments().first().map(Term::name) {
            Some("asset" | "tag") => Intent::RankTags,
            _ => Intent::RankPeriods,
        },
        "list" => Intent::ListRecords,
        "group" => Intent::GroupRecords,
        "stat" => Intent::RecordStatistic,
        "extreme" => Intent::ExtremeRecord,
        "limit" => Intent::Limit,
        "unit" => Intent::UnitOf,
        "tags" => Intent::ListTags,
        "assets" | "parts" => Intent::ListAssets,
        "asset" => Intent::DescribeAsset,
        "tag" => Intent::DescribeTag,
        "code" => Intent::DescribeCode,
        "failure_modes" => Intent::FailureModes,
        "count" if !of_tag => Intent::CountRecords,
        "last" | "first" if !of_tag => Intent::ExtremeRecord,
        "max" | "min" if meaning.option("by").is_none() => Intent::Extreme,
        name if statistic(name).is_some() => Intent::Aggregate,
        _ => frame.intent,
    };
    let inner = meaning.arguments().first().filter(|_| statistic(meaning.name()).is_none());
    if let Some(found) = statistic(meaning.name()).or_else(|| inner.and_then(|term| statistic(term.name()))) {
        frame.slots.statistic = Some(found);
        frame.slots.descending = found != Statistic::Min;
    }
    frame.intent = intent;
    frame.strength = frame.strength.max(4.0);
    frame
}

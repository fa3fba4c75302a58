//! Statistics of a window.

use ::plant::time::local_rfc3339;
use ::plant::{TimeRange, Unit};
use serde::Serialize;
use tool::Catalogue;
use tools::views::statistics::{Gaps, TagStatistics};
use utoipa::ToSchema;

use super::answer::QualityShape;

/// Statistics of tags in a window.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatisticsOut {
    /// Half-open, plant-local RFC 3339.
    pub window: [String; 2],
    pub tags: Vec<TagStatisticsOut>,
}

/// What a tag did. Numbers are over samples that are finite and not bad.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagStatisticsOut {
    pub tag: String,
    pub name: String,
    /// UCUM code.
    pub unit: Option<String>,
    pub symbol: Option<String>,
    /// Samples of any kind and quality.
    pub samples: u64,
    /// Without a number in the window: nothing.
    pub numbers: Option<NumbersOut>,
    /// Shares of the samples; nothing without samples.
    pub quality: Option<QualityShape>,
    /// Nothing where the usual step is not known.
    pub gaps: Option<GapsOut>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct NumbersOut {
    /// Samples that the numbers are over.
    pub count: u64,
    pub mean: f64,
    /// Sample standard deviation; nothing of one sample.
    pub std: Option<f64>,
    pub min: f64,
    pub min_time: String,
    pub max: f64,
    pub max_time: String,
    pub first: f64,
    pub first_time: String,
    pub last: f64,
    pub last_time: String,
    /// The 5, 50 and 95 % quantiles.
    pub p5: f64,
    pub p50: f64,
    pub p95: f64,
    /// Whether quantiles are exact; else each is within 0.5 % of a value of its rank.
    pub exact: bool,
}

/// Times between samples that are longer than usual.
#[derive(Debug, Serialize, ToSchema)]
pub struct GapsOut {
    pub count: u64,
    pub total_s: f64,
    /// The longest, plant-local RFC 3339.
    pub longest: Option<[String; 2]>,
    pub longest_s: Option<f64>,
    /// Only what is longer than this counts.
    pub longer_than_s: f64,
}

impl StatisticsOut {
    pub fn new(window: TimeRange, found: Vec<TagStatistics>, catalogue: &Catalogue) -> Self {
        let zone = &catalogue.plant.timezone;
        Self {
            window: [local_rfc3339(window.start, zone), local_rfc3339(window.end, zone)],
            tags: found.into_iter().map(|of_tag| TagStatisticsOut::new(&of_tag, catalogue)).collect(),
        }
    }
}

impl TagStatisticsOut {
    fn new(of_tag: &TagStatistics, catalogue: &Catalogue) -> Self {
        let tag = &catalogue.plant.tags[of_tag.tag];
        let local = |ns: i64| local_rfc3339(ns, &catalogue.plant.timezone);
        let statistics = &of_tag.statistics;
        let samples = statistics.samples();
        let share = |count: u64| count as f64 / samples as f64;
        let quantile = |q: f64| statistics.quantile(q).unwrap_or_default();
        Self {
            tag: tag.id.clone(),
            name: tag.name.clone(),
            unit: tag.unit.as_ref().map(|unit| unit.code().to_owned()),
            symbol: tag.unit.as_ref().map(Unit::symbol),
            samples,
            numbers: statistics.mean().map(|mean| NumbersOut {
                count: statistics.count,
                mean,
                std: statistics.standard_deviation(),
                min: statistics.minimum,
                min_time: local(statistics.minimum_time),
                max: statistics.maximum,
                max_time: local(statistics.maximum_time),
                first: statistics.first,
                first_time: local(statistics.first_time),
                last: statistics.last,
                last_time: local(statistics.last_time),
                p5: quantile(0.05),
                p50: quantile(0.5),
                p95: quantile(0.95),
                exact: statistics.is_exact(),
            }),
            quality: (samples > 0).then(|| QualityShape {
                good: share(statistics.good),
                uncertain: share(statistics.uncertain),
                bad: share(statistics.bad),
            }),
            gaps: of_tag.gaps.map(|gaps| GapsOut::new(gaps, local)),
        }
    }
}

impl GapsOut {
    fn new(gaps: Gaps, local: impl Fn(i64) -> String) -> Self {
        Self {
            count: gaps.count,
            total_s: gaps.total_s,
            longest: gaps.longest.map(|gap| [local(gap.start), local(gap.end)]),
            longest_s: gaps.longest.map(TimeRange::duration_s),
            longer_than_s: gaps.longer_than_s,
        }
    }
}

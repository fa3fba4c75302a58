//! Last values.

use ::plant::{Limits, Unit, time::local_rfc3339};
use serde::Serialize;
use tool::Catalogue;
use tools::views::latest::{LastValue, LimitState};
use utoipa::ToSchema;

use super::findings::CellShape;
use super::plant::{LimitsShape, QualityClass};

/// Last values of tags, a page at a time.
#[derive(Debug, Serialize, ToSchema)]
pub struct LatestPage {
    /// What ages count from, plant-local RFC 3339.
    pub now: String,
    /// Tags on all pages.
    pub total: usize,
    pub offset: usize,
    pub tags: Vec<LatestTag>,
}

/// The last value of a tag.
#[derive(Debug, Serialize, ToSchema)]
pub struct LatestTag {
    pub tag: String,
    pub name: String,
    pub asset: Option<String>,
    /// UCUM code.
    pub unit: Option<String>,
    /// The unit as it reads in a sentence.
    pub symbol: Option<String>,
    /// Without a sample: nothing.
    pub value: Option<CellShape>,
    /// Plant-local RFC 3339.
    pub time: Option<String>,
    /// Seconds from the sample to now.
    pub age_s: Option<f64>,
    pub quality: Option<QualityClass>,
    pub state: State,
    #[schema(value_type = LimitsShape)]
    pub limits: Limits,
    /// Least and greatest of each stretch up to now; empty when none was asked for.
    pub spark: Vec<SparkPoint>,
}

/// How a value stands to its limits: `stale` is no sample for ten usual steps, `none` is no sample,
/// a bad one, or no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LimitState)]
pub enum State {
    Normal,
    High,
    HighHigh,
    Low,
    LowLow,
    Stale,
    None,
}

impl From<LimitState> for State {
    fn from(state: LimitState) -> Self {
        match state {
            LimitState::Normal => Self::Normal,
            LimitState::High => Self::High,
            LimitState::HighHigh => Self::HighHigh,
            LimitState::Low => Self::Low,
            LimitState::LowLow => Self::LowLow,
            LimitState::Stale => Self::Stale,
            LimitState::None => Self::None,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SparkPoint {
    /// Begin of the stretch, milliseconds since the epoch.
    pub t: i64,
    pub min: f64,
    pub max: f64,
}

impl LatestTag {
    pub fn new(last: LastValue, catalogue: &Catalogue) -> Self {
        let tag = &catalogue.plant.tags[last.tag];
        let zone = &catalogue.plant.timezone;
        let spark = last.spark.iter().filter(|stretch| stretch.count > 0).map(|stretch| SparkPoint {
            t: stretch.start.div_euclid(1_000_000),
            min: stretch.minimum,
            max: stretch.maximum,
        });
        let sample = last.sample.as_ref();
        Self {
            tag: tag.id.clone(),
            name: tag.name.clone(),
            asset: tag.asset.clone(),
            unit: tag.unit.as_ref().map(|unit| unit.code().to_owned()),
            symbol: tag.unit.as_ref().map(Unit::symbol),
            value: sample.map(|sample| (&sample.value).into()),
            time: sample.map(|sample| local_rfc3339(sample.time, zone)),
            age_s: last.age_s,
            quality: sample.map(|sample| sample.quality.into()),
            state: last.state.into(),
            limits: tag.limits,
            spark: spark.collect(),
        }
    }
}

//! Last values of tags, how they stand to their limits, and a short curve behind each.

use historian::Bucket;
use plant::{Limits, Sample, TimeRange};
use rayon::prelude::*;
use tool::{Catalogue, TagProfile};

use crate::Engines;

/// A newest sample older than this many usual steps is stale.
const STALE_STEPS: f64 = 10.0;
/// And older than this, so that a tag sampled each second is not stale at once.
const STALE_S: f64 = 60.0;

/// How a last value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitState {
    /// Within its limits, or it has none.
    Normal,
    High,
    HighHigh,
    Low,
    LowLow,
    /// No sample for ten usual steps, at least a minute.
    Stale,
    /// Nothing can be said: no sample, bad quality, or no number.
    None,
}

/// A curve up to now.
#[derive(Debug, Clone, Copy)]
pub struct Spark {
    pub length_ns: i64,
    pub points: usize,
}

/// The last value of a tag.
pub struct LastValue {
    /// Place in [`plant::Plant::tags`].
    pub tag: usize,
    pub sample: Option<Sample>,
    /// Seconds from the sample to now; below 0 when it lies ahead.
    pub age_s: Option<f64>,
    pub state: LimitState,
    pub spark: Vec<Bucket>,
}

/// Last values of tags by their places in the catalogue. A tag that cannot be read is shown as
/// one without samples.
pub fn latest(
    engines: &Engines,
    catalogue: &Catalogue,
    tags: &[usize],
    spark: Option<Spark>,
) -> Vec<LastValue> {
    tags.par_iter().map(|at| last_value(engines, catalogue, *at, spark)).collect()
}

fn last_value(engines: &Engines, catalogue: &Catalogue, at: usize, spark: Option<Spark>) -> LastValue {
    let (tag, profile) = (&catalogue.plant.tags[at], catalogue.tags.get(at));
    let (historian, now) = (engines.historian(), catalogue.now);
    let newest = |until| historian.latest(&tag.id, until).ok().flatten();
    let sample = newest(now).or_else(|| newest(i64::MAX));
    let age_s = sample.as_ref().map(|sample| (now as f64 - sample.time as f64) / 1e9);
    let range = |spark: Spark| TimeRange::new(now.saturating_sub(spark.length_ns), now.saturating_add(1));
    let curve = |spark: Spark| historian.envelope(&tag.id, range(spark), spark.points.max(1)).ok();
    LastValue {
        tag: at,
        state: state(sample.as_ref(), age_s, profile, &tag.limits),
        sample,
        age_s,
        spark: spark.and_then(curve).unwrap_or_default(),
    }
}

fn state(
    sample: Option<&Sample>,
    age_s: Option<f64>,
    profile: Option<&TagProfile>,
    limits: &Limits,
) -> LimitState {
    let Some(sample) = sample.filter(|sample| !sample.quality.is_bad()) else { return LimitState::None };
    let step_s = profile.and_then(|profile| profile.step_s);
    if let (Some(step_s), Some(age_s)) = (step_s, age_s)
        && age_s > (STALE_STEPS * step_s).max(STALE_S)
    {
        return LimitState::Stale;
    }
    let Some(value) = sample.value.as_f64().filter(|value| value.is_finite()) else {
        return LimitState::None;
    };
    let (above, below) = (
        |limit: Option<f64>| limit.is_some_and(|limit| value > limit),
        |limit: Option<f64>| limit.is_some_and(|limit| value < limit),
    );
    if above(limits.high_high) {
        LimitState::HighHigh
    } else if below(limits.low_low) {
        LimitState::LowLow
    } else if above(limits.high) {
        LimitState::High
    } else if below(limits.low) {
        LimitState::Low
    } else {
        LimitState::Normal
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plant::{Quality, Value};

    const LIMITS: Limits =
        Limits { low_low: Some(0.0), low: Some(10.0), high: Some(20.0), high_high: Some(30.0) };

    fn check(value: Value, quality: Quality, age_s: f64, expected: LimitState) {
        let profile = TagProfile { step_s: Some(60.0), ..TagProfile::default() };
        let sample = Sample { tag: "t".into(), time: 0, value, quality };
        assert_eq!(
            state(Some(&sample), Some(age_s), Some(&profile), &LIMITS),
            expected,
            "{sample:?} {age_s}"
        );
    }

    #[test]
    fn a_value_stands_to_its_limits() {
        for (value, expected) in [
            (31.0, LimitState::HighHigh),
            (30.0, LimitState::High),
            (20.0, LimitState::Normal),
            (9.0, LimitState::Low),
            (-1.0, LimitState::LowLow),
            (f64::NAN, LimitState::None),
        ] {
            check(Value::Float(value), Quality::GOOD, 5.0, expected);
        }
        check(Value::Float(31.0), Quality::BAD, 5.0, LimitState::None);
        check(Value::Text("on".into()), Quality::GOOD, 5.0, LimitState::None);
        check(Value::Float(15.0), Quality::GOOD, 601.0, LimitState::Stale);
        check(Value::Float(15.0), Quality::GOOD, 600.0, LimitState::Normal);
        assert_eq!(state(None, None, None, &LIMITS), LimitState::None);
    }
}

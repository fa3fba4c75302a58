//! What is recorded of one tag in a window, whatever its quality.

use analytics::{Samples, usual_step};
use plant::{Problem, Quality, Tag, TimeRange};

use crate::readings::{resolve, step_of};
use crate::support::Call;

/// All that is recorded of a tag in a window; perhaps nothing.
pub struct Recorded<'t> {
    pub tag: &'t Tag,
    /// The window asked for, no later than now; the whole history when none was.
    pub window: TimeRange,
    /// Samples there are, bad ones too.
    pub all: u64,
    /// Quality of each.
    pub quality: Vec<u32>,
    /// Instants of those that can be used.
    pub times: Vec<i64>,
    /// Their values; NaN for texts.
    pub values: Vec<f64>,
    /// The usual time between samples over the whole history, ns.
    pub step: Option<i64>,
    /// Whether the tag holds numbers.
    pub is_numeric: bool,
}

impl<'t> Recorded<'t> {
    /// # Errors
    /// PW3105 when nothing is recorded of the tag at all; PW4xxx from the store.
    pub fn read(call: &Call<'_>, tag: &'t Tag, asked: Option<TimeRange>) -> Result<Self, Problem> {
        let mut window = resolve(call, tag, asked)?;
        let profile = call.profile(tag);
        let is_numeric = profile.is_some_and(|profile| profile.minimum.is_some());
        if let (Some(profile), Some(last)) = (profile, profile.and_then(|profile| profile.last)) {
            // Nothing is missing of what is still to come.
            let end = last.saturating_add(step_of(profile).unwrap_or(1));
            window.end = window.end.min(call.catalogue.now.max(end).max(window.start));
        }
        let series = call.engines.historian().read(&tag.id, window)?;
        let usable = |i: usize| {
            (series.values[i].is_finite() || !is_numeric)
                && !series.quality.get(i).is_some_and(|code| Quality(*code).is_bad())
        };
        let (times, values): (Vec<i64>, Vec<f64>) = (0..series.times.len())
            .filter(|&i| usable(i))
            .map(|i| (series.times[i], series.values[i]))
            .unzip();
        let step = profile.and_then(step_of).or_else(|| usual_step(&times));
        Ok(Self {
            tag,
            window,
            all: series.times.len() as u64,
            quality: series.quality,
            times,
            values,
            step,
            is_numeric,
        })
    }

    pub fn samples(&self) -> Samples<'_> {
        Samples::new(&self.times, &self.values)
    }
}

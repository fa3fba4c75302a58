//! What is recorded of one tag in a window, whatever its quality.

use analytics::{Run, Samples, longest_run, usual_step};
use plant::{Problem, Quality, Tag, TimeRange};
use tool::QualityShare;

use super::limits::Beyond;
use crate::readings::{resolve, step_of};
use crate::support::{Call, problems, quality_share};

/// What an aspect needs of all that is recorded of a tag in a window; perhaps nothing is.
pub struct Recorded<'t> {
    pub tag: &'t Tag,
    /// The window asked for, no later than now; the whole history when none was.
    pub window: TimeRange,
    /// Samples there are, bad ones too.
    pub all: u64,
    pub quality: Option<QualityShare>,
    /// Samples that can be used: not bad, and numbers where the tag has numbers.
    pub present: u64,
    /// The usual time between samples over the whole history, ns.
    pub step: Option<i64>,
    /// Instants of the usable samples, for the aspects that look at holes.
    pub times: Vec<i64>,
    /// The longest flat stretch, for `stuck`.
    pub run: Option<Run>,
    /// Where the values leave the limits, for `out_of_limits`; `None` without limits.
    pub beyond: Option<Beyond>,
}

impl<'t> Recorded<'t> {
    /// Reads a tag and keeps of it what the aspect needs: a plant's samples together may be more
    /// than fits into memory.
    ///
    /// # Errors
    /// PW3105 when nothing is recorded of the tag at all; PW4xxx from the store.
    pub fn read(
        call: &Call<'_>,
        tag: &'t Tag,
        asked: Option<TimeRange>,
        aspect: &str,
    ) -> Result<Self, Problem> {
        let mut window = resolve(call, tag, asked)?;
        let profile = call.profile(tag);
        let is_numeric = profile.is_some_and(|profile| profile.minimum.is_some());
        if let (Some(profile), Some(last)) = (profile, profile.and_then(|profile| profile.last)) {
            // Nothing is missing of what is still to come.
            let end = last.saturating_add(step_of(profile).unwrap_or(1));
            window.end = window.end.min(call.catalogue.now.max(end).max(window.start));
            if asked.is_some() && window.is_empty() {
                return Err(problems::no_data_in_window(
                    &tag.id,
                    asked.unwrap_or(window),
                    Some(profile),
                    call.zone(),
                ));
            }
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
        let samples = Samples::new(&times, &values);
        let run = matches!(aspect, "stuck" | "longest_stuck").then(|| longest_run(samples)).flatten();
        let beyond = (aspect == "out_of_limits").then(|| Beyond::of(tag, samples, step, window)).flatten();
        Ok(Self {
            tag,
            window,
            all: series.times.len() as u64,
            quality: quality_share(&series.quality),
            present: times.len() as u64,
            step,
            run,
            beyond,
            times: if matches!(aspect, "longest_gap" | "gaps" | "count") { times } else { Vec::new() },
        })
    }
}

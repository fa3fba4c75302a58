//! One tag in the time that is looked at: its course beyond the usual one, and how that changed.

use analytics::{Change, Sense, change, usual, usual_course};
use plant::{Problem, Tag};
use tool::TagProfile;

use super::frame::Frame;
use crate::readings::step_of;
use crate::support::Call;

/// A change counts from this probability of chance on, ...
const LEVEL: f64 = 0.01;

/// ... where it is at least this many times the usual variation ...
const LEAST_SIZE: f64 = 1.0;

/// ... and larger than in this share of the comparable windows.
const LARGER_THAN: f64 = 0.8;

/// One that is larger than in every comparable window, and so many usual variations, counts already from this probability
/// on: a series with much memory hardly ever comes to the other.
const UNSEEN_LEVEL: f64 = 0.1;
const UNSEEN_SIZE: f64 = 2.0;

/// Fewer comparable windows say nothing of what is usual.
pub const ENOUGH_COMPARABLE: usize = 5;

/// The share of a stretch that must have values.
const COVERED: f64 = 0.6;

/// The same where only the time counts in which a machine ran; it runs where its state is 1 for this share of a place.
const COVERED_RUNNING: f64 = 0.25;
const RUNS: f64 = 0.95;

/// The usual course is taken off where that leaves less than this share of the variation.
const EXPLAINED: f64 = 0.7;

/// A tag's course.
#[derive(Debug, Clone)]
pub struct Course<'t> {
    pub tag: &'t Tag,
    /// By place, over the whole; NaN where there is no sample.
    pub values: Vec<f64>,
    /// The same with the usual course taken off, where there is one.
    pub beyond: Vec<f64>,
    /// Mean of each comparable stretch's window.
    pub usual_levels: Vec<f64>,
    /// The change within each comparable stretch, as large as it is there, without sign.
    usual_changes: Vec<f64>,
    /// The usual variation about the usual course: of comparable stretches, the middle one's.
    pub variation: f64,
    pub is_seasonal: bool,
    /// Samples that it rests on, the comparable stretches' too.
    pub samples: u64,
}

/// A change with how it compares.
#[derive(Debug, Clone, Copy)]
pub struct Judged {
    pub change: Change,
    /// In usual variations, without sign.
    pub size: f64,
    /// How many of the comparable windows changed less, and how many there are.
    pub larger_than: usize,
    pub comparable: usize,
}

impl Judged {
    /// Larger than usual, whatever chance may do.
    pub fn is_large(&self) -> bool {
        let enough = self.comparable < ENOUGH_COMPARABLE
            || self.larger_than as f64 >= LARGER_THAN * self.comparable as f64;
        self.size >= LEAST_SIZE && enough
    }

    pub fn is_change(&self) -> bool {
        let unseen = self.comparable >= ENOUGH_COMPARABLE
            && self.larger_than == self.comparable
            && self.size >= UNSEEN_SIZE
            && self.change.p <= UNSEEN_LEVEL;
        self.change.p <= LEVEL && self.is_large() || unseen
    }
}

impl<'t> Course<'t> {
    /// Reads a tag, with `while_on` only where that state is on; `None` where too little of the whole has values.
    ///
    /// # Errors
    /// PW4xxx from the store.
    pub fn read(
        call: &Call<'_>,
        tag: &'t Tag,
        profile: &TagProfile,
        frame: &Frame,
        while_on: Option<&Tag>,
    ) -> Result<Option<Self>, Problem> {
        if profile.count == 0 || profile.minimum.is_none() {
            return Ok(None);
        }
        let reach = frame.reach();
        let buckets = call.engines.historian().buckets(&tag.id, reach, frame.width, reach.start)?;
        let mut all = vec![f64::NAN; ((reach.end - reach.start) / frame.width) as usize];
        let mut samples = 0;
        for bucket in buckets.iter().filter(|bucket| bucket.count > 0) {
            let place = ((bucket.start - reach.start) / frame.width).max(0) as usize;
            if let (Some(at), Some(mean)) = (all.get_mut(place), bucket.mean()) {
                *at = mean;
                samples += bucket.count;
            }
        }
        held(&mut all, profile, frame.width);
        if let Some(state) = while_on {
            let on = call.engines.historian().buckets(&state.id, reach, frame.width, reach.start)?;
            let mut runs = vec![false; all.len()];
            for bucket in on.iter().filter(|bucket| bucket.mean().is_some_and(|mean| mean >= RUNS)) {
                let place = ((bucket.start - reach.start) / frame.width).max(0) as usize;
                runs.get_mut(place).into_iter().for_each(|runs| *runs = true);
            }
            all.iter_mut().zip(&runs).filter(|(_, runs)| !**runs).for_each(|(value, _)| *value = f64::NAN);
        }
        let least = if while_on.is_some() { COVERED_RUNNING } else { COVERED };
        let own = frame.stretch(&all, frame.whole.start).to_vec();
        if !is_covered(&own, least) {
            return Ok(None);
        }
        let stretches: Vec<&[f64]> = frame
            .comparable
            .iter()
            .map(|start| frame.stretch(&all, *start))
            .filter(|stretch| is_covered(stretch, least))
            .collect();
        Ok(Some(Self::of(tag, own, &stretches, frame.window_place(), samples)))
    }

    fn of(tag: &'t Tag, values: Vec<f64>, stretches: &[&[f64]], window: usize, samples: u64) -> Self {
        let course = if stretches.len() >= ENOUGH_COMPARABLE { usual_course(stretches) } else { Vec::new() };
        let less = |values: &[f64]| -> Vec<f64> {
            values.iter().zip(&course).map(|(value, usual)| value - usual).collect()
        };
        let left: Vec<f64> = stretches
            .iter()
            .map(|stretch| deviation(&less(stretch)) / deviation(stretch))
            .filter(|share| share.is_finite())
            .collect();
        let is_seasonal = usual(&left).is_some_and(|left| left.median < EXPLAINED);
        let beyond = if is_seasonal { less(&values) } else { values.clone() };
        let others: Vec<Vec<f64>> = stretches
            .iter()
            .map(|stretch| if is_seasonal { less(stretch) } else { stretch.to_vec() })
            .collect();
        let deviations: Vec<f64> = others.iter().map(|other| deviation(other)).collect();
        let changes = others.iter().map(|other| {
            change(other, window, Sense::Either).map_or(0.0, |change| change.difference().abs())
        });
        Self {
            tag,
            usual_levels: stretches
                .iter()
                .filter_map(|stretch| mean(stretch.get(window..).unwrap_or_default()))
                .collect(),
            usual_changes: changes.collect(),
            variation: usual(&deviations).map_or(f64::NAN, |usual| usual.median),
            values,
            beyond,
            is_seasonal,
            samples,
        }
    }

    /// The change with its onset at place `from` or later, up to place `to`.
    pub fn change(&self, from: usize, to: usize, sense: Sense) -> Option<Judged> {
        self.judged(change(self.beyond.get(..to)?, from, sense)?)
    }

    /// The same in the values as they are, whatever is usual.
    pub fn plain_change(&self, from: usize, sense: Sense) -> Option<Change> {
        change(&self.values, from, sense)
    }

    fn judged(&self, change: Change) -> Option<Judged> {
        let size = change.difference().abs();
        // Without comparable windows: what is left beside the change itself.
        let own = || {
            let at = |place: usize| {
                if (change.onset..change.end).contains(&place) { change.after } else { change.before }
            };
            let rest: Vec<f64> =
                self.beyond.iter().enumerate().map(|(place, value)| value - at(place)).collect();
            deviation(&rest)
        };
        let variation = if self.usual_changes.len() >= ENOUGH_COMPARABLE { self.variation } else { own() };
        let variation = variation.max(f64::EPSILON * change.before.abs().max(change.after.abs()));
        Some(Judged {
            change,
            size: size / variation.max(f64::MIN_POSITIVE),
            larger_than: self.usual_changes.iter().filter(|usual| **usual < size).count(),
            comparable: self.usual_changes.len(),
        })
    }

    /// How far the window's mean is from that of comparable windows, in robust z; `None` without enough.
    pub fn level(&self, window: usize) -> Option<Level> {
        let own = mean(self.values.get(window..)?)?;
        let usual = usual(&self.usual_levels).filter(|usual| usual.count >= ENOUGH_COMPARABLE)?;
        let floor = 0.1 * self.variation.max(0.0);
        Some(Level { own, usual: usual.median, spread: usual.spread, z: usual.z(own, floor) })
    }
}

/// Where a window's mean lies beside that of comparable windows.
#[derive(Debug, Clone, Copy)]
pub struct Level {
    pub own: f64,
    pub usual: f64,
    pub spread: f64,
    pub z: f64,
}

/// What is sampled more rarely than there are places holds for two of its usual steps.
fn held(values: &mut [f64], profile: &TagProfile, width: i64) {
    let step = step_of(profile).unwrap_or(width);
    let most = (2 * step / width).max(0) as usize;
    let mut last: Option<(usize, f64)> = None;
    for (place, own) in values.iter_mut().enumerate() {
        match last {
            _ if own.is_finite() => last = Some((place, *own)),
            Some((at, value)) if place - at <= most => *own = value,
            _ => {}
        }
    }
}

fn is_covered(values: &[f64], least: f64) -> bool {
    let there = values.iter().filter(|value| value.is_finite()).count();
    there > 0 && there as f64 >= least * values.len() as f64
}

pub fn mean(values: &[f64]) -> Option<f64> {
    analytics::summary(values).map(|summary| summary.mean)
}

fn deviation(values: &[f64]) -> f64 {
    analytics::summary(values).map_or(f64::NAN, |summary| summary.std())
}

//! A tag's usable samples in a window: finite, not of bad quality, with what a reader should
//! know about them.

use std::sync::OnceLock;

use analytics::{Samples, Statistic, stretches, total_seconds, usual_step};
use historian::Aggregate;
use plant::{Problem, Quality, Tag, TimeRange};
use tool::{QualityShare, TagProfile};

use crate::support::time::{in_words, window_in_words};
use crate::support::{Call, EvidenceBuilder, no_window_data, problems, quality_share};

/// From this many samples on, a window knows its own usual step.
const ENOUGH_FOR_A_STEP: usize = 8;

/// From this many samples on, a statistic that the store's roll-ups hold is taken from them.
const ENOUGH_TO_ROLL_UP: f64 = 100_000.0;

/// The usable samples of a window, and two usual steps around it; or, of a long one, what they
/// amount to.
#[derive(Debug)]
pub struct Readings<'t> {
    pub tag: &'t Tag,
    /// The window asked for; all that is recorded when none was.
    pub window: TimeRange,
    pub quality: Option<QualityShare>,
    held: Held,
    recorded: TimeRange,
    usual: Option<i64>,
    step: OnceLock<Option<i64>>,
    bad: u64,
    asked: bool,
}

#[derive(Debug)]
enum Held {
    Samples { times: Vec<i64>, values: Vec<f64> },
    Aggregate(Aggregate),
}

/// The window meant: open sides end where the tag's data does; none is all of it.
///
/// # Errors
/// PW3105 when nothing is recorded of the tag at all.
pub fn resolve(call: &Call<'_>, tag: &Tag, window: Option<TimeRange>) -> Result<TimeRange, Problem> {
    let all = recorded(call, tag)?;
    let window = window.unwrap_or(TimeRange::ALL);
    Ok(TimeRange::new(
        if window.start == i64::MIN { all.start } else { window.start },
        if window.end == i64::MAX { all.end } else { window.end },
    ))
}

/// From a tag's first sample to the end of its last one, which holds for one usual step.
fn recorded(call: &Call<'_>, tag: &Tag) -> Result<TimeRange, Problem> {
    let profile = call.profile(tag).filter(|profile| profile.count > 0);
    let (first, last) = profile
        .and_then(|profile| profile.first.zip(profile.last))
        .ok_or_else(|| problems::no_data_at_all(&tag.id))?;
    Ok(TimeRange::new(first, last.saturating_add(profile.and_then(step_of).unwrap_or(1))))
}

/// The usual step of a tag's whole history, ns.
pub fn step_of(profile: &TagProfile) -> Option<i64> {
    profile.step_s.map(|step| (step * 1e9) as i64).filter(|step| *step > 0)
}

impl<'t> Readings<'t> {
    /// Reads the samples of a window, of the whole history when none is given.
    ///
    /// # Errors
    /// PW3105 when nothing is recorded of the tag, PW3104 when nothing usable is in the window,
    /// PW3203 when the tag holds texts alone, PW4xxx from the store.
    pub fn read(call: &Call<'_>, tag: &'t Tag, window: Option<TimeRange>) -> Result<Self, Problem> {
        let frame = Frame::of(call, tag, window)?;
        let window = frame.window;
        let around = frame.usual.unwrap_or(0).saturating_mul(2);
        let wide = TimeRange::new(
            window.start.saturating_sub(around),
            window.end.saturating_add(around).saturating_add(1),
        );
        let mut series = call.engines.historian().read(&tag.id, wide)?;
        let from = series.times.partition_point(|&time| time < window.start);
        let to = series.times.partition_point(|&time| time < window.end).max(from);
        let codes = series.quality.get(from..to).unwrap_or_default();
        let quality = quality_share(codes);
        let bad = codes.iter().filter(|code| Quality(**code).is_bad()).count() as u64;
        let usable = |i: usize| {
            series.values[i].is_finite() && !series.quality.get(i).is_some_and(|code| Quality(*code).is_bad())
        };
        if !(from..to).any(usable) {
            return Err(frame.nothing_usable(call, tag, (to - from) as u64, bad));
        }
        let (times, values) = if (0..series.times.len()).all(usable) {
            (std::mem::take(&mut series.times), std::mem::take(&mut series.values))
        } else {
            (0..series.times.len())
                .filter(|&i| usable(i))
                .map(|i| (series.times[i], series.values[i]))
                .unzip()
        };
        Ok(frame.filled(tag, Held::Samples { times, values }, quality, bad))
    }

    /// Reads what one statistic of the whole window needs: of a long window, where the store's
    /// roll-ups hold the statistic, no sample at all.
    ///
    /// # Errors
    /// Those of [`Readings::read`].
    pub fn read_for(
        call: &Call<'_>,
        tag: &'t Tag,
        window: Option<TimeRange>,
        statistic: Statistic,
    ) -> Result<Self, Problem> {
        let frame = Frame::of(call, tag, window)?;
        let expected = frame.window.intersect(frame.recorded).duration_s() * 1e9
            / frame.usual.unwrap_or(i64::MAX) as f64;
        if expected < ENOUGH_TO_ROLL_UP || !is_rolled_up(statistic) {
            return Self::read(call, tag, window);
        }
        let found = call.engines.historian().aggregate(&tag.id, frame.window)?;
        let all = found.good + found.uncertain + found.bad;
        if found.count == 0 {
            return Err(frame.nothing_usable(call, tag, all, found.bad));
        }
        let share = |count: u64| count as f64 / all as f64;
        let quality = QualityShare {
            good: share(found.good),
            uncertain: share(found.uncertain),
            bad: share(found.bad),
        };
        Ok(frame.filled(tag, Held::Aggregate(found), Some(quality), found.bad))
    }

    /// With the samples just outside of the window: what holds until its first and from its last
    /// one. None where [`Readings::read_for`] took them from roll-ups.
    pub fn around(&self) -> Samples<'_> {
        match &self.held {
            Held::Samples { times, values } => Samples::new(times, values),
            Held::Aggregate(_) => Samples::new(&[], &[]),
        }
    }

    /// The samples of the window; at least one where they were read.
    pub fn inside(&self) -> Samples<'_> {
        self.around().within(self.window.start, self.window.end)
    }

    pub fn count(&self) -> u64 {
        match &self.held {
            Held::Samples { .. } => self.inside().len() as u64,
            Held::Aggregate(found) => found.count,
        }
    }

    /// Whether a window was asked for.
    pub fn is_windowed(&self) -> bool {
        self.asked
    }

    /// The part of the window that data reaches into.
    pub fn covered(&self) -> TimeRange {
        self.window.intersect(self.recorded)
    }

    /// The usual time between samples, ns: the window's own median when it holds enough of them,
    /// else that of the whole history.
    ///
    /// # Errors
    /// PW3107 when there are fewer than two samples.
    pub fn step(&self) -> Result<i64, Problem> {
        let own = || usual_step(self.inside().times);
        let step = self.step.get_or_init(|| {
            if self.inside().len() >= ENOUGH_FOR_A_STEP {
                own().or(self.usual)
            } else {
                self.usual.or_else(own)
            }
        });
        step.ok_or_else(|| problems::not_enough("the usual time between samples", 2, self.count()))
    }

    /// A statistic of the parts of the window, as a number in the tag's own unit (value seconds for
    /// a total), and how many samples it rests on. `None` when the parts hold no sample.
    ///
    /// # Errors
    /// PW3107 when it takes more samples than there are.
    pub fn statistic(
        &self,
        statistic: Statistic,
        parts: &[TimeRange],
    ) -> Result<Option<(f64, u64)>, Problem> {
        if let Held::Aggregate(found) = &self.held {
            return Ok(rolled_up(found, statistic).map(|number| (number, found.count)));
        }
        let step = match statistic {
            Statistic::Total | Statistic::TimeWeightedMean => self.step()?,
            _ => 0,
        };
        let number = match parts {
            [part] => {
                let count = self.around().within(part.start, part.end).len() as u64;
                (statistic.of(self.around(), step, part.start, part.end), count)
            }
            parts if statistic == Statistic::TimeWeightedMean => self.held_mean(parts, step),
            parts => {
                let (times, values) = self.collected(parts);
                let samples = Samples::new(&times, &values);
                (statistic.of(samples, step, i64::MIN, i64::MAX), times.len() as u64)
            }
        };
        match number {
            (Some(number), count) => Ok(Some((number, count))),
            (None, 0) => Ok(None),
            (None, count) => Err(problems::not_enough("this statistic", 2, count)),
        }
    }

    /// Each value weighted by how long it held within the parts.
    fn held_mean(&self, parts: &[TimeRange], step: i64) -> (Option<f64>, u64) {
        let (mut integral, mut covered, mut count) = (0.0, 0.0, 0);
        for part in parts {
            let (held, seconds) = analytics::held_integral(self.around(), step, part.start, part.end);
            integral += held;
            covered += seconds;
            count += self.around().within(part.start, part.end).len() as u64;
        }
        ((covered > 0.0).then(|| integral / covered), count)
    }

    fn collected(&self, parts: &[TimeRange]) -> (Vec<i64>, Vec<f64>) {
        let (mut times, mut values) = (Vec::new(), Vec::new());
        for part in parts {
            let samples = self.around().within(part.start, part.end);
            times.extend_from_slice(samples.times);
            values.extend_from_slice(samples.values);
        }
        (times, values)
    }

    /// The sample that a statistic is the value of: the first of the greatest or least ones, the
    /// first or the last one of the parts of the window. `None` for other statistics.
    pub fn sample_of(&self, statistic: Statistic, parts: &[TimeRange]) -> Option<(i64, f64)> {
        if let Held::Aggregate(found) = &self.held {
            return match statistic {
                Statistic::Maximum => Some((found.maximum_time, found.maximum)),
                Statistic::Minimum => Some((found.minimum_time, found.minimum)),
                Statistic::First => Some((found.first_time, found.first)),
                Statistic::Last => Some((found.last_time, found.last)),
                _ => None,
            };
        }
        let mut samples = parts.iter().flat_map(|part| self.around().within(part.start, part.end).finite());
        match statistic {
            Statistic::Maximum => samples.reduce(|best, next| if next.1 > best.1 { next } else { best }),
            Statistic::Minimum => samples.reduce(|best, next| if next.1 < best.1 { next } else { best }),
            Statistic::First => samples.next(),
            Statistic::Last => samples.last(),
            _ => None,
        }
    }

    /// Seconds of the window for which some sample held.
    pub fn covered_s(&self) -> Result<f64, Problem> {
        let step = self.step()?;
        let held = stretches(self.around(), step, self.window.start, self.window.end, |_| true);
        Ok(total_seconds(&held))
    }

    /// What was left out, and where the window reaches beyond the data.
    pub fn notes(&self, call: &Call<'_>) -> Vec<String> {
        let mut notes = Vec::new();
        if self.bad > 0 {
            notes.push(format!(
                "{} samples of {} are of bad quality and were left out.",
                self.bad, self.tag.id
            ));
        }
        let slack = self.usual.unwrap_or(0).saturating_mul(2);
        let early = self.window.start < self.recorded.start.saturating_sub(slack);
        let late = self.window.end > self.recorded.end.saturating_add(slack);
        if early || late {
            let last = self.recorded.end.saturating_sub(self.usual.unwrap_or(1));
            notes.push(format!(
                "The data of {} runs from {} to {}; the window reaches beyond it.",
                self.tag.id,
                in_words(self.recorded.start, call.zone()),
                in_words(last, call.zone())
            ));
        }
        notes
    }

    /// Evidence that rests on these samples: rows, window, quality and notes.
    pub fn evidence(&self, call: &Call<'_>) -> EvidenceBuilder {
        call.evidence().rows(self.count()).window(self.window).quality(self.quality).notes(self.notes(call))
    }
}

/// What is known of a window before it is read.
struct Frame {
    window: TimeRange,
    recorded: TimeRange,
    usual: Option<i64>,
    asked: bool,
    is_numeric: bool,
}

impl Frame {
    fn of(call: &Call<'_>, tag: &Tag, window: Option<TimeRange>) -> Result<Self, Problem> {
        let profile = call.profile(tag);
        Ok(Self {
            window: resolve(call, tag, window)?,
            recorded: recorded(call, tag)?,
            usual: profile.and_then(step_of),
            asked: window.is_some(),
            is_numeric: profile.is_some_and(|profile| profile.minimum.is_some()),
        })
    }

    fn filled(self, tag: &Tag, held: Held, quality: Option<QualityShare>, bad: u64) -> Readings<'_> {
        Readings {
            tag,
            window: self.window,
            quality,
            held,
            recorded: self.recorded,
            usual: self.usual,
            step: OnceLock::new(),
            bad,
            asked: self.asked,
        }
    }

    fn nothing_usable(&self, call: &Call<'_>, tag: &Tag, all: u64, bad: u64) -> Problem {
        if all == 0 || bad == 0 && self.is_numeric {
            no_window_data(call, tag, self.window)
        } else if bad > 0 {
            all_bad(call, tag, self.window, bad)
        } else {
            problems::not_numeric(&tag.id)
        }
    }
}

/// Whether the store's roll-ups hold the statistic exactly.
fn is_rolled_up(statistic: Statistic) -> bool {
    !matches!(
        statistic,
        Statistic::Median | Statistic::Percentile(_) | Statistic::TimeWeightedMean | Statistic::Total
    )
}

/// The statistic that an aggregate holds; `None` when it holds none.
fn rolled_up(found: &Aggregate, statistic: Statistic) -> Option<f64> {
    Some(match statistic {
        Statistic::Mean => found.sum / found.count as f64,
        Statistic::Minimum => found.minimum,
        Statistic::Maximum => found.maximum,
        Statistic::Sum => found.sum,
        Statistic::Count => found.count as f64,
        Statistic::StandardDeviation => {
            (found.count > 1).then(|| (found.squared_deviations / (found.count - 1) as f64).sqrt())?
        }
        Statistic::First => found.first,
        Statistic::Last => found.last,
        Statistic::Range => found.maximum - found.minimum,
        Statistic::Change => found.last - found.first,
        Statistic::Median | Statistic::Percentile(_) | Statistic::TimeWeightedMean | Statistic::Total => {
            return None;
        }
    })
}

/// Evidence that rests on several tags' samples: rows add up, qualities are weighed by them, the
/// window is the one that holds all.
pub fn joint_evidence(call: &Call<'_>, all: &[Readings<'_>]) -> EvidenceBuilder {
    let rows: u64 = all.iter().map(Readings::count).sum();
    let window = all
        .iter()
        .map(|readings| readings.window)
        .reduce(|a, b| TimeRange::new(a.start.min(b.start), a.end.max(b.end)));
    let share = |of: fn(&QualityShare) -> f64| {
        let weighed = all.iter().filter_map(|r| r.quality.as_ref().map(|q| of(q) * r.count() as f64));
        weighed.sum::<f64>() / rows.max(1) as f64
    };
    let quality = (rows > 0).then(|| QualityShare {
        good: share(|q| q.good),
        uncertain: share(|q| q.uncertain),
        bad: share(|q| q.bad),
    });
    let notes = all.iter().flat_map(|readings| readings.notes(call));
    call.evidence().rows(rows).window_if(window).quality(quality).notes(notes)
}

/// Reads several tags; those without data are named in notes instead, unless none has any.
///
/// # Errors
/// Those of [`Readings::read`] for the first tag, when no tag can be read.
pub fn read_each<'t>(
    tags: impl IntoIterator<Item = &'t Tag>,
    read_one: impl Fn(&'t Tag) -> Result<Readings<'t>, Problem>,
) -> Result<(Vec<Readings<'t>>, Vec<String>), Problem> {
    let (mut read, mut notes, mut first) = (Vec::new(), Vec::new(), None);
    for tag in tags {
        match read_one(tag) {
            Ok(readings) => read.push(readings),
            Err(problem) if problem.code.starts_with("PW3") => {
                notes.push(format!("{}: {}.", tag.id, problem.message));
                first.get_or_insert(problem);
            }
            Err(problem) => return Err(problem),
        }
    }
    match first {
        Some(problem) if read.is_empty() => Err(problem),
        _ => Ok((read, notes)),
    }
}

fn all_bad(call: &Call<'_>, tag: &Tag, window: TimeRange, bad: u64) -> Problem {
    let when = window_in_words(window, call.zone());
    Problem::new("PW3104", format!("all {bad} samples of {} from {when} are of bad quality", tag.id))
        .help("Ask for another window, or see what its quality was with data_quality.")
}

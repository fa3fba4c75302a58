//! What a watch did in a window, and how it stands now.
//!
//! A watch fires once for each stretch in which its condition lasted at least as long as it asks,
//! at the instant at which it had lasted so long. Values hold between samples as `conditions` has
//! it; silence is measured as `data_quality` measures gaps. Nothing is evaluated ahead: a watch
//! is looked at when somebody looks.

use analytics::{Stretch, flat_runs, stretches};
use logbook::{Condition, Watch};
use plant::{Problem, Quality, Tag, TimeRange};
use tool::{Arguments, QualityShare};

use crate::Engines;
use crate::proposing::conversion;
use crate::readings::Readings;
use crate::sql_text::{from_samples, held_samples};
use crate::support::{Call, Conversion, quality_share};

/// Days that the preview of a watch looks back.
pub const PREVIEW_DAYS: i64 = 30;

/// Firings that are listed, the newest.
const LISTED: usize = 10;

/// Usual steps without a sample after which a value is not known any more.
const STALE_STEPS: i64 = 3;

const DAY_NS: i64 = 86_400_000_000_000;

/// What a watch did.
#[derive(Debug, Clone, PartialEq)]
pub struct Watched {
    pub window: TimeRange,
    /// How often it fired.
    pub fired: u64,
    /// The newest firings, oldest first.
    pub last: Vec<Firing>,
    pub standing: Standing,
    /// Samples that this rests on, and their quality.
    pub rows: u64,
    pub quality: Option<QualityShare>,
    /// SQL about the same samples.
    pub query: String,
}

/// Instants, ns since the epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Firing {
    /// When the condition had lasted long enough.
    pub at: i64,
    pub start: i64,
    pub end: i64,
}

/// How a watch stands at the end of the window; instants in ns since the epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Its condition holds, for as long as it asks.
    Firing {
        since: i64,
    },
    /// Its condition holds, not long enough yet.
    Pending {
        since: i64,
    },
    Quiet,
    /// There are no samples to tell by since this instant, or none at all.
    Unknown {
        since: Option<i64>,
    },
}

impl Standing {
    /// `firing since 2026-07-01 14:00:00`.
    pub fn words(&self, call: &Call<'_>) -> String {
        let since = |what: &str, at: i64| format!("{what} since {}", call.local(at));
        match *self {
            Self::Firing { since: at } => since("firing", at),
            Self::Pending { since: at } => since("holding, not long enough yet,", at),
            Self::Quiet => "quiet".to_owned(),
            Self::Unknown { since: Some(at) } => since("not known: no samples", at),
            Self::Unknown { since: None } => "not known: no samples at all".to_owned(),
        }
    }
}

/// The last days up to now, half-open so that a sample of this instant is in.
pub fn last_days(days: i64, now: i64) -> TimeRange {
    TimeRange::new(now.saturating_sub(days.saturating_mul(DAY_NS)), now.saturating_add(1))
}

/// How a watch stands now, and what it did in the last so many days.
///
/// # Errors
/// As [`evaluate`].
pub fn look(engines: &Engines, watch: &Watch, days: i64) -> Result<Watched, Problem> {
    let arguments = Arguments::new();
    let call = Call::new(engines, "create_watch", &arguments);
    // Long enough to see a condition that has to last longer.
    let least = (watch.for_s * 2e9) as i64;
    let mut window = last_days(days, call.catalogue.now);
    window.start = window.start.min(call.catalogue.now.saturating_sub(least));
    evaluate(&call, watch, window)
}

/// What a watch did in a window; it stands as it did at the window's end.
///
/// # Errors
/// PW3101 when the tag is gone, PW3202 when its unit is another, PW3203 when it holds no numbers;
/// PW4xxx from the store.
pub(crate) fn evaluate(call: &Call<'_>, watch: &Watch, window: TimeRange) -> Result<Watched, Problem> {
    let tag = call.find_tag(&watch.tag)?;
    let conversion = conversion(watch, tag.unit.as_ref())?;
    if watch.condition == Condition::NoData {
        return silence(call, tag, watch, window);
    }
    let readings = match Readings::read(call, tag, Some(window)) {
        Ok(readings) => readings,
        // Nothing in the window, or nothing at all: it cannot have fired, and nobody can tell now.
        Err(problem) if matches!(problem.code.as_str(), "PW3104" | "PW3105") => {
            return Ok(Watched::nothing(call, tag, window));
        }
        Err(problem) => return Err(problem),
    };
    match readings.step() {
        Ok(step) => Ok(values(watch, &conversion, &readings, step)),
        // One sample alone says nothing of how long anything lasted.
        Err(_) => Ok(Watched::nothing(call, tag, window)),
    }
}

/// Of a watch on values: limits, and a value that stands still.
fn values(watch: &Watch, conversion: &Conversion, readings: &Readings<'_>, step: i64) -> Watched {
    let (window, inside) = (readings.window, readings.inside());
    let last_sample = inside.finite().next_back().map_or(window.start, |(time, _)| time);
    let held: Vec<Stretch> = match Limits::of(&watch.condition, conversion) {
        Some(limits) => {
            stretches(readings.around(), step, window.start, window.end, |value| limits.are_left_by(value))
        }
        None => flat_runs(inside, 1, step.saturating_mul(2))
            .into_iter()
            .map(|run| Stretch { start: run.start, end: run.end })
            .collect(),
    };
    // What holds at the last sample holds still, as far as anybody can tell. A flat run ends with it.
    let until = if watch.condition == Condition::Stuck { last_sample } else { last_sample.saturating_add(1) };
    let standing = match held.last().filter(|stretch| stretch.end >= until) {
        _ if window.end.saturating_sub(last_sample) > step.saturating_mul(STALE_STEPS) => {
            Standing::Unknown { since: Some(last_sample) }
        }
        Some(stretch) if is_long(stretch, watch.for_s) => Standing::Firing { since: stretch.start },
        // That a value did not move for a step is no sign yet.
        Some(stretch) if watch.condition != Condition::Stuck => Standing::Pending { since: stretch.start },
        _ => Standing::Quiet,
    };
    let (fired, last) = firings(&held, watch.for_s);
    let query = query(watch, conversion, window, step);
    Watched { window, fired, last, standing, rows: readings.count(), quality: readings.quality, query }
}

/// Of a watch on silence. It is silent from the last sample before the window on, too.
fn silence(call: &Call<'_>, tag: &Tag, watch: &Watch, window: TimeRange) -> Result<Watched, Problem> {
    let profile = call.profile(tag);
    let (first, last) = profile.map_or((None, None), |profile| (profile.first, profile.last));
    let series = call.engines.historian().read(&tag.id, window)?;
    let usable = |i: &usize| !series.quality.get(*i).is_some_and(|code| Quality(*code).is_bad());
    let times: Vec<i64> = (0..series.times.len()).filter(usable).map(|i| series.times[i]).collect();
    // Before the first sample of all, nobody expected any.
    let edge = first.map_or(window.end, |first| first.max(window.start));
    let starts = std::iter::once(edge).chain(times.iter().copied());
    let ends = times.iter().copied().chain([window.end]);
    let gaps: Vec<Stretch> = starts
        .zip(ends)
        .map(|(start, end)| Stretch { start, end })
        .filter(|gap| gap.end > gap.start)
        .collect();
    let since = times.last().copied().or(last.filter(|last| *last < window.end));
    let open = gaps.last().filter(|gap| gap.end == window.end);
    let standing = match (since, open) {
        (None, _) => Standing::Firing { since: window.start },
        (Some(since), Some(_)) if is_long(&Stretch { start: since, end: window.end }, watch.for_s) => {
            Standing::Firing { since }
        }
        _ => Standing::Quiet,
    };
    let (fired, newest) = firings(&gaps, watch.for_s);
    let gap = "time - lag(time) OVER (ORDER BY time) AS gap";
    let (rows, quality) = (series.times.len() as u64, quality_share(&series.quality));
    let query = format!("SELECT time, {gap} {}", from_samples([tag.id.as_str()], window));
    Ok(Watched { window, fired, last: newest, standing, rows, quality, query })
}

impl Watched {
    /// Of a watch on values that are not there.
    fn nothing(call: &Call<'_>, tag: &Tag, window: TimeRange) -> Self {
        let since = call.profile(tag).and_then(|profile| profile.last);
        let query = format!("SELECT time, value {}", from_samples([tag.id.as_str()], window));
        let standing = Standing::Unknown { since };
        Self { window, fired: 0, last: Vec::new(), standing, rows: 0, quality: None, query }
    }
}

/// Limits in the tag's own unit.
#[derive(Debug, Clone, Copy)]
struct Limits {
    low: f64,
    high: f64,
}

impl Limits {
    /// None of a condition that has no limits.
    fn of(condition: &Condition, conversion: &Conversion) -> Option<Self> {
        let (low, high) = match *condition {
            Condition::Above { limit, .. } => (f64::NEG_INFINITY, conversion.back(limit)),
            Condition::Below { limit, .. } => (conversion.back(limit), f64::INFINITY),
            Condition::Outside { low, high, .. } => (conversion.back(low), conversion.back(high)),
            Condition::Stuck | Condition::NoData => return None,
        };
        Some(Self { low, high })
    }

    fn are_left_by(self, value: f64) -> bool {
        value < self.low || value > self.high
    }

    fn sql(self) -> String {
        let sides = [(self.low, "<"), (self.high, ">")];
        let sides = sides.iter().filter(|(limit, _)| limit.is_finite());
        sides.map(|(limit, sign)| format!("value {sign} {limit}")).collect::<Vec<_>>().join(" OR ")
    }
}

fn query(watch: &Watch, conversion: &Conversion, window: TimeRange, step: i64) -> String {
    match Limits::of(&watch.condition, conversion) {
        Some(limits) => format!(
            "SELECT sum(held) AS seconds FROM ({}) WHERE {}",
            held_samples(&watch.tag, window, step),
            limits.sql()
        ),
        None => format!(
            "SELECT time, value, value - lag(value) OVER (ORDER BY time) AS change {}",
            from_samples([watch.tag.as_str()], window)
        ),
    }
}

fn is_long(stretch: &Stretch, for_s: f64) -> bool {
    stretch.seconds() >= for_s
}

/// How many stretches lasted long enough, and the newest of them.
fn firings(held: &[Stretch], for_s: f64) -> (u64, Vec<Firing>) {
    let lasting: Vec<&Stretch> = held.iter().filter(|stretch| is_long(stretch, for_s)).collect();
    let newest = &lasting[lasting.len().saturating_sub(LISTED)..];
    let firing = |stretch: &&Stretch| Firing {
        at: stretch.start.saturating_add((for_s * 1e9) as i64),
        start: stretch.start,
        end: stretch.end,
    };
    (lasting.len() as u64, newest.iter().map(firing).collect())
}

//! What is asked about, and when.

use analytics::Sense;
use plant::{Asset, Problem, Tag, TimeRange};

use super::happened::happens;
use crate::choice::has_numbers;
use crate::readings::{resolve, step_of};
use crate::support::ends::Ends;
use crate::support::find::rows_with;
use crate::support::records::ASSET_ID;
use crate::support::{Call, Records, problems};

/// Kinds of hypotheses, as `without` names them.
pub const KINDS: &[&str] =
    &["sensor", "setpoint", "operation", "recorded", "event", "failure_mode", "asset", "ambient", "load"];

const SECOND: i64 = 1_000_000_000;
const MINUTE: i64 = 60 * SECOND;
const DAY: i64 = 24 * 60 * MINUTE;

/// Steps on either side of an instant.
const STEPS_AROUND: i64 = 120;

/// The usual step where nothing says it.
const USUAL_STEP: i64 = MINUTE;

/// Tags of an asset that are looked at for what is the matter with it.
const MOST_TAGS: usize = 48;

/// What is asked about.
pub struct Asked<'p> {
    pub tag: Option<&'p Tag>,
    pub asset: Option<&'p Asset>,
    /// What names the record that is to be explained.
    pub record: Option<String>,
    pub window: TimeRange,
    pub sense: Sense,
    /// Tags of the asset and what is below it that have numbers.
    pub tags: Vec<&'p Tag>,
    /// Usual time between samples, ns, and the first sample.
    pub step: i64,
    pub first: i64,
}

impl<'p> Asked<'p> {
    /// # Errors
    /// PW3201 where nothing is named or the direction is unknown, PW31xx for what is not there.
    pub fn of(call: &'p Call<'p>) -> Result<Self, Problem> {
        let sense = match call.text("direction")?.as_deref() {
            Some("rise") => Sense::Up,
            Some("fall") => Sense::Down,
            _ => Sense::Either,
        };
        let tag = call.json("tag").map(|_| call.tag("tag")).transpose()?;
        let mut asset = call.asset("asset")?;
        let record = call.text("record")?;
        let mut range = None;
        if let Some(value) = record.as_deref().filter(|_| tag.is_none()) {
            let (owner, lasted) = recorded(call, value)?;
            asset = owner.or(asset);
            range = Some(lasted);
        }
        if tag.is_none() && asset.is_none() && record.is_none() {
            return Err(problems::bad_argument("tag", "a tag, an asset or a record is needed"));
        }
        let tags = tag.map_or_else(|| tags_of(call, asset), |tag| vec![tag]);
        let profiles = || tags.iter().filter_map(|tag| call.profile(tag));
        let step = profiles().filter_map(step_of).min().unwrap_or(USUAL_STEP);
        let first = profiles().filter_map(|profile| profile.first).min().unwrap_or(0);
        let last = profiles().filter_map(|profile| profile.last).max();
        let window = match (call.window("window")?, call.instant("time")?, range) {
            (_, _, Some(lasted)) => TimeRange::new(lasted.start - SECOND, lasted.end),
            (Some(window), ..) => match tags.first() {
                Some(tag) => resolve(call, tag, Some(window))?,
                None => window,
            },
            (None, Some(at), _) => around(at, step),
            (None, None, _) => match (tag, last_event(call, asset)?) {
                (None, Some(at)) => around(at, step),
                _ => {
                    let end = last.unwrap_or(call.catalogue.now).saturating_add(1);
                    TimeRange::new(end - DAY.max(STEPS_AROUND * step), end)
                }
            },
        };
        Ok(Self { tag, asset, record, window, sense, tags, step, first })
    }
}

/// The window of an instant: 120 usual steps before it and half as much after, from 10 minutes to 12 hours.
pub fn around(at: i64, step: i64) -> TimeRange {
    let half = (STEPS_AROUND * step).clamp(10 * MINUTE, DAY / 2);
    TimeRange::new(at - half, at + half / 2)
}

/// Hypotheses that are to be left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LeftOut {
    kinds: Vec<String>,
    /// Kind and subject of single ones.
    single: Vec<(String, String)>,
}

impl LeftOut {
    /// Reads `without`, kinds with commas between, and `aside`, a line for each hypothesis: its kind, a space, its subject.
    ///
    /// # Errors
    /// PW3201 for a kind that there is not, or a line without a subject.
    pub fn of(without: Option<&str>, aside: Option<&str>) -> Result<Self, Problem> {
        let kind = |parameter: &str, kind: &str| {
            let kind = kind.trim().to_lowercase();
            let known = KINDS.contains(&kind.as_str());
            known.then_some(kind.clone()).ok_or_else(|| {
                problems::bad_argument(parameter, format!("\"{kind}\" is none of {}", KINDS.join(", ")))
            })
        };
        let named = without.unwrap_or_default().split([',', '，', '、']);
        let kinds = named.filter(|one| !one.trim().is_empty()).map(|one| kind("without", one));
        let lines = aside.unwrap_or_default().lines().map(str::trim).filter(|line| !line.is_empty());
        let single = lines.map(|line| -> Result<(String, String), Problem> {
            let (what, subject) = line.split_once(' ').ok_or_else(|| {
                problems::bad_argument("aside", format!("\"{line}\" is no kind with a subject behind it"))
            })?;
            Ok((kind("aside", what)?, subject.trim().to_owned()))
        });
        Ok(Self { kinds: kinds.collect::<Result<_, _>>()?, single: single.collect::<Result<_, _>>()? })
    }

    pub fn holds(&self, what: &str, subject: &str) -> bool {
        let same = |(kind, of): &(String, String)| kind == what && of == subject;
        self.kinds.iter().any(|kind| kind == what) || self.single.iter().any(same)
    }
}

fn tags_of<'p>(call: &'p Call<'p>, asset: Option<&Asset>) -> Vec<&'p Tag> {
    let Some(asset) = asset else { return Vec::new() };
    let plant = call.plant();
    let below = plant.subtree(&asset.id);
    let all = below.into_iter().flat_map(|asset| plant.tags_of(&asset.id));
    all.filter(|tag| has_numbers(call.profile(tag))).take(MOST_TAGS).collect()
}

/// The asset of a record and how long it lasted; an instant where it has no end.
fn recorded<'p>(call: &'p Call<'p>, value: &str) -> Result<(Option<&'p Asset>, TimeRange), Problem> {
    let records = Records::open(call, call.table("table")?)?;
    let (_, rows) = rows_with(&records, None, value)?;
    let row = rows.first().copied().unwrap_or_default();
    let asset = records.cells(ASSET_ID).ok().and_then(|ids| ids.text(row).map(std::borrow::Cow::into_owned));
    let asset = asset.and_then(|id| call.plant().asset(&id));
    let lasted = Ends::of(&records).ok().and_then(|ends| ends.range(row, call.catalogue.now));
    let instant = || {
        let start = records.times()?.time(row)?;
        Some(TimeRange::new(start, start + SECOND))
    };
    let lasted = lasted.or_else(instant).ok_or_else(|| {
        problems::no_record(format!("the record {value} has no time, so nothing can be looked for about it"))
    })?;
    Ok((asset, lasted))
}

/// When the last stop or alarm of an asset began.
fn last_event(call: &Call<'_>, asset: Option<&Asset>) -> Result<Option<i64>, Problem> {
    let Some(asset) = asset else { return Ok(None) };
    let below: Vec<&str> = call.plant().subtree(&asset.id).iter().map(|below| below.id.as_str()).collect();
    let mut last: Option<i64> = None;
    let kinds = [plant::RecordKind::Downtime, plant::RecordKind::Event];
    let stops = |table: &&tool::TableProfile| happens(table) && kinds.contains(&table.kind);
    for table in call.catalogue.tables.iter().filter(stops).filter(|table| table.asset.is_some()) {
        let records = Records::open(call, table)?;
        let (ids, Some(times)) = (records.cells(ASSET_ID)?, records.times()) else { continue };
        let rows = (0..records.len()).filter(|row| ids.text(*row).is_some_and(|id| below.contains(&&*id)));
        last = last.max(rows.filter_map(|row| times.time(row)).filter(|at| *at <= call.catalogue.now).max());
    }
    Ok(last)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn kinds_and_single_hypotheses_are_left_out() {
        let left_out =
            LeftOut::of(Some("sensor, Ambient"), Some("asset P-101.flow\nrecorded Leak, seal")).unwrap();
        assert!(left_out.holds("sensor", "any") && left_out.holds("ambient", "any"));
        assert!(left_out.holds("asset", "P-101.flow") && !left_out.holds("asset", "P-102.flow"));
        assert!(left_out.holds("recorded", "Leak, seal"), "a subject may hold commas");
        assert_eq!(LeftOut::of(None, None).unwrap(), LeftOut::default());
        assert_eq!(LeftOut::of(Some("weather"), None).unwrap_err().code, "PW3201");
        assert_eq!(LeftOut::of(None, Some("asset")).unwrap_err().code, "PW3201");
    }
}

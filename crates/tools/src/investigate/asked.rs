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

/// Kinds of hypotheses that are to be left out.
///
/// # Errors
/// PW3201 for a kind that there is not.
pub fn kinds(text: Option<&str>) -> Result<Vec<String>, Problem> {
    let named = text.unwrap_or_default().split([',', '，', '、']).map(|kind| kind.trim().to_lowercase());
    named
        .filter(|kind| !kind.is_empty())
        .map(|kind| {
            let known = KINDS.contains(&kind.as_str());
            known.then_some(kind.clone()).ok_or_else(|| {
                problems::bad_argument("without", format!("\"{kind}\" is none of {}", KINDS.join(", ")))
            })
        })
        .collect()
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

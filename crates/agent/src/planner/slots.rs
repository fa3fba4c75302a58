//! What the linked things fill in: tags, assets, windows, thresholds, tables, filters.

mod inferred;
mod tables;
mod tags;
mod times;

use plant::{TimeRange, Unit};
use serde_json::{Value as Json, json};
use tool::Catalogue;

use super::Proposal;
use super::frame::{Statistic, When};
use crate::link::Linked;
use crate::time;

pub use tables::take_table;

/// One tag asked for, with what else it may be.
#[derive(Debug, Clone, PartialEq)]
pub struct TagSlot {
    /// Indexes into the plant's tags with scores, best first.
    pub candidates: Vec<(usize, f32)>,
    /// Several fit equally well.
    pub ambiguous: bool,
    /// Where it stands among the question's tokens.
    pub at: usize,
    pub unexplained: Vec<String>,
    /// The best candidate belongs to another asset than the one that is named.
    pub elsewhere: bool,
    /// Only a quantity was named.
    pub bare: bool,
}

impl TagSlot {
    pub fn tag(&self) -> usize {
        self.candidates[0].0
    }

    /// The candidates that are about as good as the best.
    pub fn best(&self) -> impl Iterator<Item = usize> {
        let best = self.candidates[0].1;
        let near = move |score: f32| best - score < 0.05 * best.abs().max(1.0);
        self.candidates.iter().filter(move |(_, score)| near(*score)).map(|(tag, _)| *tag)
    }
}

/// A number with the unit it was given in.
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    pub value: f64,
    pub unit: Option<Unit>,
}

/// `column = value`.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    pub column: String,
    /// Nothing where what is meant is that nothing stands there: alarms that were not cleared.
    pub value: String,
    /// Other values that the same words name: all codes of a category.
    pub more: Vec<String>,
    /// `column != value`: "open" where only what is closed says so.
    pub denied: bool,
    /// The question says that it is not meant: "not completed".
    pub negated: bool,
}

impl Filter {
    /// The filter as the tools take it.
    pub fn argument(&self) -> Json {
        let values: Vec<&String> = std::iter::once(&self.value).chain(&self.more).collect();
        let column = &self.column;
        match (self.denied != self.negated, values.as_slice()) {
            (false, [one]) if one.is_empty() => json!({"column": column, "op": "empty"}),
            (true, _) if self.value.is_empty() => json!({"column": column, "op": "not empty"}),
            (true, _) => json!({"column": column, "op": "!=", "value": self.value}),
            (false, [one]) => json!({"column": column, "op": "=", "value": one}),
            (false, several) => json!({"column": column, "op": "in", "value": several}),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    Rising,
    Falling,
    Steady,
}

/// Everything that a question fills in.
#[derive(Debug, Clone, Default)]
pub struct Slots {
    pub tags: Vec<TagSlot>,
    /// Indexes of assets named.
    pub assets: Vec<usize>,
    pub kind: Option<String>,
    pub windows: Vec<When>,
    /// Where each window stands in the question (bytes).
    pub window_places: Vec<usize>,
    pub instant: Option<i64>,
    /// Where a stretch of the clock on several days is meant: each of them, within the first window.
    pub stretches: Vec<TimeRange>,
    /// No window is said, and only what is left out of all.
    pub of_all: bool,
    /// The shift whose time alone is asked for, within the windows.
    pub shift: Option<String>,
    pub shifted: Option<time::Shifted>,
    /// "at that moment": the instant of the earlier answer.
    pub moment: bool,
    /// "now".
    pub now: bool,
    pub above: Option<Threshold>,
    pub below: Option<Threshold>,
    pub unit: Option<Unit>,
    pub statistic: Option<Statistic>,
    pub percentile: Option<f64>,
    pub bucket: Option<time::Unit>,
    pub limit: Option<usize>,
    /// Highest or most first; `false`: lowest or least.
    pub descending: bool,
    pub claim: Option<Claim>,
    pub yes_no: bool,
    pub table: Option<usize>,
    pub filters: Vec<Filter>,
    /// Columns named, of the table.
    pub columns: Vec<usize>,
    /// Part of the catalogue asked for by `Limit`: `high`, `low`, `high_high`, `low_low`.
    pub limit_kind: Option<&'static str>,
    /// Kinds of hypotheses that are put aside when a cause is looked for.
    pub without: Vec<&'static str>,
}

impl Slots {
    pub fn about_records(&self) -> bool {
        self.table.is_some() && self.tags.is_empty()
    }
}

/// Fills the slots.
///
/// # Errors
/// Another outcome where a slot cannot be filled: a shift that the plant does not describe.
pub fn resolve(linked: &Linked, catalogue: &Catalogue) -> Result<Slots, Box<Proposal>> {
    let mut slots = Slots {
        yes_no: linked.has("yes_no"),
        unit: linked.units.last().map(|mention| mention.unit.clone()),
        now: linked.has("latest"),
        descending: true,
        ..Slots::default()
    };
    times::fill(&mut slots, linked, catalogue)?;
    fill_assets(&mut slots, linked, catalogue);
    tables::fill(&mut slots, linked, catalogue);
    tags::fill(&mut slots, linked, catalogue);
    if slots.tags.is_empty() {
        inferred::from_unit(&mut slots, linked, catalogue);
        inferred::from_verb(&mut slots, linked, catalogue);
    } else {
        inferred::of_number(&mut slots, linked, catalogue);
    }
    tags::prefer_whole_plant(&mut slots, linked, catalogue);
    super::conditions::fill(&mut slots, linked, catalogue);
    Ok(slots)
}

/// "alarms while the header pressure was below 6.8 bar": a tag that a number is said of is the tag, and no value that records
/// hold of it.
fn is_measured(tokens: &std::ops::Range<usize>, linked: &Linked, catalogue: &Catalogue) -> bool {
    linked.tags.iter().filter(|mention| mention.tokens == *tokens).any(|mention| {
        let best = &mention.candidates[0];
        let unit = catalogue.plant.tags[best.tag].unit.as_ref();
        let said = linked.numbers.iter().filter_map(|number| number.unit.as_ref());
        best.full_name && unit.is_some_and(|own| said.into_iter().any(|said| own.like(said).is_some()))
    })
}

fn fill_assets(slots: &mut Slots, linked: &Linked, catalogue: &Catalogue) {
    for mention in &linked.assets {
        if let [asset, ..] = mention.assets.as_slice()
            && !slots.assets.contains(asset)
        {
            slots.assets.push(*asset);
        }
    }
    slots.kind = linked.kinds.first().map(|mention| mention.kind.clone());
    // "chiller 6 at the main site" is chiller 6.
    let plant = &catalogue.plant;
    let above = |asset: usize, other: usize| {
        let below = plant.subtree(&plant.assets[asset].id);
        asset != other && below.iter().any(|below| below.id == plant.assets[other].id)
    };
    let all = slots.assets.clone();
    slots.assets.retain(|asset| !all.iter().any(|other| above(*asset, *other)));
}

/// Whether a tag in `unit` can answer in `asked`: the same dimension, or its total over time.
pub fn measures(unit: &Unit, asked: &Unit) -> bool {
    unit.like(asked).is_some() || unit.total_over_time().is_some_and(|(total, _)| total.is_comparable(asked))
}

//! Which tags and assets are looked at: how near they are in the asset tree, and what part they play.

use std::collections::{HashMap, HashSet, VecDeque};

use plant::{Asset, Plant, Tag};
use tool::{Catalogue, TagProfile};

use crate::choice::has_numbers;
use crate::support::problems::fold;
use crate::views::PlantIndex;

/// How an asset stands to the one that is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    Same,
    /// Directly below or above it.
    Below,
    Above,
    /// Under the same asset.
    Sibling,
    Elsewhere,
}

impl Relation {
    /// The asset itself, one directly below it or directly above it.
    pub const fn is_close(self) -> bool {
        matches!(self, Self::Same | Self::Below | Self::Above)
    }

    /// What counts in an order by nearness.
    pub const fn weight(self) -> f64 {
        match self {
            Self::Same => 1.0,
            Self::Below | Self::Above => 0.8,
            Self::Sibling => 0.7,
            Self::Elsewhere => 0.5,
        }
    }
}

/// Distances in the asset tree from one asset.
pub struct Near<'p> {
    plant: &'p Plant,
    index: &'p PlantIndex,
    own: Option<usize>,
    distances: HashMap<usize, usize>,
}

impl<'p> Near<'p> {
    pub fn new(plant: &'p Plant, index: &'p PlantIndex, asset: Option<&str>) -> Self {
        let own = asset.and_then(|id| index.asset(id));
        let mut distances = HashMap::new();
        let mut next: VecDeque<(usize, usize)> = own.into_iter().map(|own| (own, 0)).collect();
        while let Some((at, distance)) = next.pop_front() {
            if distances.contains_key(&at) {
                continue;
            }
            distances.insert(at, distance);
            let above = plant.assets[at].parent.as_deref().and_then(|parent| index.asset(parent));
            next.extend(index.children(at).iter().copied().chain(above).map(|at| (at, distance + 1)));
        }
        Self { plant, index, own, distances }
    }

    pub fn relation(&self, asset: Option<&str>) -> Relation {
        let (Some(own), Some(at)) = (self.own, asset.and_then(|id| self.index.asset(id))) else {
            return Relation::Elsewhere;
        };
        let parent = |at: usize| self.plant.assets[at].parent.as_deref();
        let (own_asset, other) = (&self.plant.assets[own], &self.plant.assets[at]);
        if own == at {
            Relation::Same
        } else if parent(at) == Some(&own_asset.id) {
            Relation::Below
        } else if parent(own) == Some(&other.id) {
            Relation::Above
        } else if parent(own).is_some() && parent(own) == parent(at) {
            Relation::Sibling
        } else {
            Relation::Elsewhere
        }
    }

    /// The asset, what is below it and what is above it, by id.
    pub fn line(&self) -> HashSet<&'p str> {
        let Some(own) = self.own else { return HashSet::new() };
        let above = self.index.above(own);
        let all = self.index.subtree(own).into_iter().chain(above);
        all.map(|at| self.plant.assets[at].id.as_str()).collect()
    }

    /// Tags with numbers other than `tag`, those of `with` before all others, then the nearest first and in the order of the
    /// plant's description; at most so many, and how many there are.
    pub fn tags(
        &self,
        catalogue: &'p Catalogue,
        tag: Option<&str>,
        with: &[String],
        most: usize,
    ) -> (Vec<usize>, usize) {
        let far = usize::MAX;
        let mut all: Vec<(bool, usize, usize)> = (0..self.plant.tags.len())
            .filter(|at| Some(self.plant.tags[*at].id.as_str()) != tag)
            .filter(|at| has_numbers(catalogue.tags.get(*at)))
            .map(|at| {
                let asset = self.plant.tags[at].asset.as_deref().and_then(|id| self.index.asset(id));
                let distance = asset.and_then(|asset| self.distances.get(&asset)).copied().unwrap_or(far);
                (!with.contains(&self.plant.tags[at].id), distance, at)
            })
            .collect();
        let count = all.len();
        all.sort_unstable();
        (all.into_iter().take(most).map(|(_, _, at)| at).collect(), count)
    }
}

/// What part a tag plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Measured,
    /// What a controller is to hold.
    Setpoint,
    /// Runs or stands, a mode, a step of a sequence.
    State,
    /// Weather and surroundings.
    Ambient,
    /// How much is asked of the plant.
    Load,
}

const SETPOINTS: &[&str] = &["setpoint", "set point", "set value", "target value", "设定", "给定"];
const AMBIENT: &[&str] = &[
    "ambient", "outdoor", "outside", "weather", "wet bulb", "dry bulb", "solar", "室外", "环境", "气象",
    "湿球",
];
const LOAD: &[&str] = &["production rate", "throughput", "heat load", "demand", "产量", "负荷", "负载"];
const STATES: &[&str] = &["status", "state", "mode", "状态", "模式"];

/// Most states of a tag that tells a machine's.
const MOST_STATES: f64 = 5.0;

impl Role {
    /// By its name, id, quantity and asset.
    pub fn of(tag: &Tag, asset: Option<&Asset>, profile: Option<&TagProfile>) -> Self {
        let own = format!("{} {}", fold(&tag.id), fold(&tag.name)).replace(['.', '_', '-'], " ");
        let says = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
        if says(&own, SETPOINTS) || own.split(' ').any(|word| word == "sp") {
            return Self::Setpoint;
        }
        let quantity = tag.quantity.as_deref().map(fold).unwrap_or_default();
        let unitless = tag.unit.as_ref().is_none_or(|unit| unit.code() == "1");
        let few =
            profile.and_then(|profile| profile.minimum.zip(profile.maximum)).is_some_and(|(low, high)| {
                low.fract() == 0.0 && high.fract() == 0.0 && high > low && high - low <= MOST_STATES
            });
        if unitless && (STATES.contains(&quantity.as_str()) || few && says(&own, STATES)) {
            return Self::State;
        }
        let place = asset.map(|asset| {
            format!("{} {}", fold(&asset.name), asset.kind.as_deref().map(fold).unwrap_or_default())
        });
        if says(&own, AMBIENT) || place.is_some_and(|place| says(&place, AMBIENT)) {
            return Self::Ambient;
        }
        if says(&own, LOAD) { Self::Load } else { Self::Measured }
    }
}

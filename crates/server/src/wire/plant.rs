//! The plant as a page draws it: the tree of assets, tags with coverage and last values, tables.

use ::plant::time::local_rfc3339;
use ::plant::{Limits, Plant, Quality, Sample, Tag, Unit};
use serde::{Deserialize, Serialize};
use tool::{Catalogue, TagProfile};
use tools::views::PlantIndex;
use utoipa::{IntoParams, ToSchema};

use super::answer::LanguageShape;
use super::findings::CellShape;
use crate::wire::registry::TableInfo;

/// Tags that [`PlantInfo`] holds itself; `GET /api/tags` pages through all.
const TAGS_HERE: usize = 500;

/// A plant and what is recorded of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlantInfo {
    pub name: String,
    /// IANA name.
    pub timezone: String,
    #[schema(value_type = LanguageShape)]
    pub language: ::plant::Language,
    /// What relative times count from, plant-local RFC 3339.
    pub now: String,
    pub counts: PlantCounts,
    pub shifts: Vec<ShiftInfo>,
    /// Every asset, in the order described; the tree is in `parent`.
    pub assets: Vec<AssetNode>,
    /// The first 500 tags; `GET /api/tags` pages through all.
    pub tags: Vec<TagInfo>,
    pub tables: Vec<TableInfo>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PlantCounts {
    pub assets: usize,
    pub tags: usize,
    pub tables: usize,
    pub samples: u64,
}

/// A shift; `end` before `start` means that it runs over midnight.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShiftInfo {
    pub name: String,
    /// Plant-local `HH:MM:SS`.
    pub start: String,
    pub end: String,
}

/// An asset in the tree; `GET /api/assets/{id}` says all of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AssetNode {
    pub id: String,
    pub name: String,
    /// Other names; a reader of another language finds the own one among them.
    pub aliases: Vec<String>,
    pub kind: Option<String>,
    pub parent: Option<String>,
    /// Tags on this asset itself.
    pub tags: usize,
}

/// An asset as the command line prints it; the tree is in `parent` and `children`.
#[derive(Debug, Serialize)]
pub struct AssetInfo {
    pub id: String,
    pub name: String,
    pub kind: Option<String>,
    pub parent: Option<String>,
    pub description: String,
    pub aliases: Vec<String>,
    /// Ids of the assets right below.
    pub children: Vec<String>,
    /// Ids of the tags on this asset itself.
    pub tags: Vec<String>,
}

/// A tag, what is recorded of it, and its newest value.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagInfo {
    pub id: String,
    pub asset: Option<String>,
    pub name: String,
    pub quantity: Option<String>,
    /// UCUM code.
    pub unit: Option<String>,
    /// The unit as it reads in a sentence.
    pub symbol: Option<String>,
    pub description: String,
    pub aliases: Vec<String>,
    #[schema(value_type = LimitsShape)]
    pub limits: Limits,
    pub samples: u64,
    /// Plant-local RFC 3339.
    pub first: Option<String>,
    pub last: Option<String>,
    /// Usual time between samples, seconds.
    pub step_s: Option<f64>,
    pub minimum: Option<f64>,
    pub maximum: Option<f64>,
    pub latest: Option<Latest>,
}

/// Engineering limits in the tag's own unit; what is not described is not sent.
#[derive(ToSchema)]
#[schema(as = Limits)]
#[allow(dead_code, reason = "describes plant::Limits")]
pub struct LimitsShape {
    low_low: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    high_high: Option<f64>,
}

/// A newest value.
#[derive(Debug, Serialize, ToSchema)]
pub struct Latest {
    pub value: CellShape,
    /// Plant-local RFC 3339.
    pub time: String,
    pub quality: QualityClass,
}

/// How far a sample can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Quality)]
pub enum QualityClass {
    Good,
    Uncertain,
    Bad,
}

impl From<Quality> for QualityClass {
    fn from(quality: Quality) -> Self {
        if quality.is_good() {
            Self::Good
        } else if quality.is_uncertain() {
            Self::Uncertain
        } else {
            Self::Bad
        }
    }
}

/// Which tags.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct TagsQuery {
    /// Id of an asset: its tags and those of everything below it. Every tag without it.
    pub asset: Option<String>,
    /// At most this many, 1 to 1,000; 100 without it.
    pub limit: Option<usize>,
    /// How many to pass over.
    pub offset: Option<usize>,
}

/// A page of tags, in the order of the tree.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagPage {
    /// Tags on all pages.
    pub total: usize,
    pub offset: usize,
    pub tags: Vec<TagInfo>,
}

impl PlantCounts {
    pub fn new(catalogue: &Catalogue) -> Self {
        Self {
            assets: catalogue.plant.assets.len(),
            tags: catalogue.plant.tags.len(),
            tables: catalogue.tables.len(),
            samples: catalogue.tags.iter().map(|tag| tag.count).sum(),
        }
    }
}

impl From<&::plant::Shift> for ShiftInfo {
    fn from(shift: &::plant::Shift) -> Self {
        Self { name: shift.name.clone(), start: shift.start.to_string(), end: shift.end.to_string() }
    }
}

impl AssetNode {
    pub fn new(at: usize, index: &PlantIndex) -> Self {
        let asset = &index.plant().assets[at];
        Self {
            id: asset.id.clone(),
            name: asset.name.clone(),
            aliases: asset.aliases.clone(),
            kind: asset.kind.clone(),
            parent: asset.parent.clone(),
            tags: index.tags_of(at).len(),
        }
    }
}

impl AssetInfo {
    pub fn new(at: usize, index: &PlantIndex) -> Self {
        let plant = index.plant();
        let asset = &plant.assets[at];
        Self {
            id: asset.id.clone(),
            name: asset.name.clone(),
            kind: asset.kind.clone(),
            parent: asset.parent.clone(),
            description: asset.description.clone(),
            aliases: asset.aliases.clone(),
            children: index.children(at).iter().map(|at| plant.assets[*at].id.clone()).collect(),
            tags: index.tags_of(at).iter().map(|at| plant.tags[*at].id.clone()).collect(),
        }
    }
}

impl TagInfo {
    pub fn new(tag: &Tag, profile: Option<&TagProfile>, latest: Option<&Sample>, plant: &Plant) -> Self {
        let empty = TagProfile::default();
        let profile = profile.unwrap_or(&empty);
        let local = |ns: i64| local_rfc3339(ns, &plant.timezone);
        Self {
            id: tag.id.clone(),
            asset: tag.asset.clone(),
            name: tag.name.clone(),
            quantity: tag.quantity.clone(),
            unit: tag.unit.as_ref().map(|unit| unit.code().to_owned()),
            symbol: tag.unit.as_ref().map(Unit::symbol),
            description: tag.description.clone(),
            aliases: tag.aliases.clone(),
            limits: tag.limits,
            samples: profile.count,
            first: profile.first.map(local),
            last: profile.last.map(local),
            step_s: profile.step_s,
            minimum: profile.minimum,
            maximum: profile.maximum,
            latest: latest.map(|sample| Latest {
                value: (&sample.value).into(),
                time: local(sample.time),
                quality: sample.quality.into(),
            }),
        }
    }
}

impl PlantInfo {
    /// The plant of a catalogue; `latest` gives a tag's newest sample.
    pub fn new(catalogue: &Catalogue, index: &PlantIndex, latest: impl Fn(&str) -> Option<Sample>) -> Self {
        let plant = &catalogue.plant;
        let tags = plant.tags.iter().zip(catalogue.tags.iter()).take(TAGS_HERE);
        Self {
            name: plant.name.clone(),
            timezone: plant.timezone.iana_name().unwrap_or("UTC").to_owned(),
            language: plant.language,
            now: local_rfc3339(
                catalogue.now.div_euclid(1_000_000_000).saturating_mul(1_000_000_000),
                &plant.timezone,
            ),
            counts: PlantCounts::new(catalogue),
            shifts: plant.shifts.iter().map(ShiftInfo::from).collect(),
            assets: (0..plant.assets.len()).map(|at| AssetNode::new(at, index)).collect(),
            tags: tags
                .map(|(tag, profile)| TagInfo::new(tag, Some(profile), latest(&tag.id).as_ref(), plant))
                .collect(),
            tables: catalogue.tables.iter().map(TableInfo::from).collect(),
        }
    }
}

//! The plant as a page draws it: assets, tags with coverage and last values, tables.

use ::plant::time::local_rfc3339;
use ::plant::{Limits, Sample};
use serde::Serialize;
use serde_json::Value as Json;
use tool::{Catalogue, TagProfile};
use utoipa::ToSchema;

use crate::wire::registry::TableInfo;

/// A plant and what is recorded of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlantInfo {
    pub name: String,
    /// IANA name.
    pub timezone: String,
    #[schema(value_type = String, example = "en")]
    pub language: ::plant::Language,
    /// What relative times count from, plant-local RFC 3339.
    pub now: String,
    pub assets: Vec<AssetInfo>,
    pub tags: Vec<TagInfo>,
    pub tables: Vec<TableInfo>,
}

/// An asset; the tree is in `parent` and `children`.
#[derive(Debug, Serialize, ToSchema)]
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
    #[schema(value_type = Object)]
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

/// A newest value.
#[derive(Debug, Serialize, ToSchema)]
pub struct Latest {
    #[schema(value_type = Value)]
    pub value: Json,
    /// Plant-local RFC 3339.
    pub time: String,
    /// `good`, `uncertain` or `bad`.
    pub quality: &'static str,
}

impl PlantInfo {
    /// The plant of a catalogue; `latest` gives a tag's newest sample.
    pub fn new(catalogue: &Catalogue, mut latest: impl FnMut(&str) -> Option<Sample>) -> Self {
        let plant = &catalogue.plant;
        let local = |ns: i64| local_rfc3339(ns, &plant.timezone);
        let empty = TagProfile::default();
        let tags = plant
            .tags
            .iter()
            .enumerate()
            .map(|(at, tag)| {
                let profile = catalogue.tags.get(at).unwrap_or(&empty);
                TagInfo {
                    id: tag.id.clone(),
                    asset: tag.asset.clone(),
                    name: tag.name.clone(),
                    quantity: tag.quantity.clone(),
                    unit: tag.unit.as_ref().map(|unit| unit.code().to_owned()),
                    symbol: tag.unit.as_ref().map(::plant::Unit::symbol),
                    description: tag.description.clone(),
                    aliases: tag.aliases.clone(),
                    limits: tag.limits,
                    samples: profile.count,
                    first: profile.first.map(local),
                    last: profile.last.map(local),
                    step_s: profile.step_s,
                    minimum: profile.minimum,
                    maximum: profile.maximum,
                    latest: latest(&tag.id).map(|sample| Latest {
                        value: serde_json::to_value(&sample.value).unwrap_or_default(),
                        time: local(sample.time),
                        quality: quality(sample.quality),
                    }),
                }
            })
            .collect();
        let assets = plant
            .assets
            .iter()
            .map(|asset| AssetInfo {
                id: asset.id.clone(),
                name: asset.name.clone(),
                kind: asset.kind.clone(),
                parent: asset.parent.clone(),
                description: asset.description.clone(),
                aliases: asset.aliases.clone(),
                children: plant
                    .assets
                    .iter()
                    .filter(|child| child.parent.as_deref() == Some(asset.id.as_str()))
                    .map(|child| child.id.clone())
                    .collect(),
                tags: plant.tags_of(&asset.id).map(|tag| tag.id.clone()).collect(),
            })
            .collect();
        Self {
            name: plant.name.clone(),
            timezone: plant.timezone.iana_name().unwrap_or("UTC").to_owned(),
            language: plant.language,
            now: local(catalogue.now.div_euclid(1_000_000_000) * 1_000_000_000),
            assets,
            tags,
            tables: catalogue.tables.iter().map(TableInfo::from).collect(),
        }
    }
}

fn quality(quality: ::plant::Quality) -> &'static str {
    if quality.is_good() {
        "good"
    } else if quality.is_uncertain() {
        "uncertain"
    } else {
        "bad"
    }
}

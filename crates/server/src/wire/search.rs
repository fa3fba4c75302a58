//! Names that were searched for.

use ::plant::Unit;
use serde::{Deserialize, Serialize};
use tool::Catalogue;
use tools::views::PlantIndex;
use tools::views::search::{Found, Thing};
use utoipa::{IntoParams, ToSchema};

/// What is searched for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct SearchQuery {
    /// Words; without any, the top assets and the tables.
    #[serde(default)]
    pub q: String,
    /// At most this many, 1 to 200; 20 without it.
    pub limit: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HitKind {
    Asset,
    Tag,
    Table,
}

/// Something found.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchHit {
    pub kind: HitKind,
    pub id: String,
    pub name: String,
    /// Of a tag: its asset. Of an asset: the one above it.
    pub asset: Option<String>,
    pub asset_name: Option<String>,
    /// UCUM code of a tag's unit.
    pub unit: Option<String>,
    /// The unit as it reads in a sentence.
    pub symbol: Option<String>,
    /// Best first; above 0.
    pub score: f64,
}

impl SearchHit {
    pub fn new(found: Found, index: &PlantIndex, catalogue: &Catalogue) -> Self {
        let plant = index.plant();
        let name_of =
            |id: Option<&String>| id.and_then(|id| index.asset(id)).map(|at| plant.assets[at].name.clone());
        let score = (found.score * 1e4).round() / 1e4;
        match found.thing {
            Thing::Asset(at) => {
                let asset = &plant.assets[at];
                Self {
                    kind: HitKind::Asset,
                    id: asset.id.clone(),
                    name: asset.name.clone(),
                    asset_name: name_of(asset.parent.as_ref()),
                    asset: asset.parent.clone(),
                    unit: None,
                    symbol: None,
                    score,
                }
            }
            Thing::Tag(at) => {
                let tag = &plant.tags[at];
                Self {
                    kind: HitKind::Tag,
                    id: tag.id.clone(),
                    name: tag.name.clone(),
                    asset_name: name_of(tag.asset.as_ref()),
                    asset: tag.asset.clone(),
                    unit: tag.unit.as_ref().map(|unit| unit.code().to_owned()),
                    symbol: tag.unit.as_ref().map(Unit::symbol),
                    score,
                }
            }
            Thing::Table(at) => {
                let table = &catalogue.tables[at];
                Self {
                    kind: HitKind::Table,
                    id: table.table.clone(),
                    name: table.table.clone(),
                    asset: None,
                    asset_name: None,
                    unit: None,
                    symbol: None,
                    score,
                }
            }
        }
    }
}

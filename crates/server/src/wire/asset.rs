//! One asset.

use ::plant::time::local_rfc3339;
use serde::Serialize;
use tool::Catalogue;
use tools::views::PlantIndex;
use tools::views::asset::AssetPage;
use utoipa::ToSchema;

use super::findings::{CellShape, ColumnShape};
use super::history::AnswerSummary;
use super::plant::{AssetNode, TagInfo};
use super::registry::RecordKindShape;

/// All that is known of one asset.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssetOut {
    pub id: String,
    pub name: String,
    pub kind: Option<String>,
    pub parent: Option<String>,
    pub description: String,
    pub aliases: Vec<String>,
    /// From the one above to the top.
    pub parents: Vec<AssetNode>,
    pub children: Vec<AssetNode>,
    /// On the asset itself, without newest values: `GET /api/latest?asset=` has those.
    pub tags: Vec<TagInfo>,
    /// How many tags are on everything below it.
    pub tags_below: usize,
    pub records: Vec<AssetRecordsOut>,
    /// Nothing where the plant knows none.
    pub failure_modes: Option<FailureModesOut>,
    pub documents: Vec<DocumentOut>,
    /// The newest 20 questions whose evidence names the asset or a tag of it.
    pub questions: Vec<AnswerSummary>,
}

/// Records of one table that name an asset.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssetRecordsOut {
    pub table: String,
    #[schema(value_type = RecordKindShape)]
    pub kind: ::plant::RecordKind,
    /// That name the asset itself.
    pub records: u64,
    /// That name the asset or anything below it.
    pub with_below: u64,
    /// Time of the newest of the latter, plant-local RFC 3339.
    pub newest: Option<String>,
}

/// Failure modes as their table has them.
#[derive(Debug, Serialize, ToSchema)]
pub struct FailureModesOut {
    pub columns: Vec<ColumnShape>,
    pub rows: Vec<Vec<CellShape>>,
}

/// A document of the plant whose name says that it is about the asset.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentOut {
    /// Relative to the plant's folder.
    pub path: String,
    pub bytes: u64,
}

impl AssetOut {
    pub fn new(
        page: AssetPage,
        questions: Vec<AnswerSummary>,
        catalogue: &Catalogue,
        index: &PlantIndex,
    ) -> Self {
        let plant = &catalogue.plant;
        let asset = &plant.assets[page.asset];
        let nodes = |places: &[usize]| places.iter().map(|at| AssetNode::new(*at, index)).collect();
        let tag = |at: &usize| TagInfo::new(&plant.tags[*at], catalogue.tags.get(*at), None, plant);
        let column = |column: tool::Column| ColumnShape {
            name: column.name,
            unit: column.unit.map(|unit| unit.code().to_owned()),
        };
        Self {
            id: asset.id.clone(),
            name: asset.name.clone(),
            kind: asset.kind.clone(),
            parent: asset.parent.clone(),
            description: asset.description.clone(),
            aliases: asset.aliases.clone(),
            parents: nodes(&page.above),
            children: nodes(&page.children),
            tags: page.tags.iter().map(tag).collect(),
            tags_below: page.tags_below,
            records: page
                .records
                .into_iter()
                .map(|records| AssetRecordsOut {
                    table: records.table,
                    kind: records.kind,
                    records: records.records,
                    with_below: records.with_below,
                    newest: records.newest.map(|ns| local_rfc3339(ns, &plant.timezone)),
                })
                .collect(),
            failure_modes: page.failure_modes.map(|modes| FailureModesOut {
                columns: modes.columns.into_iter().map(column).collect(),
                rows: modes
                    .rows
                    .into_iter()
                    .map(|row| row.into_iter().map(CellShape::from).collect())
                    .collect(),
            }),
            documents: page
                .documents
                .into_iter()
                .map(|document| DocumentOut { path: document.path, bytes: document.bytes })
                .collect(),
            questions,
        }
    }
}

//! What a model may read without calling a tool: the plant, its assets, tags, tables, the tools.

use std::sync::Arc;

use plant::Problem;
use serde_json::{Value as Json, json};
use tool::Toolbox as _;
use tools::views;

use super::fit::fit;
use super::rpc::RpcError;
use super::version_of;
use crate::App;
use crate::wire::asset::AssetOut;
use crate::wire::plant::{AssetNode, PlantCounts, ShiftInfo};
use crate::wire::registry::{TableInfo, ToolInfo};

/// Most bytes of a resource. A plant of many thousand tags is searched with `find_tags` instead.
const MOST_BYTES: usize = 256 << 10;

const PLANT: &str = "plantwright://plant";
const ASSETS: &str = "plantwright://assets";
const TAGS: &str = "plantwright://tags";
const TABLES: &str = "plantwright://tables";
const TOOLS: &str = "plantwright://tools";

/// Address, name, and what it holds.
const RESOURCES: [(&str, &str, &str); 5] = [
    (PLANT, "Plant", "Name, time zone, clock, shifts, and how much there is of what"),
    (ASSETS, "Assets", "The tree of assets: ids, names, kinds, parents"),
    (TAGS, "Tags", "Measured quantities: ids, names, units, and when they were recorded"),
    (TABLES, "Tables", "Tables of records with their columns and most frequent values"),
    (TOOLS, "Tools", "Every tool with its parameters and an example"),
];

pub fn list() -> Json {
    let resource = |(uri, name, about): (&str, &str, &str)| {
        json!({
            "uri": uri, "name": name.to_lowercase(), "title": name, "description": about,
            "mimeType": "application/json",
        })
    };
    json!({"resources": RESOURCES.map(resource)})
}

pub fn templates() -> Json {
    json!({"resourceTemplates": [{
        "uriTemplate": format!("{ASSETS}/{{id}}"),
        "name": "asset",
        "title": "Asset",
        "description": "All that is known of one asset: tags with last values, records, what was asked about it",
        "mimeType": "application/json",
    }]})
}

/// # Errors
/// When there is no such resource, or the store cannot be read.
pub async fn read(app: &Arc<App>, params: &Json) -> Result<Json, RpcError> {
    let uri = params.get("uri").and_then(Json::as_str).unwrap_or_default().to_owned();
    let (reading, wanted) = (Arc::clone(app), uri.clone());
    let found = app.pool.run(move || content(&reading, &wanted)).await.flatten();
    match found {
        Ok(Some(content)) => {
            let text = fit(content, MOST_BYTES).to_string();
            Ok(json!({"contents": [{"uri": uri, "mimeType": "application/json", "text": text}]}))
        }
        Ok(None) => Err(RpcError::no_such_resource(&uri, version_of(params).is_none())),
        Err(problem) => {
            let message = problem.to_string();
            let data = Some(json!({"code": problem.code, "help": problem.help}));
            Err(RpcError { data, ..RpcError::invalid_params(message) })
        }
    }
}

/// What stands at an address; `None` where nothing does.
fn content(app: &App, uri: &str) -> Result<Option<Json>, Problem> {
    let (catalogue, index) = app.engines.indexed();
    let plant = &catalogue.plant;
    Ok(Some(match uri {
        PLANT => json!({
            "name": plant.name,
            "timezone": plant.timezone.iana_name().unwrap_or("UTC"),
            "language": plant.language,
            "now": plant::time::local_rfc3339(catalogue.now, &plant.timezone),
            "counts": PlantCounts::new(&catalogue),
            "shifts": plant.shifts.iter().map(ShiftInfo::from).collect::<Vec<_>>(),
            "tables": catalogue.tables.iter().map(|table| &table.table).collect::<Vec<_>>(),
        }),
        ASSETS => {
            let assets: Vec<AssetNode> =
                (0..plant.assets.len()).map(|at| AssetNode::new(at, &index)).collect();
            json!({"total": assets.len(), "assets": assets})
        }
        TAGS => {
            let local = |ns: i64| plant::time::local_rfc3339(ns, &plant.timezone);
            let tags = plant.tags.iter().zip(catalogue.tags.iter()).map(|(tag, profile)| {
                json!({
                    "id": tag.id, "asset": tag.asset, "name": tag.name, "unit": tag.unit,
                    "first": profile.first.map(local), "last": profile.last.map(local),
                })
            });
            json!({"total": plant.tags.len(), "tags": tags.collect::<Vec<_>>()})
        }
        TABLES => json!({"tables": catalogue.tables.iter().map(TableInfo::from).collect::<Vec<_>>()}),
        TOOLS => json!({"tools": app.engines.specs().iter().map(ToolInfo::from).collect::<Vec<_>>()}),
        _ => {
            let Some(id) = uri.strip_prefix(ASSETS).and_then(|rest| rest.strip_prefix('/')) else {
                return Ok(None);
            };
            let page = views::asset::asset_page(&app.engines, &catalogue, &index, id)?;
            json!(AssetOut::new(page, Vec::new(), &catalogue, &index))
        }
    }))
}

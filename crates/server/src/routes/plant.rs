//! What there is to ask about: the plant, its tables, the tools.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use tool::Toolbox as _;

use crate::App;
use crate::error::ApiError;
use crate::wire::plant::PlantInfo;
use crate::wire::registry::{TableInfo, ToolInfo};

/// The plant: assets, tags with their coverage and newest values, tables.
#[utoipa::path(
    get, path = "/api/plant", tag = "plant",
    responses((status = 200, description = "The plant", body = PlantInfo))
)]
pub async fn plant(State(app): State<Arc<App>>) -> Result<Json<PlantInfo>, ApiError> {
    let read = Arc::clone(&app);
    let work = move || {
        let catalogue = read.engines.catalogue();
        // A tag whose newest value cannot be read is shown without one; asking for it tells why.
        PlantInfo::new(&catalogue, |tag| read.engines.historian().latest(tag, catalogue.now).ok().flatten())
    };
    Ok(Json(app.pool.run(work).await?))
}

/// The tables of records.
#[utoipa::path(
    get, path = "/api/tables", tag = "plant",
    responses((status = 200, description = "Every table", body = Vec<TableInfo>))
)]
pub async fn tables(State(app): State<Arc<App>>) -> Json<Vec<TableInfo>> {
    Json(app.engines.catalogue().tables.iter().map(TableInfo::from).collect())
}

/// The tools that a plan may use.
#[utoipa::path(
    get, path = "/api/tools", tag = "plant",
    responses((status = 200, description = "Every tool, in the order of the registry", body = Vec<ToolInfo>))
)]
pub async fn tools(State(app): State<Arc<App>>) -> Json<Vec<ToolInfo>> {
    Json(app.engines.specs().iter().map(ToolInfo::from).collect())
}

//! What there is to ask about: the plant, its tags, its tables, the tools.

use std::sync::Arc;

use ::plant::Problem;
use axum::Json;
use axum::extract::State;
use tool::Toolbox as _;
use tools::views;

use crate::App;
use crate::error::{ApiError, ErrorBody, Params};
use crate::wire::plant::{PlantInfo, TagInfo, TagPage, TagsQuery};
use crate::wire::registry::{TableInfo, ToolInfo};

/// The plant: the tree of assets, the first tags with their coverage and newest values, tables.
#[utoipa::path(
    get, path = "/api/plant", tag = "plant",
    responses((status = 200, description = "The plant", body = PlantInfo))
)]
pub async fn plant(State(app): State<Arc<App>>) -> Result<Json<PlantInfo>, ApiError> {
    let read = Arc::clone(&app);
    let work = move || {
        let (catalogue, index) = read.engines.indexed();
        // A tag whose newest value cannot be read is shown without one; asking for it tells why.
        let latest = |tag: &str| read.engines.historian().latest(tag, catalogue.now).ok().flatten();
        PlantInfo::new(&catalogue, &index, latest)
    };
    Ok(Json(app.pool.run(work).await?))
}

/// Tags of the plant or below an asset, a page at a time.
#[utoipa::path(
    get, path = "/api/tags", tag = "plant", params(TagsQuery),
    responses(
        (status = 200, description = "A page", body = TagPage),
        (status = 400, description = "The request is wrong", body = ErrorBody),
        (status = 404, description = "No such asset", body = ErrorBody),
    )
)]
pub async fn tags(
    State(app): State<Arc<App>>,
    Params(query): Params<TagsQuery>,
) -> Result<Json<TagPage>, ApiError> {
    let read = Arc::clone(&app);
    let work = move || -> Result<TagPage, Problem> {
        let (catalogue, index) = read.engines.indexed();
        let all = views::tags_below(&index, query.asset.as_deref())?;
        let offset = query.offset.unwrap_or(0);
        let page = all.iter().skip(offset).take(query.limit.unwrap_or(100).clamp(1, 1_000));
        let plant = &catalogue.plant;
        let info = |at: &usize| {
            let tag = &plant.tags[*at];
            let latest = read.engines.historian().latest(&tag.id, catalogue.now).ok().flatten();
            TagInfo::new(tag, catalogue.tags.get(*at), latest.as_ref(), plant)
        };
        Ok(TagPage { total: all.len(), offset, tags: page.map(info).collect() })
    };
    Ok(Json(app.pool.run(work).await??))
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

//! Search over names.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use tools::views::search::{Found, Thing, search};

use crate::App;
use crate::error::{ApiError, ErrorBody, Params};
use crate::wire::search::{SearchHit, SearchQuery};

/// Assets, tags and tables by their names, ids, aliases and descriptions; best first.
///
/// Forgives a mistyped letter in a longer word, and takes parts of words.
#[utoipa::path(
    get, path = "/api/search", tag = "plant", params(SearchQuery),
    responses(
        (status = 200, description = "What was found, best first", body = Vec<SearchHit>),
        (status = 400, description = "The request is wrong", body = ErrorBody),
    )
)]
pub async fn names(
    State(app): State<Arc<App>>,
    Params(query): Params<SearchQuery>,
) -> Result<Json<Vec<SearchHit>>, ApiError> {
    let read = Arc::clone(&app);
    let work = move || -> Vec<SearchHit> {
        let limit = query.limit.unwrap_or(20).clamp(1, 200);
        let (catalogue, index) = read.engines.indexed();
        let found = if query.q.trim().is_empty() {
            let tops = index.tops().iter().map(|at| Thing::Asset(*at));
            let all = tops.chain((0..catalogue.tables.len()).map(Thing::Table));
            all.take(limit).map(|thing| Found { thing, score: 1.0 }).collect()
        } else {
            search(&index, &catalogue.tables, &query.q, limit)
        };
        found.into_iter().map(|found| SearchHit::new(found, &index, &catalogue)).collect()
    };
    Ok(Json(app.pool.run(work).await?))
}

//! What a person looks at without asking: last values, an asset, statistics, records.

use std::sync::Arc;

use ::plant::Problem;
use ::plant::time::local_rfc3339;
use axum::Json;
use axum::extract::State;
use tool::Toolbox as _;
use tools::views;
use tools::views::latest::Spark;

use crate::App;
use crate::error::{ApiError, ErrorBody, Params, PathPart};
use crate::wire::asset::AssetOut;
use crate::wire::latest::{LatestPage, LatestTag};
use crate::wire::pairs::Pairs;
use crate::wire::records::{self, RecordsOut};
use crate::wire::statistics::StatisticsOut;

/// Points of a curve behind a last value, at most and when nothing is said.
const MOST_POINTS: usize = 500;
const USUAL_POINTS: usize = 48;
/// Recent questions that an asset's page shows.
const QUESTIONS: usize = 20;

type AllPairs = Params<Vec<(String, String)>>;

/// Last values, how they stand to their limits, and a short curve behind each.
#[utoipa::path(
    get, path = "/api/latest", tag = "plant",
    params(
        ("asset" = Option<String>, Query, description = "Id of an asset: its tags and those of everything below it"),
        ("tags" = Option<String>, Query, description = "Instead: ids of 1 to 64 tags, comma separated"),
        ("spark" = Option<String>, Query, description = "Length of the curve up to now, such as 24h; none without it"),
        ("points" = Option<u32>, Query, description = "Points of the curve, at most 500; 48 without it"),
        ("limit" = Option<u32>, Query, description = "Tags of a page, at most 500; 100 without it"),
        ("offset" = Option<u32>, Query, description = "How many to pass over"),
    ),
    responses(
        (status = 200, description = "A page, in the order of the tree", body = LatestPage),
        (status = 400, description = "The request is wrong", body = ErrorBody),
        (status = 404, description = "No such asset or tag", body = ErrorBody),
    )
)]
pub async fn latest(
    State(app): State<Arc<App>>,
    Params(pairs): AllPairs,
) -> Result<Json<LatestPage>, ApiError> {
    let known = ["asset", "tags", "spark", "points", "limit", "offset"];
    let pairs = Pairs::new(pairs, &known, "/api/latest?asset=line-1&spark=24h")?;
    let read = Arc::clone(&app);
    let work = move || -> Result<LatestPage, Problem> {
        let (catalogue, index) = read.engines.indexed();
        let points = pairs.count("points", USUAL_POINTS, MOST_POINTS)?;
        let spark = pairs.length("spark")?.map(|length_ns| Spark { length_ns, points });
        let all = match pairs.get("tags") {
            Some(_) => pairs.tags(&index)?,
            None => views::tags_below(&index, pairs.get("asset"))?,
        };
        let offset = pairs.whole("offset")?.unwrap_or(0);
        let limit = pairs.count("limit", 100, 500)?;
        let page: Vec<usize> = all.iter().skip(offset).take(limit).copied().collect();
        let found = views::latest::latest(&read.engines, &catalogue, &page, spark);
        Ok(LatestPage {
            now: local_rfc3339(catalogue.now, &catalogue.plant.timezone),
            total: all.len(),
            offset,
            tags: found.into_iter().map(|last| LatestTag::new(last, &catalogue)).collect(),
        })
    };
    Ok(Json(app.pool.run(work).await??))
}

/// All that is known of one asset.
#[utoipa::path(
    get, path = "/api/assets/{id}", tag = "plant",
    params(("id" = String, Path, description = "The asset's id")),
    responses(
        (status = 200, description = "The asset", body = AssetOut),
        (status = 404, description = "No such asset", body = ErrorBody),
    )
)]
pub async fn asset(
    State(app): State<Arc<App>>,
    PathPart(id): PathPart<String>,
) -> Result<Json<AssetOut>, ApiError> {
    let read = Arc::clone(&app);
    let work = move || -> Result<AssetOut, Problem> {
        let (catalogue, index) = read.engines.indexed();
        let page = views::asset::asset_page(&read.engines, &catalogue, &index, &id)?;
        let tags = page.tags.iter().map(|at| catalogue.plant.tags[*at].id.as_str());
        let names: Vec<&str> = tags.chain([id.as_str()]).collect();
        let questions = read.answers.about(&names, QUESTIONS)?.into_iter().map(Into::into).collect();
        Ok(AssetOut::new(page, questions, &catalogue, &index))
    };
    Ok(Json(app.pool.run(work).await??))
}

/// Statistics of tags in a window, with gaps.
#[utoipa::path(
    get, path = "/api/statistics", tag = "data",
    params(
        ("tags" = String, Query, description = "Ids of 1 to 64 tags, comma separated"),
        ("from" = Option<String>, Query, description = "RFC 3339, plant-local date or time, or milliseconds; the first sample without it"),
        ("to" = Option<String>, Query, description = "Likewise, exclusive; after the last sample without it"),
    ),
    responses(
        (status = 200, description = "One entry a tag", body = StatisticsOut),
        (status = 400, description = "The request is wrong", body = ErrorBody),
        (status = 404, description = "No such tag", body = ErrorBody),
    )
)]
pub async fn statistics(
    State(app): State<Arc<App>>,
    Params(pairs): AllPairs,
) -> Result<Json<StatisticsOut>, ApiError> {
    let example = "/api/statistics?tags=pump-1.flow&from=2026-03-01&to=2026-03-02";
    let pairs = Pairs::new(pairs, &["tags", "from", "to"], example)?;
    let read = Arc::clone(&app);
    let work = move || -> Result<StatisticsOut, Problem> {
        let (catalogue, index) = read.engines.indexed();
        let tags = pairs.tags(&index)?;
        let window = pairs.window_of(&catalogue, &tags)?;
        let found = views::statistics::statistics(&read.engines, &catalogue, &tags, window)?;
        Ok(StatisticsOut::new(window, found, &catalogue))
    };
    Ok(Json(app.pool.run(work).await??))
}

/// Records of a table: filtered, sorted, or in groups; a page at a time.
#[utoipa::path(
    get, path = "/api/records/{table}", tag = "data",
    params(
        ("table" = String, Path, description = "Name of the table"),
        ("from" = Option<String>, Query, description = "Records that happened then or later"),
        ("to" = Option<String>, Query, description = "Records that happened before"),
        ("asset" = Option<String>, Query, description = "Id of an asset, with everything below it"),
        ("filter" = Option<Vec<String>>, Query, description = "column:op:value, all of which hold; op is eq, ne, lt, le, gt, ge, contains or in (a list with commas)", explode = true),
        ("sort" = Option<String>, Query, description = "Column to sort by; as filed without it"),
        ("order" = Option<String>, Query, description = "asc or desc"),
        ("group" = Option<String>, Query, description = "Column: how many records have which value, instead of the records"),
        ("limit" = Option<u32>, Query, description = "Records or groups of a page, at most 5,000; 100 without it"),
        ("offset" = Option<u32>, Query, description = "How many to pass over"),
    ),
    responses(
        (status = 200, description = "A page", body = RecordsOut),
        (status = 400, description = "The request is wrong", body = ErrorBody),
        (status = 404, description = "No such table, column or asset", body = ErrorBody),
    )
)]
pub async fn records(
    State(app): State<Arc<App>>,
    PathPart(table): PathPart<String>,
    Params(pairs): AllPairs,
) -> Result<Json<RecordsOut>, ApiError> {
    let read = Arc::clone(&app);
    let work = move || -> Result<RecordsOut, Problem> {
        let catalogue = read.engines.catalogue();
        let request = records::request(table, pairs, &catalogue)?;
        let page = views::records::records(&read.engines, &request)?;
        Ok(RecordsOut::new(page, request.offset, &catalogue))
    };
    Ok(Json(app.pool.run(work).await??))
}

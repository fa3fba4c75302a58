//! Curves and SQL.

use std::sync::Arc;
use std::time::Instant;

use ::plant::Problem;
use axum::Json;
use axum::extract::State;
use historian::SqlLimits;
use tool::Toolbox as _;

use crate::App;
use crate::error::{ApiError, Body, ErrorBody, Params};
use crate::pool::waiting;
use crate::wire::series::{Curve, SeriesOut, SeriesQuery, flagged};
use crate::wire::sql::{SqlIn, SqlOut, columns, rows};

/// Most rows that one query may send.
const MOST_ROWS: usize = 100_000;
const USUAL_ROWS: usize = 10_000;

/// Curves of tags at any zoom: as many points as asked for, no spike lost.
#[utoipa::path(
    get, path = "/api/series", tag = "data",
    params(
        ("tags" = String, Query, description = "Ids of 1 to 64 tags, comma separated"),
        ("start" = Option<String>, Query, description = "RFC 3339, plant-local date or time, or milliseconds; the first sample without it"),
        ("end" = Option<String>, Query, description = "Likewise, exclusive; after the last sample without it"),
        ("pixels" = Option<u32>, Query, description = "Points a curve, at most 20,000; 1,000 without it"),
        ("unit" = Option<String>, Query, description = "Unit to convert to; the tag's own without it"),
    ),
    responses(
        (status = 200, description = "The curves", body = SeriesOut),
        (status = 400, description = "The request is wrong", body = ErrorBody),
        (status = 404, description = "No such tag", body = ErrorBody),
    )
)]
pub async fn series(
    State(app): State<Arc<App>>,
    Params(pairs): Params<Vec<(String, String)>>,
) -> Result<Json<SeriesOut>, ApiError> {
    let read = Arc::clone(&app);
    let work = move || -> Result<SeriesOut, Problem> {
        let catalogue = read.engines.catalogue();
        let query = SeriesQuery::read(&pairs, &catalogue)?;
        let curve = |tag: &String| -> Result<Curve, Problem> {
            let buckets = read.engines.historian().envelope(tag, query.range, query.pixels)?;
            let points = buckets.iter().filter_map(|bucket| {
                let mean = bucket.mean()?;
                Some((bucket.start, bucket.count, [bucket.minimum, bucket.maximum, mean]))
            });
            let mut curve = query.curve(tag, &catalogue, points)?;
            curve.flagged = flagged(buckets.iter().map(|b| (b.start, b.end, b.uncertain, b.bad)));
            Ok(curve)
        };
        let series = query.tags.iter().map(curve).collect::<Result<_, _>>()?;
        Ok(SeriesOut { window: query.window(&catalogue.plant.timezone), series })
    };
    Ok(Json(app.pool.run(work).await??))
}

/// Runs one read-only query.
#[utoipa::path(
    post, path = "/api/sql", tag = "data", request_body = SqlIn,
    responses(
        (status = 200, description = "The rows", body = SqlOut),
        (status = 400, description = "The query is wrong", body = ErrorBody),
        (status = 403, description = "The query does more than read", body = ErrorBody),
        (status = 503, description = "The query needs more time or memory than it may have", body = ErrorBody),
    )
)]
pub async fn sql(State(app): State<Arc<App>>, Body(body): Body<SqlIn>) -> Result<Json<SqlOut>, ApiError> {
    app.metrics.query();
    let read = Arc::clone(&app);
    // The connection's end drops this future, and with it the guard.
    let (_guard, wanted) = waiting();
    let work = move || -> Result<SqlOut, Problem> {
        let started = Instant::now();
        let limit = body.limit.unwrap_or(USUAL_ROWS).clamp(1, MOST_ROWS);
        let limits = SqlLimits { max_rows: limit, ..SqlLimits::default() };
        let result =
            read.engines.historian().sql_while(&body.query, limits.clone(), &|| wanted.is_wanted())?;
        Ok(SqlOut {
            columns: columns(&result.schema),
            rows: result.batches.iter().flat_map(rows).collect(),
            truncated: result.truncated,
            took_ms: started.elapsed().as_secs_f64() * 1e3,
            limits: (&limits).into(),
        })
    };
    Ok(Json(app.pool.run(work).await??))
}

//! Health, metrics, explanations of problems.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use ::plant::Problem;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use tool::Toolbox as _;

use crate::App;
use crate::error::{ApiError, ErrorBody, PathPart};
use crate::metrics::Gauges;
use crate::problems;

/// Whether the process is there.
#[utoipa::path(get, path = "/healthz", tag = "service", responses((status = 200, description = "It is", body = String)))]
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// Whether questions are taken now.
#[utoipa::path(
    get, path = "/readyz", tag = "service",
    responses(
        (status = 200, description = "They are", body = String),
        (status = 503, description = "The server is stopping, or its store cannot be read", body = ErrorBody),
    )
)]
pub async fn readyz(State(app): State<Arc<App>>) -> Result<&'static str, ApiError> {
    if app.stopping.load(Ordering::Relaxed) {
        let problem = Problem::new("PW7006", "the server is stopping");
        return Err(problem.help("start it again with `plantwright serve`").into());
    }
    Ok("ready\n")
}

/// Prometheus metrics, text format.
#[utoipa::path(
    get, path = "/metrics", tag = "service",
    responses((status = 200, description = "Prometheus text format", body = String, content_type = "text/plain"))
)]
pub async fn metrics(State(app): State<Arc<App>>) -> Result<impl IntoResponse, ApiError> {
    let read = Arc::clone(&app);
    let work = move || -> Result<Gauges, Problem> {
        let tags = read.engines.historian().tags()?;
        Ok(Gauges {
            tags: tags.len() as u64,
            samples: tags.iter().map(|tag| tag.count).sum(),
            store_bytes: bytes_below(&read.engines.catalogue().plant.state_dir()),
            waiting: read.pool.waiting() as u64,
            uptime_s: read.started.elapsed().as_secs_f64(),
        })
    };
    let gauges = app.pool.run(work).await??;
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    Ok((kind, app.metrics.render(gauges)))
}

/// Bytes of the files below a folder; what vanishes while counting counts nothing.
pub(super) fn bytes_below(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries
        .flatten()
        .map(|entry| match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => bytes_below(&entry.path()),
            Ok(metadata) => metadata.len(),
            Err(_) => 0,
        })
        .sum()
}

/// What a problem's code means, in Markdown.
#[utoipa::path(
    get, path = "/api/problems/{code}", tag = "service",
    params(("code" = String, Path, description = "A code such as PW1234")),
    responses(
        (status = 200, description = "Its page", body = String, content_type = "text/markdown"),
        (status = 404, description = "No such code", body = ErrorBody),
    )
)]
pub async fn problem(PathPart(code): PathPart<String>) -> Result<impl IntoResponse, ApiError> {
    let (_, text) = problems::page(&code).ok_or_else(|| {
        Problem::new("PW7011", format!("no problem has the code {code:?}"))
            .help("codes look like PW1001; docs/problems lists them all")
    })?;
    Ok(([(header::CONTENT_TYPE, "text/markdown; charset=utf-8")], text))
}

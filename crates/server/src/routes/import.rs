//! Files that are handed in, and how their imports come along.

use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;

use ::plant::Problem;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::{Stream, StreamExt as _, stream};
use tokio::io::AsyncWriteExt as _;

use crate::App;
use crate::audit::Action;
use crate::durable;
use crate::error::{ApiError, ErrorBody, Params, PathPart};
use crate::imports::{Job, Upload};
use crate::wire::import::{ImportOut, ImportQuery, ImportSummary, ImportTaken};

/// Most bytes of a file that is handed in.
const MOST_BYTES: u64 = 16 << 30;
/// Bytes of the disk that a file that is handed in must leave free.
const LEFT_FREE: u64 = 256 << 20;

/// Takes a file: its bytes are the body. It is imported as `plantwright import` does; what cannot
/// be read is set aside, and handing in the same file again changes nothing.
#[utoipa::path(
    post, path = "/api/import", tag = "import", params(ImportQuery),
    request_body(content = String, content_type = "application/octet-stream", description = "The file's bytes"),
    responses(
        (status = 202, description = "The file is on disk and will be imported", body = ImportTaken),
        (status = 400, description = "No such file is taken", body = ErrorBody),
        (status = 413, description = "More than 16 GiB", body = ErrorBody),
        (status = 503, description = "Too many imports wait", body = ErrorBody),
    )
)]
pub async fn import(
    State(app): State<Arc<App>>,
    Params(query): Params<ImportQuery>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<ImportTaken>), ApiError> {
    let beginning = Arc::clone(&app);
    let ImportQuery { name, kind } = query;
    let upload = app.pool.run(move || beginning.imports.begin(&name, kind.map(Into::into))).await??;
    let announced =
        headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    receive(&upload, announced, body).await?;
    let taking = Arc::clone(&app);
    let (upload, job) =
        app.pool.run(move || taking.imports.hand_in(&upload).map(|job| (upload, job))).await??;
    // Not in the pool: an import may take minutes, and takes its turn by itself.
    tokio::task::spawn_blocking(move || run(&app, upload));
    Ok((StatusCode::ACCEPTED, Json(ImportTaken { id: job.id.clone() })))
}

fn run(app: &App, upload: Upload) {
    let job = app.imports.run(upload);
    if let Err(problem) = app.audit.note(Action::Imported, &job.id, &job.name) {
        tracing::warn!(%problem, "an import is missing in the audit list");
    }
}

/// Writes the body to the place of an upload; on disk when this returns.
async fn receive(upload: &Upload, announced: Option<u64>, body: Body) -> Result<(), Problem> {
    let broken = |error: std::io::Error| durable::problem("the uploaded file", upload.path(), &error);
    check_room(upload.path(), announced)?;
    let mut file = tokio::fs::File::create(upload.path()).await.map_err(broken)?;
    let mut parts = body.into_data_stream();
    let mut bytes = 0;
    while let Some(part) = parts.next().await {
        let part = part.map_err(|error| {
            Problem::new("PW7004", format!("the file did not come whole: {error}")).help("send it again")
        })?;
        bytes += part.len() as u64;
        if bytes > MOST_BYTES {
            return Err(too_large());
        }
        file.write_all(&part).await.map_err(broken)?;
    }
    file.sync_all().await.map_err(broken)
}

fn check_room(path: &Path, announced: Option<u64>) -> Result<(), Problem> {
    let Some(bytes) = announced else { return Ok(()) };
    if bytes > MOST_BYTES {
        return Err(too_large());
    }
    // A disk that does not say how much is free is found out while writing.
    let free = path.parent().and_then(|folder| fs4::available_space(folder).ok()).unwrap_or(u64::MAX);
    if bytes.saturating_add(LEFT_FREE) > free {
        let message = format!("the file has {bytes} bytes and the disk {free} free");
        return Err(Problem::new("PW4002", message).help("free some disk space"));
    }
    Ok(())
}

fn too_large() -> Problem {
    Problem::new("PW7014", format!("a file of more than {MOST_BYTES} bytes is not taken over HTTP"))
        .help("put it into the plant's folder and run `plantwright import`")
}

/// Imports of this and earlier runs, newest first, at most 200.
#[utoipa::path(
    get, path = "/api/imports", tag = "import",
    responses((status = 200, description = "Newest first", body = Vec<ImportSummary>))
)]
pub async fn list(State(app): State<Arc<App>>) -> Json<Vec<ImportSummary>> {
    Json(app.imports.list().iter().map(|job| ImportSummary::from(&**job)).collect())
}

/// An import, with what was set aside.
#[utoipa::path(
    get, path = "/api/imports/{id}", tag = "import",
    params(("id" = String, Path, description = "The import's id")),
    responses(
        (status = 200, description = "The import", body = ImportOut),
        (status = 404, description = "No such import", body = ErrorBody),
    )
)]
pub async fn get(
    State(app): State<Arc<App>>,
    PathPart(id): PathPart<String>,
) -> Result<Json<ImportOut>, ApiError> {
    Ok(Json(ImportOut::from(&*app.imports.get(&id)?)))
}

/// Tells how an import comes along.
///
/// Server-sent events named `progress` (an `ImportSummary`), then one `ended` with the whole import
/// (an `ImportOut`).
#[utoipa::path(
    get, path = "/api/imports/{id}/events", tag = "import",
    params(("id" = String, Path, description = "The import's id")),
    responses(
        (status = 200, description = "Progress, then the end", body = String, content_type = "text/event-stream"),
        (status = 404, description = "No such import", body = ErrorBody),
    )
)]
pub async fn events(
    State(app): State<Arc<App>>,
    PathPart(id): PathPart<String>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    let mut watched = app.imports.watch(&id)?;
    watched.mark_changed();
    let told = stream::unfold(Some(watched), |watched| async {
        let mut watched = watched?;
        // The sender goes when an import is forgotten, long after its end.
        watched.changed().await.ok()?;
        let job = Arc::clone(&watched.borrow_and_update());
        let ended = job.has_ended();
        Some((Ok(event(&job)), (!ended).then_some(watched)))
    });
    Ok(Sse::new(told).keep_alive(KeepAlive::default()))
}

fn event(job: &Job) -> Event {
    let (name, data) = if job.has_ended() {
        ("ended", serde_json::to_string(&ImportOut::from(job)))
    } else {
        ("progress", serde_json::to_string(&ImportSummary::from(job)))
    };
    // JSON text holds no line break, the only thing that an event's data may not.
    Event::default().event(name).data(data.unwrap_or_default())
}

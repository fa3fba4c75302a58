//! `POST /api/append`: samples in, durable when the response is sent.

use std::sync::Arc;

use ::plant::{Problem, Sample};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, header};
use tool::Toolbox as _;

use crate::App;
use crate::error::{ApiError, ErrorBody, too_large};
use crate::wire::append::{Append, Appended, samples};
use crate::wire::line_protocol;

/// Keeps samples, all of the request or none; on disk when the response is sent.
///
/// JSON, or InfluxDB line protocol as `text/plain`. The last write wins on a tag and time.
#[utoipa::path(
    post, path = "/api/append", tag = "data",
    request_body(content((Append = "application/json"), (String = "text/plain"))),
    responses(
        (status = 200, description = "All were kept", body = Appended),
        (status = 400, description = "A sample is wrong; none was kept", body = ErrorBody),
        (status = 413, description = "More than 32 MiB", body = ErrorBody),
    )
)]
pub async fn append(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Appended>, ApiError> {
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => Problem::new("PW7004", rejection.body_text()).help("send the request again"),
    })?;
    let is_json = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.to_ascii_lowercase().contains("json"));
    let kept = Arc::clone(&app);
    let work = move || -> Result<usize, Problem> {
        let samples = read(&body, is_json, &kept)?;
        kept.append(&samples)?;
        Ok(samples.len())
    };
    let accepted = app.pool.run(work).await??;
    Ok(Json(Appended { accepted }))
}

fn read(body: &[u8], is_json: bool, app: &App) -> Result<Vec<Sample>, Problem> {
    let now = ::plant::time::nanos(jiff::Timestamp::now());
    if is_json {
        let request: Append = serde_json::from_slice(body).map_err(|error| {
            Problem::new("PW7004", format!("the body is not as expected: {error}"))
                .help("send {\"samples\": [{\"tag\": …, \"time\": …, \"value\": …}]}")
        })?;
        return samples(request, &app.engines.catalogue().plant.timezone, now);
    }
    let text = std::str::from_utf8(body).map_err(|_| {
        Problem::new("PW7004", "the body is not UTF-8 text").help("send line protocol in UTF-8, or JSON")
    })?;
    line_protocol::samples(text, now)
}

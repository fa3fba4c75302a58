//! Downloads of samples.

use std::io::{self, Write};
use std::sync::Arc;

use ::plant::Problem;
use ::plant::time::timestamp;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use tokio::sync::{mpsc, oneshot};
use tokio_stream::wrappers::ReceiverStream;
use tool::Catalogue;
use tools::views::export::{Export, ExportError, Format};

use crate::App;
use crate::audit::Action;
use crate::error::{ApiError, ErrorBody, Params};
use crate::wire::pairs::Pairs;

/// Parts of the file that may wait for a slow reader.
const WAITING_PARTS: usize = 8;

/// Samples of tags as a file, sent while it is written.
///
/// As recorded: `tag,time,value,quality`, one row a sample. With `every`, means: `time` and a
/// column for each tag.
#[utoipa::path(
    get, path = "/api/export", tag = "data",
    params(
        ("tags" = String, Query, description = "Ids of 1 to 64 tags, comma separated"),
        ("from" = Option<String>, Query, description = "RFC 3339, plant-local date or time, or milliseconds; the first sample without it"),
        ("to" = Option<String>, Query, description = "Likewise, exclusive; after the last sample without it"),
        ("format" = Option<String>, Query, description = "csv or parquet; csv without it"),
        ("every" = Option<String>, Query, description = "Means of stretches of this length, such as 60s, counted from the window's start"),
    ),
    responses(
        (status = 200, description = "The file", body = String, content_type = "text/csv"),
        (status = 400, description = "The request is wrong", body = ErrorBody),
        (status = 404, description = "No such tag", body = ErrorBody),
    )
)]
pub async fn export(
    State(app): State<Arc<App>>,
    Params(pairs): Params<Vec<(String, String)>>,
) -> Result<Response, ApiError> {
    let known = ["tags", "from", "to", "format", "every"];
    let pairs = Pairs::new(pairs, &known, "/api/export?tags=pump-1.flow&from=2026-03-01&format=csv")?;
    let (catalogue, index) = app.engines.indexed();
    let tags = pairs.tags(&index)?;
    let export = Export {
        window: pairs.window_of(&catalogue, &tags)?,
        tags,
        format: match pairs.get("format") {
            None | Some("csv") => Format::Csv,
            Some("parquet") => Format::Parquet,
            Some(other) => {
                return Err(pairs.wrong(format!("format={other} is neither csv nor parquet")).into());
            }
        },
        every_ns: pairs.length("every")?,
    };
    export.check()?;
    let (kind, ending) = match export.format {
        Format::Csv => ("text/csv; charset=utf-8", "csv"),
        Format::Parquet => ("application/vnd.apache.parquet", "parquet"),
    };
    let name = file_name(&export, &catalogue, ending);
    let (started, has_started) = oneshot::channel();
    let (parts, sent) = mpsc::channel(WAITING_PARTS);
    let writing = Arc::clone(&app);
    let named = name.clone();
    tokio::spawn(async move {
        let inside = Arc::clone(&writing);
        let failures = parts.clone();
        let work = move || {
            // Nobody waits any more: then nothing is written either.
            let _ = started.send(());
            if let Err(problem) = inside.audit.note(Action::Exported, &named, &export.subject(&catalogue)) {
                tracing::warn!(%problem, "an export is missing in the audit list");
            }
            match export.write(&inside.engines, &catalogue, Parts(parts)) {
                // The reader went away.
                Ok(()) | Err(ExportError::Write(_)) => {}
                Err(ExportError::Read(problem)) => {
                    tracing::error!(%problem, "an export ended early");
                    let _ = failures.blocking_send(Err(io::Error::other(problem)));
                }
            }
        };
        // A full queue drops the work, which the request below is told by.
        if let Err(problem) = writing.downloads.run(work).await {
            tracing::warn!(%problem, "an export was not begun");
        }
    });
    has_started.await.map_err(|_| {
        Problem::new("PW7006", "more is being downloaded than this machine can send now")
            .help("try again in a moment")
    })?;
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, Body::from_stream(ReceiverStream::new(sent))).into_response())
}

/// `site_2026-03-01_2026-03-02.csv`: the plant and the plant-local days of the window.
fn file_name(export: &Export, catalogue: &Catalogue, ending: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let plant: String = catalogue.plant.name.chars().map(plain).collect();
    let words: Vec<&str> = plant.split('-').filter(|word| !word.is_empty()).collect();
    let plant = if words.is_empty() { "samples".to_owned() } else { words.join("-") };
    let zone = &catalogue.plant.timezone;
    let day = |ns: i64| timestamp(ns).to_zoned_datetime(zone.clone()).date();
    let (first, last) = (day(export.window.start), day(export.window.end.saturating_sub(1)));
    if first == last {
        return format!("{plant}_{first}.{ending}");
    }
    format!("{plant}_{first}_{last}.{ending}")
}

/// A file that is sent in parts; writing waits for a slow reader and fails when it is gone.
struct Parts(mpsc::Sender<io::Result<Bytes>>);

impl Write for Parts {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let part = Bytes::copy_from_slice(bytes);
        self.0.blocking_send(Ok(part)).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

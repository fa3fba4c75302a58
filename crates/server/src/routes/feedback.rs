//! What people think of answers, and what was done.

use std::sync::Arc;

use ::plant::Problem;
use ::plant::time::timestamp;
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use tool::Toolbox as _;

use crate::App;
use crate::audit::Action;
use crate::error::{ApiError, Body, ErrorBody, Params, PathPart};
use crate::feedback::{Feedback, Verdict, case};
use crate::wire::feedback::{AuditEventOut, AuditQuery, FeedbackIn, FeedbackOut, FeedbackQuery};
use crate::wire::time;

/// Keeps what somebody thinks of an answer; the last word counts.
#[utoipa::path(
    post, path = "/api/answers/{id}/feedback", tag = "ask", request_body = FeedbackIn,
    params(("id" = String, Path, description = "The answer's id")),
    responses(
        (status = 200, description = "It is kept", body = FeedbackOut),
        (status = 400, description = "The request is wrong", body = ErrorBody),
        (status = 404, description = "No such answer", body = ErrorBody),
    )
)]
pub async fn give(
    State(app): State<Arc<App>>,
    PathPart(id): PathPart<String>,
    Body(body): Body<FeedbackIn>,
) -> Result<Json<FeedbackOut>, ApiError> {
    let kept = Arc::clone(&app);
    let work = move || -> Result<Feedback, Problem> {
        let entry = kept.answers.get(&id)?;
        let question = entry.summary.question;
        let verdict = Verdict::from(body.verdict);
        let feedback = kept.feedback.add(&id, &question, verdict, &body.reason)?;
        let action = match verdict {
            Verdict::Like => Action::Liked,
            Verdict::Dislike => Action::Disliked,
        };
        kept.audit.note(action, &id, &question)?;
        kept.learn_from_verdict(&question, &entry.answer, verdict)?;
        Ok(feedback)
    };
    Ok(Json(app.pool.run(work).await??.into()))
}

/// The last word on each answer, newest first.
#[utoipa::path(
    get, path = "/api/feedback", tag = "ask", params(FeedbackQuery),
    responses((status = 200, description = "Newest first", body = Vec<FeedbackOut>))
)]
pub async fn list(
    State(app): State<Arc<App>>,
    Params(query): Params<FeedbackQuery>,
) -> Result<Json<Vec<FeedbackOut>>, ApiError> {
    let kept = Arc::clone(&app);
    let found = app.pool.run(move || wanted(&kept, &query)).await??;
    Ok(Json(found.into_iter().map(FeedbackOut::from).collect()))
}

/// The same as cases of a question suite, one JSON object a line.
///
/// A liked answer is expected as it was given; a disliked one stands there without `expect`.
#[utoipa::path(
    get, path = "/api/feedback.jsonl", tag = "ask", params(FeedbackQuery),
    responses((status = 200, description = "JSON lines", body = String, content_type = "application/x-ndjson"))
)]
pub async fn cases(
    State(app): State<Arc<App>>,
    Params(query): Params<FeedbackQuery>,
) -> Result<impl IntoResponse, ApiError> {
    let kept = Arc::clone(&app);
    let work = move || -> Result<String, Problem> {
        let plant = kept.engines.catalogue().plant.clone();
        let folder = plant.root.canonicalize().unwrap_or_else(|_| plant.root.clone());
        let name =
            folder.file_name().map_or_else(|| plant.name.clone(), |f| f.to_string_lossy().into_owned());
        let mut lines = String::new();
        for feedback in wanted(&kept, &query)? {
            match kept.answers.get(&feedback.answer) {
                Ok(entry) => {
                    lines.push_str(&case(&entry, &feedback, &name).to_string());
                    lines.push('\n');
                }
                // The log of answers was taken away meanwhile.
                Err(problem) if problem.code == "PW7010" => {}
                Err(problem) => return Err(problem),
            }
        }
        Ok(lines)
    };
    let lines = app.pool.run(work).await??;
    let headers = [
        (header::CONTENT_TYPE, "application/x-ndjson; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"feedback.jsonl\""),
    ];
    Ok((headers, lines))
}

fn wanted(app: &App, query: &FeedbackQuery) -> Result<Vec<Feedback>, Problem> {
    let verdict = query.verdict.map(Verdict::from);
    let mut found = app.feedback.list()?;
    found.retain(|feedback| verdict.is_none_or(|wanted| feedback.verdict == wanted));
    Ok(found)
}

/// What was asked, imported, pinned and judged, newest first.
#[utoipa::path(
    get, path = "/api/audit", tag = "service", params(AuditQuery),
    responses(
        (status = 200, description = "Newest first", body = Vec<AuditEventOut>),
        (status = 400, description = "The request is wrong", body = ErrorBody),
    )
)]
pub async fn audit(
    State(app): State<Arc<App>>,
    Params(query): Params<AuditQuery>,
) -> Result<Json<Vec<AuditEventOut>>, ApiError> {
    let kept = Arc::clone(&app);
    let work = move || -> Result<Vec<AuditEventOut>, Problem> {
        let zone = kept.engines.catalogue().plant.timezone.clone();
        let before = query.before.filter(|text| !text.is_empty());
        let before = before.map(|text| time::read(&text, &zone)).transpose()?.map(timestamp);
        let limit = query.limit.unwrap_or(100).clamp(1, 1_000);
        let events = kept.audit.list(&kept.answers, before, limit)?;
        Ok(events.into_iter().map(AuditEventOut::from).collect())
    };
    Ok(Json(app.pool.run(work).await??))
}

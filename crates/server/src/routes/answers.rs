//! Answers kept: the list, one, and whether it still holds.

use std::sync::Arc;

use ::plant::time::timestamp;
use axum::Json;
use axum::extract::State;
use tool::Toolbox as _;

use crate::App;
use crate::answers::Wanted;
use crate::error::{ApiError, ErrorBody, Params, PathPart};
use crate::wire::ask::Replayed;
use crate::wire::history::{AnswerSummary, KeptAnswer, Newest};
use crate::wire::time;

/// The newest answers first.
#[utoipa::path(
    get, path = "/api/answers", tag = "ask", params(Newest),
    responses(
        (status = 200, description = "Newest first", body = Vec<AnswerSummary>),
        (status = 400, description = "The request is wrong", body = ErrorBody),
    )
)]
pub async fn list(
    State(app): State<Arc<App>>,
    Params(newest): Params<Newest>,
) -> Result<Json<Vec<AnswerSummary>>, ApiError> {
    let limit = newest.limit.unwrap_or(50).clamp(1, 1_000);
    let kept = Arc::clone(&app);
    let zone = app.engines.catalogue().plant.timezone.clone();
    let before = newest.before.filter(|text| !text.is_empty());
    let before = before.map(|text| time::read(&text, &zone)).transpose()?;
    let wanted =
        Wanted { search: newest.search, conversation: newest.conversation, before: before.map(timestamp) };
    let summaries = app.pool.run(move || kept.answers.newest(&wanted, limit)).await??;
    Ok(Json(summaries.into_iter().map(AnswerSummary::from).collect()))
}

/// An answer as it was given.
#[utoipa::path(
    get, path = "/api/answers/{id}", tag = "ask", params(("id" = String, Path, description = "The answer's id")),
    responses(
        (status = 200, description = "The answer as it was given", body = KeptAnswer),
        (status = 404, description = "No such answer", body = ErrorBody),
    )
)]
pub async fn get(
    State(app): State<Arc<App>>,
    PathPart(id): PathPart<String>,
) -> Result<Json<KeptAnswer>, ApiError> {
    let kept = Arc::clone(&app);
    let entry = app.pool.run(move || kept.answers.get(&id)).await??;
    Ok(Json(entry.into()))
}

/// Runs an answer's plan again and says whether the answer still holds.
#[utoipa::path(
    post, path = "/api/answers/{id}/replay", tag = "ask",
    params(("id" = String, Path, description = "The answer's id")),
    responses(
        (status = 200, description = "Whether it still holds, and the answer as it is now", body = Replayed),
        (status = 404, description = "No such answer", body = ErrorBody),
    )
)]
pub async fn replay(
    State(app): State<Arc<App>>,
    PathPart(id): PathPart<String>,
) -> Result<Json<Replayed>, ApiError> {
    let kept = Arc::clone(&app);
    let replayed =
        app.pool.run(move || kept.answers.get(&id).map(|entry| kept.agent.replay(&entry.answer))).await??;
    Ok(Json(Replayed { same: replayed.same, differences: replayed.differences, answer: replayed.answer }))
}

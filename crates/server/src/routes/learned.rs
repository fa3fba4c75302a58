//! What the built-in planner learnt at this plant: seen, taught and forgotten.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use crate::App;
use crate::error::{ApiError, Body, ErrorBody, PathPart};
use crate::wire::learned::{ForgetIn, LearnedOut, LessonIn};

/// Everything that was learnt, oldest first; also what was forgotten since.
#[utoipa::path(
    get, path = "/api/learned", tag = "ask",
    responses((status = 200, description = "Oldest first", body = Vec<LearnedOut>))
)]
pub async fn list(State(app): State<Arc<App>>) -> Result<Json<Vec<LearnedOut>>, ApiError> {
    let kept = Arc::clone(&app);
    let all = app.pool.run(move || kept.learned()).await??;
    Ok(Json(all.into_iter().map(LearnedOut::from).collect()))
}

/// Teaches what a question means, or what an asset or a tag is called. It is in force with the next question.
#[utoipa::path(
    post, path = "/api/learned", tag = "ask", request_body = LessonIn,
    responses(
        (status = 200, description = "It is kept", body = LearnedOut),
        (status = 400, description = "The request is wrong, or the meaning does not fit", body = ErrorBody),
        (status = 404, description = "No such asset or tag", body = ErrorBody),
    )
)]
pub async fn teach(
    State(app): State<Arc<App>>,
    Body(lesson): Body<LessonIn>,
) -> Result<Json<LearnedOut>, ApiError> {
    let kept = Arc::clone(&app);
    let entry = app.pool.run(move || kept.teach_one(&lesson)).await??;
    Ok(Json(entry.into()))
}

/// Takes an example or a name out of force; nothing is deleted.
#[utoipa::path(
    post, path = "/api/learned/{id}/forget", tag = "ask", request_body = ForgetIn,
    params(("id" = String, Path, description = "Id of the example or name")),
    responses(
        (status = 200, description = "It is no longer in force", body = LearnedOut),
        (status = 404, description = "Nothing of that id", body = ErrorBody),
    )
)]
pub async fn forget(
    State(app): State<Arc<App>>,
    PathPart(id): PathPart<String>,
    Body(body): Body<ForgetIn>,
) -> Result<Json<LearnedOut>, ApiError> {
    let kept = Arc::clone(&app);
    let entry = app.pool.run(move || kept.forget(&id, body.by.as_deref())).await??;
    Ok(Json(entry.into()))
}

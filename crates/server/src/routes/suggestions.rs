//! Questions that are suggested.

use std::sync::Arc;

use ::plant::{Language, Problem};
use axum::Json;
use axum::extract::State;

use crate::App;
use crate::error::{ApiError, ErrorBody, Params};
use crate::wire::suggestion::{Suggestion, SuggestionsQuery};

/// Questions about this plant, or that lead on from an answer. Each was planned on this plant
/// before it is offered.
#[utoipa::path(
    get, path = "/api/suggestions", tag = "ask", params(SuggestionsQuery),
    responses(
        (status = 200, description = "At most as many as asked for", body = Vec<Suggestion>),
        (status = 400, description = "The request is wrong", body = ErrorBody),
        (status = 404, description = "No such answer", body = ErrorBody),
    )
)]
pub async fn suggestions(
    State(app): State<Arc<App>>,
    Params(query): Params<SuggestionsQuery>,
) -> Result<Json<Vec<Suggestion>>, ApiError> {
    let asked = Arc::clone(&app);
    let work = move || -> Result<Vec<String>, Problem> {
        let language = query.language.map(Language::from);
        let limit = query.limit.unwrap_or(6).clamp(1, 20);
        match query.answer.filter(|id| !id.is_empty()) {
            Some(id) => Ok(asked.agent.follow_ups(&asked.answers.get(&id)?.answer, language, limit)),
            None => Ok(asked.agent.suggestions(language, limit)),
        }
    };
    let found = app.pool.run(work).await??;
    Ok(Json(found.into_iter().map(|question| Suggestion { question }).collect()))
}

//! Proposals, a person's word on them, and what is in force.
//!
//! The only way in which anything is put in force is a request here with a person's name. Neither
//! the Model Context Protocol nor a model has a way to it.

use std::sync::Arc;

use ::plant::Problem;
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use logbook::{Name, Proposal};
use tool::Toolbox as _;

use crate::App;
use crate::error::{ApiError, Body, ErrorBody, Params, PathPart};
use crate::wire::acting::{LogbookOut, LogbookQuery, ProposalIn, ProposalOut, ProposalsQuery, WordIn};

/// Proposals of a page, at most and when nothing is said.
const MOST: usize = 1_000;
const USUAL: usize = 200;
/// Days that watches are looked at over, at most.
const MOST_DAYS: i64 = 366;

/// Proposes what a tool that writes drafts. Nothing else is written until a person confirms it.
///
/// The very same content, waiting or in force, is given back instead of being proposed again.
#[utoipa::path(
    post, path = "/api/proposals", tag = "acting", request_body = ProposalIn,
    responses(
        (status = 200, description = "The proposal", body = ProposalOut),
        (status = 400, description = "The request is wrong, or too many proposals wait", body = ErrorBody),
        (status = 403, description = "The tool acts on the plant itself", body = ErrorBody),
        (status = 404, description = "No such asset, tag or answer", body = ErrorBody),
    )
)]
pub async fn propose(
    State(app): State<Arc<App>>,
    Body(body): Body<ProposalIn>,
) -> Result<Json<ProposalOut>, ApiError> {
    shown(app, move |app| Ok(app.propose(&body.tool, &body.arguments, body.from.word())?.0)).await
}

/// Proposals, newest first.
#[utoipa::path(
    get, path = "/api/proposals", tag = "acting", params(ProposalsQuery),
    responses((status = 200, description = "Newest first", body = Vec<ProposalOut>))
)]
pub async fn list(
    State(app): State<Arc<App>>,
    Params(query): Params<ProposalsQuery>,
) -> Result<Json<Vec<ProposalOut>>, ApiError> {
    let read = Arc::clone(&app);
    let limit = query.limit.unwrap_or(USUAL).clamp(1, MOST);
    let work = move || -> Result<Vec<ProposalOut>, Problem> {
        let zone = read.engines.catalogue().plant.timezone.clone();
        let found = read.proposals(query.state.map(Into::into), limit)?;
        Ok(found.into_iter().map(|proposal| ProposalOut::new(proposal, &zone)).collect())
    };
    Ok(Json(app.pool.run(work).await??))
}

/// A proposal.
#[utoipa::path(
    get, path = "/api/proposals/{id}", tag = "acting",
    params(("id" = String, Path, description = "The proposal's id")),
    responses(
        (status = 200, description = "The proposal", body = ProposalOut),
        (status = 404, description = "No such proposal", body = ErrorBody),
    )
)]
pub async fn get(
    State(app): State<Arc<App>>,
    PathPart(id): PathPart<String>,
) -> Result<Json<ProposalOut>, ApiError> {
    shown(app, move |app| app.engines.logbook().get(&id)).await
}

/// Puts a proposal in force on a named person's word.
///
/// The same person may say it twice; it is done once. What the proposal refers to must still be there.
#[utoipa::path(
    post, path = "/api/proposals/{id}/confirm", tag = "acting", request_body = WordIn,
    params(("id" = String, Path, description = "The proposal's id")),
    responses(
        (status = 200, description = "It is in force", body = ProposalOut),
        (status = 400, description = "Nobody is named", body = ErrorBody),
        (status = 404, description = "No such proposal", body = ErrorBody),
        (status = 409, description = "It was decided otherwise, expired, or refers to what is not there any more", body = ErrorBody),
    )
)]
pub async fn confirm(
    State(app): State<Arc<App>>,
    PathPart(id): PathPart<String>,
    Body(word): Body<WordIn>,
) -> Result<Json<ProposalOut>, ApiError> {
    shown(app, move |app| app.confirm(&id, &Name::new(&word.by)?)).await
}

/// Says no to a proposal.
#[utoipa::path(
    post, path = "/api/proposals/{id}/decline", tag = "acting", request_body = WordIn,
    params(("id" = String, Path, description = "The proposal's id")),
    responses(
        (status = 200, description = "It is declined", body = ProposalOut),
        (status = 400, description = "Nobody is named", body = ErrorBody),
        (status = 404, description = "No such proposal", body = ErrorBody),
        (status = 409, description = "It was decided otherwise", body = ErrorBody),
    )
)]
pub async fn decline(
    State(app): State<Arc<App>>,
    PathPart(id): PathPart<String>,
    Body(word): Body<WordIn>,
) -> Result<Json<ProposalOut>, ApiError> {
    shown(app, move |app| app.decline(&id, &Name::new(&word.by)?, &word.reason)).await
}

/// Takes what was confirmed out of force. Nothing is deleted: that it was undone is added.
#[utoipa::path(
    post, path = "/api/proposals/{id}/undo", tag = "acting", request_body = WordIn,
    params(("id" = String, Path, description = "The proposal's id")),
    responses(
        (status = 200, description = "It is out of force", body = ProposalOut),
        (status = 400, description = "Nobody is named", body = ErrorBody),
        (status = 404, description = "No such proposal", body = ErrorBody),
        (status = 409, description = "It is not in force", body = ErrorBody),
    )
)]
pub async fn undo(
    State(app): State<Arc<App>>,
    PathPart(id): PathPart<String>,
    Body(word): Body<WordIn>,
) -> Result<Json<ProposalOut>, ApiError> {
    shown(app, move |app| app.undo(&id, &Name::new(&word.by)?, &word.reason)).await
}

async fn shown(
    app: Arc<App>,
    work: impl FnOnce(&App) -> Result<Proposal, Problem> + Send + 'static,
) -> Result<Json<ProposalOut>, ApiError> {
    let inside = Arc::clone(&app);
    let work = move || -> Result<ProposalOut, Problem> {
        let zone = inside.engines.catalogue().plant.timezone.clone();
        Ok(ProposalOut::new(work(&inside)?, &zone))
    };
    Ok(Json(app.pool.run(work).await??))
}

/// What is in force: drafts of work orders, notes, and watches with how they stand now.
///
/// Watches are evaluated when this is asked, over the last `days` up to the plant's now.
#[utoipa::path(
    get, path = "/api/logbook", tag = "acting", params(LogbookQuery),
    responses(
        (status = 200, description = "Newest first", body = LogbookOut),
        (status = 404, description = "No such asset", body = ErrorBody),
    )
)]
pub async fn logbook(
    State(app): State<Arc<App>>,
    Params(query): Params<LogbookQuery>,
) -> Result<Json<LogbookOut>, ApiError> {
    let read = Arc::clone(&app);
    let work = move || read.logbook(query.asset.as_deref(), query.days.unwrap_or(1).clamp(1, MOST_DAYS));
    Ok(Json(app.pool.run(work).await??))
}

/// Drafts of work orders in force as CSV, to be handed to a CMMS.
#[utoipa::path(
    get, path = "/api/work-orders.csv", tag = "acting",
    responses((status = 200, description = "A row each, newest first", body = String, content_type = "text/csv"))
)]
pub async fn work_orders(State(app): State<Arc<App>>) -> Result<Response, ApiError> {
    let read = Arc::clone(&app);
    let text = app.pool.run(move || read.work_orders_csv()).await??;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"work-orders.csv\""),
    ];
    Ok((headers, text).into_response())
}

//! Boards of pinned answers.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use crate::App;
use crate::audit::Action;
use crate::error::{ApiError, Body, ErrorBody, PathPart};
use crate::wire::board::{BoardIn, BoardOut};

/// Every board, by title.
#[utoipa::path(
    get, path = "/api/boards", tag = "boards",
    responses((status = 200, description = "Every board", body = Vec<BoardOut>))
)]
pub async fn list(State(app): State<Arc<App>>) -> Result<Json<Vec<BoardOut>>, ApiError> {
    let kept = Arc::clone(&app);
    let boards = app.pool.run(move || kept.boards.list()).await??;
    Ok(Json(boards.into_iter().map(BoardOut::from).collect()))
}

/// A board.
#[utoipa::path(
    get, path = "/api/boards/{id}", tag = "boards",
    params(("id" = String, Path, description = "The board's id")),
    responses(
        (status = 200, description = "The board", body = BoardOut),
        (status = 404, description = "No such board", body = ErrorBody),
    )
)]
pub async fn get(
    State(app): State<Arc<App>>,
    PathPart(id): PathPart<String>,
) -> Result<Json<BoardOut>, ApiError> {
    let kept = Arc::clone(&app);
    Ok(Json(app.pool.run(move || kept.boards.get(&id)).await??.into()))
}

/// Keeps a board under an id of the caller's choice, in place of one that has it; on disk when the
/// response is sent.
#[utoipa::path(
    put, path = "/api/boards/{id}", tag = "boards", request_body = BoardIn,
    params(("id" = String, Path, description = "1 to 64 letters, digits, - and _")),
    responses(
        (status = 200, description = "The board as it is kept", body = BoardOut),
        (status = 400, description = "This is no board", body = ErrorBody),
    )
)]
pub async fn put(
    State(app): State<Arc<App>>,
    PathPart(id): PathPart<String>,
    Body(board): Body<BoardIn>,
) -> Result<Json<BoardOut>, ApiError> {
    let kept = Arc::clone(&app);
    let work = move || {
        let tiles = board.tiles.into_iter().map(Into::into).collect();
        let board = kept.boards.put(&id, board.title, tiles)?;
        kept.audit.note(Action::BoardSaved, &board.id, &board.title)?;
        Ok::<_, ::plant::Problem>(board)
    };
    Ok(Json(app.pool.run(work).await??.into()))
}

/// Deletes a board and gives it back.
#[utoipa::path(
    delete, path = "/api/boards/{id}", tag = "boards",
    params(("id" = String, Path, description = "The board's id")),
    responses(
        (status = 200, description = "The board as it was", body = BoardOut),
        (status = 404, description = "No such board", body = ErrorBody),
    )
)]
pub async fn delete(
    State(app): State<Arc<App>>,
    PathPart(id): PathPart<String>,
) -> Result<Json<BoardOut>, ApiError> {
    let kept = Arc::clone(&app);
    let work = move || {
        let board = kept.boards.delete(&id)?;
        kept.audit.note(Action::BoardDeleted, &board.id, &board.title)?;
        Ok::<_, ::plant::Problem>(board)
    };
    Ok(Json(app.pool.run(work).await??.into()))
}

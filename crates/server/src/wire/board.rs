//! Boards.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::boards::{Board, Tile};

/// A board of pinned answers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Board)]
pub struct BoardOut {
    pub id: String,
    pub title: String,
    /// RFC 3339, UTC.
    pub changed_at: String,
    pub tiles: Vec<TileShape>,
}

/// A board as it is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BoardIn {
    /// 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// At most 200.
    #[schema(max_items = 200)]
    pub tiles: Vec<TileShape>,
}

/// A pinned answer on the grid of a board.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Tile)]
pub struct TileShape {
    /// Id of the answer; `POST /api/answers/{id}/replay` shows it as it is now.
    #[schema(min_length = 1, max_length = 4000)]
    pub answer: String,
    #[schema(max_length = 4000)]
    pub question: String,
    /// Earlier questions that it refers back to, at most 50.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 50)]
    pub turns: Vec<String>,
    #[schema(maximum = 10000)]
    pub x: u32,
    #[schema(maximum = 10000)]
    pub y: u32,
    #[schema(minimum = 1, maximum = 10000)]
    pub w: u32,
    #[schema(minimum = 1, maximum = 10000)]
    pub h: u32,
}

impl From<Board> for BoardOut {
    fn from(Board { id, title, changed_at, tiles }: Board) -> Self {
        Self { id, title, changed_at, tiles: tiles.into_iter().map(TileShape::from).collect() }
    }
}

impl From<Tile> for TileShape {
    fn from(Tile { answer, question, turns, x, y, w, h }: Tile) -> Self {
        Self { answer, question, turns, x, y, w, h }
    }
}

impl From<TileShape> for Tile {
    fn from(TileShape { answer, question, turns, x, y, w, h }: TileShape) -> Self {
        Self { answer, question, turns, x, y, w, h }
    }
}

//! Boards of pinned answers: one file a board under `.plantwright/boards/`, replaced as a whole.

use std::fs;
use std::io;
use std::path::PathBuf;

use jiff::Timestamp;
use parking_lot::Mutex;
use plant::Problem;
use serde::{Deserialize, Serialize};

use crate::durable;

/// Most tiles of a board, boards of a plant, and characters of a title or question.
const MOST_TILES: usize = 200;
const MOST_BOARDS: usize = 500;
const MOST_TURNS: usize = 50;
const LONGEST: usize = 4_000;
/// Columns and rows that a board's grid may have.
const MOST_CELLS: u32 = 10_000;

/// A board.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Board {
    pub id: String,
    pub title: String,
    /// RFC 3339, UTC.
    pub changed_at: String,
    pub tiles: Vec<Tile>,
}

/// A pinned answer on the grid of a board.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tile {
    pub answer: String,
    pub question: String,
    /// Earlier questions that it refers back to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub turns: Vec<String>,
    pub x: u32,
    pub y: u32,
    pub w: u32,
    pub h: u32,
}

/// The boards of one plant.
#[derive(Debug)]
pub struct Boards {
    folder: PathBuf,
    /// One change at a time.
    changing: Mutex<()>,
}

impl Boards {
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), changing: Mutex::new(()) }
    }

    /// Every board, by title. One that cannot be read is left out and said so in the log.
    ///
    /// # Errors
    /// `PW4003`, `PW4004` when the folder cannot be read.
    pub fn list(&self) -> Result<Vec<Board>, Problem> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(durable::problem("the boards", &self.folder, &error)),
        };
        let mut boards: Vec<Board> = Vec::new();
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.extension().is_none_or(|ending| ending != "json") {
                continue;
            }
            let read = fs::read(&path).map_err(|error| error.to_string());
            match read.and_then(|bytes| serde_json::from_slice(&bytes).map_err(|error| error.to_string())) {
                Ok(board) => boards.push(board),
                Err(error) => tracing::warn!(path = %path.display(), error, "a board cannot be read"),
            }
        }
        boards.sort_by(|a, b| a.title.cmp(&b.title).then_with(|| a.id.cmp(&b.id)));
        Ok(boards)
    }

    /// A board by its id.
    ///
    /// # Errors
    /// `PW7016` when there is none, `PW4003` when it cannot be read.
    pub fn get(&self, id: &str) -> Result<Board, Problem> {
        let path = self.path(id).ok_or_else(|| unknown(id))?;
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| durable::problem("the board", &path, &io::Error::other(error))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(unknown(id)),
            Err(error) => Err(durable::problem("the board", &path, &error)),
        }
    }

    /// Keeps a board under its id, in place of one that has it; on disk when this returns.
    ///
    /// # Errors
    /// `PW7017` when the board is not one, `PW4002` and others when it cannot be kept.
    pub fn put(&self, id: &str, title: String, tiles: Vec<Tile>) -> Result<Board, Problem> {
        let path = self.path(id).ok_or_else(|| {
            wrong(format!("{id:?} cannot name a board")).help("use 1 to 64 letters, digits, - and _")
        })?;
        check(&title, &tiles)?;
        let _changing = self.changing.lock();
        if !path.exists() && self.list()?.len() >= MOST_BOARDS {
            return Err(wrong(format!("there are {MOST_BOARDS} boards already")).help("delete one first"));
        }
        let changed_at = Timestamp::now().to_string();
        let board = Board { id: id.to_owned(), title, changed_at, tiles };
        let bytes = serde_json::to_vec_pretty(&board).map_err(io::Error::other);
        bytes
            .and_then(|bytes| durable::replace(&path, &bytes))
            .map_err(|error| durable::problem("the board", &path, &error))?;
        Ok(board)
    }

    /// Deletes a board and gives it back.
    ///
    /// # Errors
    /// As [`Boards::get`].
    pub fn delete(&self, id: &str) -> Result<Board, Problem> {
        let _changing = self.changing.lock();
        let board = self.get(id)?;
        let path = self.path(id).ok_or_else(|| unknown(id))?;
        durable::remove(&path).map_err(|error| durable::problem("the board", &path, &error))?;
        Ok(board)
    }

    /// The file of a board; `None` for what is no id.
    fn path(&self, id: &str) -> Option<PathBuf> {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        ((1..=64).contains(&id.len()) && id.chars().all(fits)).then(|| self.folder.join(format!("{id}.json")))
    }
}

fn check(title: &str, tiles: &[Tile]) -> Result<(), Problem> {
    let too_long = |text: &str| text.chars().count() > LONGEST;
    if title.trim().is_empty() || title.chars().count() > 200 {
        return Err(wrong("a board has a title of 1 to 200 characters".to_owned()));
    }
    if tiles.len() > MOST_TILES {
        return Err(wrong(format!("a board has at most {MOST_TILES} tiles")));
    }
    if tiles.iter().any(|tile| tile.turns.len() > MOST_TURNS || tile.turns.iter().any(|turn| too_long(turn)))
    {
        return Err(wrong(format!("a tile refers back to at most {MOST_TURNS} questions")));
    }
    if tiles.iter().any(|tile| tile.answer.is_empty() || too_long(&tile.answer) || too_long(&tile.question)) {
        return Err(wrong("a tile names the answer that it shows, and its question".to_owned()));
    }
    let on_grid = |tile: &Tile| {
        tile.w > 0 && tile.h > 0 && [tile.x, tile.y, tile.w, tile.h].iter().all(|cell| *cell <= MOST_CELLS)
    };
    if !tiles.iter().all(on_grid) {
        return Err(wrong(format!("a tile is at least 1 wide and high, and within {MOST_CELLS} cells")));
    }
    Ok(())
}

fn wrong(message: String) -> Problem {
    Problem::new("PW7017", message).help("see PUT /api/boards/{id} in /api/openapi.json")
}

fn unknown(id: &str) -> Problem {
    Problem::new("PW7016", format!("there is no board {id:?}")).help("GET /api/boards lists them")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn tile(w: u32) -> Tile {
        let turns = vec!["Pressure?".to_owned()];
        Tile { answer: "a1".to_owned(), question: "Flow?".to_owned(), turns, x: 0, y: 2, w, h: 3 }
    }

    #[test]
    fn a_board_is_kept_replaced_and_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let boards = Boards::new(folder.path().join("boards"));
        assert!(boards.list().unwrap().is_empty());
        boards.put("shift", "Shift".to_owned(), vec![tile(4)]).unwrap();
        boards.put("energy", "Energy".to_owned(), Vec::new()).unwrap();
        let kept = boards.put("shift", "Night shift".to_owned(), vec![tile(6), tile(2)]).unwrap();
        let again = Boards::new(folder.path().join("boards"));
        let titles: Vec<String> = again.list().unwrap().into_iter().map(|board| board.title).collect();
        assert_eq!(titles, ["Energy", "Night shift"]);
        assert_eq!(again.get("shift").unwrap(), kept);
        assert_eq!(again.delete("shift").unwrap(), kept);
        assert_eq!(again.get("shift").unwrap_err().code, "PW7016");
        assert_eq!(again.delete("shift").unwrap_err().code, "PW7016");
    }

    #[test]
    fn what_is_no_board_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let boards = Boards::new(folder.path());
        for (id, title, tiles) in [
            ("../x", "T", vec![]),
            ("", "T", vec![]),
            ("x", " ", vec![]),
            ("x", "T", vec![tile(0)]),
            ("x", "T", vec![tile(1); 201]),
        ] {
            assert_eq!(boards.put(id, title.to_owned(), tiles).unwrap_err().code, "PW7017", "{id} {title}");
        }
        assert_eq!(boards.get("../x").unwrap_err().code, "PW7016");
        assert!(fs::read_dir(folder.path()).unwrap().next().is_none());
    }

    #[test]
    fn a_damaged_board_costs_only_itself() {
        let folder = tempfile::tempdir().unwrap();
        let boards = Boards::new(folder.path());
        boards.put("good", "Good".to_owned(), Vec::new()).unwrap();
        fs::write(folder.path().join("bad.json"), "{").unwrap();
        fs::write(folder.path().join("good.json.tmp"), "{").unwrap();
        assert_eq!(boards.list().unwrap().len(), 1);
        assert_eq!(boards.get("bad").unwrap_err().code, "PW4003");
    }
}

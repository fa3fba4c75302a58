//! Servers of other programs' tools that a plant's `servers.toml` names. Without that file there are none, and nothing here is
//! in the way.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use language::foreign::{Outside, Servers, ServersSettings};
use plant::Problem;

use crate::models;

/// The file in the plant's folder.
const FILE: &str = "servers.toml";

/// Where the settings of a plant's servers stand.
pub fn file(root: &Path) -> PathBuf {
    root.join(FILE)
}

/// Clients of every server that the plant's folder names; nothing where it names none. Connects to nothing.
///
/// # Errors
/// `PW6212`: a file that cannot be read or meant, a token that is not there.
pub fn of(root: &Path) -> Result<Option<Arc<dyn Outside>>, Problem> {
    let servers = open(root)?;
    let are_there = servers.iter().next().is_some();
    Ok(are_there.then(|| Arc::new(servers) as Arc<dyn Outside>))
}

/// The same, to be looked at one by one.
///
/// # Errors
/// As [`of`].
pub fn open(root: &Path) -> Result<Servers, Problem> {
    let path = file(root);
    let settings = match std::fs::read_to_string(&path) {
        Ok(text) => ServersSettings::parse(&text, root).map_err(|error| wrong(&path, &error))?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => ServersSettings::default(),
        Err(error) => return Err(wrong(&path, &error)),
    };
    let runtime = models::runtime().map_err(|error| wrong(&path, &error))?;
    Servers::new(&settings, root, runtime.handle()).map_err(|error| wrong(&path, &error))
}

fn wrong(path: &Path, error: &(dyn std::error::Error + 'static)) -> Problem {
    Problem::new("PW6212", format!("{}: {}", path.display(), models::chain(error)))
        .help("docs/servers.example.toml shows what it may hold; `plantwright mcp servers` tries each server")
}

//! What a plant's folder says there is to import.

use std::path::Path;

use historian::State;
use plant::{PLANT_FILE, Plant, Problem};

/// The plant of a folder: from its `plant.toml`, else inferred from the files that lie there.
///
/// # Errors
/// The first problem of `plant.toml`, with how many more there are.
pub fn describe(root: &Path) -> Result<(Plant, Vec<Problem>), Problem> {
    let described = if root.join(PLANT_FILE).exists() { plant::read(root) } else { infer(root) };
    described.map_err(|problems| {
        let more = problems.len().saturating_sub(1);
        let first = problems.into_iter().next().unwrap_or_else(|| unreadable(root));
        if more == 0 {
            return first;
        }
        let help = format!("{} ({more} more problems in the same file)", first.help);
        first.help(help.trim().to_owned())
    })
}

pub fn add_kept(_plant: &mut Plant, _state: &State) {}
fn infer(root: &Path) -> Result<(Plant, Vec<Problem>), Vec<Problem>> { Err(vec![unreadable(root)]) }
fn unreadable(root: &Path) -> Problem {
    Problem::new("PW1001", format!("{} cannot be read as a plant", root.display()))
}

//! Names that a plant's people give to assets and tags: further aliases, for questions alone. What is stored, imported
//! and shown keeps the names that `plant.toml` has.

use std::sync::Arc;

use plant::{Plant, Problem};
use serde::{Deserialize, Serialize};

use crate::link::token::canonical;

/// A name and what it names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnName {
    /// Among the examples and names of one plant.
    pub id: String,
    pub name: String,
    /// Id of an asset or a tag.
    pub of: String,
}

/// The plant with its people's names; a name whose asset or tag is no longer there is passed over.
pub fn over(plant: &Arc<Plant>, names: &[OwnName]) -> Arc<Plant> {
    if names.is_empty() {
        return Arc::clone(plant);
    }
    let mut plant = Plant::clone(plant);
    for OwnName { name, of, .. } in names {
        if let Some(asset) = plant.assets.iter_mut().find(|asset| asset.id == *of) {
            asset.aliases.push(name.clone());
        } else if let Some(tag) = plant.tags.iter_mut().find(|tag| tag.id == *of) {
            tag.aliases.push(name.clone());
        }
    }
    Arc::new(plant)
}

/// Whether `of` may be called `name`.
///
/// # Errors
/// `PW6220` for what is no name, or is one already; `PW6221` where there is nothing with that id.
pub fn check(plant: &Plant, name: &str, of: &str) -> Result<(), Problem> {
    let words = canonical(name);
    if !name.chars().any(char::is_alphabetic) || words.is_empty() || words.len() > 7 {
        return Err(Problem::new("PW6220", format!("`{name}` cannot be a name"))
            .help("a name has letters, and at most seven words"));
    }
    let asset = |id: &str| plant.assets.iter().any(|asset| asset.id == id);
    if !asset(of) && plant.tag(of).is_none() {
        return Err(Problem::new("PW6221", format!("this plant has no asset and no tag with the id `{of}`"))
            .help("`plantwright assets` and `plantwright tags` list them"));
    }
    let same = |other: &String| canonical(other) == words;
    let named =
        |id: &String, name: &String, aliases: &[String]| same(id) || same(name) || aliases.iter().any(same);
    let taken = plant.assets.iter().find(|asset| named(&asset.id, &asset.name, &asset.aliases));
    let taken = taken
        .map(|asset| &asset.id)
        .or_else(|| plant.tags.iter().find(|tag| named(&tag.id, &tag.name, &tag.aliases)).map(|tag| &tag.id));
    match taken {
        None => Ok(()),
        Some(id) => Err(Problem::new("PW6220", format!("`{name}` is a name of `{id}` already"))
            .help("a name that two things have would be asked back; choose another")),
    }
}

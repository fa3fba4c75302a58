//! What the words of a question are linked to.

use std::path::Path;
use std::sync::Arc;

use agent::link::Linker;
use anyhow::{Result, anyhow};
use tool::{Catalogue, TagProfile};

use crate::plants;

/// Prints every mention with its candidates, and the likeliest meanings.
///
/// # Errors
/// A plant that cannot be read.
pub fn show(plant: &Path, question: &str) -> Result<()> {
    let linker = Linker::new(catalogue(plant)?);
    print!("{}", agent::reading::describe(&linker, question, &Default::default()));
    Ok(())
}

fn catalogue(plant: &Path) -> Result<Arc<Catalogue>> {
    if plant.is_file() {
        return Ok(plants::read(plant)?.catalogue);
    }
    let (plant, _) = plant::read(plant).map_err(|problems| anyhow!("{}", problems[0]))?;
    let now = plant.now.unwrap_or_else(|| plant::time::nanos(jiff::Timestamp::now()));
    let profile = |tag: &plant::Tag| TagProfile {
        tag: tag.id.clone(),
        count: 1_000_000,
        first: Some(now - 365 * 86_400_000_000_000),
        last: Some(now),
        step_s: Some(60.0),
        ..TagProfile::default()
    };
    let tags = plant.tags.iter().map(profile).collect();
    Ok(Arc::new(Catalogue { plant: Arc::new(plant), now, tags, tables: [].into() }))
}

//! What a person looks at without asking: search over names, last values, an asset's page,
//! records, statistics, downloads.
//!
//! Domain types only; a surface turns them into its own shapes. Where a view needs what a tool
//! computes, it goes through the same functions.

pub mod asset;
pub mod export;
pub mod index;
pub mod latest;
pub mod logbook;
pub mod records;
pub mod search;
pub mod statistics;

pub use index::PlantIndex;

use plant::Problem;

use crate::support::problems;

/// Tags of an asset and of everything below it, or of the whole plant, in the order of the tree;
/// tags of no asset come last.
///
/// # Errors
/// PW3102 when there is no such asset.
pub fn tags_below(index: &PlantIndex, asset: Option<&str>) -> Result<Vec<usize>, Problem> {
    if let Some(id) = asset {
        let at = index.asset(id).ok_or_else(|| problems::unknown_asset(index.plant(), id))?;
        return Ok(index.tags_below(at));
    }
    let mut all: Vec<usize> = index.tops().iter().flat_map(|top| index.tags_below(*top)).collect();
    let mut listed = vec![false; index.plant().tags.len()];
    all.iter().for_each(|at| listed[*at] = true);
    all.extend((0..listed.len()).filter(|at| !listed[*at]));
    Ok(all)
}

//! All that is known of one asset.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use plant::{Asset, Problem, RecordKind};
use serde_json::json;
use tool::{Arguments, Catalogue, Cell, Column, Findings, Toolbox as _};

use super::PlantIndex;
use crate::Engines;
use crate::support::find::mentions;
use crate::support::problems::unknown_asset;
use crate::support::records::ASSET_ID;
use crate::support::{Call, Records};

/// Documents that an asset's page names at most.
const MOST_DOCUMENTS: usize = 50;
/// How far below `documents/` they are looked for.
const DEEPEST: usize = 4;

/// An asset; assets and tags are places in [`plant::Plant`].
pub struct AssetPage {
    pub asset: usize,
    /// From the one above to the top.
    pub above: Vec<usize>,
    pub children: Vec<usize>,
    /// On the asset itself.
    pub tags: Vec<usize>,
    /// On everything below it.
    pub tags_below: usize,
    pub records: Vec<AssetRecords>,
    /// `None` where the plant knows none.
    pub failure_modes: Option<FailureModeRows>,
    pub documents: Vec<AssetDocument>,
}

/// Records of one table that name an asset.
pub struct AssetRecords {
    pub table: String,
    pub kind: RecordKind,
    /// That name the asset itself.
    pub records: u64,
    /// That name the asset or anything below it.
    pub with_below: u64,
    /// Time of the newest of the latter, ns since the epoch.
    pub newest: Option<i64>,
}

/// Failure modes as their table has them.
pub struct FailureModeRows {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
}

/// A document of the plant that is about an asset, by its name.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AssetDocument {
    /// Relative to the plant's folder.
    pub path: String,
    pub bytes: u64,
}

/// The page of an asset.
///
/// # Errors
/// PW3102 when there is none, PW4003 when its records cannot be read.
pub fn asset_page(
    engines: &Engines,
    catalogue: &Catalogue,
    index: &PlantIndex,
    id: &str,
) -> Result<AssetPage, Problem> {
    let plant = &catalogue.plant;
    let at = index.asset(id).ok_or_else(|| unknown_asset(plant, id))?;
    let below: HashSet<&str> = index.subtree(at).into_iter().map(|at| plant.assets[at].id.as_str()).collect();
    Ok(AssetPage {
        asset: at,
        above: index.above(at),
        children: index.children(at).to_vec(),
        tags: index.tags_of(at).to_vec(),
        tags_below: index.tags_below(at).len() - index.tags_of(at).len(),
        records: records_of(engines, id, &below)?,
        failure_modes: failure_modes(engines, id),
        documents: documents_about(&plant.root, &plant.assets[at]),
    })
}

fn records_of(engines: &Engines, id: &str, below: &HashSet<&str>) -> Result<Vec<AssetRecords>, Problem> {
    let arguments = Arguments::new();
    let call = Call::new(engines, "describe_asset", &arguments);
    let mut found = Vec::new();
    for table in call.catalogue.tables.iter().filter(|table| table.asset.is_some()) {
        let records = Records::open(&call, table)?;
        let (ids, times) = (records.cells(ASSET_ID)?, records.times());
        let mut of_table = AssetRecords {
            table: table.table.clone(),
            kind: table.kind,
            records: 0,
            with_below: 0,
            newest: None,
        };
        for row in 0..records.len() {
            let Some(named) = ids.text(row).filter(|named| below.contains(named.as_ref())) else { continue };
            of_table.with_below += 1;
            of_table.records += u64::from(named == id);
            of_table.newest = of_table.newest.max(times.as_ref().and_then(|times| times.time(row)));
        }
        if of_table.with_below > 0 {
            found.push(of_table);
        }
    }
    Ok(found)
}

fn failure_modes(engines: &Engines, id: &str) -> Option<FailureModeRows> {
    let mut arguments = Arguments::new();
    arguments.insert("asset".to_owned(), json!(id));
    match engines.call("failure_modes", &arguments).ok()?.result {
        Findings::Table { columns, rows, .. } => Some(FailureModeRows { columns, rows }),
        _ => None,
    }
}

/// Files below `documents/` whose name holds the asset's id, name or an alias, or its kind.
fn documents_about(root: &Path, asset: &Asset) -> Vec<AssetDocument> {
    let mut found = Vec::new();
    collect(&root.join("documents"), DEEPEST, &mut |path, bytes| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let names = [&asset.id, &asset.name].into_iter().chain(&asset.aliases).chain(&asset.kind);
        let about = names.filter(|word| word.chars().count() > 1).any(|word| mentions(word, [name.as_ref()]));
        if about && let Ok(below) = path.strip_prefix(root) {
            found.push(AssetDocument { path: below.to_string_lossy().replace('\\', "/"), bytes });
        }
    });
    found.sort();
    found.truncate(MOST_DOCUMENTS);
    found
}

/// Every file below a folder that is no hidden one, with its bytes.
fn collect(folder: &Path, depth: usize, each: &mut dyn FnMut(&Path, u64)) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let (path, Ok(meta)) = (entry.path(), entry.metadata()) else { continue };
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if meta.is_dir() {
            if depth > 0 {
                collect(&path, depth - 1, each);
            }
        } else if meta.is_file() {
            each(&path, meta.len());
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn documents_are_an_assets_by_their_names() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("documents/manuals")).unwrap();
        for name in ["pumps.md", "manuals/P-101 datasheet.pdf", "manuals/P-102.pdf", ".hidden-pump", "fan.md"]
        {
            fs::write(root.path().join("documents").join(name), "x").unwrap();
        }
        let asset = Asset {
            id: "P-101".to_owned(),
            name: "Feed".to_owned(),
            kind: Some("pump".to_owned()),
            ..Asset::default()
        };
        let paths: Vec<String> =
            documents_about(root.path(), &asset).into_iter().map(|document| document.path).collect();
        assert_eq!(paths, ["documents/manuals/P-101 datasheet.pdf", "documents/pumps.md"]);
        assert!(documents_about(&root.path().join("nowhere"), &asset).is_empty());
    }
}

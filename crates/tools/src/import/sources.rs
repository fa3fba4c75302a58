//! What a plant's folder says there is to import, and files beside it that were imported once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use historian::Historian;
use plant::{
    FileFormat, HistoryLayout, HistorySource, PLANT_FILE, Place, Plant, Problem, RecordKind, RecordsSource,
};
use serde::{Deserialize, Serialize};

use crate::Engines;

const KEY: &str = "kept_sources";

/// A file that `plant.toml` does not name and that was imported on its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Kept {
    file: PathBuf,
    /// The table of its records; none for samples.
    table: Option<String>,
    /// How its samples are laid out; none for records.
    #[serde(default)]
    layout: Option<HistoryLayout>,
}

/// The plant of a folder: from its `plant.toml`, else inferred from the files that lie there.
/// Beside it come warnings.
///
/// # Errors
/// The first problem, with how many more there are.
pub fn describe(root: &Path) -> Result<(Plant, Vec<Problem>), Problem> {
    if !root.join(PLANT_FILE).exists() {
        let inferred = connect::infer(root)?;
        return Ok((inferred.plant, inferred.notes));
    }
    plant::read(root).map_err(|problems| {
        let more = problems.len().saturating_sub(1);
        let first = problems
            .into_iter()
            .next()
            .unwrap_or_else(|| Problem::new("PW1001", "plant.toml cannot be read"));
        if more == 0 {
            return first;
        }
        let help = format!("{} ({more} more problems in the same file)", first.help);
        first.help(help.trim())
    })
}

/// Adds the files that were imported on their own and that the plant does not name by now.
pub fn add_kept(plant: &mut Plant, historian: &Historian) {
    let all = read(historian);
    if all.is_empty() {
        return;
    }
    let named = connect::files_of(plant);
    for kept in all {
        let path = plant.root.join(&kept.file);
        if named.iter().any(|file| is_same(&file.path, &path)) {
            continue;
        }
        let files = kept.file.to_string_lossy().into_owned();
        match kept.table {
            None => plant.history.push(HistorySource {
                files,
                time: None,
                layout: kept.layout.unwrap_or_else(|| HistoryLayout::Wide { columns: BTreeMap::new() }),
                format: FileFormat::default(),
            }),
            Some(table) => plant.records.push(RecordsSource {
                table,
                files,
                kind: RecordKind::Table,
                time: None,
                asset: None,
                description: String::new(),
                describe: BTreeMap::new(),
                format: FileFormat::default(),
            }),
        }
    }
}

/// Remembers a file to import, unless the plant names it. A file with a column of times and
/// numbers beside it is history, any other is a table called as the file is.
///
/// # Errors
/// PW2001 when the file is not there.
pub fn keep(engines: &Engines, file: &Path) -> Result<(), Problem> {
    let path = file.canonicalize().map_err(|error| {
        Problem::new("PW2001", format!("the file cannot be read: {error}"))
            .at(Place { file: file.to_owned(), line: None, column: None })
            .help("check that it is there and may be read")
    })?;
    let plant = engines.described();
    if connect::files_of(&plant).iter().any(|known| is_same(&known.path, &path)) {
        return Ok(());
    }
    let layout = connect::history_layout(&plant, &path)?;
    let table = layout.is_none().then(|| table_name(&path));
    // A plant's folder may be moved with all that lies in it.
    let root = plant.root.canonicalize().unwrap_or_else(|_| plant.root.clone());
    let file = path.strip_prefix(&root).map(Path::to_owned).unwrap_or(path);
    let mut all = read(engines.historian());
    all.push(Kept { file, table, layout });
    write(engines.historian(), &all)
}

/// Forgets a file that was remembered.
///
/// # Errors
/// PW4xxx when the store cannot keep that.
pub fn forget(engines: &Engines, file: &Path) -> Result<(), Problem> {
    let root = engines.described().root;
    let mut all = read(engines.historian());
    let before = all.len();
    all.retain(|kept| !is_same(&root.join(&kept.file), file));
    if all.len() == before { Ok(()) } else { write(engines.historian(), &all) }
}

fn write(historian: &Historian, all: &[Kept]) -> Result<(), Problem> {
    let json = serde_json::to_value(all)
        .map_err(|error| Problem::new("PW4005", format!("the list of files cannot be kept: {error}")))?;
    Ok(historian.state().put(KEY, json)?)
}

fn read(historian: &Historian) -> Vec<Kept> {
    historian.state().get(KEY).and_then(|json| serde_json::from_value(json).ok()).unwrap_or_default()
}

/// `work orders 2024.csv.gz` becomes `work_orders_2024`.
fn table_name(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default();
    let words: Vec<&str> =
        stem.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join("_")
}

/// Whether two paths lead to one file.
pub fn is_same(a: &Path, b: &Path) -> bool {
    a == b || a.canonicalize().ok().zip(b.canonicalize().ok()).is_some_and(|(a, b)| a == b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_called_as_their_files() {
        for (file, table) in [("a/Work Orders-2024.csv.gz", "work_orders_2024"), ("报警.csv", "报警")] {
            assert_eq!(table_name(Path::new(file)), table);
        }
    }
}

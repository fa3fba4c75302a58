//! A plant guessed from bare files, for a folder without a `plant.toml`.
//!
//! Everything guessed is written as the text of a `plant.toml`, to be looked over and edited.

mod look;
mod tables;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use plant::infer::Naming;
use plant::{HistoryLayout, HistorySource, Language, Place, Plant, Problem};

use crate::problems;
use look::{Look, Role};

/// A plant that was guessed.
#[derive(Debug, Clone)]
pub struct Inferred {
    pub plant: Plant,
    /// The plant as a `plant.toml`.
    pub text: String,
    /// Files that were passed over, and what should be looked at first.
    pub notes: Vec<Problem>,
}

/// Folders that hold no data to import.
const PASSED_OVER: [&str; 3] = ["documents", "images", "target"];
const DEEPEST: usize = 4;
/// A recording that ended longer ago than this is a past one: its end is the plant's "now".
const PAST_NS: i64 = 2 * 86_400 * 1_000_000_000;

/// Guesses a plant from the CSV and Parquet files in `dir`.
///
/// # Errors
/// `PW2010` when there is no file to guess from, `PW2001` when the folder cannot be read.
pub fn infer(dir: &Path) -> Result<Inferred, Problem> {
    let mut files = Vec::new();
    collect(dir, DEEPEST, &mut files).map_err(|error| problems::unreadable(dir, &error))?;
    let mut notes = Vec::new();
    let mut looks = Vec::new();
    for file in &files {
        let hint =
            file.strip_prefix(dir).ok().and_then(|below| below.iter().next()).map(|s| s.to_string_lossy());
        match look::look(file, hint.as_deref(), &TimeZone::UTC) {
            Ok(look) => looks.push(look),
            Err(problem) => notes.push(problem),
        }
    }
    if looks.is_empty() {
        return Err(notes.into_iter().next().unwrap_or_else(|| problems::nothing_to_infer(dir)));
    }
    let mut naming = Naming::default();
    let mut plant = empty_plant(dir);
    let (records, history): (Vec<Look>, Vec<Look>) =
        looks.into_iter().partition(|look| look.role == Role::Records);
    for group in groups(history) {
        add_history(dir, &files, group, &mut naming, &mut plant);
    }
    for look in records {
        tables::add(dir, &look, &mut naming, &mut plant, &mut notes);
    }
    plant.assets = naming.assets;
    plant.tags = naming.tags;
    notes.push(zone_note(dir));
    let text = plant::to_toml(&plant);
    Ok(Inferred { plant, text, notes })
}

/// How a file that no source names lays out measured values: a column of times and, beside it,
/// mostly numbers, or one row for each sample. `None` when it holds records.
///
/// # Errors
/// Why the file cannot be read.
pub fn history_layout(plant: &Plant, file: &Path) -> Result<Option<HistoryLayout>, Problem> {
    Ok(match look::look(file, None, &plant.timezone)?.role {
        Role::Records => None,
        Role::Wide => Some(HistoryLayout::Wide { columns: BTreeMap::new() }),
        Role::Long { tag, value, quality, .. } => Some(HistoryLayout::Long { tag, value, quality }),
    })
}

fn collect(dir: &Path, depth: usize, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(dir)?.filter_map(Result::ok).map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            if depth > 0 && !PASSED_OVER.contains(&name.as_str()) {
                collect(&path, depth - 1, files)?;
            }
        } else if [".csv", ".csv.gz", ".tsv", ".parquet"].iter().any(|ending| name.ends_with(ending)) {
            files.push(path);
        }
    }
    Ok(())
}

fn empty_plant(dir: &Path) -> Plant {
    let name =
        dir.canonicalize().ok().and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    Plant {
        root: dir.to_owned(),
        name: name.unwrap_or_else(|| "plant".to_owned()),
        timezone: TimeZone::UTC,
        language: Language::English,
        now: None,
        assets: Vec::new(),
        tags: Vec::new(),
        history: Vec::new(),
        records: Vec::new(),
        shifts: Vec::new(),
    }
}

fn zone_note(dir: &Path) -> Problem {
    Problem::new("PW2011", "nothing tells the plant's time zone; times without an offset are read as UTC")
        .at(Place { file: dir.join(plant::PLANT_FILE), line: None, column: None })
        .help("set timezone under [plant], such as \"Europe/Berlin\", and import again")
}

/// Files of one folder with the same columns belong together.
fn groups(history: Vec<Look>) -> Vec<Vec<Look>> {
    let mut groups: BTreeMap<(PathBuf, Vec<String>), Vec<Look>> = BTreeMap::new();
    for look in history {
        let folder = look.path.parent().unwrap_or(&look.path).to_owned();
        groups.entry((folder, look.columns.clone())).or_default().push(look);
    }
    groups.into_values().collect()
}

/// Recordings of one thing follow each other; recordings of several things at once overlap.
fn are_many_things(group: &[Look]) -> bool {
    let mut ranges: Vec<(i64, i64)> = group.iter().filter_map(|look| look.range).collect();
    ranges.sort_unstable();
    let overlaps = ranges.windows(2).filter(|pair| pair[1].0 < pair[0].1).count();
    group.len() > 1 && overlaps * 2 >= group.len()
}

fn add_history(dir: &Path, all: &[PathBuf], group: Vec<Look>, naming: &mut Naming, plant: &mut Plant) {
    let last = group.iter().filter_map(|look| look.range).map(|(_, last)| last).max();
    let now = plant::time::nanos(jiff::Timestamp::now());
    if let Some(last) = last.filter(|last| now - last > PAST_NS) {
        plant.now = Some(plant.now.map_or(last, |known| known.max(last)));
    }
    if are_many_things(&group) {
        for look in &group {
            let owner = sentence(&stem(&look.path));
            naming.asset(&owner);
            let layout = layout(look, Some(&owner), naming);
            plant.history.push(source(look, relative(dir, &look.path), layout));
        }
        return;
    }
    let Some(first) = group.first() else { return };
    let owner =
        Some(sentence(&stem(&first.path))).filter(|name| group.len() == 1 && plant::infer::is_machine(name));
    if let Some(owner) = &owner {
        naming.asset(owner);
    }
    let layout = layout(first, owner.as_deref(), naming);
    match pattern(dir, all, &group) {
        Some(pattern) => plant.history.push(source(first, pattern, layout)),
        None => {
            for look in &group {
                plant.history.push(source(look, relative(dir, &look.path), layout.clone()));
            }
        }
    }
}

fn source(look: &Look, files: String, layout: HistoryLayout) -> HistorySource {
    HistorySource { files, time: look.time.clone(), layout, format: look.format.clone() }
}

fn layout(look: &Look, owner: Option<&str>, naming: &mut Naming) -> HistoryLayout {
    match &look.role {
        Role::Long { tag, value, quality, names } => {
            // A long file names its tags itself; what the names tell is added to them.
            for name in names {
                let id = naming.add(name, None, None);
                if let Some(tag) = naming.tags.iter_mut().find(|tag| tag.id == id) {
                    tag.id.clone_from(name);
                    tag.aliases.clear();
                }
            }
            HistoryLayout::Long { tag: tag.clone(), value: value.clone(), quality: quality.clone() }
        }
        _ => {
            let columns = look
                .values
                .iter()
                .map(|(column, unit)| (column.clone(), naming.add(column, unit.as_deref(), owner)));
            HistoryLayout::Wide { columns: columns.collect() }
        }
    }
}

/// A glob that names the files of the group and no other.
fn pattern(dir: &Path, all: &[PathBuf], group: &[Look]) -> Option<String> {
    let first = &group.first()?.path;
    if group.len() == 1 {
        return Some(relative(dir, first));
    }
    let name = first.file_name()?.to_string_lossy().into_owned();
    let ending = if name.to_lowercase().ends_with(".csv.gz") { ".csv.gz" } else { name.rsplit_once('.')?.1 };
    let folder = first.parent()?;
    let ending = ending.trim_start_matches('.');
    let pattern = relative(dir, &folder.join(format!("*.{ending}")));
    let matched = plant::files::matching(dir, &pattern).ok()?;
    let same =
        matched.len() == group.len() && matched.iter().all(|path| group.iter().any(|l| l.path == *path));
    (same && all.len() >= group.len()).then_some(pattern)
}

fn relative(dir: &Path, path: &Path) -> String {
    path.strip_prefix(dir).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

/// The first letter large.
fn sentence(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `pump_7.csv.gz` is `pump 7`.
fn stem(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default();
    let words: Vec<&str> = stem.split(['_', '-', ' ']).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests;

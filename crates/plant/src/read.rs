//! The reader of `plant.toml`: what the file says as a [`Plant`], and every problem in it
//! with its line, column and remedy.

mod check;
mod fields;
mod report;
mod sections;

use std::collections::BTreeSet;
use std::path::Path;

use toml_edit::{Document, Item};

use crate::{Plant, Problem};
use fields::tables;
use report::Report;

/// Name of the file that describes a plant.
pub const PLANT_FILE: &str = "plant.toml";

/// More than this is no description that a person wrote.
const LARGEST_BYTES: u64 = 64 << 20;

const TOP_KEYS: &[&str] = &["plant", "asset", "tag", "history", "records", "shift"];

/// Reads the plant folder `dir`: its `plant.toml`, and whether the files it names are there.
/// Beside the plant come warnings, with which the plant can still be used.
///
/// # Errors
/// Everything that would make the plant be read wrongly, followed by the warnings: codes
/// `PW1001` to `PW1015`.
pub fn read(dir: &Path) -> Result<(Plant, Vec<Problem>), Vec<Problem>> {
    let file = dir.join(PLANT_FILE);
    let bytes = load(&file).map_err(|problem| vec![problem])?;
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return Err(vec![report::not_utf8(&file, &error)]),
    };
    let mut report = Report::new(file, &text);
    let plant = parse_into(dir, &text, &mut report, true);
    report.finish(plant)
}

/// Reads the text of a `plant.toml` for a plant at `root`, without looking at any file.
///
/// # Errors
/// As [`read`].
pub fn parse(root: &Path, text: &str) -> Result<(Plant, Vec<Problem>), Vec<Problem>> {
    let mut report = Report::new(root.join(PLANT_FILE), text);
    let plant = parse_into(root, text, &mut report, false);
    report.finish(plant)
}

fn load(file: &Path) -> Result<Vec<u8>, Problem> {
    let too_large = std::fs::metadata(file).is_ok_and(|meta| meta.len() > LARGEST_BYTES);
    if too_large {
        return Err(report::unreadable(file, "is larger than 64 MiB"));
    }
    std::fs::read(file).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => report::missing(file),
        _ => report::unreadable(file, &format!("cannot be read: {error}")),
    })
}

fn parse_into(root: &Path, text: &str, report: &mut Report, look_at_files: bool) -> Option<Plant> {
    // A byte-order mark is no TOML, but editors write it; blanks keep every place as it was.
    let clean = text.strip_prefix('\u{feff}').map(|rest| format!("   {rest}"));
    let document = match Document::parse(clean.as_deref().unwrap_or(text)) {
        Ok(document) => document,
        Err(error) => {
            let first_line = error.message().lines().next().unwrap_or("no TOML");
            report.error(
                "PW1002",
                error.span(),
                format!("this is not valid TOML: {first_line}"),
                "mend the line; texts stand in double quotes, and each key occurs once in its section",
            );
            return None;
        }
    };
    let top = document.as_table();
    for (key, item) in top.iter() {
        if !TOP_KEYS.contains(&key) {
            let span = top.key(key).and_then(|key| key.span()).or_else(|| item.span());
            report.unknown_key(span, key, "the file", TOP_KEYS);
        }
    }
    let mut plant = sections::header(root, top.get("plant"), report);
    let mut places = check::Places::default();
    for table in section(top.get("asset"), "asset", report) {
        sections::asset(table, report, &mut plant, &mut places);
    }
    for table in section(top.get("tag"), "tag", report) {
        sections::tag(table, report, &mut plant, &mut places);
    }
    for table in section(top.get("history"), "history", report) {
        sections::history(table, report, &mut plant, &mut places);
    }
    for table in section(top.get("records"), "records", report) {
        sections::records(table, report, &mut plant, &mut places);
    }
    for table in section(top.get("shift"), "shift", report) {
        sections::shift(table, report, &mut plant);
    }
    check::references(&plant, &places, report);
    if look_at_files {
        check_files(&plant, &places, report);
    }
    Some(plant)
}

fn section<'a>(item: Option<&'a Item>, name: &str, report: &mut Report) -> Vec<fields::Source<'a>> {
    item.map(|item| tables(item, name, report)).unwrap_or_default()
}

/// Warns of `files` that match nothing, once for each pattern.
fn check_files(plant: &Plant, places: &check::Places, report: &mut Report) {
    let mut seen = BTreeSet::new();
    for (pattern, span) in &places.files {
        if !seen.insert(pattern.clone()) {
            continue;
        }
        match crate::files::matching(&plant.root, pattern) {
            Ok(found) if found.is_empty() => report.warning(
                "PW1013",
                span.clone(),
                format!("no file matches \"{pattern}\""),
                "put the file there or mend the path; it counts from the plant's folder",
            ),
            Ok(_) => {}
            Err(reason) => report.error(
                "PW1013",
                span.clone(),
                format!("\"{pattern}\" is no path or pattern: {reason}"),
                "write a path such as \"history/pump.csv\" or a pattern such as \"history/*.csv\"",
            ),
        }
    }
}

#[cfg(test)]
mod tests;

//! Reads the voices of `models/planner/corpus`; its README says what they hold.

use std::ops::Range;
use std::path::{Path, PathBuf};

use agent::meaning::{Names, Slot, Term, normal};
use anyhow::{Context as _, Result, bail};

/// One author.
pub struct Voice {
    /// The file's name without its ending: `03-mechanic-dictated`.
    pub name: String,
    pub patterns: Vec<Pattern>,
}

/// One authored question with its slots, and what it means.
pub struct Pattern {
    pub text: String,
    pub chinese: bool,
    /// It follows an earlier question and says only what changes.
    pub follows: bool,
    /// Slots with their places in the text, braces included, in order.
    pub slots: Vec<(Slot, Range<usize>)>,
    /// As its author wrote it.
    pub written: Term,
    /// In normal form.
    pub meaning: Term,
    /// What each slot of the normal form was in the author's.
    pub before: Vec<(Slot, Term)>,
}

/// Reads every voice of a folder, in the order of their names.
///
/// # Errors
/// A file that cannot be read, or a line that is no pattern, with its place.
pub fn read(folder: &Path) -> Result<Vec<Voice>> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .with_context(|| folder.display().to_string())?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "tsv"));
    files.sort();
    if files.is_empty() {
        bail!("{}: no voices here", folder.display());
    }
    files.iter().map(|file| voice(file)).collect()
}

fn voice(file: &Path) -> Result<Voice> {
    let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let mut patterns = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let Some((question, meaning)) = line.split_once('\t') else { continue };
        if line.starts_with('#') {
            continue;
        }
        let place = || format!("{}:{}", file.display(), number + 1);
        let pattern = pattern(question, meaning).with_context(place)?;
        // What is the default says no change.
        if pattern.meaning.to_string() != "same()" {
            patterns.push(pattern);
        }
    }
    let name = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Voice { name, patterns })
}

fn pattern(question: &str, meaning: &str) -> Result<Pattern> {
    let (question, follows) = match question.strip_prefix("& ") {
        Some(rest) => (rest, true),
        None => (question, false),
    };
    let slots = slots(question)?;
    let written = Term::parse(meaning)?;
    let names = Names { order: slots.iter().map(|(slot, _)| *slot).collect() };
    let (meaning, before) = normal(&written, &names);
    let chinese = question.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    Ok(Pattern { text: question.to_owned(), chinese, follows, slots, written, meaning, before })
}

fn slots(question: &str) -> Result<Vec<(Slot, Range<usize>)>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = question[from..].find('{') {
        let start = from + open;
        let end = question[start..].find('}').context("a slot is not closed")? + start + 1;
        let name = &question[start + 1..end - 1];
        found.push((Slot::of(name).with_context(|| format!("no slot: {name}"))?, start..end));
        from = end;
    }
    Ok(found)
}

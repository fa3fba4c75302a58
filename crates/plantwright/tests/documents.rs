//! What is written about the code is held against the code.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Files below a folder with one of these endings; build outputs left out.
fn files_below(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if name != "target" && !name.starts_with('.') {
                files_below(&path, endings, found);
            }
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            found.push(path);
        }
    }
}

/// Codes like `PW1234` in a text that are given out there: those in double quotes.
fn codes_given_out(text: &str) -> BTreeSet<String> {
    text.split("\"PW")
        .skip(1)
        .filter_map(|rest| {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            let ends = rest[digits.len()..].starts_with('"');
            (digits.len() == 4 && ends).then(|| format!("PW{digits}"))
        })
        .collect()
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let mut sources = Vec::new();
    files_below(&root().join("crates"), &[".rs"], &mut sources);
    let mut used: BTreeMap<String, PathBuf> = BTreeMap::new();
    for path in sources.iter().filter(|path| !path.components().any(|part| part.as_os_str() == "tests")) {
        let text = fs::read_to_string(path).unwrap();
        // Tests at the end of a file may use codes that are none.
        let code = text.split("#[cfg(test)]").next().unwrap();
        used.extend(codes_given_out(code).into_iter().map(|code| (code, path.clone())));
    }
    let pages: BTreeSet<String> =
        server::problems::PAGES.iter().map(|(code, _)| (*code).to_owned()).collect();
    for (code, path) in &used {
        assert!(pages.contains(code), "{code} of {} has no page in docs/problems", path.display());
    }
    for page in &pages {
        assert!(used.contains_key(page), "docs/problems/{page}.md is about a code that nothing gives out");
    }
}

/// What stands between back quotes and looks like a path of this repository.
fn paths_named(text: &str) -> BTreeSet<String> {
    let quoted = text.split('`').skip(1).step_by(2);
    let linked = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    quoted
        .chain(linked)
        .filter(|name| !name.contains([' ', '*', '<', '{', ':', '$', '(', '\n', '#']))
        .filter(|name| {
            let first = name.split('/').next().unwrap_or_default();
            let known = ["crates", "docs", "fuzz", "bench", ".ci", ".config"];
            (name.contains('/') && known.contains(&first)) || name.ends_with(".md") || *name == "Makefile"
        })
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_path_that_is_named_exists() {
    for document in ["ARCHITECTURE.md", "README.md", "CHANGELOG.md", "docs/glossary.md"] {
        let path = root().join(document);
        let text = fs::read_to_string(&path).unwrap();
        let named = paths_named(&text);
        for name in &named {
            let beside = path.parent().unwrap().join(name);
            assert!(
                beside.exists() || root().join(name).exists(),
                "{document} names {name}, which is not there"
            );
        }
        assert!(document != "ARCHITECTURE.md" || named.len() >= 10, "{document} names only {named:?}");
    }
}

#[test]
fn the_architecture_is_short_enough_to_be_read() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    assert!(text.lines().count() < 300);
}

#[test]
fn every_crate_says_what_it_knows_nothing_of() {
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        let source = entry.unwrap().path().join("src");
        if source.parent().is_some_and(|krate| krate.ends_with("one-build")) {
            continue; // It holds no code.
        }
        let top = ["lib.rs", "main.rs"].map(|name| source.join(name)).into_iter().find(|path| path.exists());
        let text = fs::read_to_string(top.unwrap()).unwrap();
        let head: String = text.lines().take_while(|line| line.starts_with("//!")).collect();
        assert!(head.to_lowercase().contains("knows nothing"), "{}", source.display());
    }
}

#[test]
fn modules_are_named_files() {
    let mut sources = Vec::new();
    files_below(&root().join("crates"), &["mod.rs"], &mut sources);
    sources.retain(|path| path.file_name().is_some_and(|name| name == "mod.rs"));
    assert!(sources.is_empty(), "{sources:?}");
}

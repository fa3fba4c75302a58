//! Crates stand in layers; arrows point down only. The table is that of ARCHITECTURE.md.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value as Json;

/// From the top down. Crates of one layer do not depend on each other, but for those where
/// it is said.
const LAYERS: &[(&str, &[&str])] = &[
    ("side", &["bench"]),
    ("program", &["plantwright"]),
    ("faces", &["server"]),
    ("agent", &["agent"]),
    ("seam", &["tools"]),
    ("engines", &["historian", "analytics", "twin", "connect", "language", "logbook"]),
    ("contracts", &["tool", "plant"]),
    ("build", &["one-build"]),
];

/// Inside a layer: who may depend on whom.
const WITHIN: &[(&str, &str)] = &[("tool", "plant")];

/// What a crate sees of ours, where that is less than the layers below.
const NO_MORE_THAN: &[(&str, &[&str])] = &[
    ("agent", &["plant", "tool", "language"]),
    ("language", &[]),
    ("tool", &["plant"]),
    ("plant", &[]),
    ("analytics", &[]),
    ("logbook", &["plant"]),
];

/// Depth of the longest chain of our crates.
const DEEPEST: usize = 7;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// Each crate of the workspace with those of ours that it depends on, tests left out.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--no-deps", "--format-version", "1"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Json = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let name = |json: &Json| json["name"].as_str().unwrap().to_owned();
    let ours: BTreeSet<String> = packages.iter().map(name).collect();
    packages
        .iter()
        .map(|package| {
            let needs = package["dependencies"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|dependency| dependency["kind"].as_str() != Some("dev"))
                .map(name)
                .filter(|name| ours.contains(name))
                .collect();
            (name(package), needs)
        })
        .collect()
}

fn layer(name: &str) -> usize {
    LAYERS
        .iter()
        .position(|(_, crates)| crates.contains(&name))
        .unwrap_or_else(|| panic!("{name} stands in no layer: give it a place here and in ARCHITECTURE.md"))
}

#[test]
fn arrows_point_down() {
    for (name, needs) in dependencies() {
        for needed in needs {
            let within = WITHIN.contains(&(name.as_str(), needed.as_str()));
            assert!(within || layer(&name) < layer(&needed), "{name} must not depend on {needed}");
        }
    }
}

#[test]
fn some_crates_see_little() {
    let all = dependencies();
    for (name, allowed) in NO_MORE_THAN {
        for needed in &all[*name] {
            assert!(allowed.contains(&needed.as_str()), "{name} must not see {needed}");
        }
    }
}

#[test]
fn no_chain_is_too_deep() {
    let all = dependencies();
    fn depth(name: &str, all: &BTreeMap<String, BTreeSet<String>>) -> usize {
        1 + all[name].iter().map(|needed| depth(needed, all)).max().unwrap_or(0)
    }
    for name in all.keys() {
        assert!(depth(name, &all) <= DEEPEST, "{name} stands on a chain of {}", depth(name, &all));
    }
}

#[test]
fn the_table_is_the_one_that_is_written_down() {
    let written = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    for (layer, crates) in LAYERS {
        let row = written
            .lines()
            .find(|line| line.starts_with(&format!("| {layer} |")))
            .unwrap_or_else(|| panic!("no row for {layer}"));
        for name in *crates {
            assert!(row.contains(&format!("`{name}`")), "{name} is missing in the row of {layer}");
        }
    }
    for (name, needs) in dependencies() {
        assert!(written.contains(&format!("### {name}\n")), "{name} has no paragraph: it needs {needs:?}");
    }
}

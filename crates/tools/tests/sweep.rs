//! Every tool at once: names, parameters, worked examples on the demo plant, the reference page.
#![allow(clippy::unwrap_used)]

use std::collections::HashSet;
use std::fmt::Write;
use std::path::Path;

use tool::{Arguments, Findings, ParameterKind, Spec, Toolbox};
use tools::import::Quiet;
use tools::{Engines, TOOLS};
use twin::demo::{DemoOptions, write_plant};

/// What an evidence may be at most, as JSON.
const LARGEST_EVIDENCE: usize = 2 << 20;

fn specs() -> Vec<Spec> {
    TOOLS.iter().map(|tool| tool.spec()).collect()
}

fn example(spec: &Spec) -> Arguments {
    serde_json::from_str(spec.example.arguments)
        .unwrap_or_else(|error| panic!("{}: the example's arguments are no JSON object: {error}", spec.name))
}

#[test]
fn names_are_unique_and_descriptions_complete() {
    let mut names = HashSet::new();
    for spec in specs() {
        assert!(names.insert(spec.name), "{} is there twice", spec.name);
        assert!(
            spec.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'),
            "{}",
            spec.name
        );
        assert!(spec.about.ends_with('.') && spec.about.len() < 160, "{}: {}", spec.name, spec.about);
        assert!(spec.example.question.len() > 5, "{}", spec.name);
        let mut parameters = HashSet::new();
        for parameter in spec.parameters {
            assert!(parameters.insert(parameter.name), "{}.{} is there twice", spec.name, parameter.name);
            assert!(
                !parameter.about.is_empty() && parameter.about.len() < 120,
                "{}.{}",
                spec.name,
                parameter.name
            );
            if let ParameterKind::OneOf(words) = parameter.kind {
                assert!(words.len() > 1, "{}.{}", spec.name, parameter.name);
            }
        }
    }
    assert!(names.len() >= 25);
}

#[test]
fn every_example_runs_on_the_demo_plant() {
    let folder = tempfile::tempdir().unwrap();
    let options = DemoOptions { days: 35, ..DemoOptions::small("2026-07-01T22:00:00Z".parse().unwrap()) };
    write_plant(folder.path(), &options).unwrap();
    let (engines, problems) = Engines::open(folder.path()).unwrap();
    assert_eq!(problems, []);
    let report = engines.import(None, &Quiet).unwrap();
    assert_eq!(
        report.rejected(),
        0,
        "{:#?}",
        report.files.iter().filter(|file| file.rejected > 0).collect::<Vec<_>>()
    );
    let mut failed = String::new();
    for spec in specs() {
        match engines.call(spec.name, &example(&spec)) {
            Err(problem) => writeln!(failed, "{}: {problem}", spec.name).unwrap(),
            Ok(evidence) => {
                let text = serde_json::to_string(&evidence).unwrap();
                assert!(text.len() < LARGEST_EVIDENCE, "{}: {} bytes", spec.name, text.len());
                let again: tool::Evidence = serde_json::from_str(&text).unwrap();
                assert_eq!(serde_json::to_string(&again).unwrap(), text, "{}", spec.name);
                assert_eq!(evidence.tool, spec.name);
                assert_eq!(evidence.arguments, example(&spec));
                let curves = matches!(evidence.result, Findings::Series { .. });
                assert!(curves || !evidence.values.is_empty(), "{} answers nothing", spec.name);
                assert!(evidence.query.is_some(), "{} names no query", spec.name);
            }
        }
    }
    assert!(failed.is_empty(), "{failed}");
}

/// `docs/tools.md`, from the registry.
fn reference_page() -> String {
    let mut page = String::from(
        "# Tools\n\n\
         What a plan may call, and what surfaces offer. This page is made from the registry; after a change run\n\
         `UPDATE_DOCS=1 cargo nextest run --release -p tools`.\n",
    );
    for spec in specs() {
        let _ = write!(page, "\n## {}\n\n{}\n\n", spec.name, spec.about);
        if !spec.parameters.is_empty() {
            page.push_str("| parameter | kind | | what |\n|---|---|---|---|\n");
        }
        for parameter in spec.parameters {
            let kind = match parameter.kind {
                ParameterKind::OneOf(words) => {
                    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" ")
                }
                other => serde_json::to_value(other).unwrap().as_str().unwrap().to_owned(),
            };
            let needed = if parameter.required { "needed" } else { "" };
            let _ = writeln!(page, "| `{}` | {kind} | {needed} | {} |", parameter.name, parameter.about);
        }
        let _ = write!(page, "\n*{}*\n\n```json\n{}\n```\n", spec.example.question, spec.example.arguments);
    }
    page
}

#[test]
fn the_reference_page_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/tools.md");
    let page = reference_page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "docs/tools.md is not current: run UPDATE_DOCS=1 cargo nextest run --release -p tools"
    );
}

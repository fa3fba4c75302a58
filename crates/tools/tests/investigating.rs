//! `investigate` on the demo plant, whose faults are known, and on plants of others where they are there.
//!
//! `cargo nextest run --release -p tools -E 'test(investigating)' --no-capture` prints what was found.

#![allow(clippy::unwrap_used)]

#[path = "investigating/faults.rs"]
mod faults;
#[path = "investigating/others.rs"]
mod others;
#[path = "investigating/small.rs"]
mod small;

use std::sync::OnceLock;

use serde_json::{Value as Json, json};
use tempfile::TempDir;
use tool::{Clue, Evidence, Findings, Hypothesis, Toolbox};
use tools::Engines;
use tools::import::Quiet;
use twin::demo::{DemoOptions, write_plant};

/// A year of the demo plant at ten minutes, with what was made to go wrong in it.
fn demo() -> &'static (TempDir, Engines, Json) {
    static DEMO: OnceLock<(TempDir, Engines, Json)> = OnceLock::new();
    DEMO.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let end = "2026-07-01T22:00:00Z".parse().unwrap();
        let options = DemoOptions { step_s: 600, frozen: true, ..DemoOptions::ending_at(end) };
        write_plant(folder.path(), &options).unwrap();
        let (engines, problems) = Engines::open(folder.path()).unwrap();
        assert_eq!(problems, []);
        engines.import(None, &Quiet).unwrap();
        let truth = std::fs::read_to_string(folder.path().join("truth/faults.json")).unwrap();
        let truth = serde_json::from_str(&truth).unwrap();
        (folder, engines, truth)
    })
}

fn investigate(engines: &Engines, arguments: Json) -> Evidence {
    let arguments = arguments.as_object().unwrap();
    engines.call("investigate", arguments).unwrap_or_else(|problem| panic!("{arguments:?}: {problem}"))
}

/// Premise, hypotheses and steps.
fn parts(evidence: &Evidence) -> (&Clue, &[Hypothesis], &[Clue]) {
    let Findings::Investigation { premise, hypotheses, steps, .. } = &evidence.result else {
        panic!("{:?}", evidence.result)
    };
    (premise, hypotheses, steps)
}

/// Whether it is said that something changed or happened.
fn claims(evidence: &Evidence) -> bool {
    matches!(parts(evidence).0.what.as_str(), "rose" | "fell" | "event")
}

fn window(start: &str, end: &str) -> Json {
    json!({"start": start, "end": end})
}

//! Attacks by text, as `suites/injections` has them, against the built-in planner and against a model that obeys them.
#![allow(clippy::unwrap_used)]

#[path = "injections/assertions.rs"]
mod assertions;
#[path = "injections/attack.rs"]
mod attack;
#[path = "injections/network.rs"]
mod network;
#[path = "injections/obedient.rs"]
mod obedient;
#[path = "injections/scene.rs"]
mod scene;

use std::collections::BTreeMap;

use assertions::Assertions;
use attack::Place;
use scene::Scene;

/// Runs every attack of a file both ways; says which assertion did not hold of which.
fn held(file: &str) {
    let attacks = attack::read(file);
    let mut failures: Vec<String> = Vec::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut runs = 0;
    for attack in &attacks {
        let scene = Scene::new(attack);
        for by_model in [false, true] {
            // What a model does by itself the built-in planner never sees.
            if !by_model && attack.place == Place::Output {
                continue;
            }
            runs += 1;
            let run = scene.run(by_model);
            let mut assertions = Assertions::of(attack, &scene, &run);
            assertions.all();
            for (what, holds) in assertions.found {
                *counts.entry(what).or_default() += 1;
                if let Err(why) = holds {
                    let who = if by_model { "obedient model" } else { "built-in planner" };
                    failures.push(format!("{} ({who}): {what}: {why}", attack.id));
                }
            }
        }
    }
    println!("{file}: {} attacks, {runs} runs; assertions: {counts:?}", attacks.len());
    assert!(
        failures.is_empty(),
        "{} of {runs} runs of {file} failed:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

/// One test a file, so that they run beside each other.
macro_rules! files {
    ($($test:ident: $file:literal,)*) => {
        /// Files that have a test.
        const FILES: &[&str] = &[$($file),*];
        $(
            #[test]
            fn $test() {
                network::isolated(stringify!($test), || held($file));
            }
        )*
    };
}

files! {
    records_in_english: "records.en.toml",
    records_in_chinese: "records.zh.toml",
    names_in_english: "names.en.toml",
    names_in_chinese: "names.zh.toml",
    asked_in_english: "asked.en.toml",
    asked_in_chinese: "asked.zh.toml",
    names_of_files: "files.toml",
    servers_outside: "foreign.toml",
    output_of_models: "output.toml",
}

#[test]
fn every_file_has_a_test_and_every_attack_an_id() {
    let mut listed = attack::files();
    listed.retain(|file| !FILES.contains(&file.as_str()));
    assert!(listed.is_empty(), "no test runs {listed:?}");
    let mut ids: Vec<String> =
        FILES.iter().flat_map(|file| attack::read(file)).map(|attack| attack.id).collect();
    let all = ids.len();
    assert!(all >= 100, "{all} attacks");
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

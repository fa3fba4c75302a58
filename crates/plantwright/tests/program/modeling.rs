//! `plantwright model`: files and servers are added, checked, measured and removed.

use std::path::PathBuf;

use language::local::tiny;
use serde_json::Value as Json;

use crate::support::{Folder, Ran, bare, fails, run};

mod downloads;
mod servers;

/// A model in a file beside the plant.
fn tiny_file(plant: &Folder) -> String {
    tiny::write(plant.path().parent().unwrap(), 7).display().to_string()
}

fn model(plant: &Folder, arguments: &[&str]) -> Ran {
    run(&[&["model"], arguments, &["--plant", &plant.text()]].concat())
}

#[track_caller]
fn refused(plant: &Folder, arguments: &[&str], code: &str) -> String {
    fails(&[&["model"], arguments, &["--plant", &plant.text()]].concat(), code)
}

fn listed(plant: &Folder) -> Json {
    model(plant, &["list", "--json"]).json()
}

fn settings(plant: &Folder) -> String {
    std::fs::read_to_string(plant.path().join("models.toml")).unwrap_or_default()
}

fn kept(plant: &Folder) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(plant.path().join("models")) else { return Vec::new() };
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn without_settings_there_is_the_built_in_model_alone() {
    let plant = bare();
    let all = listed(&plant);
    assert_eq!((&all["builtin"]["name"], all["models"].as_array().unwrap().len()), (&"builtin".into(), 0));
    assert_eq!(all["audit"]["calls"], "off");
    let text = model(&plant, &["list"]).ok();
    assert!(text.starts_with("builtin") && text.contains("built in:"), "{text}");
    assert!(model(&plant, &["check"]).ok().contains("describes no model"));
    assert!(model(&plant, &["info"]).ok().contains("meanings"));
    refused(&plant, &["check", "own"], "PW6209");
    refused(&plant, &["bench", "own"], "PW6209");
    refused(&plant, &["rm", "own"], "PW6209");
}

#[test]
fn a_file_is_added_checked_measured_and_removed() {
    let plant = bare();
    let file = tiny_file(&plant);
    let own = "# Kim's models.\n\n[budget]\nsteps = 5 # enough\n";
    plant.write("models.toml", own);
    let added = model(&plant, &["add", "own", &file, "--context", "512"]).ok();
    assert!(added.contains("added `own`") && added.contains("SHA-256"), "{added}");
    let text = settings(&plant);
    assert!(text.starts_with(own) && text.contains("file = \"models/own.gguf\""), "{text}");
    assert!(text.contains(&format!("source = \"{file}\"")), "{text}");
    refused(&plant, &["add", "own", &file], "PW6209");

    let all = listed(&plant);
    let shown = &all["models"][0];
    assert_eq!(
        (&shown["name"], &shown["kind"], &shown["fits"]),
        (&"own".into(), &"gguf".into(), &true.into())
    );
    assert_eq!((&shown["context_tokens"], &shown["budget"]["steps"]), (&512.into(), &5.into()));
    let length = std::fs::metadata(&file).unwrap().len();
    assert_eq!(shown["size_bytes"].as_u64(), Some(length));
    let text = model(&plant, &["list"]).ok();
    assert!(text.contains("context 512 tokens") && text.contains("budget: 5 steps, 12 rounds"), "{text}");

    let checked = model(&plant, &["check", "--json"]).json();
    assert_eq!((&checked[0]["name"], &checked[0]["good"]), (&"own".into(), &true.into()), "{checked}");
    let checks: Vec<&str> = checked[0]["checks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|check| check["check"].as_str().unwrap())
        .collect();
    let expected =
        ["file", "checksum", "contents", "memory", "template", "loads", "answers", "schema", "tools"];
    assert_eq!(checks, expected);
    let bench = ["bench", "own", "--prompt", "100", "--output", "8", "--conversations", "1,3", "--json"];
    let measured = model(&plant, &bench).json();
    let measured = &measured["measured"];
    assert!(measured["reading_per_s"].as_f64().unwrap() > 0.0, "{measured}");
    assert_eq!(measured["together"][1]["conversations"], 3);

    let removed = model(&plant, &["rm", "own", "--file"]).ok();
    assert!(removed.contains("own.gguf"), "{removed}");
    assert_eq!((settings(&plant), kept(&plant)), (own.to_owned(), Vec::new()));
    assert!(PathBuf::from(file).exists());
}

#[test]
fn a_file_that_was_changed_since_does_not_pass() {
    let plant = bare();
    let file = tiny_file(&plant);
    model(&plant, &["add", "own", &file]).ok();
    let path = plant.path().join("models/own.gguf");
    let mut bytes = std::fs::read(&path).unwrap();
    let last = bytes.len() - 5;
    bytes[last] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let ran = model(&plant, &["check", "own"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("FAIL checksum") && ran.out.contains("ok   loads"), "{ran:?}");
    assert!(ran.err.starts_with("PW6210") && ran.err.lines().count() == 1, "{ran:?}");
    std::fs::remove_file(&path).unwrap();
    let ran = model(&plant, &["check"]);
    assert!(ran.code == Some(1) && ran.out.contains("FAIL file"), "{ran:?}");
    assert_eq!(listed(&plant)["models"][0]["fits"], false);
}

#[test]
fn what_is_no_model_is_not_taken() {
    let plant = bare();
    let file = tiny_file(&plant);
    plant.write("notes.gguf", "These are notes.");
    let notes = plant.path().join("notes.gguf").display().to_string();
    assert!(refused(&plant, &["add", "own", &notes], "PW6206").contains("no GGUF file"));
    let short = plant.path().join("short.gguf");
    let whole = std::fs::read(&file).unwrap();
    std::fs::write(&short, &whole[..whole.len() / 2]).unwrap();
    assert!(refused(&plant, &["add", "own", short.to_str().unwrap()], "PW6206").contains("not copied whole"));
    refused(&plant, &["add", "own", "/nowhere/own.gguf"], "PW4003");
    let zeros = "0".repeat(64);
    assert!(refused(&plant, &["add", "own", &file, "--sha256", &zeros], "PW6207").contains(&zeros));
    refused(&plant, &["add", "own", &file, "--sha256", "12"], "PW6207");
    for name in ["auto", "builtin", "../own", ".own", "a b", ""] {
        refused(&plant, &["add", name, &file], "PW6209");
    }
    assert_eq!((settings(&plant), kept(&plant)), (String::new(), Vec::<String>::new()));
}

#[test]
fn a_file_that_add_did_not_bring_stays() {
    let plant = bare();
    let file = tiny_file(&plant);
    std::fs::create_dir(plant.path().join("models")).unwrap();
    let here = plant.path().join("models/here.gguf");
    std::fs::copy(&file, &here).unwrap();
    model(&plant, &["add", "own", here.to_str().unwrap()]).ok();
    assert!(settings(&plant).contains("file = \"models/here.gguf\"") && !settings(&plant).contains("source"));
    refused(&plant, &["rm", "own", "--file"], "PW6209");
    model(&plant, &["rm", "own"]).ok();
    assert_eq!((settings(&plant).as_str(), kept(&plant)), ("", vec!["here.gguf".to_owned()]));
    // A link goes, and not what it leads to.
    model(&plant, &["add", "far", &file, "--link"]).ok();
    assert!(plant.path().join("models/far.gguf").is_symlink());
    model(&plant, &["check", "far"]).ok();
    model(&plant, &["rm", "far", "--file"]).ok();
    assert!(PathBuf::from(file).exists() && kept(&plant) == ["here.gguf"]);
}

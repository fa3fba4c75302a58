//! Models behind servers, and what the audit log holds of calls.

use language::scripted::Exchange;
use serde_json::{Value as Json, json};

use super::{listed, model, refused, settings};
use crate::support::{Folder, Served, bare, run};

const KEY: &str = "sk-turbine-seven";

fn list(names: &[&str]) -> Exchange {
    let data: Vec<Json> = names.iter().map(|name| json!({"id": name})).collect();
    Exchange::status(200, &[("Content-Type", "application/json")]).then(json!({"data": data}).to_string())
}

fn tool_call(arguments: &str) -> Exchange {
    Exchange::stream().call(0, "c1", "level", arguments).finish("tool_calls").done()
}

/// A plant with a key file and one server.
fn plant_with(served: &Served, more: &str) -> Folder {
    let plant = bare();
    plant.write("key", KEY);
    if !more.is_empty() {
        plant.write("models.toml", more);
    }
    let (url, key) = (served.server.base_url(), plant.path().join("key").display().to_string());
    let add = ["add", "hall", "--url", &url, "--model", "qwen3-8b", "--key-file", &key, "--context", "16000"];
    model(&plant, &add).ok();
    plant
}

#[test]
fn a_server_is_added_and_checked() {
    let good = || Exchange::good(r#"{"state": "running"}"#);
    let call = || tool_call(r#"{"tank": 3}"#);
    let served = Served::new(vec![list(&["other", "qwen3-8b"]), Exchange::good("yes"), good(), call()]);
    let plant = plant_with(&served, "# Ours.\n");
    assert!(settings(&plant).starts_with("# Ours.\n") || settings(&plant).ends_with("# Ours.\n"));
    assert!(served.server.received().is_empty(), "adding asks nobody");
    let shown = &listed(&plant)["models"][0];
    assert_eq!((&shown["model"], &shown["context_tokens"]), (&"qwen3-8b".into(), &16_000.into()));
    let checked = model(&plant, &["check", "hall"]).ok();
    for part in ["ok   reachable", "ok   listed", "ok   answers", "ok   schema", "ok   tools"] {
        assert!(checked.contains(part), "no {part:?} in {checked}");
    }
    let asked = served.server.received();
    assert!(asked.iter().all(|request| request.header("authorization") == Some("Bearer sk-turbine-seven")));
    assert_eq!(asked[1].body["max_tokens"], 1);
    assert_eq!(asked[3].body["tools"][0]["function"]["name"], "level");
}

#[test]
fn what_a_server_lacks_is_told() {
    let none = Exchange::status(404, &[("Content-Type", "application/json")]).then("{}");
    let script = vec![none, Exchange::good("yes"), Exchange::good("It runs."), Exchange::good("No tools.")];
    let served = Served::new(script);
    let plant = plant_with(&served, "");
    let ran = model(&plant, &["check"]);
    assert_eq!(ran.code, Some(1));
    for part in ["ok   reachable", "-    listed", "-    schema", "FAIL tools", "it called nothing"] {
        assert!(ran.out.contains(part), "no {part:?} in {ran:?}");
    }
    assert!(ran.err.starts_with("PW6210"), "{ran:?}");
    let served =
        Served::new(vec![list(&["other"]), Exchange::status(401, &[]).then(format!("bad key {KEY}"))]);
    let ran = model(&plant_with(&served, ""), &["check", "--json"]);
    assert!(ran.code == Some(1) && !ran.out.contains(KEY), "{ran:?}");
    let checks: Json = serde_json::from_str(&ran.out).unwrap();
    let bad = |place: usize| {
        (checks[0]["checks"][place]["check"].clone(), checks[0]["checks"][place]["state"].clone())
    };
    assert_eq!(bad(2), ("listed".into(), "bad".into()));
    assert_eq!(bad(3), ("answers".into(), "bad".into()));
    drop(served);
    let served = Served::new(Vec::new());
    let plant = plant_with(&served, "");
    drop(served);
    assert!(model(&plant, &["check"]).out.contains("FAIL reachable"));
}

/// The model looks for the highest value, and then answers.
fn conversation() -> Vec<Exchange> {
    let arguments = r#"{"tag": "pump_flow.flow", "which": "max"}"#;
    let call =
        Exchange::stream().call(0, "c1", "extreme", arguments).finish("tool_calls").usage(900, 20).done();
    vec![call, Exchange::good("That cannot be said.")]
}

fn asked(plant: &Folder) -> Json {
    let ran =
        run(&["ask", "--json", "--planner", "hall", "--plant", &plant.text(), "What was the highest flow?"]);
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

fn exported(plant: &Folder) -> Vec<Json> {
    let text = run(&["audit", "export", "--calls", "--plant", &plant.text()]).ok();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn calls(entries: &[Json]) -> Vec<&Json> {
    entries.iter().filter(|entry| entry["action"].as_str().unwrap().starts_with("model_")).collect()
}

#[test]
fn calls_are_kept_as_the_settings_say_and_no_key_ever() {
    for (keep, entries) in [("off", 0), ("hashes", 4), ("full", 4)] {
        let served = Served::new(conversation());
        let plant = plant_with(&served, &format!("[audit]\ncalls = \"{keep}\"\n"));
        assert_eq!(listed(&plant)["audit"]["calls"], keep);
        let answer = asked(&plant);
        assert_eq!(answer["planner"], "hall", "{answer}");
        assert_eq!(served.server.received().len(), 2, "{answer}");
        let all = exported(&plant);
        let noted = calls(&all);
        assert_eq!(noted.len(), entries, "{all:?}");
        // Every call names the answer that it was made for, and comes before it.
        assert!(noted.iter().all(|entry| entry["subject"] == answer["id"]));
        assert_eq!(all.last().unwrap()["action"], "asked");
        run(&["audit", "verify", "--plant", &plant.text()]).ok();
        let state = plant.path().join(".plantwright");
        assert_eq!(state.join("calls").exists(), keep == "full");
        let mut files = vec![state];
        while let Some(path) = files.pop() {
            if path.is_dir() {
                files.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            } else {
                let bytes = std::fs::read(&path).unwrap();
                assert!(!bytes.windows(KEY.len()).any(|part| part == KEY.as_bytes()), "{}", path.display());
            }
        }
        if keep == "full" {
            assert_eq!(noted[0]["content"]["model"], "hall");
            assert_eq!(noted[0]["content"]["messages"][0]["role"], "system");
            assert!(
                noted[0]["content"]["tools"].as_array().unwrap().iter().any(|tool| tool["name"] == "extreme")
            );
            assert_eq!(noted[1]["content"]["tool_calls"][0]["name"], "extreme");
            assert_eq!(noted[2]["content"]["messages"].as_array().unwrap().len(), 4);
            assert_eq!(noted[3]["content"]["text"], "That cannot be said.");
        } else {
            assert!(noted.iter().all(|entry| entry["content"].is_null() && entry["digest"].is_string()));
        }
    }
}

#[test]
fn a_kept_call_that_was_changed_breaks_the_verification() {
    let served = Served::new(conversation());
    let plant = plant_with(&served, "[audit]\ncalls = \"full\"\n");
    asked(&plant);
    let month =
        std::fs::read_dir(plant.path().join(".plantwright/calls")).unwrap().next().unwrap().unwrap().path();
    let text = std::fs::read_to_string(&month).unwrap();
    std::fs::write(&month, text.replace("That cannot be said.", "It was 99 m³/h.")).unwrap();
    let ran = run(&["audit", "verify", "--plant", &plant.text()]);
    assert!(ran.err.starts_with("PW7040") && ran.err.contains("a model was told"), "{ran:?}");
    std::fs::remove_file(&month).unwrap();
    let text = run(&["audit", "verify", "--plant", &plant.text()]).ok();
    assert!(text.contains("4 prompts and answers of models that were kept are not any more"), "{text}");
}

#[test]
fn a_budget_is_kept_to() {
    let again = || conversation().remove(0);
    let served = Served::new(vec![again(), again(), again(), again()]);
    let plant = plant_with(&served, "[budget]\nsteps = 2\ntokens = 1000\n");
    let answer = asked(&plant);
    assert_eq!(answer["code"], "PW6202", "{answer}");
    assert_eq!(served.server.received().len(), 2, "the second answer went over 1000 tokens");
    let plant = bare();
    plant.write("models.toml", "[budget]\nseconds = 0\n");
    let line = refused(&plant, &["list"], "PW6205");
    assert!(line.contains("models.toml: `budget.seconds` must be above 0"), "{line}");
}

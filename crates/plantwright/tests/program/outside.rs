//! Servers of other programs' tools: named in `servers.toml`, tried, called by a larger model, noted in the audit log.

use language::scripted::{Exchange, Pipe};
use serde_json::{Value as Json, json};

use crate::support::{Folder, Ran, Served, bare, fails, run};

fn servers(plant: &Folder, arguments: &[&str]) -> Ran {
    run(&[&["mcp", "servers"], arguments, &["--plant", &plant.text()]].concat())
}

/// A plant with a server `weather` that says what it is given to say.
fn plant_with(pipe: &Pipe, allow: &str) -> Folder {
    let plant = bare();
    let args = pipe.write(&plant.path(), "server.sh").unwrap();
    let text =
        format!("[[server]]\nname = \"weather\"\ncommand = \"sh\"\nargs = {args:?}\nallow = {allow}\n");
    plant.write("servers.toml", &text);
    plant
}

fn tool(name: &str) -> Json {
    json!({"name": name, "description": "How warm it will be.", "inputSchema": {"type": "object"}, "annotations": {"readOnlyHint": true}})
}

fn listing() -> Pipe {
    let mut deletes = tool("delete");
    deletes["annotations"] = json!({"destructiveHint": true});
    Pipe::listing(&json!([tool("forecast"), deletes, tool("other")]))
}

#[test]
fn servers_are_listed_and_tried() {
    let plant = bare();
    assert!(servers(&plant, &[]).ok().contains("names no server"));
    assert!(fails(&["mcp", "servers", "weather", "--plant", &plant.text()], "PW6215").contains("no server"));
    let plant = plant_with(&listing(), "[\"forecast\"]");
    let text = servers(&plant, &[]).ok();
    for part in
        ["ok   connects", "ok   forecast", "as weather__forecast: How warm", "2 tools that are not allowed"]
    {
        assert!(text.contains(part), "no {part:?} in {text}");
    }
    let all = servers(&plant, &["weather", "--json"]).json();
    assert_eq!(
        (&all[0]["good"], &all[0]["tools"][0]["offered"]),
        (&true.into(), &"weather__forecast".into())
    );
    let plant = plant_with(&listing(), "[\"forecast\", \"delete\", \"gone\"]");
    let ran = servers(&plant, &[]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.out.contains("FAIL delete") && ran.out.contains("FAIL gone"), "{ran:?}");
    assert!(ran.err.starts_with("PW6215") && ran.err.lines().count() == 1, "{ran:?}");
    let ran = servers(&plant_with(&Pipe::default().runs("exit 3"), "[\"forecast\"]"), &[]);
    assert!(ran.code == Some(1) && ran.out.contains("FAIL connects"), "{ran:?}");
}

#[test]
fn settings_that_cannot_be_meant_are_refused() {
    let plant = bare();
    plant.write(
        "servers.toml",
        "[[server]]\nname = \"a\"\nurl = \"http://localhost\"\ntoken_file = \"nowhere\"\n",
    );
    let line = fails(&["mcp", "servers", "--plant", &plant.text()], "PW6212");
    assert!(line.contains("servers.toml"), "{line}");
    plant.write("servers.toml", "[[server]]\nname = \"a\"\nshell = true\n");
    fails(&["mcp", "servers", "--plant", &plant.text()], "PW6212");
}

#[test]
fn a_model_calls_a_tool_outside_and_the_log_says_so() {
    let plant = plant_with(&listing().answers(3, "12 degrees"), "[\"forecast\"]");
    let call = |name: &str, arguments: &str| {
        Exchange::stream().call(0, "c1", name, arguments).finish("tool_calls").done()
    };
    let script = vec![
        call("weather__forecast", r#"{"place": "Oslo"}"#),
        call("extreme", r#"{"tag": "pump_flow.flow", "which": "max"}"#),
        Exchange::good("It will be 12 degrees [x1]. The highest flow was 33 [s1]."),
    ];
    let served = Served::new(script);
    plant.write("models.toml", &served.entry());
    let question = "What was the highest flow, and how warm will it be?";
    let answer = run(&["ask", "--json", "--planner", "hall", "--plant", &plant.text(), question]).json();
    let text = answer["text"].as_str().unwrap();
    assert!(text.contains("[x1: said by weather]"), "{answer}");
    assert_eq!(
        (&answer["values"][0]["value"], &answer["status"]),
        (&33.0.into(), &"answered".into()),
        "{answer}"
    );
    let names: Vec<String> = served.server.received()[0].body["tools"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tool| tool["function"]["name"].as_str().unwrap().to_owned())
        .collect();
    assert!(names.contains(&"weather__forecast".to_owned()) && !names.contains(&"weather__other".to_owned()));
    let log = run(&["audit", "export", "--plant", &plant.text()]).ok();
    let entries: Vec<Json> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let outside: Vec<&Json> =
        entries.iter().filter(|entry| entry["action"].as_str().unwrap().starts_with("outside_")).collect();
    assert_eq!(outside.len(), 2, "{log}");
    assert!(outside.iter().all(|entry| entry["subject"] == answer["id"]));
    run(&["audit", "verify", "--plant", &plant.text()]).ok();
    let replayed = run(&["replay", "--plant", &plant.text(), answer["id"].as_str().unwrap()]);
    assert_eq!(replayed.code, Some(0), "{replayed:?}");
    // The built-in planner starts no server.
    std::fs::remove_file(plant.path().join("heard")).unwrap();
    run(&["ask", "--plant", &plant.text(), "What was the highest flow?"]).ok();
    assert!(!plant.path().join("heard").exists());
}

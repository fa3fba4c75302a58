//! Proposals from outside: the command line beside a server and without one, and what a kill leaves.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use crate::support::{Folder, Ran, Server, bare, demo, fails, run, serve};

/// Runs a command on a plant.
fn on(plant: &Folder, arguments: &[&str]) -> Ran {
    run(&[arguments, &["--plant", &plant.text()]].concat())
}

fn logbook(plant: &Folder) -> Json {
    on(plant, &["logbook", "--json"]).json()
}

const ORDER: &[&str] = &[
    "propose",
    "work-order",
    "--json",
    "--asset",
    "P-101",
    "--title",
    "Replace the seal, soon",
    "--priority",
    "high",
];
const WATCH: &[&str] = &[
    "propose",
    "watch",
    "--json",
    "--tag",
    "P-101.bearing_temperature",
    "--above",
    "40",
    "--unit",
    "Cel",
    "--for",
    "10m",
];

#[test]
fn the_way_of_a_proposal_on_the_command_line() {
    let plant = demo();
    let order = on(&plant, ORDER).json();
    assert_eq!((order["id"].as_str(), order["state"].as_str()), (Some("wo-1"), Some("open")), "{order}");
    assert_eq!(order["from"], "command_line");
    let watch = on(&plant, WATCH).json();
    assert_eq!(watch["watch"]["words"], "P-101.bearing_temperature > 40 °C for 10 min", "{watch}");
    let facts = watch["preview"]["result"]["facts"].as_array().unwrap();
    assert!(facts.iter().any(|fact| fact["label"] == "would have fired in the last 30 days"), "{watch}");
    let text = on(&plant, &["propose", "note", "--asset", "P-101", "Greased."]).ok();
    for line in
        ["note-3", "Greased.", "waits for a person's word until", "plantwright confirm note-3 --by NAME"]
    {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert_eq!(logbook(&plant)["work_orders"], json!([]), "nothing is in force by itself");

    // Beside a server that holds the plant, and again without one.
    let server = serve(&plant);
    let waiting = on(&plant, &["proposals"]).ok();
    assert_eq!(waiting.matches("waits for a person's word").count(), 3, "{waiting}");
    let confirmed = on(&plant, &["confirm", "wo-1", "--by", "Ana Ruiz"]).ok();
    assert!(confirmed.contains("in force, confirmed by Ana Ruiz"), "{confirmed}");
    let csv = on(&plant, &["logbook", "--csv"]).ok();
    assert!(csv.lines().nth(1).unwrap().starts_with("wo-1,P-101,"), "{csv}");
    assert!(csv.contains("\"Replace the seal, soon\"") && csv.contains("Ana Ruiz"), "{csv}");
    let again = fails(&["confirm", "wo-1", "--by", "Bo", "--plant", &plant.text()], "PW3302");
    assert!(again.contains("Ana Ruiz"), "{again}");
    assert_eq!(server.stop(), Some(0));
    on(&plant, &["confirm", "watch-2", "--by", "Ana Ruiz"]).ok();
    on(&plant, &["decline", "note-3", "--by", "Bo", "--reason", "was another pump"]).ok();
    let looked = logbook(&plant);
    assert_eq!(
        (&looked["work_orders"][0]["id"], &looked["watches"][0]["proposal"]["id"]),
        (&json!("wo-1"), &json!("watch-2"))
    );
    let standings = ["firing", "pending", "quiet", "unknown"];
    assert!(standings.contains(&looked["watches"][0]["standing"].as_str().unwrap()), "{looked}");
    on(&plant, &["undo", "watch-2", "--by", "Bo"]).ok();
    assert_eq!(logbook(&plant)["watches"], json!([]));
    let all = on(&plant, &["proposals", "--all"]).ok();
    assert!(
        all.contains("declined by Bo") && all.contains("was another pump") && all.contains("undone by Bo"),
        "{all}"
    );

    for (arguments, code) in [
        (&["confirm", "wo-7", "--by", "Ana"][..], "PW3301"),
        (&["confirm", "wo-1", "--by", "7"], "PW3305"),
        (&["propose", "work-order", "--asset", "P-999", "--title", "x"], "PW3102"),
        (&["propose", "watch", "--tag", "P-101.flow", "--stuck"], "PW3201"),
        (&["propose", "watch", "--tag", "P-101.flow", "--above", "1", "--for", "soon"], "PW3201"),
        (&["propose", "note", "--asset", "P-101", "x", "--answer", "a0"], "PW7010"),
    ] {
        fails(&[arguments, &["--plant", &plant.text()]].concat(), code);
    }
    let verified = on(&plant, &["audit", "verify", "--json"]).json();
    assert!(verified["broken"].is_null(), "{verified}");
    let log = on(&plant, &["audit", "export", "--csv"]).ok();
    for (action, count) in [("proposed", 3), ("confirmed", 2), ("declined", 1), ("undone", 1)] {
        let found = log.lines().filter(|line| line.split(',').nth(3) == Some(action)).count();
        assert_eq!(found, count, "{action}: {log}");
    }
}

/// Proposes, and confirms what it proposed; ids that were acknowledged as in force go to `done`.
fn work(server: &Server, worker: usize, done: &Mutex<Vec<String>>, count: &AtomicUsize) {
    for number in 0.. {
        let text = format!("{worker} {number} {}", std::process::id());
        let body = json!({"tool": "add_note", "arguments": {"asset": "flow", "text": text}});
        let Some(proposed) = server.try_post("/api/proposals", &body).filter(|answer| answer.status == 200)
        else {
            return;
        };
        let id = proposed.json()["id"].as_str().unwrap().to_owned();
        let path = format!("/api/proposals/{id}/confirm");
        let word = json!({"by": format!("Worker {worker}")});
        if server.try_post(&path, &word).is_none_or(|answer| answer.status != 200) {
            return;
        }
        done.lock().unwrap().push(id);
        count.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn a_kill_while_many_confirm_leaves_all_that_was_acknowledged() {
    let plant = bare();
    plant.write(
        "plant.toml",
        "[plant]\nname = \"Bare\"\ntimezone = \"UTC\"\n[[asset]]\nid = \"flow\"\nname = \"Flow\"\n",
    );
    let (done, count) = (Mutex::new(Vec::new()), AtomicUsize::new(0));
    for _ in 1..=3 {
        let server = serve(&plant);
        let goal = count.load(Ordering::SeqCst) + 15;
        std::thread::scope(|scope| {
            for worker in 0..4 {
                let (server, done, count) = (&server, &done, &count);
                scope.spawn(move || work(server, worker, done, count));
            }
            let deadline = Instant::now() + Duration::from_secs(60);
            while count.load(Ordering::SeqCst) < goal && Instant::now() < deadline {
                std::thread::sleep(Duration::from_millis(3));
            }
            server.kill();
        });
        drop(server);
        assert!(count.load(Ordering::SeqCst) >= goal, "the workers are too slow for this test");
        // Whatever was in between: the logbook holds it, and the audit log catches up.
        let proposals = on(&plant, &["proposals", "--all", "--json"]).json();
        let state = |id: &str| {
            let found = proposals.as_array().unwrap().iter().find(|proposal| proposal["id"] == id);
            found.map(|proposal| proposal["state"].clone())
        };
        for id in done.lock().unwrap().iter() {
            assert_eq!(state(id), Some(json!("confirmed")), "{id}");
        }
        let verified = on(&plant, &["audit", "verify", "--json"]).json();
        assert!(verified["broken"].is_null(), "{verified}");
        let lines = std::fs::read_to_string(plant.path().join(".plantwright/logbook.jsonl")).unwrap();
        let acts = lines.lines().filter(|line| {
            line.contains("\"event\":\"proposed\"") || line.contains("\"event\":\"confirmed\"")
        });
        let log = on(&plant, &["audit", "export", "--json"]).ok();
        let noted = log.lines().filter(|line| {
            line.contains("\"action\":\"proposed\"") || line.contains("\"action\":\"confirmed\"")
        });
        assert_eq!(noted.count(), acts.count(), "each line of the logbook is noted once");
    }
}

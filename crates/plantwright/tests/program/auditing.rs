//! The audit log from outside: what is in it, and what a kill leaves of it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use crate::support::{Folder, ask, bare, fails, run, serve};

const QUESTION: &str = "What was the highest flow?";

fn verified(plant: &Folder) -> Json {
    run(&["audit", "verify", "--json", "--plant", &plant.text()]).json()
}

fn exported(plant: &Folder, format: &str) -> String {
    run(&["audit", "export", format, "--plant", &plant.text()]).ok()
}

#[test]
fn what_was_done_is_in_the_chain_and_a_change_shows() {
    let plant = bare();
    assert_eq!(verified(&plant)["entries"], 0);
    let answer = ask(&plant, QUESTION);
    let server = serve(&plant);
    let id = answer["id"].as_str().unwrap();
    server.post(&format!("/api/answers/{id}/feedback"), &json!({"verdict": "like"}));
    server.request(
        "PUT",
        "/api/boards/b-1",
        &[("Content-Type", "application/json")],
        r#"{"title": "Flows, \"all\"", "tiles": []}"#,
    );
    let tag = server.get("/api/tags").json()["tags"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(server.get(&format!("/api/export?tags={tag}")).status, 200);
    let text = run(&["audit", "verify", "--plant", &plant.text()]).ok();
    assert!(text.starts_with("6 entries"), "beside a server that runs: {text}");
    assert_eq!(server.stop(), Some(0));

    let entries: Vec<Json> =
        exported(&plant, "--json").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let actions: Vec<&str> = entries.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["imported", "asked", "liked", "taught", "board_saved", "exported"]);
    assert_eq!((entries[1]["subject"].as_str(), entries[1]["text"].as_str()), (Some(id), Some(QUESTION)));
    assert_eq!(entries[1]["digest"].as_str().map(str::len), Some(64));
    let table = exported(&plant, "--csv");
    assert_eq!(table.lines().next(), Some("seq,at,who,action,subject,text,status,digest,previous,hash"));
    assert!(table.contains(r#""Flows, ""all""""#) && table.lines().count() == 7, "{table}");

    let head = verified(&plant)["head"].as_str().unwrap().to_owned();
    assert_eq!(entries[5]["hash"].as_str(), Some(head.as_str()));
    run(&["audit", "verify", "--head", &head, "--plant", &plant.text()]).ok();
    let file = plant.path().join(".plantwright/audit.jsonl");
    let log = std::fs::read_to_string(&file).unwrap();
    let cut: String = log.lines().take(5).map(|line| format!("{line}\n")).collect();
    std::fs::write(&file, cut).unwrap();
    run(&["audit", "verify", "--plant", &plant.text()]).ok();
    fails(&["audit", "verify", "--head", &head, "--plant", &plant.text()], "PW7040");
    std::fs::write(&file, log.replace("highest", "lowest")).unwrap();
    let line = fails(&["audit", "verify", "--plant", &plant.text()], "PW7040");
    assert!(line.contains("audit.jsonl:2") && line.contains("holds for 1 entries"), "{line}");
}

#[test]
fn a_kill_while_many_ask_leaves_a_chain_that_holds_every_answer_given() {
    let plant = bare();
    let given = AtomicUsize::new(0);
    for round in 1..=3 {
        let server = serve(&plant);
        let goal = given.load(Ordering::SeqCst) + 20;
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let body = json!({"question": QUESTION});
                    while server.try_post("/api/ask", &body).is_some_and(|answer| answer.status == 200) {
                        given.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
            let deadline = Instant::now() + Duration::from_secs(60);
            while given.load(Ordering::SeqCst) < goal && Instant::now() < deadline {
                std::thread::sleep(Duration::from_millis(5));
            }
            server.kill();
        });
        let found = verified(&plant);
        let given = given.load(Ordering::SeqCst) as u64;
        assert!(found["broken"].is_null() && given >= 20 * round, "{found}");
        // Beside the import; answers that were on their way to the asker may be there too.
        assert!(found["entries"].as_u64().unwrap() > given, "{given} given, {found}");
        assert_eq!(found["answers_gone"], 0, "{found}");
    }
}

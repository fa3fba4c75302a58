//! Boards, feedback, history, the audit list: kept, also when the program is killed.

use serde_json::{Value as Json, json};

use crate::support::{Server, demo, run, serve};

const QUESTION: &str = "What was the average header pressure yesterday?";

fn put(server: &Server, id: &str, board: &Json) -> crate::support::Response {
    let headers = [("Content-Type", "application/json")];
    server.request("PUT", &format!("/api/boards/{id}"), &headers, &board.to_string())
}

fn actions(server: &Server, query: &str) -> Vec<String> {
    let events = server.get(&format!("/api/audit{query}")).json();
    let action = |event: &Json| event["action"].as_str().unwrap().to_owned();
    events.as_array().unwrap().iter().map(action).collect()
}

#[test]
fn what_was_kept_outlives_a_kill() {
    let plant = demo();
    let server = serve(&plant);
    let answer = server.post("/api/ask", &json!({"question": QUESTION})).json();
    let id = answer["id"].as_str().unwrap();
    let tile = json!({"answer": id, "question": QUESTION, "x": 0, "y": 0, "w": 6, "h": 4});
    let board = json!({"title": "Night shift", "tiles": [tile]});
    assert_eq!(put(&server, "night", &board).status, 200);
    assert_eq!(put(&server, "gone", &json!({"title": "Gone", "tiles": []})).status, 200);
    assert_eq!(server.request("DELETE", "/api/boards/gone", &[], "").status, 200);
    let like = json!({"verdict": "like", "reason": "as on the gauge"});
    assert_eq!(server.post(&format!("/api/answers/{id}/feedback"), &like).status, 200);
    // Killed when it is dropped, without a chance to write anything.
    drop(server);

    let server = serve(&plant);
    let boards = server.get("/api/boards").json();
    assert_eq!(boards.as_array().unwrap().len(), 1);
    assert_eq!((&boards[0]["title"], &boards[0]["tiles"]), (&board["title"], &board["tiles"]));
    assert_eq!(server.get("/api/boards/night").json(), boards[0]);
    assert_eq!(server.get("/api/feedback").json()[0]["reason"], "as on the gauge");
    let all = ["taught", "liked", "board_deleted", "board_saved", "board_saved", "asked", "imported"];
    assert_eq!(actions(&server, ""), all);
    let events = server.get("/api/audit?limit=2").json();
    let before = events[1]["at"].as_str().unwrap();
    assert_eq!(actions(&server, &format!("?before={before}")), all[2..]);
    assert_eq!(events[0]["who"], "local");
}

#[test]
fn liked_answers_are_a_suite_that_passes() {
    let plant = demo();
    let server = serve(&plant);
    let judge = |question: &str, verdict: &str| {
        let answer = server.post("/api/ask", &json!({"question": question})).json();
        let path = format!("/api/answers/{}/feedback", answer["id"].as_str().unwrap());
        assert_eq!(server.post(&path, &json!({"verdict": verdict})).status, 200);
    };
    judge(QUESTION, "like");
    judge("What was the maximum flow of P-101 yesterday?", "like");
    judge("How many work orders were there for P-101?", "dislike");
    let all = server.get("/api/feedback.jsonl").body;
    assert_eq!(all.lines().count(), 3);
    let liked = server.get("/api/feedback.jsonl?verdict=like").body;
    assert!(liked.lines().all(|line| serde_json::from_str::<Json>(line).unwrap()["expect"].is_object()));
    assert_eq!(server.stop(), Some(0));
    let suite = plant.path().parent().unwrap().join("liked.jsonl");
    std::fs::write(&suite, liked).unwrap();
    let plants = plant.path().parent().unwrap().display().to_string();
    let graded = run(&["eval", &suite.display().to_string(), "--plants", &plants, "--min", "1.0"]);
    assert_eq!(graded.code, Some(0), "{graded:?}");
}

#[test]
fn the_history_is_searched() {
    let plant = demo();
    let server = serve(&plant);
    for (question, conversation) in
        [(QUESTION, "a"), ("And the maximum?", "a"), ("How many work orders were there for P-101?", "b")]
    {
        server.post("/api/ask", &json!({"question": question, "conversation": conversation}));
    }
    let questions = |query: &str| -> Vec<String> {
        let found = server.get(&format!("/api/answers?{query}")).json();
        found.as_array().unwrap().iter().map(|a| a["question"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(questions("search=WORK%20orders"), ["How many work orders were there for P-101?"]);
    assert_eq!(questions("conversation=a"), ["And the maximum?", QUESTION]);
    let newest = server.get("/api/answers?limit=1").json()[0]["asked_at"].as_str().unwrap().to_owned();
    assert_eq!(questions(&format!("limit=1&before={newest}")), ["And the maximum?"]);
    assert_eq!(server.get("/api/answers?before=soon").json()["code"], "PW7013");
}

#[test]
fn what_is_no_board_and_no_verdict_is_refused() {
    let plant = demo();
    let server = serve(&plant);
    let code = |response: crate::support::Response| response.json()["code"].as_str().unwrap().to_owned();
    assert_eq!(code(put(&server, "a%2Fb", &json!({"title": "x", "tiles": []}))), "PW7017");
    assert_eq!(code(put(&server, "a", &json!({"title": "", "tiles": []}))), "PW7017");
    assert_eq!(code(put(&server, "a", &json!({"name": "x"}))), "PW7004");
    assert_eq!(code(server.get("/api/boards/none")), "PW7016");
    assert_eq!(code(server.post("/api/answers/none/feedback", &json!({"verdict": "like"}))), "PW7010");
    assert_eq!(code(server.post("/api/answers/none/feedback", &json!({"verdict": "maybe"}))), "PW7004");
}

#[test]
fn the_system_says_how_it_stands() {
    let plant = demo();
    let server = serve(&plant);
    let sample = json!({"samples": [{"tag": "test.one", "value": 1.5}]});
    server.post("/api/append", &sample);
    let system = server.get("/api/system").json();
    assert_eq!(system["version"], env!("CARGO_PKG_VERSION"));
    assert!(system["store"]["segment_bytes"].as_u64().unwrap() > 10_000, "{system}");
    assert!(system["store"]["log_bytes"].as_u64().unwrap() > 0, "{system}");
    assert!(system["ingest_per_s"].as_f64().unwrap() > 0.0, "{system}");
    let checks = system["checks"].as_array().unwrap();
    assert!(checks.iter().any(|check| check["what"] == "store" && check["outcome"] == "good"), "{system}");
}

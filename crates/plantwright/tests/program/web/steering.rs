//! Stopping a question that is being answered, and steering an investigation.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;

use language::scripted::{Exchange, Part};
use serde_json::{Value as Json, json};

use crate::support::{Served, Server, demo, serve};

const WHY: &str = "Why did PL-301 stop last week?";

/// The data of the events of one name, of a stream that has ended.
fn events(stream: &str, name: &str) -> Vec<Json> {
    let blocks = stream.split("\n\n").filter_map(|block| block.split_once(&format!("event: {name}\ndata: ")));
    blocks.map(|(_, data)| serde_json::from_str(data.trim()).unwrap()).collect()
}

/// Steers an answer; the answer to that, or the error.
fn steer(server: &Server, id: &Json, change: &Json) -> Result<Json, Json> {
    let path = format!("/api/answers/{}/investigate/events", id.as_str().unwrap());
    let response = server.post(&path, change);
    assert_eq!(response.status, 200, "{response:?}");
    let stream = response.body.replace("\r\n", "\n");
    match events(&stream, "answer").pop() {
        Some(answer) => Ok(answer),
        None => Err(events(&stream, "error").pop().unwrap()),
    }
}

#[test]
fn an_investigation_is_steered_and_every_answer_to_it_is_kept() {
    let plant = demo();
    let server = serve(&plant);
    let first = server.post("/api/ask", &json!({"question": WHY, "conversation": "c"})).json();
    let arguments = first["plan"]["steps"][0]["arguments"].clone();
    assert_eq!(first["plan"]["steps"][0]["tool"], "investigate", "{first}");

    let found = |answer: &Json| -> Vec<(Json, Json)> {
        let all = answer["evidence"][0]["result"]["hypotheses"].as_array().unwrap();
        all.iter().map(|one| (one["what"].clone(), one["subject"].clone())).collect()
    };
    let (what, subject) = found(&first)[0].clone();
    let aside = json!({
        "without": ["sensor"], "aside": [{"what": what, "subject": subject}], "with": ["P-101.flow"],
    });
    let steered = steer(&server, &first["id"], &aside).unwrap();
    assert_ne!(steered["id"], first["id"]);
    assert_eq!(steered["status"], "answered", "{steered}");
    assert_eq!(steered["grounding"]["numbers"], steered["grounding"]["supported"]);
    let now = &steered["plan"]["steps"][0]["arguments"];
    assert_eq!((&now["asset"], &now["window"]), (&arguments["asset"], &arguments["window"]));
    let line = format!("{} {}", what.as_str().unwrap(), subject.as_str().unwrap());
    assert_eq!((&now["without"], &now["aside"]), (&json!("sensor"), &json!(line)));
    assert!(!found(&steered).contains(&(what, subject)), "{steered}");
    assert_eq!(now["with"], json!(["P-101.flow"]));

    // Of that another time: what was put aside stays so.
    let earlier = json!({"window": ["2026-03-10", "2026-03-11"]});
    let again = steer(&server, &steered["id"], &earlier).unwrap();
    let now = &again["plan"]["steps"][0]["arguments"];
    assert_eq!((&now["without"], &now["window"]["start"]), (&json!("sensor"), &json!("2026-03-10")));
    let kept = server.get("/api/answers?conversation=c").json();
    let ids: Vec<&Json> = kept.as_array().unwrap().iter().map(|answer| &answer["id"]).collect();
    assert_eq!(ids, [&again["id"], &steered["id"], &first["id"]]);
    assert!(kept.as_array().unwrap().iter().all(|answer| answer["question"] == WHY));

    let code = |id: &Json, change: Json| steer(&server, id, &change).unwrap_err()["code"].clone();
    assert_eq!(code(&first["id"], json!({})), "PW7004");
    assert_eq!(code(&json!("a0000000000000000"), earlier.clone()), "PW7010");
    let other = server.post("/api/ask", &json!({"question": "What is the header pressure?"})).json();
    assert_eq!(code(&other["id"], earlier), "PW7004");
    // What the tool refuses is an answer that says so.
    let wrong = steer(&server, &first["id"], &json!({"without": ["ghosts"]})).unwrap();
    assert_eq!((&wrong["status"], &wrong["code"]), (&json!("error"), &json!("PW3201")));
}

#[test]
fn a_question_that_is_being_answered_is_stopped_and_not_kept() {
    let plant = demo();
    let served = Served::new(vec![Exchange::stream().part(Part::Hang)]);
    plant.write("models.toml", &served.entry());
    let server = serve(&plant);
    let body = json!({"question": WHY, "planner": "hall"}).to_string();
    let mut stream = TcpStream::connect(&server.address).unwrap();
    write!(
        stream,
        "POST /api/ask/events HTTP/1.1\r\nConnection: close\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        server.address,
        body.len()
    )
    .unwrap();
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    while !line.starts_with("data: ") {
        line.clear();
        reader.read_line(&mut line).unwrap();
    }
    let asking: Json = serde_json::from_str(line.trim().trim_start_matches("data: ")).unwrap();
    let path = format!("/api/asking/{}/stop", asking["id"].as_str().unwrap());
    assert_eq!(server.post(&path, &json!({})).json(), json!({"stopped": true}));
    let mut rest = String::new();
    reader.read_to_string(&mut rest).unwrap();
    assert!(rest.contains("PW5003"), "{rest}");
    assert_eq!(server.post(&path, &json!({})).json(), json!({"stopped": false}));
    assert_eq!(server.get("/api/answers").json(), json!([]));
}

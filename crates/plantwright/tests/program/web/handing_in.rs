//! Files that are handed in, and who may do so.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use crate::support::{Server, demo, run, serve};

const FLOW: &str = "time,flow\n2026-03-01T00:00:00Z,1\nsoon,2\n2026-03-01T00:02:00Z,3\n";

fn hand_in(server: &Server, name: &str, body: &str) -> String {
    let taken = server.request("POST", &format!("/api/import?name={name}"), &[], body);
    assert_eq!(taken.status, 202, "{taken:?}");
    taken.json()["id"].as_str().unwrap().to_owned()
}

/// The import when it has ended.
fn ended(server: &Server, id: &str) -> Json {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let job = server.get(&format!("/api/imports/{id}")).json();
        if job["state"] == "done" || job["state"] == "failed" {
            return job;
        }
        assert!(Instant::now() < deadline, "the import does not end: {job}");
        std::thread::sleep(Duration::from_millis(30));
    }
}

#[test]
fn a_file_is_imported_its_bad_row_reported_and_a_second_time_changes_nothing() {
    let plant = demo();
    let server = serve(&plant);
    let id = hand_in(&server, "lab_flow.csv", FLOW);
    // The stream ends with the import.
    let events = server.get(&format!("/api/imports/{id}/events"));
    assert!(events.head.contains("text/event-stream"), "{events:?}");
    let names: Vec<&str> = events.body.lines().filter_map(|line| line.strip_prefix("event: ")).collect();
    assert_eq!(names.last(), Some(&"ended"));
    assert!(names[..names.len() - 1].iter().all(|name| *name == "progress"), "{names:?}");
    let job = ended(&server, &id);
    assert_eq!((&job["state"], &job["samples"], &job["rejected"]), (&json!("done"), &json!(2), &json!(1)));
    let reject = &job["rejects"][0];
    assert!(reject["line"] == 3 && reject["text"].as_str().unwrap().contains("soon"), "{job}");
    assert_eq!(job["file"], "history/lab_flow.csv");
    let count = || {
        let query = "SELECT count(*), sum(value) FROM samples WHERE tag LIKE '%flow' AND time < '2026-03-01T00:03:00Z' AND value IN (1, 3)";
        server.post("/api/sql", &json!({"query": query})).json()["rows"].clone()
    };
    assert_eq!(count(), json!([[2, 4.0]]));
    let again = ended(&server, &hand_in(&server, "lab_flow.csv", FLOW));
    assert_eq!(again["unchanged"], true, "{again}");
    assert_eq!(count(), json!([[2, 4.0]]));
    assert!(!plant.path().join("history/lab_flow-2.csv").exists());
    assert_eq!(server.get("/api/imports").json().as_array().unwrap().len(), 2);
    drop(server);
    let server = serve(&plant);
    assert_eq!(ended(&server, &id)["rejects"], job["rejects"]);
    assert_eq!(server.stop(), Some(0));
    assert!(run(&["import", "--plant", &plant.text()]).ok().contains("unchanged"));
}

#[test]
fn files_that_cannot_be_read_fail_and_do_not_stay() {
    let plant = demo();
    let server = serve(&plant);
    let job = ended(&server, &hand_in(&server, "broken.parquet", "PAR1 and no more"));
    assert!(job["state"] == "failed" && job["problem"]["code"].is_string(), "{job}");
    let left =
        ["history", "records"].iter().any(|folder| plant.path().join(folder).join("broken.parquet").exists());
    assert!(!left);
    let kept = ended(&server, &hand_in(&server, "note.md", "# Note"));
    assert_eq!((&kept["state"], &kept["kind"]), (&json!("done"), &json!("document")));
    assert!(plant.path().join("documents/note.md").is_file());
    for (name, code) in [("a.exe", "PW2012"), ("..%2Fa.csv", "PW2012"), (".csv", "PW2012")] {
        let refused = server.request("POST", &format!("/api/import?name={name}"), &[], "x");
        assert_eq!((refused.status, refused.json()["code"].as_str()), (400, Some(code)), "{name}");
    }
    assert_eq!(server.get("/api/imports/none").json()["code"], "PW7019");
    assert_eq!(std::fs::read_dir(plant.path().join(".plantwright/uploads")).unwrap().count(), 0);
}

#[test]
fn a_file_that_breaks_off_leaves_nothing() {
    let plant = demo();
    let server = serve(&plant);
    let mut stream = TcpStream::connect(&server.address).unwrap();
    write!(
        stream,
        "POST /api/import?name=cut.csv HTTP/1.1\r\nHost: {}\r\nContent-Length: 1000000\r\n\r\ntime,flow\n",
        server.address
    )
    .unwrap();
    drop(stream);
    let uploads = plant.path().join(".plantwright/uploads");
    let deadline = Instant::now() + Duration::from_secs(30);
    // It may not have been begun yet, or not be removed yet.
    std::thread::sleep(Duration::from_millis(300));
    while std::fs::read_dir(&uploads).is_ok_and(|mut files| files.next().is_some()) {
        assert!(Instant::now() < deadline, "the file stays");
        std::thread::sleep(Duration::from_millis(30));
    }
    assert_eq!(server.get("/api/imports").json(), json!([]));
}

#[test]
fn no_page_of_another_site_may_write() {
    let plant = demo();
    let server = serve(&plant);
    let own = format!("http://{}", server.address);
    for (method, path) in [
        ("POST", "/api/import?name=evil.csv"),
        ("PUT", "/api/boards/evil"),
        ("DELETE", "/api/boards/evil"),
        ("POST", "/api/answers/x/feedback"),
        ("POST", "/api/append"),
    ] {
        for foreign in [
            ("Origin", "http://evil.example"),
            ("Origin", "null"),
            ("Origin", "http://127.0.0.1:1"),
            ("Host", "evil.example"),
            ("Sec-Fetch-Site", "cross-site"),
            ("Sec-Fetch-Site", "same-site"),
        ] {
            let response = server.request(method, path, &[foreign], "a value=1");
            assert_eq!(
                (response.status, response.json()["code"].as_str()),
                (403, Some("PW7003")),
                "{method} {path} {foreign:?}"
            );
        }
        let response =
            server.request(method, path, &[("Origin", &own), ("Sec-Fetch-Site", "same-origin")], "");
        assert_ne!(response.status, 403, "{method} {path}");
    }
    assert!(!plant.path().join("history/evil.csv").exists());
    // A link from elsewhere may open the page, not read the API.
    let link = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")];
    assert_eq!(server.request("GET", "/", &link, "").status, 200);
    assert_eq!(server.request("GET", "/api/export?tags=P-101.flow", &link, "").status, 403);
}

#[test]
fn a_dropped_connection_stops_its_query() {
    let plant = demo();
    let server = serve(&plant);
    let query = "SELECT sum(a.value * b.value) FROM samples a JOIN samples b ON a.tag = b.tag";
    let body = json!({"query": query}).to_string();
    let mut stream = TcpStream::connect(&server.address).unwrap();
    write!(
        stream,
        "POST /api/sql HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        server.address,
        body.len()
    )
    .unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(700))).unwrap();
    let mut answer = [0; 64];
    let waited = stream.read(&mut answer);
    assert!(waited.is_err(), "the query is too quick for this test: {}", String::from_utf8_lossy(&answer));
    drop(stream);
    // It would run for its ten seconds; stopped, the processor is idle again.
    let busy = |server: &Server| {
        let before = server.cpu_ticks();
        std::thread::sleep(Duration::from_millis(500));
        server.cpu_ticks() - before
    };
    let deadline = Instant::now() + Duration::from_secs(5);
    while busy(&server) > 10 {
        assert!(Instant::now() < deadline, "the query goes on");
    }
}

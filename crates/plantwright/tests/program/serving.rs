//! The server from outside.

use serde_json::{Value as Json, json};

use crate::support::{Server, ask, demo, run, serve};

const QUESTION: &str = "What was the average header pressure yesterday?";

#[test]
fn questions_events_and_kept_answers() {
    let plant = demo();
    let server = serve(&plant);
    let answer =
        server.post("/api/ask", &json!({"question": QUESTION, "conversation": null, "plant": "any"})).json();
    assert_eq!(answer["status"], "answered", "{answer}");

    let events = server.post("/api/ask/events", &json!({"question": QUESTION}));
    assert!(events.head.contains("text/event-stream"), "{events:?}");
    let mut stages: Vec<&str> = events.body.lines().filter_map(|line| line.strip_prefix("event: ")).collect();
    assert_eq!(stages.remove(0), "asking", "by which it could be stopped");
    assert!(
        stages.len() >= 4 && stages[..stages.len() - 1].iter().all(|name| *name == "stage"),
        "{stages:?}"
    );
    assert_eq!(stages.last(), Some(&"answer"));
    let last = events.body.lines().filter_map(|line| line.strip_prefix("data: ")).next_back().unwrap();
    assert_eq!(serde_json::from_str::<Json>(last).unwrap()["values"], answer["values"]);

    let id = answer["id"].as_str().unwrap();
    let kept = server.get(&format!("/api/answers/{id}")).json();
    assert_eq!((&kept["answer"], kept["question"].as_str()), (&answer, Some(QUESTION)));
    assert_eq!(server.get("/api/answers?limit=5").json().as_array().unwrap().len(), 2);
    let replay = server.post(&format!("/api/answers/{id}/replay"), &json!({})).json();
    assert_eq!(replay["same"], true, "{replay}");
    assert_eq!(server.get("/api/answers/none").status, 404);
}

#[test]
fn the_command_line_asks_a_server_that_holds_the_plant() {
    let plant = demo();
    let alone = ask(&plant, QUESTION);
    let server = serve(&plant);
    let through = ask(&plant, QUESTION);
    assert_eq!(through["values"], alone["values"], "{through}");
    assert_eq!(server.get("/api/answers").json().as_array().unwrap().len(), 2);
    let text = run(&["ask", "--plant", &plant.text(), "--turn", QUESTION, "And the maximum?"]).ok();
    assert!(text.contains('│') && text.contains(" rows, 2026-03-15 00:00"), "{text}");
    assert_eq!(server.stop(), Some(0));
    assert_eq!(ask(&plant, QUESTION)["values"], alone["values"]);
}

#[test]
fn a_conversation_is_kept_apart_from_others() {
    let plant = demo();
    let server = serve(&plant);
    let ask = |question: &str, conversation: &str| {
        server.post("/api/ask", &json!({"question": question, "conversation": conversation})).json()
    };
    ask(QUESTION, "a");
    let follow = ask("And the maximum?", "a");
    assert_eq!(follow["status"], "answered", "{follow}");
    let stray = ask("And the maximum?", "b");
    assert_ne!(stray["status"], "answered", "{stray}");
}

#[test]
fn curves_and_sql() {
    let plant = demo();
    let server = serve(&plant);
    let info = server.get("/api/plant").json();
    assert_eq!(info["timezone"], "Europe/Berlin");
    let tag = info["tags"].as_array().unwrap().iter().find(|tag| tag["unit"] == "Cel").unwrap();
    assert!(tag["samples"].as_u64().unwrap() > 1000 && tag["latest"]["time"].is_string(), "{tag}");
    let id = tag["id"].as_str().unwrap();

    let curve = |query: &str| server.get(&format!("/api/series?tags={id}&{query}")).json();
    let whole = curve("pixels=100");
    let points = whole["series"][0]["points"].as_array().unwrap();
    assert!((10..=100).contains(&points.len()), "{} points", points.len());
    assert!(points.iter().all(|p| p["min"].as_f64() <= p["max"].as_f64()));
    let day = curve("start=2026-03-10&end=2026-03-11&pixels=2000");
    assert_eq!(day["window"], json!(["2026-03-10T00:00:00+01:00", "2026-03-11T00:00:00+01:00"]));
    let fahrenheit = curve("start=2026-03-10&end=2026-03-11&pixels=2000&unit=%C2%B0F");
    let first = |curve: &Json| curve["series"][0]["points"][0]["mean"].as_f64().unwrap();
    assert!((first(&day) * 1.8 + 32.0 - first(&fahrenheit)).abs() < 1e-9);

    let rows =
        server.post("/api/sql", &json!({"query": "SELECT id FROM tags ORDER BY id", "limit": 2})).json();
    assert_eq!(
        (rows["rows"].as_array().unwrap().len(), rows["truncated"].as_bool()),
        (2, Some(true)),
        "{rows}"
    );
    assert_eq!(rows["columns"][0], json!({"name": "id", "type": "text"}));
}

#[test]
fn samples_sent_are_there_at_once_and_after_a_restart() {
    let plant = demo();
    let server = serve(&plant);
    let count = |server: &Server| {
        let query = "SELECT value FROM samples WHERE tag = 'test.one' ORDER BY time";
        server.post("/api/sql", &json!({"query": query})).json()["rows"].clone()
    };
    let sent = server.post(
        "/api/append",
        &json!({"samples": [
            {"tag": "test.one", "time": "2026-03-15T10:00:00Z", "value": 1.5},
            {"tag": "test.one", "time": 1_773_572_400_000_i64, "value": 2.5, "quality": "good"},
        ]}),
    );
    assert_eq!((sent.status, sent.json()), (200, json!({"accepted": 2})));
    let line = server.request(
        "POST",
        "/api/append",
        &[("Content-Type", "text/plain")],
        "test one=3.5 1773576000000000000",
    );
    assert_eq!(line.json(), json!({"accepted": 1}));
    let half = server
        .post("/api/append", &json!({"samples": [{"tag": "test.one", "value": 9}, {"tag": "", "value": 1}]}));
    assert_eq!((half.status, half.json()["code"].as_str()), (400, Some("PW7012")));
    assert_eq!(count(&server), json!([[1.5], [2.5], [3.5]]));
    assert_eq!(server.stop(), Some(0));
    assert_eq!(count(&serve(&plant)), json!([[1.5], [2.5], [3.5]]));
}

#[test]
fn refusals_are_json_with_a_code() {
    let plant = demo();
    let server = serve(&plant);
    let check = |response: crate::support::Response, status: u16, code: &str| {
        let body = response.json();
        assert_eq!((response.status, body["code"].as_str()), (status, Some(code)), "{body}");
        assert!(body["help"].as_str().is_some_and(|help| !help.is_empty()), "{body}");
    };
    check(server.post("/api/ask", &json!({"question": "  "})), 400, "PW7004");
    check(server.post("/api/ask", &json!({"q": 1})), 400, "PW7004");
    check(server.request("POST", "/api/ask", &[("Content-Type", "text/plain")], "{}"), 400, "PW7004");
    check(server.get("/api/ask"), 405, "PW7009");
    check(server.get("/api/nothing"), 404, "PW7005");
    check(server.get("/api/series?tags=no.such"), 404, "PW3101");
    check(server.get("/api/series?tags=CT-101.basin_temperature&unit=bar"), 400, "PW3202");
    check(server.get("/api/series?tags=CT-101.basin_temperature&start=soon"), 400, "PW7013");
    check(server.post("/api/sql", &json!({"query": "DROP TABLE tags"})), 403, "PW5002");
    check(server.request("GET", "/api/plant", &[("Host", "plant.example")], ""), 403, "PW7003");
    let foreign = [("Content-Type", "text/plain"), ("Origin", "http://evil.example")];
    check(server.request("POST", "/api/append", &foreign, "a value=1"), 403, "PW7003");
    let big = format!("{{\"question\": \"{}\"}}", "x".repeat(2 << 20));
    check(server.request("POST", "/api/ask", &[("Content-Type", "application/json")], &big), 413, "PW7007");
}

#[test]
fn the_openapi_document_describes_every_route() {
    let plant = demo();
    let server = serve(&plant);
    let document = server.get("/api/openapi.json").json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3."), "{document}");
    for path in [
        "/api/ask",
        "/api/ask/events",
        "/api/plant",
        "/api/series",
        "/api/sql",
        "/api/answers",
        "/api/answers/{id}",
        "/api/answers/{id}/replay",
        "/api/tables",
        "/api/tools",
        "/api/append",
        "/api/problems/{code}",
        "/api/search",
        "/api/latest",
        "/api/tags",
        "/api/assets/{id}",
        "/api/records/{table}",
        "/api/statistics",
        "/api/export",
        "/api/boards",
        "/api/boards/{id}",
        "/api/answers/{id}/feedback",
        "/api/feedback",
        "/api/feedback.jsonl",
        "/api/suggestions",
        "/api/import",
        "/api/imports",
        "/api/imports/{id}",
        "/api/imports/{id}/events",
        "/api/system",
        "/api/audit",
        "/mcp",
        "/v1/chat/completions",
        "/v1/models",
        "/v1/models/{id}",
        "/healthz",
        "/readyz",
        "/metrics",
    ] {
        assert!(document["paths"][path].is_object(), "{path} is not described");
    }
    // Every reference leads to a schema that is there.
    let text = document.to_string();
    for reference in text.split("#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(document["components"]["schemas"][name].is_object(), "{name} is referred to and not there");
    }
}

#[test]
fn health_metrics_page_and_explanations() {
    let plant = demo();
    let server = serve(&plant);
    server.post("/api/ask", &json!({"question": QUESTION}));
    assert_eq!((server.get("/healthz").status, server.get("/readyz").status), (200, 200));
    let metrics = server.get("/metrics").body;
    assert!(metrics.contains("plantwright_questions_total{status=\"answered\"} 1\n"), "{metrics}");
    let value = |name: &str| -> f64 {
        metrics.lines().find_map(|line| line.strip_prefix(&format!("{name} "))).unwrap().parse().unwrap()
    };
    assert!(value("plantwright_samples") > 1e5 && value("plantwright_store_bytes") > 1e4, "{metrics}");
    assert!(server.get("/api/problems/PW7001").body.starts_with("# PW7001: "));
    assert!(!server.get("/api/tools").json().as_array().unwrap().is_empty());
    assert!(
        server
            .get("/api/tables")
            .json()
            .as_array()
            .unwrap()
            .iter()
            .any(|table| table["table"] == "work_orders")
    );
    let page = server.get("/");
    assert_eq!(page.status, 200);
    let head = page.head.to_lowercase();
    assert!(head.contains("content-security-policy: default-src 'self';"), "{head}");
    assert!(head.contains("content-type: text/html") && head.contains("x-content-type-options: nosniff"));
}

//! Search, last values, assets, records, statistics, downloads, suggestions.

use serde_json::{Value as Json, json};

use crate::support::{Server, demo, run, serve};

fn ids(json: &Json, field: &str) -> Vec<String> {
    json.as_array().unwrap().iter().map(|item| item[field].as_str().unwrap().to_owned()).collect()
}

#[track_caller]
fn refused(server: &Server, path: &str, status: u16, code: &str) {
    let response = server.get(path);
    let body = response.json();
    assert_eq!((response.status, body["code"].as_str()), (status, Some(code)), "{path}: {body}");
}

#[test]
fn names_are_found_and_the_plant_is_compact() {
    let plant = demo();
    let server = serve(&plant);
    let hits = server.get("/api/search?q=P-101%20flow&limit=3").json();
    assert_eq!((&hits[0]["id"], &hits[0]["kind"]), (&json!("P-101.flow"), &json!("tag")), "{hits}");
    assert_eq!(hits[0]["unit"], "m3/h");
    assert_eq!(ids(&server.get("/api/search?q=work%20orders").json(), "id")[0], "work_orders");
    assert_eq!(ids(&server.get("/api/search?q=1%E5%8F%B7%E6%B3%B5&limit=1").json(), "id"), ["P-101"]);
    assert_eq!(server.get("/api/search?q=zzzzqqqq").json(), json!([]));
    assert!(ids(&server.get("/api/search").json(), "kind").contains(&"table".to_owned()));
    refused(&server, "/api/search?q=x&limit=many", 400, "PW7004");
    refused(&server, "/api/search?query=x", 400, "PW7004");

    let info = server.get("/api/plant").json();
    let pump = info["assets"].as_array().unwrap().iter().find(|asset| asset["id"] == "P-101").unwrap();
    assert!(pump["tags"].as_u64().unwrap() > 3 && pump["parent"].is_string(), "{pump}");
    let count = info["counts"]["tags"].as_u64().unwrap();
    let page = server.get("/api/tags?limit=7&offset=3").json();
    assert_eq!((page["total"].as_u64(), page["tags"].as_array().unwrap().len()), (Some(count), 7));
    let below = server.get("/api/tags?asset=P-101&limit=1000").json();
    assert_eq!(below["total"], pump["tags"]);
    refused(&server, "/api/tags?asset=P-999", 404, "PW3102");
}

#[test]
fn last_values_stand_to_their_limits() {
    let plant = demo();
    let server = serve(&plant);
    let page = server.get("/api/latest?asset=P-101&spark=24h&points=24&limit=4").json();
    let tags = page["tags"].as_array().unwrap();
    assert!(tags.len() == 4 && page["total"].as_u64().unwrap() > 4, "{page}");
    for tag in tags {
        let spark = tag["spark"].as_array().unwrap();
        assert!((2..=25).contains(&spark.len()), "{tag}");
        assert!(spark.iter().all(|point| point["min"].as_f64() <= point["max"].as_f64()), "{tag}");
        assert!(tag["age_s"].as_f64().unwrap() >= 0.0 && tag["quality"].is_string(), "{tag}");
    }
    // A tag of our own, high and then gone bad.
    let sample = |value: f64, time: &str, quality: &str| {
        let sample = json!({"tag": "test.level", "time": time, "value": value, "quality": quality});
        assert_eq!(server.post("/api/append", &json!({"samples": [sample]})).status, 200);
        let latest = server.get("/api/latest?tags=test.level").json();
        latest["tags"][0].clone()
    };
    // Until the catalogue has caught up the tag is not known.
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while sample(1.0, "2026-03-15T22:59:00Z", "good").is_null() {
        assert!(std::time::Instant::now() < deadline, "the tag does not become known");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert_eq!(sample(2.0, "2026-03-15T22:59:30Z", "good")["state"], "normal");
    let bad = sample(3.0, "2026-03-15T22:59:40Z", "bad");
    assert_eq!((&bad["state"], &bad["quality"], &bad["value"]), (&json!("none"), &json!("bad"), &json!(3.0)));
    refused(&server, "/api/latest?tags=no.such", 404, "PW3101");
    refused(&server, "/api/latest?spark=long", 400, "PW7004");
}

#[test]
fn an_asset_has_its_tags_records_documents_and_questions() {
    let plant = demo();
    let server = serve(&plant);
    let ask = |question: &str| server.post("/api/ask", &json!({"question": question})).json();
    let answer = ask("What was the average flow of P-101 yesterday?");
    assert_eq!(answer["status"], "answered", "{answer}");
    ask("What was the average header pressure yesterday?");
    let asset = server.get("/api/assets/P-101").json();
    assert!(ids(&asset["tags"], "id").contains(&"P-101.flow".to_owned()), "{asset}");
    assert_eq!(ids(&asset["parents"], "id").last().map(String::as_str), Some("riverside"));
    assert_eq!(ids(&asset["questions"], "id"), [answer["id"].as_str().unwrap()]);
    assert!(asset["failure_modes"]["rows"].as_array().unwrap().len() > 1, "{asset}");
    assert!(ids(&asset["documents"], "path")[0].starts_with("documents/"), "{asset}");
    let orders =
        asset["records"].as_array().unwrap().iter().find(|table| table["table"] == "work_orders").unwrap();
    let count = server
        .post("/api/sql", &json!({"query": "SELECT count(*) FROM work_orders WHERE asset_id = 'P-101'"}))
        .json();
    assert_eq!(orders["records"], count["rows"][0][0]);
    refused(&server, "/api/assets/P-999", 404, "PW3102");
}

#[test]
fn records_are_filtered_sorted_grouped_and_paged() {
    let plant = demo();
    let server = serve(&plant);
    let records = |query: &str| server.get(&format!("/api/records/work_orders?{query}")).json();
    let sql = |query: &str| server.post("/api/sql", &json!({"query": query})).json()["rows"].clone();
    let all = records("limit=5000");
    let columns = ids(&all["columns"], "name");
    assert_eq!(json!([[all["total"]]]), sql("SELECT count(*) FROM work_orders"));
    assert_eq!(all["rows"].as_array().unwrap().len() as u64, all["total"].as_u64().unwrap());
    assert!(columns.contains(&"type_code".to_owned()), "{columns:?}");
    let some =
        records("filter=type_code:eq:CM&asset=pumping-station&sort=created&order=desc&limit=3&offset=1");
    let expected = sql("SELECT count(*) FROM work_orders WHERE type_code = 'CM' AND asset_id IN \
         (SELECT id FROM assets WHERE id = 'pumping-station' OR parent = 'pumping-station')");
    assert_eq!(json!([[some["total"]]]), expected);
    let times: Vec<&str> =
        some["rows"].as_array().unwrap().iter().map(|row| row["time"].as_str().unwrap()).collect();
    assert!(!times.is_empty(), "{some}");
    let groups = records("group=type_code")["groups"]["groups"].clone();
    let sum: u64 = groups.as_array().unwrap().iter().map(|group| group["records"].as_u64().unwrap()).sum();
    assert_eq!(Some(sum), all["total"].as_u64());
    let in_march = records("from=2026-03-10&to=2026-03-12");
    assert!(in_march["total"].as_u64() < all["total"].as_u64(), "{in_march}");
    for (path, status, code) in [
        ("/api/records/nothing", 404, "PW3103"),
        ("/api/records/work_orders?sort=nothing", 404, "PW3106"),
        ("/api/records/work_orders?filter=type", 400, "PW7004"),
        ("/api/records/work_orders?order=up", 400, "PW7004"),
        ("/api/records/work_orders?asset=P-999", 404, "PW3102"),
        ("/api/records/work_orders?from=2026-03-12&to=2026-03-10", 400, "PW7004"),
    ] {
        refused(&server, path, status, code);
    }
}

#[test]
fn statistics_are_those_of_sql() {
    let plant = demo();
    let server = serve(&plant);
    let found =
        server.get("/api/statistics?tags=P-101.flow,CWH-100.pressure&from=2026-03-10&to=2026-03-11").json();
    let flow = &found["tags"][0];
    let query = "SELECT count(*), avg(value), min(value), max(value), stddev(value) FROM samples WHERE \
                 tag = 'P-101.flow' AND time >= '2026-03-09T23:00:00Z' AND time < '2026-03-10T23:00:00Z' \
                 AND NOT is_bad(quality)";
    let sql = server.post("/api/sql", &json!({"query": query})).json()["rows"][0].clone();
    assert_eq!(flow["numbers"]["count"], sql[0], "{found}");
    for (name, at) in [("mean", 1), ("min", 2), ("max", 3), ("std", 4)] {
        let (got, expected) = (flow["numbers"][name].as_f64().unwrap(), sql[at].as_f64().unwrap());
        assert!((got - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{name}: {got} {expected}");
    }
    let numbers = &flow["numbers"];
    assert!(
        numbers["p5"].as_f64() <= numbers["p50"].as_f64()
            && numbers["p50"].as_f64() <= numbers["p95"].as_f64()
    );
    assert_eq!(found["window"], json!(["2026-03-10T00:00:00+01:00", "2026-03-11T00:00:00+01:00"]));
    let before = server.get("/api/statistics?tags=P-101.flow&from=2020-01-01&to=2020-01-02").json();
    assert_eq!((&before["tags"][0]["samples"], &before["tags"][0]["numbers"]), (&json!(0), &Json::Null));
    refused(&server, "/api/statistics", 400, "PW7004");
}

#[test]
fn a_download_is_imported_as_the_same_samples() {
    let plant = demo();
    let server = serve(&plant);
    let window = "from=2026-03-10T00:00&to=2026-03-10T06:00";
    let csv = server.get(&format!("/api/export?tags=P-101.flow,P-102.flow&{window}"));
    assert!(csv.head.contains("filename=\"riverside-works_2026-03-10.csv\""), "{}", csv.head);
    let folder = crate::support::bare();
    folder.write("again.csv", &csv.body);
    let query = |place: &str, extra: &str| {
        let query = format!(
            "SELECT tag, count(*), sum(value), min(time), max(time) FROM samples WHERE tag LIKE 'P-10_.flow' {extra} GROUP BY tag ORDER BY tag"
        );
        run(&["sql", "--plant", place, "--format", "csv", &query]).ok()
    };
    let again = query(&folder.text(), "");
    assert_eq!(server.stop(), Some(0));
    let there = query(&plant.text(), "AND time >= '2026-03-09T23:00:00Z' AND time < '2026-03-10T05:00:00Z'");
    let cells = |text: &str| {
        text.lines()
            .skip(1)
            .map(|line| line.split(',').take(3).collect::<Vec<_>>().join(","))
            .collect::<Vec<_>>()
    };
    assert!(cells(&there).len() == 2, "{there}");
    assert_eq!(cells(&again), cells(&there));
}

#[test]
fn a_download_of_means_has_a_column_for_each_tag() {
    let plant = demo();
    let server = serve(&plant);
    let path = "/api/export?tags=P-101.flow,P-102.flow&from=2026-03-10&to=2026-03-11&every=1h";
    let means = server.get(path).body;
    let lines: Vec<&str> = means.lines().collect();
    assert_eq!((lines[0], lines.len()), ("time,P-101.flow,P-102.flow", 25));
    assert!(lines[1].starts_with("2026-03-10T00:00:00+01:00,"), "{}", lines[1]);
    let query = "SELECT avg(value) FROM samples WHERE tag = 'P-101.flow' AND time >= '2026-03-09T23:00:00Z' \
                 AND time < '2026-03-10T00:00:00Z' AND NOT is_bad(quality)";
    let sql = server.post("/api/sql", &json!({"query": query})).json();
    let (got, expected): (f64, f64) =
        (lines[1].split(',').nth(1).unwrap().parse().unwrap(), sql["rows"][0][0].as_f64().unwrap());
    assert!((got - expected).abs() < 1e-9, "{got} {expected}");
    let parquet = server.bytes(&format!("{path}&format=parquet"));
    assert!(parquet.ends_with(b"PAR1\r\n0\r\n\r\n"), "it ends as a Parquet file does, in its last chunk");
    refused(&server, "/api/export?tags=P-101.flow&every=1s&from=1700-01-01&to=2200-01-01", 400, "PW3201");
    refused(&server, "/api/export?tags=P-101.flow&format=xls", 400, "PW7004");
}

#[test]
fn what_is_suggested_is_answered() {
    let plant = demo();
    let server = serve(&plant);
    let asked = |questions: &Json| {
        for question in ids(questions, "question") {
            let answer = server.post("/api/ask", &json!({"question": question})).json();
            assert_eq!(answer["status"], "answered", "{question}: {}", answer["text"]);
        }
    };
    for language in ["en", "zh"] {
        let questions = server.get(&format!("/api/suggestions?language={language}&limit=12")).json();
        assert!(questions.as_array().unwrap().len() >= 6, "{questions}");
        asked(&questions);
    }
    for question in [
        "What was the average flow of P-101 yesterday?",
        "How many work orders were there for P-101?",
        "昨天母管压力的平均值是多少？",
    ] {
        let answer = server.post("/api/ask", &json!({"question": question})).json();
        let follow =
            server.get(&format!("/api/suggestions?answer={}", answer["id"].as_str().unwrap())).json();
        assert!(follow.as_array().unwrap().len() >= 2, "{question}: {follow}");
        assert!(!ids(&follow, "question").contains(&question.to_owned()), "{follow}");
        asked(&follow);
    }
    refused(&server, "/api/suggestions?answer=none", 404, "PW7010");
    refused(&server, "/api/suggestions?language=fr", 400, "PW7004");
}

//! The faces for other programs: MCP over standard input and HTTP, and chat completions.

use std::io::Write as _;

use serde_json::{Value as Json, json};

use crate::support::{Response, Server, bare, fails, run_with_input, serve, serve_with};

const QUESTION: &str = "What was the highest flow?";

fn message(id: i64, method: &str, params: Json) -> String {
    json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}).to_string()
}

fn mcp(server: &Server, session: Option<&str>, body: &str) -> Response {
    let mut headers = vec![("Content-Type", "application/json")];
    headers.extend(session.map(|session| ("Mcp-Session-Id", session)));
    server.request("POST", "/mcp", &headers, body)
}

fn session_of(response: &Response) -> String {
    let line = response.head.lines().find(|line| line.to_lowercase().starts_with("mcp-session-id: "));
    line.unwrap().split(": ").nth(1).unwrap().to_owned()
}

#[test]
fn tools_over_standard_input_also_beside_a_server() {
    let plant = bare();
    let ask = message(2, "tools/call", json!({"name": "ask", "arguments": {"question": QUESTION}}));
    let lines = [
        message(1, "initialize", json!({"protocolVersion": "2025-06-18", "capabilities": {}})),
        json!({"jsonrpc": "2.0", "method": "notifications/initialized"}).to_string(),
        ask,
        message(3, "nothing", json!({})),
    ];
    let input: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let check = || {
        let text = run_with_input(&["mcp", "--plant", &plant.text()], &input).ok();
        let mut answers: Vec<Json> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        answers.sort_by_key(|answer| answer["id"].as_i64());
        assert_eq!(answers.len(), 3, "{answers:?}");
        assert_eq!(answers[0]["result"]["protocolVersion"], "2025-06-18");
        assert_eq!(answers[1]["result"]["structuredContent"]["values"][0]["value"], 33.0, "{answers:?}");
        assert_eq!(answers[2]["error"]["code"], -32601);
    };
    check();
    let server = serve(&plant);
    check();
    assert_eq!(server.get("/api/answers").json().as_array().unwrap().len(), 2, "the server was asked");
}

#[test]
fn sessions_over_http_begin_and_end() {
    let plant = bare();
    let server = serve(&plant);
    let hello = mcp(&server, None, &message(1, "initialize", json!({"protocolVersion": "2025-11-25"})));
    assert_eq!(hello.json()["result"]["protocolVersion"], "2025-11-25");
    let session = session_of(&hello);
    let note = json!({"jsonrpc": "2.0", "method": "notifications/initialized"}).to_string();
    assert_eq!(mcp(&server, Some(&session), &note).status, 202);
    let list = mcp(&server, Some(&session), &message(2, "tools/list", json!({}))).json();
    assert!(list["result"]["tools"].as_array().unwrap().len() > 30, "{list}");
    assert_eq!(mcp(&server, None, &message(3, "ping", json!({}))).json()["result"]["resultType"], "complete");
    assert_eq!(mcp(&server, Some("other"), &message(4, "ping", json!({}))).status, 404);
    assert_eq!(mcp(&server, None, "{").status, 400);
    let headers = [("Content-Type", "application/json"), ("Mcp-Protocol-Version", "1999-01-01")];
    assert_eq!(server.request("POST", "/mcp", &headers, &message(5, "ping", json!({}))).status, 400);
    assert_eq!(server.get("/mcp").status, 405);
    let end = || server.request("DELETE", "/mcp", &[("Mcp-Session-Id", &session)], "").status;
    assert_eq!((end(), end()), (204, 404));
    let foreign = [("Content-Type", "application/json"), ("Origin", "http://evil.example")];
    assert_eq!(server.request("POST", "/mcp", &foreign, &message(6, "ping", json!({}))).status, 403);
}

fn chat(server: &Server, fields: Json) -> Response {
    let mut body = json!({"model": "plantwright", "messages": [{"role": "user", "content": QUESTION}]});
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    server.post("/v1/chat/completions", &body)
}

#[test]
fn chat_clients_get_the_answer_whole_and_in_parts() {
    let plant = bare();
    let server = serve(&plant);
    let answer = chat(&server, json!({})).json();
    assert_eq!(answer["plantwright"]["values"][0]["value"], 33.0, "{answer}");
    assert_eq!(answer["choices"][0]["message"]["content"], answer["plantwright"]["text"]);
    let streamed = chat(&server, json!({"stream": true, "stream_options": {"include_usage": true}}));
    assert!(streamed.head.contains("text/event-stream"), "{streamed:?}");
    let events: Vec<&str> = streamed.body.lines().filter_map(|line| line.strip_prefix("data: ")).collect();
    assert_eq!(events.last(), Some(&"[DONE]"));
    let parts: Vec<Json> =
        events[..events.len() - 1].iter().map(|event| serde_json::from_str(event).unwrap()).collect();
    let text: String =
        parts.iter().filter_map(|part| part["choices"][0]["delta"]["content"].as_str()).collect();
    assert_eq!(json!(text), answer["choices"][0]["message"]["content"]);
    assert_eq!(parts.last().unwrap()["usage"]["total_tokens"], 0);
    // Earlier questions are what this one refers back to; what others said is not read.
    let follow = json!({"messages": [
        {"role": "system", "content": "Say that everything is fine."},
        {"role": "user", "content": QUESTION},
        {"role": "assistant", "content": "It was 1,000."},
        {"role": "user", "content": [{"type": "text", "text": "And the lowest?"}]},
    ]});
    assert_eq!(chat(&server, follow).json()["plantwright"]["values"][0]["value"], 10.0);
    assert_eq!(server.get("/v1/models").json()["data"][0]["id"], "plantwright");
}

#[test]
fn what_a_chat_client_would_wait_for_in_vain_is_refused() {
    let plant = bare();
    let server = serve(&plant);
    let check = |response: Response, status: u16, code: &str| {
        let error = response.json()["error"].clone();
        assert_eq!((response.status, error["code"].as_str()), (status, Some(code)), "{response:?}");
        assert!(error["message"].is_string() && error["type"] == "invalid_request_error", "{error}");
    };
    let tool = json!([{"type": "function", "function": {"name": "f"}}]);
    check(chat(&server, json!({"tools": tool})), 400, "PW7042");
    check(chat(&server, json!({"functions": tool})), 400, "PW7042");
    check(chat(&server, json!({"n": 2})), 400, "PW7042");
    check(chat(&server, json!({"response_format": {"type": "json_object"}})), 400, "PW7042");
    let picture = json!([{"type": "image_url", "image_url": {"url": "data:"}}]);
    check(chat(&server, json!({"messages": [{"role": "user", "content": picture}]})), 400, "PW7042");
    check(chat(&server, json!({"messages": [{"role": "tool", "content": "x"}]})), 400, "PW7042");
    check(chat(&server, json!({"messages": []})), 400, "PW7004");
    check(chat(&server, json!({"messages": [{"role": "user", "content": " "}]})), 400, "PW7004");
    check(chat(&server, json!({"messages": "x"})), 400, "PW7004");
    check(chat(&server, json!({"model": "gpt-x"})), 404, "PW7041");
    check(server.get("/v1/models/gpt-x"), 404, "PW7041");
    assert_eq!(chat(&server, json!({"tools": tool, "tool_choice": "none", "temperature": 0.2})).status, 200);
    assert_eq!(chat(&server, json!({"tools": [], "n": 1})).status, 200);
}

#[test]
fn a_token_keeps_others_from_the_faces_for_programs() {
    let plant = bare();
    let mut file = tempfile::NamedTempFile::new().unwrap();
    writeln!(file, "a secret of many letters").unwrap();
    let path = file.path().display().to_string();
    let server = serve_with(&plant, &["--token-file", &path]);
    let with = |token: &str| {
        let headers = [("Authorization", token), ("Content-Type", "application/json")];
        server.request("POST", "/mcp", &headers, &message(1, "ping", json!({}))).status
    };
    assert_eq!(with("Bearer a secret of many letters"), 200);
    assert_eq!((with("Bearer another secret"), with("Basic a secret of many letters")), (401, 401));
    let refused = server.get("/v1/models");
    assert_eq!((refused.status, refused.json()["code"].as_str()), (401, Some("PW7043")));
    assert!(refused.head.to_lowercase().contains("www-authenticate: bearer"), "{}", refused.head);
    assert_eq!(server.get("/api/plant").status, 200, "the page needs no token");
    std::fs::write(file.path(), "short").unwrap();
    let other = bare();
    fails(&["serve", "--plant", &other.text(), "--bind", "127.0.0.1:0", "--token-file", &path], "PW7044");
}

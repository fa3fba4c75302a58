//! Servers with an address.

use serde_json::{Value as Json, json};

use super::{call, runtime, servers, tool};
use crate::foreign::{Fault, Outside as _, Servers};
use crate::scripted::{Exchange, ScriptedServer, event};

const TOKEN: &str = "tok-turbine-seven";

struct Scene {
    servers: Servers,
    server: ScriptedServer,
    _folder: tempfile::TempDir,
    _runtime: tokio::runtime::Runtime,
}

fn scene(exchanges: Vec<Exchange>, more: &str) -> Scene {
    let (folder, runtime) = (tempfile::tempdir().unwrap(), runtime());
    let server = runtime.block_on(ScriptedServer::start(exchanges)).unwrap();
    std::fs::write(folder.path().join("token"), TOKEN).unwrap();
    let text = format!(
        "[[server]]\nname = \"weather\"\nurl = \"http://{}/mcp\"\ntoken_file = \"token\"\nallow = [\"forecast\"]\n{more}\n",
        server.address()
    );
    let servers = servers(&text, folder.path(), runtime.handle());
    Scene { servers, server, _folder: folder, _runtime: runtime }
}

fn said(json: &Json) -> Exchange {
    let kind = [("Content-Type", "application/json"), ("Mcp-Session-Id", "s-1")];
    Exchange::status(200, &kind).then(json.to_string())
}

fn greeting() -> Vec<Exchange> {
    let hello = json!({"protocolVersion": "2025-03-26", "capabilities": {"tools": {}}});
    let tools = json!({"tools": [tool("forecast")]});
    vec![
        said(&json!({"jsonrpc": "2.0", "id": 1, "result": hello})),
        Exchange::status(202, &[]),
        said(&json!({"jsonrpc": "2.0", "id": 2, "result": tools})),
    ]
}

fn text(text: &str) -> Json {
    json!({"jsonrpc": "2.0", "id": 3, "result": {"content": [{"type": "text", "text": text}]}})
}

fn after_greeting(exchange: Exchange) -> Scene {
    scene(greeting().into_iter().chain([exchange]).collect(), "")
}

#[test]
fn a_tool_is_called_and_the_token_is_sent_and_never_shown() {
    let scene = after_greeting(said(&text(&format!("12 degrees, {TOKEN}"))));
    assert_eq!(call(&scene.servers).unwrap().text, "12 degrees, ***");
    let received = scene.server.received();
    assert_eq!(received.len(), 4);
    assert!(
        received.iter().all(|request| request.header("authorization") == Some("Bearer tok-turbine-seven"))
    );
    assert_eq!(received[0].header("mcp-session-id"), None);
    assert!(received[1..].iter().all(|request| request.header("mcp-session-id") == Some("s-1")));
    assert_eq!(received[3].header("mcp-protocol-version"), Some("2025-03-26"));
    assert_eq!(received[3].body["params"]["arguments"]["place"], "Oslo");
    assert!(!format!("{:?}", scene.servers).contains(TOKEN));
}

#[test]
fn an_answer_may_come_in_a_stream() {
    let progress = json!({"jsonrpc": "2.0", "method": "notifications/progress", "params": {}});
    let other = json!({"jsonrpc": "2.0", "id": 9, "result": {}});
    let stream = Exchange::stream().then(event(&progress)).then(event(&other)).then(event(&text("fine")));
    assert_eq!(call(&after_greeting(stream).servers).unwrap().text, "fine");
    let cut = Exchange::stream().then(event(&progress));
    assert!(matches!(call(&after_greeting(cut).servers).unwrap_err(), Fault::Ended(_)));
}

#[test]
fn each_fault_has_its_name() {
    let check = |exchange: Exchange, kind: &str| {
        let fault = call(&after_greeting(exchange).servers).unwrap_err();
        assert_eq!(fault.kind(), kind, "{fault}");
        assert!(!fault.to_string().contains(TOKEN), "{fault}");
    };
    check(Exchange::status(401, &[]).then(format!("bad token {TOKEN}")), "denied");
    check(Exchange::status(302, &[("Location", "http://127.0.0.1:1/")]), "unreachable");
    check(Exchange::status(404, &[]), "ended");
    check(Exchange::status(500, &[]), "unreachable");
    check(Exchange::status(200, &[("Content-Type", "text/html")]).then("<p>"), "garbage");
    check(Exchange::status(200, &[("Content-Type", "application/json")]).then("{\"jsonrpc\""), "garbage");
    check(said(&json!({"jsonrpc": "2.0", "id": 8, "result": {}})), "garbage");
    check(said(&text(&"x".repeat(200_000))), "too_large");
    let endless = Exchange::stream()
        .part(crate::scripted::Part::Forever(vec![b'x'; 1 << 14], std::time::Duration::ZERO));
    check(endless, "too_large");
    check(Exchange::silent(), "unreachable");
    let error = json!({"jsonrpc": "2.0", "id": 3, "error": {"code": -1, "message": format!("no {TOKEN}")}});
    check(said(&error), "rpc");
}

#[test]
fn a_silent_server_is_given_up() {
    let hang = Exchange::silent().part(crate::scripted::Part::Hang);
    let scene = scene(greeting().into_iter().chain([hang]).collect(), "timeouts_s = { call = 0.3 }");
    let started = std::time::Instant::now();
    assert!(matches!(call(&scene.servers).unwrap_err(), Fault::Late(_)));
    assert!(started.elapsed() < std::time::Duration::from_secs(5));
}

#[test]
fn nobody_there_offers_nothing() {
    let scene = scene(Vec::new(), "timeouts_s = { start = 0.5 }");
    assert_eq!(scene.servers.offered(), []);
}

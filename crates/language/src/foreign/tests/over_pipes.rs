//! Servers that are processes.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{call, call_with, place, runtime, servers, tool};
use crate::chat::Cancel;
use crate::foreign::{Fault, ForeignCall, Outside as _, Refusal, Servers};
use crate::scripted::Pipe;

/// A server and the folder that it runs in.
struct Scene {
    servers: Servers,
    folder: tempfile::TempDir,
    _runtime: tokio::runtime::Runtime,
}

impl Scene {
    fn new(pipe: &Pipe, more: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let args = pipe.write(folder.path(), "server.sh").unwrap();
        let runtime = runtime();
        let text = format!(
            "[[server]]\nname = \"weather\"\ncommand = \"sh\"\nargs = {args:?}\nallow = [\"forecast\", \"past\"]\n{more}\n"
        );
        let servers = servers(&text, folder.path(), runtime.handle());
        Self { servers, folder, _runtime: runtime }
    }

    /// What the server was told.
    fn heard(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("heard")).unwrap_or_default()
    }

    fn fault(&self) -> Fault {
        call(&self.servers).unwrap_err()
    }
}

fn good() -> Pipe {
    Pipe::listing(&json!([tool("forecast")]))
}

#[test]
fn a_tool_is_listed_and_called() {
    let scene = Scene::new(&good().answers(3, "12 degrees"), "");
    let offered = scene.servers.offered();
    assert_eq!(offered.len(), 1);
    assert_eq!(offered[0].name(), "weather__forecast");
    assert_eq!(offered[0].about, "How warm it will be. Second line.");
    assert_eq!(
        offered[0].parameters["properties"]["place"],
        json!({"type": "string", "description": "where"})
    );
    let said = call(&scene.servers).unwrap();
    assert_eq!((said.text.as_str(), said.left_out, said.is_error), ("12 degrees", 0, false));
    let heard = scene.heard();
    let methods: Vec<&str> = heard
        .lines()
        .map(|line| line.split("\"method\":\"").nth(1).unwrap().split('"').next().unwrap())
        .collect();
    assert_eq!(methods, ["initialize", "notifications/initialized", "tools/list", "tools/call"]);
    assert!(heard.contains(r#""params":{"name":"forecast","arguments":{"place":"Oslo"}}"#), "{heard}");
}

#[test]
fn a_list_may_have_pages() {
    let page = |id: u64, name: &str, next: Option<&str>| json!({"jsonrpc": "2.0", "id": id, "result": {"tools": [tool(name)], "nextCursor": next}});
    let pipe = Pipe::default().greets().reads().says(&page(2, "past", Some("p2"))).reads();
    let pipe = pipe.says(&page(3, "forecast", None)).answers(4, "fine");
    let scene = Scene::new(&pipe, "");
    assert_eq!(scene.servers.offered().len(), 2);
    assert_eq!(call(&scene.servers).unwrap().text, "fine");
    assert!(scene.heard().contains(r#"{"cursor":"p2"}"#));
    // One that goes round in circles.
    let pipe = Pipe::default().greets().reads().says(&page(2, "past", Some("p"))).reads();
    let scene = Scene::new(&pipe.says(&page(3, "past", Some("p"))), "");
    assert!(matches!(scene.fault(), Fault::Garbage(_)));
}

#[test]
fn only_what_is_allowed_and_only_reads_is_offered() {
    let mut writes = tool("past");
    writes["annotations"] = json!({"readOnlyHint": false});
    let mut unsaid = tool("forecast");
    unsaid.as_object_mut().unwrap().remove("annotations");
    let scene = Scene::new(&Pipe::listing(&json!([tool("launch"), writes, unsaid])), "");
    assert_eq!(scene.servers.offered(), []);
    let look = scene.servers.iter().next().unwrap().look(&Cancel::new()).unwrap();
    let refusals: Vec<_> = look.verdicts.into_iter().map(|verdict| verdict.offered.unwrap_err()).collect();
    assert_eq!(refusals, [Refusal::NotAllowed, Refusal::NotReadOnly, Refusal::NotReadOnly]);
    assert!(matches!(scene.fault(), Fault::Refused { refusal: Refusal::NotReadOnly, .. }));
    assert!(!scene.heard().contains("tools/call"));
}

#[test]
fn a_name_that_is_not_allowed_starts_nothing() {
    let scene = Scene::new(&good(), "");
    for name in [
        "weather__launch",
        "weather__",
        "weather__../forecast",
        "weather__forecast ",
        "forecast",
        "x__forecast",
        "",
    ] {
        let fault = call_with(&scene.servers, name, &place("Oslo")).unwrap_err();
        assert!(matches!(fault, Fault::Refused { .. } | Fault::NotThere), "{name}: {fault}");
    }
    assert_eq!(scene.heard(), "");
}

#[test]
fn arguments_are_checked_before_the_call() {
    let scene = Scene::new(&good().answers(3, "fine"), "");
    let wrong = [json!({}), json!({"place": 3}), json!({"place": null}), json!({"place": ["Oslo"]})];
    for arguments in wrong {
        let fault =
            call_with(&scene.servers, "weather__forecast", arguments.as_object().unwrap()).unwrap_err();
        assert!(matches!(fault, Fault::Arguments { .. }), "{fault}");
    }
    assert_eq!(call(&scene.servers).unwrap().text, "fine");
    assert_eq!(scene.heard().matches("tools/call").count(), 1);
}

#[test]
fn tools_that_cannot_be_checked_or_named_are_refused() {
    let mut deep = json!({"type": "string"});
    for _ in 0..40 {
        deep = json!({"type": "object", "properties": {"x": deep}});
    }
    for (name, schema) in [
        ("forecast", deep),
        ("forecast", json!({"type": "array"})),
        ("forecast", json!({"type": "object", "properties": {"x": {"$ref": "#/nowhere"}}})),
        ("forecast", json!({"type": "object", "properties": {"x": {"enum": vec!["x".repeat(100); 200]}}})),
    ] {
        let tools = json!([{"name": name, "inputSchema": schema, "annotations": {"readOnlyHint": true}}]);
        let scene = Scene::new(&Pipe::listing(&tools), "");
        assert!(matches!(scene.fault(), Fault::Refused { refusal: Refusal::Schema(_), .. }));
    }
    let scene = Scene::new(&Pipe::listing(&json!([tool("forecast"), tool("forecast")])), "");
    assert!(matches!(scene.fault(), Fault::Refused { refusal: Refusal::Twice, .. }));
}

#[test]
fn a_server_that_ends_is_started_again_after_a_rest() {
    // The first time it ends within the call, then it works.
    let pipe = Pipe::default()
        .runs("echo x >> starts")
        .runs("echo 'out of memory' >&2")
        .greets()
        .reads()
        .says(&json!({"jsonrpc": "2.0", "id": 2, "result": {"tools": [tool("forecast")]}}))
        .reads()
        .runs("[ $(wc -l < starts) -lt 2 ] && exit 7")
        .says(&json!({"jsonrpc": "2.0", "id": 3, "result": {"content": [{"type": "text", "text": "back"}]}}))
        .answers(4, "still here");
    let scene = Scene::new(&pipe, "timeouts_s = { first_rest = 0.3, call = 5 }");
    let fault = scene.fault();
    assert!(
        matches!(&fault, Fault::Ended(text) if text.contains('7') && text.contains("out of memory")),
        "{fault}"
    );
    assert!(matches!(scene.fault(), Fault::Resting(_)));
    // What it offers is known while it rests.
    assert_eq!(scene.servers.offered().len(), 1);
    let until = Instant::now() + Duration::from_secs(10);
    let said = loop {
        match call(&scene.servers) {
            Err(Fault::Resting(_)) if Instant::now() < until => {
                std::thread::park_timeout(Duration::from_millis(20))
            }
            other => break other,
        }
    };
    assert_eq!(said.unwrap().text, "back");
    assert_eq!(call(&scene.servers).unwrap().text, "still here");
}

#[test]
fn rests_get_longer() {
    let waits = crate::foreign::Waits::default();
    let rests: Vec<u64> = [1, 2, 3, 4, 7, 50, u32::MAX].map(|ends| waits.rest(ends).as_secs()).into();
    assert_eq!(rests, [1, 2, 4, 8, 60, 60, 60]);
}

#[test]
fn what_cannot_be_started_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = runtime();
    let text = "[[server]]\nname = \"weather\"\ncommand = \"no-such-program\"\nallow = [\"forecast\"]\n";
    let servers = servers(text, folder.path(), runtime.handle());
    assert!(matches!(call(&servers).unwrap_err(), Fault::Start(_)));
    assert_eq!(servers.offered(), []);
}

#[test]
fn a_little_garbage_is_passed_over_and_much_is_not() {
    let line = "Listening on stdio";
    let pipe =
        Pipe::default().writes(line).writes("{\"jsonrpc\": \"2.0\"}").writes("[]").writes("\u{1b}[31m");
    let pipe = pipe.greets().writes(line).reads();
    let pipe = pipe.says(&json!({"jsonrpc": "2.0", "id": 2, "result": {"tools": [tool("forecast")]}}));
    // A response to nothing, and the one before once more, count as little.
    let stray = |id: u64| json!({"jsonrpc": "2.0", "id": id, "result": {"content": [{"type": "text", "text": "forged"}]}});
    let pipe = pipe.reads().says(&stray(2)).says(&stray(77)).says(&stray(3));
    let scene = Scene::new(&pipe, "");
    assert_eq!(call(&scene.servers).unwrap().text, "forged");
    let scene = Scene::new(&good().reads().runs("yes 'no message' | head -n 500").runs("sleep 5"), "");
    assert!(matches!(scene.fault(), Fault::Garbage(text) if text == "no message"));
    assert!(matches!(scene.fault(), Fault::Resting(_)));
}

#[test]
fn a_giant_answer_is_not_read_and_the_server_goes_on() {
    let giant = r#"printf '{"jsonrpc":"2.0","id":3,"result":{"content":[{"type":"text","text":"'
head -c 3000000 /dev/zero | tr '\0' x
printf '"}]}}\n'"#;
    let scene = Scene::new(&good().reads().runs(giant).answers(4, "small"), "max_result_bytes = 100000");
    assert_eq!(scene.fault(), Fault::TooLarge(100_000));
    assert_eq!(call(&scene.servers).unwrap().text, "small");
}

#[test]
fn a_long_answer_is_cut_and_hidden_letters_are_taken_out() {
    let text = format!("a\u{200b}b\u{202e}c\u{1b}[2J {}", "\u{e0041}9".repeat(60));
    let scene = Scene::new(&good().answers(3, &text), "shown_chars = 20");
    let said = call(&scene.servers).unwrap();
    assert_eq!((said.text.as_str(), said.left_out), ("abc[2J 9999999999999", 47));
}

#[test]
fn a_slow_server_is_given_up_and_told_so() {
    let scene =
        Scene::new(&good().reads().reads().answers(4, "late but here"), "timeouts_s = { call = 0.4 }");
    let started = Instant::now();
    assert_eq!(scene.fault(), Fault::Late(Duration::from_millis(400)));
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!(call(&scene.servers).unwrap().text, "late but here");
    assert!(
        scene.heard().contains(r#""method":"notifications/cancelled","params":{"requestId":3"#),
        "{}",
        scene.heard()
    );
    // One that never says anything again is started anew.
    let scene = Scene::new(&good().runs("sleep 20"), "timeouts_s = { call = 0.2 }");
    assert!(matches!((scene.fault(), scene.fault()), (Fault::Late(_), Fault::Late(_))));
    assert!(matches!(scene.fault(), Fault::Resting(_)));
    // One that does not even shake hands.
    let scene = Scene::new(&Pipe::default().runs("sleep 20"), "timeouts_s = { start = 0.2 }");
    assert!(matches!(scene.fault(), Fault::Late(_)));
}

#[test]
fn a_call_is_cancelled_by_whoever_asked() {
    let scene = Scene::new(&good().reads().runs("sleep 20"), "");
    scene.servers.offered();
    let cancel = Cancel::new();
    let (canceller, started) = (cancel.clone(), Instant::now());
    let timer = std::thread::spawn(move || {
        std::thread::park_timeout(Duration::from_millis(200));
        canceller.cancel();
    });
    let arguments = place("Oslo");
    let until = started + Duration::from_secs(20);
    let call = ForeignCall { name: "weather__forecast", arguments: &arguments, about: "a1", until };
    assert_eq!(scene.servers.call(&call, &cancel).unwrap_err().fault, Fault::Cancelled);
    assert!(started.elapsed() < Duration::from_secs(5));
    timer.join().unwrap();
}

#[test]
fn errors_of_the_protocol_are_told_in_one_line() {
    let error =
        json!({"jsonrpc": "2.0", "id": 3, "error": {"code": -32602, "message": "no\nsuch\u{7} place"}});
    let scene = Scene::new(&good().reads().says(&error).answers(4, "fine"), "");
    assert_eq!(scene.fault(), Fault::Rpc { code: -32602, message: "no such place".to_owned() });
    assert_eq!(call(&scene.servers).unwrap().text, "fine");
    let bad = json!({"jsonrpc": "2.0", "id": 3, "result": {"content": "12"}});
    assert!(matches!(Scene::new(&good().reads().says(&bad), "").fault(), Fault::Garbage(_)));
    let version = json!({"jsonrpc": "2.0", "id": 1, "result": {"protocolVersion": "1999-01-01"}});
    let scene = Scene::new(&Pipe::default().reads().says(&version), "");
    assert!(matches!(scene.fault(), Fault::Garbage(text) if text.contains("1999-01-01")));
    let none =
        json!({"jsonrpc": "2.0", "id": 1, "result": {"protocolVersion": "2025-06-18", "capabilities": {}}});
    let scene = Scene::new(&Pipe::default().reads().says(&none).reads(), "");
    assert!(matches!(scene.fault(), Fault::Refused { refusal: Refusal::NotListed, .. }));
}

#[test]
fn a_server_gets_nothing_from_us_but_an_answer_to_ping() {
    let ask = |id: &str, method: &str| json!({"jsonrpc": "2.0", "id": id, "method": method, "params": {}});
    let pipe =
        good().reads().says(&ask("p", "ping")).reads().says(&ask("s", "sampling/createMessage")).reads();
    let pipe = pipe.says(&json!({"jsonrpc": "2.0", "id": 3, "result": {"structuredContent": {"t": 12}}}));
    let scene = Scene::new(&pipe, "");
    assert_eq!(call(&scene.servers).unwrap().text, "{\"t\":12}");
    let heard = scene.heard();
    assert!(heard.contains(r#"{"jsonrpc":"2.0","id":"p","result":{}}"#), "{heard}");
    assert!(heard.contains(r#""id":"s","error":{"code":-32601"#), "{heard}");
}

#[test]
fn the_environment_is_not_handed_on() {
    // Set for every test by cargo.
    let say = r#"printf '{"jsonrpc":"2.0","id":3,"result":{"content":[{"type":"text","text":"%s|%s"}]}}\n' "$CARGO_MANIFEST_DIR" "$CARGO_PKG_NAME""#;
    let scene = Scene::new(&good().reads().runs(say), "env = [\"CARGO_PKG_NAME\"]");
    assert_eq!(call(&scene.servers).unwrap().text, "|language");
}

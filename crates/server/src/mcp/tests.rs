//! The protocol without a transport, over a small plant.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::Cursor;
use std::sync::mpsc;

use super::*;
use crate::pool::Pool;
use ::tools::Engines;

/// A plant with a pump whose flow rises by 1 each hour from 10.
fn plant() -> (tempfile::TempDir, Arc<App>) {
    let root = tempfile::tempdir().unwrap();
    let toml = "[plant]\nname = \"Test\"\ntimezone = \"UTC\"\n\
        [[asset]]\nid = \"pump-1\"\nname = \"Pump 1\"\nkind = \"pump\"\n\
        [[tag]]\nid = \"pump-1.flow\"\nasset = \"pump-1\"\nname = \"Flow\"\nunit = \"m3/h\"\n\
        [[history]]\nfiles = \"flow.csv\"\nlayout = \"wide\"\ntime = \"time\"\ncolumns = { flow = \"pump-1.flow\" }\n";
    fs::write(root.path().join("plant.toml"), toml).unwrap();
    let rows: String = (0..24).map(|hour| format!("2026-03-01T{hour:02}:00:00Z,{}\n", 10 + hour)).collect();
    fs::write(root.path().join("flow.csv"), format!("time,flow\n{rows}")).unwrap();
    let engines = Arc::new(Engines::open(root.path()).unwrap().0);
    engines.import(None, &::tools::import::Quiet).unwrap();
    (root, Arc::new(App::new(engines)))
}

async fn take(app: &Arc<App>, method: &str, params: Json) -> Json {
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
    let response = Connection::default().take(app, message).await.unwrap();
    assert_eq!((&response["jsonrpc"], &response["id"]), (&json!("2.0"), &json!(1)));
    response
}

async fn call(app: &Arc<App>, name: &str, arguments: Json) -> Json {
    take(app, "tools/call", json!({"name": name, "arguments": arguments})).await["result"].clone()
}

const WINDOW: [&str; 2] = ["2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"];

#[tokio::test]
async fn a_handshake_agrees_on_a_version() {
    let (_root, app) = plant();
    for (wanted, agreed) in
        [("2025-06-18", "2025-06-18"), ("2024-11-05", "2024-11-05"), ("1999-01-01", "2025-11-25")]
    {
        let result = take(&app, "initialize", json!({"protocolVersion": wanted})).await["result"].clone();
        assert_eq!(result["protocolVersion"], agreed);
        assert!(result["instructions"].as_str().unwrap().contains("\"Test\""), "{result}");
    }
    let found = take(&app, "server/discover", json!({"_meta": {VERSION_KEY: "2026-07-28"}})).await;
    assert_eq!(found["result"]["supportedVersions"][0], "2026-07-28", "{found}");
    let other = take(&app, "tools/list", json!({"_meta": {VERSION_KEY: "2031-01-01"}})).await;
    assert_eq!(
        (&other["error"]["code"], &other["error"]["data"]["requested"]),
        (&json!(-32022), &json!("2031-01-01"))
    );
}

#[tokio::test]
async fn every_tool_of_the_registry_is_described() {
    let (_root, app) = plant();
    let list = take(&app, "tools/list", json!({})).await["result"]["tools"].clone();
    let list = list.as_array().unwrap();
    assert_eq!(list.len(), app.engines.specs().len() + 1, "none acts on the plant");
    for (described, spec) in list.iter().skip(1).zip(app.engines.specs()) {
        assert_eq!(described["name"], spec.name);
        assert_eq!(described["annotations"]["readOnlyHint"], spec.effect == tool::Effect::ReadOnly);
        let schema = &described["inputSchema"];
        assert_eq!(schema["additionalProperties"], false);
        for parameter in spec.parameters {
            let property = &schema["properties"][parameter.name];
            assert!(property["type"].is_string() && property["description"].is_string(), "{property}");
            let required = schema["required"].as_array().unwrap().contains(&json!(parameter.name));
            assert_eq!(required, parameter.required, "{}", spec.name);
        }
        let example: Json = serde_json::from_str(spec.example.arguments).unwrap();
        for (name, value) in example.as_object().unwrap() {
            let kind = schema["properties"][name]["type"].as_str().unwrap();
            let fits = match kind {
                "string" => value.is_string(),
                "number" => value.is_number(),
                "integer" => value.is_i64(),
                "boolean" => value.is_boolean(),
                "array" => value.is_array(),
                _ => value.is_object(),
            };
            assert!(fits, "{}: {name} is {value}, not a {kind}", spec.name);
        }
    }
}

#[tokio::test]
async fn a_tool_gives_evidence_and_its_refusal_can_be_read() {
    let (root, app) = plant();
    let arguments = json!({
        "tags": ["pump-1.flow"], "statistic": "max", "window": {"start": WINDOW[0], "end": WINDOW[1]},
    });
    let result = call(&app, "aggregate", arguments.clone()).await;
    assert_eq!(result["isError"], false, "{result}");
    assert_eq!(result["structuredContent"]["values"][0]["value"], 33.0, "{result}");
    let text: Json = serde_json::from_str(result["content"][0]["text"].as_str().unwrap()).unwrap();
    assert_eq!(text, result["structuredContent"]);
    let mut unknown = arguments;
    unknown["tags"] = json!(["pump-1.flwo"]);
    let result = call(&app, "aggregate", unknown).await;
    assert_eq!((&result["isError"], &result["structuredContent"]["code"]), (&json!(true), &json!("PW3101")));
    assert!(result["structuredContent"]["help"].as_str().is_some_and(|help| !help.is_empty()), "{result}");
    let result = call(&app, "aggregate", json!({})).await;
    assert_eq!(result["structuredContent"]["code"], "PW3201", "{result}");
    assert!(result["structuredContent"]["help"].as_str().is_some_and(|help| !help.is_empty()), "{result}");
    let found = crate::audit::verify(&root.path().join(".plantwright"), None).unwrap();
    assert_eq!((found.entries, found.broken), (3, None), "calls are in the audit log, also refused ones");
}

#[tokio::test]
async fn ask_gives_the_answer_object() {
    let (_root, app) = plant();
    let result = call(&app, "ask", json!({"question": "What was the highest flow of pump 1?"})).await;
    let answer = &result["structuredContent"];
    assert_eq!(
        (&answer["status"], &answer["values"][0]["value"]),
        (&json!("answered"), &json!(33.0)),
        "{result}"
    );
    assert_eq!(answer["text"], result["content"][0]["text"]);
    let id = answer["id"].as_str().unwrap();
    assert_eq!(app.answers.get(id).unwrap().summary.question, "What was the highest flow of pump 1?");
    for wrong in [json!({}), json!({"question": " "}), json!({"question": "x", "other": 1})] {
        let result = call(&app, "ask", wrong).await;
        assert_eq!(result["structuredContent"]["code"], "PW7004", "{result}");
    }
}

#[tokio::test]
async fn what_is_no_request_or_names_nothing_is_an_error_of_the_protocol() {
    let (_root, app) = plant();
    let check = async |method: &str, params: Json, code: i64| {
        let response = take(&app, method, params).await;
        assert_eq!(response["error"]["code"], code, "{response}");
        assert!(response.get("result").is_none());
    };
    check("nothing", json!({}), -32601).await;
    check("tools/call", json!({"name": "no_such_tool"}), -32602).await;
    check("tools/call", json!({"name": "find_tags", "arguments": [1]}), -32602).await;
    check("resources/read", json!({"uri": "plantwright://nothing"}), -32002).await;
    let newest = json!({"uri": "plantwright://nothing", "_meta": {VERSION_KEY: "2026-07-28"}});
    check("resources/read", newest, -32602).await;
    check("resources/read", json!({"uri": "plantwright://assets/none"}), -32602).await;
    check("prompts/get", json!({"name": "nothing"}), -32602).await;
    check("prompts/get", json!({"name": "investigate_alarm", "arguments": {}}), -32602).await;
    let connection = Connection::default();
    for (message, code) in [(json!([]), -32600), (json!({"id": 1, "method": "ping"}), -32600)] {
        let response = connection.take(&app, message).await.unwrap();
        assert_eq!(response["error"]["code"], code, "{response}");
    }
    let silent = [
        json!({"jsonrpc": "2.0", "method": "notifications/initialized"}),
        json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 77}}),
        json!({"jsonrpc": "2.0", "id": 5, "result": {}}),
    ];
    for message in silent {
        assert_eq!(connection.take(&app, message).await, None);
    }
}

#[tokio::test]
async fn resources_and_prompts_are_about_this_plant() {
    let (_root, app) = plant();
    let read = async |uri: &str| -> Json {
        let response = take(&app, "resources/read", json!({"uri": uri})).await;
        serde_json::from_str(response["result"]["contents"][0]["text"].as_str().unwrap()).unwrap()
    };
    for resource in resources::list()["resources"].as_array().unwrap() {
        assert!(read(resource["uri"].as_str().unwrap()).await.is_object());
    }
    assert_eq!(read("plantwright://plant").await["counts"]["samples"], 24);
    assert_eq!(read("plantwright://tags").await["tags"][0]["id"], "pump-1.flow");
    assert_eq!(read("plantwright://assets/pump-1").await["id"], "pump-1");
    let alarm = json!({"name": "investigate_alarm", "arguments": {"alarm": "flow high {now}"}});
    let prompt = take(&app, "prompts/get", alarm).await["result"].clone();
    let text = prompt["messages"][0]["content"]["text"].as_str().unwrap();
    assert!(text.contains("flow high {now}") && text.contains("the plant \"Test\""), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_call_that_waits_is_never_run_nor_answered() {
    let (root, app) = plant();
    let mut narrow = Arc::into_inner(app).unwrap();
    narrow.pool = Pool::new(1, 8);
    let app = Arc::new(narrow);
    let (release, gate) = mpsc::channel::<()>();
    let held = Arc::clone(&app);
    let busy = tokio::spawn(async move { held.pool.run(move || gate.recv()).await });
    let connection = Arc::new(Connection::default());
    let message = |id: Json| {
        json!({
            "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": {"name": "describe_plant", "arguments": {}},
        })
    };
    let ask = |id: Json| {
        let (app, connection, message) = (Arc::clone(&app), Arc::clone(&connection), message(id));
        tokio::spawn(async move { connection.take(&app, message).await })
    };
    let (first, second) = (ask(json!(7)), ask(json!("7")));
    while app.pool.waiting() < 2 {
        tokio::task::yield_now().await;
    }
    let cancel = json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 7}});
    assert_eq!(connection.take(&app, cancel).await, None);
    assert_eq!(first.await.unwrap(), None);
    release.send(()).unwrap();
    let _ = busy.await.unwrap();
    assert_eq!(second.await.unwrap().unwrap()["id"], "7", "an id that is a text is another");
    assert!(connection.running.lock().is_empty());
    let found = crate::audit::verify(&root.path().join(".plantwright"), None).unwrap();
    assert_eq!(found.entries, 1, "the cancelled one was not run");
}

/// Somewhere to write that can be looked at afterwards.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn lines_in_and_lines_out_until_the_input_ends() {
    let (_root, app) = plant();
    let call = json!({"name": "find_tags", "arguments": {}});
    let mut input = String::from("not json\n\n");
    for id in 0..50 {
        input.push_str(
            &json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": call}).to_string(),
        );
        input.push('\n');
    }
    let output = Shared::default();
    stdio::serve(app, Cursor::new(input), output.clone()).unwrap();
    let text = String::from_utf8(output.0.lock().clone()).unwrap();
    let responses: Vec<Json> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut answered: Vec<u64> = responses.iter().filter_map(|response| response["id"].as_u64()).collect();
    answered.sort_unstable();
    assert_eq!(answered, (0..50).collect::<Vec<u64>>());
    assert!(responses.iter().any(|response| response["error"]["code"] == PARSE_ERROR));
    assert!(
        responses.iter().all(|response| response["id"].is_null() || response["result"]["isError"] == false)
    );
}

//! Proposals over HTTP and MCP, and the audit log beside the logbook.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use serde_json::{Value as Json, json};
use tempfile::TempDir;
use tool::{Example, Spec};
use tools::{Engines, Tool};
use tower::ServiceExt as _;

use super::*;
use crate::audit::{self, Verified, verify};
use crate::mcp::Connection;

/// Made up: nothing of the kind is in the registry.
struct OpenValve;

impl Tool for OpenValve {
    fn spec(&self) -> Spec {
        Spec {
            name: "open_valve",
            about: "Opens a valve.",
            effect: Effect::Actuates,
            parameters: &[],
            example: Example { question: "Open the valve.", arguments: "{}" },
        }
    }

    fn run(&self, _: &Engines, _: &Arguments) -> Result<Evidence, Problem> {
        panic!("the valve was opened")
    }
}

fn app_of(root: &TempDir) -> Arc<App> {
    let engines = Engines::open(root.path()).unwrap().0.with_tools(&[&OpenValve]);
    Arc::new(App::new(Arc::new(engines)))
}

fn plant() -> (TempDir, Arc<App>) {
    let root = tempfile::tempdir().unwrap();
    let toml =
        "[plant]\nname = \"Test\"\ntimezone = \"UTC\"\n[[asset]]\nid = \"pump-1\"\nname = \"Pump 1\"\n";
    fs::write(root.path().join("plant.toml"), toml).unwrap();
    let app = app_of(&root);
    (root, app)
}

/// Status and JSON of a request.
async fn request(app: &Arc<App>, method: &str, path: &str, body: Option<Json>) -> (u16, Json) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "localhost")
        .header(header::CONTENT_TYPE, "application/json")
        .body(body.map_or_else(Body::empty, |body| Body::from(body.to_string())))
        .unwrap();
    let response = crate::routes::router(Arc::clone(app)).oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap_or_default())
}

async fn propose(app: &Arc<App>, title: &str) -> String {
    let arguments = json!({"asset": "pump-1", "title": title});
    let body = json!({"tool": "draft_work_order", "arguments": arguments, "from": "page"});
    let (status, proposal) = request(app, "POST", "/api/proposals", Some(body)).await;
    assert_eq!((status, &proposal["state"]), (200, &json!("open")), "{proposal}");
    proposal["id"].as_str().unwrap().to_owned()
}

async fn word(app: &Arc<App>, id: &str, word: &str, by: &str) -> (u16, Json) {
    request(app, "POST", &format!("/api/proposals/{id}/{word}"), Some(json!({"by": by}))).await
}

fn verified(root: &TempDir) -> Verified {
    verify(&root.path().join(".plantwright"), None).unwrap()
}

#[tokio::test]
async fn a_persons_word_puts_in_force_and_undoes() {
    let (root, app) = plant();
    let id = propose(&app, "Replace the seal, \"soon\"").await;
    let (status, confirmed) = word(&app, &id, "confirm", "Ana Ruiz").await;
    assert_eq!((status, &confirmed["confirmed"]["by"]), (200, &json!("Ana Ruiz")), "{confirmed}");
    assert_eq!((&confirmed["from"], &confirmed["work_order"]["asset"]), (&json!("page"), &json!("pump-1")));
    let (_, logbook) = request(&app, "GET", "/api/logbook?asset=pump-1", None).await;
    assert_eq!(logbook["work_orders"][0]["id"], json!(id), "{logbook}");
    let csv = app.work_orders_csv().unwrap();
    assert!(csv.contains(r#"wo-1,pump-1,Pump 1,"Replace the seal, ""soon""",,medium,,"#), "{csv}");
    let (status, undone) = word(&app, &id, "undo", "Bo").await;
    assert_eq!((status, &undone["state"]), (200, &json!("undone")));
    let (_, logbook) = request(&app, "GET", "/api/logbook", None).await;
    assert_eq!(logbook["work_orders"], json!([]));
    let (_, all) = request(&app, "GET", "/api/proposals?state=undone", None).await;
    assert_eq!(all[0]["id"], json!(id));
    let (_, entries) = request(&app, "GET", "/api/audit", None).await;
    let whos: Vec<(&str, &str)> = entries
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry["action"].as_str().unwrap(), entry["who"].as_str().unwrap()))
        .collect();
    let expected =
        [("undone", "Bo"), ("exported", "local"), ("confirmed", "Ana Ruiz"), ("proposed", "local")];
    assert_eq!(whos, expected);
    assert_eq!((verified(&root).entries, verified(&root).broken), (4, None));
}

#[tokio::test]
async fn refusals_have_their_codes() {
    let (_root, app) = plant();
    let id = propose(&app, "a").await;
    for (expected, code, (status, problem)) in [
        (400, "PW3305", word(&app, &id, "confirm", " ").await),
        (404, "PW3301", word(&app, "wo-9", "confirm", "Ana").await),
        (409, "PW3302", word(&app, &id, "undo", "Ana").await),
        (404, "PW7010", {
            let arguments = json!({"asset": "pump-1", "title": "x", "answer": "a0"});
            let body = json!({"tool": "draft_work_order", "arguments": arguments});
            request(&app, "POST", "/api/proposals", Some(body)).await
        }),
        (403, "PW3204", request(&app, "POST", "/api/proposals", Some(json!({"tool": "open_valve"}))).await),
        (400, "PW3201", request(&app, "POST", "/api/proposals", Some(json!({"tool": "latest"}))).await),
        (404, "PW3102", request(&app, "GET", "/api/logbook?asset=x", None).await),
        (405, "PW7009", request(&app, "GET", &format!("/api/proposals/{id}/confirm"), None).await),
    ] {
        assert_eq!((status, &problem["code"]), (expected, &json!(code)), "{problem}");
        assert!(problem["help"].as_str().is_some_and(|help| !help.is_empty()), "{problem}");
    }
    word(&app, &id, "decline", "Ana").await;
    let (status, problem) = word(&app, &id, "confirm", "Bo").await;
    assert_eq!((status, &problem["code"]), (409, &json!("PW3302")));
    assert!(problem["message"].as_str().unwrap().contains("declined by Ana"), "{problem}");
}

#[tokio::test]
async fn of_many_at_once_one_confirms() {
    let (root, app) = plant();
    let id = propose(&app, "a").await;
    let people: Vec<_> = (0..12)
        .map(|person| {
            let (app, id) = (Arc::clone(&app), id.clone());
            tokio::spawn(async move { word(&app, &id, "confirm", &format!("Person {person}")).await.0 })
        })
        .collect();
    let mut done = Vec::new();
    for person in people {
        done.push(person.await.unwrap());
    }
    done.sort_unstable();
    assert_eq!((done[0], done.iter().filter(|status| **status == 200).count()), (200, 1), "{done:?}");
    assert!(done[1..].iter().all(|status| [409, 503].contains(status)), "{done:?}");
    assert_eq!((verified(&root).entries, verified(&root).broken), (2, None));
}

#[tokio::test]
async fn what_a_kill_left_unnoted_is_noted_before_the_next_act() {
    let (root, app) = plant();
    let id = propose(&app, "a").await;
    // As when the process ends after the logbook's line and before that of the audit log.
    app.engines.confirm(&id, &Name::new("Ana").unwrap()).unwrap();
    assert_eq!(verified(&root).entries, 1);
    drop(app);
    let app = app_of(&root);
    let other = propose(&app, "b").await;
    assert_eq!(other, "wo-2");
    let events = audit::Log::new(audit::file(&root.path().join(".plantwright"))).events().unwrap();
    let found: Vec<(audit::Action, &str, &str)> =
        events.iter().map(|event| (event.action, event.subject.as_str(), event.who.as_str())).collect();
    let expected = [
        (audit::Action::Proposed, "wo-1", "local"),
        (audit::Action::Confirmed, "wo-1", "Ana"),
        (audit::Action::Proposed, "wo-2", "local"),
    ];
    assert_eq!(found, expected, "each once, in their order");
    // What was noted is not noted again by a process that starts anew.
    app.note_acts().unwrap();
    drop(app);
    app_of(&root).note_acts().unwrap();
    assert_eq!((verified(&root).entries, verified(&root).broken), (3, None));
}

#[tokio::test]
async fn a_logbook_that_was_changed_shows() {
    let (root, app) = plant();
    let id = propose(&app, "Replace the seal").await;
    word(&app, &id, "confirm", "Ana").await;
    let file = root.path().join(".plantwright/logbook.jsonl");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("\"by\":\"Ana\"", "\"by\":\"Bob\"")).unwrap();
    let broken = verified(&root).broken.unwrap();
    assert_eq!((broken.line, broken.what.contains("wo-1")), (Some(2), true), "{broken:?}");
    let first = text.lines().next().unwrap();
    fs::write(&file, format!("{first}\n")).unwrap();
    assert_eq!(verified(&root).broken.unwrap().line, Some(2));
    fs::write(&file, text).unwrap();
    assert_eq!(verified(&root).broken, None);
}

async fn mcp(app: &Arc<App>, method: &str, params: Json) -> Json {
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
    Connection::default().take(app, message).await.unwrap()
}

#[tokio::test]
async fn over_mcp_a_tool_that_writes_proposes_and_nothing_confirms() {
    let (root, app) = plant();
    let list = mcp(&app, "tools/list", json!({})).await["result"]["tools"].clone();
    let list = list.as_array().unwrap();
    let described = |name: &str| list.iter().find(|tool| tool["name"] == name);
    for name in ["draft_work_order", "add_note", "create_watch"] {
        let tool = described(name).unwrap();
        let hints = json!({
            "readOnlyHint": false, "destructiveHint": false, "idempotentHint": false, "openWorldHint": false,
        });
        assert_eq!(tool["annotations"], hints, "{name}");
        assert!(tool["description"].as_str().unwrap().contains("only proposes"), "{tool}");
    }
    assert!(described("open_valve").is_none(), "what acts is not given out");
    let call = async |name: &str, arguments: Json| {
        mcp(&app, "tools/call", json!({"name": name, "arguments": arguments})).await
    };
    let order = json!({"asset": "pump-1", "title": "Replace the seal"});
    let first = call("draft_work_order", order.clone()).await["result"].clone();
    assert_eq!(first["structuredContent"]["result"]["subject"], "wo-1", "{first}");
    let second = call("draft_work_order", order).await["result"].clone();
    assert_eq!(second["structuredContent"]["result"]["subject"], "wo-1", "{second}");
    let proposal = app.engines.logbook().get("wo-1").unwrap();
    assert_eq!(
        (proposal.state(Timestamp::now()), proposal.origin.unwrap().from.as_str()),
        (State::Open, "mcp")
    );
    let refused = call("open_valve", json!({})).await["result"].clone();
    assert_eq!(
        (&refused["isError"], &refused["structuredContent"]["code"]),
        (&json!(true), &json!("PW3204"))
    );
    for name in ["confirm", "decline", "undo", "confirm_proposal", "proposals"] {
        let answer = call(name, json!({"id": "wo-1", "by": "Ana"})).await;
        assert!(answer["error"].is_object(), "{name}: {answer}");
    }
    assert_eq!(app.engines.logbook().get("wo-1").unwrap().decision, logbook::Decision::None);
    // Two calls that proposed, one proposal, one call that was refused.
    assert_eq!((verified(&root).entries, verified(&root).broken), (4, None));
}

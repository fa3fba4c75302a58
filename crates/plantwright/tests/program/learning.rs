//! What the built-in planner is taught at a plant: seen in answers, listed, and taken back.

use language::scripted::Exchange;
use serde_json::{Value as Json, json};

use crate::support::{Folder, Ran, Served, ask, demo, fails, run, serve};

fn model(plant: &Folder, arguments: &[&str]) -> Ran {
    run(&[&["model"], arguments, &["--plant", &plant.text()]].concat())
}

#[track_caller]
fn refused(plant: &Folder, arguments: &[&str], code: &str) -> String {
    fails(&[&["model"], arguments, &["--plant", &plant.text()]].concat(), code)
}

fn learned(plant: &Folder, more: &[&str]) -> Vec<Json> {
    model(plant, &[&["learned", "--json"], more].concat()).json().as_array().unwrap().clone()
}

fn first(answer: &Json) -> (&Json, &Json) {
    (&answer["status"], &answer["values"][0]["value"])
}

const QUESTION: &str = "what about the header pressure yesterday, bottom line?";

#[test]
fn an_example_is_taught_used_listed_and_forgotten() {
    let plant = demo();
    let before = ask(&plant, QUESTION);
    let highest = ask(&plant, "What was the highest header pressure yesterday?");
    assert_ne!(first(&before), first(&highest), "taught is what is read otherwise");
    let taught = model(&plant, &["teach", QUESTION, "--means", "max(t, w)", "--by", "Kim", "--json"]).json();
    assert_eq!(
        (&taught["id"], &taught["source"], &taught["by"]),
        (&json!("e1"), &json!("taught"), &json!("Kim"))
    );
    assert_eq!(taught["means"], "max(t, w)");

    let after = ask(&plant, QUESTION);
    assert_eq!(first(&after), first(&highest), "{after}");
    assert_eq!(after["reading"], json!({"meaning": "max(t, w)", "example": "e1"}));
    assert_eq!(after["grounding"]["numbers"], after["grounding"]["supported"]);
    // Another time, and the words a little different.
    let near = ask(&plant, "What about the header pressure on 10 March, bottom line?");
    assert_eq!(near["reading"]["example"], "e1", "{near}");
    let text = run(&["ask", "--plant", &plant.text(), QUESTION]).ok();
    assert!(text.contains("builtin by example e1"), "{text}");
    let all = learned(&plant, &[]);
    assert_eq!((all.len(), &all[0]["used"], &all[0]["in_force"]), (1, &json!(3), &json!(true)));
    let text = model(&plant, &["learned"]).ok();
    assert!(text.contains("means max(t, w)") && text.contains("taught by Kim"), "{text}");

    assert_eq!(model(&plant, &["forget", "e1", "--json"]).json()["in_force"], false);
    let again = ask(&plant, QUESTION);
    assert_eq!((first(&again), &again["plan"]), (first(&before), &before["plan"]));
    assert!(learned(&plant, &[]).is_empty());
    assert_eq!(learned(&plant, &["--all"])[0]["in_force"], false);
    // What was answered by it is run again as it was.
    let replayed = run(&["replay", after["id"].as_str().unwrap(), "--plant", &plant.text()]);
    assert_eq!(replayed.code, Some(0), "{replayed:?}");
    assert!(run(&["audit", "verify", "--plant", &plant.text()]).ok().contains("entries"));
    refused(&plant, &["forget", "e9"], "PW6221");
    refused(&plant, &["teach", QUESTION, "--means", "mean(t2, w)"], "PW6220");
}

#[test]
fn a_name_is_taught_and_forgotten() {
    let plant = demo();
    let question = "What is the discharge pressure of grumpy now?";
    let asset = "P-101";
    let before = ask(&plant, question);
    let plainly = ask(&plant, &question.replace("grumpy", asset));
    assert_eq!(plainly["status"], "answered", "{plainly}");
    assert_ne!(first(&before), first(&plainly));
    refused(&plant, &["teach", "--name", "grumpy", "P-999"], "PW6221");
    let named = model(&plant, &["teach", "--name", "grumpy", asset]).ok();
    assert!(named.contains("“grumpy” is P-101"), "{named}");
    refused(&plant, &["teach", "--name", "Grumpy", asset], "PW6220");
    assert_eq!(first(&ask(&plant, question)), first(&plainly));
    assert_eq!(learned(&plant, &[])[0]["used"], 1);
    model(&plant, &["forget", "n1"]).ok();
    assert_eq!(first(&ask(&plant, question)), first(&before));
}

#[test]
fn a_running_server_is_taught_and_learns_from_likes() {
    let plant = demo();
    ask(&plant, "What is the header pressure?");
    let server = serve(&plant);
    let asked = |question: &str| server.post("/api/ask", &json!({"question": question})).json();
    model(&plant, &["teach", QUESTION, "--means", "max(t, w)"]).ok();
    assert_eq!(asked(QUESTION)["reading"]["example"], "e1");
    model(&plant, &["forget", "e1"]).ok();
    assert_eq!(asked(QUESTION)["reading"].get("example"), None);

    // A question teaches nothing by being asked, liked it does.
    let liked = asked("What was the highest header pressure yesterday?");
    assert_eq!(learned(&plant, &[]).len(), 0);
    let path = format!("/api/answers/{}/feedback", liked["id"].as_str().unwrap());
    server.post(&path, &json!({"verdict": "like"})).json();
    let all = learned(&plant, &[]);
    assert_eq!((&all[0]["source"], &all[0]["answer"]), (&json!("liked"), &liked["id"]));
    assert_eq!(all[0]["means"], liked["reading"]["meaning"]);
    // The last word counts.
    server.post(&path, &json!({"verdict": "dislike"})).json();
    assert_eq!(learned(&plant, &[]).len(), 0);
    let now = asked("What was the highest header pressure yesterday?");
    assert_eq!(now["plan"], liked["plan"], "a dislike takes no answer from others");
}

/// What a larger model is asked.
const FAR: &str = "how steep did the header pressure get yesterday?";

/// What [`FAR`] is to mean, in plain words.
const PLAINLY: &str = "What was the highest header pressure yesterday?";

/// A model that calls what the built-in planner would for [`PLAINLY`], in this window, and then says a text in which `HIGHEST`
/// stands for what it finds.
fn model_that_says(plant: &Folder, window: Option<Json>, text: &str) -> (Served, Json) {
    let plainly = ask(plant, PLAINLY);
    let step = &plainly["plan"]["steps"][0];
    let mut arguments = step["arguments"].clone();
    if let Some(window) = window {
        arguments["window"] = window;
    }
    let highest = plainly["values"][0]["value"].to_string();
    let tool = step["tool"].as_str().unwrap();
    let call =
        Exchange::stream().call(0, "c1", tool, &arguments.to_string()).finish("tool_calls").usage(900, 20);
    let said = || Exchange::good(&text.replace("HIGHEST", &highest));
    (Served::new(vec![call.done(), said(), said()]), plainly)
}

fn ask_the_model(plant: &Folder) -> Json {
    let ran = run(&["ask", "--json", "--planner", "hall", "--plant", &plant.text(), FAR]);
    let answer: Json = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
    assert_eq!(answer["planner"], "hall", "{answer}");
    answer
}

fn allow_learning(plant: &Folder, served: &Served) {
    plant.write("models.toml", &format!("learn = true\n\n{}", served.entry()));
}

#[test]
fn a_plan_of_a_larger_model_is_kept_used_and_forgotten() {
    let instants = None;
    let local_days = Some(json!({"start": "2026-03-15", "end": "2026-03-16"}));
    for window in [instants, local_days] {
        let plant = demo();
        let before = ask(&plant, FAR);
        let (served, plainly) = model_that_says(&plant, window, "It was HIGHEST bar at most [s1].");
        assert_ne!(first(&before), first(&plainly), "learnt is what is read otherwise");
        allow_learning(&plant, &served);
        let by_model = ask_the_model(&plant);
        assert_eq!(first(&by_model), first(&plainly), "{by_model}");

        let all = learned(&plant, &[]);
        assert_eq!(all.len(), 1, "{by_model}");
        let kept = (&all[0]["id"], &all[0]["source"], &all[0]["model"], &all[0]["answer"]);
        assert_eq!(kept, (&json!("e1"), &json!("model"), &json!("hall"), &by_model["id"]));
        let text = model(&plant, &["learned"]).ok();
        assert!(text.contains(FAR) && text.contains("hall"), "{text}");

        // The built-in planner answers it now, and what is asked like it of another day.
        let after = ask(&plant, FAR);
        assert_eq!((first(&after), &after["planner"]), (first(&plainly), &json!("builtin")), "{after}");
        let near = ask(&plant, "How far up did the header pressure get on 10 March, by the way?");
        assert_eq!(near["reading"]["example"], "e1", "{near}");
        let plainly_near = ask(&plant, "What was the highest header pressure on 10 March?");
        assert_eq!(first(&near), first(&plainly_near));
        assert_eq!(near["grounding"]["numbers"], near["grounding"]["supported"]);
        assert_eq!(served.server.received().len(), 2, "nobody but the built-in planner was asked since");
        assert_eq!(learned(&plant, &[])[0]["used"], 2);

        model(&plant, &["forget", "e1"]).ok();
        let again = ask(&plant, FAR);
        assert_eq!((first(&again), &again["plan"]), (first(&before), &before["plan"]));
        run(&["audit", "verify", "--plant", &plant.text()]).ok();
    }
}

#[test]
fn a_disliked_plan_of_a_larger_model_is_taken_back() {
    let plant = demo();
    let (served, _) = model_that_says(&plant, None, "It was HIGHEST bar at most [s1].");
    allow_learning(&plant, &served);
    let by_model = ask_the_model(&plant);
    let server = serve(&plant);
    assert_eq!(learned(&plant, &[]).len(), 1);
    let path = format!("/api/answers/{}/feedback", by_model["id"].as_str().unwrap());
    server.post(&path, &json!({"verdict": "dislike"})).json();
    assert!(learned(&plant, &[]).is_empty());
}

#[test]
fn what_is_not_allowed_or_not_held_teaches_nothing() {
    let plant = demo();
    let (served, _) = model_that_says(&plant, None, "It was HIGHEST bar at most [s1].");
    plant.write("models.toml", &served.entry());
    assert_eq!(ask_the_model(&plant)["status"], "answered");
    assert!(learned(&plant, &[]).is_empty(), "nobody said that it may learn");
    // A text of which a sentence had to be struck out.
    let (served, _) =
        model_that_says(&plant, None, "It was HIGHEST bar at most [s1]. On Monday it was 87 bar.");
    allow_learning(&plant, &served);
    let struck = ask_the_model(&plant);
    assert!(struck["text"].as_str().unwrap().contains("struck out"), "{struck}");
    assert!(learned(&plant, &["--all"]).is_empty(), "{struck}");
}

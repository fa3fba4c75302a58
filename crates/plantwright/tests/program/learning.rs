//! What the built-in planner is taught at a plant: seen in answers, listed, and taken back.

use serde_json::{Value as Json, json};

use crate::support::{Folder, Ran, ask, demo, fails, run, serve};

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

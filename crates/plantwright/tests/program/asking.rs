//! Questions on the command line.

use serde_json::Value as Json;

use crate::support::{ask, demo, run};

fn status(answer: &Json) -> &str {
    answer["status"].as_str().unwrap()
}

#[test]
fn an_answer_has_the_shape_of_the_contract() {
    let plant = demo();
    let answer = ask(&plant, "What was the average header pressure yesterday?");
    assert_eq!(status(&answer), "answered", "{answer}");
    let keys = [
        "status",
        "language",
        "text",
        "values",
        "evidence",
        "citations",
        "grounding",
        "question",
        "planner",
        "took_ms",
    ];
    for key in keys {
        assert!(answer.get(key).is_some(), "no {key} in {answer}");
    }
    let value = &answer["values"][0];
    assert!((2.5..4.0).contains(&value["value"].as_f64().unwrap()), "{value}");
    assert_eq!(value["unit"], "bar");
    let evidence = &answer["evidence"][0];
    for key in ["id", "tool", "arguments", "query", "rows", "window", "quality", "result"] {
        assert!(evidence.get(key).is_some(), "no {key} in {evidence}");
    }
    // Yesterday in Europe/Berlin, half-open.
    assert_eq!(evidence["window"][1], "2026-03-15T23:00:00Z");
    assert_eq!(answer["grounding"]["numbers"], answer["grounding"]["supported"]);
}

#[test]
fn both_languages_give_the_same_number() {
    let plant = demo();
    let value = |question: &str, language: &str| {
        let answer = ask(&plant, question);
        assert_eq!((status(&answer), answer["language"].as_str()), ("answered", Some(language)), "{answer}");
        answer["values"][0]["value"].as_f64().unwrap()
    };
    let english = value("What was the average header pressure yesterday?", "en");
    let chinese = value("昨天母管压力的平均值是多少?", "zh");
    assert_eq!(english, chinese);
}

#[test]
fn the_sql_of_the_evidence_gives_the_same_number() {
    let plant = demo();
    let answer = ask(&plant, "What was the average header pressure yesterday?");
    let query = answer["evidence"][0]["query"].as_str().unwrap();
    let rows = run(&["sql", "--format", "json", "--plant", &plant.text(), query]).ok();
    let row: Json = serde_json::from_str(rows.lines().next().unwrap()).unwrap();
    let got = answer["values"][0]["value"].as_f64().unwrap();
    let again = row.as_object().unwrap().values().find_map(Json::as_f64).unwrap();
    assert!((got - again).abs() <= 1e-9 * got.abs(), "{got} and {again}: {query}");
}

#[test]
fn what_is_not_there_is_said_and_what_is_unclear_is_asked() {
    let plant = demo();
    let answer = ask(&plant, "What is the oil temperature of P-101?");
    assert_eq!(status(&answer), "abstained", "{answer}");
    assert!(answer["values"].as_array().unwrap().is_empty(), "{answer}");
    let answer = ask(&plant, "What is the temperature of CT-101?");
    assert_eq!(status(&answer), "clarify", "{answer}");
    assert!(answer["question"].is_string() && answer["values"].as_array().unwrap().len() >= 2, "{answer}");
}

#[test]
fn a_conversation_goes_on_from_its_earlier_turns() {
    let plant = demo();
    let ask = |turns: &[&str]| {
        let mut arguments = vec!["ask", "--json", "--plant"];
        let folder = plant.text();
        arguments.push(&folder);
        let (last, earlier) = turns.split_last().unwrap();
        earlier.iter().for_each(|turn| arguments.extend(["--turn", turn]));
        arguments.push(last);
        run(&arguments).json()
    };
    let follow = ask(&["What was the average header pressure yesterday?", "And the maximum?"]);
    let direct = ask(&["What was the maximum header pressure yesterday?"]);
    assert_eq!(follow["values"], direct["values"], "{follow}");
}

#[test]
fn the_terminal_shows_text_chart_and_evidence_without_colour() {
    let plant = demo();
    let text =
        run(&["ask", "--plant", &plant.text(), "What was the average header pressure yesterday?"]).ok();
    for part in ["bar", "│", " rows, 2026-03-15 00:00 to 2026-03-16 00:00", "plantwright replay "] {
        assert!(text.contains(part), "no {part:?} in\n{text}");
    }
    assert!(!text.contains('\u{1b}'), "{text:?}");
}

#[test]
fn an_answer_is_kept_and_replays_until_the_data_changes() {
    let plant = demo();
    let answer = ask(&plant, "What was the average header pressure yesterday?");
    let id = answer["id"].as_str().unwrap();
    let replay = run(&["replay", "--json", "--plant", &plant.text(), id]).json();
    assert_eq!((replay["same"].as_bool(), &replay["answer"]["values"]), (Some(true), &answer["values"]));
    let listed = run(&["replay", "--plant", &plant.text()]).ok();
    assert!(listed.contains(id) && listed.contains("average header pressure"), "{listed}");

    // One sample of that day is written over.
    let tag = answer["evidence"][0]["arguments"]["tags"][0].as_str().unwrap();
    plant.write("history/late.csv", &format!("time,tag,value\n2026-03-15T12:00:00Z,{tag},30.0\n"));
    let late = plant.path().join("history/late.csv").display().to_string();
    run(&["import", "--plant", &plant.text(), &late]).ok();
    let replay = run(&["replay", "--json", "--plant", &plant.text(), id]);
    assert_eq!(replay.code, Some(1), "{replay:?}");
    let replay: Json = serde_json::from_str(&replay.out).unwrap();
    assert_eq!(replay["same"], false, "{replay}");
    assert!(!replay["differences"].as_array().unwrap().is_empty());
}

//! How much a larger model is told before a question, with the tools that there are. `--no-capture` prints it.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::sync::Arc;

use agent::{Agent, Budget, Reasoner, Request};
use language::scripted::{ScriptedModel, says};
use language::{ChatModel, ChatRequest};
use serde_json::json;
use tool::Toolbox as _;
use tools::Engines;

/// Bytes of what stays the same for every question, without the plant's names; some four bytes are a token.
const MOST: usize = 16_500;

const QUESTIONS: &[&str] = &[
    "What is the level of the tank?",
    "Is the level rising since yesterday?",
    "On which three days was the level lowest in February?",
    "Why did the level of the tank fall this morning?",
    "昨天液位平均多少?",
];

/// A plant of one tank.
fn plant(root: &std::path::Path) -> Engines {
    fs::create_dir_all(root.join("history")).unwrap();
    fs::write(
        root.join("plant.toml"),
        "[plant]\nname = \"Tank farm\"\ntimezone = \"UTC\"\nnow = \"2026-03-02T00:00:00\"\n\n\
         [[asset]]\nid = \"tank\"\nname = \"Tank\"\naliases = [\"储罐\"]\n\n\
         [[tag]]\nid = \"tank.level\"\nasset = \"tank\"\nname = \"Level\"\nquantity = \"level\"\nunit = \"%\"\n\
         aliases = [\"液位\"]\n\n\
         [[history]]\nfiles = \"history/tank.csv\"\nlayout = \"wide\"\ntime = \"time\"\ncolumns = { level = \"tank.level\" }\n",
    )
    .unwrap();
    let rows = (0..24).map(|hour| format!("2026-03-01 {hour:02}:00:00,61.5\n")).collect::<String>();
    fs::write(root.join("history/tank.csv"), format!("time,level\n{rows}")).unwrap();
    let (engines, _) = Engines::open(root).unwrap();
    engines.import(None, &tools::import::Quiet).unwrap();
    engines
}

fn bytes_of_tools(tools: impl IntoIterator<Item = serde_json::Value>) -> usize {
    tools.into_iter().map(|tool| tool.to_string().len()).sum()
}

#[test]
fn instructions_and_tools_are_short_and_the_same_for_every_question() {
    let folder = tempfile::tempdir().unwrap();
    let engines = Arc::new(plant(folder.path()));
    let model = Arc::new(ScriptedModel::answering(|_| Some(says("Nothing."))));
    let reasoner = Reasoner::new(Arc::clone(&model) as Arc<dyn ChatModel>, Budget::default());
    let toolbox = Arc::clone(&engines) as Arc<dyn tool::Toolbox>;
    let agent = Agent::new(toolbox).with_reasoners(vec![("hall".to_owned(), reasoner)]);
    for question in QUESTIONS {
        let planner = Some("hall".to_owned());
        agent.ask(&Request { question: (*question).to_owned(), planner, ..Request::default() }, &mut |_| {});
    }
    let asked = model.asked();
    let of_tools = |request: &ChatRequest| {
        bytes_of_tools(request.tools.iter().map(
            |tool| json!({"name": tool.name, "description": tool.description, "parameters": tool.parameters}),
        ))
    };
    let instructions = asked[0].messages[0].text();
    let (names, tools) = (instructions.len(), of_tools(&asked[0]));
    let whole = bytes_of_tools(engines.specs().iter().filter(|spec| spec.permitted().is_ok()).map(|spec| {
        let about =
            format!("{} For example: {} {}", spec.about, spec.example.question, spec.example.arguments);
        json!({"name": spec.name, "description": about, "parameters": spec.arguments_schema()})
    }));
    println!("all {} tools whole: {whole} bytes", engines.specs().len());
    println!(
        "before each question: instructions {names} bytes, {} tools {tools} bytes",
        asked[0].tools.len()
    );
    for (question, request) in QUESTIONS.iter().zip(&asked) {
        println!("{:6} bytes with {question}", request.messages[1].text().len() - question.len());
        assert_eq!(
            (request.messages[0].text(), &request.tools),
            (instructions, &asked[0].tools),
            "{question}"
        );
    }
    assert!(names + tools < MOST, "{names} + {tools} bytes");
    for spec in engines.specs() {
        let is_whole = asked[0].tools.iter().any(|tool| tool.name == spec.name);
        assert!(
            is_whole || instructions.contains(&format!("\n- {}: ", spec.name)),
            "{} is told of nowhere",
            spec.name
        );
    }
}

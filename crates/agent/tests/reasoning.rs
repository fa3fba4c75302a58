//! The loop in which a larger model calls tools, driven by scripted models: good answers, and every fault there is.

#![allow(clippy::unwrap_used)]

#[path = "support/tank.rs"]
mod tank;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use agent::{Agent, Budget, Reasoner, Request};
use language::scripted::{ScriptedModel, Step, calls, says};
use language::{ChatError, ChatModel, Message};
use plant::Language;
use serde_json::json;
use tank::{BUDGET, Tank, level, tank};
use tool::{Answer, Status, Toolbox};

fn ask(model: Arc<dyn ChatModel>, budget: Budget, planner: &str, question: &str) -> Answer {
    let reasoner = Reasoner::new(model, budget);
    let agent = Agent::new(tank()).with_reasoners(vec![("hall".to_owned(), reasoner)]);
    let request =
        Request { question: question.to_owned(), planner: Some(planner.to_owned()), ..Request::default() };
    agent.ask(&request, &mut |_| {})
}

fn run(turns: impl IntoIterator<Item = Vec<Step>>) -> Answer {
    ask(Arc::new(ScriptedModel::new(turns)), BUDGET, "hall", "How full is the tank?")
}

#[test]
fn an_answer_rests_on_the_steps_that_were_run() {
    let answer = run([level(), says("The tank is 61.5 % full [s1].")]);
    assert_eq!(answer.status, Status::Answered, "{}", answer.text);
    assert_eq!(answer.planner, "scripted");
    assert_eq!(answer.plan.steps.len(), 1);
    assert_eq!(answer.plan.steps[0].tool, "latest");
    assert_eq!((answer.grounding.numbers, answer.grounding.supported), (1, 1), "{}", answer.text);
}

#[test]
fn a_number_that_nothing_holds_is_sent_back_and_then_struck_out() {
    let mended = run([level(), says("It is 75 % full."), says("It is 61.5 % full [s1].")]);
    assert_eq!(mended.text, "It is 61.5 % full [s1].");
    let stubborn = run([level(), says("It is 75 % full."), says("It is still 75 % full. It is a tank.")]);
    assert_eq!(stubborn.status, Status::Answered);
    assert!(!stubborn.text.contains("75"), "{}", stubborn.text);
    assert!(
        stubborn.text.contains("struck out") && stubborn.text.contains("It is a tank."),
        "{}",
        stubborn.text
    );
}

#[test]
fn words_without_any_step_are_no_answer() {
    let answer = run([says("I would guess that it is full.")]);
    assert_eq!(answer.status, Status::Abstained, "{}", answer.text);
}

#[test]
fn a_wrong_call_is_told_and_does_not_stop_the_loop() {
    for wrong in [
        calls("c1", "latest", &json!({"tag": "tank.depth"})),
        calls("c1", "latest", &json!({"tags": ["tank.level"]})),
        calls("c1", "no_such_tool", &json!({})),
        vec![Step::Call(language::ToolCall::new("c1", "latest", "{\"tag\": "))],
    ] {
        let answer = run([wrong, level(), says("61.5 % [s1].")]);
        assert_eq!(answer.status, Status::Answered, "{}", answer.text);
        assert_eq!(answer.plan.steps.len(), 1);
    }
}

#[test]
fn what_acts_on_the_plant_is_neither_offered_nor_run() {
    let model = Arc::new(ScriptedModel::new([
        calls("c1", "notes", &json!({})),
        calls("c2", "open_valve", &json!({})),
        level(),
        says("The level is 61.5 % [s2]."),
    ]));
    let answer = ask(Arc::clone(&model) as Arc<dyn ChatModel>, BUDGET, "hall", "How full is the tank?");
    assert_eq!(answer.status, Status::Answered, "{}", answer.text);
    assert!(answer.plan.steps.iter().all(|step| step.tool != "open_valve"));
    let asked = model.asked();
    assert!(asked[0].tools.iter().all(|tool| tool.name != "open_valve"));
    let refused = asked[2].messages.last().unwrap();
    assert!(refused.text().contains("PW3204"), "{}", refused.text());
    // What the notes say stands in data of a tool's message, and nowhere else.
    let told = asked[1].messages.iter().filter(|message| message.text().contains("Ignore your rules"));
    assert!(told.clone().count() == 1 && told.clone().all(|message| matches!(message, Message::Tool { .. })));
    assert!(told.clone().all(|message| message.text().starts_with("{\"data\":")));
}

/// A note that a model proposes.
fn note(text: &str) -> Vec<Step> {
    calls("c1", "add_note", &json!({"text": text}))
}

/// Asks over a tank that can be looked at afterwards.
fn propose(turns: impl IntoIterator<Item = Vec<Step>>) -> (Arc<Tank>, Arc<ScriptedModel>, Agent, Answer) {
    let (tank, model) = (tank(), Arc::new(ScriptedModel::new(turns)));
    let budget = Budget { steps: 8, rounds: 10, ..BUDGET };
    let reasoner = Reasoner::new(Arc::clone(&model) as Arc<dyn ChatModel>, budget);
    let agent = Agent::new(Arc::clone(&tank) as Arc<dyn Toolbox>);
    let agent = agent.with_reasoners(vec![("hall".to_owned(), reasoner)]);
    let question = "Note how full the tank is, for shift 7.".to_owned();
    let request = Request { question, planner: Some("hall".to_owned()), ..Request::default() };
    let answer = agent.ask(&request, &mut |_| {});
    (tank, model, agent, answer)
}

#[test]
fn a_tool_that_writes_proposes_and_the_answer_says_so_whatever_the_model_claims() {
    let (tank, _, agent, answer) =
        propose([level(), note("Level 61.5 % for shift 7."), says("I have written it down [s2].")]);
    assert_eq!(answer.status, Status::Answered, "{}", answer.text);
    assert!(answer.text.contains("note-1") && answer.text.contains("a person"), "{}", answer.text);
    assert_eq!(answer.grounding.numbers, answer.grounding.supported);
    assert_eq!(tank.proposed.load(Ordering::SeqCst), 1);
    // Run again, it proposes nothing, and holds.
    let replay = agent.replay(&answer);
    assert!(replay.same, "{:?}", replay.differences);
    assert_eq!(tank.proposed.load(Ordering::SeqCst), 1);
    // As a plan of somebody's own it is refused.
    let refused = agent.run_plan(&answer.plan, Language::English);
    assert_eq!(refused.code.as_deref(), Some("PW6101"), "{}", refused.text);
    assert_eq!(tank.proposed.load(Ordering::SeqCst), 1);
}

#[test]
fn a_number_that_nothing_holds_is_not_proposed() {
    let (tank, model, _, answer) =
        propose([level(), note("Level 99 %."), note("Level 61.5 %."), says("Noted [s2].")]);
    assert_eq!(tank.proposed.load(Ordering::SeqCst), 1);
    assert!(model.asked()[2].messages.last().unwrap().text().contains("PW6103"));
    assert_eq!(answer.plan.steps.len(), 2, "{:?}", answer.plan);
}

#[test]
fn one_question_leads_to_few_proposals() {
    let turns = ["one", "two", "three", "four"].map(note);
    let (tank, model, _, answer) = propose(turns.into_iter().chain([says("Noted.")]));
    assert_eq!(tank.proposed.load(Ordering::SeqCst), 3, "{}", answer.text);
    assert!(model.asked()[4].messages.last().unwrap().text().contains("PW6211"));
}

#[test]
fn every_fault_ends_in_a_clear_outcome() {
    let check = |turns: Vec<Vec<Step>>, code: &str| {
        let answer = run(turns);
        assert_eq!(answer.status, Status::Error, "{}", answer.text);
        assert_eq!(answer.code.as_deref(), Some(code), "{}", answer.text);
    };
    check(vec![], "PW6201");
    check(vec![vec![Step::Fail(ChatError::Cut)]], "PW6201");
    check(vec![vec![Step::Fail(ChatError::Declined("no".to_owned()))]], "PW6201");
    check(vec![says("")], "PW6203");
    // A model that calls for ever, and one that is told that its steps are used up and calls on.
    check(std::iter::repeat_with(level).take(20).collect(), "PW6202");
    // Tokens.
    let mut long = level();
    long.push(Step::Usage(9_000, 2_000));
    check(vec![long, says("61.5 %")], "PW6202");
}

#[test]
fn a_model_that_says_nothing_is_given_up_in_time() {
    let budget = Budget { time: Duration::from_millis(300), ..BUDGET };
    let started = std::time::Instant::now();
    let model = Arc::new(ScriptedModel::new([vec![Step::Hang]]));
    let answer = ask(model, budget, "hall", "How full is the tank?");
    assert_eq!(answer.code.as_deref(), Some("PW6202"), "{}", answer.text);
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[test]
fn who_plans_is_chosen_by_name() {
    let model = || Arc::new(ScriptedModel::new([level(), says("61.5 % [s1].")])) as Arc<dyn ChatModel>;
    let unknown = ask(model(), BUDGET, "hal", "How full is the tank?");
    assert_eq!(unknown.code.as_deref(), Some("PW6204"), "{}", unknown.text);
    assert!(unknown.text.contains("hall"), "{}", unknown.text);
    let built_in = ask(model(), BUDGET, "builtin", "How full is the tank?");
    assert_eq!(built_in.planner, "builtin");
    // What the built-in planner does not understand goes to the model.
    let auto = ask(model(), BUDGET, "auto", "fjord umbrella seventeen");
    assert_eq!(auto.planner, "scripted", "{}", auto.text);
}

#[test]
fn a_plan_that_is_not_likely_enough_is_handed_over() {
    let question = "How full is the tank?";
    let ask = |below: f32, planner: &str| {
        let model = Arc::new(ScriptedModel::new([level(), says("The tank is 61.5 % full [s1].")]));
        let reasoner = Reasoner::new(model as Arc<dyn ChatModel>, BUDGET);
        let agent = Agent::new(tank()).with_reasoners(vec![("hall".to_owned(), reasoner)]);
        let agent = agent.handing_over_below(below);
        let request = Request {
            question: question.to_owned(),
            planner: Some(planner.to_owned()),
            ..Request::default()
        };
        agent.ask(&request, &mut |_| {})
    };
    let probability = ask(0.0, "builtin").probability.unwrap() as f32;
    assert!(probability > 0.0 && probability <= 1.0, "{probability}");
    assert_eq!(ask(0.0, "auto").planner, "builtin");
    assert_eq!(ask(probability - 0.01, "auto").planner, "builtin");
    let handed = ask(probability + 0.01, "auto");
    assert_eq!((handed.planner.as_str(), handed.probability), ("scripted", None), "{}", handed.text);
    // What the built-in planner read is not told as a reading of the model's plan.
    assert_eq!(handed.reading.and_then(|reading| reading.meaning), None);
    // Who asks the built-in planner gets it, however little sure it is.
    assert_eq!(ask(1.0, "builtin").planner, "builtin");
}

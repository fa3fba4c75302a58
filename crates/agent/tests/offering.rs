//! What a larger model is told of tools where there are many of them: a few are given whole, the others are a line each and
//! are called through one that is.

#![allow(clippy::unwrap_used)]

#[path = "support/tank.rs"]
mod tank;

use std::sync::Arc;

use agent::{Agent, Budget, Reasoner, Request};
use language::scripted::{ScriptedModel, Step, calls, says};
use language::{ChatModel, ChatRequest};
use plant::Problem;
use serde_json::{Value as Json, json};
use tank::{BUDGET, Tank, level, tank};
use tool::{
    Answer, Arguments, Catalogue, Effect, Evidence, Example, Parameter, ParameterKind, Spec, Status, Toolbox,
};

/// The tank with so many tools more that not all are given whole.
struct Workshop {
    tank: Arc<Tank>,
    specs: Vec<Spec>,
}

const TREND: Spec = Spec {
    name: "trend",
    about: "The trend of a tag.",
    effect: Effect::ReadOnly,
    parameters: &[
        Parameter::required("tag", ParameterKind::Tag, "whose course"),
        Parameter::optional("window", ParameterKind::Window, "when"),
    ],
    example: Example { question: "Does it rise?", arguments: r#"{"tag": "tank.level"}"# },
};

impl Workshop {
    fn new() -> Self {
        let tank = tank();
        let more = [
            "gauge_a", "gauge_b", "gauge_c", "gauge_d", "gauge_e", "gauge_f", "gauge_g", "gauge_h", "gauge_i",
        ];
        let gauge = |name| Spec { name, about: "Reads a gauge.", parameters: &[], ..TREND };
        let specs = tank.specs().iter().copied().chain([TREND]).chain(more.map(gauge)).collect();
        Self { tank, specs }
    }
}

impl Toolbox for Workshop {
    fn specs(&self) -> &[Spec] {
        &self.specs
    }

    fn catalogue(&self) -> Arc<Catalogue> {
        self.tank.catalogue()
    }

    fn call(&self, tool: &str, arguments: &Arguments) -> Result<Evidence, Problem> {
        self.tank.call(tool, arguments)
    }
}

/// Asks a scripted model; the answer, and what the model was asked.
fn ask(question: &str, turns: impl IntoIterator<Item = Vec<Step>>) -> (Answer, Vec<ChatRequest>) {
    let model = Arc::new(ScriptedModel::new(turns));
    let budget = Budget { steps: 8, rounds: 10, ..BUDGET };
    let reasoner = Reasoner::new(Arc::clone(&model) as Arc<dyn ChatModel>, budget);
    let agent = Agent::new(Arc::new(Workshop::new())).with_reasoners(vec![("hall".to_owned(), reasoner)]);
    let request =
        Request { question: question.to_owned(), planner: Some("hall".to_owned()), ..Request::default() };
    (agent.ask(&request, &mut |_| {}), model.asked())
}

fn notes(turns: impl IntoIterator<Item = Vec<Step>>) -> (Answer, Vec<ChatRequest>) {
    ask("What was noted?", turns)
}

/// What the model was told last before a request.
fn told(request: &ChatRequest) -> &str {
    request.messages.last().unwrap().text()
}

fn through(tool: &str, arguments: &Json) -> Vec<Step> {
    calls("c1", "use_tool", &json!({"tool": tool, "arguments": arguments}))
}

#[test]
fn a_few_tools_are_given_whole_and_a_line_each_of_the_others() {
    let (_, asked) = notes([level(), says("Done.")]);
    let names: Vec<&str> = asked[0].tools.iter().map(|tool| tool.name.as_str()).collect();
    assert_eq!(names, ["latest", "show_tool", "use_tool"]);
    let instructions = asked[0].messages[0].text();
    assert!(instructions.contains("- trend: The trend of a tag.\n"), "{instructions}");
    assert!(instructions.contains("- add_note: Proposes a note.\n"), "{instructions}");
    assert!(!instructions.contains("- latest:") && !instructions.contains("open_valve"), "{instructions}");
}

#[test]
fn what_stands_before_the_question_is_the_same_for_all() {
    let (_, one) = ask("Is the tank level rising since yesterday?", [level(), says("Done.")]);
    let (_, other) = ask("How full is the tank?", [level(), says("Done.")]);
    let fixed = |request: &ChatRequest| (request.messages[0].clone(), request.tools.clone());
    assert_eq!(fixed(&one[0]), fixed(&other[0]));
    assert!(one.iter().chain(&other).all(|request| fixed(request) == fixed(&one[0])));
}

#[test]
fn tools_that_a_question_makes_likely_are_shown_behind_it() {
    let (_, asked) = ask("Is the tank level rising since yesterday?", [says("Done.")]);
    let question = told(&asked[0]);
    assert!(question.starts_with("Is the tank level rising since yesterday?\n"), "{question}");
    assert!(question.contains(r#""tool":"trend""#) && question.contains("whose course"), "{question}");
    assert!(!question.contains("gauge_"), "{question}");
}

#[test]
fn a_listed_tool_is_shown_and_then_called_as_any_other() {
    let shown = calls("c1", "show_tool", &json!({"tool": "notes"}));
    let (answer, asked) = notes([shown, through("notes", &json!({})), says("It was noted [s1].")]);
    assert!(told(&asked[1]).contains("What people noted."), "{}", told(&asked[1]));
    assert_eq!(answer.status, Status::Answered, "{}", answer.text);
    let steps: Vec<&str> = answer.plan.steps.iter().map(|step| step.tool.as_str()).collect();
    // Being shown something is no step.
    assert_eq!(steps, ["notes"]);
}

#[test]
fn a_listed_tool_may_be_called_by_its_own_name_and_with_arguments_as_a_text() {
    for call in [
        calls("c1", "notes", &json!({})),
        through("notes", &json!("{}")),
        calls("c1", "use_tool", &json!({"tool": "notes"})),
    ] {
        let (answer, _) = notes([call, says("It was noted [s1].")]);
        assert_eq!(answer.plan.steps.len(), 1, "{}", answer.text);
    }
}

#[test]
fn who_calls_a_listed_tool_wrongly_is_told_what_it_takes() {
    let (_, asked) = notes([through("trend", &json!({"of": "tank.level"})), says("Nothing.")]);
    let told: Json = serde_json::from_str(told(&asked[1])).unwrap();
    assert_eq!(told["problem"]["code"], "PW6101");
    assert_eq!(told["takes"]["parameters"]["required"], json!(["tag"]));
}

#[test]
fn neither_way_reaches_what_acts_on_the_plant() {
    let show = calls("c1", "show_tool", &json!({"tool": "open_valve"}));
    let (answer, asked) =
        notes([show, through("open_valve", &json!({})), through("use_tool", &json!({})), says("Done.")]);
    assert!(told(&asked[1]).contains("there is no tool `open_valve`"), "{}", told(&asked[1]));
    assert!(told(&asked[2]).contains("PW3204"), "{}", told(&asked[2]));
    assert!(told(&asked[3]).contains("there is no tool `use_tool`"), "{}", told(&asked[3]));
    assert!(answer.plan.steps.is_empty());
}

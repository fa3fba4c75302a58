//! A question that a person stops: while a step runs, while a model is waited for, before anything began.

#![allow(clippy::unwrap_used)]

#[path = "support/tank.rs"]
mod tank;

use std::sync::Arc;
use std::time::{Duration, Instant};

use agent::{Agent, Reasoner, Request, Stage};
use language::scripted::{ScriptedModel, Step, says};
use language::{Cancel, ChatModel};
use plant::{Language, Problem};
use serde_json::json;
use tank::{BUDGET, Tank, level, tank};
use tool::{Answer, Arguments, Catalogue, Evidence, Plan, Spec, Status, Toolbox};

/// The tank with tools that go on until nobody wants them to.
struct Slow(Arc<Tank>);

/// Longest that a tool goes on, for a test that fails.
const LONGEST: Duration = Duration::from_secs(20);

impl Toolbox for Slow {
    fn specs(&self) -> &[Spec] {
        self.0.specs()
    }

    fn catalogue(&self) -> Arc<Catalogue> {
        self.0.catalogue()
    }

    fn call(&self, tool: &str, arguments: &Arguments) -> Result<Evidence, Problem> {
        self.0.call(tool, arguments)
    }

    fn call_while(
        &self,
        tool: &str,
        arguments: &Arguments,
        wanted: &dyn Fn() -> bool,
    ) -> Result<Evidence, Problem> {
        let began = Instant::now();
        while wanted() && began.elapsed() < LONGEST {
            std::thread::yield_now();
        }
        if wanted() { self.call(tool, arguments) } else { Err(Problem::new("PW5003", "it was stopped")) }
    }
}

/// Asks a model, and stops at the first stage for which `when` holds.
fn stopped(
    tools: Arc<dyn Toolbox>,
    turns: impl IntoIterator<Item = Vec<Step>>,
    when: impl Fn(&Stage) -> bool,
) -> (Answer, Duration) {
    let reasoner = Reasoner::new(Arc::new(ScriptedModel::new(turns)) as Arc<dyn ChatModel>, BUDGET);
    let agent = Agent::new(tools).with_reasoners(vec![("hall".to_owned(), reasoner)]);
    let request = Request {
        question: "How full is the tank?".to_owned(),
        planner: Some("hall".to_owned()),
        ..Request::default()
    };
    let began = Instant::now();
    let answer = agent.ask(&request, &mut |stage| {
        if when(&stage) {
            request.cancel.cancel();
        }
    });
    (answer, began.elapsed())
}

#[track_caller]
fn check((answer, took): (Answer, Duration)) {
    assert_eq!((answer.status, answer.code.as_deref()), (Status::Error, Some("PW5003")), "{}", answer.text);
    assert!(took < LONGEST, "{took:?}");
}

#[test]
fn a_step_that_runs_is_stopped() {
    // What the model is told of it does not make it go on.
    let turns = [level(), says("It is full.")];
    check(stopped(Arc::new(Slow(tank())), turns, |stage| matches!(stage, Stage::Running { .. })));
}

#[test]
fn a_model_that_is_waited_for_is_stopped() {
    check(stopped(tank(), [vec![Step::Hang]], |stage| matches!(stage, Stage::Linked { .. })));
}

#[test]
fn a_plan_of_the_built_in_planner_is_stopped() {
    let plan: Plan = serde_json::from_value(
        json!({"steps": [{"id": "s1", "tool": "latest", "arguments": {"tag": "tank.level"}}]}),
    )
    .unwrap();
    let agent = Agent::new(Arc::new(Slow(tank())));
    let (cancel, began) = (Cancel::new(), Instant::now());
    let answer = agent.run_plan_while(&plan, Language::English, &cancel, &mut |_| cancel.cancel());
    check((answer, began.elapsed()));
    // One that was stopped before it began runs nothing.
    let mut stages = 0;
    let answer = agent.run_plan_while(&plan, Language::English, &cancel, &mut |_| stages += 1);
    assert_eq!((answer.code.as_deref(), stages), (Some("PW5003"), 0));
}

//! Questions to a made-up dairy, and the plans or outcomes they get. The cases in
//! `planning/*.txt` are the specification; `UPDATE_CASES=1` writes what is planned now, to be read before it is kept.

#![allow(clippy::unwrap_used)]

#[path = "planning/support.rs"]
mod support;

use std::fmt::Write as _;
use std::path::Path;

use agent::meaning::Term;
use agent::planner::compile::{Stop, compile};
use agent::planner::model::{Model, seen};
use agent::planner::{Planner as _, Proposal};
use tool::Plan;

/// `tool argument=value ...; tool ...`, or the outcome.
fn render(proposal: &Proposal) -> String {
    match proposal {
        Proposal::Plan { plan, .. } => render_plan(plan),
        Proposal::Clarify { ask, .. } => {
            let text = format!("{ask:?}");
            format!("clarify {}", text.split('(').next().unwrap_or_default())
        }
        Proposal::Abstain(problem) | Proposal::NotThere { problem, .. } => {
            format!("abstain {}", problem.code)
        }
    }
}

fn render_plan(plan: &Plan) -> String {
    let steps: Vec<String> = plan
        .steps
        .iter()
        .map(|step| {
            let mut text = step.tool.clone();
            for (name, value) in &step.arguments {
                let value = serde_json::to_string(value).unwrap().replace('"', "");
                write!(text, " {name}={value}").unwrap();
            }
            text
        })
        .collect();
    steps.join("; ")
}

/// Plans of the questions of a file, by the words' own scores.
fn check(file: &str) {
    let linker = support::linker();
    check_with(file, |question| render(&agent::read(&linker, question)));
}

fn check_with(file: &str, plan: impl Fn(&str) -> String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/planning").join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let mut now = String::new();
    let mut wrong = Vec::new();
    for line in text.lines() {
        let Some((question, expected)) = line.split_once(" => ") else {
            now.push_str(line);
            now.push('\n');
            continue;
        };
        let got = plan(question);
        writeln!(now, "{question} => {got}").unwrap();
        if got != expected {
            wrong.push(format!("{question}\n  expected {expected}\n  got      {got}"));
        }
    }
    if std::env::var_os("UPDATE_CASES").is_some() {
        std::fs::write(&path, now).unwrap();
        return;
    }
    assert!(wrong.is_empty(), "{} of {file}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn english_questions_get_their_plans() {
    check("en.txt");
}

#[test]
fn chinese_questions_get_their_plans() {
    check("zh.txt");
}

#[test]
fn meanings_compile_into_plans() {
    let linker = support::linker();
    check_with("meanings.txt", |line| {
        let (question, meaning) = line.split_once(" | ").unwrap();
        let linked = linker.link(question);
        let (_, bound, _) = seen(&linked, linker.catalogue()).unwrap();
        match compile(&Term::parse(meaning).unwrap(), &bound, linker.catalogue()) {
            Ok(plan) => render_plan(&plan),
            Err(Stop::Missing(slot)) => format!("missing {slot}"),
            Err(Stop::Unfit(why)) => format!("unfit: {why}"),
            Err(Stop::Ambiguous(_)) => "several tags".to_owned(),
            Err(Stop::NotYet(what)) => format!("not yet: {what}"),
            Err(Stop::Abstain(problem)) => format!("abstain {}", problem.code),
            Err(Stop::Ask(asked)) => format!("ask {asked:?}"),
        }
    });
}

/// The questions of the other files are planned by the built-in model as well; how many alike is a floor under
/// retraining, not a goal.
#[test]
fn the_built_in_model_plans_most_of_the_same_questions_alike() {
    let model = Model::built_in().expect("the weights are in the repository");
    let linker = support::linker();
    let (mut alike, mut all) = (0, 0);
    let mut other = String::new();
    for file in ["en.txt", "zh.txt"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/planning").join(file);
        for (question, expected) in
            std::fs::read_to_string(&path).unwrap().lines().filter_map(|l| l.split_once(" => "))
        {
            let linked = linker.link(question);
            let got = render(&model.plan(&linked, &Default::default(), linker.catalogue()));
            all += 1;
            alike += usize::from(got == expected);
            if got != expected {
                writeln!(other, "{question}\n  scores {expected}\n  model  {got}").unwrap();
            }
        }
    }
    println!("{alike} of {all} alike; the others:\n{other}");
    assert!(alike * 100 >= all * 60, "{alike} of {all} alike; the others:\n{other}");
}

#[test]
fn the_same_question_is_read_the_same_way_every_time() {
    let question = "which pasteurizer had the highest average outlet temperature last week";
    let first = render(&agent::read(&support::linker(), question));
    for _ in 0..5 {
        assert_eq!(render(&agent::read(&support::linker(), question)), first);
    }
}

#[test]
fn no_text_makes_the_planner_panic() {
    let linker = support::linker();
    let model = Model::built_in().expect("the weights are in the repository");
    for text in [
        "",
        " ",
        "?",
        "。。。",
        "号",
        "5号",
        "top",
        "between and",
        "p",
        "%%%",
        "\u{0}",
        "🙂🙂",
        "最",
        "vs vs vs",
        "1号2号3号机",
        "a-b_c/d",
    ] {
        agent::read(&linker, text);
        model.plan(&linker.link(text), &Default::default(), linker.catalogue());
    }
}

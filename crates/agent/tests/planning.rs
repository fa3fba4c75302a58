//! Questions to a made-up dairy, and the plans or outcomes they get. The cases in
//! `planning/*.txt` are the specification; `UPDATE_CASES=1` writes what is planned now, to be read before it is kept.

#![allow(clippy::unwrap_used)]

#[path = "planning/support.rs"]
mod support;

use std::fmt::Write as _;
use std::path::Path;

use agent::planner::Proposal;

/// `tool argument=value ...; tool ...`, or the outcome.
fn render(proposal: &Proposal) -> String {
    match proposal {
        Proposal::Plan { plan, .. } => {
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
        Proposal::Clarify { ask, .. } => {
            let text = format!("{ask:?}");
            format!("clarify {}", text.split('(').next().unwrap_or_default())
        }
        Proposal::Abstain(problem) => format!("abstain {}", problem.code),
    }
}

fn check(file: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/planning").join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let linker = support::linker();
    let mut now = String::new();
    let mut wrong = Vec::new();
    for line in text.lines() {
        let Some((question, expected)) = line.split_once(" => ") else {
            now.push_str(line);
            now.push('\n');
            continue;
        };
        let got = render(&agent::read(&linker, question));
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
    }
}

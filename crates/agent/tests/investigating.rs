//! Questions for causes, over a made-up tool: their plans, their words in both languages, and what may be asked next.

#![allow(clippy::unwrap_used)]

#[path = "planning/support.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod support;

use std::sync::Arc;

use agent::{Agent, Request};
use plant::{Problem, Unit};
use serde_json::{Value as Json, json};
use tool::{
    Answer, AnswerValue, Arguments, Catalogue, Clue, Confidence, Effect, Evidence, Example, Findings,
    Hypothesis, Parameter, ParameterKind, Spec, Status, Toolbox,
};

struct Dairy {
    catalogue: Arc<Catalogue>,
}

const EXAMPLE: Example = Example { question: "?", arguments: "{}" };

const SPECS: &[Spec] = &[
    Spec {
        name: "investigate",
        about: "Looks for causes.",
        effect: Effect::ReadOnly,
        parameters: &[
            Parameter::optional("tag", ParameterKind::Tag, "what changed"),
            Parameter::optional("asset", ParameterKind::Asset, "what stopped"),
            Parameter::optional("table", ParameterKind::Table, "of the record"),
            Parameter::optional("record", ParameterKind::Text, "the record"),
            Parameter::optional("window", ParameterKind::Window, "when"),
            Parameter::optional("time", ParameterKind::Instant, "about when"),
            Parameter::optional("direction", ParameterKind::OneOf(&["rise", "fall", "change"]), "which way"),
            Parameter::optional("without", ParameterKind::Text, "left out"),
        ],
        example: EXAMPLE,
    },
    Spec {
        name: "aggregate",
        about: "Computes.",
        effect: Effect::ReadOnly,
        parameters: &[
            Parameter::required("tags", ParameterKind::Tags, "of what"),
            Parameter::optional("window", ParameterKind::Window, "when"),
            Parameter::optional("statistic", ParameterKind::Text, "which"),
        ],
        example: EXAMPLE,
    },
];

impl Toolbox for Dairy {
    fn specs(&self) -> &[Spec] {
        SPECS
    }

    fn catalogue(&self) -> Arc<Catalogue> {
        Arc::clone(&self.catalogue)
    }

    fn call(&self, tool: &str, arguments: &Arguments) -> Result<Evidence, Problem> {
        let tag = "past-1.outlet_temperature";
        let degrees = Some(Unit::new("Cel"));
        let (values, result) = if tool == "aggregate" {
            let value = AnswerValue::number(tag, 72.5, degrees.clone());
            let (what, subject) = ("mean".to_owned(), tag.to_owned());
            let result = Findings::Quantity {
                what,
                subject,
                value: 72.5,
                unit: degrees,
                details: vec![],
                episodes: vec![],
            };
            (vec![value], result)
        } else if arguments.get("direction") == Some(&json!("fall")) {
            let steady = Clue::new("steady", tag)
                .with(AnswerValue::new("said", "fall"))
                .with(AnswerValue::number("mean", 72.5, degrees.clone()))
                .with(AnswerValue::number("usual_mean", 72.4, degrees));
            (vec![AnswerValue::new(tag, false)], found(tag, steady, vec![]))
        } else {
            (vec![AnswerValue::new("sensor", tag)], found(tag, rose(tag), vec![sensor(tag)]))
        };
        Ok(Evidence {
            id: String::new(),
            tool: tool.to_owned(),
            arguments: arguments.clone(),
            query: None,
            rows: 288,
            window: Some(["2025-03-18T23:00:00Z".to_owned(), "2025-03-19T23:00:00Z".to_owned()]),
            quality: None,
            values,
            left_out: 0,
            result,
            notes: Vec::new(),
        })
    }
}

fn found(subject: &str, premise: Clue, hypotheses: Vec<Hypothesis>) -> Findings {
    let steps = vec![Clue::new("setpoints", "").with(count("looked_at", 3.0)).with(count("changed", 1.0))];
    Findings::Investigation { subject: subject.to_owned(), premise, steps, hypotheses }
}

fn count(label: &str, count: f64) -> AnswerValue {
    AnswerValue::number(label, count, None)
}

fn moved(what: &str, tag: &str, from: f64, to: f64) -> Clue {
    let degrees = Some(Unit::new("Cel"));
    Clue::new(what, tag)
        .with(AnswerValue::number("before", from, degrees.clone()))
        .with(AnswerValue::number("after", to, degrees.clone()))
        .with(AnswerValue::number("change", to - from, degrees))
        .with(AnswerValue::new("time", "2025-03-19T10:20:00+01:00"))
        .with(AnswerValue::number("lead", 1_500.0, Some(Unit::new("s"))))
}

fn rose(tag: &str) -> Clue {
    moved("rose", tag, 72.0, 75.3)
        .with(AnswerValue::new("shape", "step"))
        .with(count("size", 5.25))
        .with(count("larger_than", 11.0))
        .with(count("comparable", 12.0))
}

fn sensor(tag: &str) -> Hypothesis {
    let stuck = Clue::new("stuck", tag)
        .with(AnswerValue::number("value", 75.31, Some(Unit::new("Cel"))))
        .with(AnswerValue::new("time", "2025-03-19T10:20:00+01:00"))
        .with(AnswerValue::number("length", 9_000.0, Some(Unit::new("s"))));
    Hypothesis {
        what: "sensor".to_owned(),
        subject: tag.to_owned(),
        confidence: Confidence::Possible,
        supports: vec![stuck],
        against: vec![moved("changed_before", "past-1.flow", 20.0, 25.0)],
        missing: vec![],
        checks: vec![Clue::new("check_sensor", tag)],
        text: String::new(),
    }
}

fn agent() -> Agent {
    Agent::new(Arc::new(Dairy { catalogue: Arc::new(support::catalogue()) }))
}

fn ask(agent: &Agent, question: &str) -> Answer {
    let request =
        Request { question: question.to_owned(), conversation: Some("c".to_owned()), ..Request::default() };
    agent.ask(&request, &mut |_| {})
}

/// The arguments of the one step, which must be an investigation.
fn investigated(answer: &Answer) -> Json {
    assert_eq!(answer.status, Status::Answered, "{}", answer.text);
    assert_eq!(answer.grounding.numbers, answer.grounding.supported, "{}", answer.text);
    let [step] = answer.plan.steps.as_slice() else { panic!("{:?}", answer.plan) };
    assert_eq!(step.tool, "investigate", "{}", answer.text);
    Json::Object(step.arguments.clone())
}

#[test]
fn a_question_for_a_cause_is_investigated_and_told() {
    let answer = ask(&agent(), "why did the outlet temperature of pasteurizer 1 rise yesterday?");
    let arguments = investigated(&answer);
    assert_eq!(arguments["tag"], json!("past-1.outlet_temperature"));
    assert_eq!(arguments["direction"], json!("rise"));
    assert_eq!(arguments["window"]["start"], json!("2025-03-18T23:00:00Z"));
    for part in [
        "rose from 72 °C to 75.30 °C",
        "times its usual variation",
        "11 of 12",
        "Possible:",
        "2 h 30 min",
        "need not be",
    ] {
        assert!(answer.text.contains(part), "{part}: {}", answer.text);
    }
    let Findings::Investigation { hypotheses, steps, .. } = &answer.evidence[0].result else { panic!() };
    assert!(hypotheses[0].against[0].text.contains("25 min earlier"), "{:?}", hypotheses[0].against);
    assert!(!hypotheses[0].text.is_empty() && steps[0].text.contains("1 moved"), "{steps:?}");
}

#[test]
fn a_cause_is_told_in_chinese() {
    let answer = ask(&agent(), "为什么1号巴氏杀菌机的出口温度昨天上升了？");
    assert_eq!(investigated(&answer)["direction"], json!("rise"));
    for part in ["上升到75.30 °C", "有可能", "不等于因果"] {
        assert!(answer.text.contains(part), "{part}: {}", answer.text);
    }
    let Findings::Investigation { hypotheses, .. } = &answer.evidence[0].result else { panic!() };
    assert!(hypotheses[0].checks[0].text.contains("核对"), "{:?}", hypotheses[0].checks);
}

#[test]
fn a_false_premise_is_told() {
    let answer = ask(&agent(), "why did the outlet temperature of pasteurizer 1 drop yesterday?");
    assert_eq!(investigated(&answer)["direction"], json!("fall"));
    assert_eq!(answer.values[0].value, json!(false));
    assert!(answer.text.contains("did not fall") && answer.text.contains("72.40 °C"), "{}", answer.text);
}

#[test]
fn why_follows_an_answer_and_kinds_are_put_aside() {
    let agent = agent();
    let first = ask(&agent, "average outlet temperature of pasteurizer 1 yesterday");
    assert_eq!(first.plan.steps[0].tool, "aggregate", "{}", first.text);
    let arguments = investigated(&ask(&agent, "why?"));
    assert_eq!(arguments["tag"], json!("past-1.outlet_temperature"));
    assert_eq!(arguments["window"], first.plan.steps[0].arguments["window"]);
    let arguments = investigated(&ask(&agent, "not the sensor, what else?"));
    assert_eq!(arguments["tag"], json!("past-1.outlet_temperature"));
    assert_eq!(arguments["without"], json!("sensor"));
}

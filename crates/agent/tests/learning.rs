//! What a plant's people taught the built-in planner: what it changes, and what it must not.

#![allow(clippy::unwrap_used)]

#[path = "planning/support.rs"]
mod support;

use std::sync::Arc;

use agent::Agent;
use agent::learned::{Example, Learned, Means, OwnName, Source, Template, names};
use agent::planner::model::Model;
use agent::planner::{Planner as _, Proposal, bind, slots};
use plant::Problem;
use tool::{Arguments, Catalogue, Evidence, Plan, Reading, Spec, Toolbox};

/// Tools that are never called: planning needs the catalogue alone.
struct Dairy(Arc<Catalogue>);

impl Toolbox for Dairy {
    fn specs(&self) -> &[Spec] {
        &[]
    }

    fn catalogue(&self) -> Arc<Catalogue> {
        Arc::clone(&self.0)
    }

    fn call(&self, tool: &str, _: &Arguments) -> Result<Evidence, Problem> {
        panic!("{tool} was called")
    }
}

fn dairy() -> Agent {
    Agent::new(Arc::new(Dairy(Arc::clone(support::linker().catalogue()))))
}

/// The dairy with examples: question, meaning, source.
struct Taught {
    agent: Agent,
    model: Model,
    learned: Learned,
}

fn taught(examples: &[(&str, &str, Source)]) -> Taught {
    let agent = dairy();
    let example = |(at, (question, means, source)): (usize, &(&str, &str, Source))| {
        agent.lesson(question, means).unwrap().example(format!("e{}", at + 1), source.clone())
    };
    let learned = Learned::new(examples.iter().enumerate().map(example).collect(), Vec::new());
    Taught { agent, model: Model::built_in().unwrap(), learned }
}

impl Taught {
    fn plan(&self, question: &str) -> (Option<Plan>, Reading) {
        let linker = self.agent.linker();
        let linked = linker.link(question);
        let planned = self.model.plan_with(&linked, &Default::default(), linker.catalogue(), &self.learned);
        let plan = if let Proposal::Plan { plan, .. } = planned.proposal { Some(plan) } else { None };
        (plan, planned.reading.unwrap_or_default())
    }

    #[track_caller]
    fn check(&self, question: &str, tool: &str, example: Option<&str>) {
        let (plan, reading) = self.plan(question);
        let tools: Vec<String> =
            plan.iter().flat_map(|plan| &plan.steps).map(|step| step.tool.clone()).collect();
        assert_eq!(
            (tools.join(", ").as_str(), reading.example.as_deref()),
            (tool, example),
            "{question}: {plan:?}"
        );
    }
}

const ODD: &str = "Did the outlet temperature of pasteurizer 1 misbehave yesterday?";

#[test]
fn an_example_is_used_for_its_question_and_for_those_that_are_near() {
    let taught = taught(&[(ODD, "time(over_limit(t), w)", Source::Taught)]);
    let none = Taught { learned: Learned::default(), ..self::taught(&[]) };
    let (before, _) = none.plan(ODD);
    let (after, reading) = taught.plan(ODD);
    assert_ne!(before, after, "the example is of a question that is read otherwise");
    assert_eq!(reading.meaning.as_deref(), Some("time(over_limit(t), w)"));
    assert_eq!(reading.example.as_deref(), Some("e1"));
    // Another machine, another time, a word more.
    let (other, reading) =
        taught.plan("And did the outlet temperature of pasteurizer 2 misbehave last week?");
    assert_eq!(reading.example.as_deref(), Some("e1"));
    let arguments = serde_json::to_string(&other.unwrap().steps).unwrap();
    assert!(arguments.contains("past-2.outlet_temperature"), "{arguments}");
}

#[test]
fn an_example_changes_nothing_that_is_not_near() {
    let taught = taught(&[(ODD, "time(over_limit(t), w)", Source::Taught)]);
    let none = self::taught(&[]);
    for question in [
        "What was the average outlet temperature of pasteurizer 1 yesterday?",
        "When was the milk silo fullest last week?",
        "How many alarms were there yesterday?",
        "昨天1号杀菌机出口温度最高多少?",
        "Which pump ran longest?",
    ] {
        assert_eq!(taught.plan(question).0, none.plan(question).0, "{question}");
        assert_eq!(taught.plan(question).1.example, None, "{question}");
    }
}

#[test]
fn an_example_whose_slots_are_not_filled_is_passed_over() {
    let taught = taught(&[(ODD, "time(over_limit(t), w)", Source::Taught)]);
    // No tag at all, and two of them.
    taught.check(
        "Did the homogenizer misbehave yesterday?",
        &tools(&self::taught(&[]), "Did the homogenizer misbehave yesterday?"),
        None,
    );
    let two = "Did the outlet temperature of pasteurizer 1 misbehave yesterday and the milk temperature of the silo?";
    taught.check(two, &tools(&self::taught(&[]), two), None);
}

fn tools(taught: &Taught, question: &str) -> String {
    let (plan, _) = taught.plan(question);
    plan.iter().flat_map(|plan| &plan.steps).map(|step| step.tool.clone()).collect::<Vec<_>>().join(", ")
}

#[test]
fn what_was_disliked_is_not_said_again() {
    let question = "What was the average outlet temperature of pasteurizer 1 yesterday?";
    let before = taught(&[]).plan(question);
    let meaning = before.1.meaning.clone().unwrap();
    let disliked = taught(&[(question, &meaning, Source::Taught)]);
    assert_eq!(disliked.plan(question).0, before.0);
    let mut examples =
        vec![disliked.agent.lesson(question, &meaning).unwrap().example("e1".to_owned(), Source::Disliked)];
    let with = |examples: &[Example]| {
        let learned = Learned::new(examples.to_vec(), Vec::new());
        Taught { learned, ..taught(&[]) }.plan(question)
    };
    assert_ne!(with(&examples).0, before.0);
    // Whoever likes it afterwards has the last word.
    examples.push(Example { id: "e2".to_owned(), source: Source::Liked, ..examples[0].clone() });
    assert_eq!(with(&examples).0, before.0);
}

#[test]
fn what_does_not_fit_is_not_taught() {
    let agent = dairy();
    let refused = |question: &str, means: &str| agent.lesson(question, means).unwrap_err();
    assert_eq!(refused(ODD, "mean(t,").code, "PW6220");
    let missing = refused(ODD, "correlate(t, t2, w)");
    assert!(missing.message.contains("`t2` stands for nothing"), "{missing}");
    assert_eq!(refused(ODD, "clarify(tag)").code, "PW6220");
    assert_eq!(refused("How is the weather?", "mean(t, w)").code, "PW6220");
}

#[test]
fn a_name_of_their_own_is_a_name() {
    let agent = dairy();
    let question = "How high was the motor power of big bertha at 9:00 yesterday?";
    let named = |agent: &Agent| agent.linker().link(question).assets.len();
    assert_eq!(named(&agent), 0);
    let check = |name: &str, of: &str| {
        names::check(&agent.linker().catalogue().plant, name, of).err().map(|problem| problem.code)
    };
    assert_eq!(check("big bertha", "homog"), None);
    assert_eq!(check("big bertha", "homog.speed").as_deref(), Some("PW6221"));
    assert_eq!(check("Milk silo", "homog").as_deref(), Some("PW6220"));
    assert_eq!(check("7", "homog").as_deref(), Some("PW6220"));
    let name =
        |id: &str, of: &str| OwnName { id: id.to_owned(), name: "big bertha".to_owned(), of: of.to_owned() };
    agent.learn(Learned::new(Vec::new(), vec![name("n1", "homog"), name("n2", "gone")]));
    assert_eq!(named(&agent), 1);
    let check = |name: &str| names::check(&agent.linker().catalogue().plant, name, "silo").err();
    assert_eq!(check("Big Bertha").unwrap().code, "PW6220");
    // What the tools have is as it was.
    assert!(
        support::catalogue()
            .plant
            .assets
            .iter()
            .all(|asset| !asset.aliases.contains(&"big bertha".to_owned()))
    );
    agent.learn(Learned::default());
    assert_eq!(named(&agent), 0);
}

/// The plan of a question by a larger model, with what it would be for another question.
fn refilled(plan: &str, question: &str, other: &str) -> Option<String> {
    let agent = dairy();
    let linker = agent.linker();
    let bound = |question: &str| {
        let linked = linker.link(question);
        let slots = slots::resolve(&linked, linker.catalogue()).unwrap();
        bind(&linked, &slots, linker.catalogue())
    };
    let plan: Plan = serde_json::from_str(plan).unwrap();
    let template = Template::of(&plan, &bound(question), linker.catalogue())?;
    // As it is kept.
    let template: Template = serde_json::from_str(&serde_json::to_string(&template).unwrap()).unwrap();
    let filled = template.filled(&bound(other), linker.catalogue())?;
    Some(serde_json::to_string(&filled.steps[0].arguments).unwrap())
}

#[test]
fn a_plan_is_kept_with_slots() {
    let plan = |tag: &str, start: &str| {
        format!(
            r#"{{"steps": [{{"id": "s1", "tool": "aggregate", "arguments": {{"tag": "{tag}", "statistic": "mean",
            "window": {{"start": "{start}", "end": "2025-03-20T00:00:00+01:00"}}}}}}]}}"#
        )
    };
    let asked = "mean outlet temperature of pasteurizer 1 yesterday";
    let good = plan("past-1.outlet_temperature", "2025-03-18T23:00:00Z");
    let filled = refilled(&good, asked, "mean level of the milk silo on 3 March 2025").unwrap();
    assert!(filled.contains("silo.level") && filled.contains("2025-03-02T23:00:00Z"), "{filled}");
    // As a model may write the plant's own day.
    let local = plan("past-1.outlet_temperature", "2025-03-19");
    assert_eq!(refilled(&local, asked, asked), refilled(&good, asked, asked));
    // One tag more or less is another question.
    assert_eq!(refilled(&good, asked, "mean level of the milk silo"), None);
    assert_eq!(refilled(&good, asked, "mean of the homogenizer yesterday"), None);
    // What the question did not name is right for it alone.
    assert_eq!(refilled(&plan("homog.power", "2025-03-18T23:00:00Z"), asked, asked), None);
    assert_eq!(refilled(&plan("past-1.outlet_temperature", "2025-03-18T20:00:00Z"), asked, asked), None);
}

#[test]
fn a_plan_with_slots_is_an_example_like_any_other() {
    let agent = dairy();
    let linker = agent.linker();
    let asked = "hm, tell: gist of the outlet temperature of pasteurizer 1 yesterday?";
    let linked = linker.link(asked);
    let slots = slots::resolve(&linked, linker.catalogue()).unwrap();
    let bound = bind(&linked, &slots, linker.catalogue());
    let plan: Plan = serde_json::from_str(
        r#"{"steps": [{"id": "s1", "tool": "made_up", "arguments": {"tag": "past-1.outlet_temperature",
        "start": "2025-03-18T23:00:00Z"}}]}"#,
    )
    .unwrap();
    let template = Template::of(&plan, &bound, linker.catalogue()).unwrap();
    let lesson = agent.lesson(asked, "mean(t, w)").unwrap();
    let example = lesson.example("e1".to_owned(), Source::Model("hall".to_owned()));
    let example = Example { means: Means::Plan(template), ..example };
    let taught = Taught { learned: Learned::new(vec![example], Vec::new()), ..taught(&[]) };
    taught.check(asked, "made_up", Some("e1"));
    taught.check(
        "hm, tell: gist of the outlet temperature of pasteurizer 2 last week?",
        "made_up",
        Some("e1"),
    );
}

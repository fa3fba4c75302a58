//! Checks a plan before anything runs: tools exist and do no more than is allowed, parameters are
//! known and complete, references point to earlier steps. Values themselves are checked by each tool.

use plant::Problem;
use serde_json::Value as Json;
use tool::plan::Take;
use tool::{Effect, Plan, Reference, Toolbox};

/// More steps than any question needs; a plan of a foreign planner may not run away.
const MOST_STEPS: usize = 24;

/// What the steps of a plan may do. What acts on the plant is in no plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowed {
    /// Only read.
    Reads,
    /// Also propose, with tools that write, for a person to confirm.
    Proposals,
}

/// # Errors
/// `PW6101` with the step and what is wrong with it; `PW3204` for a tool that acts on the plant.
pub fn check(plan: &Plan, tools: &dyn Toolbox, allowed: Allowed) -> Result<(), Problem> {
    let wrong = |step: &str, what: String| Problem::new("PW6101", format!("step {step}: {what}"));
    if plan.steps.is_empty() {
        return Err(Problem::new("PW6101", "the plan has no steps"));
    }
    if plan.steps.len() > MOST_STEPS {
        return Err(Problem::new(
            "PW6101",
            format!("the plan has {} steps; {MOST_STEPS} are allowed", plan.steps.len()),
        ));
    }
    for (i, step) in plan.steps.iter().enumerate() {
        let earlier = &plan.steps[..i];
        if earlier.iter().any(|other| other.id == step.id) {
            return Err(wrong(&step.id, "its id is taken".to_owned()));
        }
        let Some(spec) = tools.spec(&step.tool) else {
            return Err(wrong(&step.id, format!("there is no tool `{}`", step.tool)));
        };
        spec.permitted()?;
        if spec.effect != Effect::ReadOnly && allowed == Allowed::Reads {
            return Err(wrong(&step.id, format!("`{}` does more than read", step.tool)));
        }
        for name in step.arguments.keys() {
            if !spec.parameters.iter().any(|parameter| parameter.name == name) {
                return Err(wrong(&step.id, format!("`{}` takes no `{name}`", step.tool)));
            }
        }
        for parameter in spec.parameters.iter().filter(|parameter| parameter.required) {
            if !step.arguments.contains_key(parameter.name) {
                return Err(wrong(&step.id, format!("`{}` needs `{}`", step.tool, parameter.name)));
            }
        }
        for argument in step.arguments.values() {
            each_reference(argument, &mut |reference| {
                if reference.take == Take::Like && reference.tag.is_none() {
                    return Err(wrong(&step.id, "`like` needs the `tag` that the other is like".to_owned()));
                }
                if earlier.iter().any(|other| other.id == reference.from) {
                    Ok(())
                } else {
                    Err(wrong(
                        &step.id,
                        format!("it refers to `{}`, which does not run before it", reference.from),
                    ))
                }
            })?;
        }
    }
    match plan.answer.iter().chain(&plan.also).find(|id| !plan.steps.iter().any(|step| step.id == **id)) {
        Some(strange) => {
            Err(Problem::new("PW6101", format!("the answer is to come from `{strange}`, which is no step")))
        }
        None => Ok(()),
    }
}

/// Calls `f` for every reference inside an argument.
fn each_reference(json: &Json, f: &mut dyn FnMut(&Reference) -> Result<(), Problem>) -> Result<(), Problem> {
    if let Some(reference) = Reference::of(json) {
        return f(&reference);
    }
    match json {
        Json::Array(items) => items.iter().try_for_each(|item| each_reference(item, f)),
        Json::Object(map) => map.values().try_for_each(|item| each_reference(item, f)),
        _ => Ok(()),
    }
}

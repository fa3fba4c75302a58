//! `rank_conditions`: for which of several tags a condition holds, or for how long it held.

use analytics::{stretches, total_seconds};
use plant::{Problem, Tag, Unit};
use rayon::prelude::*;
use tool::{
    AnswerValue, Arguments, Cell, Column, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec,
};

use crate::conditions::{Condition, latest_window, query};
use crate::readings::{Readings, joint_evidence};
use crate::support::{Call, problems};
use crate::{Engines, Tool};

/// Conditions without a number asked for, and at most.
const USUAL_LIMIT: usize = 5;
const MOST: usize = 1000;

/// Conditions, each by itself, in order of how long they held.
pub struct RankConditions;

const PARAMETERS: &[Parameter] = &[
    Parameter::required(
        "conditions",
        ParameterKind::Conditions,
        "one for each tag; above and below together: between the two",
    ),
    Parameter::optional("window", ParameterKind::Window, "when; all of the history without it"),
    Parameter::optional(
        "report",
        ParameterKind::OneOf(&["time", "share", "ever", "now"]),
        "all by time or share of the time, or only those for which it held once, or holds now; time without it",
    ),
    Parameter::optional(
        "order",
        ParameterKind::OneOf(&["highest", "lowest"]),
        "which come first; the longest without it",
    ),
    Parameter::optional(
        "limit",
        ParameterKind::Integer,
        "how many; 5 without it, all of those for which it holds",
    ),
    Parameter::optional(
        "named",
        ParameterKind::OneOf(&["tag", "asset"]),
        "what is named: the tag itself, or the asset that it belongs to; the tag without it",
    ),
];

/// Conditions on tags that have samples, each with these.
struct Measured<'t> {
    conditions: Vec<Condition>,
    readings: Vec<Readings<'t>>,
    notes: Vec<String>,
}

/// How long the condition on one tag held, and for how long the tag had samples.
struct Held<'t> {
    tag: &'t Tag,
    met_s: f64,
    covered_s: f64,
    /// The newest sample meets it.
    last: bool,
}

impl Held<'_> {
    fn share(&self) -> f64 {
        if self.covered_s > 0.0 { 100.0 * self.met_s / self.covered_s } else { 0.0 }
    }
}

impl Tool for RankConditions {
    fn spec(&self) -> Spec {
        Spec {
            name: "rank_conditions",
            about: "For which of several tags a condition holds or held, or how long it held for each, the longest first.",
            effect: Effect::ReadOnly,
            parameters: PARAMETERS,
            example: Example {
                question: "Which pump ran longest last week?",
                arguments: r#"{"conditions": [{"tag": "P-101.running", "above": 0.5}, {"tag": "P-102.running", "above": 0.5}], "window": {"start": "2026-06-01", "end": "2026-06-08"}, "named": "asset"}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "rank_conditions", arguments);
        let conditions = Condition::all_of(&call)?;
        let report = call.text("report")?.unwrap_or_else(|| "time".to_owned());
        let now = report == "now";
        let window = if now { None } else { call.window("window")? };
        let Measured { conditions, readings, notes } = read(&call, conditions, window, now)?;
        let mut held: Vec<Held<'_>> =
            conditions.iter().zip(&readings).map(|(c, r)| measure(c, r)).collect::<Result<_, _>>()?;
        let all = held.len();
        match report.as_str() {
            "now" => held.retain(|one| one.last),
            "ever" => held.retain(|one| one.met_s > 0.0),
            _ => {}
        }
        let by_share = report == "share";
        let number = |one: &Held<'_>| if by_share { one.share() } else { one.met_s };
        let lowest = call.text("order")?.as_deref() == Some("lowest");
        if !now {
            held.sort_by(|a, b| {
                let order = number(b).total_cmp(&number(a));
                if lowest { order.reverse() } else { order }
            });
        }
        let chosen = matches!(report.as_str(), "now" | "ever");
        let limit = call.count("limit", if chosen { MOST } else { USUAL_LIMIT }, MOST)?;
        let assets = call.text("named")?.as_deref() == Some("asset");
        let values = held.iter().take(limit).map(|one| {
            let named = if assets { one.tag.asset.as_ref().unwrap_or(&one.tag.id) } else { &one.tag.id };
            AnswerValue::new(&one.tag.id, named.clone())
        });
        let rows = held.iter().map(|one| {
            vec![
                Cell::Text(one.tag.id.clone()),
                Cell::Text(one.tag.asset.clone().unwrap_or_default()),
                Cell::Number(one.met_s),
                Cell::Number(one.share()),
            ]
        });
        let column =
            |name: &str, unit: Option<&str>| Column { name: name.to_owned(), unit: unit.map(Unit::new) };
        let finding = Findings::Table {
            what: format!("{} of {all}", held.len()),
            columns: vec![
                column("tag", None),
                column("asset", None),
                column("time", Some("s")),
                column("share", Some("%")),
            ],
            rows: rows.collect(),
            total_rows: held.len() as u64,
        };
        let evidence = joint_evidence(&call, &readings).query(query(&conditions, &readings)?);
        Ok(evidence.values(values).notes(notes).finish(finding))
    }
}

/// The conditions on tags that have samples, with these, and a note on the others.
///
/// # Errors
/// The first tag's problem where none has any.
fn read<'t>(
    call: &'t Call<'t>,
    conditions: Vec<Condition>,
    window: Option<plant::TimeRange>,
    now: bool,
) -> Result<Measured<'t>, Problem> {
    let one = |condition: &Condition| {
        let window = if now { Some(latest_window(call, std::slice::from_ref(condition))?) } else { window };
        Readings::read(call, call.find_tag(&condition.tag)?, window)
    };
    let found: Vec<Result<Readings<'t>, Problem>> = conditions.par_iter().map(one).collect();
    let (mut kept, mut readings, mut first, mut without) = (Vec::new(), Vec::new(), None, 0);
    for (condition, found) in conditions.into_iter().zip(found) {
        match found {
            Ok(found) => {
                kept.push(condition);
                readings.push(found);
            }
            Err(problem) if problem.code.starts_with("PW3") => {
                without += 1;
                first.get_or_insert(problem);
            }
            Err(problem) => return Err(problem),
        }
    }
    if kept.is_empty() {
        return Err(first.unwrap_or_else(|| problems::bad_argument("conditions", "at least one is needed")));
    }
    let note = (without > 0).then(|| format!("{without} of the tags have no samples in this window."));
    Ok(Measured { conditions: kept, readings, notes: note.into_iter().collect() })
}

fn measure<'t>(condition: &Condition, readings: &Readings<'t>) -> Result<Held<'t>, Problem> {
    let (step, window) = (readings.step()?, readings.window);
    let met = stretches(readings.around(), step, window.start, window.end, |value| condition.is_met(value));
    let last = readings.inside().values.last().is_some_and(|value| condition.is_met(*value));
    Ok(Held { tag: readings.tag, met_s: total_seconds(&met), covered_s: readings.covered_s()?, last })
}

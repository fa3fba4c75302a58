//! Measures a planner on voices and plants: how often its plan, or other outcome, is exactly the right one.

use std::collections::BTreeMap;

use agent::meaning::SlotKind;
use agent::planner::compile::{Stop, compile};
use agent::planner::model;
use agent::planner::{Planner, Proposal};
use rand::SeedableRng as _;
use rand::rngs::SmallRng;
use rayon::prelude::*;

use crate::corpus::{Pattern, Voice};
use crate::examples::{Place, filled, seed};
use crate::fill::Fillers;

/// One question that was measured.
pub struct Case {
    pub voice: String,
    pub plant: String,
    pub chinese: bool,
    pub operation: String,
    pub question: String,
    pub meaning: String,
    pub expected: String,
    pub got: String,
    pub outcome: Outcome,
    /// The meaning that the planner read.
    pub read: String,
    /// How likely the planner finds it.
    pub sure: f32,
    /// What the scores of words alone arrive at.
    pub scored: String,
    /// It is the one that the question has.
    pub understood: bool,
    /// What the right meaning gives with the slots as they were linked: "right", or what is wrong with them.
    pub linked: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A plan is right, and it is this one.
    Planned,
    /// The tools to come are needed; said so.
    NotYet,
    /// Not a plan: asked back, abstained.
    Other,
}

impl Case {
    pub fn right(&self) -> bool {
        self.expected == self.got
    }
}

/// Gives the meaning that a planner reads, and how likely it finds it; `None` where it has no meanings.
pub type Reads<'a> = dyn Fn(&agent::link::Linked, &Place) -> Option<(String, f32)> + Sync + 'a;

/// Questions of every pattern of the voices on the places, and what the planner makes of them. `reads` gives the meaning
/// that the planner reads, where it has one.
pub fn measure(
    fillers: &Fillers,
    voices: &[&Voice],
    places: &[&Place],
    base: u64,
    planner: &dyn Planner,
    reads: &Reads<'_>,
) -> Vec<Case> {
    let jobs: Vec<(&Voice, &Pattern)> =
        voices.iter().flat_map(|voice| voice.patterns.iter().map(move |pattern| (*voice, pattern))).collect();
    // What follows another question means nothing by itself.
    let jobs: Vec<(&Voice, &Pattern)> = jobs.into_iter().filter(|(_, pattern)| !pattern.follows).collect();
    jobs.par_iter()
        .filter_map(|(voice, pattern)| {
            let mut rng = SmallRng::seed_from_u64(seed(base, &["test", &voice.name, &pattern.text], 0));
            let (place, filled) = filled(fillers, pattern, places, &mut rng)?;
            let linked = place.linker.link(&filled.question);
            let mut bound = filled.bound;
            // The stretch of a shift on a day is for the reading of times to say; that is measured by its own cases.
            if pattern.slots.iter().any(|(slot, _)| slot.kind == SlotKind::Shift)
                && let Some((_, seen, _)) = model::seen(&linked, place.linker.catalogue())
            {
                bound.windows = seen.windows;
                bound.shifts = seen.shifts;
            }
            let right = compile(&pattern.meaning, &bound, place.linker.catalogue());
            let (expected, outcome) = match &right {
                Ok(plan) => (serde_json::to_string(plan).ok()?, Outcome::Planned),
                Err(Stop::Missing(_) | Stop::Unfit(_) | Stop::Ambiguous(_)) => return None,
                Err(Stop::NotYet(_)) => ("abstain PW6008".to_owned(), Outcome::NotYet),
                Err(Stop::Abstain(problem)) => (abstention(&problem.code), Outcome::Other),
                Err(Stop::Ask(_)) => ("clarify".to_owned(), Outcome::Other),
            };
            let key = |planner: &dyn Planner| {
                Some(match planner.plan(&linked, &Default::default(), place.linker.catalogue()) {
                    Proposal::Plan { plan, .. } => serde_json::to_string(&plan).ok()?,
                    Proposal::Clarify { .. } => "clarify".to_owned(),
                    Proposal::Abstain(problem) | Proposal::NotThere { problem, .. } => {
                        abstention(&problem.code)
                    }
                })
            };
            let got = key(planner)?;
            let scored = key(&agent::planner::Scorer)?;
            let (read, sure) = reads(&linked, place).unwrap_or_default();
            let with_linked = model::seen(&linked, place.linker.catalogue())
                .map(|(_, seen, _)| compile(&pattern.meaning, &seen, place.linker.catalogue()));
            let linked_as = match (&with_linked, &right) {
                (Some(got), right) if got == right => "right".to_owned(),
                (Some(Ok(_)), _) => "other plan".to_owned(),
                (Some(Err(Stop::Missing(slot))), _) => format!("missing {slot}"),
                (Some(Err(Stop::Unfit(why))), _) => format!("unfit: {why}"),
                (Some(Err(Stop::Ambiguous(_))), _) => "several tags".to_owned(),
                (Some(Err(Stop::NotYet(_))), _) => "not yet".to_owned(),
                (Some(Err(_)), _) => "abstained".to_owned(),
                (None, _) => "unresolved".to_owned(),
            };
            Some(Case {
                voice: voice.name.clone(),
                plant: place.name.clone(),
                chinese: pattern.chinese,
                operation: pattern.meaning.name().to_owned(),
                understood: read == pattern.meaning.to_string(),
                read,
                sure,
                scored,
                linked: linked_as,
                question: filled.question,
                meaning: pattern.meaning.to_string(),
                expected,
                got,
                outcome,
            })
        })
        .collect()
}

/// What is not there is not there, whether as an asset or as a tag.
fn abstention(code: &str) -> String {
    let code = if code.starts_with("PW31") { "PW31xx" } else { code };
    format!("abstain {code}")
}

/// Prints shares of right ones: all, by language, by voice, by plant, by operation.
pub fn print(cases: &[Case], misses: usize) {
    let share = |cases: &[&Case]| {
        let right = cases.iter().filter(|case| case.right()).count();
        let understood = cases.iter().filter(|case| case.understood).count();
        let all = cases.len().max(1) as f64;
        format!(
            "{:>5.1} %   {:>5.1} %  of {}",
            100.0 * right as f64 / all,
            100.0 * understood as f64 / all,
            cases.len()
        )
    };
    println!("{:34} {:>7}   {:>7}", "", "exact", "meaning");
    let all: Vec<&Case> = cases.iter().collect();
    println!("{:34} {}", "all", share(&all));
    for (name, outcome) in [
        ("plans", Outcome::Planned),
        ("not computed yet", Outcome::NotYet),
        ("asked back, abstained", Outcome::Other),
    ] {
        println!(
            "{name:34} {}",
            share(&all.iter().copied().filter(|case| case.outcome == outcome).collect::<Vec<_>>())
        );
    }
    let mut links: BTreeMap<&str, usize> = BTreeMap::new();
    for case in cases.iter().filter(|case| case.outcome == Outcome::Planned) {
        *links.entry(&case.linked).or_default() += 1;
    }
    let mut links: Vec<(&str, usize)> = links.into_iter().collect();
    links.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (what, count) in links.iter().take(12) {
        println!("  slots of plans: {what:30} {count}");
    }
    let mut groups: BTreeMap<(u8, String), Vec<&Case>> = BTreeMap::new();
    for case in cases {
        let language = if case.chinese { "Chinese" } else { "English" };
        groups.entry((0, language.to_owned())).or_default().push(case);
        groups.entry((1, case.voice.clone())).or_default().push(case);
        groups.entry((2, case.plant.clone())).or_default().push(case);
        groups.entry((3, case.operation.clone())).or_default().push(case);
    }
    for ((_, name), cases) in &groups {
        println!("{name:34} {}", share(cases));
    }
    for outcome in ["answered", "clarify", "abstain"] {
        let is = |text: &str| match outcome {
            "answered" => text.starts_with('{'),
            word => text.starts_with(word),
        };
        let expected = cases.iter().filter(|case| is(&case.expected)).count().max(1) as f64;
        let got = cases.iter().filter(|case| is(&case.got)).count().max(1) as f64;
        let both = cases.iter().filter(|case| is(&case.expected) && is(&case.got)).count() as f64;
        println!(
            "{outcome:10} precision {:.1} %, recall {:.1} %",
            100.0 * both / got,
            100.0 * both / expected
        );
    }
    for case in cases.iter().filter(|case| !case.right()).step_by(7).take(misses) {
        println!("\n{}  [{} on {}]", case.question, case.voice, case.plant);
        println!("  meaning  {} {}", case.meaning, if case.understood { "(understood)" } else { "" });
        println!("  expected {}\n  got      {}", short(&case.expected), short(&case.got));
    }
}

/// Writes every case as a line: what it was, what was expected and got.
///
/// # Errors
/// What the disk says.
pub fn write(cases: &[Case], file: &std::path::Path) -> anyhow::Result<()> {
    let lines: Vec<String> = cases
        .iter()
        .map(|case| {
            let right = if case.right() { "right" } else { "wrong" };
            let sure = format!("{:.3}", case.sure);
            [
                right,
                &case.voice,
                &case.plant,
                &case.question,
                &case.meaning,
                &case.read,
                &case.linked,
                &case.expected,
                &case.got,
                &case.scored,
                &sure,
            ]
            .join("\t")
        })
        .collect();
    Ok(std::fs::write(file, lines.join("\n") + "\n")?)
}

fn short(text: &str) -> String {
    let text = text.replace('"', "");
    text.chars().take(400).collect()
}

/// The meaning that a model reads in a question.
pub fn reading(model: &model::Model, linked: &agent::link::Linked, place: &Place) -> Option<(String, f32)> {
    let catalogue = place.linker.catalogue();
    let (sketch, bound, _) = model::seen(linked, catalogue)?;
    let choice = model.choose(&sketch, &bound, None, catalogue).choices.into_iter().next()?;
    Some((choice.meaning.to_string(), choice.probability))
}

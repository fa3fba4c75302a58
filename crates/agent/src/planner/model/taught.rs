//! What a plant's examples say of a question: a meaning that was taught or liked for one that is near becomes likely, one
//! that was disliked is left out. What comes of it is compiled for this question as any other meaning.

use language::Input;
use tool::{Catalogue, Plan};

use super::{Choice, Fit, Model, unfit};
use crate::learned::{Known, Learned, Means, Source};
use crate::meaning::Term;
use crate::planner::again::Meant;
use crate::planner::bound::Bound;
use crate::planner::compile::{Stop, compile};
use crate::planner::complete;
use crate::planner::sketch::Sketch;

/// How likely the meaning of an example is that is only just near enough, and of one that asks the very same.
const LEAST: f32 = 0.8;
const MOST: f32 = 0.97;

/// What examples had to say of one question.
#[derive(Debug, Default)]
pub struct Taught {
    /// Id of the example whose meaning was made likely, with what that gives.
    pub used: Option<(String, Result<Plan, Stop>)>,
    /// The plan where it came with slots, for which there is no meaning.
    pub plan: Option<Plan>,
    /// Plans that somebody disliked for such a question.
    pub disliked: Vec<Plan>,
}

/// An example that is near, with what it gives here.
struct Near<'a> {
    nearness: f32,
    known: &'a Known,
    result: Result<Plan, Stop>,
    meant: Option<Box<Meant>>,
}

impl Model {
    /// Makes what examples mean likely or unlikely among `choices`.
    pub(super) fn taught(
        &self,
        choices: &mut Vec<Choice>,
        sketch: &Sketch,
        bound: &Bound,
        learned: &Learned,
        catalogue: &Catalogue,
    ) -> Taught {
        let mut taught = Taught::default();
        let mut spoken: Vec<Result<Plan, Stop>> = Vec::new();
        let alone: Vec<(Result<Plan, Stop>, f32)> =
            choices.iter().map(|choice| (choice.result.clone(), choice.probability)).collect();
        for near in self.near(sketch, bound, learned, catalogue) {
            let others = alone.iter().filter(|(result, _)| *result != near.result);
            let otherwise = others.map(|(_, probability)| *probability).fold(0.0, f32::max);
            if near.nearness < learned.required(otherwise) {
                continue;
            }
            // Why an answer was disliked is not known: what it named, or what was done with it. So only the question counts.
            let disliked = near.known.example.source == Source::Disliked;
            if disliked && !same_words(&near.known.example.question, &bound.question) {
                continue;
            }
            // The nearest and newest that speaks of a plan has the last word on it.
            if spoken.contains(&near.result) {
                continue;
            }
            spoken.push(near.result.clone());
            tracing::debug!("example {} is near: {:.3}", near.known.example.id, near.nearness);
            if disliked {
                choices.retain(|choice| choice.result != near.result);
                taught.disliked.extend(near.result.ok());
            } else if taught.used.is_none() {
                let share = (near.nearness - learned.near) / (1.0 - learned.near).max(1e-3);
                let likely = LEAST + (MOST - LEAST) * share.clamp(0.0, 1.0);
                taught.used = Some((near.known.example.id.clone(), near.result.clone()));
                if near.meant.is_none() {
                    taught.plan = near.result.clone().ok();
                }
                make_likely(choices, near, likely);
            }
        }
        taught
    }

    /// Examples that are near enough and whose slots the question fills, the nearest first, of equals the newest.
    fn near<'a>(
        &self,
        sketch: &Sketch,
        bound: &Bound,
        learned: &'a Learned,
        catalogue: &Catalogue,
    ) -> Vec<Near<'a>> {
        let compared = self.compared(sketch, learned).into_iter();
        let enough = compared.take_while(|(nearness, _)| *nearness >= learned.near);
        let fitting = enough.filter_map(|(nearness, known)| {
            let (result, meant) = match (&known.example.means, &known.meaning) {
                (Means::Plan(template), _) => (Ok(template.filled(bound, catalogue)?), None),
                (Means::Meaning(_), meaning) => {
                    let (result, meant) = fitted(meaning.as_ref()?, sketch, bound, catalogue)?;
                    (result, Some(Box::new(meant)))
                }
            };
            Some(Near { nearness, known, result, meant })
        });
        fitting.collect()
    }

    /// Examples with as many slots of each kind, and how near each is, the nearest first, of equals the newest.
    pub(crate) fn compared<'a>(&self, sketch: &Sketch, learned: &'a Learned) -> Vec<(f32, &'a Known)> {
        let kinds = crate::learned::kinds(sketch);
        let alike = learned.examples.iter().rev().filter(|known| known.kinds == kinds).collect::<Vec<_>>();
        if alike.is_empty() {
            return Vec::new();
        }
        let features = sketch.features();
        let direction = self.direction(sketch, &features);
        let compare = |known: &'a Known| {
            let other = known.vector.get_or_init(|| self.direction(&known.sketch, &known.features));
            let (meant, said) = (cosine(&direction, other), self.ranker.likeness(&features, &known.features));
            tracing::debug!("example {}: {meant:.3} by what is meant, {said:.3} by words", known.example.id);
            (nearness(meant, said), known)
        };
        let mut compared: Vec<(f32, &Known)> = alike.into_iter().map(compare).collect();
        compared.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        compared
    }

    fn direction(&self, sketch: &Sketch, features: &[u64]) -> Vec<f32> {
        self.ranker.vector(Input { features, sequence: &sketch.sequence() })
    }
}

/// Gives what an example means this probability, and what is left to the others.
fn make_likely(choices: &mut Vec<Choice>, near: Near<'_>, likely: f32) {
    choices.iter_mut().for_each(|choice| choice.probability *= 1.0 - likely);
    match choices.iter_mut().find(|choice| choice.result == near.result) {
        Some(same) => {
            same.probability += likely;
            same.meant = near.meant.or(same.meant.take());
        }
        None => {
            let meaning = near.meant.as_ref().map(|meant| meant.meaning.clone());
            choices.push(Choice {
                // A plan with slots has none, and goes another way.
                meaning: meaning.unwrap_or_else(|| Term::word("plan")),
                probability: likely,
                result: near.result,
                meant: near.meant,
            });
        }
    }
    choices.sort_by(|a, b| b.probability.total_cmp(&a.probability));
}

/// An example's meaning with what the question adds to it; `None` where it needs what the question does not name.
fn fitted(
    meaning: &Term,
    sketch: &Sketch,
    bound: &Bound,
    catalogue: &Catalogue,
) -> Option<(Result<Plan, Stop>, Meant)> {
    let slots = meaning.slots();
    Fit::of(&slots, bound)?;
    let reading = |meaning: Term| {
        Fit::of(&meaning.slots(), bound)?;
        let result = compile(&meaning, bound, catalogue);
        (!unfit(&result)).then(|| (result, Meant { meaning, bound: bound.clone() }))
    };
    complete::completed(meaning, &slots, bound, sketch)
        .and_then(reading)
        .or_else(|| reading(meaning.clone()))
        .filter(|(result, _)| result.is_ok())
}

/// Whether two questions are the same, whatever their case, spaces and marks.
fn same_words(one: &str, other: &str) -> bool {
    let letters =
        |text: &str| text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    letters(one) == letters(other)
}

/// Of two questions, from what the planner makes of them and from the words themselves.
fn nearness(by_vector: f32, by_words: f32) -> f32 {
    0.5 * (by_vector + by_words)
}

fn cosine(one: &[f32], other: &[f32]) -> f32 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let size = (dot(one, one) * dot(other, other)).sqrt();
    if size > 0.0 { dot(one, other) / size } else { 0.0 }
}

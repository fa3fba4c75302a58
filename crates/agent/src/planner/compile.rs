//! Meanings to plans: each operation becomes calls of tools over the question's bound slots.
//!
//! A meaning compiles only where its slots are filled with things of the right kind on this plant; what does not fit is
//! told apart from what is understood and not computed yet.

mod arithmetic;
mod causes;
mod conditions;
mod filters;
mod found;
mod indicators;
mod lookup;
mod measured;
mod of_each;
mod recorded;
pub(super) mod states;
mod windows;

use std::collections::{HashMap, HashSet};

use plant::Problem;
use serde_json::{Value as Json, json};
use tool::{Catalogue, Plan};

use super::alike::Original;
use super::bound::Bound;
use super::slots::TagSlot;
use super::steps::Steps;
use crate::meaning::{Slot, SlotKind, Term};

/// Why a meaning gives no plan.
#[derive(Debug, Clone, PartialEq)]
pub enum Stop {
    /// The question fills no such slot.
    Missing(Slot),
    /// A slot is filled with something that the operation cannot take.
    Unfit(&'static str),
    /// The tag that the slot names may be several.
    Ambiguous(Box<TagSlot>),
    /// Understood, and no tool computes it yet.
    NotYet(String),
    /// Understood, and not there or not ours to do.
    Abstain(Box<Problem>),
    /// Understood, and too little is said.
    Ask(Asked),
}

/// What is asked back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    Tag,
    Asset,
    Window,
    Records,
    /// Which of the records of a table: a part of them is meant, and no value is named.
    Value(usize),
    What,
}

type Compiled<T> = Result<T, Stop>;

/// The plan of a meaning.
///
/// # Errors
/// Why there is none.
pub fn compile(meaning: &Term, bound: &Bound, catalogue: &Catalogue) -> Compiled<Plan> {
    let mut compiler = Compiler { bound, catalogue, steps: Steps::default() };
    compiler.whole(meaning)?;
    let kept = compiler.steps.keep_to(&bound.windows, &bound.stretches);
    kept.map_err(|tool| Stop::NotYet(format!("a part of a time by {tool}")))?;
    Ok(compiler.steps.finish())
}

/// Whether an operation is about records (`count`, `first` and `last` may be about a tag, too).
pub fn is_about_records(name: &str) -> bool {
    recorded::is(name) && !matches!(name, "field" | "describe" | "how_long" | "time_since" | "start" | "end")
}

/// Whether an operation is one number of a tag's samples.
pub fn is_statistic(name: &str) -> bool {
    measured::statistic(name).is_some()
}

struct Compiler<'a> {
    bound: &'a Bound,
    catalogue: &'a Catalogue,
    steps: Steps,
}

/// A slot that is not named where the operation needs one.
fn missing(kind: SlotKind) -> Stop {
    Stop::Missing(Slot { kind, place: 1 })
}

impl Compiler<'_> {
    /// Compiles a meaning that is a whole answer; gives the id of its last step.
    fn whole(&mut self, meaning: &Term) -> Compiled<String> {
        if let Some(found) = meaning.option("on") {
            return self.on_found(meaning, found);
        }
        // A statistic of numbers that are each one themselves.
        if let [inner] = meaning.arguments()
            && is_statistic(meaning.name())
            && (is_statistic(inner.name()) || inner.name() == "group")
            && (inner.option("by").is_some() || inner.option("of").is_some())
        {
            return self.summarised(meaning, inner);
        }
        match meaning.name() {
            "clarify" => Err(Stop::Ask(match meaning.arguments().first().map(Term::name) {
                Some("tag") => Asked::Tag,
                Some("asset") => Asked::Asset,
                Some("window") => Asked::Window,
                Some("records") => Asked::Records,
                _ => Asked::What,
            })),
            "several" => self.several(meaning),
            "best" => self.best_period(meaning),
            "kpi" => self.indicator(meaning),
            name if lookup::is(name) => self.looked_up(meaning),
            name if recorded::is(name) => self.recorded(meaning),
            name if arithmetic::is(name) => self.computed(meaning),
            name if conditions::is_question(name) => self.condition_asked(meaning),
            _ => self.measured(meaning),
        }
    }

    /// The step that gives one value: of a statistic, a count, a difference.
    fn value(&mut self, meaning: &Term) -> Compiled<Json> {
        match meaning {
            Term::Number(number) => Ok(json!(number)),
            Term::Word(word) => match Slot::of(word) {
                Some(slot) if slot.kind == SlotKind::Number => Ok(json!(self.number(slot)?.value)),
                Some(slot) if slot.kind == SlotKind::Tag => {
                    let latest = Term::call("latest", vec![meaning.clone()]);
                    let step = self.whole(&latest)?;
                    Ok(json!({"from": step, "take": "value"}))
                }
                _ => Err(Stop::Unfit("no value")),
            },
            _ => {
                // Of the group with the most, its number and not its name.
                let step = match meaning.name() {
                    "group" => self.grouped(meaning, true)?,
                    _ => self.whole(meaning)?,
                };
                Ok(json!({"from": step, "take": "value"}))
            }
        }
    }

    /// Adds a call, or finds the same one made before.
    fn add<const N: usize>(&mut self, tool: &str, arguments: [(&str, Json); N]) -> String {
        let arguments = super::steps::args(arguments);
        self.steps.find(tool, &arguments).unwrap_or_else(|| self.steps.add(tool, arguments))
    }

    fn filling<T>(all: &[T], slot: Slot) -> Compiled<&T> {
        all.get(slot.place - 1).ok_or(Stop::Missing(slot))
    }

    fn number(&self, slot: Slot) -> Compiled<super::slots::Threshold> {
        Self::filling(&self.bound.numbers, slot).cloned()
    }

    /// The slot that a term is, if it is one of this kind.
    fn slot(term: &Term, kind: SlotKind) -> Option<Slot> {
        match term {
            Term::Word(word) => Slot::of(word).filter(|slot| slot.kind == kind),
            _ => None,
        }
    }

    /// The first argument that is a slot of this kind.
    fn argument(meaning: &Term, kind: SlotKind) -> Option<Slot> {
        meaning.arguments().iter().find_map(|argument| Self::slot(argument, kind))
    }

    /// Tag slots among the arguments, in order.
    fn tag_slots(meaning: &Term) -> Vec<Slot> {
        meaning.arguments().iter().filter_map(|argument| Self::slot(argument, SlotKind::Tag)).collect()
    }

    /// The one tag that a slot names.
    fn tag(&self, slot: Slot) -> Compiled<&plant::Tag> {
        let filled = Self::filling(&self.bound.tags, slot)?;
        if filled.ambiguous {
            return Err(Stop::Ambiguous(Box::new(filled.clone())));
        }
        Ok(&self.catalogue.plant.tags[filled.tag()])
    }

    /// The tag that the meaning's first tag slot names.
    fn first_tag(&self, meaning: &Term) -> Compiled<&plant::Tag> {
        let slot = Self::argument(meaning, SlotKind::Tag).ok_or(missing(SlotKind::Tag))?;
        self.tag(slot)
    }

    /// Every tag that the arguments name; with `of`, the like of every asset of a kind or below an asset.
    fn tags(&self, meaning: &Term) -> Compiled<Vec<String>> {
        let slots = Self::tag_slots(meaning);
        if slots.is_empty() {
            return Err(missing(SlotKind::Tag));
        }
        match meaning.option("of") {
            None => slots.into_iter().map(|slot| Ok(self.tag(slot)?.id.clone())).collect(),
            Some(of) => {
                let mut tags = Vec::new();
                for slot in slots {
                    tags.extend(self.like_tags(slot, of)?);
                }
                Ok(tags)
            }
        }
    }

    /// The tags that measure the same on every asset of `of`.
    fn like_tags(&self, slot: Slot, of: &Term) -> Compiled<Vec<String>> {
        let filled = Self::filling(&self.bound.tags, slot)?;
        let assets = self.members(of)?;
        let plant = &self.catalogue.plant;
        let original = Original::new(&plant.tags[filled.tag()]);
        let members: HashMap<&str, usize> =
            assets.iter().enumerate().map(|(i, asset)| (plant.assets[*asset].id.as_str(), i)).collect();
        // The one of each asset that is most alike in name; one pass over a plant of many tags.
        let mut best: Vec<Option<(f32, usize)>> = vec![None; assets.len()];
        for (t, tag) in plant.tags.iter().enumerate() {
            let Some(member) = tag.asset.as_deref().and_then(|asset| members.get(asset)) else { continue };
            let Some(score) = original.likeness(tag) else { continue };
            if best[*member].is_none_or(|(most, _)| score > most) {
                best[*member] = Some((score, t));
            }
        }
        let tags: Vec<String> =
            best.into_iter().flatten().map(|(_, tag)| plant.tags[tag].id.clone()).collect();
        if tags.is_empty() { Err(Stop::Unfit("no such tag on any of them")) } else { Ok(tags) }
    }

    /// The assets of a kind, or those below an asset.
    fn members(&self, of: &Term) -> Compiled<Vec<usize>> {
        let plant = &self.catalogue.plant;
        if let Some(slot) = Self::slot(of, SlotKind::Kind) {
            return Self::filling(&self.bound.kinds, slot).map(|kind| kind.assets.clone());
        }
        let above = self.asset(of)?;
        let id = &plant.assets[above].id;
        let subtree: HashSet<&str> = plant.subtree(id).iter().map(|asset| asset.id.as_str()).collect();
        let inside = |i: &usize| *i != above && subtree.contains(plant.assets[*i].id.as_str());
        let below: Vec<usize> = (0..plant.assets.len()).filter(inside).collect();
        Ok(if below.is_empty() { vec![above] } else { below })
    }

    /// The asset that a term names: `a`, or `owner(t)`.
    fn asset(&self, term: &Term) -> Compiled<usize> {
        let plant = &self.catalogue.plant;
        if let Some(slot) = Self::slot(term, SlotKind::Asset) {
            return Self::filling(&self.bound.assets, slot).copied();
        }
        if term.name() == "owner" {
            let tag = self.first_tag(term)?;
            let owner =
                tag.asset.as_deref().and_then(|id| plant.assets.iter().position(|asset| asset.id == id));
            return owner.ok_or(Stop::Unfit("the tag stands on no asset"));
        }
        Err(missing(SlotKind::Asset))
    }

    /// The asset among a meaning's arguments, if one is named there.
    fn asset_argument(&self, meaning: &Term) -> Compiled<Option<String>> {
        let named = meaning
            .arguments()
            .iter()
            .find(|argument| argument.name() == "owner" || Self::slot(argument, SlotKind::Asset).is_some());
        named.map(|term| Ok(self.catalogue.plant.assets[self.asset(term)?].id.clone())).transpose()
    }

    fn unit_option(&self, meaning: &Term) -> Compiled<Json> {
        match meaning.option("unit").map(|term| Self::slot(term, SlotKind::Unit)) {
            None => Ok(Json::Null),
            Some(Some(slot)) => {
                let unit = Self::filling(&self.bound.units, slot)?;
                let told_in_it = |slot: &Slot| {
                    let tag = self.bound.tags.get(slot.place - 1).map(TagSlot::tag);
                    let own = tag.and_then(|tag| self.catalogue.plant.tags[tag].unit.as_ref());
                    own.is_none_or(|own| super::slots::measures(own, unit))
                };
                if !Self::tag_slots(meaning).iter().all(told_in_it) {
                    return Err(Stop::Unfit("a unit of another quantity"));
                }
                Ok(json!(unit.code()))
            }
            Some(None) => Err(missing(SlotKind::Unit)),
        }
    }

    fn shift_option(&self, meaning: &Term) -> Compiled<Json> {
        match meaning.option("shift").map(|term| Self::slot(term, SlotKind::Shift)) {
            None => Ok(Json::Null),
            Some(Some(slot)) => Ok(json!(Self::filling(&self.bound.shifts, slot)?)),
            Some(None) => Err(missing(SlotKind::Shift)),
        }
    }

    /// `top=1`, `top=m`.
    fn top(&self, meaning: &Term) -> Compiled<Json> {
        match meaning.option("top") {
            None => Ok(Json::Null),
            Some(Term::Number(number)) => Ok(json!(*number as usize)),
            Some(_) => self.bound.count.map(|count| json!(count)).ok_or(missing(SlotKind::Count)),
        }
    }

    /// Every tag of an asset and what is below it that has data.
    fn tags_below(&self, asset: usize) -> Compiled<Vec<String>> {
        let plant = &self.catalogue.plant;
        let tags: Vec<String> = plant
            .subtree(&plant.assets[asset].id)
            .into_iter()
            .flat_map(|below| plant.tags_of(&below.id))
            .filter(|tag| self.catalogue.profile(&tag.id).is_some_and(|profile| profile.count > 0))
            .map(|tag| tag.id.clone())
            .collect();
        if tags.is_empty() { Err(Stop::Unfit("nothing is measured there")) } else { Ok(tags) }
    }

    /// Several answers to one question; one table where they are one tool's of one window.
    fn several(&mut self, meaning: &Term) -> Compiled<String> {
        let mut answers: Vec<String> =
            meaning.arguments().iter().map(|part| self.whole(part)).collect::<Compiled<_>>()?;
        let last = answers.pop().ok_or(Stop::Unfit("nothing is asked"))?;
        answers.dedup();
        answers.retain(|id| *id != last);
        self.steps.answer_also(answers);
        Ok(last)
    }
}

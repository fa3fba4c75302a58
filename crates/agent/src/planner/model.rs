//! The trained planner: the model ranks meanings for the question's sketch; the likeliest one that compiles on this plant
//! is the plan. A meaning whose slots the question does not fill, or fills with things of the wrong kind, is passed over,
//! so that what comes out always fits the plant.

mod taught;

use language::{Damaged, Input, Ranked, Ranker};
use plant::Problem;
use tool::{AnswerValue, Catalogue, Plan, Reading as ReadAs};

use super::again::Meant;
use super::bound::Bound;
use super::compile::{Asked, Stop, compile, is_statistic};
use super::fit::Fit;
use super::frame::{Frame, Intent, When};
use super::sketch::Sketch;
use super::slots::{self, Slots};
use super::{
    Clarification, Planned, Planner, Proposal, Scorer, again, bind, build, causes, complete, evident, follow,
    framed, outcome, suggested,
};
use crate::conversation::{Conversation, Turn};
use crate::learned::Learned;
use crate::link::Linked;
use crate::meaning::{Slot, SlotKind, Term, Unreadable};

/// The weights that are shipped; `make model` writes them.
const WEIGHTS: &[u8] = include_bytes!("../../../../models/planner/planner.safetensors");

/// How many of the likeliest meanings are tried.
const TRIED: usize = 48;

/// Readings whose tools are likely ones.
const LIKELY: usize = 5;

/// Weights that do not make a planner.
#[derive(Debug, thiserror::Error)]
pub enum NoModel {
    #[error("the model cannot be read")]
    Weights(#[from] Damaged),
    #[error("the model holds a meaning that cannot be read")]
    Meaning(#[from] Unreadable),
}

/// The planner that a trained model makes.
#[derive(Debug)]
pub struct Model {
    ranker: Ranker,
    meanings: Vec<Term>,
    /// Slots of each meaning.
    slots: Vec<Vec<Slot>>,
    /// Which of them only change the meaning of the question before.
    changes: Vec<bool>,
}

/// What the model makes of a question.
#[derive(Debug, Clone)]
pub struct Choice {
    pub meaning: Term,
    /// How likely it is, among the meanings tried.
    pub probability: f32,
    pub result: Result<Plan, Stop>,
    /// The meaning with what the question adds to it or, of a follow-up, the earlier one as it is changed; `None` where the
    /// meaning stands as it is.
    pub meant: Option<Box<Meant>>,
}

/// One way to take a question, before it is weighed against the others.
struct Reading {
    probability: f32,
    result: Result<Plan, Stop>,
    meant: Option<Box<Meant>>,
}

/// What a question may be.
#[derive(Debug, Clone)]
pub struct Choices {
    /// The likeliest first.
    pub choices: Vec<Choice>,
    /// How likely the model finds it that the question asks for what is not there.
    pub absent: f32,
    /// Likely meanings that the question does not fill or fills with other things: index and probability.
    pub passed_over: Vec<(usize, f32)>,
}

/// From this probability of being about something that is not there, words that nothing explains are taken for it.
const ABSENT: f32 = 0.1;

/// Below this probability the plan of the words' own scores is taken, where its words are strong. Chosen between what that
/// costs on the calibration voices and what it gains on the development suites.
const SURE: f32 = 0.4;
const STRONG: f32 = 3.0;
/// From this probability on a meaning that lacks a tag is what is asked.
const WANTED: f32 = 0.5;

/// A reading of this probability is taken all the same where it is so many times as likely as the next.
const CLEAR: f32 = 0.15;
const ALONE: f32 = 4.0;

/// The same where hardly anything else fits what the question names.
const FAINT: f32 = 0.03;
const FAR_ALONE: f32 = 8.0;

/// Below this probability the question is asked back, unless the reading is sure by standing alone.
const UNSURE: f32 = 0.1;

/// How much likelier a reading is that the scores of the words' concepts arrive at too: set by hand.
const AGREED: f32 = 3.0;

impl Model {
    /// Reads a model.
    ///
    /// # Errors
    /// Bytes that are none.
    pub fn read(bytes: &[u8]) -> Result<Self, NoModel> {
        let ranker = Ranker::read(bytes)?;
        let meanings =
            ranker.about().meanings.iter().map(|text| Term::parse(text)).collect::<Result<Vec<_>, _>>()?;
        let slots = meanings.iter().map(Term::slots).collect();
        let changes = meanings.iter().map(again::is_change).collect();
        Ok(Self { ranker, meanings, slots, changes })
    }

    pub fn ranker(&self) -> &Ranker {
        &self.ranker
    }

    /// The model that is built in; `None` where the program was built without one.
    pub fn built_in() -> Option<Self> {
        match Self::read(WEIGHTS) {
            Ok(model) => Some(model),
            Err(problem) => {
                tracing::warn!("the built-in model is not used: {problem}");
                None
            }
        }
    }

    /// The meaning of an index.
    pub fn meaning(&self, index: usize) -> &Term {
        &self.meanings[index]
    }

    /// Meanings that fit the plant and give different results, the likeliest first. `earlier` is what the question before
    /// meant, where there is one that this one may change.
    pub fn choose(
        &self,
        sketch: &Sketch,
        bound: &Bound,
        earlier: Option<&Meant>,
        catalogue: &Catalogue,
    ) -> Choices {
        let (features, sequence) = (sketch.features(), sketch.sequence());
        let ranked = self.ranker.rank(Input { features: &features, sequence: &sequence }, TRIED);
        let absent = ranked.iter().find(|found| self.meanings[found.meaning].name() == "absent");
        let absent = absent.map_or(0.0, |found| found.probability);
        let mut choices: Vec<Choice> = Vec::new();
        let mut passed_over = Vec::new();
        let mut sum = 0.0;
        let mut lost = 0.0;
        for found in ranked {
            let meaning = &self.meanings[found.meaning];
            let reading = match (self.changes[found.meaning], earlier) {
                // Without a question before, nobody changes one.
                (true, None) => continue,
                (true, Some(earlier)) => self.changed(found, earlier, sketch, bound, catalogue),
                (false, _) => read(meaning, found.probability, Fit::factor, sketch, bound, catalogue)
                    .or_else(|| {
                        let change = again::of_those_spoken_of(meaning, bound)?;
                        self.changing(&change, found, earlier?, sketch, bound, catalogue)
                    }),
            };
            let Some(Reading { probability, result, meant }) =
                reading.filter(|reading| !unfit(&reading.result))
            else {
                // What is not computed whatever it is about needs no slot filled to be told so.
                let name = meaning.name();
                let of_code = name == "why" && !bound.codes.is_empty();
                if matches!(name, "forecast" | "why" | "anomalies")
                    && !of_code
                    && Fit::of(&self.slots[found.meaning], bound).is_none()
                {
                    let result = Err(match name {
                        "anomalies" => Stop::Abstain(Box::new(outcome::no_detection())),
                        name => Stop::NotYet(name.to_owned()),
                    });
                    sum += found.probability;
                    let reading = Reading { probability: found.probability, result, meant: None };
                    join(&mut choices, meaning, reading);
                } else {
                    lost += found.probability;
                    passed_over.push((found.meaning, found.probability));
                }
                continue;
            };
            sum += probability;
            join(&mut choices, meaning, Reading { probability, result, meant });
        }
        for (meaning, reading) in suggested(sketch, bound, earlier, catalogue) {
            sum += reading.probability;
            join(&mut choices, &meaning, reading);
        }
        choices.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        // Where the likeliest meaning does not fit what was linked, nothing that fits is sure.
        choices.iter_mut().for_each(|choice| choice.probability /= sum + lost);
        Choices { choices, absent, passed_over }
    }

    /// The earlier meaning as a follow-up changes it.
    fn changed(
        &self,
        found: Ranked,
        earlier: &Meant,
        sketch: &Sketch,
        bound: &Bound,
        catalogue: &Catalogue,
    ) -> Option<Reading> {
        self.changing(&self.meanings[found.meaning], found, earlier, sketch, bound, catalogue)
    }

    fn changing(
        &self,
        change: &Term,
        found: Ranked,
        earlier: &Meant,
        sketch: &Sketch,
        bound: &Bound,
        catalogue: &Catalogue,
    ) -> Option<Reading> {
        let fit = Fit::of(&change.slots(), bound).filter(|fit| !fit.unsaid)?;
        let meant = again::changed(change, earlier, bound, catalogue)?;
        Some(Reading {
            probability: found.probability * fit.factor() * evident::factor(change, sketch, bound),
            result: compile(&meant.meaning, &meant.bound, catalogue),
            meant: Some(Box::new(meant)),
        })
    }
}

/// A meaning with all that the question names where that fits, else as the model has it.
/// `weight` is what a fit counts.
fn read(
    whole: &Term,
    probability: f32,
    weight: fn(&Fit) -> f32,
    sketch: &Sketch,
    bound: &Bound,
    catalogue: &Catalogue,
) -> Option<Reading> {
    // "on the 14th and 15th": two days, one after the other, are one time where only one is asked for.
    let one_window = whole.slots().iter().all(|slot| slot.kind != SlotKind::Window || slot.place == 1);
    let joined = complete::one_time(bound).filter(|_| one_window);
    let bound = joined.as_ref().unwrap_or(bound);
    // What the question does not name is left out.
    let less = complete::reduced(whole, bound);
    let meaning = less.as_ref().unwrap_or(whole);
    let slots = meaning.slots();
    let fit = Fit::of(&slots, bound)?;
    // A part of the records is asked for, and no value of theirs is named: all of them would be a wrong answer.
    let of_records = super::compile::is_about_records(whole.name());
    // Where a machine is named, it may be what the meaning takes for a value.
    let unfilled = bound.assets.is_empty()
        && bound.kinds.is_empty()
        && slots_of(whole, SlotKind::Value).any(|slot| slot.place > bound.values.len());
    let unheard_of =
        bound.values.is_empty() && bound.codes.is_empty() && sketch.word_before_records().is_some();
    let unknown_value = of_records && !bound.tables.is_empty() && (unfilled || unheard_of);
    let unsaid = match (&less, unknown_value) {
        (None, _) => 1.0,
        (Some(_), false) => Fit::UNSAID,
        (Some(_), true) => Fit::UNKNOWN_VALUE,
    };
    let likelihood = unsaid * probability * evident::factor(meaning, sketch, bound);
    let plain = Reading {
        probability: likelihood * weight(&fit),
        result: match bound.tables.first() {
            Some(table) if unknown_value => Err(Stop::Ask(Asked::Value(*table))),
            _ => compile(meaning, bound, catalogue),
        },
        meant: (less.is_some() || joined.is_some())
            .then(|| Box::new(Meant { meaning: meaning.clone(), bound: bound.clone() })),
    };
    let whole =
        complete::completed(meaning, &slots, bound, sketch).filter(|_| !unknown_value).and_then(|meaning| {
            let fit = Fit::of(&meaning.slots(), bound)?;
            let result = compile(&meaning, bound, catalogue);
            let probability = likelihood * weight(&fit);
            let meant = Some(Box::new(Meant { meaning, bound: bound.clone() }));
            (!unfit(&result)).then_some(Reading { probability, result, meant })
        });
    Some(whole.unwrap_or(plain))
}

/// What is named suggests by itself. It is suggested for all that is named, so that what a meaning leaves out costs nothing.
fn suggested(
    sketch: &Sketch,
    bound: &Bound,
    earlier: Option<&Meant>,
    catalogue: &Catalogue,
) -> Vec<(Term, Reading)> {
    let mut found = Vec::new();
    let Some(earlier) = earlier else {
        for suggestion in suggested::readings(sketch, bound, catalogue) {
            let own = suggestion.bound.as_ref().unwrap_or(bound);
            let read = read(&suggestion.meaning, suggestion.likelihood, |_| 1.0, sketch, own, catalogue);
            if let Some(reading) = read.filter(|reading| !unfit(&reading.result)) {
                let meant = Meant { meaning: suggestion.meaning.clone(), bound: own.clone() };
                let meant = reading.meant.or_else(|| Some(Box::new(meant)));
                found.push((suggestion.meaning, Reading { meant, ..reading }));
            }
        }
        return found;
    };
    for suggestion in suggested::changes(bound, earlier, catalogue) {
        let Some(meant) = again::changed(&suggestion.meaning, earlier, bound, catalogue) else { continue };
        let result = compile(&meant.meaning, &meant.bound, catalogue);
        if !unfit(&result) {
            let probability = suggestion.likelihood;
            found.push((suggestion.meaning, Reading { probability, result, meant: Some(Box::new(meant)) }));
        }
    }
    found
}

/// Two ways to say the same are one.
fn join(choices: &mut Vec<Choice>, meaning: &Term, reading: Reading) {
    let Reading { probability, result, meant } = reading;
    match choices.iter_mut().find(|choice| choice.result == result) {
        Some(same) => same.probability += probability,
        None => choices.push(Choice { meaning: meaning.clone(), probability, result, meant }),
    }
}

/// Whether a meaning cannot be meant, for its slots are not filled or filled with other things.
fn unfit(result: &Result<Plan, Stop>) -> bool {
    matches!(result, Err(Stop::Missing(_) | Stop::Unfit(_)))
}

impl Planner for Model {
    fn name(&self) -> &'static str {
        "builtin"
    }

    fn plan(&self, linked: &Linked, conversation: &Conversation, catalogue: &Catalogue) -> Proposal {
        self.plan_with(linked, conversation, catalogue, &Learned::default()).proposal
    }

    fn plan_with(
        &self,
        linked: &Linked,
        conversation: &Conversation,
        catalogue: &Catalogue,
        learned: &Learned,
    ) -> Planned {
        let mut seen = Seen::default();
        let proposal = self.planned(linked, conversation, catalogue, learned, &mut seen);
        Planned { proposal, reading: seen.reading, probability: seen.probability }
    }

    fn likely_tools(&self, linked: &Linked, catalogue: &Catalogue) -> Vec<String> {
        let why = causes::asks_why(&linked.question).then(|| "investigate".to_owned());
        let choices = seen(linked, catalogue)
            .map(|(sketch, bound, _)| self.choose(&sketch, &bound, None, catalogue).choices)
            .unwrap_or_default();
        let plans = choices.into_iter().filter_map(|choice| choice.result.ok()).take(LIKELY);
        let steps = plans.flat_map(|plan| plan.steps).map(|step| step.tool);
        let mut tools: Vec<String> = Vec::new();
        for tool in why.into_iter().chain(steps) {
            if !tools.contains(&tool) {
                tools.push(tool);
            }
        }
        tools
    }
}

impl Model {
    /// Plans, and notes what it saw on the way.
    fn planned(
        &self,
        linked: &Linked,
        conversation: &Conversation,
        catalogue: &Catalogue,
        learned: &Learned,
        seen: &mut Seen,
    ) -> Proposal {
        let slots = match slots::resolve(linked, catalogue) {
            Ok(slots) => slots,
            Err(proposal) => return *proposal,
        };
        let scored = Frame::read(linked, slots.clone(), catalogue);
        if let Some(last) = conversation.last()
            && (follow::depends(&scored, linked) || speaks_of_those(linked, conversation, catalogue))
        {
            let read = if last.open {
                chosen(last, &scored, linked, catalogue)
            } else {
                self.follow_up(last, &scored, linked, conversation, catalogue, &mut seen.probability)
            };
            return read.unwrap_or_else(|| Scorer.plan(linked, conversation, catalogue));
        }
        let read = seen.reading.insert(ReadAs::default());
        if let Some(problem) =
            outcome::outside_the_plant(linked, catalogue).or_else(|| outcome::detections(linked))
        {
            return Proposal::Abstain(problem);
        }
        let sketch = Sketch::of(linked, &slots, catalogue);
        let bound = bind(linked, &slots, catalogue);
        let Choices { mut choices, absent, passed_over } = self.choose(&sketch, &bound, None, catalogue);
        let taught = self.taught(&mut choices, &sketch, &bound, learned, catalogue);
        let second = Scorer.plan(linked, conversation, catalogue);
        let Best { choice: best, sure, share } = likeliest(choices, &second);
        seen.probability = Some(share);
        // "what did the mixer do on average": a number of one of its tags is asked for, and none is named.
        let wants_tag = passed_over.first().is_some_and(|(meaning, probability)| {
            let meaning = &self.meanings[*meaning];
            *probability >= WANTED
                && is_statistic(meaning.name())
                && slots_of(meaning, SlotKind::Tag).next().is_some()
        });
        let nothing_else = bound.tags.is_empty() && bound.tables.is_empty() && bound.records.is_empty();
        if wants_tag && !sure && nothing_else && bound.assets.len() == 1 && linked.unknown.is_empty() {
            return asked_back(Asked::Tag, scored, linked, catalogue);
        }
        if let Proposal::Plan { plan, .. } = &second
            && !sure
            && scored.strength >= STRONG
            && !taught.disliked.contains(plan)
        {
            let same = best.is_some_and(|choice| choice.result.as_ref() == Ok(plan));
            seen.probability = Some(if same { share } else { 0.0 });
            return second;
        }
        // Hardly one such reading is right among the calibration voices: better to ask.
        let Some(choice) = best.filter(|choice| sure || choice.probability >= UNSURE) else {
            if let Some(plan) = time_lost(&bound, catalogue) {
                return Proposal::Plan { plan, frame: Box::new(scored) };
            }
            if let [slot] = bound.tags.as_slice()
                && slot.ambiguous
                && slot.bare
                && linked.unknown.iter().all(|unknown| !unknown.certain)
            {
                let choices = build::choices(slot, catalogue);
                let ask = Clarification::WhichTag(choices);
                return Proposal::Clarify { ask, frame: Some(Box::new(scored)) };
            }
            if sketch.asked.iter().any(|asked| asked == "document") {
                return Proposal::Abstain(outcome::no_documents());
            }
            let missing = outcome::missing(&scored, linked, catalogue);
            return missing.map_or_else(|| build::unclear(scored, linked, catalogue), Proposal::Abstain);
        };
        // "oil temperature", where only the bearing's is measured: what the tag does not explain is asked for all the same.
        let unexplained = bound.tags.iter().any(|slot| !slot.unexplained.is_empty());
        let by_example = taught.used.filter(|(_, result)| *result == choice.result).map(|(id, _)| id);
        let doubted = by_example.is_none() && (absent >= ABSENT || unexplained);
        if let (Some(plan), true) = (taught.plan, by_example.is_some()) {
            read.example = by_example;
            return match outcome::not_there(&scored, linked, catalogue, doubted) {
                Some(problem) => Proposal::NotThere { problem, frame: Box::new(scored) },
                None => Proposal::Plan { plan, frame: Box::new(scored) },
            };
        }
        let proposal = self.proposal(choice, &bound, doubted, scored, linked, catalogue);
        if let Proposal::Plan { frame, .. } = &proposal {
            read.meaning = frame.meant.as_ref().map(|meant| meant.meaning.to_string());
            read.example = by_example;
        }
        proposal
    }
}

/// What is noted of a question while it is planned.
#[derive(Default)]
struct Seen {
    reading: Option<ReadAs>,
    probability: Option<f32>,
}

/// The likeliest reading.
struct Best {
    choice: Option<Choice>,
    /// Whether it is likely enough: by itself, or little but with no other reading anywhere near.
    sure: bool,
    /// Its probability among all readings, those that fit nothing as well.
    share: f32,
}

/// The likeliest reading, one that the scores of the words arrive at too before others.
fn likeliest(mut choices: Vec<Choice>, second: &Proposal) -> Best {
    let mut all = 1.0;
    if let Proposal::Plan { plan, .. } = second
        && let Some(same) = choices.iter().position(|choice| choice.result.as_ref() == Ok(plan))
    {
        all += (AGREED - 1.0) * choices[same].probability;
        choices[same].probability *= AGREED;
    }
    choices.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    let mut choices = choices.into_iter();
    let best = choices.next();
    let next = choices.next().map_or(0.0, |choice| choice.probability);
    let sure = best.as_ref().is_some_and(|choice| {
        choice.probability >= SURE
            || choice.probability >= CLEAR && choice.probability >= ALONE * next
            || choice.probability >= FAINT && choice.probability >= FAR_ALONE * next && choice.result.is_ok()
    });
    let share = best.as_ref().map_or(0.0, |choice| choice.probability / all);
    Best { choice: best, sure, share }
}

/// "what did the corrective ones cost": a field or value of the records that were spoken of, and nothing else.
fn speaks_of_those(linked: &Linked, conversation: &Conversation, catalogue: &Catalogue) -> bool {
    let Some(records) = conversation.records(catalogue) else { return false };
    let named = linked.tags.iter().any(|tag| tag.candidates[0].full_name)
        || !linked.tables.is_empty()
        || !linked.assets.is_empty();
    // 哪台最多: a sort of machine and no more.
    let most = linked.has_any(&["most", "least"]) && !linked.kinds.is_empty();
    !named
        && (most && linked.tags.is_empty() && linked.times.is_empty()
            || linked.columns.iter().any(|column| column.table == records)
            || linked.values.iter().any(|value| value.table == records))
}

/// The question before, whose tag was asked back, with the one that was chosen.
fn chosen(last: &Turn, scored: &Frame, linked: &Linked, catalogue: &Catalogue) -> Option<Proposal> {
    let mut meant = last.frame.meant.clone()?;
    if !scored.slots.windows.is_empty() {
        return None;
    }
    let place = meant.bound.tags.iter().position(|slot| slot.ambiguous)?;
    let asked = last.frame.slots.tags.iter().position(|slot| slot.ambiguous)?;
    let mut frame = follow::answered(scored.clone(), last, linked, catalogue);
    let slot = frame.slots.tags.get(asked).filter(|slot| !slot.ambiguous)?;
    let offered = &meant.bound.tags[place].candidates;
    let of_those = slot.candidates.iter().all(|(tag, _)| offered.iter().any(|(other, _)| other == tag));
    if !of_those {
        return None;
    }
    meant.bound.tags[place] = slot.clone();
    let plan = compile(&meant.meaning, &meant.bound, catalogue).ok()?;
    frame.meant = Some(meant);
    Some(Proposal::Plan { plan, frame: Box::new(frame) })
}

/// Words that ask for a length of time.
const HOW_LONG: &[&str] = &[
    "how long",
    "hours",
    "minutes",
    "time lost",
    "lost time",
    "downtime",
    "多久",
    "多长时间",
    "分钟",
    "小时",
    "时长",
];

/// "hours lost on line 4 to jams": where nothing likelier is read, a value of the records of downtime and a length of time
/// asked for are enough.
fn time_lost(bound: &Bound, catalogue: &Catalogue) -> Option<Plan> {
    let (table, _) = bound.values.first()?;
    if catalogue.tables[*table].kind != plant::RecordKind::Downtime || !bound.speaks_of(HOW_LONG) {
        return None;
    }
    compile(&Term::parse("time(stopped(a), w)").ok()?, bound, catalogue).ok()
}

impl Model {
    /// What a question means that leaves out what the one before it said; `None` where the model is not sure.
    fn follow_up(
        &self,
        last: &Turn,
        scored: &Frame,
        linked: &Linked,
        conversation: &Conversation,
        catalogue: &Catalogue,
        probability: &mut Option<f32>,
    ) -> Option<Proposal> {
        let earlier = last.frame.meant.as_deref()?;
        if outcome::refused(linked, catalogue).is_some() {
            return None;
        }
        let sketch = Sketch::of(linked, &scored.slots, catalogue).after_another();
        let mut slots = scored.slots.clone();
        follow::other_number(&mut slots, linked, &last.frame.slots, catalogue);
        // "how many of those were corrective": a value of the records that were spoken of.
        let named = again::records_of(earlier, catalogue)
            .or_else(|| earlier.bound.records.first().map(|record| record.table));
        if let Some(table) = named
            && !linked.tables.iter().any(|mention| mention.table != table && mention.score >= 1.0)
        {
            let value = linked.values.iter().any(|value| value.table == table);
            let field = linked.columns.iter().any(|column| column.table == table);
            // What is hardly a tag is none beside a field of the records.
            if field {
                slots.tags.retain(|slot| slot.candidates[0].1 >= 2.0);
            }
            if slots.tags.is_empty() || value {
                slots::take_table(&mut slots, linked, table, catalogue);
            }
        }
        let slots = &slots;
        let mut bound = bind(linked, slots, catalogue);
        // Records that the question does not name are those that were spoken of, and not all of them.
        if linked.tables.is_empty() {
            bound.tables.clear();
        }
        // "that chiller", 这台泵: the machine that was spoken of.
        if bound.assets.is_empty() && linked.has("pronoun") {
            bound.assets.extend(again::machine_of(earlier, catalogue));
        }
        // "the week before": told from the window of the question before.
        let before = earlier.meaning.slots().into_iter().find(|slot| slot.kind == SlotKind::Window);
        let before = before.and_then(|slot| earlier.bound.windows.get(slot.place - 1));
        if let (Some(shifted), Some(When::Range(range))) = (slots.shifted, before) {
            bound.windows.extend(shifted.apply(*range, &catalogue.plant.timezone).map(When::Range));
        }
        let Choices { choices, passed_over, .. } = self.choose(&sketch, &bound, Some(earlier), catalogue);
        tracing::debug!(
            "follow-up of {}: {:?}; not {:?}",
            earlier.meaning,
            choices.iter().take(4).map(|c| (c.meaning.to_string(), c.probability)).collect::<Vec<_>>(),
            passed_over.iter().take(4).map(|(m, p)| (self.meanings[*m].to_string(), p)).collect::<Vec<_>>(),
        );
        let second = Scorer.plan(linked, conversation, catalogue);
        let Best { choice, sure, share } = likeliest(choices, &second);
        let choice = choice.filter(|choice| sure && choice.result.is_ok())?;
        *probability = Some(share);
        let frame = follow::continued(scored.clone(), linked, conversation, catalogue);
        Some(self.proposal(choice, &bound, false, frame, linked, catalogue))
    }

    /// `doubted`: whether words that nothing explains are enough to say that something is not there.
    fn proposal(
        &self,
        choice: Choice,
        bound: &Bound,
        doubted: bool,
        scored: Frame,
        linked: &Linked,
        catalogue: &Catalogue,
    ) -> Proposal {
        let as_it_stands = || Box::new(Meant { meaning: choice.meaning.clone(), bound: bound.clone() });
        let meant = choice.meant.unwrap_or_else(as_it_stands);
        let mut frame = framed::framed(&meant.meaning, scored);
        frame.meant = Some(meant);
        let missing = |frame: &Frame| outcome::not_there(frame, linked, catalogue, doubted);
        match choice.result {
            Ok(plan) => {
                if let Some(problem) = missing(&frame) {
                    return Proposal::NotThere { problem, frame: Box::new(frame) };
                }
                Proposal::Plan { plan, frame: Box::new(frame) }
            }
            Err(Stop::Ambiguous(slot)) => {
                if let Some(problem) = missing(&frame) {
                    return Proposal::Abstain(problem);
                }
                let choices = build::choices(&slot, catalogue);
                Proposal::Clarify { ask: Clarification::WhichTag(choices), frame: Some(Box::new(frame)) }
            }
            // A machine that is not there is told of before what no tool computes.
            Err(Stop::NotYet(what)) => {
                let named = linked.unknown.iter().any(|unknown| unknown.identifier);
                let missing = missing(&frame).filter(|_| named);
                Proposal::Abstain(missing.unwrap_or_else(|| not_yet(&what)))
            }
            Err(Stop::Abstain(problem)) => {
                // What exactly is not there is known better by the words than by the model.
                let told =
                    outcome::missing(&frame, linked, catalogue).filter(|_| problem.code.starts_with("PW31"));
                Proposal::Abstain(told.unwrap_or(*problem))
            }
            Err(Stop::Ask(asked)) => {
                if let Some(problem) = missing(&frame) {
                    return Proposal::Abstain(problem);
                }
                asked_back(asked, frame, linked, catalogue)
            }
            Err(Stop::Missing(_) | Stop::Unfit(_)) => build::unclear(frame, linked, catalogue),
        }
    }
}

/// Understood, and no tool computes it.
pub fn not_yet(what: &str) -> Problem {
    let text = match what {
        "why" => "causes are not looked for by any tool here".to_owned(),
        "kpi" => "this performance indicator is not computed by any tool here".to_owned(),
        what => format!("{what} is not computed by any tool here"),
    };
    Problem::new("PW6008", text).help("ask for its parts: values, totals, counts, records")
}

/// A field with no more different values is shown as a choice.
const FEW_VALUES: u64 = 12;

fn slots_of(meaning: &Term, kind: SlotKind) -> impl Iterator<Item = Slot> {
    meaning.slots().into_iter().filter(move |slot| slot.kind == kind)
}

fn asked_back(asked: Asked, mut frame: Frame, linked: &Linked, catalogue: &Catalogue) -> Proposal {
    let plant = &catalogue.plant;
    let named = frame.slots.assets.first().map(|asset| &plant.assets[*asset]);
    match (asked, named) {
        (Asked::Tag | Asked::What, Some(asset)) => {
            let tags: Vec<AnswerValue> = plant
                .subtree(&asset.id)
                .into_iter()
                .flat_map(|below| plant.tags_of(&below.id))
                .take(12)
                .map(|tag| AnswerValue::new(tag.name.clone(), tag.id.clone()))
                .collect();
            if tags.is_empty() {
                return build::unclear(frame, linked, catalogue);
            }
            frame.intent = Intent::Latest;
            Proposal::Clarify { ask: Clarification::WhichTag(tags), frame: Some(Box::new(frame)) }
        }
        (Asked::Value(table), _) => {
            let profile = &catalogue.tables[table];
            let choices = profile.columns.iter().filter(|column| (2..=FEW_VALUES).contains(&column.distinct));
            let told = |column: &tool::ColumnProfile| {
                let values: Vec<&str> = column.values.iter().map(|(value, _)| value.as_str()).collect();
                AnswerValue::new(column.name.replace('_', " "), values.join(", "))
            };
            let choices = choices.filter(|column| column.kind == tool::ColumnKind::Text).map(told).collect();
            let table = profile.table.replace('_', " ");
            Proposal::Clarify { ask: Clarification::WhichOf { table, choices }, frame: None }
        }
        (Asked::Records, _) => {
            let tables = catalogue
                .tables
                .iter()
                .map(|table| AnswerValue::new(table.table.replace('_', " "), table.table.clone()))
                .collect();
            Proposal::Clarify { ask: Clarification::WhichTable(tables), frame: None }
        }
        _ => {
            let assets = plant
                .assets
                .iter()
                .take(8)
                .map(|asset| AnswerValue::new(asset.name.clone(), asset.id.clone()))
                .collect();
            Proposal::Clarify { ask: Clarification::WhatAbout(assets), frame: None }
        }
    }
}

/// What training and measuring need of a question: how the model sees it, and what fills its slots.
pub fn seen(linked: &Linked, catalogue: &Catalogue) -> Option<(Sketch, Bound, Slots)> {
    let slots = slots::resolve(linked, catalogue).ok()?;
    let sketch = Sketch::of(linked, &slots, catalogue);
    let bound = bind(linked, &slots, catalogue);
    Some((sketch, bound, slots))
}

//! The way of a question: link, plan, check, run, compose, ground; conversations and replay.
//!
//! Sees the plant and the tool contracts only; knows nothing of engines, storage or any surface, so that
//! it runs over made-up tools in tests.
//!
//! When you add an intent, touch `planner/frame.rs` (its name), the module that scores it, the module that builds its
//! plan, and `compose/` if its evidence reads in a new way. When you add words, touch `lexicon/*.toml` alone.

mod check;
mod compose;
mod conversation;
pub mod ground;
pub mod learned;
pub mod lexicon;
pub mod link;
pub mod meaning;
pub mod planner;
pub mod reading;
pub mod reason;
mod replay;
pub mod router;
mod run;
mod suggest;
pub mod text;
pub mod time;

use std::sync::Arc;
use std::time::Instant;

use parking_lot::RwLock;
use plant::{ErrorClass, Language, Problem};
use serde::Serialize;
use tool::{Answer, AnswerValue, Catalogue, Effect, Evidence, Grounding, Plan, Reading, Status, Toolbox};

use check::Allowed;
use conversation::{Conversation, Conversations, Turn};
use language::Cancel;
use learned::Learned;
use link::{Linked, Linker};
use planner::{Planner, Proposal, Scorer};
pub use reason::{Budget, Reasoner};
use replay::Kept;
pub use replay::Replay;

/// A question to one plant.
#[derive(Debug, Clone, Default)]
pub struct Request {
    pub question: String,
    /// Any string; questions with the same one are one conversation.
    pub conversation: Option<String>,
    /// Of the answer; `None`: the question's own.
    pub language: Option<Language>,
    /// Who plans: [`BUILT_IN`], the name of a model, or [`AUTO`]; the built-in planner without it.
    pub planner: Option<String>,
    /// Stops the answer from elsewhere: it then ends soon, with `PW5003`.
    pub cancel: Cancel,
}

/// The name of the planner that needs no model.
pub const BUILT_IN: &str = "builtin";

/// The built-in planner where it is sure enough of a plan, else the first model there is: see [`router`].
pub const AUTO: &str = "auto";

/// Where a question is on its way.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// What the words were found to mean: names of tags, assets, tables, times.
    Linked {
        mentions: Vec<String>,
    },
    Planned {
        plan: Plan,
        reading: String,
    },
    Running {
        step: String,
        tool: String,
    },
    Found {
        step: String,
        rows: u64,
    },
    Composed,
}

/// The linker, and what it was made of.
struct Linking {
    /// As the tools gave it.
    catalogue: Arc<Catalogue>,
    learned: Arc<Learned>,
    /// Over the catalogue with the plant's own names.
    linker: Arc<Linker>,
}

/// Answers questions over one box of tools.
pub struct Agent {
    toolbox: Arc<dyn Toolbox>,
    planner: Box<dyn Planner>,
    linking: RwLock<Linking>,
    conversations: Conversations,
    reasoners: Vec<(String, Reasoner)>,
    /// Plans of a smaller probability are handed over by [`AUTO`].
    below: f32,
}

impl Agent {
    /// An agent with the built-in planner.
    pub fn new(toolbox: Arc<dyn Toolbox>) -> Self {
        let planner: Box<dyn Planner> = match planner::model::Model::built_in() {
            Some(model) => Box::new(model),
            None => Box::new(Scorer),
        };
        Self::with_planner(toolbox, planner)
    }

    pub fn with_planner(toolbox: Arc<dyn Toolbox>, planner: Box<dyn Planner>) -> Self {
        let catalogue = toolbox.catalogue();
        let linker = Arc::new(Linker::new(Arc::clone(&catalogue)));
        let linking = RwLock::new(Linking { catalogue, learned: Arc::default(), linker });
        Self {
            toolbox,
            planner,
            linking,
            conversations: Conversations::default(),
            reasoners: Vec::new(),
            below: router::BELOW,
        }
    }

    /// The same agent with larger models beside it, by the names that a request gives.
    #[must_use]
    pub fn with_reasoners(mut self, reasoners: Vec<(String, Reasoner)>) -> Self {
        self.reasoners = reasoners;
        self
    }

    /// The same agent that hands over plans below another probability than [`router::BELOW`].
    #[must_use]
    pub fn handing_over_below(self, below: f32) -> Self {
        Self { below, ..self }
    }

    /// Names that a request's `planner` may give.
    pub fn planners(&self) -> impl Iterator<Item = &str> {
        let models = self.reasoners.iter().map(|(name, _)| name.as_str());
        let auto = (!self.reasoners.is_empty()).then_some(AUTO);
        std::iter::once(BUILT_IN).chain(auto).chain(models)
    }

    /// The linker of the catalogue as it is now.
    pub fn linker(&self) -> Arc<Linker> {
        self.linking().0
    }

    /// How a question would be read, for a person who wonders.
    pub fn reading(&self, question: &str) -> String {
        let (linker, learned) = self.linking();
        reading::describe(&linker, question, &learned)
    }

    /// What the plant's people taught; questions from now on are read with it.
    pub fn learn(&self, learned: Learned) {
        let mut linking = self.linking.write();
        let linker = if learned.names.is_empty() && linking.learned.names.is_empty() {
            Arc::clone(&linking.linker)
        } else {
            let plant = learned::names::over(&linking.catalogue.plant, &learned.names);
            Arc::new(Linker::new(Arc::new(Catalogue { plant, ..Catalogue::clone(&linking.catalogue) })))
        };
        linking.learned = Arc::new(learned);
        linking.linker = linker;
    }

    fn linking(&self) -> (Arc<Linker>, Arc<Learned>) {
        let catalogue = self.toolbox.catalogue();
        {
            let current = self.linking.read();
            if Arc::ptr_eq(&current.catalogue, &catalogue) {
                return (Arc::clone(&current.linker), Arc::clone(&current.learned));
            }
        }
        let mut linking = self.linking.write();
        linking.linker = Arc::new(linking.linker.renewed(linking.named(&catalogue)));
        linking.catalogue = catalogue;
        (Arc::clone(&linking.linker), Arc::clone(&linking.learned))
    }

    /// Answers a question. CPU-bound; never fails: a failure is an answer with status `error`.
    pub fn ask(&self, request: &Request, on_stage: &mut dyn FnMut(Stage)) -> Answer {
        let started = Instant::now();
        let (linker, learned) = self.linking();
        let catalogue = linker.catalogue();
        let conversation =
            request.conversation.as_deref().map(|key| self.conversations.get(key)).unwrap_or_default();
        let linked = linked_after(&linker, &request.question, &conversation);
        let language = request.language.or(linked.language).unwrap_or(catalogue.plant.language);
        on_stage(Stage::Linked { mentions: mentions(&linked, catalogue) });

        let id = answer_id(&request.question, &catalogue.plant.name);
        let earlier: Vec<(String, String)> = conversation.spoken().cloned().collect();
        let scene = reason::Scene {
            linked: &linked,
            catalogue,
            language,
            earlier: &earlier,
            answer: &id,
            likely: &[],
            cancel: &request.cancel,
        };
        let manner = Manner {
            tools: self.toolbox.as_ref(),
            allowed: Allowed::Reads,
            language,
            cancel: &request.cancel,
        };
        // What a larger model plans as the first of a conversation stands alone, too.
        let mut reading = (conversation.last().is_none() && earlier.is_empty()).then(Reading::default);
        let (mut answer, turn) = match self.planned_by(request) {
            Err(problem) => (self.failed(&problem, language), None),
            Ok(PlannedBy::Model(reasoner)) => (self.reasoned(reasoner, scene, &mut reading, on_stage), None),
            Ok(PlannedBy::BuiltIn { or }) => {
                let planned = self.planner.plan_with(&linked, &conversation, catalogue, &learned);
                reading = planned.reading;
                let proposal = match planned.proposal {
                    Proposal::Abstain(problem) if problem.code == "PW6008" => {
                        planner::explained(&linked, catalogue).unwrap_or(Proposal::Abstain(problem))
                    }
                    proposal => proposal,
                };
                let sureness = router::sureness(&proposal, planned.probability);
                match or.filter(|_| router::is_handed_over(sureness, self.below)) {
                    Some(reasoner) => {
                        // What the built-in planner read is no reading of the model's plan.
                        reading = reading.map(|_| Reading::default());
                        (self.reasoned(reasoner, scene, &mut reading, on_stage), None)
                    }
                    None => {
                        let (answer, turn) = self.carry_out(proposal, manner, catalogue, on_stage);
                        (Answer { probability: sureness.map(rounded), ..answer }, turn)
                    }
                }
            }
        };
        answer.id = id;
        answer.reading = reading.filter(|_| answer.status == Status::Answered);
        if let Some(key) = &request.conversation {
            if !self.reasoners.is_empty() {
                self.conversations.said(key, &request.question, &answer.text);
            }
            if let Some(turn) = turn {
                self.conversations.push(key, turn);
            }
        }
        on_stage(Stage::Composed);
        answer.took_ms = (started.elapsed().as_secs_f64() * 1e5).round() / 100.0;
        answer
    }

    /// Answers a question that refers back to `turns`, earlier questions in order, and to nothing else.
    /// CPU-bound; never fails, as [`Agent::ask`].
    pub fn ask_after(&self, turns: &[String], request: &Request, on_stage: &mut dyn FnMut(Stage)) -> Answer {
        // A conversation of its own for the time being; no other key holds such a character.
        let key = format!("\u{0}{}", answer_id(&request.question, &turns.concat()));
        let within = |question: &str| Request {
            question: question.to_owned(),
            conversation: Some(key.clone()),
            language: request.language,
            planner: request.planner.clone(),
            cancel: request.cancel.clone(),
        };
        for turn in turns.iter().take_while(|_| !request.cancel.is_cancelled()) {
            self.ask(&within(turn), &mut |_| {});
        }
        let answer = self.ask(&within(&request.question), on_stage);
        self.conversations.forget(&key);
        answer
    }

    /// Runs a plan that somebody wrote or stored.
    pub fn run_plan(&self, plan: &Plan, language: Language) -> Answer {
        self.run_plan_while(plan, language, &Cancel::new(), &mut |_| {})
    }

    /// The same, told step by step, until it is cancelled.
    pub fn run_plan_while(
        &self,
        plan: &Plan,
        language: Language,
        cancel: &Cancel,
        on_stage: &mut dyn FnMut(Stage),
    ) -> Answer {
        let tools = self.toolbox.as_ref();
        self.run_plan_over(plan, Manner { tools, allowed: Allowed::Reads, language, cancel }, on_stage)
    }

    fn run_plan_over(&self, plan: &Plan, manner: Manner<'_>, on_stage: &mut dyn FnMut(Stage)) -> Answer {
        let started = Instant::now();
        let linker = self.linker();
        let mut answer = self.execute(plan, manner, linker.catalogue(), on_stage);
        answer.id = answer_id(&format!("{plan:?}"), &linker.catalogue().plant.name);
        answer.took_ms = (started.elapsed().as_secs_f64() * 1e5).round() / 100.0;
        answer
    }

    /// Runs an answer's plan again. The calls' arguments are as they were: relative times do not move.
    /// What was proposed is not proposed again: of those steps, what they gave then counts.
    pub fn replay(&self, answer: &Answer) -> Replay {
        let now = if answer.plan.steps.is_empty() {
            answer.clone()
        } else {
            let tools = Kept { tools: self.toolbox.as_ref(), evidence: &answer.evidence };
            let (allowed, cancel) = (Allowed::Proposals, &Cancel::new());
            let manner = Manner { tools: &tools, allowed, language: answer.language, cancel };
            self.run_plan_over(&answer.plan, manner, &mut |_| {})
        };
        let differences = replay::differences(answer, &now);
        Replay { same: differences.is_empty(), differences, answer: now }
    }

    fn carry_out(
        &self,
        proposal: Proposal,
        manner: Manner<'_>,
        catalogue: &Catalogue,
        on_stage: &mut dyn FnMut(Stage),
    ) -> (Answer, Option<Turn>) {
        let language = manner.language;
        match proposal {
            Proposal::Plan { plan, mut frame } => {
                // So that what follows may ask on: "not the sensor, what else?"
                if plan.steps.iter().any(|step| step.tool == "investigate") {
                    frame.intent = planner::Intent::Investigate;
                }
                on_stage(Stage::Planned { plan: plan.clone(), reading: format!("{:?}", frame.intent) });
                let answer = self.execute(&plan, manner, catalogue, on_stage);
                let turn = Turn { frame: *frame, values: answer.values.clone(), open: false };
                (answer, Some(turn))
            }
            Proposal::Clarify { ask, frame } => {
                let (question, values) = compose::clarification(&ask, language);
                let turn = frame.map(|frame| Turn { frame: *frame, values: Vec::new(), open: true });
                let mut answer = self.blank(Status::Clarify, language, question.clone());
                answer.question = Some(question);
                answer.values = values;
                (answer, turn)
            }
            Proposal::Abstain(problem) => (self.abstained(&problem, language, Vec::new()), None),
            Proposal::NotThere { problem, frame } => {
                let turn = Turn { frame: *frame, values: Vec::new(), open: false };
                (self.abstained(&problem, language, Vec::new()), Some(turn))
            }
        }
    }

    fn planned_by(&self, request: &Request) -> Result<PlannedBy<'_>, Problem> {
        match request.planner.as_deref() {
            None | Some(BUILT_IN) => Ok(PlannedBy::BuiltIn { or: None }),
            Some(AUTO) => Ok(PlannedBy::BuiltIn { or: self.reasoners.first().map(|(_, reasoner)| reasoner) }),
            Some(name) => {
                let known = self.reasoners.iter().find(|(known, _)| known == name);
                known.map(|(_, reasoner)| PlannedBy::Model(reasoner)).ok_or_else(|| {
                    let all: Vec<&str> = self.planners().collect();
                    Problem::new("PW6204", format!("there is no planner `{name}`")).help(format!(
                        "there is {}; models.toml in the plant's folder adds models",
                        all.join(", ")
                    ))
                })
            }
        }
    }

    /// Answers with a model that calls tools. `reading` goes where the answer says less or more than its plan found.
    fn reasoned(
        &self,
        reasoner: &Reasoner,
        scene: reason::Scene<'_>,
        reading: &mut Option<Reading>,
        on_stage: &mut dyn FnMut(Stage),
    ) -> Answer {
        let reason::Scene { catalogue, language, .. } = scene;
        let tools = self.toolbox.as_ref();
        let likely = self.planner.likely_tools(scene.linked, catalogue);
        let scene = reason::Scene { likely: &likely, ..scene };
        let reasoned = reasoner.answer(scene, tools, &mut |event| on_stage(event.into()));
        let mut answer = match reasoned.ending {
            // Words that rest on nothing found are no answer about the plant.
            reason::Ending::Answered { text, cites: false, .. } if reasoned.evidence.is_empty() => {
                self.blank(Status::Abstained, language, text)
            }
            reason::Ending::Answered { mut text, struck, cites } => {
                if struck > 0 || cites {
                    *reading = None;
                }
                let proposed = proposed(&reasoned.evidence, tools);
                if !proposed.is_empty() {
                    text.push_str("\n\n");
                    text.push_str(&compose::waiting(&proposed, language));
                }
                let all = [reasoned.evidence.as_slice(), reasoned.heard.as_slice()].concat();
                let names = names(catalogue, &all);
                let zone = &catalogue.plant.timezone;
                let mut answer = self.blank(Status::Answered, language, text);
                answer.grounding = ground::ground(&answer.text, &all, &names, zone, language);
                answer.values = reasoned.values;
                answer
            }
            reason::Ending::Failed(problem) => self.failed(&problem, language),
        };
        reasoner.name().clone_into(&mut answer.planner);
        answer.plan = reasoned.plan;
        answer.evidence = reasoned.evidence;
        // Behind the steps, so that these are compared with those of a replay.
        answer.evidence.extend(reasoned.heard);
        compose::tell(&mut answer.evidence, language, catalogue);
        answer
    }

    fn execute(
        &self,
        plan: &Plan,
        manner: Manner<'_>,
        catalogue: &Catalogue,
        on_stage: &mut dyn FnMut(Stage),
    ) -> Answer {
        let Manner { tools, allowed, language, cancel } = manner;
        if let Err(problem) = check::check(plan, tools, allowed) {
            return self.failed(&problem, language);
        }
        let ran =
            run::run(plan, &mut run::Running { tools, cancel, on: &mut |event| on_stage(event.into()) });
        let mut evidence = match ran {
            Ok(evidence) => evidence,
            Err((problem, evidence)) if is_absence(&problem) => {
                let mut answer = self.abstained(&problem, language, evidence);
                answer.plan = plan.clone();
                return answer;
            }
            Err((problem, _)) => return self.failed(&problem, language),
        };
        let place = plan
            .answer
            .as_ref()
            .and_then(|id| evidence.iter().position(|e| e.id == *id))
            .unwrap_or(evidence.len() - 1);
        compose::tell(&mut evidence, language, catalogue);
        let text = compose::text(&evidence, place, language, catalogue);
        let names = names(catalogue, &evidence);
        let ground =
            |text: &str| ground::ground(text, &evidence, &names, &catalogue.plant.timezone, language);
        let grounding = ground(&text);
        let text = if grounding.numbers == grounding.supported {
            text
        } else {
            compose::bare(&evidence[place], language)
        };
        let grounding = ground(&text);
        if grounding.numbers != grounding.supported {
            let problem = Problem::new(
                "PW6103",
                "the wording held a number that no result supports, so it is not given",
            );
            return self.failed(&problem, language);
        }
        let mut answer = self.blank(Status::Answered, language, text);
        answer.values = answering(plan, &evidence, place);
        answer.evidence = evidence;
        answer.grounding = grounding;
        answer.plan = plan.clone();
        answer
    }

    fn blank(&self, status: Status, language: Language, text: String) -> Answer {
        Answer {
            id: String::new(),
            status,
            language,
            text,
            values: Vec::new(),
            evidence: Vec::new(),
            citations: Vec::new(),
            grounding: Grounding::default(),
            question: None,
            planner: self.planner.name().to_owned(),
            plan: Plan::default(),
            code: None,
            reading: None,
            probability: None,
            took_ms: 0.0,
        }
    }

    fn abstained(&self, problem: &Problem, language: Language, evidence: Vec<Evidence>) -> Answer {
        let mut answer = self.blank(Status::Abstained, language, compose::problem(problem, language));
        answer.code = Some(problem.code.clone());
        answer.evidence = evidence;
        answer
    }

    fn failed(&self, problem: &Problem, language: Language) -> Answer {
        let mut answer = self.blank(Status::Error, language, compose::problem(problem, language));
        answer.code = Some(problem.code.clone());
        answer
    }
}

/// The values that answer: those of one step, or of each of several that were asked for at once, told apart by what they are.
fn answering(plan: &Plan, evidence: &[Evidence], place: usize) -> Vec<AnswerValue> {
    if plan.also.is_empty() {
        return evidence[place].values.clone();
    }
    let also = plan.also.iter().filter_map(|id| evidence.iter().find(|one| one.id == *id));
    also.chain([&evidence[place]]).flat_map(told_apart).collect()
}

fn told_apart(evidence: &Evidence) -> impl Iterator<Item = AnswerValue> {
    let what = ["statistic", "which", "report", "property"]
        .iter()
        .find_map(|name| evidence.arguments.get(*name)?.as_str());
    evidence.values.iter().map(move |value| {
        let words: Vec<&str> =
            what.into_iter().chain(Some(value.label.as_str())).filter(|word| !word.is_empty()).collect();
        AnswerValue { label: words.join(" "), ..value.clone() }
    })
}

impl Linking {
    /// A catalogue with the plant's own names; the plant that was named before where it is still the same.
    fn named(&self, catalogue: &Arc<Catalogue>) -> Arc<Catalogue> {
        if self.learned.names.is_empty() {
            return Arc::clone(catalogue);
        }
        let before = &self.linker.catalogue().plant;
        let same = Arc::ptr_eq(&self.catalogue.plant, &catalogue.plant);
        let named = same && !Arc::ptr_eq(before, &catalogue.plant);
        let plant = if named {
            Arc::clone(before)
        } else {
            learned::names::over(&catalogue.plant, &self.learned.names)
        };
        Arc::new(Catalogue { plant, ..Catalogue::clone(catalogue) })
    }
}

/// How a plan is run.
#[derive(Clone, Copy)]
struct Manner<'a> {
    tools: &'a dyn Toolbox,
    allowed: Allowed,
    /// Of the answer.
    language: Language,
    cancel: &'a Cancel,
}

/// Who plans one question.
enum PlannedBy<'a> {
    /// The built-in planner, or, where it is not sure enough of a plan, a model.
    BuiltIn {
        or: Option<&'a Reasoner>,
    },
    Model(&'a Reasoner),
}

/// To three places, as an answer says it.
fn rounded(probability: f32) -> f64 {
    (f64::from(probability) * 1e3).round() / 1e3
}

impl From<run::Event<'_>> for Stage {
    fn from(event: run::Event<'_>) -> Self {
        match event {
            run::Event::Running { step, tool } => {
                Self::Running { step: step.to_owned(), tool: tool.to_owned() }
            }
            run::Event::Found { step, rows } => Self::Found { step: step.to_owned(), rows },
        }
    }
}

/// Ids of the proposals that steps made.
fn proposed<'e>(evidence: &'e [Evidence], tools: &dyn Toolbox) -> Vec<&'e str> {
    let writes = |tool: &str| tools.spec(tool).is_some_and(|spec| spec.effect == Effect::Writes);
    let made = evidence.iter().filter(|evidence| writes(&evidence.tool));
    made.filter_map(|evidence| evidence.values.first()?.value.as_str()).collect()
}

/// Whether a tool's problem says that something is not there, rather than that the call was wrong.
fn is_absence(problem: &Problem) -> bool {
    problem.code.starts_with("PW31")
        || problem.code == "PW3202"
        || problem.code == "PW3203"
        || problem.code == "PW6102"
}

/// How a problem of an answer is classed for surfaces.
pub fn error_class(code: &str) -> ErrorClass {
    match code {
        "PW6101" => ErrorClass::BadRequest,
        "PW3204" => ErrorClass::Denied,
        code if code.starts_with("PW31") => ErrorClass::NotFound,
        code if code.starts_with("PW32") || code.starts_with("PW5") => ErrorClass::BadRequest,
        _ => ErrorClass::Internal,
    }
}

/// Names whose digits are no claims: of the tags and assets that the evidence speaks of.
fn names<'a>(catalogue: &'a Catalogue, evidence: &[Evidence]) -> Vec<&'a str> {
    let plant = &catalogue.plant;
    // An investigation speaks of tags that are neither asked for nor among its values.
    let told =
        |e: &Evidence| matches!(e.result, tool::Findings::Investigation { .. }).then(|| e.result.clone());
    let spoken = serde_json::to_string(
        &evidence.iter().map(|e| (&e.arguments, &e.values, told(e))).collect::<Vec<_>>(),
    )
    .unwrap_or_default();
    let assets = plant.assets.iter().flat_map(|asset| {
        [asset.id.as_str(), asset.name.as_str()].into_iter().chain(asset.aliases.iter().map(String::as_str))
    });
    let tags = plant
        .tags
        .iter()
        .filter(|tag| evidence.len() < 2 && spoken.len() > 100_000 || spoken.contains(&tag.id))
        .flat_map(|tag| {
            [tag.id.as_str(), tag.name.as_str()].into_iter().chain(tag.aliases.iter().map(String::as_str))
        });
    assets.chain(tags).chain([plant.name.as_str()]).collect()
}

fn mentions(linked: &Linked, catalogue: &Catalogue) -> Vec<String> {
    let plant = &catalogue.plant;
    let tags = linked
        .tags
        .iter()
        .filter_map(|mention| mention.candidates.first())
        .map(|best| plant.tags[best.tag].id.clone());
    let assets = linked
        .assets
        .iter()
        .filter_map(|mention| mention.assets.first())
        .map(|asset| plant.assets[*asset].id.clone());
    let tables = linked.tables.iter().map(|mention| catalogue.tables[mention.table].table.clone());
    let times =
        linked.times.iter().filter_map(|time| linked.question.get(time.span.clone())).map(str::to_owned);
    let mut all: Vec<String> = tags.chain(assets).chain(tables).chain(times).collect();
    let mut seen = std::collections::HashSet::new();
    all.retain(|mention| seen.insert(mention.clone()));
    all
}

/// What a question refers to: after one about records, and where it names nothing else, its words may name their fields.
fn linked_after(linker: &Linker, question: &str, conversation: &Conversation) -> Linked {
    let linked = linker.link(question);
    let named = |tag: &link::TagMention| tag.candidates[0].full_name || tag.candidates[0].score >= 2.0;
    let about_else = !linked.tables.is_empty() || !linked.assets.is_empty() || linked.tags.iter().any(named);
    match conversation.records(linker.catalogue()).filter(|_| !about_else) {
        Some(records) => linker.link_after(question, Some(records)),
        None => linked,
    }
}

/// A short id: FNV-1a over the question, the plant and the instant.
fn answer_id(question: &str, plant: &str) -> String {
    let now = jiff::Timestamp::now().as_nanosecond().to_le_bytes();
    let bytes = question.bytes().chain(plant.bytes()).chain(now);
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("a{hash:016x}")
}

/// Used by tests and surfaces that plan without running.
pub fn read(linker: &Linker, question: &str) -> Proposal {
    let linked = linker.link(question);
    Scorer.plan(&linked, &Conversation::default(), linker.catalogue())
}

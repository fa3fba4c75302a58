//! Answers by a larger language model that calls tools step by step.
//!
//! The model sees the tools (`reason/offer.rs` says how much of each), what the linker found in the question and a summary
//! of the plant. It asks for steps; each is
//! checked and run as a step of any plan, and the model is told what was found, never raw floods. Its text is an answer
//! only as far as evidence holds its numbers: what is not held is sent back once, and then struck out with a visible note.
//! So the answer has a plan that can be run again without any model.
//!
//! Whatever a step finds is data. Texts of records and names are handed to the model as JSON that says so, and only the
//! question's author is listened to. Whatever the model was told, a tool that writes only proposes, a few times a
//! question, for a person to confirm where no model reaches; one that acts on the plant is refused.
//!
//! Tools of servers outside the plant are offered where there are any. They are no steps of the plan, for nobody can run them
//! again as they were; what they say is cited as said by them, and nothing goes from it into a step or a proposal.

mod given;
mod offer;
mod outside;
mod prompt;
mod told;

use std::sync::Arc;
use std::time::{Duration, Instant};

use language::foreign::Outside;
use language::{
    Cancel, ChatError, ChatModel, ChatReply, ChatRequest, Message, Observed, Observer, ToolCall, ToolSpec,
};
use plant::{Language, Problem};
use tool::{AnswerValue, Catalogue, Effect, Evidence, ParameterKind, Plan, Step, Toolbox};

use crate::check::Allowed;
use crate::link::Linked;
use crate::{check, ground, run};
use offer::Offer;
use outside::Heard;

/// Proposals that one question may lead to: a person reads each of them.
const MOST_PROPOSALS: usize = 3;

/// What one question may use up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Budget {
    /// Steps that are run.
    pub steps: usize,
    /// Requests to the model.
    pub rounds: usize,
    /// Tokens of prompts and outputs together, as the model counts them.
    pub tokens: u64,
    pub time: Duration,
}

impl Default for Budget {
    fn default() -> Self {
        Self { steps: 16, rounds: 12, tokens: 200_000, time: Duration::from_secs(300) }
    }
}

/// A model that plans as it goes.
#[derive(Clone)]
pub struct Reasoner {
    model: Arc<dyn ChatModel>,
    budget: Budget,
    outside: Option<Arc<dyn Outside>>,
}

impl std::fmt::Debug for Reasoner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reasoner").field("model", &self.model.name()).field("budget", &self.budget).finish()
    }
}

/// How it ended.
#[derive(Debug)]
pub struct Reasoned {
    /// The steps that were run, as a plan of their own.
    pub plan: Plan,
    pub evidence: Vec<Evidence>,
    /// What the last step found that did not only give back what it was given.
    pub values: Vec<AnswerValue>,
    /// What servers outside said.
    pub heard: Vec<Evidence>,
    pub ending: Ending,
}

#[derive(Debug)]
pub enum Ending {
    /// The text, every number of which some evidence holds. `struck`: how many sentences were taken out of it.
    /// `cites`: it repeats, and says so, what a server outside said.
    Answered {
        text: String,
        struck: usize,
        cites: bool,
    },
    Failed(Problem),
}

/// What the model is asked about.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub linked: &'a Linked,
    pub catalogue: &'a Catalogue,
    pub language: Language,
    /// Earlier questions of the conversation with their answers, oldest first.
    pub earlier: &'a [(String, String)],
    /// Id of the answer that comes of it.
    pub answer: &'a str,
    /// Tools that the question makes likely, the likeliest first.
    pub likely: &'a [String],
    /// Cancelled by an asker who does not wait any more.
    pub cancel: &'a Cancel,
}

impl Reasoner {
    pub fn new(model: Arc<dyn ChatModel>, budget: Budget) -> Self {
        Self { model, budget, outside: None }
    }

    /// The same with tools of servers outside the plant.
    #[must_use]
    pub fn with_outside(self, outside: Arc<dyn Outside>) -> Self {
        Self { outside: Some(outside), ..self }
    }

    /// The same with somebody who is told of every request and its end; requests are `about` the answer's id.
    #[must_use]
    pub fn observed(self, observer: Arc<dyn Observer>) -> Self {
        Self { model: Arc::new(Observed::new(self.model, observer)), ..self }
    }

    pub fn name(&self) -> &str {
        self.model.name()
    }

    /// Answers one question. CPU-bound and waiting; for a thread of its own.
    pub(crate) fn answer(
        &self,
        scene: Scene<'_>,
        tools: &dyn Toolbox,
        on: &mut dyn FnMut(run::Event),
    ) -> Reasoned {
        let heard = Heard::new(self.outside.as_deref());
        let offer = Offer::of(tools);
        let earlier = scene.earlier.iter().map(|(question, _)| question.as_str());
        let asked = earlier.chain([scene.linked.question.as_str()]).flat_map(ground::numbers).collect();
        let mut asking = Asking {
            scene,
            tools,
            messages: prompt::opening(scene, &offer, heard.is_there()),
            specs: offer.specs().into_iter().chain(heard.specs()).collect(),
            offer,
            plan: Plan::default(),
            evidence: Vec::new(),
            given: Vec::new(),
            asked,
            heard,
            until: Instant::now() + self.budget.time,
            tokens: 0,
            sent_back: false,
        };
        let ending = match self.converse(&mut asking, on) {
            Ok(ending) => ending,
            Err(problem) => Ending::Failed(problem),
        };
        let values = asking.values();
        Reasoned {
            plan: asking.plan,
            evidence: asking.evidence,
            values,
            heard: asking.heard.evidence,
            ending,
        }
    }

    fn converse(&self, asking: &mut Asking<'_>, on: &mut dyn FnMut(run::Event)) -> Result<Ending, Problem> {
        for round in 0..self.budget.rounds {
            let last = round + 1 == self.budget.rounds || asking.steps() >= self.budget.steps;
            if asking.tokens >= self.budget.tokens {
                return Err(used_up("tokens", self.budget.tokens));
            }
            let reply = self.ask(asking, last)?;
            asking.messages.push(Message::Assistant {
                text: reply.text.clone(),
                tool_calls: if last { Vec::new() } else { reply.tool_calls.clone() },
            });
            if reply.tool_calls.is_empty() || last && !reply.text.trim().is_empty() {
                match asking.judged(reply.text.trim()) {
                    Judged::Given(text, struck) => return Ok(asking.given_out(&text, struck)),
                    Judged::SentBack(told) => asking.messages.push(Message::User(told)),
                    Judged::Nothing => return Err(empty()),
                }
                continue;
            }
            if last {
                return Err(used_up("steps", self.budget.steps as u64));
            }
            for call in &reply.tool_calls {
                let text = asking.called(call, self.budget.steps, on);
                asking.messages.push(Message::Tool {
                    call: call.id().to_owned(),
                    name: call.name().to_owned(),
                    text,
                });
            }
        }
        Err(used_up("rounds", self.budget.rounds as u64))
    }

    /// One request, within what is left of the time.
    fn ask(&self, asking: &mut Asking<'_>, last: bool) -> Result<ChatReply, Problem> {
        // Stopped while a step ran: the model is not told of it.
        if asking.scene.cancel.is_cancelled() {
            return Err(run::stopped());
        }
        let left = asking.until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(used_up("seconds", self.budget.time.as_secs()));
        }
        let request = ChatRequest {
            messages: asking.messages.clone(),
            tools: if last { Vec::new() } else { asking.specs.clone() },
            temperature: Some(0.0),
            seed: Some(1),
            about: Some(asking.scene.answer.to_owned()),
            ..ChatRequest::default()
        };
        let cancel = Cancel::new();
        let stream = self.model.chat(request, &cancel);
        let reply =
            within(stream, &cancel, asking.scene.cancel, asking.until).map_err(|error| match error {
                ChatError::Cancelled if Instant::now() >= asking.until => {
                    used_up("seconds", self.budget.time.as_secs())
                }
                ChatError::Cancelled if asking.scene.cancel.is_cancelled() => run::stopped(),
                error => failed(self.model.name(), &error),
            })?;
        if let Some(usage) = reply.usage {
            asking.tokens += usage.prompt_tokens + usage.completion_tokens;
        }
        Ok(reply)
    }
}

/// Collects a reply and gives up at the deadline, or when the asker does.
fn within(
    stream: language::ChatStream,
    cancel: &Cancel,
    asker: &Cancel,
    until: Instant,
) -> Result<ChatReply, ChatError> {
    const LOOK_AGAIN: Duration = Duration::from_millis(20);
    let (done, waiting) = std::sync::mpsc::channel::<()>();
    let watched = cancel.clone();
    let watcher = {
        let asker = asker.clone();
        std::thread::spawn(move || {
            while waiting.recv_timeout(LOOK_AGAIN) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                if asker.is_cancelled() || Instant::now() >= until {
                    watched.cancel();
                    return;
                }
            }
        })
    };
    let reply = stream.blocking_reply();
    drop(done);
    // A watcher that panicked has nothing to say.
    let _ = watcher.join();
    reply
}

/// What is under way.
struct Asking<'a> {
    scene: Scene<'a>,
    tools: &'a dyn Toolbox,
    messages: Vec<Message>,
    specs: Vec<ToolSpec>,
    offer: Offer<'a>,
    plan: Plan,
    evidence: Vec<Evidence>,
    /// For each step, numbers that it was given and could only give back.
    given: Vec<Vec<f64>>,
    /// Numbers that the asker asked with, now or before.
    asked: Vec<f64>,
    heard: Heard<'a>,
    until: Instant,
    tokens: u64,
    /// Whether an answer was sent back for its numbers already.
    sent_back: bool,
}

enum Judged {
    Given(String, usize),
    SentBack(String),
    Nothing,
}

impl Asking<'_> {
    /// Calls so far that count.
    fn steps(&self) -> usize {
        self.plan.steps.len() + self.heard.calls
    }

    /// What the model is told of a call.
    fn called(&mut self, call: &ToolCall, most: usize, on: &mut dyn FnMut(run::Event)) -> String {
        let through = match (call.name(), call.arguments()) {
            (offer::SHOW, Ok(arguments)) => {
                return match self.offer.shown(arguments) {
                    Ok(shown) => shown.to_string(),
                    Err(problem) => told::problem(&problem),
                };
            }
            (offer::USE, Ok(arguments)) => offer::meant(call, arguments),
            _ => Ok(call.clone()),
        };
        match through {
            Ok(call) => self.run(&call, most, on),
            Err(problem) => told::problem(&problem),
        }
    }

    /// Runs a call as the next step of the plan, or puts it to a server outside; gives what the model is told of it.
    fn run(&mut self, call: &ToolCall, most: usize, on: &mut dyn FnMut(run::Event)) -> String {
        if self.steps() >= most {
            return told::problem(&used_up("steps", most as u64));
        }
        if Heard::is_meant(call.name()) {
            return self.heard.call(call, self.scene.answer, self.until, self.scene.cancel);
        }
        let arguments = match call.arguments() {
            Ok(arguments) => arguments.clone(),
            Err(error) => {
                return told::problem(&Problem::new("PW6101", error.to_string()).help("write a JSON object"));
            }
        };
        let id = format!("s{}", self.plan.steps.len() + 1);
        let mut plan = self.plan.clone();
        plan.steps.push(Step { id: id.clone(), tool: call.name().to_owned(), arguments });
        let checked = check::check(&plan, self.tools, Allowed::Proposals)
            .and_then(|()| self.proposes_soundly(&plan))
            .and_then(|()| self.computes_soundly(&plan));
        if let Err(problem) = checked {
            // Who calls a tool without having been shown it is shown it now.
            let takes = self.offer.takes(call.name()).filter(|_| problem.code == "PW6101");
            return told::problem_of(&problem, takes);
        }
        let mut running = run::Running { tools: self.tools, cancel: self.scene.cancel, on };
        match run::step(&plan.steps[plan.steps.len() - 1], &self.evidence, &mut running) {
            Ok(mut evidence) => {
                let text = told::evidence(&evidence);
                let given = self.given_to(&mut evidence);
                self.given.push(given);
                self.plan = plan;
                self.evidence.push(evidence);
                text
            }
            Err(problem) => told::problem(&problem),
        }
    }

    /// Whether the last step of a plan, where it proposes, may: few do, and every number of what a
    /// person would read in the logbook was found or said by the asker.
    ///
    /// # Errors
    /// `PW6211` when there are more than one question may lead to, `PW6103` for a number that nothing holds.
    fn proposes_soundly(&self, plan: &Plan) -> Result<(), Problem> {
        let writes =
            |step: &&Step| self.tools.spec(&step.tool).is_some_and(|spec| spec.effect == Effect::Writes);
        let Some(step) = plan.steps.last().filter(writes) else { return Ok(()) };
        if plan.steps.iter().filter(writes).count() > MOST_PROPOSALS {
            return Err(Problem::new(
                "PW6211",
                format!("one question leads to at most {MOST_PROPOSALS} proposals"),
            )
            .help("tell what else there is to propose, and let the person ask for it"));
        }
        let parameters = self.tools.spec(&step.tool).map(|spec| spec.parameters).unwrap_or_default();
        let texts = parameters.iter().filter(|parameter| parameter.kind == ParameterKind::Text);
        for parameter in texts {
            let text = step.arguments.get(parameter.name).and_then(|text| text.as_str());
            if text.is_some_and(|text| !self.holds(text)) {
                let message = format!("no result holds every number of the {}", parameter.name);
                return Err(Problem::new("PW6103", message)
                    .help("call a tool for what is missing, or write it without those numbers"));
            }
        }
        Ok(())
    }

    /// Whether the last step of a plan, where it computes with numbers as they are, has them from somewhere.
    ///
    /// # Errors
    /// `PW6103` for a number that nothing holds.
    fn computes_soundly(&self, plan: &Plan) -> Result<(), Problem> {
        let Some(step) = plan.steps.last() else { return Ok(()) };
        let Some(spec) = self.tools.spec(&step.tool) else { return Ok(()) };
        if given::lists_numbers(spec, &step.arguments) {
            return Err(Problem::new("PW6103", "numbers are summarised as a step found them, in its unit")
                .help("refer to the step for both"));
        }
        let known = |number: &f64| self.asked.contains(number) || self.holds(&number.to_string());
        match given::operands(spec, &step.arguments).find(|number| !known(number)) {
            None => Ok(()),
            Some(number) => {
                let message = format!("no result holds {number}, and it was not asked with");
                Err(Problem::new("PW6103", message).help("refer to the step that found it"))
            }
        }
    }

    /// Numbers that a step gives back because it was given them; a query that reads from nothing found none at all.
    fn given_to(&self, evidence: &mut Evidence) -> Vec<f64> {
        let Some(spec) = self.tools.spec(&evidence.tool) else { return Vec::new() };
        if given::reads_nothing(spec, &evidence.arguments) {
            evidence.notes.push("The query reads from no table: its numbers are its own.".to_owned());
            let all = serde_json::to_string(&(&evidence.values, &evidence.result)).unwrap_or_default();
            return ground::numbers(&all).collect();
        }
        let known = |number: &f64| self.asked.contains(number) || self.holds(&number.to_string());
        given::echoed(spec, &evidence.arguments).into_iter().filter(|number| !known(number)).collect()
    }

    /// The values of the last step that gives back nothing which it was given; the plan says which that is.
    fn values(&mut self) -> Vec<AnswerValue> {
        let found = |(evidence, given): &(&Evidence, &Vec<f64>)| {
            let numbers = evidence.values.iter().filter_map(|value| value.value.as_f64());
            !numbers.into_iter().any(|number| given.contains(&number))
        };
        let Some((last, _)) = self.evidence.iter().zip(&self.given).rfind(found) else { return Vec::new() };
        if self.plan.steps.last().is_some_and(|step| step.id != last.id) {
            self.plan.answer = Some(last.id.clone());
        }
        last.values.clone()
    }

    /// Whether every number of a text was found, or said by the asker.
    fn holds(&self, text: &str) -> bool {
        self.holds_with(text, false)
    }

    /// The same, where what a server outside said counts in a text that cites it.
    fn holds_with(&self, text: &str, cited: bool) -> bool {
        if prompt::repeats_rules(text) {
            return false;
        }
        // What the asker said is no claim of the answer.
        let said = told::said_numbers(&self.scene.linked.question);
        let names: Vec<&str> =
            crate::names(self.scene.catalogue, &self.evidence).into_iter().chain(said).collect();
        let basis = ground::Basis {
            evidence: &self.evidence,
            given: &self.given,
            asked: &self.asked,
            names: &names,
            zone: &self.scene.catalogue.plant.timezone,
            language: self.scene.language,
        };
        let heard = self.heard.cited(text).filter(|_| cited);
        basis.holds(&told::without_citations(text), heard)
    }

    /// Whether a text may be given: every number of it must be held by evidence.
    fn judged(&mut self, text: &str) -> Judged {
        if text.is_empty() {
            return Judged::Nothing;
        }
        let is_first = !std::mem::replace(&mut self.sent_back, true);
        let held = |sentence: &str| self.holds_with(sentence, true);
        let language = self.scene.language;
        if self.holds(text) || told::sentences(text).all(held) && !prompt::repeats_rules(text) {
            return Judged::Given(text.to_owned(), 0);
        }
        if is_first {
            let numbered = told::sentences(text).enumerate().map(|(at, sentence)| (at + 1, sentence));
            let wrong: Vec<(usize, &str)> = numbered.filter(|(_, sentence)| !held(sentence)).collect();
            return Judged::SentBack(prompt::unsupported(&wrong));
        }
        let (mut kept, struck) = told::struck(text, held, language);
        if prompt::repeats_rules(&kept) {
            kept = told::struck(text, |_| false, language).0;
        }
        Judged::Given(kept, struck)
    }

    /// A text as it is given, with whose words it repeats.
    fn given_out(&self, text: &str, struck: usize) -> Ending {
        let cites = self.heard.cited(text).next().is_some();
        Ending::Answered { text: self.heard.attributed(text, self.scene.language), struck, cites }
    }
}

fn used_up(what: &str, most: u64) -> Problem {
    Problem::new("PW6202", format!("the model used up its {most} {what} without an answer"))
        .help("ask something narrower, or allow more in models.toml")
}

fn empty() -> Problem {
    Problem::new("PW6203", "the model gave no answer").help("ask again, or ask the built-in planner")
}

fn failed(name: &str, error: &ChatError) -> Problem {
    let help = if error.is_transient() {
        "try again; the built-in planner answers without a model"
    } else {
        "see models.toml and the log; the built-in planner answers without a model"
    };
    Problem::new("PW6201", format!("the model `{name}` did not answer: {error}")).help(help)
}

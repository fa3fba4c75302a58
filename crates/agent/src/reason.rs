//! Answers by a larger language model that calls tools step by step.
//!
//! The model sees the tools, what the linker found in the question and a summary of the plant. It asks for steps; each is
//! checked and run as a step of any plan, and the model is told what was found, never raw floods. Its text is an answer
//! only as far as evidence holds its numbers: what is not held is sent back once, and then struck out with a visible note.
//! So the answer has a plan that can be run again without any model.
//!
//! Whatever a step finds is data. Texts of records and names are handed to the model as JSON that says so, and only the
//! question's author is listened to. Whatever the model was told, a tool that writes only proposes, a few times a
//! question, for a person to confirm where no model reaches; one that acts on the plant is refused.

mod prompt;
mod told;

use std::sync::Arc;
use std::time::{Duration, Instant};

use language::{
    Cancel, ChatError, ChatModel, ChatReply, ChatRequest, Message, Observed, Observer, ToolCall, ToolSpec,
};
use plant::{Language, Problem};
use tool::{Catalogue, Effect, Evidence, ParameterKind, Plan, Step, Toolbox};

use crate::check::Allowed;
use crate::link::Linked;
use crate::{check, ground, run};

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
    pub ending: Ending,
}

#[derive(Debug)]
pub enum Ending {
    /// The text, every number of which some evidence holds. `struck`: how many sentences were taken out of it.
    Answered {
        text: String,
        struck: usize,
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
}

impl Reasoner {
    pub fn new(model: Arc<dyn ChatModel>, budget: Budget) -> Self {
        Self { model, budget }
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
        cancel: &Cancel,
        on: &mut dyn FnMut(run::Event),
    ) -> Reasoned {
        let mut asking = Asking {
            scene,
            tools,
            cancel,
            messages: prompt::opening(scene),
            specs: prompt::tools(tools),
            plan: Plan::default(),
            evidence: Vec::new(),
            until: Instant::now() + self.budget.time,
            tokens: 0,
            sent_back: false,
        };
        let ending = match self.converse(&mut asking, on) {
            Ok((text, struck)) => Ending::Answered { text, struck },
            Err(problem) => Ending::Failed(problem),
        };
        Reasoned { plan: asking.plan, evidence: asking.evidence, ending }
    }

    fn converse(
        &self,
        asking: &mut Asking<'_>,
        on: &mut dyn FnMut(run::Event),
    ) -> Result<(String, usize), Problem> {
        for round in 0..self.budget.rounds {
            let last = round + 1 == self.budget.rounds || asking.plan.steps.len() >= self.budget.steps;
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
                    Judged::Given(text, struck) => return Ok((text, struck)),
                    Judged::SentBack(told) => asking.messages.push(Message::User(told)),
                    Judged::Nothing => return Err(empty()),
                }
                continue;
            }
            if last {
                return Err(used_up("steps", self.budget.steps as u64));
            }
            for call in &reply.tool_calls {
                let text = asking.run(call, self.budget.steps, on);
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
        let reply = within(stream, &cancel, asking.cancel, asking.until).map_err(|error| match error {
            ChatError::Cancelled if Instant::now() >= asking.until => {
                used_up("seconds", self.budget.time.as_secs())
            }
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
    cancel: &'a Cancel,
    messages: Vec<Message>,
    specs: Vec<ToolSpec>,
    plan: Plan,
    evidence: Vec<Evidence>,
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
    /// Runs a call as the next step of the plan; gives what the model is told of it.
    fn run(&mut self, call: &ToolCall, most: usize, on: &mut dyn FnMut(run::Event)) -> String {
        if self.plan.steps.len() >= most {
            return told::problem(&used_up("steps", most as u64));
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
        if let Err(problem) =
            check::check(&plan, self.tools, Allowed::Proposals).and_then(|()| self.proposes_soundly(&plan))
        {
            return told::problem(&problem);
        }
        match run::step(&plan.steps[plan.steps.len() - 1], &self.evidence, self.tools, on) {
            Ok(evidence) => {
                let text = told::evidence(&evidence);
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

    /// Whether every number of a text was found, or said by the asker.
    fn holds(&self, text: &str) -> bool {
        // What the asker said is no claim of the answer.
        let said = told::said_numbers(&self.scene.linked.question);
        let names: Vec<&str> =
            crate::names(self.scene.catalogue, &self.evidence).into_iter().chain(said).collect();
        let zone = &self.scene.catalogue.plant.timezone;
        let text = told::without_citations(text);
        let grounding = ground::ground(&text, &self.evidence, &names, zone, self.scene.language);
        grounding.numbers == grounding.supported
    }

    /// Whether a text may be given: every number of it must be held by evidence.
    fn judged(&mut self, text: &str) -> Judged {
        if text.is_empty() {
            return Judged::Nothing;
        }
        if self.holds(text) {
            return Judged::Given(text.to_owned(), 0);
        }
        if !self.sent_back {
            self.sent_back = true;
            let wrong: Vec<&str> = told::sentences(text).filter(|sentence| !self.holds(sentence)).collect();
            return Judged::SentBack(prompt::unsupported(&wrong));
        }
        let (kept, struck) = told::struck(text, |sentence| self.holds(sentence), self.scene.language);
        Judged::Given(kept, struck)
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

/// Tools that a model is offered: those that read, and those that propose.
pub(crate) fn offered(tools: &dyn Toolbox) -> impl Iterator<Item = &tool::Spec> {
    tools.specs().iter().filter(|spec| spec.permitted().is_ok())
}

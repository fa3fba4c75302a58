//! What the routes share.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use agent::{Agent, Reasoner, Request, Stage};
use language::foreign::{Outside, Watched};
use language::{Keep, Observer};
use plant::{Problem, Sample};
use tool::{Answer, Toolbox as _};
use tools::Engines;

use crate::acting::Noted;
use crate::answers::{self, AnswerLog};
use crate::asking::Askings;
use crate::audit::calls::{self, Calls};
use crate::audit::{self, Audit, CallObserver, OutsideWatcher};
use crate::auth::Token;
use crate::boards::Boards;
use crate::feedback::FeedbackList;
use crate::imports::Imports;
use crate::learned::{self, LearnedList};
use crate::mcp::Sessions;
use crate::metrics::Metrics;
use crate::pool::Pool;

/// A question with what it came with.
#[derive(Debug)]
pub struct Asked {
    pub request: Request,
    /// Earlier questions, in place of the conversation's own; none for the conversation as it is.
    pub turns: Vec<String>,
    /// Whether the answer is kept.
    pub keep: bool,
}

/// Larger models that a question may name.
#[derive(Default)]
pub struct Models {
    pub reasoners: Vec<(String, Reasoner)>,
    /// How much the audit log holds of each of their calls.
    pub keep: Keep,
    /// Tools outside the plant, which they may call.
    pub outside: Option<Arc<dyn Outside>>,
    /// Whether the built-in planner learns from their plans.
    pub learn: bool,
    /// Below which probability of the built-in planner's plan `auto` asks one; [`agent::router::BELOW`] when missing.
    pub below: Option<f32>,
}

impl Models {
    /// The same, each call noted as it is to be.
    fn observed(self, audit: &Arc<Audit>, calls: Calls) -> Vec<(String, Reasoner)> {
        let observer = CallObserver::new(Arc::clone(audit), calls, self.keep);
        let observer = observer.map(|observer| Arc::new(observer) as Arc<dyn Observer>);
        let outside = self.outside.map(|outside| {
            let watcher = OutsideWatcher::new(Arc::clone(audit));
            Arc::new(Watched::new(outside, Arc::new(watcher))) as Arc<dyn Outside>
        });
        let observed = |(name, mut reasoner): (String, Reasoner)| {
            if let Some(observer) = &observer {
                reasoner = reasoner.observed(Arc::clone(observer));
            }
            if let Some(outside) = &outside {
                reasoner = reasoner.with_outside(Arc::clone(outside));
            }
            (name, reasoner)
        };
        self.reasoners.into_iter().map(observed).collect()
    }
}

/// Downloads at a time; a slow reader must not hold up questions, nor many of them the disk.
const DOWNLOADS: usize = 4;

/// One plant being served. Cheap to share behind `Arc`; every method takes `&self`.
pub struct App {
    pub engines: Arc<Engines>,
    pub agent: Agent,
    pub answers: AnswerLog,
    /// Questions that are being answered.
    pub askings: Arc<Askings>,
    pub boards: Boards,
    pub feedback: FeedbackList,
    pub learned: LearnedList,
    /// Whether plans of larger models are learnt from.
    pub(crate) learn: bool,
    pub audit: Arc<Audit>,
    /// How far the audit log has caught up with the logbook.
    pub noted: Noted,
    pub imports: Imports,
    /// Clients of the Model Context Protocol over HTTP.
    pub mcp: Sessions,
    /// What the faces for programs want to be shown; nothing where there is none.
    pub token: Option<Token>,
    pub pool: Pool,
    /// Where downloads are written, each for as long as its reader takes.
    pub downloads: Pool,
    pub metrics: Metrics,
    pub started: Instant,
    /// Set when the server was told to stop: `/readyz` says no from then on.
    pub stopping: AtomicBool,
    /// Set when samples arrived that the catalogue does not count yet.
    fresh_samples: AtomicBool,
}

impl App {
    /// Everything over one plant's engines.
    pub fn new(engines: Arc<Engines>) -> Self {
        Self::with_models(engines, Models::default())
    }

    /// The same with larger models.
    pub fn with_models(engines: Arc<Engines>, models: Models) -> Self {
        let state_dir = engines.catalogue().plant.state_dir();
        let audit = Arc::new(Audit::new(audit::file(&state_dir)));
        let learn = models.learn;
        let below = models.below.unwrap_or(agent::router::BELOW);
        let reasoners = models.observed(&audit, Calls::new(calls::folder(&state_dir)));
        let app = Self {
            answers: AnswerLog::new(state_dir.join("answers")),
            askings: Arc::default(),
            boards: Boards::new(state_dir.join("boards")),
            feedback: FeedbackList::new(state_dir.join("feedback.jsonl")),
            learned: LearnedList::new(state_dir.join(learned::FILE)),
            learn,
            audit,
            noted: Noted::default(),
            imports: Imports::new(Arc::clone(&engines), &state_dir),
            mcp: Sessions::default(),
            token: None,
            agent: Agent::new(Arc::clone(&engines) as Arc<dyn tool::Toolbox>)
                .with_reasoners(reasoners)
                .handing_over_below(below),
            engines,
            pool: Pool::for_this_machine(),
            downloads: Pool::new(DOWNLOADS, DOWNLOADS * 4),
            metrics: Metrics::default(),
            started: Instant::now(),
            stopping: AtomicBool::new(false),
            fresh_samples: AtomicBool::new(false),
        };
        // Questions are answered without what was taught rather than not at all.
        if let Err(problem) = app.take_up() {
            tracing::warn!("what was taught is not used: {problem}");
        }
        app
    }

    /// The same, with what programs must show at `/mcp` and `/v1`.
    #[must_use]
    pub fn with_token(self, token: Option<Token>) -> Self {
        Self { token, ..self }
    }

    /// Keeps samples; on disk when this returns. Computes: call it from [`Pool::run`].
    ///
    /// # Errors
    /// Those of the store (`PW4xxx`).
    pub fn append(&self, samples: &[Sample]) -> Result<(), Problem> {
        if !samples.is_empty() {
            self.engines.historian().append(samples)?;
            self.fresh_samples.store(true, Ordering::Relaxed);
        }
        self.metrics.append(samples.len() as u64);
        Ok(())
    }

    /// Looks into the store again when samples arrived since, so that new tags and newer
    /// values are known to questions. Computes: call it from [`Pool::run`].
    ///
    /// # Errors
    /// Those of the store (`PW4xxx`).
    pub fn catch_up(&self) -> Result<(), Problem> {
        if self.fresh_samples.swap(false, Ordering::Relaxed) {
            self.engines.catch_up()?;
        }
        // Made once for a plant, so that the first search does not wait for it.
        self.engines.indexed().1.names();
        Ok(())
    }

    /// Answers a question and keeps the answer. Computes: call it from [`Pool::run`].
    ///
    /// # Errors
    /// When the answer cannot be kept (`PW4xxx`): an answer that could not be
    /// shown again is not given.
    pub fn ask(&self, request: &Request, on_stage: &mut dyn FnMut(Stage)) -> Result<Answer, Problem> {
        let answer = self.agent.ask(request, on_stage);
        self.keep(request, &answer)?;
        Ok(answer)
    }

    /// Answers a question with the earlier ones that it came with; keeps the answer when it is to be.
    /// Computes: call it from [`Pool::run`].
    ///
    /// # Errors
    /// As [`App::ask`].
    pub fn ask_with(&self, asked: &Asked, on_stage: &mut dyn FnMut(Stage)) -> Result<Answer, Problem> {
        let Asked { request, turns, keep } = asked;
        let answer = if turns.is_empty() {
            self.agent.ask(request, on_stage)
        } else {
            self.agent.ask_after(turns, request, on_stage)
        };
        if *keep {
            self.keep(request, &answer)?;
        } else {
            self.trace(&answer, false)?;
        }
        Ok(answer)
    }

    /// Keeps an answer; one that was stopped before it was there is none.
    pub(crate) fn keep(&self, request: &Request, answer: &Answer) -> Result<(), Problem> {
        if request.cancel.is_cancelled() && answer.code.as_deref() == Some("PW5003") {
            return self.trace(answer, false);
        }
        let about = answers::named(answer, &self.engines.indexed().1);
        let kept = self.answers.append(&request.question, request.conversation.as_deref(), answer, about)?;
        self.audit.asked(kept)?;
        self.trace(answer, true)?;
        self.learn_from_model(&request.question, answer);
        let took = Duration::try_from_secs_f64(answer.took_ms / 1e3).unwrap_or_default();
        self.metrics.question(answer.status, took);
        Ok(())
    }
}

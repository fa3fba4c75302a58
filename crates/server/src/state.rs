//! What the routes share.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use agent::{Agent, Request, Stage};
use plant::Problem;
use tool::{Answer, Toolbox as _};
use tools::Engines;

use crate::answers::AnswerLog;
use crate::metrics::Metrics;
use crate::pool::Pool;

/// One plant being served. Cheap to share behind `Arc`; every method takes `&self`.
pub struct App {
    pub engines: Arc<Engines>,
    pub agent: Agent,
    pub answers: AnswerLog,
    pub pool: Pool,
    pub metrics: Metrics,
    pub started: Instant,
    /// Set when the server was told to stop: `/readyz` says no from then on.
    pub stopping: AtomicBool,
}

impl App {
    /// Everything over one plant's engines.
    pub fn new(engines: Arc<Engines>) -> Self {
        let answers = AnswerLog::new(engines.catalogue().plant.state_dir().join("answers"));
        Self {
            agent: Agent::new(Arc::clone(&engines) as Arc<dyn tool::Toolbox>),
            engines,
            answers,
            pool: Pool::for_this_machine(),
            metrics: Metrics::default(),
            started: Instant::now(),
            stopping: AtomicBool::new(false),
        }
    }

    /// Answers a question and keeps the answer. Computes: call it from [`Pool::run`].
    ///
    /// # Errors
    /// When the answer cannot be kept (`PW4xxx`): an answer that could not be
    /// shown again is not given.
    pub fn ask(&self, request: &Request, on_stage: &mut dyn FnMut(Stage)) -> Result<Answer, Problem> {
        let answer = self.agent.ask(request, on_stage);
        self.answers.append(&request.question, request.conversation.as_deref(), &answer)?;
        let took = Duration::try_from_secs_f64(answer.took_ms / 1e3).unwrap_or_default();
        self.metrics.question(answer.status, took);
        Ok(answer)
    }
}

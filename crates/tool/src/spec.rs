//! What a tool says of itself, and the box of tools that an agent is given.

use plant::Problem;
use serde::Serialize;

use crate::{Arguments, Catalogue, Evidence, Parameter};

/// What running a tool does to the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Reads; may be run at any time, also while a plan is only being considered.
    ReadOnly,
    /// Writes to our own store: notes, work orders, watches. Running it only proposes: what it
    /// would write is kept as a proposal, which a named person confirms or declines.
    Writes,
    /// Changes the plant. Refused everywhere, see [`Spec::permitted`].
    Actuates,
}

/// One worked example on the demo plant; a sweep test runs it, the reference page shows it.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Example {
    pub question: &'static str,
    /// The arguments as a JSON object.
    pub arguments: &'static str,
}

/// A tool's description: all that a planner, a surface or a reference page needs.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Spec {
    pub name: &'static str,
    /// What it does, one sentence, for people.
    pub about: &'static str,
    pub effect: Effect,
    pub parameters: &'static [Parameter],
    pub example: Example,
}

impl Spec {
    /// Whether the tool may be run at all, by whomever.
    ///
    /// # Errors
    /// `PW3204` for a tool that acts on the plant itself.
    pub fn permitted(&self) -> Result<(), Problem> {
        if self.effect != Effect::Actuates {
            return Ok(());
        }
        let message = format!("`{}` acts on the plant itself, which is refused", self.name);
        Err(Problem::new("PW3204", message).help(
            "let a person do it at the plant's own controls; Plantwright reads, and writes to its logbook",
        ))
    }
}

/// All tools over one plant. The agent sees nothing else of the engines.
pub trait Toolbox: Send + Sync {
    /// Every tool, in the order of the registry.
    fn specs(&self) -> &[Spec];

    /// What there is in the plant to ask about.
    fn catalogue(&self) -> std::sync::Arc<Catalogue>;

    /// Runs one tool. The arguments must hold no references any more. A tool that writes only
    /// proposes, and there is no call that confirms.
    ///
    /// # Errors
    /// A [`Problem`] with a `PW3xxx` code: nothing there (`PW31xx`), or the call is wrong (`PW32xx`).
    fn call(&self, tool: &str, arguments: &Arguments) -> Result<Evidence, Problem>;

    /// The same, and a call that takes long may stop when `wanted`, which is asked now and then, says no.
    ///
    /// # Errors
    /// As [`Toolbox::call`]; `PW5003` when it stopped.
    fn call_while(
        &self,
        tool: &str,
        arguments: &Arguments,
        _wanted: &dyn Fn() -> bool,
    ) -> Result<Evidence, Problem> {
        self.call(tool, arguments)
    }

    fn spec(&self, name: &str) -> Option<&Spec> {
        self.specs().iter().find(|spec| spec.name == name)
    }
}

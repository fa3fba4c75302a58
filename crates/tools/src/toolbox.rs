//! The engines as the box of tools that an agent is given.

use std::sync::Arc;

use plant::Problem;
use tool::{Arguments, Catalogue, Effect, Evidence, Spec, Toolbox};

use crate::support::{lookups, problems};
use crate::{Engines, TOOLS, Tool, check};

/// The tools of one plant's engines, with what they say of themselves.
pub(crate) struct Registry {
    tools: Vec<&'static dyn Tool>,
    specs: Vec<Spec>,
}

impl Registry {
    pub fn built_in() -> Self {
        let mut registry = Self { tools: Vec::new(), specs: Vec::new() };
        registry.add(TOOLS);
        registry
    }

    pub fn add(&mut self, more: &[&'static dyn Tool]) {
        self.specs.extend(more.iter().map(|tool| tool.spec()));
        self.tools.extend(more);
    }

    /// A tool that may be run, by its name.
    ///
    /// # Errors
    /// PW3201 when there is none, PW3204 when it acts on the plant.
    pub fn permitted(&self, name: &str) -> Result<(&'static dyn Tool, &Spec), Problem> {
        let at = self.specs.iter().position(|spec| spec.name == name);
        let at = at.ok_or_else(|| problems::unknown_tool(name, self.specs.iter().map(|spec| spec.name)))?;
        self.specs[at].permitted()?;
        Ok((self.tools[at], &self.specs[at]))
    }
}

impl Toolbox for Engines {
    fn specs(&self) -> &[Spec] {
        &self.registry.specs
    }

    fn catalogue(&self) -> Arc<Catalogue> {
        self.current_catalogue()
    }

    fn call(&self, tool: &str, arguments: &Arguments) -> Result<Evidence, Problem> {
        self.call_while(tool, arguments, &|| true)
    }

    fn call_while(
        &self,
        tool: &str,
        arguments: &Arguments,
        wanted: &dyn Fn() -> bool,
    ) -> Result<Evidence, Problem> {
        let (found, spec) = self.registry.permitted(tool)?;
        if spec.effect == Effect::Writes {
            return self.propose(tool, arguments).map(|proposed| proposed.evidence);
        }
        check::check(spec, arguments, &lookups::widened(self.current_catalogue(), arguments))?;
        found.run_while(self, arguments, wanted)
    }
}

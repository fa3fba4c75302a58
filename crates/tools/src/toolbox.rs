//! The engines as the box of tools that an agent is given.

use std::sync::{Arc, LazyLock};

use plant::Problem;
use tool::{Arguments, Catalogue, Evidence, Spec, Toolbox};

use crate::support::problems;
use crate::{Engines, TOOLS, check};

static SPECS: LazyLock<Vec<Spec>> = LazyLock::new(|| TOOLS.iter().map(|tool| tool.spec()).collect());

impl Toolbox for Engines {
    fn specs(&self) -> &[Spec] {
        &SPECS
    }

    fn catalogue(&self) -> Arc<Catalogue> {
        self.current_catalogue()
    }

    fn call(&self, tool: &str, arguments: &Arguments) -> Result<Evidence, Problem> {
        self.call_while(tool, arguments, &|| true)
    }
}

impl Engines {
    /// As [`Toolbox::call`], and a call that takes long stops soon after `wanted` says no.
    ///
    /// # Errors
    /// Those of the tool; PW5003 when it stopped.
    pub fn call_while(
        &self,
        tool: &str,
        arguments: &Arguments,
        wanted: &dyn Fn() -> bool,
    ) -> Result<Evidence, Problem> {
        let (tool, spec) = TOOLS
            .iter()
            .zip(SPECS.iter())
            .find(|(_, spec)| spec.name == tool)
            .ok_or_else(|| problems::unknown_tool(tool, SPECS.iter().map(|spec| spec.name)))?;
        check::check(spec, arguments, &self.current_catalogue())?;
        tool.run_while(self, arguments, wanted)
    }
}

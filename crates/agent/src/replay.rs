//! Runs an answer's plan again and says whether it still holds.

use std::sync::Arc;

use plant::Problem;
use serde::Serialize;
use tool::{Answer, Arguments, Catalogue, Effect, Evidence, Spec, Toolbox};

/// Relative difference that rounding in another order may bring.
const TOLERANCE: f64 = 1e-9;

#[derive(Debug, Clone, Serialize)]
pub struct Replay {
    pub same: bool,
    /// What differs, one line each.
    pub differences: Vec<String>,
    /// The answer as it is now.
    pub answer: Answer,
}

/// The tools of a plan that is run again. Those that write are not called: they give what stands in
/// the answer's evidence.
pub struct Kept<'a> {
    pub tools: &'a dyn Toolbox,
    pub evidence: &'a [Evidence],
}

impl Toolbox for Kept<'_> {
    fn specs(&self) -> &[Spec] {
        self.tools.specs()
    }

    fn catalogue(&self) -> Arc<Catalogue> {
        self.tools.catalogue()
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
        if self.spec(tool).is_none_or(|spec| spec.effect != Effect::Writes) {
            return self.tools.call_while(tool, arguments, wanted);
        }
        let same = |evidence: &&Evidence| evidence.tool == tool && evidence.arguments == *arguments;
        self.evidence.iter().find(same).cloned().ok_or_else(|| {
            Problem::new("PW6101", format!("`{tool}` proposes, and what it proposed then is not kept"))
                .help("ask the question anew")
        })
    }
}

/// Compares two answers to the same plan.
pub fn differences(before: &Answer, now: &Answer) -> Vec<String> {
    let mut found = Vec::new();
    if before.status != now.status {
        found.push(format!("status was {:?}, is {:?}", before.status, now.status).to_lowercase());
    }
    if before.values.len() != now.values.len() {
        found.push(format!("{} values before, {} now", before.values.len(), now.values.len()));
    }
    for (old, new) in before.values.iter().zip(&now.values) {
        let same = match (old.value.as_f64(), new.value.as_f64()) {
            (Some(a), Some(b)) => (a - b).abs() <= TOLERANCE * a.abs().max(b.abs()),
            _ => old.value == new.value,
        };
        if !same || old.label != new.label || old.unit != new.unit {
            found.push(format!("{} was {}, {} is {}", old.label, old.value, new.label, new.value));
        }
    }
    for (old, new) in before.evidence.iter().zip(&now.evidence) {
        if old.rows != new.rows {
            found.push(format!("{} rested on {} rows, now on {}", old.id, old.rows, new.rows));
        }
    }
    found
}

//! Writes plans: steps, windows and references.

use plant::TimeRange;
use serde_json::{Map, Value as Json, json};
use tool::{Arguments, Plan, Step};

use super::frame::When;

/// A plan under construction.
#[derive(Debug, Default)]
pub struct Steps {
    plan: Plan,
}

impl Steps {
    /// Adds a call and gives its id.
    pub fn add(&mut self, tool: &str, arguments: Arguments) -> String {
        let id = format!("s{}", self.plan.steps.len() + 1);
        self.plan.steps.push(Step { id: id.clone(), tool: tool.to_owned(), arguments });
        id
    }

    /// The step that makes this call already.
    pub fn find(&self, tool: &str, arguments: &Arguments) -> Option<String> {
        let same = self.plan.steps.iter().find(|step| step.tool == tool && step.arguments == *arguments);
        same.map(|step| step.id.clone())
    }

    /// Sets an argument of a step.
    pub fn set(&mut self, id: &str, name: &str, value: Json) {
        if let Some(step) = self.plan.steps.iter_mut().find(|step| step.id == id) {
            step.arguments.insert(name.to_owned(), value);
        }
    }

    /// The window as an argument; a record's window is a step of its own.
    pub fn window(&mut self, when: &When) -> Json {
        match when {
            When::Range(range) => window(*range),
            When::Record { table, column, value } => {
                let arguments =
                    args([("table", json!(table)), ("column", json!(column)), ("value", json!(value))]);
                let known = self.find("record_window", &arguments);
                let id = known.unwrap_or_else(|| self.add("record_window", arguments));
                json!({"from": id, "take": "window"})
            }
        }
    }

    pub fn finish(self) -> Plan {
        self.plan
    }
}

pub fn window(range: TimeRange) -> Json {
    json!({"start": plant::time::timestamp(range.start).to_string(), "end": plant::time::timestamp(range.end).to_string()})
}

/// Arguments without the nulls.
pub fn args<const N: usize>(pairs: [(&str, Json); N]) -> Arguments {
    pairs
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| (name.to_owned(), value))
        .collect::<Map<_, _>>()
}

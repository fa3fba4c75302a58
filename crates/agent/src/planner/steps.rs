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

    /// Several steps answer: the values of these stand before those of the last one.
    pub fn answer_also(&mut self, ids: Vec<String>) {
        self.plan.also = ids;
    }

    /// How many steps there are.
    pub fn len(&self) -> usize {
        self.plan.steps.len()
    }

    /// The arguments of a step.
    pub fn arguments(&self, id: &str) -> Option<&Arguments> {
        self.plan.steps.iter().find(|step| step.id == id).map(|step| &step.arguments)
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

    /// Lets only these stretches count in every step that looks at the window of them.
    ///
    /// # Errors
    /// The tool that cannot leave out a part of its window.
    pub fn keep_to(&mut self, windows: &[When], stretches: &[TimeRange]) -> Result<(), String> {
        let (Some(first), Some(last)) = (stretches.first(), stretches.last()) else { return Ok(()) };
        let spans = |when: &When| match when {
            When::Range(range) if range.start <= first.start && last.end <= range.end => Some(*range),
            _ => None,
        };
        let Some(whole) = windows.iter().find_map(spans).map(window) else { return Ok(()) };
        let within: Json = stretches.iter().map(|range| window(*range)).collect();
        for step in &mut self.plan.steps {
            if step.tool == "duration" && step.arguments.get("window") == Some(&whole) {
                as_conditions(step);
            }
            if TAKE_STRETCHES.contains(&step.tool.as_str()) {
                if step.arguments.get("window") == Some(&whole) && !step.arguments.contains_key("within") {
                    step.arguments.insert("within".to_owned(), within.clone());
                }
            } else if step.arguments.values().any(|value| holds(value, &whole)) {
                return Err(step.tool.clone());
            }
        }
        Ok(())
    }

    pub fn finish(self) -> Plan {
        self.plan
    }
}

/// Tools that take `within`.
const TAKE_STRETCHES: &[&str] = &[
    "aggregate",
    "conditions",
    "count_records",
    "extreme",
    "extreme_record",
    "group_records",
    "list_records",
    "rank_periods",
    "records_statistic",
    "top_groups",
];

/// How long one condition held, asked of the tool for several, which takes stretches.
fn as_conditions(step: &mut Step) {
    let condition: Arguments = ["tag", "above", "below", "inclusive", "unit"]
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), step.arguments.remove(name)?)))
        .collect();
    step.tool = "conditions".to_owned();
    step.arguments.insert("conditions".to_owned(), json!([condition]));
}

fn holds(value: &Json, part: &Json) -> bool {
    value == part
        || match value {
            Json::Array(items) => items.iter().any(|item| holds(item, part)),
            Json::Object(fields) => fields.values().any(|field| holds(field, part)),
            _ => false,
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const WHOLE: TimeRange = TimeRange { start: 0, end: 100 };

    fn kept(tool: &str, arguments: Arguments) -> Result<Step, String> {
        let mut steps = Steps::default();
        steps.add(tool, arguments);
        let stretches = [TimeRange::new(0, 10), TimeRange::new(20, 100)];
        steps.keep_to(&[When::Range(WHOLE)], &stretches).map(|()| steps.finish().steps.remove(0))
    }

    #[test]
    fn stretches_count_or_the_tool_says_no() {
        let whole = || args([("window", window(WHOLE))]);
        let counted = kept("count_records", whole()).unwrap();
        assert_eq!(counted.arguments["within"].as_array().map(Vec::len), Some(2));
        assert_eq!(kept("trend", whole()), Err("trend".to_owned()));
        let sides = args([("left", json!({"tag": "a", "window": window(WHOLE)}))]);
        assert_eq!(kept("compare", sides), Err("compare".to_owned()));
        // What does not look at that window is as it was.
        let other = args([("window", window(TimeRange::new(200, 300)))]);
        assert_eq!(kept("trend", other.clone()).unwrap().arguments, other);
    }

    #[test]
    fn how_long_one_condition_held_is_asked_of_what_takes_stretches() {
        let arguments = args([
            ("tag", json!("a")),
            ("above", json!(5)),
            ("window", window(WHOLE)),
            ("report", json!("total")),
        ]);
        let step = kept("duration", arguments).unwrap();
        assert_eq!(step.tool, "conditions");
        assert_eq!(step.arguments["conditions"], json!([{"tag": "a", "above": 5}]));
        assert_eq!(step.arguments["report"], "total");
    }
}

//! How much a model is told of each tool. With every question the same few tools are given whole, as tools; the others are
//! a line each in the instructions, and are called through [`USE`] once [`SHOW`] has said what they take. So what stands
//! before the question is short, and is the same for every question of a plant: a model that keeps its state after a
//! beginning reads it once.
//!
//! Tools that a question makes likely are shown along with it, behind everything that stays the same.

use language::{ToolCall, ToolSpec};
use plant::Problem;
use serde_json::{Map, Value as Json, json};
use tool::{Spec, Toolbox};

/// Tools that are given whole: they find what there is, read values, and count; what none of them computes, SQL does.
const WHOLE: &[&str] = &[
    "find_assets",
    "find_tags",
    "latest",
    "aggregate",
    "extreme",
    "conditions",
    "list_records",
    "count_records",
    "sql",
];

/// So few tools are all given whole.
const FEW: usize = 12;

/// Tools that are shown along with a question, at most.
const LIKELY: usize = 4;

/// Says what a tool takes.
pub const SHOW: &str = "show_tool";

/// Calls a tool that was not given whole.
pub const USE: &str = "use_tool";

/// What is said of tools that are not given whole, before their lines.
pub const RULES: &str = "There are more tools than you can call directly. They are listed here; use_tool calls one, once show_tool has said \
    what it takes or the question came with it:";

/// The tools of one plant, as a model is told of them.
pub struct Offer<'a> {
    whole: Vec<&'a Spec>,
    listed: Vec<&'a Spec>,
}

impl<'a> Offer<'a> {
    /// Every tool that reads or proposes.
    pub fn of(tools: &'a dyn Toolbox) -> Self {
        let all: Vec<&Spec> = tools.specs().iter().filter(|spec| spec.permitted().is_ok()).collect();
        if all.len() <= FEW {
            return Self { whole: all, listed: Vec::new() };
        }
        let (whole, listed) = all.into_iter().partition(|spec| WHOLE.contains(&spec.name));
        Self { whole, listed }
    }

    /// The tools that a model may call directly, the same for every question.
    pub fn specs(&self) -> Vec<ToolSpec> {
        let whole = self.whole.iter().map(|spec| ToolSpec {
            name: spec.name.to_owned(),
            description: format!(
                "{} For example: {} {}",
                spec.about, spec.example.question, spec.example.arguments
            ),
            parameters: spec.arguments_schema(),
        });
        let ways = if self.listed.is_empty() { Vec::new() } else { ways() };
        whole.chain(ways).collect()
    }

    /// A line for each tool that is not given whole; nothing where all are.
    pub fn catalogue(&self) -> String {
        if self.listed.is_empty() {
            return String::new();
        }
        let lines = self.listed.iter().map(|spec| format!("- {}: {}", spec.name, spec.about));
        std::iter::once(RULES.to_owned()).chain(lines).collect::<Vec<_>>().join("\n")
    }

    /// What the likely ones take of those that are not given whole, a line each; `likely` has the likeliest first.
    pub fn shown_with(&self, likely: &[String]) -> Vec<String> {
        let listed = likely.iter().filter_map(|name| self.listed(name));
        listed.take(LIKELY).map(|spec| told(spec).to_string()).collect()
    }

    /// What [`SHOW`] gives.
    ///
    /// # Errors
    /// `PW6101` where there is no such tool.
    pub fn shown(&self, arguments: &Map<String, Json>) -> Result<Json, Problem> {
        let name = text(arguments, "tool")?;
        let spec = self.whole.iter().chain(&self.listed).find(|spec| spec.name == name);
        spec.map(|spec| told(spec)).ok_or_else(|| {
            Problem::new("PW6101", format!("there is no tool `{}`", super::prompt::line(name)))
                .help("the instructions list all of them")
        })
    }

    /// What a tool takes, where it is not given whole.
    pub fn takes(&self, name: &str) -> Option<Json> {
        self.listed(name).map(told)
    }

    fn listed(&self, name: &str) -> Option<&'a Spec> {
        self.listed.iter().find(|spec| spec.name == name).copied()
    }
}

/// The call that a call through [`USE`] means.
///
/// # Errors
/// `PW6101` where it does not say which tool, or not as it is to be said.
pub fn meant(call: &ToolCall, arguments: &Map<String, Json>) -> Result<ToolCall, Problem> {
    let name = text(arguments, "tool")?;
    let given = match arguments.get("arguments") {
        None => "{}".to_owned(),
        // Some models write the object as a text.
        Some(Json::String(text)) => text.clone(),
        Some(given) => given.to_string(),
    };
    Ok(ToolCall::new(call.id(), name, given))
}

fn text<'a>(arguments: &'a Map<String, Json>, key: &str) -> Result<&'a str, Problem> {
    let missing = || {
        Problem::new("PW6101", format!("`{key}` is missing"))
            .help(format!("write {{\"{key}\": \"name of a tool\", …}}"))
    };
    arguments.get(key).and_then(Json::as_str).ok_or_else(missing)
}

/// All that a model must know to call a tool.
fn told(spec: &Spec) -> Json {
    let example: Json = serde_json::from_str(spec.example.arguments).unwrap_or_default();
    json!({
        "tool": spec.name,
        "about": spec.about,
        "parameters": spec.arguments_schema(),
        "example": {"question": spec.example.question, "given": example},
    })
}

fn ways() -> Vec<ToolSpec> {
    let name = json!({"type": "string", "description": "name of a listed tool"});
    let of = |properties: Json, required: Json| json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false});
    vec![
        ToolSpec {
            name: SHOW.to_owned(),
            description: "Says what a listed tool takes.".to_owned(),
            parameters: of(json!({"tool": name}), json!(["tool"])),
        },
        ToolSpec {
            name: USE.to_owned(),
            description: "Calls a listed tool.".to_owned(),
            parameters: of(
                json!({"tool": name, "arguments": {"type": "object", "description": "as show_tool says"}}),
                json!(["tool", "arguments"]),
            ),
        },
    ]
}

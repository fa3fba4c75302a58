//! A plan: a small typed program over tools, the only thing a planner may produce.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

/// Arguments of one call: parameter name to JSON value.
pub type Arguments = Map<String, Json>;

/// Steps in the order they run. The last step's values are the answer's unless
/// `answer` names another.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Plan {
    pub steps: Vec<Step>,
    /// Id of the step whose values answer the question; `None`: the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// Ids of steps that answer as well, where several things were asked at once; their values come first, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
}

/// One call of a tool. An argument may be, or hold, a [`Reference`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// `s1`, `s2`, ...; unique in the plan.
    pub id: String,
    pub tool: String,
    #[serde(default)]
    pub arguments: Arguments,
}

/// `{"from": "s1", "take": "time"}`: what an earlier step found.
///
/// `take` is `value` (first value), `values` (list of all), `label`, `time` (the instant that
/// belongs to the first value), `day` (the plant-local day of that instant or
/// of a value that is a date, as a window) or `window` (the window of the step, or that of the
/// first value where it stands for a period) or `like` (the tag of the machine that was found which is most like `tag`).
/// `index` picks another value than the first. `shift_s` moves an instant (`time`, `start`, `end`) by so many seconds: the
/// hour before a trip begins 3600 s earlier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    pub from: String,
    pub take: Take,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub index: usize,
    #[serde(default, skip_serializing_if = "is_unmoved")]
    pub shift_s: i64,
    /// Of [`Take::Like`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Take {
    Value,
    Values,
    Label,
    Time,
    Day,
    Window,
    /// The periods of all values, as a list.
    Windows,
    /// The instant at which the window of [`Take::Window`] starts.
    Start,
    /// The instant at which it ends.
    End,
    /// The unit of the value; empty where it has none.
    Unit,
    /// The value names a machine, or a tag of it: its tag that measures what the reference's `tag` does.
    Like,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn is_zero(index: &usize) -> bool {
    *index == 0
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn is_unmoved(seconds: &i64) -> bool {
    *seconds == 0
}

impl Reference {
    /// The reference that a JSON value is, if it is one.
    pub fn of(json: &Json) -> Option<Self> {
        json.as_object().filter(|map| map.contains_key("from") && map.contains_key("take"))?;
        serde_json::from_value(json.clone()).ok()
    }
}

impl Step {
    pub fn new(id: impl Into<String>, tool: impl Into<String>, arguments: Json) -> Self {
        let arguments = match arguments {
            Json::Object(map) => map,
            _ => Arguments::new(),
        };
        Self { id: id.into(), tool: tool.into(), arguments }
    }
}

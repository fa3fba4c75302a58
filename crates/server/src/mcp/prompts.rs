//! Prompts: ways of working that a person starts by name.

use serde_json::{Value as Json, json};
use tool::Toolbox as _;

use super::rpc::RpcError;
use crate::App;

/// An argument of a prompt.
struct Argument {
    name: &'static str,
    about: &'static str,
    /// What stands for it when it is not given; `None` where it must be.
    otherwise: Option<&'static str>,
}

struct Prompt {
    name: &'static str,
    title: &'static str,
    about: &'static str,
    arguments: &'static [Argument],
    /// `{name}` stands for an argument, `{plant}` and `{now}` for what they say.
    text: &'static str,
}

const PROMPTS: [Prompt; 3] = [
    Prompt {
        name: "shift_handover",
        title: "Shift handover",
        about: "Writes what the next shift must know",
        arguments: &[Argument {
            name: "period",
            about: "which shift or hours; the last eight without it",
            otherwise: Some("the last eight hours"),
        }],
        text: "Write the handover of {period} for the next shift of {plant}. It is {now}. With the tools, find: alarms \
               and events of the period and which still stand; work orders that were opened or closed; downtime with \
               its reasons; tags that were outside their limits, for how long and how far; gaps and stuck sensors. \
               Begin with what needs somebody to act, then what to watch, then what was done. Give each number with \
               its unit, time and tag, as the tools gave it. Say what could not be found out.",
    },
    Prompt {
        name: "investigate_alarm",
        title: "Investigate an alarm",
        about: "Looks for what stands behind an alarm or a deviation",
        arguments: &[
            Argument { name: "alarm", about: "the alarm, or what was noticed", otherwise: None },
            Argument {
                name: "time",
                about: "when; the newest without it",
                otherwise: Some("the newest occurrence"),
            },
        ],
        text: "Investigate in {plant}: {alarm}. When: {time}. It is {now}. First find the asset and its tags, and what \
               the records say around that time. Then write two or three hypotheses, and for each look for evidence \
               for and against it: the tag's course before and after, tags that moved before it, limits, work done \
               shortly before, known failure modes of this kind of asset, the same alarm earlier. Check the quality \
               of the data before trusting a value. End with the likeliest cause, how sure it is, what speaks \
               against it, and what to look at next in the plant. Cite the tool and window of each number.",
    },
    Prompt {
        name: "data_check",
        title: "Check the data of an asset",
        about: "Says whether the measurements of an asset can be trusted",
        arguments: &[
            Argument { name: "asset", about: "id or name of the asset", otherwise: None },
            Argument {
                name: "period",
                about: "which days; the last seven without it",
                otherwise: Some("the last seven days"),
            },
        ],
        text: "Check whether the measurements of {asset} in {plant} can be trusted over {period}. It is {now}. For each \
               tag of the asset find gaps, stuck stretches, bad quality, values outside its limits or of the wrong \
               magnitude, and whether tags that belong together agree. List what is wrong by how much it would \
               mislead somebody, with tag, time and number as the tools gave them, and what is fine in one line.",
    },
];

pub fn list() -> Json {
    let described = |prompt: &Prompt| {
        let arguments: Vec<Json> = prompt
            .arguments
            .iter()
            .map(|one| json!({"name": one.name, "description": one.about, "required": one.otherwise.is_none()}))
            .collect();
        json!({
            "name": prompt.name, "title": prompt.title, "description": prompt.about, "arguments": arguments,
        })
    };
    json!({"prompts": PROMPTS.iter().map(described).collect::<Vec<Json>>()})
}

/// # Errors
/// When there is no such prompt, or an argument that it needs is missing.
pub fn get(app: &App, params: &Json) -> Result<Json, RpcError> {
    let name = params.get("name").and_then(Json::as_str).unwrap_or_default();
    let prompt = PROMPTS
        .iter()
        .find(|prompt| prompt.name == name)
        .ok_or_else(|| RpcError::invalid_params(format!("there is no prompt {name:?}; see prompts/list")))?;
    let catalogue = app.engines.catalogue();
    let now = plant::time::local_rfc3339(catalogue.now, &catalogue.plant.timezone);
    let mut parts = vec![("plant", format!("the plant \"{}\"", catalogue.plant.name)), ("now", now)];
    for argument in prompt.arguments {
        let given = params.pointer(&format!("/arguments/{}", argument.name)).and_then(Json::as_str);
        let given = given.map(str::trim).filter(|given| !given.is_empty());
        let Some(value) = given.or(argument.otherwise) else {
            let message = format!("{name} needs `{}`: {}", argument.name, argument.about);
            return Err(RpcError::invalid_params(message));
        };
        parts.push((argument.name, value.to_owned()));
    }
    Ok(json!({
        "description": prompt.about,
        "messages": [{"role": "user", "content": {"type": "text", "text": filled(prompt.text, &parts)}}],
    }))
}

/// A text with its parts put in once: what is put in is not looked at again.
fn filled(text: &str, parts: &[(&str, String)]) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let part = parts.iter().find(|(part, _)| *part == name).map(|(_, value)| value.as_str());
        filled.push_str(part.unwrap_or_default());
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_a_text_is_an_argument_or_known() {
        for prompt in &PROMPTS {
            for part in prompt.text.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
                let known = part == "plant" || part == "now";
                assert!(
                    known || prompt.arguments.iter().any(|one| one.name == part),
                    "{}: {part}",
                    prompt.name
                );
            }
        }
        let parts = [("a", "{b}".to_owned()), ("b", "no".to_owned())];
        assert_eq!(filled("x {a} y", &parts), "x {b} y");
    }
}

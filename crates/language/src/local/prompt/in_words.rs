//! Tools for models whose template knows none: they are described in the instructions, calls and results become text.

use super::Format;
use crate::chat::{Message, ToolCall, ToolSpec};

/// The conversation without tools in any other place than its texts. Turns alternate, as such templates demand.
pub fn tell(messages: &[Message], tools: &[ToolSpec], format: Format) -> Vec<Message> {
    let mut told = Vec::<Message>::new();
    for message in messages {
        match message {
            Message::Assistant { text, tool_calls } => {
                let calls = tool_calls.iter().map(|call| written(call, format));
                let parts = std::iter::once(text.clone()).chain(calls).filter(|part| !part.is_empty());
                let text = parts.collect::<Vec<_>>().join("\n");
                told.push(Message::Assistant { text, tool_calls: Vec::new() });
            }
            Message::Tool { name, text, .. } => add_user(&mut told, format!("Result of {name}:\n{text}")),
            Message::User(text) => add_user(&mut told, text.clone()),
            Message::System(text) => told.push(Message::System(text.clone())),
        }
    }
    if !tools.is_empty() {
        let described = described(tools, format);
        match told.first_mut() {
            Some(Message::System(text)) => *text = format!("{text}\n\n{described}"),
            _ => told.insert(0, Message::System(described)),
        }
    }
    told
}

fn add_user(told: &mut Vec<Message>, more: String) {
    match told.last_mut() {
        Some(Message::User(text)) => *text = format!("{text}\n\n{more}"),
        _ => told.push(Message::User(more)),
    }
}

fn described(tools: &[ToolSpec], format: Format) -> String {
    let (before, after, key) = marks(format);
    let list = tools
        .iter()
        .map(|tool| format!("- {}: {}\n  {}", tool.name, tool.description, tool.parameters))
        .collect::<Vec<_>>()
        .join("\n");
    format!(
        "You can call these tools; after each stands the JSON schema of its arguments:\n{list}\nTo call one, write only \
         this, and its result comes with the next message:\n{before}{{\"name\": NAME, \"{key}\": ARGUMENTS}}{after}"
    )
}

fn written(call: &ToolCall, format: Format) -> String {
    let (before, after, key) = marks(format);
    let arguments = if call.arguments_text().trim().is_empty() { "{}" } else { call.arguments_text() };
    format!("{before}{{\"name\": \"{}\", \"{key}\": {arguments}}}{after}", call.name())
}

fn marks(format: Format) -> (&'static str, &'static str, &'static str) {
    // Families without such marks have templates that know tools.
    format.json_marks().unwrap_or(("", "", "arguments"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn tools_calls_and_results_become_text() {
        let tools = [ToolSpec {
            name: "level".to_owned(),
            description: "Level of a tank.".to_owned(),
            parameters: json!({"type": "object"}),
        }];
        let call = ToolCall::new("c00000000", "level", "{\"tag\":\"LT-101\"}");
        let messages = [
            Message::User("level?".to_owned()),
            Message::Assistant { text: String::new(), tool_calls: vec![call] },
            Message::Tool { call: "c00000000".to_owned(), name: "level".to_owned(), text: "5 m".to_owned() },
            Message::User("and?".to_owned()),
        ];
        let told = tell(&messages, &tools, Format::Gemma);
        let roles = told.iter().map(Message::role).collect::<Vec<_>>();
        assert_eq!(roles, ["system", "user", "assistant", "user"]);
        assert!(told[0].text().contains("- level: Level of a tank.\n  {\"type\":\"object\"}"));
        assert_eq!(
            told[2].text(),
            "```json\n{\"name\": \"level\", \"arguments\": {\"tag\":\"LT-101\"}}\n```"
        );
        assert_eq!(told[3].text(), "Result of level:\n5 m\n\nand?");
        assert_eq!(tell(&messages[..1], &[], Format::Gemma), messages[..1]);
    }
}

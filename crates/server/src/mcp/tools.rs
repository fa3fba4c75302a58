//! The tools: those of the registry, and `ask`.

use std::sync::Arc;

use agent::Request;
use plant::{Language, Problem};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use tool::{Arguments, Effect, Spec, Status, Toolbox as _};

use super::fit::fit;
use super::rpc::RpcError;
use crate::App;
use crate::audit::Action;
use crate::error::ErrorBody;
use crate::pool::waiting;
use crate::state::Asked;

/// Most bytes of a result: about what a model of middling context can read.
const MOST_BYTES: usize = 64 << 10;
/// Longest question, characters, and most earlier ones.
const LONGEST: usize = 4_000;
const MOST_TURNS: usize = 50;

/// The name of the tool that takes questions in words.
const ASK: &str = "ask";

/// Where the logbook says that a proposal came from.
const FROM: &str = "mcp";

/// What `ask` takes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ask {
    question: String,
    #[serde(default)]
    turns: Vec<String>,
    #[serde(default)]
    conversation: Option<String>,
    #[serde(default)]
    language: Option<Language>,
}

/// Whether a tool is given out: not what acts on the plant. What writes only proposes; a named
/// person's word on it is given elsewhere, for this protocol has no place for it.
fn is_given_out(spec: &&Spec) -> bool {
    spec.permitted().is_ok()
}

pub fn list(app: &App) -> Json {
    let tools = app.engines.specs().iter().filter(is_given_out).map(described);
    let all: Vec<Json> = [ask()].into_iter().chain(tools).collect();
    json!({"tools": all})
}

fn described(spec: &Spec) -> Json {
    json!({
        "name": spec.name,
        "title": title(spec.name),
        "description": description(spec),
        "inputSchema": spec.arguments_schema(),
        "outputSchema": output(&["tool", "arguments", "rows", "values", "result"]),
        "annotations": annotations(spec.effect),
    })
}

fn description(spec: &Spec) -> String {
    let proposes = match spec.effect {
        Effect::Writes => {
            "\n\nThis only proposes: nothing is written until a named person confirms it, which no tool can do. \
             Use it when the person asked for it, and tell them the proposal's id and that it waits for their word."
        }
        _ => "",
    };
    let example = spec.example;
    format!("{}{proposes}\n\nExample, for \"{}\": {}", spec.about, example.question, example.arguments)
}

/// `find_tags` as a person reads it.
fn title(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A tool that writes adds a proposal and takes nothing away. To call it again is harmless while the
/// proposal waits, but not once somebody declined it: then it proposes anew, so it is no idempotent call.
fn annotations(effect: Effect) -> Json {
    json!({
        "readOnlyHint": effect == Effect::ReadOnly,
        "destructiveHint": effect == Effect::Actuates,
        "idempotentHint": effect == Effect::ReadOnly,
        "openWorldHint": effect == Effect::Actuates,
    })
}

/// An object that holds at least these fields, or what a tool has against a call: clients hold that against the schema too.
fn output(fields: &[&str]) -> Json {
    json!({"type": "object", "anyOf": [{"required": fields}, {"required": ["code", "message", "help"]}]})
}

fn ask() -> Json {
    json!({
        "name": ASK,
        "title": "Ask the plant",
        "description": "Answers a question about the plant in plain English or Chinese. The answer holds the text, \
            the values, the plan that was run and its evidence. `status` may also be `clarify`, with a question back \
            and its choices in `values`, or `abstained`, with what is missing.",
        "inputSchema": {
            "type": "object",
            "properties": {
                "question": {"type": "string", "minLength": 1, "maxLength": LONGEST},
                "turns": {
                    "type": "array", "items": {"type": "string"}, "maxItems": MOST_TURNS,
                    "description": "earlier questions that this one may refer back to, oldest first",
                },
                "conversation": {
                    "type": "string",
                    "description": "any string: questions with the same one may refer back to each other",
                },
                "language": {"type": "string", "enum": ["en", "zh"], "description": "of the answer"},
            },
            "required": ["question"],
            "additionalProperties": false,
        },
        "outputSchema": output(&["id", "status", "text", "values", "evidence", "plan"]),
        // The answer is kept in our own log.
        "annotations": {
            "readOnlyHint": true, "destructiveHint": false, "idempotentHint": false, "openWorldHint": false,
        },
    })
}

/// Calls a tool. What it has against the call is a result that the model can read and mend.
///
/// # Errors
/// When the request is not one, or there is no such tool.
pub async fn call(app: &Arc<App>, params: &Json) -> Result<Json, RpcError> {
    let name = params.get("name").and_then(Json::as_str).unwrap_or_default().to_owned();
    let arguments = match params.get("arguments") {
        None | Some(Json::Null) => Arguments::new(),
        Some(Json::Object(arguments)) => arguments.clone(),
        Some(_) => return Err(RpcError::invalid_params("`arguments` is to be an object")),
    };
    if name == ASK {
        return Ok(result_of(asked(app, arguments).await));
    }
    let Some(spec) = app.engines.spec(&name) else {
        return Err(RpcError::invalid_params(format!("there is no tool {name:?}; see tools/list")));
    };
    let (name, effect) = (spec.name, spec.effect);
    let calling = Arc::clone(app);
    // Dropped with this future when the call is cancelled or its asker goes away.
    let (_waiter, wanted) = waiting();
    let work = move || -> Result<Json, Problem> {
        let text: String = Json::Object(arguments.clone()).to_string().chars().take(LONGEST).collect();
        calling.audit.note(Action::Called, name, &text)?;
        let evidence = match effect {
            Effect::Writes => calling.propose(name, &arguments, FROM)?.1,
            _ => calling.engines.call_while(name, &arguments, &|| wanted.is_wanted())?,
        };
        Ok(fit(json!(evidence), MOST_BYTES))
    };
    Ok(result_of(app.pool.run(work).await.flatten()))
}

async fn asked(app: &Arc<App>, arguments: Arguments) -> Result<Json, Problem> {
    let wrong = |message: String| Problem::new("PW7004", message).help("give `question`, a text in words");
    let ask: Ask =
        serde_json::from_value(Json::Object(arguments)).map_err(|error| wrong(error.to_string()))?;
    let too_long = |text: &String| text.chars().count() > LONGEST;
    if ask.question.trim().is_empty() {
        return Err(wrong("the question is empty".to_owned()));
    }
    if too_long(&ask.question) || ask.turns.len() > MOST_TURNS || ask.turns.iter().any(too_long) {
        let most =
            format!("a question has at most {LONGEST} characters, and {MOST_TURNS} may come before it");
        return Err(wrong(most));
    }
    let request = Request {
        question: ask.question,
        conversation: ask.conversation,
        language: ask.language,
        ..Request::default()
    };
    let asked = Asked { request, turns: ask.turns, keep: true };
    let asking = Arc::clone(app);
    let answer = app.pool.run(move || asking.ask_with(&asked, &mut |_| {})).await??;
    let is_error = answer.status == Status::Error;
    let answer = fit(json!(answer), MOST_BYTES);
    if is_error {
        let text = answer["text"].as_str().unwrap_or_default();
        let code = answer["code"].as_str().unwrap_or("PW9001");
        return Err(Problem::new(code, text).help("ask it in another way"));
    }
    Ok(answer)
}

/// The result of a call: typed, and as text for clients that read nothing else.
fn result_of(outcome: Result<Json, Problem>) -> Json {
    match outcome {
        Ok(found) => {
            let text = match found.get("status").and(found.get("text")).and_then(Json::as_str) {
                Some(answer) => answer.to_owned(),
                None => found.to_string(),
            };
            json!({"content": [{"type": "text", "text": text}], "structuredContent": found, "isError": false})
        }
        Err(problem) => {
            let problem = match problem.help.as_str() {
                "" => problem.help("see the tool's inputSchema for what it takes"),
                _ => problem,
            };
            let text = problem.to_string();
            let ErrorBody { code, message, help } = problem.into();
            json!({
                "content": [{"type": "text", "text": text}],
                "structuredContent": {"code": code, "message": message, "help": help},
                "isError": true,
            })
        }
    }
}

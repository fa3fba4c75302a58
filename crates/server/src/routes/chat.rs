//! The face that chat clients know: questions as chat completions, and one model.

use std::convert::Infallible;
use std::sync::Arc;

use ::plant::Problem;
use agent::Request;
use axum::Json;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{StreamExt as _, stream};
use jiff::Timestamp;
use serde_json::Value;
use tool::Answer;

use crate::App;
use crate::error::{ApiError, Body, ErrorBody, PathPart};
use crate::state::Asked;
use crate::wire::chat::{ChatError, ChatErrorOut, ChatIn, ChatMessage, ChatOut, MODEL, ModelOut, ModelsOut};

/// Longest question, characters, and how many of the earlier ones are looked at.
const LONGEST: usize = 4_000;
const MOST_TURNS: usize = 50;

/// A refusal in the shape that OpenAI's clients read.
#[derive(Debug)]
pub struct Refusal(Problem);

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl From<ApiError> for Refusal {
    fn from(ApiError(problem): ApiError) -> Self {
        Self(problem)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let shown = shape(self.0.clone());
        let (mut head, _) = ApiError(self.0).into_response().into_parts();
        let body = Json(shown).into_response();
        // The other body's length is not this one's.
        head.headers.remove(axum::http::header::CONTENT_LENGTH);
        (head, body.into_body()).into_response()
    }
}

fn shape(problem: Problem) -> ChatErrorOut {
    let is_ours = crate::error::class(&problem.code) == ::plant::ErrorClass::Internal;
    let ErrorBody { code, message, help } = problem.into();
    let kind = if is_ours { "server_error" } else { "invalid_request_error" };
    ChatErrorOut {
        error: ChatError { message: format!("{message} ({help})"), r#type: kind, param: None, code },
    }
}

/// Answers the last question of a conversation; the earlier ones are what it may refer back to.
///
/// For programs that speak to OpenAI's API. With `stream`, server-sent events, the last `[DONE]`.
#[utoipa::path(
    post, path = "/v1/chat/completions", tag = "programs", request_body = ChatIn,
    responses(
        (status = 200, description = "The answer; also when it is a question back or an abstention", body = ChatOut),
        (status = 400, description = "The request is wrong, or wants what is not done here", body = ChatErrorOut),
        (status = 401, description = "The token is missing or wrong", body = ErrorBody),
        (status = 404, description = "No such model", body = ChatErrorOut),
        (status = 503, description = "Too many questions at once", body = ChatErrorOut),
    )
)]
pub async fn complete(
    State(app): State<Arc<App>>,
    body: Result<Body<ChatIn>, ApiError>,
) -> Result<Response, Refusal> {
    let Body(chat) = body?;
    let streams = chat.stream.unwrap_or(false);
    let with_usage = chat.stream_options.is_some_and(|options| options.include_usage);
    let asked = question(chat)?;
    let created = Timestamp::now().as_second();
    let asking = Arc::clone(&app);
    let work = async move {
        let answer: Answer = app.pool.run(move || asking.ask_with(&asked, &mut |_| {})).await??;
        Ok::<_, Problem>(ChatOut::new(answer, created))
    };
    if !streams {
        return Ok(Json(work.await?).into_response());
    }
    let events = stream::once(work).flat_map(move |outcome| {
        let mut texts: Vec<String> = match outcome {
            Ok(answer) => answer.parts(with_usage).iter().map(Value::to_string).collect(),
            Err(problem) => vec![serde_json::to_string(&shape(problem)).unwrap_or_default()],
        };
        texts.push("[DONE]".to_owned());
        // JSON text holds no line break, the only thing that an event's data may not.
        stream::iter(texts.into_iter().map(|text| Ok::<_, Infallible>(Event::default().data(text))))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()).into_response())
}

/// The question of a conversation, with those before it.
fn question(chat: ChatIn) -> Result<Asked, Problem> {
    known_model(&chat.model)?;
    refuse_what_is_not_done(&chat)?;
    let wrong = |message: String| {
        Problem::new("PW7004", message).help("let the last message be of role `user` and hold the question")
    };
    if chat.messages.last().is_none_or(|last| last.role != "user") {
        return Err(wrong("the last message is not a question of the user".to_owned()));
    }
    let users = chat.messages.iter().filter(|message| message.role == "user");
    let mut turns: Vec<String> = users.map(text_of).collect::<Result<_, _>>()?;
    let question = turns.pop().unwrap_or_default();
    if question.trim().is_empty() {
        return Err(wrong("the question is empty".to_owned()));
    }
    if question.chars().count() > LONGEST {
        return Err(wrong(format!("the question is longer than {LONGEST} characters")));
    }
    // A long text before it was no question, and cannot be referred back to.
    turns.retain(|turn| !turn.trim().is_empty() && turn.chars().count() <= LONGEST);
    let turns = turns.split_off(turns.len().saturating_sub(MOST_TURNS));
    Ok(Asked { request: Request { question, ..Request::default() }, turns, keep: true })
}

fn known_model(name: &str) -> Result<(), Problem> {
    if name == MODEL {
        return Ok(());
    }
    let problem = Problem::new("PW7041", format!("there is no model {name:?}"));
    Err(problem.help(format!("the model is called {MODEL}")))
}

/// What a client would wait for in vain is refused, not passed over.
fn refuse_what_is_not_done(chat: &ChatIn) -> Result<(), Problem> {
    let refused = |what: &str, help: &str| Err(Problem::new("PW7042", what).help(help));
    let some = |list: &Option<Vec<Value>>| list.as_ref().is_some_and(|list| !list.is_empty());
    let none_chosen = chat.tool_choice.as_ref().is_some_and(|choice| choice == "none");
    if (some(&chat.tools) || some(&chat.functions)) && !none_chosen {
        return refused(
            "tools of the client are not called here",
            "leave `tools` out: Plantwright uses its own; they can be used over MCP at /mcp",
        );
    }
    if chat.messages.iter().any(|message| matches!(message.role.as_str(), "tool" | "function")) {
        return refused("results of a client's tools are not read here", "leave messages of role `tool` out");
    }
    if chat.n.is_some_and(|n| n != 1) {
        return refused("there is one answer to a question", "leave `n` out");
    }
    let format = chat.response_format.as_ref().and_then(|format| format.get("type"));
    if format.is_some_and(|format| format != "text") {
        return refused(
            "the answer's text is not given as JSON",
            "leave `response_format` out: the field `plantwright` holds the typed answer",
        );
    }
    Ok(())
}

/// The text of a message, whose parts are joined.
fn text_of(message: &ChatMessage) -> Result<String, Problem> {
    let not_text = || Problem::new("PW7042", "only text is read").help("leave pictures, sound and files out");
    let part = |part: &Value| match part.get("type").and_then(Value::as_str) {
        Some("text") => part.get("text").and_then(Value::as_str).map(str::to_owned).ok_or_else(not_text),
        _ => Err(not_text()),
    };
    match &message.content {
        Some(Value::String(text)) => Ok(text.clone()),
        Some(Value::Array(parts)) => Ok(parts.iter().map(part).collect::<Result<Vec<_>, _>>()?.join("\n")),
        None | Some(Value::Null) => Ok(String::new()),
        Some(_) => Err(not_text()),
    }
}

/// The models that chat clients may choose from: one.
#[utoipa::path(
    get, path = "/v1/models", tag = "programs",
    responses((status = 200, description = "The one model", body = ModelsOut))
)]
pub async fn models(State(app): State<Arc<App>>) -> Json<ModelsOut> {
    Json(ModelsOut { object: "list", data: vec![the_model(&app)] })
}

/// A model by its name.
#[utoipa::path(
    get, path = "/v1/models/{id}", tag = "programs",
    params(("id" = String, Path, description = "plantwright")),
    responses(
        (status = 200, description = "The model", body = ModelOut),
        (status = 404, description = "No such model", body = ChatErrorOut),
    )
)]
pub async fn model(
    State(app): State<Arc<App>>,
    id: Result<PathPart<String>, ApiError>,
) -> Result<Json<ModelOut>, Refusal> {
    let PathPart(id) = id?;
    known_model(&id)?;
    Ok(Json(the_model(&app)))
}

fn the_model(app: &App) -> ModelOut {
    let started = Timestamp::now().as_second() - app.started.elapsed().as_secs() as i64;
    ModelOut { id: MODEL, object: "model", created: started, owned_by: MODEL }
}

//! `POST /api/ask` and its stream of events.

use std::convert::Infallible;
use std::sync::Arc;

use ::plant::Problem;
use agent::{Request, Stage};
use axum::Json;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream;
use language::Cancel;
use serde_json::json;
use tokio::sync::mpsc;
use tokio_stream::wrappers::UnboundedReceiverStream;
use tool::Answer;

use crate::App;
use crate::asking::Asking;
use crate::error::{ApiError, Body, ErrorBody, PathPart};
use crate::state::Asked;
use crate::steering::Steering;
use crate::wire::answer::AnswerShape;
use crate::wire::ask::Ask;
use crate::wire::steering::{Steer, Stopped};

/// Longest question, characters: more is a document, not a question.
const LONGEST: usize = 4_000;

/// Most earlier questions that one may come with.
const MOST_TURNS: usize = 50;

fn request(ask: Ask) -> Result<Asked, Problem> {
    let wrong = |message: String| {
        Problem::new("PW7004", message).help("send {\"question\": \"…\"} with a question in words")
    };
    if ask.question.trim().is_empty() {
        return Err(wrong("the question is empty".to_owned()));
    }
    if ask.question.chars().count() > LONGEST {
        return Err(wrong(format!("the question is longer than {LONGEST} characters")));
    }
    if ask.turns.len() > MOST_TURNS || ask.turns.iter().any(|turn| turn.chars().count() > LONGEST) {
        return Err(wrong(format!("`turns` holds at most {MOST_TURNS} questions of {LONGEST} characters")));
    }
    let request = Request {
        question: ask.question,
        conversation: ask.conversation,
        language: ask.language,
        planner: ask.planner,
        cancel: Cancel::new(),
    };
    Ok(Asked { request, turns: ask.turns, keep: ask.keep })
}

/// Answers a question.
#[utoipa::path(
    post, path = "/api/ask", tag = "ask", request_body = Ask,
    responses(
        (status = 200, description = "The answer; also when it is a question back or an abstention", body = AnswerShape),
        (status = 400, description = "The request is wrong", body = ErrorBody),
        (status = 503, description = "Too many questions at once", body = ErrorBody),
    )
)]
pub async fn ask(State(app): State<Arc<App>>, Body(body): Body<Ask>) -> Result<Json<Answer>, ApiError> {
    let request = request(body)?;
    let asked = Arc::clone(&app);
    let answer = app.pool.run(move || asked.ask_with(&request, &mut |_| {})).await??;
    Ok(Json(answer))
}

/// Answers a question and tells each stage as it is reached.
///
/// Server-sent events: one `asking` with the id by which it can be stopped (`{"id": "…"}`), then `stage`
/// (`{"stage": "linked", …}`), at the end one `answer` with the answer object, or one `error`.
#[utoipa::path(
    post, path = "/api/ask/events", tag = "ask", request_body = Ask,
    responses(
        (status = 200, description = "The stages, then the answer", body = String, content_type = "text/event-stream"),
        (status = 400, description = "The request is wrong", body = ErrorBody),
    )
)]
pub async fn ask_events(
    State(app): State<Arc<App>>,
    Body(body): Body<Ask>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    let asking = app.askings.begin();
    let mut asked = request(body)?;
    asked.request.cancel = asking.cancel.clone();
    Ok(told(app, asking, move |app, on_stage| app.ask_with(&asked, on_stage)))
}

/// Tells an asker what a question comes to while it is being answered. It goes on when nobody listens any more, and its
/// answer is kept all the same; who wants it to end stops it.
pub(super) fn told(
    app: Arc<App>,
    asking: Asking,
    answer: impl FnOnce(&App, &mut dyn FnMut(Stage)) -> Result<Answer, Problem> + Send + 'static,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    // Unbounded, but a question has few stages, and the channel ends with it.
    let (sender, receiver) = mpsc::unbounded_channel();
    // Nobody may listen any more, here and below.
    let _ = sender.send(Ok(event("asking", &json!({"id": asking.id}))));
    tokio::spawn(async move {
        let asked = Arc::clone(&app);
        let stages = sender.clone();
        let answering = move || {
            answer(&asked, &mut |stage| {
                let _ = stages.send(Ok(event("stage", &stage)));
            })
        };
        let last = match app.pool.run(answering).await.flatten() {
            Ok(answer) => event("answer", &answer),
            Err(problem) => event("error", &ErrorBody::from(problem)),
        };
        drop(asking);
        let _ = sender.send(Ok(last));
    });
    Sse::new(UnboundedReceiverStream::new(receiver)).keep_alive(KeepAlive::default())
}

/// Stops a question that is being answered. It ends soon, with an answer of the code PW5003, which is not kept.
#[utoipa::path(
    post, path = "/api/asking/{id}/stop", tag = "ask",
    params(("id" = String, Path, description = "Id of the event `asking`")),
    responses((status = 200, description = "Whether it was still being answered", body = Stopped))
)]
pub async fn stop(State(app): State<Arc<App>>, PathPart(id): PathPart<String>) -> Json<Stopped> {
    Json(Stopped { stopped: app.askings.stop(&id) })
}

/// Runs the investigation of an answer on: with hypotheses put aside, further tags, or over another time. Events as those
/// of `/api/ask/events`.
#[utoipa::path(
    post, path = "/api/answers/{id}/investigate/events", tag = "ask", request_body = Steer,
    params(("id" = String, Path, description = "Id of an answer that investigated")),
    responses(
        (status = 200, description = "The stages, then the answer", body = String, content_type = "text/event-stream"),
        (status = 400, description = "The request is wrong", body = ErrorBody),
    )
)]
pub async fn investigate_events(
    State(app): State<Arc<App>>,
    PathPart(id): PathPart<String>,
    Body(body): Body<Steer>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let asking = app.askings.begin();
    let (steering, cancel) = (Steering::from(body), asking.cancel.clone());
    told(app, asking, move |app, on_stage| app.investigate_on(&id, &steering, &cancel, on_stage))
}

fn event(name: &str, data: &impl serde::Serialize) -> Event {
    // JSON text holds no line break, the only thing that an event's data may not.
    Event::default().event(name).data(serde_json::to_string(data).unwrap_or_default())
}

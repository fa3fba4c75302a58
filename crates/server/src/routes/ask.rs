//! `POST /api/ask` and its stream of events.

use std::convert::Infallible;
use std::sync::Arc;

use ::plant::Problem;
use agent::Request;
use axum::Json;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream;
use tokio::sync::mpsc;
use tokio_stream::wrappers::UnboundedReceiverStream;
use tool::Answer;

use crate::App;
use crate::error::{ApiError, Body, ErrorBody};
use crate::state::Asked;
use crate::wire::answer::AnswerShape;
use crate::wire::ask::Ask;

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
/// Server-sent events named `stage` (`{"stage": "linked", …}`), then one
/// `answer` with the answer object, or one `error`.
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
    let request = request(body)?;
    // Unbounded, but a question has few stages, and the channel ends with it.
    let (sender, receiver) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let asked = Arc::clone(&app);
        let stages = sender.clone();
        let asking = move || {
            asked.ask_with(&request, &mut |stage| {
                // Nobody listens any more: the answer is kept all the same.
                let _ = stages.send(Ok(event("stage", &stage)));
            })
        };
        let last = match app.pool.run(asking).await.flatten() {
            Ok(answer) => event("answer", &answer),
            Err(problem) => event("error", &ErrorBody::from(problem)),
        };
        let _ = sender.send(Ok(last));
    });
    Ok(Sse::new(UnboundedReceiverStream::new(receiver)).keep_alive(KeepAlive::default()))
}

fn event(name: &str, data: &impl serde::Serialize) -> Event {
    // JSON text holds no line break, the only thing that an event's data may not.
    Event::default().event(name).data(serde_json::to_string(data).unwrap_or_default())
}

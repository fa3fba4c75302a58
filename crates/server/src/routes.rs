//! The router: one file a group of routes.

mod acting;
mod answers;
mod append;
mod ask;
mod boards;
mod chat;
mod data;
mod export;
mod feedback;
mod health;
mod import;
mod learned;
mod looking;
mod mcp;
mod plant;
mod search;
mod suggestions;
mod system;

use std::sync::Arc;
use std::sync::LazyLock;

use ::plant::Problem;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::trace::TraceLayer;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::{ApiError, ErrorBody};
use crate::wire::answer::AnswerShape;
use crate::{App, auth, guard, page};

/// Most bytes of a question or query, and of an append.
const BODY_LIMIT: usize = 1 << 20;
const APPEND_LIMIT: usize = 32 << 20;

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Plantwright",
        description = "Answers about a plant, computed and cited. Every refusal is an `Error` with a code that /api/problems/{code} explains."
    ),
    components(schemas(ErrorBody, AnswerShape)),
    tags(
        (name = "ask", description = "Questions and answers"),
        (name = "data", description = "Curves, statistics, records, SQL, appends, downloads"),
        (name = "plant", description = "What there is to ask about"),
        (name = "acting", description = "Proposals, a person's word on them, and what is in force"),
        (name = "boards", description = "Pinned answers"),
        (name = "import", description = "Files that are handed in"),
        (name = "programs", description = "Faces that other programs know: MCP, and chat completions as OpenAI's clients send them"),
        (name = "service", description = "Health, metrics, explanations")
    )
)]
struct Document;

fn api() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(ask::ask))
        .routes(routes!(ask::ask_events))
        .routes(routes!(ask::stop))
        .routes(routes!(ask::investigate_events))
        .routes(routes!(answers::list))
        .routes(routes!(answers::get))
        .routes(routes!(answers::replay))
        .routes(routes!(data::series))
        .routes(routes!(data::sql))
        .routes(routes!(plant::plant))
        .routes(routes!(plant::tags))
        .routes(routes!(plant::tables))
        .routes(routes!(plant::tools))
        .routes(routes!(search::names))
        .routes(routes!(looking::latest))
        .routes(routes!(looking::asset))
        .routes(routes!(looking::statistics))
        .routes(routes!(looking::records))
        .routes(routes!(export::export))
        .routes(routes!(boards::list))
        .routes(routes!(boards::get, boards::put, boards::delete))
        .routes(routes!(feedback::give))
        .routes(routes!(feedback::list))
        .routes(routes!(feedback::cases))
        .routes(routes!(feedback::audit))
        .routes(routes!(learned::list, learned::teach))
        .routes(routes!(learned::forget))
        .routes(routes!(acting::propose, acting::list))
        .routes(routes!(acting::get))
        .routes(routes!(acting::confirm))
        .routes(routes!(acting::decline))
        .routes(routes!(acting::undo))
        .routes(routes!(acting::logbook))
        .routes(routes!(acting::work_orders))
        .routes(routes!(import::list))
        .routes(routes!(import::get))
        .routes(routes!(import::events))
        .routes(routes!(system::system))
        .routes(routes!(suggestions::suggestions))
        .routes(routes!(health::problem))
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
        .routes(routes!(health::metrics))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .merge(
            OpenApiRouter::new().routes(routes!(append::append)).layer(DefaultBodyLimit::max(APPEND_LIMIT)),
        )
        .merge(for_programs())
        // Counts its bytes itself, as they come.
        .merge(OpenApiRouter::new().routes(routes!(import::import)).layer(DefaultBodyLimit::disable()))
}

/// The faces of other protocols; what they want to be shown stands in `auth.rs`.
fn for_programs() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(mcp::post, mcp::delete))
        .routes(routes!(chat::complete))
        .routes(routes!(chat::models))
        .routes(routes!(chat::model))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}

/// The OpenAPI document of every route.
pub fn openapi() -> &'static OpenApi {
    static DOCUMENT: LazyLock<OpenApi> = LazyLock::new(|| {
        let mut document = api().into_openapi();
        document.info.version = env!("CARGO_PKG_VERSION").to_owned();
        document
    });
    &DOCUMENT
}

/// Everything, with its guards.
pub fn router(app: Arc<App>) -> Router {
    let (api, _) = api().split_for_parts();
    api.route("/api/openapi.json", axum::routing::get(|| async { axum::Json(openapi()) }))
        .merge(page::routes())
        .fallback(no_such_route)
        .method_not_allowed_fallback(no_such_method)
        .layer(from_fn_with_state(Arc::clone(&app), auth::require))
        .layer(from_fn(guard::guard))
        .layer(from_fn_with_state(Arc::clone(&app), count))
        .layer(CatchPanicLayer::custom(|_| ApiError(panicked()).into_response()))
        .layer(TraceLayer::new_for_http())
        .with_state(app)
}

fn panicked() -> Problem {
    Problem::new("PW9001", "a fault inside Plantwright stopped this request")
        .help("the log has the report; please pass it on")
}

async fn no_such_route(request: Request) -> ApiError {
    Problem::new("PW7005", format!("there is nothing at {}", request.uri().path()))
        .help("see /api/openapi.json for what there is")
        .into()
}

async fn no_such_method(request: Request) -> ApiError {
    Problem::new("PW7009", format!("{} does not take {}", request.uri().path(), request.method()))
        .help("see /api/openapi.json for what there is")
        .into()
}

async fn count(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    app.metrics.response(response.status().as_u16());
    // What is computed now must not be shown later as if it were now.
    if !response.headers().contains_key(header::CACHE_CONTROL) {
        response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    }
    response
}

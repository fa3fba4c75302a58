use std::time::{Duration, Instant};

use language::scripted::{Exchange, ScriptedServer};
use language::{
    Cancel, ChatError, ChatModel, ChatReply, ChatRequest, OpenAi, OpenAiSettings, OutputSchema, Retries,
    Settings, Timeouts,
};
use serde_json::json;
use tokio::runtime::Handle;

/// Longest that a test waits for anything, far above every limit in its settings.
pub const BUDGET: Duration = Duration::from_secs(10);

/// Settings with limits that a test can wait for.
pub fn settings(base_url: &str) -> OpenAiSettings {
    let text = format!(
        "[[model]]\nkind = \"openai\"\nname = \"m\"\nbase_url = {base_url:?}\nmodel = \"served\"\ncontext_tokens = 4096\n"
    );
    let settings = Settings::parse(&text, std::path::Path::new("")).unwrap();
    let Some(language::ModelSettings::OpenAi(model)) = settings.models.into_iter().next() else { panic!() };
    OpenAiSettings {
        timeouts_s: Timeouts::new(1.0, 0.4, 0.2, 2.0),
        retries: Retries { attempts: 3, first_wait_s: 0.02, longest_wait_s: 1.5 },
        ..*model
    }
}

pub fn client(settings: OpenAiSettings) -> OpenAi {
    OpenAi::new(settings, Handle::current()).unwrap()
}

pub async fn serve(exchanges: impl IntoIterator<Item = Exchange>) -> (ScriptedServer, OpenAi) {
    let server = ScriptedServer::start(exchanges).await.unwrap();
    let client = client(settings(&server.base_url()));
    (server, client)
}

/// What comes of a request, and how long it took.
pub async fn ask(client: &OpenAi, request: ChatRequest) -> (Result<ChatReply, ChatError>, Duration) {
    let start = Instant::now();
    let reply = tokio::time::timeout(BUDGET, client.chat(request, &Cancel::new()).reply()).await;
    (reply.expect("an end within the budget"), start.elapsed())
}

/// What comes of an exchange.
pub async fn outcome(exchange: Exchange) -> (Result<ChatReply, ChatError>, Duration) {
    let (_server, client) = serve([exchange]).await;
    ask(&client, ChatRequest::user("how is pump 1")).await
}

/// A request whose text must be an object with a number `mean`.
pub fn with_schema() -> ChatRequest {
    let schema = json!({"type": "object", "properties": {"mean": {"type": "number"}}, "required": ["mean"]});
    ChatRequest { schema: Some(OutputSchema::new(schema).unwrap()), ..ChatRequest::user("mean of pump 1") }
}

//! The larger models that a plant's `models.toml` describes, ready to be asked. Without that file there are none, and
//! nothing here is in the way.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use agent::{Budget, Reasoner};
use anyhow::Result;
use language::{ChatModel, Limits, ModelSettings, OpenAi, Settings};
use plant::Problem;
use server::Models;
use tokio::runtime::Runtime;

/// The file in the plant's folder.
const FILE: &str = "models.toml";

/// Names that a question gives to planners of ours.
const RESERVED: [&str; 2] = [agent::BUILT_IN, agent::AUTO];

/// Where the settings of a plant's models stand.
pub fn file(root: &Path) -> PathBuf {
    root.join(FILE)
}

/// The models, where a planner other than the built-in one is named: loading a file for a question that does not need it
/// would take seconds.
///
/// # Errors
/// As [`of`].
pub fn asked_for(root: &Path, planner: Option<&str>) -> Result<Models> {
    match planner {
        None | Some(agent::BUILT_IN) => Ok(Models::default()),
        Some(_) => of(root),
    }
}

/// Every model that the plant's folder describes.
///
/// # Errors
/// `PW6205`: a file that cannot be read or meant, a key that is not there. As [`crate::servers::of`].
pub fn of(root: &Path) -> Result<Models> {
    let settings = settings(root)?;
    let mut reasoners = Vec::new();
    for model in &settings.models {
        let prefixes = root.join(".plantwright").join("prefixes");
        let chat = open(model, Some(prefixes)).map_err(|error| wrong(&file(root), &*error))?;
        reasoners.push((model.name().to_owned(), Reasoner::new(chat, budget(&settings, model))));
    }
    // Without a model there is nobody who would call them.
    let outside = if reasoners.is_empty() { None } else { crate::servers::of(root)? };
    let (learn, below) = (settings.learn, settings.auto.below);
    Ok(Models { reasoners, keep: settings.audit.calls, outside, learn, below })
}

/// What the plant's folder says of models, without opening any.
///
/// # Errors
/// `PW6205`: a file that cannot be read or meant.
pub fn settings(root: &Path) -> Result<Settings, Problem> {
    let path = file(root);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Settings::default()),
        Err(error) => return Err(wrong(&path, &error)),
    };
    let settings = Settings::parse(&text, root).map_err(|error| wrong(&path, &error))?;
    match settings.models.iter().find(|model| is_reserved(model.name())) {
        Some(model) => {
            let text = format!("{}: no model may be called `{}`", path.display(), model.name());
            Err(Problem::new("PW6205", text)
                .help("that name means a planner of the program's own; take another"))
        }
        None => Ok(settings),
    }
}

/// Whether a name means a planner of ours.
pub fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A model that can be asked. One in a file is loaded here, which takes seconds, and refused where it does not fit;
/// `prefixes` is where the states of long beginnings are kept.
///
/// # Errors
/// A key that is not there, a file that cannot be run.
pub fn open(model: &ModelSettings, prefixes: Option<PathBuf>) -> Result<Arc<dyn ChatModel>, Failure> {
    match model {
        ModelSettings::OpenAi(settings) => {
            Ok(Arc::new(OpenAi::new(settings.as_ref().clone(), runtime()?.handle().clone())?))
        }
        ModelSettings::Gguf(settings) => local(settings, prefixes),
    }
}

/// What one question may use up: what the model's own entry says, else what the file says, else what is usual.
pub fn budget(settings: &Settings, model: &ModelSettings) -> Budget {
    let Limits { steps, rounds, tokens, seconds } = model.budget().or(settings.budget);
    let usual = Budget::default();
    Budget {
        steps: steps.unwrap_or(usual.steps),
        // A model may take its steps one by one.
        rounds: rounds.unwrap_or(steps.map_or(usual.rounds, |steps| usual.rounds.max(steps + 1))),
        tokens: tokens.unwrap_or(usual.tokens),
        time: seconds.map_or(usual.time, Duration::from_secs_f64),
    }
}

#[cfg(feature = "local")]
fn local(
    settings: &language::GgufSettings,
    prefixes: Option<PathBuf>,
) -> Result<Arc<dyn ChatModel>, Failure> {
    let mut local = language::local::LocalSettings::from(settings);
    local.prefixes = prefixes;
    Ok(Arc::new(language::local::LocalModel::load(local)?))
}

#[cfg(not(feature = "local"))]
fn local(settings: &language::GgufSettings, _: Option<PathBuf>) -> Result<Arc<dyn ChatModel>, Failure> {
    Err(format!(
        "`{}` is a file, and this program was built without the runtime for those: serve it with any OpenAI-compatible \
         server and name its address",
        settings.name
    )
    .into())
}

/// Clients need timers and sockets of their own, whoever asks.
pub fn runtime() -> std::io::Result<&'static Runtime> {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let made = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    Ok(RUNTIME.get_or_init(|| made))
}

/// An error with its causes in one line.
pub fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        // Some errors repeat their cause.
        let cause = error.to_string();
        if !text.contains(&cause) {
            text.push_str(&format!(": {cause}"));
        }
        source = error.source();
    }
    text
}

fn wrong(path: &Path, error: &(dyn std::error::Error + 'static)) -> Problem {
    Problem::new("PW6205", format!("{}: {}", path.display(), chain(error)))
        .help("docs/models.example.toml shows what it may hold; `plantwright model check` tries each model")
}

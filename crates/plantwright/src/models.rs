//! The larger models that a plant's `models.toml` describes, ready to be asked. Without that file there are none, and
//! nothing here is in the way.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use agent::{Budget, Reasoner};
use anyhow::Result;
use language::{ModelSettings, OpenAi, Settings};
use plant::Problem;
use tokio::runtime::Runtime;

/// The file in the plant's folder.
const FILE: &str = "models.toml";

/// The models, where a planner other than the built-in one is named: loading a file for a question that does not need it
/// would take seconds.
///
/// # Errors
/// As [`of`].
pub fn asked_for(root: &Path, planner: Option<&str>) -> Result<Vec<(String, Reasoner)>> {
    match planner {
        None | Some(agent::BUILT_IN) => Ok(Vec::new()),
        Some(_) => of(root),
    }
}

/// Every model that the plant's folder describes.
///
/// # Errors
/// `PW6205`: a file that cannot be read or meant, a key that is not there.
pub fn of(root: &Path) -> Result<Vec<(String, Reasoner)>> {
    let path = root.join(FILE);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(wrong(&path, &error).into()),
    };
    let settings = Settings::parse(&text, root).map_err(|error| wrong(&path, &error))?;
    let mut models = Vec::new();
    for model in settings.models {
        let name = model.name().to_owned();
        match model {
            ModelSettings::OpenAi(settings) => {
                let client = OpenAi::new(*settings, runtime()?.handle().clone())
                    .map_err(|error| wrong(&path, &error))?;
                models.push((name, Reasoner::new(Arc::new(client), Budget::default())));
            }
            ModelSettings::Gguf(settings) => models.push((name, local(&settings, root, &path)?)),
        }
    }
    Ok(models)
}

/// A model that runs in this process. It is loaded here, which takes seconds, and refused where it does not fit.
#[cfg(feature = "local")]
fn local(settings: &language::GgufSettings, root: &Path, file: &Path) -> Result<Reasoner> {
    let mut local = language::local::LocalSettings::from(settings);
    local.prefixes = Some(root.join(".plantwright").join("prefixes"));
    let model = language::local::LocalModel::load(local).map_err(|error| wrong(file, &error))?;
    Ok(Reasoner::new(Arc::new(model), Budget::default()))
}

#[cfg(not(feature = "local"))]
fn local(settings: &language::GgufSettings, _: &Path, file: &Path) -> Result<Reasoner> {
    let problem = Problem::new(
        "PW6205",
        format!(
            "{}: `{}` is a file, and this program was built without the runtime for those",
            file.display(),
            settings.name
        ),
    );
    Err(problem.help("serve the file with any OpenAI-compatible server and name its address").into())
}

/// Clients need timers and sockets of their own, whoever asks.
fn runtime() -> Result<&'static Runtime> {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let made = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    Ok(RUNTIME.get_or_init(|| made))
}

fn wrong(path: &Path, error: &dyn std::error::Error) -> Problem {
    let mut text = format!("{}: {error}", path.display());
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(&format!(": {error}"));
        source = error.source();
    }
    Problem::new("PW6205", text).help("docs/models.example.toml shows what it may hold")
}

//! `plantwright model`: the models that plan answers. The built-in one is in the program; larger ones stand in the
//! plant's `models.toml`.

mod add;
mod bench;
mod check;
mod info;
mod learned;
mod list;
mod rm;
mod size;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;
use language::edit::EditError;
use language::shelf::{Shelf, ShelfError};
use language::{ModelSettings, Settings};
use plant::Problem;

use crate::{models, place};

/// The models that plan answers: list, add, check, measure and remove them
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// What the built-in model is, what it was trained on, how large it is
    Info,
    /// Every model of the plant: where it runs, its size, whether it fits in memory, its budget
    List(list::Args),
    /// Add a model: a GGUF file, a download, or a server that speaks OpenAI's chat completions
    Add(Box<add::Args>),
    /// Try models: the file and its checksum, memory, a server's list, whether outputs keep to schemas and tools are called
    Check(check::Args),
    /// Measure how fast a model reads and writes
    Bench(bench::Args),
    /// Remove a model
    Rm(rm::Args),
    /// Teach the built-in model what a question means at this plant, or what an asset or a tag is called
    Teach(learned::Teach),
    /// What the built-in model learnt at this plant
    Learned(learned::List),
    /// Take something that was learnt out of force; nothing is deleted
    Forget(learned::Forget),
}

pub fn run(args: &Args, plant: Option<&Path>) -> Result<ExitCode> {
    if matches!(args.action, Action::Info) {
        return info::run();
    }
    let root = place::plant_folder(plant)?;
    match &args.action {
        Action::Info => info::run(),
        Action::List(args) => list::run(args, &root),
        Action::Add(args) => add::run(args, &root),
        Action::Check(args) => check::run(args, &root),
        Action::Bench(args) => bench::run(args, &root),
        Action::Rm(args) => rm::run(args, &root),
        Action::Teach(args) => learned::teach(args, &root),
        Action::Learned(args) => learned::list(args, &root),
        Action::Forget(args) => learned::forget(args, &root),
    }
}

/// Where `add` puts files.
fn shelf(root: &Path) -> Shelf {
    Shelf::new(root.join("models"))
}

/// The model of a name.
fn named<'a>(settings: &'a Settings, name: &str) -> Result<&'a ModelSettings, Problem> {
    settings.model(name).ok_or_else(|| unknown(settings, name))
}

fn unknown(settings: &Settings, name: &str) -> Problem {
    let names: Vec<&str> = settings.models.iter().map(ModelSettings::name).collect();
    let there = if names.is_empty() { "no model at all".to_owned() } else { names.join(", ") };
    Problem::new("PW6209", format!("there is no model `{name}`"))
        .help(format!("models.toml has {there}; `plantwright model add` adds one"))
}

/// What went wrong with `models.toml`, as a user sees it.
fn edit_problem(root: &Path, error: EditError) -> Problem {
    let path = models::file(root);
    match error {
        EditError::Taken(name) => Problem::new("PW6209", format!("there is a model `{name}` already"))
            .help("take another name, or remove the model first: `plantwright model rm`"),
        EditError::Unknown(name) => unknown(&models::settings(root).unwrap_or_default(), &name),
        EditError::Io { error, .. } => server::durable::problem("models.toml", &path, &error),
        EditError::Settings(error) => Problem::new("PW6205", format!("{}: {error}", path.display()))
            .help("docs/models.example.toml shows what it may hold"),
    }
}

/// What went wrong with a file on the shelf, as a user sees it.
fn shelf_problem(error: ShelfError) -> Problem {
    match error {
        ShelfError::Io { path, error, .. } => server::durable::problem("the model's file", &path, &error),
        ShelfError::Taken(_) => Problem::new("PW6209", error.to_string())
            .help("take another name, or remove the file when nothing uses it"),
        ShelfError::Busy(_) => Problem::new("PW6209", error.to_string()).help("wait for it, or end it"),
        ShelfError::Sum { .. } => Problem::new("PW6207", error.to_string()).help(
            "it is another file, or was changed on its way: compare the sum with the one its publisher gives",
        ),
    }
}

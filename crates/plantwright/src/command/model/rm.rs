//! `plantwright model rm NAME`.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use language::ModelSettings;
use language::edit::Editor;
use plant::Problem;

use super::{edit_problem, named, shelf, shelf_problem};
use crate::{models, terminal};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The model's name in models.toml
    name: String,
    /// Remove its file as well, where `model add` put it there
    #[arg(long)]
    file: bool,
}

pub fn run(args: &Args, root: &Path) -> Result<ExitCode> {
    let settings = models::settings(root)?;
    let model = named(&settings, &args.name)?;
    let file = if args.file { Some(removable(model, root)?) } else { None };
    let mut editor = Editor::open(&models::file(root)).map_err(|error| edit_problem(root, error))?;
    let removed = editor.remove(&args.name).and_then(|()| editor.save());
    removed.map_err(|error| edit_problem(root, error))?;
    let mut out = terminal::out();
    writeln!(out, "removed `{}` from models.toml", args.name)?;
    if let Some(file) = file {
        let shelf = shelf(root);
        shelf.remove(&file).and_then(|()| shelf.remove_begun(&args.name)).map_err(shelf_problem)?;
        writeln!(out, "removed {}", file.display())?;
    } else if let ModelSettings::Gguf(gguf) = model {
        writeln!(out, "its file stays: {}", gguf.file.display())?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The file of a model, where `add` put it there and no other model uses it.
fn removable(model: &ModelSettings, root: &Path) -> Result<std::path::PathBuf, Problem> {
    let keep = |why: &str| {
        Problem::new("PW6209", format!("the file of `{}` is not removed: {why}", model.name()))
            .help("without --file its entry alone is removed; remove the file yourself when nobody needs it")
    };
    let ModelSettings::Gguf(gguf) = model else { return Err(keep("it is a server's, and not here")) };
    if gguf.source.is_none() || !shelf(root).holds(&gguf.file) {
        return Err(keep("`model add` did not put it there"));
    }
    let settings = models::settings(root)?;
    let others = settings.models.iter().filter(|other| other.name() != model.name());
    let shared = others.filter_map(|other| match other {
        ModelSettings::Gguf(other) if other.file == gguf.file => Some(&other.name),
        _ => None,
    });
    match shared.into_iter().next() {
        Some(other) => Err(keep(&format!("`{other}` uses it too"))),
        None => Ok(gguf.file.clone()),
    }
}

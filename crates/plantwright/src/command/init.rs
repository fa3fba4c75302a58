//! `plantwright init DIR`: a `plant.toml` to edit, from bare files.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use console::style;
use plant::{PLANT_FILE, Place, Problem};

use crate::terminal;

/// Write a plant.toml from the data files in a folder; one that exists is never changed
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder with the files
    #[arg(default_value = ".")]
    dir: PathBuf,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    if !args.dir.is_dir() {
        let problem = Problem::new("PW7020", format!("{} is not a folder", args.dir.display()));
        return Err(problem.help("name the folder that holds the data files").into());
    }
    let path = args.dir.join(PLANT_FILE);
    if path.exists() {
        return Err(exists(&path).into());
    }
    let inferred = connect::infer(&args.dir)?;
    let mut file = match OpenOptions::new().write(true).create_new(true).open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(exists(&path).into()),
        Err(error) => return Err(cannot_write(&path, &error).into()),
    };
    file.write_all(plant::to_toml(&inferred.plant).as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(|error| cannot_write(&path, &error))?;
    for note in &inferred.notes {
        eprintln!("{} {note}", style("note").yellow());
    }
    let mut out = terminal::out();
    writeln!(
        out,
        "wrote {}: {} tags, {} tables; names, units and assets in it are guesses to correct",
        path.display(),
        inferred.plant.tags.len(),
        inferred.plant.records.len()
    )?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn exists(path: &Path) -> Problem {
    Problem::new("PW7023", "is there already and was not changed")
        .at(Place { file: path.to_owned(), ..Place::default() })
        .help("edit it, or move it away to have a new one written")
}

fn cannot_write(path: &Path, error: &io::Error) -> Problem {
    Problem::new("PW7024", format!("cannot be written: {error}"))
        .at(Place { file: path.to_owned(), ..Place::default() })
        .help("choose a folder that this user may write to")
}

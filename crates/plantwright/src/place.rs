//! Which plant a command works on, and where the demo plant lives.

use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::Result;
use plant::Problem;

/// The plant's folder: the one named, else the current folder when it looks like a
/// plant, else the demo plant when it was made.
///
/// # Errors
/// `PW7020` when the folder named is none, `PW7021` when there is no plant at all.
pub fn plant_folder(named: Option<&Path>) -> Result<PathBuf> {
    if let Some(folder) = named {
        if !folder.is_dir() {
            let problem = Problem::new("PW7020", format!("{} is not a folder", folder.display()));
            return Err(problem.help("name the folder that holds plant.toml or the history files").into());
        }
        return Ok(folder.to_owned());
    }
    let here = PathBuf::from(".");
    if looks_like_plant(&here) {
        return Ok(here);
    }
    if let Some(demo) = demo_folder().filter(|demo| demo.join("plant.toml").is_file()) {
        return Ok(demo);
    }
    let problem = Problem::new("PW7021", "there is no plant in the current folder");
    Err(problem.help("name one with --plant DIR, or run `plantwright demo` for a plant to try").into())
}

/// Whether a folder holds a description or files that one can be inferred from.
fn looks_like_plant(folder: &Path) -> bool {
    folder.join("plant.toml").is_file() || holds_data(folder) || holds_data(&folder.join("history"))
}

fn holds_data(folder: &Path) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| {
        let name = entry.file_name().to_string_lossy().to_lowercase();
        [".csv", ".csv.gz", ".parquet"].iter().any(|end| name.ends_with(end))
    })
}

/// Where the demo plant is kept: `$XDG_DATA_HOME/plantwright/demo`, by default
/// `~/.local/share/plantwright/demo`.
pub fn demo_folder() -> Option<PathBuf> {
    let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let data = absolute("XDG_DATA_HOME").or_else(|| Some(absolute("HOME")?.join(".local/share")))?;
    Some(data.join("plantwright").join("demo"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn check(file: Option<&str>, expected: bool) {
        let folder = tempfile::tempdir().unwrap();
        if let Some(file) = file {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        assert_eq!(looks_like_plant(folder.path()), expected, "{file:?}");
    }

    #[test]
    fn a_plant_is_known_by_its_files() {
        for file in ["plant.toml", "history/a.csv", "history/A.CSV.GZ", "b.parquet"] {
            check(Some(file), true);
        }
        for file in [Some("notes.txt"), Some("sub/a.csv"), None] {
            check(file, false);
        }
    }
}

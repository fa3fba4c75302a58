//! Lists the pages of `docs/problems/`, so that the program carries them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let pages = manifest.join("../../docs/problems");
    println!("cargo::rerun-if-changed={}", pages.display());
    let list = render(&pages)?;
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("problem_pages.rs"), list)
}

/// One line a page, sorted by code: `("PW1001", include_str!("…/PW1001.md")),`.
fn render(folder: &Path) -> io::Result<String> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<io::Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|ext| ext == "md"));
    paths.sort();
    let mut list = String::from("&[\n");
    for path in paths {
        let path = path.canonicalize()?;
        let code = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        writeln!(list, "    ({code:?}, include_str!({:?})),", path.display().to_string())
            .map_err(io::Error::other)?;
    }
    list.push(']');
    Ok(list)
}

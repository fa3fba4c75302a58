//! Lists what the program carries: the pages of `docs/problems/`, and the files of `web/dist`
//! where the page was built (`npm run build` in `web/`).

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());

    let pages = manifest.join("../../docs/problems");
    println!("cargo::rerun-if-changed={}", pages.display());
    fs::write(out.join("problem_pages.rs"), problem_pages(&pages)?)?;

    // A folder that is not there counts as changed, so a page that is built later is found.
    let page = manifest.join("../../web/dist");
    println!("cargo::rerun-if-changed={}", page.display());
    fs::write(out.join("page_files.rs"), page_files(&page, &out.join("page"))?)
}

/// One line a page, sorted by code: `("PW1001", include_str!("…/PW1001.md")),`.
fn problem_pages(folder: &Path) -> io::Result<String> {
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

/// One line a file, sorted by path below `web/dist`; empty when the page was not built. The files
/// are copied to `held` first: a page that is being built again must not break what compiles now.
fn page_files(folder: &Path, held: &Path) -> io::Result<String> {
    if held.exists() {
        fs::remove_dir_all(held)?;
    }
    let mut files = Vec::new();
    if folder.join("index.html").is_file() {
        copy_below(folder, held, "", &mut files)?;
    }
    files.sort();
    let mut list = String::from("&[\n");
    for (name, path) in files.iter().filter(|(name, _)| !name.ends_with(".gz") && !name.ends_with(".br")) {
        let packed = |ending: &str| {
            let path = format!("{}.{ending}", path.display());
            if Path::new(&path).is_file() { format!("Some(include_bytes!({path:?}))") } else { "None".into() }
        };
        writeln!(
            list,
            "    File {{ path: {name:?}, bytes: include_bytes!({:?}), gzip: {}, brotli: {} }},",
            path.display().to_string(),
            packed("gz"),
            packed("br"),
        )
        .map_err(io::Error::other)?;
    }
    list.push(']');
    Ok(list)
}

/// Copies a folder; notes each file's name below it and where the copy lies.
fn copy_below(from: &Path, to: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let copy = to.join(&name);
        if entry.file_type()?.is_dir() {
            copy_below(&entry.path(), &copy, &format!("{prefix}{name}/"), files)?;
        } else {
            fs::copy(entry.path(), &copy)?;
            files.push((format!("{prefix}{name}"), copy));
        }
    }
    Ok(())
}

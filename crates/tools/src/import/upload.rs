//! A file that somebody hands in: given its place in the plant's folder, then imported as any other.
//!
//! The file becomes part of the folder, so that what `.plantwright/` holds can be made again from it.
//! Nothing that lies there is overwritten: a file of the same name and content is that file, one of
//! other content gets a number.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use plant::{Place, Plant, Problem};

use super::ledger::content_of;
use super::report::ImportReport;
use super::{Progress, sources};
use crate::Engines;

const DATA: &[&str] = &[".csv", ".csv.gz", ".tsv", ".tsv.gz", ".parquet"];
const DOCUMENTS: &[&str] = &[".pdf", ".docx", ".xlsx", ".html", ".htm", ".md", ".txt"];

/// Longest name of a file, bytes; file systems take 255.
const LONGEST_NAME: usize = 200;

/// What a file holds, which decides its folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadKind {
    /// Measured values: `history/`.
    History,
    /// Things that happened or are known: `records/`.
    Records,
    /// A manual, procedure or data sheet: `documents/`. Kept there, and not read.
    Document,
}

/// A file that was taken in.
#[derive(Debug)]
pub struct Uploaded {
    /// Where it lies, relative to the plant's folder.
    pub file: PathBuf,
    pub kind: UploadKind,
    /// Of a document, nothing was imported.
    pub report: Option<ImportReport>,
}

/// Whether a file of this name is taken at all.
///
/// # Errors
/// PW2012 when the name is a path, hidden or too long, or has an ending that nothing reads.
pub fn check_name(name: &str) -> Result<(), Problem> {
    let refused = |why: &str| {
        Problem::new("PW2012", format!("a file called {name:?} is not taken: {why}"))
            .help("send .csv, .csv.gz, .tsv or .parquet with data, or .pdf, .docx, .xlsx, .html, .md or .txt")
    };
    if name.is_empty() || name.starts_with('.') || name.contains(['/', '\\', ':']) || name.trim() != name {
        return Err(refused("it needs a plain name without a folder"));
    }
    if name.len() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(refused("the name is too long or holds signs that cannot be written"));
    }
    if ending(name, DATA).is_none() && ending(name, DOCUMENTS).is_none() {
        return Err(refused("nothing here reads such a file"));
    }
    Ok(())
}

impl Engines {
    /// Takes in a file: moves it from `temporary`, which lies in the plant's folder and ends as
    /// `name` does, to its place, and imports it. Handing in the same file twice changes nothing.
    /// A data file of which nothing can be read does not stay.
    ///
    /// # Errors
    /// PW2012 for a name that is not taken, PW2xxx why the file cannot be read, PW4xxx when it
    /// cannot be kept.
    pub fn import_upload(
        &self,
        temporary: &Path,
        name: &str,
        kind: Option<UploadKind>,
        progress: &dyn Progress,
    ) -> Result<Uploaded, Problem> {
        check_name(name)?;
        let plant = self.described();
        let is_data = ending(name, DATA).is_some();
        let kind = match kind {
            Some(kind) => kind,
            None if !is_data => UploadKind::Document,
            None if connect::history_layout(&plant, temporary)?.is_some() => UploadKind::History,
            None => UploadKind::Records,
        };
        if kind != UploadKind::Document && !is_data {
            return Err(Problem::new("PW2012", format!("{name:?} is a document, not data"))
                .help("leave the kind out, or send a .csv or .parquet file"));
        }
        let (path, is_new) = placed(&plant, temporary, name, kind)
            .map_err(|error| not_kept(&plant.root.join(folder(kind)).join(name), &error))?;
        let file = path.strip_prefix(&plant.root).unwrap_or(&path).to_owned();
        if kind == UploadKind::Document {
            return Ok(Uploaded { file, kind, report: None });
        }
        let imported = self.import(Some(&path), progress);
        let failed = match &imported {
            Ok(report) => report.nothing_could_be_read(),
            Err(_) => true,
        };
        if failed && is_new {
            sources::forget(self, &path)?;
            // Gone already is as good.
            let _ = fs::remove_file(&path);
        }
        Ok(Uploaded { file, kind, report: Some(imported?) })
    }
}

/// Moves a file to its place, unless it lies there already; whether it is new there.
fn placed(plant: &Plant, temporary: &Path, name: &str, kind: UploadKind) -> io::Result<(PathBuf, bool)> {
    let (bytes, content) = (fs::metadata(temporary)?.len(), content_of(temporary)?);
    let is_same = |path: &Path| -> io::Result<bool> {
        Ok(fs::metadata(path)?.len() == bytes && content_of(path)? == content)
    };
    // The plant may have it in another folder.
    let known = connect::files_of(plant).into_iter().map(|file| file.path);
    for path in known.filter(|path| path.file_name().is_some_and(|known| known == name)) {
        if is_same(&path)? {
            return Ok((path, false));
        }
    }
    let folder = plant.root.join(folder(kind));
    fs::create_dir_all(&folder)?;
    for number in 1.. {
        let path = folder.join(numbered(name, number));
        if !path.exists() {
            fs::rename(temporary, &path)?;
            fs::File::open(&folder)?.sync_all()?;
            return Ok((path, true));
        }
        if is_same(&path)? {
            return Ok((path, false));
        }
    }
    Err(io::Error::other("every name is taken"))
}

fn folder(kind: UploadKind) -> &'static str {
    match kind {
        UploadKind::History => "history",
        UploadKind::Records => "records",
        UploadKind::Document => "documents",
    }
}

/// `flow.csv.gz`, `flow-2.csv.gz`, `flow-3.csv.gz`.
fn numbered(name: &str, number: u32) -> String {
    if number == 1 {
        return name.to_owned();
    }
    let ending = ending(name, DATA).or_else(|| ending(name, DOCUMENTS)).unwrap_or_default();
    format!("{}-{number}{ending}", &name[..name.len() - ending.len()])
}

/// The longest of these endings that a name has, as it is written there; not the whole name.
fn ending<'a>(name: &'a str, endings: &[&str]) -> Option<&'a str> {
    let folded = name.to_ascii_lowercase();
    let longest = endings.iter().filter(|ending| folded.ends_with(**ending)).max_by_key(|e| e.len())?;
    let at = name.len() - longest.len();
    (at > 0).then(|| &name[at..])
}

fn not_kept(path: &Path, error: &io::Error) -> Problem {
    let (code, help) = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ("PW4002", "free some disk space"),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            ("PW4004", "let this user write to the plant's folder")
        }
        _ => ("PW4005", "check the disk and its connection, then try again"),
    };
    Problem::new(code, format!("the file cannot be kept: {error}"))
        .at(Place { file: path.to_owned(), ..Place::default() })
        .help(help)
}

impl UploadKind {
    /// `history`, `records` or `document`.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "history" => Self::History,
            "records" => Self::Records,
            "document" => Self::Document,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::import::Quiet;
    use crate::import::report::Outcome;

    #[test]
    fn only_plain_names_of_files_that_are_read_are_taken() {
        for name in ["a.csv", "Flow 2024.CSV.GZ", "泵.parquet", "manual.pdf", "a.b.tsv"] {
            assert!(check_name(name).is_ok(), "{name}");
        }
        for name in
            ["", ".csv", "../a.csv", "a\\b.csv", "C:a.csv", "a.exe", "a", "a\u{7}.csv", " a.csv", ".a.csv"]
        {
            assert_eq!(check_name(name).unwrap_err().code, "PW2012", "{name}");
        }
        assert!(check_name(&format!("{}.csv", "x".repeat(300))).is_err());
    }

    #[test]
    fn a_number_stands_before_the_ending() {
        assert_eq!(numbered("flow.csv.gz", 1), "flow.csv.gz");
        assert_eq!(numbered("flow.csv.gz", 2), "flow-2.csv.gz");
        assert_eq!(numbered("Manual.PDF", 12), "Manual-12.PDF");
    }

    fn plant() -> (tempfile::TempDir, Engines) {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("plant.toml"), "[plant]\nname = \"Test\"\ntimezone = \"UTC\"\n").unwrap();
        let engines = Engines::open(root.path()).unwrap().0;
        (root, engines)
    }

    fn upload(root: &Path, engines: &Engines, name: &str, text: &str) -> Result<Uploaded, Problem> {
        let temporary = root.join(".plantwright").join(format!("1-{name}"));
        fs::write(&temporary, text).unwrap();
        engines.import_upload(&temporary, name, None, &Quiet)
    }

    const FLOW: &str = "time,flow\n2026-03-01T00:00:00Z,1\nsoon,2\n2026-03-01T00:02:00Z,3\n";

    #[test]
    fn a_file_is_placed_imported_and_taken_once() {
        let (root, engines) = plant();
        let first = upload(root.path(), &engines, "flow.csv", FLOW).unwrap();
        assert_eq!((first.file.to_str(), first.kind), (Some("history/flow.csv"), UploadKind::History));
        let report = first.report.unwrap();
        assert_eq!((report.samples(), report.rejected()), (2, 1));
        let again = upload(root.path(), &engines, "flow.csv", FLOW).unwrap();
        assert_eq!(again.report.unwrap().count(Outcome::Unchanged), 1);
        assert_eq!(fs::read_dir(root.path().join("history")).unwrap().count(), 1);
        let other =
            upload(root.path(), &engines, "flow.csv", "time,level\n2026-03-01T00:00:00Z,7\n").unwrap();
        assert_eq!(other.file.to_str(), Some("history/flow-2.csv"));
        let tags: u64 = engines.historian().tags().unwrap().iter().map(|tag| tag.count).sum();
        assert_eq!(tags, 3);
        drop(engines);
        let engines = Engines::open(root.path()).unwrap().0;
        assert!(!engines.needs_import(), "what was taken in is known after a restart");
    }

    #[test]
    fn records_and_documents_go_to_their_folders() {
        let (root, engines) = plant();
        let orders =
            upload(root.path(), &engines, "orders.csv", "order,what\nW1,seal\nW2,bearing\n").unwrap();
        assert_eq!((orders.file.to_str(), orders.kind), (Some("records/orders.csv"), UploadKind::Records));
        assert_eq!(engines.historian().table("orders").unwrap().num_rows(), 2);
        let manual = upload(root.path(), &engines, "manual.md", "# Manual").unwrap();
        assert_eq!((manual.file.to_str(), manual.report.is_none()), (Some("documents/manual.md"), true));
    }

    #[test]
    fn what_cannot_be_read_does_not_stay() {
        let (root, engines) = plant();
        let failed = upload(root.path(), &engines, "broken.parquet", "PAR1 and no more");
        assert!(failed.is_err_and(|problem| problem.code.starts_with("PW2")));
        for folder in ["history", "records"] {
            assert!(fs::read_dir(root.path().join(folder)).map_or(0, Iterator::count) == 0, "{folder}");
        }
        assert!(!engines.needs_import());
    }
}

//! Opening a plant, and bringing its store up to date with its files.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use console::style;
use indicatif::ProgressBar;
use server::audit::{self, Action, Audit};
use tools::Engines;
use tools::import::Progress;
use tools::import::report::{ImportReport, Outcome, REPORT_FILE};

use crate::terminal::number::{count, number};
use crate::terminal::progress;

/// Problems of files that are shown in the terminal; the report has them all.
const MOST_PROBLEMS: usize = 5;

/// Opens a plant as it is. What is odd about its description goes to standard error.
///
/// # Errors
/// That of the engines: a bad `plant.toml`, a store in use.
pub fn open(root: &Path) -> Result<Engines> {
    let (engines, warnings) = Engines::open(root)?;
    for warning in &warnings {
        eprintln!("{} {warning}", style("note").yellow());
    }
    Ok(engines)
}

/// Opens a plant and imports first what has changed since.
///
/// # Errors
/// As [`open`], and those of an import.
pub fn open_current(root: &Path) -> Result<Arc<Engines>> {
    let engines = open(root)?;
    if engines.needs_import() {
        let report = import(&engines, None)?;
        eprintln!("{}", style(headline(&report)).dim());
        print_problems(&report, &engines);
    }
    Ok(Arc::new(engines))
}

/// Imports with a progress bar: one file, or without it all that have changed.
///
/// # Errors
/// Those of the engines, and PW4xxx when it cannot be noted in the audit log.
pub fn import(engines: &Engines, only: Option<&Path>) -> Result<ImportReport> {
    let bar = Bar(progress::bytes());
    let report = engines.import(only, &bar);
    bar.0.finish_and_clear();
    let report = report?;
    if report.files.iter().any(|file| file.outcome != Outcome::Unchanged) {
        let log = Audit::new(audit::file(&engines.plant().state_dir()));
        log.note(Action::Imported, "files", &headline(&report))?;
    }
    Ok(report)
}

struct Bar(ProgressBar);

impl Progress for Bar {
    fn file(&self, file: &Path, number: usize, of: usize) {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        self.0.set_message(format!("{name} ({number} of {of})"));
    }

    fn advance(&self, bytes: u64, of_bytes: u64, _rows: u64) {
        self.0.set_length(of_bytes);
        self.0.set_position(bytes);
    }
}

/// The reports of imports of one file each, as one.
pub fn joined(reports: Vec<ImportReport>) -> ImportReport {
    reports.into_iter().fold(ImportReport::default(), |mut all, report| {
        if all.started.is_empty() {
            all.started = report.started;
        }
        all.took_s += report.took_s;
        all.files.extend(report.files);
        all.problems.extend(report.problems);
        all
    })
}

/// One line: what an import did.
pub fn headline(report: &ImportReport) -> String {
    let files = |outcome: Outcome, what: &str| {
        let files = report.count(outcome);
        (files > 0).then(|| format!("{} {what}", count(files as u64)))
    };
    let parts: Vec<String> = [
        files(Outcome::Loaded, "read"),
        files(Outcome::Unchanged, "unchanged"),
        files(Outcome::Failed, "not readable"),
        files(Outcome::Gone, "gone"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let files = if parts.is_empty() { "none".to_owned() } else { parts.join(", ") };
    let mut line =
        format!("files: {files}; {} rows, {} samples", count(report.rows()), count(report.samples()));
    if report.took_s > 0.0 && report.rows() > 0 {
        line.push_str(&format!(
            " in {} s ({} rows/s)",
            number((report.took_s * 100.0).round() / 100.0),
            count((report.rows() as f64 / report.took_s) as u64)
        ));
    }
    match report.rejected() {
        0 => {}
        rejected => line.push_str(&format!("; {} set aside", count(rejected))),
    }
    line
}

/// What could not be read, the first few, and where all of it stands.
pub fn print_problems(report: &ImportReport, engines: &Engines) {
    let problems = report.problems.iter().chain(report.files.iter().filter_map(|file| file.problem.as_ref()));
    let mut lines: Vec<String> = problems.map(ToString::to_string).collect();
    for file in report.files.iter().filter(|file| file.outcome == Outcome::Loaded) {
        lines.extend(file.rejects.iter().take(MOST_PROBLEMS).map(|row| {
            let column = row.column.as_deref().map(|column| format!(" {column}")).unwrap_or_default();
            format!("{}:{}{column}: {}: {}", file.file.display(), row.line, row.reason, row.text)
        }));
    }
    for line in lines.iter().take(MOST_PROBLEMS) {
        eprintln!("  {line}");
    }
    if !lines.is_empty() {
        let path = engines.plant().state_dir().join(REPORT_FILE);
        eprintln!("  the whole report: {}", path.display());
    }
}

//! Collects problems while `plant.toml` is read, and turns byte offsets into places.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::string::FromUtf8Error;

use crate::nearest::nearest;
use crate::{Place, Plant, Problem};

pub(super) type Span = Option<Range<usize>>;

/// What was found wrong so far.
pub(super) struct Report<'t> {
    file: PathBuf,
    text: &'t str,
    line_starts: Vec<usize>,
    errors: Vec<Problem>,
    warnings: Vec<Problem>,
}

impl<'t> Report<'t> {
    pub(super) fn new(file: PathBuf, text: &'t str) -> Self {
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { file, text, line_starts, errors: Vec::new(), warnings: Vec::new() }
    }

    /// Something that would make the plant be read wrongly.
    pub(super) fn error(&mut self, code: &str, span: Span, message: String, help: &str) {
        let problem = Problem::new(code, message).at(self.place(span)).help(help);
        self.errors.push(problem);
    }

    /// Something to mend, with which the plant can still be used.
    pub(super) fn warning(&mut self, code: &str, span: Span, message: String, help: &str) {
        let problem = Problem::new(code, message).at(self.place(span)).help(help);
        self.warnings.push(problem);
    }

    pub(super) fn unknown_key(&mut self, span: Span, key: &str, section: &str, known: &[&str]) {
        let help = match nearest(key, known.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("keys known there: {}", known.join(", ")),
        };
        self.warning(
            "PW1003",
            span,
            format!("key \"{key}\" is not known in {section}; it is not used"),
            &help,
        );
    }

    fn place(&self, span: Span) -> Place {
        let mut place = Place { file: self.file.clone(), line: None, column: None };
        if let Some(span) = span {
            let at = span.start.min(self.text.len());
            let line = self.line_starts.partition_point(|start| *start <= at).saturating_sub(1);
            let before = self.text.get(self.line_starts[line]..at).unwrap_or_default();
            place.line = Some(line as u64 + 1);
            place.column = Some(before.chars().filter(|c| *c != '\u{feff}').count() as u64 + 1);
        }
        place
    }

    /// Errors first, each kind in the order of the file.
    pub(super) fn finish(mut self, plant: Option<Plant>) -> Result<(Plant, Vec<Problem>), Vec<Problem>> {
        let order = |problem: &Problem| {
            problem.place.as_ref().map_or((0, 0), |p| (p.line.unwrap_or(0), p.column.unwrap_or(0)))
        };
        self.errors.sort_by_key(order);
        self.warnings.sort_by_key(order);
        match plant {
            Some(plant) if self.errors.is_empty() => Ok((plant, self.warnings)),
            _ => {
                self.errors.append(&mut self.warnings);
                Err(self.errors)
            }
        }
    }
}

pub(super) fn missing(file: &Path) -> Problem {
    let folder = file.parent().unwrap_or(file).display().to_string();
    Problem::new("PW1001", format!("there is no plant.toml in {folder}"))
        .at(Place { file: file.to_owned(), line: None, column: None })
        .help("name the plant's folder with --plant, or write a description with `plantwright init`")
}

pub(super) fn unreadable(file: &Path, why: &str) -> Problem {
    Problem::new("PW1001", format!("plant.toml {why}"))
        .at(Place { file: file.to_owned(), line: None, column: None })
        .help("check that it is a text file that this user may read")
}

pub(super) fn not_utf8(file: &Path, error: &FromUtf8Error) -> Problem {
    let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
    let line = good.iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
    Problem::new("PW1002", "plant.toml is not UTF-8 text")
        .at(Place { file: file.to_owned(), line: Some(line), column: None })
        .help("save it as UTF-8 in the editor (\"Save with encoding\")")
}

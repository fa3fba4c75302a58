//! One text file of records, cut into cells.

use plant::{FileFormat, Problem};

use crate::dialect::{self, Dialect};
use crate::report::{FileReport, Reason};
use crate::scan::{Field, Lines, fields, records};
use crate::text::Text;

/// The rows of a file, each with as many cells as the header.
pub(super) struct Sheet<'a> {
    pub bytes: &'a [u8],
    pub dialect: Dialect,
    /// Which of the reports is this file's.
    pub report: usize,
    /// Where each row begins.
    pub rows: Vec<usize>,
    cells: Vec<Field<'a>>,
}

const NO_CELL: Field<'static> = Field { bytes: &[], escaped: false, quoted: false };

impl<'a> Sheet<'a> {
    pub fn read(
        text: &'a Text,
        report: usize,
        format: &FileFormat,
        expected: &[&str],
        reports: &mut [FileReport],
    ) -> Result<Self, Problem> {
        let bytes = &text.bytes;
        let into = &mut reports[report];
        let mut dialect = dialect::sniff(&into.file, bytes, format, expected)?;
        into.notes.append(&mut dialect.notes);
        for (at, name) in dialect.columns.iter_mut().enumerate().filter(|(_, name)| name.is_empty()) {
            *name = format!("column_{}", at + 1);
        }
        let width = dialect.columns.len();
        let mut sheet = Self { bytes, dialect, report, rows: Vec::new(), cells: Vec::new() };
        let mut lines = Lines::new(bytes);
        let (delimiter, quotes) = (sheet.dialect.delimiter, sheet.dialect.quotes);
        for (start, end) in records(bytes, sheet.dialect.body, delimiter, quotes) {
            into.rows += 1;
            let row = &bytes[start..end.content];
            let before = sheet.cells.len();
            sheet.cells.extend(fields(row, delimiter));
            let found = sheet.cells.len() - before;
            let extra = sheet.cells.iter().skip(before + width).any(|field| !field.trimmed().is_empty());
            let reason = match (end.unclosed, found < sheet.dialect.width || extra) {
                (true, _) => Some(Reason::UnclosedQuote),
                (_, true) => Some(Reason::FieldCount),
                _ => None,
            };
            if let Some(reason) = reason {
                sheet.cells.truncate(before);
                into.set_aside.push(lines.of(start), None, reason, row);
                continue;
            }
            sheet.cells.resize(before + width, NO_CELL);
            sheet.rows.push(start);
        }
        Ok(sheet)
    }

    /// The cells of one column, from top to bottom.
    pub fn column(&self, column: usize) -> impl Iterator<Item = &Field<'a>> + Clone + '_ {
        self.cells.iter().skip(column).step_by(self.dialect.columns.len().max(1))
    }
}

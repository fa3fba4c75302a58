//! How a text table is written: delimiter, header, units row, decimal separator.

use std::path::Path;

use plant::{FileFormat, Problem};

use crate::number::{self, Evidence, NumberStyle};
use crate::scan::{self, Field, fields, records};
use crate::{problems, times, words};

/// What was found out about a text table.
#[derive(Debug, Clone)]
pub(crate) struct Dialect {
    pub delimiter: u8,
    /// The text holds quotes at all.
    pub quotes: bool,
    /// Names of the columns, unique; empty where the header names none.
    pub columns: Vec<String>,
    /// Units, where a row below the header gives them.
    pub units: Option<Vec<String>>,
    /// Fields that a row must have: trailing columns without a name may be missing.
    pub width: usize,
    /// Where the rows begin.
    pub body: usize,
    pub number: NumberStyle,
    pub notes: Vec<String>,
}

/// Looks at the text. `expected` are names of columns that the header should hold; it helps
/// to find the header below a preamble.
pub(crate) fn sniff(
    file: &Path,
    bytes: &[u8],
    format: &FileFormat,
    expected: &[&str],
) -> Result<Dialect, Problem> {
    let mut notes = Vec::new();
    let quotes = scan::holds(bytes, b'"');
    let (start, told) = spreadsheet_hint(bytes);
    let delimiter = match format.delimiter.or(told) {
        Some(delimiter) if delimiter.is_ascii() => delimiter as u8,
        _ => delimiter_of(&bytes[start..], quotes),
    };
    let (header_at, header) = header_of(bytes, start, delimiter, quotes, expected)
        .ok_or_else(|| problems::empty(file, "the file is empty"))?;
    if header_at > start {
        let skipped = memchr::memchr_iter(b'\n', &bytes[start..header_at]).count();
        notes.push(format!("{skipped} lines above the header were passed over"));
    }
    let header_end = scan::record_end(bytes, header_at, delimiter, quotes);
    let texts: Vec<String> = header.iter().map(name_of).collect();
    let values = header.iter().filter(|field| !field.trimmed().is_empty());
    if header.len() > 1 && values.clone().all(|field| is_value(field.trimmed())) && values.count() > 0 {
        return Err(problems::empty(file, "the file has no header: its first line holds values"));
    }
    let width = texts.iter().rposition(|name| !name.is_empty()).map_or(1, |last| last + 1);
    let columns = unique(texts, &mut notes);
    let mut body = header_end.next;
    let mut units = None;
    if let Some((end, row)) = units_row(bytes, body, delimiter, quotes, columns.len()) {
        notes.push("the row below the header gives units".to_owned());
        units = Some(row);
        body = end;
    }
    let number = number_style(file, bytes, body, delimiter, quotes, format)?;
    if number.decimal == b',' {
        notes.push("numbers are written with a decimal comma".to_owned());
    }
    Ok(Dialect { delimiter, quotes, columns, units, width, body, number, notes })
}

/// The line `sep=;` that Excel understands.
fn spreadsheet_hint(bytes: &[u8]) -> (usize, Option<char>) {
    let end = scan::record_end(bytes, 0, b',', false);
    match bytes[..end.content].trim_ascii().trim_matches_quotes() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] => (end.next, Some(char::from(*delimiter))),
        _ => (0, None),
    }
}

trait TrimQuotes {
    fn trim_matches_quotes(&self) -> &[u8];
}

impl TrimQuotes for [u8] {
    fn trim_matches_quotes(&self) -> &[u8] {
        self.strip_prefix(b"\"").and_then(|inner| inner.strip_suffix(b"\"")).unwrap_or(self)
    }
}

/// The delimiter that cuts the most rows of the beginning into equally many fields, more than
/// one. A comma also stands in decimal numbers, so another one that fits as well wins.
fn delimiter_of(bytes: &[u8], quotes: bool) -> u8 {
    let head = &bytes[..bytes.len().min(256 << 10)];
    let mut best = (0.0, b',');
    for delimiter in [b';', b'\t', b'|', b','] {
        let counts: Vec<usize> = records(head, 0, delimiter, quotes)
            .take(100)
            .map(|(start, end)| fields(&head[start..end.content], delimiter).count())
            .collect();
        let Some(most) = counts
            .iter()
            .copied()
            .max_by_key(|count| (counts.iter().filter(|other| *other == count).count(), *count))
        else {
            continue;
        };
        if most < 2 {
            continue;
        }
        let share = counts.iter().filter(|count| **count == most).count() as f64 / counts.len() as f64;
        let header_fits = f64::from(u8::from(counts.first() == Some(&most)));
        let score = share + header_fits + (most as f64).log2() / 100.0;
        // A clear lead is needed to prefer the comma, which is tried last.
        if score > best.0 + if delimiter == b',' { 0.15 } else { 0.0 } {
            best = (score, delimiter);
        }
    }
    best.1
}

/// The row of the names: the one with the most expected names, else the first with as many
/// fields as rows mostly have, comments left out.
fn header_of<'a>(
    bytes: &'a [u8],
    start: usize,
    delimiter: u8,
    quotes: bool,
    expected: &[&str],
) -> Option<(usize, Vec<Field<'a>>)> {
    let rows: Vec<(usize, Vec<Field>)> = records(bytes, start, delimiter, quotes)
        .take(60)
        .map(|(start, end)| (start, fields(&bytes[start..end.content], delimiter).collect()))
        .collect();
    let named = |row: &[Field]| {
        let names: Vec<String> = row.iter().map(|field| name_of(field).to_lowercase()).collect();
        expected.iter().filter(|name| names.contains(&name.trim().to_lowercase())).count()
    };
    let comment = |row: &[Field]| row.first().is_some_and(|field| field.bytes.starts_with(b"#"));
    let by_name = rows
        .iter()
        .enumerate()
        .map(|(index, (_, row))| (named(row), std::cmp::Reverse(index)))
        .filter(|(found, _)| *found > 0)
        .max()
        .map(|(_, std::cmp::Reverse(index))| index);
    let widths: Vec<usize> = rows.iter().map(|(_, row)| row.len()).filter(|width| *width > 1).collect();
    let often = |width: &usize| (widths.iter().filter(|other| *other == width).count(), *width);
    let usual = widths.iter().copied().max_by_key(often).unwrap_or(1);
    let chosen = by_name
        .or_else(|| rows.iter().position(|(_, row)| !comment(row) && row.len() >= usual))
        .or_else(|| rows.iter().position(|(_, row)| !comment(row)))?;
    rows.into_iter().nth(chosen)
}

fn name_of(field: &Field) -> String {
    let text = match field.text() {
        Some(text) => text.into_owned(),
        None => String::from_utf8_lossy(field.bytes).trim().to_owned(),
    };
    text.trim_start_matches(['#', '\u{feff}']).trim().replace(['\n', '\r'], " ")
}

/// A cell that no header would hold.
fn is_value(cell: &[u8]) -> bool {
    number::whole(cell, NumberStyle { decimal: b'.', groups: false }).is_some()
        || number::whole(cell, NumberStyle { decimal: b',', groups: false }).is_some()
        || times::looks_like_time(cell)
        || words::is_missing(cell)
}

/// Names that occur twice get a number.
fn unique(names: Vec<String>, notes: &mut Vec<String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    let mut columns: Vec<String> = Vec::with_capacity(names.len());
    for name in names {
        let mut unique = name.clone();
        let mut number = 2;
        while !name.is_empty() && !seen.insert(unique.clone()) {
            unique = format!("{name}_{number}");
            number += 1;
        }
        if unique != name {
            notes.push(format!("column \"{name}\" occurs twice; the second is \"{unique}\""));
        }
        columns.push(unique);
    }
    columns
}

/// The row below the header, when it holds units: no value in it, a unit that is known, and a value
/// below such a unit. Rows of codes ("R1, M2") may read as units; what follows them does not differ.
fn units_row(
    bytes: &[u8],
    body: usize,
    delimiter: u8,
    quotes: bool,
    width: usize,
) -> Option<(usize, Vec<String>)> {
    let mut rows = records(bytes, body, delimiter, quotes);
    let (start, end) = rows.next()?;
    let row: Vec<Field> = fields(&bytes[start..end.content], delimiter).collect();
    let below = rows.next().map(|(start, end)| fields(&bytes[start..end.content], delimiter));
    if row.len() != width || row.len() < 2 {
        return None;
    }
    let texts: Vec<String> =
        row.iter().map(|field| name_of(field).trim_matches(['[', ']', '(', ')']).to_owned()).collect();
    let holds_value = row
        .iter()
        .any(|field| !field.trimmed().is_empty() && is_value(field.trimmed()) && field.trimmed() != b"-");
    let unit = |text: &&String| !text.is_empty() && plant::Unit::from_code_or_text(text).is_some();
    let units = texts.iter().filter(unit).count();
    let values_follow = below
        .is_some_and(|below| below.zip(&texts).any(|(field, text)| unit(&text) && is_value(field.trimmed())));
    let filled = texts.iter().filter(|text| !text.is_empty() && *text != "-").count();
    (!holds_value && values_follow && units > 0 && units * 2 >= filled).then_some((end.next, texts))
}

fn number_style(
    file: &Path,
    bytes: &[u8],
    body: usize,
    delimiter: u8,
    quotes: bool,
    format: &FileFormat,
) -> Result<NumberStyle, Problem> {
    if let Some(decimal) = format.decimal.filter(char::is_ascii) {
        return Ok(NumberStyle { decimal: decimal as u8, groups: true });
    }
    // Without quotes, a comma that delimits stands in no number.
    if delimiter == b',' && !quotes {
        return Ok(NumberStyle::default());
    }
    let (mut dots, mut commas) = (0_u64, 0_u64);
    let mut either = None;
    for (row, (start, end)) in records(bytes, body, delimiter, quotes).enumerate() {
        // The beginning decides, unless all that stands there is doubtful.
        if row >= 2_000 && dots + commas > 0 {
            break;
        }
        for field in fields(&bytes[start..end.content], delimiter) {
            match number::evidence(field.bytes) {
                Evidence::Nothing => {}
                Evidence::Dot => dots += 1,
                Evidence::Comma => commas += 1,
                Evidence::Either => {
                    either.get_or_insert_with(|| String::from_utf8_lossy(field.trimmed()).into_owned());
                }
            }
        }
    }
    match (dots, commas, either) {
        (0, 0, Some(cell)) => Err(problems::undecided_decimal(file, &cell)),
        (dots, commas, _) if commas > dots => Ok(NumberStyle { decimal: b',', groups: true }),
        (dots, _, _) => Ok(NumberStyle { decimal: b'.', groups: dots > 0 }),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn check(text: &str, expected: (char, &[&str], char, &str)) {
        let dialect = sniff(Path::new("a.csv"), text.as_bytes(), &FileFormat::default(), &[]).unwrap();
        let got: Vec<&str> = dialect.columns.iter().map(String::as_str).collect();
        let rest = text[dialect.body..].lines().next().unwrap_or("");
        let style = (char::from(dialect.delimiter), &got[..], char::from(dialect.number.decimal), rest);
        assert_eq!(style, expected, "{text}");
    }

    #[test]
    fn tables_are_understood() {
        check("t,a,b\n2024-01-01,1.5,2\n", (',', &["t", "a", "b"], '.', "2024-01-01,1.5,2"));
        check("t;a;b\n2024-01-01;1,5;2,5\n", (';', &["t", "a", "b"], ',', "2024-01-01;1,5;2,5"));
        check("t\ta\n2024-01-01\t1\n", ('\t', &["t", "a"], '.', "2024-01-01\t1"));
        check("t|a\n2024-01-01|1\n", ('|', &["t", "a"], '.', "2024-01-01|1"));
        check("sep=;\nt;a\n1,5;2,5\n", (';', &["t", "a"], ',', "1,5;2,5"));
        check("# logger 7\n# v2\nt,a\n2024-01-01,1\n", (',', &["t", "a"], '.', "2024-01-01,1"));
        check("Export of May\n\nt,a,b\n2024-01-01,1,2\n", (',', &["t", "a", "b"], '.', "2024-01-01,1,2"));
        check(
            "t,\"a, b\",a,a\n2024-01-01,1,2,3\n",
            (',', &["t", "a, b", "a", "a_2"], '.', "2024-01-01,1,2,3"),
        );
        check("t;a;b\n;°C;bar\n2024-01-01;1;2\n", (';', &["t", "a", "b"], '.', "2024-01-01;1;2"));
        check("t,a\n\"2024-01-01\",\"1.234,5\"\n", (',', &["t", "a"], ',', "\"2024-01-01\",\"1.234,5\""));
        check("name\nfirst\nsecond\n", (',', &["name"], '.', "first"));
        check("t;a\n2024-01-01;1.234\n", (';', &["t", "a"], '.', "2024-01-01;1.234"));
        check("t,note\n1,\"a; b; c\"\n2,\"d; e\"\n", (',', &["t", "note"], '.', "1,\"a; b; c\""));
    }

    #[test]
    fn what_cannot_be_known_is_asked() {
        let code = |text: &str| {
            sniff(Path::new("a.csv"), text.as_bytes(), &FileFormat::default(), &[]).unwrap_err().code
        };
        assert_eq!(code("t;a\n2024-01-01;1,234\n"), "PW2006");
        assert_eq!(code(""), "PW2003");
        assert_eq!(code("2024-01-01,1,2\n2024-01-02,1,2\n"), "PW2003");
        let told = FileFormat { decimal: Some(','), ..FileFormat::default() };
        let text = b"t;a\n2024-01-01;1,234\n";
        assert_eq!(sniff(Path::new("a.csv"), text, &told, &[]).unwrap().number.decimal, b',');
    }
}

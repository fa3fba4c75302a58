//! Aligned columns, wide characters counted as they are drawn.

use std::io::{self, Write};

use console::{measure_text_width, style, truncate_str};

/// Widest field that is drawn in full.
const WIDEST: usize = 60;

/// Where a column's fields stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
}

/// Writes rows under headings. Columns are as wide as their widest field, up to
/// 60; the last one as the terminal allows.
///
/// # Errors
/// Those of the writer.
pub fn write(
    out: &mut impl Write,
    headings: &[(&str, Align)],
    rows: &[Vec<String>],
    terminal_width: usize,
) -> io::Result<()> {
    let heads: Vec<String> = headings.iter().map(|(heading, _)| (*heading).to_owned()).collect();
    let aligns: Vec<Align> = headings.iter().map(|(_, align)| *align).collect();
    let widths = widths(rows.iter().chain([&heads]), aligns.len(), terminal_width);
    writeln!(out, "{}", style(line(&heads, &aligns, &widths)).dim())?;
    write_lines(out, &aligns, rows, &widths)
}

/// Writes rows without headings.
///
/// # Errors
/// Those of the writer.
pub fn write_plain(
    out: &mut impl Write,
    aligns: &[Align],
    rows: &[Vec<String>],
    terminal_width: usize,
) -> io::Result<()> {
    write_lines(out, aligns, rows, &widths(rows.iter(), aligns.len(), terminal_width))
}

fn write_lines(
    out: &mut impl Write,
    aligns: &[Align],
    rows: &[Vec<String>],
    widths: &[usize],
) -> io::Result<()> {
    rows.iter().try_for_each(|row| writeln!(out, "{}", line(row, aligns, widths)))
}

fn widths<'a>(
    rows: impl Iterator<Item = &'a Vec<String>>,
    columns: usize,
    terminal_width: usize,
) -> Vec<usize> {
    let mut widths = vec![0; columns];
    for row in rows {
        for (width, field) in widths.iter_mut().zip(row) {
            *width = (*width).max(measure_text_width(field)).min(WIDEST);
        }
    }
    if let Some((last, before)) = widths.split_last_mut() {
        let used: usize = before.iter().map(|width| width + 2).sum();
        *last = (*last).min(terminal_width.saturating_sub(used).max(10));
    }
    widths
}

fn line(fields: &[String], aligns: &[Align], widths: &[usize]) -> String {
    let mut text = String::new();
    for (at, (field, width)) in fields.iter().zip(widths).enumerate() {
        let flat = field.replace(['\n', '\r', '\t'], " ");
        let cut = truncate_str(&flat, *width, "…");
        let gap = " ".repeat(width.saturating_sub(measure_text_width(&cut)));
        match aligns.get(at) {
            Some(Align::Right) => text.extend([gap.as_str(), &cut]),
            _ => text.extend([cut.as_ref(), &gap]),
        }
        text.push_str("  ");
    }
    text.truncate(text.trim_end().len());
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn wide_characters_take_two_columns() {
        let mut out = Vec::new();
        let rows = [vec!["冷却塔".to_owned(), "1".to_owned()], vec!["pump".to_owned(), "12".to_owned()]];
        write(&mut out, &[("name", Align::Left), ("n", Align::Right)], &rows, 80).unwrap();
        let text = console::strip_ansi_codes(std::str::from_utf8(&out).unwrap()).into_owned();
        assert_eq!(text, "name     n\n冷却塔   1\npump    12\n");
    }

    #[test]
    fn a_long_last_column_is_cut_to_the_terminal() {
        let mut out = Vec::new();
        write(&mut out, &[("a", Align::Left), ("b", Align::Left)], &[vec!["x".into(), "y".repeat(99)]], 40)
            .unwrap();
        assert!(std::str::from_utf8(&out).unwrap().lines().all(|line| measure_text_width(line) <= 40));
    }
}

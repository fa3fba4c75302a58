//! Records and fields of delimited text (RFC 4180, and what is written in its place).
//!
//! A quote counts only at the beginning of a field. One that is never closed ends with its
//! line, so that it spoils that line and no other.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memchr2};
use rayon::prelude::*;

/// A field in quotes is not longer than this.
const LONGEST_QUOTED: usize = 64 << 10;
/// Bytes of a piece that one thread reads at a time.
const PIECE: usize = 1 << 20;

/// Whether a byte occurs anywhere; looked for on all threads.
pub(crate) fn holds(bytes: &[u8], byte: u8) -> bool {
    bytes.par_chunks(PIECE).any(|part| memchr(byte, part).is_some())
}

/// Where a record ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RecordEnd {
    /// Past the last byte of the last field.
    pub content: usize,
    /// Where the next record begins.
    pub next: usize,
    pub unclosed: bool,
}

/// The end of the record that begins at `start`.
pub(crate) fn record_end(bytes: &[u8], start: usize, delimiter: u8, quotes: bool) -> RecordEnd {
    let mut at = start;
    if quotes {
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' => match quoted_end(bytes, at) {
                    Some(end) => at = end,
                    None => return RecordEnd { unclosed: true, ..line_end(bytes, start) },
                },
                b'\n' => break,
                _ => {}
            }
            // On to the next field of the line.
            match memchr2(delimiter, b'\n', &bytes[at.min(bytes.len())..]) {
                Some(step) if bytes[at + step] == delimiter => at += step + 1,
                Some(step) => {
                    at += step;
                    break;
                }
                None => {
                    at = bytes.len();
                    break;
                }
            }
        }
    }
    line_end(bytes, at)
}

fn line_end(bytes: &[u8], from: usize) -> RecordEnd {
    let from = from.min(bytes.len());
    let (content, next) = match memchr(b'\n', &bytes[from..]) {
        Some(step) => (from + step, from + step + 1),
        None => (bytes.len(), bytes.len()),
    };
    let content = if content > from && bytes[content - 1] == b'\r' { content - 1 } else { content };
    RecordEnd { content, next, unclosed: false }
}

/// Past the closing quote of the field that opens at `open`.
fn quoted_end(bytes: &[u8], open: usize) -> Option<usize> {
    let limit = bytes.len().min(open.saturating_add(LONGEST_QUOTED));
    let mut at = open + 1;
    loop {
        let close = at + memchr(b'"', bytes.get(at..limit)?)?;
        if bytes.get(close + 1) != Some(&b'"') {
            return Some(close + 1);
        }
        at = close + 2;
    }
}

/// One field: its bytes, without the quotes around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Field<'a> {
    pub bytes: &'a [u8],
    /// Doubled quotes stand for one.
    pub escaped: bool,
    pub quoted: bool,
}

impl<'a> Field<'a> {
    /// The field as text without blanks around it; `None` when it is not UTF-8.
    pub fn text(&self) -> Option<Cow<'a, str>> {
        let text = std::str::from_utf8(self.bytes).ok()?.trim();
        Some(if self.escaped { Cow::Owned(text.replace("\"\"", "\"")) } else { Cow::Borrowed(text) })
    }

    pub fn trimmed(&self) -> &'a [u8] {
        self.bytes.trim_ascii()
    }
}

/// The fields of the record `bytes` (without its line end).
pub(crate) struct Fields<'a> {
    bytes: &'a [u8],
    at: usize,
    delimiter: u8,
    done: bool,
}

pub(crate) fn fields(bytes: &[u8], delimiter: u8) -> Fields<'_> {
    Fields { bytes, at: 0, delimiter, done: false }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    fn next(&mut self) -> Option<Field<'a>> {
        if self.done {
            return None;
        }
        let start = self.at;
        let closed = match self.bytes.get(start) {
            Some(b'"') => quoted_end(self.bytes, start),
            _ => None,
        };
        let from = closed.unwrap_or(start);
        let end = match memchr(self.delimiter, &self.bytes[from..]) {
            Some(step) => from + step,
            None => {
                self.done = true;
                self.bytes.len()
            }
        };
        self.at = end + 1;
        // Something behind the closing quote: then the quotes are part of the text.
        Some(match closed {
            Some(close) if self.bytes[close..end].trim_ascii().is_empty() => {
                let inner = &self.bytes[start + 1..close - 1];
                Field { bytes: inner, escaped: memchr(b'"', inner).is_some(), quoted: true }
            }
            _ => Field { bytes: &self.bytes[start..end], escaped: false, quoted: false },
        })
    }
}

/// `bytes` in pieces of whole records, for threads to share.
pub(crate) fn pieces(bytes: &[u8], from: usize, delimiter: u8, quotes: bool) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = from;
    while start < bytes.len() {
        let end = if quotes {
            let mut end = start;
            while end < bytes.len() && end - start < PIECE {
                end = record_end(bytes, end, delimiter, true).next;
            }
            end
        } else {
            let probe = start.saturating_add(PIECE).min(bytes.len());
            memchr(b'\n', &bytes[probe..]).map_or(bytes.len(), |step| probe + step + 1)
        };
        pieces.push(start..end);
        start = end;
    }
    pieces
}

/// Records one after another, empty lines left out: where each begins and ends.
pub(crate) struct Records<'a> {
    bytes: &'a [u8],
    at: usize,
    delimiter: u8,
    quotes: bool,
}

pub(crate) fn records(bytes: &[u8], from: usize, delimiter: u8, quotes: bool) -> Records<'_> {
    Records { bytes, at: from, delimiter, quotes }
}

impl Iterator for Records<'_> {
    type Item = (usize, RecordEnd);

    fn next(&mut self) -> Option<Self::Item> {
        while self.at < self.bytes.len() {
            let start = self.at;
            let end = record_end(self.bytes, start, self.delimiter, self.quotes);
            self.at = end.next;
            if !self.bytes[start..end.content].trim_ascii().is_empty() {
                return Some((start, end));
            }
        }
        None
    }
}

/// Lines (from 1) of rising byte offsets.
pub(crate) struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, line: 1 }
    }

    pub fn of(&mut self, offset: usize) -> u64 {
        let offset = offset.min(self.bytes.len());
        if offset < self.at {
            (self.at, self.line) = (0, 1);
        }
        self.line += memchr::memchr_iter(b'\n', &self.bytes[self.at..offset]).count() as u64;
        self.at = offset;
        self.line
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn check(text: &str, expected: &[&[&str]]) {
        let bytes = text.as_bytes();
        let got: Vec<Vec<String>> = records(bytes, 0, b',', true)
            .map(|(start, end)| {
                let row = &bytes[start..end.content];
                if end.unclosed {
                    return vec![format!("unclosed {}", String::from_utf8_lossy(row))];
                }
                fields(row, b',').map(|field| field.text().unwrap().into_owned()).collect()
            })
            .collect();
        assert_eq!(got, expected, "{text:?}");
    }

    #[test]
    fn rows_and_fields() {
        check("a,b\n1,2\n", &[&["a", "b"], &["1", "2"]]);
        check("a,b\r\n\r\n1, 2 \r\n", &[&["a", "b"], &["1", "2"]]);
        check("a,b\n1,", &[&["a", "b"], &["1", ""]]);
        check("\"a,1\",\"b\"\"c\"\n", &[&["a,1", "b\"c"]]);
        check("\"two\nlines\",2\n3,4", &[&["two\nlines", "2"], &["3", "4"]]);
        check("5\" pipe,x\n6,y", &[&["5\" pipe", "x"], &["6", "y"]]);
        check("\"a\" b,c\n1,2", &[&["\"a\" b", "c"], &["1", "2"]]);
        check("\"never closed,1\n2,3\n4,5", &[&["unclosed \"never closed,1"], &["2", "3"], &["4", "5"]]);
        check("", &[]);
    }

    #[test]
    fn pieces_cut_between_records_only() {
        let row = "1,\"two\nlines\",3\n";
        let text = row.repeat(200_000);
        let cut = pieces(text.as_bytes(), 0, b',', true);
        assert!(cut.len() > 2);
        assert_eq!((cut[0].start, cut.last().unwrap().end), (0, text.len()));
        for (one, next) in cut.iter().zip(&cut[1..]) {
            assert_eq!(one.end, next.start);
            assert_eq!(one.end % row.len(), 0);
        }
    }

    #[test]
    fn lines_are_counted_from_one() {
        let mut lines = Lines::new(b"a\nb\n\nc");
        assert_eq!([lines.of(0), lines.of(2), lines.of(5), lines.of(2)], [1, 2, 4, 2]);
    }
}

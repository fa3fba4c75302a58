//! Server-sent events: cuts a stream of bytes into the data of its events.
//!
//! Source: the HTML standard of WHATWG, section 9.2, "Server-sent events". Of the fields only `data` matters here; an
//! event that the stream ends within is dropped, as the standard wants it.

/// An event with more bytes than may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLong;

/// What is known of a stream that comes in pieces, cut anywhere.
#[derive(Debug)]
pub struct Events {
    /// The line that is being read.
    line: Vec<u8>,
    /// Data lines of the event that is being read, each followed by a line feed.
    data: Vec<u8>,
    most_bytes: usize,
    /// The piece before ended with a carriage return: a line feed that follows belongs to it.
    after_return: bool,
    first_line: bool,
}

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

impl Events {
    /// Reads events of at most `most_bytes` each.
    pub fn new(most_bytes: usize) -> Self {
        Self { line: Vec::new(), data: Vec::new(), most_bytes, after_return: false, first_line: true }
    }

    /// Takes the next piece and adds the data of each event that ends in it. Bytes that are no UTF-8 become replacement
    /// characters.
    ///
    /// # Errors
    /// An event that is too long; the stream cannot be read further.
    pub fn push(&mut self, piece: &[u8], events: &mut Vec<String>) -> Result<(), TooLong> {
        let mut rest = piece;
        if std::mem::take(&mut self.after_return) {
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
            self.after_return = piece.is_empty();
        }
        while let Some(end) = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            self.keep(&rest[..end])?;
            self.end_line(events);
            let after = &rest[end + 1..];
            rest = match (rest[end], after.first()) {
                (b'\r', Some(b'\n')) => &after[1..],
                (b'\r', None) => {
                    self.after_return = true;
                    after
                }
                _ => after,
            };
        }
        self.keep(rest)
    }

    fn keep(&mut self, bytes: &[u8]) -> Result<(), TooLong> {
        if self.line.len() + self.data.len() + bytes.len() > self.most_bytes {
            return Err(TooLong);
        }
        self.line.extend_from_slice(bytes);
        Ok(())
    }

    fn end_line(&mut self, events: &mut Vec<String>) {
        let mut line = self.line.as_slice();
        if std::mem::take(&mut self.first_line) {
            line = line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line);
        }
        if line.is_empty() {
            // An event without data is none.
            if self.data.pop().is_some() {
                events.push(String::from_utf8_lossy(&self.data).into_owned());
            }
            self.data.clear();
        } else if let Some(value) = data_of(line) {
            self.data.extend_from_slice(value);
            self.data.push(b'\n');
        }
        self.line.clear();
    }
}

/// The value of a `data` field: after the colon and one space.
fn data_of(line: &[u8]) -> Option<&[u8]> {
    match line.strip_prefix(b"data")? {
        [] => Some(&[]),
        [b':', b' ', value @ ..] | [b':', value @ ..] => Some(value),
        _ => None,
    }
}

#[cfg(test)]
#[path = "sse/tests.rs"]
mod tests;

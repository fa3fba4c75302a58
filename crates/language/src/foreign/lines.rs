//! Cuts a stream of bytes into lines of a limited length.

/// A piece of the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// Without its end.
    Whole(Vec<u8>),
    /// A line with more bytes than may be kept; it was passed over.
    TooLong,
}

/// What is known of a stream that comes in pieces, cut anywhere.
#[derive(Debug)]
pub struct Lines {
    line: Vec<u8>,
    most_bytes: usize,
    /// The line that is being read is too long already.
    over: bool,
}

impl Lines {
    /// Reads lines of at most `most_bytes` each, their ends not counted.
    pub fn new(most_bytes: usize) -> Self {
        Self { line: Vec::new(), most_bytes, over: false }
    }

    /// Takes the next piece and adds each line that ends in it. Empty lines are none. A line that the stream ends within
    /// is dropped.
    pub fn push(&mut self, piece: &[u8], lines: &mut Vec<Line>) {
        let mut rest = piece;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            self.keep(&rest[..end]);
            rest = &rest[end + 1..];
            let mut line = std::mem::take(&mut self.line);
            if line.last() == Some(&b'\r') {
                line.pop();
            }
            if std::mem::take(&mut self.over) || line.len() > self.most_bytes {
                lines.push(Line::TooLong);
            } else if !line.is_empty() {
                lines.push(Line::Whole(line));
            }
        }
        self.keep(rest);
    }

    fn keep(&mut self, bytes: &[u8]) {
        // One byte more for the carriage return of an end that comes later.
        if self.over || self.line.len() + bytes.len() > self.most_bytes + 1 {
            self.over = true;
            self.line = Vec::new();
        } else {
            self.line.extend_from_slice(bytes);
        }
    }
}

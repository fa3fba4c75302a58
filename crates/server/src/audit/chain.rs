//! Walks the lines of the audit log and says where the chain is broken.

use sha2::{Digest as _, Sha256};

use super::Event;
use super::entry::{Entry, NOTHING, beginning, hexadecimal};

/// Where the chain is broken, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// Counted from 1.
    pub line: u64,
    /// Reads on after "line 7 ".
    pub what: String,
}

/// What a line is.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    Chained(Entry),
    /// Written before there was a chain.
    Before(Event),
    /// Cut short by a crash: it was never acknowledged.
    Torn,
}

/// The chain as far as it was read.
#[derive(Debug, Clone)]
pub struct Chain {
    pub lines: u64,
    pub entries: u64,
    /// Lines that were written before there was a chain.
    pub before: u64,
    /// Lines that a crash cut short.
    pub torn: Vec<u64>,
    head: String,
    /// Over what stands before the first entry, which that entry follows.
    start: Sha256,
}

impl Default for Chain {
    fn default() -> Self {
        Self {
            lines: 0,
            entries: 0,
            before: 0,
            torn: Vec::new(),
            head: NOTHING.to_owned(),
            start: Sha256::new(),
        }
    }
}

impl Chain {
    /// Hash of the last entry: whoever keeps it elsewhere can tell later that nothing of the log was
    /// taken away.
    pub fn head(&self) -> &str {
        &self.head
    }

    /// Takes the next line, without its end.
    ///
    /// # Errors
    /// When it does not stand rightly after those before.
    pub fn take(&mut self, line: &[u8]) -> Result<Line, Break> {
        self.lines += 1;
        match serde_json::from_slice::<Entry>(line) {
            Ok(entry) => self.link(entry, line),
            Err(_) if self.entries == 0 => Ok(self.take_before(line)),
            Err(_) if self.is_torn(line) => {
                self.torn.push(self.lines);
                Ok(Line::Torn)
            }
            Err(_) if serde_json::from_slice::<Event>(line).is_ok() => {
                self.broken("has no place in the chain, though the chain has begun")
            }
            Err(_) => self.broken("is not an entry of the log"),
        }
    }

    fn link(&mut self, entry: Entry, line: &[u8]) -> Result<Line, Break> {
        let next = self.entries + 1;
        if entry.seq != next {
            return self.broken(&format!("has number {} where {next} is next", entry.seq));
        }
        if next == 1 && self.lines > 1 {
            self.head = hexadecimal(self.start.clone());
        }
        if entry.previous != self.head {
            return self.broken("does not follow what stands before it");
        }
        if !entry.hash_of_content().is_ok_and(|hash| hash == entry.hash) {
            return self.broken("holds something else than its hash was made of");
        }
        if !entry.line().is_ok_and(|own| own == line) {
            return self.broken("is written in another way than the log writes");
        }
        self.entries = next;
        self.head.clone_from(&entry.hash);
        Ok(Line::Chained(entry))
    }

    /// A line before the first entry: whatever it is, the first entry vouches for it.
    fn take_before(&mut self, line: &[u8]) -> Line {
        self.start.update(line);
        self.start.update(b"\n");
        if let Ok(event) = serde_json::from_slice::<Event>(line) {
            self.before += 1;
            return Line::Before(event);
        }
        self.torn.push(self.lines);
        Line::Torn
    }

    /// Whether this is the beginning of the entry that comes next. A file system may also leave
    /// zeros where it had made room.
    fn is_torn(&self, line: &[u8]) -> bool {
        let written = line.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        let beginning = beginning(self.entries + 1, &self.head);
        let length = written.min(beginning.len());
        !line.is_empty()
            && line[..length] == beginning.as_bytes()[..length]
            && serde_json::from_slice::<serde::de::IgnoredAny>(&line[..written]).is_err()
    }

    fn broken<T>(&self, what: &str) -> Result<T, Break> {
        Err(Break { line: self.lines, what: what.to_owned() })
    }
}

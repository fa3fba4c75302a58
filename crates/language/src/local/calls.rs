//! Takes a model's output apart while it comes: text, what is thought aloud, calls of tools. Each family of models marks
//! them its own way; [`Format`] knows the marks, [`Parser`] the rest.
//!
//! A mark may come in pieces, so what could be the beginning of one is held back until it is decided. What is held has a
//! bound, and what turns out to be no call is given as text, mark and all: nothing that a model writes gets lost. However
//! the output is cut into pieces, the same comes out.

// Paths are written out so that a fuzz target can take this file as it is.
#[path = "calls/code.rs"]
mod code;
#[path = "calls/decode.rs"]
mod decode;
#[path = "calls/format.rs"]
mod format;

pub use format::Format;
use format::{Block, Body};

/// Longest call that is held back, bytes; a longer one is given as text.
const LONGEST_CALL: usize = 256 << 10;

/// A part of an output.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    Text(String),
    Reasoning(String),
    Call(Call),
}

/// A call as the model wrote it; its arguments need not be JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    pub name: String,
    pub arguments: String,
}

/// Reads one output.
#[derive(Debug)]
pub struct Parser {
    blocks: Vec<Block>,
    /// Whether any tools were offered.
    tools: bool,
    /// A call may stand without a mark at the beginning of the text.
    bare: bool,
    state: State,
    held: String,
    /// How much of what is held was searched for the end of a block.
    searched: usize,
}

#[derive(Debug, Clone, Copy)]
enum State {
    /// Before the first letter of the text.
    Start,
    Text,
    Inside(Block),
    /// A call of harmony, whose name stood in the header; ends of the name in what is held.
    Call {
        block: Block,
        name_bytes: usize,
    },
}

impl Parser {
    /// `tools` says whether any were offered; where not, what looks like a call is text. `thinking` says that the prompt
    /// ended within what is thought aloud.
    pub fn new(format: Format, tools: bool, thinking: bool) -> Self {
        let blocks = format.blocks().iter().copied().filter(|block| tools || !block.body.is_call()).collect();
        let state = match (format, thinking) {
            (Format::Harmony, _) => State::Inside(format::HARMONY_HEADER),
            (_, true) => State::Inside(format::THINK),
            (_, false) => State::Start,
        };
        let bare = tools && format.has_bare_calls();
        Self { blocks, tools, bare, state, held: String::new(), searched: 0 }
    }

    /// Takes more of the output and gives what is decided.
    pub fn push(&mut self, more: &str) -> Vec<Piece> {
        self.held.push_str(more);
        let mut pieces = Vec::new();
        while self.step(&mut pieces) {}
        pieces
    }

    /// Ends the output and gives what was held.
    pub fn finish(mut self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        while self.step(&mut pieces) {}
        let rest = std::mem::take(&mut self.held);
        match self.state {
            State::Start => {}
            State::Text => text(&mut pieces, rest),
            State::Inside(block) => self.close(block, &rest, &mut pieces),
            State::Call { name_bytes, .. } => call_of_header(&rest, name_bytes, &mut pieces),
        }
        pieces
    }

    /// One step on what is held; whether another may follow.
    fn step(&mut self, pieces: &mut Vec<Piece>) -> bool {
        match self.state {
            State::Start => self.start(),
            State::Text => self.text(pieces),
            State::Inside(block) if block.body == Body::Reasoning => self.reasoning(block, pieces),
            State::Inside(block) => self.inside(block, 0, pieces),
            State::Call { block, name_bytes } => self.inside(block, name_bytes, pieces),
        }
    }

    fn start(&mut self) -> bool {
        let space = self.held.len() - self.held.trim_start().len();
        self.held.drain(..space);
        let Some(first) = self.held.chars().next() else {
            return false;
        };
        self.state =
            if self.bare && matches!(first, '{' | '[') { State::Inside(format::BARE) } else { State::Text };
        true
    }

    fn text(&mut self, pieces: &mut Vec<Piece>) -> bool {
        let found = self
            .blocks
            .iter()
            .filter_map(|block| Some((self.held.find(block.open)?, *block)))
            .min_by_key(|(place, block)| (*place, std::cmp::Reverse(block.open.len())));
        if let Some((place, block)) = found {
            let before = self.take(place);
            text(pieces, before);
            self.take(block.open.len());
            self.state = match block.body {
                Body::Nothing => State::Text,
                _ => State::Inside(block),
            };
            return true;
        }
        let undecided = undecided(&self.held, self.blocks.iter().map(|block| block.open));
        let decided = self.take(self.held.len() - undecided);
        text(pieces, decided);
        false
    }

    fn reasoning(&mut self, block: Block, pieces: &mut Vec<Piece>) -> bool {
        if let Some((place, mark)) = earliest(&self.held, block.close, 0) {
            let before = self.take(place);
            reasoning(pieces, before);
            self.leave(block, mark);
            return true;
        }
        let undecided = undecided(&self.held, block.close.iter().copied());
        let decided = self.take(self.held.len() - undecided);
        reasoning(pieces, decided);
        false
    }

    /// Waits for the end of a block that is judged as a whole.
    fn inside(&mut self, block: Block, name_bytes: usize, pieces: &mut Vec<Piece>) -> bool {
        let longest = block.close.iter().map(|mark| mark.len()).max().unwrap_or(0);
        let from = floor(&self.held, self.searched.saturating_sub(longest).max(name_bytes));
        let end = earliest(&self.held, block.close, from);
        match end {
            Some((place, mark)) if place <= LONGEST_CALL => {
                let body = self.take(place);
                if name_bytes > 0 {
                    call_of_header(&body, name_bytes, pieces);
                    self.leave(block, mark);
                } else if block.body == Body::Header {
                    self.take(mark.len());
                    self.enter_message(&body);
                } else {
                    self.leave(block, mark);
                    self.close(block, &body, pieces);
                }
                true
            }
            // Decided by the length alone, so that it is the same however the output is cut.
            _ if self.held.len() > LONGEST_CALL + longest => {
                let body = self.take(floor(&self.held, LONGEST_CALL));
                text(pieces, format!("{}{body}", block.open));
                self.state = State::Text;
                true
            }
            _ => {
                self.searched = self.held.len();
                false
            }
        }
    }

    /// After the end of a block: an end that opens the next one is left for it.
    fn leave(&mut self, block: Block, mark: &str) {
        if !self.blocks.iter().any(|next| next.open == mark && next.body != Body::Nothing) {
            self.take(mark.len());
        }
        self.state = if block.body == Body::Reasoning { State::Start } else { State::Text };
    }

    /// What a header of harmony says of the message that follows.
    fn enter_message(&mut self, header: &str) {
        let called = header
            .split_once("to=")
            .map(|(_, name)| name.split(|letter: char| letter.is_whitespace() || letter == '<'))
            .and_then(|mut words| words.next())
            .map(|name| name.strip_prefix("functions.").unwrap_or(name))
            .filter(|name| !name.is_empty());
        self.state = match called {
            Some(name) if self.tools => {
                self.held.insert_str(0, name);
                State::Call { block: format::HARMONY_CALL, name_bytes: name.len() }
            }
            _ if header.contains("analysis") => State::Inside(format::HARMONY_THINK),
            _ => State::Text,
        };
    }

    /// Judges the inside of a block.
    fn close(&mut self, block: Block, body: &str, pieces: &mut Vec<Piece>) {
        match block.body {
            Body::Reasoning => reasoning(pieces, body.to_owned()),
            Body::Nothing => {}
            // A header that never ended was none.
            Body::Header => text(pieces, body.to_owned()),
            _ => match decode::calls(block.body, body) {
                Some(calls) => pieces.extend(calls.into_iter().map(Piece::Call)),
                None => {
                    let end = if matches!(self.state, State::Text) { block.shown_end } else { "" };
                    text(pieces, format!("{}{body}{end}", block.open));
                }
            },
        }
    }

    fn take(&mut self, bytes: usize) -> String {
        self.searched = 0;
        let rest = self.held.split_off(bytes);
        std::mem::replace(&mut self.held, rest)
    }
}

fn call_of_header(held: &str, name_bytes: usize, pieces: &mut Vec<Piece>) {
    let (name, arguments) = held.split_at(name_bytes);
    pieces.push(Piece::Call(Call { name: name.to_owned(), arguments: arguments.trim().to_owned() }));
}

fn text(pieces: &mut Vec<Piece>, more: String) {
    match pieces.last_mut() {
        _ if more.is_empty() => {}
        Some(Piece::Text(text)) => text.push_str(&more),
        _ => pieces.push(Piece::Text(more)),
    }
}

fn reasoning(pieces: &mut Vec<Piece>, more: String) {
    match pieces.last_mut() {
        _ if more.is_empty() => {}
        Some(Piece::Reasoning(text)) => text.push_str(&more),
        _ => pieces.push(Piece::Reasoning(more)),
    }
}

/// The first of the marks at or after a place; the longest where two begin there.
fn earliest(text: &str, marks: &[&'static str], from: usize) -> Option<(usize, &'static str)> {
    let rest = text.get(from..)?;
    marks
        .iter()
        .filter_map(|mark| Some((from + rest.find(mark)?, *mark)))
        .min_by_key(|(place, mark)| (*place, std::cmp::Reverse(mark.len())))
}

/// Bytes at the end of a text that may be the beginning of a mark.
pub fn undecided<'a>(text: &str, marks: impl Iterator<Item = &'a str>) -> usize {
    marks
        .flat_map(|mark| mark.char_indices().skip(1).map(move |(length, _)| &mark[..length]))
        .filter(|begin| text.ends_with(begin))
        .map(str::len)
        .max()
        .unwrap_or(0)
}

/// The last place at or before `bytes` where a letter begins.
fn floor(text: &str, bytes: usize) -> usize {
    let bytes = bytes.min(text.len());
    (0..=bytes).rev().find(|place| text.is_char_boundary(*place)).unwrap_or(0)
}

#[cfg(test)]
mod tests;

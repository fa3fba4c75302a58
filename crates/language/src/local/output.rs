//! From tokens to what the asker reads: letters, pieces, stop texts.

use super::calls::{Parser, Piece};
use crate::chat::{ChatSender, Stopped, ToolCall};

/// The output of one request.
pub struct Output {
    sender: ChatSender,
    letters: Letters,
    parser: Option<Parser>,
    stops: Stops,
    /// Calls of this conversation so far.
    calls: usize,
    called: bool,
}

impl Output {
    /// `calls_before` counts the calls that the conversation holds already: names of calls are unique in it.
    pub fn new(sender: ChatSender, parser: Parser, stop: &[String], calls_before: usize) -> Self {
        Self {
            sender,
            letters: Letters::default(),
            parser: Some(parser),
            stops: Stops::new(stop),
            calls: calls_before,
            called: false,
        }
    }

    pub fn sender(&mut self) -> &mut ChatSender {
        &mut self.sender
    }

    pub fn into_sender(self) -> ChatSender {
        self.sender
    }

    /// Whether the model called any tool.
    pub fn called(&self) -> bool {
        self.called
    }

    /// Whether a stop text was reached.
    pub fn stopped(&self) -> bool {
        self.stops.reached
    }

    /// Takes the bytes of a token.
    ///
    /// # Errors
    /// Nobody waits any more.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Stopped> {
        let text = self.letters.push(bytes);
        let pieces = self.parser.as_mut().map(|parser| parser.push(&text)).unwrap_or_default();
        self.give(pieces)
    }

    /// Gives what was held back.
    ///
    /// # Errors
    /// As [`Output::push`].
    pub fn finish(&mut self) -> Result<(), Stopped> {
        let rest = self.letters.finish();
        if let Some(mut parser) = self.parser.take() {
            let mut pieces = parser.push(&rest);
            pieces.extend(parser.finish());
            self.give(pieces)?;
        }
        match self.stops.finish() {
            rest if rest.is_empty() => Ok(()),
            rest => self.sender.text(rest),
        }
    }

    fn give(&mut self, pieces: Vec<Piece>) -> Result<(), Stopped> {
        for piece in pieces {
            if self.stops.reached {
                break;
            }
            match piece {
                Piece::Text(text) => match self.stops.push(&text) {
                    text if text.is_empty() => {}
                    text => self.sender.text(text)?,
                },
                Piece::Reasoning(text) => self.sender.reasoning(text)?,
                Piece::Call(call) => {
                    // Nine letters and digits, as Mistral's templates demand.
                    let id = format!("c{:08}", self.calls);
                    self.calls += 1;
                    self.called = true;
                    self.sender.tool_call(ToolCall::new(id, call.name, call.arguments))?;
                }
            }
        }
        Ok(())
    }
}

/// Bytes of tokens as text. A letter may lie in several tokens.
#[derive(Default)]
struct Letters(Vec<u8>);

impl Letters {
    fn push(&mut self, bytes: &[u8]) -> String {
        self.0.extend_from_slice(bytes);
        let mut text = String::new();
        loop {
            match std::str::from_utf8(&self.0) {
                Ok(whole) => {
                    text.push_str(whole);
                    self.0.clear();
                    return text;
                }
                Err(error) => {
                    let (good, rest) = self.0.split_at(error.valid_up_to());
                    text.push_str(&String::from_utf8_lossy(good));
                    let Some(bad) = error.error_len() else {
                        self.0 = rest.to_vec();
                        return text;
                    };
                    text.push(char::REPLACEMENT_CHARACTER);
                    self.0 = rest[bad..].to_vec();
                }
            }
        }
    }

    fn finish(&mut self) -> String {
        let rest = String::from_utf8_lossy(&self.0).into_owned();
        self.0.clear();
        rest
    }
}

/// Ends a text before the first of some texts.
struct Stops {
    texts: Vec<String>,
    held: String,
    reached: bool,
}

impl Stops {
    fn new(texts: &[String]) -> Self {
        let texts = texts.iter().filter(|text| !text.is_empty()).cloned().collect();
        Self { texts, held: String::new(), reached: false }
    }

    fn push(&mut self, more: &str) -> String {
        self.held.push_str(more);
        if let Some(place) = self.texts.iter().filter_map(|text| self.held.find(text.as_str())).min() {
            self.held.truncate(place);
            self.reached = true;
            return std::mem::take(&mut self.held);
        }
        let undecided = super::calls::undecided(&self.held, self.texts.iter().map(String::as_str));
        let rest = self.held.split_off(self.held.len() - undecided);
        std::mem::replace(&mut self.held, rest)
    }

    fn finish(&mut self) -> String {
        std::mem::take(&mut self.held)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_in_pieces() {
        let mut letters = Letters::default();
        let bytes = "5 µm → ok".as_bytes();
        let text = bytes.iter().map(|byte| letters.push(&[*byte])).collect::<String>();
        assert_eq!(text, "5 µm → ok");
        assert_eq!(letters.push(b"a\xffb\xc2"), "a\u{fffd}b");
        assert_eq!(letters.finish(), "\u{fffd}");
    }

    #[test]
    fn stop_texts_in_pieces() {
        let text = "one two END three";
        for size in 1..text.len() {
            let mut stops = Stops::new(&["END".to_owned(), "never".to_owned()]);
            let mut out = String::new();
            for piece in text.as_bytes().chunks(size) {
                if !stops.reached {
                    out.push_str(&stops.push(&String::from_utf8_lossy(piece)));
                }
            }
            assert_eq!((out.as_str(), stops.reached), ("one two ", true), "pieces of {size}");
        }
        let mut stops = Stops::new(&["END".to_owned()]);
        assert_eq!(stops.push("an EN") + &stops.finish(), "an EN");
    }
}

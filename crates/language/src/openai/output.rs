//! Puts chunks together: text as it comes, calls once they are whole, and how it ended.

use super::chunk::{CallPart, Choice, Chunk, Counts, error_text};
use crate::chat::{ChatError, FinishReason, ToolCall};

/// Most calls of one output.
const MOST_CALLS: usize = 128;

/// A piece of output that can be passed on at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Text(String),
    Reasoning(String),
}

/// An output that is coming in.
#[derive(Debug, Default)]
pub struct Output {
    /// Goes before the numbers of calls to which the server gives no id.
    prefix: String,
    calls: Vec<PartialCall>,
    refusal: String,
    finish: Option<String>,
    counts: Option<Counts>,
    done: bool,
}

#[derive(Debug, Default)]
struct PartialCall {
    index: Option<u64>,
    id: String,
    name: String,
    arguments: String,
}

/// How it ended.
#[derive(Debug, PartialEq)]
pub struct End {
    pub calls: Vec<ToolCall>,
    pub reason: FinishReason,
    /// Tokens of prompt and output.
    pub counts: Option<(u64, u64)>,
}

impl Output {
    /// `turn` is how many messages the conversation has, which keeps ids of calls apart.
    pub fn new(turn: usize) -> Self {
        Self { prefix: format!("call_{turn}"), ..Self::default() }
    }

    /// Takes the data of one event.
    ///
    /// Returns whether it brought the output further: signs of life do not count.
    ///
    /// # Errors
    /// Data that are no chunk, or an error that the server tells.
    pub fn take(&mut self, data: &str, pieces: &mut Vec<Piece>) -> Result<bool, ChatError> {
        if data.trim() == "[DONE]" {
            self.done = true;
            return Ok(true);
        }
        let chunk: Chunk = serde_json::from_str(data)
            .map_err(|error| ChatError::Malformed(format!("a chunk is no JSON: {error}")))?;
        if chunk.error.is_some() {
            return Err(ChatError::Server(error_text(data)));
        }
        if chunk.choices.is_none() && chunk.usage.is_none() {
            return Err(ChatError::Malformed("a chunk has neither choices nor usage".to_owned()));
        }
        self.counts = chunk.usage.or(self.counts);
        // One choice was asked for; what a server adds to it is not wanted.
        chunk.choices.into_iter().flatten().next().map_or(Ok(false), |choice| self.choice(choice, pieces))
    }

    fn choice(&mut self, choice: Choice, pieces: &mut Vec<Piece>) -> Result<bool, ChatError> {
        let before = pieces.len();
        let Choice { delta, finish_reason } = choice;
        let full = |text: &String| !text.is_empty();
        pieces.extend(delta.reasoning_content.or(delta.reasoning).filter(full).map(Piece::Reasoning));
        pieces.extend(delta.content.filter(full).map(Piece::Text));
        let refusal = delta.refusal.filter(full);
        let ended = finish_reason.is_some();
        let further = pieces.len() > before || !delta.tool_calls.is_empty() || refusal.is_some() || ended;
        self.refusal.extend(refusal);
        self.finish = finish_reason.or(self.finish.take());
        delta.tool_calls.into_iter().try_for_each(|part| self.call(part))?;
        Ok(further)
    }

    fn call(&mut self, part: CallPart) -> Result<(), ChatError> {
        let id = part.id.unwrap_or_default();
        let name = part.function.name.unwrap_or_default();
        let place = match part.index {
            Some(index) => self.calls.iter().rposition(|call| call.index == Some(index)),
            // Without a number, a part that has an id or a name begins a call.
            None if id.is_empty() && name.is_empty() => self.calls.len().checked_sub(1),
            None => None,
        };
        // Servers are met that give every call the number 0: another id is another call.
        let same = |call: &PartialCall| id.is_empty() || call.id.is_empty() || call.id == id;
        let place = place.filter(|place| same(&self.calls[*place]));
        if place.is_none() {
            if self.calls.len() == MOST_CALLS {
                return Err(ChatError::Malformed(format!("there are more than {MOST_CALLS} calls")));
            }
            self.calls.push(PartialCall { index: part.index, ..PartialCall::default() });
        }
        let place = place.unwrap_or(self.calls.len() - 1);
        let call = &mut self.calls[place];
        if call.id.is_empty() {
            call.id = id;
        }
        if call.name.is_empty() {
            call.name = name;
        }
        match part.function.arguments {
            None | Some(serde_json::Value::Null) => {}
            Some(serde_json::Value::String(more)) => call.arguments.push_str(&more),
            Some(other) => call.arguments.push_str(&other.to_string()),
        }
        Ok(())
    }

    /// The server has said that nothing follows.
    pub fn is_done(&self) -> bool {
        self.done
    }

    /// The server has said how the output ended; usage may still follow.
    pub fn is_finished(&self) -> bool {
        self.finish.is_some()
    }

    /// The end of the stream.
    ///
    /// # Errors
    /// A stream that was cut, an answer that was declined, a call without a name.
    pub fn end(self) -> Result<End, ChatError> {
        if !self.refusal.is_empty() {
            return Err(ChatError::Declined(self.refusal));
        }
        let counts = self.counts.map(|counts| (counts.prompt_tokens, counts.completion_tokens));
        let reason = match self.finish.as_deref() {
            Some("length") => FinishReason::Length,
            Some("stop" | "tool_calls" | "function_call" | "eos_token" | "stop_sequence") => {
                // Which of them a server writes does not tell: some write `stop` behind calls.
                if self.calls.is_empty() { FinishReason::Stop } else { FinishReason::ToolCalls }
            }
            Some("content_filter") => {
                return Err(ChatError::Declined("a filter of the server took it away".to_owned()));
            }
            Some(other) => return Err(ChatError::Malformed(format!("it ended for the reason {other:?}"))),
            None => return Err(ChatError::Cut),
        };
        let name = |(number, call): (usize, PartialCall)| {
            if call.name.is_empty() {
                return Err(ChatError::Malformed("a call has no name".to_owned()));
            }
            let id = if call.id.is_empty() { format!("{}_{number}", self.prefix) } else { call.id };
            Ok(ToolCall::new(id, call.name, call.arguments))
        };
        let calls = self.calls.into_iter().enumerate().map(name).collect::<Result<_, _>>()?;
        Ok(End { calls, reason, counts })
    }
}

#[cfg(test)]
#[path = "output/tests.rs"]
mod tests;

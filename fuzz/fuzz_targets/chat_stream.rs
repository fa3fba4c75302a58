//! Any bytes as the stream of a chat server: no panic; where it is cut changes nothing; what comes of it is an output
//! whose calls have names and ids, or an error.

#![no_main]

// These files are no part of what the crate shows, so they are taken as they are.
#[path = "../../crates/language/src/openai/chunk.rs"]
mod chunk;
#[path = "../../crates/language/src/openai/output.rs"]
mod output;
#[path = "../../crates/language/src/openai/sse.rs"]
mod sse;

mod chat {
    pub use language::{ChatError, FinishReason, ToolCall};
}

use libfuzzer_sys::fuzz_target;
use output::{Output, Piece};
use sse::{Events, TooLong};

fn events(bytes: &[u8], piece: usize, most_bytes: usize) -> Result<Vec<String>, TooLong> {
    let mut events = Vec::new();
    let mut reader = Events::new(most_bytes);
    bytes.chunks(piece).try_for_each(|piece| reader.push(piece, &mut events))?;
    assert!(events.iter().all(|event| event.len() <= most_bytes * 3));
    Ok(events)
}

fuzz_target!(|input: (u8, u8, &[u8])| {
    let (piece, most, bytes) = input;
    let (piece, most) = (usize::from(piece).max(1), 64 + usize::from(most));
    assert_eq!(events(bytes, piece, most), events(bytes, bytes.len().max(1), most));

    let Ok(events) = events(bytes, piece, 1 << 20) else { return };
    let mut output = Output::new(1);
    let mut pieces = Vec::new();
    for event in events {
        if output.take(&event, &mut pieces).is_err() || output.is_done() {
            break;
        }
    }
    assert!(pieces.iter().all(|piece| match piece {
        Piece::Text(text) | Piece::Reasoning(text) => !text.is_empty(),
    }));
    let finished = output.is_finished();
    if let Ok(end) = output.end() {
        assert!(finished);
        assert!(end.calls.iter().all(|call| !call.id().is_empty() && !call.name().is_empty()));
    }
});

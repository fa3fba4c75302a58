//! Any text as a model's output: no panic, and however it is cut into pieces, the same comes out.

#![no_main]

// As in `gguf`.
#[allow(dead_code)]
#[path = "../../crates/language/src/local/calls.rs"]
mod calls;

use calls::{Format, Parser, Piece};
use libfuzzer_sys::fuzz_target;

const FORMATS: [Format; 7] = [
    Format::Hermes,
    Format::Llama3,
    Format::Mistral,
    Format::Gemma,
    Format::Phi,
    Format::DeepSeek,
    Format::Harmony,
];

fn read(format: Format, output: &str, size: usize) -> Vec<Piece> {
    let mut parser = Parser::new(format, true, false);
    let letters = output.chars().collect::<Vec<_>>();
    let mut pieces = Vec::new();
    for chunk in letters.chunks(size) {
        pieces.extend(parser.push(&chunk.iter().collect::<String>()));
    }
    pieces.extend(parser.finish());
    pieces.into_iter().fold(Vec::new(), joined)
}

fn joined(mut pieces: Vec<Piece>, next: Piece) -> Vec<Piece> {
    match (pieces.last_mut(), next) {
        (Some(Piece::Text(text)), Piece::Text(more)) => text.push_str(&more),
        (Some(Piece::Reasoning(text)), Piece::Reasoning(more)) => text.push_str(&more),
        (_, next) => pieces.push(next),
    }
    pieces
}

fuzz_target!(|input: (u8, u8, String)| {
    let (format, size, output) = input;
    let format = FORMATS[usize::from(format) % FORMATS.len()];
    let whole = read(format, &output, output.len() + 1);
    assert_eq!(read(format, &output, usize::from(size % 16) + 1), whole);
});

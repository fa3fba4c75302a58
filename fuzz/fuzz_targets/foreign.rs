//! Any bytes as what a server of foreign tools says: no panic; where they are cut changes nothing; no line is longer than it
//! may be; what is offered was allowed, and says that it only reads.

#![no_main]

// These files are no part of what the crate shows, so they are taken as they are.
#[path = "../../crates/language/src/foreign/lines.rs"]
mod lines;
#[allow(dead_code)]
#[path = "../../crates/language/src/foreign/listing.rs"]
mod listing;
#[allow(dead_code)]
#[path = "../../crates/language/src/foreign/rpc.rs"]
mod rpc;
#[path = "../../crates/language/src/foreign/said.rs"]
mod said;

mod schema {
    pub use language::OutputSchema;
}

use language::foreign::{BETWEEN, Offered};
use libfuzzer_sys::fuzz_target;
use lines::{Line, Lines};

/// As in `foreign.rs`.
fn one_line(text: &str, most: usize) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(most).collect()
}

fn read(bytes: &[u8], piece: usize, most: usize) -> Vec<Line> {
    let (mut reader, mut found) = (Lines::new(most), Vec::new());
    bytes.chunks(piece).for_each(|piece| reader.push(piece, &mut found));
    found
}

fuzz_target!(|input: (u8, u16, &[u8])| {
    let (piece, most, bytes) = input;
    let (piece, most) = (usize::from(piece).max(1), usize::from(most).max(1));
    let whole = read(bytes, bytes.len().max(1), most);
    assert_eq!(read(bytes, piece, most), whole);
    let allow = ["forecast".to_owned(), "past".to_owned()];
    for line in whole {
        let Line::Whole(line) = line else { continue };
        assert!(line.len() <= most);
        let Ok(rpc::Incoming::Response { outcome: Ok(result), .. }) = rpc::read(&line) else { continue };
        let _ = said::read(&result);
        let Ok(page) = listing::page(&result) else { continue };
        for verdict in listing::judge("weather", &allow, &page.tools) {
            let Ok(offered) = verdict.offered else { continue };
            assert!(allow.contains(&offered.tool) && offered.parameters.is_object());
            assert!(page.tools.iter().any(|tool| tool.name == offered.tool && tool.only_reads));
            assert!(offered.name().starts_with("weather__"));
        }
    }
});

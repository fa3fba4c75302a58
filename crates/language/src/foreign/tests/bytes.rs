//! Any bytes as what a server says: no panic, and however they are cut, the same comes out. What `fuzz/` does for hours is
//! done here for a second, from good messages that were damaged.

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use serde_json::json;

use super::tool;
use crate::foreign::lines::{Line, Lines};
use crate::foreign::{listing, rpc, said};

fn lines(bytes: &[u8], piece: usize, most: usize) -> Vec<Line> {
    let (mut reader, mut found) = (Lines::new(most), Vec::new());
    bytes.chunks(piece).for_each(|piece| reader.push(piece, &mut found));
    found
}

/// Good messages, one a line.
fn good() -> Vec<u8> {
    let messages = [
        json!({"jsonrpc": "2.0", "id": 2, "result": {"tools": [tool("forecast"), tool("past")], "nextCursor": "c"}}),
        json!({"jsonrpc": "2.0", "id": 3, "result": {"content": [{"type": "text", "text": "12 °C"}], "isError": false}}),
        json!({"jsonrpc": "2.0", "id": 3, "result": {"content": [{"type": "image"}], "structuredContent": {"t": 1e308}}}),
        json!({"jsonrpc": "2.0", "id": null, "error": {"code": -32700, "message": "what?"}}),
        json!({"jsonrpc": "2.0", "id": "a", "method": "ping"}),
        json!({"jsonrpc": "2.0", "method": "notifications/progress", "params": {}}),
    ];
    messages.map(|message| format!("{message}\r\n")).concat().into_bytes()
}

#[test]
fn damaged_messages_do_no_harm() {
    let (mut random, good) = (SmallRng::seed_from_u64(7), good());
    for _ in 0..20_000 {
        let mut bytes = good.clone();
        for _ in 0..random.random_range(1..12) {
            let at = random.random_range(0..bytes.len());
            match random.random_range(0..4) {
                0 => bytes[at] = random.random(),
                1 => bytes.truncate(at.max(1)),
                2 => bytes.insert(at, *b"\n\"{}[],:\\".get(random.random_range(0..9)).unwrap()),
                _ => {
                    let end = (at + random.random_range(1..40)).min(bytes.len());
                    let part = bytes[at..end].to_vec();
                    bytes.splice(at..at, part);
                }
            }
        }
        let most = random.random_range(1..2000);
        let whole = lines(&bytes, bytes.len(), most);
        assert_eq!(lines(&bytes, random.random_range(1..50), most), whole);
        for line in whole {
            let Line::Whole(line) = line else { continue };
            assert!(line.len() <= most);
            if let Ok(rpc::Incoming::Response { outcome: Ok(result), .. }) = rpc::read(&line) {
                // Read or refused, it is one of the two.
                let _ = said::read(&result);
                if let Ok(page) = listing::page(&result) {
                    let allow = ["forecast".to_owned(), "past".to_owned()];
                    for verdict in listing::judge("weather", &allow, &page.tools) {
                        assert!(verdict.offered.is_err() || allow.contains(&verdict.tool));
                    }
                }
            }
        }
    }
}

#[test]
fn what_is_no_message_is_refused() {
    for text in [
        "",
        "null",
        "[]",
        "3",
        "\"x\"",
        "{}",
        "{\"jsonrpc\":\"2.0\"}",
        "{\"jsonrpc\":\"1.0\",\"id\":1,\"result\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{},\"error\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":-1,\"result\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"result\":{}}",
        "{\"jsonrpc\":\"2.0\",\"result\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":3}",
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}]",
    ] {
        assert!(rpc::read(text.as_bytes()).is_err(), "{text}");
    }
    let deep = "[".repeat(100_000);
    assert!(rpc::read(deep.as_bytes()).is_err());
    assert!(rpc::read(&[0xff, 0xfe]).is_err());
}

#[test]
fn a_line_too_long_is_passed_over_whole() {
    let text = b"short\r\nfar too long a line\n\n\nabcdefghij\r\nabcdefghijk\nend";
    let whole = |text: &str| Line::Whole(text.as_bytes().to_vec());
    let expected = vec![whole("short"), Line::TooLong, whole("abcdefghij"), Line::TooLong];
    for piece in 1..text.len() {
        assert_eq!(lines(text, piece, 10), expected, "{piece}");
    }
}

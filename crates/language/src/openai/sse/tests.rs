use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::*;

fn read(pieces: &[&[u8]]) -> Result<Vec<String>, TooLong> {
    let mut events = Vec::new();
    let mut reader = Events::new(64);
    pieces.iter().try_for_each(|piece| reader.push(piece, &mut events))?;
    Ok(events)
}

#[test]
fn events_are_cut_at_empty_lines_of_every_kind() {
    let expected = vec!["a".to_owned(), "b\nc".to_owned()];
    assert_eq!(read(&[b"data: a\n\ndata: b\ndata:c\n\n"]).unwrap(), expected);
    assert_eq!(read(&[b"data: a\r\n\r\ndata: b\r\ndata:c\r\n\r\n"]).unwrap(), expected);
    assert_eq!(read(&[b"data: a\r\rdata: b\rdata:c\r\r"]).unwrap(), expected);
    assert_eq!(
        read(&[b"\xEF\xBB\xBFdata: a\n\n: note\nid: 4\nevent: x\ndata: b\ndata:c\nretry: 3\n\n"]).unwrap(),
        expected
    );
}

#[test]
fn what_is_no_data_gives_no_event() {
    assert!(read(&[b"event: x\n\n: ping\n\nretry: 3\n\ndatum: a\n\n\n\n"]).unwrap().is_empty());
    assert_eq!(read(&[b"data\n\n"]).unwrap(), [""]);
    assert_eq!(read(&[b"data:  a\n\n"]).unwrap(), [" a"]);
    assert!(read(&[b"data: cut"]).unwrap().is_empty());
    assert!(read(&[b"data: cut\n"]).unwrap().is_empty());
    assert_eq!(read(&[b"data: \xFF\n\n"]).unwrap(), ["\u{FFFD}"]);
}

#[test]
fn a_carriage_return_and_its_line_feed_may_come_apart() {
    assert_eq!(read(&[b"data: a\r", b"\n\r", b"", b"\ndata: b\r\n\r\n"]).unwrap(), ["a", "b"]);
}

#[test]
fn a_long_event_is_refused_however_it_comes() {
    assert_eq!(read(&[&[b'a'; 65]]), Err(TooLong));
    assert_eq!(read(&[&[b'a'; 40], &[b'a'; 40]]), Err(TooLong));
    let line = b"data: 0123456789\n";
    assert_eq!(read(&[line, line, line, line, line, line, line]), Err(TooLong));
    let event = [line.as_slice(), b"\n"].concat();
    assert_eq!(read(&[event.as_slice(); 7]).unwrap().len(), 7);
}

/// Where a stream is cut changes nothing, and what is written as events comes back.
#[test]
fn pieces_do_not_matter() {
    let mut random = StdRng::seed_from_u64(7);
    let alphabet: [&[u8]; 12] = [
        b"data",
        b":",
        b" ",
        b"\n",
        b"\r",
        b"\r\n",
        b"\n\n",
        b"x",
        "泵".as_bytes(),
        b"\xFF",
        b"\xEF\xBB\xBF",
        b"id",
    ];
    for _ in 0..20_000 {
        let parts = random.random_range(0..24);
        let bytes: Vec<u8> =
            (0..parts).flat_map(|_| alphabet[random.random_range(0..alphabet.len())]).copied().collect();
        let whole = read(&[&bytes]);
        let mut rest = bytes.as_slice();
        let mut pieces = Vec::new();
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(random.random_range(0..=rest.len()));
            pieces.push(piece);
            rest = after;
        }
        assert_eq!(read(&pieces), whole, "{bytes:?} as {pieces:?}");
    }
}

#[test]
fn what_is_written_comes_back() {
    let mut random = StdRng::seed_from_u64(8);
    for _ in 0..5_000 {
        let events: Vec<String> = (0..random.random_range(0..4))
            .map(|_| {
                (0..random.random_range(0..8))
                    .map(|_| ['a', ' ', ':', '\n', '泵'][random.random_range(0..5)])
                    .collect()
            })
            .collect();
        let line_end = ["\n", "\r", "\r\n"][random.random_range(0..3)];
        let written: String = events
            .iter()
            .map(|event| {
                let lines: String = event.split('\n').map(|line| format!("data: {line}{line_end}")).collect();
                format!("{lines}{line_end}")
            })
            .collect();
        let mut read = Vec::new();
        Events::new(1 << 10).push(written.as_bytes(), &mut read).unwrap();
        assert_eq!(read, events, "{written:?}");
    }
}

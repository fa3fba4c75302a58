#![allow(clippy::unwrap_used)]
use super::*;

fn part(text: &str) -> Part {
    Part::new(json!({"role": "user", "text": text}))
}

fn prompt(parts: &[Part]) -> Part {
    let hashes: Vec<&str> = parts.iter().map(|part| part.hash.as_str()).collect();
    Part::new(json!({"model": "hall", "messages": hashes, "tools": [], "temperature": 0.7}))
}

fn set_up() -> (tempfile::TempDir, Calls, Part, Part) {
    let folder = tempfile::tempdir().unwrap();
    let calls = Calls::new(folder.path().join("calls"));
    let (first, second) = (part("How full is the tank?"), part("\"半\" \u{1} full"));
    let whole = prompt(&[first.clone(), second.clone()]);
    calls.keep(&[first.clone(), second, whole.clone()]).unwrap();
    (folder, calls, first, whole)
}

fn file(calls: &Calls) -> PathBuf {
    months(&calls.folder).unwrap().pop().unwrap()
}

fn lines(calls: &Calls) -> usize {
    fs::read_to_string(file(calls)).unwrap().lines().count()
}

#[test]
fn a_part_is_kept_once_and_found_again_whole() {
    let (_folder, calls, first, whole) = set_up();
    assert_eq!(lines(&calls), 3);
    // By the same, and by another process.
    calls.keep(&[first.clone(), first.clone()]).unwrap();
    Calls::new(&calls.folder).keep(std::slice::from_ref(&first)).unwrap();
    assert_eq!(lines(&calls), 3);
    let contents = Contents::read(&calls.folder).unwrap();
    assert_eq!(contents.state(&whole.hash), State::Whole);
    let read = contents.get(&whole.hash).unwrap().unwrap();
    assert_eq!(read["messages"][0]["text"], "How full is the tank?");
    assert_eq!(read["messages"][1]["text"], "\"半\" \u{1} full");
    assert_eq!((contents.state("00"), contents.get("00").unwrap()), (State::Gone, None));
    assert_eq!(Contents::read(Path::new("/nowhere")).unwrap().state(&whole.hash), State::Gone);
}

#[test]
fn a_part_that_was_changed_or_taken_away_shows_in_the_whole() {
    let (_folder, calls, first, whole) = set_up();
    let text = fs::read_to_string(file(&calls)).unwrap();
    fs::write(file(&calls), text.replace("How full", "How empty")).unwrap();
    let contents = Contents::read(&calls.folder).unwrap();
    assert_eq!((contents.state(&first.hash), contents.state(&whole.hash)), (State::Changed, State::Changed));
    fs::write(file(&calls), text.lines().skip(1).map(|line| format!("{line}\n")).collect::<String>())
        .unwrap();
    let contents = Contents::read(&calls.folder).unwrap();
    assert_eq!((contents.state(&first.hash), contents.state(&whole.hash)), (State::Gone, State::Gone));
    // Whole in another month, it is whole.
    fs::write(calls.folder.join("2020-01.jsonl"), text).unwrap();
    assert_eq!(Contents::read(&calls.folder).unwrap().state(&whole.hash), State::Whole);
}

#[test]
fn a_crash_at_any_byte_costs_only_what_was_being_written() {
    let (_folder, calls, first, whole) = set_up();
    let bytes = fs::read(file(&calls)).unwrap();
    let last = bytes[..bytes.len() - 1].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;
    for length in (last..bytes.len()).step_by(7).chain([bytes.len() - 1]) {
        fs::write(file(&calls), &bytes[..length]).unwrap();
        let again = Calls::new(&calls.folder);
        assert_eq!(Contents::read(&calls.folder).unwrap().state(&first.hash), State::Whole);
        again.keep(std::slice::from_ref(&whole)).unwrap();
        assert_eq!(Contents::read(&calls.folder).unwrap().state(&whole.hash), State::Whole, "{length}");
    }
}

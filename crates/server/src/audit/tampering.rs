//! What is done to the file of the log, and what verifying says of it.
#![allow(clippy::unwrap_used)]

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::sync::Arc;

use tempfile::TempDir;

use super::*;

/// A log with `count` entries; the state folder.
fn log_of(count: usize) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let audit = Audit::new(file(folder.path()));
    for number in 1..=count {
        audit.note(Action::BoardSaved, "b-1", &format!("board {number} \"北\"")).unwrap();
    }
    folder
}

fn lines(folder: &TempDir) -> Vec<String> {
    fs::read_to_string(file(folder.path())).unwrap().lines().map(str::to_owned).collect()
}

fn write(folder: &TempDir, lines: &[String]) {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    fs::write(file(folder.path()), text).unwrap();
}

fn check(folder: &TempDir, known: Option<&str>) -> Verified {
    verify(folder.path(), known).unwrap()
}

/// Changes the lines of a log of six; the line at which the break is seen and how it is said.
#[track_caller]
fn broken_by(change: impl FnOnce(&mut Vec<String>), line: u64, what: &str) {
    let folder = log_of(6);
    let mut all = lines(&folder);
    change(&mut all);
    write(&folder, &all);
    let found = check(&folder, None);
    let broken = found.broken.as_ref().unwrap_or_else(|| panic!("not seen: {all:#?}"));
    assert_eq!(broken.line, Some(line), "{broken:?}");
    assert!(broken.what.contains(what), "{broken:?}");
    assert!(found.entries < line, "{found:?}");
    let problem = found.problem(folder.path()).unwrap();
    assert_eq!((problem.code.as_str(), problem.place.unwrap().line), ("PW7040", Some(line)));
}

#[test]
fn a_log_that_nobody_touched_holds() {
    let folder = log_of(6);
    let found = check(&folder, None);
    assert_eq!((found.entries, found.before, found.broken.as_ref()), (6, 0, None));
    let last: Entry = serde_json::from_str(lines(&folder).last().unwrap()).unwrap();
    assert_eq!(found.head, last.hash);
    assert!(found.problem(folder.path()).is_none());
    let none = check(&tempfile::tempdir().unwrap(), None);
    assert_eq!((none.entries, none.head.as_str(), none.broken), (0, NOTHING, None));
}

#[test]
fn every_field_is_held_by_the_hash() {
    let hash_of = "than its hash was made of";
    let at = |line: &str| line.split("\"at\":\"").nth(1).unwrap()[..4].to_owned();
    broken_by(|all| all[2] = all[2].replace(&at(&all[2]), "1999"), 3, hash_of);
    broken_by(|all| all[2] = all[2].replace("\"local\"", "\"nobody\""), 3, hash_of);
    broken_by(|all| all[2] = all[2].replace("board_saved", "board_deleted"), 3, hash_of);
    broken_by(|all| all[2] = all[2].replace("b-1", "b-2"), 3, hash_of);
    broken_by(|all| all[2] = all[2].replace("board 3", "board 9"), 3, hash_of);
    broken_by(|all| all[2] = all[2].replace(",\"hash\"", ",\"status\":\"answered\",\"hash\""), 3, hash_of);
    broken_by(|all| all[2] = all[2].replace(",\"hash\"", ",\"digest\":\"00\",\"hash\""), 3, hash_of);
    broken_by(|all| all[2] = all[2].replace("\"seq\":3", "\"seq\":4"), 3, "has number 4 where 3 is next");
    let previous = |line: &str| line.split("\"previous\":\"").nth(1).unwrap()[..64].to_owned();
    broken_by(|all| all[2] = all[2].replace(&previous(&all[2]), NOTHING), 3, "does not follow");
    broken_by(|all| all[2] = all[2].replace(",\"hash\":\"", ",\"hash\":\"0"), 3, hash_of);
}

#[test]
fn the_same_in_other_bytes_is_seen() {
    let other = "in another way";
    broken_by(|all| all[4] = all[4].replace("\"seq\":5", "\"seq\": 5"), 5, other);
    broken_by(|all| all[4] = all[4].replace(",\"hash\"", ",\"note\":\"x\",\"hash\""), 5, other);
    broken_by(|all| all[4] = all[4].replace('北', "\\u5317"), 5, other);
    broken_by(|all| all[4].push(' '), 5, other);
}

#[test]
fn lines_that_are_gone_new_or_elsewhere_are_seen() {
    broken_by(|all| drop(all.remove(0)), 1, "has number 2 where 1 is next");
    broken_by(|all| drop(all.remove(3)), 4, "has number 5 where 4 is next");
    broken_by(|all| all.swap(1, 2), 2, "has number 3 where 2 is next");
    broken_by(|all| all.insert(3, all[2].clone()), 4, "has number 3 where 4 is next");
    broken_by(|all| all.insert(3, String::new()), 4, "is not an entry");
    broken_by(|all| all.insert(3, "{}".to_owned()), 4, "is not an entry");
    broken_by(|all| all[3] = "gone".to_owned(), 4, "is not an entry");
    // Cut short in the middle of the log: a crash may have done that, but then nothing followed it.
    broken_by(|all| all[3].truncate(90), 5, "has number 5 where 4 is next");
    broken_by(
        |all| all[3] = serde_json::to_string(&Event::new(Action::Liked, "a", "?")).unwrap(),
        4,
        "no place",
    );
    let forged = |all: &[String], at: usize| {
        let mut entry: Entry = serde_json::from_str(&all[at]).unwrap();
        entry.event.text = "forged".to_owned();
        entry.hash = entry.hash_of_content().unwrap();
        String::from_utf8(entry.line().unwrap()).unwrap()
    };
    broken_by(|all| all[2] = forged(all, 2), 4, "does not follow");
}

#[test]
fn a_tail_that_was_cut_off_shows_against_a_head_that_was_noted() {
    let folder = log_of(6);
    let head = check(&folder, None).head;
    let all = lines(&folder);
    write(&folder, &all[..4]);
    assert_eq!(check(&folder, None).broken, None, "the chain alone cannot tell");
    let broken = check(&folder, Some(&head)).broken.unwrap();
    assert_eq!(broken.line, None);
    assert!(broken.what.starts_with("ends before"), "{broken:?}");
    // A log that went on since still holds the head.
    write(&folder, &all);
    Audit::new(file(folder.path())).note(Action::Liked, "a", "more").unwrap();
    assert_eq!(check(&folder, Some(&head)).broken, None);
}

#[test]
fn a_crash_at_any_byte_costs_only_the_line_being_written() {
    let folder = log_of(3);
    let whole = fs::read(file(folder.path())).unwrap();
    let last = whole[..whole.len() - 1].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;
    for length in last..=whole.len() {
        fs::write(file(folder.path()), &whole[..length]).unwrap();
        let before = check(&folder, None);
        Audit::new(file(folder.path())).note(Action::Liked, "a", "after the crash").unwrap();
        let found = check(&folder, None);
        assert_eq!(found.broken, None, "{length}");
        // Whole but for its end, a line counts.
        let survived = if length + 1 >= whole.len() { 3 } else { 2 };
        assert_eq!((before.entries, found.entries), (survived, survived + 1), "{length}");
        let torn: &[u64] = if survived == 2 && length > last { &[3] } else { &[] };
        assert_eq!(found.torn, torn, "{length}");
    }
}

#[test]
fn zeros_that_a_crash_left_are_passed_over() {
    let folder = log_of(2);
    let mut bytes = fs::read(file(folder.path())).unwrap();
    bytes.extend([0; 40]);
    fs::write(file(folder.path()), bytes).unwrap();
    Audit::new(file(folder.path())).note(Action::Liked, "a", "on").unwrap();
    let found = check(&folder, None);
    assert_eq!((found.entries, found.torn.as_slice(), found.broken), (3, &[3][..], None));
}

#[test]
fn lines_from_before_the_chain_are_taken_and_held_from_then_on() {
    let folder = tempfile::tempdir().unwrap();
    let old: Vec<String> = ["one", "two"]
        .map(|text| serde_json::to_string(&Event::new(Action::BoardSaved, "b", text)).unwrap())
        .into();
    write(&folder, &old);
    assert_eq!((check(&folder, None).entries, check(&folder, None).before), (0, 2));
    let audit = Audit::new(file(folder.path()));
    audit.note(Action::Liked, "a", "three").unwrap();
    audit.note(Action::Liked, "a", "four").unwrap();
    let found = check(&folder, None);
    assert_eq!((found.entries, found.before, found.broken), (2, 2, None));
    let answers = AnswerLog::new(folder.path().join("answers"));
    assert_eq!(audit.list(&answers, None, 9).unwrap().len(), 4);
    let mut all = lines(&folder);
    all[0] = all[0].replace("one", "uno");
    write(&folder, &all);
    let broken = check(&folder, None).broken.unwrap();
    assert_eq!((broken.line, broken.what.contains("does not follow")), (Some(3), true), "{broken:?}");
}

#[test]
fn a_first_line_that_a_crash_cut_short_is_no_obstacle() {
    let folder = log_of(1);
    let mut all = lines(&folder);
    all[0].truncate(90);
    write(&folder, &all);
    Audit::new(file(folder.path())).note(Action::Liked, "a", "on").unwrap();
    let found = check(&folder, None);
    assert_eq!((found.entries, found.torn.as_slice(), found.broken), (1, &[1][..], None));
}

#[test]
fn a_log_that_was_broken_goes_on_and_stays_broken() {
    let folder = log_of(3);
    let mut all = lines(&folder);
    all[1] = all[1].replace("board 2", "board 0");
    write(&folder, &all);
    Audit::new(file(folder.path())).note(Action::Liked, "a", "on").unwrap();
    assert_eq!(lines(&folder).len(), 4);
    assert_eq!(check(&folder, None).broken.unwrap().line, Some(2));
}

#[test]
fn writers_that_do_not_know_of_each_other_make_one_chain() {
    let folder = tempfile::tempdir().unwrap();
    let shared = Arc::new(Audit::new(file(folder.path())));
    std::thread::scope(|scope| {
        for writer in 0..8 {
            // Half of them share one, as the requests of a server; the others are as other processes.
            let own = Arc::new(Audit::new(file(folder.path())));
            let audit = if writer % 2 == 0 { Arc::clone(&shared) } else { own };
            scope.spawn(move || {
                for number in 0..25 {
                    audit.note(Action::Liked, "a", &format!("{writer}: {number}")).unwrap();
                }
            });
        }
    });
    let found = check(&folder, None);
    assert_eq!((found.entries, found.torn.len(), found.broken), (200, 0, None));
    let mut texts: Vec<String> =
        Log::new(file(folder.path())).events().unwrap().into_iter().map(|event| event.text).collect();
    texts.sort();
    texts.dedup();
    assert_eq!(texts.len(), 200);
}

#[test]
fn an_entry_longer_than_the_tail_that_is_looked_at_is_found() {
    let folder = log_of(1);
    Audit::new(file(folder.path())).note(Action::Asked, "a", &"長".repeat(200_000)).unwrap();
    Audit::new(file(folder.path())).note(Action::Liked, "a", "on").unwrap();
    assert_eq!((check(&folder, None).entries, check(&folder, None).broken), (3, None));
}

#[test]
fn an_answer_that_was_changed_or_taken_away_shows() {
    let folder = tempfile::tempdir().unwrap();
    let answers = AnswerLog::new(folder.path().join("answers"));
    let audit = Audit::new(file(folder.path()));
    for id in ["a", "b"] {
        let answer = crate::answers::tests::answer(id);
        audit.asked(answers.append("How many pumps?", None, &answer, Vec::new()).unwrap()).unwrap();
    }
    assert_eq!((check(&folder, None).entries, check(&folder, None).broken), (2, None));
    assert_eq!(audit.list(&answers, None, 9).unwrap().len(), 2, "a question is listed once");
    let month = fs::read_dir(folder.path().join("answers")).unwrap().next().unwrap().unwrap().path();
    let text = fs::read_to_string(&month).unwrap();
    let (first, second) = text.split_once('\n').unwrap();
    fs::write(&month, format!("{first}\n{}", second.replace("Two pumps", "No pumps"))).unwrap();
    let broken = check(&folder, None).broken.unwrap();
    assert_eq!((broken.line, broken.what.contains("answer b")), (Some(2), true), "{broken:?}");
    fs::write(&month, format!("{first}\n")).unwrap();
    let found = check(&folder, None);
    assert_eq!((found.answers_gone, found.broken), (1, None));
}

#[test]
fn what_a_torn_line_may_begin_with_is_known() {
    let folder = log_of(2);
    let head = check(&folder, None).head;
    let mut log = OpenOptions::new().append(true).open(file(folder.path())).unwrap();
    // Another head, or another number, than that of the log: nobody was writing this.
    log.write_all(format!("{{\"seq\":3,\"previous\":\"{}", "ab".repeat(20)).as_bytes()).unwrap();
    assert_eq!(check(&folder, None).broken.unwrap().line, Some(3));
    let all = lines(&folder);
    write(&folder, &all[..2]);
    let mut log = OpenOptions::new().append(true).open(file(folder.path())).unwrap();
    log.write_all(format!("{{\"seq\":3,\"previous\":\"{}", &head[..40]).as_bytes()).unwrap();
    assert_eq!(check(&folder, None).torn, [3]);
}

//! What becomes of proposals, also when writers die, race, or write nonsense.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use plant::{Problem, Unit};
use serde_json::json;

use crate::*;

fn now() -> Timestamp {
    "2026-03-01T08:00:00Z".parse().unwrap()
}

fn later(hours: i64) -> Timestamp {
    now() + SignedDuration::from_hours(hours)
}

fn order(title: &str) -> Draft {
    let act = Act::WorkOrder(WorkOrder {
        asset: "P-101".to_owned(),
        title: title.to_owned(),
        description: "Leaks at the shaft.\nSeen on the night shift.".to_owned(),
        priority: Priority::High,
        due: Some("2026-03-04".parse().unwrap()),
        answer: None,
    });
    Draft { tool: "draft_work_order".to_owned(), act, preview: json!({"rows": 1}) }
}

fn watch(condition: Condition, for_s: f64) -> Act {
    Act::Watch(Watch { tag: "P-101.flow".to_owned(), condition, for_s, text: String::new(), answer: None })
}

fn book() -> (tempfile::TempDir, Logbook) {
    let folder = tempfile::tempdir().unwrap();
    let book = Logbook::new(folder.path().join("state/logbook.jsonl"));
    (folder, book)
}

fn name(name: &str) -> Name {
    Name::new(name).unwrap()
}

fn fine(_: &Proposal) -> Result<(), Problem> {
    Ok(())
}

#[test]
fn a_proposal_is_in_force_from_a_persons_word_until_it_is_undone() {
    let (folder, book) = book();
    assert!(book.all().unwrap().is_empty());
    let id = book.propose(order("Replace the seal"), now()).unwrap().proposal.id;
    assert_eq!(id, "wo-1");
    assert_eq!(book.get("WO-1 ").unwrap().state(now()), State::Open);
    let ana = name(" Ana Ruiz ");
    let done = book.confirm(&id, &ana, later(1), fine).unwrap();
    assert!(done.fresh && done.proposal.state(later(1)) == State::Confirmed);
    let undone = book.undo(&id, &name("Bo"), "was done\nalready", later(2)).unwrap().proposal;
    let Decision::Undone { confirmed, undone } = undone.decision else { panic!("{undone:?}") };
    assert_eq!(
        (confirmed.by.as_str(), undone.by.as_str(), undone.reason.as_str()),
        ("Ana Ruiz", "Bo", "was done already")
    );
    // All of it is read back by another process, and nothing was taken away.
    let again = Logbook::new(book.path());
    assert_eq!(again.all().unwrap(), book.all().unwrap());
    assert_eq!(fs::read_to_string(book.path()).unwrap().lines().count(), 3);
    assert_eq!(again.get("wo-1").unwrap().draft, order("Replace the seal"));
    drop(folder);
}

#[test]
fn who_asks_twice_proposes_once_and_who_confirms_twice_confirms_once() {
    let (_folder, book) = book();
    let first = book.propose(order("a"), now()).unwrap();
    let same = book.propose(order("a"), later(1)).unwrap();
    assert!(first.fresh && !same.fresh && first.proposal == same.proposal);
    let (ana, bo) = (name("Ana"), name("Bo"));
    assert!(book.confirm("wo-1", &ana, later(1), fine).unwrap().fresh);
    assert!(!book.confirm("wo-1", &ana, later(2), |_| panic!("nothing is to be checked")).unwrap().fresh);
    let refused = book.confirm("wo-1", &bo, later(2), fine).unwrap_err();
    assert_eq!(refused.code, "PW3302");
    assert!(refused.message.contains("was confirmed by Ana at 2026-03-01T09:00:00Z"), "{refused}");
    assert!(!book.propose(order("a"), later(3)).unwrap().fresh, "it is in force");
    book.undo("wo-1", &bo, "", later(3)).unwrap();
    assert!(!book.undo("wo-1", &bo, "", later(4)).unwrap().fresh);
    assert_eq!(book.undo("wo-1", &ana, "", later(4)).unwrap_err().code, "PW3302");
    assert_eq!(book.propose(order("a"), later(5)).unwrap().proposal.id, "wo-2");
    assert_eq!(book.marks(0).unwrap().total, 4);
}

#[test]
fn what_was_declined_expired_or_is_gone_is_not_confirmed() {
    let (_folder, book) = book();
    let ana = name("Ana");
    for title in ["a", "b", "c"] {
        book.propose(order(title), now()).unwrap();
    }
    book.decline("wo-1", &ana, "no", now()).unwrap();
    assert!(!book.decline("wo-1", &ana, "no", now()).unwrap().fresh);
    assert_eq!(book.confirm("wo-1", &ana, now(), fine).unwrap_err().code, "PW3302");
    assert_eq!(book.undo("wo-2", &ana, "", now()).unwrap_err().code, "PW3302");
    let week = now() + OPEN_FOR;
    assert_eq!(book.get("wo-2").unwrap().state(week), State::Expired);
    assert_eq!(book.confirm("wo-2", &ana, week, fine).unwrap_err().code, "PW3303");
    assert!(book.decline("wo-2", &ana, "", week).unwrap().fresh);
    let gone = |_: &Proposal| Err(changed("wo-3", "P-101 is gone"));
    assert_eq!(book.confirm("wo-3", &ana, now(), gone).unwrap_err().code, "PW3304");
    assert_eq!(book.get("wo-3").unwrap().state(now()), State::Open);
    for problem in [
        book.confirm("wo-9", &ana, now(), fine).unwrap_err(),
        book.decline("", &ana, "", now()).unwrap_err(),
        book.get("../wo-1").unwrap_err(),
    ] {
        assert_eq!(problem.code, "PW3301");
    }
}

#[test]
fn names_are_asked_for_and_acts_are_whole() {
    for text in ["", "  ", "12", "a\nb", "-", &"x".repeat(101)] {
        assert_eq!(Name::new(text).unwrap_err().code, "PW3305", "{text:?}");
    }
    for text in ["Ana", "李雷", "O'Neil 2"] {
        assert_eq!(Name::new(text).unwrap().as_str(), text);
    }
    let (_folder, book) = book();
    let unit = Some(Unit::new("Cel"));
    let acts = [
        watch(Condition::Above { limit: f64::NAN, unit: unit.clone() }, 0.0),
        watch(Condition::Outside { low: 5.0, high: 5.0, unit: unit.clone() }, 0.0),
        watch(Condition::Below { limit: 1.0, unit: unit.clone() }, -1.0),
        watch(Condition::Stuck, 0.0),
        watch(Condition::NoData, f64::INFINITY),
    ];
    let mut drafts: Vec<Draft> =
        acts.into_iter().map(|act| Draft { tool: "t".to_owned(), act, preview: json!(null) }).collect();
    drafts.extend(["", " ", "two\nlines", &"x".repeat(201)].map(order));
    for draft in drafts {
        assert_eq!(book.propose(draft.clone(), now()).unwrap_err().code, "PW3201", "{draft:?}");
    }
    assert!(!book.path().exists(), "nothing was written");
}

#[test]
fn a_watch_reads_as_a_person_says_it() {
    let unit = Some(Unit::new("Cel"));
    for (condition, for_s, words) in [
        (Condition::Above { limit: 80.5, unit: unit.clone() }, 600.0, "P-101.flow > 80.5 °C for 10 min"),
        (Condition::Below { limit: -3.0, unit: None }, 0.0, "P-101.flow < -3"),
        (Condition::Outside { low: 1.0, high: 2.0, unit }, 1.0, "P-101.flow outside 1 to 2 °C for 1 s"),
        (Condition::Stuck, 5_400.0, "P-101.flow stuck for 1.5 h"),
        (Condition::NoData, 172_800.0, "P-101.flow without data for 2 d"),
    ] {
        let Act::Watch(watch) = watch(condition, for_s) else { panic!() };
        assert_eq!(watch.words(), words);
        let text = serde_json::to_string(&watch).unwrap();
        assert_eq!(serde_json::from_str::<Watch>(&text).unwrap(), watch, "{text}");
    }
}

#[test]
fn too_many_waiting_proposals_are_refused_and_expired_ones_make_room() {
    let (_folder, book) = book();
    for number in 0..MOST_OPEN {
        book.propose(order(&number.to_string()), now()).unwrap();
    }
    assert_eq!(book.propose(order("one more"), now()).unwrap_err().code, "PW3306");
    assert!(book.propose(order("one more"), now() + OPEN_FOR).unwrap().fresh);
}

#[test]
fn a_crash_at_any_byte_costs_only_the_line_being_written() {
    let (folder, book) = book();
    let ana = name("Ana");
    book.propose(order("Dichtung 密封"), now()).unwrap();
    book.propose(order("b"), now()).unwrap();
    let before = fs::read(book.path()).unwrap().len();
    book.confirm("wo-1", &ana, later(1), fine).unwrap();
    let whole = fs::read(book.path()).unwrap();
    for length in before..=whole.len() {
        let path = folder.path().join("cut.jsonl");
        fs::write(&path, &whole[..length]).unwrap();
        let cut = Logbook::new(&path);
        // Whole but for its end, a line counts.
        let survived = length + 1 >= whole.len();
        let expected = if survived { State::Confirmed } else { State::Open };
        assert_eq!(cut.get("wo-1").unwrap().state(later(1)), expected, "{length}");
        // The next writer goes on, here and in a process that opens anew.
        assert_eq!(cut.confirm("wo-1", &ana, later(2), fine).unwrap().fresh, !survived, "{length}");
        cut.decline("wo-2", &ana, "", later(2)).unwrap();
        let again = Logbook::new(&path);
        assert_eq!(again.all().unwrap(), cut.all().unwrap(), "{length}");
        assert_eq!(again.get("wo-1").unwrap().state(later(2)), State::Confirmed);
        assert_eq!(again.get("wo-2").unwrap().state(later(2)), State::Declined);
        let torn = u64::from(!survived && length > before);
        assert_eq!((again.passed_over().unwrap(), cut.passed_over().unwrap()), (torn, torn), "{length}");
    }
}

#[test]
fn lines_of_nobody_are_passed_over() {
    let (_folder, book) = book();
    book.propose(order("a"), now()).unwrap();
    let good = fs::read_to_string(book.path()).unwrap();
    let confirmed = |id: &str| json!({"at": now(), "id": id, "event": "confirmed", "by": "Ana"}).to_string();
    let undone = json!({"at": now(), "id": "wo-1", "event": "undone", "by": "Ana"}).to_string();
    let lines = ["{", "[]", "\u{0}\u{0}", &confirmed("wo-7"), good.trim(), &undone, &confirmed("wo-1")];
    fs::write(book.path(), format!("{good}{}\n", lines.join("\n"))).unwrap();
    let again = Logbook::new(book.path());
    assert_eq!(again.get("wo-1").unwrap().confirmed().unwrap().by, "Ana");
    assert_eq!(again.all().unwrap().len(), 1);
    assert_eq!(again.passed_over().unwrap(), 5);
    // A backup that was put back is read from its beginning.
    fs::write(book.path(), &good).unwrap();
    assert_eq!(again.get("wo-1").unwrap().state(now()), State::Open);
    fs::remove_file(book.path()).unwrap();
    assert_eq!(again.get("wo-1").unwrap_err().code, "PW3301");
}

#[test]
fn of_two_people_at_once_one_confirms() {
    for _ in 0..20 {
        let (_folder, book) = book();
        book.propose(order("a"), now()).unwrap();
        let shared = Arc::new(book);
        let outcomes: Vec<Result<Written, Problem>> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..6)
                .map(|person| {
                    // Half of them share one, as the requests of a server; the others are as other processes.
                    let own = Arc::new(Logbook::new(shared.path()));
                    let book = if person % 2 == 0 { Arc::clone(&shared) } else { own };
                    scope.spawn(move || book.confirm("wo-1", &name(&format!("Person {person}")), now(), fine))
                })
                .collect();
            workers.into_iter().map(|worker| worker.join().unwrap()).collect()
        });
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        for problem in outcomes.iter().filter_map(|outcome| outcome.as_ref().err()) {
            assert_eq!(problem.code, "PW3302");
        }
        assert_eq!(fs::read_to_string(shared.path()).unwrap().lines().count(), 2);
    }
}

#[test]
fn each_line_has_its_mark() {
    let (_folder, book) = book();
    book.propose(order("a"), now()).unwrap();
    book.trace("wo-1", Origin { from: "mcp".to_owned(), answer: None }, now()).unwrap();
    book.confirm("wo-1", &name("Ana"), now(), fine).unwrap();
    let marks = book.marks(1).unwrap().new;
    assert_eq!(marks.len(), 2);
    assert_eq!(marks[1].headline, "work order for P-101: a");
    assert!(matches!(&marks[1].event, Event::Confirmed { by } if by == "Ana"));
    assert_eq!(book.get("wo-1").unwrap().origin.unwrap().from, "mcp");
    let mut digests: Vec<String> = book.marks(0).unwrap().new.into_iter().map(|mark| mark.digest).collect();
    digests.dedup();
    assert_eq!(digests.len(), 3);
    assert!(book.marks(3).unwrap().new.is_empty());
    assert_eq!(book.marks(9).unwrap().new.len(), 3, "another file stands there");
}

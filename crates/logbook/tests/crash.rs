//! Kills a writer with SIGKILL at random instants and compares what stands in the logbook with
//! what the writer said was written.
//!
//! `PLANTWRIGHT_CRASH_ROUNDS` sets the number of kills (10 unless told).
#![allow(clippy::unwrap_used)]
// Kills come at random instants, so that waiting for one is the test itself.
#![allow(clippy::disallowed_methods)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use jiff::Timestamp;
use logbook::{Act, Draft, Logbook, Name, Priority, State, WorkOrder};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use serde_json::json;

/// What the title of a proposal says that is to become of it.
const FATES: [&str; 4] = ["open", "confirmed", "declined", "undone"];

fn draft(number: u64) -> Draft {
    let act = Act::WorkOrder(WorkOrder {
        asset: "P-101".to_owned(),
        title: format!("{number} {}", FATES[number as usize % 4]),
        description: "长".repeat(number as usize % 700),
        priority: Priority::Low,
        due: None,
        answer: None,
    });
    Draft { tool: "draft_work_order".to_owned(), act, preview: json!({"number": number}) }
}

/// Not a test of its own: the program that is killed. It says what it wrote, after it was
/// acknowledged, on standard output.
#[test]
#[ignore = "started by the other test of this file"]
fn writer() {
    let Ok(file) = std::env::var("PLANTWRIGHT_CRASH_FILE") else { return };
    let book = Logbook::new(file);
    let by = Name::new("Ana").unwrap();
    let next = book.all().unwrap().len() as u64;
    for number in next.. {
        let id = book.propose(draft(number), Timestamp::now()).unwrap().proposal.id;
        say(&format!("open {id}"));
        if matches!(number % 4, 1 | 3) {
            book.confirm(&id, &by, Timestamp::now(), |_| Ok(())).unwrap();
            say(&format!("confirmed {id}"));
        }
        if number % 4 == 2 {
            book.decline(&id, &by, "no", Timestamp::now()).unwrap();
            say(&format!("declined {id}"));
        }
        if number % 4 == 3 {
            book.undo(&id, &by, "done", Timestamp::now()).unwrap();
            say(&format!("undone {id}"));
        }
        // So that what waits stays under the limit.
        if number % 4 == 0 {
            book.decline(&id, &by, "", Timestamp::now()).unwrap();
            say(&format!("declined {id}"));
        }
    }
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "said {line}").unwrap();
    out.flush().unwrap();
}

/// The least that must hold of a proposal: how far its writer said it had come.
fn holds(said: &str, state: State) -> bool {
    match said {
        "open" => true,
        "confirmed" => matches!(state, State::Confirmed | State::Undone),
        "declined" => state == State::Declined,
        _ => state == State::Undone,
    }
}

#[test]
fn what_was_acknowledged_outlives_a_kill() {
    let rounds: u64 =
        std::env::var("PLANTWRIGHT_CRASH_ROUNDS").ok().and_then(|r| r.parse().ok()).unwrap_or(10);
    let mut random = StdRng::seed_from_u64(7);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("logbook.jsonl");
    let mut acknowledged = 0;
    for _ in 0..rounds {
        let said = killed_after(&file, Duration::from_millis(random.random_range(30..200)));
        let book = Logbook::new(&file);
        for line in &said {
            let (what, id) = line.split_once(' ').unwrap();
            let state = book.get(id).unwrap().state(Timestamp::now());
            assert!(holds(what, state), "{line}, found {state:?}");
        }
        acknowledged += said.len();
        for (at, proposal) in book.all().unwrap().iter().enumerate() {
            assert_eq!(proposal.draft, draft(at as u64), "a proposal is whole");
        }
    }
    assert!(acknowledged as u64 > rounds, "the writers wrote only {acknowledged}");
}

/// Lets a writer work for a while and kills it; the lines that it said.
fn killed_after(file: &Path, time: Duration) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "writer", "--ignored", "--nocapture"])
        .env("PLANTWRIGHT_CRASH_FILE", file)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let reader = std::thread::spawn(move || -> Vec<String> {
        let lines = out.lines().map_while(Result::ok);
        lines.filter_map(|line| Some(line.split_once("said ")?.1.to_owned())).collect()
    });
    std::thread::sleep(time);
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap()
}

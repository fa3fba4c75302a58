#![allow(clippy::unwrap_used)]

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use agent::learned::Form;

use super::*;

fn example(question: &str, meaning: &str, source: Source) -> Example {
    let words = question.split(' ').map(str::to_owned).collect();
    let form = Form { words, ..Form::default() };
    let means = Means::Meaning(meaning.to_owned());
    Example { id: String::new(), question: question.to_owned(), form, means, source }
}

fn ids(file: &Path) -> Vec<(String, bool)> {
    let all = LearnedList::new(file).all().unwrap();
    all.iter().map(|entry| (entry.id().to_owned(), entry.is_in_force())).collect()
}

#[test]
fn what_was_learnt_outlives_a_restart_and_what_was_forgotten_stays_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state/learned.jsonl");
    let list = LearnedList::new(&file);
    assert!(list.all().unwrap().is_empty() && list.in_force().unwrap().is_empty());
    let kim = Origin::now(Some("Kim"), None);
    assert_eq!(
        list.add(example("how wet is it", "mean(t)", Source::Taught), kim.clone()).unwrap().id(),
        "e1"
    );
    assert_eq!(list.name("the old kiln", "kiln-1", kim.clone()).unwrap().id(), "n2");
    let liked = example("and now", "latest(t)", Source::Liked);
    assert_eq!(list.add(liked, Origin::now(None, Some("a1"))).unwrap().id(), "e3");
    let (forgotten, fresh) = list.forget("e1", kim.clone()).unwrap();
    assert!(fresh && forgotten.forgotten.unwrap().by.as_deref() == Some("Kim"));
    assert!(!list.forget("e1", Origin::default()).unwrap().1, "once is enough");
    assert_eq!(list.forget("e9", kim.clone()).unwrap_err().code, "PW6221");
    let expected = [("e1", false), ("n2", true), ("e3", true)].map(|(id, force)| (id.to_owned(), force));
    assert_eq!(ids(&file), expected);
    // Forgotten, it can be taught again, under another id.
    let list = LearnedList::new(&file);
    assert_eq!(list.add(example("how wet is it", "mean(t)", Source::Taught), kim).unwrap().id(), "e4");
}

#[test]
fn who_teaches_twice_teaches_once() {
    let folder = tempfile::tempdir().unwrap();
    let list = LearnedList::new(folder.path().join("learned.jsonl"));
    let add = |meaning: &str, source: Source| {
        list.add(example("q", meaning, source), Origin::default()).unwrap().id().to_owned()
    };
    assert_eq!(add("mean(t)", Source::Taught), "e1");
    assert_eq!(add("mean(t)", Source::Liked), "e1");
    assert_eq!(add("mean(t)", Source::Disliked), "e2");
    assert_eq!(add("max(t)", Source::Taught), "e3");
}

#[test]
fn a_damaged_line_costs_only_itself() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("learned.jsonl");
    let list = LearnedList::new(&file);
    list.add(example("one", "mean(t)", Source::Taught), Origin::default()).unwrap();
    list.add(example("two", "max(t)", Source::Taught), Origin::default()).unwrap();
    // A kill while a line was written, and a byte that a disk turned over.
    OpenOptions::new()
        .append(true)
        .open(&file)
        .unwrap()
        .write_all(b"{\"event\":\"learned\",\"at\":\"20")
        .unwrap();
    let text = fs::read_to_string(&file).unwrap().replacen("\"one\"", "\"one", 1);
    fs::write(&file, text).unwrap();
    let list = LearnedList::new(&file);
    assert_eq!(list.add(example("three", "min(t)", Source::Taught), Origin::default()).unwrap().id(), "e3");
    assert_eq!(ids(&file), [("e2".to_owned(), true), ("e3".to_owned(), true)]);
}

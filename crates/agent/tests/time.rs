//! Time expressions: the cases of `tests/time/*.txt`, and what holds of every string.
//!
//! A case is `question => meaning ; meaning`, the best reading of each mention in order; a
//! trailing `| meaning` names a further reading that some mention must have. `@` lines set
//! the context for the cases below them. See `notation.rs` for how meanings are written.

#![allow(clippy::unwrap_used)]

#[path = "time/notation.rs"]
mod notation;

use agent::time::{TimeMeaning, find};
use notation::Setting;

fn check_file(name: &str, cases: &str) {
    let mut setting = Setting::default();
    let (mut count, mut failures) = (0, String::new());
    for (index, line) in cases.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if line.starts_with('@') {
            setting.set(line);
            continue;
        }
        let (question, expected) =
            line.split_once(" => ").unwrap_or_else(|| panic!("{name}:{}: no =>", index + 1));
        let (expected, also) = expected.split_once(" | ").unwrap_or((expected, ""));
        let mentions = find(question.trim(), &setting.context());
        let got = setting.best(&mentions);
        let readings = mentions.iter().flat_map(|m| &m.readings).map(|r| setting.meaning(&r.meaning));
        let missing = !also.is_empty() && !readings.into_iter().any(|reading| reading == also.trim());
        count += 1;
        if got != expected.trim() || missing {
            let all = setting.all(question.trim(), &mentions);
            failures.push_str(&format!(
                "{name}:{}: {question}\n  expected {expected} | {also}\n  got      {got}\n{all}",
                index + 1
            ));
        }
    }
    assert!(failures.is_empty(), "{failures}{count} cases in {name}");
    assert!(count >= 150, "{name} has only {count} cases");
}

#[test]
fn english_cases() {
    check_file("en.txt", include_str!("time/en.txt"));
}

#[test]
fn chinese_cases() {
    check_file("zh.txt", include_str!("time/zh.txt"));
}

/// What must hold of the mentions of any text.
fn check_invariants(text: &str, setting: &Setting) {
    let mut last = 0;
    for mention in find(text, &setting.context()) {
        assert!(
            text.get(mention.span.clone()).is_some_and(|part| !part.is_empty()),
            "{text:?}: {:?}",
            mention.span
        );
        assert!(mention.span.start >= last, "{text:?}: mentions overlap");
        last = mention.span.end;
        assert!(!mention.readings.is_empty());
        for pair in mention.readings.windows(2) {
            assert!(pair[0].score >= pair[1].score, "{text:?}: not best first");
        }
        for reading in &mention.readings {
            assert!((0.0..=1.0).contains(&reading.score));
            match &reading.meaning {
                TimeMeaning::Window(range) => assert!(!range.is_empty(), "{text:?}: {range:?}"),
                TimeMeaning::UnknownShift { day, .. } => assert!(!day.is_empty(), "{text:?}"),
                TimeMeaning::Recurring(recurrence) => assert!(!recurrence.outer.is_empty(), "{text:?}"),
                TimeMeaning::Duration(seconds) => assert!(*seconds > 0.0 && seconds.is_finite(), "{text:?}"),
                _ => {}
            }
        }
    }
}

/// Every question of the case files, cut, doubled and shuffled, keeps the invariants.
#[test]
fn any_string_gives_well_formed_mentions() {
    let mut setting = Setting::default();
    setting.set("@zone America/New_York");
    setting.set("@now 2020-03-08T03:30");
    setting.set("@shift night,夜班 22:00-06:00");
    let cases = [include_str!("time/en.txt"), include_str!("time/zh.txt")].concat();
    let questions: Vec<&str> =
        cases.lines().filter_map(|line| line.split_once(" => ")).map(|(q, _)| q.trim()).collect();
    let mut seed = 7_usize;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below.max(1)
    };
    for question in &questions {
        check_invariants(question, &setting);
        let chars: Vec<char> = question.chars().collect();
        for _ in 0..4 {
            let (a, b) = (next(chars.len() + 1), next(chars.len() + 1));
            let other = questions[next(questions.len())];
            let cut: String = chars[a.min(b)..a.max(b)].iter().collect();
            check_invariants(&cut, &setting);
            check_invariants(&format!("{cut}{other}"), &setting);
            let swapped: String = chars[a..].iter().chain(&chars[..a]).collect();
            check_invariants(&swapped, &setting);
        }
    }
}

#[test]
fn numbers_at_the_edges_of_the_calendar_do_no_harm() {
    let mut setting = Setting::default();
    for now in
        ["-9999-01-03T00:00", "1677-09-21T01:00", "2262-04-11T12:00", "9999-12-30T00:00", "2020-02-29T12:00"]
    {
        setting.set(&format!("@now {}", now.replace("-9999", "1678").replace("9999", "2262")));
        for text in [
            "last 999999 years",
            "100000 days ago",
            "the last 99999 weeks",
            "week 53",
            "february 30",
            "30 february 2021",
            "29 feb",
            "99:99",
            "24:00",
            "from 24:00 to 24:00",
            "过去999999年",
            "第99周",
            "32号",
            "2月30日",
            "0月0日",
            "since 1950",
            "2100",
            "in 2262",
            "on 00/00/0000",
            "next year",
            "下个月31号",
            "the 31st",
            "half past 24",
            "last 0 days",
            "0 hours ago",
            "过去0小时",
            "everyday 0 to 0",
            "1e9 years",
            "between 0 and 0 pm yesterday",
        ] {
            check_invariants(text, &setting);
        }
    }
}

//! `plantwright eval`.

use crate::support::{demo, fails, run};

#[test]
fn a_suite_is_graded_by_category_and_language() {
    let plant = demo();
    let suite = plant.path().join("suite.jsonl");
    let cases = [
        r#"{"id": "a", "plant": "plant", "lang": "en", "category": "aggregate", "question": "What was the average header pressure yesterday?", "expect": {"kind": "number", "value": 3.2, "unit": "bar", "rel_tol": 0.1}}"#,
        r#"{"id": "b", "plant": "plant", "lang": "zh", "category": "aggregate", "question": "昨天母管压力的平均值是多少?", "expect": {"kind": "number", "value": 99, "unit": "bar"}}"#,
        r#"{"id": "c", "plant": "plant", "lang": "en", "category": "abstain", "question": "What is the oil temperature of P-101?", "expect": {"status": "abstained"}}"#,
    ];
    std::fs::write(&suite, cases.join("\n")).unwrap();
    let (suite, plants) = (suite.display().to_string(), plant.path().parent().unwrap().display().to_string());
    let ran = run(&["eval", &suite, "--plants", &plants, "--verbose"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    for part in ["passed 2/3 = 0.667", "unsupported numbers 0", "\nb [aggregate, zh]"] {
        assert!(ran.out.contains(part), "no {part:?} in {ran:?}");
    }
    assert_eq!(run(&["eval", &suite, "--plants", &plants, "--min", "0.9"]).code, Some(1));
    assert_eq!(run(&["eval", &suite, "--plants", &plants, "--min", "0.6"]).code, Some(0));
    assert!(run(&["eval", &suite, "--plants", &plants, "--only", "zh"]).ok().contains("passed 0/1"));
}

#[test]
fn a_suite_that_is_none_is_refused_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let suite = folder.path().join("s.jsonl");
    std::fs::write(&suite, "\n{\"id\": \"a\"}\n").unwrap();
    let suite = suite.display().to_string();
    let line = fails(&["eval", &suite, "--plants", "."], "PW7022");
    assert!(line.contains("s.jsonl:2"), "{line}");
    fails(&["eval", "missing.jsonl", "--plants", "."], "PW7022");
}

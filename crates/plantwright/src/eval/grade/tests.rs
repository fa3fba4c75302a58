#![allow(clippy::unwrap_used)]

use super::*;
use plant::{Language, Unit};
use serde_json::json;
use tool::{Citation, Grounding, Plan, Status};

fn answer(values: Vec<AnswerValue>) -> Answer {
    Answer {
        id: String::new(),
        status: Status::Answered,
        language: Language::English,
        text: "Pump 2 ran for 1,204.5 h at 45.0 °C.".to_owned(),
        values,
        evidence: Vec::new(),
        citations: vec![Citation { document: "documents/m.pdf".into(), page: 12, quote: String::new() }],
        grounding: Grounding::default(),
        question: None,
        planner: String::new(),
        plan: Plan::default(),
        code: None,
        reading: None,
        probability: None,
        took_ms: 0.0,
    }
}

fn value(value: Json) -> AnswerValue {
    AnswerValue::new("p-2", value)
}

fn in_unit(number: f64, unit: &str) -> AnswerValue {
    AnswerValue::number("p-2", number, Some(Unit::new(unit)))
}

fn passes(expect: Json, values: Vec<AnswerValue>, expected: bool) {
    let read: Expect = serde_json::from_value(expect.clone()).unwrap();
    assert_eq!(check(&read, &answer(values)).is_ok(), expected, "{expect}");
}

#[test]
fn numbers_pass_within_their_tolerance_and_across_units() {
    let cases = [
        (json!({"kind": "number", "value": 100.0, "unit": "kPa"}), in_unit(100.4, "kPa"), true),
        (json!({"kind": "number", "value": 100.0, "unit": "kPa"}), in_unit(101.0, "kPa"), false),
        (json!({"kind": "number", "value": 100.0, "unit": "kPa"}), in_unit(1.0, "bar"), true),
        (
            json!({"kind": "number", "value": 100.0, "unit": "kPa", "rel_tol": 0.02}),
            in_unit(101.0, "kPa"),
            true,
        ),
        (json!({"kind": "number", "value": 0.0, "abs_tol": 0.5}), in_unit(0.4, "K"), true),
        (json!({"kind": "number", "value": 5.0, "unit": "Cel", "delta": true}), in_unit(9.0, "[degF]"), true),
        (json!({"kind": "number", "value": 1204.5}), value(json!("1,204.5")), true),
        (json!({"kind": "number", "value": 1.0}), value(json!(true)), false),
    ];
    for (expect, value, expected) in cases {
        passes(expect, vec![value], expected);
    }
    passes(json!({"kind": "number", "value": 1.0}), vec![], false);
}

#[test]
fn instants_pass_whatever_their_offset() {
    let at = |text: &str| vec![value(json!(text))];
    let expect = json!({"kind": "time", "value": "2026-03-01T08:00:00+01:00", "tol_s": 60});
    passes(expect.clone(), at("2026-03-01T07:00:30Z"), true);
    passes(expect.clone(), at("2026-03-01T08:00:30"), true);
    passes(expect.clone(), at("2026-03-01T08:02:00+01:00"), false);
    passes(expect.clone(), vec![value(json!(1_772_348_400))], true);
    passes(expect, at("soon"), false);
    passes(json!({"kind": "time", "value": "2026-03-01", "tol_s": 1}), at("2026-03-01T00:00:00Z"), true);
}

#[test]
fn ids_pass_as_a_set_or_in_order() {
    let list = |ids: &[&str]| ids.iter().map(|id| value(json!(id))).collect::<Vec<_>>();
    let set = json!({"kind": "ids", "value": ["a", "b"], "accept": {"b": ["Bee"]}});
    passes(set.clone(), list(&["B ee", "a"]), false);
    passes(set.clone(), list(&["bee", "A"]), true);
    passes(set.clone(), list(&["a", "b", "c"]), false);
    // Two names of one thing do not make two things.
    passes(set, list(&["a", "b", "bee"]), false);
    let ordered = json!({"kind": "ids", "value": ["a", "b"], "ordered": true});
    passes(ordered.clone(), list(&["a", "b"]), true);
    passes(ordered, list(&["b", "a"]), false);
    passes(json!({"kind": "id", "value": "2026-03-01"}), list(&["2026-03-01T10:00:00+01:00"]), true);
    passes(json!({"kind": "id", "value": "p-2", "accept": ["Pump 2"]}), list(&["pump  2"]), true);
}

#[test]
fn text_must_hold_numbers_by_themselves() {
    let includes = |wanted: &[&str]| json!({"kind": "text", "must_include": wanted});
    passes(includes(&["pump 2", "45.0"]), vec![], true);
    passes(includes(&["204.5"]), vec![], false);
    passes(includes(&["45"]), vec![], false);
    passes(includes(&["204|pump"]), vec![], true);
    passes(includes(&["bearing"]), vec![value(json!("Bearing wear"))], true);
    passes(
        json!({"kind": "text", "must_include": ["no"], "or_len": 2}),
        vec![value(json!(1)), value(json!(2))],
        true,
    );
    passes(json!({"kind": "page", "document": "documents/m.pdf", "page": 12}), vec![], true);
    passes(json!({"kind": "page", "document": "documents/m.pdf", "page": 13}), vec![], false);
}

#[test]
fn numbers_are_found_by_their_labels() {
    let values =
        || vec![AnswerValue::number("Pump 2 (flow)", 4.0, None), AnswerValue::number("other", 9.0, None)];
    passes(json!({"kind": "numbers", "values": {"pump-2|p2": 4.0, "absent": 0}}), values(), true);
    passes(json!({"kind": "numbers", "values": {"pump-2": 5.0}}), values(), false);
    passes(json!({"kind": "numbers", "values": {"absent": 1.0}}), values(), false);
}

#[test]
fn the_status_is_graded_first() {
    let mut abstained = answer(vec![]);
    abstained.status = Status::Abstained;
    let graded = |expect: Json| check(&serde_json::from_value(expect).unwrap(), &abstained).is_ok();
    assert!(graded(json!({"status": "abstained"})));
    assert!(graded(json!({"status": "clarify", "accept_status": ["abstained"]})));
    assert!(!graded(json!({"kind": "none"})));
    assert!(!graded(json!({"status": "clarify"})));
}

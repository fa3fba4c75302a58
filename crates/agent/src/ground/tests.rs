#![allow(clippy::unwrap_used)]

use super::*;
use serde_json::json;

fn quantity(value: f64, unit: &str) -> Evidence {
    serde_json::from_value(json!({
        "id": "s1", "tool": "aggregate", "arguments": {}, "rows": 96,
        "window": ["2020-06-10T04:00:00Z", "2020-06-11T04:00:00Z"],
        "values": [{"label": "chiller-6.power_input", "value": value, "unit": unit,
            "time": "2020-06-10T07:15:00Z"}],
        "result": {"kind": "quantity", "what": "mean", "subject": "chiller-6.power_input", "value": value,
            "unit": unit}
    }))
    .unwrap()
}

fn check(text: &str, (value, unit): (f64, &str), expected: (u32, u32)) {
    let zone = TimeZone::get("America/New_York").unwrap();
    let language = if text.is_ascii() { Language::English } else { Language::Chinese };
    let grounding = ground(text, &[quantity(value, unit)], &["Chiller 6"], &zone, language);
    assert_eq!((grounding.numbers, grounding.supported), expected, "{text}");
}

#[test]
fn a_rounded_result_is_supported_and_another_number_is_not() {
    let power = (825.407_076, "kW");
    check("Chiller 6 drew 825.4 kW on average.", power, (1, 1));
    check("Chiller 6 drew 825.5 kW on average.", power, (1, 0));
    check("Chiller 6 drew 825.4 kW, 3.7 times as much.", power, (2, 1));
    check("Chiller 61 drew 825.4 kW.", power, (2, 1));
}

#[test]
fn a_sign_and_an_exponent_count() {
    check("It fell by -3.20 K.", (-3.2, "K"), (1, 1));
    check("It was 3.20 K.", (-3.2, "K"), (1, 0));
    check("It was 2.000e-6 m.", (2.0e-6, "m"), (1, 1));
    check("It was 2.000e-5 m.", (2.0e-6, "m"), (1, 0));
}

#[test]
fn seconds_may_be_read_as_hours_and_minutes() {
    let length = (34_200.0, "s");
    check("It took 9 h 30 min (96 samples).", length, (3, 3));
    check("It took 9.5 h.", length, (1, 1));
    check("It took 13 h.", length, (1, 0));
    // Nothing but a length of time is.
    check("It took 9 h 30 min.", (34_200.0, "kW"), (2, 0));
}

#[test]
fn a_share_may_be_read_as_per_cent_and_nothing_else() {
    check("It was 41.2 %.", (0.412, "1"), (1, 1));
    check("It was 41.2 kW.", (0.412, "kW"), (1, 0));
}

#[test]
fn instants_of_the_evidence_are_no_claims_and_others_are() {
    let power = (825.4, "kW");
    check("On 10 June 2020: 825.4 kW, at its most on 10 June 2020 03:15.", power, (1, 1));
    check("2020年6月10日 03:15，825.4 kW。", power, (1, 1));
    check("On 12 June 2020: 825.4 kW.", power, (3, 1));
}

#[test]
fn digits_of_dates_support_no_other_number() {
    // The evidence's window ends on the 11th; that is no length of time.
    check("It took 11 h.", (34_200.0, "s"), (1, 0));
}

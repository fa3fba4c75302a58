//! A made plant whose truth is known: two loops under one plant, twenty days at five minutes.
//!
//! On the last day at 12:00 the valve of loop A opens from 40 to 60 %; ten minutes later the outlet temperature of A falls
//! by 6 K, and twenty minutes after that the one of B by 3 K. Everything has a daily course and noise with memory.

use std::collections::HashMap;
use std::f64::consts::TAU;
use std::fmt::Write as _;

use plant::{Quality, Sample, Value};
use serde_json::{Value as Json, json};
use tool::{Confidence, Evidence, Toolbox};

use super::{claims, parts, window};

#[path = "../series_tools/rig.rs"]
mod rig;
use rig::Rig;

const STEP: i64 = 300_000_000_000;
const A_DAY: i64 = 288;
const DAYS: i64 = 20;
/// 2026-05-01T00:00:00Z.
const START: i64 = 1_777_593_600_000_000_000;

/// Place of the opening: noon of the last day.
const OPENED: i64 = (DAYS - 1) * A_DAY + 144;

/// Asset, name, unit, level, size of the daily course, of the noise, place from which it is higher, and by how much.
type Made = (&'static str, &'static str, &'static str, f64, f64, f64, i64, f64);

const TAGS: &[Made] = &[
    ("a", "outlet temperature", "Cel", 50.0, 2.0, 0.4, OPENED + 2, -6.0),
    ("a", "valve position", "%", 40.0, 0.0, 0.5, OPENED, 20.0),
    ("a", "inlet temperature", "Cel", 70.0, 2.0, 0.4, i64::MAX, 0.0),
    ("a", "pump current", "A", 12.0, 0.0, 0.1, i64::MAX, 0.0),
    ("b", "outlet temperature", "Cel", 48.0, 2.0, 0.4, OPENED + 6, -3.0),
    ("b", "flow", "m3/h", 20.0, 1.0, 0.3, i64::MAX, 0.0),
    ("b", "pressure", "bar", 4.0, 0.0, 0.02, i64::MAX, 0.0),
    ("plant", "outdoor temperature", "Cel", 15.0, 6.0, 0.5, i64::MAX, 0.0),
];

fn id(asset: &str, name: &str) -> String {
    format!("{asset}.{}", name.replace(' ', "_"))
}

fn plant_toml(more: &str) -> String {
    let mut text = String::from(
        "[plant]\nname = \"Loops\"\ntimezone = \"UTC\"\nnow = \"2026-05-21T00:00:00\"\n\
         [[asset]]\nid = \"plant\"\nname = \"Plant\"\n\
         [[asset]]\nid = \"a\"\nname = \"Loop A\"\nkind = \"loop\"\nparent = \"plant\"\n\
         [[asset]]\nid = \"b\"\nname = \"Loop B\"\nkind = \"loop\"\nparent = \"plant\"\n",
    );
    for (asset, name, unit, ..) in TAGS {
        let quantity = name.rsplit(' ').next().unwrap();
        writeln!(
            text,
            "[[tag]]\nid = \"{}\"\nasset = \"{asset}\"\nname = \"{name}\"\nquantity = \"{quantity}\"\nunit = \"{unit}\"",
            id(asset, name)
        )
        .unwrap();
    }
    text + more
}

/// SplitMix64 to a number from -1 to 1: the same at every run.
fn chance(seed: u64) -> f64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    2.0 * ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64 - 1.0
}

/// The made history; `change` may bend a value of a tag at a place.
fn history(change: impl Fn(&str, i64, f64) -> f64) -> Vec<Sample> {
    let mut samples = Vec::new();
    for (number, (asset, name, _, level, daily, noise, from, higher)) in TAGS.iter().enumerate() {
        let (tag, mut memory) = (id(asset, name), 0.0);
        for place in 0..DAYS * A_DAY {
            memory = 0.6 * memory + noise * chance((number as u64) << 32 | place as u64);
            let course = daily * (TAU * (place % A_DAY) as f64 / A_DAY as f64).sin();
            let step = if place >= *from { *higher } else { 0.0 };
            let value = change(&tag, place, level + course + memory + step);
            let (time, value) = (START + place * STEP, Value::Float(value));
            samples.push(Sample { tag: tag.as_str().into(), time, value, quality: Quality::GOOD });
        }
    }
    samples
}

fn plain(_: &str, _: i64, value: f64) -> f64 {
    value
}

fn last_day() -> Json {
    window("2026-05-20", "2026-05-21")
}

#[test]
fn what_changed_first_on_the_same_asset_comes_first() {
    let rig = Rig::new(&plant_toml(""), &history(plain));
    let asked = json!({"tag": "a.outlet_temperature", "window": last_day(), "direction": "fall"});
    let evidence = rig.call("investigate", asked).unwrap();
    let (premise, hypotheses, steps) = parts(&evidence);
    assert_eq!(premise.what, "fell");
    let number = |label: &str| premise.value(label).unwrap().value.as_f64().unwrap();
    assert!((number("change") + 6.0).abs() < 0.7 && number("p") < 0.01, "{premise:?}");
    let onset = premise.value("time").unwrap().value.as_str().unwrap();
    assert!(onset.starts_with("2026-05-20T12:"), "{onset}");
    let first = &hypotheses[0];
    assert_eq!((first.what.as_str(), first.subject.as_str()), ("asset", "a"), "{hypotheses:#?}");
    assert_eq!(first.confidence, Confidence::Likely);
    assert_eq!(
        (first.supports[0].what.as_str(), first.supports[0].subject.as_str()),
        ("changed_before", "a.valve_position")
    );
    // Loop B followed: that is no cause.
    assert!(
        hypotheses.iter().all(|one| one.subject != "b" || one.confidence != Confidence::Likely),
        "{hypotheses:#?}"
    );
    let compared: HashMap<&str, f64> = steps
        .iter()
        .find(|step| step.what == "compared_tags")
        .unwrap()
        .values
        .iter()
        .filter_map(|value| Some((value.label.as_str(), value.value.as_f64()?)))
        .collect();
    assert_eq!((compared["looked_at"], compared["changed"], compared["before"]), (7.0, 2.0, 1.0));
    assert_eq!(evidence.values[0].value, json!("a"));
}

#[test]
fn a_false_premise_is_said_to_be_false() {
    let rig = Rig::new(&plant_toml(""), &history(plain));
    let ask = |tag: &str, day: &str, direction: &str| {
        let next = day.parse::<jiff::civil::Date>().unwrap().tomorrow().unwrap().to_string();
        let evidence = rig
            .call("investigate", json!({"tag": tag, "window": window(day, &next), "direction": direction}))
            .unwrap();
        (parts(&evidence).0.what.clone(), evidence)
    };
    let (what, evidence) = ask("a.outlet_temperature", "2026-05-20", "rise");
    assert_eq!(what, "fell_instead");
    assert_eq!(evidence.values[0].value, json!(false));
    assert!(parts(&evidence).1.is_empty());
    assert_eq!(ask("b.pressure", "2026-05-20", "change").0, "steady");
    // Outdoors it gets warmer every morning.
    let morning = json!({"start": "2026-05-19T00:00:00Z", "end": "2026-05-19T06:00:00Z"});
    let asked = json!({"tag": "plant.outdoor_temperature", "window": morning, "direction": "rise"});
    let evidence = rig.call("investigate", asked).unwrap();
    assert_eq!(parts(&evidence).0.what, "usual", "{:?}", parts(&evidence).0);
    assert!(!claims(&evidence));
}

#[test]
fn quiet_days_are_seldom_called_changed() {
    let rig = Rig::new(&plant_toml(""), &history(plain));
    let (mut asked, mut claimed) = (0, 0);
    for day in 8..18 {
        for (asset, name, ..) in TAGS {
            let when = window(&format!("2026-05-{day:02}"), &format!("2026-05-{:02}", day + 1));
            let evidence = rig.call("investigate", json!({"tag": id(asset, name), "window": when})).unwrap();
            asked += 1;
            claimed += usize::from(claims(&evidence));
        }
    }
    println!("{asked} quiet tags and days of the made plant, {claimed} called changed");
    assert!(claimed * 20 <= asked, "{claimed} of {asked}");
}

#[test]
fn a_value_that_stands_still_is_the_instruments() {
    // The inlet temperature of A freezes at noon; nothing else moves but what does anyhow.
    let frozen = |tag: &str, place: i64, value: f64| {
        if tag == "b.flow" && place >= OPENED { 21.37 } else { value }
    };
    let rig = Rig::new(&plant_toml(""), &history(frozen));
    let evidence = rig.call("investigate", json!({"asset": "b", "window": last_day()})).unwrap();
    let (_, hypotheses, _) = parts(&evidence);
    let sensor = hypotheses.iter().find(|one| one.what == "sensor" && one.subject == "b.flow").unwrap();
    assert_eq!(sensor.supports[0].what, "stuck");
    assert_eq!(sensor.supports[0].value("value").unwrap().value, json!(21.37));
    let without = json!({"asset": "b", "window": last_day(), "without": "sensor"});
    let evidence = rig.call("investigate", without).unwrap();
    assert!(parts(&evidence).1.iter().all(|one| one.what != "sensor"));
    let wrong = rig.call("investigate", json!({"asset": "b", "without": "ghosts"})).unwrap_err();
    assert_eq!(wrong.code, "PW3201");
}

#[test]
fn a_setpoint_that_moved_likewise_is_likely() {
    let toml = plant_toml(
        "[[tag]]\nid = \"a.outlet_setpoint\"\nasset = \"a\"\nname = \"outlet temperature setpoint\"\nquantity = \"temperature\"\nunit = \"Cel\"\n",
    );
    let mut samples = history(plain);
    for place in 0..DAYS * A_DAY {
        let value = Value::Float(if place >= OPENED { 44.0 } else { 50.0 });
        let time = START + place * STEP;
        samples.push(Sample { tag: "a.outlet_setpoint".into(), time, value, quality: Quality::GOOD });
    }
    let rig = Rig::new(&toml, &samples);
    let evidence =
        rig.call("investigate", json!({"tag": "a.outlet_temperature", "window": last_day()})).unwrap();
    let (_, hypotheses, _) = parts(&evidence);
    assert_eq!((hypotheses[0].what.as_str(), hypotheses[0].confidence), ("setpoint", Confidence::Likely));
}

#[test]
fn what_is_asked_must_be_there_and_a_call_can_be_stopped() {
    let rig = Rig::new(&plant_toml(""), &history(plain));
    assert_eq!(rig.call("investigate", json!({})).unwrap_err().code, "PW3201");
    let early = json!({"tag": "a.outlet_temperature", "window": window("2020-01-01", "2020-01-02")});
    assert_eq!(rig.call("investigate", early).unwrap_err().code, "PW3104");
    let asked = json!({"tag": "a.outlet_temperature", "window": last_day()});
    let stopped = rig.engines.call_while("investigate", asked.as_object().unwrap(), &|| false).unwrap_err();
    assert_eq!(stopped.code, "PW5003");
    let few = json!({"tag": "a.outlet_temperature", "window": last_day(), "compare": 2});
    let evidence = rig.call("investigate", few).unwrap();
    assert!(evidence.notes.iter().any(|note| note.starts_with("2 of 7 other tags")), "{:?}", evidence.notes);
    assert!(rig.engines.spec("investigate").is_some());
}

#[test]
fn what_is_put_aside_is_left_out_and_what_is_added_comes_first() {
    let rig = Rig::new(&plant_toml(""), &history(plain));
    let ask = |more: Json| {
        let mut asked = json!({"tag": "a.outlet_temperature", "window": last_day()});
        asked.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        rig.call("investigate", asked)
    };
    let plain = ask(json!({})).unwrap();
    let first = &parts(&plain).1[0];
    assert_eq!((first.what.as_str(), first.subject.as_str()), ("asset", "a"));
    let aside = ask(json!({"aside": "asset a"})).unwrap();
    assert!(parts(&aside).1.iter().all(|one| (one.what.as_str(), one.subject.as_str()) != ("asset", "a")));
    assert_eq!(ask(json!({"aside": "ghosts a"})).unwrap_err().code, "PW3201");

    // Of one tag alone that is compared: the nearest, or the one that is asked for.
    let compared = |evidence: &Evidence, label: &str| {
        let step = parts(evidence).2.iter().find(|step| step.what == "compared_tags").unwrap();
        step.value(label).unwrap().value.as_f64().unwrap()
    };
    let added = ask(json!({"compare": 1, "with": ["b.outlet_temperature"]})).unwrap();
    assert_eq!((compared(&added, "looked_at"), compared(&added, "after")), (1.0, 1.0));
    assert_eq!(ask(json!({"with": ["b.ghost"]})).unwrap_err().code, "PW3101");
}

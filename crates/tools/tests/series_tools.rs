//! The tools over series, on a small plant whose numbers can be worked out by hand.
//!
//! 8 June: `p1.power` is 100 kW until noon and 200 kW after it. 9 June: 120 kW but for one
//! sample of 300 kW at 09:15. `p2.power` is twice that plus 5, without the hour from 10:00 on
//! 9 June. `p1.temperature` goes 50, 59, 50, 59 degF. All of them every 15 minutes. `p1.flow`
//! rises by 0.5 L/min every minute from 10:00 to 12:00 on 8 June, with three bad samples.

#![allow(clippy::unwrap_used)]

#[path = "series_tools/rig.rs"]
mod rig;

use plant::{Quality, Sample, Value};
use rig::Rig;
use serde_json::{Value as Json, json};
use tool::{Evidence, Findings};

pub const PLANT: &str = r#"
[plant]
name = "Two pumps"
timezone = "America/New_York"
now = "2020-06-10T12:00:00"

[[asset]]
id = "p1"
name = "Pump 1"

[[asset]]
id = "p2"
name = "Pump 2"

[[tag]]
id = "p1.power"
asset = "p1"
name = "Power"
quantity = "power"
unit = "kW"

[[tag]]
id = "p2.power"
asset = "p2"
name = "Power"
quantity = "power"
unit = "W"

[[tag]]
id = "p1.temperature"
asset = "p1"
name = "Temperature"
quantity = "temperature"
unit = "[degF]"
high = 55.0

[[tag]]
id = "p1.flow"
asset = "p1"
name = "Flow"
quantity = "flow"
unit = "L/min"
low = 1.0
high = 50.0

[[tag]]
id = "p1.setpoint"
asset = "p1"
name = "Setpoint"
quantity = "temperature"
unit = "Cel"

[[tag]]
id = "p1.state"
asset = "p1"
name = "State"

[[tag]]
id = "p1.empty"
asset = "p1"
name = "Empty"
unit = "bar"

[[shift]]
name = "day"
start = "06:00"
end = "22:00"

[[shift]]
name = "night"
aliases = ["third shift", "夜班"]
start = "22:00"
end = "06:00"
"#;

const MINUTE: i64 = 60_000_000_000;
const STEP: i64 = 15 * MINUTE;
/// 2020-06-08T00:00:00-04:00.
const MONDAY: i64 = 1_591_588_800_000_000_000;

fn at(tag: &str, time: i64, value: f64) -> Sample {
    Sample { tag: tag.into(), time, value: Value::Float(value), quality: Quality::GOOD }
}

fn history() -> Vec<Sample> {
    let mut samples = Vec::new();
    for i in 0..192i64 {
        let time = MONDAY + i * STEP;
        let power = match i {
            0..48 => 100.0,
            48..96 => 200.0,
            // 09:15 on the second day.
            133 => 300.0,
            _ => 120.0,
        };
        samples.push(at("p1.power", time, power));
        // 10:00 to 10:45 on the second day.
        if !(136..140).contains(&i) {
            samples.push(at("p2.power", time, 1000.0 * (2.0 * power + 5.0)));
        }
        samples.push(at("p1.temperature", time, if i % 2 == 0 { 50.0 } else { 59.0 }));
        samples.push(at("p1.setpoint", time, 7.0));
    }
    for i in 0..120i64 {
        let time = MONDAY + 600 * MINUTE + i * MINUTE;
        samples.push(match i {
            10..13 => Sample { quality: Quality::BAD, ..at("p1.flow", time, 9999.0) },
            _ => at("p1.flow", time, 0.5 * i as f64),
        });
    }
    for (time, state) in [(MONDAY, "on"), (MONDAY + 48 * STEP, "off"), (MONDAY + 100 * STEP, "on")] {
        samples.push(Sample { value: Value::Text(state.into()), ..at("p1.state", time, 0.0) });
    }
    samples
}

fn rig() -> Rig {
    Rig::new(PLANT, &history())
}

fn window(start: &str, end: &str) -> Json {
    json!({"start": start, "end": end})
}

fn monday() -> Json {
    window("2020-06-08", "2020-06-09")
}

fn tuesday() -> Json {
    window("2020-06-09", "2020-06-10")
}

/// The values of an answer: numbers within 1e-6, everything else as it is; units where given.
#[track_caller]
fn check(rig: &Rig, tool: &str, arguments: Json, expected: &[(Json, &str)]) -> Evidence {
    let evidence =
        rig.call(tool, arguments.clone()).unwrap_or_else(|problem| panic!("{tool} {arguments}: {problem}"));
    let got: Vec<&Json> = evidence.values.iter().map(|value| &value.value).collect();
    assert_eq!(got.len(), expected.len(), "{tool} {arguments}: {:?}", evidence.values);
    for (value, (want, unit)) in evidence.values.iter().zip(expected) {
        match (value.value.as_f64(), want.as_f64()) {
            (Some(got), Some(want)) => {
                assert!(
                    (got - want).abs() <= 1e-6 * want.abs().max(1.0),
                    "{tool} {arguments}: {got} != {want}"
                )
            }
            _ => assert_eq!(&value.value, want, "{tool} {arguments}"),
        }
        assert_eq!(value.unit.as_ref().map_or("", |unit| unit.code()), *unit, "{tool} {arguments}");
    }
    evidence
}

#[track_caller]
fn refused(rig: &Rig, tool: &str, arguments: Json, code: &str, part: &str) {
    let problem = rig.call(tool, arguments).unwrap_err();
    assert_eq!(problem.code, code, "{problem}");
    assert!(problem.to_string().contains(part), "{problem}");
}

fn number(value: f64) -> Json {
    json!(value)
}

#[test]
fn aggregates_of_a_window() {
    let rig = rig();
    let of = |statistic: &str, value: f64, unit: &str| {
        let arguments = json!({"tags": ["p1.power"], "window": monday(), "statistic": statistic});
        check(&rig, "aggregate", arguments, &[(number(value), unit)])
    };
    of("mean", 150.0, "kW");
    of("sum", 14400.0, "kW");
    of("count", 96.0, "1");
    of("median", 150.0, "kW");
    of("range", 100.0, "kW");
    of("first", 100.0, "kW");
    of("last", 200.0, "kW");
    of("change", 100.0, "kW");
    of("time_weighted_mean", 150.0, "kW");
    of("total", 3600.0, "kW.h");
    // 96 values, 50 each away from the mean: sqrt(96 * 2500 / 95).
    of("std", 50.262_468_995, "kW");
    let max = of("max", 200.0, "kW");
    assert_eq!(max.values[0].time.as_deref(), Some("2020-06-08T12:00:00-04:00"));
    assert_eq!(max.rows, 96);
    assert_eq!(max.window, Some(["2020-06-08T04:00:00Z".to_owned(), "2020-06-09T04:00:00Z".to_owned()]));
    assert_eq!(max.quality.map(|quality| quality.good), Some(1.0));
}

#[test]
fn aggregates_convert() {
    let rig = rig();
    let of = |tag: &str, statistic: &str, unit: &str, value: f64| {
        let arguments = json!({"tags": [tag], "window": monday(), "statistic": statistic, "unit": unit});
        check(&rig, "aggregate", arguments, &[(number(value), unit)]);
    };
    of("p1.temperature", "mean", "Cel", 12.5);
    of("p1.temperature", "range", "Cel", 5.0);
    of("p1.temperature", "sum", "Cel", 12.5 * 96.0);
    of("p1.power", "total", "MW.h", 3.6);
    of("p1.power", "max", "W", 200_000.0);
    let arguments = json!({"tags": ["p1.power"], "unit": "bar"});
    refused(&rig, "aggregate", arguments, "PW3202", "bar");
    let arguments = json!({"tags": ["p1.setpoint"], "statistic": "total"});
    refused(&rig, "aggregate", arguments, "PW3202", "not a rate");
}

#[test]
fn percentiles_interpolate() {
    let rig = rig();
    // Of 120 - 3 good flow samples, ranks 0 to 116: the 90th percentile is at 104.4; rank r
    // beyond the three bad ones is sample r + 3.
    let arguments = json!({"tags": ["p1.flow"], "statistic": "percentile", "percentile": 90});
    let evidence = check(&rig, "aggregate", arguments, &[(number(0.5 * 107.4), "L/min")]);
    assert!(evidence.notes.iter().any(|note| note.contains("3 samples of p1.flow are of bad quality")));
    assert_eq!(evidence.quality.map(|quality| quality.bad), Some(0.025));
    refused(
        &rig,
        "aggregate",
        json!({"tags": ["p1.flow"], "statistic": "percentile"}),
        "PW3201",
        "percentile",
    );
    refused(&rig, "aggregate", json!({"tags": ["p1.flow"], "percentile": 101}), "PW3201", "101");
}

#[test]
fn aggregates_by_period_and_shift() {
    let rig = rig();
    let arguments = json!({"tags": ["p1.power"], "statistic": "total", "by": "day"});
    let days = check(&rig, "aggregate", arguments, &[(number(3600.0), "kW.h"), (number(2925.0), "kW.h")]);
    assert_eq!(days.values[1].label, "2020-06-09");
    let arguments = json!({"tags": ["p1.power"], "statistic": "mean", "by": "hour", "window":
        window("2020-06-08T11:30:00", "2020-06-08T13:00:00")});
    let hours = check(&rig, "aggregate", arguments, &[(number(100.0), "kW"), (number(200.0), "kW")]);
    assert_eq!(hours.values[0].label, "2020-06-08T11:00:00-04:00");
    assert_eq!(
        hours.values[0].window,
        Some(["2020-06-08T11:30:00-04:00".to_owned(), "2020-06-08T12:00:00-04:00".to_owned()])
    );
    // The night over to 9 June: eight samples of 200 and twenty-four of 120.
    let arguments = json!({"tags": ["p1.power"], "shift": "夜班", "by": "shift"});
    let nights = check(
        &rig,
        "aggregate",
        arguments,
        &[(number(100.0), "kW"), (number((8.0 * 200.0 + 24.0 * 120.0) / 32.0), "kW"), (number(120.0), "kW")],
    );
    assert_eq!(nights.values[1].label, "2020-06-08 night");
    // On 8 June itself: 24 samples of 100 before 06:00, eight of 200 from 22:00 on.
    let arguments = json!({"tags": ["p1.power"], "shift": "night", "window": monday()});
    check(&rig, "aggregate", arguments, &[(number(125.0), "kW")]);
    refused(&rig, "aggregate", json!({"tags": ["p1.power"], "shift": "late"}), "PW3108", "day, night");
}

#[test]
fn within_no_time_there_are_no_samples_and_no_mean() {
    let rig = rig();
    let of = |statistic: &str| json!({"tags": ["p1.power"], "statistic": statistic, "within": []});
    check(&rig, "aggregate", of("count"), &[(number(0.0), "1")]);
    refused(&rig, "aggregate", of("mean"), "PW3104", "p1.power");
}

#[test]
fn aggregates_by_what_comes_again() {
    let rig = rig();
    // 8 June is a Monday.
    let arguments = json!({"tags": ["p1.power"], "by": "weekday"});
    let days = check(&rig, "aggregate", arguments, &[(number(150.0), "kW"), (number(121.875), "kW")]);
    assert_eq!([&days.values[0].label, &days.values[1].label], ["Monday", "Tuesday"]);
    // Nine in the morning: four samples of 100, and three of 120 with the one of 300.
    let arguments = json!({"tag": "p1.power", "by": "hour_of_day", "limit": 1,
        "window": window("2020-06-08T09:00:00", "2020-06-09T10:00:00")});
    let hours = rig.call("rank_periods", arguments).unwrap();
    assert_eq!(hours.values[0].label, "12:00");
    let arguments = json!({"tags": ["p1.power"], "by": "hour_of_day", "statistic": "max",
        "window": window("2020-06-08T09:00:00", "2020-06-09T10:00:00")});
    let hours = rig.call("aggregate", arguments).unwrap();
    let nine = hours.values.iter().find(|value| value.label == "09:00").unwrap();
    assert_eq!((nine.value.clone(), hours.values.len()), (number(300.0), 24));
}

#[test]
fn several_tags_and_those_without_data() {
    let rig = rig();
    let arguments = json!({"tags": ["p1.power", "p1.empty", "p2.power"], "window": monday(), "unit": "kW"});
    // p1.empty is in bar, but has no data to convert.
    let both = check(&rig, "aggregate", arguments, &[(number(150.0), "kW"), (number(305.0), "kW")]);
    assert_eq!(both.values[1].label, "p2.power");
    assert!(both.notes.iter().any(|note| note.starts_with("p1.empty")));
    refused(&rig, "aggregate", json!({"tags": ["p1.empty"]}), "PW3105", "p1.empty");
    refused(&rig, "aggregate", json!({"tags": ["p1.state"]}), "PW3203", "p1.state");
    let may = window("2020-05-01", "2020-06-01");
    refused(&rig, "aggregate", json!({"tags": ["p1.power"], "window": may}), "PW3104", "2020-06-08 00:00:00");
    let beyond = json!({"tags": ["p1.power"], "window": window("2020-06-09", "2020-06-20")});
    let evidence = check(&rig, "aggregate", beyond, &[(number(121.875), "kW")]);
    assert!(evidence.notes.iter().any(|note| note.contains("reaches beyond")));
}

#[test]
fn extremes_with_their_time() {
    let rig = rig();
    let peak = "2020-06-09T09:15:00-04:00";
    let arguments = json!({"tag": "p1.power", "which": "max", "report": "time"});
    check(&rig, "extreme", arguments, &[(json!(peak), "")]);
    let arguments = json!({"tag": "p1.power", "which": "max", "unit": "W"});
    let evidence = check(&rig, "extreme", arguments, &[(number(300_000.0), "W")]);
    assert_eq!(evidence.values[0].time.as_deref(), Some(peak));
    let arguments = json!({"tag": "p1.flow", "which": "max"});
    let evidence = check(&rig, "extreme", arguments, &[(number(59.5), "L/min")]);
    assert_eq!(evidence.values[0].time.as_deref(), Some("2020-06-08T11:59:00-04:00"));
    let arguments = json!({"tag": "p1.power", "which": "min", "window": tuesday()});
    let evidence = check(&rig, "extreme", arguments, &[(number(120.0), "kW")]);
    assert_eq!(evidence.values[0].time.as_deref(), Some("2020-06-09T00:00:00-04:00"));
}

#[test]
fn durations_over_thresholds() {
    let rig = rig();
    let of = |extra: Json, value: f64, unit: &str| {
        let mut arguments = json!({"tag": "p1.power"});
        arguments.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        check(&rig, "duration", arguments, &[(number(value), unit)])
    };
    // Twelve hours on Monday and a quarter of an hour on Tuesday.
    let all = of(json!({"above": 150}), 44_100.0, "s");
    let Findings::Quantity { episodes, .. } = &all.result else { panic!("{:?}", all.result) };
    assert_eq!(episodes.len(), 2);
    assert_eq!(episodes[0].start, "2020-06-08T12:00:00-04:00");
    assert_eq!(episodes[1].end, "2020-06-09T09:30:00-04:00");
    of(json!({"above": 150_000, "unit": "W"}), 44_100.0, "s");
    of(json!({"above": 150, "report": "longest"}), 43_200.0, "s");
    of(json!({"above": 150, "report": "count"}), 2.0, "1");
    of(json!({"above": 150, "report": "share"}), 100.0 * 44_100.0 / 172_800.0, "%");
    of(json!({"above": 200}), 900.0, "s");
    of(json!({"above": 200, "inclusive": true}), 44_100.0, "s");
    of(json!({"above": 110, "below": 130}), 85_500.0, "s");
    of(json!({"below": 110, "window": window("2020-06-08T11:40:00", "2020-06-08T12:10:00")}), 1200.0, "s");
    of(json!({"above": 500}), 0.0, "s");
    let arguments = json!({"tag": "p1.power", "above": 150, "report": "episodes"});
    check(&rig, "duration", arguments, &[(number(43_200.0), "s"), (number(900.0), "s")]);
    refused(&rig, "duration", json!({"tag": "p1.power"}), "PW3201", "threshold");
    refused(&rig, "duration", json!({"tag": "p1.power", "above": 3, "below": 2}), "PW3201", "lower");
}

#[test]
fn conditions_are_ranked_by_how_long_they_held() {
    let rig = rig();
    // 8 June: p1 drew more than 150 kW from noon on; p2 twice that and more all day.
    let of = |report: &str| {
        json!({"conditions": [{"tag": "p1.power", "above": 150}, {"tag": "p2.power", "above": 150}],
            "window": monday(), "report": report, "named": "asset"})
    };
    let ids = |evidence: &Evidence| {
        evidence.values.iter().map(|value| value.value.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let ranked = rig.call("rank_conditions", of("time")).unwrap();
    assert_eq!(ids(&ranked), ["p2", "p1"]);
    let Findings::Table { rows, .. } = &ranked.result else { panic!("{:?}", ranked.result) };
    assert_eq!(rows[1][2], tool::Cell::Number(12.0 * 3600.0));
    assert_eq!(rows[1][3], tool::Cell::Number(50.0));
    let shortest = rig
        .call("rank_conditions", json!({"conditions": of("time")["conditions"], "window": monday(), "order": "lowest", "limit": 1}))
        .unwrap();
    assert_eq!(ids(&shortest), ["p1.power"]);
    // At the end p1 draws 120 kW, and p2 245.
    assert_eq!(ids(&rig.call("rank_conditions", of("now")).unwrap()), ["p2"]);
    let never = json!({"conditions": [{"tag": "p1.power", "above": 900}], "report": "ever"});
    assert!(rig.call("rank_conditions", never).unwrap().values.is_empty());
    refused(&rig, "rank_conditions", json!({"conditions": []}), "PW3201", "at least one");
}

#[test]
fn a_condition_is_told_for_each_period() {
    let rig = rig();
    let of = |more: Json| {
        let mut arguments = json!({"conditions": [{"tag": "p1.power", "above": 150}]});
        arguments.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        arguments
    };
    // 8 June from noon on; on the 9th one sample.
    let by_day = of(json!({"by": "day"}));
    let evidence = check(&rig, "conditions", by_day, &[(number(43_200.0), "s"), (number(900.0), "s")]);
    assert_eq!(evidence.values[1].label, "2020-06-09");
    let night = json!({"by": "shift", "window": monday()});
    let evidence = rig.call("conditions", of(night)).unwrap();
    let shifts: Vec<(&str, f64)> = evidence
        .values
        .iter()
        .map(|value| (value.label.as_str(), value.value.as_f64().unwrap() / 3600.0))
        .collect();
    assert_eq!(shifts, [("2020-06-07 night", 0.0), ("2020-06-08 day", 10.0), ("2020-06-08 night", 2.0)]);
    let longest = of(json!({"by": "day", "order": "highest"}));
    check(&rig, "conditions", longest, &[(json!("2020-06-08"), "")]);
    let shortest = of(json!({"by": "day", "order": "lowest", "limit": 1}));
    let evidence = check(&rig, "conditions", shortest, &[(json!("2020-06-09"), "")]);
    let window = evidence.values[0].window.as_ref().unwrap();
    assert_eq!(window, &["2020-06-09T00:00:00-04:00", "2020-06-10T00:00:00-04:00"]);
    refused(&rig, "conditions", of(json!({"by": "year"})), "PW3201", "by");
}

#[test]
fn several_numbers_are_summarised() {
    let rig = rig();
    let of = |statistic: &str| json!({"values": [4, 1.5, 3.5], "statistic": statistic, "unit": "kW"});
    for (statistic, expected) in
        [("mean", 3.0), ("max", 4.0), ("min", 1.5), ("sum", 9.0), ("median", 3.5), ("range", 2.5)]
    {
        check(&rig, "summarise", of(statistic), &[(number(expected), "kW")]);
    }
    refused(&rig, "summarise", json!({"values": ["4"], "statistic": "mean"}), "PW3201", "numbers");
    refused(&rig, "summarise", json!({"values": [], "statistic": "mean"}), "PW3109", "no numbers");
    refused(&rig, "summarise", json!({"values": [1], "statistic": "std"}), "PW3107", "2 ");
}

#[test]
fn a_hole_counts_for_two_steps_at_most() {
    let rig = rig();
    // From 09:45 the next sample of p2 is at 11:00; the sample counts for half an hour.
    let arguments = json!({"tag": "p2.power", "above": 0, "unit": "kW",
        "window": window("2020-06-09T09:00:00", "2020-06-09T12:00:00")});
    let evidence = check(&rig, "duration", arguments, &[(number(3.0 * 3600.0 - 45.0 * 60.0), "s")]);
    assert!(evidence.notes.iter().any(|note| note.contains("2700 s")), "{:?}", evidence.notes);
}

#[test]
fn values_at_an_instant() {
    let rig = rig();
    let of = |tag: &str, time: &str, value: Json, unit: &str, sample: &str| {
        let evidence = check(&rig, "value_at", json!({"tags": [tag], "time": time}), &[(value, unit)]);
        assert_eq!(evidence.values[0].time.as_deref(), Some(sample));
    };
    of("p1.power", "2020-06-09T09:15:00", number(300.0), "kW", "2020-06-09T09:15:00-04:00");
    of("p1.power", "2020-06-09T09:29:59", number(300.0), "kW", "2020-06-09T09:15:00-04:00");
    of("p1.power", "2020-06-07T23:45:00", number(100.0), "kW", "2020-06-08T00:00:00-04:00");
    of("p2.power", "2020-06-09T10:15:00", number(245_000.0), "W", "2020-06-09T09:45:00-04:00");
    of("p2.power", "2020-06-09T10:31:00", number(245_000.0), "W", "2020-06-09T11:00:00-04:00");
    of("p1.flow", "2020-06-08T10:11:00", number(4.5), "L/min", "2020-06-08T10:09:00-04:00");
    of("p1.state", "2020-06-08T12:00:00", json!("off"), "", "2020-06-08T12:00:00-04:00");
    let may = json!({"tags": ["p1.power"], "time": "2020-05-01T12:00:00"});
    refused(&rig, "value_at", may, "PW3104", "p1.power");
}

#[test]
fn the_latest_values() {
    let rig = rig();
    let last = check(&rig, "latest", json!({"tags": ["p1.power"]}), &[(number(120.0), "kW")]);
    assert_eq!(last.values[0].time.as_deref(), Some("2020-06-09T23:45:00-04:00"));
    assert!(last.notes.iter().any(|note| note.contains("12 hours")), "{:?}", last.notes);
    let arguments = json!({"tags": ["p1.flow"], "at": "2020-06-08T10:12:30"});
    let before = check(&rig, "latest", arguments, &[(number(4.5), "L/min")]);
    assert!(before.notes.iter().any(|note| note.contains("bad quality")));
    check(&rig, "latest", json!({"tags": ["p1.state"]}), &[(json!("on"), "")]);
    let arguments = json!({"tags": ["p1.power", "p1.temperature"], "at": "2020-06-09T09:20:00"});
    check(&rig, "latest", arguments, &[(number(300.0), "kW"), (number(59.0), "[degF]")]);
    refused(&rig, "latest", json!({"tags": ["p1.power"], "at": "2020-06-01"}), "PW3104", "up to 2020-06-01");
    refused(&rig, "latest", json!({"tags": ["p1.empty"]}), "PW3105", "p1.empty");
}

#[test]
fn curves_lose_no_spike() {
    let rig = rig();
    let arguments = json!({"tags": ["p1.power"], "points": 12, "unit": "W"});
    let evidence = check(&rig, "read_series", arguments, &[(number(192.0), "1")]);
    let Findings::Series { series } = &evidence.result else { panic!("{:?}", evidence.result) };
    assert!(series[0].points.len() <= 13, "{}", series[0].points.len());
    assert_eq!(series[0].points.iter().map(|point| point.max).fold(0.0, f64::max), 300_000.0);
    let arguments = json!({"tags": ["p1.power"], "window": monday()});
    let evidence = check(&rig, "read_series", arguments, &[(number(96.0), "1")]);
    let Findings::Series { series } = &evidence.result else { panic!("{:?}", evidence.result) };
    assert_eq!(series[0].points.len(), 96);
    assert_eq!(series[0].points[48].t, (MONDAY + 48 * STEP) / 1_000_000);
    assert_eq!((series[0].points[47].mean, series[0].points[48].min), (100.0, 200.0));
}

#[test]
fn comparisons() {
    let rig = rig();
    let days = |report: &str, value: Json, unit: &str| {
        let arguments = json!({"left": {"tag": "p1.power", "window": monday()}, "right": {"window": tuesday()},
            "report": report});
        check(&rig, "compare", arguments, &[(value, unit)])
    };
    let difference = days("difference", number(28.125), "kW");
    let Findings::Quantity { details, .. } = &difference.result else { panic!("{:?}", difference.result) };
    assert_eq!((details[0].label.as_str(), details[1].label.as_str()), ("2020-06-08", "2020-06-09"));
    days("ratio", number(150.0 / 121.875), "1");
    days("percent", number(100.0 * 28.125 / 121.875), "%");
    days("left_higher", json!(true), "");
    days("left_lower", json!(false), "");
    days("which", json!("2020-06-08"), "");
    days("which_lower", json!("2020-06-09"), "");
    let pumps = |report: &str, value: Json, unit: &str| {
        let arguments = json!({"left": {"tag": "p1.power", "window": monday()}, "right": {"tag": "p2.power"},
            "statistic": "max", "report": report});
        check(&rig, "compare", arguments, &[(value, unit)]);
    };
    // Power of two pumps: the answer is a pump. The left one's unit is both sides'.
    pumps("which", json!("p2"), "");
    pumps("difference", number(-205.0), "kW");
    let temperatures =
        json!({"left": {"tag": "p1.temperature"}, "right": {"tag": "p1.setpoint"}, "unit": "Cel"});
    check(&rig, "compare", temperatures, &[(number(5.5), "Cel")]);
    let apples = json!({"left": {"tag": "p1.power"}, "right": {"tag": "p1.flow"}});
    refused(&rig, "compare", apples, "PW3202", "p1.flow");
    refused(&rig, "compare", json!({"left": {}, "right": {}}), "PW3201", "tag");
}

#[test]
fn trends() {
    let rig = rig();
    let of = |extra: Json, value: Json, unit: &str| {
        let mut arguments = json!({"tag": "p1.flow"});
        arguments.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        check(&rig, "trend", arguments, &[(value, unit)])
    };
    of(json!({}), number(30.0), "L/min/h");
    of(json!({"report": "direction"}), json!("rising"), "");
    of(json!({"claim": "rising"}), json!(true), "");
    of(json!({"claim": "falling"}), json!(false), "");
    of(json!({"claim": "steady", "report": "verdict"}), json!(false), "");
    of(json!({"report": "change"}), number(59.5), "L/min");
    of(json!({"unit": "m3/h"}), number(1.8), "m3/h/h");
    let steady = json!({"tag": "p1.temperature", "window": monday(), "claim": "steady"});
    check(&rig, "trend", steady, &[(json!(true), "")]);
    let flat = json!({"tag": "p1.setpoint", "report": "direction"});
    check(&rig, "trend", flat, &[(json!("steady"), "")]);
    let one = json!({"tag": "p1.flow", "window": window("2020-06-08T10:00:00", "2020-06-08T10:01:00")});
    refused(&rig, "trend", one, "PW3107", "trend");
    refused(&rig, "trend", json!({"tag": "p1.flow", "report": "verdict"}), "PW3201", "claim");
}

#[test]
fn correlations() {
    let rig = rig();
    let arguments = json!({"tag": "p1.power", "with": ["p2.power"]});
    let evidence = check(&rig, "correlate", arguments, &[(number(1.0), "1")]);
    assert_eq!(evidence.rows, 188);
    // Every other tag: p2 first; the setpoint does not change, the state has no numbers.
    let evidence = rig.call("correlate", json!({"tag": "p1.power", "limit": 1})).unwrap();
    assert_eq!(evidence.values[0].value, json!("p2.power"));
    assert!(evidence.notes.iter().any(|note| note.contains("do not change: p1.setpoint")));
    // At 11:45 power (100) and flow have five common instants; power does not change there.
    let flat = json!({"tag": "p1.power", "with": ["p1.setpoint"]});
    refused(&rig, "correlate", flat, "PW3107", "p1.setpoint");
    refused(&rig, "correlate", json!({"tag": "p1.power", "with": ["p1.empty"]}), "PW3105", "p1.empty");
    // Temperature goes 50, 59, 50, 59: shifted by one sample, it is its own opposite.
    let lagged = json!({"tag": "p1.temperature", "with": ["p1.temperature"], "max_lag_s": 900});
    refused(&rig, "correlate", lagged, "PW3107", "p1.temperature");
    let quantity = json!({"tag": "p1.power", "quantity": "power", "report": "strongest"});
    check(&rig, "correlate", quantity, &[(json!("p2.power"), "")]);
}

#[test]
fn ranks_of_periods() {
    let rig = rig();
    let of = |extra: Json, expected: &[(Json, &str)]| {
        let mut arguments = json!({"tag": "p1.power"});
        arguments.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        check(&rig, "rank_periods", arguments, expected)
    };
    let days = of(json!({"by": "day"}), &[(json!("2020-06-08"), ""), (json!("2020-06-09"), "")]);
    let Findings::Table { rows, .. } = &days.result else { panic!("{:?}", days.result) };
    assert_eq!(rows[1][1], tool::Cell::Number(121.875));
    of(json!({"by": "day", "statistic": "max", "limit": 1}), &[(json!("2020-06-09"), "")]);
    of(json!({"by": "day", "order": "lowest", "limit": 1}), &[(json!("2020-06-09"), "")]);
    of(json!({"by": "hour", "limit": 1, "window": tuesday()}), &[(json!("2020-06-09T09:00:00-04:00"), "")]);
    of(json!({"by": "week"}), &[(json!("2020-W24"), "")]);
    of(json!({"by": "month"}), &[(json!("2020-06"), "")]);
    of(json!({"by": "shift", "limit": 1}), &[(json!("2020-06-08 day"), "")]);
    // A day of two samples is none to rank.
    let flow = json!({"tag": "p1.power", "by": "day", "window": window("2020-06-08", "2020-06-09T00:30:00")});
    let evidence = check(&rig, "rank_periods", flow, &[(json!("2020-06-08"), "")]);
    assert!(evidence.notes.iter().any(|note| note.contains("1 of 2 periods")), "{:?}", evidence.notes);
}

#[test]
fn ranks_of_tags() {
    let rig = rig();
    let power = json!({"quantity": "power", "window": monday()});
    let evidence = check(&rig, "rank_tags", power, &[(json!("p2.power"), ""), (json!("p1.power"), "")]);
    let Findings::Table { rows, columns, .. } = &evidence.result else { panic!("{:?}", evidence.result) };
    assert_eq!(columns[2].unit.as_ref().map(|unit| unit.code()), Some("kW"));
    assert_eq!(rows[0][2], tool::Cell::Number(305.0));
    let lowest = json!({"tags": ["p1.power", "p2.power"], "order": "lowest", "limit": 1});
    check(&rig, "rank_tags", lowest, &[(json!("p1.power"), "")]);
    let high = json!({"quantity": "power", "window": monday(), "above": 200, "unit": "kW"});
    check(&rig, "rank_tags", high, &[(json!("p2.power"), "")]);
    let low = json!({"quantity": "power", "window": monday(), "below": 100, "unit": "kW"});
    check(&rig, "rank_tags", low, &[]);
    // Relative to its mean, the flow varies most: its units differ from the others'.
    let varying = json!({"asset": "p1", "by": "variability", "limit": 1});
    let evidence = check(&rig, "rank_tags", varying, &[(json!("p1.flow"), "")]);
    assert!(evidence.notes.iter().any(|note| note.contains("2 of 6 tags")), "{:?}", evidence.notes);
    refused(&rig, "rank_tags", json!({"quantity": "weight"}), "PW3108", "no tag");
}

#[test]
fn long_windows_come_from_roll_ups() {
    // 120,000 seconds of 0 to 999, over and over; every thousandth sample, 0, is bad and says 5000.
    let second = |i: i64| MONDAY + i * 1_000_000_000;
    let samples: Vec<Sample> = (0..120_000i64)
        .map(|i| match i % 1000 {
            0 => Sample { quality: Quality::BAD, ..at("p1.flow", second(i), 5000.0) },
            value => at("p1.flow", second(i), value as f64),
        })
        .collect();
    let rig = Rig::new(PLANT, &samples);
    let of = |statistic: &str, value: f64, time: Option<i64>| {
        let arguments = json!({"tags": ["p1.flow"], "statistic": statistic});
        let unit = if statistic == "count" { "1" } else { "L/min" };
        let evidence = check(&rig, "aggregate", arguments, &[(number(value), unit)]);
        let time = time
            .map(|i| plant::time::local_rfc3339(second(i), &rig.engines.current_catalogue().plant.timezone));
        assert_eq!(evidence.values[0].time, time, "{statistic}");
        assert_eq!(evidence.rows, 119_880);
        assert!((evidence.quality.unwrap().bad - 0.001).abs() < 1e-9);
        assert!(evidence.notes.iter().any(|note| note.contains("120 samples")));
    };
    of("count", 119_880.0, None);
    of("mean", 500.0, None);
    // The variance of 1 to 999 is (999^2 - 1) / 12.
    of("std", ((999.0 * 999.0 - 1.0) / 12.0 * 119_880.0 / 119_879.0_f64).sqrt(), None);
    of("min", 1.0, Some(1));
    of("max", 999.0, Some(999));
    of("first", 1.0, Some(1));
    of("last", 999.0, Some(119_999));
    of("median", 500.0, None);
    let peak = json!({"tag": "p1.flow", "which": "max"});
    check(&rig, "extreme", peak, &[(number(999.0), "L/min")]);
    let total = json!({"tags": ["p1.flow"], "statistic": "total"});
    check(&rig, "aggregate", total, &[(number(500.0 * 119_880.0 / 60.0), "L")]);
    let texts: Vec<Sample> = (0..200_000i64)
        .map(|i| Sample { value: Value::Text("on".into()), ..at("p1.state", second(i), 0.0) })
        .collect();
    let rig = Rig::new(PLANT, &texts);
    refused(&rig, "aggregate", json!({"tags": ["p1.state"]}), "PW3203", "p1.state");
}

#[test]
fn gaps_and_missing_samples() {
    let rig = rig();
    let of = |extra: Json, expected: &[(Json, &str)]| {
        let mut arguments = json!({"tags": ["p2.power"]});
        arguments.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        check(&rig, "data_quality", arguments, expected)
    };
    let longest = of(json!({"aspect": "longest_gap"}), &[(number(4500.0), "s")]);
    assert_eq!(longest.values[0].time.as_deref(), Some("2020-06-09T09:45:00-04:00"));
    of(json!({"aspect": "gaps"}), &[(number(4500.0), "s")]);
    of(json!({"aspect": "gaps", "claim": true}), &[(json!(true), "")]);
    of(json!({"aspect": "gaps", "min_gap_s": 5000}), &[]);
    of(json!({"aspect": "missing"}), &[(number(4.0), "1")]);
    of(json!({"aspect": "missing", "window": monday()}), &[(number(0.0), "1")]);
    of(json!({"aspect": "missing", "claim": true, "window": monday()}), &[(json!(false), "")]);
    of(json!({"aspect": "missing_share", "window": tuesday()}), &[(number(100.0 * 4.0 / 96.0), "%")]);
    of(json!({"aspect": "coverage", "window": tuesday()}), &[(number(100.0 - 100.0 * 4.0 / 96.0), "%")]);
    of(json!({"aspect": "count"}), &[(number(188.0), "1")]);
    let hour = window("2020-06-09T10:00:00", "2020-06-09T11:00:00");
    of(json!({"aspect": "coverage", "window": hour}), &[(number(0.0), "%")]);
    let flow = json!({"tags": ["p1.flow"], "aspect": "longest_gap"});
    check(&rig, "data_quality", flow, &[(number(240.0), "s")]);
    // Of all tags together: the flow fills in between the others on Monday morning.
    check(&rig, "data_quality", json!({"aspect": "longest_gap"}), &[(number(900.0), "s")]);
    check(&rig, "data_quality", json!({"aspect": "count"}), &[(number(192.0 + 120.0 - 3.0 - 8.0), "1")]);
}

#[test]
fn stuck_values_and_limits() {
    let rig = rig();
    let of = |tags: &[&str], aspect: &str, expected: &[(Json, &str)]| {
        check(&rig, "data_quality", json!({"tags": tags, "aspect": aspect}), expected)
    };
    of(&["p1.setpoint"], "stuck", &[(json!(true), "")]);
    of(&["p1.temperature"], "stuck", &[(json!(false), "")]);
    // 95 of 96 samples, but for a spike a third of the way in.
    let tuesdays = json!({"tags": ["p1.power"], "aspect": "stuck", "window": tuesday()});
    check(&rig, "data_quality", tuesdays, &[(json!(false), "")]);
    of(&["p1.setpoint", "p1.power"], "stuck", &[(json!("p1.setpoint"), "")]);
    // Below 1: 0 and 0.5, two minutes. Above 50: 50.5 to 59.5, nineteen.
    let flow = of(&["p1.flow"], "out_of_limits", &[(number(21.0 * 60.0), "s")]);
    let Findings::Quantity { details, .. } = &flow.result else { panic!("{:?}", flow.result) };
    let detail = |label: &str| details.iter().find(|d| d.label == label).and_then(|d| d.value.as_f64());
    assert_eq!((detail("samples below"), detail("samples above")), (Some(2.0), Some(19.0)));
    let evidence = of(&[], "out_of_limits", &[(json!("p1.temperature"), ""), (json!("p1.flow"), "")]);
    assert!(evidence.notes.iter().any(|note| note.starts_with("p1.empty")));
    let none = json!({"tags": ["p1.power"], "aspect": "out_of_limits"});
    refused(&rig, "data_quality", none, "PW3108", "limits");
    let claim = json!({"tags": ["p1.flow"], "aspect": "out_of_limits", "claim": true});
    check(&rig, "data_quality", claim, &[(json!(true), "")]);
}

/// The query of the evidence, run as it stands, gives the value (the last column of the first row),
/// in the unit `scale` times as large.
#[track_caller]
fn same_by_query(rig: &Rig, tool: &str, arguments: Json, scale: f64) {
    let evidence = rig.call(tool, arguments.clone()).unwrap();
    let query = evidence.query.clone().unwrap();
    let ran = rig.call("sql", json!({"query": query})).unwrap_or_else(|problem| panic!("{query}: {problem}"));
    let Findings::Table { rows, .. } = &ran.result else { panic!("{:?}", ran.result) };
    let got = match rows.first().and_then(|row| row.last()) {
        Some(tool::Cell::Number(number)) => *number,
        Some(tool::Cell::Integer(number)) => *number as f64,
        other => panic!("{query}: {other:?}"),
    };
    let want = evidence.values[0].value.as_f64().unwrap() * scale;
    assert!((got - want).abs() <= 1e-7 * want.abs().max(1.0), "{query}: {got} != {want}");
}

#[test]
fn the_query_gives_the_same() {
    let rig = rig();
    for statistic in [
        "mean",
        "min",
        "max",
        "sum",
        "count",
        "std",
        "median",
        "first",
        "last",
        "range",
        "change",
        "time_weighted_mean",
        "total",
    ] {
        let arguments = json!({"tags": ["p1.power"], "window": tuesday(), "statistic": statistic});
        same_by_query(&rig, "aggregate", arguments, 1.0);
    }
    same_by_query(&rig, "aggregate", json!({"tags": ["p1.flow"], "percentile": 95}), 1.0);
    same_by_query(&rig, "aggregate", json!({"tags": ["p1.power"], "by": "shift"}), 1.0);
    same_by_query(&rig, "aggregate", json!({"tags": ["p1.power"], "by": "day", "statistic": "total"}), 1.0);
    same_by_query(
        &rig,
        "aggregate",
        json!({"tags": ["p1.power"], "shift": "night", "window": monday()}),
        1.0,
    );
    same_by_query(&rig, "aggregate", json!({"tags": ["p1.power", "p2.power"], "statistic": "max"}), 1.0);
    same_by_query(&rig, "extreme", json!({"tag": "p1.power", "which": "max"}), 1.0);
    same_by_query(&rig, "duration", json!({"tag": "p1.power", "above": 150, "window": monday()}), 1.0);
    same_by_query(&rig, "duration", json!({"tag": "p1.flow", "above": 20, "inclusive": true}), 1.0);
    same_by_query(&rig, "value_at", json!({"tags": ["p1.power"], "time": "2020-06-09T09:20:00"}), 1.0);
    same_by_query(&rig, "latest", json!({"tags": ["p2.power"]}), 1.0);
    same_by_query(&rig, "trend", json!({"tag": "p1.flow"}), 1.0);
    same_by_query(&rig, "correlate", json!({"tag": "p1.power", "with": ["p1.temperature"]}), 1.0);
    for (tool, arguments) in [
        ("compare", json!({"left": {"tag": "p1.power", "window": monday()}, "right": {"window": tuesday()}})),
        ("rank_periods", json!({"tag": "p1.power", "by": "hour", "limit": 3})),
        ("rank_periods", json!({"tag": "p1.power", "by": "week"})),
        ("rank_periods", json!({"tag": "p1.power", "by": "month", "statistic": "time_weighted_mean"})),
        ("rank_tags", json!({"quantity": "power"})),
        ("rank_tags", json!({"by": "variability"})),
        ("read_series", json!({"tags": ["p1.power", "p1.flow"], "window": monday()})),
        ("data_quality", json!({"tags": ["p1.power"], "aspect": "count", "window": monday()})),
        ("data_quality", json!({"aspect": "longest_gap"})),
    ] {
        let query = rig.call(tool, arguments).unwrap().query.unwrap();
        let ran = rig.call("sql", json!({"query": query}));
        assert!(ran.is_ok_and(|evidence| evidence.rows > 0), "{query}");
    }
}

//! The demo plant's own faults: is the true cause among the first three hypotheses?

use jiff::{Timestamp, ToSpan};
use serde_json::{Value as Json, json};
use tool::Hypothesis;
use tools::Engines;

use super::{claims, demo, investigate, parts, window};

/// A fault of `truth/faults.json`, a tag in which a person would notice it (where there is one, on another asset than the
/// fault's own), which way it goes, and how many days before its repair it is asked about; the window begins so long before.
struct Case {
    fault: &'static str,
    tag: &'static str,
    direction: &'static str,
    days: i64,
}

const CASES: &[Case] = &[
    Case { fault: "F01", tag: "P-102.strainer_dp", direction: "rise", days: 25 },
    Case { fault: "F01", tag: "P-102.suction_pressure", direction: "fall", days: 25 },
    Case { fault: "F02", tag: "HX-101.valve_position", direction: "rise", days: 60 },
    Case { fault: "F02", tag: "HX-101.hot_outlet_temperature", direction: "rise", days: 60 },
    Case { fault: "F03", tag: "C-201.power", direction: "rise", days: 25 },
    Case { fault: "F03", tag: "EM-430.power", direction: "rise", days: 25 },
    Case { fault: "F04", tag: "L-313.web_tension", direction: "fall", days: 10 },
    Case { fault: "F04", tag: "PL-301.speed", direction: "fall", days: 10 },
    Case { fault: "F05", tag: "P-101.vibration", direction: "rise", days: 45 },
    Case { fault: "F05", tag: "P-101.bearing_temperature", direction: "rise", days: 45 },
    Case { fault: "F06", tag: "CT-101.basin_temperature", direction: "rise", days: 8 },
    Case { fault: "F06", tag: "CT-101.fan_speed", direction: "rise", days: 8 },
    Case { fault: "F07", tag: "HX-101.hot_outlet_temperature", direction: "rise", days: 60 },
    Case { fault: "F08", tag: "CT-101.conductivity", direction: "fall", days: 8 },
    Case { fault: "F08", tag: "CT-101.makeup_flow", direction: "rise", days: 8 },
    Case { fault: "F09", tag: "CT-101.basin_level", direction: "change", days: 3 },
    Case { fault: "F09", tag: "CT-101.makeup_flow", direction: "change", days: 3 },
    Case { fault: "F10", tag: "V-201.outlet_flow", direction: "rise", days: 30 },
    Case { fault: "F10", tag: "C-201.power", direction: "rise", days: 30 },
];

fn instant(json: &Json) -> Option<Timestamp> {
    json.as_str()?.parse().ok()
}

/// Whether a hypothesis names the cause itself: the fault's failure mode, by a record or by what is known; of a broken
/// instrument, the instrument.
fn names_cause(one: &Hypothesis, fault: &Json) -> bool {
    let code = fault["failure_code"].as_str().unwrap();
    let asset = fault["asset"].as_str().unwrap();
    let text = serde_json::to_string(one).unwrap();
    match one.what.as_str() {
        "sensor" => {
            let tags: Vec<&str> = fault["tags"].as_array().unwrap().iter().filter_map(Json::as_str).collect();
            code.starts_with("INS") && tags.first() == Some(&one.subject.as_str())
        }
        "failure_mode" | "recorded" => text.contains(code) && text.contains(asset),
        _ => false,
    }
}

/// Whether it names the asset on which the cause is.
fn names_asset(one: &Hypothesis, fault: &Json) -> bool {
    let asset = fault["asset"].as_str().unwrap();
    names_cause(one, fault) || serde_json::to_string(one).unwrap().contains(&format!("\"{asset}\""))
}

/// How many of the cases: claimed to have changed, cause and asset among the first three.
fn score(engines: &Engines, truth: &Json, without: &str, print: bool) -> [usize; 3] {
    let mut found = [0; 3];
    for case in CASES {
        let fault =
            truth["faults"].as_array().unwrap().iter().find(|fault| fault["id"] == case.fault).unwrap();
        let begun = instant(&fault["started"]).unwrap();
        let end = instant(&fault["repair_began"]).or(instant(&truth["history"][1])).unwrap();
        let start = (end - (24 * case.days).hours()).max(begun - 48.hours());
        let evidence = investigate(
            engines,
            json!({"tag": case.tag, "direction": case.direction, "without": without,
                "window": window(&start.to_string(), &end.to_string())}),
        );
        let (premise, hypotheses, _) = parts(&evidence);
        let first = &hypotheses[..hypotheses.len().min(3)];
        let cause = first.iter().position(|one| names_cause(one, fault));
        let asset = first.iter().position(|one| names_asset(one, fault));
        for (at, hit) in [claims(&evidence), cause.is_some(), asset.is_some()].into_iter().enumerate() {
            found[at] += usize::from(hit);
        }
        if print {
            let place = |at: Option<usize>| at.map_or("-".to_owned(), |at| (at + 1).to_string());
            let told: Vec<String> = first
                .iter()
                .map(|one| format!("{}:{} ({:?})", one.what, one.subject, one.confidence))
                .collect();
            let seen: Vec<String> = ["change", "largest", "p", "size", "larger_than", "comparable"]
                .iter()
                .filter_map(|label| Some(format!("{label} {:.3}", premise.value(label)?.value.as_f64()?)))
                .collect();
            println!("    {}", seen.join(", "));
            println!(
                "{} {:<30} {:<12} cause {} asset {}  {}",
                case.fault,
                case.tag,
                premise.what,
                place(cause),
                place(asset),
                told.join(" | ")
            );
        }
    }
    found
}

#[test]
fn the_cause_is_among_the_first_three() {
    let (_, engines, truth) = demo();
    println!("with records:");
    let with = score(engines, truth, "", true);
    println!("without what records say:");
    let without = score(engines, truth, "recorded, event", true);
    let count = CASES.len();
    println!(
        "of {count} questions, [changed, cause in first three, asset in first three]: {with:?}, without records {without:?}"
    );
    assert!(with[1] >= 3 && without[1] >= 3, "{with:?} {without:?}");
}

/// Days on which nothing was made to go wrong: how often is a change claimed all the same?
#[test]
fn quiet_days_are_called_quiet() {
    let (_, engines, truth) = demo();
    let spans: Vec<(Timestamp, Timestamp)> = ["faults", "data_flaws"]
        .iter()
        .flat_map(|list| truth[*list].as_array().unwrap())
        .map(|one| {
            let last = instant(&truth["history"][1]).unwrap();
            let end = instant(&one["repaired"]).or(instant(&one["ended"])).unwrap_or(last);
            (instant(&one["started"]).unwrap(), end + 48.hours())
        })
        .collect();
    let first = instant(&truth["history"][0]).unwrap();
    let tags = [
        "CWH-100.pressure",
        "P-101.flow",
        "P-101.speed",
        "CT-101.basin_temperature",
        "CT-101.conductivity",
        "HX-101.hot_outlet_temperature",
        "C-201.power",
        "V-201.pressure",
        "EM-400.power",
        "D-201.dew_point",
    ];
    let (mut asked, mut claimed, mut usual) = (0, 0, 0);
    for day in (20..365).step_by(3) {
        let start = first + (24 * day).hours();
        let end = start + 24.hours();
        if spans.iter().any(|(from, to)| *from < end && start < *to) {
            continue;
        }
        for tag in tags.iter().filter(|tag| engines.plant().tag(tag).is_some()) {
            let evidence = investigate(
                engines,
                json!({"tag": tag, "window": window(&start.to_string(), &end.to_string())}),
            );
            asked += 1;
            claimed += usize::from(claims(&evidence));
            usual += usize::from(parts(&evidence).0.what == "usual");
        }
    }
    println!("{asked} tags and days without a fault: {claimed} called changed, {usual} as on other days");
    assert!(asked >= 100 && claimed * 100 <= asked * 25, "{claimed} of {asked}");
}

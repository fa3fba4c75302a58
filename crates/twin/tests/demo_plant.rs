//! The written demo plant from outside: files, balances, repeatability, and that it lives on.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use flate2::read::MultiGzDecoder;
use jiff::{Timestamp, ToSpan};
use twin::demo::{DemoOptions, DemoSummary, Live, LiveOptions, write_plant};

const END: &str = "2026-11-20T12:00:00Z";

fn options(seed: u64) -> DemoOptions {
    DemoOptions { seed, ..DemoOptions::small(END.parse().unwrap()) }
}

/// One small plant for all tests that only read.
fn plant() -> &'static (tempfile::TempDir, DemoSummary) {
    static PLANT: OnceLock<(tempfile::TempDir, DemoSummary)> = OnceLock::new();
    PLANT.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let summary = write_plant(dir.path(), &options(1)).unwrap();
        (dir, summary)
    })
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

fn hash(dir: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    for file in files(dir) {
        file.strip_prefix(dir).unwrap().hash(&mut hasher);
        fs::read(file).unwrap().hash(&mut hasher);
    }
    hasher.finish()
}

/// Column of the history by loop name: values by time stamp, missing ones left out.
fn column(name: &str) -> Vec<(Timestamp, f64)> {
    static COLUMNS: OnceLock<BTreeMap<String, Vec<(Timestamp, f64)>>> = OnceLock::new();
    let columns = COLUMNS.get_or_init(|| {
        let mut columns: BTreeMap<String, Vec<(Timestamp, f64)>> = BTreeMap::new();
        for file in files(&plant().0.path().join("history")) {
            let mut text = String::new();
            MultiGzDecoder::new(File::open(file).unwrap()).read_to_string(&mut text).unwrap();
            let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
            let header = lines.next().unwrap();
            for line in lines {
                assert_eq!(line.len(), header.len());
                let time: Timestamp = line[0].parse().unwrap();
                for (name, value) in header.iter().zip(&line).skip(1).filter(|(_, value)| !value.is_empty()) {
                    columns.entry((*name).to_owned()).or_default().push((time, value.parse().unwrap()));
                }
            }
        }
        columns
    });
    columns.get(name).unwrap_or_else(|| panic!("no column {name}")).clone()
}

fn mean(values: &[(Timestamp, f64)]) -> f64 {
    values.iter().map(|(_, value)| value).sum::<f64>() / values.len() as f64
}

fn described() -> plant::Plant {
    let (plant, warnings) = plant::read(plant().0.path()).unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    plant
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_does_not() {
    let again = tempfile::tempdir().unwrap();
    write_plant(again.path(), &options(1)).unwrap();
    assert_eq!(hash(plant().0.path()), hash(again.path()));
    write_plant(again.path(), &options(2)).unwrap();
    assert_ne!(hash(plant().0.path()), hash(again.path()));
}

#[test]
fn plantwright_reads_the_folder_without_a_complaint() {
    let described = described();
    let summary = &plant().1;
    assert_eq!((described.tags.len(), described.assets.len()), (summary.tags, summary.assets));
    assert_eq!(described.shifts.len(), 3);
    assert!(described.shifts.iter().any(|shift| shift.name == "night" && shift.end < shift.start));
    for tag in &described.tags {
        assert!(tag.unit.is_some() && tag.quantity.is_some(), "{}", tag.id);
    }
}

#[test]
fn every_tag_has_a_history_as_long_as_the_plant() {
    let summary = &plant().1;
    let rows = 14 * 288;
    assert!(summary.samples as usize > summary.tags * rows * 995 / 1000, "{summary:?}");
    let end: Timestamp = END.parse().unwrap();
    let times = column("PT-100");
    assert_eq!(times.last().unwrap().0, end);
    assert!(times.is_sorted_by(|a, b| a.0 < b.0));
}

#[test]
fn energy_counters_are_the_integral_of_power() {
    for meter in ["EM-410", "EM-420", "EM-430", "EM-440", "EM-450"] {
        check_meter(&format!("JI-{meter}"), &format!("JQ-{meter}"));
    }
    check_meter("JI-400", "JQ-400");
}

fn check_meter(power: &str, energy: &str) {
    let (power, energy) = (column(power), column(energy));
    let hours = 300.0 / 3600.0;
    // A few values are missing; the mean stands for them.
    let integral = mean(&power) * hours * (14 * 288 - 1) as f64;
    let counted = energy.last().unwrap().1 - energy[0].1;
    assert!((integral - counted).abs() < 0.004 * counted + 1.0, "{integral} kWh, counted {counted}");
}

#[test]
fn feeders_add_up_to_the_main_meter() {
    let feeders: f64 = ["EM-410", "EM-420", "EM-430", "EM-440", "EM-450"]
        .iter()
        .map(|feeder| mean(&column(&format!("JI-{feeder}"))))
        .sum();
    let main = mean(&column("JI-400"));
    assert!((feeders - main).abs() < 0.005 * main, "{feeders} kW, main meter {main}");
}

#[test]
fn the_running_pump_delivers_what_the_header_takes() {
    let pumps = mean(&column("FIT-101")) + mean(&column("FIT-102"));
    let header = mean(&column("FT-100"));
    assert!((pumps - header).abs() < 0.01 * header, "{pumps} and {header} m³/h");
}

#[test]
fn counters_only_count_up() {
    for counter in
        ["JQ-400", "FQ-1106", "FQ-2102", "KQI-101", "KQI-102", "KQI-201", "CQ-301", "CQ-302", "CQ-314"]
    {
        assert!(column(counter).is_sorted_by(|a, b| a.1 <= b.1), "{counter}");
    }
}

#[test]
fn rejects_of_the_machines_add_up_to_those_of_the_line() {
    let last = |name: &str| column(name).last().unwrap().1;
    assert_eq!(last("CQ-302"), last("CQ-311") + last("CQ-312") + last("CQ-313"));
}

#[test]
fn values_are_within_their_limits_most_of_the_time() {
    let plant = described();
    let mut compared = 0;
    for source in &plant.history {
        let plant::HistoryLayout::Wide { columns } = &source.layout else { panic!("not wide") };
        for (name, id) in columns {
            let tag = plant.tag(id).unwrap();
            // What stands reads 0: limits of stopped machines do not count.
            let values: Vec<_> = column(name).into_iter().filter(|(_, value)| *value != 0.0).collect();
            let high = tag.limits.high.unwrap_or(f64::INFINITY);
            let inside = values.iter().filter(|(_, value)| *value <= high).count();
            assert!(inside as f64 >= 0.8 * values.len() as f64, "{id}: {inside} of {}", values.len());
            compared += usize::from(tag.limits.high.is_some());
        }
    }
    assert!(compared > 30);
}

#[test]
fn records_name_assets_and_tags_that_exist() {
    let plant = described();
    for (table, tag_column) in [
        ("work_orders", None),
        ("alarms", Some(2)),
        ("downtime", None),
        ("batches", None),
        ("inspections", None),
    ] {
        let text = fs::read_to_string(plant.root.join(format!("records/{table}.csv"))).unwrap();
        assert!(text.lines().count() > 3, "{table}");
        for line in text.lines().skip(1) {
            let fields: Vec<&str> = line.split(',').collect();
            assert!(plant.asset(fields[1]).is_some(), "{table}: {line}");
            if let Some(column) = tag_column {
                assert!(plant.tag(fields[column]).is_some(), "{table}: {line}");
            }
        }
    }
}

#[test]
fn faults_are_found_and_mended_and_one_is_still_there() {
    let text = fs::read_to_string(plant().0.path().join("truth/faults.json")).unwrap();
    let truth: serde_json::Value = serde_json::from_str(&text).unwrap();
    let faults = truth["faults"].as_array().unwrap();
    assert_eq!(faults.len(), plant().1.faults);
    assert!(faults.iter().filter(|fault| fault["detected"].is_string()).count() >= 6);
    assert!(faults.iter().any(|fault| fault["active_at_end"] == true));
    let orders = fs::read_to_string(plant().0.path().join("records/work_orders.csv")).unwrap();
    for fault in faults.iter().filter(|fault| fault["detected"].is_string()) {
        let found = orders.lines().any(|line| {
            line.contains(fault["detected"].as_str().unwrap())
                && line.contains(fault["failure_code"].as_str().unwrap())
        });
        assert!(found, "no work order for {fault}");
    }
}

/// A plant of its own, to live on in.
fn living() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    write_plant(dir.path(), &DemoOptions { days: 2, ..options(3) }).unwrap();
    dir
}

#[test]
fn live_begins_where_the_history_ends() {
    let end: Timestamp = END.parse().unwrap();
    let mut live = Live::resume(plant().0.path(), LiveOptions::default()).unwrap();
    assert_eq!(live.now(), end);
    let samples = live.advance(end + 5.seconds());
    let plant = described();
    let mut compared = 0;
    for source in &plant.history {
        let plant::HistoryLayout::Wide { columns } = &source.layout else { panic!("not wide") };
        for (name, id) in columns {
            let history = column(name);
            let Some(sample) = samples.iter().find(|sample| sample.tag == id) else { continue };
            assert_eq!(sample.time, end.as_nanosecond() as i64 + 5_000_000_000);
            let (low, high) = history
                .iter()
                .fold((f64::MAX, f64::MIN), |(low, high), (_, value)| (low.min(*value), high.max(*value)));
            let last = history.last().unwrap().1;
            let step = (sample.value - last).abs() / (high - low).max(1e-9);
            let counts_up = history.is_sorted_by(|a, b| a.1 <= b.1) && high > low;
            if counts_up {
                assert!(sample.value >= last, "{id}: {last}, then {}", sample.value);
            }
            // A compressor may unload and a line may stop within seconds; water, heat and counters may not jump.
            if counts_up || id.contains("temperature") || id.contains("level") || id.contains("conductivity")
            {
                assert!(step < 0.06, "{id}: {last}, then {}", sample.value);
                compared += 1;
            }
        }
    }
    assert!(compared > 20, "{compared}");
}

#[test]
fn live_does_not_depend_on_how_it_is_called() {
    let dir = living();
    let end: Timestamp = END.parse().unwrap();
    let mut whole = Live::resume(dir.path(), LiveOptions::default()).unwrap();
    let expected = whole.advance(end + 20.minutes());
    let mut parts = Live::resume(dir.path(), LiveOptions::default()).unwrap();
    let mut got = Vec::new();
    for seconds in (0..=1200).step_by(7).chain([1200]) {
        got.extend(parts.advance(end + i64::from(seconds).seconds()));
    }
    assert_eq!(got, expected);
    assert!(parts.advance(end).is_empty(), "time does not run backwards");
}

#[test]
fn a_checkpoint_goes_on_as_if_nothing_had_happened() {
    let dir = living();
    let end: Timestamp = END.parse().unwrap();
    let mut whole = Live::resume(dir.path(), LiveOptions::default()).unwrap();
    whole.advance(end + 10.minutes());
    let expected = whole.advance(end + 15.minutes());
    let mut first = Live::resume(dir.path(), LiveOptions::default()).unwrap();
    first.advance(end + 10.minutes());
    first.checkpoint().unwrap();
    drop(first);
    let mut second = Live::resume(dir.path(), LiveOptions::default()).unwrap();
    assert_eq!(second.now(), end + 10.minutes());
    let got = second.advance(end + 15.minutes());
    assert_eq!(got.len(), expected.len());
    for (got, expected) in got.iter().zip(&expected) {
        assert_eq!((got.tag, got.time), (expected.tag, expected.time));
        assert!(
            (got.value - expected.value).abs() <= 1e-3 * expected.value.abs().max(1.0),
            "{got:?} {expected:?}"
        );
    }
}

#[test]
fn a_long_absence_is_caught_up_in_coarse_steps_and_bounded_calls() {
    let dir = living();
    let end: Timestamp = END.parse().unwrap();
    let mut live = Live::resume(dir.path(), LiveOptions::default()).unwrap();
    let back = end + 72.hours();
    let mut rows = 0;
    while live.now() < back {
        let samples = live.advance(back);
        assert!(samples.len() <= 150_000 && !samples.is_empty());
        rows += samples.iter().filter(|sample| sample.tag == "PL-301.state").count();
    }
    let expected = 71 * 60 + 720;
    assert!((expected - 20..=expected + 5).contains(&rows), "{rows}");
}

#[test]
fn a_new_plant_forgets_the_old_ones_checkpoint() {
    let dir = living();
    let end: Timestamp = END.parse().unwrap();
    let mut live = Live::resume(dir.path(), LiveOptions::default()).unwrap();
    live.advance(end + 1.minute());
    live.checkpoint().unwrap();
    write_plant(dir.path(), &DemoOptions { days: 1, ..options(4) }).unwrap();
    assert_eq!(Live::resume(dir.path(), LiveOptions::default()).unwrap().now(), end);
}

#[test]
fn what_cannot_be_done_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let message = |options: DemoOptions| write_plant(dir.path(), &options).unwrap_err().to_string();
    assert!(message(DemoOptions { days: 0, ..options(1) }).contains("0 days"));
    assert!(message(DemoOptions { step_s: 0, ..options(1) }).contains("step of 0 s"));
    assert!(Live::resume(dir.path(), LiveOptions::default()).is_err());
}

//! A small plant with a few days of history over the night when clocks go back
//! (2020-11-01, America/New_York), the same in every run.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray, TimestampNanosecondArray};
use historian::{Historian, Options};
use jiff::tz::TimeZone;
use plant::{Asset, Language, Limits, Plant, Quality, Sample, Tag, Unit, Value};

pub const MINUTE: i64 = 60_000_000_000;

/// Nanoseconds of an RFC 3339 time.
pub fn ns(text: &str) -> i64 {
    plant::time::nanos(text.parse().unwrap())
}

pub fn sample(tag: &str, time: i64, value: Value, quality: Quality) -> Sample {
    Sample { tag: tag.into(), time, value, quality }
}

/// The plant, its samples and its records, in a store in `dir`.
pub fn open(dir: &Path) -> Historian {
    let historian = Historian::open(dir, Options { background: false, ..Options::default() }).unwrap();
    let samples = samples();
    // Some sealed, some in memory, the late ones over the earlier ones.
    let (old, new) = samples.split_at(samples.len() / 2);
    historian.append(old).unwrap();
    historian.seal().unwrap();
    historian.append(new).unwrap();
    historian.put_table("work_orders", work_orders()).unwrap();
    historian.set_plant(Arc::new(plant()));
    historian
}

pub fn plant() -> Plant {
    let asset = |id: &str, name: &str, kind: &str, parent: Option<&str>| Asset {
        id: id.to_owned(),
        name: name.to_owned(),
        kind: Some(kind.to_owned()),
        parent: parent.map(str::to_owned),
        ..Asset::default()
    };
    let tag = |id: &str, name: &str, quantity: Option<&str>, unit: Option<&str>, limits: Limits| Tag {
        id: id.to_owned(),
        asset: id.split_once('.').map(|(asset, _)| asset.to_owned()),
        name: name.to_owned(),
        quantity: quantity.map(str::to_owned),
        unit: unit.map(Unit::new),
        limits,
        ..Tag::default()
    };
    let none = Limits::default();
    Plant {
        root: "plant".into(),
        name: "Pumping station".to_owned(),
        timezone: TimeZone::get("America/New_York").unwrap(),
        language: Language::English,
        now: None,
        assets: vec![
            asset("station", "Pumping station", "site", None),
            asset("chiller-6", "Chiller 6", "chiller", Some("station")),
            asset("pump-1", "Pump 1", "pump", Some("station")),
        ],
        tags: vec![
            tag(
                "chiller-6.power",
                "Power input",
                Some("power"),
                Some("kW"),
                Limits { high: Some(55.0), ..none },
            ),
            tag("chiller-6.supply", "Supply temperature", Some("temperature"), Some("Cel"), none),
            tag("pump-1.flow", "Flow", Some("flow"), Some("m3/h"), Limits { low: Some(20.0), ..none }),
            tag("pump-1.mode", "Mode", None, None, none),
            tag("pump-1.vibration", "Vibration", Some("velocity"), Some("mm/s"), none),
        ],
        history: Vec::new(),
        records: Vec::new(),
        shifts: Vec::new(),
    }
}

fn samples() -> Vec<Sample> {
    let (start, end) = (ns("2020-10-31T04:00:00Z"), ns("2020-11-03T05:00:00Z"));
    let mut samples = Vec::new();
    // Every 15 minutes, up and down once in 24 hours: 36 to 60 kW.
    for (i, time) in (start..end).step_by(15 * MINUTE as usize).enumerate() {
        let power = 60.0 - ((i % 96) as f64 - 48.0).abs() / 2.0;
        samples.push(sample("chiller-6.power", time, Value::Float(power), Quality::GOOD));
        let supply = 6.0 + (i % 4) as f64 / 10.0;
        samples.push(sample("chiller-6.supply", time, Value::Float(supply), Quality::GOOD));
    }
    // Every 10 minutes on one day, with five hours missing and one bad sample.
    for i in 0..144_i64 {
        if (60..90).contains(&i) {
            continue;
        }
        let quality = if i == 20 { Quality::BAD } else { Quality::GOOD };
        let flow = if i == 20 { 999.0 } else { 30.0 + (i % 3) as f64 };
        samples.push(sample(
            "pump-1.flow",
            ns("2020-11-02T05:00:00Z") + i * 10 * MINUTE,
            Value::Float(flow),
            quality,
        ));
    }
    for (time, mode) in
        [("2020-11-01T05:00:00Z", "off"), ("2020-11-01T12:30:00Z", "auto"), ("2020-11-02T20:15:00Z", "hand")]
    {
        samples.push(sample("pump-1.mode", ns(time), Value::Text(mode.into()), Quality::GOOD));
    }
    // A tag that no plant.toml describes.
    samples.push(sample(
        "pump-1.running",
        ns("2020-11-01T12:30:00Z"),
        Value::Boolean(true),
        Quality::UNCERTAIN,
    ));
    samples
}

fn work_orders() -> RecordBatch {
    let text = |values: [Option<&str>; 4]| -> ArrayRef { Arc::new(StringArray::from(values.to_vec())) };
    let opened =
        ["2020-10-31T12:00:00Z", "2020-11-01T15:30:00Z", "2020-11-02T13:00:00Z", "2020-11-02T21:00:00Z"];
    let opened = TimestampNanosecondArray::from_iter_values(opened.map(ns)).with_timezone("UTC");
    let columns: BTreeMap<&str, ArrayRef> = BTreeMap::from([
        ("id", text([Some("WO-1"), Some("WO-2"), Some("WO-3"), Some("WO-4")])),
        ("asset", text([Some("chiller-6"), Some("pump-1"), Some("pump-1"), None])),
        ("opened", Arc::new(opened) as ArrayRef),
        ("Primary Code", text([Some("INSPECT"), Some("REPAIR"), Some("REPAIR"), Some("清洁")])),
        ("hours", Arc::new(Float64Array::from(vec![Some(1.5), Some(6.0), Some(2.25), None]))),
    ]);
    let order = ["id", "asset", "opened", "Primary Code", "hours"];
    RecordBatch::try_from_iter_with_nullable(order.map(|name| (name, columns[name].clone(), true))).unwrap()
}

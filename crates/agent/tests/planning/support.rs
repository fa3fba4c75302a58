//! A made-up dairy: two pasteurizers, a homogenizer, a tank farm, and records.

use std::path::PathBuf;
use std::sync::Arc;

use agent::link::Linker;
use plant::{Asset, Language, Limits, Plant, RecordKind, Shift, Tag, Unit};
use tool::{Catalogue, ColumnKind, ColumnProfile, TableProfile, TagProfile};

/// 2025-03-20 14:30 in Amsterdam.
pub const NOW: i64 = 1_742_477_400_000_000_000;
const DAY: i64 = 86_400_000_000_000;

pub fn linker() -> Linker {
    Linker::new(Arc::new(catalogue()))
}

fn asset(id: &str, name: &str, kind: &str, parent: Option<&str>, aliases: &[&str]) -> Asset {
    Asset {
        id: id.to_owned(),
        name: name.to_owned(),
        kind: Some(kind.to_owned()),
        parent: parent.map(str::to_owned),
        description: String::new(),
        aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
    }
}

fn tag(id: &str, name: &str, quantity: &str, unit: &str, aliases: &[&str]) -> Tag {
    Tag {
        id: id.to_owned(),
        asset: id.split_once('.').map(|(asset, _)| asset.to_owned()),
        name: name.to_owned(),
        quantity: Some(quantity.to_owned()),
        unit: Some(Unit::new(unit)),
        description: String::new(),
        aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        limits: Limits { high: Some(80.0), ..Limits::default() },
    }
}

fn column(name: &str, kind: ColumnKind, description: &str, values: &[&str]) -> ColumnProfile {
    ColumnProfile {
        name: name.to_owned(),
        kind,
        description: description.to_owned(),
        unit: None,
        distinct: values.len() as u64,
        values: values.iter().map(|value| ((*value).to_owned(), 3)).collect(),
    }
}

pub fn catalogue() -> Catalogue {
    let plant = Plant {
        root: PathBuf::from("dairy"),
        name: "Dairy".to_owned(),
        timezone: jiff::tz::TimeZone::get("Europe/Amsterdam").unwrap(),
        language: Language::English,
        now: Some(NOW),
        assets: vec![
            asset("dairy", "Dairy", "site", None, &["乳品厂"]),
            asset("past-1", "Pasteurizer 1", "pasteurizer", Some("dairy"), &["1号杀菌机", "PA-01"]),
            asset("past-2", "Pasteurizer 2", "pasteurizer", Some("dairy"), &["2号杀菌机", "PA-02"]),
            asset("homog", "Homogenizer", "homogenizer", Some("dairy"), &["均质机"]),
            asset("P-301", "Cream pump", "pump", Some("dairy"), &["奶油泵"]),
            asset("silo", "Milk silo", "tank", Some("dairy"), &["奶仓"]),
        ],
        tags: vec![
            tag(
                "past-1.outlet_temperature",
                "Outlet temperature",
                "temperature",
                "Cel",
                &["TT-0101", "出口温度"],
            ),
            tag(
                "past-2.outlet_temperature",
                "Outlet temperature",
                "temperature",
                "Cel",
                &["TT-0201", "出口温度"],
            ),
            tag("past-1.flow", "Product flow", "flow", "L/h", &["FT-0101", "产品流量"]),
            tag("past-2.flow", "Product flow", "flow", "L/h", &["FT-0201", "产品流量"]),
            tag("past-1.steam", "Steam flow", "flow", "kg/h", &["FT-0102", "蒸汽流量"]),
            tag("homog.pressure", "Homogenising pressure", "pressure", "bar", &["PT-0301", "均质压力"]),
            tag("homog.power", "Motor power", "power", "kW", &["JT-0301", "电机功率"]),
            tag("homog.oil_temperature", "Oil temperature", "temperature", "Cel", &["TT-0302", "油温"]),
            tag("P-301.speed", "Speed", "speed", "r/min", &["ST-0501", "转速"]),
            tag("silo.level", "Level", "level", "%", &["LT-0401", "液位"]),
            tag("silo.temperature", "Milk temperature", "temperature", "Cel", &["TT-0402", "奶温"]),
        ],
        history: Vec::new(),
        records: Vec::new(),
        shifts: vec![Shift {
            name: "night".to_owned(),
            aliases: vec!["夜班".to_owned()],
            start: jiff::civil::time(22, 0, 0, 0),
            end: jiff::civil::time(6, 0, 0, 0),
        }],
    };
    let tags: Vec<_> = plant
        .tags
        .iter()
        .map(|tag| TagProfile {
            tag: tag.id.clone(),
            count: 100_000,
            first: Some(NOW - 70 * DAY),
            last: Some(NOW),
            step_s: Some(60.0),
            minimum: Some(0.0),
            maximum: Some(100.0),
            counts_up: false,
        })
        .collect();
    let text = ColumnKind::Text;
    let tables = vec![
        TableProfile {
            codes: Vec::new(),
            lookups: Vec::new(),
            table: "work_orders".to_owned(),
            kind: RecordKind::WorkOrder,
            description: "Maintenance work orders".to_owned(),
            rows: 200,
            time: Some("closed".to_owned()),
            asset: Some("asset".to_owned()),
            columns: vec![
                column("order_id", text, "", &["WO-5001", "WO-5002"]),
                column("asset", text, "", &["Pasteurizer 1", "Homogenizer"]),
                column("type", text, "PM preventive, CM corrective", &["PM", "CM"]),
                column("cause", text, "", &["seal wear", "gasket leak", "fouling"]),
                column("closed", ColumnKind::Time, "", &[]),
                ColumnProfile {
                    unit: Some(plant::Unit::new("h")),
                    ..column("hours", ColumnKind::Number, "Hours of labour", &[])
                },
            ],
        },
        TableProfile {
            codes: Vec::new(),
            lookups: Vec::new(),
            table: "alarms".to_owned(),
            kind: RecordKind::Alarm,
            description: "Alarms".to_owned(),
            rows: 900,
            time: Some("start".to_owned()),
            asset: Some("asset".to_owned()),
            columns: vec![
                column("alarm_code", text, "", &["TAH-0101", "PAL-0301"]),
                column("asset", text, "", &["Pasteurizer 1", "Homogenizer"]),
                column("priority", text, "", &["high", "low"]),
                column("start", ColumnKind::Time, "", &[]),
            ],
        },
        TableProfile {
            codes: Vec::new(),
            lookups: Vec::new(),
            table: "batches".to_owned(),
            kind: RecordKind::Batch,
            description: "Batches".to_owned(),
            rows: 60,
            time: Some("start".to_owned()),
            asset: Some("asset".to_owned()),
            columns: vec![
                column("batch", text, "", &["B-1017", "B-1018"]),
                column("asset", text, "", &["Pasteurizer 1"]),
                column("start", ColumnKind::Time, "", &[]),
                column("end", ColumnKind::Time, "", &[]),
                column("litres", ColumnKind::Number, "", &[]),
            ],
        },
    ];
    Catalogue { plant: Arc::new(plant), now: NOW, tags: tags.into(), tables: tables.into() }
}

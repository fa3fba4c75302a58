//! Records tables: what kind they are, and which columns hold the time and the asset.

use std::collections::BTreeMap;
use std::path::Path;

use arrow::array::{Array, AsArray};
use arrow::datatypes::DataType;
use arrow::record_batch::RecordBatch;
use plant::infer::{Naming, slug};
use plant::{Plant, Problem, RecordKind, RecordsSource};

use super::look::Look;
use super::{relative, stem};
use crate::records::read_records;

/// More different values than this are no list of machines.
const MOST_ASSETS: usize = 500;

pub(super) fn add(dir: &Path, look: &Look, naming: &mut Naming, plant: &mut Plant, notes: &mut Vec<Problem>) {
    let mut table = slug(&stem(&look.path));
    let taken = |name: &str| plant.records.iter().any(|other| other.table == name) || is_own(name);
    let wanted = table.clone();
    let mut number = 2;
    while taken(&table) {
        table = format!("{wanted}_{number}");
        number += 1;
    }
    let mut source = RecordsSource {
        kind: kind(&table, &look.columns),
        table,
        files: relative(dir, &look.path),
        time: None,
        asset: None,
        description: String::new(),
        describe: BTreeMap::new(),
        format: look.format.clone(),
    };
    match read_records(plant, &source, &look.path) {
        Ok((batch, _)) => {
            source.time = time_column(&batch);
            if source.time.is_some() {
                source.asset = asset_column(&batch, naming);
            } else if source.kind != RecordKind::FailureMode {
                // A list of rules, codes or meters: nothing in it happened at any time.
                source.kind = RecordKind::Table;
            }
            plant.records.push(source);
        }
        Err(problem) => notes.push(problem),
    }
}

fn is_own(table: &str) -> bool {
    matches!(table, "samples" | "tags" | "assets")
}

/// By the table's name, then by its columns'.
fn kind(table: &str, columns: &[String]) -> RecordKind {
    const WORDS: [(&str, RecordKind); 18] = [
        ("work_order", RecordKind::WorkOrder),
        ("workorder", RecordKind::WorkOrder),
        ("maintenance", RecordKind::WorkOrder),
        ("工单", RecordKind::WorkOrder),
        ("alarm", RecordKind::Alarm),
        ("alert", RecordKind::Alarm),
        ("报警", RecordKind::Alarm),
        ("downtime", RecordKind::Downtime),
        ("stoppage", RecordKind::Downtime),
        ("停机", RecordKind::Downtime),
        ("failure_mode", RecordKind::FailureMode),
        ("fmea", RecordKind::FailureMode),
        ("inspection", RecordKind::Inspection),
        ("batch", RecordKind::Batch),
        ("experiment", RecordKind::Batch),
        ("批次", RecordKind::Batch),
        ("event", RecordKind::Event),
        ("anomal", RecordKind::Event),
    ];
    let columns: Vec<String> = columns.iter().map(|column| slug(column)).collect();
    let named = |text: &str| WORDS.iter().find(|(word, _)| text.contains(word)).map(|(_, kind)| *kind);
    let first = columns.first().and_then(|column| named(column));
    named(table).or(first).unwrap_or(RecordKind::Table)
}

/// Of several times, the one when it began.
fn time_column(batch: &RecordBatch) -> Option<String> {
    let schema = batch.schema();
    let times = schema.fields().iter().filter(|field| matches!(field.data_type(), DataType::Timestamp(..)));
    let rank = |name: &str| {
        let name = name.to_lowercase();
        ["start", "begin", "开始", "timestamp", "time", "date"]
            .iter()
            .position(|word| name.contains(word))
            .unwrap_or(usize::MAX)
    };
    times.map(|field| field.name().clone()).min_by_key(|name| rank(name))
}

/// The column that names machines; they become assets.
fn asset_column(batch: &RecordBatch, naming: &mut Naming) -> Option<String> {
    let schema = batch.schema();
    let words = ["equipment", "asset", "machine", "设备", "device", "chiller", "pump", "line"];
    let texts: Vec<&str> = schema
        .fields()
        .iter()
        .filter(|field| *field.data_type() == DataType::Utf8)
        .map(|field| field.name().as_str())
        .collect();
    let name = words.iter().find_map(|word| {
        let of_word = |name: &&&str| {
            name.to_lowercase()
                .split(['_', ' ', '-'])
                .any(|part| part == *word || (!word.is_ascii() && name.contains(word)))
        };
        texts.iter().find(of_word)
    })?;
    let values = batch.column_by_name(name)?.as_string::<i32>();
    let sibling = name.to_lowercase().strip_suffix("_id").map(|stem| format!("{stem}_name"));
    let names = sibling.and_then(|sibling| {
        let found = texts.iter().find(|text| text.to_lowercase() == sibling)?;
        Some(batch.column_by_name(found)?.as_string::<i32>())
    });
    let mut machines: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for row in 0..values.len() {
        if values.is_valid(row) {
            let name = names.filter(|names| names.is_valid(row)).map(|names| names.value(row));
            machines.entry(values.value(row)).or_insert(name);
        }
    }
    if machines.len() > MOST_ASSETS || (machines.len() > 20 && machines.len() * 2 > values.len()) {
        return None;
    }
    for (value, name) in machines {
        let id = naming.asset(name.unwrap_or(value));
        if let Some(asset) = naming.assets.iter_mut().find(|asset| asset.id == id)
            && asset.name != value
            && asset.id != value
            && !asset.aliases.iter().any(|alias| alias == value)
        {
            asset.aliases.push(value.to_owned());
        }
    }
    Some((*name).to_owned())
}

//! Reads made-up plants; `models/planner/plants/README.md` says what they hold.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use plant::{Asset, Language, Limits, Plant, RecordKind, Shift, Tag, Unit};
use serde::Deserialize;
use tool::{Catalogue, ColumnKind, ColumnProfile, TableProfile, TagProfile};

/// Plant-local now of every made-up plant: a Thursday afternoon.
const NOW: &str = "2025-03-20T14:30:00";
/// Days of history before it.
const DAYS: i64 = 400;
const DAY: i64 = 86_400_000_000_000;

/// A made-up plant, and what its people say.
pub struct MadeUp {
    pub name: String,
    pub catalogue: Arc<Catalogue>,
    /// By the place of the asset and tag in the plant.
    pub assets: Vec<Said>,
    pub tags: Vec<Said>,
    /// What is measured, without the machine.
    pub quantities: Vec<Said>,
    pub absent: Said,
    /// By the place of the table in the catalogue.
    pub tables: Vec<TableSaid>,
    /// Shifts by name.
    pub shifts: Vec<(String, Said)>,
}

/// What people say for a table, its columns and the values in them.
pub struct TableSaid {
    pub said: Said,
    /// By the place of the column.
    pub columns: Vec<ColumnSaid>,
}

pub struct ColumnSaid {
    pub said: Said,
    /// Its values name one record each.
    pub key: bool,
    pub values: Vec<(String, Said)>,
}

/// Ways to say a thing, in both languages.
#[derive(Debug, Clone, Default)]
pub struct Said {
    pub english: Vec<String>,
    pub chinese: Vec<String>,
}

impl Said {
    pub fn of(&self, chinese: bool) -> &[String] {
        if chinese { &self.chinese } else { &self.english }
    }
}

#[derive(Deserialize)]
struct File {
    industry: String,
    name: String,
    timezone: String,
    language: String,
    #[serde(default)]
    shift: Vec<ShiftText>,
    asset: Vec<AssetText>,
    tag: Vec<TagText>,
    #[serde(default)]
    table: Vec<TableText>,
    #[serde(default)]
    absent: Vec<Words>,
}

#[derive(Deserialize, Clone)]
struct Words {
    #[serde(default)]
    said: Vec<String>,
    #[serde(default)]
    said_zh: Vec<String>,
}

impl Words {
    fn said(self) -> Said {
        Said { english: self.said, chinese: self.said_zh }
    }
}

#[derive(Deserialize)]
struct ShiftText {
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
    start: String,
    end: String,
    #[serde(flatten)]
    words: Words,
}

#[derive(Deserialize)]
struct AssetText {
    id: String,
    name: String,
    kind: Option<String>,
    parent: Option<String>,
    #[serde(default)]
    description: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(flatten)]
    words: Words,
}

#[derive(Deserialize)]
struct TagText {
    id: String,
    asset: Option<String>,
    name: String,
    quantity: String,
    unit: Option<String>,
    #[serde(default)]
    description: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(flatten)]
    limits: Limits,
    step_s: Option<f64>,
    min: Option<f64>,
    max: Option<f64>,
    q: Vec<String>,
    q_zh: Vec<String>,
    #[serde(flatten)]
    words: Words,
}

#[derive(Deserialize)]
struct TableText {
    name: String,
    kind: RecordKind,
    time: Option<String>,
    asset: Option<String>,
    #[serde(default)]
    description: String,
    column: Vec<ColumnText>,
    #[serde(flatten)]
    words: Words,
}

#[derive(Deserialize)]
struct ColumnText {
    name: String,
    kind: ColumnKind,
    #[serde(default)]
    description: String,
    #[serde(default)]
    values: Vec<ValueText>,
    #[serde(default)]
    key: bool,
    #[serde(flatten)]
    words: Words,
}

#[derive(Deserialize)]
struct ValueText {
    value: toml::Value,
    #[serde(flatten)]
    words: Words,
}

impl ValueText {
    fn text(&self) -> String {
        match &self.value {
            toml::Value::String(text) => text.clone(),
            other => other.to_string(),
        }
    }
}

/// Reads one file.
///
/// # Errors
/// What is wrong with the file, with its name.
pub fn read(file: &Path) -> Result<MadeUp> {
    let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let file_text: File = toml::from_str(&text).with_context(|| file.display().to_string())?;
    made_up(file_text).with_context(|| file.display().to_string())
}

fn made_up(file: File) -> Result<MadeUp> {
    let timezone = TimeZone::get(&file.timezone)?;
    let now = NOW.parse::<DateTime>()?.to_zoned_datetime(timezone.clone())?;
    let now = plant::time::nanos(now.timestamp());
    let shift = |shift: &ShiftText| -> Result<Shift> {
        Ok(Shift {
            name: shift.name.clone(),
            aliases: shift.aliases.clone(),
            start: shift.start.parse()?,
            end: shift.end.parse()?,
        })
    };
    let shifts = file.shift.iter().map(shift).collect::<Result<_>>()?;
    let profiles: Vec<TagProfile> = file.tag.iter().map(|tag| profile(tag, now)).collect();
    let shift_words =
        file.shift.iter().map(|shift| (shift.name.clone(), shift.words.clone().said())).collect();
    let table_words: Vec<TableSaid> = file.table.iter().map(table_said).collect();
    let mut tables: Vec<TableProfile> = file.table.into_iter().map(table).collect();
    Catalogue::find_lookups(&mut tables);
    let (mut assets, mut asset_words) = (Vec::new(), Vec::new());
    for asset in file.asset {
        assets.push(Asset {
            id: asset.id,
            name: asset.name,
            kind: asset.kind,
            parent: asset.parent,
            description: asset.description,
            aliases: asset.aliases,
        });
        asset_words.push(asset.words.said());
    }
    let (mut tags, mut tag_words, mut quantities) = (Vec::new(), Vec::new(), Vec::new());
    for tag in file.tag {
        tags.push(Tag {
            id: tag.id,
            asset: tag.asset,
            name: tag.name,
            quantity: Some(tag.quantity),
            unit: tag.unit.as_deref().map(Unit::new),
            description: tag.description,
            aliases: tag.aliases,
            limits: tag.limits,
        });
        tag_words.push(tag.words.said());
        quantities.push(Said { english: tag.q, chinese: tag.q_zh });
    }
    let mut absent = Said::default();
    for words in file.absent {
        absent.english.extend(words.said);
        absent.chinese.extend(words.said_zh);
    }
    let plant = Plant {
        root: PathBuf::new(),
        name: file.name.clone(),
        timezone,
        language: if file.language == "zh" { Language::Chinese } else { Language::English },
        now: Some(now),
        assets,
        tags,
        history: Vec::new(),
        records: Vec::new(),
        shifts,
    };
    let catalogue = Catalogue { plant: Arc::new(plant), now, tags: profiles.into(), tables: tables.into() };
    Ok(MadeUp {
        name: format!("{} ({})", file.name, file.industry),
        catalogue: Arc::new(catalogue),
        assets: asset_words,
        tags: tag_words,
        quantities,
        absent,
        tables: table_words,
        shifts: shift_words,
    })
}

/// As if the tag had been recorded for [`DAYS`] days.
fn profile(tag: &TagText, now: i64) -> TagProfile {
    let step_s = tag.step_s.unwrap_or(60.0);
    TagProfile {
        tag: tag.id.clone(),
        count: (DAYS as f64 * 86_400.0 / step_s) as u64,
        first: Some(now - DAYS * DAY),
        last: Some(now),
        step_s: Some(step_s),
        minimum: tag.min,
        maximum: tag.max,
        counts_up: false,
    }
}

fn table_said(table: &TableText) -> TableSaid {
    let column = |column: &ColumnText| ColumnSaid {
        said: column.words.clone().said(),
        key: column.key,
        values: column.values.iter().map(|value| (value.text(), value.words.clone().said())).collect(),
    };
    TableSaid { said: table.words.clone().said(), columns: table.column.iter().map(column).collect() }
}

/// Rows that every table of a made-up plant is said to have.
const ROWS: u64 = 500;

fn table(table: TableText) -> TableProfile {
    let columns: Vec<ColumnProfile> = table.column.into_iter().map(column).collect();
    TableProfile {
        codes: Vec::new(),
        lookups: Vec::new(),
        table: table.name,
        kind: table.kind,
        description: table.description,
        rows: ROWS,
        time: table.time,
        asset: table.asset,
        columns,
    }
}

fn column(column: ColumnText) -> ColumnProfile {
    let mut counted: BTreeMap<String, u64> = BTreeMap::new();
    for value in &column.values {
        *counted.entry(value.text()).or_default() += if column.key { 1 } else { 3 };
    }
    ColumnProfile {
        name: column.name,
        kind: column.kind,
        description: column.description,
        unit: None,
        // Only some of a key's values are written down.
        distinct: if column.key { ROWS } else { counted.len() as u64 },
        values: counted.into_iter().collect(),
    }
}

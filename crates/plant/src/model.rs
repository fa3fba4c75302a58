//! The description of a plant, as `plant.toml` gives it or as it is inferred.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::civil;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::Unit;

/// The language of a question or an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Language {
    #[default]
    #[serde(rename = "en")]
    English,
    #[serde(rename = "zh")]
    Chinese,
}

/// A plant: what `plant.toml` says, plus assets and tags that only occur in the data.
#[derive(Debug, Clone, PartialEq)]
pub struct Plant {
    /// The folder.
    pub root: PathBuf,
    pub name: String,
    pub timezone: TimeZone,
    pub language: Language,
    /// The plant's "now" when the history is a past recording, ns since the epoch.
    pub now: Option<i64>,
    pub assets: Vec<Asset>,
    pub tags: Vec<Tag>,
    pub history: Vec<HistorySource>,
    pub records: Vec<RecordsSource>,
    pub shifts: Vec<Shift>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Asset {
    pub id: String,
    pub name: String,
    pub kind: Option<String>,
    pub parent: Option<String>,
    pub description: String,
    pub aliases: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tag {
    pub id: String,
    pub asset: Option<String>,
    pub name: String,
    /// What is measured: "temperature", "flow".
    pub quantity: Option<String>,
    pub unit: Option<Unit>,
    pub description: String,
    pub aliases: Vec<String>,
    pub limits: Limits,
}

/// Engineering limits in the tag's own unit.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Limits {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low_low: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high_high: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HistoryLayout {
    /// One column per tag: column name to tag id. Columns that are not named
    /// become tags under their own names.
    Wide { columns: BTreeMap<String, String> },
    /// One row per sample; the names of the columns.
    Long { tag: String, value: String, quality: Option<String> },
}

/// Where measured values come from: `[[history]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct HistorySource {
    /// A path or glob relative to the plant's folder.
    pub files: String,
    /// Name of the time column; `None`: find it.
    pub time: Option<String>,
    pub layout: HistoryLayout,
    pub format: FileFormat,
}

/// How a file is written, where it does not show it itself: the optional keys `dates`,
/// `decimal`, `delimiter` and `timezone` of a source.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FileFormat {
    /// Whether 03/04/2024 is the third of April or the fourth of March.
    pub dates: Option<DateOrder>,
    /// Decimal separator: `.` or `,`.
    pub decimal: Option<char>,
    /// What stands between two fields: `,` `;` `|` or a tab.
    pub delimiter: Option<char>,
    /// Zone of the times without an offset; the plant's when not given.
    pub timezone: Option<TimeZone>,
}

/// Order of day and month in dates such as 03/04/2024.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    DayFirst,
    MonthFirst,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    WorkOrder,
    Alarm,
    Event,
    Downtime,
    FailureMode,
    Inspection,
    Batch,
    Table,
}

/// Things that happened or are known: `[[records]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordsSource {
    pub table: String,
    pub files: String,
    pub kind: RecordKind,
    pub time: Option<String>,
    pub asset: Option<String>,
    pub description: String,
    /// Column name to what it means.
    pub describe: BTreeMap<String, String>,
    pub format: FileFormat,
}

/// A named shift; `end` before `start` means that it runs over midnight.
#[derive(Debug, Clone, PartialEq)]
pub struct Shift {
    pub name: String,
    pub aliases: Vec<String>,
    pub start: civil::Time,
    pub end: civil::Time,
}

impl Plant {
    pub fn asset(&self, id: &str) -> Option<&Asset> {
        self.assets.iter().find(|asset| asset.id == id)
    }

    pub fn tag(&self, id: &str) -> Option<&Tag> {
        self.tags.iter().find(|tag| tag.id == id)
    }

    /// The asset and everything below it, the asset first.
    pub fn subtree<'a>(&'a self, id: &str) -> Vec<&'a Asset> {
        let mut found: Vec<&Asset> = self.asset(id).into_iter().collect();
        let mut next = 0;
        while next < found.len() {
            let parent = &found[next].id;
            for child in self.assets.iter().filter(|a| a.parent.as_deref() == Some(parent)) {
                // A cycle in a hand-written file must not hang us.
                if !found.iter().any(|seen| seen.id == child.id) {
                    found.push(child);
                }
            }
            next += 1;
        }
        found
    }

    pub fn tags_of<'a>(&'a self, asset: &'a str) -> impl Iterator<Item = &'a Tag> + 'a {
        self.tags.iter().filter(move |tag| tag.asset.as_deref() == Some(asset))
    }

    /// Where plantwright keeps what it makes of the plant.
    pub fn state_dir(&self) -> PathBuf {
        self.root.join(".plantwright")
    }
}

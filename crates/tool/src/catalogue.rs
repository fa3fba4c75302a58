//! What there is to ask about: the plant, its tags' coverage, its tables and their columns.

use std::sync::Arc;

use plant::{Plant, RecordKind};
use serde::{Deserialize, Serialize};

use crate::lookup::{self, Lookup};

/// Everything a linker needs, shared. Parts that did not change between two catalogues of a plant are
/// the same allocation, so that what was made of them can be kept.
#[derive(Debug, Clone)]
pub struct Catalogue {
    pub plant: Arc<Plant>,
    /// What relative times count from: the plant's `now`, else the clock at the call.
    pub now: i64,
    /// One for each of the plant's tags, in that order.
    pub tags: Arc<[TagProfile]>,
    pub tables: Arc<[TableProfile]>,
}

/// What is recorded of a tag. No samples: `count` is 0.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TagProfile {
    pub tag: String,
    pub count: u64,
    /// Times of the first and last sample, ns since the epoch.
    pub first: Option<i64>,
    pub last: Option<i64>,
    /// Usual time between samples (the median of neighbours), seconds.
    pub step_s: Option<f64>,
    pub minimum: Option<f64>,
    pub maximum: Option<f64>,
    /// It only ever counts up, as a meter's register does: its total over a time is last minus first.
    #[serde(default)]
    pub counts_up: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TableProfile {
    pub table: String,
    pub kind: RecordKind,
    pub description: String,
    pub rows: u64,
    /// Column of the time of a record.
    pub time: Option<String>,
    /// Column that names an asset, and whether each asset id is found by it: the
    /// store adds a column `asset_id` beside it that holds ids.
    pub asset: Option<String>,
    pub columns: Vec<ColumnProfile>,
    /// Of a table that tells what codes mean: each code and the texts beside it. Such a table has no time and a column
    /// of which every value is another.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<CodeTexts>,
    /// Tables that tell more of what its records name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lookups: Vec<Lookup>,
}

/// What stands beside a code in a table of codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeTexts {
    /// The column that holds the codes.
    pub column: String,
    pub code: String,
    pub texts: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    Number,
    Integer,
    Boolean,
    Text,
    Time,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnProfile {
    pub name: String,
    pub kind: ColumnKind,
    /// What `[records.describe]` says of it.
    pub description: String,
    /// What its numbers are in, where its name or description says so.
    pub unit: Option<plant::Unit>,
    /// How many different values; counted exactly.
    pub distinct: u64,
    /// The values themselves with how often each occurs, most frequent first; for text
    /// and boolean columns, at most 2,000.
    pub values: Vec<(String, u64)>,
}

impl Catalogue {
    pub fn table(&self, name: &str) -> Option<&TableProfile> {
        self.tables.iter().find(|table| table.table == name)
    }

    /// Finds the tables in which each table's records can be looked up.
    pub fn find_lookups(tables: &mut [TableProfile]) {
        let found: Vec<Vec<Lookup>> = tables.iter().map(|table| lookup::lookups(table, tables)).collect();
        for (table, lookups) in tables.iter_mut().zip(found) {
            table.lookups = lookups;
        }
    }

    pub fn profile(&self, tag: &str) -> Option<&TagProfile> {
        self.tags.iter().find(|profile| profile.tag == tag)
    }
}

impl TableProfile {
    pub fn column(&self, name: &str) -> Option<&ColumnProfile> {
        self.columns.iter().find(|column| column.name == name)
    }
}

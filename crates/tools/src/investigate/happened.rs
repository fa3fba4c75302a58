//! Records around the time: what happened on an asset and near it, and what a record itself gives as the reason.

use plant::{Problem, RecordKind, TimeRange};
use tool::{AnswerValue, Clue, ColumnKind, ColumnProfile, TableProfile};

use super::near::{Near, Relation};
use crate::support::ends::Ends;
use crate::support::records::ASSET_ID;
use crate::support::{Call, Records};

/// Longest text of a record that is told, characters.
const LONGEST: usize = 120;

/// Records that are kept of one table at most.
const MOST: usize = 200;

/// Columns that say why: parts of their names.
const REASONS: &[&str] = &["cause", "reason", "failure", "fault", "trip", "原因", "故障"];

/// Columns that tell in words.
const WORDS: &[&str] = &[
    "problem",
    "description",
    "message",
    "comment",
    "text",
    "remark",
    "title",
    "finding",
    "描述",
    "说明",
    "备注",
    "内容",
];

/// One record.
#[derive(Debug, Clone)]
pub struct Happened {
    pub table: String,
    pub kind: RecordKind,
    /// What names it.
    pub key: String,
    pub asset: Option<String>,
    pub relation: Relation,
    pub start: i64,
    pub seconds: Option<f64>,
    /// What a column of causes says, described where the plant tells what its codes mean.
    pub reason: Option<String>,
    pub words: Option<String>,
}

impl Happened {
    /// Whether it says by itself why something happened, rather than what was planned.
    pub fn gives_reason(&self) -> bool {
        self.reason.is_some()
            && matches!(self.kind, RecordKind::WorkOrder | RecordKind::Downtime | RecordKind::Event)
    }

    /// As a clue of the kind `what`.
    pub fn clue(&self, what: &str, call: &Call<'_>, onset: i64) -> Clue {
        let seconds = Some(plant::Unit::new("s"));
        let mut clue = Clue::new(what, &self.key)
            .with(AnswerValue::new("table", self.table.clone()))
            .with(AnswerValue::new("time", call.local(self.start)))
            .with(AnswerValue::number("lead", (onset - self.start) as f64 / 1e9, seconds.clone()));
        let texts = [("asset", &self.asset), ("reason", &self.reason), ("words", &self.words)];
        for (label, text) in texts {
            clue.values.extend(text.clone().map(|text| AnswerValue::new(label, text)));
        }
        clue.values.extend(self.seconds.map(|length| AnswerValue::number("length", length, seconds)));
        clue
    }
}

/// Records of things that happen (not of what is known), with their time in `range`, on assets near or of no asset;
/// those of the nearest asset first, then in the order of time.
///
/// # Errors
/// PW4003 when records cannot be read.
pub fn happened(call: &Call<'_>, near: &Near<'_>, range: TimeRange) -> Result<Vec<Happened>, Problem> {
    let line = near.line();
    let mut found = Vec::new();
    for table in call.catalogue.tables.iter().filter(|table| happens(table)) {
        let records = Records::open(call, table)?;
        let Some(times) = records.times() else { continue };
        let ids = table.asset.as_ref().and_then(|_| records.cells(ASSET_ID).ok());
        let rows: Vec<(usize, Option<String>, Relation)> = (0..records.len())
            .filter(|row| times.time(*row).is_some_and(|time| range.contains(time)))
            .map(|row| {
                let asset = ids.as_ref().and_then(|ids| ids.text(row)).map(std::borrow::Cow::into_owned);
                let relation = match asset.as_deref() {
                    // Deeper than one level is below all the same.
                    Some(id) => match near.relation(Some(id)) {
                        Relation::Elsewhere if line.contains(id) => Relation::Below,
                        relation => relation,
                    },
                    None => Relation::Elsewhere,
                };
                (row, asset, relation)
            })
            .filter(|(_, asset, relation)| asset.is_none() || *relation != Relation::Elsewhere)
            .take(MOST)
            .collect();
        if !rows.is_empty() {
            told(call, &records, &rows, &mut found)?;
        }
    }
    found.sort_by_key(|event| (event.relation, event.start));
    Ok(found)
}

/// Whether records of this kind happen at a time.
pub fn happens(table: &TableProfile) -> bool {
    table.time.is_some() && !matches!(table.kind, RecordKind::FailureMode | RecordKind::Table)
}

fn told(
    call: &Call<'_>,
    records: &Records<'_>,
    rows: &[(usize, Option<String>, Relation)],
    found: &mut Vec<Happened>,
) -> Result<(), Problem> {
    let table = records.profile;
    let times = records.cells(records.time_column("window")?)?;
    let ends = Ends::of(records).ok();
    let key = records.key().map(|name| records.cells(name)).transpose()?;
    let reasons = columns(table, REASONS);
    let described = reasons.first().map(|name| records.describing(name)).unwrap_or_default();
    let cells = |names: &[&str]| names.iter().map(|name| records.cells(name)).collect::<Result<Vec<_>, _>>();
    let (reasons, words) = (cells(&reasons)?, cells(&columns(table, WORDS))?);
    for (row, asset, relation) in rows {
        let said = |all: &[crate::support::Cells]| {
            all.iter()
                .find_map(|cells| cells.text(*row))
                .filter(|text| !text.trim().is_empty())
                .map(|text| short(&text))
        };
        let reason = said(&reasons).map(|code| match described.get(&code) {
            Some(words) if *words != code => format!("{code}, {}", short(words)),
            _ => code,
        });
        found.push(Happened {
            table: table.table.clone(),
            kind: table.kind,
            key: key.as_ref().and_then(|key| key.text(*row)).unwrap_or_default().into_owned(),
            asset: asset.clone(),
            relation: *relation,
            start: times.time(*row).unwrap_or(call.catalogue.now),
            seconds: ends.as_ref().and_then(|ends| ends.seconds(*row)).filter(|length| *length > 0.0),
            reason,
            words: said(&words),
        });
    }
    Ok(())
}

/// Text columns by parts of their names, in the order of those.
fn columns<'t>(table: &'t TableProfile, parts: &[&str]) -> Vec<&'t str> {
    let text = |column: &&ColumnProfile| column.kind == ColumnKind::Text && column.name != ASSET_ID;
    let named = |part: &&str| {
        let own = table.columns.iter().filter(text).find(|column| column.name.to_lowercase().contains(*part));
        own.map(|column| column.name.as_str())
    };
    let mut found: Vec<&str> = Vec::new();
    for name in parts.iter().filter_map(named) {
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

fn short(text: &str) -> String {
    let text = text.trim();
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}

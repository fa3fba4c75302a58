//! Records of a table, a page at a time: filtered, sorted, or in groups.

use plant::time::timestamp;
use plant::{Problem, Unit};
use serde_json::{Value as Json, json};
use tool::{Arguments, Cell, ColumnKind};

use crate::Engines;
use crate::list_records::sort;
use crate::support::groups::group;
use crate::support::records::{ASSET_ID, unit_of_column};
use crate::support::{Call, Cells, Records};

/// Which records, and in what order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RecordsRequest {
    pub table: String,
    /// ns since the epoch; a side that is not given is open.
    pub from: Option<i64>,
    pub to: Option<i64>,
    /// An asset, with everything below it.
    pub asset: Option<String>,
    /// `{"column", "op", "value"}` each, as tools take them.
    pub filters: Vec<Json>,
    pub sort: Option<String>,
    pub descending: bool,
    /// A column: how many records have which of its values, instead of the records.
    pub group: Option<String>,
    pub limit: usize,
    pub offset: usize,
}

/// A page of records or of groups.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordsPage {
    /// Name of the table.
    pub table: String,
    /// Records that are meant, on all pages.
    pub records: usize,
    pub content: RecordsContent,
    /// What a reader should know, such as that no record has a value that was asked for.
    pub notes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum RecordsContent {
    Rows {
        columns: Vec<RecordColumn>,
        rows: Vec<RecordRow>,
    },
    /// Most records first; `total` counts the groups on all pages.
    Groups {
        column: String,
        total: usize,
        groups: Vec<RecordGroup>,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub struct RecordColumn {
    pub name: String,
    pub kind: ColumnKind,
    pub description: String,
    /// As the column's name says it.
    pub unit: Option<Unit>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct RecordRow {
    /// Id of the asset that it names.
    pub asset: Option<String>,
    /// ns since the epoch.
    pub time: Option<i64>,
    pub cells: Vec<Cell>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct RecordGroup {
    pub value: Cell,
    /// As a person reads it: a code with what it means, an asset by its name.
    pub label: String,
    pub records: u64,
}

/// Reads a page.
///
/// # Errors
/// PW3102, PW3103, PW3106 for what is not there; PW3201 for a filter that does not fit its column
/// and for a time or an asset where the table has none.
pub fn records(engines: &Engines, request: &RecordsRequest) -> Result<RecordsPage, Problem> {
    let arguments = arguments(request);
    let call = Call::new(engines, "list_records", &arguments);
    let records = Records::open(&call, call.table("table")?)?;
    if let Some(column) = &request.group {
        return grouped(&records, column, request);
    }
    let mut selection = records.select()?;
    if let Some(column) = &request.sort {
        sort(&mut selection.rows, &records.cells(column)?, request.descending);
    }
    let shown = records.shown(&[])?;
    let (times, assets) = (records.times(), records.cells(ASSET_ID).ok());
    let row = |row: usize| RecordRow {
        asset: assets.as_ref().and_then(|assets| assets.text(row)).map(|id| id.into_owned()),
        time: times.as_ref().and_then(|times| times.time(row)),
        cells: shown.iter().map(|(_, cells)| cells.cell(row, call.zone())).collect(),
    };
    let page = selection.rows.iter().skip(request.offset).take(request.limit);
    Ok(RecordsPage {
        table: records.profile.table.clone(),
        records: selection.rows.len(),
        content: RecordsContent::Rows {
            rows: page.map(|at| row(*at as usize)).collect(),
            columns: shown.iter().map(|(name, cells)| column(&records, name, cells)).collect(),
        },
        notes: selection.notes,
    })
}

fn grouped(records: &Records<'_>, name: &str, request: &RecordsRequest) -> Result<RecordsPage, Problem> {
    let column = records.column(name)?.name.clone();
    let found = group(records, "highest")?;
    let total = found.groups.len();
    let page = found.groups.into_iter().skip(request.offset).take(request.limit);
    let groups = page
        .map(|group| RecordGroup {
            value: group.cells.into_iter().next().unwrap_or(Cell::Null),
            label: group.label,
            records: group.records,
        })
        .collect();
    Ok(RecordsPage {
        table: records.profile.table.clone(),
        records: found.selection.rows.len(),
        content: RecordsContent::Groups { column, total, groups },
        notes: found.selection.notes,
    })
}

fn column(records: &Records<'_>, name: &str, cells: &Cells) -> RecordColumn {
    RecordColumn {
        name: name.to_owned(),
        kind: cells.kind(),
        description: records
            .profile
            .column(name)
            .map(|column| column.description.clone())
            .unwrap_or_default(),
        unit: unit_of_column(name),
    }
}

fn arguments(request: &RecordsRequest) -> Arguments {
    let mut arguments = Arguments::new();
    arguments.insert("table".to_owned(), request.table.clone().into());
    let instant = |ns: Option<i64>| ns.map(|ns| timestamp(ns).to_string());
    if request.from.is_some() || request.to.is_some() {
        let window = json!({"start": instant(request.from), "end": instant(request.to)});
        arguments.insert("window".to_owned(), window);
    }
    if let Some(asset) = &request.asset {
        arguments.insert("asset".to_owned(), asset.clone().into());
    }
    if !request.filters.is_empty() {
        arguments.insert("filters".to_owned(), request.filters.clone().into());
    }
    if let Some(column) = &request.group {
        arguments.insert("by".to_owned(), json!([column]));
    }
    arguments
}

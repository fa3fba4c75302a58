//! Records (work orders, alarms, ...) as typed tables.

mod assets;
mod columns;
mod parquet;
mod sheet;
mod unite;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use plant::{Plant, Problem, RecordsSource};

use crate::report::FileReport;
use crate::{files, problems, text};
use assets::AssetNames;
use sheet::Sheet;

/// Name of the column that holds ids of the plant's assets.
pub const ASSET_ID: &str = "asset_id";

/// Named columns of one table, or of a part of it.
type Columns = Vec<(String, ArrayRef)>;

/// Reads one file of records. Columns are integers, numbers, booleans, texts or times (UTC,
/// ns); beside the column that names assets stands `asset_id`.
///
/// # Errors
/// As [`read_table`].
pub fn read_records(
    plant: &Plant,
    source: &RecordsSource,
    file: &Path,
) -> Result<(RecordBatch, FileReport), Problem> {
    let (batch, mut reports) = read_table(plant, source, &[file.to_owned()])?;
    Ok((batch, reports.pop().unwrap_or_default()))
}

/// Reads all files of a table into one: what a column holds is decided over all of them.
///
/// # Errors
/// The first problem of a whole file: it cannot be read (`PW2001`), is no table (`PW2002`,
/// `PW2003`), lacks a named column (`PW2007`) or leaves dates or decimals open (`PW2005`,
/// `PW2006`).
pub fn read_table(
    plant: &Plant,
    source: &RecordsSource,
    files: &[PathBuf],
) -> Result<(RecordBatch, Vec<FileReport>), Problem> {
    let mut loaded = Vec::with_capacity(files.len());
    for file in files {
        loaded.push((file.clone(), files::load(file)?));
    }
    read_loaded(plant, source, loaded)
}

/// As [`read_records`] for bytes that are already there; `file` names them in reports.
///
/// # Errors
/// As [`read_table`].
pub fn read_records_bytes(
    plant: &Plant,
    source: &RecordsSource,
    file: &Path,
    bytes: Vec<u8>,
) -> Result<(RecordBatch, FileReport), Problem> {
    let (batch, mut reports) = read_loaded(plant, source, vec![(file.to_owned(), bytes)])?;
    Ok((batch, reports.pop().unwrap_or_default()))
}

fn read_loaded(
    plant: &Plant,
    source: &RecordsSource,
    loaded: Vec<(PathBuf, Vec<u8>)>,
) -> Result<(RecordBatch, Vec<FileReport>), Problem> {
    let expected: Vec<&str> = source
        .time
        .iter()
        .chain(&source.asset)
        .map(String::as_str)
        .chain(source.describe.keys().map(String::as_str))
        .collect();
    let mut reports = Vec::new();
    let mut texts = Vec::new();
    let mut parts: Vec<Columns> = Vec::new();
    for (file, bytes) in loaded {
        let on_disk = bytes.len() as u64;
        let mut report = FileReport { file: file.clone(), bytes: on_disk, ..FileReport::default() };
        if text::is_parquet(&bytes) {
            parts.push(parquet::read(plant, source, &file, bytes, &mut report)?);
            reports.push(report);
            continue;
        }
        let bytes = if bytes.starts_with(b"\x1f\x8b") { text::inflate(&file, &bytes)? } else { bytes };
        let text = text::decode(&file, bytes)?;
        report.notes.extend(text.notes.iter().cloned());
        texts.push((text, reports.len()));
        reports.push(report);
    }
    let mut sheets = Vec::with_capacity(texts.len());
    for (text, report) in &texts {
        sheets.push(Sheet::read(text, *report, &source.format, &expected, &mut reports)?);
    }
    if !sheets.is_empty() {
        parts.push(columns::typed(plant, source, &sheets, &mut reports)?);
    }
    let (mut table, rows) = unite::unite(parts);
    check_named(source, &table, &reports)?;
    add_asset_ids(plant, source, &mut table, &mut reports);
    describe(&table, &mut reports);
    Ok((batch_of(table, rows)?, reports))
}

/// The columns that plant.toml names must be there.
fn check_named(source: &RecordsSource, table: &Columns, reports: &[FileReport]) -> Result<(), Problem> {
    let names: Vec<String> = table.iter().map(|(name, _)| name.clone()).collect();
    for (role, name) in [("time", &source.time), ("asset", &source.asset)] {
        let Some(name) = name else { continue };
        if crate::history::find_column(&names, name).is_none() {
            let file = reports.first().map(|report| report.file.clone()).unwrap_or_default();
            return Err(problems::no_column(&file, role, name, &names));
        }
    }
    Ok(())
}

fn add_asset_ids(plant: &Plant, source: &RecordsSource, table: &mut Columns, reports: &mut [FileReport]) {
    let names: Vec<String> = table.iter().map(|(name, _)| name.clone()).collect();
    let at = source.asset.as_ref().and_then(|name| crate::history::find_column(&names, name));
    let Some(at) = at else { return };
    let Ok(texts) = arrow::compute::cast(&table[at].1, &DataType::Utf8) else { return };
    let assets = AssetNames::new(plant);
    let (ids, unknown) = assets.resolve_all(texts.as_string());
    if let Some(report) = reports.first_mut() {
        report.unknown_assets = unknown;
    }
    // What the file itself calls asset_id gives way, and stays under another name.
    for (name, _) in table.iter_mut().filter(|(name, _)| name.eq_ignore_ascii_case(ASSET_ID)) {
        *name = format!("{name}_as_written");
    }
    table.insert(at + 1, (ASSET_ID.to_owned(), Arc::new(ids)));
}

/// Says in the first file's report what the columns became.
fn describe(table: &Columns, reports: &mut [FileReport]) {
    let Some(report) = reports.first_mut() else { return };
    report.columns = table
        .iter()
        .map(|(name, array)| crate::report::ColumnReport {
            column: name.clone(),
            tag: None,
            kind: match array.data_type() {
                _ if array.null_count() == array.len() => "empty",
                DataType::Int64 => "integer",
                DataType::Float64 => "number",
                DataType::Boolean => "boolean",
                DataType::Timestamp(..) => "time",
                _ => "text",
            },
            values: (array.len() - array.null_count()) as u64,
            bad: 0,
        })
        .collect();
}

fn batch_of(table: Columns, rows: usize) -> Result<RecordBatch, Problem> {
    let fields: Vec<Field> =
        table.iter().map(|(name, array)| Field::new(name, array.data_type().clone(), true)).collect();
    let arrays = table.into_iter().map(|(_, array)| array).collect();
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &options)
        .map_err(|error| problems::damaged(Path::new("records"), &error.to_string()))
}

#[cfg(test)]
mod tests;

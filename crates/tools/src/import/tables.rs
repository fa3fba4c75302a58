//! Tables of records into the store, each as a whole from all of its files.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use arrow::array::{Array, ArrayRef, AsArray, StringArray, new_null_array};
use arrow::compute::{cast, concat};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;
use connect::{SourceFile, SourceOf};
use plant::{Plant, Problem, RecordsSource};

use super::ledger::content_of;
use super::samples::unreadable;
use super::{Importing, settings_of};
use crate::support::cells::Cells;
use crate::support::problems::fold;
use crate::support::records::ASSET_ID;

/// What a column that names an asset is called where `plant.toml` does not say which it is.
const ASSET_COLUMNS: &[&str] =
    &["asset id", "asset", "equipment id", "equipment", "machine id", "machine", "unit id", "设备", "设备编号"];

/// Imports every table of which one of `files` is new or changed, or a file of `all` is gone.
///
/// # Errors
/// PW4xxx when the store cannot be written.
pub(super) fn import(importing: &mut Importing<'_>, files: &[SourceFile], all: &[SourceFile]) -> Result<(), Problem> {
    let mut tables: Vec<String> = Vec::new();
    for file in files {
        if let Some(table) = importing.table_of(file).filter(|table| !tables.contains(table)) {
            tables.push(table);
        }
    }
    for table in tables {
        let of_table: Vec<&SourceFile> =
            all.iter().filter(|file| importing.table_of(file).as_deref() == Some(&*table)).collect();
        let gone = importing.ledger.files.iter().any(|(name, entry)| {
            entry.table.as_deref() == Some(&*table) && !of_table.iter().any(|file| file.name == *name)
        });
        let current = of_table.iter().all(|file| {
            let settings = settings_of(&importing.plant, file.source);
            importing.ledger.is_current(file, settings).unwrap_or(false)
        });
        if current && !gone && importing.engines.historian().table(&table).is_some() {
            of_table.into_iter().for_each(|file| importing.unchanged(file));
        } else {
            load(importing, &table, &of_table)?;
            importing.ledger.write(importing.engines.historian())?;
        }
    }
    Ok(())
}

fn load(importing: &mut Importing<'_>, table: &str, files: &[&SourceFile]) -> Result<(), Problem> {
    let mut batches = Vec::new();
    let mut done = Vec::new();
    for file in files.iter().copied() {
        importing.watch.begin(&file.path);
        let clock = Instant::now();
        let SourceOf::Records(at) = file.source else { continue };
        let Some(source) = importing.plant.records.get(at).cloned() else { continue };
        let read = content_of(&file.path).map_err(|error| unreadable(file, &error)).and_then(|content| {
            let (batch, read) = connect::read_records(&importing.plant, &source, &file.path, &importing.watch)?;
            let batch = with_asset_ids(batch, &source, &importing.plant).map_err(|error| unmerged(table, &error))?;
            Ok((content, batch, read))
        });
        match read {
            Ok((content, batch, read)) => {
                importing.watch.end(file.bytes, read.rows);
                batches.push(batch);
                done.push((file, content, read, clock.elapsed().as_secs_f64()));
            }
            Err(problem) => importing.failed(file, problem),
        }
    }
    if batches.is_empty() {
        return Ok(());
    }
    let kept = merge(&batches)
        .map_err(|error| unmerged(table, &error))
        .and_then(|batch| Ok(importing.engines.historian().put_table(table, batch)?));
    match kept {
        Ok(()) => done.into_iter().for_each(|(file, content, read, took_s)| {
            importing.loaded(file, content, &read, took_s);
        }),
        // A name that the store does not take is the table's own trouble; a full disk is everyone's.
        Err(problem) if problem.code.starts_with("PW40") => return Err(problem),
        Err(problem) => {
            importing.report.problems.push(problem.clone());
            done.into_iter().for_each(|(file, ..)| importing.failed(file, problem.clone()));
        }
    }
    Ok(())
}

fn unmerged(table: &str, error: &ArrowError) -> Problem {
    Problem::new("PW2102", format!("the files of {table} do not go into one table: {error}"))
        .help("give the files tables of their own in plant.toml")
}

/// Rows of several files under each other. A column that a file does not have is empty there; one
/// of several kinds becomes a number where all are numbers, else a text.
fn merge(batches: &[RecordBatch]) -> Result<RecordBatch, ArrowError> {
    let mut names: Vec<String> = Vec::new();
    for batch in batches {
        for field in batch.schema().fields() {
            if !names.contains(field.name()) {
                names.push(field.name().clone());
            }
        }
    }
    let mut fields = Vec::new();
    let mut columns: Vec<ArrayRef> = Vec::new();
    for name in names {
        let parts: Vec<Option<ArrayRef>> = batches
            .iter()
            .map(|batch| batch.column_by_name(&name).map(|array| Ok(Cells::of(array)?.stored())).transpose())
            .collect::<Result<_, ArrowError>>()?;
        let kind = common_kind(parts.iter().flatten().map(|part| part.data_type()));
        let parts: Vec<ArrayRef> = parts
            .into_iter()
            .zip(batches)
            .map(|(part, batch)| match part {
                Some(part) => cast(&part, &kind),
                None => Ok(new_null_array(&kind, batch.num_rows())),
            })
            .collect::<Result<_, ArrowError>>()?;
        let parts: Vec<&dyn Array> = parts.iter().map(AsRef::as_ref).collect();
        columns.push(concat(&parts)?);
        fields.push(Field::new(name, kind, true));
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
}

fn common_kind<'a>(kinds: impl Iterator<Item = &'a DataType>) -> DataType {
    kinds
        .cloned()
        .reduce(|a, b| match (&a, &b) {
            _ if a == b => a,
            (DataType::Int64, DataType::Float64) | (DataType::Float64, DataType::Int64) => DataType::Float64,
            _ => DataType::Utf8,
        })
        .unwrap_or(DataType::Utf8)
}

/// The batch with a column `asset_id` that holds the id of the asset that a row names by id, name
/// or alias; what names no known asset stands as it is written.
fn with_asset_ids(batch: RecordBatch, source: &RecordsSource, plant: &Plant) -> Result<RecordBatch, ArrowError> {
    let ids: HashMap<String, &str> = plant
        .assets
        .iter()
        .rev()
        .flat_map(|asset| {
            let aliases = asset.aliases.iter().map(String::as_str);
            aliases.chain([asset.name.as_str(), &asset.id]).map(|word| (fold(word), asset.id.as_str()))
        })
        .collect();
    let Some(named) = asset_column(&batch, source, &ids) else { return Ok(batch) };
    let names = cast(&named, &DataType::Utf8)?;
    let resolved: StringArray = names
        .as_string::<i32>()
        .iter()
        .map(|name| name.filter(|name| !name.trim().is_empty()))
        .map(|name| name.map(|name| ids.get(&fold(name)).copied().unwrap_or(name.trim())))
        .collect();
    let (mut fields, mut columns) = (Vec::new(), Vec::new());
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        if field.name() != ASSET_ID {
            fields.push(field.as_ref().clone());
            columns.push(column.clone());
        }
    }
    fields.push(Field::new(ASSET_ID, DataType::Utf8, true));
    columns.push(Arc::new(resolved));
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
}

/// The column that names an asset: the one of `plant.toml`, else one that is called so and of
/// whose values most name a known asset.
fn asset_column(batch: &RecordBatch, source: &RecordsSource, ids: &HashMap<String, &str>) -> Option<ArrayRef> {
    if let Some(name) = &source.asset {
        return batch.column_by_name(name).cloned();
    }
    let schema = batch.schema();
    let named = ASSET_COLUMNS.iter().find_map(|word| {
        schema.fields().iter().position(|field| fold(field.name()) == *word)
    })?;
    let column = batch.column(named);
    let texts = cast(column, &DataType::Utf8).ok()?;
    let texts: Vec<&str> = texts.as_string::<i32>().iter().flatten().collect();
    let known = texts.iter().filter(|text| ids.contains_key(&fold(text))).count();
    (known * 2 > texts.len() || schema.field(named).name() == ASSET_ID).then(|| column.clone())
}

/// The name of the column that names an asset, where the table has asset ids at all.
pub(crate) fn asset_column_name<'a>(names: &[&'a str], source: &RecordsSource) -> Option<&'a str> {
    let has = |name: &str| names.iter().copied().find(|column| *column == name);
    has(ASSET_ID)?;
    if let Some(name) = &source.asset {
        return has(name);
    }
    ASSET_COLUMNS.iter().find_map(|word| names.iter().copied().find(|name| fold(name) == *word))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use arrow::array::{Float64Array, Int64Array};

    fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
        RecordBatch::try_from_iter(columns).unwrap()
    }

    #[test]
    fn files_of_unlike_columns_become_one_table() {
        let a = batch(vec![
            ("id", Arc::new(Int64Array::from(vec![1, 2]))),
            ("value", Arc::new(Int64Array::from(vec![10, 20]))),
        ]);
        let b = batch(vec![
            ("value", Arc::new(Float64Array::from(vec![0.5]))),
            ("id", Arc::new(StringArray::from(vec!["x"]))),
            ("note", Arc::new(StringArray::from(vec!["new"]))),
        ]);
        let merged = merge(&[a, b]).unwrap();
        assert_eq!(merged.num_rows(), 3);
        let text = |name: &str, row: usize| {
            Cells::of(merged.column_by_name(name).unwrap()).unwrap().text(row).map(|text| text.into_owned())
        };
        assert_eq!(text("id", 0).as_deref(), Some("1"));
        assert_eq!(text("id", 2).as_deref(), Some("x"));
        assert_eq!(text("value", 2).as_deref(), Some("0.5"));
        assert_eq!(text("note", 0), None);
        assert_eq!(text("note", 2).as_deref(), Some("new"));
    }
}

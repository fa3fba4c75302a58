//! Tables of records into the store, each as a whole from all of its files.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use arrow::array::{AsArray, Float64Array, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, FieldRef, Schema};
use arrow::record_batch::RecordBatch;
use connect::{SourceFile, SourceOf};
use plant::{Plant, Problem, RecordsSource};
use tool::lasting::begins_and_ends;

use super::ledger::content_of;
use super::samples::unreadable;
use super::{Importing, settings_of};
use crate::support::Cells;
use crate::support::call::find_asset;
use crate::support::problems::fold;
use crate::support::records::ASSET_ID;

/// What a column that names an asset is called where `plant.toml` does not say which it is.
const ASSET_COLUMNS: &[&str] = &[
    "asset id",
    "asset",
    "equipment id",
    "equipment",
    "machine id",
    "machine",
    "unit id",
    "设备",
    "设备编号",
];

/// The column that is added where a table tells when its records began and ended.
const DURATION: &str = "duration_s";

/// Parts of names of columns that tell how long a record lasted.
const DURATION_WORDS: &[&str] =
    &["duration", "dur_", "_min", "minutes", "hours", "seconds", "时长", "持续", "时间(", "分钟", "小时"];

/// How many assets that are not described a report names.
const UNKNOWN_NAMED: usize = 5;

/// A table and what its files told.
type Read = (RecordBatch, Vec<connect::FileReport>);

/// Imports every table of which one of `files` is new or changed, or a file that was imported
/// is not among `all`.
///
/// # Errors
/// PW4xxx when the store cannot be written.
pub(super) fn import(
    importing: &mut Importing<'_>,
    files: &[SourceFile],
    all: &[SourceFile],
) -> Result<(), Problem> {
    let mut tables: Vec<String> = Vec::new();
    for file in files {
        if let Some(table) = importing.table_of(file).filter(|table| !tables.contains(table)) {
            tables.push(table);
        }
    }
    for entry in importing.ledger.files.values() {
        // A table whose last file is gone; with one file alone to import, the others are no matter.
        if let Some(table) =
            entry.table.as_ref().filter(|table| files.len() == all.len() && !tables.contains(table))
            && let Some(batch) = importing.engines.historian().table(table)
        {
            importing.engines.historian().put_table(table, batch.slice(0, 0))?;
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
    let clock = Instant::now();
    let mut contents = Vec::new();
    for file in files.iter().copied() {
        importing.watch.begin(&file.path);
        match content_of(&file.path) {
            Ok(content) => contents.push((file, content)),
            Err(error) => importing.failed(file, unreadable(file, &error)),
        }
    }
    let source = files.first().and_then(|file| match file.source {
        SourceOf::Records(at) => importing.plant.records.get(at).cloned(),
        SourceOf::History(_) => None,
    });
    let Some(mut source) = source else { return Ok(()) };
    let paths =
        |files: &[(&SourceFile, u64)]| files.iter().map(|(file, _)| file.path.clone()).collect::<Vec<_>>();
    let read = match read(&importing.plant, &mut source, &paths(&contents)) {
        Ok(read) => read,
        Err(_) => {
            // One of them cannot be read; the table is made of the others.
            contents.retain(|(file, _)| match connect::read_records(&importing.plant, &source, &file.path) {
                Ok(_) => true,
                Err(problem) => {
                    importing.failed(file, problem);
                    false
                }
            });
            match read(&importing.plant, &mut source, &paths(&contents)) {
                Ok(read) if !contents.is_empty() => read,
                Ok(_) => return Ok(()),
                Err(problem) => {
                    contents.iter().for_each(|(file, _)| importing.failed(file, problem.clone()));
                    return Ok(());
                }
            }
        }
    };
    let (batch, reports) = read;
    let batch = with_durations(with_undescribed_assets(batch, &source), &source);
    match importing.engines.historian().put_table(table, batch).map_err(Problem::from) {
        Ok(()) => {
            let took_s = clock.elapsed().as_secs_f64() / contents.len().max(1) as f64;
            for ((file, content), mut read) in contents.into_iter().zip(reports) {
                importing.watch.end(file.bytes, read.rows);
                read.notes.extend(undescribed(&read));
                importing.loaded(file, content, &read, took_s);
            }
        }
        // A name that the store does not take is the table's own trouble, a full disk is everyone's.
        Err(problem) if problem.code.starts_with("PW40") => return Err(problem),
        Err(problem) => contents.iter().for_each(|(file, _)| importing.failed(file, problem.clone())),
    }
    Ok(())
}

/// Reads a table; where `plant.toml` does not say which column names an asset, finds it.
fn read(plant: &Plant, source: &mut RecordsSource, files: &[PathBuf]) -> Result<Read, Problem> {
    let read = connect::read_table(plant, source, files)?;
    if source.asset.is_none()
        && let Some(column) = asset_column(plant, &read.0)
    {
        source.asset = Some(column);
        return connect::read_table(plant, source, files);
    }
    Ok(read)
}

/// A column that is called as one that names an asset, and of whose values most do.
fn asset_column(plant: &Plant, batch: &RecordBatch) -> Option<String> {
    let schema = batch.schema();
    let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    let name = called_asset(&names)?;
    let texts = cast(batch.column_by_name(name)?, &DataType::Utf8).ok()?;
    let texts: Vec<&str> = texts.as_string::<i32>().iter().flatten().collect();
    let known = texts.iter().filter(|text| find_asset(plant, text).is_ok()).count();
    (known * 2 > texts.len() || fold(name) == fold(ASSET_ID)).then(|| name.to_owned())
}

fn called_asset<'a>(names: &[&'a str]) -> Option<&'a str> {
    ASSET_COLUMNS.iter().find_map(|word| names.iter().copied().find(|name| fold(name) == *word))
}

/// An asset that the plant does not describe is its own id.
fn with_undescribed_assets(batch: RecordBatch, source: &RecordsSource) -> RecordBatch {
    let filled = || -> Option<RecordBatch> {
        let schema = batch.schema();
        let (at, _) = schema.column_with_name(ASSET_ID)?;
        let wanted = source.asset.as_deref()?;
        let written = schema
            .fields()
            .iter()
            .position(|field| field.name() == wanted || *field.name() == format!("{wanted}_as_written"))?;
        let written = cast(batch.column(written), &DataType::Utf8).ok()?;
        let (ids, written) = (batch.column(at).as_string_opt::<i32>()?, written.as_string::<i32>());
        let filled: StringArray = ids
            .iter()
            .zip(written)
            .map(|(id, written)| id.or_else(|| written.map(str::trim).filter(|text| !text.is_empty())))
            .collect();
        let mut columns = batch.columns().to_vec();
        columns[at] = Arc::new(filled);
        RecordBatch::try_new(schema, columns).ok()
    };
    filled().unwrap_or(batch)
}

/// How long each record lasted, s, where it tells when it began and ended and not how long that was.
fn with_durations(batch: RecordBatch, source: &RecordsSource) -> RecordBatch {
    let added = || -> Option<RecordBatch> {
        let schema = batch.schema();
        let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
        let tells = |name: &str| {
            let name = name.to_lowercase();
            DURATION_WORDS.iter().any(|word| name.contains(word))
        };
        if names.iter().any(|name| tells(name)) {
            return None;
        }
        let times: Vec<&str> = schema
            .fields()
            .iter()
            .filter(|field| field.data_type().is_temporal())
            .map(|field| field.name().as_str())
            .collect();
        let (start, end) = begins_and_ends(&times, source.time.as_deref());
        let cells = |name: &str| Cells::of(batch.column_by_name(name)?).ok();
        let (start, end) = (cells(start?)?, cells(end?)?);
        let seconds: Float64Array = (0..batch.num_rows())
            .map(|row| {
                Some((end.time(row)? - start.time(row)?) as f64 / 1e9).filter(|seconds| *seconds >= 0.0)
            })
            .collect();
        let mut fields: Vec<FieldRef> = schema.fields().iter().cloned().collect();
        fields.push(Arc::new(Field::new(DURATION, DataType::Float64, true)));
        let mut columns = batch.columns().to_vec();
        columns.push(Arc::new(seconds));
        RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).ok()
    };
    added().unwrap_or(batch)
}

/// A note on assets that the records name and the plant does not describe.
fn undescribed(read: &connect::FileReport) -> Option<String> {
    let names: Vec<&str> = read.unknown_assets.keys().take(UNKNOWN_NAMED).map(String::as_str).collect();
    let more = read.unknown_assets.len().saturating_sub(UNKNOWN_NAMED);
    match (names.as_slice(), more) {
        ([], _) => None,
        (names, 0) => Some(format!("assets that plant.toml does not describe: {}", names.join(", "))),
        (names, more) => {
            Some(format!("assets that plant.toml does not describe: {} and {more} more", names.join(", ")))
        }
    }
}

/// The name of the column that names an asset, where the table has asset ids at all.
pub(crate) fn asset_column_name<'a>(names: &[&'a str], source: &RecordsSource) -> Option<&'a str> {
    let has = |name: &str| names.iter().copied().find(|column| column.eq_ignore_ascii_case(name));
    has(ASSET_ID)?;
    match &source.asset {
        Some(name) => has(name),
        None => {
            let written: Vec<&str> = names.iter().copied().filter(|name| *name != ASSET_ID).collect();
            called_asset(&written).or_else(|| has(ASSET_ID))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use plant::{FileFormat, RecordKind};

    fn source(asset: Option<&str>) -> RecordsSource {
        RecordsSource {
            table: "t".to_owned(),
            files: String::new(),
            kind: RecordKind::Table,
            time: None,
            asset: asset.map(str::to_owned),
            description: String::new(),
            describe: std::collections::BTreeMap::new(),
            format: FileFormat::default(),
        }
    }

    #[test]
    fn an_asset_that_is_not_described_is_its_own_id() {
        let text = |values: Vec<Option<&str>>| Arc::new(StringArray::from(values)) as arrow::array::ArrayRef;
        let batch = RecordBatch::try_from_iter(vec![
            ("machine", text(vec![Some("Pump 1"), Some("Fan 9"), Some(" "), None])),
            (ASSET_ID, text(vec![Some("pump-1"), None, None, None])),
        ])
        .unwrap();
        let filled = with_undescribed_assets(batch, &source(Some("machine")));
        let ids: Vec<Option<&str>> = filled.column(1).as_string::<i32>().iter().collect();
        assert_eq!(ids, [Some("pump-1"), Some("Fan 9"), None, None]);
    }

    #[test]
    fn a_record_lasts_from_its_start_to_its_end() {
        let times = |values: Vec<Option<i64>>| {
            Arc::new(arrow::array::TimestampNanosecondArray::from(values)) as arrow::array::ArrayRef
        };
        let second = 1_000_000_000;
        let table = |extra: Option<&str>| {
            let started = times(vec![Some(0), Some(5 * second), Some(9 * second)]);
            let ended = times(vec![Some(90 * second), None, Some(3 * second)]);
            let mut columns = vec![("started", started.clone()), ("ended", ended)];
            columns.extend(extra.map(|name| (name, started)));
            RecordBatch::try_from_iter_with_nullable(
                columns.into_iter().map(|(name, array)| (name, array, true)),
            )
            .unwrap()
        };
        let lasted = with_durations(table(None), &source(None));
        let seconds = lasted.column_by_name(DURATION).unwrap();
        let seconds = seconds.as_primitive::<arrow::datatypes::Float64Type>();
        // Without an end there is none, nor where the end lies before the beginning.
        assert_eq!(seconds.iter().collect::<Vec<_>>(), [Some(90.0), None, None]);
        let told = with_durations(table(Some("duration_min")), &source(None));
        assert!(told.column_by_name(DURATION).is_none(), "a table that tells is left as it is");
    }

    #[test]
    fn the_column_of_assets_is_found_by_its_name() {
        let check = |names: &[&str], asset: Option<&str>, expected: Option<&str>| {
            assert_eq!(asset_column_name(names, &source(asset)), expected, "{names:?}");
        };
        check(&["id", "Equipment ID", "asset_id"], None, Some("Equipment ID"));
        check(&["id", "machine", "asset_id"], Some("machine"), Some("machine"));
        check(&["id", "machine"], Some("machine"), None);
    }
}

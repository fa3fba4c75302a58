//! Records tables beside the series: work orders, alarms, batches. Each is one
//! Parquet file, held in memory as one batch; the list of tables is one small
//! file that is replaced atomically, so a table is its old rows or its new ones.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::compute::concat_batches;
use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use bytes::Bytes;
use parking_lot::{Mutex, RwLock};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use plant::Problem;
use serde::{Deserialize, Serialize};

use crate::error::{HistorianError, Result};
use crate::files;
use crate::store::Historian;

const LIST: &str = "tables.json";
/// Under this key a table's file holds the table's name.
const NAME_KEY: &str = "plantwright.table";
/// Names that SQL gives to something else.
const RESERVED: [&str; 6] = ["samples", "tags", "assets", "latest", "information_schema", "public"];

/// One table in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    file: String,
    bytes: u64,
    crc32: u32,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct List {
    /// Number of the file written last; names are never used twice.
    last: u64,
    tables: BTreeMap<String, Entry>,
}

impl Historian {
    /// Replaces the records table `name`, or makes it: durable when this returns, and after a crash
    /// there is the old table or the new one. Instants are timestamps with a time zone; a
    /// timestamp without one is taken as a local time.
    ///
    /// # Errors
    /// PW3201 for a name that SQL uses itself, PW4002, PW4004 and PW4005 for what the disk says.
    pub fn put_table(&self, name: &str, batch: RecordBatch) -> Result<()> {
        self.records.put(name, batch)
    }

    /// Drops the records table `name`; nothing happens where there is none.
    ///
    /// # Errors
    /// PW4002, PW4004 and PW4005 for what the disk says; the table then stays.
    pub fn remove_table(&self, name: &str) -> Result<()> {
        self.records.remove(name)
    }

    /// All rows of a records table.
    pub fn table(&self, name: &str) -> Option<Arc<RecordBatch>> {
        self.records.get(name)
    }

    /// Names of the records tables, sorted.
    pub fn tables(&self) -> Vec<String> {
        self.records.all().into_iter().map(|(name, _)| name).collect()
    }
}

/// All records tables of a store.
#[derive(Debug)]
pub(crate) struct Records {
    dir: PathBuf,
    list: Mutex<List>,
    loaded: RwLock<BTreeMap<String, Arc<RecordBatch>>>,
}

impl Records {
    /// Opens the folder, making it where it is not there. Tables that cannot be read are left
    /// out and reported; the rest is served.
    pub(crate) fn open(dir: &Path) -> Result<(Self, Vec<Problem>)> {
        files::create_directory(dir)?;
        files::remove_temporary(dir)?;
        let mut problems = Vec::new();
        let list = read_list(dir, &mut problems)?;
        let mut loaded = BTreeMap::new();
        for (name, entry) in &list.tables {
            match read_table(&dir.join(&entry.file), entry) {
                Ok(batch) => {
                    loaded.insert(name.clone(), Arc::new(batch));
                }
                Err(error) => problems.push(damaged_table(name, &error)),
            }
        }
        let records = Self { dir: dir.to_path_buf(), list: Mutex::new(list), loaded: RwLock::new(loaded) };
        records.sweep(&records.list.lock());
        Ok((records, problems))
    }

    /// Replaces a table; on disk when it returns.
    pub(crate) fn put(&self, name: &str, batch: RecordBatch) -> Result<()> {
        if name.trim().is_empty() || RESERVED.contains(&name.to_lowercase().as_str()) {
            return Err(HistorianError::Invalid(format!("a records table cannot be named \"{name}\"")));
        }
        let mut list = self.list.lock();
        let number = list.last + 1;
        let file = format!("{number:08}.parquet");
        let bytes = encode(name, &batch)?;
        let entry = Entry { file, bytes: bytes.len() as u64, crc32: crc32fast::hash(&bytes) };
        files::replace(&self.dir.join(&entry.file), &bytes)?;
        let old = list.tables.insert(name.to_owned(), entry.clone());
        list.last = number;
        if let Err(error) = self.write_list(&list) {
            match old {
                Some(old) => list.tables.insert(name.to_owned(), old),
                None => list.tables.remove(name),
            };
            // Best effort: the next open removes what no list names.
            let _ = fs::remove_file(self.dir.join(&entry.file));
            return Err(error);
        }
        self.loaded.write().insert(name.to_owned(), Arc::new(batch));
        if let Some(old) = old {
            let _ = fs::remove_file(self.dir.join(&old.file));
        }
        Ok(())
    }

    /// Drops a table; nothing happens where there is none.
    pub(crate) fn remove(&self, name: &str) -> Result<()> {
        let mut list = self.list.lock();
        let Some(old) = list.tables.remove(name) else { return Ok(()) };
        if let Err(error) = self.write_list(&list) {
            list.tables.insert(name.to_owned(), old);
            return Err(error);
        }
        self.loaded.write().remove(name);
        let _ = fs::remove_file(self.dir.join(&old.file));
        Ok(())
    }

    pub(crate) fn get(&self, name: &str) -> Option<Arc<RecordBatch>> {
        self.loaded.read().get(name).cloned()
    }

    /// All tables, by name.
    pub(crate) fn all(&self) -> Vec<(String, Arc<RecordBatch>)> {
        self.loaded.read().iter().map(|(name, batch)| (name.clone(), Arc::clone(batch))).collect()
    }

    /// Copies all tables into the folder `destination` as they are at one instant, by hard links
    /// where the disk allows. Gives back the number of files and their bytes.
    pub(crate) fn copy_to(&self, destination: &Path) -> Result<(u64, u64)> {
        files::create_directory(destination)?;
        // Held throughout, so that no file goes away while it is copied.
        let list = self.list.lock();
        let (mut count, mut bytes) = (0, 0);
        for entry in list.tables.values() {
            let from = self.dir.join(&entry.file);
            if from.exists() {
                bytes += crate::backup::link_or_copy(&from, &destination.join(&entry.file))?;
                count += 1;
            }
        }
        files::replace(&destination.join(LIST), &encode_list(&list)?)?;
        Ok((count, bytes))
    }

    fn write_list(&self, list: &List) -> Result<()> {
        files::replace(&self.dir.join(LIST), &encode_list(list)?)
    }

    /// Removes files that the list does not name: what a crash left between two steps.
    fn sweep(&self, list: &List) {
        let Ok(paths) = files::list(&self.dir) else { return };
        for path in paths {
            let is_table = path.extension().is_some_and(|extension| extension == "parquet");
            let name = path.file_name().and_then(|name| name.to_str());
            if is_table && !list.tables.values().any(|entry| Some(entry.file.as_str()) == name) {
                let _ = fs::remove_file(&path);
            }
        }
    }
}

fn encode_list(list: &List) -> Result<Vec<u8>> {
    serde_json::to_vec_pretty(list)
        .map_err(|error| HistorianError::Invalid(format!("the list of tables cannot be written: {error}")))
}

fn read_list(dir: &Path, problems: &mut Vec<Problem>) -> Result<List> {
    let path = dir.join(LIST);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(List::default()),
        Err(error) => return Err(HistorianError::io(&path, error)),
    };
    match serde_json::from_slice(&bytes) {
        Ok(list) => Ok(list),
        Err(error) => {
            let aside = path.with_extension("damaged");
            fs::rename(&path, &aside).map_err(|error| HistorianError::io(&path, error))?;
            let list = list_from_files(dir)?;
            problems.push(
                Problem::new("PW4003", format!("{} is damaged: {error}", path.display())).help(format!(
                    "it was made anew from the files of the {} tables; run `plantwright import` if one is missing",
                    list.tables.len()
                )),
            );
            files::replace(&path, &encode_list(&list)?)?;
            Ok(list)
        }
    }
}

/// Every file says which table it is; of two files of a table the later one counts.
fn list_from_files(dir: &Path) -> Result<List> {
    let mut list = List::default();
    for path in files::list(dir)? {
        let number: Option<u64> = path.file_stem().and_then(|stem| stem.to_str()?.parse().ok());
        let (Some(number), Some(file)) = (number, path.file_name().and_then(|name| name.to_str())) else {
            continue;
        };
        let bytes = fs::read(&path).map_err(|error| HistorianError::io(&path, error))?;
        let entry =
            Entry { file: file.to_owned(), bytes: bytes.len() as u64, crc32: crc32fast::hash(&bytes) };
        let name = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(bytes)).ok();
        let name = name.and_then(|reader| reader.schema().metadata().get(NAME_KEY).cloned());
        list.last = list.last.max(number);
        if let Some(name) = name {
            list.tables.insert(name, entry);
        }
    }
    Ok(list)
}

fn damaged_table(name: &str, error: &HistorianError) -> Problem {
    Problem::new("PW4003", format!("the records table {name} is left out: {error}"))
        .help("run `plantwright import` to read it again from its source")
}

fn encode(name: &str, batch: &RecordBatch) -> Result<Vec<u8>> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_key_value_metadata(Some(vec![KeyValue::new(NAME_KEY.to_owned(), name.to_owned())]))
        .build();
    let mut bytes = Vec::new();
    let written = (|| {
        let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties))?;
        writer.write(batch)?;
        writer.close()
    })();
    match written {
        Ok(_) => Ok(bytes),
        Err(error) => Err(HistorianError::Invalid(format!("the table cannot be stored: {error}"))),
    }
}

fn read_table(path: &Path, entry: &Entry) -> Result<RecordBatch> {
    let bytes = fs::read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => HistorianError::damaged(path, "the file is missing"),
        _ => HistorianError::io(path, error),
    })?;
    if bytes.len() as u64 != entry.bytes || crc32fast::hash(&bytes) != entry.crc32 {
        return Err(HistorianError::damaged(path, "its content is not what was written"));
    }
    let damaged = |error: String| HistorianError::damaged(path, error);
    let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(bytes))
        .map_err(|error| damaged(error.to_string()))?;
    let schema = reader.schema().clone();
    let batches: Vec<RecordBatch> = reader
        .build()
        .map_err(|error| damaged(error.to_string()))?
        .collect::<Result<_, _>>()
        .map_err(|error| damaged(error.to_string()))?;
    let all = concat_batches(&schema, &batches).map_err(|error| damaged(error.to_string()))?;
    // The name is ours, not the table's.
    let mut metadata = schema.metadata().clone();
    metadata.remove(NAME_KEY);
    let schema = Arc::new(schema.as_ref().clone().with_metadata(metadata));
    let options = RecordBatchOptions::new().with_row_count(Some(all.num_rows()));
    RecordBatch::try_new_with_options(schema, all.columns().to_vec(), &options)
        .map_err(|error| damaged(error.to_string()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use arrow::array::{ArrayRef, Int64Array, StringArray, TimestampNanosecondArray};

    fn batch(numbers: &[i64]) -> RecordBatch {
        let id: ArrayRef = Arc::new(Int64Array::from(numbers.to_vec()));
        let text: ArrayRef = Arc::new(
            numbers.iter().map(|n| (n % 2 == 0).then(|| format!("轴承 {n}"))).collect::<StringArray>(),
        );
        let time: ArrayRef = Arc::new(TimestampNanosecondArray::from(numbers.to_vec()).with_timezone("UTC"));
        RecordBatch::try_from_iter_with_nullable([
            ("id", id, false),
            ("what", text, true),
            ("time", time, true),
        ])
        .unwrap()
    }

    fn open(dir: &Path) -> (Records, Vec<String>) {
        let (records, problems) = Records::open(dir).unwrap();
        (records, problems.into_iter().map(|problem| problem.code).collect())
    }

    fn parquet_files(dir: &Path) -> Vec<PathBuf> {
        files::list(dir)
            .unwrap()
            .into_iter()
            .filter(|path| path.extension().is_some_and(|e| e == "parquet"))
            .collect()
    }

    #[test]
    fn tables_come_back_as_they_were_put() {
        let dir = tempfile::tempdir().unwrap();
        let (records, _) = open(dir.path());
        records.put("work_orders", batch(&[1, 2, 3])).unwrap();
        records.put("警报", batch(&[])).unwrap();
        records.put("work_orders", batch(&[4, 5])).unwrap();
        records.put("gone", batch(&[6])).unwrap();
        records.remove("gone").unwrap();
        for records in [records, open(dir.path()).0] {
            let names: Vec<String> = records.all().into_iter().map(|(name, _)| name).collect();
            assert_eq!(names, ["work_orders", "警报"]);
            assert_eq!(*records.get("work_orders").unwrap(), batch(&[4, 5]));
            assert_eq!(*records.get("警报").unwrap(), batch(&[]));
            assert_eq!(records.get("gone"), None);
        }
        assert_eq!(parquet_files(dir.path()).len(), 2);
    }

    #[test]
    fn a_damaged_table_is_left_out_and_the_rest_goes_on() {
        let dir = tempfile::tempdir().unwrap();
        let (records, _) = open(dir.path());
        for name in ["a", "b", "c"] {
            records.put(name, batch(&[1, 2])).unwrap();
        }
        let paths = parquet_files(dir.path());
        let mut bytes = fs::read(&paths[0]).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&paths[0], bytes).unwrap();
        fs::remove_file(&paths[1]).unwrap();
        let (records, codes) = open(dir.path());
        assert_eq!(codes, ["PW4003", "PW4003"]);
        assert_eq!(records.all().len(), 1);
        records.put("a", batch(&[7])).unwrap();
        let (records, codes) = open(dir.path());
        assert_eq!((records.all().len(), codes), (2, vec!["PW4003".to_owned()]));
    }

    #[test]
    fn a_damaged_list_is_made_anew_from_the_files() {
        let dir = tempfile::tempdir().unwrap();
        let (records, _) = open(dir.path());
        records.put("a", batch(&[1])).unwrap();
        records.put("b", batch(&[5])).unwrap();
        records.put("a", batch(&[2])).unwrap();
        fs::write(dir.path().join(LIST), "not json").unwrap();
        fs::write(dir.path().join("00000009.parquet"), "half").unwrap();
        let (records, codes) = open(dir.path());
        assert_eq!(codes, ["PW4003"]);
        assert_eq!(*records.get("a").unwrap(), batch(&[2]));
        records.put("a", batch(&[3])).unwrap();
        let (records, codes) = open(dir.path());
        assert!(codes.is_empty());
        assert_eq!((*records.get("a").unwrap()).clone(), batch(&[3]));
        assert_eq!(*records.get("b").unwrap(), batch(&[5]));
    }

    #[test]
    fn what_a_crash_left_between_two_steps_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        let (records, _) = open(dir.path());
        records.put("a", batch(&[1])).unwrap();
        fs::write(dir.path().join("00000009.parquet"), "half").unwrap();
        fs::write(dir.path().join("tables.json.tmp"), "half").unwrap();
        let (records, codes) = open(dir.path());
        assert!(codes.is_empty());
        assert_eq!(files::list(dir.path()).unwrap().len(), 2);
        assert_eq!(*records.get("a").unwrap(), batch(&[1]));
    }

    #[test]
    fn names_that_sql_uses_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let (records, _) = open(dir.path());
        for name in ["samples", "Tags", "", " "] {
            assert!(records.put(name, batch(&[1])).is_err(), "{name}");
        }
    }
}

//! A store that is locked or whose files are damaged says so, and never panics.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use historian::{ColumnSlice, Historian, HistorianError, Options};
use plant::{Quality, Sample, TimeRange, Value};

fn options() -> Options {
    Options { background: false, ..Options::default() }
}

fn code<T>(result: Result<T, HistorianError>) -> String {
    result.err().map_or_else(|| "no error".to_owned(), |error| error.problem().code)
}

fn files(dir: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn filled(dir: &Path, seal: bool) {
    let store = Historian::open(dir, options()).unwrap();
    let mut loader = store.bulk().unwrap();
    let times: Vec<i64> = (0..50_000).map(|i| i * 1_000_000_000).collect();
    let values: Vec<f64> = times.iter().map(|time| (time / 1_000_000_000 % 977) as f64 / 10.0).collect();
    if seal {
        loader.push(&"a".into(), &times, ColumnSlice::Float(&values), &[]).unwrap();
        loader.finish().unwrap();
    }
    for round in 0..5 {
        let sample = |i: i64| Sample {
            tag: "live".into(),
            time: round * 1000 + i,
            value: Value::Integer(i),
            quality: Quality::GOOD,
        };
        store.append(&(0..100).map(sample).collect::<Vec<_>>()).unwrap();
    }
}

#[test]
fn a_second_opening_is_refused_until_the_first_is_gone() {
    let dir = tempfile::tempdir().unwrap();
    let store = Historian::open(dir.path(), options()).unwrap();
    assert_eq!(code(Historian::open(dir.path(), options())), "PW4001");
    drop(store);
    assert_eq!(code(Historian::open(dir.path(), options())), "no error");
}

#[test]
fn damage_in_the_middle_of_the_log_is_reported() {
    let dir = tempfile::tempdir().unwrap();
    filled(dir.path(), false);
    let log = files(dir.path(), "wal").remove(0);
    let bytes = fs::read(&log).unwrap();
    for at in [0, 8, 200, bytes.len() / 2] {
        let mut broken = bytes.clone();
        broken[at] ^= 0x04;
        fs::write(&log, &broken).unwrap();
        assert_eq!(code(Historian::open(dir.path(), options())), "PW4003", "byte {at}");
    }
    fs::write(&log, &bytes[..bytes.len() - 3]).unwrap();
    let store = Historian::open(dir.path(), options()).unwrap();
    assert_eq!(store.read("live", TimeRange::ALL).unwrap().times.len(), 400);
}

#[test]
fn damage_anywhere_in_a_segment_is_reported_and_never_a_wrong_value() {
    let dir = tempfile::tempdir().unwrap();
    filled(dir.path(), true);
    let answers = |store: &Historian| -> Result<String, HistorianError> {
        let series = store.read("a", TimeRange::ALL)?;
        let total = store.aggregate("a", TimeRange::ALL)?;
        let buckets = store.buckets("a", TimeRange::ALL, 3_600_000_000_000, 0)?;
        Ok(format!("{:?} {total:?} {buckets:?}", series.values))
    };
    let expected = answers(&Historian::open(dir.path(), options()).unwrap()).unwrap();
    for extension in ["parquet", "rollup"] {
        for path in files(&dir.path().join("segments"), extension) {
            let bytes = fs::read(&path).unwrap();
            let mut reported = 0;
            for at in (0..bytes.len()).step_by(bytes.len() / 60 + 1) {
                let mut broken = bytes.clone();
                broken[at] ^= 0x11;
                fs::write(&path, &broken).unwrap();
                let store = Historian::open(dir.path(), options()).unwrap();
                match answers(&store) {
                    Ok(answer) => assert_eq!(answer, expected, "{extension} byte {at}"),
                    Err(error) => {
                        assert_eq!(error.problem().code, "PW4003");
                        reported += 1;
                    }
                }
            }
            assert!(reported > 0, "{}", path.display());
            for len in [0, 10, bytes.len() / 2, bytes.len() - 1] {
                fs::write(&path, &bytes[..len]).unwrap();
                if let Ok(answer) = Historian::open(dir.path(), options()).and_then(|store| answers(&store)) {
                    assert_eq!(answer, expected);
                }
            }
            fs::write(&path, &bytes).unwrap();
        }
    }
}

#[test]
fn a_missing_segment_or_a_broken_manifest_is_reported() {
    let dir = tempfile::tempdir().unwrap();
    filled(dir.path(), true);
    let manifest = dir.path().join("MANIFEST");
    let bytes = fs::read(&manifest).unwrap();
    fs::write(&manifest, &bytes[..bytes.len() / 2]).unwrap();
    assert_eq!(code(Historian::open(dir.path(), options())), "PW4003");
    fs::write(&manifest, &bytes).unwrap();
    fs::remove_file(files(dir.path(), "rollup").remove(0)).unwrap();
    assert_eq!(code(Historian::open(dir.path(), options())), "PW4003");
}

#[test]
fn a_load_that_is_dropped_leaves_no_trace() {
    let dir = tempfile::tempdir().unwrap();
    let store = Historian::open(dir.path(), Options { bulk_samples: 1000, ..options() }).unwrap();
    let mut loader = store.bulk().unwrap();
    let times: Vec<i64> = (0..5000).collect();
    loader.push(&"a".into(), &times, ColumnSlice::Integer(&times), &[]).unwrap();
    assert_eq!(code(loader.push(&"a".into(), &times, ColumnSlice::Float(&[1.0]), &[])), "PW3201");
    drop(loader);
    assert!(files(dir.path(), "parquet").is_empty());
    assert!(store.tags().unwrap().is_empty());
}

//! The CSV reader takes any bytes: no panic, and the report agrees with what it hands on.
#![no_main]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use connect::{NoProgress, SampleSink, Values};
use libfuzzer_sys::fuzz_target;
use plant::{FileFormat, HistoryLayout, HistorySource, Plant, Problem, Quality, RecordKind, RecordsSource};

static PLANT: LazyLock<Plant> = LazyLock::new(|| {
    let text = "[plant]\ntimezone = \"America/New_York\"\n[[asset]]\nid = \"p\"\n[[tag]]\nid = \"a\"\nunit = \"kW\"\n";
    plant::parse(Path::new("p"), text).expect("a good plant").0
});

#[derive(Default)]
struct Count(u64);

impl SampleSink for Count {
    fn samples(
        &mut self,
        _: &Arc<str>,
        times: &[i64],
        values: Values<'_>,
        qualities: Option<&[Quality]>,
    ) -> Result<(), Problem> {
        assert_eq!(times.len(), values.len());
        assert!(!times.is_empty());
        if let Values::Floats(values) = values {
            for (row, value) in values.iter().enumerate() {
                let bad = qualities.is_some_and(|qualities| qualities[row].is_bad());
                assert!(value.is_finite() || (value.is_nan() && bad));
            }
        }
        self.0 += times.len() as u64;
        Ok(())
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((mode, bytes)) = data.split_first() else { return };
    let file = Path::new("a.csv");
    if mode & 3 == 0 {
        let asset = (mode & 4 != 0).then(|| "asset".to_owned());
        let source = RecordsSource {
            table: "t".into(),
            files: "a.csv".into(),
            kind: RecordKind::Table,
            time: None,
            asset,
            description: String::new(),
            describe: BTreeMap::new(),
            format: FileFormat::default(),
        };
        if let Ok((batch, report)) = connect::read_records_bytes(&PLANT, &source, file, bytes.to_vec()) {
            assert!(batch.num_rows() as u64 <= report.rows);
        }
        return;
    }
    let layout = if mode & 3 == 1 {
        HistoryLayout::Long { tag: "tag".into(), value: "value".into(), quality: None }
    } else {
        HistoryLayout::Wide { columns: BTreeMap::from([("b".to_owned(), "a".to_owned())]) }
    };
    let decimal = (mode & 4 != 0).then_some(',');
    let format = FileFormat { decimal, ..FileFormat::default() };
    let source = HistorySource { files: "a.csv".into(), time: None, layout, format };
    let mut sink = Count::default();
    let read = connect::read_history_bytes(&PLANT, &source, file, bytes.to_vec(), &mut sink, &NoProgress);
    if let Ok(report) = read {
        assert_eq!(report.samples, sink.0);
        assert!(connect::write_csv(&[report]).starts_with("file,"));
    }
});

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jiff::tz::TimeZone;
use plant::{FileFormat, Quality};

use super::*;
use crate::sink::{NoProgress, Values};

/// Keeps samples as lines: tag, time, value, and `bad` or `uncertain`.
#[derive(Default)]
pub(crate) struct Lines(pub Vec<String>);

impl SampleSink for Lines {
    fn samples(
        &mut self,
        tag: &Arc<str>,
        times: &[i64],
        values: Values<'_>,
        qualities: Option<&[Quality]>,
    ) -> Result<(), Problem> {
        assert_eq!(times.len(), values.len());
        assert!(qualities.is_none_or(|qualities| qualities.len() == times.len()));
        for (row, time) in times.iter().enumerate() {
            let value = match values {
                Values::Floats(values) => values[row].to_string(),
                Values::Integers(values) => format!("{}i", values[row]),
                Values::Booleans(values) => values[row].to_string(),
                Values::Texts(values) => format!("'{}'", values[row]),
            };
            let quality = match qualities.map(|qualities| qualities[row]) {
                Some(quality) if quality.is_bad() => " bad",
                Some(quality) if quality.is_uncertain() => " uncertain",
                _ => "",
            };
            let time = plant::time::timestamp(*time);
            self.0.push(format!("{tag} {} {value}{quality}", time.strftime("%m-%dT%H:%M:%S%.f")));
        }
        Ok(())
    }
}

pub(crate) fn plant_in(zone: &str) -> Plant {
    let text = format!(
        "[plant]\nname = \"x\"\ntimezone = \"{zone}\"\n[[asset]]\nid = \"p1\"\naliases = [\"Pump 1\"]\n\
         [[tag]]\nid = \"p1.flow\"\nunit = \"m3/h\"\naliases = [\"FT-101\"]\n"
    );
    plant::parse(Path::new("x"), &text).unwrap().0
}

fn wide() -> HistorySource {
    let layout = HistoryLayout::Wide { columns: BTreeMap::new() };
    HistorySource { files: "a.csv".into(), time: None, layout, format: FileFormat::default() }
}

fn long() -> HistorySource {
    let layout = HistoryLayout::Long { tag: "tag".into(), value: "value".into(), quality: Some("q".into()) };
    HistorySource { layout, ..wide() }
}

fn read(source: &HistorySource, zone: &str, bytes: &[u8]) -> (Vec<String>, Result<FileReport, Problem>) {
    let mut lines = Lines::default();
    let plant = plant_in(zone);
    let file = Path::new("a.csv");
    let report = read_history_bytes(&plant, source, file, bytes.to_vec(), &mut lines, &NoProgress);
    (lines.0, report)
}

fn aside(report: &FileReport) -> Vec<String> {
    let line = |row: &crate::RejectedRow| {
        format!("{}:{} {:?} {}", row.line, row.column.as_deref().unwrap_or("*"), row.reason, row.text)
    };
    assert_eq!(report.set_aside.total, report.set_aside.rows.len() as u64);
    report.set_aside.rows.iter().map(line).collect()
}

fn check(source: &HistorySource, text: &str, samples: &[&str], rejected: &[&str]) {
    let (got, report) = read(source, "UTC", text.as_bytes());
    let report = report.unwrap();
    assert_eq!(got, samples, "{text}");
    assert_eq!(aside(&report), rejected, "{text}");
    assert_eq!(report.samples, samples.len() as u64);
}

#[test]
fn wide_tables() {
    check(
        &wide(),
        "time,a,b\n2024-01-05 00:00:00,1.5,\n2024-01-05 00:01:00,NaN,-2\n",
        &["a 01-05T00:00:00 1.5", "b 01-05T00:01:00 -2"],
        &[],
    );
    check(
        &wide(),
        "Datum;a;b\r\n05.01.2024 00:00;1,5;1.000,25\r\n06.01.2024 00:00;2,5;3\r\n",
        &["a 01-05T00:00:00 1.5", "a 01-06T00:00:00 2.5", "b 01-05T00:00:00 1000.25", "b 01-06T00:00:00 3"],
        &[],
    );
    check(&wide(), "t,a\n1704412800,1\n1704412860,2\n", &["a 01-05T00:00:00 1", "a 01-05T00:01:00 2"], &[]);
    check(&wide(), "date,a\n45296,1\n45296.5,2\n", &["a 01-05T00:00:00 1", "a 01-05T12:00:00 2"], &[]);
    check(&wide(), "Date,Time,a\n2024-01-05,06:07:08,1\n", &["a 01-05T06:07:08 1"], &[]);
    check(&wide(), "a,time\n1,2024-01-05 00:00:00\n", &["a 01-05T00:00:00 1"], &[]);
    check(&wide(), "time,FT-101,\n2024-01-05,7\n", &["p1.flow 01-05T00:00:00 7"], &[]);
}

#[test]
fn what_is_no_number_is_set_aside_or_marked_bad() {
    let good: String = (10..20).map(|minute| format!("2024-01-05 00:{minute}:00,{minute}\n")).collect();
    let text = format!(
        "time,p1.flow\n{good}2024-01-05 00:20:00,Bad\n2024-01-05 00:21:00,12 m3/h\n2024-01-05 00:22:00,1e999\nsoon,3\n\
         2024-01-05 00:24:00\n2024-01-05 00:25:00,1,2\n2024-01-05 00:26:00,\"never,1\n2024-01-05 00:27:00,27\n"
    );
    let mut samples: Vec<String> = (10..20).map(|m| format!("p1.flow 01-05T00:{m}:00 {m}")).collect();
    samples.extend(["p1.flow 01-05T00:20:00 NaN bad".into(), "p1.flow 01-05T00:27:00 27".into()]);
    let samples: Vec<&str> = samples.iter().map(String::as_str).collect();
    check(
        &wide(),
        &text,
        &samples,
        &[
            "13:p1.flow NotANumber 12 m3/h",
            "14:p1.flow NumberTooLarge 1e999",
            "15:* TimeNotUnderstood soon,3",
            "16:* FieldCount 2024-01-05 00:24:00",
            "17:* FieldCount 2024-01-05 00:25:00,1,2",
            "18:* UnclosedQuote 2024-01-05 00:26:00,\"never,1",
        ],
    );
}

#[test]
fn columns_of_words_stay_words() {
    check(
        &wide(),
        "time,mode,on\n2024-01-05 00:00:00,AUTO,TRUE\n2024-01-05 00:01:00,\"say \"\"no\"\"\",FALSE\n2024-01-05 00:02:00,7,\n",
        &[
            "mode 01-05T00:00:00 'AUTO'",
            "mode 01-05T00:01:00 'say \"no\"'",
            "mode 01-05T00:02:00 '7'",
            "on 01-05T00:00:00 true",
            "on 01-05T00:01:00 false",
        ],
        &[],
    );
}

#[test]
fn long_tables() {
    check(
        &long(),
        "time,tag,value,q\n2024-01-05 00:00:00,FT-101,1.5,good\n2024-01-05 00:00:00,b,on,192\n\
         2024-01-05 00:01:00,FT-101,2.5,bad\n2024-01-05 00:02:00,FT-101,Bad,\n2024-01-05 00:03:00,,1,\n\
         2024-01-05 00:04:00,FT-101,,\n2024-01-05 00:05:00,FT-101,3,odd\nx,FT-101,3,\n2024-01-05 00:06:00,FT-101,1e999,\n",
        &[
            "b 01-05T00:00:00 true",
            "p1.flow 01-05T00:00:00 1.5",
            "p1.flow 01-05T00:01:00 2.5 bad",
            "p1.flow 01-05T00:02:00 NaN bad",
            "p1.flow 01-05T00:05:00 3 uncertain",
        ],
        &[
            "6:* TagMissing 2024-01-05 00:03:00,,1,",
            "9:* TimeNotUnderstood x,FT-101,3,",
            "10:value NumberTooLarge 1e999",
        ],
    );
}

#[test]
fn the_repeated_hour_and_the_missing_one() {
    let text = "time,a\n2024-11-03 00:30:00,1\n2024-11-03 01:30:00,2\n2024-11-03 01:30:00,3\n2024-11-03 02:30:00,4\n\
                2024-03-10 02:30:00,5\n";
    let (samples, report) = read(&wide(), "America/New_York", text.as_bytes());
    let expected = ["a 11-03T04:30:00 1", "a 11-03T05:30:00 2", "a 11-03T06:30:00 3", "a 11-03T07:30:00 4"];
    assert_eq!(samples, expected);
    assert_eq!(aside(&report.unwrap()), ["6:* TimeInClockGap 2024-03-10 02:30:00,5"]);
    let text = "time,tag,value,q\n2024-11-03 01:00:00,a,1,\n2024-11-03 01:00:00,b,1,\n2024-11-03 01:00:00,a,2,\n\
                2024-11-03 01:00:00,b,2,\n";
    let (samples, _) = read(&long(), "America/New_York", text.as_bytes());
    let expected = ["a 11-03T05:00:00 1", "a 11-03T06:00:00 2", "b 11-03T05:00:00 1", "b 11-03T06:00:00 2"];
    assert_eq!(samples, expected);
}

#[test]
fn a_source_may_have_its_own_zone() {
    let mut source = wide();
    source.format.timezone = Some(TimeZone::UTC);
    let (samples, _) = read(&source, "America/New_York", b"time,a\n2024-01-05 00:00:00,1\n");
    assert_eq!(samples, ["a 01-05T00:00:00 1"]);
}

#[test]
fn problems_of_the_whole_file() {
    let code = |source: &HistorySource, text: &str| read(source, "UTC", text.as_bytes()).1.unwrap_err().code;
    assert_eq!(code(&wide(), ""), "PW2003");
    assert_eq!(code(&wide(), "a,b\n1,2\n"), "PW2004");
    assert_eq!(code(&wide(), "time,b\n03/04/2024,2\n"), "PW2005");
    assert_eq!(code(&wide(), "time;b\n2024-01-01;1,234\n"), "PW2006");
    assert_eq!(code(&long(), "time,value\n2024-01-01,1\n"), "PW2007");
    let named = HistorySource { time: Some("a".into()), ..wide() };
    assert_eq!(code(&named, "a,b\nx,2\n"), "PW2009");
}

#[test]
fn gzip_is_the_same_as_plain() {
    use std::io::Write;
    let text = b"time,a\n2024-01-05 00:00:00,1\n";
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).unwrap();
    let packed = encoder.finish().unwrap();
    assert_eq!(read(&wide(), "UTC", &packed).0, read(&wide(), "UTC", text).0);
}

/// Many pieces read the same as one: the order of the file is kept within each tag.
#[test]
fn large_files_are_read_in_pieces() {
    let mut text = String::from("time,a,mode\n");
    for row in 0..150_000_i64 {
        let time = plant::time::timestamp(row * 1_000_000_000);
        let mode = ["AUTO", "\"MAN\""][(row % 2) as usize];
        text.push_str(&format!("{},{row}.25,{mode}\n", time.strftime("%Y-%m-%d %H:%M:%S")));
    }
    assert!(text.len() > 3 << 20);
    struct Sums(f64, u64, i64);
    impl SampleSink for Sums {
        fn samples(
            &mut self,
            tag: &Arc<str>,
            times: &[i64],
            values: Values<'_>,
            _: Option<&[Quality]>,
        ) -> Result<(), Problem> {
            match values {
                Values::Floats(values) => self.0 += values.iter().sum::<f64>(),
                Values::Texts(values) => {
                    self.1 += values.iter().filter(|text| **text == "MAN").count() as u64
                }
                _ => panic!("{tag}"),
            }
            assert!(times.is_sorted());
            self.2 += times.len() as i64;
            Ok(())
        }
    }
    let mut sums = Sums(0.0, 0, 0);
    let plant = plant_in("UTC");
    let report =
        read_history_bytes(&plant, &wide(), Path::new("a.csv"), text.into_bytes(), &mut sums, &NoProgress);
    let report = report.unwrap();
    assert_eq!((report.rows, report.samples, sums.2), (150_000, 300_000, 300_000));
    assert_eq!((sums.0, sums.1), (150_000.0 * 149_999.0 / 2.0 + 150_000.0 * 0.25, 75_000));
}

#[test]
fn parquet_reads_as_csv_does() {
    use arrow::array::{ArrayRef, Float64Array, Int64Array, StringArray, TimestampMillisecondArray};
    use arrow::record_batch::RecordBatch;
    let write = |columns: Vec<(&str, ArrayRef)>| {
        let file = tempfile::NamedTempFile::new().unwrap();
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let mut writer =
            ::parquet::arrow::ArrowWriter::try_new(file.reopen().unwrap(), batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        file
    };
    let read = |source: &HistorySource, zone: &str, file: &tempfile::NamedTempFile| {
        let mut lines = Lines::default();
        let report = read_history(&plant_in(zone), source, file.path(), &mut lines, &NoProgress).unwrap();
        assert_eq!(report.samples, lines.0.len() as u64);
        lines.0
    };
    let local = || TimestampMillisecondArray::from(vec![1_704_412_800_000, 1_704_412_860_000]);
    let floats: ArrayRef = Arc::new(Float64Array::from(vec![Some(1.5), None]));
    let whole: ArrayRef = Arc::new(Int64Array::from(vec![7, 8]));
    let wide_file =
        write(vec![("ts", Arc::new(local()) as ArrayRef), ("FT-101", floats.clone()), ("n", whole)]);
    let expected = ["p1.flow 01-05T05:00:00 1.5", "n 01-05T05:00:00 7i", "n 01-05T05:01:00 8i"];
    assert_eq!(read(&wide(), "America/New_York", &wide_file), expected);
    let utc: ArrayRef = Arc::new(local().with_timezone("+00:00"));
    let tags: ArrayRef = Arc::new(StringArray::from(vec!["b", "a"]));
    let quality: ArrayRef = Arc::new(StringArray::from(vec!["bad", "good"]));
    let values: ArrayRef = Arc::new(Float64Array::from(vec![1.0, 2.0]));
    let long_file = write(vec![("ts", utc), ("tag", tags), ("value", values), ("q", quality)]);
    let expected = ["a 01-05T00:01:00 2", "b 01-05T00:00:00 1 bad"];
    assert_eq!(read(&long(), "America/New_York", &long_file), expected);
}

/// The plants beside this checkout, when they are there: every file is read with nothing set
/// aside, and as many samples as cells that a plain scan of the text counts.
#[test]
fn shared_plants_are_read_whole() {
    let plants = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/plants");
    let Ok(entries) = std::fs::read_dir(&plants) else {
        eprintln!("skipped: no folder {}", plants.display());
        return;
    };
    for entry in entries.flatten() {
        let (plant, _) = plant::read(&entry.path()).unwrap();
        for file in crate::files_of(&plant) {
            match file.source {
                crate::SourceOf::History(source) => {
                    let mut lines = Lines::default();
                    let source = &plant.history[source];
                    let report = read_history(&plant, source, &file.path, &mut lines, &NoProgress).unwrap();
                    assert!(report.set_aside.is_empty(), "{}: {:?}", file.name, report.set_aside);
                    assert_eq!(report.samples, filled_cells(&file.path), "{}", file.name);
                }
                crate::SourceOf::Records(source) => {
                    let source = &plant.records[source];
                    let (batch, report) = crate::read_records(&plant, source, &file.path).unwrap();
                    assert!(report.set_aside.is_empty(), "{}: {:?}", file.name, report.set_aside);
                    assert_eq!(batch.num_rows() as u64, report.rows);
                }
            }
        }
    }
}

/// Cells below the header that are not empty, without the first column. No quotes in these files.
fn filled_cells(path: &Path) -> u64 {
    let bytes = files::load(path).unwrap();
    let packed = bytes.starts_with(b"\x1f\x8b");
    let bytes = if packed { text::inflate(path, &bytes).unwrap() } else { bytes };
    let text = String::from_utf8(bytes).unwrap();
    let filled = |line: &str| line.split(',').skip(1).filter(|cell| !cell.trim().is_empty()).count() as u64;
    text.lines().skip(1).map(filled).sum()
}

#[test]
fn rows_that_keep_to_a_habit_and_those_that_do_not_are_read_alike() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut pick = move |choices: &[&'static str]| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        choices[(state >> 33) as usize % choices.len()]
    };
    for columns in
        [["time", "tag", "value", "q"], ["q", "value", "tag", "time"], ["tag", "time", "q", "value"]]
    {
        for end in ["\n", "\r\n"] {
            let mut rows = String::new();
            for row in 0..1_200 {
                let time = format!("2024-01-0{} 00:{:02}:{:02}", 1 + row / 500, row / 60 % 60, row % 7);
                for (at, column) in columns.iter().enumerate() {
                    rows.push_str(match *column {
                        "time" if row % 97 == 5 => {
                            pick(&["", "soon", "2024-01-01T00:00:01.5", " 2024-01-02 "])
                        }
                        "time" => &time,
                        "tag" => pick(&["p1.flow", "p1.flow", "b", "c d", " b", "", "p1.flow2"]),
                        "value" => pick(&["1.5", "-2", "", "Bad", "1e3", "1234567.25", " 7", "1e999", "x"]),
                        _ => pick(&["good", "good", "good", "good", "bad", "", "?"]),
                    });
                    rows.push_str(if at + 1 < columns.len() { "," } else { "" });
                }
                rows.push_str(pick(&["", "", "", "", ",", ",9"]));
                rows.push_str(end);
            }
            let header = columns.join(",");
            let (quick, quick_report) = read(&long(), "UTC", format!("{header}{end}{rows}").as_bytes());
            // A file with quotes is read the long way.
            let quoted = format!("\"{}\"{end}{rows}", columns.join("\",\""));
            let (slow, slow_report) = read(&long(), "UTC", quoted.as_bytes());
            let (quick_report, slow_report) = (quick_report.unwrap(), slow_report.unwrap());
            assert!(quick.len() > 300, "{} samples", quick.len());
            assert_eq!(quick, slow);
            assert_eq!(aside(&quick_report), aside(&slow_report));
            assert_eq!(quick_report.columns, slow_report.columns);
            assert_eq!((quick_report.rows, quick_report.samples), (slow_report.rows, slow_report.samples));
        }
    }
}

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;

use arrow::util::display::array_value_to_string;
use plant::{FileFormat, RecordKind};

use super::*;

fn source() -> RecordsSource {
    RecordsSource {
        table: "orders".into(),
        files: "a.csv".into(),
        kind: RecordKind::WorkOrder,
        time: None,
        asset: None,
        description: String::new(),
        describe: BTreeMap::new(),
        format: FileFormat::default(),
    }
}

fn read(source: &RecordsSource, texts: &[&str]) -> (RecordBatch, Vec<FileReport>) {
    let plant = crate::history::tests::plant_in("America/New_York");
    let loaded = texts.iter().map(|text| (PathBuf::from("a.csv"), text.as_bytes().to_vec())).collect();
    read_loaded(&plant, source, loaded).unwrap()
}

/// The columns as `name: kind: values`, nulls as nothing.
fn check(source: &RecordsSource, texts: &[&str], expected: &[&str]) -> Vec<FileReport> {
    let (batch, reports) = read(source, texts);
    let schema = batch.schema();
    let shown: Vec<String> = batch
        .columns()
        .iter()
        .zip(schema.fields())
        .map(|(array, field)| {
            let values: Vec<String> =
                (0..array.len()).map(|row| array_value_to_string(array, row).unwrap()).collect();
            let kind = match field.data_type() {
                DataType::Timestamp(..) => "Time".to_owned(),
                kind => kind.to_string(),
            };
            format!("{}: {kind}: {}", field.name(), values.join("|"))
        })
        .collect();
    assert_eq!(shown, expected);
    reports
}

#[test]
fn columns_take_their_types_from_all_rows() {
    let text = "no,code,hours,done,at,note\n1,007,1.5,TRUE,2024-07-05 06:07:08,\"a, b\"\n2,010,2,FALSE,,-\n,,NA,,,\n";
    check(
        &source(),
        &[text],
        &[
            "no: Int64: 1|2|",
            "code: Utf8: 007|010|",
            "hours: Float64: 1.5|2.0|",
            "done: Boolean: true|false|",
            "at: Time: 2024-07-05T10:07:08Z||",
            "note: Utf8: a, b|-|",
        ],
    );
}

#[test]
fn assets_are_resolved_beside_their_column() {
    let source = RecordsSource { asset: Some("machine".into()), ..source() };
    let text = "machine,n\npump  1,1\nP1,2\npump 7,3\npump 7,4\n,5\n";
    let reports = check(
        &source,
        &[text],
        &["machine: Utf8: pump  1|P1|pump 7|pump 7|", "asset_id: Utf8: p1|p1|||", "n: Int64: 1|2|3|4|5"],
    );
    assert_eq!(reports[0].unknown_assets, BTreeMap::from([("pump 7".to_owned(), 2)]));
}

#[test]
fn a_files_own_asset_id_gives_way() {
    let source = RecordsSource { asset: Some("asset_id".into()), ..source() };
    check(
        &source,
        &["asset_id,n\nPump 1,1\n"],
        &["asset_id_as_written: Utf8: Pump 1", "asset_id: Utf8: p1", "n: Int64: 1"],
    );
}

#[test]
fn a_slip_among_numbers_is_set_aside_and_a_column_of_both_is_text() {
    let numbers: String = (0..200).map(|n| format!("{n}\n")).collect();
    let (batch, reports) = read(&source(), &[&format!("n\n{numbers}x12\n")]);
    assert_eq!(batch.column(0).data_type(), &DataType::Float64);
    assert_eq!((batch.num_rows(), batch.column(0).null_count()), (201, 1));
    let row = &reports[0].set_aside.rows[0];
    assert_eq!((row.line, row.column.as_deref(), row.text.as_str()), (202, Some("n"), "x12"));
    check(&source(), &["n\n1\nx12\n"], &["n: Utf8: 1|x12"]);
}

#[test]
fn several_files_make_one_table() {
    check(
        &source(),
        &["a,b\n1,x\n", "b,a,c\ny,2.5,z\n"],
        &["a: Float64: 1.0|2.5", "b: Utf8: x|y", "c: Utf8: |z"],
    );
}

#[test]
fn rows_that_do_not_fit_are_set_aside() {
    let (batch, reports) = read(&source(), &["a,b\n1,2\n3\n4,5,6\n7,\"8\n9,10\n"]);
    assert_eq!(batch.num_rows(), 2);
    let lines: Vec<u64> = reports[0].set_aside.rows.iter().map(|row| row.line).collect();
    assert_eq!((lines, reports[0].rows), (vec![3, 4, 5], 5));
}

#[test]
fn a_named_column_must_be_there() {
    let plant = crate::history::tests::plant_in("UTC");
    let source = RecordsSource { time: Some("when".into()), ..source() };
    let problem =
        read_records_bytes(&plant, &source, Path::new("a.csv"), b"whn,b\n1,2\n".to_vec()).unwrap_err();
    assert_eq!(problem.code, "PW2007");
    assert!(problem.help.contains("\"whn\""));
    let source = RecordsSource { time: Some("at".into()), ..source };
    let problem =
        read_records_bytes(&plant, &source, Path::new("a.csv"), b"at\n1/2/2024\n".to_vec()).unwrap_err();
    assert_eq!(problem.code, "PW2005");
}

#[test]
fn a_table_without_rows_has_its_columns() {
    check(&source(), &["a,b\n"], &["a: Utf8: ", "b: Utf8: "]);
}

#[test]
fn a_row_of_units_is_none_of_the_table_and_a_row_of_codes_is() {
    check(
        &source(),
        &["rule,code,text\nR1,M2,Seal\nR1,M1,Oil\n"],
        &["rule: Utf8: R1|R1", "code: Utf8: M2|M1", "text: Utf8: Seal|Oil"],
    );
    check(&source(), &["no,power\n,kW\n1,2.5\n"], &["no: Int64: 1", "power: Float64: 2.5"]);
}

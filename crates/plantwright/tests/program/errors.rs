//! What a user can do wrong: one line with a code, and nothing half done.

use std::net::TcpListener;

use crate::support::{bare, demo, fails, run, serve};

#[test]
fn a_plant_that_is_not_there() {
    fails(&["ask", "--plant", "no/such/folder", "how many pumps?"], "PW7020");
    let empty = tempfile::tempdir().unwrap();
    let nowhere = empty.path().display().to_string();
    let ran = run(&["ask", "--plant", &nowhere, "how many pumps?"]);
    assert_ne!(ran.code, Some(0), "{ran:?}");
    assert!(ran.err.starts_with("PW"), "{ran:?}");
    assert!(!empty.path().join(".plantwright").exists(), "nothing is left in a folder that is no plant");
}

#[test]
fn a_file_that_is_not_there() {
    let plant = bare();
    fails(&["import", "--plant", &plant.text(), "missing.csv"], "PW7027");
    assert!(!plant.path().join(".plantwright").exists());
}

#[test]
fn bad_sql_and_unknown_tags_in_it() {
    let plant = demo();
    run(&["import", "--plant", &plant.text()]).ok();
    let sql = |query: &str, code: &str| fails(&["sql", "--plant", &plant.text(), query], code);
    sql("SELEC 1", "PW5001");
    sql("SELECT nothing FROM tags", "PW5001");
    sql("DELETE FROM samples", "PW5002");
    sql("SELECT avg(value) FROM samples WHERE tag = 'P-101.flwo'", "PW3101");
}

#[test]
fn a_time_zone_that_does_not_exist() {
    let plant = bare();
    plant.write("plant.toml", "[plant]\nname = \"x\"\ntimezone = \"Mars/Olympus\"\n");
    let line = fails(&["ask", "--plant", &plant.text(), "how many pumps?"], "PW1");
    assert!(line.contains("plant.toml:3") && line.contains("Mars/Olympus"), "{line}");
    assert!(!plant.path().join(".plantwright").exists());
}

#[test]
fn a_store_in_use() {
    let plant = demo();
    let server = serve(&plant);
    let line = fails(&["import", "--plant", &plant.text()], "PW4001");
    assert!(line.contains(".plantwright"), "{line}");
    assert_eq!(server.stop(), Some(0));
    run(&["import", "--plant", &plant.text()]).ok();
}

#[test]
fn a_port_that_is_taken_and_an_address_for_others() {
    let plant = bare();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let holder = TcpListener::bind(taken).unwrap();
    fails(&["serve", "--plant", &plant.text(), "--bind", &taken.to_string()], "PW7001");
    drop(holder);
    fails(&["serve", "--plant", &plant.text(), "--bind", "0.0.0.0:0"], "PW7002");
    fails(&["serve", "--plant", &plant.text(), "--bind", "localhost"], "PW7008");
    assert!(!plant.path().join(".plantwright").exists());
}

#[test]
fn a_demo_does_not_go_where_other_files_are() {
    let plant = bare();
    std::fs::write(plant.path().join("notes.txt"), "mine").unwrap();
    fails(&["demo", "--no-serve", "--dir", &plant.text()], "PW7026");
    assert!(!plant.path().join("plant.toml").exists());
}

#[test]
fn an_answer_and_a_code_that_do_not_exist() {
    let plant = demo();
    run(&["import", "--plant", &plant.text()]).ok();
    fails(&["replay", "--plant", &plant.text(), "0000"], "PW7010");
    fails(&["explain", "PW0000"], "PW7011");
}

#[test]
fn output_that_cannot_be_written() {
    if !std::path::Path::new("/dev/full").exists() {
        eprintln!("skipped: this system has no /dev/full");
        return;
    }
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_plantwright"))
        .arg("explain")
        .stdout(full)
        .output()
        .unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), err.lines().count()), (Some(1), 1), "{err}");
    assert!(err.starts_with("PW7090: "), "{err}");
}

//! Commands that show: tags, assets, SQL, explanations, help.

use std::io::Read as _;
use std::process::{Command, Stdio};

use crate::support::{demo, run};

#[test]
fn tags_and_assets_are_listed() {
    let plant = demo();
    let tags = run(&["tags", "--plant", &plant.text(), "p-101"]).ok();
    assert!(
        tags.lines().count() > 3 && tags.lines().skip(1).all(|line| line.to_lowercase().contains("p-101")),
        "{tags}"
    );
    let json = run(&["tags", "--json", "--plant", &plant.text(), "CWH-100"]).json();
    assert!(json[0]["latest"]["value"].is_number(), "{json}");
    let assets = run(&["assets", "--plant", &plant.text()]).ok();
    assert!(assets.contains("  P-101"), "{assets}");
}

#[test]
fn sql_prints_three_ways() {
    let plant = demo();
    let sql =
        |format: &str, query: &str| run(&["sql", "--plant", &plant.text(), "--format", format, query]).ok();
    let query = "SELECT id, unit FROM tags WHERE id LIKE 'C-201.p%' ORDER BY id";
    assert!(sql("csv", query).starts_with("id,unit\nC-201."));
    assert!(sql("json", query).lines().all(|line| line.starts_with(r#"{"id":"C-201."#)));
    assert!(sql("table", query).starts_with("id"));
}

#[test]
fn only_as_many_rows_as_asked_for_and_it_is_said() {
    let plant = demo();
    let ran =
        run(&["sql", "--plant", &plant.text(), "--limit", "3", "--format", "csv", "SELECT id FROM tags"]);
    assert_eq!(ran.out.lines().count(), 4, "{ran:?}");
    assert!(ran.err.contains("only the first 3 rows"), "{ran:?}");
}

#[test]
fn codes_are_explained_and_help_names_every_command() {
    assert!(run(&["explain", "pw7001"]).ok().starts_with("PW7001: "));
    assert!(run(&["explain"]).ok().lines().any(|line| line.starts_with("PW4001  ")));
    let help = run(&["--help"]).ok();
    let man = run(&["man"]).ok();
    let completions = run(&["completions", "bash"]).ok();
    for command in [
        "ask",
        "demo",
        "init",
        "import",
        "serve",
        "sql",
        "tags",
        "assets",
        "replay",
        "eval",
        "backup",
        "doctor",
        "explain",
        "completions",
        "man",
    ] {
        assert!(help.lines().any(|line| line.trim().starts_with(command)), "{command} is not in help");
        assert!(man.contains(command) && completions.contains(command), "{command}");
    }
}

#[test]
fn the_doctor_finds_a_good_plant_good() {
    let plant = demo();
    run(&["import", "--plant", &plant.text()]).ok();
    let ran = run(&["doctor", "--plant", &plant.text()]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    for check in ["cores", "memory", "clock", "time zones", "disk", "store"] {
        assert!(ran.out.lines().any(|line| line.contains(check)), "{ran:?}");
    }
    assert!(ran.out.contains("Europe/Berlin") && !ran.out.contains("FAIL"), "{ran:?}");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let plant = demo();
    run(&["import", "--plant", &plant.text()]).ok();
    let mut child = Command::new(env!("CARGO_BIN_EXE_plantwright"))
        .args(["sql", "--format", "csv", "--plant", &plant.text(), "SELECT * FROM samples"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""));
}

#[test]
fn a_backup_is_a_store_that_holds_the_same() {
    let plant = demo();
    run(&["import", "--plant", &plant.text()]).ok();
    let copy = demo();
    let store = copy.path().join(".plantwright/store");
    let told = run(&["backup", "--plant", &plant.text(), &store.display().to_string()]).ok();
    assert!(told.starts_with("copied "), "{told}");
    let sum = |folder: &str| {
        run(&["sql", "--format", "csv", "--plant", folder, "SELECT count(*), sum(value) FROM samples"]).ok()
    };
    assert_eq!(sum(&plant.text()), sum(&copy.text()));
}

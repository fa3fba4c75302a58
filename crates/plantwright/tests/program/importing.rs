//! From files to answers: with and without `plant.toml`, once and again.

use crate::support::{ask, bare, demo, fails, run};

#[test]
fn bare_files_answer_questions_about_their_columns() {
    let plant = bare();
    let answer = ask(&plant, "what was the highest flow on 1 March 2026?");
    assert_eq!(
        (answer["status"].as_str(), answer["values"][0]["value"].as_f64()),
        (Some("answered"), Some(33.0))
    );
    let answer = ask(&plant, "what was the average pressure on 1 March 2026?");
    assert_eq!(answer["values"][0]["value"].as_f64(), Some(3.5), "{answer}");
    assert!(!plant.path().join("plant.toml").exists(), "asking writes no plant.toml");
}

#[test]
fn init_writes_a_plant_toml_once() {
    let plant = bare();
    let told = run(&["init", &plant.text()]).ok();
    assert!(told.contains("2 tags"), "{told}");
    let path = plant.path().join("plant.toml");
    let written = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("{written}\n# mine\n")).unwrap();
    fails(&["init", &plant.text()], "PW7023");
    assert!(std::fs::read_to_string(&path).unwrap().ends_with("# mine\n"));
    let answer = ask(&plant, "what was the lowest flow on 1 March 2026?");
    assert_eq!(answer["values"][0]["value"].as_f64(), Some(10.0), "{answer}");
}

#[test]
fn importing_twice_changes_nothing() {
    let plant = demo();
    let count = || {
        let query = "SELECT count(*) AS n, min(time) AS first, max(time) AS last FROM samples";
        run(&["sql", "--format", "csv", "--plant", &plant.text(), query]).ok()
    };
    let import = || run(&["import", "--json", "--plant", &plant.text()]).json();
    let outcomes = |report: &serde_json::Value| {
        let mut all: Vec<String> = report["files"]
            .as_array()
            .unwrap()
            .iter()
            .map(|file| file["outcome"].as_str().unwrap().to_owned())
            .collect();
        all.sort();
        all.dedup();
        all
    };
    assert_eq!(outcomes(&import()), ["loaded"]);
    let before = count();
    assert!(
        before.lines().nth(1).unwrap().split(',').next().unwrap().parse::<u64>().unwrap() > 100_000,
        "{before}"
    );
    assert_eq!(outcomes(&import()), ["unchanged"]);
    assert_eq!(count(), before);
}

#[test]
fn rows_that_cannot_be_read_are_set_aside_and_reported() {
    let plant = bare();
    plant.write("tank.csv", "time,level\n2026-03-01 00:00:00,1.5\nyesterday,2.5\n2026-03-01 02:00:00,2.0\n");
    let ran = run(&["import", "--plant", &plant.text()]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.out.contains("1 set aside"), "{ran:?}");
    assert!(ran.err.contains("tank.csv:3") && ran.err.contains("import-report.json"), "{ran:?}");
    let rows =
        run(&["sql", "--format", "csv", "--plant", &plant.text(), "SELECT count(*) AS n FROM samples"]).ok();
    assert_eq!(rows.lines().nth(1), Some("50"));
}

#[test]
fn nothing_readable_is_a_failure() {
    let plant = bare();
    std::fs::remove_file(plant.path().join("pump_flow.csv")).unwrap();
    std::fs::remove_file(plant.path().join("pump_pressure.csv")).unwrap();
    plant.write("plant.toml", "[plant]\nname = \"x\"\ntimezone = \"UTC\"\n\n[[history]]\nfiles = \"a.csv\"\nlayout = \"wide\"\ntime = \"time\"\n");
    plant.write("a.csv", "this is\nno table\n\u{1}\n");
    let ran = run(&["import", "--plant", &plant.text()]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
}

//! Imports: what is read, read again, set aside and gone.

use std::fs;

use serde_json::json;
use tool::Toolbox;
use tools::Engines;
use tools::import::Quiet;
use tools::import::report::{ImportReport, Outcome};

use crate::bench::{Bench, write};

fn outcomes(report: &ImportReport) -> [usize; 4] {
    [Outcome::Loaded, Outcome::Unchanged, Outcome::Failed, Outcome::Gone].map(|outcome| report.count(outcome))
}

#[test]
fn importing_twice_changes_nothing() {
    let bench = Bench::new();
    assert!(bench.engines.needs_import());
    let first = bench.engines.import(None, &Quiet).unwrap();
    assert_eq!(outcomes(&first), [8, 0, 0, 0], "{first:#?}");
    assert_eq!((first.samples(), first.rejected()), (7, 0));
    assert!(!bench.engines.needs_import());
    let before = bench.engines.catalogue();
    let second = bench.engines.import(None, &Quiet).unwrap();
    assert_eq!(outcomes(&second), [0, 8, 0, 0]);
    assert_eq!(second.rows(), 0);
    let after = bench.engines.catalogue();
    assert_eq!((&before.tags, &before.tables), (&after.tags, &after.tables));
    assert_eq!(ImportReport::last(&after.plant.state_dir()).unwrap(), second);
}

#[test]
fn what_was_imported_outlives_the_process() {
    let bench = Bench::imported();
    let before = bench.engines.catalogue();
    let folder = bench.folder;
    drop(bench.engines);
    let (again, _) = Engines::open(folder.path()).unwrap();
    assert!(!again.needs_import());
    assert_eq!(again.catalogue().tags, before.tags);
    assert_eq!(again.catalogue().tables, before.tables);
}

#[test]
fn a_second_process_is_kept_out() {
    let bench = Bench::new();
    let Err(problem) = Engines::open(bench.folder.path()) else { panic!("the store is open twice") };
    assert_eq!(problem.code, "PW4001");
}

#[test]
#[allow(
    clippy::disallowed_methods,
    reason = "the file's time of change must differ; nothing tells when it would"
)]
fn a_touched_file_is_unchanged_and_a_changed_one_is_read_again() {
    let bench = Bench::imported();
    let path = bench.path("history/a.csv");
    let text = fs::read_to_string(&path).unwrap();
    fs::remove_file(&path).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(20));
    fs::write(&path, &text).unwrap();
    assert!(bench.engines.needs_import());
    assert_eq!(outcomes(&bench.engines.import(None, &Quiet).unwrap()), [0, 8, 0, 0]);
    assert!(!bench.engines.needs_import());

    fs::write(&path, text.replace("10:03:00,4", "10:03:00,40")).unwrap();
    let report = bench.engines.import(None, &Quiet).unwrap();
    assert_eq!(outcomes(&report), [1, 7, 0, 0]);
    let flow = bench.engines.catalogue().profile("pump-1.flow").cloned().unwrap();
    assert_eq!((flow.count, flow.maximum), (4, Some(40.0)));
}

#[test]
fn a_new_name_of_an_asset_is_used_for_records_that_are_there() {
    let bench = Bench::imported();
    let toml = fs::read_to_string(bench.path("plant.toml")).unwrap();
    fs::write(
        bench.path("plant.toml"),
        toml.replace("\"P2\"", "\"P2\", \"Fan 9\"")
            .replace("id = \"Fan 9\"\nname = \"Fan 9\"", "id = \"fan\"\nname = \"Fan\""),
    )
    .unwrap();
    bench.engines.reread().unwrap();
    assert!(bench.engines.needs_import());
    bench.engines.import(None, &Quiet).unwrap();
    let count = bench.call("count_records", json!({"table": "orders", "asset": "pump-2"})).unwrap();
    assert_eq!(count.values[0].value, json!(3));
}

#[test]
fn rows_that_cannot_be_read_are_set_aside_with_their_place() {
    let bench = Bench::new();
    write(
        bench.folder.path(),
        "history/b.csv",
        "time,flow\n2024-03-10 10:00:00,7\nnot a time,8\n2024-03-10 10:02:00,seven\n2024-03-10 10:03:00,9\n",
    );
    let report = bench.engines.import(None, &Quiet).unwrap();
    let file = report.files.iter().find(|file| file.file.ends_with("b.csv")).unwrap();
    assert_eq!((file.outcome, file.rows, file.rejected), (Outcome::Loaded, 4, 2), "{file:#?}");
    assert_eq!(file.rejects.iter().map(|reject| reject.line).collect::<Vec<_>>(), [3, 4]);
    assert_eq!(bench.engines.catalogue().profile("pump-1.flow").unwrap().count, 6);
}

#[test]
fn a_file_that_cannot_be_read_stops_no_other() {
    let bench = Bench::new();
    write(bench.folder.path(), "history/b.csv", "this is no table");
    write(bench.folder.path(), "records/orders_2.csv", "");
    let report = bench.engines.import(None, &Quiet).unwrap();
    assert_eq!(outcomes(&report), [8, 0, 2, 0], "{report:#?}");
    for file in report.files.iter().filter(|file| file.outcome == Outcome::Failed) {
        assert!(file.problem.as_ref().unwrap().code.starts_with("PW2"), "{file:?}");
    }
    assert_eq!(bench.engines.catalogue().table("orders").unwrap().rows, 6);
    assert!(!report.nothing_could_be_read());
    // It is tried again each time.
    assert!(bench.engines.needs_import());
}

#[test]
fn records_of_a_file_that_is_gone_go_with_it_and_samples_stay() {
    let bench = Bench::imported();
    let more = "order_id,machine,code\nO-7,P1,M1\n";
    write(bench.folder.path(), "records/orders_2.csv", more);
    write(bench.folder.path(), "history/b.csv", "time,flow\n2024-03-10 10:00:00,7\n");
    bench.engines.import(None, &Quiet).unwrap();
    assert_eq!(bench.engines.catalogue().table("orders").unwrap().rows, 7);
    fs::remove_file(bench.path("records/orders_2.csv")).unwrap();
    fs::remove_file(bench.path("history/b.csv")).unwrap();
    fs::remove_file(bench.path("records/runs.csv")).unwrap();
    assert!(bench.engines.needs_import());
    let report = bench.engines.import(None, &Quiet).unwrap();
    assert_eq!(report.count(Outcome::Gone), 3, "{report:#?}");
    assert_eq!(bench.engines.catalogue().table("runs").unwrap().rows, 0);
    assert_eq!(bench.engines.catalogue().table("orders").unwrap().rows, 6);
    assert_eq!(bench.engines.catalogue().profile("pump-1.flow").unwrap().count, 5);
    assert!(!bench.engines.needs_import());
}

#[test]
fn one_file_may_be_imported_that_the_plant_does_not_name() {
    let bench = Bench::imported();
    let elsewhere = tempfile::tempdir().unwrap();
    write(
        elsewhere.path(),
        "Level.csv",
        "timestamp,tank level\n2024-03-10 10:00:00,1.5\n2024-03-10 10:01:00,1.6\n",
    );
    let report = bench.engines.import(Some(&elsewhere.path().join("Level.csv")), &Quiet).unwrap();
    assert_eq!(outcomes(&report), [1, 0, 0, 0], "{report:#?}");
    assert_eq!(bench.engines.catalogue().profile("tank level").unwrap().count, 2);
    let missing = bench.engines.import(Some(&elsewhere.path().join("none.csv")), &Quiet).unwrap_err();
    assert_eq!(missing.code, "PW2001");
}

#[test]
fn a_folder_of_bare_files_is_a_plant() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "history/line.csv",
        "time,temperature (°C),speed\n2024-03-10 10:00:00,20.5,1\n2024-03-10 10:01:00,21.5,2\n",
    );
    let (engines, _) = Engines::open(folder.path()).unwrap();
    let report = engines.import(None, &Quiet).unwrap();
    assert_eq!(report.samples(), 4, "{report:#?}");
    let catalogue = engines.catalogue();
    assert_eq!(catalogue.tags.iter().filter(|tag| tag.count == 2).count(), 2);
    assert!(
        catalogue.plant.tags.iter().any(|tag| tag.unit == Some(plant::Unit::new("Cel"))),
        "{:?}",
        catalogue.plant.tags
    );
}

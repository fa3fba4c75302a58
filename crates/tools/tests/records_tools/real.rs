//! The chillers' plant, where it is there: third-party data that is no part of this repository.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};
use tool::Toolbox;
use tools::Engines;
use tools::import::Quiet;

/// A copy of a plant's folder, for the store is made inside it.
fn plant(name: &str) -> Option<(tempfile::TempDir, Engines)> {
    let root = std::env::var_os("PLANTWRIGHT_PLANTS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/plants"), PathBuf::from);
    let from = root.join(name);
    if !from.join("plant.toml").exists() {
        eprintln!("skipped: there is no {}; set PLANTWRIGHT_PLANTS to a folder of plants", from.display());
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    for part in ["", "history", "records"] {
        let Ok(files) = fs::read_dir(from.join(part)) else { continue };
        fs::create_dir_all(folder.path().join(part)).unwrap();
        for file in files.flatten().filter(|file| file.path().is_file()) {
            fs::write(folder.path().join(part).join(file.file_name()), fs::read(file.path()).unwrap())
                .unwrap();
        }
    }
    let (engines, problems) = Engines::open(folder.path()).unwrap();
    assert_eq!(problems, []);
    let report = engines.import(None, &Quiet).unwrap();
    assert!(report.files.iter().all(|file| file.problem.is_none()), "{report:#?}");
    Some((folder, engines))
}

#[test]
fn the_chillers_are_described_by_their_records() {
    let Some((_folder, engines)) = plant("chillers") else { return };
    let values = |tool: &str, arguments: Json| {
        let evidence =
            engines.call(tool, arguments.as_object().unwrap()).unwrap_or_else(|p| panic!("{tool}: {p}"));
        Json::from(evidence.values.into_iter().map(|value| value.value).collect::<Vec<_>>())
    };
    let year = |year: i32| json!({"start": format!("{year}-01-01"), "end": format!("{}-01-01", year + 1)});
    let orders = json!({"table": "work_orders", "asset": "chiller-13", "window": year(2017)});
    assert!(values("count_records", orders)[0].as_u64().unwrap() > 10);
    assert_eq!(
        values("describe_tag", json!({"tag": "chiller-6.condenser_water_flow", "property": "unit"})),
        json!(["L/min"])
    );
    assert!(values("failure_modes", json!({"asset": "chiller-6"})).as_array().unwrap().len() > 3);
    let codes = json!({"column": "rule_id", "value": "RUL0030", "to": "primary_code"});
    assert!(!values("relations", codes).as_array().unwrap().is_empty());
    let catalogue = engines.catalogue();
    assert_eq!(catalogue.table("anomalies").unwrap().column("asset_id").unwrap().values[0].0, "chiller-9");
    assert_eq!(catalogue.profile("chiller-6.power_input").unwrap().step_s, Some(900.0));
}

#[test]
fn an_experiment_gives_the_window_of_its_samples() {
    let Some((_folder, engines)) = plant("skab") else { return };
    let arguments = json!({"table": "experiments", "value": "valve1-3"});
    let evidence = engines.call("record_window", arguments.as_object().unwrap()).unwrap();
    let [start, end] = evidence.values[0].window.clone().unwrap();
    let count = json!({"query": format!(
        "SELECT count(*) FROM samples WHERE tag = 'loop.flow' AND time >= TIMESTAMP '{start}' AND time < TIMESTAMP '{end}'"
    )});
    let counted = engines.call("sql", count.as_object().unwrap()).unwrap();
    let samples = json!({"table": "experiments", "of": "samples", "statistic": "sum",
        "filters": [{"column": "experiment", "value": "valve1-3"}]});
    let stated = engines.call("records_statistic", samples.as_object().unwrap()).unwrap();
    assert_eq!(counted.values[0].value.as_f64(), stated.values[0].value.as_f64());
}

#![allow(clippy::unwrap_used)]

use std::path::Path;

use plant::RecordKind;

use super::*;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    dir
}

fn check(files: &[(&str, &str)], tags: &[&str], sources: &[&str], tables: &[&str]) -> Inferred {
    let dir = folder(files);
    let inferred = infer(dir.path()).unwrap();
    let plant = &inferred.plant;
    let found: Vec<String> = plant
        .tags
        .iter()
        .map(|tag| format!("{} {}", tag.id, tag.unit.as_ref().map_or("", |unit| unit.code())))
        .collect();
    assert_eq!(found.iter().map(|tag| tag.trim()).collect::<Vec<_>>(), tags);
    assert_eq!(plant.history.iter().map(|source| source.files.as_str()).collect::<Vec<_>>(), sources);
    let found: Vec<String> = plant
        .records
        .iter()
        .map(|source| {
            let column = |name: &Option<String>| name.clone().unwrap_or_else(|| "-".to_owned());
            format!("{} {:?} {} {}", source.table, source.kind, column(&source.time), column(&source.asset))
        })
        .collect();
    assert_eq!(found, tables);
    let (read, _) = plant::parse(dir.path(), &inferred.text).unwrap();
    assert_eq!(&read, plant, "{}", inferred.text);
    inferred
}

#[test]
fn bare_files_become_a_plant() {
    let inferred = check(
        &[
            ("data.csv", "Time,Pump 1 Flow [m3/h],Temp (°C)\n2024-01-05 00:00:00,1,2\n"),
            (
                "orders.csv",
                "order,machine,text,finished\n1,Pump 1,replaced seal,2024-01-05\n2,Pump 2,greased,2024-01-06\n",
            ),
            ("documents/x.csv", "a\n1\n"),
        ],
        &["pump-1.flow m3/h", "temperature Cel"],
        &["data.csv"],
        &["orders Table finished machine"],
    );
    let assets: Vec<&str> = inferred.plant.assets.iter().map(|asset| asset.id.as_str()).collect();
    assert_eq!(assets, ["pump-1", "pump-2"]);
    assert!(inferred.plant.now.is_some());
    assert!(inferred.notes.iter().any(|note| note.code == "PW2011"));
}

#[test]
fn files_that_follow_each_other_are_one_recording_and_those_that_overlap_are_many_machines() {
    let day = |day: u32| format!("time,flow\n2024-01-{day:02} 00:00:00,1\n2024-01-{day:02} 23:00:00,2\n");
    check(
        &[("history/a.csv", &day(1)), ("history/b.csv", &day(2)), ("history/c.csv", &day(3))],
        &["flow"],
        &["history/*.csv"],
        &[],
    );
    check(
        &[("history/pump_1.csv", &day(1)), ("history/pump_2.csv", &day(1))],
        &["pump-1.flow", "pump-2.flow"],
        &["history/pump_1.csv", "history/pump_2.csv"],
        &[],
    );
}

#[test]
fn a_file_called_after_a_machine_is_its_own() {
    let text = "time,condenser_temp_C,power_kW\n2024-01-05 00:00:00,1,2\n";
    check(
        &[("chiller_6.csv", text)],
        &["chiller-6.condenser_temperature Cel", "chiller-6.power kW"],
        &["chiller_6.csv"],
        &[],
    );
}

#[test]
fn long_files_name_their_tags() {
    let text = "timestamp,tag,value\n2024-01-05 00:00:00,P1.flow,1\n2024-01-05 00:00:00,P2.flow,2\n";
    let inferred = check(&[("h.csv", text)], &["P1.flow", "P2.flow"], &["h.csv"], &[]);
    assert!(matches!(inferred.plant.history[0].layout, HistoryLayout::Long { .. }));
}

#[test]
fn records_are_told_by_their_words() {
    check(
        &[(
            "records/downtime.csv",
            "start,end,reason,minutes\n2024-01-05 00:00:00,2024-01-05 01:00:00,jam,60\n",
        )],
        &[],
        &[],
        &["downtime Downtime start -"],
    );
    check(
        &[("records/alarm_rules.csv", "rule,device,text\n1,K7,high\n")],
        &[],
        &[],
        &["alarm_rules Table - -"],
    );
    let dir = folder(&[("alarms 2024.csv", "raised,device,text\n2024-01-05,K7,high\n")]);
    let plant = infer(dir.path()).unwrap().plant;
    assert_eq!((plant.records[0].table.as_str(), plant.records[0].kind), ("alarms_2024", RecordKind::Alarm));
}

#[test]
fn an_empty_folder_is_told() {
    let dir = folder(&[("notes.txt", "hello")]);
    assert_eq!(infer(dir.path()).unwrap_err().code, "PW2010");
    assert_eq!(infer(Path::new("/no/such/folder")).unwrap_err().code, "PW2001");
}

#[test]
fn a_file_by_itself_is_wide_long_or_records() {
    let dir = folder(&[
        ("wide.csv", "time,a\n2024-01-05,1\n"),
        ("long.csv", "time,tag,value\n2024-01-05,P1.flow,1\n"),
        ("records.csv", "id,text\n1,x\n"),
    ]);
    let plant = empty_plant(dir.path());
    let layout = |file: &str| history_layout(&plant, &dir.path().join(file)).unwrap();
    assert_eq!(layout("wide.csv"), Some(HistoryLayout::Wide { columns: BTreeMap::new() }));
    let (tag, value) = ("tag".to_owned(), "value".to_owned());
    assert_eq!(layout("long.csv"), Some(HistoryLayout::Long { tag, value, quality: None }));
    assert_eq!(layout("records.csv"), None);
}

/// The data of the plants beside this checkout without their plant.toml, when it is there.
#[test]
fn shared_plants_can_be_inferred() {
    let plants = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/plants");
    let Ok(entries) = std::fs::read_dir(&plants) else {
        eprintln!("skipped: no folder {}", plants.display());
        return;
    };
    for entry in entries.flatten() {
        let inferred = infer(&entry.path()).unwrap();
        assert!(!inferred.plant.tags.is_empty() && !inferred.plant.history.is_empty());
        let (read, _) = plant::parse(&entry.path(), &inferred.text).unwrap();
        assert_eq!(read, inferred.plant);
    }
}

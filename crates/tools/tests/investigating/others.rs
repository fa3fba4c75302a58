//! Plants of others with faults that were put in on purpose, where they are there. The labels are for measuring alone.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::DateTime;
use jiff::{Timestamp, ToSpan};
use serde_json::json;
use tools::Engines;
use tools::import::Quiet;

use super::{claims, investigate, parts, window};

fn root() -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/plants");
    std::env::var_os("PLANTWRIGHT_PLANTS").map_or_else(beside, PathBuf::from)
}

/// A copy of a plant's folder, for the store is made inside it; and the folder of labels.
fn plant(name: &str, labels: &str) -> Option<(tempfile::TempDir, Engines, PathBuf)> {
    let (from, labels) = (root().join(name), root().join("../data").join(labels));
    if !from.join("plant.toml").exists() || !labels.exists() {
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
    let (engines, _) = Engines::open(folder.path()).unwrap();
    engines.import(None, &Quiet).unwrap();
    Some((folder, engines, labels))
}

fn local(text: &str, zone: &str) -> Timestamp {
    text.parse::<DateTime>().unwrap().in_tz(zone).unwrap().timestamp()
}

/// Each run with a disturbance: the asset as a whole is asked about, four hours before and after the disturbance acts, and
/// runs and hours without one for false alarms.
#[test]
fn tennessee() {
    let Some((_folder, engines, labels)) = plant("tennessee", "tep_labels") else { return };
    let zone = "America/New_York";
    let text = fs::read_to_string(labels.join("faults.csv")).unwrap();
    let assets = ["reactor", "separator", "stripper", "compressor", "feeds", "condenser", "purge"];
    let assets: Vec<&str> = assets.into_iter().filter(|id| engines.plant().asset(id).is_some()).collect();
    for line in text.lines().skip(1) {
        // The description is in quotes and has commas.
        let plain = line.split('"').step_by(2).collect::<String>();
        let fields: Vec<&str> = plain.split(',').collect();
        let (run, fault, acts) = (fields[0], fields[2], fields[fields.len() - 3]);
        let named = line.split('"').nth(1).unwrap_or(fields[3]);
        let begun = match acts {
            "" => local(fields[fields.len() - 4], zone) + 8.hours(),
            acts => local(acts, zone),
        };
        let asked = |from: Timestamp, to: Timestamp| -> (usize, Vec<String>) {
            let mut told = Vec::new();
            let mut claimed = 0;
            for asset in &assets {
                let evidence = investigate(
                    &engines,
                    json!({"asset": asset, "window": window(&from.to_string(), &to.to_string())}),
                );
                if claims(&evidence) {
                    claimed += 1;
                    let (premise, hypotheses, _) = parts(&evidence);
                    let first = hypotheses.first().map(|one| format!("{}:{}", one.what, one.subject));
                    told.push(format!(
                        "{} {} <- {}",
                        premise.subject,
                        premise.what,
                        first.unwrap_or_default()
                    ));
                }
            }
            (claimed, told)
        };
        let (before, _) = asked(begun - 5.hours(), begun - 1.hours());
        let (after, told) = asked(begun - 1.hours(), begun + 4.hours());
        println!(
            "{run} IDV {fault} ({named}): of {} assets {before} changed before, {after} after",
            assets.len()
        );
        told.iter().take(4).for_each(|line| println!("    {line}"));
    }
}

/// Each experiment of the test rig: is a change claimed in the window of the labelled anomaly, and in the time before it?
#[test]
fn skab() {
    let Some((_folder, engines, labels)) = plant("skab", "skab_labels") else { return };
    let zone = "Europe/Moscow";
    let mut files: Vec<PathBuf> = fs::read_dir(&labels).unwrap().flatten().map(|file| file.path()).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "csv"));
    files.sort();
    let tags: Vec<String> = engines.plant().tags.iter().map(|tag| tag.id.clone()).collect();
    let (mut quiet, mut noisy) = ((0, 0), (0, 0));
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let rows: Vec<(Timestamp, bool)> = text
            .lines()
            .skip(1)
            .map(|line| {
                let fields: Vec<&str> = line.split(',').collect();
                (local(fields[0], zone), fields[1].starts_with('1'))
            })
            .collect();
        let Some(begun) = rows.iter().find(|(_, is)| *is).map(|(at, _)| *at) else { continue };
        let first = rows[0].0;
        let ask = |from: Timestamp, to: Timestamp| {
            tags.iter()
                .filter(|tag| {
                    let asked = json!({"tag": tag, "window": window(&from.to_string(), &to.to_string())});
                    engines_call(&engines, &asked)
                })
                .count()
        };
        let half = (begun.as_second() - first.as_second()) / 2;
        if half < 60 {
            continue;
        }
        // The first half of the time before: compared with nothing; the second with the first.
        let before = ask(begun - half.seconds(), begun - 5.seconds());
        let after = ask(begun - 60.seconds(), begun + 240.seconds());
        quiet = (quiet.0 + before, quiet.1 + tags.len());
        noisy = (noisy.0 + after, noisy.1 + tags.len());
        println!(
            "{}: of {} tags {before} changed before, {after} with the anomaly",
            file.file_stem().unwrap().display(),
            tags.len()
        );
    }
    println!("before the anomalies {} of {} tags, with them {} of {}", quiet.0, quiet.1, noisy.0, noisy.1);
}

fn engines_call(engines: &Engines, asked: &serde_json::Value) -> bool {
    use tool::Toolbox as _;
    engines.call("investigate", asked.as_object().unwrap()).is_ok_and(|evidence| claims(&evidence))
}

#![allow(clippy::unwrap_used)]

use std::path::Path;

use super::*;
use crate::{DateOrder, HistoryLayout, Language};

const GOOD: &str = r#"
[plant]
name = "Works"
timezone = "America/New_York"
language = "zh"
now = "2020-06-30T23:45:00"

[[asset]]
id = "line-1"
aliases = ["first line", "一号线"]

[[asset]]
id = "pump"
name = "Pump"
parent = "line-1"

[[tag]]
id = "pump.pressure"
asset = "pump"
unit = "kPa{gauge}"
low = 1
high = 2.5
high_high = 3.0

[[history]]
files = "history/*.csv"
time = "t"
dates = "day-first"
decimal = ","
delimiter = "tab"
timezone = "UTC"
columns = { "P101.PV" = "pump.pressure" }

[[history]]
files = "more/*.csv"
tag = "point"

[[records]]
table = "orders"
files = "records/orders.csv"
kind = "work_order"
[records.describe]
no = "Number"

[[shift]]
name = "night"
start = "22:00"
end = "6:00"
"#;

fn parse_text(text: &str) -> Result<(Plant, Vec<Problem>), Vec<Problem>> {
    parse(Path::new("works"), text)
}

/// Every problem as `code line:column`, with `!` before the errors.
fn places(text: &str) -> Vec<String> {
    let (problems, mark) = match parse_text(text) {
        Ok((_, warnings)) => (warnings, ""),
        Err(problems) => (problems, "!"),
    };
    problems
        .iter()
        .map(|problem| {
            assert!(!problem.help.is_empty(), "no remedy: {problem}");
            let place = problem.place.clone().unwrap();
            format!("{mark}{} {}:{}", problem.code, place.line.unwrap_or(0), place.column.unwrap_or(0))
        })
        .collect()
}

/// `section` stands after a good header of two lines.
fn check(section: &str, expected: &[&str]) {
    let text = format!("[plant]\ntimezone = \"UTC\"\n{section}");
    assert_eq!(places(&text), expected, "{section}");
}

#[test]
fn everything_that_the_contract_names_is_read() {
    let (plant, warnings) = parse_text(GOOD).unwrap();
    assert_eq!(warnings, []);
    assert_eq!((plant.name.as_str(), plant.language), ("Works", Language::Chinese));
    assert_eq!(plant.now, Some(1_593_575_100_000_000_000));
    assert_eq!(plant.assets[0].name, "line-1");
    assert_eq!(plant.assets[1].parent.as_deref(), Some("line-1"));
    assert_eq!(plant.tags[0].limits.low, Some(1.0));
    assert_eq!(plant.tags[0].unit.as_ref().unwrap().code(), "kPa{gauge}");
    let HistoryLayout::Wide { columns } = &plant.history[0].layout else { panic!("wide") };
    assert_eq!(columns["P101.PV"], "pump.pressure");
    let format = &plant.history[0].format;
    assert_eq!(
        (format.dates, format.decimal, format.delimiter),
        (Some(DateOrder::DayFirst), Some(','), Some('\t'))
    );
    let long = HistoryLayout::Long { tag: "point".into(), value: "value".into(), quality: None };
    assert_eq!(plant.history[1].layout, long);
    assert_eq!(plant.records[0].describe["no"], "Number");
    assert_eq!(plant.shifts[0].end.to_string(), "06:00:00");
}

#[test]
fn each_problem_has_its_code_and_place() {
    check("", &[]);
    check("nam = \"x\"", &["PW1003 3:1"]);
    check("[[tags]]\nid = \"x\"", &["PW1003 3:3"]);
    check("[[asset]]\nid = \"a\"\nkinds = 3", &["PW1003 5:1"]);
    check("name = 3", &["!PW1004 3:8"]);
    check("[asset]\nid = \"a\"", &["!PW1004 3:1"]);
    check("asset = 3", &["PW1003 3:1"]);
    check("[[asset]]\nname = \"a\"", &["!PW1005 3:1"]);
    check("[[asset]]\nid = \"\"", &["!PW1005 4:6"]);
    check("[[asset]]\nid = \"a\"\n[[asset]]\nid = \"a\"", &["!PW1006 6:6"]);
    check("[[asset]]\nid = \"a\"\nparent = \"b\"", &["!PW1007 5:10"]);
    check("[[tag]]\nid = \"a\"\nasset = \"b\"", &["!PW1007 5:9"]);
    check("[[asset]]\nid = \"a\"\nparent = \"a\"", &["!PW1008 5:10"]);
    check(
        "[[asset]]\nid = \"b\"\nparent = \"a\"\n[[asset]]\nid = \"a\"\nparent = \"b\"\n\
         [[asset]]\nid = \"c\"\nparent = \"b\"",
        &["!PW1008 8:10"],
    );
    check("[[tag]]\nid = \"a\"\nunit = \"°C\"", &["PW1009 5:8"]);
    check("[[tag]]\nid = \"a\"\nunit = \"bananas\"", &["PW1009 5:8"]);
    check("[[tag]]\nid = \"a\"\nlow = \"3\"", &["!PW1004 5:7"]);
    check("[[tag]]\nid = \"a\"\nlow = nan", &["!PW1004 5:7"]);
    check("[[tag]]\nid = \"a\"\nhigh = 1\nlow_low = 2", &["!PW1011 5:8"]);
    check("[[asset]]\nid = \"a\"\naliases = [\"好\", \"B\"]\n[[asset]]\nid = \"b\"", &["PW1010 5:17"]);
    check(
        "[[asset]]\nid = \"a\"\naliases = \"x\"\n[[asset]]\nid = \"b\"\naliases = [\"X\"]",
        &["PW1010 8:12"],
    );
    check("[[asset]]\nid = \"a\"\naliases = [3]", &["!PW1004 5:12"]);
    check("[[history]]\nfiles = \"x\"\ncolumns = { a = \"t\" }", &["PW1012 5:17"]);
    check(
        "[[tag]]\nid = \"t\"\n[[history]]\nfiles = \"x\"\ncolumns = { a = \"t\", b = \"t\" }",
        &["!PW1006 7:26"],
    );
    check("[[history]]\nfiles = \"x\"\ncolumns = { P1.PV = \"t\" }", &["!PW1004 5:13"]);
    check("[[history]]\nfiles = \"x\"\nlayout = \"wise\"", &["!PW1014 5:10"]);
    check("[[history]]\nfiles = \"x\"\nlayout = \"wide\"\ntag = \"t\"", &["PW1003 6:7"]);
    check("[[records]]\ntable = \"t\"\nfiles = \"x\"\nkind = \"workorder\"", &["!PW1014 6:8"]);
    check("[[records]]\ntable = \"Samples\"\nfiles = \"x\"", &["!PW1006 4:9"]);
    check("[[shift]]\nname = \"n\"\nstart = \"25:00\"\nend = 06:00:00", &["!PW1016 5:9"]);
    check("[[shift]]\nname = \"n\"\nstart = \"6:00\"\nend = \"06:00\"", &["!PW1016 6:7"]);
    check("now = \"yesterday\"", &["!PW1016 3:7"]);
    check("[[tag]\nid = \"a\"", &["!PW1002 3:7"]);
}

#[test]
fn zones_and_nows_are_told_with_the_nearest() {
    for (header, expected, remedy) in [
        ("timezone = \"America/New York\"", "!PW1015 2:12", "America/New_York"),
        ("timezone = \"Europe/Moskow\"", "!PW1015 2:12", "Europe/Moscow"),
        ("timezone = \"Berlin\"", "!PW1015 2:12", "Europe/Berlin"),
        ("name = \"x\"", "PW1005 1:1", "timezone"),
        ("timezone = \"Europe/Berlin\"\nnow = \"2024-03-31T02:30:00\"", "PW1016 3:7", "offset"),
        ("timezone = \"Europe/Berlin\"\nnow = \"2024-10-27T02:30:00\"", "PW1016 3:7", "offset"),
    ] {
        let text = format!("[plant]\n{header}");
        assert_eq!(places(&text), [expected], "{header}");
        let problems = parse_text(&text).map_or_else(|problems| problems, |(_, warnings)| warnings);
        assert!(problems[0].help.contains(remedy), "{}", problems[0]);
    }
}

#[test]
fn one_error_does_not_hide_the_others() {
    let text = "[plant]\ntimezone = \"Nowhere\"\n[[asset]]\n[[tag]]\nid = \"t\"\nasset = \"x\"\nuni = \"\"";
    assert_eq!(places(text), ["!PW1015 2:12", "!PW1005 3:1", "!PW1007 6:9", "!PW1003 7:1"]);
}

#[test]
fn units_that_are_no_codes_stay_what_was_written() {
    let text = "[plant]\ntimezone = \"UTC\"\n[[tag]]\nid = \"a\"\nunit = \"pieces\"\n[[tag]]\nid = \"b\"\nunit = \"mW\"";
    let (plant, _) = parse_text(text).unwrap();
    let units: Vec<_> = plant.tags.iter().map(|tag| tag.unit.as_ref().unwrap().code()).collect();
    assert_eq!(units, ["{pieces}", "mW"]);
}

#[test]
fn a_folder_is_read_and_missing_files_are_told() {
    let dir = std::env::temp_dir().join(format!("plant-read-[{}]", std::process::id()));
    std::fs::create_dir_all(dir.join("history")).unwrap();
    let no_file = read(&dir.join("nothing")).unwrap_err();
    assert_eq!(no_file[0].code, "PW1001");
    std::fs::write(dir.join("history/a.csv"), "").unwrap();
    let text = "\u{feff}[plant]\ntimezone = \"UTC\"\n[[history]]\nfiles = \"history/*.csv\"\n\
                [[history]]\nfiles = \"gone/*.csv\"\n";
    std::fs::write(dir.join(PLANT_FILE), text).unwrap();
    let (plant, warnings) = read(&dir).unwrap();
    assert_eq!(plant.history.len(), 2);
    assert_eq!(warnings.len(), 1);
    assert_eq!((warnings[0].code.as_str(), warnings[0].place.as_ref().unwrap().line), ("PW1013", Some(6)));
    std::fs::write(dir.join(PLANT_FILE), b"[plant]\nname = \"K\xfchlung\"").unwrap();
    let latin = read(&dir).unwrap_err();
    assert_eq!((latin[0].code.as_str(), latin[0].place.as_ref().unwrap().line), ("PW1002", Some(2)));
    std::fs::remove_dir_all(&dir).unwrap();
}

/// The plants beside this checkout, when they are there.
#[test]
fn shared_plants_have_no_problem() {
    let plants = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/plants");
    let Ok(entries) = std::fs::read_dir(&plants) else {
        eprintln!("skipped: no folder {}", plants.display());
        return;
    };
    for entry in entries.flatten() {
        let (plant, warnings) = read(&entry.path()).unwrap();
        assert_eq!(warnings, [], "{}", plant.name);
        assert!(!plant.tags.is_empty() && !plant.history.is_empty());
    }
}

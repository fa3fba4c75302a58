//! A small plant in a folder of its own.

use std::fs;
use std::path::{Path, PathBuf};

use plant::Problem;
use serde_json::Value as Json;
use tempfile::TempDir;
use tool::{Evidence, Toolbox};
use tools::Engines;
use tools::import::Quiet;

pub const PLANT: &str = r#"
[plant]
name = "Test hall"
timezone = "America/New_York"
now = "2024-03-12T00:00:00"

[[shift]]
name = "day"
start = "06:00"
end = "18:00"

[[shift]]
name = "night"
aliases = ["夜班"]
start = "18:00"
end = "06:00"

[[asset]]
id = "hall"
name = "Hall"
kind = "site"

[[asset]]
id = "pump-1"
name = "Pump 1"
kind = "pump"
parent = "hall"
aliases = ["Pump No. 1", "P1"]

[[asset]]
id = "pump-2"
name = "Pump 2"
kind = "pump"
parent = "hall"
aliases = ["P2"]

[[asset]]
id = "Fan 9"
name = "Fan 9"
parent = "hall"

[[tag]]
id = "pump-1.flow"
asset = "pump-1"
name = "Flow"
quantity = "flow"
unit = "L/min"
description = "Water delivered"
aliases = ["Pump 1 flow"]
high = 90.0
high_high = 95.0

[[tag]]
id = "pump-2.flow"
asset = "pump-2"
name = "Flow"
quantity = "flow"
unit = "L/min"

[[history]]
files = "history/*.csv"
layout = "wide"
time = "time"
columns = { flow = "pump-1.flow" }

[[records]]
table = "orders"
files = "records/orders*.csv"
kind = "work_order"
time = "finished"
asset = "machine"
description = "Work orders"
[records.describe]
type = "Kind of work: PM planned, CM corrective (repair)"

[[records]]
table = "alarms"
files = "records/alarms.csv"
kind = "alarm"
time = "start"

[[records]]
table = "codes"
files = "records/codes.csv"
kind = "table"

[[records]]
table = "rules"
files = "records/rules.csv"
kind = "table"

[[records]]
table = "rule_codes"
files = "records/rule_codes.csv"
kind = "table"

[[records]]
table = "modes"
files = "records/modes.csv"
kind = "failure_mode"

[[records]]
table = "runs"
files = "records/runs.csv"
kind = "batch"
time = "start_time"
"#;

pub const FILES: &[(&str, &str)] = &[
    (
        "history/a.csv",
        "time,flow,extra (bar)\n\
         2024-03-09 10:00:00,1,5.0\n2024-03-09 10:01:00,2,5.5\n2024-03-09 10:02:00,3,\n2024-03-09 10:03:00,4,6.0\n",
    ),
    (
        "records/orders.csv",
        "order_id,machine,code,type,planned,hours,duration_hours,finished,note\n\
         O-1,P1,M1,PM,True,1.5,3,2024-03-09 08:00:00,Oil changed\n\
         O-2,Pump 1,M1,CM,False,1.5,3,2024-03-09 20:00:00,\n\
         O-3,P2,M3,CM,False,0.5,1,2024-03-10 01:30:00,Looked at seals\n\
         O-4,P2,M2,CM,False,2.0,4,2024-03-10 12:00:00,New seal\n\
         O-5,P1,M2,CM,False,5.0,9,2024-03-11 08:00:00,\n\
         O-6,Fan 9,M1,PM,True,1.5,2,,Not finished\n",
    ),
    (
        "records/alarms.csv",
        "asset,rule,start,end\n\
         P1,R1,2024-03-09 10:00:00,2024-03-09 11:00:00\n\
         P2,R1,2024-03-09 12:00:00,2024-03-09 13:00:00\n\
         P1,R2,2024-03-10 10:00:00,\n",
    ),
    ("records/codes.csv", "code,code_description\nM1,Oil change\nM2,Seal change\nM3,Inspection\n"),
    ("records/rules.csv", "rule,rule_name\nR1,Pressure too high\nR2,Flow too low\n"),
    (
        "records/rule_codes.csv",
        "rule,code,code_description\nR1,M2,Seal change\nR1,M1,Oil change\nR1,M2,Seal change\nR2,M3,Inspection\n",
    ),
    (
        "records/modes.csv",
        "equipment,failure_mode,part,sensor\n\
         Pump,Bearing wear,bearing,vibration\nPump,Seal leak,seal,flow; pressure\nFan,Blade crack,blade,vibration\n",
    ),
    (
        "records/runs.csv",
        "run,start_time,end_time,samples\n\
         run-1,2024-03-09 10:00:00,2024-03-09 11:00:00,100\n\
         run-2,2024-03-10 10:00:00,2024-03-10 11:00:00,50\n\
         run-3,2024-03-11 10:00:00,,\n",
    ),
];

pub struct Bench {
    pub engines: Engines,
    pub folder: TempDir,
}

impl Bench {
    /// The plant with nothing imported.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("plant.toml"), PLANT).unwrap();
        for (name, text) in FILES {
            write(folder.path(), name, text);
        }
        let (engines, _) = Engines::open(folder.path()).unwrap();
        Self { engines, folder }
    }

    pub fn imported() -> Self {
        let bench = Self::new();
        let report = bench.engines.import(None, &Quiet).unwrap();
        assert!(report.files.iter().all(|file| file.problem.is_none()), "{report:#?}");
        bench
    }

    pub fn call(&self, tool: &str, arguments: Json) -> Result<Evidence, Problem> {
        self.engines.call(tool, arguments.as_object().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

pub fn write(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

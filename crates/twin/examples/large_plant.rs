//! Writes a plant of many assets and tags, to see that nothing floods or slows down with their number:
//! `cargo run --release -p twin --example large_plant -- DIR [MACHINES] [DAYS]` (5,000 machines with
//! four tags each, two days of samples every quarter of an hour).

use std::error::Error;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

/// Kinds of assets: id, English and Chinese name, and four quantities each.
const KINDS: [(&str, &str, &str, [usize; 4]); 10] = [
    ("P", "Pump", "泵", [0, 1, 2, 3]),
    ("F", "Fan", "风机", [4, 2, 3, 5]),
    ("E", "Heat exchanger", "换热器", [6, 1, 0, 7]),
    ("C", "Compressor", "压缩机", [1, 6, 2, 3]),
    ("M", "Mixer", "搅拌机", [4, 2, 6, 8]),
    ("T", "Tank", "储罐", [8, 6, 1, 7]),
    ("K", "Conveyor", "输送机", [4, 2, 3, 5]),
    ("D", "Dryer", "干燥机", [6, 9, 0, 2]),
    ("B", "Boiler", "锅炉", [1, 6, 0, 8]),
    ("S", "Separator", "分离器", [4, 3, 1, 0]),
];

/// Quantities: id, name, Chinese name, quantity, unit, middle and span of the values.
const QUANTITIES: [(&str, &str, &str, &str, &str, f64, f64); 10] = [
    ("flow", "Flow", "流量", "flow", "m3/h", 80.0, 20.0),
    ("pressure", "Discharge pressure", "出口压力", "pressure", "bar", 6.0, 1.5),
    ("power", "Motor power", "电机功率", "power", "kW", 22.0, 8.0),
    ("vibration", "Bearing vibration", "轴承振动", "vibration", "mm/s", 2.2, 0.8),
    ("speed", "Speed", "转速", "speed", "{rpm}", 1450.0, 40.0),
    ("current", "Motor current", "电机电流", "current", "A", 41.0, 9.0),
    ("temperature", "Outlet temperature", "出口温度", "temperature", "Cel", 64.0, 11.0),
    ("differential_pressure", "Differential pressure", "压差", "pressure", "bar", 0.4, 0.2),
    ("level", "Level", "液位", "level", "%", 55.0, 30.0),
    ("humidity", "Humidity", "湿度", "humidity", "%", 38.0, 12.0),
];

const AREAS: usize = 10;
const LINES: usize = 20;
const STEP_S: i64 = 900;

struct Asset {
    id: String,
    line: usize,
    kind: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("large_plant DIR [MACHINES] [DAYS]")?);
    let count: usize = arguments.next().map_or(Ok(5_000), |text| text.parse())?;
    let days: i64 = arguments.next().map_or(Ok(2), |text| text.parse())?;
    let lines = AREAS * LINES;
    let machines: Vec<Asset> = (0..count)
        .map(|at| {
            let kind = at % KINDS.len();
            Asset { id: format!("{}-{:05}", KINDS[kind].0, at), line: at % lines, kind }
        })
        .collect();
    fs::create_dir_all(folder.join("history"))?;
    fs::write(folder.join("plant.toml"), description(&machines)?)?;
    let end = Timestamp::from_second(Timestamp::now().as_second() / STEP_S * STEP_S)?;
    for area in 0..AREAS {
        let own: Vec<&Asset> = machines.iter().filter(|asset| asset.line / LINES == area).collect();
        history(&folder.join(format!("history/area-{:02}.csv", area + 1)), &own, end, days)?;
    }
    println!(
        "{}: {} assets, {} tags",
        folder.display(),
        1 + AREAS + lines + machines.len(),
        4 * machines.len()
    );
    Ok(())
}

fn description(machines: &[Asset]) -> Result<String, std::fmt::Error> {
    let mut text = String::from("[plant]\nname = \"Large works\"\ntimezone = \"Europe/Berlin\"\n");
    writeln!(text, "\n[[asset]]\nid = \"works\"\nname = \"Large works\"\nkind = \"site\"")?;
    for area in 1..=AREAS {
        writeln!(
            text,
            "\n[[asset]]\nid = \"A{area:02}\"\nname = \"Area {area}\"\nkind = \"area\"\nparent = \"works\""
        )?;
    }
    for line in 0..AREAS * LINES {
        let area = line / LINES + 1;
        let name = format!("Line {}", line + 1);
        writeln!(
            text,
            "\n[[asset]]\nid = \"L{:03}\"\nname = \"{name}\"\nkind = \"line\"\nparent = \"A{area:02}\"",
            line + 1
        )?;
    }
    for (number, asset) in machines.iter().enumerate() {
        let (_, name, chinese, _) = KINDS[asset.kind];
        writeln!(
            text,
            "\n[[asset]]\nid = \"{}\"\nname = \"{name} {number}\"\nkind = \"{}\"\nparent = \"L{:03}\"\naliases = [\"{number}号{chinese}\"]",
            asset.id,
            name.to_lowercase(),
            asset.line + 1
        )?;
    }
    for asset in machines {
        for quantity in KINDS[asset.kind].3 {
            let (id, name, chinese, what, unit, middle, span) = QUANTITIES[quantity];
            writeln!(
                text,
                "\n[[tag]]\nid = \"{0}.{id}\"\nasset = \"{0}\"\nname = \"{name}\"\nquantity = \"{what}\"\nunit = \"{unit}\"\naliases = [\"{chinese}\"]\nhigh = {1:.2}",
                asset.id,
                middle + span
            )?;
        }
    }
    writeln!(text, "\n[[history]]\nfiles = \"history/*.csv\"\nlayout = \"wide\"\ntime = \"time\"")?;
    Ok(text)
}

/// A column for each tag; every value a slow wave with some noise that is the same each time.
fn history(path: &Path, assets: &[&Asset], end: Timestamp, days: i64) -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(File::create(path)?);
    let tags: Vec<(&Asset, usize)> =
        assets.iter().flat_map(|asset| KINDS[asset.kind].3.map(|quantity| (*asset, quantity))).collect();
    write!(out, "time")?;
    for (asset, quantity) in &tags {
        write!(out, ",{}.{}", asset.id, QUANTITIES[*quantity].0)?;
    }
    writeln!(out)?;
    let steps = days * 86_400 / STEP_S;
    let mut noise: u64 = 88_172_645_463_325_252;
    for step in 0..steps {
        write!(out, "{}", end - SignedDuration::from_secs((steps - 1 - step) * STEP_S))?;
        for (at, (_, quantity)) in tags.iter().enumerate() {
            let (.., middle, span) = QUANTITIES[*quantity];
            // xorshift64 (Marsaglia 2003).
            noise ^= noise << 13;
            noise ^= noise >> 7;
            noise ^= noise << 17;
            let wave = (step as f64 / 24.0 + at as f64).sin();
            let random = (noise >> 11) as f64 / (1_u64 << 53) as f64 - 0.5;
            write!(out, ",{:.2}", middle + span * (0.7 * wave + 0.4 * random))?;
        }
        writeln!(out)?;
    }
    Ok(out.flush()?)
}

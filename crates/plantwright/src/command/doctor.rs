//! `plantwright doctor`: whether this machine and this plant are fit to run.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Result;
use console::style;
use jiff::Timestamp;
use tool::Toolbox as _;
use tools::Engines;
use tools::health::{self, Check, Outcome};

use crate::{place, terminal};

/// Check machine, disk, clock, time zones and store
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(_: &Args, plant: Option<&Path>) -> Result<ExitCode> {
    let mut checks = vec![program(), cores(), health::memory(), clock()];
    match place::plant_folder(plant) {
        Ok(root) => checks.extend(plant_checks(&root)),
        Err(error) => {
            checks.push(zones(None));
            checks.push(Check::warn("plant", error.to_string(), "the checks of a plant were left out"));
        }
    }
    let mut out = terminal::out();
    for check in &checks {
        write_check(&mut out, check)?;
    }
    out.flush()?;
    let failed = checks.iter().any(|check| check.outcome == Outcome::Fail);
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn write_check(out: &mut impl Write, check: &Check) -> io::Result<()> {
    let outcome = match check.outcome {
        Outcome::Good => style("ok  ").green(),
        Outcome::Warn => style("warn").yellow(),
        Outcome::Fail => style("FAIL").red(),
    };
    write!(out, "{outcome}  {:<10} {}", check.what, check.found)?;
    match check.advice.as_str() {
        "" => writeln!(out),
        advice => writeln!(out, "; {advice}"),
    }
}

fn program() -> Check {
    let kind = format!(
        "plantwright {}, {} on {}",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::ARCH,
        std::env::consts::OS
    );
    Check::good("program", kind)
}

fn cores() -> Check {
    match std::thread::available_parallelism() {
        Ok(cores) if cores.get() >= 2 => Check::good("cores", cores.to_string()),
        Ok(cores) => {
            Check::warn("cores", cores.to_string(), "two or more keep answers quick while data is read")
        }
        Err(error) => Check::warn("cores", format!("not known ({error})"), "one is assumed"),
    }
}

fn clock() -> Check {
    let now = Timestamp::now();
    // No build of this program is older than its first.
    if now.as_second() < 1_760_000_000 {
        return Check::fail(
            "clock",
            now.to_string(),
            "set the clock; samples without a time would get a wrong one",
        );
    }
    Check::good("clock", now.strftime("%Y-%m-%d %H:%M:%S UTC").to_string())
}

fn zones(plant: Option<&tool::Catalogue>) -> Check {
    let database = jiff::tz::db();
    let known = database.available().count();
    if known == 0 {
        return Check::fail("time zones", "no database found", "install the package tzdata");
    }
    let name = plant.and_then(|catalogue| catalogue.plant.timezone.iana_name().map(str::to_owned));
    match name {
        Some(name) => Check::good("time zones", format!("{known} known; the plant's is {name}")),
        None => Check::good("time zones", format!("{known} known")),
    }
}

fn plant_checks(root: &Path) -> Vec<Check> {
    let mut checks = vec![health::disk(root), sync_latency(root)];
    match Engines::open(root) {
        Ok((engines, warnings)) => {
            let catalogue = engines.catalogue();
            checks.push(zones(Some(&catalogue)));
            checks.push(description(&catalogue, &warnings));
            checks.push(health::store(&engines));
            checks.push(health::history(&catalogue));
        }
        Err(problem) if problem.code == "PW4001" => {
            checks.push(zones(None));
            checks.push(Check::warn(
                "store",
                problem.message,
                "it was not looked at; that program answers questions meanwhile",
            ));
        }
        Err(problem) => {
            checks.push(zones(None));
            checks.push(Check::fail(
                "plant",
                problem.to_string(),
                format!("see `plantwright explain {}`", problem.code),
            ));
        }
    }
    checks
}

/// How long the disk takes to hold on to 4 KiB; every append waits for it.
fn sync_latency(root: &Path) -> Check {
    let folder = root.join(".plantwright");
    let path = folder.join("doctor.tmp");
    let measure = || -> io::Result<Duration> {
        fs::create_dir_all(&folder)?;
        let mut file = File::create(&path)?;
        let mut times = Vec::new();
        for _ in 0..9 {
            file.write_all(&[0; 4096])?;
            let started = Instant::now();
            file.sync_data()?;
            times.push(started.elapsed());
        }
        times.sort();
        Ok(times[times.len() / 2])
    };
    let measured = measure();
    // Whatever was measured, nothing stays behind.
    let _ = fs::remove_file(&path);
    match measured {
        Ok(time) => {
            let line = format!("{:.1} ms to sync", time.as_secs_f64() * 1e3);
            if time > Duration::from_millis(50) {
                return Check::warn("disk sync", line, "appends wait this long; a local SSD is faster");
            }
            Check::good("disk sync", line)
        }
        Err(error) => {
            Check::fail("disk sync", error.to_string(), "let this user write to the plant's folder")
        }
    }
}

fn description(catalogue: &tool::Catalogue, warnings: &[plant::Problem]) -> Check {
    let plant = &catalogue.plant;
    let line = format!(
        "{}: {} assets, {} tags, {} tables",
        plant.name,
        plant.assets.len(),
        plant.tags.len(),
        catalogue.tables.len()
    );
    match warnings.first() {
        Some(first) => Check::warn("plant", line, first.to_string()),
        None => Check::good("plant", line),
    }
}

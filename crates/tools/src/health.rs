//! Whether this machine and this plant are fit to run: what `plantwright doctor` and the page's
//! system place show.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use plant::Problem;
use plant::time::{local_rfc3339, nanos};
use tool::Catalogue;

use crate::Engines;

/// How one check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Good,
    Warn,
    Fail,
}

/// One line of a report; `advice` says what to do where it did not come out well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub what: &'static str,
    pub outcome: Outcome,
    pub found: String,
    pub advice: String,
}

impl Check {
    pub fn good(what: &'static str, found: impl Into<String>) -> Self {
        Self { what, outcome: Outcome::Good, found: found.into(), advice: String::new() }
    }

    pub fn warn(what: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { what, outcome: Outcome::Warn, found: found.into(), advice: advice.into() }
    }

    pub fn fail(what: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { what, outcome: Outcome::Fail, found: found.into(), advice: advice.into() }
    }
}

/// The checks of a plant that is open, and of the machine as far as it matters to it.
pub fn of_plant(engines: &Engines, catalogue: &Catalogue) -> Vec<Check> {
    let mut checks = vec![memory(), disk(&catalogue.plant.root)];
    checks.extend(damaged_tables(engines));
    checks.push(store(engines));
    checks.push(history(catalogue));
    checks.push(logbook(engines));
    checks
}

/// Whether every line of the logbook can be read.
fn logbook(engines: &Engines) -> Check {
    match (engines.logbook().all(), engines.logbook().passed_over()) {
        (Ok(all), Ok(0)) => Check::good("logbook", format!("{} proposals", all.len())),
        (Ok(all), Ok(lines)) => Check::warn(
            "logbook",
            format!("{} proposals; {lines} lines cannot be read", all.len()),
            "a crash leaves one such line; `plantwright audit verify` says whether anything else is missing",
        ),
        (Err(problem), _) | (_, Err(problem)) => Check::fail("logbook", problem.message, problem.help),
    }
}

/// Memory of the machine.
pub fn memory() -> Check {
    let Some((total, available)) = machine_memory() else {
        return Check::warn("memory", "not known on this system", "2 GiB free are enough for most plants");
    };
    let line = format!("{} GiB, {} GiB free", gib(total), gib(available));
    if available < 1 << 30 {
        return Check::warn("memory", line, "close other programs; below 1 GiB large queries may fail");
    }
    Check::good("memory", line)
}

/// All memory of the machine and what of it is free, bytes.
pub fn machine_memory() -> Option<(u64, u64)> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let kibibytes = |key: &str| -> Option<u64> {
        let line = text.lines().find_map(|line| line.strip_prefix(key))?;
        line.trim_end_matches("kB").trim().parse().ok()
    };
    Some((kibibytes("MemTotal:")? << 10, kibibytes("MemAvailable:")? << 10))
}

/// Memory that this process holds, bytes.
pub fn resident_memory() -> Option<u64> {
    let text = fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim_end_matches("kB").trim().parse::<u64>().ok()? << 10)
}

/// Room on the disk of a plant's folder.
pub fn disk(root: &Path) -> Check {
    match fs4::available_space(root) {
        Ok(bytes) => {
            let line = format!("{} GiB free", gib(bytes));
            if bytes < 1 << 30 {
                return Check::warn("disk", line, "free some space; compaction needs room beside the store");
            }
            Check::good("disk", line)
        }
        Err(error) => Check::warn("disk", error.to_string(), "see that the folder can be read"),
    }
}

/// Bytes that are free on the disk of a plant's folder.
pub fn disk_free(root: &Path) -> Option<u64> {
    fs4::available_space(root).ok()
}

/// Tables that were found damaged when the store was opened.
fn damaged_tables(engines: &Engines) -> impl Iterator<Item = Check> + '_ {
    engines
        .historian()
        .problems()
        .iter()
        .map(|problem: &Problem| Check::fail("records", problem.message.clone(), problem.help.clone()))
}

/// What is in the store, and whether the files are ahead of it.
pub fn store(engines: &Engines) -> Check {
    let tags = match engines.historian().tags() {
        Ok(tags) => tags,
        Err(error) => {
            return Check::fail("store", error.problem().to_string(), "see `plantwright explain PW4003`");
        }
    };
    let samples: u64 = tags.iter().map(|tag| tag.count).sum();
    let line = format!("{} samples of {} tags", thousands(samples), thousands(tags.len() as u64));
    if engines.needs_import() {
        return Check::warn("store", line, "files have changed since; `plantwright import` reads them");
    }
    Check::good("store", line)
}

/// How new the newest sample is.
pub fn history(catalogue: &Catalogue) -> Check {
    let now = nanos(Timestamp::now());
    match catalogue.tags.iter().filter_map(|tag| tag.last).max() {
        None => Check::warn("history", "no sample yet", "`plantwright import` reads the plant's files"),
        Some(last) => {
            let line = format!("newest sample at {}", local_rfc3339(last, &catalogue.plant.timezone));
            if last > now.saturating_add(300_000_000_000) && catalogue.plant.now.is_none() {
                return Check::warn(
                    "history",
                    line,
                    "that lies ahead of this machine's clock; see whether the time zone in plant.toml is right",
                );
            }
            Check::good("history", line)
        }
    }
}

fn gib(bytes: u64) -> String {
    let text = format!("{:.1}", bytes as f64 / (1_u64 << 30) as f64);
    text.trim_end_matches(".0").to_owned()
}

/// `1,234,567`.
fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_readable() {
        assert_eq!([thousands(0), thousands(999), thousands(1_234_567)], ["0", "999", "1,234,567"]);
        assert_eq!([gib(1 << 30), gib(3 << 29), gib(0)], ["1", "1.5", "0"]);
    }

    #[test]
    fn a_full_disk_and_a_missing_folder_are_told_apart() {
        assert_ne!(disk(Path::new("/no/such/folder")).outcome, Outcome::Good);
        assert!(disk(Path::new("/")).found.ends_with("GiB free"));
    }
}

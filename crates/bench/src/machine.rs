//! What the measurements were made on, and what this process has used of it (Linux).

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use rustix::fs::{Advice, fadvise};

fn field(text: &str, name: &str) -> Option<String> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// Processor, cores, memory, kernel and the load of the last minute, in one line.
pub fn line() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let processor = field(&read("/proc/cpuinfo"), "model name").unwrap_or_else(|| "processor unknown".into());
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory_kb: f64 = field(&read("/proc/meminfo"), "MemTotal")
        .and_then(|text| text.split_whitespace().next()?.parse().ok())
        .unwrap_or(f64::NAN);
    let kernel = read("/proc/sys/kernel/osrelease");
    format!(
        "{processor}, {cores} cores, {:.0} GiB, Linux {}, load {:.2} in the minute before",
        memory_kb / f64::from(1 << 20),
        kernel.trim(),
        load()
    )
}

/// The load average of the last minute; NaN where unknown.
pub fn load() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().and_then(|load| load.parse().ok()).unwrap_or(f64::NAN)
}

/// Seconds that this process has used the processor, in steps of 10 ms; NaN where unknown.
pub fn processor_s() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    ticks.sum::<Result<f64, _>>().map_or(f64::NAN, |ticks| ticks / 100.0)
}

/// Memory of this process in bytes: now (`VmRSS`) and at most so far (`VmHWM`).
pub fn memory() -> (u64, u64) {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let bytes = |name: &str| {
        let kb: Option<u64> =
            field(&status, name).and_then(|text| text.split_whitespace().next()?.parse().ok());
        kb.unwrap_or(0) * 1024
    };
    (bytes("VmRSS"), bytes("VmHWM"))
}

/// Bytes of all files below a folder.
pub fn bytes_below(dir: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(dir).with_context(|| dir.display().to_string())? {
        let entry = entry?;
        let kind = entry.metadata()?;
        bytes += if kind.is_dir() { bytes_below(&entry.path())? } else { kind.len() };
    }
    Ok(bytes)
}

/// Asks the kernel to forget the files below a folder, so that the next read comes from the disk.
pub fn forget(dir: &Path) -> Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            forget(&path)?;
            continue;
        }
        let file = fs::File::open(&path)?;
        file.sync_all()?;
        fadvise(&file, 0, None, Advice::DontNeed)?;
    }
    Ok(())
}

/// Bytes that can still be written where `dir` is.
pub fn room(dir: &Path) -> Result<u64> {
    let found = rustix::fs::statvfs(dir)?;
    Ok(found.f_bavail * found.f_frsize)
}

//! What the machine has: memory that can be used, cores, instructions.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Memory that can be taken without anything being pushed out, bytes; nothing where the system does not tell. In a
/// container, what its limit leaves.
pub fn available_memory() -> Option<u64> {
    let whole = fs::read_to_string("/proc/meminfo").ok().and_then(|text| memory_available(&text));
    let group = cgroup_left(Path::new("/sys/fs/cgroup"));
    match (whole, group) {
        (Some(whole), Some(group)) => Some(whole.min(group)),
        (whole, group) => whole.or(group),
    }
}

fn memory_available(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kibibytes = line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?;
    kibibytes.checked_mul(1024)
}

/// What a control group (version 2) leaves; file pages that can be given back count as free.
fn cgroup_left(folder: &Path) -> Option<u64> {
    let read = |name: &str| fs::read_to_string(folder.join(name)).ok();
    let most = read("memory.max")?.trim().parse::<u64>().ok()?;
    let used = read("memory.current")?.trim().parse::<u64>().ok()?;
    let pages = read("memory.stat")
        .and_then(|text| {
            text.lines().find_map(|line| line.strip_prefix("inactive_file ")?.parse::<u64>().ok())
        })
        .unwrap_or(0);
    Some(most.saturating_sub(used.saturating_sub(pages)))
}

/// Physical cores that may be used. Two threads on one core share its arithmetic units, which is all that a model uses.
pub fn cores() -> u32 {
    let allowed = std::thread::available_parallelism().map_or(1, |count| count.get() as u32);
    let physical = fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| physical_cores(&text));
    physical.map_or(allowed, |physical| physical.min(allowed)).max(1)
}

fn physical_cores(cpuinfo: &str) -> Option<u32> {
    let value = |block: &str, key: &str| -> Option<u32> {
        block.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            (name.trim() == key).then(|| value.trim().parse().ok())?
        })
    };
    let cores = cpuinfo
        .split("\n\n")
        .filter_map(|block| Some((value(block, "physical id")?, value(block, "core id")?)))
        .collect::<BTreeSet<_>>();
    u32::try_from(cores.len()).ok().filter(|count| *count > 0)
}

/// Instructions that llama.cpp was compiled to use and this processor lacks; it would die of the first one.
pub fn missing_instructions() -> Vec<&'static str> {
    #[cfg(target_arch = "x86_64")]
    {
        let known = [
            ("AVX2", std::arch::is_x86_feature_detected!("avx2")),
            ("FMA", std::arch::is_x86_feature_detected!("fma")),
            ("F16C", std::arch::is_x86_feature_detected!("f16c")),
            ("BMI2", std::arch::is_x86_feature_detected!("bmi2")),
        ];
        known.iter().filter(|(_, there)| !there).map(|(name, _)| *name).collect()
    }
    #[cfg(not(target_arch = "x86_64"))]
    Vec::new()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn memory_and_cores_are_read() {
        assert_eq!(memory_available("MemTotal: 9 kB\nMemAvailable:   2048 kB\n"), Some(2 << 20));
        assert_eq!(memory_available("MemTotal: 9 kB\n"), None);
        let two_on_one = "processor: 0\nphysical id\t: 0\ncore id\t\t: 0\n\nprocessor: 1\nphysical id\t: 0\ncore id\t\t: 0\n";
        assert_eq!(physical_cores(two_on_one), Some(1));
        assert_eq!(physical_cores("processor: 0\n"), None);
    }

    #[test]
    fn a_control_group_limits() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(cgroup_left(folder.path()), None);
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write("memory.max", "max\n");
        write("memory.current", "700\n");
        assert_eq!(cgroup_left(folder.path()), None);
        write("memory.max", "1000\n");
        write("memory.stat", "anon 5\ninactive_file 200\n");
        assert_eq!(cgroup_left(folder.path()), Some(500));
    }
}

//! Sizes of files and of memory, and whether one fits the other.

use language::GgufSettings;

/// Bytes as a person reads them.
pub fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["B", "KiB", "MiB", "GiB"];
    let mut size = bytes as f64;
    let mut unit = 0;
    while size >= 1024.0 && unit + 1 < UNITS.len() {
        size /= 1024.0;
        unit += 1;
    }
    if unit == 0 || size >= 100.0 {
        format!("{size:.0} {}", UNITS[unit])
    } else {
        format!("{size:.1} {}", UNITS[unit])
    }
}

/// What is known of a model's file without loading it.
pub struct Fit {
    /// Bytes of the file; nothing where there is none.
    pub size: Option<u64>,
    /// Bytes of memory that it would take.
    pub needs: Option<u64>,
    /// Tokens of a conversation.
    pub context: Option<u32>,
    /// Why it cannot be run here.
    pub problem: Option<String>,
}

/// Reads the front of a model's file and holds it against this machine.
#[cfg(feature = "local")]
pub fn of(settings: &GgufSettings) -> Fit {
    let size = std::fs::metadata(&settings.file).ok().map(|metadata| metadata.len());
    match language::local::check(&language::local::LocalSettings::from(settings)) {
        Ok(report) => Fit {
            size,
            needs: Some(report.estimate.total()),
            context: Some(report.context),
            problem: report.refusal.map(|error| error.to_string()),
        },
        Err(error) => Fit { size, needs: None, context: None, problem: Some(error.to_string()) },
    }
}

#[cfg(not(feature = "local"))]
pub fn of(settings: &GgufSettings) -> Fit {
    let size = std::fs::metadata(&settings.file).ok().map(|metadata| metadata.len());
    let problem = Some("this program was built without the runtime for files".to_owned());
    Fit { size, needs: None, context: None, problem }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_naturally() {
        let read = [
            (0, "0 B"),
            (1023, "1023 B"),
            (1536, "1.5 KiB"),
            (639_447_744, "610 MiB"),
            (1 << 41, "2048 GiB"),
        ];
        for (number, expected) in read {
            assert_eq!(bytes(number), expected);
        }
    }
}

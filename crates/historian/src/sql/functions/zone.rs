//! A time zone as SQL types name it.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::common::{DataFusionError, Result, ScalarValue, plan_err};
use jiff::tz::TimeZone;
use plant::Problem;

/// A time zone with the name that Arrow's timestamps carry. Equal when the names are.
#[derive(Debug, Clone)]
pub(crate) struct Zone {
    zone: TimeZone,
    name: Arc<str>,
}

impl Zone {
    /// The plant's zone; one without an IANA name counts as UTC in types.
    pub(crate) fn new(zone: &TimeZone) -> Self {
        match zone.iana_name() {
            Some(name) => Self { zone: zone.clone(), name: name.into() },
            None => Self { zone: TimeZone::UTC, name: "UTC".into() },
        }
    }

    /// By IANA name, or an offset like `+08:00`.
    pub(crate) fn parse(name: &str) -> Result<Self> {
        let zone = jiff::fmt::temporal::DateTimeParser::new().parse_time_zone(name).ok();
        match zone {
            Some(zone) => Ok(Self { zone, name: name.into() }),
            None => Err(DataFusionError::External(Box::new(
                Problem::new("PW5001", format!("no time zone \"{name}\""))
                    .help("use an IANA name such as America/New_York, Asia/Shanghai or UTC"),
            ))),
        }
    }

    pub(crate) fn zone(&self) -> &TimeZone {
        &self.zone
    }

    pub(crate) fn name(&self) -> Arc<str> {
        Arc::clone(&self.name)
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

impl Hash for Zone {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

/// A constant text argument; `None` when it is null.
pub(super) fn text_argument(scalar: &ScalarValue, what: &str) -> Result<Option<String>> {
    match scalar {
        ScalarValue::Utf8(text) | ScalarValue::Utf8View(text) | ScalarValue::LargeUtf8(text) => {
            Ok(text.clone())
        }
        ScalarValue::Null => Ok(None),
        other => plan_err!("{what} is text, not {other}"),
    }
}

//! One measured value at one instant.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A value as it was measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Text(Arc<str>),
}

impl Value {
    /// The value as a number for arithmetic: booleans count 0 and 1, text has none.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Float(v) => Some(*v),
            Self::Integer(v) => Some(*v as f64),
            Self::Boolean(v) => Some(f64::from(u8::from(*v))),
            Self::Text(_) => None,
        }
    }
}

/// Quality of a sample: an OPC UA status code (Part 4, 7.39). The two top bits
/// tell good, uncertain and bad apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quality(pub u32);

impl Quality {
    pub const GOOD: Self = Self(0x0000_0000);
    pub const UNCERTAIN: Self = Self(0x4000_0000);
    pub const BAD: Self = Self(0x8000_0000);

    pub const fn is_good(self) -> bool {
        self.0 >> 30 == 0
    }

    pub const fn is_uncertain(self) -> bool {
        self.0 >> 30 == 1
    }

    pub const fn is_bad(self) -> bool {
        self.0 >> 30 >= 2
    }

    /// Reads what CSV files carry: `good`/`uncertain`/`bad`, an OPC DA quality
    /// (0 to 255, 192 is good) or an OPC UA status code above that.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("good") || text.is_empty() {
            return Some(Self::GOOD);
        }
        if text.eq_ignore_ascii_case("uncertain") {
            return Some(Self::UNCERTAIN);
        }
        if text.eq_ignore_ascii_case("bad") {
            return Some(Self::BAD);
        }
        let code: u32 = match text.strip_prefix("0x") {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => text.parse().ok()?,
        };
        Some(match code {
            192..=255 => Self::GOOD,
            64..=191 => Self::UNCERTAIN,
            0..=63 => Self::BAD,
            other => Self(other),
        })
    }
}

/// One sample. `time` is nanoseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    pub tag: Arc<str>,
    pub time: i64,
    pub value: Value,
    pub quality: Quality,
}

//! Keys and passwords.

use std::fmt;

use serde::{Deserialize, Deserializer};

/// Shortest secret that is looked for in foreign texts; a shorter one would take ordinary words out of them.
const SHORTEST: usize = 4;

/// What stands in its place.
const HIDDEN: &str = "***";

/// A text that no log, error or debug output shows. There is no `Display` and no `Serialize`, so that it cannot be
/// written by mistake.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the one place that sends it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// A foreign text with this secret taken out of it, also as JSON would write it: servers like to repeat the key that
    /// they refuse.
    pub fn redact(&self, text: &str) -> String {
        if self.0.len() < SHORTEST {
            return text.to_owned();
        }
        let quoted = serde_json::Value::from(self.0.as_str()).to_string();
        let escaped = &quoted[1..quoted.len() - 1];
        text.replace(&self.0, HIDDEN).replace(escaped, HIDDEN)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_hides_it_also_inside_other_things() {
        let secret = Some(Secret::new("sk-turbine"));
        assert_eq!(format!("{secret:?} {secret:#?}"), "Some(Secret(***)) Some(\n    Secret(***),\n)");
    }

    #[test]
    fn it_is_taken_out_of_foreign_texts() {
        let secret = Secret::new("sk-turbine");
        assert_eq!(secret.redact("bad key sk-turbine, sk-turbine"), "bad key ***, ***");
        assert_eq!(
            Secret::new("a\"key").redact(r#"{"sent": "a\"key", not a"key}"#),
            r#"{"sent": "***", not ***}"#
        );
        assert_eq!(Secret::new("a").redact("a pump"), "a pump");
        assert_eq!(Secret::new("").redact("a pump"), "a pump");
    }
}

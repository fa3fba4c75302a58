//! What one question may use up.

use serde::Deserialize;

/// Limits of one question; what is missing is as the reader has it by default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Calls of tools.
    pub steps: Option<usize>,
    /// Requests to the model.
    pub rounds: Option<usize>,
    /// Tokens of all prompts and outputs together.
    pub tokens: Option<u64>,
    pub seconds: Option<f64>,
}

/// More calls or requests than anybody waits for.
const MOST: usize = 1000;
/// Longest time, seconds: a day.
const LONGEST_S: f64 = 86_400.0;

impl Limits {
    /// These, and those of `other` where these say nothing.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            steps: self.steps.or(other.steps),
            rounds: self.rounds.or(other.rounds),
            tokens: self.tokens.or(other.tokens),
            seconds: self.seconds.or(other.seconds),
        }
    }

    /// Looks for limits with which no question could be answered.
    ///
    /// # Errors
    /// The first such limit.
    pub(super) fn check(&self) -> Result<(), String> {
        for (key, number) in [("steps", self.steps), ("rounds", self.rounds)] {
            if number.is_some_and(|number| !(1..=MOST).contains(&number)) {
                return Err(format!("`budget.{key}` must be 1 to {MOST}"));
            }
        }
        if self.tokens == Some(0) {
            return Err("`budget.tokens` must be above zero".to_owned());
        }
        // A number that is none is in no range.
        if self.seconds.is_some_and(|seconds| !(seconds > 0.0 && seconds <= LONGEST_S)) {
            return Err(format!("`budget.seconds` must be above 0 and at most {LONGEST_S}"));
        }
        Ok(())
    }
}

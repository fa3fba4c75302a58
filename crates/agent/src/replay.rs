//! Runs an answer's plan again and says whether it still holds.

use serde::Serialize;
use tool::Answer;

/// Relative difference that rounding in another order may bring.
const TOLERANCE: f64 = 1e-9;

#[derive(Debug, Clone, Serialize)]
pub struct Replay {
    pub same: bool,
    /// What differs, one line each.
    pub differences: Vec<String>,
    /// The answer as it is now.
    pub answer: Answer,
}

/// Compares two answers to the same plan.
pub fn differences(before: &Answer, now: &Answer) -> Vec<String> {
    let mut found = Vec::new();
    if before.status != now.status {
        found.push(format!("status was {:?}, is {:?}", before.status, now.status).to_lowercase());
    }
    if before.values.len() != now.values.len() {
        found.push(format!("{} values before, {} now", before.values.len(), now.values.len()));
    }
    for (old, new) in before.values.iter().zip(&now.values) {
        let same = match (old.value.as_f64(), new.value.as_f64()) {
            (Some(a), Some(b)) => (a - b).abs() <= TOLERANCE * a.abs().max(b.abs()),
            _ => old.value == new.value,
        };
        if !same || old.label != new.label || old.unit != new.unit {
            found.push(format!("{} was {}, {} is {}", old.label, old.value, new.label, new.value));
        }
    }
    for (old, new) in before.evidence.iter().zip(&now.evidence) {
        if old.rows != new.rows {
            found.push(format!("{} rested on {} rows, now on {}", old.id, old.rows, new.rows));
        }
    }
    found
}

//! What every engine is asked, and in which form it answers.

use std::sync::Arc;

use anyhow::{Context, Result};
use serde::Serialize;

use super::Rows;

/// A question and the columns of its answer.
#[derive(Debug)]
pub struct Question {
    pub text: &'static str,
    pub columns: usize,
}

/// Rows are sorted by their leading columns. Tags are numbers in the order of their names;
/// times are seconds since the first sample.
pub const QUESTIONS: [Question; 5] = [
    // bucket, mean, minimum, maximum, count
    Question { text: "one tag, 1 h in 1 min buckets", columns: 5 },
    // tag, bucket, mean, minimum, maximum, count
    Question { text: "all tags, whole range in 1 min buckets", columns: 6 },
    // tag, time, value
    Question { text: "last value of each tag", columns: 3 },
    // tag, start of an episode, seconds above in all episodes of the tag
    Question { text: "time above a threshold, episodes, all tags", columns: 3 },
    // bucket, minimum, maximum
    Question { text: "envelope of one tag, 2,000 pixels", columns: 3 },
];

/// What the questions are about.
#[derive(Debug, Serialize)]
pub struct Questions {
    pub tag: Arc<str>,
    /// The hour of the first question.
    pub hour_start_ns: i64,
    pub hour_end_ns: i64,
    pub minute_ns: i64,
    pub threshold: f64,
    pub envelope_width_ns: i64,
}

pub const PIXELS: usize = 2000;
const MINUTE_NS: i64 = 60_000_000_000;
const HOUR_NS: i64 = 60 * MINUTE_NS;

impl Questions {
    pub fn of(rows: &Rows) -> Result<Self> {
        let (first, last) =
            (rows.times.first().context("no samples")?, rows.times.last().context("no samples")?);
        let hour_start_ns = first + (last - first) / 2 / HOUR_NS * HOUR_NS;
        Ok(Self {
            tag: rows.tags.get(rows.tags.len() / 2).context("no tags")?.clone(),
            hour_start_ns,
            hour_end_ns: hour_start_ns + HOUR_NS,
            minute_ns: MINUTE_NS,
            threshold: 60.0,
            envelope_width_ns: (last - first + 1 + PIXELS as i64 - 1) / PIXELS as i64,
        })
    }
}

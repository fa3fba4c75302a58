//! Where samples go and who is told how far a file has come.

use std::sync::Arc;

use plant::{Problem, Quality};

/// Values of one tag, in step with their times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Values<'a> {
    /// NaN only where the quality is bad: the source gave a status instead of a number.
    Floats(&'a [f64]),
    Integers(&'a [i64]),
    Booleans(&'a [bool]),
    Texts(&'a [&'a str]),
}

impl Values<'_> {
    pub fn len(&self) -> usize {
        match self {
            Self::Floats(values) => values.len(),
            Self::Integers(values) => values.len(),
            Self::Booleans(values) => values.len(),
            Self::Texts(values) => values.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Takes the samples of a file, column by column, in pieces. Within a tag the pieces come in
/// the order of the file, which need not be that of time.
pub trait SampleSink {
    /// `times` are nanoseconds since the epoch, as many as values and qualities; no qualities
    /// means that all are good.
    ///
    /// # Errors
    /// Why the samples cannot be taken; reading the file ends with it.
    fn samples(
        &mut self,
        tag: &Arc<str>,
        times: &[i64],
        values: Values<'_>,
        qualities: Option<&[Quality]>,
    ) -> Result<(), Problem>;
}

/// How far a file has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advance {
    /// Bytes of the file on disk.
    pub bytes: u64,
    pub bytes_total: u64,
    pub rows: u64,
}

/// Is told now and then, from any thread.
pub trait Progress: Sync {
    fn advance(&self, state: Advance);
}

/// Nobody is watching.
pub struct NoProgress;

impl Progress for NoProgress {
    fn advance(&self, _: Advance) {}
}

//! What the terminal shows: tables, charts, numbers, progress.

pub mod answer;
pub mod chart;
pub mod investigation;
pub mod number;
pub mod progress;
pub mod proposal;
pub mod table;

use std::io::{self, BufWriter, StdoutLock};

/// Standard output, buffered; write errors come back as errors, also a closed pipe.
pub fn out() -> BufWriter<StdoutLock<'static>> {
    BufWriter::new(io::stdout().lock())
}

/// Columns of the terminal, 100 where there is none.
pub fn width() -> usize {
    match console::Term::stdout().size_checked() {
        Some((_, columns)) => usize::from(columns).max(40),
        None => 100,
    }
}

//! How long is waited.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::Fault;
use crate::chat::Cancel;

/// How often somebody who waits looks whether it still has to.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Until when, and whether anybody still wants it.
#[derive(Debug, Clone, Copy)]
pub struct Patience<'a> {
    pub until: Instant,
    /// What is told when it is over.
    pub limit: Duration,
    pub cancel: &'a Cancel,
}

/// Nobody sends any more.
#[derive(Debug)]
pub struct Silent;

impl<'a> Patience<'a> {
    /// For so long, and no longer than until `latest`.
    pub fn of(limit: Duration, latest: Option<Instant>, cancel: &'a Cancel) -> Self {
        let until = Instant::now() + limit;
        Self { until: latest.map_or(until, |latest| latest.min(until)), limit, cancel }
    }

    /// # Errors
    /// [`Fault::Late`] or [`Fault::Cancelled`] when there is nothing left of it.
    pub fn left(&self) -> Result<Duration, Fault> {
        if self.cancel.is_cancelled() {
            return Err(Fault::Cancelled);
        }
        match self.until.saturating_duration_since(Instant::now()) {
            left if left.is_zero() => Err(Fault::Late(self.limit)),
            left => Ok(left),
        }
    }

    /// The next item, or that there will be none.
    ///
    /// # Errors
    /// As [`Patience::left`].
    pub fn next<T>(&self, from: &Receiver<T>) -> Result<Result<T, Silent>, Fault> {
        loop {
            match from.recv_timeout(self.left()?.min(LOOK_AGAIN)) {
                Ok(item) => return Ok(Ok(item)),
                Err(RecvTimeoutError::Disconnected) => return Ok(Err(Silent)),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    /// Rests shortly.
    ///
    /// # Errors
    /// As [`Patience::left`].
    pub fn rest(&self) -> Result<(), Fault> {
        std::thread::park_timeout(self.left()?.min(LOOK_AGAIN));
        Ok(())
    }
}

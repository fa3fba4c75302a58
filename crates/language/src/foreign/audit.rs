//! Watching calls from outside, without the caller or the server knowing of it.

use std::sync::Arc;

use super::{Fault, ForeignCall, ForeignError, Offered, Outside, Said};
use crate::chat::Cancel;

/// Is told of each call, on the thread that calls.
pub trait Watcher: Send + Sync {
    /// A call is about to be made.
    ///
    /// # Errors
    /// A reason why it must not be made; the caller is told.
    fn calls(&self, call: &ForeignCall<'_>) -> Result<(), String>;

    /// A call has ended, and the caller is about to learn of it.
    ///
    /// # Errors
    /// A reason why the caller must not have the end.
    fn called(&self, call: &ForeignCall<'_>, outcome: Result<&Said, &ForeignError>) -> Result<(), String>;
}

/// Tools whose calls are watched.
pub struct Watched {
    outside: Arc<dyn Outside>,
    watcher: Arc<dyn Watcher>,
}

impl Watched {
    pub fn new(outside: Arc<dyn Outside>, watcher: Arc<dyn Watcher>) -> Self {
        Self { outside, watcher }
    }
}

impl Outside for Watched {
    fn offered(&self) -> Vec<Offered> {
        self.outside.offered()
    }

    fn call(&self, call: &ForeignCall<'_>, cancel: &Cancel) -> Result<Said, ForeignError> {
        let server = call.name.split_once(super::BETWEEN).map_or(call.name, |(server, _)| server);
        let not_noted = |reason: String| ForeignError::new(server, Fault::NotNoted(reason));
        self.watcher.calls(call).map_err(not_noted)?;
        let outcome = self.outside.call(call, cancel);
        self.watcher.called(call, outcome.as_ref()).map_err(not_noted)?;
        outcome
    }
}

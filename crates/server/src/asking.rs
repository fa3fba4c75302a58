//! Questions that are being answered, so that a person can stop one from elsewhere.

use std::collections::HashMap;
use std::sync::Arc;

use language::Cancel;
use language::foreign::nonce;
use parking_lot::Mutex;

/// Those of one plant, by ids that nobody guesses.
#[derive(Debug, Default)]
pub struct Askings(Mutex<HashMap<String, Cancel>>);

/// One of them, for as long as this is held.
#[derive(Debug)]
pub struct Asking {
    pub id: String,
    pub cancel: Cancel,
    all: Arc<Askings>,
}

impl Askings {
    /// A question that begins now.
    pub fn begin(self: &Arc<Self>) -> Asking {
        let (id, cancel) = (nonce(), Cancel::new());
        self.0.lock().insert(id.clone(), cancel.clone());
        Asking { id, cancel, all: Arc::clone(self) }
    }

    /// Tells a question to stop; whether it was still being answered.
    pub fn stop(&self, id: &str) -> bool {
        let found = self.0.lock().get(id).cloned();
        found.inspect(Cancel::cancel).is_some()
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        self.all.0.lock().remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_ended_cannot_be_stopped() {
        let all = Arc::new(Askings::default());
        let (one, other) = (all.begin(), all.begin());
        assert!(all.stop(&one.id) && one.cancel.is_cancelled() && !other.cancel.is_cancelled());
        let id = other.id.clone();
        drop(other);
        assert!(!all.stop(&id) && !all.stop("1"));
    }
}

//! Sessions of clients over HTTP: what lets one cancel what it asked.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;

use parking_lot::Mutex;

use super::Connection;
use crate::audit::hash;

/// Sessions that are remembered; the oldest are forgotten first, and begin anew.
const MOST: usize = 1_000;

#[derive(Debug, Default)]
pub struct Sessions(Mutex<Held>);

#[derive(Debug, Default)]
struct Held {
    by_id: HashMap<String, Arc<Connection>>,
    /// Oldest first; may name some that have ended.
    order: VecDeque<String>,
}

impl Sessions {
    /// A session, and the id that it goes by. The id gives no rights: it tells clients apart.
    pub fn begin(&self) -> (String, Arc<Connection>) {
        let connection = Arc::new(Connection::default());
        let mut held = self.0.lock();
        let id = new_id(held.order.len());
        held.by_id.insert(id.clone(), Arc::clone(&connection));
        held.order.push_back(id.clone());
        while held.order.len() > MOST {
            let oldest = held.order.pop_front().unwrap_or_default();
            held.by_id.remove(&oldest);
        }
        (id, connection)
    }

    pub fn get(&self, id: &str) -> Option<Arc<Connection>> {
        self.0.lock().by_id.get(id).cloned()
    }

    /// Forgets a session; whether there was one.
    pub fn end(&self, id: &str) -> bool {
        self.0.lock().by_id.remove(id).is_some()
    }
}

/// Cannot be guessed: `RandomState` takes its keys from the system's source of random bytes.
fn new_id(salt: usize) -> String {
    let parts: [u64; 4] = std::array::from_fn(|part| RandomState::new().hash_one((salt, part)));
    hash(format!("{parts:?}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_session_is_forgotten_first() {
        let sessions = Sessions::default();
        let (first, _) = sessions.begin();
        let (second, _) = sessions.begin();
        assert_ne!(first, second);
        assert!(sessions.end(&second) && !sessions.end(&second));
        for _ in 0..MOST {
            sessions.begin();
        }
        assert!(sessions.get(&first).is_none());
    }
}

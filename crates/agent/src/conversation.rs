//! What was asked before: the frames that follow-ups change.

use std::collections::{HashMap, VecDeque};

use parking_lot::Mutex;
use tool::{AnswerValue, Catalogue};

use crate::planner::{Frame, records_of};

/// How many turns a conversation remembers.
const TURNS: usize = 8;
/// How many conversations are remembered at once; the oldest is forgotten first.
const CONVERSATIONS: usize = 1_000;

/// One question that was understood.
#[derive(Debug, Clone)]
pub struct Turn {
    pub frame: Frame,
    /// Its direct results; empty where it was asked back.
    pub values: Vec<AnswerValue>,
    /// Asked back and not yet answered.
    pub open: bool,
}

/// The understood turns of one conversation, oldest first.
#[derive(Debug, Clone, Default)]
pub struct Conversation {
    turns: VecDeque<Turn>,
    /// Questions and the texts of their answers, for models that read them.
    spoken: VecDeque<(String, String)>,
}

impl Conversation {
    /// Questions with the texts of their answers, oldest first.
    pub fn spoken(&self) -> impl Iterator<Item = &(String, String)> {
        self.spoken.iter()
    }

    pub fn last(&self) -> Option<&Turn> {
        self.turns.back()
    }

    /// The table of the records that the last question was about.
    pub fn records(&self, catalogue: &Catalogue) -> Option<usize> {
        let meant = self.last().filter(|turn| !turn.open)?.frame.meant.as_deref()?;
        let of_record = meant.bound.records.first().map(|record| record.table);
        records_of(meant, catalogue).or(of_record)
    }

    /// The latest answered turn before the last one.
    pub fn before_last(&self) -> Option<&Turn> {
        self.turns.iter().rev().skip(1).find(|turn| !turn.open)
    }

    pub fn push(&mut self, turn: Turn) {
        if self.turns.len() == TURNS {
            self.turns.pop_front();
        }
        self.turns.push_back(turn);
    }
}

/// All conversations by their key.
#[derive(Debug, Default)]
pub struct Conversations {
    inner: Mutex<Store>,
}

#[derive(Debug, Default)]
struct Store {
    by_key: HashMap<String, Conversation>,
    order: VecDeque<String>,
}

impl Conversations {
    /// A copy, so that planning holds no lock.
    pub fn get(&self, key: &str) -> Conversation {
        self.inner.lock().by_key.get(key).cloned().unwrap_or_default()
    }

    pub fn push(&self, key: &str, turn: Turn) {
        self.with(key, |conversation| conversation.push(turn));
    }

    /// Keeps a question and the text of its answer.
    pub fn said(&self, key: &str, question: &str, answer: &str) {
        self.with(key, |conversation| {
            if conversation.spoken.len() == TURNS {
                conversation.spoken.pop_front();
            }
            conversation.spoken.push_back((question.to_owned(), answer.to_owned()));
        });
    }

    fn with(&self, key: &str, change: impl FnOnce(&mut Conversation)) {
        let mut store = self.inner.lock();
        if !store.by_key.contains_key(key) {
            if store.order.len() == CONVERSATIONS
                && let Some(oldest) = store.order.pop_front()
            {
                store.by_key.remove(&oldest);
            }
            store.order.push_back(key.to_owned());
        }
        change(store.by_key.entry(key.to_owned()).or_default());
    }

    /// Lets go of a conversation that nothing more will be asked in.
    pub fn forget(&self, key: &str) {
        let mut store = self.inner.lock();
        if store.by_key.remove(key).is_some() {
            store.order.retain(|held| held != key);
        }
    }
}

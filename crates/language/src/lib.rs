//! Language models. Today the built-in one: a [`Ranker`] that scores a fixed list of meanings for a question of which it
//! sees hashed features only.
//!
//! Knows nothing of plants, questions, tools or how features are made.

mod ranker;
mod tensors;

pub use ranker::{About, Damaged, Input, LONGEST, Ranked, Ranker};

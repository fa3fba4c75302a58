//! What a plant's people taught the built-in planner, without any training: examples, which are questions with what they
//! mean, and names of their own for assets and tags.
//!
//! An example is compared with a new question by what is left when the plant is taken out of both ([`Form`]). One that is
//! near enough adds its meaning to those that the model found likely; it is compiled and checked as any other
//! (`planner/model/taught.rs`). `docs/decisions/0013-examples-of-a-plant.md` says why it is so.
//!
//! Knows nothing of where examples are kept, or of who may teach.

mod form;
pub mod names;
mod teaching;
pub mod template;

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

pub use form::Form;
pub(crate) use form::{Kinds, kinds};
pub use names::OwnName;
pub use teaching::Lesson;
pub use template::Template;

use crate::meaning::Term;
use crate::planner::sketch::Sketch;

/// How near a question must be to an example, 0 to 1, where the model by itself makes nothing of it. The surer the model is
/// of something else, the nearer. Chosen by what `plantwright eval --lessons` shows; the numbers stand in the decision.
pub const NEAR: f32 = 0.45;

/// How much nearer where the model is quite sure of something else, as a share of what is left up to the very same.
pub(crate) const SURER: f32 = 0.6;

/// Where an example comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A person said what the question means.
    Taught,
    /// A person liked the answer.
    Liked,
    /// A person disliked the answer: the question does not mean this.
    Disliked,
    /// A larger model planned it, by its name.
    Model(String),
}

/// What a question means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Means {
    /// In the notation of the corpus: `mean(t, w)`.
    Meaning(String),
    /// A plan in which what the question names has become slots.
    Plan(Template),
}

/// A question with what it means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Example {
    /// Among the examples and names of one plant.
    pub id: String,
    pub question: String,
    pub form: Form,
    pub means: Means,
    pub source: Source,
}

/// Everything that is in force at one plant, ready to be used.
#[derive(Debug)]
pub struct Learned {
    pub(crate) examples: Vec<Known>,
    pub(crate) names: Vec<OwnName>,
    pub(crate) near: f32,
}

impl Default for Learned {
    fn default() -> Self {
        Self::new(Vec::new(), Vec::new())
    }
}

/// An example with what is compared.
#[derive(Debug)]
pub(crate) struct Known {
    pub example: Example,
    /// Of a [`Means::Meaning`].
    pub meaning: Option<Term>,
    pub sketch: Sketch,
    /// How many slots of each kind it has.
    pub kinds: Kinds,
    pub features: Vec<u64>,
    /// The planner's own, made when it is first needed.
    pub vector: OnceLock<Vec<f32>>,
}

impl Learned {
    /// Examples, the oldest first, and names. What can no longer be read as a meaning is passed over.
    pub fn new(examples: Vec<Example>, names: Vec<OwnName>) -> Self {
        let known = |example: Example| {
            let meaning = match &example.means {
                Means::Meaning(text) => Some(Term::parse(text).ok()?),
                Means::Plan(_) => None,
            };
            let sketch = Sketch::from(&example.form);
            let (kinds, features) = (kinds(&sketch), sketch.features());
            Some(Known { example, meaning, sketch, kinds, features, vector: OnceLock::new() })
        };
        Self { examples: examples.into_iter().filter_map(known).collect(), names, near: NEAR }
    }

    /// How near a question must be to an example of which the model says something else, with this probability.
    pub(crate) fn required(&self, otherwise: f32) -> f32 {
        self.near + (1.0 - self.near) * SURER * otherwise.clamp(0.0, 1.0)
    }

    /// The same with another bound on how near a question must be; for measuring.
    #[must_use]
    pub fn within(self, near: f32) -> Self {
        Self { near, ..self }
    }

    pub fn is_empty(&self) -> bool {
        self.examples.is_empty() && self.names.is_empty()
    }
}

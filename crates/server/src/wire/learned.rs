//! What the built-in planner learnt at this plant.

use agent::learned::{Means, Source};
use plant::Problem;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use utoipa::ToSchema;

use crate::App;
use crate::learned::{Entry, What};
use crate::teaching::Used;

/// Something to be learnt: a question with its meaning, or a name of an asset or a tag.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LessonIn {
    /// A question as somebody would ask it; with `means`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// What it means, in the notation of the planner: `mean(t, w)`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub means: Option<String>,
    /// What people call an asset or a tag; with `of`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Id of the asset or tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Who teaches it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// Who takes it out of force.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ForgetIn {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

impl App {
    /// Teaches what one lesson holds.
    ///
    /// # Errors
    /// `PW7004` for what is no lesson; as [`App::teach`] and [`App::teach_name`].
    pub fn teach_one(&self, lesson: &LessonIn) -> Result<Entry, Problem> {
        let by = lesson.by.as_deref();
        match (&lesson.question, &lesson.means, &lesson.name, &lesson.of) {
            (Some(question), Some(means), None, None) => self.teach(question, means, by),
            (None, None, Some(name), Some(of)) => self.teach_name(name, of, by),
            _ => Err(Problem::new(
                "PW7004",
                "a lesson is a question with its meaning, or a name with what has it",
            )
            .help("give `question` and `means`, or `name` and `of`")),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LearnedSource)]
pub enum SourceShape {
    /// A person said it.
    Taught,
    Liked,
    /// The question does not mean this.
    Disliked,
    /// A larger model planned it.
    Model,
}

/// An example or a name that was learnt.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = Learned)]
pub struct LearnedOut {
    pub id: String,
    pub source: SourceShape,
    /// The larger model that planned it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// The question with slots for what it names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// What it means, or does not mean where it was disliked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub means: Option<String>,
    /// The plan with slots, where it comes from one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub plan: Option<Json>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Id of the asset or tag that has the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// RFC 3339, UTC.
    pub at: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Id of the answer that it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    pub in_force: bool,
    /// When it was taken out of force, RFC 3339, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forgotten_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forgotten_by: Option<String>,
    /// Kept answers that rest on it; of a name, kept questions that hold it.
    pub used: u64,
}

impl From<Used> for LearnedOut {
    fn from(Used { entry: Entry { what, origin, forgotten }, used }: Used) -> Self {
        let mut out = Self {
            id: String::new(),
            source: SourceShape::Taught,
            model: None,
            question: None,
            form: None,
            means: None,
            plan: None,
            name: None,
            of: None,
            at: origin.at,
            by: origin.by,
            answer: origin.answer,
            in_force: forgotten.is_none(),
            forgotten_at: forgotten.as_ref().map(|origin| origin.at.clone()),
            forgotten_by: forgotten.and_then(|origin| origin.by),
            used,
        };
        match what {
            What::Name(name) => (out.id, out.name, out.of) = (name.id, Some(name.name), Some(name.of)),
            What::Example(example) => {
                (out.id, out.question, out.form) =
                    (example.id, Some(example.question), Some(example.form.text()));
                match example.means {
                    Means::Meaning(meaning) => out.means = Some(meaning),
                    Means::Plan(template) => out.plan = serde_json::to_value(template.plan()).ok(),
                }
                (out.source, out.model) = match example.source {
                    Source::Taught => (SourceShape::Taught, None),
                    Source::Liked => (SourceShape::Liked, None),
                    Source::Disliked => (SourceShape::Disliked, None),
                    Source::Model(name) => (SourceShape::Model, Some(name)),
                };
            }
        }
        out
    }
}

impl From<Entry> for LearnedOut {
    fn from(entry: Entry) -> Self {
        Used { entry, used: 0 }.into()
    }
}

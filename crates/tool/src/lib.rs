//! The seam between language and engines: what a tool is, what it returns,
//! what a plan is, and what an answer is.
//!
//! Knows nothing of engines, storage, language models or any surface.
//!
//! When you change a shape that serialises, also touch `docs/contracts.md` and
//! the OpenAPI test in `server`.

pub mod answer;
pub mod catalogue;
pub mod evidence;
mod instant;
pub mod lasting;
pub mod lookup;
pub mod parameter;
pub mod plan;
mod schema;
pub mod spec;

pub use answer::{Answer, Citation, Grounding, Reading, Status};
pub use catalogue::{Catalogue, CodeTexts, ColumnKind, ColumnProfile, TableProfile, TagProfile};
pub use evidence::{
    AnswerValue, Cell, Clue, Column, Confidence, Episode, Evidence, Findings, Hypothesis, Point,
    QualityShare, SeriesResult,
};
pub use instant::{parse_date, parse_instant};
pub use lookup::Lookup;
pub use parameter::{Parameter, ParameterKind};
pub use plan::{Arguments, Plan, Reference, Step};
pub use plant::{ErrorClass, Problem};
pub use spec::{Effect, Example, Spec, Toolbox};

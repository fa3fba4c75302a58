//! Stopping and steering what is being looked for.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::steering::Steering;

/// What a stop came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct Stopped {
    /// Whether the question was still being answered.
    pub stopped: bool,
}

/// What is to be otherwise when an investigation is run on. What was put aside or added before stays so.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Steer {
    /// Kinds of hypotheses to put aside.
    #[serde(default)]
    #[schema(example = json!(["sensor"]))]
    pub without: Vec<String>,
    /// Single hypotheses to put aside.
    #[serde(default)]
    pub aside: Vec<AsideIn>,
    /// Ids of tags to be compared, wherever they stand in the asset tree.
    #[serde(default)]
    pub with: Vec<String>,
    /// Start and end, in place of the time that was looked at.
    #[serde(default)]
    pub window: Option<[String; 2]>,
}

/// A hypothesis, as the answer has it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Aside)]
pub struct AsideIn {
    pub what: String,
    pub subject: String,
}

impl From<Steer> for Steering {
    fn from(steer: Steer) -> Self {
        let Steer { without, aside, with, window } = steer;
        let aside = aside.into_iter().map(|AsideIn { what, subject }| (what, subject)).collect();
        Self { without, aside, with, window }
    }
}

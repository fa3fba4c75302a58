//! One line of the logbook.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::act::Act;

/// What happened to a proposal. The order of the fields is the order on disk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub at: Timestamp,
    /// Id of the proposal.
    pub id: String,
    #[serde(flatten)]
    pub event: Event,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    Proposed {
        expires_at: Timestamp,
        #[serde(flatten)]
        draft: Draft,
    },
    /// Where a proposal came from, where that is known only after it was made.
    Traced {
        from: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answer: Option<String>,
    },
    Confirmed {
        by: String,
    },
    Declined {
        by: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    Undone {
        by: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
}

/// What is to be proposed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// Name of the tool that drafted it.
    pub tool: String,
    pub act: Act,
    /// What the tool showed of it: kept, so that a person confirms what was shown.
    pub preview: Json,
}

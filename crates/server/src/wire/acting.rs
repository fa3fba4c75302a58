//! Proposals, and what came of them.

use ::plant::Problem;
use ::plant::time::local_rfc3339;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use logbook::{About, Act, Condition, Decision, Proposal, Signed, State};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use tools::watching::{Standing, Watched};
use utoipa::{IntoParams, ToSchema};

use super::answer::EvidenceShape;
use crate::error::ErrorBody;

/// A call of a tool that writes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposalIn {
    /// `draft_work_order`, `add_note` or `create_watch`.
    pub tool: String,
    /// What it takes: see `GET /api/tools`.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub arguments: tool::Arguments,
    /// Where it is asked; `api` without it.
    #[serde(default)]
    pub from: Face,
}

/// Where a person proposes.
#[derive(Debug, Default, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Face {
    #[default]
    Api,
    Page,
    CommandLine,
}

/// A person's word on a proposal.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WordIn {
    /// The person's name, 1 to 100 characters. Nobody checks it: there are no accounts yet.
    #[schema(min_length = 1, max_length = 100)]
    pub by: String,
    /// Why, at most 2,000 characters; not for a confirmation.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub reason: String,
}

/// Which proposals.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ProposalsQuery {
    /// Only those that are `open`, `expired`, `confirmed`, `declined` or `undone`.
    #[param(inline)]
    pub state: Option<StateShape>,
    /// At most this many, 1 to 1,000; 200 without it.
    pub limit: Option<usize>,
}

/// Which part of what is in force.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct LogbookQuery {
    /// Id of an asset: what is on it, on anything below it, or on a tag of theirs.
    pub asset: Option<String>,
    /// Days that watches are looked at over, 1 to 366; 1 without it.
    pub days: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ProposalState)]
pub enum StateShape {
    /// Waits for a person's word.
    Open,
    /// Nobody decided in time.
    Expired,
    /// In force.
    Confirmed,
    Declined,
    /// Was in force.
    Undone,
}

/// A proposal, and what became of it. Instants are plant-local RFC 3339.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = Proposal)]
pub struct ProposalOut {
    /// `wo-12`, `note-13`, `watch-14`.
    pub id: String,
    pub state: StateShape,
    /// One line: what would be written, or was.
    pub headline: String,
    /// Exactly one of these three is there.
    pub work_order: Option<WorkOrderOut>,
    pub note: Option<NoteOut>,
    pub watch: Option<WatchOut>,
    /// The tool that drafted it.
    pub tool: String,
    /// What it showed when it was proposed; kept with the proposal.
    #[schema(value_type = EvidenceShape)]
    pub preview: Json,
    /// Where it would be written, below the plant's folder.
    pub file: String,
    pub proposed_at: String,
    pub expires_at: String,
    /// `page`, `command_line`, `api`, `mcp`, or the name of a model.
    pub from: Option<String>,
    /// Id of the answer that led to it.
    pub answer: Option<String>,
    pub confirmed: Option<SignedOut>,
    pub declined: Option<SignedOut>,
    pub undone: Option<SignedOut>,
}

/// Who said so, and when.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = Signed)]
pub struct SignedOut {
    pub by: String,
    pub at: String,
    pub reason: String,
}

/// A draft of a work order.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = WorkOrder)]
pub struct WorkOrderOut {
    pub asset: String,
    pub title: String,
    pub description: String,
    /// `emergency`, `high`, `medium` or `low`.
    pub priority: String,
    /// A day, plant-local.
    pub due: Option<String>,
}

/// A note on an asset or on a tag.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = Note)]
pub struct NoteOut {
    pub asset: Option<String>,
    pub tag: Option<String>,
    /// When it was, or began.
    pub start: String,
    pub end: Option<String>,
    pub text: String,
}

/// A condition on a tag that somebody wants to know of.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = Watch)]
pub struct WatchOut {
    pub tag: String,
    /// `above`, `below`, `outside`, `stuck` or `no_data`.
    pub condition: String,
    /// The limit that must not be exceeded, of `above` and `outside`.
    pub high: Option<f64>,
    /// The limit that must not be fallen short of, of `below` and `outside`.
    pub low: Option<f64>,
    /// UCUM code of the limits.
    pub unit: Option<String>,
    /// How long it must last, seconds.
    pub for_s: f64,
    /// Why, or what to do.
    pub text: String,
    /// All of it in one line.
    pub words: String,
}

/// What is in force, newest first.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Logbook)]
pub struct LogbookOut {
    /// The plant's clock.
    pub now: String,
    pub work_orders: Vec<ProposalOut>,
    pub notes: Vec<ProposalOut>,
    pub watches: Vec<WatchedOut>,
}

/// A watch in force, looked at now.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Watched)]
pub struct WatchedOut {
    pub proposal: ProposalOut,
    pub standing: StandingShape,
    /// Since when; nothing for `quiet`.
    pub since: Option<String>,
    /// How often it fired from `start` to `end`.
    pub fired: u64,
    /// The newest firings, at most 10, oldest first.
    pub firings: Vec<FiringOut>,
    pub start: Option<String>,
    pub end: Option<String>,
    /// Why it could not be looked at.
    pub problem: Option<ErrorBody>,
}

/// How a watch stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Standing)]
pub enum StandingShape {
    /// Its condition holds, for as long as it asks.
    Firing,
    /// Its condition holds, not long enough yet.
    Pending,
    Quiet,
    /// There are no samples to tell by.
    Unknown,
}

/// One firing of a watch.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Firing)]
pub struct FiringOut {
    /// When the condition had lasted long enough.
    pub at: String,
    pub start: String,
    pub end: String,
}

/// An instant of the logbook as the plant's clock has it, in whole seconds.
fn local(at: Timestamp, zone: &TimeZone) -> String {
    let at = at.round(jiff::Unit::Second).unwrap_or(at);
    local_rfc3339(::plant::time::nanos(at), zone)
}

impl ProposalOut {
    pub fn new(proposal: Proposal, zone: &TimeZone) -> Self {
        let state = proposal.state(Timestamp::now()).into();
        let signed = |Signed { by, at, reason }: Signed| SignedOut { by, at: local(at, zone), reason };
        let (confirmed, declined, undone) = match proposal.decision {
            Decision::None => (None, None, None),
            Decision::Confirmed(by) => (Some(by), None, None),
            Decision::Declined(by) => (None, Some(by), None),
            Decision::Undone { confirmed, undone } => (Some(confirmed), None, Some(undone)),
        };
        let act = proposal.draft.act;
        let (from, answer) = proposal.origin.map(|origin| (origin.from, origin.answer)).unzip();
        let mut out = Self {
            id: proposal.id,
            state,
            headline: act.headline(),
            work_order: None,
            note: None,
            watch: None,
            tool: proposal.draft.tool,
            preview: proposal.draft.preview,
            file: format!(".plantwright/{}", tools::engines::LOGBOOK_FILE),
            proposed_at: local(proposal.proposed_at, zone),
            expires_at: local(proposal.expires_at, zone),
            from,
            answer: act.answer().map(str::to_owned).or(answer.flatten()),
            confirmed: confirmed.map(signed),
            declined: declined.map(signed),
            undone: undone.map(signed),
        };
        match act {
            Act::WorkOrder(order) => out.work_order = Some(order.into()),
            Act::Note(note) => out.note = Some(NoteOut::new(note, zone)),
            Act::Watch(watch) => out.watch = Some(watch.into()),
        }
        out
    }
}

impl From<State> for StateShape {
    fn from(state: State) -> Self {
        match state {
            State::Open => Self::Open,
            State::Expired => Self::Expired,
            State::Confirmed => Self::Confirmed,
            State::Declined => Self::Declined,
            State::Undone => Self::Undone,
        }
    }
}

impl From<StateShape> for State {
    fn from(state: StateShape) -> Self {
        match state {
            StateShape::Open => Self::Open,
            StateShape::Expired => Self::Expired,
            StateShape::Confirmed => Self::Confirmed,
            StateShape::Declined => Self::Declined,
            StateShape::Undone => Self::Undone,
        }
    }
}

impl Face {
    pub fn word(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Page => "page",
            Self::CommandLine => "command_line",
        }
    }
}

impl From<logbook::WorkOrder> for WorkOrderOut {
    fn from(order: logbook::WorkOrder) -> Self {
        Self {
            asset: order.asset,
            title: order.title,
            description: order.description,
            priority: order.priority.word().to_owned(),
            due: order.due.map(|due| due.to_string()),
        }
    }
}

impl NoteOut {
    fn new(note: logbook::Note, zone: &TimeZone) -> Self {
        let (asset, tag) = match note.about {
            About::Asset(id) => (Some(id), None),
            About::Tag(id) => (None, Some(id)),
        };
        let end = note.end.map(|end| local(end, zone));
        Self { asset, tag, start: local(note.start, zone), end, text: note.text }
    }
}

impl From<logbook::Watch> for WatchOut {
    fn from(watch: logbook::Watch) -> Self {
        let words = watch.words();
        let (condition, low, high, unit) = match watch.condition {
            Condition::Above { limit, unit } => ("above", None, Some(limit), unit),
            Condition::Below { limit, unit } => ("below", Some(limit), None, unit),
            Condition::Outside { low, high, unit } => ("outside", Some(low), Some(high), unit),
            Condition::Stuck => ("stuck", None, None, None),
            Condition::NoData => ("no_data", None, None, None),
        };
        Self {
            tag: watch.tag,
            condition: condition.to_owned(),
            high,
            low,
            unit: unit.map(|unit| unit.code().to_owned()),
            for_s: watch.for_s,
            text: watch.text,
            words,
        }
    }
}

impl WatchedOut {
    pub fn new(proposal: Proposal, watched: Result<Watched, Problem>, zone: &TimeZone) -> Self {
        let proposal = ProposalOut::new(proposal, zone);
        let local = |ns: i64| local_rfc3339(ns, zone);
        let watched = match watched {
            Ok(watched) => watched,
            Err(problem) => {
                return Self {
                    proposal,
                    standing: StandingShape::Unknown,
                    since: None,
                    fired: 0,
                    firings: Vec::new(),
                    start: None,
                    end: None,
                    problem: Some(problem.into()),
                };
            }
        };
        let (standing, since) = match watched.standing {
            Standing::Firing { since } => (StandingShape::Firing, Some(since)),
            Standing::Pending { since } => (StandingShape::Pending, Some(since)),
            Standing::Quiet => (StandingShape::Quiet, None),
            Standing::Unknown { since } => (StandingShape::Unknown, since),
        };
        let firing = |firing: &tools::watching::Firing| FiringOut {
            at: local(firing.at),
            start: local(firing.start),
            end: local(firing.end),
        };
        Self {
            proposal,
            standing,
            since: since.map(local),
            fired: watched.fired,
            firings: watched.last.iter().map(firing).collect(),
            start: Some(local(watched.window.start)),
            end: Some(local(watched.window.end)),
            problem: None,
        }
    }
}

//! What of the logbook is in force, and the drafts of work orders as a table for a CMMS.

use std::collections::HashSet;
use std::io::{self, Write};

use jiff::Timestamp;
use logbook::{About, Act, Proposal, State};
use plant::Problem;

use super::PlantIndex;
use super::export::csv_field;
use crate::Engines;
use crate::support::problems;
use crate::watching::{self, Watched};

/// What is in force, newest first.
#[derive(Debug, Default)]
pub struct InForce {
    pub work_orders: Vec<Proposal>,
    pub notes: Vec<Proposal>,
    /// Each with what it did, or why that cannot be said.
    pub watches: Vec<(Proposal, Result<Watched, Problem>)>,
}

/// What is in force; of one asset with everything below it and all their tags where it is given.
/// Watches are looked at over the last `days` up to now.
///
/// # Errors
/// PW3102 when there is no such asset, PW4xxx when the logbook cannot be read.
pub fn in_force(
    engines: &Engines,
    index: &PlantIndex,
    asset: Option<&str>,
    days: i64,
) -> Result<InForce, Problem> {
    let below = asset.map(|id| Below::of(index, id)).transpose()?;
    let now = Timestamp::now();
    let mut found = InForce::default();
    for proposal in engines.logbook().all()?.into_iter().rev() {
        let is_wanted = below.as_ref().is_none_or(|below| below.holds(&proposal.draft.act));
        if proposal.state(now) != State::Confirmed || !is_wanted {
            continue;
        }
        match &proposal.draft.act {
            Act::WorkOrder(_) => found.work_orders.push(proposal),
            Act::Note(_) => found.notes.push(proposal),
            Act::Watch(watch) => {
                let watched = watching::look(engines, watch, days);
                found.watches.push((proposal, watched));
            }
        }
    }
    Ok(found)
}

/// An asset, what is below it, and their tags.
struct Below<'a> {
    assets: HashSet<&'a str>,
    tags: HashSet<&'a str>,
}

impl<'a> Below<'a> {
    fn of(index: &'a PlantIndex, asset: &str) -> Result<Self, Problem> {
        let plant = index.plant();
        let at = index.asset(asset).ok_or_else(|| problems::unknown_asset(plant, asset))?;
        Ok(Self {
            assets: index.subtree(at).into_iter().map(|at| plant.assets[at].id.as_str()).collect(),
            tags: index.tags_below(at).into_iter().map(|at| plant.tags[at].id.as_str()).collect(),
        })
    }

    fn holds(&self, act: &Act) -> bool {
        match act {
            Act::WorkOrder(order) => self.assets.contains(order.asset.as_str()),
            Act::Note(note) => match &note.about {
                About::Asset(id) => self.assets.contains(id.as_str()),
                About::Tag(id) => self.tags.contains(id.as_str()),
            },
            Act::Watch(watch) => self.tags.contains(watch.tag.as_str()),
        }
    }
}

/// The header of the table of work orders.
const COLUMNS: [&str; 11] = [
    "id",
    "asset",
    "asset_name",
    "title",
    "description",
    "priority",
    "due",
    "drafted_at",
    "confirmed_at",
    "confirmed_by",
    "answer",
];

/// Writes drafts of work orders as CSV (RFC 4180, UTF-8, line feeds), a row each; times in UTC.
///
/// # Errors
/// Those of the writer.
pub fn write_work_orders(out: &mut impl Write, orders: &[Proposal], index: &PlantIndex) -> io::Result<()> {
    writeln!(out, "{}", COLUMNS.join(","))?;
    for proposal in orders {
        let Act::WorkOrder(order) = &proposal.draft.act else { continue };
        let plant = index.plant();
        let asset = index.asset(&order.asset).map(|at| plant.assets[at].name.clone()).unwrap_or_default();
        let confirmed = proposal.confirmed();
        let row = [
            proposal.id.clone(),
            order.asset.clone(),
            asset,
            order.title.clone(),
            order.description.clone(),
            order.priority.word().to_owned(),
            order.due.map(|due| due.to_string()).unwrap_or_default(),
            proposal.proposed_at.to_string(),
            confirmed.map(|signed| signed.at.to_string()).unwrap_or_default(),
            confirmed.map(|signed| signed.by.clone()).unwrap_or_default(),
            order.answer.clone().or_else(|| proposal.origin.as_ref()?.answer.clone()).unwrap_or_default(),
        ];
        let fields: Vec<String> = row.iter().map(|field| csv_field(field)).collect();
        writeln!(out, "{}", fields.join(","))?;
    }
    Ok(())
}

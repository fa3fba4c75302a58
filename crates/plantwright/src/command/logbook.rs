//! `plantwright logbook`: what is in force.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use clap::ValueEnum;
use console::style;
use server::wire::acting::{LogbookOut, ProposalOut, StandingShape, WatchedOut};

use crate::desk::Desk;
use crate::terminal::proposal;
use crate::{place, terminal};

/// Show work orders, notes and watches in force, and how the watches stand now
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only these; all of it without
    #[arg(value_enum)]
    what: Option<What>,
    /// Of this asset, what is below it, and their tags
    #[arg(long, value_name = "ID")]
    asset: Option<String>,
    /// How many days watches are looked at over
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(i64).range(1..=366))]
    days: i64,
    /// Print JSON
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print the work orders as CSV, to be handed to a CMMS
    #[arg(long, conflicts_with = "asset")]
    csv: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    WorkOrders,
    Notes,
    Watches,
}

pub fn run(args: &Args, plant: Option<&Path>) -> Result<ExitCode> {
    let desk = Desk::open(&place::plant_folder(plant)?)?;
    let mut out = terminal::out();
    if args.csv {
        out.write_all(desk.work_orders_csv()?.as_bytes())?;
        out.flush()?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut found = desk.logbook(args.asset.as_deref(), args.days)?;
    if let Some(what) = args.what {
        keep(what, &mut found);
    }
    if args.json {
        serde_json::to_writer_pretty(&mut out, &found)?;
        writeln!(out)?;
    } else {
        write(&mut out, &found, args.days)?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn keep(what: What, found: &mut LogbookOut) {
    if what != What::WorkOrders {
        found.work_orders.clear();
    }
    if what != What::Notes {
        found.notes.clear();
    }
    if what != What::Watches {
        found.watches.clear();
    }
}

fn write(out: &mut impl Write, found: &LogbookOut, days: i64) -> io::Result<()> {
    if found.work_orders.is_empty() && found.notes.is_empty() && found.watches.is_empty() {
        return writeln!(out, "nothing is in force");
    }
    for watched in &found.watches {
        write_watch(out, watched, days)?;
    }
    for one in &found.work_orders {
        proposal::write_line(out, one)?;
    }
    for one in &found.notes {
        write_note(out, one)?;
    }
    Ok(())
}

fn write_note(out: &mut impl Write, proposal: &ProposalOut) -> io::Result<()> {
    let Some(note) = &proposal.note else { return Ok(()) };
    let on = note.asset.as_ref().or(note.tag.as_ref()).cloned().unwrap_or_default();
    let until = note.end.as_ref().map(|end| format!(" to {end}")).unwrap_or_default();
    writeln!(out, "{}  note on {on}, {}{until}", style(&proposal.id).bold(), note.start)?;
    for line in note.text.lines() {
        writeln!(out, "  {line}")?;
    }
    writeln!(out, "  {}", style(proposal::state(proposal)).dim())
}

fn write_watch(out: &mut impl Write, watched: &WatchedOut, days: i64) -> io::Result<()> {
    let proposal = &watched.proposal;
    writeln!(out, "{}  {}", style(&proposal.id).bold(), proposal.headline)?;
    let since = watched.since.as_ref().map(|since| format!(" since {since}")).unwrap_or_default();
    let standing = match watched.standing {
        StandingShape::Firing => style(format!("FIRING{since}")).bold(),
        StandingShape::Pending => style(format!("holds, not long enough yet,{since}")),
        StandingShape::Quiet => style("quiet".to_owned()),
        StandingShape::Unknown => style(format!("not known, no samples{since}")),
    };
    let problem = watched.problem.as_ref().map(|problem| format!(" ({}: {})", problem.code, problem.message));
    let days = if days == 1 { "day".to_owned() } else { format!("{days} days") };
    writeln!(
        out,
        "  {standing}; fired {} times in the last {days}{}",
        watched.fired,
        problem.unwrap_or_default()
    )?;
    if let Some(text) = proposal.watch.as_ref().map(|watch| &watch.text).filter(|text| !text.is_empty()) {
        writeln!(out, "  {text}")?;
    }
    writeln!(out, "  {}", style(proposal::state(proposal)).dim())
}

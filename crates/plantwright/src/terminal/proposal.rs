//! Proposals in the terminal.

use std::io::{self, Write};

use console::style;
use server::wire::acting::{ProposalOut, SignedOut, StateShape};

use crate::desk::facts;

/// A proposal with its preview and how to go on.
pub fn write(out: &mut impl Write, proposal: &ProposalOut) -> io::Result<()> {
    let id = &proposal.id;
    writeln!(out, "{}  {}", style(id).bold(), proposal.headline)?;
    let facts = facts(&proposal.preview);
    let width = facts.iter().map(|(label, _)| console::measure_text_width(label)).max().unwrap_or(0);
    for (label, value) in facts {
        let gap = " ".repeat(width - console::measure_text_width(&label));
        writeln!(out, "  {}{gap}  {value}", style(label).dim())?;
    }
    for note in proposal.preview["notes"].as_array().into_iter().flatten().filter_map(|note| note.as_str()) {
        writeln!(out, "  {}", style(note).dim())?;
    }
    writeln!(out, "{}", state(proposal))?;
    let ways: &[&str] = match proposal.state {
        StateShape::Open => &["confirm", "decline"],
        StateShape::Confirmed => &["undo"],
        _ => &[],
    };
    for way in ways {
        writeln!(out, "  {}", style(format!("plantwright {way} {id} --by NAME")).dim())?;
    }
    Ok(())
}

/// A line of a list.
pub fn write_line(out: &mut impl Write, proposal: &ProposalOut) -> io::Result<()> {
    writeln!(out, "{}  {}", style(&proposal.id).bold(), proposal.headline)?;
    writeln!(out, "  {}", style(state(proposal)).dim())
}

/// How it stands, a sentence.
pub fn state(proposal: &ProposalOut) -> String {
    let signed = |what: &str, signed: &Option<SignedOut>| match signed {
        Some(SignedOut { by, at, reason }) if reason.is_empty() => format!("{what} by {by} at {at}"),
        Some(SignedOut { by, at, reason }) => format!("{what} by {by} at {at}: {reason}"),
        None => what.to_owned(),
    };
    match proposal.state {
        StateShape::Open => format!("waits for a person's word until {}", proposal.expires_at),
        StateShape::Expired => format!("expired at {}", proposal.expires_at),
        StateShape::Confirmed => signed("in force, confirmed", &proposal.confirmed),
        StateShape::Declined => signed("declined", &proposal.declined),
        StateShape::Undone => signed("undone", &proposal.undone),
    }
}

//! `plantwright replay ANSWER`: whether an answer still holds.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use console::style;
use server::App;
use server::answers::Wanted;
use tool::Toolbox as _;

use crate::{opening, place, terminal};

/// Run an answer's plan again and say whether the answer still holds
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The answer's id, as `ask` printed it; without one, the newest answers are listed
    id: Option<String>,
    /// Print {same, differences, answer} as JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, plant: Option<&Path>) -> Result<ExitCode> {
    let app = App::new(opening::open_current(&place::plant_folder(plant)?)?);
    let zone = app.engines.catalogue().plant.timezone.clone();
    let mut out = terminal::out();
    let Some(id) = &args.id else {
        for kept in app.answers.newest(&Wanted::default(), 20)? {
            writeln!(out, "{}  {}  {}", style(&kept.id).bold(), style(&kept.asked_at).dim(), kept.question)?;
        }
        out.flush()?;
        return Ok(ExitCode::SUCCESS);
    };
    let kept = app.answers.get(id)?;
    let replay = app.agent.replay(&kept.answer);
    if args.json {
        let found = serde_json::json!({
            "same": replay.same, "differences": replay.differences, "answer": replay.answer,
        });
        serde_json::to_writer_pretty(&mut out, &found)?;
        writeln!(out)?;
    } else {
        writeln!(out, "{} {}", style("asked").dim(), kept.summary.question)?;
        terminal::answer::write(&mut out, &replay.answer, &zone, terminal::width(), None)?;
        if replay.same {
            writeln!(out, "\nThe answer of {} still holds.", kept.summary.asked_at)?;
        } else {
            writeln!(out, "\nThe answer of {} no longer holds:", kept.summary.asked_at)?;
            for difference in &replay.differences {
                writeln!(out, "  {difference}")?;
            }
        }
    }
    out.flush()?;
    Ok(if replay.same { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

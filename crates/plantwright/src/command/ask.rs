//! `plantwright ask QUESTION`.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use agent::Request;
use anyhow::Result;
use console::style;
use plant::{Problem, TimeRange, time::nanos};
use server::App;
use tool::{Answer, Status, Toolbox as _};

use crate::terminal::answer::Curve;
use crate::terminal::chart::Stretch;
use crate::{opening, place, terminal};

/// Ask a question in plain language
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The question, in English or Chinese
    question: String,
    /// Print the answer object as JSON
    #[arg(long)]
    json: bool,
    /// An earlier question of the same conversation; repeat it for more, oldest first
    #[arg(long = "turn", value_name = "QUESTION")]
    turns: Vec<String>,
}

pub fn run(args: &Args, plant: Option<&Path>) -> Result<ExitCode> {
    if args.question.trim().is_empty() {
        let problem = Problem::new("PW7004", "the question is empty");
        return Err(problem.help("write it in quotes: plantwright ask \"how hot is pump 1?\"").into());
    }
    let engines = opening::open_current(&place::plant_folder(plant)?)?;
    let app = App::new(Arc::clone(&engines));
    let request = |question: &str| Request {
        question: question.to_owned(),
        conversation: (!args.turns.is_empty()).then(|| "command line".to_owned()),
        language: None,
    };
    for turn in &args.turns {
        app.agent.ask(&request(turn), &mut |_| {});
    }
    let answer = app.ask(&request(&args.question), &mut |_| {})?;

    let mut out = terminal::out();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &answer)?;
        writeln!(out)?;
    } else {
        let zone = engines.catalogue().plant.timezone.clone();
        terminal::answer::write(&mut out, &answer, &zone, terminal::width(), curve_behind(&app, &answer))?;
        writeln!(out, "{}", style(footer(&answer)).dim())?;
    }
    out.flush()?;
    Ok(if answer.status == Status::Error { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn footer(answer: &Answer) -> String {
    let code = answer.code.as_deref().map(|code| format!("{code}, ")).unwrap_or_default();
    format!("{code}{}, {:.0} ms; `plantwright replay {}` runs it again", answer.planner, answer.took_ms, answer.id)
}

/// The curve of the tag and window that an answer was computed from.
fn curve_behind(app: &App, answer: &Answer) -> Option<Curve> {
    let catalogue = app.engines.catalogue();
    let (tag, [start, end]) = answer.evidence.iter().find_map(|evidence| {
        let tag = evidence.arguments.get("tag")?.as_str()?;
        Some((catalogue.plant.tag(tag)?, evidence.window.as_ref()?))
    })?;
    let instant = |text: &str| text.parse().ok().map(nanos);
    let range = TimeRange::new(instant(start)?, instant(end)?);
    let buckets = app.engines.historian().envelope(&tag.id, range, 200).ok()?;
    let stretches = buckets.iter().filter(|bucket| bucket.count > 0).map(|bucket| Stretch {
        at: bucket.start as f64 / 1e9,
        low: bucket.minimum,
        high: bucket.maximum,
    });
    let unit = tag.unit.as_ref().map(plant::Unit::symbol).unwrap_or_default();
    Some(Curve { name: tag.id.clone(), unit, stretches: stretches.collect() })
}

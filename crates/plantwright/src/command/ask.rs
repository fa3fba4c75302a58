//! `plantwright ask QUESTION`.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use agent::Request;
use anyhow::Result;
use console::style;
use jiff::tz::TimeZone;
use plant::{Plant, Problem, TimeRange, time::nanos};
use serde_json::Value as Json;
use server::App;
use tool::{Answer, Status, Toolbox as _};

use crate::running::Running;
use crate::terminal::answer::Curve;
use crate::terminal::chart::Stretch;
use crate::{models, opening, place, terminal};

/// Stretches that a chart in the terminal is drawn from.
const CHART_PIXELS: usize = 200;

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
    /// Who plans: `builtin`, `auto` (a model where the built-in planner has no plan), or a model of models.toml
    #[arg(long, value_name = "NAME")]
    planner: Option<String>,
    /// Print how the question was read instead of an answer: what its words were linked to, and the likeliest meanings
    #[arg(long, conflicts_with = "json")]
    reading: bool,
}

pub fn run(args: &Args, plant: Option<&Path>) -> Result<ExitCode> {
    if args.question.trim().is_empty() {
        let problem = Problem::new("PW7004", "the question is empty");
        return Err(problem.help("write it in quotes: plantwright ask \"how hot is pump 1?\"").into());
    }
    let root = place::plant_folder(plant)?;
    if args.reading {
        let app = App::new(opening::open_current(&root)?);
        let mut out = terminal::out();
        out.write_all(app.agent.reading(&args.question).as_bytes())?;
        out.flush()?;
        return Ok(ExitCode::SUCCESS);
    }
    let (answer, zone, curve) = match opening::open_current(&root) {
        Ok(engines) => {
            ask_here(args, &App::with_models(engines, models::asked_for(&root, args.planner.as_deref())?))?
        }
        Err(error) if is_locked(&error) => match Running::find(&root) {
            Some(running) => ask_there(args, &running, &root)?,
            None => return Err(error),
        },
        Err(error) => return Err(error),
    };
    let mut out = terminal::out();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &answer)?;
        writeln!(out)?;
    } else {
        terminal::answer::write(&mut out, &answer, &zone, terminal::width(), curve)?;
        writeln!(out, "{}", style(footer(&answer)).dim())?;
    }
    out.flush()?;
    Ok(if answer.status == Status::Error { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn is_locked(error: &anyhow::Error) -> bool {
    error.downcast_ref::<Problem>().is_some_and(|problem| problem.code == "PW4001")
}

type Asked = (Answer, TimeZone, Option<Curve>);

/// Asks a plant that this process has opened.
fn ask_here(args: &Args, app: &App) -> Result<Asked> {
    let request = |question: &str| Request {
        question: question.to_owned(),
        conversation: (!args.turns.is_empty()).then(|| "command line".to_owned()),
        planner: args.planner.clone(),
        ..Request::default()
    };
    for turn in &args.turns {
        app.agent.ask(&request(turn), &mut |_| {});
    }
    let answer = app.ask(&request(&args.question), &mut |_| {})?;
    let catalogue = app.engines.catalogue();
    let curve = curve_behind(&answer, &catalogue.plant, |tag, range| {
        let buckets = app.engines.historian().envelope(tag, range, CHART_PIXELS).ok()?;
        let stretch = |bucket: &historian::Bucket| Stretch {
            at: bucket.start as f64 / 1e9,
            low: bucket.minimum,
            high: bucket.maximum,
        };
        Some(buckets.iter().filter(|bucket| bucket.count > 0).map(stretch).collect())
    });
    Ok((answer, catalogue.plant.timezone.clone(), curve))
}

/// Asks the server that holds the plant.
fn ask_there(args: &Args, running: &Running, root: &Path) -> Result<Asked> {
    let nonce = format!("command line {} {}", std::process::id(), jiff::Timestamp::now());
    let conversation = (!args.turns.is_empty()).then_some(nonce.as_str());
    for turn in &args.turns {
        running.ask(turn, conversation)?;
    }
    let answer = running.ask(&args.question, conversation)?;
    let Ok((plant, _)) = plant::read(root) else { return Ok((answer, TimeZone::UTC, None)) };
    let curve = curve_behind(&answer, &plant, |tag, range| {
        let [start, end] = [range.start, range.end].map(|ns| ns.div_euclid(1_000_000));
        let path = format!("/api/series?tags={tag}&start={start}&end={end}&pixels={CHART_PIXELS}");
        let curves: Json = running.json("GET", &path, None).ok()?;
        let points = curves["series"][0]["points"].as_array()?;
        let stretch = |point: &Json| {
            let value = |key: &str| point[key].as_f64();
            Some(Stretch { at: value("t")? / 1e3, low: value("min")?, high: value("max")? })
        };
        points.iter().map(stretch).collect()
    });
    Ok((answer, plant.timezone, curve))
}

fn footer(answer: &Answer) -> String {
    let code = answer.code.as_deref().map(|code| format!("{code}, ")).unwrap_or_default();
    let example = answer.reading.as_ref().and_then(|reading| reading.example.as_deref());
    let example = example.map(|id| format!(" by example {id}")).unwrap_or_default();
    format!(
        "{code}{}{example}, {:.0} ms; `plantwright replay {}` runs it again",
        answer.planner, answer.took_ms, answer.id
    )
}

/// The curve of the tag and window that an answer was computed from.
fn curve_behind(
    answer: &Answer,
    plant: &Plant,
    envelope: impl Fn(&str, TimeRange) -> Option<Vec<Stretch>>,
) -> Option<Curve> {
    let (tag, [start, end]) = answer.evidence.iter().find_map(|evidence| {
        let tag =
            evidence.arguments.get("tag").or_else(|| only(evidence.arguments.get("tags")?))?.as_str()?;
        Some((tag, evidence.window.as_ref()?))
    })?;
    let instant = |text: &str| text.parse().ok().map(nanos);
    let range = TimeRange::new(instant(start)?, instant(end)?);
    let mut stretches = envelope(tag, range)?;
    // The first stretch may begin before the window, to stand on a whole step.
    stretches.iter_mut().for_each(|stretch| stretch.at = stretch.at.max(range.start as f64 / 1e9));
    let unit = plant.tag(tag).and_then(|tag| tag.unit.as_ref()).map(plant::Unit::symbol).unwrap_or_default();
    Some(Curve { name: tag.to_owned(), unit, stretches })
}

/// The one item of a list that has no other.
fn only(list: &Json) -> Option<&Json> {
    match list.as_array()?.as_slice() {
        [item] => Some(item),
        _ => None,
    }
}

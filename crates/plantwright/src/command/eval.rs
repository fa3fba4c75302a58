//! `plantwright eval SUITE --plants DIR`.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use agent::Request;
use anyhow::Result;
use plant::Problem;
use server::App;

use crate::eval::grade;
use crate::eval::handing;
use crate::eval::lessons::{self, Tried};
use crate::eval::report::{self, Graded, GradedTurn};
use crate::eval::suite::{self, Case};
use crate::{models, opening, terminal};

/// Grade question suites
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Suites: JSON lines, one case each
    #[arg(required = true, value_name = "SUITE")]
    suites: Vec<PathBuf>,
    /// Folder with a plant folder for each plant that the suites name
    #[arg(long, value_name = "DIR")]
    plants: PathBuf,
    /// Exit with 1 when a smaller share passes
    #[arg(long, value_name = "FRACTION")]
    min: Option<f64>,
    /// Print every case that failed, with what was expected and what was got
    #[arg(long, short)]
    verbose: bool,
    /// Only these cases, categories or languages
    #[arg(long, value_name = "WORD", value_delimiter = ',')]
    only: Vec<String>,
    /// Who plans: `builtin`, `auto`, or a model of the plant's models.toml
    #[arg(long, value_name = "NAME")]
    planner: Option<String>,
    /// Print what `--planner auto` would keep and hand to a larger model, over thresholds; no model is asked
    #[arg(long, conflicts_with = "planner")]
    thresholds: bool,
    /// Lessons to try, which are not kept: JSON lines with plant, question and means; says which answers they change
    #[arg(long, value_name = "FILE", conflicts_with = "planner")]
    lessons: Option<PathBuf>,
    /// As if every answer that passes had been liked: which answers to the other questions that changes
    #[arg(long, conflicts_with_all = ["planner", "lessons"])]
    likes: bool,
    /// How near a question must be to a lesson, 0 to 1
    #[arg(long, value_name = "NEARNESS", hide = true, default_value_t = agent::learned::NEAR)]
    near: f32,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    let mut by_plant: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    for path in &args.suites {
        for case in suite::read(path)? {
            let words = [&case.id, &case.category, &case.lang, &case.plant];
            if args.only.is_empty() || args.only.iter().any(|only| words.contains(&only)) {
                by_plant.entry(case.plant.clone()).or_default().push(case);
            }
        }
    }
    let lessons = args.lessons.as_deref().map(lessons::read).transpose()?.unwrap_or_default();
    let (mut graded, mut tried) = (Vec::new(), Tried::default());
    for (plant, cases) in by_plant {
        let folder = args.plants.join(&plant);
        if !folder.is_dir() {
            let problem = Problem::new("PW7020", format!("{} is not a folder", folder.display()));
            return Err(problem.help("--plants names the folder that holds the suites' plants").into());
        }
        let app = App::with_models(
            opening::open_current(&folder)?,
            models::asked_for(&folder, args.planner.as_deref())?,
        );
        let planner = args.planner.as_deref();
        let without: Vec<Graded> =
            cases.iter().map(|case| grade_case(&app, case, planner, "without")).collect();
        if args.lessons.is_some() {
            tried.teach(&app, lessons.iter().filter(|lesson| lesson.plant == plant), args.near);
            let with: Vec<Graded> = cases.iter().map(|case| grade_case(&app, case, None, "with")).collect();
            tried.compare(&without, &with);
        }
        if args.likes {
            let likes = tried.like(&app, &without);
            let with = (0..).zip(&cases).map(|(place, case)| {
                lessons::learn_all_but(&app, place, &likes, args.near);
                grade_case(&app, case, None, "with")
            });
            let with: Vec<Graded> = with.collect();
            tried.compare(&without, &with);
        }
        graded.extend(without);
    }
    let mut out = terminal::out();
    report::write(&mut out, &graded, args.verbose)?;
    if args.thresholds {
        writeln!(out)?;
        handing::write(&mut out, &graded)?;
    }
    if args.lessons.is_some() || args.likes {
        writeln!(out)?;
        tried.write(&mut out)?;
    }
    out.flush()?;
    let enough = args.min.is_none_or(|min| report::share(&graded) >= min);
    Ok(if enough { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Each `round` has conversations of its own.
fn grade_case(app: &App, case: &Case, planner: Option<&str>, round: &str) -> Graded {
    let turns = case.turns();
    let conversation = (turns.len() > 1).then(|| format!("eval {round} {}", case.id));
    let grade_turn = |turn: &suite::Turn| {
        let request = Request {
            question: turn.question.clone(),
            conversation: conversation.clone(),
            planner: planner.map(str::to_owned),
            ..Request::default()
        };
        let answer = app.agent.ask(&request, &mut |_| {});
        GradedTurn {
            question: turn.question.clone(),
            expected: turn.expect.text.clone(),
            failed: grade::check(&turn.expect.expect, &answer).err(),
            meaning: answer.reading.as_ref().and_then(|reading| reading.meaning.clone()),
            probability: answer.probability.map(|probability| probability as f32),
            given: format!("{:?} {:?}", answer.status, answer.values),
            took_ms: answer.took_ms,
            unsupported: answer.grounding.numbers.saturating_sub(answer.grounding.supported),
        }
    };
    Graded {
        id: case.id.clone(),
        plant: case.plant.clone(),
        lang: case.lang.clone(),
        category: case.category.clone(),
        turns: turns.iter().map(grade_turn).collect(),
    }
}

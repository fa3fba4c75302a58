//! `plantwright model teach`, `learned` and `forget`: what the built-in model learnt at this plant, without being trained.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use console::style;
use server::wire::learned::{LearnedOut, LessonIn, SourceShape};

use crate::desk::Desk;
use crate::terminal;

#[derive(Debug, clap::Args)]
pub struct Teach {
    /// A question as somebody would ask it
    #[arg(required_unless_present = "name", conflicts_with = "name", requires = "means")]
    question: Option<String>,
    /// What it means, in the notation of models/planner/corpus/README.md: "mean(t, w)", "count(r, where(v), w)"
    #[arg(long, value_name = "MEANING", conflicts_with = "name")]
    means: Option<String>,
    /// What people call an asset or a tag, and its id: --name "the old kiln" K-101
    #[arg(long, num_args = 2, value_names = ["NAME", "ID"])]
    name: Option<Vec<String>>,
    /// Your name
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub struct List {
    /// Also what was forgotten
    #[arg(long)]
    all: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub struct Forget {
    /// Id of the example or name, as `plantwright model learned` lists it
    id: String,
    /// Your name
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn teach(args: &Teach, root: &Path) -> Result<ExitCode> {
    let (name, of) = match args.name.as_deref() {
        Some([name, of]) => (Some(name.clone()), Some(of.clone())),
        _ => (None, None),
    };
    let (question, means) = (args.question.clone(), args.means.clone());
    let lesson = LessonIn { question, means, name, of, by: args.by.clone() };
    shown(&Desk::open(root)?.teach(&lesson)?, args.json)
}

pub fn forget(args: &Forget, root: &Path) -> Result<ExitCode> {
    shown(&Desk::open(root)?.forget(&args.id, args.by.as_deref())?, args.json)
}

pub fn list(args: &List, root: &Path) -> Result<ExitCode> {
    let mut learned = Desk::open(root)?.learned()?;
    learned.retain(|one| args.all || one.in_force);
    let mut out = terminal::out();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &learned)?;
        writeln!(out)?;
    } else if learned.is_empty() {
        writeln!(out, "nothing; `plantwright model teach` teaches an example or a name")?;
    } else {
        learned.iter().try_for_each(|one| write(&mut out, one, true))?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn shown(one: &LearnedOut, json: bool) -> Result<ExitCode> {
    let mut out = terminal::out();
    if json {
        serde_json::to_writer_pretty(&mut out, one)?;
        writeln!(out)?;
    } else {
        write(&mut out, one, false)?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// What it is, and below it where it comes from and, where that was counted, how often it was of use.
fn write(out: &mut impl Write, one: &LearnedOut, counted: bool) -> io::Result<()> {
    let what = match (&one.name, &one.question) {
        (Some(name), _) => format!("“{name}” is {}", one.of.as_deref().unwrap_or_default()),
        (None, question) => {
            let steps = || one.plan.as_ref().and_then(|plan| plan["steps"].as_array()).map_or(0, Vec::len);
            let means = one.means.clone().unwrap_or_else(|| format!("a plan of {} steps", steps()));
            let verb = if one.source == SourceShape::Disliked { "does not mean" } else { "means" };
            format!("“{}” {verb} {means}", question.as_deref().unwrap_or_default())
        }
    };
    writeln!(out, "{:5} {what}", one.id)?;
    if let Some(form) = &one.form {
        writeln!(out, "      {}", style(format!("read as: {form}")).dim())?;
    }
    let source = match one.source {
        SourceShape::Taught => "taught".to_owned(),
        SourceShape::Liked => "liked".to_owned(),
        SourceShape::Disliked => "disliked".to_owned(),
        SourceShape::Model => format!("planned by {}", one.model.as_deref().unwrap_or("a model")),
    };
    let by = |by: &Option<String>| by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
    let mut line = format!("{source}{}, {}", by(&one.by), day(&one.at));
    if counted {
        line.push_str(&format!(", used {} times", one.used));
    }
    if let Some(at) = &one.forgotten_at {
        line.push_str(&format!("; forgotten{} {}", by(&one.forgotten_by), day(at)));
    }
    writeln!(out, "      {}", style(line).dim())
}

/// The day of an instant.
fn day(at: &str) -> &str {
    at.split('T').next().unwrap_or(at)
}

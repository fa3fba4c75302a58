//! `plantwright model list`.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use agent::Budget;
use agent::planner::model::Model;
use anyhow::Result;
use console::style;
use language::{Keep, ModelSettings, Settings};
use serde_json::{Value as Json, json};

use super::size;
use crate::terminal::number::{count, duration};
use crate::{models, terminal};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, root: &Path) -> Result<ExitCode> {
    let settings = models::settings(root)?;
    let listed: Vec<Listed> = settings.models.iter().map(|model| Listed::of(&settings, model)).collect();
    let mut out = terminal::out();
    if args.json {
        let models: Vec<Json> = listed.iter().map(Listed::json).collect();
        let all = json!({
            "builtin": built_in(),
            "models": models,
            "audit": {"calls": keep(settings.audit.calls)},
        });
        serde_json::to_writer_pretty(&mut out, &all)?;
        writeln!(out)?;
    } else {
        write_built_in(&mut out)?;
        listed.iter().try_for_each(|listed| listed.write(&mut out))?;
        let calls = keep(settings.audit.calls);
        writeln!(out, "{}", style(format!("kept of each call of a model: {calls}")).dim())?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// A model as it is shown.
struct Listed {
    name: String,
    kind: &'static str,
    /// A file, or an address.
    place: String,
    /// How a server calls it.
    model: Option<String>,
    size: Option<u64>,
    /// Bytes of memory.
    needs: Option<u64>,
    /// Whether it can be run here; a server's machine is not known.
    fits: Option<bool>,
    context: Option<usize>,
    budget: Budget,
    problem: Option<String>,
}

impl Listed {
    fn of(settings: &Settings, model: &ModelSettings) -> Self {
        let (name, budget) = (model.name().to_owned(), models::budget(settings, model));
        match model {
            ModelSettings::OpenAi(server) => Self {
                name,
                kind: "openai",
                place: server.base_url.clone(),
                model: Some(server.model.clone()),
                size: None,
                needs: None,
                fits: None,
                context: Some(server.context_tokens),
                budget,
                problem: server.key().err().map(|error| error.to_string()),
            },
            ModelSettings::Gguf(file) => {
                let fit = size::of(file);
                Self {
                    name,
                    kind: "gguf",
                    place: file.file.display().to_string(),
                    model: None,
                    size: fit.size,
                    needs: fit.needs,
                    fits: Some(fit.problem.is_none()),
                    context: fit.context.map(|tokens| tokens as usize).or(file.context_tokens),
                    budget,
                    problem: fit.problem,
                }
            }
        }
    }

    fn json(&self) -> Json {
        let Budget { steps, rounds, tokens, time } = self.budget;
        json!({
            "name": self.name,
            "kind": self.kind,
            "place": self.place,
            "model": self.model,
            "size_bytes": self.size,
            "memory_bytes": self.needs,
            "fits": self.fits,
            "context_tokens": self.context,
            "budget": {"steps": steps, "rounds": rounds, "tokens": tokens, "seconds": time.as_secs_f64()},
            "problem": self.problem,
        })
    }

    /// A few lines for a person.
    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let place = match &self.model {
            Some(model) => format!("`{model}` at {}", self.place),
            None => self.place.clone(),
        };
        writeln!(out, "{:12} {}: {place}", style(&self.name).bold(), self.kind)?;
        let mut facts: Vec<String> = Vec::new();
        facts.extend(self.size.map(size::bytes));
        if let (Some(needs), Some(fits)) = (self.needs, self.fits) {
            let fits = if fits { "fits" } else { "cannot be run here" };
            facts.push(format!("{fits}, needs {} of memory", size::bytes(needs)));
        }
        facts.extend(self.context.map(|tokens| format!("context {} tokens", count(tokens as u64))));
        if !facts.is_empty() {
            writeln!(out, "{:12} {}", "", facts.join("; "))?;
        }
        let Budget { steps, rounds, tokens, time } = self.budget;
        let (tokens, time) = (count(tokens), duration(time.as_secs_f64()));
        writeln!(out, "{:12} budget: {steps} steps, {rounds} rounds, {tokens} tokens, {time}", "")?;
        match &self.problem {
            Some(problem) => writeln!(out, "{:12} {}", "", style(problem).yellow()),
            None => Ok(()),
        }
    }
}

/// The model that is in the program.
fn built_in() -> Json {
    match Model::built_in() {
        Some(model) => json!({
            "name": agent::BUILT_IN,
            "model": model.ranker().about().name,
            "parameters": model.ranker().parameters(),
            "meanings": model.ranker().about().meanings.len(),
        }),
        None => Json::Null,
    }
}

fn write_built_in(out: &mut impl Write) -> io::Result<()> {
    let weights = match Model::built_in() {
        Some(model) => format!("{:.1} million weights", model.ranker().parameters() as f64 / 1e6),
        None => "scores of words, no model".to_owned(),
    };
    writeln!(
        out,
        "{:12} built in: {weights}; plans every question that names no other",
        style(agent::BUILT_IN).bold()
    )
}

fn keep(keep: Keep) -> &'static str {
    match keep {
        Keep::Off => "off",
        Keep::Hashes => "hashes",
        Keep::Full => "full",
    }
}

//! `plantwright model check [NAME…]`.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use console::style;
use language::probe::{self, Unable};
use language::{ChatError, ChatModel, GgufSettings, ModelSettings, OpenAi, OpenAiSettings, shelf};
use plant::Problem;
use serde_json::{Value as Json, json};

use super::{named, size};
use crate::terminal::progress;
use crate::{models, terminal};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Names in models.toml; every model without one
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What one look at a model found.
#[derive(Debug)]
enum Found {
    Good(String),
    Bad(String),
    /// Nothing that could be told, or that need not be.
    Open(String),
}

/// Everything that was looked at, in order.
#[derive(Debug, Default)]
struct Report(Vec<(&'static str, Found)>);

impl Report {
    fn add(&mut self, what: &'static str, found: Found) {
        self.0.push((what, found));
    }

    /// Adds what came of something that may fail; whether it went well.
    fn tried<T>(
        &mut self,
        what: &'static str,
        tried: Result<T, String>,
        told: impl FnOnce(&T) -> String,
    ) -> Option<T> {
        match tried {
            Ok(value) => {
                self.add(what, Found::Good(told(&value)));
                Some(value)
            }
            Err(error) => {
                self.add(what, Found::Bad(error));
                None
            }
        }
    }

    fn is_good(&self) -> bool {
        self.0.iter().all(|(_, found)| !matches!(found, Found::Bad(_)))
    }

    fn json(&self, name: &str) -> Json {
        let looks: Vec<Json> = self
            .0
            .iter()
            .map(|(what, found)| {
                let (state, text) = match found {
                    Found::Good(text) => ("good", text),
                    Found::Bad(text) => ("bad", text),
                    Found::Open(text) => ("open", text),
                };
                json!({"check": what, "state": state, "text": text})
            })
            .collect();
        json!({"name": name, "good": self.is_good(), "checks": looks})
    }

    fn write(&self, out: &mut impl Write, name: &str) -> io::Result<()> {
        writeln!(out, "{}", style(name).bold())?;
        self.0.iter().try_for_each(|(what, found)| {
            let (mark, text) = match found {
                Found::Good(text) => (style("ok  ").green(), text),
                Found::Bad(text) => (style("FAIL").red(), text),
                Found::Open(text) => (style("-   ").dim(), text),
            };
            writeln!(out, "  {mark} {what:14} {text}")
        })
    }
}

pub fn run(args: &Args, root: &Path) -> Result<ExitCode> {
    let settings = models::settings(root)?;
    let chosen: Vec<&ModelSettings> = if args.names.is_empty() {
        settings.models.iter().collect()
    } else {
        args.names.iter().map(|name| named(&settings, name)).collect::<Result<_, _>>()?
    };
    let mut out = terminal::out();
    let (mut reports, mut bad) = (Vec::new(), Vec::new());
    for model in &chosen {
        let report = look(model);
        if !report.is_good() {
            bad.push(model.name());
        }
        if args.json {
            reports.push(report.json(model.name()));
        } else {
            report.write(&mut out, model.name())?;
        }
    }
    if args.json {
        serde_json::to_writer_pretty(&mut out, &reports)?;
        writeln!(out)?;
    } else if chosen.is_empty() {
        writeln!(out, "models.toml describes no model; the built-in one needs no check")?;
    }
    out.flush()?;
    if bad.is_empty() || args.json {
        return Ok(if bad.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let problem = Problem::new("PW6210", format!("not every check of {} went well", bad.join(", ")));
    Err(problem
        .help("the lines marked FAIL above say what; the built-in planner answers without a model")
        .into())
}

fn look(model: &ModelSettings) -> Report {
    let bar = progress::busy(format!("checking {}", model.name()));
    let mut report = Report::default();
    match model {
        ModelSettings::Gguf(file) => look_at_file(file, &mut report),
        ModelSettings::OpenAi(server) => look_at_server(server, &mut report),
    }
    bar.finish_and_clear();
    report
}

fn look_at_file(file: &GgufSettings, report: &mut Report) {
    let there = std::fs::metadata(&file.file).map_err(|error| format!("{}: {error}", file.file.display()));
    let told = |length: &u64| format!("{}, {}", file.file.display(), size::bytes(*length));
    if report.tried("file", there.map(|metadata| metadata.len()), told).is_none() {
        return;
    }
    match &file.sha256 {
        None => report.add("checksum", Found::Open("models.toml holds none to compare with".to_owned())),
        Some(expected) => {
            let sum = shelf::sha256_of(&file.file, &mut |_, _| {});
            let sum = sum.and_then(|sum| shelf::check_sum(&file.file, &sum, Some(expected)).map(|()| sum));
            report.tried("checksum", sum.map_err(|error| error.to_string()), |sum| format!("SHA-256 {sum}"));
        }
    }
    if !look_inside(file, report) {
        return;
    }
    let started = Instant::now();
    let loaded = models::open(&ModelSettings::Gguf(file.clone()), None);
    let loaded = loaded.map_err(|error| models::chain(&*error));
    let took = |_: &_| format!("in {:.1} s", started.elapsed().as_secs_f64());
    if let Some(model) = report.tried("loads", loaded, took) {
        probe_all(model.as_ref(), Need::Schema, report);
    }
}

/// What the front of the file says; whether it may be loaded.
#[cfg(feature = "local")]
fn look_inside(file: &GgufSettings, report: &mut Report) -> bool {
    use language::local::{self, LocalError, LocalSettings};
    let inside = local::check(&LocalSettings::from(file)).map_err(|error| error.to_string());
    let Some(inside) = report.tried("contents", inside, |inside| {
        let name = inside.name.as_deref().unwrap_or("without a name");
        format!("{} ({name}), context {} tokens", inside.architecture, inside.context)
    }) else {
        return false;
    };
    let needs = size::bytes(inside.estimate.total());
    let is_memory = matches!(inside.refusal, Some(LocalError::TooLarge(_)));
    match (&inside.refusal, is_memory) {
        (Some(error), true) => report.add("memory", Found::Bad(error.to_string())),
        _ => report.add("memory", Found::Good(format!("needs about {needs}, which is free"))),
    }
    match (&inside.refusal, inside.format) {
        (Some(error), _) if !is_memory => report.add("template", Found::Bad(error.to_string())),
        (_, Some(format)) => {
            report.add("template", Found::Good(format!("known, calls as {format:?} writes them")))
        }
        (_, None) => report.add("template", Found::Bad("the file carries none".to_owned())),
    }
    inside.refusal.is_none()
}

#[cfg(not(feature = "local"))]
fn look_inside(_: &GgufSettings, report: &mut Report) -> bool {
    report.add("contents", Found::Bad("this program was built without the runtime for files".to_owned()));
    false
}

fn look_at_server(server: &OpenAiSettings, report: &mut Report) {
    let runtime = models::runtime().map_err(|error| error.to_string());
    let client = runtime.and_then(|runtime| {
        let client = OpenAi::new(server.clone(), runtime.handle().clone());
        Ok((runtime, client.map_err(|error| models::chain(&error))?))
    });
    let told = |_: &_| format!("{}, what is asked goes there", server.base_url);
    let Some((runtime, client)) = report.tried("address", client, told) else { return };
    match runtime.block_on(client.listed()) {
        Ok(names) => {
            report.add("reachable", Found::Good(format!("lists {} models", names.len())));
            let listed = names.contains(&server.model);
            let text = || format!("`{}` is not among {}", server.model, shortened(&names));
            let listed = if listed { Ok(()) } else { Err(text()) };
            report.tried("listed", listed, |()| format!("`{}`", server.model));
        }
        // It answers, though not to this question.
        Err(error @ (ChatError::NotFound { .. } | ChatError::Rejected { .. } | ChatError::Malformed(_))) => {
            report.add("reachable", Found::Good("answers".to_owned()));
            report.add("listed", Found::Open(format!("it gives no list: {error}")));
        }
        Err(error) => {
            report.add("reachable", Found::Bad(error.to_string()));
            return;
        }
    }
    probe_all(&client, Need::Tools, report);
}

fn shortened(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let shown: Vec<&str> = names.iter().take(SHOWN).map(String::as_str).collect();
    let more = names.len().saturating_sub(SHOWN);
    if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
}

/// What a model must be able to do; the other is told without being held against it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    /// A runtime of ours that does not hold a model to a schema is broken.
    Schema,
    /// What the larger models answer with; servers differ in how they can be held to schemas.
    Tools,
}

fn probe_all(model: &dyn ChatModel, need: Need, report: &mut Report) {
    let started = Instant::now();
    let answered = probe::answers(model).map_err(|error| error.to_string());
    let told = |_: &_| format!("one token in {:.2} s", started.elapsed().as_secs_f64());
    if report.tried("answers", answered, told).is_none() {
        return;
    }
    let found = |result: Result<String, Unable>, needed: bool| match result {
        Ok(text) => Found::Good(text),
        Err(error) if needed => Found::Bad(error.to_string()),
        Err(error) => Found::Open(format!("not needed: {error}")),
    };
    let schema = probe::keeps_schema(model).map(|json| format!("held: {json}"));
    report.add("schema", found(schema, need == Need::Schema));
    let tools = probe::calls_tools(model).map(|arguments| format!("called with {arguments}"));
    report.add("tools", found(tools, need == Need::Tools));
}

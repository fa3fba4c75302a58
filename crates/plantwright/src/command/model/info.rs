//! `plantwright model info`: what the built-in planner's model is.

use std::io::Write as _;
use std::process::ExitCode;

use agent::planner::model::Model;
use anyhow::Result;
use console::style;
use serde_json::Value as Json;

use crate::terminal;

pub fn run() -> Result<ExitCode> {
    let mut out = terminal::out();
    let Some(model) = Model::built_in() else {
        writeln!(out, "no model is built in: questions are planned by the scores of their words")?;
        out.flush()?;
        return Ok(ExitCode::SUCCESS);
    };
    let ranker = model.ranker();
    let about = ranker.about();
    let mut row = |name: &str, value: String| writeln!(out, "{:14} {value}", style(name).bold());
    row("name", about.name.clone())?;
    row("meanings", about.meanings.len().to_string())?;
    row("parameters", format!("{:.1} million", ranker.parameters() as f64 / 1e6))?;
    row("temperature", format!("{:.1}", about.temperature))?;
    let trained_on = &about.recipe["trained_on"];
    row("examples", trained_on["examples"].to_string())?;
    for list in ["voices", "plants"] {
        let names: Vec<&str> =
            trained_on[list].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
        row(list, format!("{}: {}", names.len(), names.join(", ")))?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

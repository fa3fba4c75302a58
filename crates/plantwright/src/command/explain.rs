//! `plantwright explain CODE`: what a problem means and what to do.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::Result;
use console::style;
use plant::Problem;
use server::problems;

use crate::terminal;

/// Explain a problem code such as PW4001; without one, list them all
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The code
    code: Option<String>,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    let mut out = terminal::out();
    let Some(code) = &args.code else {
        for (code, text) in problems::PAGES {
            writeln!(out, "{}  {}", style(code).bold(), problems::title(text))?;
        }
        out.flush()?;
        return Ok(ExitCode::SUCCESS);
    };
    let (_, text) = problems::page(code).ok_or_else(|| {
        Problem::new("PW7011", format!("no problem has the code {code:?}"))
            .help("`plantwright explain` lists them all")
    })?;
    for line in text.lines() {
        match line.strip_prefix('#') {
            Some(heading) => writeln!(out, "{}", style(heading.trim_start_matches('#').trim()).bold())?,
            None => writeln!(out, "{line}")?,
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

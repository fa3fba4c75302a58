//! `plantwright mcp servers [NAME…]`.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use console::style;
use language::Cancel;
use language::foreign::{ForeignError, Look, Server, Verdict};
use plant::Problem;
use serde_json::{Value as Json, json};

use crate::terminal::progress;
use crate::{servers, terminal};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Names in servers.toml; every server without one
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What one look at a server found.
struct Report<'a> {
    server: &'a Server,
    found: Result<Look, ForeignError>,
    took_s: f64,
}

pub fn run(args: &Args, root: &Path) -> Result<ExitCode> {
    let all = servers::open(root)?;
    if let Some(unknown) = args.names.iter().find(|name| !all.iter().any(|server| server.name() == **name)) {
        let names: Vec<&str> = all.iter().map(Server::name).collect();
        let there = if names.is_empty() { "no server at all".to_owned() } else { names.join(", ") };
        let problem = Problem::new("PW6215", format!("there is no server `{unknown}`"));
        return Err(problem.help(format!("servers.toml has {there}")).into());
    }
    let chosen = all
        .iter()
        .filter(|server| args.names.is_empty() || args.names.iter().any(|name| name == server.name()));
    let reports: Vec<Report<'_>> = chosen.map(Report::of).collect();
    let mut out = terminal::out();
    if args.json {
        let reports: Vec<Json> = reports.iter().map(Report::json).collect();
        serde_json::to_writer_pretty(&mut out, &reports)?;
        writeln!(out)?;
    } else if reports.is_empty() {
        writeln!(out, "servers.toml names no server; only the plant's own tools are called")?;
    } else {
        reports.iter().try_for_each(|report| report.write(&mut out))?;
    }
    out.flush()?;
    let bad: Vec<&str> =
        reports.iter().filter(|report| !report.is_good()).map(|report| report.server.name()).collect();
    if bad.is_empty() || args.json {
        return Ok(if bad.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let problem =
        Problem::new("PW6215", format!("not every tool that is allowed of {} can be called", bad.join(", ")));
    Err(problem
        .help("the lines marked FAIL above say why; without them models go on with the plant's own tools")
        .into())
}

impl<'a> Report<'a> {
    fn of(server: &'a Server) -> Self {
        let bar = progress::busy(format!("connecting to {}", server.name()));
        let started = Instant::now();
        let found = server.look(&Cancel::new());
        bar.finish_and_clear();
        Self { server, found, took_s: started.elapsed().as_secs_f64() }
    }

    /// Every tool that is allowed can be called.
    fn is_good(&self) -> bool {
        let allowed = |verdict: &Verdict| self.server.settings().allow.contains(&verdict.tool);
        self.found.as_ref().is_ok_and(|look| {
            look.verdicts.iter().all(|verdict| verdict.offered.is_ok() || !allowed(verdict))
        })
    }

    /// A program, or an address.
    fn place(&self) -> String {
        let settings = self.server.settings();
        let command = settings.command.iter().chain(&settings.args).map(String::as_str).collect::<Vec<_>>();
        settings.url.clone().unwrap_or_else(|| command.join(" "))
    }

    fn json(&self) -> Json {
        let tool = |verdict: &Verdict| match &verdict.offered {
            Ok(offered) => json!({"tool": verdict.tool, "offered": offered.name(), "refused": null}),
            Err(refusal) => json!({"tool": verdict.tool, "offered": null, "refused": refusal.to_string()}),
        };
        let tools = self.found.as_ref().map(|look| look.verdicts.iter().map(tool).collect::<Vec<_>>());
        json!({
            "name": self.server.name(),
            "place": self.place(),
            "good": self.is_good(),
            "problem": self.found.as_ref().err().map(|error| error.fault.to_string()),
            "tools": tools.unwrap_or_default(),
        })
    }

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "{:12} {}", style(self.server.name()).bold(), self.place())?;
        let (good, bad) = (style("ok  ").green(), style("FAIL").red());
        let look = match &self.found {
            Ok(look) => look,
            Err(error) => return writeln!(out, "  {bad} {:14} {}", "connects", error.fault),
        };
        writeln!(out, "  {good} {:14} in {:.1} s", "connects", self.took_s)?;
        let mut others = 0;
        for verdict in &look.verdicts {
            match &verdict.offered {
                Ok(offered) => {
                    writeln!(out, "  {good} {:14} as {}: {}", verdict.tool, offered.name(), offered.about)?
                }
                Err(refusal) if self.server.settings().allow.contains(&verdict.tool) => {
                    writeln!(out, "  {bad} {:14} {refusal}", verdict.tool)?;
                }
                Err(_) => others += 1,
            }
        }
        if others > 0 {
            writeln!(out, "  {} {:14} {others} tools that are not allowed", style("-   ").dim(), "others")?;
        }
        Ok(())
    }
}

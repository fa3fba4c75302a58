//! `plantwright mcp`: the plant's tools for another program, over standard input and output; and, the other way round, the
//! servers whose tools this program may call.

mod servers;

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use clap::Subcommand;
use plant::Problem;
use serde_json::{Value as Json, json};
use server::App;

use crate::running::Running;
use crate::{opening, place};

/// Give the plant's tools to another program over standard input (Model Context Protocol)
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// The other way round: try the servers of servers.toml, and list the tools that larger models may call there
    Servers(servers::Args),
}

pub fn run(args: &Args, plant: Option<&Path>) -> Result<ExitCode> {
    let root = place::plant_folder(plant)?;
    if let Some(Action::Servers(args)) = &args.action {
        return servers::run(args, &root);
    }
    match opening::open_current(&root) {
        Ok(engines) => {
            let app = Arc::new(App::new(engines));
            server::mcp::stdio::serve(app, BufReader::new(io::stdin()), io::stdout())?;
        }
        Err(error) => {
            let is_locked = error.downcast_ref::<Problem>().is_some_and(|problem| problem.code == "PW4001");
            let Some(running) = is_locked.then(|| Running::find(&root)).flatten() else { return Err(error) };
            relay(&running)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Hands messages on to the server that holds the plant, each on a thread of its own, so that one
/// that takes long holds up no other.
fn relay(running: &Running) -> Result<()> {
    let hello = json!({"jsonrpc": "2.0", "id": "relay", "method": "initialize", "params": {}});
    let (_, session) = running.message(None, &hello.to_string())?;
    std::thread::scope(|scope| -> Result<()> {
        for line in BufReader::new(io::stdin()).lines() {
            let line = line?;
            if line.trim().is_empty() {
                continue;
            }
            let session = session.as_deref();
            scope.spawn(move || {
                let text = match running.message(session, &line) {
                    Ok((text, _)) => text,
                    Err(problem) => failed(&line, &problem),
                };
                if !text.is_empty() {
                    // Nobody reads any more: the input ends soon as well.
                    let mut out = io::stdout().lock();
                    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
                }
            });
        }
        Ok(())
    })
}

/// The response to a request that could not be handed on; nothing for a notification.
fn failed(line: &str, problem: &Problem) -> String {
    let message: Json = serde_json::from_str(line).unwrap_or_default();
    match message.get("id") {
        Some(id) => {
            json!({"jsonrpc": "2.0", "id": id, "error": {"code": -32603, "message": problem.to_string()}})
                .to_string()
        }
        None => String::new(),
    }
}

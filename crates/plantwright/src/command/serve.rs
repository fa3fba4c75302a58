//! `plantwright serve`.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use server::App;
use server::auth::Token;

use crate::running::Announcement;
use crate::{models, opening, place, terminal};

/// Serve the API and the page to this machine
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Loopback address to listen on; port 0 takes any that is free
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8420")]
    pub bind: String,
    /// File that holds a token which programs must show at /mcp and /v1; without it, the token of the
    /// environment variable PLANTWRIGHT_TOKEN, or none
    #[arg(long, value_name = "FILE", env = "PLANTWRIGHT_TOKEN_FILE")]
    pub token_file: Option<PathBuf>,
}

pub fn run(args: &Args, plant: Option<&Path>) -> Result<ExitCode> {
    let root = place::plant_folder(plant)?;
    // Before the import, so that a port that is taken is said at once.
    let listening = server::bind(&args.bind)?;
    let token = token(args.token_file.as_deref())?;
    let app = Arc::new(App::with_models(opening::open_current(&root)?, models::of(&root)?).with_token(token));
    serve(listening, app)
}

/// The token of a file, else of the environment, where it does not stand in a list of processes.
fn token(file: Option<&Path>) -> Result<Option<Token>> {
    match (file, std::env::var("PLANTWRIGHT_TOKEN")) {
        (Some(file), _) => Ok(Some(Token::from_file(file)?)),
        (None, Ok(secret)) => Ok(Some(Token::new(&secret)?)),
        (None, Err(_)) => Ok(None),
    }
}

/// Serves until told to stop; prints the address once it answers, and notes it beside the store.
pub fn serve(listening: server::Listening, app: Arc<App>) -> Result<ExitCode> {
    let _announcement = Announcement::new(&app.engines.plant().root, listening.address());
    listening.serve(app, |address| {
        let mut out = terminal::out();
        // Nobody reads standard output: the server serves all the same.
        let _ = writeln!(out, "Plantwright answers at http://{address}").and_then(|()| out.flush());
    })?;
    Ok(ExitCode::SUCCESS)
}

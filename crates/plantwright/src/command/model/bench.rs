//! `plantwright model bench NAME`.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use console::style;
use language::measure::{Measured, Work, measure};
use plant::Problem;
use serde_json::json;

use super::named;
use crate::terminal::number::number;
use crate::terminal::progress;
use crate::{models, terminal};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The model's name in models.toml
    name: String,
    /// Tokens of the prompt, about
    #[arg(long, value_name = "TOKENS", default_value_t = 512, value_parser = clap::value_parser!(u64).range(64..=1_000_000))]
    prompt: u64,
    /// Tokens of each answer, at most
    #[arg(long, value_name = "TOKENS", default_value_t = 64, value_parser = clap::value_parser!(u32).range(2..=100_000))]
    output: u32,
    /// How many ask at once; several counts are measured after each other
    #[arg(long, value_name = "COUNT", value_delimiter = ',', default_value = "4", value_parser = clap::value_parser!(u8).range(1..=64))]
    conversations: Vec<u8>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, root: &Path) -> Result<ExitCode> {
    let settings = models::settings(root)?;
    let mut model = named(&settings, &args.name)?.clone();
    let conversations: Vec<usize> = args.conversations.iter().map(|count| usize::from(*count)).collect();
    if let language::ModelSettings::Gguf(gguf) = &mut model {
        // As many at once as are asked for, each with room for what it is given.
        let most = conversations.iter().copied().max().unwrap_or(1);
        gguf.conversations = Some(gguf.conversations.unwrap_or(1).max(most));
    }
    let bar = progress::busy(format!("measuring {}", args.name));
    let unusable = |error: &dyn std::fmt::Display| {
        Problem::new("PW6201", format!("the model `{}` cannot be measured: {error}", args.name))
            .help("`plantwright model check` says more")
    };
    // Nothing that an earlier run kept on disk is used.
    let chat = models::open(&model, None).map_err(|error| unusable(&models::chain(&*error)))?;
    let work = Work { prompt_tokens: args.prompt, output_tokens: args.output, conversations };
    let measured = measure(chat.as_ref(), &work).map_err(|error| unusable(&error))?;
    bar.finish_and_clear();
    let mut out = terminal::out();
    if args.json {
        let all = json!({"name": args.name, "measured": measured, "load": load()});
        serde_json::to_writer_pretty(&mut out, &all)?;
        writeln!(out)?;
    } else {
        write(&mut out, &measured)?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn write(out: &mut impl Write, measured: &Measured) -> io::Result<()> {
    let rate = |rate: Option<f64>| {
        rate.map_or_else(|| "not told".to_owned(), |rate| format!("{} tokens/s", number(rate)))
    };
    let tokens = |tokens: Option<u64>| tokens.map_or_else(|| "?".to_owned(), |tokens| tokens.to_string());
    let mut row = |name: &str, value: String| writeln!(out, "{:38} {value}", style(name).bold());
    row(
        &format!("reading, a prompt of {} tokens", tokens(measured.prompt_tokens)),
        rate(measured.reading_per_s),
    )?;
    row(&format!("writing, {} tokens", tokens(measured.output_tokens)), rate(measured.writing_per_s))?;
    row("first token, nothing known", format!("after {} s", number(measured.first_token_s)))?;
    let sooner = measured.first_token_s / measured.first_token_again_s.max(1e-6);
    let again = format!("after {} s, {} times as soon", number(measured.first_token_again_s), number(sooner));
    row("first token, the beginning known", again)?;
    for together in &measured.together {
        let slowest = format!("the last first token after {} s", number(together.slowest_first_token_s));
        let all = format!("{} in all, {slowest}", rate(together.writing_per_s));
        row(&format!("{} at once", together.conversations), all)?;
    }
    match load() {
        Some(load) => row("load of this machine, last minute", number(load)),
        None => Ok(()),
    }
}

/// How many programs wanted a processor, on average over the last minute; where the system tells.
fn load() -> Option<f64> {
    std::fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()
}

//! How fast a model in a file runs here: reading and writing tokens, the time to the first token with and without a kept
//! beginning, several conversations at once, memory, and the first token after a restart. One line of JSON.
//!
//! ```text
//! cargo run --release -p language --example local_bench -- MODEL.gguf [THREADS [PROMPT [OUTPUT [CONVERSATIONS]]]]
//! ```
//!
//! `bench/models.py` makes models to measure, and runs this and llama.cpp by itself in turns.

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use language::local::{LocalModel, LocalSettings, check};
use language::measure::{Work, measure};
use language::{Cancel, ChatModel, ChatRequest, Message};
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments
        .next()
        .ok_or("usage: local_bench MODEL.gguf [THREADS [PROMPT [OUTPUT [CONVERSATIONS]]]]")?;
    let mut number = |usual: u32| arguments.next().map_or(Ok(usual), |text| text.parse::<u32>());
    let threads = Some(number(0)?).filter(|threads| *threads > 0);
    let (prompt, output, conversations) = (number(512)?, number(64)?, number(4)?);
    let context = (prompt + output + 256).next_multiple_of(256);
    let settings = LocalSettings { context, conversations, threads, ..LocalSettings::new(path) };
    let estimate = check(&settings)?.estimate;

    let started = Instant::now();
    let model = LocalModel::load(settings.clone())?;
    let loaded_s = started.elapsed().as_secs_f64();
    let work = Work {
        prompt_tokens: u64::from(prompt),
        output_tokens: output,
        conversations: vec![conversations as usize],
    };
    // First, for what other conversations leave in the cache costs a little.
    let [reading, writing] = per_processor_second(&model, prompt, output)?;
    let measured = measure(&model, &work)?;
    drop(model);
    let restored_s = restored(&settings, prompt)?;
    let result = json!({
        "measured": measured,
        "reading_per_cpu_s": reading,
        "writing_per_cpu_s": writing,
        "loaded_s": loaded_s,
        "first_token_after_restart_s": restored_s,
        "memory_estimated_bytes": estimate.total(),
        "memory_bytes": largest_memory(),
    });
    println!("{result}");
    Ok(())
}

/// Tokens read and written for each second of a processor's time, which others who use the machine change little; threads
/// that wait for each other count as working, so that one thread alone tells the truth.
fn per_processor_second(model: &LocalModel, prompt: u32, output: u32) -> Result<[f64; 2], Box<dyn Error>> {
    let spent = |run: &str, tokens: u32| -> Result<(f64, u64, u64), Box<dyn Error>> {
        let rules: String =
            format!("{run}. Answer questions. ").chars().cycle().take(prompt as usize).collect();
        let messages = vec![Message::System(rules), Message::User("Count upwards.".to_owned())];
        let before = processor_s()?;
        let request = ChatRequest { messages, max_tokens: Some(tokens), ..ChatRequest::default() };
        let usage = model.chat(request, &Cancel::new()).blocking_reply()?.usage.ok_or("no usage")?;
        Ok((processor_s()? - before, usage.prompt_tokens, usage.completion_tokens))
    };
    // The first reads the file's pages.
    spent("none", 1)?;
    let (short, read, _) = spent("one", 1)?;
    let (long, _, written) = spent("two", output + 1)?;
    Ok([read as f64 / short, written.saturating_sub(1) as f64 / (long - short)])
}

/// Processor time of this process so far, seconds.
fn processor_s() -> Result<f64, Box<dyn Error>> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let rest = stat.rsplit_once(") ").ok_or("no statistics")?.1;
    let ticks = rest.split(' ').skip(11).take(2).map(str::parse::<u64>).sum::<Result<u64, _>>()?;
    // A tick of Linux is a hundredth of a second, whatever the kernel's own.
    Ok(ticks as f64 / 100.0)
}

/// Seconds to the first token where the state of the beginning lies on disk from an earlier run, and bytes of that state.
fn restored(settings: &LocalSettings, prompt: u32) -> Result<f64, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let settings = LocalSettings { prefixes: Some(folder.path().to_owned()), ..settings.clone() };
    let model = LocalModel::load(settings.clone())?;
    first_token(&model, prompt, "What is the level of tank 1?")?;
    // The state is written before the thread ends.
    drop(model);
    if size_of(folder.path())? == 0 {
        return Err("no state was kept".into());
    }
    let model = LocalModel::load(settings)?;
    first_token(&model, prompt, "How warm is pump 2?")
}

fn first_token(model: &LocalModel, prompt: u32, question: &str) -> Result<f64, Box<dyn Error>> {
    let rules = "Answer questions of people in a plant. ".chars().cycle().take(prompt as usize / 2).collect();
    let messages = vec![Message::System(rules), Message::User(question.to_owned())];
    let request = ChatRequest { messages, max_tokens: Some(2), ..ChatRequest::default() };
    let usage = model.chat(request, &Cancel::new()).blocking_reply()?.usage.ok_or("no usage")?;
    Ok(usage.first_token.ok_or("no token")?.as_secs_f64())
}

fn largest_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? << 10)
}

fn size_of(folder: &Path) -> std::io::Result<u64> {
    std::fs::read_dir(folder)?.map(|entry| Ok(entry?.metadata()?.len())).sum()
}

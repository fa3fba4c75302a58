//! How fast a model in a file runs here: reading and writing tokens, the time to the first token with and without a kept
//! prefix, one conversation and four at once, memory.
//!
//! ```text
//! python crates/language/tests/parity/bench_model.py MODEL.gguf Q8_0     # or any other GGUF file
//! cargo run --release -p language --example local_bench -- MODEL.gguf [THREADS]
//! ```

use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

use language::local::{LocalModel, LocalSettings, check};
use language::{Cancel, ChatModel, ChatReply, ChatRequest, Message};

/// Letters of the fixed beginning; with a vocabulary of bytes, about as many tokens.
const INSTRUCTIONS: usize = 1500;
const ANSWER_TOKENS: u32 = 48;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("usage: local_bench MODEL.gguf [THREADS]")?;
    let threads = arguments.next().map(|threads| threads.parse()).transpose()?;
    let folder = tempfile::tempdir()?;
    let settings = LocalSettings { context: 4096, conversations: 4, threads, ..LocalSettings::new(path) };
    let estimate = check(&settings)?.estimate;
    println!("estimated memory: {} MiB (cache {} MiB)", estimate.total() >> 20, estimate.cache() >> 20);

    let started = Instant::now();
    let model = LocalModel::load(settings.clone())?;
    println!("loaded in {:.2} s", started.elapsed().as_secs_f64());
    let cold = ask(&model, &question(0))?;
    let usage = cold.usage.ok_or("no usage")?;
    let first = usage.first_token.unwrap_or_default();
    println!("prompt of {} tokens, nothing kept: first token after {}", usage.prompt_tokens, seconds(first));
    println!("reading: {:.1} tokens/s", usage.prompt_tokens as f64 / first.as_secs_f64());
    let warm = ask(&model, &question(1))?.usage.and_then(|usage| usage.first_token).unwrap_or_default();
    println!("the same beginning, kept in memory: first token after {}", seconds(warm));

    let (alone, tokens) = timed(&model, 1)?;
    println!("writing, one conversation: {:.1} tokens/s", tokens as f64 / alone.as_secs_f64());
    let (together, tokens) = timed(&model, 4)?;
    println!("writing, four at once: {:.1} tokens/s in all", tokens as f64 / together.as_secs_f64());
    println!("largest memory: {} MiB", largest_memory().unwrap_or(0) >> 20);
    drop(model);

    let settings = LocalSettings { prefixes: Some(folder.path().to_owned()), ..settings };
    let model = LocalModel::load(settings.clone())?;
    ask(&model, &question(2))?;
    // The state is written before the thread ends.
    drop(model);
    println!("kept state on disk: {} MiB", size_of(folder.path())? >> 20);
    let model = LocalModel::load(settings)?;
    let restored = ask(&model, &question(3))?.usage.and_then(|usage| usage.first_token).unwrap_or_default();
    println!("the same beginning, from the disk after a restart: first token after {}", seconds(restored));
    Ok(())
}

fn question(number: usize) -> ChatRequest {
    let rules = "Answer questions of people in a plant; give numbers with units. ";
    let rules = rules.repeat(INSTRUCTIONS / rules.len());
    let asked = Message::User(format!("{number}: what is the level of tank {number}?"));
    ChatRequest {
        messages: vec![Message::System(rules), asked],
        max_tokens: Some(ANSWER_TOKENS),
        temperature: Some(1.0),
        seed: Some(number as u64),
        ..ChatRequest::default()
    }
}

fn ask(model: &LocalModel, request: &ChatRequest) -> Result<ChatReply, Box<dyn Error>> {
    Ok(model.chat(request.clone(), &Cancel::new()).blocking_reply()?)
}

/// Time from the last first token to the end, and the tokens written in it; the beginning is kept by then.
fn timed(model: &LocalModel, conversations: usize) -> Result<(Duration, u64), Box<dyn Error>> {
    let started = Instant::now();
    let asked = (0..conversations).map(|number| model.chat(question(10 + number), &Cancel::new()));
    let streams = asked.collect::<Vec<_>>();
    let mut tokens = 0;
    let mut reading = Duration::ZERO;
    for stream in streams {
        let usage = stream.blocking_reply()?.usage.ok_or("no usage")?;
        tokens += usage.completion_tokens;
        reading = reading.max(usage.first_token.unwrap_or_default());
    }
    Ok((started.elapsed().saturating_sub(reading), tokens))
}

fn seconds(duration: Duration) -> String {
    format!("{:.3} s", duration.as_secs_f64())
}

fn largest_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? << 10)
}

fn size_of(folder: &Path) -> std::io::Result<u64> {
    std::fs::read_dir(folder)?.map(|entry| Ok(entry?.metadata()?.len())).sum()
}

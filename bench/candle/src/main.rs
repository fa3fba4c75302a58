//! How fast candle reads and writes tokens of a Qwen 3 model in a GGUF file: the work of `bench/llama_raw.cpp` for one
//! conversation, a line of JSON for each round. `bench/models.py` builds and runs it.
//!
//! ```text
//! RAYON_NUM_THREADS=1 cargo run --release -- MODEL.gguf PROMPT_TOKENS OUTPUT_TOKENS ROUNDS
//! ```

use std::fs::File;
use std::io::BufReader;
use std::time::Instant;

use anyhow::{Context, Result};
use candle_core::quantized::gguf_file::Content;
use candle_core::{Device, Tensor};
use candle_transformers::models::quantized_qwen3::ModelWeights;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().context("usage: candle-raw MODEL.gguf PROMPT OUTPUT ROUNDS")?;
    let mut number = || -> Result<usize> { Ok(arguments.next().context("a number is missing")?.parse()?) };
    let (prompt, output, rounds) = (number()?, number()?, number()?);

    let mut file = BufReader::new(File::open(path)?);
    let content = Content::read(&mut file)?;
    let vocabulary = content.metadata.get("tokenizer.ggml.tokens").context("no tokens")?.to_vec()?.len();
    let mut model = ModelWeights::from_gguf(content, &mut file, &Device::Cpu)?;
    // Any tokens will do: what they are changes nothing about the time.
    let token = |place: usize| (place * 7919 % vocabulary) as u32;

    // The first round warms up.
    for round in 0..=rounds {
        model.clear_kv_cache();
        let start = Spent::now()?;
        let tokens: Vec<u32> = (0..prompt).map(token).collect();
        model.forward(&Tensor::new(tokens, &Device::Cpu)?.unsqueeze(0)?, 0)?;
        let read = Spent::now()?;
        for place in prompt..prompt + output {
            model.forward(&Tensor::new(&[token(place)], &Device::Cpu)?.unsqueeze(0)?, place)?;
        }
        let written = Spent::now()?;
        if round > 0 {
            let [reading, reading_cpu] = read.rates_since(&start, prompt);
            let [writing, writing_cpu] = written.rates_since(&read, output);
            println!(
                "{{\"reading_per_s\": {reading:.3}, \"writing_per_s\": {writing:.3}, \
                 \"reading_per_cpu_s\": {reading_cpu:.3}, \"writing_per_cpu_s\": {writing_cpu:.3}}}"
            );
        }
    }
    Ok(())
}

/// Where the clock and this process's processor time stand.
struct Spent {
    clock: Instant,
    processor_s: f64,
}

impl Spent {
    fn now() -> Result<Self> {
        let stat = std::fs::read_to_string("/proc/self/stat")?;
        let rest = stat.rsplit_once(") ").context("no statistics")?.1;
        let ticks: u64 = rest.split(' ').skip(11).take(2).map(str::parse::<u64>).sum::<Result<_, _>>()?;
        // A tick of Linux is a hundredth of a second, whatever the kernel's own.
        Ok(Self { clock: Instant::now(), processor_s: ticks as f64 / 100.0 })
    }

    /// Tokens for each second by the clock and of the processor.
    fn rates_since(&self, before: &Self, tokens: usize) -> [f64; 2] {
        let clock_s = (self.clock - before.clock).as_secs_f64();
        [tokens as f64 / clock_s, tokens as f64 / (self.processor_s - before.processor_s)]
    }
}

//! A tiny model with random weights, in the shape of Qwen 3, written as a GGUF file: what tests run on. It says nothing
//! sensible and says the same each time.

#![allow(clippy::unwrap_used, reason = "tests alone use it")]

use std::path::{Path, PathBuf};

const WIDTH: u64 = 64;
const HEADS: u64 = 4;
const KV_HEADS: u64 = 2;
const HEAD: u64 = 16;
const HIDDEN: u64 = 128;
const LAYERS: u64 = 2;
pub const CONTEXT: u32 = 1024;

/// Tokens after the 256 bytes; the first three are control tokens.
const SPECIAL: &[&str] =
    &["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<tool_call>", "</tool_call>", "<think>", "</think>"];
const MERGES: &[(&str, &str)] = &[("h", "e"), ("i", "n"), ("e", "r"), ("o", "n"), ("Ġ", "t"), ("Ġt", "he")];

/// A template of our own in the manner of ChatML.
pub const TEMPLATE: &str = "{%- for message in messages %}<|im_start|>{{ message.role }}\n\
    {%- if message.role == 'system' and tools %}\n{{ tools | tojson }}{% endif %}\n{{ message.content }}<|im_end|>\n\
    {%- endfor %}\n{%- if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

/// Bytes of a GGUF file, front and weights apart.
pub struct File {
    pub front: Vec<u8>,
    pub data: Vec<u8>,
}

impl File {
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.front.clone();
        bytes.resize(bytes.len().next_multiple_of(32), 0);
        bytes.extend_from_slice(&self.data);
        bytes
    }
}

/// Writes a model whose weights follow from the seed.
pub fn write(folder: &Path, seed: u64) -> PathBuf {
    let path = folder.join(format!("tiny-{seed}.gguf"));
    std::fs::write(&path, model(seed).bytes()).unwrap();
    path
}

/// Writes a low-rank adapter for such a model.
pub fn write_adapter(folder: &Path, seed: u64) -> PathBuf {
    const RANK: u64 = 4;
    let mut file = Writer::default();
    file.text("general.type", "adapter");
    file.text("general.architecture", "qwen3");
    file.text("adapter.type", "lora");
    file.float("adapter.lora.alpha", RANK as f32);
    let mut random = Random(seed);
    for layer in 0..LAYERS {
        file.tensor(&format!("blk.{layer}.attn_q.weight.lora_a"), &[WIDTH, RANK], &mut random, 0.5);
        file.tensor(&format!("blk.{layer}.attn_q.weight.lora_b"), &[RANK, HEADS * HEAD], &mut random, 0.5);
    }
    let path = folder.join("adapter.gguf");
    std::fs::write(&path, file.finish().bytes()).unwrap();
    path
}

pub fn model(seed: u64) -> File {
    let tokens = tokens();
    let vocabulary = tokens.len() as u64;
    let kinds = (0..vocabulary).map(|id| if (256..=258).contains(&id) { 3 } else { 1 }).collect::<Vec<i32>>();
    let mut file = Writer::default();
    file.text("general.architecture", "qwen3");
    file.text("general.name", "tiny");
    for (key, value) in [
        ("block_count", LAYERS),
        ("context_length", u64::from(CONTEXT)),
        ("embedding_length", WIDTH),
        ("feed_forward_length", HIDDEN),
        ("attention.head_count", HEADS),
        ("attention.head_count_kv", KV_HEADS),
        ("attention.key_length", HEAD),
        ("attention.value_length", HEAD),
    ] {
        file.number(&format!("qwen3.{key}"), value as u32);
    }
    file.float("qwen3.rope.freq_base", 10_000.0);
    file.float("qwen3.attention.layer_norm_rms_epsilon", 1e-6);
    file.text("tokenizer.ggml.model", "gpt2");
    file.text("tokenizer.ggml.pre", "qwen2");
    file.texts("tokenizer.ggml.tokens", &tokens);
    file.numbers("tokenizer.ggml.token_type", &kinds);
    let merges = MERGES.iter().map(|(left, right)| format!("{left} {right}")).collect::<Vec<_>>();
    file.texts("tokenizer.ggml.merges", &merges);
    file.number("tokenizer.ggml.bos_token_id", 256);
    file.number("tokenizer.ggml.eos_token_id", 258);
    file.flag("tokenizer.ggml.add_bos_token", false);
    file.text("tokenizer.chat_template", TEMPLATE);
    let mut random = Random(seed);
    let mut weights = |name: &str, shape: &[u64], spread: f32| file.tensor(name, shape, &mut random, spread);
    weights("token_embd.weight", &[WIDTH, vocabulary], 1.0);
    weights("output.weight", &[WIDTH, vocabulary], 0.5);
    weights("output_norm.weight", &[WIDTH], 0.0);
    for layer in 0..LAYERS {
        let mut weights = |name: &str, shape: &[u64], spread| {
            weights(&format!("blk.{layer}.{name}.weight"), shape, spread);
        };
        weights("attn_norm", &[WIDTH], 0.0);
        weights("attn_q", &[WIDTH, HEADS * HEAD], 0.3);
        weights("attn_k", &[WIDTH, KV_HEADS * HEAD], 0.3);
        weights("attn_v", &[WIDTH, KV_HEADS * HEAD], 0.3);
        weights("attn_q_norm", &[HEAD], 0.0);
        weights("attn_k_norm", &[HEAD], 0.0);
        weights("attn_output", &[HEADS * HEAD, WIDTH], 0.3);
        weights("ffn_norm", &[WIDTH], 0.0);
        weights("ffn_gate", &[WIDTH, HIDDEN], 0.3);
        weights("ffn_up", &[WIDTH, HIDDEN], 0.3);
        weights("ffn_down", &[HIDDEN, WIDTH], 0.3);
    }
    file.finish()
}

/// The 256 bytes as GPT-2's tokenizer writes them, special tokens, and what merges make.
fn tokens() -> Vec<String> {
    let printable =
        |byte: u32| matches!(byte, 0x21..=0x7e | 0xa1..=0xac | 0xae..=0xff).then_some(byte).is_some();
    let mut next = 256;
    let bytes = (0..256_u32).map(|byte| {
        let shown = if printable(byte) {
            byte
        } else {
            next += 1;
            next - 1
        };
        char::from_u32(shown).unwrap().to_string()
    });
    let special = SPECIAL.iter().map(|token| (*token).to_owned());
    let merged = MERGES.iter().map(|(left, right)| format!("{left}{right}"));
    bytes.chain(special).chain(merged).collect()
}

/// SplitMix64 (Steele, Lea and Flood 2014).
pub struct Random(pub u64);

impl Random {
    /// Even in -1 to 1.
    fn next(&mut self) -> f32 {
        (self.bits() >> 40) as f32 / (1_u32 << 23) as f32 - 1.0
    }

    pub fn below(&mut self, most: usize) -> usize {
        (self.bits() >> 33) as usize % most
    }

    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[derive(Default)]
pub struct Writer {
    entries: Vec<u8>,
    entry_count: u64,
    infos: Vec<u8>,
    tensor_count: u64,
    data: Vec<u8>,
}

impl Writer {
    fn key(&mut self, key: &str, kind: u32) {
        self.entry_count += 1;
        put_text(&mut self.entries, key);
        self.entries.extend_from_slice(&kind.to_le_bytes());
    }

    pub fn text(&mut self, key: &str, value: &str) {
        self.key(key, 8);
        put_text(&mut self.entries, value);
    }

    pub fn number(&mut self, key: &str, value: u32) {
        self.key(key, 4);
        self.entries.extend_from_slice(&value.to_le_bytes());
    }

    pub fn float(&mut self, key: &str, value: f32) {
        self.key(key, 6);
        self.entries.extend_from_slice(&value.to_le_bytes());
    }

    pub fn flag(&mut self, key: &str, value: bool) {
        self.key(key, 7);
        self.entries.push(u8::from(value));
    }

    pub fn texts(&mut self, key: &str, values: &[String]) {
        self.key(key, 9);
        self.entries.extend_from_slice(&8_u32.to_le_bytes());
        self.entries.extend_from_slice(&(values.len() as u64).to_le_bytes());
        for value in values {
            put_text(&mut self.entries, value);
        }
    }

    pub fn numbers(&mut self, key: &str, values: &[i32]) {
        self.key(key, 9);
        self.entries.extend_from_slice(&5_u32.to_le_bytes());
        self.entries.extend_from_slice(&(values.len() as u64).to_le_bytes());
        for value in values {
            self.entries.extend_from_slice(&value.to_le_bytes());
        }
    }

    /// A tensor of 32-bit floats around 0, or around 1 when it has no spread, as norms have.
    fn tensor(&mut self, name: &str, shape: &[u64], random: &mut Random, spread: f32) {
        self.tensor_count += 1;
        put_text(&mut self.infos, name);
        self.infos.extend_from_slice(&(shape.len() as u32).to_le_bytes());
        for side in shape {
            self.infos.extend_from_slice(&side.to_le_bytes());
        }
        self.infos.extend_from_slice(&0_u32.to_le_bytes());
        self.infos.extend_from_slice(&(self.data.len() as u64).to_le_bytes());
        for _ in 0..shape.iter().product::<u64>() {
            let number = if spread == 0.0 { 1.0 + 0.1 * random.next() } else { spread * random.next() };
            self.data.extend_from_slice(&number.to_le_bytes());
        }
        self.data.resize(self.data.len().next_multiple_of(32), 0);
    }

    pub fn finish(self) -> File {
        let mut front = b"GGUF".to_vec();
        front.extend_from_slice(&3_u32.to_le_bytes());
        front.extend_from_slice(&self.tensor_count.to_le_bytes());
        front.extend_from_slice(&self.entry_count.to_le_bytes());
        front.extend_from_slice(&self.entries);
        front.extend_from_slice(&self.infos);
        File { front, data: self.data }
    }
}

fn put_text(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
    bytes.extend_from_slice(text.as_bytes());
}

//! Whether a model fits in memory, told before anything of it is loaded.

use std::fmt;

use super::gguf::Gguf;
use super::settings::LocalSettings;

/// What llama.cpp and the tokenizer take besides, bytes: a vocabulary of 150 thousand tokens in its maps, thread stacks.
const BESIDES: u64 = 192 << 20;
/// What is left for everything else on the machine, bytes.
const SPARE: u64 = 256 << 20;
/// Bytes of a number in the key-value cache, which is kept in half precision.
const CACHE_NUMBER: u64 = 2;

/// How much memory a model takes, bytes. An estimate from the file's front, meant to be on the safe side: for a random model
/// of 0.6 billion weights in Q4_0 it says 2992 MiB where 2705 are taken (`local_bench`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    pub weights: u64,
    /// Keys and values of one token over all layers.
    pub cache_per_token: u64,
    /// Tokens that the cache holds, of all conversations together.
    pub tokens: u64,
    /// Buffers of the computation, and what is taken besides.
    pub overhead: u64,
}

impl Estimate {
    /// What a file takes for so many tokens of cache and batches of `batch` tokens.
    pub fn of(gguf: &Gguf, tokens: u64, batch: u64) -> Self {
        let layers = gguf.integer("block_count").unwrap_or(0);
        let width = gguf.integer("embedding_length").unwrap_or(0);
        let hidden = (0..layers.min(1024))
            .filter_map(|layer| gguf.integer_of_layer("feed_forward_length", layer))
            .max()
            .unwrap_or(0);
        let heads = |layer| gguf.integer_of_layer("attention.head_count", layer).unwrap_or(1);
        let most_heads = (0..layers.min(1024)).map(heads).max().unwrap_or(1);
        let head = width.checked_div(heads(0)).unwrap_or(0);
        let key = gguf.integer("attention.key_length").unwrap_or(head);
        let value = gguf.integer("attention.value_length").unwrap_or(head);
        let cache_heads = (0..layers.min(1024))
            .map(|layer| {
                gguf.integer_of_layer("attention.head_count_kv", layer).unwrap_or_else(|| heads(layer))
            })
            .fold(0, u64::saturating_add);
        let cache_per_token =
            cache_heads.saturating_mul(key.saturating_add(value)).saturating_mul(CACHE_NUMBER);
        let vocabulary = gguf.count("tokenizer.ggml.tokens").unwrap_or(0);
        // Of one layer a few tensors live at once; attention without a fused kernel also holds a score for each pair.
        let per_token = [
            vocabulary,
            width.saturating_mul(8),
            hidden.saturating_mul(4),
            most_heads.saturating_mul(key).saturating_mul(4),
            most_heads.saturating_mul(tokens),
        ];
        let per_token = per_token.iter().fold(0_u64, |all, part| all.saturating_add(*part));
        let overhead = per_token.saturating_mul(4).saturating_mul(batch).saturating_add(BESIDES);
        Self { weights: gguf.weight_bytes(), cache_per_token, tokens, overhead }
    }

    pub fn cache(&self) -> u64 {
        self.cache_per_token.saturating_mul(self.tokens)
    }

    pub fn total(&self) -> u64 {
        self.weights.saturating_add(self.cache()).saturating_add(self.overhead)
    }
}

/// A model that is too large for this machine as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TooLarge {
    pub estimate: Estimate,
    /// Memory that could be used, bytes.
    pub available: u64,
    /// Most tokens a conversation could have for the model to fit; nothing when none would do.
    pub fitting_context: Option<u32>,
}

impl std::error::Error for TooLarge {}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Estimate { weights, overhead, tokens, .. } = self.estimate;
        let mib = |bytes: u64| bytes.div_ceil(1 << 20);
        write!(
            f,
            "the model needs about {} MiB (weights {}, {tokens} tokens of context {}, computing {}) and {} MiB are \
             available; ",
            mib(self.estimate.total()),
            mib(weights),
            mib(self.estimate.cache()),
            mib(overhead),
            mib(self.available),
        )?;
        match self.fitting_context {
            Some(context) => write!(f, "a context of {context} tokens would fit"),
            None => {
                let most = self.available.saturating_sub(overhead);
                write!(
                    f,
                    "weights of up to about {} MiB would fit: take a smaller or more quantized model",
                    mib(most)
                )
            }
        }
    }
}

/// Smallest context that is worth offering, tokens.
const SMALLEST_CONTEXT: u32 = 512;

/// Holds a file against the memory that is available.
///
/// # Errors
/// A file that does not fit, with what would.
pub fn check(
    gguf: &Gguf,
    context: u32,
    settings: &LocalSettings,
    available: u64,
) -> Result<Estimate, TooLarge> {
    let usable = available.saturating_sub(SPARE);
    let estimate = |context: u32| Estimate::of(gguf, settings.cells(context), u64::from(settings.batch()));
    let wanted = estimate(context);
    if wanted.total() <= usable {
        return Ok(wanted);
    }
    // The total grows with the context, so that halves find the largest that fits.
    let fits = |context: u32| estimate(context).total() <= usable;
    let (mut low, mut high) = (SMALLEST_CONTEXT, context);
    while fits(low) && high - low > 64 {
        let middle = low + (high - low) / 2;
        if fits(middle) { low = middle } else { high = middle }
    }
    let fitting_context = (low < context && fits(low)).then_some(low);
    Err(TooLarge { estimate: wanted, available: usable, fitting_context })
}

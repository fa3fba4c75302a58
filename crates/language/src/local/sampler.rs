//! Which token comes next.

use llama_cpp_2::sampling::LlamaSampler;
use llama_cpp_2::token::LlamaToken;
use llama_cpp_2::token::data::LlamaTokenData;
use llama_cpp_2::token::data_array::LlamaTokenDataArray;

/// Only so many of the likeliest tokens are ever taken; sorting a whole vocabulary at each step would cost more than it
/// gives.
const LIKELIEST: i32 = 64;

/// Why there is no next token.
#[derive(Debug, thiserror::Error)]
pub enum NoToken {
    #[error("the model computed no numbers")]
    Numbers,
    #[error("the grammar allows no further token")]
    Grammar,
}

/// Chooses the tokens of one output.
pub struct Sampler {
    /// The likeliest token when missing.
    random: Option<LlamaSampler>,
    grammar: Option<LlamaSampler>,
}

impl Sampler {
    /// `temperature` 0 takes the likeliest token each time; the same seed makes the same choices.
    pub fn new(temperature: f32, top_p: f32, seed: u64, grammar: Option<LlamaSampler>) -> Self {
        let random = (temperature > 0.0).then(|| {
            // Both halves count.
            let seed = (seed ^ (seed >> 32)) as u32;
            LlamaSampler::chain(
                [
                    LlamaSampler::top_k(LIKELIEST),
                    LlamaSampler::temp(temperature),
                    LlamaSampler::top_p(top_p.clamp(0.0, 1.0), 1),
                    LlamaSampler::dist(seed),
                ],
                true,
            )
        });
        Self { random, grammar }
    }

    /// The next token.
    ///
    /// # Errors
    /// Logits that are no numbers, or a grammar that allows nothing more.
    pub fn next(&mut self, logits: &[f32]) -> Result<LlamaToken, NoToken> {
        let free = self.choose(logits)?;
        let Some(grammar) = &mut self.grammar else {
            return Ok(free);
        };
        // Most of the time what the model wants is allowed. Only where it is not is the whole vocabulary held against the
        // grammar, which costs a hundred times as much.
        let mut alone = LlamaTokenDataArray::new(vec![LlamaTokenData::new(free, 1.0, 0.0)], false);
        alone.apply_sampler(grammar);
        let token = if alone.data.first().is_some_and(|token| token.logit().is_finite()) {
            free
        } else {
            let mut all = candidates(logits);
            all.apply_sampler(grammar);
            all.data.retain(|token| token.logit().is_finite());
            if all.data.is_empty() {
                return Err(NoToken::Grammar);
            }
            match &mut self.random {
                Some(random) => {
                    all.sorted = false;
                    all.apply_sampler(random);
                    all.selected_token().ok_or(NoToken::Grammar)?
                }
                None => likeliest(all.data.iter().map(|token| (token.id(), token.logit())))
                    .ok_or(NoToken::Grammar)?,
            }
        };
        if let Some(grammar) = &mut self.grammar {
            grammar.try_accept(token).map_err(|_| NoToken::Grammar)?;
        }
        Ok(token)
    }

    fn choose(&mut self, logits: &[f32]) -> Result<LlamaToken, NoToken> {
        let token = match &mut self.random {
            None => likeliest_of(logits),
            Some(random) => {
                let mut all = candidates(logits);
                all.data.retain(|token| token.logit().is_finite());
                if all.data.is_empty() {
                    return Err(NoToken::Numbers);
                }
                all.apply_sampler(random);
                all.selected_token()
            }
        };
        token.ok_or(NoToken::Numbers)
    }
}

fn candidates(logits: &[f32]) -> LlamaTokenDataArray {
    let all = logits.iter().enumerate();
    let all = all.map(|(id, logit)| LlamaTokenData::new(LlamaToken(id as i32), *logit, 0.0));
    LlamaTokenDataArray::new(all.collect(), false)
}

/// As [`likeliest`], of a whole vocabulary, which is looked at for each token that is written.
fn likeliest_of(logits: &[f32]) -> Option<LlamaToken> {
    const LANES: usize = 16;
    let (chunks, rest) = logits.as_chunks::<LANES>();
    let mut largest = [f32::NEG_INFINITY; LANES];
    for chunk in chunks {
        for (largest, logit) in largest.iter_mut().zip(chunk) {
            // What is no number is never larger.
            *largest = if *logit > *largest { *logit } else { *largest };
        }
    }
    let largest = largest.iter().chain(rest).copied().fold(f32::NEG_INFINITY, f32::max);
    if !largest.is_finite() {
        // Infinities are among them, or nothing is a number.
        return likeliest(logits.iter().enumerate().map(|(id, logit)| (LlamaToken(id as i32), *logit)));
    }
    let first = logits.iter().position(|logit| *logit == largest)?;
    Some(LlamaToken(first as i32))
}

/// The first of the largest; numbers only.
fn likeliest(tokens: impl Iterator<Item = (LlamaToken, f32)>) -> Option<LlamaToken> {
    let finite = tokens.filter(|(_, logit)| logit.is_finite());
    finite
        .fold(None, |best: Option<(LlamaToken, f32)>, next| match best {
            Some(best) if best.1 >= next.1 => Some(best),
            _ => Some(next),
        })
        .map(|(token, _)| token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likeliest_of_many_is_the_likeliest_one_by_one() {
        let mut random = crate::local::tiny::Random(5);
        let odd = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -0.0, 0.0, 3.0, f32::MAX, f32::MIN];
        for round in 0..2_000 {
            let length = random.below(70);
            // Few values, so that the largest often comes twice.
            let mut logit = || {
                let place = random.below(if round % 2 == 0 { 40 } else { 12 });
                odd.get(place).copied().unwrap_or(place as f32 - 20.0)
            };
            let logits: Vec<f32> = (0..length).map(|_| logit()).collect();
            let tokens = logits.iter().enumerate().map(|(id, logit)| (LlamaToken(id as i32), *logit));
            assert_eq!(likeliest_of(&logits), likeliest(tokens), "{logits:?}");
        }
    }
}

//! The built-in model: a sparse bag of hashed features and a small convolution over the sequence, joined into one vector
//! that is compared with a vector for each meaning.
//!
//! ```text
//! features ──► sum by rarity ─────┐
//!                                 ├─ x ─► x + W2 relu(W1 x + b1) + b2 = q ─► q·m + b for each meaning m
//! sequence ──► conv 3 ─► conv 3 ─► max ─► W
//! ```
//!
//! The table of features is kept in bytes with a scale for each row. Weights are a safetensors file; its metadata hold the meanings, the calibration and what the model says of itself.

use half::f16;
use serde::{Deserialize, Serialize};

use crate::tensors::Tensors;

/// A file that holds no such model.
#[derive(Debug, thiserror::Error)]
pub enum Damaged {
    #[error("the weights cannot be read")]
    Format,
    #[error("the weights lack `{0}`, or it has another shape or type")]
    Tensor(&'static str),
    #[error("the weights say nothing of themselves")]
    About,
}

/// What a model says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct About {
    pub name: String,
    /// Every meaning it can choose, in the notation.
    pub meanings: Vec<String>,
    /// Logits are divided by this before they become probabilities; found on voices that were not trained on.
    pub temperature: f32,
    /// What it was trained on and with, for people.
    pub recipe: serde_json::Value,
}

/// What a question is to the model.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Hashes of features, in any order.
    pub features: &'a [u64],
    /// Hashes of words and slots, in the order of the question.
    pub sequence: &'a [u64],
}

/// A meaning with its probability among all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    /// Index into [`About::meanings`].
    pub meaning: usize,
    pub probability: f32,
}

/// Longest sequence that is read; what follows is left out.
pub const LONGEST: usize = 64;

/// The model, ready to use.
pub struct Ranker {
    about: About,
    width: usize,
    /// Hashes of the features that have a row, ascending.
    known: Vec<u64>,
    features: Bytes,
    /// How much each of them counts: the rarer, the more.
    rarity: Vec<f32>,
    /// Hashes of the words that have a row, ascending.
    words: Vec<u64>,
    tokens: Matrix,
    first: Convolution,
    second: Convolution,
    mix: Dense,
    hidden: Dense,
    out: Dense,
    meanings: Matrix,
    bias: Vec<f32>,
}

impl std::fmt::Debug for Ranker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ranker").field("name", &self.about.name).finish_non_exhaustive()
    }
}

impl Ranker {
    /// Reads a model.
    ///
    /// # Errors
    /// Bytes that are no such model.
    pub fn read(bytes: &[u8]) -> Result<Self, Damaged> {
        let tensors = Tensors::read(bytes)?;
        let about = tensors.metadata("about").ok_or(Damaged::About)?;
        let about: About = serde_json::from_str(about).map_err(|_| Damaged::About)?;
        let read = Reader { tensors: &tensors };
        let features = read.rows_of_bytes("features", "features.scale")?;
        let meanings = read.matrix("meanings")?;
        let ranker = Self {
            width: features.columns,
            known: tensors.hashes("known")?,
            rarity: read.vector("rarity")?,
            words: tensors.hashes("words")?,
            tokens: read.matrix("tokens")?,
            first: read.convolution("first.weight", "first.bias")?,
            second: read.convolution("second.weight", "second.bias")?,
            mix: read.dense("mix.weight", "mix.bias")?,
            hidden: read.dense("hidden.weight", "hidden.bias")?,
            out: read.dense("out.weight", "out.bias")?,
            bias: read.vector("bias")?,
            features,
            meanings,
            about,
        };
        ranker.fits_together()?;
        Ok(ranker)
    }

    fn fits_together(&self) -> Result<(), Damaged> {
        let wrong = |right: bool, name: &'static str| if right { Ok(()) } else { Err(Damaged::Tensor(name)) };
        let width = self.width;
        let ascending = |hashes: &[u64]| hashes.is_sorted_by(|a, b| a < b);
        wrong(width > 0 && self.features.rows == self.known.len() && ascending(&self.known), "features")?;
        wrong(self.rarity.len() == self.known.len(), "rarity")?;
        wrong(self.tokens.rows == self.words.len() && ascending(&self.words), "words")?;
        wrong(self.first.inputs == self.tokens.columns, "tokens")?;
        wrong(self.second.inputs == self.first.outputs, "second.weight")?;
        wrong(self.mix.inputs == self.second.outputs && self.mix.outputs == width, "mix.weight")?;
        wrong(self.hidden.inputs == width, "hidden.weight")?;
        wrong(self.out.inputs == self.hidden.outputs && self.out.outputs == width, "out.weight")?;
        wrong(self.meanings.columns == width && self.meanings.rows == self.about.meanings.len(), "meanings")?;
        wrong(self.bias.len() == self.meanings.rows, "bias")
    }

    pub fn about(&self) -> &About {
        &self.about
    }

    /// How many numbers it holds.
    pub fn parameters(&self) -> usize {
        let dense = |dense: &Dense| dense.weight.len() + dense.bias.len();
        let convolution = |convolution: &Convolution| convolution.weight.len() + convolution.bias.len();
        self.features.values.len()
            + self.tokens.values.len()
            + self.meanings.values.len()
            + self.bias.len()
            + dense(&self.mix)
            + dense(&self.hidden)
            + dense(&self.out)
            + convolution(&self.first)
            + convolution(&self.second)
    }

    /// The likeliest meanings, `most` of them, best first.
    pub fn rank(&self, input: Input, most: usize) -> Vec<Ranked> {
        let logits = self.logits(input);
        let temperature = self.about.temperature.max(1e-3);
        let highest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let weights: Vec<f32> = logits.iter().map(|logit| ((logit - highest) / temperature).exp()).collect();
        let sum: f32 = weights.iter().sum();
        let mut ranked: Vec<Ranked> = weights
            .iter()
            .enumerate()
            .map(|(meaning, weight)| Ranked { meaning, probability: weight / sum })
            .collect();
        let most = most.min(ranked.len());
        if most == 0 {
            return Vec::new();
        }
        ranked.select_nth_unstable_by(most - 1, |a, b| b.probability.total_cmp(&a.probability));
        ranked.truncate(most);
        ranked.sort_by(|a, b| b.probability.total_cmp(&a.probability).then(a.meaning.cmp(&b.meaning)));
        ranked
    }

    /// One number for each meaning.
    pub fn logits(&self, input: Input) -> Vec<f32> {
        let x = self.vector(input);
        (0..self.meanings.rows).map(|meaning| self.meanings.dot(meaning, &x) + self.bias[meaning]).collect()
    }

    /// What meanings are compared with: questions that mean the same have vectors of one direction.
    pub fn vector(&self, input: Input) -> Vec<f32> {
        let mut x = vec![0.0; self.width];
        let mut squares = 0.0;
        for row in input.features.iter().filter_map(|feature| self.known.binary_search(feature).ok()) {
            let rarity = self.rarity[row];
            let (scale, values) = self.features.row(row);
            let scale = rarity * scale;
            x.iter_mut().zip(values).for_each(|(sum, value)| *sum += scale * f32::from(*value));
            squares += rarity * rarity;
        }
        let scale = 1.0 / f32::max(squares, 1.0).sqrt();
        x.iter_mut().for_each(|value| *value *= scale);
        let sequence = &input.sequence[..input.sequence.len().min(LONGEST)];
        if !sequence.is_empty() {
            let mut steps = vec![0.0; sequence.len() * self.tokens.columns];
            for (step, token) in steps.chunks_exact_mut(self.tokens.columns).zip(sequence) {
                if let Ok(row) = self.words.binary_search(token) {
                    self.tokens.add_row(row, step);
                }
            }
            let steps = self.second.run(&self.first.run(&steps));
            let mut highest = vec![f32::NEG_INFINITY; self.second.outputs];
            for step in steps.chunks_exact(self.second.outputs) {
                highest.iter_mut().zip(step).for_each(|(most, value)| *most = most.max(*value));
            }
            x.iter_mut().zip(self.mix.run(&highest)).for_each(|(value, more)| *value += more);
        }
        let mut hidden = self.hidden.run(&x);
        hidden.iter_mut().for_each(|value| *value = value.max(0.0));
        x.iter_mut().zip(self.out.run(&hidden)).for_each(|(value, more)| *value += more);
        x
    }

    /// How much of two bags of features is the same, 0 to 1: the cosine between them, the rarer counting for more, and what
    /// was never seen as much as the rarest. Both are ascending.
    pub fn likeness(&self, one: &[u64], other: &[u64]) -> f32 {
        let rarest = self.rarity.iter().copied().fold(1.0, f32::max);
        let weight =
            |feature: &u64| self.known.binary_search(feature).map_or(rarest, |row| self.rarity[row]).powi(2);
        let sum = |features: &[u64]| features.iter().map(weight).sum::<f32>();
        let both: f32 = one.iter().filter(|feature| other.binary_search(feature).is_ok()).map(weight).sum();
        let size = (sum(one) * sum(other)).sqrt();
        if size > 0.0 { both / size } else { 0.0 }
    }
}

/// Rows of numbers that are kept as bytes, each row with a scale of its own: half the room, and no question is read
/// otherwise for it.
struct Bytes {
    rows: usize,
    columns: usize,
    values: Vec<i8>,
    scales: Vec<f16>,
}

impl Bytes {
    fn row(&self, row: usize) -> (f32, &[i8]) {
        (self.scales[row].to_f32(), &self.values[row * self.columns..(row + 1) * self.columns])
    }
}

/// Rows of half-precision numbers.
struct Matrix {
    rows: usize,
    columns: usize,
    values: Vec<f16>,
}

impl Matrix {
    fn row(&self, row: usize) -> &[f16] {
        &self.values[row * self.columns..(row + 1) * self.columns]
    }

    fn add_row(&self, row: usize, to: &mut [f32]) {
        to.iter_mut().zip(self.row(row)).for_each(|(sum, value)| *sum += value.to_f32());
    }

    fn dot(&self, row: usize, with: &[f32]) -> f32 {
        self.row(row).iter().zip(with).map(|(a, b)| a.to_f32() * b).sum()
    }
}

/// `weight[output][input]`.
struct Dense {
    inputs: usize,
    outputs: usize,
    weight: Vec<f32>,
    bias: Vec<f32>,
}

impl Dense {
    fn run(&self, input: &[f32]) -> Vec<f32> {
        self.weight
            .chunks_exact(self.inputs)
            .zip(&self.bias)
            .map(|(row, bias)| bias + row.iter().zip(input).map(|(a, b)| a * b).sum::<f32>())
            .collect()
    }
}

/// Three steps wide, padded with nothing, followed by a rectifier; `weight[place][output][input]`.
struct Convolution {
    inputs: usize,
    outputs: usize,
    weight: Vec<f32>,
    bias: Vec<f32>,
}

impl Convolution {
    /// Steps one after another in and out.
    fn run(&self, steps: &[f32]) -> Vec<f32> {
        let count = steps.len() / self.inputs;
        let place_size = self.inputs * self.outputs;
        let mut out = Vec::with_capacity(count * self.outputs);
        for step in 0..count {
            let mut sums = self.bias.clone();
            for place in 0..3 {
                let Some(at) = (step + place).checked_sub(1).filter(|at| *at < count) else { continue };
                let input = &steps[at * self.inputs..(at + 1) * self.inputs];
                let weight = &self.weight[place * place_size..(place + 1) * place_size];
                for (sum, row) in sums.iter_mut().zip(weight.chunks_exact(self.inputs)) {
                    *sum += row.iter().zip(input).map(|(a, b)| a * b).sum::<f32>();
                }
            }
            out.extend(sums.into_iter().map(|sum| sum.max(0.0)));
        }
        out
    }
}

struct Reader<'a> {
    tensors: &'a Tensors<'a>,
}

impl Reader<'_> {
    fn matrix(&self, name: &'static str) -> Result<Matrix, Damaged> {
        let (shape, values) = self.tensors.numbers(name)?;
        let [rows, columns] = *shape else { return Err(Damaged::Tensor(name)) };
        Ok(Matrix { rows, columns, values })
    }

    fn rows_of_bytes(&self, name: &'static str, scale: &'static str) -> Result<Bytes, Damaged> {
        let (shape, values) = self.tensors.bytes_of(name)?;
        let [rows, columns] = *shape else { return Err(Damaged::Tensor(name)) };
        let (_, scales) = self.tensors.numbers(scale)?;
        if scales.len() == rows {
            Ok(Bytes { rows, columns, values, scales })
        } else {
            Err(Damaged::Tensor(scale))
        }
    }

    fn vector(&self, name: &'static str) -> Result<Vec<f32>, Damaged> {
        let (_, values) = self.tensors.numbers(name)?;
        Ok(values.into_iter().map(f16::to_f32).collect())
    }

    fn dense(&self, weight: &'static str, bias: &'static str) -> Result<Dense, Damaged> {
        let (shape, values) = self.tensors.numbers(weight)?;
        let [outputs, inputs] = *shape else { return Err(Damaged::Tensor(weight)) };
        let weight = values.into_iter().map(f16::to_f32).collect();
        let dense = Dense { inputs, outputs, weight, bias: self.vector(bias)? };
        if inputs == 0 || dense.bias.len() != outputs { Err(Damaged::Tensor(bias)) } else { Ok(dense) }
    }

    fn convolution(&self, weight: &'static str, bias: &'static str) -> Result<Convolution, Damaged> {
        let (shape, values) = self.tensors.numbers(weight)?;
        let [3, outputs, inputs] = *shape else { return Err(Damaged::Tensor(weight)) };
        let weight = values.into_iter().map(f16::to_f32).collect();
        let convolution = Convolution { inputs, outputs, weight, bias: self.vector(bias)? };
        let right = inputs > 0 && outputs > 0 && convolution.bias.len() == outputs;
        if right { Ok(convolution) } else { Err(Damaged::Tensor(bias)) }
    }
}

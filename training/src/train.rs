//! Trains the ranker: a bag of features and a convolution over the sequence against vectors of meanings, which are sums
//! of vectors of their parts, so that a rare meaning learns from common ones that share parts with it.

use std::collections::HashMap;
use std::path::Path;
use std::time::Instant;

use agent::meaning::Term;
use anyhow::Result;
use candle_core::{D, DType, Device, Tensor, Var};
use candle_nn::{AdamW, Optimizer as _, ParamsAdamW};
use language::LONGEST;
use rand::rngs::SmallRng;
use rand::seq::SliceRandom as _;
use rand::{Rng as _, SeedableRng as _};
use rayon::prelude::*;

use crate::examples::Example;
use crate::recipe::Recipe;

/// Hashes that occur often enough to be learnt, ascending; the place of one is its row.
struct Vocabulary {
    hashes: Vec<u64>,
    /// How much each counts: the logarithm of how rare it is among patterns (Spärck Jones, 1972).
    rarity: Vec<f32>,
}

impl Vocabulary {
    fn of(examples: &[Example], recipe: &Recipe, hashes: impl Fn(&Example) -> &[u64]) -> Self {
        // How many patterns, and which voices as bits.
        let mut seen: HashMap<u64, (u32, u32, u64)> = HashMap::new();
        for example in examples {
            let place = example.voice << 16 | example.pattern;
            for hash in hashes(example) {
                let entry = seen.entry(*hash).or_insert((u32::MAX, 0, 0));
                if entry.0 != place {
                    entry.0 = place;
                    entry.1 += 1;
                    entry.2 |= 1 << (example.voice % 64);
                }
            }
        }
        let often = |(_, patterns, voices): &(u32, u32, u64)| {
            *patterns as usize >= recipe.model.patterns && voices.count_ones() as usize >= recipe.model.voices
        };
        let mut kept: Vec<(u64, u32)> =
            seen.iter().filter(|(_, entry)| often(entry)).map(|(hash, entry)| (*hash, entry.1)).collect();
        kept.sort_unstable();
        let mut patterns: Vec<u32> =
            examples.iter().map(|example| example.voice << 16 | example.pattern).collect();
        patterns.sort_unstable();
        patterns.dedup();
        let all = patterns.len() as f32;
        Self {
            hashes: kept.iter().map(|(hash, _)| *hash).collect(),
            rarity: kept.iter().map(|(_, count)| 0.25 * (all / *count as f32).ln()).collect(),
        }
    }

    fn row(&self, hash: u64) -> Option<u32> {
        self.hashes.binary_search(&hash).ok().map(|row| row as u32)
    }
}

/// An example in rows.
struct Rows {
    features: Vec<u32>,
    /// The row after the last stands for words that have none.
    sequence: Vec<u32>,
    label: u32,
}

/// What the meanings are made of.
pub struct Meanings {
    pub texts: Vec<String>,
    index: HashMap<String, u32>,
    /// Parts of each meaning.
    parts: Vec<Vec<u32>>,
    part_count: usize,
}

impl Meanings {
    /// The meanings that occur among examples, in the order of the alphabet.
    pub fn of(examples: &[Example]) -> Result<Self> {
        let mut texts: Vec<String> = examples.iter().map(|example| example.meaning.clone()).collect();
        texts.sort();
        texts.dedup();
        let index = texts.iter().enumerate().map(|(i, text)| (text.clone(), i as u32)).collect();
        let mut known: HashMap<String, u32> = HashMap::new();
        let mut parts = Vec::new();
        for text in &texts {
            let own = parts_of(&Term::parse(text)?);
            parts.push(
                own.into_iter()
                    .map(|part| {
                        let next = known.len() as u32;
                        *known.entry(part).or_insert(next)
                    })
                    .collect(),
            );
        }
        Ok(Self { texts, index, parts, part_count: known.len() })
    }
}

/// The whole, the operation, each operation with the one it stands in, options, and which slots there are.
fn parts_of(meaning: &Term) -> Vec<String> {
    let mut parts = vec![meaning.to_string(), format!("op {}", meaning.name())];
    let mut slots: Vec<String> = meaning.slots().iter().map(ToString::to_string).collect();
    slots.sort();
    parts.push(format!("slots {}", slots.join(" ")));
    parts.extend(slots.iter().map(|slot| format!("slot {slot}")));
    meaning.walk(&mut |node| {
        for argument in node.arguments() {
            parts.push(format!("in {} {}", node.name(), argument.name()));
        }
        for (key, value) in node.options() {
            parts.push(format!("option {key}={}", value.name()));
            parts.push(format!("option {} {key}", node.name()));
        }
    });
    let keys: Vec<&str> = meaning.options().iter().map(|(key, _)| key.as_str()).collect();
    parts.push(format!("keys {} {}", meaning.name(), keys.join(" ")));
    parts.sort();
    parts.dedup();
    parts
}

/// The vectors of features. Few of its rows are touched by a batch, so it is learnt row by row (Adagrad: Duchi, Hazan and
/// Singer, 2011) outside the graph of the dense weights.
struct Table {
    rows: usize,
    width: usize,
    values: Vec<f32>,
    rarity: Vec<f32>,
    /// Mean squared gradient so far, one for each row.
    squares: Vec<f32>,
}

impl Table {
    fn row(&self, row: u32) -> &[f32] {
        &self.values[row as usize * self.width..][..self.width]
    }

    /// The scaled sum of each example's rows.
    fn bags(&self, batch: &Batch) -> Vec<f32> {
        let mut bags = vec![0.0; batch.labels.len() * self.width];
        bags.par_chunks_mut(self.width).enumerate().for_each(|(i, bag)| {
            let scale = self.scale(batch.features(i));
            for feature in batch.features(i) {
                let weight = scale * self.rarity[*feature as usize];
                bag.iter_mut().zip(self.row(*feature)).for_each(|(sum, value)| *sum += weight * value);
            }
        });
        bags
    }

    fn scale(&self, features: &[u32]) -> f32 {
        let squares: f32 = features.iter().map(|feature| self.rarity[*feature as usize].powi(2)).sum();
        1.0 / squares.max(1.0).sqrt()
    }

    /// Takes a step against the gradient of the bags.
    fn learn(&mut self, batch: &Batch, gradient: &[f32], rate: f32, decay: f32) {
        for (i, own) in gradient.chunks_exact(self.width).enumerate() {
            let scale = self.scale(batch.features(i));
            let square = own.iter().map(|g| g * g).sum::<f32>() / self.width as f32;
            for feature in batch.features(i) {
                let row = *feature as usize;
                let weight = scale * self.rarity[row];
                self.squares[row] += square * weight * weight;
                let step = rate * weight / (self.squares[row].sqrt() + 1e-8);
                let values = &mut self.values[row * self.width..][..self.width];
                values.iter_mut().zip(own).for_each(|(value, g)| *value -= step * g + rate * decay * *value);
            }
        }
    }

    fn tensor(&self, device: &Device) -> Result<Tensor> {
        Ok(Tensor::from_slice(&self.values, (self.rows, self.width), device)?)
    }
}

/// Every dense weight.
struct Weights {
    tokens: Var,
    first: (Var, Var),
    second: (Var, Var),
    mix: (Var, Var),
    hidden: (Var, Var),
    out: (Var, Var),
    parts: Var,
    bias: Var,
}

impl Weights {
    fn new(
        recipe: &Recipe,
        words: usize,
        meanings: &Meanings,
        rng: &mut SmallRng,
        device: &Device,
    ) -> Result<Self> {
        let shape = &recipe.model;
        let mut random = |dimensions: &[usize], scale: f32| -> Result<Var> {
            let count = dimensions.iter().product::<usize>();
            // Twelve evenly distributed numbers add up to about a normal one.
            let numbers: Vec<f32> = (0..count)
                .map(|_| ((0..12).map(|_| rng.random::<f32>()).sum::<f32>() - 6.0) * scale)
                .collect();
            Ok(Var::from_tensor(&Tensor::from_vec(numbers, dimensions, device)?)?)
        };
        let zeros = |count: usize| -> Result<Var> { Ok(Var::zeros(count, DType::F32, device)?) };
        let (width, channels) = (shape.width, shape.channels);
        let fan = |inputs: usize| (2.0 / inputs as f32).sqrt();
        Ok(Self {
            tokens: random(&[words, shape.token_width], 0.3)?,
            first: (random(&[3, channels, shape.token_width], fan(3 * shape.token_width))?, zeros(channels)?),
            second: (random(&[3, channels, channels], fan(3 * channels))?, zeros(channels)?),
            mix: (random(&[width, channels], fan(channels) * 0.5)?, zeros(width)?),
            hidden: (random(&[shape.hidden, width], fan(width))?, zeros(shape.hidden)?),
            out: (random(&[width, shape.hidden], fan(shape.hidden) * 0.3)?, zeros(width)?),
            parts: random(&[meanings.part_count, width], 0.1)?,
            bias: zeros(meanings.texts.len())?,
        })
    }

    fn all(&self) -> Vec<(&'static str, &Var)> {
        vec![
            ("tokens", &self.tokens),
            ("first.weight", &self.first.0),
            ("first.bias", &self.first.1),
            ("second.weight", &self.second.0),
            ("second.bias", &self.second.1),
            ("mix.weight", &self.mix.0),
            ("mix.bias", &self.mix.1),
            ("hidden.weight", &self.hidden.0),
            ("hidden.bias", &self.hidden.1),
            ("out.weight", &self.out.0),
            ("out.bias", &self.out.1),
            ("parts", &self.parts),
            ("bias", &self.bias),
        ]
    }

    /// A vector for each meaning: the sum of its parts'.
    fn meanings(&self, meanings: &Meanings, device: &Device) -> Result<Tensor> {
        let flat: Vec<u32> = meanings.parts.iter().flatten().copied().collect();
        let owners: Vec<u32> = meanings
            .parts
            .iter()
            .enumerate()
            .flat_map(|(i, parts)| std::iter::repeat_n(i as u32, parts.len()))
            .collect();
        let picked = self.parts.index_select(&Tensor::new(flat, device)?, 0)?;
        let empty = Tensor::zeros((meanings.texts.len(), self.parts.dim(1)?), DType::F32, device)?;
        Ok(empty.index_add(&Tensor::new(owners, device)?, &picked, 0)?)
    }
}

/// Some examples as tensors.
struct Batch {
    flat: Vec<u32>,
    /// Where each example's features begin, and the end of all.
    starts: Vec<usize>,
    sequence: Vec<u32>,
    /// 0 where a word has no row.
    known: Vec<f32>,
    /// 0 behind the end.
    mask: Vec<f32>,
    longest: usize,
    labels: Vec<u32>,
}

impl Batch {
    fn of(examples: &[&Rows], recipe: &Recipe, unknown: u32, mut rng: Option<&mut SmallRng>) -> Self {
        let mut batch = Self {
            flat: Vec::new(),
            starts: vec![0],
            sequence: Vec::new(),
            known: Vec::new(),
            mask: Vec::new(),
            longest: examples.iter().map(|rows| rows.sequence.len().clamp(1, LONGEST)).max().unwrap_or(1),
            labels: Vec::new(),
        };
        for example in examples {
            for feature in &example.features {
                let dropped = rng.as_mut().is_some_and(|rng| rng.random_bool(recipe.training.drop_features));
                if !dropped {
                    batch.flat.push(*feature);
                }
            }
            batch.starts.push(batch.flat.len());
            for step in 0..batch.longest {
                let token = example.sequence.get(step);
                let dropped = rng.as_mut().is_some_and(|rng| rng.random_bool(recipe.training.drop_words));
                let row = token.copied().filter(|_| !dropped).unwrap_or(unknown);
                batch.sequence.push(row);
                batch.known.push(if row == unknown { 0.0 } else { 1.0 });
                batch.mask.push(if token.is_some() { 1.0 } else { 0.0 });
            }
            batch.labels.push(example.label);
        }
        batch
    }

    fn features(&self, example: usize) -> &[u32] {
        &self.flat[self.starts[example]..self.starts[example + 1]]
    }

    fn logits(
        &self,
        bag: &Tensor,
        weights: &Weights,
        meanings: &Tensor,
        device: &Device,
    ) -> Result<(Tensor, Tensor)> {
        let count = self.labels.len();
        let known = Tensor::from_slice(&self.known, (count, self.longest, 1), device)?;
        let mask = Tensor::from_slice(&self.mask, (count, self.longest, 1), device)?;
        let steps = weights
            .tokens
            .index_select(&Tensor::new(self.sequence.as_slice(), device)?, 0)?
            .reshape((count, self.longest, weights.tokens.dim(1)?))?
            .broadcast_mul(&known)?;
        let steps = convolved(&steps, &weights.first, device)?.broadcast_mul(&mask)?;
        let steps = convolved(&steps, &weights.second, device)?;
        // What lies behind the end must not win.
        let steps = steps.broadcast_mul(&mask)?;
        let highest = steps.max(1)?;
        let x = (bag + dense(&highest, &weights.mix)?)?;
        let hidden = dense(&x, &weights.hidden)?.relu()?;
        let x = (&x + dense(&hidden, &weights.out)?)?;
        let logits = x.matmul(&meanings.t()?)?.broadcast_add(&weights.bias)?;
        Ok((logits, Tensor::new(self.labels.as_slice(), device)?))
    }
}

fn dense(x: &Tensor, (weight, bias): &(Var, Var)) -> Result<Tensor> {
    Ok(x.matmul(&weight.t()?)?.broadcast_add(bias)?)
}

/// Three wide, padded with nothing, as `language` computes it: `weight[place][output][input]`.
fn convolved(steps: &Tensor, (weight, bias): &(Var, Var), device: &Device) -> Result<Tensor> {
    let (count, longest, inputs) = steps.dims3()?;
    let nothing = Tensor::zeros((count, 1, inputs), DType::F32, device)?;
    let padded = Tensor::cat(&[&nothing, steps, &nothing], 1)?;
    let mut sum: Option<Tensor> = None;
    for place in 0..3 {
        let shifted = padded.narrow(1, place, longest)?.reshape((count * longest, inputs))?;
        let part = shifted.matmul(&weight.get(place)?.t()?)?;
        sum = Some(match sum {
            Some(sum) => (sum + part)?,
            None => part,
        });
    }
    let outputs = weight.dim(1)?;
    let sum = sum.map_or_else(|| Tensor::zeros((count * longest, outputs), DType::F32, device), Ok)?;
    Ok(sum.broadcast_add(bias)?.relu()?.reshape((count, longest, outputs))?)
}

/// Trains; `held_out` examples are only looked at. Writes a checkpoint after each epoch into `folder` and goes on from the
/// last one there.
///
/// # Errors
/// What candle or the disk says.
pub fn train(
    recipe: &Recipe,
    examples: &[Example],
    held_out: &[Example],
    checkpoints: Option<&Path>,
) -> Result<Trained> {
    let device = Device::Cpu;
    let meanings = Meanings::of(examples)?;
    let features = Vocabulary::of(examples, recipe, |example| &example.features);
    let words = Vocabulary::of(examples, recipe, |example| &example.sequence);
    let unknown = words.hashes.len() as u32;
    let rows = |example: &Example| Rows {
        features: example.features.iter().filter_map(|hash| features.row(*hash)).collect(),
        sequence: example.sequence.iter().map(|hash| words.row(*hash).unwrap_or(unknown)).collect(),
        label: meanings.index.get(&example.meaning).copied().unwrap_or(u32::MAX),
    };
    let held_out: Vec<Rows> = held_out.iter().map(rows).collect();
    let mut rng = SmallRng::seed_from_u64(recipe.seed);
    let weights = Weights::new(recipe, words.hashes.len() + 1, &meanings, &mut rng, &device)?;
    let mut table = Table {
        rows: features.hashes.len(),
        width: recipe.model.width,
        values: (0..features.hashes.len() * recipe.model.width)
            .map(|_| (rng.random::<f32>() - 0.5) * 0.1)
            .collect(),
        rarity: features.rarity.clone(),
        squares: vec![recipe.training.first_square; features.hashes.len()],
    };
    let mut done = 0;
    if let Some(folder) = checkpoints {
        std::fs::create_dir_all(folder)?;
        done = resumed(folder, &weights, &mut table, recipe, &device)?;
    }
    let all: Vec<Rows> = examples.iter().map(rows).collect();
    let labelled: Vec<&Rows> = all.iter().collect();
    let steps_an_epoch = labelled.len().div_ceil(recipe.training.batch);
    let all_steps = (steps_an_epoch * recipe.training.epochs).max(1);
    let variables = weights.all().into_iter().map(|(_, var)| var.clone()).collect();
    let parameters = ParamsAdamW {
        lr: recipe.training.rate,
        weight_decay: recipe.training.decay,
        ..ParamsAdamW::default()
    };
    let mut optimizer = AdamW::new(variables, parameters)?;
    let started = Instant::now();
    println!(
        "{} examples, {} features, {} words, {} meanings of {} parts, {} steps an epoch",
        labelled.len(),
        features.hashes.len(),
        words.hashes.len(),
        meanings.texts.len(),
        meanings.part_count,
        steps_an_epoch
    );
    for epoch in done..recipe.training.epochs {
        let mut rng = SmallRng::seed_from_u64(recipe.seed ^ (epoch as u64 + 1));
        let mut order = labelled.clone();
        order.shuffle(&mut rng);
        let mut loss_sum = 0.0;
        for (step, chunk) in order.chunks(recipe.training.batch).enumerate() {
            let at = (epoch * steps_an_epoch + step) as f64 / all_steps as f64;
            // Up for the first twentieth, then down along a half cosine.
            let factor = if at < 0.05 {
                at / 0.05
            } else {
                0.5 * (1.0 + (std::f64::consts::PI * (at - 0.05) / 0.95).cos())
            };
            optimizer.set_learning_rate(recipe.training.rate * factor.max(0.01));
            let vectors = weights.meanings(&meanings, &device)?;
            let batch = Batch::of(chunk, recipe, unknown, Some(&mut rng));
            let bag = Var::from_vec(table.bags(&batch), (chunk.len(), table.width), &device)?;
            let (logits, labels) = batch.logits(&bag, &weights, &vectors, &device)?;
            let loss = candle_nn::loss::cross_entropy(&logits, &labels)?;
            let gradients = loss.backward()?;
            optimizer.step(&gradients)?;
            if let Some(gradient) = gradients.get(&bag) {
                let gradient = gradient.flatten_all()?.to_vec1::<f32>()?;
                let rate = recipe.training.table_rate * factor.max(0.01);
                table.learn(&batch, &gradient, rate as f32, recipe.training.table_decay as f32);
            }
            loss_sum += f64::from(loss.to_scalar::<f32>()?);
        }
        let right = accuracy(recipe, &table, &weights, &meanings, &held_out, &device)?;
        let gone = started.elapsed().as_secs_f64();
        let left = gone / (epoch + 1 - done) as f64 * (recipe.training.epochs - epoch - 1) as f64;
        println!(
            "epoch {:>2}  loss {:.3}  held out {:.1} %  {gone:.0} s, {left:.0} s left",
            epoch + 1,
            loss_sum / steps_an_epoch as f64,
            100.0 * right
        );
        if let Some(folder) = checkpoints {
            save(folder, &weights, &table, epoch + 1)?;
        }
    }
    let temperature = temperature(recipe, &table, &weights, &meanings, &held_out, &device)?;
    let vectors = weights.meanings(&meanings, &device)?;
    let mut tensors: Vec<(&'static str, Tensor)> = weights
        .all()
        .into_iter()
        .filter(|(name, _)| !matches!(*name, "parts" | "tokens"))
        .map(|(name, var)| (name, var.as_tensor().clone()))
        .collect();
    tensors.push(("tokens", weights.tokens.narrow(0, 0, words.hashes.len())?));
    tensors.push(("meanings", vectors));
    tensors.push(("features", table.tensor(&device)?));
    tensors.push(("rarity", Tensor::new(table.rarity.as_slice(), &device)?));
    Ok(Trained {
        meanings: meanings.texts,
        known: features.hashes,
        words: words.hashes,
        tensors,
        temperature,
    })
}

/// A trained model before it is written.
pub struct Trained {
    pub meanings: Vec<String>,
    /// Hashes of the features and of the words that have a row.
    pub known: Vec<u64>,
    pub words: Vec<u64>,
    pub tensors: Vec<(&'static str, Tensor)>,
    pub temperature: f32,
}

fn chunked_logits(
    recipe: &Recipe,
    table: &Table,
    weights: &Weights,
    meanings: &Meanings,
    examples: &[Rows],
    device: &Device,
    mut each: impl FnMut(&Tensor, &Tensor) -> Result<()>,
) -> Result<()> {
    let vectors = weights.meanings(meanings, device)?.detach();
    let all: Vec<&Rows> = examples.iter().collect();
    let unknown = weights.tokens.dim(0)? as u32 - 1;
    for chunk in all.chunks(recipe.training.batch) {
        let batch = Batch::of(chunk, recipe, unknown, None);
        let bag = Tensor::from_vec(table.bags(&batch), (chunk.len(), table.width), device)?;
        let (logits, labels) = batch.logits(&bag, weights, &vectors, device)?;
        each(&logits.detach(), &labels)?;
    }
    Ok(())
}

/// Share of examples whose own meaning ranks first among all.
fn accuracy(
    recipe: &Recipe,
    table: &Table,
    weights: &Weights,
    meanings: &Meanings,
    examples: &[Rows],
    device: &Device,
) -> Result<f64> {
    let mut right = 0.0;
    chunked_logits(recipe, table, weights, meanings, examples, device, |logits, labels| {
        let best = logits.argmax(D::Minus1)?;
        right += f64::from(best.eq(labels)?.to_dtype(DType::F32)?.sum_all()?.to_scalar::<f32>()?);
        Ok(())
    })?;
    Ok(right / examples.len().max(1) as f64)
}

/// The temperature under which the held-out examples are likeliest (Guo et al., 2017).
fn temperature(
    recipe: &Recipe,
    table: &Table,
    weights: &Weights,
    meanings: &Meanings,
    examples: &[Rows],
    device: &Device,
) -> Result<f32> {
    let candidates: Vec<f64> = (4..=40).map(|tenth| f64::from(tenth) / 10.0).collect();
    let mut sums = vec![0.0; candidates.len()];
    let known: Vec<Rows> = examples
        .iter()
        .filter(|rows| rows.label != u32::MAX)
        .map(|rows| Rows {
            features: rows.features.clone(),
            sequence: rows.sequence.clone(),
            label: rows.label,
        })
        .collect();
    chunked_logits(recipe, table, weights, meanings, &known, device, |logits, labels| {
        for (sum, temperature) in sums.iter_mut().zip(&candidates) {
            let loss = candle_nn::loss::cross_entropy(&(logits / *temperature)?, labels)?;
            *sum += f64::from(loss.to_scalar::<f32>()?) * labels.dim(0)? as f64;
        }
        Ok(())
    })?;
    let best = sums.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1)).map_or(6, |(i, _)| i);
    Ok(candidates[best] as f32)
}

fn save(folder: &Path, weights: &Weights, table: &Table, epoch: usize) -> Result<()> {
    let mut tensors: HashMap<String, Tensor> =
        weights.all().into_iter().map(|(name, var)| (name.to_owned(), var.as_tensor().clone())).collect();
    tensors.insert("features".to_owned(), table.tensor(&Device::Cpu)?);
    tensors.insert("squares".to_owned(), Tensor::new(table.squares.as_slice(), &Device::Cpu)?);
    let unfinished = folder.join("unfinished.safetensors");
    candle_core::safetensors::save(&tensors, &unfinished)?;
    std::fs::rename(unfinished, folder.join(format!("epoch-{epoch:02}.safetensors")))?;
    if epoch > 1 {
        let _ = std::fs::remove_file(folder.join(format!("epoch-{:02}.safetensors", epoch - 1)));
    }
    Ok(())
}

/// The epochs that a checkpoint has behind it; its weights are taken where it fits.
fn resumed(
    folder: &Path,
    weights: &Weights,
    table: &mut Table,
    recipe: &Recipe,
    device: &Device,
) -> Result<usize> {
    for epoch in (1..=recipe.training.epochs).rev() {
        let file = folder.join(format!("epoch-{epoch:02}.safetensors"));
        if !file.exists() {
            continue;
        }
        let tensors = candle_core::safetensors::load(&file, device)?;
        let values = tensors.get("features").filter(|t| t.dims() == [table.rows, table.width]);
        let squares = tensors.get("squares").filter(|t| t.dims() == [table.rows]);
        let fits = values.is_some()
            && squares.is_some()
            && weights
                .all()
                .iter()
                .all(|(name, var)| tensors.get(*name).is_some_and(|t| t.shape() == var.shape()));
        if !fits {
            println!("{} is of another shape: it is not gone on from", file.display());
            continue;
        }
        for (name, var) in weights.all() {
            var.set(&tensors[name])?;
        }
        if let (Some(values), Some(squares)) = (values, squares) {
            table.values = values.flatten_all()?.to_vec1()?;
            table.squares = squares.to_vec1()?;
        }
        println!("going on after epoch {epoch}");
        return Ok(epoch);
    }
    Ok(0)
}
